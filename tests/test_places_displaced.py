"""Children whose pool closes come first: known answers, the slow twin, both engines, and laws."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from places_twin import hold_years, twin_displaced, with_befores
from test_places_rules import Ruled, ruled_plans
from test_places_years import Plan, no_demand, plans, special
from test_places_years_laws import with_one_more

from sufficiency.errors import NotPossibleError
from sufficiency.places import (
    ALL_AIMS,
    BASE,
    DISPLACED,
    SPECIAL,
    Kind,
    Why,
    allocate_arrays,
    place_looking_ahead,
    stayers,
)

FAR, NEAR = 0, 1
X, Y = 0, 1
WITHOUT_IT = tuple(aim for aim in ALL_AIMS if aim != DISPLACED)


@st.composite
def closing_plans(draw, whence=plans):
    """Tiny areas in which pools close in the second or third year with children in them."""
    plan = draw(whence())
    assume(plan.pools)
    shut = st.sampled_from([(True, False, False), (True, True, False), (True, True, True)])
    pools = tuple(replace(pool, is_open=draw(shut)) for pool in plan.pools)
    assume(not all(all(pool.is_open) for pool in pools))
    return replace(plan, pools=pools, released=(0.0, 0.0, 0.0), survival=1.0)


def two_children(**options):
    """A child of the far place in A, which closes, and a joiner beside B, which has one place."""
    demand = no_demand()
    demand[0, FAR, X, 0, SPECIAL] = 1
    demand[1, FAR, X, 1, SPECIAL] = 1
    demand[1, NEAR, X, 1, SPECIAL] = 1
    pools = (
        special((1, 0, 0), is_open=(True, False, False)),
        special((0, 1, 1), site=1, is_open=(False, True, True)),
    )
    return Plan(pools, demand, (2, 50, 50, 2), **{"independent": 0} | options)


@pytest.mark.parametrize("engine", ["flow", "lp"])
@pytest.mark.parametrize("places", [("North", "South"), ("South", "North")])
@pytest.mark.parametrize("order", [None, [1, 0]])
def test_a_joiner_who_lives_nearer_takes_no_place_that_she_needs(places, order, engine):
    _, year, _ = two_children(places=places).placed(order=order, engine=engine)
    assert year.placed[:, X, 1, SPECIAL].tolist() == [1, 0]
    assert year.without[:, X, 1, SPECIAL].tolist() == [0, 1]
    assert dict(zip(year.answer.network.aims, year.totals, strict=True))[DISPLACED] == 0
    assert year.displaced.sum() == 1


def test_where_the_aim_is_left_out_distance_decides():
    _, year, _ = two_children(aims=WITHOUT_IT).placed()
    assert year.placed[:, X, 1, SPECIAL].tolist() == [0, 1]
    # She is told apart all the same, so that it can be said where she is.
    assert year.displaced.tolist() == [0, 0, 0, 1]


def test_she_comes_first_in_an_independent_school_as_well():
    plan = two_children(independent=1)
    _, year, _ = replace(plan, pools=plan.pools[:1]).placed()
    assert year.independent[:, X, 1, SPECIAL].tolist() == [1, 0]
    assert dict(zip(plan.supply().aims, year.totals, strict=True))[DISPLACED] == 1


def test_a_planned_place_is_hers_though_a_joiner_is_then_without():
    """The joiner's need may not go to an independent school; hers may."""
    plan = two_children(independent=1, may_go=(True, False))
    demand = plan.demand.copy()
    demand[1, NEAR, X, 1, SPECIAL], demand[1, NEAR, Y, 1, SPECIAL] = 0, 1
    plan = replace(plan, demand=demand)
    assert plan.placed()[1].totals[:3] == (0, 1, 0)
    behind = replace(plan, aims=("without", DISPLACED, *ALL_AIMS[2:]))
    assert behind.placed()[1].totals[:3] == (0, 1, 1)


