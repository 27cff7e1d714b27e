"""The sheets of what is given: assumptions, schemes, children, unit costs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sufficiency import terms
from sufficiency.reports.bid.contents import Contents, SchemeEntry
from sufficiency.reports.bid.ledger import DISCOUNT, INFLATION, Ledger, Line
from sufficiency.reports.bid.reckoning import Reckoning, price_factor
from sufficiency.reports.bid.sheets.book import (
    COUNT,
    FACTOR,
    PENCE,
    PERCENT,
    POUNDS,
    TOTAL,
    WHOLE,
    YEAR,
    Book,
    Page,
    address,
)
from sufficiency.reports.bid.sheets.layout import (
    ASSUMPTIONS,
    CHILDREN,
    CHILDREN_LEFT,
    FIRST_ROW,
    FIXED_CELLS,
    GAP,
    RATES,
    SCHEMES,
    SERIES_LEFT,
    SHEETS,
    UNIT_COSTS,
    UNIT_LEFT,
    WITHOUT_PLACE,
    Layout,
)
from sufficiency.reports.bid.sheets.live import live_years
from sufficiency.reports.bid.wording import financial_words

NAMED_WORDS = {
    "price_year": ("Price year", "Financial year in whose prices all pounds are", YEAR),
    "first_year": ("First year", "First financial year of the appraisal", YEAR),
    "first_share": (
        "Share paid in the same year",
        "Of an academic year's cost, the share paid in the financial year in which it begins",
        FACTOR,
    ),
    "optimism_bias": ("Optimism bias", "Added to capital", PERCENT),
    WITHOUT_PLACE: (
        "Share paid without a place",
        "What a child without a place costs, as a share of an independent placement",
        PERCENT,
    ),
}
SCHEME_WORDS = ("Scheme", "Name", "Site", "Kind", "Status", "Places of", "Needs", "Ages", "Opens")


def assumptions(book: Book, contents: Contents, layout: Layout | None) -> None:
    """Write the sheet of assumptions: the numbers that formulas call by name, and all the words."""
    page = book.sheet(ASSUMPTIONS, title="Assumptions", words=(SHEETS[ASSUMPTIONS] + ".",))
    for column, width in enumerate((46, 44, 16, 60, 24)):
        page.sheet.set_column(column, column, width)
    row = FIRST_ROW
    if layout is not None:
        _named_cells(book, page, layout)
        row = FIRST_ROW + len(layout.named_cells) + len(FIXED_CELLS) + GAP + 1
    page.words(row - 1, 0, "All assumptions, with who says so", "heading")
    page.header(row, ("Assumption", "Value", "Basis", "Source", "Owner"), right_from=5)
    for down, one in enumerate(contents.assumptions, row + 1):
        for across, text in enumerate((one.label, one.value, one.basis, one.source, one.owner)):
            page.words(down, across, text, "plain")
        page.lines(down, [(one.value, 40), (one.source, 54)])
    page.sheet.freeze_panes(0, 1)


def _named_cells(book: Book, page: Page, layout: Layout) -> None:
    """Write the single numbers, which formulas call by name."""
    ledger = layout.ledger
    page.header(FIRST_ROW, ("Called", "Value", "What it is"), right_from=3)
    for name in FIXED_CELLS:
        row = layout.named_row(name)
        label, meaning, number = NAMED_WORDS[name]
        page.words(row, 0, label)
        page.constant(row, 1, float(getattr(ledger, name)), number)
        page.words(row, 2, f"{meaning}; fixed in this workbook")
    for name in layout.named_cells:
        row = layout.named_row(name)
        label, meaning, number = NAMED_WORDS[name]
        page.words(row, 0, f"{label} ({name})")
        page.given(row, 1, float(getattr(ledger, name)), number)
        page.words(row, 2, meaning)
        where = f"='{ASSUMPTIONS}'!{address(row, 1, fixed='both')}"
        book.workbook.define_name(name, where)


def rates(book: Book, layout: Layout, made: Reckoning) -> None:
    """Write the sheet of yearly assumptions, and the indices that follow as formulas."""
    ledger = layout.ledger
    page = book.sheet(RATES, title="Rates by financial year", words=(SHEETS[RATES] + ".", _LIVE))
    page.sheet.set_column(0, 0, 44)
    page.sheet.set_column(1, 1, 60)
    page.printed(len(ledger.years), kept=1)
    page.sheet.set_column(SERIES_LEFT, SERIES_LEFT + len(ledger.years), 10)
    page.sheet.freeze_panes(0, 1)
    years = [financial_words(year) for year in ledger.years]
    header, follows = layout.series_header, layout.index_header
    page.words(header - 1, 0, "Rates, share a year", "heading")
    page.header(header, ("Rate", "Source", *years), right_from=SERIES_LEFT)
    page.words(
        follows - 1, 0, "What follows: grown since the first year; discount factor", "heading"
    )
    page.header(follows, ("Index", "How", *years), right_from=SERIES_LEFT)
    for place, one in enumerate(ledger.series):
        row, index_row = layout.series_row(place), layout.index_row(one.name)
        is_discount = one.name == DISCOUNT
        page.words(row, 0, one.label)
        page.words(row, 1, one.source)
        page.words(index_row, 0, f"{one.label}: {'factor' if is_discount else 'index'}")
        page.words(index_row, 1, _DISCOUNTED if is_discount else "before x (1 + rate)")
    _rates(page, layout, made)


_LIVE = (
    "A rate is yellow in the years in which a pound hangs on it. Rates of other years are white: "
    "they are fixed in this workbook and change nothing."
)
_DISCOUNTED = "1 in the price year; after it before / (1 + rate), before it after x (1 + rate)"


def _rates(page: Page, layout: Layout, made: Reckoning) -> None:
    """Write the numbers of the yearly assumptions, and their indices."""
    ledger = layout.ledger
    for place, one in enumerate(ledger.series):
        row, index_row = layout.series_row(place), layout.index_row(one.name)
        for year in ledger.years:
            column, at = layout.series_column(year), ledger.place_of(year)
            share, value = address(row, column), float(made.indices[one.name][at])
            write = page.given if year in live_years(ledger, one.name) else page.constant
            write(row, column, float(one.shares[at]), PERCENT)
            start = ledger.price_year if one.name == DISCOUNT else ledger.years[0]
            if year == start:
                page.constant(index_row, column, value, FACTOR)
                continue
            beside = column - 1 if year > start else column + 1
            rate = share if year > start else address(row, beside)
            sign = "/" if one.name == DISCOUNT and year > start else "*"
            formula = f"{address(index_row, beside)}{sign}(1+{rate})"
            page.formula(index_row, column, formula, value, FACTOR)


def schemes(book: Book, held: Sequence[SchemeEntry]) -> None:
    """Write the sheet of schemes: what they are, and their places by year."""
    page = book.sheet(SCHEMES, title="Schemes", words=(SHEETS[SCHEMES] + ".",))
    years = sorted({year for one in held for year in one.fill})
    left = len(SCHEME_WORDS)
    page.header(
        FIRST_ROW, (*SCHEME_WORDS, *(terms.year_label(year) for year in years)), right_from=left
    )
    for down, one in enumerate(held, FIRST_ROW + 1):
        words = (one.scheme, one.name, one.site, one.kind, one.status, one.level)
        for across, text in enumerate((*words, one.needs, one.ages, terms.year_label(one.opens))):
            page.words(down, across, text)
        for across, year in enumerate(years, left):
            page.given(down, across, one.places_in(year), WHOLE)
    total = FIRST_ROW + 1 + len(held)
    page.words(total, 0, "Together", "total_words")
    for across, year in enumerate(years, left):
        top, bottom = address(FIRST_ROW + 1, across), address(total - 1, across)
        value = sum(one.places_in(year) for one in held)
        page.formula(total, across, f"SUM({top}:{bottom})", value, WHOLE, kind=TOTAL)
    for column, width in enumerate((16, 34, 34, 14, 14, 14, 22, 18, 10)):
        page.sheet.set_column(column, column, width)
    page.sheet.freeze_panes(FIRST_ROW + 1, 2)


def children(book: Book, layout: Layout) -> None:
    """Write the sheet of numbers: without the schemes, with them, and how many fewer."""
    ledger = layout.ledger
    page = book.sheet(CHILDREN, title="Children, miles and places", words=(_MEANS,))
    years = [terms.year_label(year) for year in ledger.counted]
    for number, title in enumerate(("Without the schemes", "With the schemes", "Fewer")):
        header = layout.block(number, rows=layout.lines)
        page.words(header - 1, 0, title, "heading")
        page.header(header, ("Line", "Counted", "Payer", *years), right_from=3)
        for place, line in enumerate(ledger.lines):
            row = header + 1 + place
            for across, text in enumerate((line.label, line.counted, line.payer)):
                page.words(row, across, text)
            _numbers(page, row, line, number, layout, place)
    page.sheet.set_column(0, 0, 52)
    page.sheet.set_column(1, 2, 20)
    page.sheet.set_column(CHILDREN_LEFT, CHILDREN_LEFT + len(years), 11)
    page.sheet.freeze_panes(0, 1)


_MEANS = (
    "Means over the draws of the run. Children who are paid for in several lines are given in the "
    "first of them; the others follow it."
)


def _numbers(page: Page, row: int, line: Line, block: int, layout: Layout, place: int) -> None:
    """Write one line of a block: given numbers, those of a line before it, or the difference."""
    given, lines = (line.without, line.with_schemes), layout.ledger.lines
    first = next((at for at in range(place) if line.counts_as(lines[at])), place)
    for at in range(len(layout.ledger.counted)):
        column = CHILDREN_LEFT + at
        if block < 2 and first == place:
            page.given(row, column, float(given[block][at]), COUNT)
            continue
        if block < 2:
            told = address(row - place + first, column)
            page.formula(row, column, told, float(given[block][at]), COUNT)
            continue
        before, after = (
            address(layout.block(other, rows=layout.lines) + 1 + place, column) for other in (0, 1)
        )
        value = float(line.without[at] - line.with_schemes[at])
        page.formula(row, column, f"{before}-{after}", value, COUNT)


UNIT_WORDS = (
    "Line",
    "Payer",
    "Given, £",
    "For",
    "Times a year",
    "In prices of",
    "To shown prices",
    "Holds from",
    "Grows with",
)


def has_caps(ledger: Ledger) -> bool:
    """Say whether any unit cost has a cap."""
    return any(one.cost.caps is not None for one in ledger.lines)


def unit_costs(book: Book, layout: Layout, made: Reckoning) -> None:
    """Write the sheet of unit costs: from what was given to pounds of each academic year."""
    ledger = layout.ledger
    words = (_PRICED, _CAPPED) if has_caps(ledger) else (_PRICED,)
    page = book.sheet(UNIT_COSTS, title="Unit costs", words=words)
    years = [terms.year_label(year) for year in ledger.counted]
    header = layout.block(0, rows=layout.lines)
    page.words(header - 1, 0, "Pounds of one unit", "heading")
    page.header(header, (*UNIT_WORDS, *years), right_from=UNIT_LEFT)
    page.header_at(header, UNIT_LEFT + len(years), ("Basis", "Source"))
    for place, line in enumerate(ledger.lines):
        _unit_line(page, layout, made, place, line)
    if has_caps(ledger):
        _caps(page, layout)
    page.sheet.set_column(0, 0, 52)
    page.sheet.set_column(1, 1, 20)
    page.sheet.set_column(2, 8, 13)
    page.sheet.set_column(UNIT_LEFT, UNIT_LEFT + len(years) - 1, 11)
    page.sheet.set_column(UNIT_LEFT + len(years), UNIT_LEFT + len(years), 14)
    page.sheet.set_column(UNIT_LEFT + len(years) + 1, UNIT_LEFT + len(years) + 1, 60)
    page.sheet.freeze_panes(0, 1)


_PRICED = "Each line is one row of the table of costs: given x times x price factor x growth."
_CAPPED = "A fee is at most its cap; where several payers share it, each part is lowered alike."


def _unit_line(page: Page, layout: Layout, made: Reckoning, place: int, line: Line) -> None:
    """Write how a line's unit cost comes about, and what it is in each academic year."""
    cost, ledger = line.cost, layout.ledger
    row = _unit_row(layout, place)
    page.words(row, 0, line.label)
    page.words(row, 1, line.payer)
    right = UNIT_LEFT + len(ledger.counted)
    page.words(row, right, str(terms.short_list("basis").label(line.basis)))
    page.words(row, right + 1, line.source)
    page.given(row, 2, cost.given, PENCE)
    page.words(row, 3, cost.unit)
    page.given(row, 4, cost.times, COUNT)
    page.words(row, 5, financial_words(cost.price_year))
    factor = price_factor(ledger, cost.price_year, made.indices[INFLATION])
    page.formula(row, 6, layout.price_factor(INFLATION, cost.price_year), factor, FACTOR)
    page.words(row, 7, financial_words(cost.since))
    page.words(row, 8, ledger.named(cost.growth).label if cost.growth else "prices alone")
    for at, value in enumerate(made.unit_costs[place]):
        page.formula(row, UNIT_LEFT + at, _unit_formula(layout, place, at), float(value), POUNDS)


