"""A copy of an area's workbook in which every problem is marked where it stands."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sufficiency import terms
from sufficiency.area.loading import Checked, read_area
from sufficiency.errors import FileError, Finding, finding
from sufficiency.tables import (
    column_letter,
    has_formulas,
    lost_parts,
    open_whole_workbook,
    write_whole,
)
from sufficiency.tables.noting import Placed, note_all, write_text
from sufficiency.tables.raw import HEADER_ROW
from sufficiency.tables.reading import decode

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

MACROS = ".xlsm"
PLAIN_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
"""What may be written as a number: anything else, such as a code with leading noughts, is text."""
MOST_DIGITS = 16
MOST_ROWS = 1_048_576


def mark_problems(path: str | Path, *, to: str | Path, replace: bool = False) -> Path:
    """Make a copy of an area's workbook with a comment and a colour at each problem.

    The copy has a sheet Problems in front, with all that was found and a link to each cell.
    A problem of a whole column is marked at its heading; of a whole file, on the sheet Problems
    only. The original is not touched.

    Parameters
    ----------
    path : str or Path
        A workbook of an area; or a folder of CSV files, of which the copy is a workbook with a
        sheet for each table.
    to : str or Path
        The copy, a file that ends in .xlsx (or .xlsm, if the original does).
    replace : bool
        Whether a file that stands there may be replaced.

    Returns
    -------
    Path
        Where it was written: wholly, or not at all.

    Raises
    ------
    FileError
        If the copy would be the original, has another ending, stands there already, or one of the
        two cannot be read or written.

    Notes
    -----
    Values, formulas, formats, widths, names, charts and other sheets are kept. What openpyxl does
    not know is lost in the copy (shapes, controls, slicers, sparklines, replies to comments); where
    there is such a thing, the sheet Problems names it. Formulas have no values until Excel
    opens the copy.

    Examples
    --------
    >>> import sufficiency as sf
    >>> sf.mark_problems("area.xlsx", to="marked.xlsx")  # doctest: +SKIP
    """
    original, copy = Path(path), Path(to)
    check_copy(original, copy)
    checked = read_area(original)
    return mark_checked(checked, original, to=copy, replace=replace)


def check_copy(original: Path, copy: Path) -> None:
    """Refuse a copy that would be the original, or a file of another kind.

    Raises
    ------
    FileError
    """
    same = copy.resolve() == original.resolve()
    if same or (copy.exists() and original.exists() and copy.samefile(original)):
        raise FileError.of("mark_in_original", path=copy)
    ending = original.suffix.casefold()
    wanted = MACROS if ending == MACROS and original.is_file() else ".xlsx"
    if copy.suffix.casefold() != wanted:
        raise FileError.of("mark_ending", path=copy, value=wanted)


def mark_checked(checked: Checked, original: Path, *, to: Path, replace: bool) -> Path:
    """Mark what a check has found, see `mark_problems`."""
    if original.is_dir():
        workbook, sheets = _workbook_of_folder(original)
        told: Sequence[Finding] = ()
    else:
        workbook = open_whole_workbook(original)
        sheets = {f"sheet {sheet.title}": sheet.title for sheet in workbook.worksheets}
        told = _about_copy(original)
    # Whoever reads a workbook works in Excel: the remedies are those of the command line.
    findings = [found.on_command_line for found in (*checked.findings, *told)]
    ordered = sorted(findings, key=lambda found: found.severity != "error")
    headings = {
        sheet.title: [_text(cell.value) for cell in sheet[HEADER_ROW]]
        for sheet in workbook.worksheets
    }
    note_all(workbook, [_placed(workbook, found, sheets, headings) for found in ordered])
    return write_whole(to, lambda place: workbook.save(place), replace=replace)


def _about_copy(original: Path) -> list[Finding]:
    """Tell what the copy of a workbook has not kept."""
    told = []
    lost = lost_parts(original)
    if lost:
        told.append(finding("mark_parts_lost", file=original.name, value=", ".join(lost)))
    if has_formulas(original):
        told.append(finding("mark_formula_values", file=original.name))
    return told


def _placed(
    workbook: Workbook,
    found: Finding,
    sheets: Mapping[str, str],
    headings: Mapping[str, Sequence[str]],
) -> Placed:
    """Find the cell at which a finding belongs; none for one of a whole file or sheet."""
    title = sheets.get(found.file, "")
    if not title or (found.row is None and not found.column):
        return Placed(found, title, "")
    row = found.row or HEADER_ROW
    if found.rule == "merged_cells":
        return Placed(found, title, found.value.split(":")[0])
    if found.rule == "column_unnamed":
        place = found.value  # it has no heading, but a letter
    else:
        place = column_letter(_position(headings[title], found.column))
    return Placed(found, title, _visible(workbook[title], f"{place}{row}"))


def _position(headings: Sequence[str], column: str) -> int:
    """Find a column by its heading; the first where there is none of that name."""
    for name in (column, *column.split(", ")):
        if name in headings:
            return headings.index(name)
    return 0


def _text(value: object) -> str:
    return "" if value is None else " ".join(str(value).split())


def _visible(sheet: Any, cell: str) -> str:
    """Give the first cell of a merged range for any of its cells: the others cannot be marked."""
    for spread in sheet.merged_cells.ranges:
        if cell in spread:
            return f"{column_letter(spread.min_col - 1)}{spread.min_row}"
    return cell


def _workbook_of_folder(folder: Path) -> tuple[Workbook, dict[str, str]]:
    """Make a workbook of the CSV files of a folder that are tables, cells where they stand."""
    from openpyxl import Workbook as NewWorkbook

    workbook = NewWorkbook()
    del workbook[workbook.sheetnames[0]]
    sheets: dict[str, str] = {}
    for path in sorted(folder.iterdir(), key=lambda file: file.name):
        name = path.stem.strip().casefold()
        is_table = path.suffix.casefold() == ".csv" and name in terms.table_names()
        if not is_table or name in sheets.values() or not path.is_file():
            continue
        sheet = workbook.create_sheet(name)
        records = _records(path)
        if len(records) > MOST_ROWS:
            raise FileError.of("too_many_rows", value=name, count=f"{len(records):,}")
        for down, record in enumerate(records, 1):
            for across, text in enumerate(record, 1):
                _write(sheet, down, across, text.strip())
        sheet.freeze_panes = "A2"
        sheets[path.name] = name
    return workbook, sheets


def _records(path: Path) -> list[list[str]]:
    """Read the rows of a CSV file as far as they can be read; what cannot is a finding."""
    try:
        text, _ = decode(path.read_bytes(), file=path.name)
    except OSError as error:
        raise FileError.of("cannot_open", path=path, reason=error.strerror) from None
    records: list[list[str]] = []
    try:
        for record in csv.reader(io.StringIO(text or "", newline="")):
            records.append(record)
    except csv.Error:
        pass  # the check has named the row at which the file breaks off
    return records


def _write(sheet: Any, row: int, column: int, text: str) -> None:
    if len(text) <= MOST_DIGITS and PLAIN_NUMBER.fullmatch(text):
        number = float(text)
        sheet.cell(row, column).value = int(number) if number.is_integer() else number
    else:
        write_text(sheet, row, column, text)
