"""Reading the sheets of a workbook as text, without changing a cell."""

from __future__ import annotations

import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sufficiency import terms
from sufficiency.errors import FileError, Finding, finding
from sufficiency.tables.raw import RawTable, text_as_shown
from sufficiency.tables.reading import lay_out

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

SHEETS_FOR_PEOPLE = ("Read me", "Columns", "Codes", "Problems")
"""Sheets of a workbook that hold words, not tables."""

FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
MERGED = re.compile(rb"<(?:\w+:)?mergeCell[ />]")

Merged = Mapping[str, tuple[Any, ...]]
"""Merged ranges by title of the sheet."""

DAMAGED = (
    # What a parser can meet in a file that is damaged, locked with a password, or no workbook.
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    RuntimeError,
    SyntaxError,  # the XML inside is not well-formed: ParseError is a SyntaxError
    TypeError,
    ValueError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)


@contextmanager
def _parsing(file: object) -> Iterator[None]:
    """Tell what cannot be parsed as a file that cannot be read."""
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with warnings.catch_warnings():
            # What openpyxl warns of is looks: styles, lists to choose from, printing.
            warnings.simplefilter("ignore")
            yield
    except OSError as error:
        raise FileError.of("cannot_open", path=file, reason=error.strerror or error) from None
    except (InvalidFileException, *DAMAGED):
        raise FileError.of("not_a_workbook", path=file) from None


def has_formulas(path: Path) -> bool:
    """Say whether any sheet of a workbook holds a formula.

    Most hold none, and reading a large workbook a second time for them takes seconds.
    """
    return _sheets_hold(FORMULA, path)


def _sheets_hold(pattern: re.Pattern[bytes], path: Path) -> bool:
    with _parsing(path), zipfile.ZipFile(path) as parts:
        sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/")]
        return any(pattern.search(parts.read(name)) for name in sheets)


def merged_ranges(path: Path) -> Merged:
    """Give the merged cells of each sheet of a workbook: all but one of them read as blank."""
    if not _sheets_hold(MERGED, path):
        return {}
    from openpyxl import load_workbook

    with _parsing(path):
        workbook = load_workbook(BytesIO(path.read_bytes()))
        return {sheet.title: tuple(sheet.merged_cells.ranges) for sheet in workbook.worksheets}


def open_workbook(path: Path, *, values: bool = True) -> Workbook:
    """Open a workbook for reading, a row at a time.

    Parameters
    ----------
    path : Path
        An .xlsx file.
    values : bool
        Read the values that formulas had when the file was saved, rather than the formulas.

    Returns
    -------
    openpyxl.Workbook
        To be closed after reading.

    Raises
    ------
    FileError
        If it cannot be opened or is no workbook.
    """
    from openpyxl import load_workbook

    with _parsing(path):
        # From memory: where a workbook is damaged the file would stay open, and locked on Windows.
        return load_workbook(BytesIO(path.read_bytes()), data_only=values, read_only=True)


def open_whole_workbook(path: Path) -> Workbook:
    """Open a workbook with its formulas, formats and comments, to make a changed copy of it.

    Parameters
    ----------
    path : Path
        An .xlsx or .xlsm file; the macros of the latter are kept.

    Raises
    ------
    FileError
        If it cannot be opened or is no workbook.

    See Also
    --------
    lost_parts : what does not survive this.
    """
    from openpyxl import load_workbook

    with _parsing(path):
        return load_workbook(
            BytesIO(path.read_bytes()), keep_vba=path.suffix.casefold() == ".xlsm", rich_text=True
        )


def lost_parts(path: Path) -> tuple[str, ...]:
    """Tell in words which parts of a workbook a changed copy of it will not have.

    Parameters
    ----------
    path : Path
        An .xlsx or .xlsm file.
    """
    with _parsing(path), zipfile.ZipFile(path) as parts:
        names = parts.namelist()
        lost = [
            row["label"]
            for row in terms.workbook_parts()
            if any(_has(parts, name, row) for name in names)
        ]
    return tuple(dict.fromkeys(lost))


def _has(parts: zipfile.ZipFile, name: str, row: Mapping[str, str]) -> bool:
    """Say whether a part of a workbook is of a kind, by its name and by what is in it."""
    if not re.match(row["part"], name):
        return False
    return not row["within"] or bool(re.search(row["within"].encode(), parts.read(name)))


def _rows(sheet: Any, *, file: str) -> list[tuple[Any, ...]]:
    """Give the rows of a sheet, whatever size the file claims it to have."""
    with _parsing(file):
        sheet.reset_dimensions()
        return list(sheet.iter_rows(values_only=True))


def read_sheet(
    values: Any, formulas: Any | None, *, table: str, merged: Merged | None = None
) -> RawTable:
    """Read one sheet as text.

    Parameters
    ----------
    values, formulas : openpyxl worksheet
        The same sheet, opened with values and with formulas; None where it has no formula.
    table : str
        The table of the contract that it holds.
    merged : mapping, optional
        Merged ranges by title of the sheet.

    Returns
    -------
    RawTable
        Whole numbers are written without a point; dates are kept apart, to be named.
    """
    file = f"sheet {values.title}"
    records: list[list[str]] = []
    dates: list[tuple[int, int]] = []
    findings, named = _merged_findings(file, (merged or {}).get(values.title, ()))
    rows = _rows(values, file=file)
    behind = rows if formulas is None else _rows(formulas, file=file)
    for number, (shown, written) in enumerate(zip(rows, behind, strict=True), 1):
        cells: list[str] = []
        for position, (value, formula) in enumerate(zip(shown, written, strict=True)):
            if value is None and formula is not None:  # text, or an array formula
                header = records[0] if records else []
                column = header[position] if position < len(header) else ""
                findings.append(
                    finding("a_formula_without_value", file=file, row=number, column=column)
                )
                named.add((number, position))
            if isinstance(value, datetime | date | time | timedelta):
                dates.append((number, position))
            cells.append(text_as_shown(value))
        records.append(cells)
    return lay_out(table, file, records, findings=findings, dates=dates, named=named)


def _merged_findings(
    file: str, ranges: tuple[Any, ...]
) -> tuple[list[Finding], set[tuple[int, int]]]:
    """Name the merged ranges of a sheet, with every cell in them but the first."""
    findings: list[Finding] = []
    named: set[tuple[int, int]] = set()
    for spread in sorted(ranges, key=lambda spread: (spread.min_row, spread.min_col)):
        findings.append(finding("merged_cells", file=file, row=spread.min_row, value=spread.coord))
        rows = range(spread.min_row, spread.max_row + 1)
        columns = range(spread.min_col, spread.max_col + 1)
        named |= {(row, column - 1) for row in rows for column in columns}
        named.discard((spread.min_row, spread.min_col - 1))
    return findings, named
