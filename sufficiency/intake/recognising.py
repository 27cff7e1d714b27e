"""Which file is what: every file that was given, told by its first rows."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from sufficiency import terms
from sufficiency.errors import FileError
from sufficiency.intake.exports import (
    CASES,
    CASES_LABEL,
    COLUMNS,
    COLUMNS_LABEL,
    columns_among,
    is_headed_as,
    says_columns,
)
from sufficiency.intake.nearly import Nearly, nearly_known
from sufficiency.results import InputFile
from sufficiency.sources.cases.columns import columns_given
from sufficiency.sources.gias.links import is_links
from sufficiency.sources.headings import column_of, locality_column
from sufficiency.sources.kinds import Kind
from sufficiency.sources.naming import names_of
from sufficiency.sources.text_tables import TEXTS, WORKBOOKS, first_rows
from sufficiency.tables import open_workbook

OWN_TABLE = "table"
AREA = "area"
LINKS = "gias_links"
COPY = "copy"
OF_PEOPLE = {
    "housing": "housing schemes",
    "yields": "yields of homes",
    "births": "births by locality",
}
"""Files that are named apart, since more must be said of them: by code, in words."""

HEADED = {
    "housing": ("homes", "year"),
    "yields": ("ncy_from", "ncy_to", "yield"),
    "births": ("births", "year"),
}
"""What a row has that heads such a file; all but yields have a locality besides."""

UNKNOWN = ""

TAKEN_FOR = (UNKNOWN, "lookup", "places")
"""Kinds that an export may be taken for by its headings alone, as it has those of schools, homes
and wards among them."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """A file, and what it is.

    Parameters
    ----------
    path : Path
    code : str
        Code of its kind, `OWN_TABLE`, `AREA` or `LINKS`; `COPY` where the same bytes stand in
        another file, which alone is read; `UNKNOWN` where it is none.
    label : str
        The same in words.
    name : str
        What it is called in messages: its name, with its folder where another has the same.
    nearly : Nearly or None
        Of a file that is not known: the kind that it would be with one heading more.
    copy_of : Path or None
        Of a copy: the file that is read.
    """

    path: Path
    code: str
    label: str
    name: str = ""
    nearly: Nearly | None = None
    copy_of: Path | None = None


def kinds() -> tuple[Kind, ...]:
    """Give the kinds of files that are told by their headings, the narrowest first."""
    from sufficiency.sources import cases, ees, gias, lookups, place_lists, scap
    from sufficiency.sources.populations import reading as populations
    from sufficiency.sources.sen2 import verb as sen2
    from sufficiency.sources.witan import reading as witan

    told = (sen2, ees, scap, gias, populations, witan, lookups, place_lists.reading, cases.reading)
    return tuple(one.KIND for one in told)


def recognise(paths: Sequence[str | Path], *, columns: str = "") -> tuple[Recognised, ...]:
    """Tell what each file is; folders are looked through with what is in them.

    Parameters
    ----------
    paths : sequence of path
        Files and folders.
    columns : str
        A file that says what the columns of exports of cases hold, wherever it stands; "" for the
        one among these, if there is one. A file with all these headings is an export.

    Returns
    -------
    tuple of Recognised
        In the order given, those of a folder by name.

    Raises
    ------
    FileError
        If one of them is not there.
    FindingsError
        With what is wrong in the file of columns.
    """
    known = kinds()
    files = files_of(paths)
    names = names_of(files)
    before = _copies(files)
    found = tuple(
        Recognised(
            path,
            COPY,
            f"the same as {names[before[path]]}, which is read once",
            names[path],
            copy_of=before[path],
        )
        if path in before
        else replace(_recognised(path, known), name=names[path])
        for path in files
    )
    return _with_exports(found, columns)


def _with_exports(found: tuple[Recognised, ...], named: str) -> tuple[Recognised, ...]:
    """Know exports by the headings that somebody named, whatever they are called."""
    place = columns_among([one.path for one in found if one.code == COLUMNS], named)
    if place is None:
        return found
    roles = columns_given(place)
    return tuple(
        replace(one, code=CASES, label=CASES_LABEL, nearly=None)
        if one.code in TAKEN_FOR and is_headed_as(one.path, roles)
        else one
        for one in found
    )


def _copies(files: Sequence[Path]) -> dict[Path, Path]:
    """Give the files whose bytes stand in another, each with that one: that of the shortest name.

    What a file manager calls a copy is longer than the name of what was copied; of two names that
    are as long, such as those that end in a day, the later one counts.
    """
    by_size: dict[int, list[Path]] = {}
    for path in files:
        by_size.setdefault(path.stat().st_size, []).append(path)
    copies: dict[Path, Path] = {}
    for size, alike in by_size.items():
        if not size or len(alike) == 1:
            continue
        first: dict[str, Path] = {}
        by_day = sorted(alike, key=lambda one: one.name, reverse=True)
        for path in sorted(by_day, key=lambda one: len(one.name)):
            original = first.setdefault(InputFile.of(path).sha256, path)
            if original is not path:
                copies[path] = original
    return copies


def files_of(paths: Sequence[str | Path]) -> list[Path]:
    """List all files, those in folders and in folders inside them among them, each once."""
    found: dict[Path, None] = {}
    for given in paths:
        place = Path(given)
        try:
            if place.is_dir():
                inside = sorted(one for one in place.rglob("*") if one.is_file())
                found.update(dict.fromkeys(one for one in inside if not _is_hidden(one, place)))
                continue
            if not place.is_file():
                raise FileError.of("no_source_file", path=place, what="part of an area")
        except (OSError, ValueError) as error:
            raise FileError.of("cannot_open", path=place, reason=error) from None
        found[place] = None
    return list(found)


def _is_hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)


def _recognised(path: Path, known: Sequence[Kind]) -> Recognised:
    """Tell what one file is: a table of an area by name and headings, else a kind by headings."""
    suffix, name = path.suffix.casefold(), path.stem.casefold()
    if suffix == ".zip":
        return Recognised(path, "ehc_plans", "Published EHC plans, as a zip file")
    if suffix == ".xml":
        return Recognised(path, "sen2", "SEN2 person-level return, as XML")
    if suffix == ".toml" and says_columns(path):
        return Recognised(path, COLUMNS, COLUMNS_LABEL)
    if suffix not in (*TEXTS, *WORKBOOKS):
        return Recognised(path, UNKNOWN, "not known")
    if suffix in WORKBOOKS and _is_area(path):
        return Recognised(path, AREA, "an area, with its tables as sheets")
    rows = first_rows(path)
    if suffix == ".csv" and name in terms.table_names() and rows and _heads(rows[0], name):
        return Recognised(path, OWN_TABLE, f"the table {name} of an area")
    for code, label in OF_PEOPLE.items():
        if any(_has(row, code) for row in rows):
            return Recognised(path, code, label)
    if any(is_links(row) for row in rows):
        return Recognised(path, LINKS, "Links of the register of schools")
    for kind in known:
        if kind.recognises(rows):
            return Recognised(path, kind.code, kind.label)
    near = nearly_known(rows, known, table=name if suffix == ".csv" else "")
    if near is None:
        return Recognised(path, UNKNOWN, "not known")
    return Recognised(path, UNKNOWN, f"not known; like {near.in_words}", nearly=near)


def _has(row: Sequence[str], code: str) -> bool:
    """Say whether a row heads homes, yields or births, a row for each figure."""
    headings = [name for name in row if name]
    is_headed = all(column_of(headings, role) is not None for role in HEADED[code])
    return is_headed and (code == "yields" or locality_column(headings) is not None)


def _is_area(path: Path) -> bool:
    """Say whether a workbook has sheets called like tables of an area, and headed like them.

    One such sheet alone may be a council's own list that is called Places.
    """
    if path.suffix.casefold() == ".xls":
        return False
    with closing(open_workbook(path)) as workbook:
        titles = {sheet.title.strip().casefold() for sheet in workbook.worksheets}
    return len(titles & set(terms.table_names())) > 1


def _heads(header: Sequence[str], table: str) -> bool:
    """Say whether a row has the columns that the table of an area needs."""
    needed = {column.name for column in terms.table(table).columns if column.required}
    return needed <= set(header)
