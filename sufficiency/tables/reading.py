"""Reading tables as text, from CSV files and from rows of cells, without changing a cell."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from sufficiency import terms
from sufficiency.errors import FileError, Finding, finding
from sufficiency.tables.raw import RawTable

ROWS_SEARCHED = 30
"""Rows in which the header is looked for, where it does not stand in row 1."""


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
    return lay_out(table, file, records, findings=findings)


def lay_out(
    table: str,
    file: str,
    records: list[list[str]],
    *,
    findings: Iterable[Finding] = (),
    dates: Iterable[tuple[int, int]] = (),
    named: Iterable[tuple[int, int]] = (),
) -> RawTable:
    """Take the header off, leave blank rows out, and keep the row numbers.

    Parameters
    ----------
    table, file : str
        Name of the table in the contract, and of the file or sheet.
    records : list of list of str
        Cells by row, the header first.
    findings : iterable of Finding
        What was found while reading.
    dates, named : iterable of (int, int)
        Cells that are dates, and cells that a finding names already.
    """
    found = list(findings)
    header = records[0] if records else []
    fault = _header_fault(table, file, records)
    if fault is not None:
        return RawTable(table, file, (), (), (), (*found, fault))
    while header and not header[-1]:
        header = header[:-1]
    rows: list[tuple[str, ...]] = []
    numbers: list[int] = []
    shifted: set[int] = set()
    for number, record in enumerate(records[1:], 2):
        if not any(record):
            continue
        beyond = [cell for cell in record[len(header) :] if cell]
        broken = [at for at, cell in enumerate(record) if "\n" in cell or "\r" in cell]
        if broken:
            column = header[broken[0]] if broken[0] < len(header) else ""
            found.append(
                finding(
                    "line_break_in_cell",
                    file=file,
                    row=number,
                    column=column,
                    value=record[broken[0]],
                )
            )
        elif beyond:
            found.append(finding("cells_beyond_header", file=file, row=number, value=beyond[0]))
        if beyond or broken:
            shifted.add(number)
        padded = record[: len(header)] + [""] * (len(header) - len(record))
        rows.append(tuple(padded))
        numbers.append(number)
    return RawTable(
        table,
        file,
        tuple(header),
        tuple(rows),
        tuple(numbers),
        tuple(found),
        dates=frozenset(dates),
        named=frozenset(named),
        shifted=frozenset(shifted),
    )


def _header_fault(table: str, file: str, records: list[list[str]]) -> Finding | None:
    """Say why the first row is no header: another row is, or one cell holds all, or none does."""
    header = records[0] if records else []
    known = set(terms.table(table).column_names) if table in terms.table_names() else set()
    if known.isdisjoint(header):
        for number, record in enumerate(records[1:ROWS_SEARCHED], 2):
            if len(known.intersection(record)) >= min(2, len(known)) > 0:
                return finding("header_lower", file=file, row=number, value=number)
    if not any(header):
        is_known = table in terms.table_names()
        columns = ", ".join(terms.table(table).column_names) if is_known else f"those of a {table}"
        return finding("file_is_empty", file=file, row=1, columns=columns)
    if len([name for name in header if name]) == 1:
        for separator, name in ((";", "semicolons"), ("\t", "tabs")):
            parts = {part.strip() for part in header[0].split(separator)}
            if len(parts) > 1 and not (known and known.isdisjoint(parts)):
                return finding("semicolons_between", file=file, row=1, value=name)
    return None
