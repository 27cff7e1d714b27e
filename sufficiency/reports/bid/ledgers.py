"""From an appraisal to the ledger of a bid: what was counted, paid and supposed, line by line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

import numpy as np

from sufficiency import terms
from sufficiency.allocation.costing import prices_of
from sufficiency.allocation.plan import INDEPENDENT
from sufficiency.allocation.tariff import BEYOND, WITHOUT
from sufficiency.capital import Appraisal
from sufficiency.capital.appraisal_frames import PARTS, avoided_by_part, nominal_factors
from sufficiency.capital.headlines import capital_of
from sufficiency.capital.scheme_spend import Payment
from sufficiency.money import Prices, discount_rates
from sufficiency.money.financial_years import MONTHS, SINCE_SEPTEMBER
from sufficiency.reports.assumptions import ground_words
from sufficiency.reports.bid.charges import (
    PLACES,
    VOIDS,
    Charge,
    Rows,
    charges_of,
    charges_of_rows,
    rows_of,
)
from sufficiency.reports.bid.ledger import (
    AVOIDED,
    BUILDING,
    CAPITAL,
    CASH,
    CASHABLE,
    DISCOUNT,
    INFLATION,
    NET,
    OF_PAYER,
    PAYBACK,
    PRESENT_VALUE,
    Ledger,
    Line,
    Part,
    Spending,
    Stated,
    YearSeries,
)
from sufficiency.reports.bid.tracing import (
    FEE_GROWTH,
    TRANSPORT_GROWTH,
    Tracer,
    needs_words,
    tracer_of,
)
from sufficiency.scenario import Scenario

PART_WORDS = {
    CASHABLE: "Cashable: placements below today's number",
    AVOIDED: "Growth avoided: placements that do not come",
    "mix": "Dearer or cheaper children among as many placements",
}
RATES = {
    INFLATION: ("inflation_percent", "General inflation"),
    BUILDING: ("building_cost_growth_percent", "Building costs above inflation"),
    FEE_GROWTH: ("independent_fee_growth_percent", "Fees above inflation"),
    TRANSPORT_GROWTH: ("transport_cost_growth_percent", "Transport above inflation"),
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
    first, last = appraisal.financial_years[0], appraisal.financial_years[-1]
    tracer = tracer_of(appraisal, rows_of(appraisal.without, until=last), until=last)
    lines = _lines(appraisal, tracer)
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
        series=tuple(_series(appraisal, years, tracer.growths)),
        lines=lines,
        spending=tuple(_spending(appraisal, payment, names) for payment in kept.payments),
        parts=tuple(_parts(appraisal)),
        today=kept.today,
        stated=tuple(_stated(appraisal)),
        without_place_share=supposed.without_place / 100 or None,
    )


def _lines(appraisal: Appraisal, tracer: Tracer) -> tuple[Line, ...]:
    """Give a line for each row of the table of costs that anything is paid by.

    Rows by which nothing is paid are left out, unless they share a capped fee with one by which
    something is.
    """
    rows, nobody = tracer.rows, np.zeros(len(tracer.counted))
    sides = [charges_of(each, rows) for each in (appraisal.without, appraisal.with_programme)]
    paid = [
        charge
        for charge in dict.fromkeys([*sides[0], *sides[1]])
        if _is_paid(charge, tracer) and (charge.where != WITHOUT or tracer.without_place)
    ]
    parts = [part for charge in paid for part in _beside(charge, rows)]
    charges = sorted(dict.fromkeys([*paid, *parts]), key=_order)
    place_of = {charge: place for place, charge in enumerate(charges)}
    return tuple(
        Line(
            label=label,
            group=str(
                terms.short_list("cost_where").label(charge.where)
                if charge.where == WITHOUT
                else terms.short_list("cost_item").label(charge.item)
            ),
            counted=charge.counted,
            payer=_payer(charge.payer),
            without=sides[0].get(charge, nobody),
            with_schemes=sides[1].get(charge, nobody),
            is_bought=charge.where in (INDEPENDENT, BEYOND),
            cost=tracer.cost_of(charge, tuple(place_of[one] for one in _beside(charge, rows))),
            basis=tracer.basis_of(charge),
            source=tracer.source_of(charge),
        )
        for charge, label in zip(charges, tracer.labels_of(charges), strict=True)
    )


def _is_paid(charge: Charge, tracer: Tracer) -> bool:
    row = tracer.row(charge)
    return bool(charge.pounds if row is None else row["pounds"])


def _beside(charge: Charge, rows: Rows) -> list[Charge]:
    """Give all parts of a fee that a cap lowers together; none where it is one part."""
    held = [rows.rows[at] for at in charge.beside]
    return charges_of_rows(charge.where, charge.item, held, rows, charge.needs)


def _order(charge: Charge) -> tuple[bool, int, int, str, int, Charge]:
    """Put what follows children first, then by where, item and payer, as the table has them."""
    wheres, items = (terms.short_list(name).codes for name in ("cost_where", "cost_item"))
    return (
        charge.counted in (PLACES, VOIDS),
        list(wheres).index(charge.where),
        list(items).index(charge.item),
        charge.payer,
        charge.row,
        charge,
    )


def _payer(code: str) -> str:
    return str(terms.short_list("payer").label(code))


def _series(
    appraisal: Appraisal, years: tuple[int, ...], growths: Mapping[str, str]
) -> Iterator[YearSeries]:
    """Give what is supposed by year; the rate of discounting is that of the years appraised."""
    scenario = appraisal.with_programme.scenario
    prices, building = prices_of(scenario), scenario.assumption("building_cost_growth_percent")
    of: dict[str, Callable[[int], float]] = {
        INFLATION: prices.inflation,
        BUILDING: lambda year: float(building.at(year)) / 100,  # type: ignore[arg-type]
        TRANSPORT_GROWTH: prices.transport_growth,
    }
    for name, (assumption, label) in RATES.items():
        if name == FEE_GROWTH:
            yield from _growths_of_fees(scenario, prices, years, growths)
            continue
        shares = np.array([of[name](year) for year in years], dtype=np.float64)
        yield YearSeries(name, label, shares, _ground(scenario, assumption))
    rates = discount_rates(
        len(years),
        percent=appraisal.supposed.discount_rate,
        base=appraisal.kept.price_year - years[0],
    )
    ground = _ground(scenario, "discount_rate_percent")
    yield YearSeries(DISCOUNT, "Discount rate", rates, ground)


def _growths_of_fees(
    scenario: Scenario, prices: Prices, years: tuple[int, ...], growths: Mapping[str, str]
) -> Iterator[YearSeries]:
    """Give the growth of fees, once for all needs whose fees grow alike."""
    assumption, label = RATES[FEE_GROWTH]
    for name in dict.fromkeys(growths.values()):
        needs = tuple(need for need, own in growths.items() if own == name)
        shares = np.array([prices.fee_growth(year, needs[0]) for year in years])
        whose = "" if name == FEE_GROWTH else f": {needs_words(needs, tuple(growths))}"
        yield YearSeries(name, f"{label}{whose}", shares, _ground(scenario, assumption))


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
    for payer, worth in appraisal.by_payer_worth().items():
        yield Stated(f"{OF_PAYER}:{_payer(payer)}", float(worth.mean()))
    kept, supposed = appraisal.kept, appraisal.supposed
    yield Stated(CAPITAL, capital_of(kept, supposed))
    is_capital = [payment.is_capital for payment in kept.payments]
    cash = kept.spent(supposed)[is_capital] * nominal_factors(appraisal)
    yield Stated(CASH, float(cash.sum()))
    flow = appraisal.cash_flow()
    for year, net in zip(flow["year"], flow["net"], strict=True):
        yield Stated(f"{NET}:{int(year)}", float(net))
    yield Stated(PAYBACK, appraisal.payback(discounted=True).years or 0.0)
