"""The sheet of the cash flow: every line by financial year and payer, and what it comes to."""

from __future__ import annotations

from sufficiency.reports.bid.ledger import DISCOUNT, FloatArray, Ledger
from sufficiency.reports.bid.reckoning import Reckoning, by_financial_year, payer_gains
from sufficiency.reports.bid.sheets.book import (
    COUNT,
    FACTOR,
    FORMULA,
    POUNDS,
    TOTAL,
    WHOLE,
    Book,
    Page,
    address,
    on_sheet,
)
from sufficiency.reports.bid.sheets.flows import part_row
from sufficiency.reports.bid.sheets.layout import (
    CASH_FLOW,
    CASH_LEFT,
    FIRST_ROW,
    SAVINGS,
    SAVINGS_LEFT,
    Layout,
)
from sufficiency.reports.bid.wording import financial_words, real_words

CASH_ROWS = (
    ("net", "Net: saved less spent", POUNDS),
    ("factor", "Discount factor", FACTOR),
    ("present", "Net, discounted", POUNDS),
    ("cumulative", "Together so far, discounted", POUNDS),
    ("behind", "Still behind (1), or paid back (0)", WHOLE),
    ("since", "Years since the first in which anything is spent or saved", WHOLE),
    ("years", "Years until it is paid back, if this is the last year behind", COUNT),
)
"""Rows below the lines and the spending of the cash flow, in their order; parts follow."""


PRESENT_COLUMN = 4
"""Column of the sum of present values, of lines and of payers."""

BOLD = ("net", "present")
"""Those of them that stand out."""


def cash_row(ledger: Ledger, name: str) -> int:
    """Give the row of the cash flow in which something stands."""
    names = [key for key, _, _ in CASH_ROWS]
    return FIRST_ROW + 2 + len(ledger.lines) + len(ledger.spending) + names.index(name)


def payer_header(ledger: Ledger) -> int:
    """Give the row of the header of what each payer gains."""
    return cash_row(ledger, CASH_ROWS[-1][0]) + 3 + len(ledger.parts)


def cash_part_row(ledger: Ledger, place: int) -> int:
    """Give the row of the cash flow of a part of the saving on independent placements."""
    return cash_row(ledger, CASH_ROWS[-1][0]) + 1 + place


def cash_range(ledger: Ledger, row: int) -> str:
    """Name all years of a row of the cash flow."""
    last = CASH_LEFT + len(ledger.appraised) - 1
    return f"{address(row, CASH_LEFT, fixed='column')}:{address(row, last, fixed='column')}"


def cash_flow(book: Book, layout: Layout, made: Reckoning) -> None:
    """Write the sheet of the cash flow: every line by financial year, and what it comes to."""
    ledger = layout.ledger
    page = book.sheet(
        CASH_FLOW, title="Cash flow by financial year", words=(_HELD, real_words(ledger.price_year))
    )
    header = ("Item", "Line or scheme", "Payer", "All years, £", "Discounted, £")
    years = [financial_words(year) for year in ledger.appraised]
    page.header(FIRST_ROW, (*header, *years), right_from=3)
    for place, line in enumerate(ledger.lines):
        row = FIRST_ROW + 1 + place
        _cash_words(page, row, (line.group, line.label, line.payer))
        for at, year in enumerate(ledger.appraised):
            paid = float(made.paid[place, at])
            first = layout.block(0, rows=layout.lines) + 1
            formula = _paid_formula(layout, year, row=first + place)
            page.formula(row, CASH_LEFT + at, formula, paid, POUNDS)
        _sums(page, ledger, row, made.paid[place], made)
    for place, one in enumerate(ledger.spending):
        row = FIRST_ROW + 1 + len(ledger.lines) + place
        _cash_words(page, row, (one.item, one.scheme, one.payer))
        for at, year in enumerate(ledger.appraised):
            spent = -float(made.spent[place, at])
            page.formula(row, CASH_LEFT + at, f"-{layout.spent_cell(place, year)}", spent, POUNDS)
        _sums(page, ledger, row, -made.spent[place], made)
    _results(page, layout, made)
    _payers(page, layout, made)
    page.printed(len(years), kept=3)
    page.sheet.set_column(0, 1, 38)
    page.sheet.set_column(2, 2, 20)
    page.sheet.set_column(3, CASH_LEFT + len(years), 13)
    page.sheet.freeze_panes(FIRST_ROW + 1, 3)
    page.sheet.repeat_rows(FIRST_ROW)


_HELD = (
    "Saved stands above nought, spent below. After the last academic year that is counted, its "
    "savings are held."
)


def _cash_words(page: Page, row: int, words: tuple[str, str, str]) -> None:
    for across, text in enumerate(words):
        page.words(row, across, text)


def _paid_formula(layout: Layout, year: int, *, row: int) -> str:
    """Write the two academic years' parts of a financial year, of a row of the savings."""
    counted = layout.ledger.counted
    parts = []
    for academic, share in ((year, "first_share"), (year - 1, "(1-first_share)")):
        if academic < counted[0]:
            continue
        column = SAVINGS_LEFT + min(academic, counted[-1]) - counted[0]
        parts.append(f"{share}*{on_sheet(SAVINGS, address(row, column))}")
    return "+".join(parts) or "0"


