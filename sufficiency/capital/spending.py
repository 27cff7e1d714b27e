"""What schemes cost if they open in a year: against budgets, and as net present cost."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.allocation.costing import prices_of
from sufficiency.capital.offer import Offer, Spend
from sufficiency.money import building_growth, discount_factors, with_allowances
from sufficiency.places.choosing import Budget
from sufficiency.scenario import Scenario

FloatArray = NDArray[np.float64]

CAPITAL = "capital"
"""The item of a spend that budgets of capital count."""

RUNNING = "running"
"""The item of a spend that is paid each year."""

IN_TOTAL = "in total"
"""Name of the budget of all years together."""


def spend_pounds(spend: Spend, scenario: Scenario, *, opens: int, faster: float = 0.0) -> float:
    """Give what an amount comes to if its scheme opens in a year, in the scenario's price year.

    Inflation, the growth of building costs, optimism bias and contingency are those of
    `sufficiency.money`, so that an appraisal of the scheme has the same pounds: growth and bias
    for capital only, and contingency where the amount has one.

    Parameters
    ----------
    spend : Spend
    scenario : Scenario
    opens : int
        Financial year in which the scheme opens.
    faster : float
        Growth of building costs above what the scenario states [percent a year].

    Returns
    -------
    float
        [pounds]
    """
    pounds = prices_of(scenario).brought(spend.pounds, price_year=spend.price_year)
    bias = 0.0
    if spend.item == CAPITAL:
        growth = scenario.assumption("building_cost_growth_percent")
        pounds *= building_growth(
            lambda year: (_number(growth.at(year)) + faster) / 100,
            price_year=spend.price_year,
            year=opens + spend.since,
            opens=opens,
        )
        bias = _number(scenario.assumption("optimism_bias_percent").at(0))
    return with_allowances(
        pounds, optimism_bias_percent=bias, contingency_percent=spend.contingency_percent
    )


def _number(value: object) -> float:
    assert isinstance(value, int | float)
    return float(value)


def capital_pounds(offer: Offer, scenario: Scenario, opens: int, *, faster: float = 0.0) -> float:
    """Give the capital that a scheme takes of budgets if it opens in a year, net of receipts.

    Parameters
    ----------
    offer : Offer
    scenario : Scenario
    opens : int
        Academic year.
    faster : float
        As of `spend_pounds`.

    Returns
    -------
    float
        In the scenario's price year [pounds].
    """
    spends = (spend for spend in offer.spends if spend.item == CAPITAL)
    return sum(spend_pounds(spend, scenario, opens=opens, faster=faster) for spend in spends)


def capital_by_opening(
    offers: Sequence[Offer], scenario: Scenario, years: Sequence[int], *, faster: float = 0.0
) -> FloatArray:
    """Axes (scheme, opening): capital if it opens in each year [pounds]."""
    return np.array(
        [
            [capital_pounds(offer, scenario, year, faster=faster) for year in years]
            for offer in offers
        ]
    ).reshape(len(offers), len(years))


def discount_of(scenario: Scenario, year: int) -> float:
    """Give what a pound of a year is worth in the scenario's price year; see `discount_factors`.

    Parameters
    ----------
    scenario : Scenario
    year : int
        Financial year; a pound of one before the price year is worth more.

    Returns
    -------
    float
    """
    base = scenario.assumption("price_year").at(0)
    assert isinstance(base, int)
    rate = scenario.assumption("discount_rate_percent")
    rates = [_number(rate.at(each)) for each in range(base, max(base, year) + 1)]
    return float(discount_factors(1, percent=rates, base=base - year)[0])


def present_cost(offer: Offer, scenario: Scenario, opens: int, *, until: int) -> float:
    """Give the net present cost of all that a scheme costs besides its children.

    Capital and start-up are counted whenever they are paid. Running costs hold until the next
    amount of the same payer, up to the last year that is allocated: what its children save is
    counted no longer either.

    Parameters
    ----------
    offer : Offer
    scenario : Scenario
    opens : int
        Academic year.
    until : int
        Last academic year that is allocated.

    Returns
    -------
    float
        [pounds]
    """
    pounds = sum(
        spend_pounds(spend, scenario, opens=opens) * discount_of(scenario, opens + spend.since)
        for spend in offer.spends
        if spend.item != RUNNING
    )
    for payer in sorted({spend.payer for spend in offer.spends if spend.item == RUNNING}):
        own = [s for s in offer.spends if s.item == RUNNING and s.payer == payer]
        held: Spend | None = None
        for year in range(opens + min(spend.since for spend in own), until + 1):
            held = next((spend for spend in own if opens + spend.since == year), held)
            assert held is not None
            pounds += spend_pounds(held, scenario, opens=opens) * discount_of(scenario, year)
    return pounds


def budgets_of(
    offers: Sequence[Offer],
    scenario: Scenario,
    years: Sequence[int],
    *,
    total: float | None = None,
    faster: float = 0.0,
) -> tuple[Budget, ...]:
    """Lay out the budgets of capital: of each year, for the schemes that open in it, and in total.

    Parameters
    ----------
    offers : sequence of Offer
    scenario : Scenario
        For capital_budget_pounds and capital_budget_total_pounds; none for no limit.
    years : sequence of int
        Academic years in which a scheme may open.
    total : float, optional
        Another budget in total [pounds].
    faster : float
        As of `spend_pounds`.

    Returns
    -------
    tuple of Budget
        None for a year without a limit.
    """
    pounds = capital_by_opening(offers, scenario, years, faster=faster)
    yearly = scenario.assumption("capital_budget_pounds")
    made = []
    for place, year in enumerate(years):
        limit = yearly.at(year)
        if limit is not None:
            own = np.zeros_like(pounds)
            own[:, place] = pounds[:, place]
            made.append(Budget(terms.year_label(year), own, _number(limit)))
    stated = scenario.assumption("capital_budget_total_pounds").at(0)
    limit = stated if total is None else total
    if limit is not None:
        made.append(Budget(IN_TOTAL, pounds, _number(limit)))
    return tuple(made)
