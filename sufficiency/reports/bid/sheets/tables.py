"""The sheet that is read last: the tables of the page and of the document."""

from __future__ import annotations

import re

from sufficiency.reports.bid.sheets.book import POUNDS, Book, Page
from sufficiency.reports.bid.sheets.layout import TABLES
from sufficiency.reports.page import Report
from sufficiency.reports.parts import Table

NUMBER = re.compile(r"-?[\d,]+(?:\.\d+)?")
WIDEST = 40


def tables(book: Book, report: Report) -> None:
    """Write the tables of the page: numbers as numbers where they stand alone."""
    page = book.sheet(TABLES, title="Tables of the page and of the document")
    page.sheet.set_column(0, 0, WIDEST)
    page.sheet.set_column(1, 30, 20)
    row = 3
    row = _table(page, row, report.overview)
    for section in report.sections:
        held = (
            *(one.table for one in section.charts),
            *section.tables,
            *section.folded,
        )
        if held:
            page.words(row, 0, section.title, "title")
            row += 2
        for table in held:
            row = _table(page, row, table)


def _table(page: Page, row: int, table: Table) -> int:
    """Write one table under its caption, and give the row after it."""
    page.words(row, 0, table.caption, "heading")
    row += 1
    if table.beside:
        page.words(row, 0, table.beside, "quiet")
        row += 1
    for across, (text, is_number) in enumerate(zip(table.header, table.numeric, strict=True)):
        page.words(row, across, text, "header_right" if is_number else "header")
    for cells in table.rows:
        row += 1
        for across, (text, is_number) in enumerate(zip(cells, table.numeric, strict=True)):
            _cell(page, row, across, text, is_number=is_number)
    return row + 3


def _cell(page: Page, row: int, column: int, text: str, *, is_number: bool) -> None:
    """Write a number that stands alone as a number, and all else as text."""
    if is_number and NUMBER.fullmatch(text):
        digits = len(text.partition(".")[2])
        number = float(text.replace(",", ""))
        page.constant(row, column, number, "count" if digits else POUNDS)
        return
    page.words(row, column, text, "right" if is_number else "line")