@pytest.mark.parametrize("start", [(), ((FAR, X, 0, 0, 1),)])
def test_children_of_today_whose_pool_is_closed_in_the_first_year(start):
    demand = no_demand()
    demand[0, FAR, X, 1, SPECIAL] = demand[0, NEAR, X, 1, SPECIAL] = 1
    shut = special(1, is_open=(False, False, False))
    plan = Plan((shut, special(1, site=1)), demand, (2, 50, 50, 2), independent=0, start=start)
    assert (DISPLACED in plan.supply().aims) == bool(start)
    first = plan.placed()[0]
    assert first.placed[:, X, 1, SPECIAL].tolist() == ([1, 0] if start else [0, 1])


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"spans": ((5, 5),) * 3}, Why.NOT_SERVED),
        ({"spans": ((5, 5), (5, 7), (5, 7))}, Why.NOT_SERVED),
        ({"spans": ((5, 6), (7, 7), (7, 7))}, Why.SITE_CLOSED),
        ({"independent": True}, Why.SITE_CLOSED),
    ],
)
def test_who_would_have_left_it_by_age_is_not_displaced(change, why):
    plan = two_children()
    plan = replace(plan, pools=(replace(plan.pools[0], **change), plan.pools[1]))
    _, year, _ = plan.placed()
    assert year.step.why.tolist() == [why]
    assert (year.parts.displaced is None) == (why is not Why.SITE_CLOSED)


@pytest.mark.parametrize(("share", "displaced"), [(0.0, 4), (0.5, 2), (1.0, 0)])
def test_whom_the_released_share_moves_is_not_displaced(share, displaced):
    """Four children in a pool that closes: those who are placed anew anyway come first no more."""
    plan = two_children()
    demand = plan.demand * 4
    pools = (replace(plan.pools[0], free=(4, 0, 0)), plan.pools[1])
    plan = replace(plan, demand=demand, pools=pools, released=(0.0, share, 0.0))
    _, year, _ = plan.placed()
    counted = {
        why: int(year.step.moved.children[year.step.why == why].sum())
        for why in (Why.SITE_CLOSED, Why.RELEASED)
    }
    assert counted == {Why.SITE_CLOSED: displaced, Why.RELEASED: 4 - displaced}
    assert (year.parts.displaced is None) == (displaced == 0)


def test_who_moves_for_another_level_is_not_displaced():
    demand = no_demand()
    demand[0, FAR, X, 0, SPECIAL] = demand[1, FAR, X, 1, BASE] = 1
    reach = np.full((3, 24), -1)
    before, after = (
        np.ravel_multi_index(cell, (2, 2, 3, 2)) for cell in [(0, 0, 0, 1), (0, 0, 1, 0)]
    )
    reach[1, before] = after

    def fates(factor):
        from sufficiency.places import Fates

        year = (np.array([before]), np.array([after]), np.array([factor]))
        none = (np.zeros(0, np.int64),) * 3
        return Fates((none, year, none))

    plan = Plan(two_children().pools, demand, (2, 50, 50, 2), passage=fates, reach=reach)
    _, year, _ = plan.placed(chance=np.random.default_rng(1))
    assert year.step.why.tolist() == [Why.LEVEL_CHANGED]
    assert year.parts.displaced is None


@pytest.mark.parametrize("releases", [True, False])
def test_whom_a_rule_takes_out_of_it_is_not_displaced(releases):
    """Only by a rule that would have moved her had the pool stayed open."""
    rule = Ruled("forbid", (0,), years=(1, 2), releases=releases)
    plan = replace(two_children(), rules=(rule,))
    _, year, _ = plan.placed()
    why = Why.LOCAL_RULE if releases else Why.SITE_CLOSED
    assert year.step.why.tolist() == [why]
    assert (year.parts.displaced is None) == releases
    hold_years(plan, plan.placed())


def test_with_everybody_placed_anew_nobody_is_displaced():
    years = two_children().placed(stayers="release")
    assert all(year.parts.displaced is None and not year.displaced.any() for year in years)


