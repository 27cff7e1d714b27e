"""Years one after the other: answers that can be worked out by hand."""

from dataclasses import replace

import numpy as np
import pytest
from test_places_years import YEARS, Plan, no_demand, special

from sufficiency.places import BASE, SPECIAL, Why, scaled_to_whole


def two_children(opens):
    """Child one (need X) comes in 2025, child two (Y, only pool 0) in 2026; pool 1 is far off."""
    demand = no_demand()
    demand[0, 0, 0, 0, SPECIAL] = 1
    demand[1, 0, 0, 1, SPECIAL] = 1
    demand[1, 0, 1, 0, SPECIAL] = 1
    free = tuple(int(year >= opens) for year in YEARS)
    return Plan((special(free), special(1, site=1, needs=(1, 0))), demand, (5, 60, 5, 60))


def test_a_free_scheme_a_year_earlier_can_hurt_where_children_stay():
    late, early = two_children(2026).placed(), two_children(2025).placed()
    assert [year.totals[:2] for year in late[:2]] == [(0, 0), (0, 0)]
    assert [year.totals[:2] for year in early[:2]] == [(0, 0), (0, 1)]
    assert late[1].totals[2:] == (1, 32500)
    released = two_children(2025).placed(stayers="release")
    assert released[1].totals == late[1].totals


def test_an_over_full_pool_keeps_its_children_and_admits_none():
    demand = no_demand()
    demand[:, 0, 0, :, SPECIAL] = [[3, 0, 0], [1, 3, 0], [1, 1, 3]]
    plan = Plan((special((3, 2, 2)),), demand, (5, 5, 5, 5))
    years = plan.placed(worth=True)
    assert [year.over.tolist() for year in years] == [[0], [1], [1]]
    assert [int(year.placed.sum()) for year in years] == [3, 3, 3]
    assert [int(year.independent.sum()) for year in years] == [0, 1, 2]
    # It would take two more places before it can admit one child.
    assert years[1].worth.more[0].tolist() == [0, 0, 0, 0]
    assert years[0].worth.more[0].tolist() == [0, 0, 0, 0]


def test_a_full_pool_is_worth_a_place_and_one_that_is_over_is_not():
    demand = no_demand()
    demand[:, 0, 0, :, SPECIAL] = [[2, 0, 0], [1, 2, 0], [1, 0, 0]]
    years = Plan((special(2),), demand, (5, 5, 5, 5)).placed(worth=True)
    assert years[1].worth.more[0].tolist() == [0, -1, 0, 2500]


def test_a_scenario_that_closes_everything_moves_everybody():
    demand = no_demand()
    demand[:, 0, 0, :, SPECIAL] = [[2, 0, 0], [0, 2, 0], [0, 0, 2]]
    demand[:, 0, 0, :, BASE] = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    shut = {"is_open": (True, False, False)}
    base = replace(special(1, **shut), level=BASE)
    plan = Plan((special(2, **shut), base), demand, (5, 5, 5, 5), independent=1)
    first, second, third = plan.placed()
    assert (first.totals[:3], second.totals[:3]) == ((0, 0, 0), (5, 2, 1))
    assert second.step.moved.children.tolist() == [1, 2]
    assert set(second.step.why.tolist()) == {Why.SITE_CLOSED}
    assert second.without.sum(axis=(0, 1, 2)).tolist() == [1, 1]
    # The child in an independent placement stays there; the others wait.
    assert third.step.stayers.children.tolist() == [1]
    assert third.to_place.sum() == 2


def test_there_are_children_without_a_place_at_each_level():
    demand = no_demand()
    demand[:, 0, :, 0, :] = 1
    plan = Plan((special(1, needs=(1, 0)),), demand, (5, 5, 5, 5), may_go=(True, False))
    (first, *_) = plan.placed()
    # Need Y has no pool at all: its base child stays in mainstream, its special child waits.
    assert first.without[0, :, 0, :].tolist() == [[1, 0], [1, 1]]
    assert first.independent.sum() == 0


def test_nobody_is_sent_further_than_the_longest_journey():
    demand = no_demand()
    demand[:, 0, 0, 0, SPECIAL] = 1
    plan = Plan((special(1),), demand, (60, 60, 60, 60), far=59.0, survival=0.0)
    assert plan.placed()[0].totals == (0, 1, 0, 0)
    assert replace(plan, far=60.0).placed()[0].totals == (0, 0, 1, 30000)
    # A child who is already there stays.
    stays = replace(plan, start=((0, 0, 0, 0, 1),), same_year=True)
    assert stays.placed()[0].totals == (0, 0, 1, 30000)


