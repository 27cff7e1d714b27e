"""Reading tables as text from CSV files and workbooks, without changing a cell."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sufficiency import terms
from sufficiency.errors import FileError, Finding, finding
from sufficiency.tables.raw import RawTable, text_of

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

SHEETS_FOR_PEOPLE = ("Read me", "Columns", "Codes", "Problems")
"""Sheets of a workbook that hold words, not tables."""

MOST_LETTERS_IN_A_CELL = 32_767


def decode(content: bytes, *, file: str) -> tuple[str | None, list[Finding]]:
    """Turn the bytes of a file into text: UTF-8, with or without mark, else Windows-1252.

    Returns
    -------
    text : str or None
        None where the bytes are no text.
    findings : list of Finding
    """
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return None, [finding("not_text", file=file)]
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252"), [finding("read_as_windows", file=file)]
    except UnicodeDecodeError:
        return None, [finding("not_text", file=file)]


def read_csv(path: Path, *, table: str) -> RawTable:
    """Read one CSV file as text.

    Parameters
    ----------
    path : Path
        The file.
    table : str
        The table of the contract that it holds.

    Returns
    -------
    RawTable
        With findings for anything that is not well-formed; rows as far as they could be read.

    Raises
    ------
    FileError
        If the file cannot be opened.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise FileError.of("cannot_open", path=path, reason=error.strerror) from None
    return read_csv_bytes(content, table=table, file=path.name)


def read_csv_bytes(content: bytes, *, table: str, file: str) -> RawTable:
    """Read the bytes of a CSV file as text; see `read_csv`."""
    text, findings = decode(content, file=file)
    if text is None:
        return RawTable(table, file, (), (), (), tuple(findings))
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    records: list[list[str]] = []
    try:
        for record in lines:
            records.append([cell.strip() for cell in record])
    except csv.Error as error:
        findings.append(finding("csv_broken", file=file, row=len(records) + 1, value=str(error)))
    return _raw(table, file, records, findings=findings)


def _raw(
    table: str,
    file: str,
    records: list[list[str]],
    *,
    findings: Iterable[Finding] = (),
    dates: Iterable[tuple[int, int]] = (),
) -> RawTable:
    """Take the header off, leave blank rows out, and keep the row numbers."""
    found = list(findings)
    header = records[0] if records else []
    if not any(header):
        columns = ", ".join(terms.table(table).column_names)
        found.append(finding("file_is_empty", file=file, row=1, columns=columns))
        return RawTable(table, file, (), (), (), tuple(found))
    if len([name for name in header if name]) == 1:
        for separator, name in ((";", "semicolons"), ("\t", "tabs")):
            if separator in header[0]:
                found.append(finding("semicolons_between", file=file, row=1, value=name))
                return RawTable(table, file, (), (), (), tuple(found))
    while header and not header[-1]:
        header = header[:-1]
    rows: list[tuple[str, ...]] = []
    numbers: list[int] = []
    for number, record in enumerate(records[1:], 2):
        if not any(record):
            continue
        beyond = [cell for cell in record[len(header) :] if cell]
        if beyond:
            found.append(finding("cells_beyond_header", file=file, row=number, value=beyond[0]))
        if any("\n" in cell or "\r" in cell for cell in record):
            found.append(finding("line_break_in_cell", file=file, row=number))
        padded = record[: len(header)] + [""] * (len(header) - len(record))
        rows.append(tuple(padded))
        numbers.append(number)
    return RawTable(
        table, file, tuple(header), tuple(rows), tuple(numbers), tuple(found), frozenset(dates)
    )


def open_workbook(path: Path, *, values: bool = True) -> Workbook:
    """Open a workbook for reading.

    Parameters
    ----------
    path : Path
        An .xlsx file.
    values : bool
        Read the values that formulas had when the file was saved, rather than the formulas.

    Raises
    ------
    FileError
        If it cannot be opened or is no workbook.
    """
    import zipfile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        return load_workbook(path, data_only=values)
    except OSError as error:
        raise FileError.of("cannot_open", path=path, reason=error.strerror or error) from None
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError):
        raise FileError.of("not_a_workbook", path=path) from None
    except SyntaxError:  # the XML inside is not well-formed: ParseError is a SyntaxError
        raise FileError.of("not_a_workbook", path=path) from None


def read_sheet(values: Any, formulas: Any, *, table: str) -> RawTable:
    """Read one sheet as text.

    Parameters
    ----------
    values, formulas : openpyxl worksheet
        The same sheet, opened with values and with formulas.
    table : str
        The table of the contract that it holds.

    Returns
    -------
    RawTable
        Whole numbers are written without a point; dates are kept apart, to be named.
    """
    file = f"sheet {values.title}"
    records: list[list[str]] = []
    dates: list[tuple[int, int]] = []
    findings: list[Finding] = []
    behind = formulas.iter_rows(values_only=True)
    for number, (shown, written) in enumerate(
        zip(values.iter_rows(values_only=True), behind, strict=True), 1
    ):
        cells: list[str] = []
        for position, (value, formula) in enumerate(zip(shown, written, strict=True)):
            if value is None and isinstance(formula, str) and formula.startswith("="):
                column = records[0][position] if records else ""
                findings.append(
                    finding("a_formula_without_value", file=file, row=number, column=column)
                )
            if isinstance(value, datetime | date | time):
                dates.append((number, position))
            cells.append(text_of(value))
        records.append(cells)
    return _raw(table, file, records, findings=findings, dates=dates)
