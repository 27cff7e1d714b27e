"""All years at once: a bound on what year after year can reach, held against a slow twin."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from test_places_caps import capped_plans
from test_places_rules import Ruled, ruled_plans
from test_places_years import Plan, no_demand, plans, special
from test_places_years_answers import two_children

from sufficiency.errors import NotPossibleError
from sufficiency.places import (
    DISPLACED,
    SPECIAL,
    Fates,
    Shares,
    Start,
    Surviving,
    place_looking_ahead,
    place_years,
)

PARTS = 1000


def ahead(plan, *, factor=1, **options):
    """All years of a plan at once, and year after year, where a closure puts nobody first."""
    plan = replace(plan, aims=tuple(aim for aim in plan.aims if aim != DISPLACED))
    supply = plan.supply(factor=factor)
    start = None
    if plan.start:
        columns = [np.array(column, dtype=np.int64) for column in zip(*plan.start, strict=True)]
        columns[4] = columns[4] * factor
        start = Start(*columns, same_year=plan.same_year)
    given_to_both = {
        "start": start,
        "passage": plan.passage(factor) if plan.passage else Surviving(plan.survival),
        "released": np.array(plan.released),
    }
    demand = plan.demand * factor
    one = place_looking_ahead(supply, demand, **given_to_both, **options)
    after = np.array([year.totals for year in place_years(supply, demand, **given_to_both)])
    # Each answer is proven: nothing is below the bounds, and it is not above them.
    assert one.totals.sum(axis=0) == pytest.approx(one.bounds, rel=1e-5, abs=1e-2)
    return one, after


def is_no_worse(one, other, *, within):
    """Whether ordered sums are below or the same, aim after aim."""
    for mine, theirs in zip(one, other, strict=True):
        if abs(mine - theirs) > within * max(1.0, abs(theirs)):
            return mine < theirs
    return True


def test_it_sees_the_child_who_comes_a_year_later():
    one, after = ahead(two_children(2025))
    assert after.sum(axis=0)[:2].tolist() == [0, 1]
    assert one.totals.sum(axis=0)[:2] == pytest.approx([0, 0], abs=1e-6)
    # Child one goes 60 minutes each year, 32.5 km as pool 1 stands; child two 5 minutes.
    assert one.is_exact


def test_a_year_in_which_displaced_children_come_first_is_refused():
    plan = two_children(2025)
    shut = tuple(replace(pool, is_open=(True, True, False)) for pool in plan.pools)
    supply = replace(plan, pools=shut).supply()
    with pytest.raises(
        NotPossibleError, match=r"A pool closes in 20.*foresight\(years=2\).*aims=\[.without"
    ):
        place_looking_ahead(supply, plan.demand)


@pytest.mark.slow
@settings(max_examples=80, deadline=None)
@given(plans())
def test_no_years_in_order_are_better_than_all_at_once(plan):
    one, after = ahead(plan)
    assert is_no_worse(one.totals.sum(axis=0), after.sum(axis=0), within=1e-5)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(capped_plans())
def test_caps_across_pools_are_kept_in_all_years(plan):
    one, after = ahead(plan)
    assert is_no_worse(one.totals.sum(axis=0), after.sum(axis=0), within=1e-5)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(ruled_plans())
def test_local_rules_hold_in_all_years(plan):
    if any(rule.share < 1 for rule in plan.rules):
        return
    one, after = ahead(plan)
    assert is_no_worse(one.totals.sum(axis=0), after.sum(axis=0), within=1e-5)


@settings(max_examples=40, deadline=None)
@given(plans(shares=(0.0, 0.25, 0.6, 1.0)))
def test_it_holds_for_parts_of_children_as_well(plan):
    one, after = ahead(plan, factor=PARTS)
    # Year after year counts whole thousandths, each rounded once a year.
    assert is_no_worse(one.totals.sum(axis=0), after.sum(axis=0) + 3 * 36, within=1e-5)


@settings(max_examples=60, deadline=None)
@given(plans(), st.randoms(use_true_random=False))
@pytest.mark.slow
def test_one_more_place_never_makes_the_ordered_sums_worse(plan, random):
    if not plan.pools:
        return
    place = random.randrange(len(plan.pools))
    pool = plan.pools[place]
    more = replace(pool, free=tuple(free + 1 for free in pool.free))
    pools = (*plan.pools[:place], more, *plan.pools[place + 1 :])
    few, _ = ahead(plan)
    many, _ = ahead(replace(plan, pools=pools))
    if few.is_exact and many.is_exact:
        assert is_no_worse(many.totals.sum(axis=0), few.totals.sum(axis=0), within=1e-5)


def twin(plan):
    """The sums of the aims over three years, by a plain programme for plans of special pools.

    Everybody survives, nobody is released, places never fall; all are of level special and of
    both needs; there is no start.
    """
    supply = plan.supply()
    count = len(plan.pools)
    columns, costs = [], []
    for year in range(3):
        for cell in np.ndindex(2, 2, 3):
            if not plan.demand[(year, *cell, SPECIAL)]:
                continue
            for pool in range(count + 2):  # the pools, independent, without
                columns.append((year, cell, pool))
                is_pool = pool < count
                minutes = supply.minutes[cell[0], pool] if is_pool else 0
                metres = supply.metres[cell[0], pool] if is_pool else 0
                far = is_pool and minutes > plan.near
                costs.append([pool == count + 1, pool == count, far, metres])
    at = {column: place for place, column in enumerate(columns)}
    most, most_right, same, same_right = [], [], [], []

    def row(entries):
        made = np.zeros(len(columns))
        for column, entry in entries:
            made[at[column]] += entry
        return made

    for year in range(3):
        for cell in np.ndindex(2, 2, 3):
            if plan.demand[(year, *cell, SPECIAL)]:
                same.append(row([((year, cell, pool), 1) for pool in range(count + 2)]))
                same_right.append(plan.demand[(year, *cell, SPECIAL)])
        for pool in range(count):
            inside = [column for column in columns if column[0] == year and column[2] == pool]
            most.append(row([(column, 1) for column in inside]))
            most_right.append(plan.pools[pool].free[year])
    for year, cell, pool in columns:
        older = (cell[0], cell[1], cell[2] + 1)
        # All are still there a year later, so they stay: at least as many are on the place.
        if pool <= count and (year + 1, older, pool) in at:
            most.append(row([((year, cell, pool), 1), ((year + 1, older, pool), -1)]))
            most_right.append(0)
    sums = []
    for aim in np.array(costs, dtype=float).T:
        found = linprog(aim, most, most_right, same, same_right)
        assert found.status == 0
        sums.append(found.fun)
        most.append(aim)
        most_right.append(found.fun + 1e-6 * max(1.0, found.fun))
    return sums


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(st.data())
def test_it_is_the_plain_programme_of_the_slow_twin(data):
    demand = no_demand()
    for locality, need, ncy in np.ndindex(2, 2, 3):
        demand[0, locality, need, ncy, SPECIAL] = data.draw(st.integers(0, 2))
    for year in (1, 2):
        demand[year, :, :, 1:, SPECIAL] = demand[year - 1, :, :, :-1, SPECIAL]
        for locality, need, ncy in np.ndindex(2, 2, 3):
            demand[year, locality, need, ncy, SPECIAL] += data.draw(st.integers(0, 1))
    pools = tuple(
        special(
            tuple(np.cumsum(data.draw(st.lists(st.integers(0, 3), min_size=3, max_size=3)))),
            site=site,
        )
        for site in (0, 1)
    )
    minutes = tuple(data.draw(st.lists(st.integers(1, 6), min_size=4, max_size=4)))
    plan = Plan(pools, demand, tuple(10 * step for step in minutes), near=30.0)
    if not demand.any():
        return
    one, _ = ahead(plan)
    assert one.is_exact
    # `not_preferred` and the like are not asked for: the usual four.
    assert one.totals.sum(axis=0) == pytest.approx(twin(plan), rel=1e-4, abs=1e-3)


def test_a_pool_whose_places_fall_makes_the_bound_inexact():
    demand = no_demand()
    demand[:, 0, 0, :, SPECIAL] = [[3, 0, 0], [1, 3, 0], [1, 1, 3]]
    one, after = ahead(Plan((special((3, 2, 2)),), demand, (5, 5, 5, 5)))
    assert not one.is_exact
    assert after.sum(axis=0)[1] == 3
    assert one.totals.sum(axis=0)[1] <= 3 + 1e-4


def test_what_it_does_not_state_is_refused():
    demand = no_demand()
    demand[:, 0, 0, 0, SPECIAL] = 1
    plan = Plan((special(1),), demand, (5, 5, 5, 5))
    with pytest.raises(NotPossibleError, match="asked for one draw"):
        ahead(replace(plan, passage=lambda _: Fates(((), (), ()))))
    above = replace(plan, pools=(special(1, above=(1, 1, 1)),), site_above=(1, 1))
    with pytest.raises(NotPossibleError, match="may admit above their places"):
        ahead(above)


def test_a_plan_that_is_too_large_is_refused(monkeypatch):
    demand = no_demand()
    demand[:, 0, 0, :, SPECIAL] = [[2, 0, 0], [1, 2, 0], [1, 1, 2]]
    plan = Plan((special(2),), demand, (5, 5, 5, 5))
    few = ahead(plan, years=2)[0].columns
    monkeypatch.setattr("sufficiency.places.looking_ahead.MOST_COLUMNS", few)
    with pytest.raises(NotPossibleError, match=r"3 of 3 years make .*foresight\(years=2\)"):
        ahead(plan)
    monkeypatch.setattr("sufficiency.places.looking_ahead.MOST_COLUMNS", 1)
    with pytest.raises(NotPossibleError, match=r"1 of 3 years makes .*planning areas"):
        ahead(plan)


@pytest.mark.parametrize("years", [0, 4])
def test_years_that_the_plan_does_not_have_are_refused(years):
    with pytest.raises(NotPossibleError, match="is no number of years"):
        ahead(two_children(2025), years=years)


def test_where_more_could_stay_than_the_demand_the_bound_is_not_exact():
    demand = no_demand()
    demand[:, 0, 0, :, SPECIAL] = [[2, 0, 0], [0, 1, 0], [0, 0, 1]]
    near = special((0, 2, 2))
    one, after = ahead(Plan((near, special(1, site=1)), demand, (5, 25, 5, 25)))
    assert not one.is_exact
    assert is_no_worse(one.totals.sum(axis=0), after.sum(axis=0), within=1e-5)


def test_a_need_that_changes_is_followed():
    demand = no_demand()
    demand[0, 0, 0, 0, SPECIAL] = 1
    demand[1, 0, 1, 1, SPECIAL] = 1
    demand[2, 0, 1, 2, SPECIAL] = 1
    shares = np.zeros((3, 2, 3, 2, 2, 2))
    shares[:, 0, :, SPECIAL, 1, SPECIAL] = 1.0
    shares[:, 1, :, SPECIAL, 1, SPECIAL] = 1.0
    plan = Plan((special(1, needs=(1, 0)),), demand, (5,) * 4, passage=lambda _: Shares(shares))
    one, after = ahead(plan)
    # She stays in a pool that would not admit her new need.
    assert one.totals == pytest.approx(after, rel=1e-5, abs=1e-4)
    assert one.totals[:, 1].tolist() == pytest.approx([0, 0, 0], abs=1e-5)


def test_rules_about_a_share_are_refused():
    plan = replace(two_children(2025), rules=(Ruled("single_sex", (0,), share=0.25),))
    with pytest.raises(NotPossibleError, match="about a share of the children"):
        ahead(plan)
