"""A bid as a workbook: from what was given to what it comes to, each step a formula."""

from __future__ import annotations

import tempfile
from pathlib import Path

from sufficiency.reports.bid.contents import Contents
from sufficiency.reports.bid.ledger import Ledger
from sufficiency.reports.bid.reckoning import reckon
from sufficiency.reports.bid.sheets import cash, flows, front, inputs, tables
from sufficiency.reports.bid.sheets.book import Book
from sufficiency.reports.bid.sheets.layout import Layout
from sufficiency.reports.page import Report
from sufficiency.tables import new_workbook

NAME = "bid.xlsx"


def workbook_bytes(contents: Contents, report: Report) -> bytes:
    """Write a bid as an .xlsx file.

    Parameters
    ----------
    contents : Contents
    report : Report
        The same bid as a page, whose tables the workbook holds too.

    Returns
    -------
    bytes
        The same for the same bid and versions.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / NAME
        workbook = new_workbook(path)
        workbook.set_calc_mode("auto")
        book = Book.of(workbook)
        front.read_me(book, contents, report)
        if contents.ledger is None:
            inputs.assumptions(book, contents, None)
            inputs.schemes(book, contents.schemes)
        else:
            _money(book, contents, contents.ledger)
        tables.tables(book, report)
        workbook.close()
        return path.read_bytes()


def _money(book: Book, contents: Contents, ledger: Ledger) -> None:
    """Write the sheets through which a pound goes."""
    layout, made = Layout(ledger), reckon(ledger)
    front.summary(book, contents, layout, made)
    inputs.assumptions(book, contents, layout)
    inputs.rates(book, layout, made)
    inputs.schemes(book, contents.schemes)
    inputs.children(book, layout)
    inputs.unit_costs(book, layout, made)
    flows.savings(book, layout, made)
    flows.capital(book, layout, made)
    cash.cash_flow(book, layout, made)
