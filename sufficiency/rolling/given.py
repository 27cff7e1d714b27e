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
from sufficiency.sources.reading import Reading
from sufficiency.sources.text_tables import existing_file
from sufficiency.tables import RawTable, cell_rows, check_table, read_csv

Cell = str | int | float
Row = tuple[Cell, ...]
Rows = dict[Row, Row]
"""Rows of a table by their key, each with its cells in the order of the contract."""

WHAT = "What is new this year"
WHAT_FILE = "this year's tables"


@dataclass(frozen=True)
class New:
    """What is new, from all that was given.

    Parameters
    ----------
    tables : mapping of str to dict
        Rows by the names of their tables.
    findings : tuple of Finding
        What is held that is no table of an area, and notes of readers.
    inputs : tuple of InputFile
        The files that were read.
    """

    tables: Mapping[str, Rows]
    findings: tuple[Finding, ...]
    inputs: tuple[InputFile, ...]


def rows_of(frame: pd.DataFrame, name: str) -> Rows:
    """Give the rows of a checked frame by their key."""
    contract = terms.table(name)
    at = [contract.column_names.index(column) for column in contract.key]
    return {tuple(row[place] for place in at): tuple(row) for row in cell_rows(frame, contract)}


def gathered_new(new: object) -> New:
    """Gather all that is new into one set of tables.

    Parameters
    ----------
    new : Area, Reading, mapping of str to pandas.DataFrame, path, or a sequence of these

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
    for one in _each(new):
        raw, told, read = _raw_of(one)
        notes += told
        inputs += read
        for name, table in raw.items():
            checked = check_table(table)
            faults += [found for found in checked.findings if found.severity == "error"]
            held = tables.setdefault(name, {})
            for key, row in rows_of(checked.frame, name).items():
                if held.get(key, row) != row:
                    value = ", ".join(str(cell) for cell in key if cell != "")
                    faults.append(finding("rollover_given_twice", file=table.file, value=value))
                held[key] = row
    if faults:
        raise FindingsError(faults, what=WHAT)
    return New(tables, tuple(notes), tuple(inputs))


def _each(new: object) -> Sequence[object]:
    """List what was given, be it one thing or several."""
    if isinstance(new, list | tuple):
        return new
    return [new]


def _raw_of(one: object) -> tuple[dict[str, RawTable], list[Finding], tuple[InputFile, ...]]:
    """Give the tables of one thing that was given, as text, with notes and inputs."""
    if isinstance(one, str | Path):
        return _raw_of_place(Path(one))
    if isinstance(one, Area):
        return raw_of_frames(one.tables()), [], one.inputs
    if isinstance(one, Reading):
        return _raw_of_reading(one)
    if isinstance(one, Mapping):
        return raw_of_frames(one), [], ()
    raise NotPossibleError.of("rollover_not_new", value=type(one).__name__)


def _raw_of_reading(
    reading: Reading,
) -> tuple[dict[str, RawTable], list[Finding], tuple[InputFile, ...]]:
    """Take the tables of an area out of a reading, and name the others."""
    held = {name: frame for name, frame in reading.held.items() if name in terms.table_names()}
    others = [name for name in reading.held if name not in held]
    told = [note for note in reading.findings if note.severity == "note"]
    if others:
        told.append(
            finding("rollover_not_a_table", file=reading.title, value=", ".join(sorted(others)))
        )
    filled = {name: frame for name, frame in held.items() if len(frame)}
    return raw_of_frames(filled), told, reading.inputs


def _raw_of_place(
    path: Path,
) -> tuple[dict[str, RawTable], list[Finding], tuple[InputFile, ...]]:
    """Read tables of an area from a folder, a workbook or a CSV file called like a table."""
    if path.is_dir():
        given = read_folder(path)
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
