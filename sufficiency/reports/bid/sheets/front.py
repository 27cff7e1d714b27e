"""The sheets that are read first: how to follow a pound, and what it comes to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sufficiency.reports.bid.contents import Contents, Money
from sufficiency.reports.bid.ledger import CAPITAL as CAPITAL_KEY
from sufficiency.reports.bid.ledger import CASH as CASH_KEY
from sufficiency.reports.bid.ledger import NET, OF_PAYER, OFF_BY, PAYBACK, PRESENT_VALUE
from sufficiency.reports.bid.reckoning import Reckoning, by_financial_year
from sufficiency.reports.bid.sheets.book import (
    COUNT,
    FORMULA,
    POUNDS,
    TOTAL,
    VERDICT,
    Book,
    Page,
    address,
    on_sheet,
)
from sufficiency.reports.bid.sheets.cash import (
    PRESENT_COLUMN,
    cash_part_row,
    cash_range,
    cash_row,
    payer_header,
)
from sufficiency.reports.bid.sheets.inputs import SCHEME_WORDS
from sufficiency.reports.bid.sheets.layout import (
    CAPITAL,
    CAPITAL_LEFT,
    CASH_BLOCK,
    CASH_FLOW,
    CASH_LEFT,
    CHILDREN,
    CHILDREN_LEFT,
    FEWER_BLOCK,
    FIRST_ROW,
    READ_ME,
    SCHEMES,
    SHEETS,
    SUMMARY,
    TABLES,
    Layout,
)
from sufficiency.reports.bid.wording import (
    FOR_EACH_SPARED,
    NOT_KNOWN,
    financial_words,
    for_each_place,
    ranged_pounds,
    real_words,
    spared_words,
)
from sufficiency.reports.page import Report

AGREES, DIFFERS = "agrees", "DIFFERS"
DIFFERS_WORDS = f"{DIFFERS}: a yellow cell was changed; if none was, report it"
"""How it is said once for all figures."""

STEPS = (
    "Children: how many children, miles and places there are in each academic year, without the "
    "schemes and with them. These are means over the draws of the run.",
    "Unit costs: what one of them costs in a year, each by one row of the table of costs: the "
    "amount that was given, times a year, brought to the price year, grown above inflation.",
    "Savings: how many fewer there are with the schemes, times what one costs, by academic year.",
    "Capital: what the schemes cost, brought to the price year, with the growth of building costs, "
    "optimism bias and contingency.",
    "Cash flow: savings by financial year, less capital, times the discount factor.",
    "Summary: what it comes to, beside what the run itself worked out.",
)
COLOURS = (
    "Yellow cells were given or counted: change one, and everything that follows changes with it. "
    "White cells are formulas, or numbers that are fixed in this workbook. Ranges come from the "
    "draws of the run and do not change. After a change, figures differ from those of the run, and "
    "the checks on the sheet Summary say so; where nothing was changed, that is a fault to report."
)


def read_me(book: Book, contents: Contents, report: Report) -> None:
    """Write the first sheet: what it is, how to follow a pound, and where everything is."""
    has_money = contents.ledger is not None
    page = book.sheet(READ_ME, title=contents.title)
    page.sheet.set_portrait()
    page.sheet.set_column(0, 0, 16)
    page.sheet.set_column(1, 1, 104)
    row = 3
    for sentence in report.answer:
        row = _sentence(page, row, "", sentence)
    row = _sentence(page, row, "Against", contents.counterfactual) + 1
    if has_money:
        page.words(row, 0, "How to follow a pound from input to answer", "heading")
        row += 1
        for number, step in enumerate(STEPS, 1):
            row = _sentence(page, row, f"Step {number}", step)
        row = _sentence(page, row, "Colours", COLOURS) + 1
    page.words(row, 0, "Sheets", "heading")
    for name in _sheets(has_money):
        row += 1
        page.sheet.write_url(row, 0, f"internal:'{name}'!A1", string=name)
        page.words(row, 1, SHEETS[name])


def _sheets(has_money: bool) -> Iterator[str]:
    """Give the sheets after the first, in their order."""
    for name in SHEETS:
        if name != READ_ME and (has_money or name in (SCHEMES, TABLES, "Assumptions")):
            yield name


LINE_LETTERS = 104


def _sentence(page: Page, row: int, label: str, text: str) -> int:
    """Write a sentence over as many lines as it needs, and give the next row."""
    page.words(row, 0, label, "bold" if label else "line")
    page.words(row, 1, text, "plain")
    page.lines(row, [(text, LINE_LETTERS)])
    return row + 1


def summary(book: Book, contents: Contents, layout: Layout, made: Reckoning) -> None:
    """Write what it comes to, each figure a formula, and the checks against the run."""
    ledger = layout.ledger
    above = (contents.counterfactual, real_words(ledger.price_year))
    page = book.sheet(SUMMARY, title="What it comes to", words=above)
    page.sheet.set_column(0, 0, 52)
    page.sheet.set_column(1, 1, 20)
    page.sheet.set_column(2, 2, 44)
    page.sheet.set_column(3, 4, 16)
    page.sheet.fit_to_pages(1, 1)
    header = ("Figure", "By formula", "Range of the run")
    page.header(FIRST_ROW, header, right_from=1)
    row = FIRST_ROW
    for row, (words, formula, value, span) in enumerate(
        _figures(contents, layout, made), FIRST_ROW + 1
    ):
        page.words(row, 0, words, "plain")
        page.lines(row, [(words, SUMMARY_LETTERS)])
        number = COUNT if words.startswith(("Years", "Independent placements avoided")) else POUNDS
        page.formula(row, 1, formula, value, number, kind=TOTAL if words == _WORTH else FORMULA)
        page.words(row, 2, span, "right")
    _checks(page, layout, made, row + 3)
    _charts(book, page, layout, row + 7 + len(ledger.stated))


SAME_PLACES = 1e-6
"""Places that differ by less are the same: means over the draws, and not whole numbers."""
_WORTH = "Net present value"
SUMMARY_LETTERS = 52
"""Letters of a line in the first column of the summary."""


def _figures(
    contents: Contents, layout: Layout, made: Reckoning
) -> Iterator[tuple[str, str, float, str]]:
    """Give each figure: its words, its formula, what it comes to, and its range."""
    ledger, money = layout.ledger, contents.money
    span = "" if money is None else ranged_pounds(money.net_present_value)
    yield _WORTH, _formula_of(PRESENT_VALUE, layout), made.net_present_value, span
    for payer in ledger.payers:
        key = f"{OF_PAYER}:{payer}"
        whose = None if money is None else money.by_payer.get(payer)
        told = "" if whose is None else ranged_pounds(whose)
        yield f"Of it: {payer.lower()}", _formula_of(key, layout), made.figure(ledger, key), told
    capital = made.figure(ledger, CAPITAL_KEY)
    told = NOT_KNOWN if money is not None and money.capital is None else ""
    yield "Capital, not discounted", _formula_of(CAPITAL_KEY, layout), capital, told
    cash = made.figure(ledger, CASH_KEY)
    yield "Capital in the cash of each year (outturn)", _formula_of(CASH_KEY, layout), cash, told
    if money is not None:
        for label, _ in for_each_place(money):
            formula = f"({_formula_of(CAPITAL_KEY, layout)})/{_places_added(contents, money)}"
            yield label, formula, capital / money.places, ""
        yield from _spared(contents, layout, capital)
    back = made.payback_years or 0.0
    yield (
        "Years from the first pound until it is paid back, discounted (0: never, or at once)",
        _formula_of(PAYBACK, layout),
        back,
        "",
    )
    net = on_sheet(CASH_FLOW, cash_range(ledger, cash_row(ledger, "net")))
    yield "Saved less spent, all years, not discounted", f"SUM({net})", float(made.net.sum()), ""
    values = by_financial_year(made.parts, ledger).sum(axis=1)
    for place, part in enumerate(ledger.parts):
        row = on_sheet(CASH_FLOW, cash_range(ledger, cash_part_row(ledger, place)))
        words = f"Independent placements, all years, not discounted: {part.label.lower()}"
        yield words, f"SUM({row})", float(values[place]), ""


def _spared(
    contents: Contents, layout: Layout, capital: float
) -> Iterator[tuple[str, str, float, str]]:
    """Give the independent placements avoided in the last year, and the capital for each."""
    money = contents.money
    if money is None or money.spared is None:
        return
    spared = money.spared.value
    formula = _spared_formula(layout, spared)
    span = replace(money.spared, digits=1).words()
    yield spared_words(contents.years[-1]), formula, spared, span
    if money.per_independent is not None:
        each = f"({_formula_of(CAPITAL_KEY, layout)})/({formula})"
        yield FOR_EACH_SPARED, each, capital / spared, ""


def _spared_formula(layout: Layout, spared: float) -> str:
    """Name the children of an item that counts every placement avoided; else give their number."""
    ledger = layout.ledger
    counted: dict[tuple[str, str], list[int]] = {}
    for place, line in enumerate(ledger.lines):
        if line.is_bought and line.counted == "children":
            counted.setdefault((line.group, line.payer), []).append(place)
    column = CHILDREN_LEFT + len(ledger.counted) - 1
    for places in counted.values():
        lines = [ledger.lines[place] for place in places]
        fewer = sum(float(line.without[-1] - line.with_schemes[-1]) for line in lines)
        if abs(fewer - spared) < SAME_PLACES:
            cells = (layout.line_cell(CHILDREN, FEWER_BLOCK, place, column) for place in places)
            return f"SUM({','.join(cells)})"
    return f"{spared!r}"


def _places_added(contents: Contents, money: Money) -> str:
    """Give by what capital is divided: the cell of the places where it is of those of the page."""
    cell, told = _places_cell(contents)
    is_told = abs(told - money.places) < SAME_PLACES
    return on_sheet(SCHEMES, cell) if told and is_told else f"{money.places!r}"


def _places_cell(contents: Contents) -> tuple[str, int]:
    """Name the cell of all places of the schemes in the last year that children are counted for."""
    told = sorted({year for one in contents.schemes for year in one.fill})
    years = [year for year in told if year <= contents.years[-1]]
    row = FIRST_ROW + 1 + len(contents.schemes)
    if not years:
        return "", 0
    places = sum(one.places_in(years[-1]) for one in contents.schemes)
    return address(row, len(SCHEME_WORDS) + len(years) - 1), places


def _formula_of(key: str, layout: Layout) -> str:
    """Write the formula of a figure that a run states."""
    ledger = layout.ledger
    name, _, year = key.partition(":")
    if name == OF_PAYER:
        row = payer_header(ledger) + 1 + ledger.payers.index(year)
        return on_sheet(CASH_FLOW, address(row, PRESENT_COLUMN))
    if name == PRESENT_VALUE:
        return f"SUM({on_sheet(CASH_FLOW, cash_range(ledger, cash_row(ledger, 'present')))})"
    if name == PAYBACK:
        years = on_sheet(CASH_FLOW, cash_range(ledger, cash_row(ledger, "years")))
        return f"SUM({years})"
    if name == NET:
        column = layout.year_column(CASH_LEFT, int(year))
        return on_sheet(CASH_FLOW, address(cash_row(ledger, "net"), column))
    rows = len(ledger.spending)
    first = layout.block(CASH_BLOCK if name == CASH_KEY else 1, rows=rows) + 1
    last = CAPITAL_LEFT + len(ledger.appraised) - 1
    parts = [
        on_sheet(CAPITAL, f"{address(first + at, CAPITAL_LEFT)}:{address(first + at, last)}")
        for at, one in enumerate(ledger.spending)
        if one.is_capital
    ]
    return f"SUM({','.join(parts)})" if parts else "0"


CHECK_WORDS = {
    PRESENT_VALUE: "Net present value, £",
    OF_PAYER: "Net present value, £",
    CAPITAL_KEY: "Capital, £",
    CASH_KEY: "Capital in the cash of each year, £",
    NET: "Net, £",
    PAYBACK: "Years until it is paid back, discounted (0: never, or at once)",
}


def _checks(page: Page, layout: Layout, made: Reckoning, header: int) -> None:
    """Hold each figure of the workbook against that of the run, and say whether they agree."""
    stated = layout.ledger.stated
    page.words(header - 1, 0, "Does the workbook agree with the run?", "heading")
    page.header(
        header,
        ("Figure", "By formula", "By the run", "Difference", "Verdict"),
        right_from=1,
    )
    for row, one in enumerate(stated, header + 1):
        value = made.figure(layout.ledger, one.key)
        number = COUNT if one.key == PAYBACK else POUNDS
        difference = round(value - one.value, 3) + 0.0
        page.words(row, 0, _check_words(one.key))
        page.formula(row, 1, _formula_of(one.key, layout), value, number)
        page.constant(row, 2, one.value, number)
        page.formula(row, 3, f"ROUND({address(row, 1)}-{address(row, 2)},3)", difference, number)
        verdict = AGREES if abs(difference) <= one.off_by else DIFFERS
        formula = f'IF(ABS({address(row, 3)})<={one.off_by},"{AGREES}","{DIFFERS}")'
        page.formula(row, 4, formula, verdict, VERDICT)
    row = header + 1 + len(stated)
    verdicts = f"{address(header + 1, 4)}:{address(row - 1, 4)}"
    agreed = sum(
        abs(made.figure(layout.ledger, one.key) - one.value) <= one.off_by for one in stated
    )
    pounds, years = OFF_BY[PRESENT_VALUE], OFF_BY[PAYBACK]
    page.words(row, 0, f"All of them agree to £{pounds:.2f} and {years:g} years", "total_words")
    formula = f'IF(COUNTIF({verdicts},"{AGREES}")={len(stated)},"{AGREES}","{DIFFERS_WORDS}")'
    verdict = AGREES if agreed == len(stated) else DIFFERS_WORDS
    page.formula(row, 4, formula, verdict, VERDICT, kind=TOTAL)


def _check_words(key: str) -> str:
    name, _, whose = key.partition(":")
    told = financial_words(int(whose)) if name == NET else whose.lower()
    return f"{CHECK_WORDS[name]}{f' ({told})' if told else ''}"


def _charts(book: Book, page: Page, layout: Layout, row: int) -> None:
    """Draw the cash flow from its cells, so that the picture follows them."""
    ledger = layout.ledger
    last = CASH_LEFT + len(ledger.appraised) - 1
    net, so_far = cash_row(ledger, "net"), cash_row(ledger, "cumulative")
    chart = book.workbook.add_chart({"type": "column"})
    line = book.workbook.add_chart({"type": "line"})
    years = [CASH_FLOW, FIRST_ROW, CASH_LEFT, FIRST_ROW, last]
    chart.add_series(
        {
            "name": "Net: saved less spent",
            "categories": years,
            "values": [CASH_FLOW, net, CASH_LEFT, net, last],
            "fill": {"color": "#12436d"},
            "gap": 60,
        }
    )
    line.add_series(
        {
            "name": "Together so far, discounted",
            "categories": years,
            "values": [CASH_FLOW, so_far, CASH_LEFT, so_far, last],
            "line": {"color": "#f46a25", "width": 2.25},
            "marker": {"type": "diamond", "size": 6, "fill": {"color": "#f46a25"}},
        }
    )
    chart.combine(line)
    chart.set_title({"name": "Cash flow by financial year, £", "name_font": {"size": 12}})
    chart.set_legend({"position": "bottom"})
    chart.set_x_axis({"label_position": "low"})
    chart.set_y_axis({"num_format": "#,##0", "major_gridlines": {"visible": True}})
    chart.set_size({"width": 900, "height": 380})
    words = (
        "Columns: what is saved less what is spent in each financial year. Line: all years so far, "
        "discounted. The numbers stand on the sheet Cash flow."
    )
    page.sheet.insert_chart(row, 0, chart, {"description": words, "object_position": 1})
