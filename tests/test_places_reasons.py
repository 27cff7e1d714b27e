"""Why a child of a cell is not placed locally: against a slow twin and a year's network."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from place_networks import cases
from places_twin import NCY, twin_barred
from test_places_rules import ruled_plans
from test_places_years import Plan, no_demand, plans, special
from why_not_twin import why_not_local

from sufficiency.places import REASONS, allocate_arrays, network_of, reasons_of


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


def test_the_twin_knows_one_child_for_each_reason():
    """Nobody serves cell 0; cell 1 only far away; cell 2 not yet; cell 3 finds it full."""
    network = network_of(
        [1, 1, 1, 2],
        [0, 1],
        [1, 3],
        [0, 1],
        [90_000, 100],
        beyond_limit=[True, False],
        independent_limit=0,
    )
    answer = allocate_arrays(network)
    found = why_not_local(network, answer.flow, ever_cell=[2, 1], ever_beyond=[False, True])
    for place, name in enumerate(("not_served", "too_far", "not_open", "full")):
        assert getattr(found, name).tolist() == [int(cell == place) for cell in range(4)]
    assert found.waiting.tolist() == [0, 1, 0, 0]


@given(cases(), st.data())
def test_the_twin_s_reasons_add_up_to_all_who_are_not_placed_locally(case, data):
    answer = allocate_arrays(case.network())
    cells = data.draw(st.lists(st.integers(0, len(case.demand) - 1), max_size=4))
    beyond = [data.draw(st.booleans()) for _ in cells]
    found = why_not_local(answer.network, answer.flow, ever_cell=cells, ever_beyond=beyond)
    parts = (found.not_served, found.too_far, found.not_open, found.full)
    assert np.array_equal(sum(parts), answer.independent + answer.without)
    # Whoever finds all full is kept out by something that is full.
    assert bool(found.full.any()) == bool(found.waiting.any())
