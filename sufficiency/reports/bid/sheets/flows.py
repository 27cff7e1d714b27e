"""The sheets of what follows: savings by academic year, and what schemes cost."""

from __future__ import annotations

import numpy as np

from sufficiency import terms
from sufficiency.reports.bid.ledger import (
    BUILDING,
    INFLATION,
    FloatArray,
    Spending,
)
from sufficiency.reports.bid.reckoning import Reckoning, in_cash, price_factor
from sufficiency.reports.bid.sheets.book import (
    FACTOR,
    PERCENT,
    POUNDS,
    TOTAL,
    Book,
    Page,
    address,
)
from sufficiency.reports.bid.sheets.layout import (
    CAPITAL,
    CAPITAL_LEFT,
    CASH_BLOCK,
    CHILDREN,
    CHILDREN_LEFT,
    SAVINGS,
    SAVINGS_LEFT,
    UNIT_COSTS,
    UNIT_LEFT,
    Layout,
)
from sufficiency.reports.bid.wording import financial_words, real_words

IS_CAPITAL = "yes"
SPENDING_WORDS = (
    *("Scheme", "Item", "Payer", "Capital", "In prices of", "Opens"),
    *("Contingency", "To shown prices"),
)


def savings(book: Book, layout: Layout, made: Reckoning) -> None:
    """Write the sheet of savings: numbers times unit costs, by academic year."""
    ledger = layout.ledger
    page = book.sheet(
        SAVINGS, title="Savings by academic year", words=(_SAVED, real_words(ledger.price_year))
    )
    years = [terms.year_label(year) for year in ledger.counted]
    header = layout.block(0, rows=layout.lines)
    page.words(header - 1, 0, "Paid less with the schemes, £ (below nought: paid more)", "heading")
    page.header(header, ("Line", "Item", "Payer", *years), right_from=SAVINGS_LEFT)
    for place, line in enumerate(ledger.lines):
        for across, text in enumerate((line.label, line.group, line.payer)):
            page.words(header + 1 + place, across, text)
        for at in range(len(years)):
            formula = _saved_formula(layout, place, at)
            value = float(made.saved[place, at])
            page.formula(header + 1 + place, SAVINGS_LEFT + at, formula, value, POUNDS)
    _totals(page, header, layout.lines, SAVINGS_LEFT, made.saved.sum(axis=0))
    if ledger.parts:
        _parts(page, layout, made, years)
    page.sheet.set_column(0, 0, 52)
    page.sheet.set_column(1, 2, 24)
    page.sheet.set_column(SAVINGS_LEFT, SAVINGS_LEFT + len(years), 13)
    page.sheet.freeze_panes(0, 1)


_SAVED = "Number without the schemes, less number with them, times what one of them costs."


def _saved_formula(layout: Layout, place: int, at: int) -> str:
    """Write what one line saves in one academic year."""
    without, with_schemes = (
        layout.line_cell(CHILDREN, number, place, CHILDREN_LEFT + at) for number in (0, 1)
    )
    unit = layout.line_cell(UNIT_COSTS, 0, place, UNIT_LEFT + at)
    return f"({without}-{with_schemes})*{unit}"


def part_row(layout: Layout, place: int) -> int:
    """Give the row of the pounds of a part of the saving on independent placements."""
    header = layout.block(1, rows=layout.lines)
    return header + 2 + len(layout.ledger.parts) + place


