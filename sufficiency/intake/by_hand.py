"""What needs more said than a file's headings tell, and is read by its own function."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sufficiency.errors import Finding, NotPossibleError, finding
from sufficiency.messages.listing import first_named

if TYPE_CHECKING:
    from sufficiency.sources.reading import Reading

VERBS = {
    "cases": "sf.read_snapshots",
    "lookup": "sf.read_lookup",
    "scap": "sf.read_scap",
    "witan": "sf.read_witan",
}
"""Functions by the code of a kind of file, of those that are never read by their headings alone."""

OTHER_VERBS = {
    "ehc_plans": "sf.read_ehc_plans",
    "gias": "sf.read_gias",
    "places": "sf.read_places",
    "population": "sf.read_population",
    "population_by_locality": "sf.population_by_locality",
    "localities": "sf.localities_from",
    "sen2": "sf.read_sen2",
}


RULES = {"lookup": "intake_lookup_not_used", "cases": "intake_cases_not_read"}
"""Notes of kinds of which more can be said than which function reads them."""

MOST_NAMED = 3
"""So many files that are gone are named in their note."""


@dataclass(frozen=True, slots=True)
class Given:
    """A reading that was given as such: what is known of how it was made.

    Parameters
    ----------
    kind, title : str
        As the reading has them.
    files : tuple of (str, str)
        Name and digest of each file that it was read from.
    settings : tuple of (str, str)
        Choices in reading, as far as the reading notes them.
    """

    kind: str
    title: str
    files: tuple[tuple[str, str], ...]
    settings: tuple[tuple[str, str], ...]

    @property
    def verb(self) -> str:
        """The function that reads such files."""
        return (VERBS | OTHER_VERBS).get(self.kind, "its own function")

    @property
    def named(self) -> str:
        """Its files, in words."""
        return ", ".join(name for name, _ in self.files) or "no file"


def given_of(readings: Sequence[Reading]) -> tuple[Given, ...]:
    """Note down readings that were given as such."""
    return tuple(
        Given(
            one.kind,
            one.title,
            tuple((file.file, file.sha256) for file in one.inputs),
            tuple((name, str(value)) for name, value in one.settings.items()),
        )
        for one in readings
    )


def refuse_missing(before: Sequence[Given], readings: Sequence[Reading]) -> None:
    """Refuse to build again without the readings that an area was built with.

    Raises
    ------
    NotPossibleError
        If one of its kind is not given: the area would be another one, and nobody would see it.
    """
    there = Counter(one.kind for one in readings)
    for one in before:
        if not there[one.kind]:
            raise NotPossibleError.of(
                "intake_reading_missing", value=one.title, files=one.named, verb=one.verb
            )
        there[one.kind] -= 1


def changed_readings(before: Sequence[Given], readings: Sequence[Reading]) -> list[Finding]:
    """Name the files of given readings that are not those of before."""
    known = {digest for one in before for _, digest in one.files}
    kinds = {one.kind for one in before}
    return [
        finding("intake_file_changed", file=file.file)
        for one in readings
        if one.kind in kinds
        for file in one.inputs
        if file.sha256 not in known
    ]


def only_by_hand(
    by_code: Mapping[str, Sequence[Path]], names: Mapping[Path, str], *, used: Sequence[str] = ()
) -> list[Finding]:
    """Name the files that need more said than can be told from their headings.

    Look-ups that were given as such (`used`) are read, wherever they stand.
    """
    given = {Path(one).resolve() for one in used if one}
    return [
        finding(RULES.get(code, "intake_by_hand"), file=names[path], verb=verb)
        for code, verb in VERBS.items()
        for path in by_code.get(code, ())
        if path.resolve() not in given
    ]


def files_gone(paths: Sequence[Path]) -> list[Finding]:
    """Name files of before that are not there, each with its folder, in one note."""
    if not paths:
        return []
    named = [f"{path.parent.name}/{path.name}" for path in paths]
    words: dict[str, Any] = {"count": len(paths), "named": first_named(named, most=MOST_NAMED)}
    return [finding("intake_file_gone", file=paths[0].name, **words)]
