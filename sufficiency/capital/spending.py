"""What schemes cost if they open in a year: against budgets, and as net present cost."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

import numpy as np
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.allocation.costing import prices_of
from sufficiency.capital.offer import Offer, Spend
from sufficiency.places.choosing import Budget
from sufficiency.scenario import Scenario

FloatArray = NDArray[np.float64]

CAPITAL = "capital"
"""The item of a spend that budgets of capital count."""

RUNNING = "running"
"""The item of a spend that is paid each year."""

IN_TOTAL = "in total"
"""Name of the budget of all years together."""


def spend_pounds(spend: Spend, scenario: Scenario, *, opens: int) -> float:
    """Give what an amount comes to if its scheme opens in a year, in the scenario's price year.

        pounds x inflation to the price year
               x prod_{t = own price year + 1}^{min(year paid, opens)} (1 + building cost growth_t)
               x (1 + optimism bias) x (1 + contingency)

    The last two lines hold for capital only, and the last not for a receipt: no allowance makes
    one larger.

    Parameters
    ----------
    spend : Spend
    scenario : Scenario
    opens : int
        Financial year in which the scheme opens.

    Returns
    -------
    float
        [pounds]
    """
    pounds = prices_of(scenario).brought(spend.pounds, price_year=spend.price_year)
    if spend.item != CAPITAL:
        return pounds
    last = min(opens + spend.since, opens)
    growth = scenario.assumption("building_cost_growth_percent")
    pounds *= prod(1 + _percent(growth.at(year)) for year in range(spend.price_year + 1, last + 1))
    if pounds < 0:
        return pounds
    bias = _percent(scenario.assumption("optimism_bias_percent").at(0))
    return pounds * (1 + bias) * (1 + spend.contingency_percent / 100)


def _percent(value: object) -> float:
    assert isinstance(value, int | float)
    return float(value) / 100


def capital_pounds(offer: Offer, scenario: Scenario, opens: int) -> float:
    """Give the capital that a scheme takes of budgets if it opens in a year, net of receipts.

    Parameters
    ----------
    offer : Offer
    scenario : Scenario
    opens : int
        Academic year.

    Returns
    -------
    float
        In the scenario's price year [pounds].
    """
    spends = (spend for spend in offer.spends if spend.item == CAPITAL)
    return sum(spend_pounds(spend, scenario, opens=opens) for spend in spends)


def capital_by_opening(
    offers: Sequence[Offer], scenario: Scenario, years: Sequence[int]
) -> FloatArray:
    """Axes (scheme, opening): capital if it opens in each year [pounds]."""
    return np.array(
        [[capital_pounds(offer, scenario, year) for year in years] for offer in offers]
    ).reshape(len(offers), len(years))


def discount_of(scenario: Scenario, year: int) -> float:
    """Give what a pound of a year is worth in the scenario's price year.

        prod_{t = price year + 1}^{year} 1 / (1 + rate_t);  1 for years before it

    Parameters
    ----------
    scenario : Scenario
    year : int
        Financial year.

    Returns
    -------
    float
    """
    base, rate = (
        scenario.assumption("price_year").at(0),
        scenario.assumption("discount_rate_percent"),
    )
    assert isinstance(base, int)
    return prod(1 / (1 + _percent(rate.at(each))) for each in range(base + 1, year + 1))


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

    Returns
    -------
    tuple of Budget
        None for a year without a limit.
    """
    pounds = capital_by_opening(offers, scenario, years)
    yearly = scenario.assumption("capital_budget_pounds")
    made = []
    for place, year in enumerate(years):
        limit = yearly.at(year)
        if limit is not None:
            own = np.zeros_like(pounds)
            own[:, place] = pounds[:, place]
            made.append(Budget(terms.year_label(year), own, _pounds(limit)))
    stated = scenario.assumption("capital_budget_total_pounds").at(0)
    limit = stated if total is None else total
    if limit is not None:
        made.append(Budget(IN_TOTAL, pounds, _pounds(limit)))
    return tuple(made)


def _pounds(value: object) -> float:
    assert isinstance(value, int | float)
    return float(value)
