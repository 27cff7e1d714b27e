"""What becomes of placed children: answers by hand, fair chances, and what cannot be."""

import re
from collections import Counter
from dataclasses import replace
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from places_twin import as_counts
from scipy import stats
from test_places_passages import as_shares, cell_of, chance
from test_places_years import Plan, no_demand, special

from sufficiency.errors import FindingsError
from sufficiency.places import BASE, SPECIAL, Fates, Rows, Shares, Why
from sufficiency.places.carrying import carried

# ---- who stays -------------------------------------------------------------------------------


def one_child(reached, *, level=SPECIAL, pool=0, pools=None, **options):
    """A child of need X in pool 0 or in places not named, who reaches another need and level."""
    demand = no_demand()
    demand[0, 0, reached[0], 1, reached[1]] = 1
    to = cell_of(0, reached[0], 1, reached[1])
    years = (((cell_of(0, 0, 0, level),), (to,), (1,)), ((), (), ()), ((), (), ()))
    plan = Plan(
        pools or (special(1, needs=(1, 0)),),
        demand,
        (5, 5, 5, 5),
        start=((0, 0, 0, pool, 1),),
        start_level=(level,),
        passage=lambda factor: Fates(years),
        **options,
    )
    return plan.placed(chance=chance())[0]


def test_a_child_whose_need_changes_stays_in_her_pool_with_the_new_need():
    year = one_child((1, SPECIAL))
    assert as_counts(year.step.stayers, Plan((special(1),), no_demand(), (5,) * 4).supply()) == {
        (0, 1, 1, SPECIAL, 0): 1
    }
    assert year.to_place.sum() == 0


@pytest.mark.parametrize("pool", [0, 1])
def test_a_child_whose_level_changes_moves(pool):
    year = one_child((0, BASE), pool=pool)
    assert year.step.why.tolist() == [Why.LEVEL_CHANGED]
    assert year.step.moved.pool.tolist() == [pool]
    assert (len(year.step.stayers), int(year.without.sum())) == (0, 1)


@pytest.mark.parametrize("pool", [0, 1])
def test_she_stays_where_her_place_is_of_the_level_that_she_reaches(pool):
    year = one_child((0, SPECIAL), level=BASE, pool=pool)
    assert year.step.stayers.pool.tolist() == [pool]
    assert len(year.step.moved) == 0


@pytest.mark.parametrize("pool", [0, 1])
def test_a_child_may_be_in_a_place_of_another_level_and_stays_there(pool):
    year = one_child((0, BASE), level=BASE, pool=pool, independent=1)
    assert year.step.stayers.pool.tolist() == [pool]
    assert int(year.placed[..., BASE].sum() + year.independent[..., BASE].sum()) == 1
    assert year.without.sum() == 0


def test_she_counts_towards_the_limit_of_her_need_in_a_place_that_is_not_named():
    demand = no_demand()
    demand[0, 0, 0, 1, :] = 1
    plan = Plan((), demand, (5,) * 4, start=((0, 0, 0, 0, 1),), start_level=(BASE,), independent=1)
    assert plan.placed()[0].totals[:2] == (1, 1)
    assert replace(plan, independent=2).placed()[0].totals[:2] == (0, 2)


def test_those_whose_level_changes_are_left_out_before_those_who_can_stay():
    demand = no_demand()
    demand[0, 0, 0, 1, SPECIAL] = 1
    reach = np.full((3, 24), -1)
    for level in range(2):
        reach[0, cell_of(0, 0, 0, level)] = cell_of(0, 0, 1, SPECIAL)
    plan = Plan(
        (special(1), replace(special(1), level=BASE)),
        demand,
        (5,) * 4,
        start=((0, 0, 0, 0, 1), (0, 0, 0, 1, 1)),
        passage=lambda factor: as_shares(reach),
    )
    step = plan.placed()[0].step
    assert step.stayers.pool.tolist() == [0]
    assert step.scaled_down.pool.tolist() == [1]


# ---- shares ----------------------------------------------------------------------------------


def splitting(shares, rows, seed=None):
    """One step of rows of need X at NC year 5, level SPECIAL, in so many children each."""
    held = sum(rows)
    demand = no_demand()
    plan = Plan((special(held),) * len(rows), demand, (5,) * 4)
    whole = np.zeros((3, 2, 3, 2, 2, 2))
    whole[0, 0, 0, SPECIAL] = shares
    cells = np.full(len(rows), cell_of(0, 0, 0, SPECIAL))
    placed = Rows(cells, np.arange(len(rows)), np.array(rows))
    done = carried(plan.supply(), 0, placed, Shares(whole), None if seed is None else chance(seed))
    counts = Counter()
    for (_, need, _, level, _), children in as_counts(done.came, plan.supply()).items():
        counts[need, level] += children
    return counts, int(done.ended.children.sum())


@given(
    st.lists(st.integers(1, 5), min_size=1, max_size=9),
    st.lists(st.sampled_from([0.0, 0.1, 0.25, 0.3]), min_size=4, max_size=4),
)
def test_rows_are_split_so_that_totals_add_up(rows, shares):
    shares = np.array(shares).reshape(2, 2)
    shares = shares / max(1.0, shares.sum())
    counts, ended = splitting(shares, rows)
    assert sum(counts.values()) + ended == sum(rows)
    for need, level in np.ndindex(2, 2):
        assert abs(counts[need, level] - sum(rows) * shares[need, level]) <= 1.5
        assert shares[need, level] > 0 or counts[need, level] == 0


