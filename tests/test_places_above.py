"""Places above the number: held against the slow twin, PuLP and solving again; known answers."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from moved_children import certificate_knows_a_moved_child
from place_networks import by_scipy
from places_twin import hold_years
from test_places_rules import Ruled, ruled_plans
from test_places_years import Plan, no_demand, plans, special

from sufficiency.errors import FindingsError
from sufficiency.places import NO_LIMIT, OVER_PLACES


@st.composite
def crowded(draw, whence=plans):
    """Tiny areas in which some pools, and the site with a total, may go above their places."""
    plan = draw(whence())
    assume(plan.pools)
    most = st.tuples(*[st.sampled_from([0, 1, 2])] * 3)
    pools = [pool if pool.independent else replace(pool, above=draw(most)) for pool in plan.pools]
    assume(any(any(pool.above) for pool in pools))
    limits = [draw(st.sampled_from([0, 1, 2])), 0]
    return replace(plan, pools=tuple(pools), site_above=tuple(limits))


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(crowded())
def test_each_year_with_places_above_is_that_of_the_slow_twin(plan):
    hold_years(plan, plan.placed())


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(crowded(ruled_plans), st.integers(0, 3))
def test_rules_and_places_above_together(plan, seed):
    hold_years(plan, plan.placed(chance=np.random.default_rng(seed)))


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(crowded())
def test_pulp_and_flow_give_the_same_years_above_places(plan):
    for one, other in zip(plan.placed(engine="flow"), plan.placed(engine="lp"), strict=True):
        assert one.totals == other.totals
        assert np.array_equal(one.rows.children, other.rows.children)
        assert np.array_equal(one.rows.pool, other.rows.pool)
        assert np.array_equal(one.admitted_over, other.admitted_over)
        assert one.answer.certificate.proven
        if len(one.answer.flow):
            assert one.answer.totals == by_scipy(one.answer.network)


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(crowded())
def test_nobody_is_admitted_above_what_may_be(plan):
    supply = plan.supply()
    for number, year in enumerate(plan.placed()):
        stayers = year.step.stayers.by_pool(len(plan.pools) + 1)[:-1]
        load = year.rows.by_pool(len(plan.pools) + 1)[:-1]
        places = np.where(supply.pools.is_open[number], supply.pools.free[number], 0)
        most = np.where(supply.pools.is_open[number], supply.pools.above[number], 0)
        assert (load <= np.maximum(np.maximum(places, 0) + most, stayers)).all()
        # Whoever is admitted above a pool finds it full below, unless its site is.
        free = supply.pools.site != 0 if plan.site_free[0] < NO_LIMIT else np.ones(len(most), bool)
        full = load - year.admitted_over >= places
        assert full[free & (year.admitted_over > 0)].all()
        in_site = load[supply.pools.site == 0].sum()
        before = stayers[supply.pools.site == 0].sum()
        assert in_site <= max(plan.site_free[0] + plan.site_above[0], before)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(crowded())
def test_places_above_never_harm_the_aims_before_them(plan):
    none = replace(plan, pools=tuple(replace(pool, above=(0, 0, 0)) for pool in plan.pools))
    ours, theirs = (each.placed(stayers="release") for each in (plan, none))
    both = plan.supply().aims.index("independent") + 1
    for one, other in zip(ours, theirs, strict=True):
        assert one.totals[:both] <= other.totals[:both]


@pytest.mark.slow
@settings(max_examples=30, deadline=None)
@given(crowded(), st.integers(2, 4))
def test_children_and_places_times_a_number_give_the_answer_times_it(plan, factor):
    once = plan.placed()
    assume(not any(len(year.step.scaled_down) for year in once))
    for one, many in zip(once, plan.placed(factor=factor), strict=True):
        assert many.totals == tuple(factor * total for total in one.totals)
        assert np.array_equal(many.admitted_over, factor * one.admitted_over)


def changed(plan, pool, year, change):
    """One place more or fewer in a pool in one year; what may be above stays as it is."""
    pools = list(plan.pools)
    free = tuple(free + change * (n == year) for n, free in enumerate(pools[pool].free))
    pools[pool] = replace(pools[pool], free=free)
    return replace(plan, pools=tuple(pools))


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(crowded())
def test_the_worth_of_a_place_is_what_solving_again_gives(plan):
    """On both sides, with stayers below, at and above the number."""
    for number, year in enumerate(plan.placed(worth=True)):
        for pool, stated in enumerate(plan.pools):
            if not stated.is_open[number]:
                continue
            for change, side in ((1, year.worth.more), (-1, year.worth.fewer)):
                if change < 0 and stated.free[number] <= 0:
                    assert not side[pool].any()
                    continue
                if year.over[pool] > 0 and stated.independent:
                    continue
                again = changed(plan, pool, number, change).placed()[number].totals
                expected = np.array(again) - np.array(year.totals)
                assert side[pool].tolist() == expected.tolist()


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(crowded())
def test_the_worth_of_a_site_s_total_is_what_solving_again_gives(plan):
    supply = plan.supply()
    assume(len(supply.limited_sites))
    holder = int(supply.holders_shown[-1])
    free = plan.site_free[0]
    year = plan.placed(worth=True)[0]
    for change, side in ((1, year.worth.more), (-1, year.worth.fewer)):
        again = replace(plan, site_free=(free + change, NO_LIMIT)).placed()[0].totals
        assert side[holder].tolist() == (np.array(again) - np.array(year.totals)).tolist()


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(crowded(), st.data())
def test_the_certificate_rejects_answers_that_are_worse_or_no_answers(plan, data):
    for year in plan.placed():
        certificate_knows_a_moved_child(year.answer, data)


# ---- known answers ---------------------------------------------------------------------------


def short_of_places(*, above=1, children=3, **options):
    """Three children for one place, 10 minutes away; one may be above it."""
    demand = no_demand()
    demand[0, 0, 0, 0, 1] = children
    return Plan((special(1, above=(above,) * 3),), demand, (10, 20, 10, 20), **options)


def first(plan, **options):
    return plan.placed(**options)[0]


def test_a_place_above_the_number_comes_before_an_independent_one():
    year = first(short_of_places())
    assert year.answer.network.aims == (
        "without",
        "independent",
        OVER_PLACES,
        "beyond_limit",
        "metres",
    )
    assert year.totals == (0, 1, 1, 0, 10000)
    assert year.admitted_over.tolist() == [1]
    assert first(short_of_places(above=0)).totals == (0, 2, 0, 5000)


def test_nobody_is_above_places_to_spare_a_journey():
    """The near school may go above its place; the far one, beyond the limit, has room."""
    demand = no_demand()
    demand[0, 0, 0, 0, 1] = 2
    pools = (special(1, above=(1,) * 3), special(1, site=1))
    plan = Plan(pools, demand, (10, 60, 10, 60))
    assert first(plan).totals == (0, 0, 0, 1, 35000)


def test_stayers_above_places_use_up_what_may_be_above():
    start = ((0, 0, 0, 0, 2),)
    demand = no_demand()
    demand[0, 0, 0, 1, 1] = 3
    for above, totals in ((1, (0, 1, 1, 0, 10000)), (2, (0, 0, 2, 0, 15000))):
        plan = Plan((special(1, above=(above,) * 3),), demand, (10, 20, 10, 20), start=start)
        assert first(plan).totals == totals
        assert first(plan).over.tolist() == [1]


def test_a_site_may_go_above_its_total_by_its_own_share():
    pools = (special(NO_LIMIT, above=(NO_LIMIT,) * 3),)
    demand = no_demand()
    demand[0, 0, 0, 0, 1] = 4
    plan = Plan(pools, demand, (10, 20, 10, 20), site_free=(2, NO_LIMIT), site_above=(1, 0))
    assert first(plan).totals == (0, 1, 1, 0, 15000)


def test_a_preferred_school_may_go_above_its_places_only_to_spare_a_placement():
    rule = Ruled("prefer", (0,))
    assert first(short_of_places(rules=(rule,))).totals == (0, 1, 1, 0, 1, 10000)


def test_without_places_above_nothing_is_added():
    supply = short_of_places(above=0).supply()
    assert not len(supply.over_pools)
    assert supply.aims == ("without", "independent", "beyond_limit", "metres")
    assert supply.first_group == supply.not_named


def test_places_above_cannot_be_below_nought():
    with pytest.raises(FindingsError, match="above"):
        short_of_places(above=-1).supply()