def test_the_slow_twin_finds_a_child_whom_the_program_forgets(monkeypatch):
    """It decides from the plan who has lost her place, and not from the program's reasons."""
    plan, real = two_children(), stayers._parted

    def forgetful(*given):
        stay, moved, why = real(*given)
        return stay, moved, np.where(why == Why.SITE_CLOSED, int(Why.RELEASED), why)

    monkeypatch.setattr(stayers, "_parted", forgetful)
    _, before, year = list(with_befores(plan, plan.placed()))[1]
    assert year.parts.displaced is None
    assert twin_displaced(plan, 1, before, year)[FAR, X, 1, SPECIAL] == 1


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(closing_plans())
def test_each_year_is_that_of_the_slow_twin(plan):
    hold_years(plan, plan.placed())


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(closing_plans(ruled_plans), st.integers(0, 3))
def test_each_year_with_rules_is_that_of_the_slow_twin(plan, seed):
    hold_years(plan, plan.placed(chance=np.random.default_rng(seed)))


@settings(max_examples=15, deadline=None)
@given(closing_plans())
def test_pulp_and_flow_give_the_same_years(plan):
    one, other = plan.placed(engine="flow"), plan.placed(engine="lp")
    for ours, theirs in zip(one, other, strict=True):
        assert ours.totals == theirs.totals
        assert np.array_equal(ours.answer.flow, theirs.answer.flow)
        assert ours.answer.certificate.proven
        assert theirs.answer.certificate.proven


@pytest.mark.slow
@settings(max_examples=80, deadline=None)
@given(closing_plans())
def test_nobody_else_holds_a_place_that_a_displaced_child_needs(plan):
    """Planned places before independent ones, and either before being without."""
    for year in plan.placed():
        lost = year.parts.displaced
        if lost is None:
            continue
        network, flow = year.answer.network, year.answer.flow
        kind = network.kind[network.arc_pool]
        arcs = list(zip(network.arc_cell, network.arc_pool, kind, flow, strict=True))
        held = {
            worse: {
                pool for cell, pool, of, count in arcs if count and not lost[cell] and of < worse
            }
            for worse in (Kind.INDEPENDENT, Kind.WITHOUT)
        }
        for cell in np.flatnonzero(lost):
            reached = {pool for of, pool, _, _ in arcs if of == cell}
            for of, _, worse, count in arcs:
                if of == cell and count and worse in held:
                    assert not held[worse] & reached


@pytest.mark.slow
@settings(max_examples=80, deadline=None)
@given(closing_plans())
def test_every_child_is_counted_once_and_each_displaced_one_is_somewhere(plan):
    for number, before, year in with_befores(plan, plan.placed()):
        assert np.array_equal(year.placed + year.independent + year.without, year.demand)
        lost = twin_displaced(plan, number, before, year)
        assert year.displaced.sum() == lost.sum()
        assert (lost <= year.to_place).all()
        assert year.parts.children.sum() == year.to_place.sum()
        ours = np.array([pool.independent for pool in plan.pools])
        bought = year.displaced[:-2][ours].sum() + year.displaced[-2]
        if DISPLACED in plan.supply().aims:
            assert year.totals[0] == 2 * year.displaced[-1] + bought


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(closing_plans())
def test_fewest_without_a_place_and_without_a_planned_one_are_had_at_once(plan):
    """So the sum of the two, which is the aim, trades nothing off."""
    for year in plan.placed():
        network = year.answer.network
        if DISPLACED not in network.aims or not network.costs[0].any():
            continue
        for least in (1, 2):
            one = (network.costs[0] >= least).astype(np.int64)
            alone = replace(network, aims=("one",), costs=one[None])
            assert allocate_arrays(alone).totals == (int(one @ year.answer.flow),)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(closing_plans())
