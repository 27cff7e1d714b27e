"""Writing tables: CSV files that Excel opens rightly, and workbooks without live formulas."""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from sufficiency import terms
from sufficiency.errors import FileError
from sufficiency.tables.raw import text_of

WRITTEN_ON = datetime(2000, 1, 1)
"""Date inside workbooks: always the same, so that the same tables give the same bytes."""


def cell_rows(frame: pd.DataFrame, table: terms.Table) -> list[list[str | int | float]]:
    """Give the cells of a table as they are written: marks in their place, blanks as "".

    Parameters
    ----------
    frame : pandas.DataFrame
        A checked frame of the table.
    table : Table
        Its contract.

    Returns
    -------
    list of list
        Rows of cells, in the order of the contract's columns.
    """
    written: list[list[str | int | float]] = []
    for column in table.columns:
        values = frame[column.name].tolist()
        cells = [_cell(value) for value in values]
        if column.marks:
            signs = frame[column.mark_column].tolist()
            cells = [sign or cell for sign, cell in zip(signs, cells, strict=True)]
        written.append(cells)
    return [list(row) for row in zip(*written, strict=True)]


def _cell(value: Any) -> str | int | float:
    if isinstance(value, str):
        return value
    if value is None or value is pd.NA or value != value:
        return ""
    number = float(value)
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def csv_bytes(header: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    """Write rows as CSV: UTF-8 with a byte-order mark, so that Excel shows names rightly."""
    lines = io.StringIO(newline="")
    writer = csv.writer(lines, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([[_csv_text(cell) for cell in row] for row in rows])
    return lines.getvalue().encode("utf-8-sig")


def _csv_text(cell: object) -> str:
    return repr(cell) if isinstance(cell, float) and not cell.is_integer() else text_of(cell)


def check_free(path: Path, *, replace: bool) -> None:
    """Refuse a place where something stands that must stay.

    Parameters
    ----------
    path : Path
        Of a file if it has an ending, else of a folder.
    replace : bool
        Whether a thing of the same kind may be replaced.

    Raises
    ------
    FileError
        If something stands there and may not go, is a folder where a file is wanted or a file
        where a folder is, or the folder of it is a file.
    """
    above = next((folder for folder in path.parents if folder.exists()), None)
    if above is not None and not above.is_dir():
        raise FileError.of("file_in_the_way", path=above)
    if not path.exists():
        return
    if not replace:
        raise FileError.of("already_there", path=path)
    if path.suffix and path.is_dir():
        raise FileError.of("folder_in_the_way", path=path)
    if not path.suffix and not path.is_dir():
        raise FileError.of("file_in_the_way", path=path)


def write_whole(path: Path, write: Callable[[Path], None], *, replace: bool = False) -> Path:
    """Write a file or folder wholly or not at all.

    Parameters
    ----------
    path : Path
        Where it will stand.
    write : callable
        Given a path beside it, writes everything there.
    replace : bool
        Whether what stands there already may go.

    Returns
    -------
    Path
        `path`.

    Raises
    ------
    FileError
        If something stands there already, or it cannot be written. Nothing is left behind.
    """
    check_free(path, replace=replace)
    from xlsxwriter.exceptions import XlsxWriterException

    beside: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=".writing-", dir=path.parent))
        made = beside / path.name
        write(made)
        if path.is_dir() and not path.is_symlink():
            _swap(path, made, aside=beside / "before")
        else:
            made.replace(path)
    except OSError as error:
        raise FileError.of("cannot_write", path=path, reason=error.strerror or error) from None
    except XlsxWriterException as error:
        raise FileError.of("cannot_write", path=path, reason=error) from None
    finally:
        if beside is not None:
            shutil.rmtree(beside, ignore_errors=True)
    return path


def _swap(path: Path, made: Path, *, aside: Path) -> None:
    """Put a new folder where an old one stands; if that fails, the old one stands again."""
    path.replace(aside)
    try:
        made.replace(path)
    except OSError:
        aside.replace(path)
        raise


def write_folder(path: Path, files: Mapping[str, bytes]) -> None:
    """Write a folder of files."""
    path.mkdir()
    for name, content in files.items():
        (path / name).write_bytes(content)


def new_workbook(path: Path) -> Any:
    """Open a workbook for writing, in which text stays text.

    Formulas and links are never made from what a cell holds: a name that begins with an
    equals sign is a name.
    """
    import xlsxwriter

    workbook = xlsxwriter.Workbook(
        str(path),
        {
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "in_memory": True,
        },
    )
    workbook.set_properties({"title": "", "created": WRITTEN_ON})
    return workbook


def new_sheet(workbook: Any, name: str) -> Any:
    """Add a sheet that keeps every digit of a number.

    Left to itself the writer keeps sixteen, and some numbers have seventeen: they would come
    back as others.
    """
    return workbook.add_worksheet(name, worksheet_class=_exact_sheet())


@cache
def _exact_sheet() -> type[Any]:
    from xlsxwriter.worksheet import Worksheet

    class ExactSheet(Worksheet):  # type: ignore[misc]
        """A sheet whose numbers are written so that they are read as the same."""

        def _xml_number_element(self, number: float, attributes: Any = ()) -> None:
            names = "".join(
                f' {name}="{self._escape_attributes(value)}"' for name, value in attributes
            )
            self.fh.write(f"<c{names}><v>{repr(number).upper()}</v></c>")

    return ExactSheet


def write_cells(sheet: Any, rows: Sequence[Sequence[str | int | float]], *, first_row: int) -> None:
    """Write rows of cells: text as text, numbers as numbers, blanks as nothing."""
    for down, row in enumerate(rows, first_row):
        for across, cell in enumerate(row):
            if isinstance(cell, str):
                if cell:
                    sheet.write_string(down, across, cell)
            else:
                sheet.write_number(down, across, cell)