def _sums(page: Page, ledger: Ledger, row: int, values: FloatArray, made: Reckoning) -> None:
    """Write the sum of all years, and that of their present values."""
    factors = made.indices[DISCOUNT][ledger.place_of(ledger.first_year) :]
    here = cash_range(ledger, row)
    worth = cash_range(ledger, cash_row(ledger, "factor"))
    page.formula(row, 3, f"SUM({here})", float(values.sum()), POUNDS)
    page.formula(
        row, PRESENT_COLUMN, f"SUMPRODUCT({here},{worth})", float(values @ factors), POUNDS
    )


def _results(page: Page, layout: Layout, made: Reckoning) -> None:
    """Write what the lines come to in each year: net, discounted, so far, and paid back or not."""
    ledger = layout.ledger
    for name, words, _ in CASH_ROWS:
        look = "total_words" if name in BOLD else "line"
        page.words(cash_row(ledger, name), 0, words, look)
    factors = made.indices[DISCOUNT][ledger.place_of(ledger.first_year) :]
    for at, year in enumerate(ledger.appraised):
        values = {
            "net": made.net[at],
            "factor": factors[at],
            "present": made.present[at],
            "cumulative": made.cumulative[at],
            "behind": made.cumulative[at] < 0,
            "since": max(at + 1 - made.before, 0),
            "years": made.payback_at(at),
        }
        formulas = _result_formulas(layout, year)
        for name, _, number in CASH_ROWS:
            row, column = cash_row(ledger, name), CASH_LEFT + at
            kind = TOTAL if name in BOLD else FORMULA
            page.formula(row, column, formulas[name], float(values[name]), number, kind=kind)
    for name, pounds in (("net", made.net), ("present", made.present)):
        row = cash_row(ledger, name)
        summed = f"SUM({cash_range(ledger, row)})"
        page.formula(row, 3, summed, float(pounds.sum()), POUNDS, kind=TOTAL)
    for place, part in enumerate(ledger.parts):
        row = cash_part_row(ledger, place)
        page.words(row, 0, f"Independent placements: {part.label.lower()}")
        pounds = by_financial_year(made.parts, ledger)[place]
        for at, year in enumerate(ledger.appraised):
            formula = _paid_formula(layout, year, row=part_row(layout, place))
            page.formula(row, CASH_LEFT + at, formula, float(pounds[at]), POUNDS)
        _sums(page, ledger, row, pounds, made)


def _result_formulas(layout: Layout, year: int) -> dict[str, str]:
    """Write the formulas of a year, by the names of `CASH_ROWS`."""
    ledger = layout.ledger
    column = layout.year_column(CASH_LEFT, year)
    last = CASH_LEFT + len(ledger.appraised) - 1
    rows = {name: cash_row(ledger, name) for name, _, _ in CASH_ROWS}
    here = {name: address(row, column) for name, row in rows.items()}
    top, bottom = address(FIRST_ROW + 1, column), address(rows["net"] - 1, column)
    so_far = f"{address(rows['cumulative'], column - 1)}+" if column > CASH_LEFT else ""
    later = f"{address(rows['behind'], column + 1)}:{address(rows['behind'], last)}"
    crossed = f"{here['cumulative']}/{address(rows['present'], column + 1)}"
    prior = address(rows["since"], column - 1) if column > CASH_LEFT else "0"
    is_last = f"AND({here['behind']}=1,SUM({later})=0)"
    return {
        "net": f"SUM({top}:{bottom})",
        "factor": layout.index(DISCOUNT, year),
        "present": f"{here['net']}*{here['factor']}",
        "cumulative": f"{so_far}{here['present']}",
        "behind": f"IF({here['cumulative']}<0,1,0)",
        "since": f"IF({prior}>0,{prior}+1,IF(ABS({here['net']})>0,1,0))",
        "years": f"IF({is_last},{here['since']}-{crossed},0)" if column < last else "0",
    }


def _payers(page: Page, layout: Layout, made: Reckoning) -> None:
    """Write what each payer gains or pays, by year."""
    ledger = layout.ledger
    header = payer_header(ledger)
    page.words(header - 1, 0, "By whose money it is, £ (below nought: pays more)", "heading")
    years = [financial_words(year) for year in ledger.appraised]
    page.header(header, ("Payer", "", "", "All years, £", "Discounted, £", *years), right_from=3)
    first, last = FIRST_ROW + 1, cash_row(ledger, "net") - 1
    who = f"{address(first, 2, fixed='both')}:{address(last, 2, fixed='both')}"
    for down, payer in enumerate(ledger.payers):
        row = header + 1 + down
        page.words(row, 0, payer)
        gains = payer_gains(ledger, made, payer)
        for at in range(len(years)):
            column = CASH_LEFT + at
            top = address(first, column, fixed="row")
            summed = f"{top}:{address(last, column, fixed='row')}"
            formula = f"SUMIF({who},{address(row, 0, fixed='column')},{summed})"
            page.formula(row, column, formula, float(gains[at]), POUNDS)
        _sums(page, ledger, row, gains, made)
