"""What is new this year: areas, readings, frames and files, as rows of an area's tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sufficiency import terms
from sufficiency.area import Area
from sufficiency.area.reading import WORKBOOKS, raw_of_frames, read_folder, read_workbook
from sufficiency.errors import FileError, Finding, FindingsError, NotPossibleError, finding
from sufficiency.results import InputFile
from sufficiency.rolling.supplied_sites import supplied_stand
from sufficiency.sources.placed import in_pools
from sufficiency.sources.reading import Reading
from sufficiency.sources.text_tables import existing_file
from sufficiency.tables import CheckedTable, RawTable, cell_rows, check_table, read_csv

Cell = str | int | float
Row = tuple[Cell, ...]
Rows = dict[Row, Row]
"""Rows of a table by their key, each with its cells in the order of the contract."""

WHAT = "What is new this year"
WHAT_FILE = "this year's tables"


IN_MAINSTREAM = "in_mainstream"
"""Table of a reading: of its placements those of children in mainstream classes."""

SCHOOLS = ("pools", "places")
OF_SCHOOLS = ("places", "gias")
"""Kinds of readings that speak for all pools of the sites that they name."""

BY_SCHOOL = ("places",)
"""Kinds of readings of which a site that is not in them is not gone: a list names its own."""


@dataclass(frozen=True)
class Speaker:
    """What speaks for all pools of its sites: a list, a register of schools, or a whole area.

    Parameters
    ----------
    title : str
        What to call it.
    rank : int
        0 for a list, 1 for what speaks where no list does.
    tables : mapping of str to pandas.DataFrame
        Its pools and places.
    """

    title: str
    rank: int
    tables: Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class Told:
    """One thing that was given, and which rows it tells.

    Parameters
    ----------
    title : str
        What to call it as a source, with its file.
    keys : mapping of str to frozenset
        Keys of its rows by table.
    sources : mapping of str to str
        Of a whole area, what it says itself of the sources of its tables.
    kind : str
        Of a reading; blank for all else.
    """

    title: str
    keys: Mapping[str, frozenset[Row]]
    sources: Mapping[str, str]
    kind: str = ""

    def years(self, table: str) -> frozenset[int]:
        """Give the academic years of its rows of a table whose key begins with the year."""
        return frozenset(int(key[0]) for key in self.keys.get(table, ()))

    def source_of(self, table: str) -> str:
        """Say from what the rows of a table are."""
        return self.sources.get(f"source_{table}", self.title)


@dataclass(frozen=True)
class New:
    """What is new, from all that was given.

    Parameters
    ----------
    tables : mapping of str to dict
        Rows by the names of their tables; without the pools and places of `speakers`.
    speakers : tuple of Speaker
        Those that go before others first: lists, then registers and areas.
    lists_some : frozenset of str
        Tables that list all there is, of which only some rows are given.
    findings : tuple of Finding
        What is held that is no table of an area, and notes of readers.
    inputs : tuple of InputFile
        The files that were read.
    told : tuple of Told
        What was given, in its order.
    """

    tables: Mapping[str, Rows]
    findings: tuple[Finding, ...]
    inputs: tuple[InputFile, ...]
    speakers: tuple[Speaker, ...] = ()
    lists_some: frozenset[str] = frozenset()
    told: tuple[Told, ...] = ()


def rows_of(frame: pd.DataFrame, name: str) -> Rows:
    """Give the rows of a checked frame by their key."""
    contract = terms.table(name)
    at = [contract.column_names.index(column) for column in contract.key]
    return {tuple(row[place] for place in at): tuple(row) for row in cell_rows(frame, contract)}


def gathered_new(new: object, area: Area) -> New:
    """Gather all that is new into one set of tables.

    Parameters
    ----------
    new : Area, Reading, mapping of str to pandas.DataFrame, path, or a sequence of these
    area : Area
        Last year's: of a site that it has a list tells pools and places, and no more.

    Raises
    ------
    NotPossibleError
        If something is none of these.
    FindingsError
        If a table is not sound by itself, or two hold different rows of one key.
    FileError
        If a file cannot be opened or is none that is known.
    """
    tables: dict[str, Rows] = {}
    faults: list[Finding] = []
    notes: list[Finding] = []
    inputs: list[InputFile] = []
    speakers: list[Speaker] = []
    sources: list[Told] = []
    whole_lists: set[str] = set()
    by_list: Rows = {}
    known_sites = rows_of(area.table("sites"), "sites")
    for one in _each(new):
        raw, told, read = _raw_of(one, area)
        notes += told
        inputs += read
        kind = one.kind if isinstance(one, Reading) else ""
        checked = {name: check_table(table) for name, table in raw.items()}
        sources.append(_told(one, checked))
        faults += _faults_in(checked)
        whole_lists |= set() if kind in BY_SCHOOL else set(checked)
        speaks = _speaks(kind, checked)
        if speaks:
            said = {name: _cells(name, checked.pop(name).frame) for name in SCHOOLS}
            speakers.append(Speaker(_title_of(one), int(kind not in BY_SCHOOL), said))
        for name, table in checked.items():
            rows = rows_of(table.frame, name)
            if name == "sites" and speaks and kind not in BY_SCHOOL:
                rows, about = supplied_stand(rows, known_sites, file=_title_of(one))
                notes += about
            if kind in BY_SCHOOL and name == "sites":
                by_list |= rows
            else:
                faults += _added(tables.setdefault(name, {}), rows, table.file)
    if by_list:
        # Of a school that a register tells too, it tells more.
        tables["sites"] = {**by_list, **tables.get("sites", {})}
    if faults:
        raise FindingsError(faults, what=WHAT)
    in_order = tuple(sorted(speakers, key=lambda speaker: speaker.rank))
    some = frozenset({*tables} - whole_lists)
    return New(tables, tuple(notes), tuple(inputs), in_order, some, tuple(sources))


def _told(one: object, checked: Mapping[str, CheckedTable]) -> Told:
    """Say what was given, and the keys of its rows."""
    held = {name: rows_of(table.frame, name) for name, table in checked.items()}
    facts = {str(row[0]): str(row[1]) for row in held.get("about", {}).values()}
    title = _title_of(one)
    if isinstance(one, Reading) and one.inputs:
        more = f" and {len(one.inputs) - 1} more" if len(one.inputs) > 1 else ""
        title += f" ({one.inputs[0].file}{more})"
    keys = {name: frozenset(rows) for name, rows in held.items()}
    return Told(title, keys, facts, one.kind if isinstance(one, Reading) else "")


def _faults_in(checked: Mapping[str, CheckedTable]) -> list[Finding]:
    """Give what is wrong in tables by themselves."""
    told = [found for table in checked.values() for found in table.findings]
    return [found for found in told if found.severity == "error"]


def _speaks(kind: str, tables: Mapping[str, CheckedTable]) -> bool:
    """Say whether pools and places were given for all of their sites: by a reader, or an area."""
    if not set(SCHOOLS) <= set(tables):
        return False
    needed = {name for name in terms.table_names() if terms.table(name).needed == "yes"}
    return kind in OF_SCHOOLS or needed <= set(tables)


def _cells(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Give a checked table as the cells that it is compared by."""
    columns = list(terms.table(name).column_names)
    return pd.DataFrame(list(rows_of(frame, name).values()), columns=columns, dtype=object)


