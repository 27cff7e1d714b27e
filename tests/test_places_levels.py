"""Pools that may serve children of another level: against the slow twin, PuLP and known answers."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from places_twin import hold_years
from test_places_passages import chance, moving_plans
from test_places_years import Plan, no_demand, plans, special

from sufficiency.places import BASE, OTHER_LEVEL, REASONS, SPECIAL, Why, reasons_of


@st.composite
def mixed_plans(draw):
    """Tiny areas in which some pools of the authority serve both levels."""
    plan = draw(plans())
    pools = tuple(
        replace(
            pool,
            also=(BASE, SPECIAL) if not pool.independent and draw(st.booleans()) else (),
            also_in=draw(st.tuples(st.booleans(), st.booleans(), st.booleans())),
        )
        for pool in plan.pools
    )
    return replace(plan, pools=pools)


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(mixed_plans())
def test_each_year_is_that_of_the_slow_twin(plan):
    hold_years(plan, plan.placed())


@settings(max_examples=30, deadline=None)
@given(mixed_plans())
def test_pulp_and_flow_give_the_same_years(plan):
    one, other = plan.placed(engine="flow"), plan.placed(engine="lp")
    assert [year.totals for year in one] == [year.totals for year in other]
    for ours, theirs in zip(one, other, strict=True):
        assert np.array_equal(ours.answer.flow, theirs.answer.flow)


@settings(max_examples=40, deadline=None)
@given(mixed_plans())
def test_to_serve_another_level_never_leaves_more_without_a_place(plan):
    """With everybody placed anew: it opens ways, and shuts none."""
    alone = replace(plan, pools=tuple(replace(pool, also=()) for pool in plan.pools))
    mixed, plain = plan.placed(stayers="release"), alone.placed(stayers="release")
    both = plan.supply().aims.index("independent") + 1
    for ours, theirs in zip(mixed, plain, strict=True):
        assert ours.totals[:both] <= theirs.totals[:both]


def base_child(**options):
    """One child of need X in North, NC year 5, who needs a base; only special places are there."""
    demand = no_demand()
    demand[0, 0, 0, 0, BASE] = 1
    return Plan((special(1, **options),), demand, (10, 20, 10, 20))


def test_a_child_who_needs_a_base_takes_a_special_place_where_that_is_allowed():
    plan = base_child(also=(BASE,))
    year = plan.placed()[0]
    aims = dict(zip(plan.supply().aims, year.totals, strict=True))
    assert (aims["without"], aims[OTHER_LEVEL], aims["metres"]) == (0, 1, 5000)
    assert OTHER_LEVEL not in base_child().supply().aims
    assert base_child().placed()[0].totals[0] == 1


def test_her_place_goes_to_a_child_of_its_own_level_first():
    plan = base_child(also=(BASE,))
    demand = plan.demand.copy()
    demand[0, 1, 0, 0, SPECIAL] = 1
    year = replace(plan, demand=demand, independent=0).placed()[0]
    aims = dict(zip(plan.supply().aims, year.totals, strict=True))
    assert (aims["without"], aims[OTHER_LEVEL]) == (1, 0)
    assert year.without[0, 0, 0, BASE] == 1


@pytest.mark.parametrize(
    ("also_in", "placed"),
    [
        ((True, True, True), [1, 1, 1]),
        ((True, False, False), [1, 1, 1]),  # she stays though nobody could join her any longer
        ((False, True, False), [0, 1, 1]),
        ((False, False, True), [0, 0, 1]),
        ((False, False, False), [0, 0, 0]),
    ],
)
@pytest.mark.parametrize("engine", ["flow", "lp"])
def test_another_level_may_be_served_in_some_years_alone(also_in, placed, engine):
    """One child, of NC years 5 to 7 in the three years."""
    demand = no_demand()
    for year in range(3):
        demand[year, 0, 0, year, BASE] = 1
    plan = replace(base_child(also=(BASE,), also_in=also_in), demand=demand)
    years = plan.placed(engine=engine)
    assert [int(year.placed.sum()) for year in years] == placed
    assert (OTHER_LEVEL in plan.supply().aims) is any(also_in)
    for year in years:
        assert Why.LEVEL_CHANGED not in year.step.why


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(moving_plans("fates"), st.data())
def test_whoever_reaches_a_level_that_her_pool_serves_stays(plan, data):
    """The slow twin knows who must move; with children whose needs and levels change."""
    pools = tuple(
        replace(
            pool,
            also=(BASE, SPECIAL) if data.draw(st.booleans()) else (),
            also_in=data.draw(st.tuples(st.booleans(), st.booleans(), st.booleans())),
        )
        for pool in plan.pools
    )
    mixed = replace(plan, pools=pools)
    hold_years(mixed, mixed.placed(chance=chance()))


def test_a_pool_of_another_level_is_a_pool_that_serves():
    plan = base_child(also=(BASE,))
    position = np.ravel_multi_index((0, 0, 0, BASE), (2, 2, 3, 2))
    assert REASONS[reasons_of(plan.supply())[0, position]] == "full"
    assert REASONS[reasons_of(base_child().supply())[0, position]] == "not_served"


@pytest.mark.parametrize("engine", ["flow", "lp"])
def test_a_special_child_in_a_base_spares_an_independent_placement(engine):
    demand = no_demand()
    demand[0, 0, 0, 0, SPECIAL] = 1
    pool = replace(special(1), level=BASE, also=(SPECIAL,))
    plan = Plan((pool,), demand, (10, 20, 10, 20))
    year = plan.placed(engine=engine)[0]
    aims = dict(zip(plan.supply().aims, year.totals, strict=True))
    assert (aims["without"], aims["independent"], aims[OTHER_LEVEL]) == (0, 0, 1)
    assert Why.LEVEL_CHANGED not in year.step.why