def test_the_january_of_the_first_year_stays_as_it_was_counted():
    demand = no_demand()
    demand[0, 0, 0, 2, SPECIAL] = 2
    start = ((0, 0, 2, 0, 3),)  # three in NC year 7, in a pool that serves 5 and 6 only
    plan = Plan((special(1, span=(5, 6)),), demand, (5, 5, 5, 5), start=start, same_year=True)
    (first, *_) = plan.placed(released=[1.0, 1.0, 1.0], survival=0.0)
    assert first.step.stayers.children.tolist() == [2]
    assert first.step.scaled_down.children.tolist() == [1]
    assert (first.over.tolist(), len(first.step.moved)) == ([1], 0)


def test_survivors_add_up_without_chance_and_vary_with_it():
    demand = no_demand()
    demand[:, :, :, 1:, SPECIAL] = 40
    rows = tuple((place, need, 0, 0, 10) for place in range(2) for need in range(2))
    plan = Plan((special(500),), demand, (5, 5, 5, 5), start=rows, survival=0.93)
    (first, *_) = plan.placed()
    assert first.step.stayers.children.sum() == 37  # 40 x 0.93 = 37.2
    assert set(first.step.stayers.children.tolist()) <= {9, 10}
    drawn = [
        int(plan.placed(chance=np.random.default_rng(seed))[0].step.stayers.children.sum())
        for seed in range(40)
    ]
    assert len(set(drawn)) > 3
    assert np.mean(drawn) == pytest.approx(37.2, abs=1.0)


def test_more_stayers_than_demand_are_left_out_by_share_or_by_chance():
    demand = no_demand()
    demand[:, 0, 0, 1, SPECIAL] = 6
    rows = ((0, 0, 0, 0, 8), (0, 0, 0, 1, 4))
    plan = Plan((special(9), special(9)), demand, (5, 5, 5, 5), start=rows)
    assert plan.placed()[0].step.stayers.children.tolist() == [4, 2]
    drawn = np.array(
        [
            plan.placed(chance=np.random.default_rng(seed))[0].step.stayers.by_pool(3)
            for seed in range(200)
        ]
    )
    assert (drawn.sum(axis=1) == 6).all()
    assert drawn[:, 0].mean() == pytest.approx(4.0, abs=0.25)


def test_a_child_moves_back_where_independent_places_do_not_serve_her_nc_year():
    demand = no_demand()
    demand[:, 0, 1, :, SPECIAL] = 1
    stays = Plan((special(1),), demand, (5, 5, 5, 5), start=((0, 1, 0, 1, 1),))
    # Need Y is no longer sent there; as in a pool that stops to admit it, she stays.
    kept = replace(stays, may_go=(True, False))
    moves = replace(stays, may_go=(False, False))
    assert stays.placed()[0].step.stayers.pool.tolist() == [1]
    assert kept.placed()[0].step.stayers.pool.tolist() == [1]
    step = moves.placed()[0].step
    assert (len(step.stayers), step.why.tolist()) == (0, [Why.NOT_SERVED])


def test_names_alone_decide_whose_survival_is_rounded_up():
    demand = no_demand()
    demand[:, :, 0, :, SPECIAL] = 1
    rows = ((0, 0, 0, 0, 1), (1, 0, 0, 0, 1))
    plan = Plan((special(2),), demand, (5, 5, 5, 5), start=rows, survival=0.5)
    ours = plan.placed()[0].step.stayers
    theirs = replace(plan, places=plan.places[::-1]).placed()[0].step.stayers
    assert ours.children.tolist() == theirs.children.tolist() == [1]
    assert ours.cell[0] != theirs.cell[0]


def test_parts_of_children_become_whole_numbers_that_keep_the_total():
    demand = np.array([[0.2, 0.2, 0.2], [1.0, 0.5, 0.26]])
    assert scaled_to_whole(demand, 1).tolist() == [[1, 0, 0], [1, 1, 0]]
    assert scaled_to_whole(demand, 1000).tolist() == [[200, 200, 200], [1000, 500, 260]]
