"""What was given for a year, by kinds: a folder may hold several, each read by its reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sufficiency.errors import FileError, Finding, finding
from sufficiency.messages.listing import first_named

if TYPE_CHECKING:
    from sufficiency.intake.recognising import Recognised

CASES, REGISTER = "cases", "gias"
READ_BY_HEADINGS = (REGISTER, "sen2", "ees", "ehc_plans", "places")
"""Kinds of files whose readers need no more than the authority."""

TOGETHER = ("ees", "ehc_plans", CASES)
"""Kinds of which a reader takes several files as one."""

MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Part:
    """Files of one kind that are read together.

    Parameters
    ----------
    kind : str
        Blank for tables of an area, and for what nobody knows.
    places : tuple of Path
        Files and folders.
    notes : tuple of Finding
        What of the same folder was left out.
    links : Path or None
        Of a register, its file of links, which tells of successors.
    """

    kind: str
    places: tuple[Path, ...]
    notes: tuple[Finding, ...] = ()
    links: Path | None = None


def columns_in(paths: Sequence[str], named: str) -> str:
    """Give the file that says what the columns of exports of cases hold; "" where none does.

    Parameters
    ----------
    paths : sequence of str
        Files and folders.
    named : str
        One that was named for it, wherever it stands.

    Raises
    ------
    FileError
        If a path is not there.
    FindingsError
        If several are there and none was named.
    """
    from sufficiency.intake.exports import columns_among, says_columns
    from sufficiency.intake.recognising import files_of

    tables = [path for path in files_of(paths) if path.suffix.casefold() == ".toml"]
    place = columns_among([path for path in tables if says_columns(path)], named)
    return "" if place is None else str(place)


def parts_of(paths: Sequence[str], *, besides: str = "", columns: str = "") -> list[Part]:
    """Tell of what kinds the files are that were given, one by one or in folders.

    Parameters
    ----------
    paths : sequence of str
        Files and folders.
    besides : str
        A file that was named for a use of its own, and may stand in one of the folders.
    columns : str
        What says what the columns of exports of cases hold; without it these are left out.

    Raises
    ------
    FileError
        If a folder holds an area beside other files, or two registers of schools.
    """
    return _with_links([part for path in paths for part in _parts_at(Path(path), besides, columns)])


def _with_links(parts: Sequence[Part]) -> list[Part]:
    """Give the register its file of links, the newest of several, wherever it was named."""
    from sufficiency.intake.readings import newest_first
    from sufficiency.intake.recognising import LINKS

    links = newest_first([place for part in parts if part.kind == LINKS for place in part.places])
    if not any(part.kind == REGISTER for part in parts):
        return [replace(part, kind="") if part.kind == LINKS else part for part in parts]
    older = tuple(
        finding("intake_left_out", file=one.name, reason="a newer file of links is there")
        for one in links[1:]
    )
    return [
        replace(part, links=links[0], notes=(*part.notes, *older))
        if links and part.kind == REGISTER
        else part
        for part in parts
        if part.kind != LINKS
    ]


def _parts_at(place: Path, besides: str, columns: str) -> list[Part]:
    """Take a file as what it is, and a folder apart; tables of an area alone stay together."""
    from sufficiency.intake.recognising import AREA, LINKS, OWN_TABLE, recognise

    if columns and _is(place, columns):
        return []
    found = recognise([place], columns=columns)
    by_kind: dict[str, list[Recognised]] = {}
    for one in found:
        by_kind.setdefault(one.code, []).append(one)
    known = (*READ_BY_HEADINGS, CASES) if columns else READ_BY_HEADINGS
    read = [kind for kind in known if kind in by_kind]
    if not place.is_dir():
        return [Part(next((kind for kind in (*read, LINKS) if kind in by_kind), ""), (place,))]
    if not read:
        return [Part("", (place,))]
    _refuse_unclear(place, by_kind, AREA)
    parts = [part for kind in read for part in _of_kind(kind, by_kind[kind])]
    parts += [Part("", (one.path,)) for one in by_kind.get(OWN_TABLE, ())]
    used = [*read, OWN_TABLE, *([LINKS] if REGISTER in read else [])]
    parts += [Part(LINKS, (one.path,)) for one in by_kind.get(LINKS, ()) if LINKS in used]
    named = [one for one in (besides, columns) if one]
    left = [
        one
        for one in found
        if one.code not in used and not any(_is(one.path, file) for file in named)
    ]
    return [replace(parts[0], notes=_left_out(place, left)), *parts[1:]]


def _is(place: Path, named: str) -> bool:
    return place.resolve() == Path(named).resolve()


def _of_kind(kind: str, files: Sequence[Recognised]) -> list[Part]:
    """Put files of one kind together as their reader takes them."""
    paths = [one.path for one in files]
    if kind == "sen2":
        # A module is read with the others of its folder; an XML return is one file.
        folders = {path if path.suffix.casefold() == ".xml" else path.parent for path in paths}
        return [Part(kind, tuple(sorted(folders)))]
    if kind in TOGETHER:
        return [Part(kind, tuple(paths))]
    return [Part(kind, (path,)) for path in paths]


def _refuse_unclear(place: Path, by_kind: dict[str, list[Recognised]], area: str) -> None:
    """Refuse a folder of which it is not clear which file counts."""
    if area in by_kind:
        names = ", ".join(one.name for one in by_kind[area])
        what = "an area beside other files"
        raise FileError.of("rollover_folder_unclear", path=place, what=what, files=names)
    registers = by_kind.get(REGISTER, [])
    if len(registers) > 1:
        names = ", ".join(one.name for one in registers)
        what = "several registers of schools"
        raise FileError.of("rollover_folder_unclear", path=place, what=what, files=names)


def _left_out(place: Path, left: Sequence[Recognised]) -> tuple[Finding, ...]:
    """Name the files of a folder that are not read, and what they are."""
    if not left:
        return ()
    files = first_named([f"{one.name} ({one.label})" for one in left], most=MOST_NAMED)
    words: dict[str, Any] = {"count": len(left), "files": files}
    return (finding("rollover_left_out", file=place.name, **words),)
