"""A published or exported file as a frame of text, with the numbers of its rows kept.

Such files are large, come in several encodings, and have names of columns that drift from year to
year. Their cells are read as they stand: what they mean is said by the reader of each kind.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sufficiency.errors import FileError, Finding, FindingsError, NotPossibleError, finding
from sufficiency.results import InputFile
from sufficiency.sources.counts import and_others
from sufficiency.sources.sheets import ROWS_SEARCHED, IsHeader, Sheet, heads_of, sheets_of

if TYPE_CHECKING:
    import pandas as pd

DELIMITERS = (",", ";", "\t", "|")
WORKBOOKS = (".xlsx", ".xlsm")
TEXTS = (".csv", ".txt", ".tsv")
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
"""How a file in UTF-16 begins: what Excel calls Unicode text."""

RETURN_ALONE = re.compile(r"\r(?!\n)")
"""The end of a line on an old Mac, or a line break inside a cell."""


@dataclass(frozen=True, eq=False, repr=False)
class TextTable:
    """The cells of a file as text.

    Parameters
    ----------
    file : str
        File, and sheet if it is a workbook, as the user knows it.
    frame : pandas.DataFrame
        Text without spaces at its ends, "" where blank; columns as they are headed; the index is
        the row as the user sees it in Excel. Rows without any text are left out.
    header_row : int
        The row in which the header stands.
    findings : tuple of Finding
        Notes on how it was read.
    source : InputFile
        The file and its digest.
    above : str
        What stands above the header, on one line: titles say of which year a table is.
    headings : tuple of str
        All headings, those of columns that were not read among them.
    alike : tuple of str
        Sheets that can be seen, have such a header too, and were not read.
    """

    file: str
    frame: pd.DataFrame
    header_row: int
    findings: tuple[Finding, ...]
    source: InputFile
    above: str = ""
    headings: tuple[str, ...] = ()
    alike: tuple[str, ...] = ()


def read_text_table(
    path: str | Path, *, what: str, is_header: IsHeader, keep: Callable[[str], bool] | None = None
) -> TextTable:
    """Read a CSV file or a workbook as text, with its header wherever it stands.

    Parameters
    ----------
    path : str or Path
        Text between commas, semicolons, tabs or bars, in UTF-8 or Windows-1252; or a workbook, of
        whose sheets the first that has the header is read.
    what : str
        What the file should be, in words.
    is_header : callable
        Says whether a row is the header.
    keep : callable, optional
        Says by its heading whether a column is read; one that is not never leaves this function.

    Returns
    -------
    TextTable

    Raises
    ------
    FileError
        If there is no such file, or it cannot be opened.
    FindingsError
        With what is broken in it: no such header, a heading that stands twice, rows with more
        cells than the header, quotation marks that do not close.
    """
    return read_text_tables(path, what=what, is_header=is_header, keep=keep, only_first=True)[0]


def read_text_tables(
    path: str | Path,
    *,
    what: str,
    is_header: IsHeader,
    keep: Callable[[str], bool] | None = None,
    only_first: bool = False,
) -> tuple[TextTable, ...]:
    """Read a CSV file, or every sheet of a workbook that has the header.

    Sheets that are hidden are read only where no visible one has the header; either way a note
    says so. Cells that are merged in the header or below it are a fault, and so are formulas that
    were never calculated.

    Parameters
    ----------
    path, what, is_header, keep
        As for `read_text_table`.
    only_first : bool
        Whether the first sheet that has the header is enough.

    Returns
    -------
    tuple of TextTable
        One at least, in the order of the sheets.

    Raises
    ------
    FileError, FindingsError
        As for `read_text_table`.
    """
    place = existing_file(path, what=what)
    if place.suffix.casefold() in WORKBOOKS:
        sheets = sheets_of(place, is_header, only_first=only_first)
    elif place.suffix.casefold() in TEXTS:
        sheets = [_of_text(place)]
    else:
        raise FileError.of("source_not_a_table", path=place, what=what)
    source = InputFile.of(place)
    tables = []
    for sheet in sheets:
        try:
            laid = _laid_out(sheet, what=what, is_header=is_header, keep=keep)
        except csv.Error as error:
            fault = finding("csv_broken", file=sheet.file, value=str(error))
            raise FindingsError([fault], what=f"The file {sheet.file}") from None
        faults = _not_calculated(sheet, laid)
        if faults:
            raise FindingsError(faults, what=f"{_the(what)} in {sheet.file}")
        tables.append(
            TextTable(
                sheet.file,
                laid.frame,
                laid.header_row,
                sheet.notes,
                source,
                laid.above,
                tuple(name for name in laid.header if name),
                sheet.alike,
            )
        )
    if not tables:
        fault = finding("source_no_header", file=place.name, what=what)
        raise FindingsError([fault], what=_the(what))
    return tuple(tables)


def existing_file(path: str | Path, *, what: str) -> Path:
    """Give the path of a file that is there.

    Raises
    ------
    FileError
        If there is none.
    NotPossibleError
        If it is no path.
    """
    if not isinstance(path, str | Path):
        raise NotPossibleError.of(
            "source_option_kind",
            value=f"A value of type {type(path).__name__}",
            what="path",
            known="the path of a file",
            example='"file.csv"',
        )
    place = Path(path)
    try:
        is_file = place.is_file()
    except (OSError, ValueError) as error:
        raise FileError.of("cannot_open", path=place, reason=error) from None
    if not is_file:
        raise FileError.of("no_source_file", path=place, what=what)
    return place


def first_rows(path: Path) -> list[list[str]]:
    """Give the rows in which a header could stand, to tell what kind of file it is.

    Parameters
    ----------
    path : Path
        A file of text or a workbook, of which all sheets are looked at.

    Returns
    -------
    list of list of str
        None for a file that is neither, or that cannot be read.
    """
    suffix = path.suffix.casefold()
    try:
        if suffix in WORKBOOKS:
            return heads_of(path)
        if suffix in TEXTS:
            with path.open("rb") as opened:
                head = b"".join(opened.readline() for _ in range(ROWS_SEARCHED))
                # In UTF-16 the byte that ends a line is half of a sign.
                head += opened.read(len(head) % 2 if head[:2] in UTF_16 else 0)
            text, _ = _decoded(head, file=path.name)
            return list(_rows_of(text, strict=False))
    except (OSError, FileError, FindingsError, csv.Error):
        pass
    return []


def _of_text(place: Path) -> Sheet:
    try:
        content = place.read_bytes()
    except OSError as error:
        raise FileError.of("cannot_open", path=place, reason=error.strerror) from None
    text, notes = _decoded(content, file=place.name)
    return Sheet(place.name, _rows_of(text), tuple(notes))


def _decoded(content: bytes, *, file: str) -> tuple[str, list[Finding]]:
    """Turn bytes into text: UTF-16 by its mark, UTF-8, else Windows-1252."""
    if content[:2] in UTF_16:
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        # A published register is in Windows-1252 as it should be: that is worth a note, no more.
        notes = [finding("read_as_windows", file=file)] if encoding == "cp1252" else []
        if "\0" not in text:
            return text, notes
    raise FindingsError([finding("not_text", file=file)], what=f"The file {file}")


def _rows_of(text: str, *, strict: bool = True) -> Iterator[list[str]]:
    """Yield rows of cells, so that a large file is never held as cells as a whole."""
    delimiter = _delimiter(text)
    lines = csv.reader(_lines_of(text), delimiter=delimiter, strict=strict)
    for record in lines:
        yield [cell.strip() for cell in record]


def _lines_of(text: str) -> Iterator[str]:
    """Yield lines with their ends.

    A buffer of text would hold four bytes for each letter: a quarter of a gigabyte for the
    register of schools.
    """
    if RETURN_ALONE.search(text):
        yield from io.StringIO(text, newline="")
        return
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield text[start:end]
        start = end


def _delimiter(text: str) -> str:
    """Find what stands most often in the first lines; commas where nothing does."""
    head = text[:20_000].splitlines()[:ROWS_SEARCHED]
    return max(DELIMITERS, key=lambda one: max((line.count(one) for line in head), default=0))


@dataclass(frozen=True, eq=False)
class _Laid:
    """The rows of a sheet below its header."""

    frame: pd.DataFrame
    header_row: int
    above: str
    header: tuple[str, ...]


def _laid_out(
    sheet: Sheet, *, what: str, is_header: IsHeader, keep: Callable[[str], bool] | None
) -> _Laid:
    """Find the header, hold the rows against it, and keep the columns that are asked for."""
    import pandas as pd

    file, coming = sheet.file, iter(sheet.records)
    head = list(islice(coming, ROWS_SEARCHED))
    top = next((n for n, row in enumerate(head) if is_header(row)), None)
    if top is None:
        raise FindingsError([finding("source_no_header", file=file, what=what)], what=_the(what))
    header = list(head[top])
    while header and not header[-1]:
        header.pop()
    kept = [at for at, name in enumerate(header) if name and (keep is None or keep(name))]
    faults = _twice(header, kept, file=file, row=top + 1)
    rows: list[list[str]] = []
    numbers: list[int] = []
    long: list[int] = []
    for number, record in enumerate(chain(head[top + 1 :], coming), top + 2):
        if not any(record):
            continue
        if any(record[len(header) :]):
            long.append(number)
        rows.append([record[at] if at < len(record) else "" for at in kept])
        numbers.append(number)
    faults += _merged(sheet, top + 1)
    faults += _long(sheet, long, columns=len(header), header_row=top + 1)
    if faults:
        raise FindingsError(faults, what=f"{_the(what)} in {file}")
    index = pd.Index(numbers, name="row", dtype="int64")
    names = [header[at] for at in kept]
    above = " ".join(cell for row in head[:top] for cell in row if cell)
    frame = pd.DataFrame(rows, columns=names, index=index, dtype=object)
    return _Laid(frame, top + 1, above, tuple(header))


def _long(sheet: Sheet, rows: list[int], *, columns: int, header_row: int) -> list[Finding]:
    """Name rows that are longer than their header; in a workbook it is the header that is short."""
    if not rows:
        return []
    if sheet.is_of_workbook:
        words: dict[str, Any] = {"count": len(rows), "columns": columns, "first": rows[0]}
        return [finding("source_header_short", file=sheet.file, row=header_row, **words)]
    return [finding("source_row_long", file=sheet.file, row=row, columns=columns) for row in rows]


def _merged(sheet: Sheet, header_row: int) -> list[Finding]:
    """Name cells that are merged in the header or below it."""
    return [
        finding("header_merged", file=sheet.file, row=one.min_row, value=one.coord)
        for one in sheet.merged
        if one.max_row >= header_row
    ]


def _not_calculated(sheet: Sheet, laid: _Laid) -> list[Finding]:
    """Name, once for each column that is read, formulas that have no value."""
    found: dict[str, list[int]] = {}
    for row, at in sheet.uncalculated:
        name = laid.header[at] if at < len(laid.header) else ""
        if name in laid.frame.columns and row > laid.header_row:
            found.setdefault(name, []).append(row)
    return [
        finding(
            "source_formula_without_value",
            file=sheet.file,
            row=rows[0],
            column=name,
            others=and_others(len(rows)),
        )
        for name, rows in found.items()
    ]


def _the(what: str) -> str:
    """Speak of a file by what it should be: *a list of places* is *The list of places*.

    Examples
    --------
    >>> _the("a look-up"), _the("ranks of deprivation")
    ('The look-up', 'The ranks of deprivation')
    """
    return f"The {re.sub('^(?:an?|the) ', '', what)}"


def _twice(header: list[str], kept: list[int], *, file: str, row: int) -> list[Finding]:
    names = [header[at] for at in kept]
    return [
        finding("column_twice", file=file, row=row, column=name)
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]
