"""Restatement: found again from planted gaps, and carried forward without gain or loss."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment
from test_demand_laws import NEEDS, PHASE, STATES, some_stock

from sufficiency.demand.restating import Restatement, measured_restatement, recode, resampled
from sufficiency.demand.shocks import Generators
from sufficiency.demand.stocks import NC_YEARS

SHAPE = (NEEDS, NC_YEARS, STATES)
PLACES = np.ravel_multi_index(np.indices(SHAPE).reshape(3, -1), SHAPE)


def children_of(stock):
    """Axis (child): kinds of a stock with the axes (need, ncy, state)."""
    return np.repeat(PLACES, stock.reshape(-1).astype(int))


def recode_one(kind, how, generator):
    """The children of a single draw."""
    return recode(kind, np.array([len(kind)]), how, SHAPE, Generators((generator,)))


def resample_one(stock, factor, spread, group, generator):
    return resampled(
        stock, factor, spread, group, np.zeros(len(stock), dtype=np.int64), Generators((generator,))
    )


def recoded(kind, how, generator):
    """The stock after some are recoded."""
    place, entered = recode_one(kind, how, generator)
    assert len(np.unique(place)) == len(place) == len(entered)
    after = np.array(kind)
    after[place] = entered
    return np.bincount(after, minlength=len(PLACES)).reshape(SHAPE)


def a_stock(seed=1, most=60):
    return some_stock(seed, most=most).sum(axis=0)


@pytest.mark.parametrize(
    ("spread", "across", "need"),
    [(0.6, 0.6, 0.0), (0.6, 0.2, 0.0), (2.5, 2.5, 0.0), (2.5, 0.5, 0.0), (2.0, 0.4, 0.1)],
)
def test_planted_gaps_are_found_again(spread, across, need):
    """Three hundred joins of an area: each measure within what chance allows."""
    stock, generator = a_stock(), np.random.default_rng(3)
    kind = children_of(stock)
    planted = Restatement(spread, across, need, PHASE)
    after = np.array([recoded(kind, planted, generator) for _ in range(300)])
    found = measured_restatement(np.broadcast_to(stock, after.shape), after, PHASE)
    # Of three like needs whose total is held, a factor of one shows by sqrt(2 / 3).
    seen = need * np.sqrt(2 / 3)
    assert found.spread == pytest.approx(spread, rel=0.1)
    assert found.across == pytest.approx(across, rel=0.15, abs=0.05)
    assert found.need == pytest.approx(seen, rel=0.1, abs=0.012)


def test_by_hand():
    """Two cells of 100: one lost 10 to the other need, at another NC year and the same state."""
    closing = np.zeros((1, 2, NC_YEARS, 1))
    closing[0, 0, 8, 0] = closing[0, 1, 9, 0] = 100
    opening = closing.copy()
    opening[0, 0, 8, 0], opening[0, 1, 9, 0] = 90, 110
    found = measured_restatement(closing, opening, PHASE)
    assert found.spread == pytest.approx(200 / 200)
    assert found.across == 0
    assert found.need == pytest.approx(0.0)
    opening[0, 0, 9, 0], opening[0, 0, 8, 0] = 10, 70
    found = measured_restatement(closing, opening, PHASE)
    assert found.spread == pytest.approx((30**2 + 10**2 + 10**2) / 200)


@pytest.mark.parametrize("across", [0.0, 0.3, 2.5])
def test_a_january_of_nobody_has_nobody_to_recode(across):
    """A draw may be empty: a total of nought was imposed, or all of a few children left."""
    nobody, how = np.zeros(0, dtype=np.int32), Restatement(2.5, across, 0.1, PHASE)
    place, entered = recode_one(nobody, how, np.random.default_rng(1))
    assert len(place) == len(entered) == 0


def test_files_that_chain_have_none():
    stock = a_stock()[None]
    assert measured_restatement(stock, stock, PHASE) is None
    assert measured_restatement(stock[:0], stock[:0], PHASE) is None


@given(st.integers(0, 10**6), st.sampled_from([0.3, 1.0, 4.0]), st.booleans())
def test_the_total_stays_and_within_means_within(seed, spread, within):
    stock = a_stock(seed, most=4)
    how = Restatement(spread, 0.0 if within else spread, 0.1, PHASE)
    after = recoded(children_of(stock), how, np.random.default_rng(seed))
    assert after.sum() == stock.sum()
    # Nobody appears where nobody was.
    assert not after[stock == 0].any()
    if within:
        for phase in range(5):
            here = phase == PHASE
            assert (after[:, here].sum(axis=(0, 1)) == stock[:, here].sum(axis=(0, 1))).all()


@pytest.mark.slow
@pytest.mark.parametrize("spread", [0.4, 1.0, 3.0])
def test_a_cell_has_the_mean_and_the_variance_that_are_stated(spread):
    stock, generator = np.array([40, 10, 200, 3, 0]), np.random.default_rng(5)
    group = np.zeros(5, dtype=np.int64)
    drawn = np.array([resample_one(stock, 1.0, spread, group, generator) for _ in range(20_000)])
    assert drawn.mean(axis=0) == pytest.approx(stock, abs=0.25)
    # Of a share s, a fixed total takes away s of the variance.
    wanted = spread * stock * (1 - stock / stock.sum())
    assert drawn.var(axis=0) == pytest.approx(wanted, rel=0.12, abs=0.01)
    assert (drawn.sum(axis=1) == stock.sum()).all()


@given(st.integers(0, 10**6))
def test_who_is_recoded_within_phase_and_state_stays_near_in_age(seed):
    """No other way to pair those taken out with the new kinds has NC years nearer (slow twin)."""
    how = Restatement(1.0, 0.0, 0.0, PHASE)
    kind = children_of(a_stock(seed, most=3))
    place, entered = recode_one(kind, how, np.random.default_rng(seed))
    _, before, state = np.unravel_index(kind[place], SHAPE)
    _, after, state_after = np.unravel_index(entered, SHAPE)
    assert (state == state_after).all()
    assert (PHASE[before] == PHASE[after]).all()
    for group in np.unique(PHASE[before] * STATES + state):
        here = PHASE[before] * STATES + state == group
        ways = np.abs(before[here][:, None] - after[here][None])
        rows, columns = linear_sum_assignment(ways)
        assert np.abs(before - after)[here].sum() == ways[rows, columns].sum()


def test_who_of_like_children_takes_which_new_kind_is_chance():
    """Children of one kind are told apart by their place only, and none has a kind of its own."""
    stock = np.zeros(SHAPE)
    stock[0, 8, 0], stock[1, 8, 0], stock[2, 8, 0] = 40, 40, 40
    kind = children_of(stock)
    how = Restatement(1.0, 1.0, 0.0, PHASE)
    generator = np.random.default_rng(2)
    taken = np.zeros((2000, 40))
    for row in taken:
        place, _ = recode_one(kind, how, generator)
        row[place[place < 40]] = 1
    rate = taken.mean(axis=0)
    assert rate == pytest.approx(rate.mean(), abs=5 * np.sqrt(rate.mean() / 2000))


@pytest.mark.parametrize("spread", [60, 1000])
def test_a_group_that_chance_leaves_without_a_mean_stays_as_it_was(spread):
    stock, generator = np.array([3, 4, 0, 2, 5, 1]), np.random.default_rng(4)
    group = np.array([0, 0, 1, 1, 2, 2])
    for _ in range(400):
        after = resample_one(stock, 1.0, spread, group, generator)
        assert np.array_equal(np.bincount(group, after), np.bincount(group, stock))
