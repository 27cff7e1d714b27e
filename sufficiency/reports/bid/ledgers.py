"""From an appraisal to the ledger of a bid: what was counted, paid and supposed, line by line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.allocation import Allocation
from sufficiency.allocation.costing import prices_of
from sufficiency.allocation.spending import places_of
from sufficiency.allocation.tariff import WITHOUT
from sufficiency.allocation.tariff import Line as CostLine
from sufficiency.capital import Appraisal
from sufficiency.capital.appraisal_frames import PARTS, avoided_by_part, nominal_factors
from sufficiency.capital.headlines import capital_of
from sufficiency.capital.scheme_spend import Payment
from sufficiency.money import discount_rates
from sufficiency.money.financial_years import MONTHS, SINCE_SEPTEMBER
from sufficiency.reports.assumptions import ground_words
from sufficiency.reports.bid.ledger import (
    AVOIDED,
    BUILDING,
    CAPITAL,
    CASH,
    CASHABLE,
    DISCOUNT,
    INFLATION,
    NET,
    PAYBACK,
    PRESENT_VALUE,
    FloatArray,
    Ledger,
    Line,
    Part,
    Spending,
    Stated,
    YearSeries,
)
from sufficiency.reports.bid.tracing import BEYOND, INDEPENDENT, VOID, unit_cost_of
from sufficiency.scenario import Scenario

PART_WORDS = {
    CASHABLE: "Cashable: placements below today's number",
    AVOIDED: "Growth avoided: placements that do not come",
    "mix": "Dearer or cheaper children among as many placements",
}
RATES = {
    INFLATION: ("inflation_percent", "General inflation"),
    BUILDING: ("building_cost_growth_percent", "Building costs above inflation"),
    "fee_growth": ("independent_fee_growth_percent", "Fees above inflation"),
    "transport_growth": ("transport_cost_growth_percent", "Transport above inflation"),
}
"""Assumptions that are stated by year, and their words; beside them stands the discount rate."""
NO_NAMES: Mapping[str, str] = MappingProxyType({})


def ledger_of(appraisal: Appraisal, *, names: Mapping[str, str] = NO_NAMES) -> Ledger:
    """Lay the pounds of an appraisal out, so that each can be followed from input to answer.

    Parameters
    ----------
    appraisal : Appraisal
    names : mapping of str to str
        What schemes are called, by their short names; one that is not there keeps its short name.

    Returns
    -------
    Ledger
    """
    kept, supposed = appraisal.kept, appraisal.supposed
    lines = tuple(_lines(appraisal))
    first, last = appraisal.financial_years[0], appraisal.financial_years[-1]
    spent = [payment.spend.price_year for payment in kept.payments]
    given = [year for one in lines for year in (one.cost.price_year, one.cost.since)]
    years = tuple(range(min([first, kept.years[0], kept.price_year, *spent, *given]), last + 1))
    return Ledger(
        years=years,
        counted=kept.years,
        price_year=kept.price_year,
        first_year=first,
        first_share=SINCE_SEPTEMBER / MONTHS,
        optimism_bias=supposed.optimism_bias / 100,
        series=tuple(_series(appraisal, years)),
        lines=lines,
        spending=tuple(_spending(appraisal, payment, names) for payment in kept.payments),
        parts=tuple(_parts(appraisal)),
        today=kept.today,
        stated=tuple(_stated(appraisal)),
    )


def _lines(appraisal: Appraisal) -> Iterator[Line]:
    """Give every line of the account with what is counted for it; those of nothing are left out.

    Pounds of children without a place are those that are supposed, which may be none.
    """
    kept = appraisal.kept.mean
    sides = (appraisal.without, appraisal.with_programme)
    left, paid = (kept.left_without, kept.left_with), kept.paid(appraisal.supposed)
    for place, (line, is_childs) in enumerate(zip(kept.lines, kept.follows, strict=True)):
        pounds = (paid[0][0, :, place], paid[1][0, :, place])
        if not any(side.any() for side in pounds):
            continue
        counted = tuple(
            children[0]
            if line.where == WITHOUT
            else _counted(side, line, is_childs=bool(is_childs))
            for side, children in zip(sides, left, strict=True)
        )
        cost, source = unit_cost_of(
            appraisal,
            line,
            is_childs=bool(is_childs),
            counted=(counted[0], counted[1]),
            pounds=pounds,
        )
        where = str(terms.short_list("cost_where").label(line.where))
        item = str(terms.short_list("cost_item").label(line.item))
        yield Line(
            label=f"{where}: {item.lower()}",
            group=where if line.where == WITHOUT else item,
            counted=_counted_words(line, is_childs=bool(is_childs)),
            payer=_payer(line.payer),
            without=counted[0],
            with_schemes=counted[1],
            is_bought=line.where in (INDEPENDENT, BEYOND),
            cost=cost,
            basis=line.basis,
            source=source,
        )


def _counted_words(line: CostLine, *, is_childs: bool) -> str:
    if is_childs:
        return "children"
    return "void places" if line.item == VOID else "places"


def _payer(code: str) -> str:
    return str(terms.short_list("payer").label(code))


def _counted(allocation: Allocation, line: CostLine, *, is_childs: bool) -> FloatArray:
    """Axis (academic year): children or places of a line, mean over the draws."""
    counts, plan = allocation.drawn.counts, allocation.plan
    if line.where == BEYOND:
        return _mean(counts.beyond.sum(axis=(2, 3)))
    here = (plan.labels["setting"] == line.where).to_numpy()
    if is_childs:
        placed = counts.placed[..., here].sum(axis=2)
        return _mean(placed + (counts.not_named if line.where == INDEPENDENT else 0))
    paid, _, empty = places_of(plan, counts.placed, allocation.beyond + allocation.unrecorded)
    return _mean((empty if line.item == VOID else paid)[..., here].sum(axis=2))


def _mean(counts: NDArray[np.generic]) -> FloatArray:
    return np.asarray(counts.astype(np.float64).mean(axis=0))


def _series(appraisal: Appraisal, years: tuple[int, ...]) -> Iterator[YearSeries]:
    """Give what is supposed by year; the rate of discounting is that of the years appraised."""
    scenario = appraisal.with_programme.scenario
    prices, need = prices_of(scenario), appraisal.without.plan.axes.needs[0]
    building = scenario.assumption("building_cost_growth_percent")
    of: dict[str, Callable[[int], float]] = {
        INFLATION: prices.inflation,
        BUILDING: lambda year: float(building.at(year)) / 100,  # type: ignore[arg-type]
        "fee_growth": lambda year: prices.fee_growth(year, need),
        "transport_growth": prices.transport_growth,
    }
    for name, (assumption, label) in RATES.items():
        shares = np.array([of[name](year) for year in years], dtype=np.float64)
        yield YearSeries(name, label, shares, _ground(scenario, assumption))
    rates = discount_rates(
        len(years),
        percent=appraisal.supposed.discount_rate,
        base=appraisal.kept.price_year - years[0],
    )
    ground = _ground(scenario, "discount_rate_percent")
    yield YearSeries(DISCOUNT, "Discount rate", rates, ground)


def _ground(scenario: Scenario, name: str) -> str:
    return ground_words(scenario.assumption(name))


def _spending(appraisal: Appraisal, payment: Payment, names: Mapping[str, str]) -> Spending:
    """Give what a scheme pays, in the years in which it does, as it was given."""
    spend = payment.spend
    appraised = appraisal.financial_years
    last = appraised[-1] if payment.until is None else payment.until
    return Spending(
        scheme=names.get(payment.scheme, payment.scheme),
        item=str(terms.short_list("scheme_item").label(spend.item)),
        payer=_payer(spend.payer),
        is_capital=payment.is_capital,
        opens=payment.year - spend.since,
        contingency=spend.contingency_percent / 100,
        given={year: spend.pounds for year in appraised if payment.year <= year <= last},
        price_year=spend.price_year,
        basis=spend.basis,
        source=spend.source,
    )


def _parts(appraisal: Appraisal) -> Iterator[Part]:
    """Give what share of the saving on independent placements is cashable, growth avoided, mix."""
    _, pounds = avoided_by_part(appraisal)
    means = pounds.mean(axis=1)
    whole = means.sum(axis=0)
    known = np.abs(whole) > 0.5
    for place, name in enumerate(PARTS):
        shares = np.full(len(whole), float(name == "mix"))
        np.divide(means[place], whole, out=shares, where=known)
        yield Part(name, PART_WORDS[name], shares + 0.0)


def _stated(appraisal: Appraisal) -> Iterator[Stated]:
    """Give what the run itself worked out, draw by draw, for the workbook to be held against."""
    yield Stated(PRESENT_VALUE, float(appraisal.net_present_value.mean()))
    kept, supposed = appraisal.kept, appraisal.supposed
    yield Stated(CAPITAL, capital_of(kept, supposed))
    is_capital = [payment.is_capital for payment in kept.payments]
    cash = kept.spent(supposed)[is_capital] * nominal_factors(appraisal)
    yield Stated(CASH, float(cash.sum()))
    flow = appraisal.cash_flow()
    for year, net in zip(flow["year"], flow["net"], strict=True):
        yield Stated(f"{NET}:{int(year)}", float(net))
    yield Stated(PAYBACK, appraisal.payback(discounted=True).years or 0.0)
