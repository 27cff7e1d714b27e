"""A whole appraisal counted again in plain loops, from who is where, without code of the account.

Prices of three years, fees that grow into a cap, miles that are shared, void places in a base,
children without a place at a quarter of an independent one, capital before the opening, and more
years than the first discount rate holds.
"""

from functools import lru_cache

import numpy as np
import pytest
from money_areas import STAND, cost, projected, spend

import sufficiency as sf
from sufficiency.allocation.counts import CHILDREN, DISTANCES
from sufficiency.capital import SchemeSpend, appraise

INFLATION, FEES_GROW, TRANSPORT_GROWS, BUILDING_GROWS = 1.025, 1.03, 1.01, 1.04
CAP, VEHICLE, WITHOUT, YEARS = 66_000, 2, 0.25, 35
METRES = 1609.344
PLACES = {"without": {"S": 56, "B": 6}, "with": {"S": 76, "B": 16}}
OPENS, PRICE_YEAR, FIRST = 2026, 2026, 2025


def rows():
    """Unit costs in prices of 2024, 2025 and 2026."""
    return [
        cost("special", "top_up", 10_000),
        cost("base", "top_up", 4_000, price_year=2025),
        cost("special", "place", 10_000, "place_year", price_year=2025),
        cost("base", "place", 6_000, "place_year", price_year=2025),
        cost("independent", "fee", 60_000, year=2024, price_year=2024),
        cost("independent", "transport", 9_000),
        cost("special", "transport", 2.0, "mile"),
        cost("base", "transport", 2.0, "mile"),
    ]


@lru_cache(maxsize=1)
def appraised():
    """The appraisal and its two allocations, by name."""
    without = STAND.but(
        name="without",
        inflation_percent=2.5,
        independent_fee_growth_percent=3,
        independent_price_cap_pounds=CAP,
        transport_cost_growth_percent=1,
        building_cost_growth_percent=4,
        children_a_vehicle=VEHICLE,
        without_place_percent=25,
        appraisal_years=YEARS,
        independent_growth_percent=5,
    )
    planned = without.with_places("S", "all", {OPENS: 76}).with_places("B", "all", {OPENS: 16})
    projection = projected(rows(), draws=3)
    made = {
        name: sf.allocate(projection, scenario, draws=3, workers=1)
        for name, scenario in (("with", planned.but(name="with")), ("without", without))
    }
    given = SchemeSpend(
        "hill",
        OPENS,
        (
            spend("capital", -1, 500_000, price_year=2024, contingency=10.0),
            spend("capital", 0, 300_000, price_year=2024),
            spend("running", 0, 15_000, payer="high_needs"),
        ),
    )
    return appraise(made["with"], made["without"], spends=(given,)), made


def yearly(name, draw, at):
    """Pounds of one academic year by payer, from who is where."""
    _, made = appraised()
    allocation = made[name]
    year, counts = allocation.years[at], allocation.drawn.counts
    of = {
        what: int(counts.children[draw, at, CHILDREN.index(what)].sum())
        for what in ("independent", "without")
    }
    beyond = int(counts.beyond[draw, at].sum())
    local_metres = float(counts.distances[draw, at, DISTANCES.index("placed_metres")].sum())
    fee = min(60_000 * INFLATION**2 * FEES_GROW ** (year - 2024), CAP)
    taxi = 9_000 * TRANSPORT_GROWS ** (year - 2025)
    mile = 2.0 * 190 * 2 / VEHICLE * TRANSPORT_GROWS ** (year - 2025)
    bought = of["independent"] + beyond + WITHOUT * of["without"]
    high_needs, general_fund = bought * fee, bought * taxi + local_metres / METRES * mile
    sites = allocation.plan.labels["site"].tolist()
    kept = allocation.beyond + allocation.unrecorded
    for site, top_up, place, void in (
        ("S", 10_000, 10_000 * INFLATION, 0),
        ("B", 4_000 * INFLATION, 6_000 * INFLATION, 4_000),
    ):
        pool = sites.index(site)
        there = PLACES[name][site] if year >= OPENS else PLACES["without"][site]
        others = np.nan_to_num(allocation.plan.taken[at, pool])
        placed = int(counts.placed[draw, at, pool])
        empty = max(there - others - placed - int(kept[pool]), 0)
        high_needs += placed * top_up + (placed + int(kept[pool]) + empty) * place + empty * void
    return {"high_needs": high_needs, "general_fund": general_fund}


def worth_by_hand(draw, payer):
    """Net present value of one payer in one draw."""
    _, made = appraised()
    years = made["without"].years
    saved = [
        yearly("without", draw, at)[payer] - yearly("with", draw, at)[payer]
        for at in range(len(years))
    ]
    worth, factor = 0.0, 1.035  # pounds of the price year, one after the first
    for number in range(YEARS):
        if number:
            factor /= 1.035 if number <= 31 else 1.03
        now = saved[min(number, len(saved) - 1)]
        before = saved[min(number - 1, len(saved) - 1)] if number else 0.0
        running = 15_000 if payer == "high_needs" and FIRST + number >= OPENS else 0
        worth += factor * (7 * now + 5 * before) / 12 - factor * running
    return worth


CAPITAL = {
    2025: 500_000 * INFLATION**2 * BUILDING_GROWS * 1.24 * 1.10,
    2026: 300_000 * INFLATION**2 * BUILDING_GROWS**2 * 1.24,
}


def test_the_net_present_value_of_every_payer_and_draw_by_hand():
    made, _ = appraised()
    assert made.financial_years[0] == FIRST
    told = made.by_payer_worth()
    for draw in range(3):
        for payer in ("high_needs", "general_fund"):
            assert told[payer][draw] == pytest.approx(worth_by_hand(draw, payer), abs=10)
    capital = CAPITAL[2025] * 1.035 + CAPITAL[2026]
    np.testing.assert_allclose(told["capital_grant"], -capital)
    means = [worth_by_hand(draw, payer) for draw in range(3) for payer in told if payer in PAYERS]
    whole = made.summary().set_index("measure").loc["net_present_value", "value"]
    assert whole == pytest.approx(sum(means) / 3 - capital, abs=20)


PAYERS = ("high_needs", "general_fund")


def test_there_is_something_in_it_to_count():
    """Void places, children without a place and the cap all have a part in it."""
    made, allocations = appraised()
    assert made.kept.empty_with.max() > 0
    left = made.kept.left_without - made.kept.left_with
    assert abs(left).max() > 0
    assert 60_000 * INFLATION**2 * FEES_GROW > 64_900
    assert 60_000 * INFLATION**2 * FEES_GROW**2 > CAP
    assert allocations["with"].drawn.counts.placed.sum() > 0


@pytest.mark.parametrize("name", ["with", "without"])
def test_the_pounds_of_an_allocated_year_by_hand(name):
    _, made = appraised()
    money = made[name].money(by=["year", "payer"]).set_index(["year", "payer"])["pounds"]
    for at, year in enumerate(made[name].years):
        for payer in PAYERS:
            mean = sum(yearly(name, draw, at)[payer] for draw in range(3)) / 3
            assert money[year, payer] == pytest.approx(mean, rel=1e-6)
