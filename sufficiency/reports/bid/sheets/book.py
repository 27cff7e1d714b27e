"""A workbook being written: its formats, its sheets, and formulas with the values they come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sufficiency.results import BANNER
from sufficiency.tables import column_letter, new_sheet

INPUT, FORMULA, TOTAL = "input", "formula", "total"
LINE_HEIGHT = 15.5
"""Height of a line of text in a row [points]."""
MOST_PRINTED = 14
"""Columns of years that are printed on one page."""
POUNDS, PENCE, COUNT, FACTOR = "pounds", "pence", "count", "factor"
PERCENT, YEAR, WHOLE, VERDICT = "percent", "year", "whole", "verdict"
NUMBERS = {
    POUNDS: "#,##0;-#,##0;0",
    PENCE: "#,##0.00;-#,##0.00;0.00",
    COUNT: "#,##0.00",
    FACTOR: "0.0000",
    PERCENT: "0.0%",
    YEAR: "0",
    WHOLE: "#,##0",
    VERDICT: "General",
}
"""How numbers are shown; below nought they keep size and colour."""
LOOKS: dict[str, dict[str, Any]] = {
    INPUT: {"font_color": "#12436d", "bg_color": "#fff7d6", "border": 1, "border_color": "#d9d9d9"},
    FORMULA: {"valign": "top"},
    TOTAL: {"bold": True, "top": 1},
}
WORDS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14, "font_color": "#12436d"},
    "heading": {"bold": True, "font_size": 12, "font_color": "#12436d"},
    "header": {
        "bold": True,
        "font_color": "white",
        "bg_color": "#12436d",
        "text_wrap": True,
        "indent": 1,
        "valign": "top",
    },
    "header_right": {
        "bold": True,
        "font_color": "white",
        "bg_color": "#12436d",
        "align": "right",
        "text_wrap": True,
        "valign": "top",
    },
    "bold": {"bold": True, "valign": "top"},
    "plain": {"text_wrap": True, "valign": "top", "indent": 1},
    "line": {"valign": "top", "indent": 1},
    "quiet": {"italic": True, "font_color": "#3d3d3d"},
    "right": {"align": "right", "valign": "top"},
    "total_words": {"bold": True, "top": 1, "indent": 1},
}


def address(row: int, column: int, *, fixed: str = "") -> str:
    """Name a cell; rows and columns are counted from 0.

    Parameters
    ----------
    row, column : int
    fixed : str
        What stays when the formula is copied: "", "row", "column" or "both".

    Examples
    --------
    >>> address(4, 27), address(4, 1, fixed="both"), address(4, 1, fixed="column")
    ('AB5', '$B$5', '$B5')
    """
    across = "$" if fixed in ("column", "both") else ""
    down = "$" if fixed in ("row", "both") else ""
    return f"{across}{column_letter(column)}{down}{row + 1}"


def on_sheet(sheet: str, cell: str) -> str:
    """Name a cell or range of another sheet."""
    return f"'{sheet}'!{cell}"


@dataclass(frozen=True, slots=True, eq=False)
class Book:
    """The workbook, and its formats by name.

    Parameters
    ----------
    workbook : xlsxwriter.Workbook
    formats : dict of str to xlsxwriter Format
        By the name of `WORDS`, or "kind/number".
    """

    workbook: Any
    formats: dict[str, Any]

    @classmethod
    def of(cls, workbook: Any) -> Book:
        """Make the formats of a workbook."""
        formats = {name: workbook.add_format(look) for name, look in WORDS.items()}
        for kind, look in LOOKS.items():
            for number, code in NUMBERS.items():
                aligned = {"align": "right"} if number == VERDICT else {}
                formats[f"{kind}/{number}"] = workbook.add_format(
                    {**look, **aligned, "num_format": code}
                )
        return cls(workbook, formats)

    def sheet(self, name: str, *, title: str, words: Sequence[str] = ()) -> Page:
        """Add a sheet with its title, the banner, and what it is for, all printed on each page."""
        sheet = new_sheet(self.workbook, name)
        page = Page(sheet, name, self.formats)
        sheet.set_header(f"&C&8{BANNER}")
        sheet.set_footer("&L&8&A&R&8Page &P of &N")
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(2)
        page.words(0, 0, title, "title")
        page.words(1, 0, BANNER, "bold")
        for down, sentence in enumerate(words, 2):
            page.words(down, 0, sentence, "quiet")
        return page


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """A sheet being written.

    Parameters
    ----------
    sheet : xlsxwriter.Worksheet
    name : str
    formats : dict of str to xlsxwriter Format
    """

    sheet: Any
    name: str
    formats: dict[str, Any]

    def words(self, row: int, column: int, text: str, look: str = "line") -> None:
        """Write text as text, whatever it begins with."""
        self.sheet.write_string(row, column, text, self.formats[look])

    def lines(self, row: int, texts: Sequence[tuple[str, int]]) -> None:
        """Make a row as high as its texts need, each in a column of so many letters."""
        needed = max(-(-len(text) // letters) for text, letters in texts)
        if needed > 1:
            self.sheet.set_row(row, LINE_HEIGHT * needed)

    def printed(self, columns: int, *, kept: int) -> None:
        """Let a wide sheet be printed on pages side by side, its first columns on each."""
        self.sheet.fit_to_pages(max(1, -(-columns // MOST_PRINTED)), 0)
        self.sheet.repeat_columns(0, kept - 1)

    def header(self, row: int, cells: Sequence[str], *, right_from: int) -> None:
        """Write a header; columns from `right_from` on hold numbers."""
        for column, text in enumerate(cells):
            look = "header_right" if column >= right_from else "header"
            self.words(row, column, text, look)

    def header_at(self, row: int, column: int, cells: Sequence[str]) -> None:
        """Write more of a header, of columns of words."""
        for across, text in enumerate(cells, column):
            self.words(row, across, text, "header")

    def given(self, row: int, column: int, value: float, number: str) -> None:
        """Write a number that somebody may change."""
        self.sheet.write_number(row, column, float(value), self.formats[f"{INPUT}/{number}"])

    def constant(self, row: int, column: int, value: float, number: str) -> None:
        """Write a number that the run worked out, and no formula repeats."""
        self.sheet.write_number(row, column, float(value), self.formats[f"{FORMULA}/{number}"])

    def formula(
        self,
        row: int,
        column: int,
        formula: str,
        value: float | str,
        number: str,
        *,
        kind: str = FORMULA,
    ) -> None:
        """Write a formula, and the value that it comes to.

        Parameters
        ----------
        row, column : int
        formula : str
            Made of addresses and names alone, never of what a user wrote.
        value : float or str
            As worked out here, so that the file reads right before anything is worked out anew.
        number : str
            One of `NUMBERS`.
        kind : str
            `FORMULA` or `TOTAL`.
        """
        held = value if isinstance(value, str) else float(value)
        self.sheet.write_formula(row, column, f"={formula}", self.formats[f"{kind}/{number}"], held)