def _parts(page: Page, layout: Layout, made: Reckoning, years: list[str]) -> None:
    """Write what is saved on independent placements, and what of it falls below today's."""
    ledger = layout.ledger
    header = layout.block(1, rows=layout.lines)
    held = ledger.today
    today = f"; {held:,.0f} children are there today" if held == held else ""
    page.words(header - 1, 0, f"Saved on independent placements, £{today}", "heading")
    page.header(header, ("Part", "How", "", *years), right_from=SAVINGS_LEFT)
    page.words(header + 1, 0, "Fees and transport of independent placements")
    page.words(header + 1, 1, "lines above")
    first = layout.block(0, rows=layout.lines) + 1
    for place, part in enumerate(ledger.parts):
        page.words(header + 2 + place, 0, f"{part.label}: share")
        page.words(header + 2 + place, 1, "by the draws")
        page.words(part_row(layout, place), 0, part.label)
        page.words(part_row(layout, place), 1, "share x saving")
    spans = _spans([place for place, line in enumerate(ledger.lines) if line.is_bought])
    for at in range(len(years)):
        column = SAVINGS_LEFT + at
        bought = [
            f"{address(first + top, column)}:{address(first + bottom, column)}"
            for top, bottom in spans
        ]
        formula = f"SUM({','.join(bought)})" if bought else "0"
        page.formula(header + 1, column, formula, float(made.bought[at]), POUNDS)
        for place, part in enumerate(ledger.parts):
            page.given(header + 2 + place, column, float(part.shares[at]), PERCENT)
            formula = f"{address(header + 2 + place, column)}*{address(header + 1, column)}"
            value = float(made.parts[place, at])
            page.formula(part_row(layout, place), column, formula, value, POUNDS)


def _spans(places: list[int]) -> list[tuple[int, int]]:
    """Put places that follow each other together: a sum takes few arguments."""
    spans: list[tuple[int, int]] = []
    for place in places:
        if spans and spans[-1][1] == place - 1:
            spans[-1] = (spans[-1][0], place)
        else:
            spans.append((place, place))
    return spans


def _totals(page: Page, header: int, rows: int, left: int, values: FloatArray) -> None:
    """Write the sum of each column of a block below it."""
    total = header + 1 + rows
    page.words(total, 0, "Together", "total_words")
    for at, value in enumerate(values):
        top, bottom = address(header + 1, left + at), address(total - 1, left + at)
        formula = f"SUM({top}:{bottom})" if rows else "0"
        page.formula(total, left + at, formula, float(value), POUNDS, kind=TOTAL)


def capital(book: Book, layout: Layout, made: Reckoning) -> None:
    """Write the sheet of what schemes cost: as given, and with prices, growth and allowances."""
    ledger = layout.ledger
    page = book.sheet(CAPITAL, title="Capital and other costs of the schemes", words=(_ADDED,))
    years = [financial_words(year) for year in ledger.appraised]
    rows = len(ledger.spending)
    given = np.array(
        [[one.given.get(year, 0.0) for year in ledger.appraised] for one in ledger.spending]
    ).reshape(rows, len(years))
    titles = ("As given, £", "In shown prices, with growth, bias and contingency, £")
    for number, (title, values) in enumerate(zip(titles, (given, made.spent), strict=True)):
        header = layout.block(number, rows=rows)
        page.words(header - 1, 0, title, "heading")
        page.header(header, (*SPENDING_WORDS, *years), right_from=CAPITAL_LEFT - 1)
        for place, one in enumerate(ledger.spending):
            _spending_line(page, layout, made, number, place, one, values[place])
        _totals(page, header, rows, CAPITAL_LEFT, values.sum(axis=0))
    _in_cash(page, layout, made, years)
    for column, width in enumerate((34, 22, 20, 9, 12, 10, 12, 11)):
        page.sheet.set_column(column, column, width)
    page.printed(len(years), kept=3)
    page.sheet.set_column(CAPITAL_LEFT, CAPITAL_LEFT + len(years), 13)
    page.sheet.freeze_panes(0, 1)


_ADDED = (
    "Capital grows with building costs until the scheme opens, and has optimism bias added. "
    "Contingency is added to all, but neither to a receipt, which stands below nought. Below, the "
    "same in cash: times general inflation from the price year to the year in which it is paid."
)


