"""Files that are headed like a known one but for one heading, as where a column was renamed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

from sufficiency import terms
from sufficiency.sources.headings import plain
from sufficiency.sources.kinds import Kind
from sufficiency.terms.codes import read_rows

FEWEST_OTHERS = 2
"""So many other headings have to be needed too: where one alone tells a kind, any file lacks it."""

FEWEST_HEADINGS = 3

LEAST_LIKE = 0.72
"""Share of letters in common from which a heading may be another one renamed."""

SURE = "gias"
"""What has all the other headings of the register is one; of other kinds only a heading that was
renamed is told: other releases of the Department have most of the same headings, and any table of
settings and needs those of a list."""

REGISTER = ("urn", "name", "easting", "northing", "type_code")
"""Columns without which a file is no register, as `sources.gias` has them."""

LIST_OF_PLACES = ("School", "Places", "Needs")
"""Headings of a list of schools and places, each as it is mostly written."""


@dataclass(frozen=True, slots=True)
class Nearly:
    """What a file would be, with one heading more.

    Parameters
    ----------
    label : str
        The kind in words.
    lacks : str
        The heading that is missing.
    stands : str
        The heading of the file that is most like it; "" where none is.
    likeness : float
        How like it is, from 0 to 1.
    """

    label: str
    lacks: str
    stands: str
    likeness: float = 0.0

    @property
    def in_words(self) -> str:
        """What it is like and what it lacks, as one says it."""
        instead = f", where {self.stands} stands" if self.stands else ""
        return f"{self.label}, but for the heading {self.lacks}{instead}"


def nearly_known(
    rows: Sequence[Sequence[str]], known: Sequence[Kind], *, table: str = ""
) -> Nearly | None:
    """Tell which kind a file would be with one heading more; None where it is like none.

    Parameters
    ----------
    rows : sequence of sequence of str
        The first rows of the file.
    known : sequence of Kind
    table : str
        Name of a table of an area, if the file is called like one.

    Returns
    -------
    Nearly or None
        Where several headings would do, the one that is most like a heading of the file.
    """
    found = [one for row in rows[:1] for one in _own_table(row, table)]
    header = next((one for one in rows if sum(map(_is_word, one)) >= FEWEST_HEADINGS), [])
    for kind in known:
        for heading in _headings_of(kind.code):
            if _would_be(kind, header, heading):
                near = _nearly(_label(kind, heading), heading, header)
                found += [near] if near.stands or kind.code == SURE else []
    return max(found, key=lambda one: one.likeness, default=None)


def _own_table(row: Sequence[str], table: str) -> Iterator[Nearly]:
    """Say what a table of an area lacks, if it is one column of several."""
    if table not in terms.table_names():
        return
    needed = [column.name for column in terms.table(table).columns if column.required]
    lost = [name for name in needed if name not in row]
    if len(lost) == 1 and len(needed) > FEWEST_OTHERS:
        yield _nearly(f"the table {table} of an area", lost[0], row)


def _would_be(kind: Kind, row: Sequence[str], heading: str) -> bool:
    """Say whether a row is of a kind with one heading more, and with others that it needs too."""
    if not kind.recognises([[*row, heading]]):
        return False
    needed = 0
    for place, cell in enumerate(row):
        if _is_word(cell):
            without = [*row[:place], *row[place + 1 :], heading]
            needed += not kind.recognises([without])
    return needed >= FEWEST_OTHERS


@cache
def _headings_of(code: str) -> tuple[str, ...]:
    """Give the headings without which a file is not of a kind, each as it is published."""
    if code == "ehc_plans":
        files = [one for one in terms.published_files() if one.file != "other_published"]
        published = [group[0] for one in files for group in one.has]
        return tuple(dict.fromkeys(["time_period", "geographic_level", *published]))
    if code == "gias":
        return tuple(_as_published()[name] for name in REGISTER)
    return LIST_OF_PLACES if code == "places" else ()


@cache
def _known() -> frozenset[str]:
    """Give headings that are as published, so that none of them is another one renamed."""
    published = (one for file in terms.published_files() for group in file.has for one in group)
    return frozenset(published) | {one.casefold() for one in _as_published().values()}


@cache
def _as_published() -> Mapping[str, str]:
    """Give the heading of each column of the register as it is published."""
    return {row["name"]: row["headings"].split(";")[0] for row in read_rows("register_columns.csv")}


def _label(kind: Kind, heading: str) -> str:
    """Name the kind; of a release, the file of it too where only one has the heading."""
    if kind.code != "ehc_plans":
        return kind.label
    having = [one for one in terms.published_files() if any(heading in group for group in one.has)]
    return f"{kind.label}, {having[0].label}" if len(having) == 1 else kind.label


def _nearly(label: str, heading: str, row: Sequence[str]) -> Nearly:
    """Say what is lacking, and which heading of the row is most like it, if one is."""
    words = [one for one in map(str.strip, row) if _is_word(one) and one.casefold() not in _known()]
    likeness = {one: _likeness(heading, one) for one in words}
    best = max(likeness, key=lambda one: likeness[one], default="")
    if likeness.get(best, 0.0) < LEAST_LIKE:
        return Nearly(label, heading, "")
    return Nearly(label, heading, best, likeness[best])


def _likeness(one: str, other: str) -> float:
    """Say how like two headings are; people turn their words round, and write them as one."""
    turned = [" ".join(sorted(plain(text).split())) for text in (one, other)]
    as_one = [plain(text).replace(" ", "") for text in (one, other)]
    return max(SequenceMatcher(None, first, second).ratio() for first, second in (turned, as_one))


def _is_word(cell: str) -> bool:
    return any(letter.isalpha() for letter in cell)
