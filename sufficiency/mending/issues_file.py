"""The file of issues: a row for each thing to ask, with room for the answer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sufficiency.errors import FileError
from sufficiency.results import BANNER
from sufficiency.tables import csv_bytes, new_sheet, new_workbook, write_cells, write_whole

if TYPE_CHECKING:
    import pandas as pd

ISSUE_COLUMNS = (
    *("id", "check", "label", "severity", "table", "key", "column", "value", "count", "seen"),
    "asked",
)
ANSWER_COLUMNS = ("correction", "who", "when", "comment")
"""Columns that are blank until a colleague fills them in."""
CLEAR = "(blank)"
"""What to write as a correction where the cell should be blank."""
SHEET = "Issues"
WIDTHS = {
    "id": 14,
    "label": 26,
    "key": 52,
    "seen": 40,
    "asked": 44,
    "correction": 16,
    "comment": 40,
}
NARROW = 12
EDGE, ROOM = "#12436d", "#fff7d6"
HOW_TO = (
    "Each row asks about a cell, or about several rows, of a table of the area.",
    "Write what should stand there in the column correction, as it stands in the table: a code, or"
    " a number.",
    f"To clear a cell that may be blank, write {CLEAR}. To leave it as it is, leave correction"
    " blank and say so in comment.",
    "Write who you are and the day, for example 2026-11-30, beside every correction or comment.",
    "Do not change the other columns: a row whose id no longer fits is refused. Rows may be"
    " deleted, sorted and filtered.",
    "Where the column named column is blank, no single cell is at fault: answer in comment.",
    "Never write names of children, birth dates, pupil numbers or postcodes.",
)


def write_issues(issues: pd.DataFrame, path: Path, *, title: str, replace: bool) -> Path:
    """Write issues to a workbook or a CSV file, wholly or not at all.

    Raises
    ------
    FileError
        If it has another ending, stands there already, or cannot be written.
    """
    ending = path.suffix.casefold()
    if ending not in (".xlsx", ".csv"):
        raise FileError.of("issues_ending", path=path)
    rows = [
        [*(_cell(cell) for cell in row), *("" for _ in ANSWER_COLUMNS)]
        for row in issues.itertuples(index=False, name=None)
    ]
    header = [*ISSUE_COLUMNS, *ANSWER_COLUMNS]
    if ending == ".csv":
        return write_whole(
            path, lambda place: _write_bytes(place, csv_bytes(header, rows)), replace=replace
        )
    return write_whole(
        path, lambda place: _write_workbook(place, header, rows, title=title), replace=replace
    )


def _write_bytes(place: Path, content: bytes) -> None:
    place.write_bytes(content)


def _cell(cell: Any) -> str | int | float:
    """Give a cell as it is written: counts as numbers, all else as text."""
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() else round(cell, 3)
    return str(cell)


def _write_workbook(
    place: Path, header: list[str], rows: list[list[str | int | float]], *, title: str
) -> None:
    workbook = new_workbook(place)
    bold = workbook.add_format({"bold": True})
    head = workbook.add_format({"bold": True, "font_color": "white", "bg_color": EDGE})
    room = workbook.add_format({"bg_color": ROOM, "border": 1, "border_color": "#d0d0d0"})
    words = new_sheet(workbook, "Read me")
    words.set_column(0, 0, 110)
    words.write_string(0, 0, f"Issues: {title}", bold)
    words.write_string(1, 0, BANNER, bold)
    for down, line in enumerate(HOW_TO, 3):
        words.write_string(down, 0, line)
    sheet = new_sheet(workbook, SHEET)
    sheet.set_header(f"&C&8{BANNER}")
    for across, name in enumerate(header):
        sheet.write_string(0, across, name, head)
        is_room = name in ANSWER_COLUMNS
        sheet.set_column(across, across, WIDTHS.get(name, NARROW), room if is_room else None)
    write_cells(sheet, rows, first_row=1)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(rows), 1), len(header) - 1)
    sheet.activate()
    workbook.close()
