"""Why a child of a cell is not placed locally: against a slow twin and a year's network."""

import numpy as np
import pytest
from hypothesis import given, settings
from places_twin import NCY, twin_barred
from test_places_rules import ruled_plans
from test_places_years import Plan, no_demand, plans, special

from sufficiency.places import REASONS, reasons_of, why_not_local


def served(plan, pool, year, cell):
    """Whether a pool that is no independent school has places for a cell in a year."""
    _, need, ncy, level = cell
    one = plan.pools[pool]
    first, last = one.spans[year]
    return (
        not one.independent
        and one.is_open[year]
        and one.level == level
        and bool(one.needs[need])
        and first <= NCY[ncy] <= last
    )


def twin_reason(plan, year, cell):
    """The reason in plain loops, in the words of the method page."""
    pools = [pool for pool in range(len(plan.pools)) if not twin_barred(plan, year, cell, pool)]

    def near(pool):
        minutes = plan.minutes[2 * cell[0] + plan.pools[pool].site]
        return minutes <= min(plan.near, plan.far)

    ever = [pool for pool in pools if any(served(plan, pool, when, cell) for when in range(3))]
    now = [pool for pool in pools if served(plan, pool, year, cell)]
    if any(near(pool) for pool in now):
        return "full"
    if any(near(pool) for pool in ever):
        return "not_open"
    return "too_far" if ever else "not_served"


@settings(max_examples=80, deadline=None)
@given(plans())
def test_each_cell_has_the_reason_of_the_slow_twin(plan):
    hold_reasons(plan)


@settings(max_examples=60, deadline=None)
@given(ruled_plans())
def test_a_pool_that_a_rule_bars_serves_nobody(plan):
    hold_reasons(plan)


def hold_reasons(plan):
    supply = plan.supply()
    reasons = reasons_of(supply)
    for year in range(3):
        for cell in np.ndindex(*supply.axes.shape):
            place = np.ravel_multi_index(cell, supply.axes.shape)
            assert REASONS[reasons[year, place]] == twin_reason(plan, year, cell), (year, cell)


@settings(max_examples=60, deadline=None)
@given(plans())
def test_reasons_of_a_plan_are_those_of_one_year_s_network(plan):
    """Two ways to the same four classes: before any draw, and from the network of a year."""
    supply = plan.supply()
    reasons = reasons_of(supply)
    for year, placed in enumerate(plan.placed(stayers="release", worth=True)):
        cells = placed.parts.cells
        ever = [
            (at, minutes_beyond(plan, cell, pool))
            for at, cell in enumerate(zip(*supply.parts(cells), strict=True))
            for pool in range(len(plan.pools))
            if any(served(plan, pool, when, cell) for when in range(3))
        ]
        found = why_not_local(
            placed.answer.network,
            placed.answer.flow,
            ever_cell=np.array([at for at, _ in ever], dtype=np.int64),
            ever_beyond=[beyond for _, beyond in ever],
        )
        missed = (placed.independent + placed.without).reshape(-1)[cells]
        for place, name in enumerate(REASONS):
            here = np.where(reasons[year, cells] == place, missed, 0)
            assert here.tolist() == getattr(found, name).tolist(), name


def minutes_beyond(plan, cell, pool):
    return plan.minutes[2 * cell[0] + plan.pools[pool].site] > min(plan.near, plan.far)


@pytest.mark.parametrize(
    ("pools", "reason"),
    [
        ((), "not_served"),
        ((special(3, needs=(0, 1)),), "not_served"),
        ((special(3, site=1),), "too_far"),
        ((special((0, 3, 3), is_open=(False, True, True)),), "not_open"),
        ((special(1),), "full"),
        ((special(3, independent=True),), "not_served"),
    ],
)
def test_known_reasons(pools, reason):
    """A child of need X in North: site 0 is near, site 1 is far."""
    plan = Plan(pools, no_demand(), (10, 60, 10, 60))
    assert REASONS[reasons_of(plan.supply())[0, 1]] == reason