def _in_cash(page: Page, layout: Layout, made: Reckoning, years: list[str]) -> None:
    """Write what is spent in the pounds of the year in which it is paid: outturn."""
    ledger = layout.ledger
    rows, cash = len(ledger.spending), in_cash(ledger, made)
    header = layout.block(CASH_BLOCK, rows=rows)
    page.words(header - 1, 0, "In the cash of each year (outturn), £", "heading")
    page.header(header, (*SPENDING_WORDS[:6], "", "", *years), right_from=CAPITAL_LEFT - 1)
    for place, one in enumerate(ledger.spending):
        row = header + 1 + place
        words = (one.scheme, one.item, one.payer, IS_CAPITAL if one.is_capital else "no")
        for across, text in enumerate((*words, "each year", financial_words(one.opens))):
            page.words(row, across, text)
        for at, year in enumerate(ledger.appraised):
            grown = f"{layout.index(INFLATION, year)}/{layout.index(INFLATION, ledger.price_year)}"
            formula = f"{layout.spent_cell(place, year)}*{grown}"
            page.formula(row, CAPITAL_LEFT + at, formula, float(cash[place, at]), POUNDS)
    _totals(page, header, rows, CAPITAL_LEFT, cash.sum(axis=0))
    real = layout.block(1, rows=rows)
    total = header + 1 + rows
    _of_capital(page, layout, total + 1, real, made.spent, "Of it capital, in shown prices")
    _of_capital(page, layout, total + 2, header, cash, "Of it capital, in the cash of each year")


def _of_capital(
    page: Page, layout: Layout, row: int, header: int, pounds: FloatArray, words: str
) -> None:
    """Write what of a block is capital, year by year."""
    ledger = layout.ledger
    first, last = header + 1, header + len(ledger.spending)
    is_capital = [one.is_capital for one in ledger.spending]
    which = f"{address(first, 3, fixed='both')}:{address(last, 3, fixed='both')}"
    page.words(row, 0, words)
    for at, value in enumerate(pounds[is_capital].sum(axis=0)):
        column = CAPITAL_LEFT + at
        summed = f"{address(first, column)}:{address(last, column)}"
        formula = f'SUMIF({which},"{IS_CAPITAL}",{summed})' if is_capital else "0"
        page.formula(row, column, formula, float(value), POUNDS)


def _spending_line(
    page: Page,
    layout: Layout,
    made: Reckoning,
    block: int,
    place: int,
    one: Spending,
    values: FloatArray,
) -> None:
    """Write one thing that is paid for: as given, or what it comes to."""
    ledger = layout.ledger
    rows = len(ledger.spending)
    row = layout.block(block, rows=rows) + 1 + place
    words = (one.scheme, one.item, one.payer, IS_CAPITAL if one.is_capital else "no")
    for across, text in enumerate((*words, financial_words(one.price_year))):
        page.words(row, across, text)
    page.words(row, 5, financial_words(one.opens))
    if block == 0:
        page.given(row, 6, one.contingency, PERCENT)
    if block == 1:
        factor = price_factor(ledger, one.price_year, made.indices[INFLATION])
        page.formula(row, 7, layout.price_factor(INFLATION, one.price_year), factor, FACTOR)
    for year, value in zip(ledger.appraised, values, strict=True):
        column = layout.year_column(CAPITAL_LEFT, year)
        if block == 0:
            page.given(row, column, float(value), POUNDS)
            continue
        given = address(layout.block(0, rows=rows) + 1 + place, column)
        formula = f"{given}*{address(row, 7, fixed='column')}"
        allowed = f"1+{address(layout.block(0, rows=rows) + 1 + place, 6, fixed='column')}"
        if one.is_capital:
            grown = max(min(year, one.opens), one.price_year)
            own = layout.index(BUILDING, one.price_year)
            formula = f"{formula}*{layout.index(BUILDING, grown)}/{own}"
            allowed = f"(1+optimism_bias)*({allowed})"
        formula = f"{formula}*IF({given}>0,{allowed},1)"
        page.formula(row, column, formula, float(value), POUNDS)
