"""The tables of an area as text, from a folder, a workbook or frames."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sufficiency import terms
from sufficiency.errors import FileError, Finding, NotPossibleError, finding
from sufficiency.messages.listing import first_named
from sufficiency.results import InputFile
from sufficiency.tables import (
    SHEETS_FOR_PEOPLE,
    RawTable,
    has_formulas,
    merged_ranges,
    open_workbook,
    read_csv,
    read_sheet,
    text_as_shown,
    text_of,
)

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

    from sufficiency.tables.workbooks import Merged

WORKBOOKS = (".xlsx", ".xls", ".xlsm")


@dataclass(frozen=True)
class Given:
    """What a user gave, as text.

    Parameters
    ----------
    raw : mapping of str to RawTable
        Tables by name.
    findings : tuple of Finding
        About files and sheets.
    inputs : tuple of InputFile
        The files that were read.
    meant : frozenset of str
        Tables that are there under a name near their own.
    """

    raw: Mapping[str, RawTable]
    findings: tuple[Finding, ...]
    inputs: tuple[InputFile, ...]
    meant: frozenset[str]


PROVENANCE = "provenance"
"""A table that results write, readings among them, and areas do not."""

NOTES = frozenset({"findings", "notes"})
"""One of these stands beside it."""

MOST_NAMED = 5
"""Of the files or sheets that stand beside them, so many are named."""

ALL_TABLES = frozenset(terms.table_names())


def read_folder(folder: Path) -> Given:
    """Read every CSV file of a folder that is called like a table.

    Parameters
    ----------
    folder : Path
        The folder; what is in folders inside it is not looked at.

    Raises
    ------
    FileError
        If the folder or a file in it cannot be opened.
    """
    raw: dict[str, RawTable] = {}
    findings: list[Finding] = []
    inputs: list[InputFile] = []
    strangers: dict[str, str] = {}
    for path in _files(folder):
        if path.name.startswith((".", "~$")) or not path.is_file():
            continue
        if path.suffix.casefold() in WORKBOOKS:
            findings.append(_workbook_inside(path.name))
        if path.suffix.casefold() != ".csv":
            continue
        name = path.stem.strip().casefold()
        if name not in terms.table_names():
            strangers[path.name] = path.stem
        elif name in raw:
            findings.append(_twice(name, path.name, raw[name].file))
        else:
            raw[name] = read_csv(path, table=name)
            inputs.append(InputFile.of(path))
    if _is_result(strangers):
        return Given({}, (_saved_result(strangers),), tuple(inputs), ALL_TABLES)
    named, meant = _strangers(strangers, raw)
    return Given(raw, (*findings, *named), tuple(inputs), meant)


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir(), key=lambda file: file.name)
    except OSError as error:
        raise FileError.of("cannot_open", path=folder, reason=error.strerror) from None


def read_workbook(path: Path) -> Given:
    """Read every sheet of a workbook that is called like a table.

    Parameters
    ----------
    path : Path
        An .xlsx file. Hidden sheets are read like the others; charts are not looked at.

    Raises
    ------
    FileError
        If it cannot be opened or is no workbook.
    """
    with ExitStack() as opened:
        values = opened.enter_context(closing(open_workbook(path)))
        formulas = None
        if has_formulas(path):
            formulas = opened.enter_context(closing(open_workbook(path, values=False)))
        raw, findings, meant = _read_sheets(values, formulas, merged=merged_ranges(path))
    return Given(raw, findings, (InputFile.of(path),), meant)


def _read_sheets(
    values: Workbook, formulas: Workbook | None, *, merged: Merged
) -> tuple[dict[str, RawTable], tuple[Finding, ...], frozenset[str]]:
    raw: dict[str, RawTable] = {}
    findings: list[Finding] = []
    strangers: dict[str, str] = {}
    for sheet in values.worksheets:
        title = sheet.title
        name = title.strip().casefold()
        if title in SHEETS_FOR_PEOPLE:
            continue
        if name not in terms.table_names():
            strangers[f"sheet {title}"] = title
        elif name in raw:
            findings.append(_twice(name, f"sheet {title}", raw[name].file))
        else:
            behind = None if formulas is None else formulas[title]
            raw[name] = read_sheet(sheet, behind, table=name, merged=merged)
    if _is_result(strangers):
        return {}, (_saved_result(strangers),), ALL_TABLES
    named, meant = _strangers(strangers, raw)
    return raw, (*findings, *named), meant


def _is_result(strangers: Mapping[str, str]) -> bool:
    """Say whether files or sheets are those of a saved result, whatever else it wrote."""
    named = set(strangers.values())
    return PROVENANCE in named and bool(NOTES & named)


def _saved_result(strangers: Mapping[str, str]) -> Finding:
    file = next(file for file, name in strangers.items() if name == PROVENANCE)
    others = first_named(sorted(set(strangers) - {file}), most=MOST_NAMED)
    return finding("saved_result", file=file, others=others)


def _twice(table: str, file: str, first: str) -> Finding:
    return finding("table_twice", file=file, value=table, first=first, second=file)


def _workbook_inside(file: str) -> Finding:
    remedy = "To read it, name the workbook itself and not its folder."
    return finding("unknown_file", file=file, value=file, meant=remedy, severity="note")


def _strangers(
    strangers: Mapping[str, str], raw: Mapping[str, RawTable]
) -> tuple[list[Finding], frozenset[str]]:
    """Name files and sheets that are no table, and give the tables that they were meant to be."""
    found: list[Finding] = []
    meant: set[str] = set()
    for file, name in strangers.items():
        near = terms.nearest(name, terms.table_names())
        if near is None:
            remedy = f"Move it elsewhere; the tables are {', '.join(terms.table_names())}."
        elif near in raw:
            remedy = f"Move it elsewhere; there is {raw[near].file} already."
        else:
            remedy = f"Did you mean {near}? Rename it."
            meant.add(near)
        found.append(finding("unknown_file", file=file, value=name, meant=remedy))
    return found, frozenset(meant)


def raw_of_frames(frames: Mapping[str, pd.DataFrame]) -> dict[str, RawTable]:
    """Turn frames into tables as text; see `raw_of_frame`.

    Parameters
    ----------
    frames : mapping of str to pandas.DataFrame
        Frames by the names of their tables.

    Raises
    ------
    NotPossibleError
        If they are not given by name, or one is no frame.
    UnknownNameError
        If an area has no such table.
    """
    if not isinstance(frames, Mapping):
        raise NotPossibleError.of("frames_not_named", kind=_kind(frames))
    raw: dict[str, RawTable] = {}
    for name, frame in frames.items():
        if not isinstance(name, str):
            raise NotPossibleError.of("frames_not_named", kind=f"{name} ({_kind(name)})")
        table = terms.table(name).name
        if not isinstance(frame, pd.DataFrame):
            raise NotPossibleError.of("not_a_frame", value=table, kind=_kind(frame))
        raw[table] = raw_of_frame(table, frame)
    return raw


def _kind(value: object) -> str:
    """Name the type of what was given in place of frames."""
    return f"a value of type {type(value).__name__}"


def raw_of_frame(table: str, frame: pd.DataFrame) -> RawTable:
    """Turn a frame into a table as text, so that it is checked like a file.

    Parameters
    ----------
    table : str
        Name of the table.
    frame : pandas.DataFrame
        Row numbers in messages count from 2, as if it stood in Excel. A column of marks, as
        an area's own frames have it, goes back into the cells that it belongs to.
    """
    contract = terms.table(table)
    header = [str(name) for name in frame.columns]
    columns = {
        place: [_text_of_cell(value) for value in frame.iloc[:, place].tolist()]
        for place in range(len(header))
    }
    file = f"frame {table}"
    findings: list[Finding] = []
    for column in contract.columns:
        if not column.marks or column.mark_column not in header:
            continue
        signs = columns.pop(header.index(column.mark_column))
        if column.name not in header:
            continue
        position = header.index(column.name)
        for place, sign in enumerate(signs):
            if sign and columns[position][place]:
                number = columns[position][place]
                fault = finding(
                    "mark_beside_number",
                    file=file,
                    row=place + 2,
                    column=column.name,
                    value=number,
                    mark=sign,
                )
                findings.append(fault)
            columns[position][place] = sign or columns[position][place]
    rows = tuple(zip(*columns.values(), strict=True)) if columns else ()
    names = tuple(header[place] for place in columns)
    numbers = tuple(range(2, 2 + len(rows)))
    return RawTable(table, file, names, rows, numbers, tuple(findings))


def _text_of_cell(value: object) -> str:
    """Write a value of a frame as text, with all its digits; what is missing is blank."""
    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    if isinstance(value, float | np.floating):
        number = float(value)
        if np.isnan(number):
            return ""
        return text_of(number) if number.is_integer() else repr(number)
    if isinstance(value, np.bool_):
        return text_as_shown(bool(value))
    return text_as_shown(value)
