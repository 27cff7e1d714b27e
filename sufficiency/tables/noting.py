"""Writing what was found into a workbook: a comment and a colour at a cell, and a sheet of all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sufficiency.errors import Finding

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

PROBLEMS_SHEET = "Problems"
COLUMNS = {
    "severity": 10,
    "sheet": 16,
    "cell": 8,
    "column": 18,
    "value": 24,
    "seen": 60,
    "why": 50,
    "remedy": 60,
}
"""Columns of the sheet of problems, with their widths in letters."""

FOUND_HERE = "Found by sufficiency check:"
"""Stands between a comment that was there and what was found, which a later check replaces."""
AUTHOR = "sufficiency"
COLOURS = {"error": "FFFFC7CE", "note": "FFFFEB9C"}
EDGE = "FF12436D"
WIDTH, LINE, LETTERS_IN_A_LINE = 360, 18, 52
"""Of a comment: its width and the height of a line in points, and the letters of a line."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A finding, with the cell at which it belongs.

    Parameters
    ----------
    found : Finding
    sheet : str
        Title of the sheet; blank where it is about no sheet.
    cell : str
        Such as "B7"; blank where it is about a whole file or sheet.
    """

    found: Finding
    sheet: str
    cell: str


def note_all(workbook: Workbook, placed: Sequence[Placed]) -> None:
    """Write findings into a workbook: comments, colours, and the sheet of problems in front.

    What an earlier check wrote is taken away first.

    Parameters
    ----------
    workbook : openpyxl.Workbook
        Is changed.
    placed : sequence of Placed
    """
    for sheet in workbook.worksheets:
        _without_earlier(sheet)
    together: dict[tuple[str, str], list[Finding]] = {}
    for one in placed:
        if one.cell:
            together.setdefault((one.sheet, one.cell), []).append(one.found)
    for (title, cell), found in together.items():
        _note_cell(workbook[title][cell], found)
    _problems_sheet(workbook, placed)


def _without_earlier(sheet: Any) -> None:
    """Take comments and colours of an earlier check away; other comments keep their size."""
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    for row in sheet.iter_rows():
        for cell in row:
            if cell.comment is None:
                continue
            own, mark, _ = cell.comment.text.partition(FOUND_HERE)
            if mark and cell.fill.fgColor.rgb in COLOURS.values():
                cell.fill = PatternFill()
            kept, author = own.rstrip(), cell.comment.author
            cell.comment = _sized(Comment(kept, author)) if kept else None


def _note_cell(cell: Any, found: Sequence[Finding]) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    told = dict.fromkeys(_said(one) for one in found)
    own = cell.comment.text if cell.comment is not None else ""
    author = cell.comment.author if cell.comment is not None else AUTHOR
    text = "\n\n".join([*([own] if own else []), FOUND_HERE, *told])
    cell.comment = _sized(Comment(text, author))
    worst = "error" if any(one.severity == "error" for one in found) else "note"
    cell.fill = PatternFill("solid", fgColor=COLOURS[worst])


def _said(found: Finding) -> str:
    """Say a finding in a comment: fault or note, what was seen, why it matters, what to type."""
    kind = "Fault" if found.severity == "error" else "Note"
    return " ".join(part for part in (f"{kind}.", found.seen, found.why, found.remedy) if part)


def _sized(comment: Any) -> Any:
    """Make the box of a comment as large as its text."""
    lines = sum(1 + len(line) // LETTERS_IN_A_LINE for line in comment.text.splitlines())
    comment.width, comment.height = WIDTH, LINE * (lines + 1)
    return comment


def _problems_sheet(workbook: Workbook, placed: Iterable[Placed]) -> None:
    """Write all findings on a sheet of their own, each with a link to its cell."""
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter, quote_sheetname
    from openpyxl.worksheet.hyperlink import Hyperlink

    if PROBLEMS_SHEET in workbook.sheetnames:
        del workbook[PROBLEMS_SHEET]
    sheet = workbook.create_sheet(PROBLEMS_SHEET, 0)
    sheet.append(list(COLUMNS))
    for across, width in enumerate(COLUMNS.values(), 1):
        head = sheet.cell(1, across)
        head.font, head.fill = Font(bold=True, color="FFFFFFFF"), PatternFill("solid", fgColor=EDGE)
        sheet.column_dimensions[get_column_letter(across)].width = width
    wrap, link = (
        Alignment(wrap_text=True, vertical="top"),
        Font(color="FF0563C1", underline="single"),
    )
    for down, one in enumerate(placed, 2):
        for across, (name, text) in enumerate(_row(one).items(), 1):
            cell = write_text(sheet, down, across, text)
            cell.alignment = wrap
            if name == "cell" and text:
                place = f"{quote_sheetname(one.sheet)}!{text}"
                cell.hyperlink = Hyperlink(ref=cell.coordinate, location=place)
                cell.font = link
        sheet.cell(down, 1).fill = PatternFill("solid", fgColor=COLOURS[one.found.severity])
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    workbook.active = 0
    for other in workbook.worksheets:
        other.sheet_view.tabSelected = other is sheet


def _row(one: Placed) -> Mapping[str, str]:
    found = one.found
    return {
        "severity": "fault" if found.severity == "error" else "note",
        "sheet": one.sheet or found.file,
        "cell": one.cell,
        "column": found.column,
        "value": found.value,
        "seen": found.seen,
        "why": found.why,
        "remedy": found.remedy,
    }


def write_text(sheet: Any, row: int, column: int, text: str) -> Any:
    """Write text that stays text, even where it begins with an equals sign.

    Letters that no workbook may hold are shown as a question mark.
    """
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    cell = sheet.cell(row, column)
    if text:
        cell.value = ILLEGAL_CHARACTERS_RE.sub("?", text)[:32_767]
        cell.data_type = "s"
    return cell