def _unit_row(layout: Layout, place: int) -> int:
    return layout.block(0, rows=layout.lines) + 1 + place


def _unit_formula(layout: Layout, place: int, at: int) -> str:
    """Write what one unit of a line costs in a counted year."""
    cost = layout.ledger.lines[place].cost
    made = _grown_formula(layout, place, at)
    if cost.caps is not None and np.isfinite(cost.caps[at]):
        cap = address(_cap_row(layout, place), UNIT_LEFT + at)
        whole = "+".join(_grown_formula(layout, other, at) for other in cost.beside)
        made = f"{made}*{cap}/MAX({cap},{whole})" if whole else f"MIN({made},{cap})"
    return f"{WITHOUT_PLACE}*{made}" if cost.is_supposed else made


def _grown_formula(layout: Layout, place: int, at: int) -> str:
    """Write what one unit of a line costs in a counted year before any cap."""
    cost, row = layout.ledger.lines[place].cost, _unit_row(layout, place)
    made = "*".join(address(row, column, fixed="column") for column in (2, 4, 6))
    year = layout.ledger.counted[at]
    if cost.growth and year > cost.since:
        own = layout.index(cost.growth, cost.since)
        made = f"{made}*{layout.index(cost.growth, year)}/{own}"
    return made


def _cap_row(layout: Layout, place: int) -> int:
    return layout.block(1, rows=layout.lines) + 1 + place


def _caps(page: Page, layout: Layout) -> None:
    """Write the most that a unit cost may be."""
    header = layout.block(1, rows=layout.lines)
    years = [terms.year_label(year) for year in layout.ledger.counted]
    page.words(header - 1, 0, "Most that it may be, £", "heading")
    page.header(header, ("Line",), right_from=1)
    page.header_at(header, UNIT_LEFT, years)
    for place, line in enumerate(layout.ledger.lines):
        page.words(header + 1 + place, 0, line.label)
        for at, most in enumerate(() if line.cost.caps is None else line.cost.caps):
            if np.isfinite(most):
                page.given(header + 1 + place, UNIT_LEFT + at, float(most), POUNDS)
            else:
                page.words(header + 1 + place, UNIT_LEFT + at, "no cap")
