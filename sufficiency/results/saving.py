"""Writing a result: a folder of CSV files, or a workbook with a sheet for each table."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from sufficiency.errors import FileError
from sufficiency.results.card import BANNER
from sufficiency.tables import (
    check_free,
    csv_bytes,
    new_sheet,
    new_workbook,
    write_cells,
    write_folder,
    write_whole,
)

READ_ME = "README.txt"
MOST_ROWS = 1_048_575
"""Rows of a sheet of Excel, less the header."""
EDGE = "#12436d"
WIDEST = 60
COUNTED_ROWS = 200
"""Rows that are looked at for the width of a column."""
Cells = list[list[str | int | float]]


def save_frames(
    frames: Mapping[str, pd.DataFrame], path: Path, *, title: str, replace: bool
) -> Path:
    """Write tables under the banner, wholly or not at all.

    Parameters
    ----------
    frames : mapping of str to pandas.DataFrame
        By the names of their files or sheets.
    path : Path
        A new folder, or a file that ends in .xlsx.
    title : str
        What it is, in a sentence.
    replace : bool
        Whether what stands there already may be replaced.

    Returns
    -------
    Path
        `path`.

    Raises
    ------
    FileError
        If something stands there already, it cannot be written, or a table does not fit a sheet.

    See Also
    --------
    check_place : Looks at the place before the tables are made.
    """
    if path.suffix.casefold() == ".xlsx":
        for name, frame in frames.items():
            if len(frame) > MOST_ROWS:
                raise FileError.of("too_many_rows", value=name, count=f"{len(frame):,}")
        return write_whole(
            path, lambda place: _write_workbook(place, frames, title=title), replace=replace
        )
    _refuse_other_files(path, frames)
    return write_whole(
        path, lambda place: _write_folder(place, frames, title=title), replace=replace
    )


def check_place(path: Path, *, replace: bool) -> None:
    """Refuse a place for tables before any work is done for it.

    Raises
    ------
    FileError
        If it is neither a folder nor a workbook by its name, or stands there and must not go.
    """
    if path.suffix and path.suffix.casefold() != ".xlsx":
        raise FileError.of("ending_unknown", path=path, value=path.suffix)
    check_free(path, replace=replace)


def _refuse_other_files(path: Path, frames: Mapping[str, pd.DataFrame]) -> None:
    """Refuse to replace a folder that holds more than this result: the rest would be lost."""
    if not path.is_dir():
        return
    own = {READ_ME, *(f"{name}.csv" for name in frames)}
    strangers = sorted(file.name for file in path.iterdir() if file.name not in own)
    if strangers:
        raise FileError.of("holds_other_files", path=path, value=", ".join(strangers[:3]))


def _rows(frame: pd.DataFrame) -> Cells:
    """Give the cells of a frame as they are written: what is missing as nothing."""
    columns = [frame[name].tolist() for name in frame.columns]
    return [[_cell(cell) for cell in row] for row in zip(*columns, strict=True)]


def _cell(cell: Any) -> str | int | float:
    if isinstance(cell, str):
        return cell
    if cell is None or cell is pd.NA or cell != cell:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return cell if isinstance(cell, int | float) else str(cell)


def _write_folder(place: Path, frames: Mapping[str, pd.DataFrame], *, title: str) -> None:
    files = {
        f"{name}.csv": csv_bytes(list(frame.columns), _rows(frame))
        for name, frame in frames.items()
    }
    lines = [title, "", BANNER, "", *(f"{name}.csv" for name in frames)]
    files[READ_ME] = "\r\n".join(lines).encode("utf-8-sig")
    write_folder(place, files)


def _write_workbook(place: Path, frames: Mapping[str, pd.DataFrame], *, title: str) -> None:
    workbook = new_workbook(place)
    header = workbook.add_format({"bold": True, "font_color": "white", "bg_color": EDGE})
    words = new_sheet(workbook, "Read me")
    words.set_column(0, 0, 100)
    big = workbook.add_format({"bold": True, "font_size": 14, "font_color": EDGE})
    words.write_string(0, 0, title, big)
    words.write_string(1, 0, BANNER, workbook.add_format({"bold": True}))
    for down, name in enumerate(frames, 3):
        words.write_url(down, 0, f"internal:'{name}'!A1", string=name)
    for name, frame in frames.items():
        _write_sheet(new_sheet(workbook, name), frame, header=header)
    workbook.close()


def _write_sheet(sheet: Any, frame: pd.DataFrame, *, header: Any) -> None:
    """Write a table with its header, so that it can be sorted and filtered at once."""
    rows = _rows(frame)
    sheet.set_header(f"&C&8{BANNER}")
    sheet.set_footer("&L&8&A&R&8Page &P of &N")
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    for across, name in enumerate(frame.columns):
        sheet.write_string(0, across, str(name), header)
        longest = max((len(str(row[across])) for row in rows[:COUNTED_ROWS]), default=0)
        sheet.set_column(across, across, min(max(len(str(name)), longest) + 3, WIDEST))
    write_cells(sheet, rows, first_row=1)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(rows), 1), max(len(frame.columns) - 1, 0))