def test_the_worth_of_a_place_is_what_solving_again_says(plan):
    for number, year in enumerate(plan.placed(worth=True)):
        for place, pool in enumerate(plan.pools):
            is_over = year.over[place] or (pool.site == 0 and year.site_over.any())
            if is_over or not pool.is_open[number]:
                continue
            more = with_one_more(plan, place, number).placed()[number]
            change = [
                after - before for before, after in zip(year.totals, more.totals, strict=True)
            ]
            assert year.worth.more[place].tolist() == change
            assert more.totals <= year.totals


@settings(max_examples=40, deadline=None)
@given(plans())
def test_where_nothing_closes_nothing_is_changed(plan):
    pools = tuple(replace(pool, is_open=(True,) * 3) for pool in plan.pools)
    ours = replace(plan, pools=pools)
    assert DISPLACED not in ours.supply().aims
    theirs = replace(ours, aims=WITHOUT_IT)
    for one, other in zip(ours.placed(), theirs.placed(), strict=True):
        assert one.parts.displaced is None
        assert one.totals == other.totals
        assert np.array_equal(one.answer.flow, other.answer.flow)


def test_all_years_at_once_refuse_a_closure():
    plan = two_children()
    with pytest.raises(NotPossibleError, match="A pool closes in 2026"):
        place_looking_ahead(plan.supply(), plan.demand, years=2)
    without = replace(plan, aims=WITHOUT_IT)
    assert len(place_looking_ahead(without.supply(), plan.demand, years=2).totals) == 2


@pytest.mark.parametrize(("is_pool_of_its_own", "placed"), [(False, [0, 1]), (True, [1, 0])])
def test_children_of_ages_that_a_pool_gives_up_come_first_from_a_pool_of_their_own(
    is_pool_of_its_own, placed
):
    """A stays open for the youngest; the others of it are placed anew among all, or first."""
    plan = two_children()
    given_up, other = plan.pools
    stays_open = replace(given_up, is_open=(True,) * 3)
    if is_pool_of_its_own:
        pools = (given_up, other, replace(stays_open, free=(0, 1, 1), spans=((5, 5),) * 3))
    else:
        pools = (replace(stays_open, spans=((5, 7), (5, 5), (5, 5))), other)
    _, year, _ = replace(plan, pools=pools).placed()
    assert year.placed[:, X, 1, SPECIAL].tolist() == placed
    why = Why.SITE_CLOSED if is_pool_of_its_own else Why.NOT_SERVED
    assert year.step.why.tolist() == [why]


def crowded_closures():
    """Small areas in which displaced children and joiners want the places of one pool."""
    for displaced, joiners, places, independent in product((1, 2, 3), (0, 1, 2), (1, 2, 3), (0, 1)):
        plan = two_children(independent=independent)
        demand = no_demand()
        demand[0, FAR, X, 0, SPECIAL] = demand[1, FAR, X, 1, SPECIAL] = displaced
        demand[1, NEAR, X, 1, SPECIAL] = joiners
        closing, other = plan.pools
        pools = (replace(closing, free=(3, 0, 0)), replace(other, free=(0, places, places)))
        yield replace(plan, demand=demand, pools=pools)


def with_free(plan, places):
    """The plan with so many places in its second pool in the second year."""
    closing, other = plan.pools
    return replace(plan, pools=(closing, replace(other, free=(0, places, places))))


@pytest.mark.slow
def test_both_sides_of_the_worth_tell_what_happens_to_displaced_children():
    changed = {"more": 0, "fewer": 0}
    for plan in crowded_closures():
        places = plan.pools[1].free[1]
        year = plan.placed(worth=True)[1]
        for side, step in (("more", 1), ("fewer", -1)):
            other = with_free(plan, places + step).placed()[1]
            change = [
                after - before for before, after in zip(year.totals, other.totals, strict=True)
            ]
            assert getattr(year.worth, side)[1].tolist() == change
            changed[side] += change[plan.supply().aims.index(DISPLACED)] != 0
    assert min(changed.values()) >= 10, changed