def _title_of(one: object) -> str:
    """Say what was given, in words."""
    if isinstance(one, Reading):
        return one.title
    if isinstance(one, Mapping):
        return "tables in Python"
    return one.name if isinstance(one, Area) else Path(str(one)).name


def _added(held: Rows, rows: Rows, file: str) -> list[Finding]:
    """Add rows to those of the same table; name those that say something else of one key."""
    faults = []
    for key, row in rows.items():
        if held.get(key, row) != row:
            value = ", ".join(str(cell) for cell in key if cell != "")
            faults.append(finding("rollover_given_twice", file=file, value=value))
        held[key] = row
    return faults


def _each(new: object) -> Sequence[object]:
    """List what was given, be it one thing or several."""
    if isinstance(new, list | tuple):
        return new
    return [new]


def _raw_of(
    one: object, area: Area
) -> tuple[dict[str, RawTable], list[Finding], tuple[InputFile, ...]]:
    """Give the tables of one thing that was given, as text, with notes and inputs."""
    if isinstance(one, str | Path):
        return _raw_of_place(Path(one))
    if isinstance(one, Area):
        return raw_of_frames(one.tables()), [], one.inputs
    if isinstance(one, Reading):
        return _raw_of_reading(one, area)
    if isinstance(one, Mapping):
        return raw_of_frames(one), [], ()
    raise NotPossibleError.of("rollover_not_new", value=type(one).__name__)


def _raw_of_reading(
    reading: Reading, area: Area
) -> tuple[dict[str, RawTable], list[Finding], tuple[InputFile, ...]]:
    """Take the tables of an area out of a reading, and name the others."""
    held = {name: frame for name, frame in reading.held.items() if name in terms.table_names()}
    others = [name for name in reading.held if name not in held and name != IN_MAINSTREAM]
    told = [note for note in reading.findings if note.severity == "note"]
    if others:
        told.append(
            finding("rollover_not_a_table", file=reading.title, value=", ".join(sorted(others)))
        )
    if IN_MAINSTREAM in reading.held and "placements" in held:
        tables = {"pools": area.table("pools"), **held}
        held["placements"], about = in_pools(tables, reading.held[IN_MAINSTREAM])
        told += about
    if reading.kind in BY_SCHOOL and "sites" in held:
        sites, known = held["sites"], set(area.table("sites")["site"])
        held["sites"] = sites[~sites["site"].astype(str).isin(known)]
    filled = {name: frame for name, frame in held.items() if len(frame)}
    return raw_of_frames(filled), told, reading.inputs


def _raw_of_place(
    path: Path,
) -> tuple[dict[str, RawTable], list[Finding], tuple[InputFile, ...]]:
    """Read tables of an area from a folder, a workbook or a CSV file called like a table."""
    if path.is_dir():
        given = read_folder(path)
        if not given.raw:
            raise FileError.of("rollover_file_unknown", path=path)
    elif path.suffix.casefold() == ".csv" and path.stem.casefold() in terms.table_names():
        existing_file(path, what=WHAT_FILE)
        raw = {path.stem.casefold(): read_csv(path, table=path.stem.casefold())}
        return raw, [], (InputFile.of(path),)
    elif path.suffix.casefold() in WORKBOOKS:
        given = read_workbook(existing_file(path, what=WHAT_FILE))
    else:
        raise FileError.of("rollover_file_unknown", path=path)
    faults = [found for found in given.findings if found.severity == "error"]
    if faults:
        raise FindingsError(faults, what=WHAT)
    return dict(given.raw), list(given.findings), given.inputs
