"""The second part of a bid: the options, and the recommended programme."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from sufficiency import figures, terms
from sufficiency.reports.bid import budgets, payers
from sufficiency.reports.bid.asking import (
    besides_words,
    cash_by_payer,
    cash_by_year,
    funding_words,
    prices_words,
)
from sufficiency.reports.bid.case import rounding_note
from sufficiency.reports.bid.contents import Contents, Option, SchemeEntry
from sufficiency.reports.bid.ranging import range_note, ranged
from sufficiency.reports.bid.reckoning import reckon
from sufficiency.reports.bid.wording import (
    against,
    axis_words,
    capital_words,
    financial_words,
    pounds_cell,
    ranged_pounds,
)
from sufficiency.reports.parts import Chart, Section, Table, chart, shown

THOUSAND = 1_000
IN_CASH = "Together, in the cash of each year"
NO_CAPITAL = (
    "The plan states its places and not what its schemes cost, so no capital is in these figures."
)


def options(contents: Contents, *, as_png: bool) -> Section:
    """Lay all options out beside each other, doing nothing first."""
    held = contents.options
    measures = [name for name in held[0].measures if all(name in one.measures for one in held)]
    table = Table(
        f"Options {ranged(contents)}",
        ("Option", "Places added", "Capital", "Net present value", *measures),
        tuple(_option_row(one, measures) for one in held),
        (False, True, True, True, *(True for _ in measures)),
        is_stacked=True,
        beside=rounding_note(held),
    )
    return Section(
        "options",
        "Options",
        "What else could be done, and what would it change?",
        tuple(_recommendation(contents)),
        points=tuple(_option_points(contents)),
        charts=tuple(_worth_chart(contents, against(table, contents), as_png=as_png)),
        tables=tuple(
            against(one, contents)
            for one in (None if _is_drawn(contents) else table, payers.options_table(contents))
            if one is not None
        ),
    )


def _option_row(one: Option, measures: list[str]) -> tuple[str, ...]:
    return (
        f"{one.name} (recommended)" if one.is_recommended else one.name,
        shown(one.places),
        capital_words(one.capital),
        ranged_pounds(one.net_present_value),
        *(one.measures[name].words() for name in measures),
    )


def _option_points(contents: Contents) -> Iterator[str]:
    for one in contents.options:
        schemes = f" Schemes: {', '.join(one.schemes)}." if one.schemes else ""
        why = f" {one.why}" if one.why else ""
        yield f"{one.name}: {one.description}{schemes}{why}"


def _recommendation(contents: Contents) -> Iterator[str]:
    chosen = contents.recommended
    if chosen is None:
        yield "No option is recommended: the figures are laid out for a decision."
        return
    yield f"Recommended: {chosen.name}. {chosen.why}".strip()


def _is_drawn(contents: Contents) -> bool:
    return any(one.net_present_value is not None for one in contents.options)


def _worth_chart(contents: Contents, table: Table, *, as_png: bool) -> Iterator[Chart]:
    """Draw the net present values beside each other, losses as large as gains."""
    if not _is_drawn(contents):
        return
    known = [one for one in contents.options if one.net_present_value is not None]
    values = [one.net_present_value for one in known if one.net_present_value is not None]
    frame = pd.DataFrame(
        {
            "label": [one.name for one in known],
            "value": [value.value / THOUSAND for value in values],
            "low": [_in_thousands(value.low) for value in values],
            "high": [_in_thousands(value.high) for value in values],
        }
    )
    yield chart(
        lambda: figures.dot_ranges(
            frame,
            y="label",
            value="value",
            low="low",
            high="high",
            title="Net present value of each option",
            axis_label=f"{axis_words('£ thousand', contents)}; below nought: a cost",
            note=f"{range_note(contents)} Against doing nothing.",
        ),
        table,
        caption="Net present value of each option",
        as_png=as_png,
    )


def _in_thousands(pounds: float | None) -> float:
    return float("nan") if pounds is None else pounds / THOUSAND


def programme(contents: Contents) -> Section:
    """Say which schemes open where, for whom, when, and what they cost."""
    held = contents.schemes
    if not held:
        return Section("programme", "The recommended programme", paragraphs=(NO_CAPITAL,))
    places, capital = sum(one.places for one in held), sum(_total(one) for one in held)
    return Section(
        "programme",
        "The recommended programme",
        "Which places open where, for whom and when, and who pays for them?",
        (
            f"{len(held)} scheme{'' if len(held) == 1 else 's'}"
            f"{_full_words(places, contents) if places else ''}: "
            f"{funding_words(_funding(held))}, in the prices of {_price_words(contents)}, optimism "
            "bias and contingency included.",
            *_prices(contents),
            *budgets.sentences(contents),
        ),
        points=tuple(
            f"Without {one.name}: {one.counterfactual}" for one in held if one.counterfactual
        ),
        tables=tuple(
            against(table, contents)
            for table in (
                _schemes_table(held),
                *((_fill_table(held),) if places else ()),
                *((_capital_table(contents), _funding_table(contents)) if capital else ()),
                *((_each_place_table(contents),) if capital and places else ()),
                *budgets.tables(contents, _price_words(contents)),
            )
        ),
    )


def _funding(held: tuple[SchemeEntry, ...]) -> dict[str, float]:
    """Give the capital of all schemes by payer in words, who pays most first [pounds]."""
    named = dict.fromkeys(payer for one in held for payer in one.funding)
    added = {payer: sum(one.funding.get(payer, 0.0) for one in held) for payer in named}
    return dict(sorted(added.items(), key=lambda part: -part[1]))


def _prices(contents: Contents) -> Iterator[str]:
    """Say the capital in cash, and what comes besides it."""
    ledger = contents.ledger
    if ledger is None or not any(one.is_capital for one in ledger.spending):
        return
    made = reckon(ledger)
    yield prices_words(ledger, made)
    if besides := besides_words(ledger, made):
        yield besides


def _full_words(places: float, contents: Contents) -> str:
    """Say how many places the schemes have once full, and how many with what is decided before."""
    before = sum(one.places for one in contents.decided)
    told = f" ({shown(places + before)} with what was decided before)"
    return f" with {shown(places)} places once full{told if before else ''}"


def _price_words(contents: Contents) -> str:
    ledger = contents.ledger
    return "the price year" if ledger is None else financial_words(ledger.price_year)


def _total(one: SchemeEntry) -> float:
    return sum(one.capital.values())


def _schemes_table(held: tuple[SchemeEntry, ...]) -> Table:
    rows = tuple(
        (
            one.name,
            one.site,
            f"{one.kind}; {one.status}",
            one.level,
            one.needs,
            one.ages,
            shown(one.places),
            terms.year_label(one.opens),
        )
        for one in held
    )
    header = ("Scheme", "Site", "Kind and status", "Places of", "Needs", "Ages", "Places", "Opens")
    return Table(
        "Schemes of the programme",
        header,
        rows,
        (False, False, False, False, False, False, True, False),
    )


def _fill_table(held: tuple[SchemeEntry, ...]) -> Table:
    years = sorted({year for one in held for year in one.fill})
    rows = [(one.name, *(shown(one.places_in(year)) for year in years)) for one in held]
    totals = [shown(sum(one.places_in(year) for one in held)) for year in years]
    return Table(
        "Places open in September of each academic year: the phased fill",
        ("Scheme", *(terms.year_label(year) for year in years)),
        (*rows, ("Together", *totals)),
        (False, *(True for _ in years)),
    )


def _capital_table(contents: Contents) -> Table:
    held = contents.schemes
    years = sorted({year for one in held for year in one.capital})
    rows = [
        (one.name, *(pounds_cell(one.capital.get(year, 0.0)) for year in years), shown(_total(one)))
        for one in held
    ]
    totals = [pounds_cell(sum(one.capital.get(year, 0.0) for one in held)) for year in years]
    rows.append(("Together", *totals, pounds_cell(sum(_total(one) for one in held))))
    if contents.ledger is not None:
        cash = cash_by_year(contents.ledger, reckon(contents.ledger))
        paid = [cash.get(year, 0.0) for year in years]
        rows.append((IN_CASH, *(pounds_cell(one) for one in paid), pounds_cell(sum(paid))))
    return Table(
        f"Capital by financial year, £ in the prices of {_price_words(contents)}, with optimism "
        "bias and contingency",
        ("Scheme", *(financial_words(year) for year in years), "Together"),
        tuple(rows),
        (False, *(True for _ in years), True),
    )


def _each_place_table(contents: Contents) -> Table:
    """Lay out what each scheme costs for a place: nothing of one that adds none."""
    rows = [
        (
            one.name,
            pounds_cell(_total(one)),
            shown(one.places),
            pounds_cell(_total(one) / one.places if one.places >= 1 else None),
        )
        for one in contents.schemes
    ]
    return Table(
        f"Capital for each place once full, £ in the prices of {_price_words(contents)}",
        ("Scheme", "Capital", "Places once full", "For each place"),
        tuple(rows),
        (False, True, True, True),
    )


def _funding_table(contents: Contents) -> Table:
    held = contents.schemes
    together = _funding(held)
    rows = [
        (one.name, *(pounds_cell(one.funding.get(payer, 0.0)) for payer in together))
        for one in held
    ]
    rows.append(("Together", *(pounds_cell(pounds) for pounds in together.values())))
    if contents.ledger is not None:
        cash = cash_by_payer(contents.ledger, reckon(contents.ledger))
        rows.append((IN_CASH, *(pounds_cell(cash.get(payer, 0.0)) for payer in together)))
    return Table(
        f"Capital by who funds it, £ in the prices of {_price_words(contents)}",
        ("Scheme", *together),
        tuple(rows),
        (False, *(True for _ in together)),
    )
