"""Writing an area: a folder of CSV files, or a workbook that an analyst is glad to open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sufficiency import terms
from sufficiency.area.choices import CODES_SHEET, add_names, add_rules, codes_sheet
from sufficiency.errors import FileError
from sufficiency.results import BANNER
from sufficiency.tables import (
    cell_rows,
    check_free,
    csv_bytes,
    new_sheet,
    new_workbook,
    write_cells,
    write_folder,
    write_whole,
)

if TYPE_CHECKING:
    import pandas as pd

Cells = Sequence[Sequence[str | int | float]]

EDGE = "#12436d"
READ_ME = "README.txt"
MOST_ROWS = 1_048_575
"""Rows that a sheet of Excel can hold below its header."""
WIDEST = 60
LINE_HEIGHT = 15
LETTERS_IN_A_LINE = 105


def save_tables(
    tables: Mapping[str, pd.DataFrame], path: Path, *, title: str, replace: bool
) -> Path:
    """Write checked tables to a folder or a workbook, wholly or not at all.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        Checked frames by table name.
    path : Path
        A folder, or a file that ends in .xlsx.
    title : str
        Name of the area.
    replace : bool
        Whether what stands there may go.
    """
    cells = {name: cell_rows(frame, terms.table(name)) for name, frame in tables.items()}
    return save_cells(cells, path, title=title, replace=replace)


def save_template(path: Path, *, replace: bool = False) -> Path:
    """Write an empty area: every table with its columns and one example row.

    The example rows make a small sound area by themselves, so that the file can be checked
    before anything is changed in it.
    """
    cells: dict[str, Cells] = {name: [_example(name)] for name in terms.table_names()}
    return save_cells(cells, path, title="new area", replace=replace)


def _example(name: str) -> list[str | int | float]:
    row: list[str | int | float] = []
    for column in terms.table(name).columns:
        if column.is_number and column.example:
            number = float(column.example)
            row.append(int(number) if number.is_integer() else number)
        else:
            row.append(column.example)
    return row


def save_cells(cells: Mapping[str, Cells], path: Path, *, title: str, replace: bool) -> Path:
    """Write rows of cells by table to a folder or a workbook, wholly or not at all."""
    check_free(path, replace=replace)
    if replace:
        _refuse_other_files(path)
    if path.suffix.casefold() == ".xlsx":
        for name, rows in cells.items():
            if len(rows) > MOST_ROWS:
                raise FileError.of("too_many_rows", value=name, count=f"{len(rows):,}")
        return write_whole(
            path, lambda place: _write_workbook(place, cells, title=title), replace=replace
        )
    if path.suffix:
        raise FileError.of("ending_unknown", path=path, value=path.suffix)
    return write_whole(
        path, lambda place: _write_folder(place, cells, title=title), replace=replace
    )


def _refuse_other_files(path: Path) -> None:
    """Refuse to replace a folder that holds more than an area: the rest of it would be lost."""
    if not path.is_dir():
        return
    own = {READ_ME, *(f"{name}.csv" for name in terms.table_names())}
    strangers = sorted(file.name for file in path.iterdir() if file.name not in own)
    if strangers or path.suffix:
        named = ", ".join(strangers[:3]) or "a folder"
        raise FileError.of("holds_other_files", path=path, value=named)


def _write_folder(place: Path, cells: Mapping[str, Cells], *, title: str) -> None:
    files = {
        f"{name}.csv": csv_bytes(terms.table(name).column_names, rows)
        for name, rows in cells.items()
    }
    files[READ_ME] = _read_me(title, tuple(cells)).encode("utf-8-sig")
    write_folder(place, files)


def _read_me(title: str, names: Sequence[str]) -> str:
    """Tell what the files of a folder are, and what each column holds."""
    lines = [f"Area: {title}", "", BANNER, "", *HOW_TO, ""]
    for name in names:
        table = terms.table(name)
        lines += [f"{name}.csv", f"  {table.description}.", f"  Needed: {table.needed}."]
        lines += [f"    {column.name}: {_column_words(column)}" for column in table.columns]
        lines.append("")
    return "\r\n".join(lines)


HOW_TO = (
    "Each table has its column names in row 1 and its rows below. The order of rows and columns",
    "does not matter. Replace the example rows by your own; leave tables out that you do not have.",
    "Check your work, before and after changes:  python -m sufficiency check THIS-FOLDER-OR-FILE",
    "Academic years are written as the year in which they start: 2026 for 2026/27.",
    "NC year is age on 31 August before the year starts, minus 4: Reception is 0.",
    "Never put names, birth dates, pupil numbers or postcodes in these tables.",
)


def _column_words(column: terms.Column) -> str:
    """Say in a line what a column holds, what is allowed, and what a blank means."""
    parts = [column.description]
    if column.unit and column.kind != "year" and column.unit not in column.label.lower():
        parts.append(f"in {column.unit}")
    if column.low is not None and column.high is not None:
        parts.append(f"from {column.low:.10g} to {column.high:.10g}")
    if column.codes and column.codes not in terms.REFERENCES:
        parts.append(f"one of {', '.join(terms.code_list(column.codes))}")
    if column.codes in terms.REFERENCES:
        parts.append(f"as in the table {terms.REFERENCES[column.codes]}")
    parts.append("needed in every row" if column.required else f"blank: {column.blank}")
    if column.marks:
        parts.append("a suppressed count may be written c, low, x, z or u")
    return "; ".join(parts) + "."


def _write_workbook(place: Path, cells: Mapping[str, Cells], *, title: str) -> None:
    """Write a workbook: words first, then a sheet for each table, headers with notes."""
    workbook = new_workbook(place)
    formats = {
        "header": workbook.add_format(
            {"bold": True, "font_color": "white", "bg_color": EDGE, "text_wrap": True}
        ),
        "optional": workbook.add_format(
            {"bold": True, "font_color": EDGE, "bg_color": "#d9e3ee", "text_wrap": True}
        ),
        "title": workbook.add_format({"bold": True, "font_size": 16, "font_color": EDGE}),
        "banner": workbook.add_format({"bold": True}),
        "wrap": workbook.add_format({"text_wrap": True, "valign": "top"}),
        "top": workbook.add_format({"valign": "top"}),
    }
    _words_sheet(workbook, title, tuple(cells), formats)
    _columns_sheet(workbook, tuple(cells), formats)
    for name, rows in cells.items():
        sheet = _table_sheet(workbook, name, rows, formats)
        add_rules(sheet, terms.table(name), beside=tuple(cells))
    codes_sheet(_sheet(workbook, CODES_SHEET), tuple(cells), formats)
    add_names(workbook, tuple(cells))
    workbook.close()


def _words_sheet(workbook: Any, title: str, names: Sequence[str], formats: Any) -> None:
    sheet = _sheet(workbook, "Read me")
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 14)
    sheet.set_column(2, 2, 90)
    sheet.write_string(0, 0, f"Area: {title}", formats["title"])
    sheet.write_string(1, 0, BANNER, formats["banner"])
    place = 3
    for line in HOW_TO:
        sheet.write_string(place, 0, line)
        place += 1
    sheet.write_row(place + 1, 0, ["Sheet", "Needed", "What it is"], formats["header"])
    for down, name in enumerate(names, place + 2):
        table = terms.table(name)
        sheet.write_url(down, 0, f"internal:'{name}'!A1", string=name)
        sheet.write_string(down, 1, table.needed)
        sheet.write_string(down, 2, table.description)


def _columns_sheet(workbook: Any, names: Sequence[str], formats: Any) -> None:
    sheet = _sheet(workbook, "Columns")
    for across, width in enumerate((16, 16, 12, 100)):
        sheet.set_column(across, across, width)
    sheet.write_row(0, 0, ["Sheet", "Column", "Needed", "What it holds"], formats["header"])
    sheet.freeze_panes(1, 0)
    down = 1
    for name in names:
        for column in terms.table(name).columns:
            needed = "yes" if column.required else "no"
            sheet.write_row(down, 0, [name, column.name, needed], formats["top"])
            words = _column_words(column)
            sheet.write_string(down, 3, words, formats["wrap"])
            # Not every program finds the height of wrapped text by itself.
            sheet.set_row(down, LINE_HEIGHT * (1 + len(words) // LETTERS_IN_A_LINE))
            down += 1


def _table_sheet(workbook: Any, name: str, rows: Cells, formats: Any) -> Any:
    sheet = _sheet(workbook, name)
    table = terms.table(name)
    for across, column in enumerate(table.columns):
        style = formats["header" if column.required else "optional"]
        sheet.write_string(0, across, column.name, style)
        note = _column_words(column)
        sheet.write_comment(0, across, note, {"x_scale": 2, "y_scale": 1.5, "author": ""})
        longest = max((len(str(row[across])) for row in rows[:200]), default=0)
        sheet.set_column(across, across, min(max(len(column.name), longest) + 3, WIDEST))
    write_cells(sheet, rows, first_row=1)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(rows), 1), len(table.columns) - 1)
    return sheet


def _sheet(workbook: Any, name: str) -> Any:
    """Add a sheet that says on every printed page that it is internal."""
    sheet = new_sheet(workbook, name)
    sheet.set_header(f"&C&8{BANNER}")
    sheet.set_footer("&L&8&A&R&8Page &P of &N")
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    return sheet