@given(
    st.lists(st.integers(1, 5), min_size=1, max_size=9),
    st.sampled_from([None, 4]),
    # 1 - 0.4 - 0.3 - 0.2 is a little below 0.1 in a computer's parts.
    st.sampled_from([[[0.1, 0.2], [0.3, 0.4]], [[0.4, 0.3], [0.2, 0.1]]]),
)
def test_nobody_ends_whose_shares_add_up_to_one(rows, seed, shares):
    counts, ended = splitting(shares, rows, seed)
    assert ended == 0
    assert sum(counts.values()) == sum(rows)


def test_shares_by_chance_are_right_on_average():
    shares = np.array([[0.1, 0.4], [0.0, 0.2]])
    drawn = [splitting(shares, (6, 4), seed) for seed in range(300)]
    means = [[np.mean([d[0][need, level] for d in drawn]) for level in (0, 1)] for need in (0, 1)]
    assert np.allclose(means, 10 * shares, atol=0.35)
    assert np.mean([ended for _, ended in drawn]) == pytest.approx(3.0, abs=0.35)


# ---- fates are shared fairly -----------------------------------------------------------------


def test_who_of_a_cell_holds_a_place_is_a_hypergeometric_draw():
    """Ten children: four end, three stay, three change need; pool 0 holds four, pool 1 two."""
    plan = Plan((special(4), special(2)), no_demand(), (5,) * 4)
    at = cell_of(0, 0, 0, SPECIAL)
    stay, change = cell_of(0, 0, 1, SPECIAL), cell_of(0, 1, 1, SPECIAL)
    fates = Fates((([at, at, at], [-1, stay, change], [4, 3, 3]), *(((), (), ()),) * 2))
    placed = Rows(np.array([at, at]), np.array([0, 1]), np.array([4, 2]))
    supply, draws = plan.supply(), 3000
    ended, both = Counter(), Counter()
    random = chance(8)
    for _ in range(draws):
        step = carried(supply, 0, placed, fates, random)
        ended[int(step.ended.children[step.ended.pool == 0].sum())] += 1
        by_pool = step.came.pool[step.came.cell == change]
        changing = np.bincount(by_pool, step.came.children[step.came.cell == change], 2)
        both[tuple(changing.astype(int).tolist())] += 1
        assert step.came.children.sum() + step.ended.children.sum() == 6
    expected = stats.hypergeom(10, 4, 4).pmf(np.arange(5)) * draws
    found = np.array([ended[count] for count in range(5)])
    assert stats.chisquare(found, expected).pvalue > 0.001
    for (zero, one), times in both.items():
        # Of the three who change need: so many in either pool, the others in none.
        likely = comb(4, zero) * comb(2, one) * comb(4, 3 - zero - one) / comb(10, 3)
        assert times / draws == pytest.approx(likely, abs=0.03)


def test_more_placed_than_the_fates_know_of_are_shown_as_unknown():
    plan = Plan((special(4), special(2)), no_demand(), (5,) * 4)
    at, to = cell_of(0, 0, 0, SPECIAL), cell_of(0, 0, 1, SPECIAL)
    placed = Rows(np.array([at, at]), np.array([0, 1]), np.array([4, 2]))
    step = carried(plan.supply(), 0, placed, Fates((([at], [to], [5]),) * 3), chance())
    assert step.came.children.sum() == 5
    assert step.surplus.children.tolist() == [1]
    assert step.surplus.cell.tolist() == [at]


# ---- what cannot be --------------------------------------------------------------------------

NONE = ((), (), ())


@pytest.mark.parametrize(
    ("passage", "words"),
    [
        (Shares(np.ones((3, 2))), r"shares.*\(3, 2\).*\(3, 2, 3, 2, 2, 2\)"),
        (Shares(np.full((3, 2, 3, 2, 2, 2), -0.1)), "shares: .*do not lie from 0 to 1.*: -0.1"),
        (
            Shares(np.full((3, 2, 3, 2, 2, 2), 0.3)),
            "shares added up.*do not lie from 0 to 1.*: 1.2",
        ),
        (Shares(np.full((3, 2, 3, 2, 2, 2), np.nan)), "shares.*: nan"),
        (Fates((NONE, NONE)), r"years of fates.*\(2,\).*\(3,\)"),
        (Fates((NONE, NONE, ([24], [0], [1]))), "cells of fates.*lies outside 0 to 23.*: 24"),
        (Fates((NONE, NONE, ([0], [-2], [1]))), "cells reached.*lies outside -1 to 23.*: -2"),
        (Fates((NONE, NONE, ([0], [0], [-1]))), "children of fates.*: -1"),
        (Fates((NONE, NONE, ([0.5], [0], [1]))), "cells of fates.*no whole number.*0.5"),
        (Fates((NONE, NONE, ([0], [0, 1], [1]))), r"cells reached.*\(2,\).*\(1,\)"),
        (Fates((NONE, NONE, ([0], [0], []))), r"children of fates.*\(0,\).*\(1,\)"),
    ],
)
def test_a_passage_that_cannot_be(passage, words):
    plan = Plan((special(1),), no_demand(), (5,) * 4)
    with pytest.raises(FindingsError, match=re.compile(words, re.DOTALL)):
        plan.placed(passage=passage, chance=chance())


def test_a_level_of_the_start_that_cannot_be():
    plan = Plan((special(1),), no_demand(), (5,) * 4, start=((0, 0, 0, 0, 1),), start_level=(2,))
    with pytest.raises(FindingsError, match=r"level of the start.*: 2"):
        plan.placed()
