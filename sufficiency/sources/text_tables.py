"""A published or exported file as a frame of text, with the numbers of its rows kept.

Such files are large, come in several encodings, and have names of columns that drift from year to
year. Their cells are read as they stand: what they mean is said by the reader of each kind.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sufficiency.errors import FileError, Finding, FindingsError, NotPossibleError, finding
from sufficiency.results import InputFile
from sufficiency.tables import SHEETS_FOR_PEOPLE, merged_ranges, open_workbook, text_as_shown

if TYPE_CHECKING:
    import pandas as pd

ROWS_SEARCHED = 30
"""Rows in which a header is looked for: titles and notes may stand above it."""

DELIMITERS = (",", ";", "\t", "|")
WORKBOOKS = (".xlsx", ".xlsm")
TEXTS = (".csv", ".txt", ".tsv")
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
"""How a file in UTF-16 begins: what Excel calls Unicode text."""

RETURN_ALONE = re.compile(r"\r(?!\n)")
"""The end of a line on an old Mac, or a line break inside a cell."""

IsHeader = Callable[[Sequence[str]], bool]
"""Says whether a row of cells, without spaces at their ends, is the header that is looked for."""


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
    """

    file: str
    frame: pd.DataFrame
    header_row: int
    findings: tuple[Finding, ...]
    source: InputFile
    above: str = ""
    headings: tuple[str, ...] = ()


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
    says so. Cells that are merged in the header or below it are a fault.

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
        sheets = _of_workbook(place, is_header, only_first=only_first)
    elif place.suffix.casefold() in TEXTS:
        sheets = [_of_text(place)]
    else:
        raise FileError.of("source_not_a_table", path=place, what=what)
    source = InputFile.of(place)
    tables = []
    for file, records, notes, merged in sheets:
        try:
            frame, header_row, above, headings = _laid_out(
                file, records, what=what, is_header=is_header, keep=keep
            )
        except csv.Error as error:
            fault = finding("csv_broken", file=file, value=str(error))
            raise FindingsError([fault], what=f"The file {file}") from None
        in_the_way = [one for one in merged if one.max_row >= header_row]
        if in_the_way:
            faults = [
                finding("header_merged", file=file, row=one.min_row, value=one.coord)
                for one in in_the_way
            ]
            raise FindingsError(faults, what=f"{_the(what)} in {file}")
        tables.append(TextTable(file, frame, header_row, tuple(notes), source, above, headings))
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
            with closing(open_workbook(path)) as workbook:
                return [
                    [text_as_shown(cell).strip() for cell in row]
                    for sheet in workbook.worksheets
                    if sheet.title not in SHEETS_FOR_PEOPLE
                    for row in sheet.iter_rows(max_row=ROWS_SEARCHED, values_only=True)
                ]
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


Sheet = tuple[str, Iterable[list[str]], list[Finding], tuple[Any, ...]]
"""What to call it, its rows, notes on it, and the ranges of its cells that are merged."""


def _of_text(place: Path) -> Sheet:
    try:
        content = place.read_bytes()
    except OSError as error:
        raise FileError.of("cannot_open", path=place, reason=error.strerror) from None
    text, notes = _decoded(content, file=place.name)
    return place.name, _rows_of(text), notes, ()


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


def _of_workbook(place: Path, is_header: IsHeader, *, only_first: bool) -> list[Sheet]:
    """Give the sheets that have the header, visible ones first; the first sheet, if none has it."""
    merged = merged_ranges(place)
    with closing(open_workbook(place)) as workbook:
        sheets = [one for one in workbook.worksheets if one.title not in SHEETS_FOR_PEOPLE]
        fitting = [sheet for sheet in sheets if _has_header(sheet, is_header)]
        visible = [sheet for sheet in fitting if sheet.sheet_state == "visible"]
        chosen = visible or fitting or sheets[:1]
        chosen = chosen[:1] if only_first else chosen
        unread = [sheet.title for sheet in fitting if sheet not in chosen]
        hidden = [title for title in unread if workbook[title].sheet_state != "visible"]
        return [
            (
                f"{place.name}, sheet {sheet.title}",
                _records(sheet),
                _about_hidden(f"{place.name}, sheet {sheet.title}", sheet, hidden),
                merged.get(sheet.title, ()),
            )
            for sheet in chosen
        ]


def _has_header(sheet: Any, is_header: IsHeader) -> bool:
    head = sheet.iter_rows(max_row=ROWS_SEARCHED, values_only=True)
    return any(is_header([text_as_shown(cell).strip() for cell in row]) for row in head)


def _records(sheet: Any) -> list[list[str]]:
    sheet.reset_dimensions()
    return [
        [text_as_shown(cell).strip() for cell in row] for row in sheet.iter_rows(values_only=True)
    ]


def _about_hidden(file: str, sheet: Any, hidden: list[str]) -> list[Finding]:
    if sheet.sheet_state != "visible":
        return [finding("sheet_hidden", file=file)]
    return [finding("sheets_hidden_too", file=file, value=title) for title in hidden]


def _laid_out(
    file: str,
    records: Iterable[list[str]],
    *,
    what: str,
    is_header: IsHeader,
    keep: Callable[[str], bool] | None,
) -> tuple[pd.DataFrame, int, str, tuple[str, ...]]:
    """Find the header, hold the rows against it, and keep the columns that are asked for."""
    import pandas as pd

    coming = iter(records)
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
    for number, record in enumerate(chain(head[top + 1 :], coming), top + 2):
        if not any(record):
            continue
        if any(record[len(header) :]):
            faults.append(finding("source_row_long", file=file, row=number, columns=len(header)))
        rows.append([record[at] if at < len(record) else "" for at in kept])
        numbers.append(number)
    if faults:
        raise FindingsError(faults, what=f"{_the(what)} in {file}")
    index = pd.Index(numbers, name="row", dtype="int64")
    names = [header[at] for at in kept]
    above = " ".join(cell for row in head[:top] for cell in row if cell)
    frame = pd.DataFrame(rows, columns=names, index=index, dtype=object)
    return frame, top + 1, above, tuple(name for name in header if name)


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
