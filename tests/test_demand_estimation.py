"""Estimation: pooling lies between, a steady cohort keeps its profile, growth follows its path."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_demand_laws import LOCALITIES, NEEDS, PHASE, STATES, given_rates, small_area

import sufficiency
from sufficiency.demand.cohorts import expected_projection
from sufficiency.demand.estimation import estimate
from sufficiency.demand.growth import england_path
from sufficiency.demand.model import expected_rates, expected_start
from sufficiency.demand.pooling import pooled_factor, pooled_shares, recency
from sufficiency.demand.profiles import moves_between, need_profile, state_profile
from sufficiency.demand.progression import net_progression
from sufficiency.demand.recording import recorded_otherwise
from sufficiency.demand.stocks import NC_YEARS, stocks_of

ENGLAND = Path(sufficiency.__file__).parent / "england"
positive = st.floats(0, 1e4)


@pytest.fixture(autouse=True)
def _no_silent_arithmetic():
    """Let nothing overflow, divide by nought or turn into nan unseen."""
    with np.errstate(all="raise", under="ignore"):
        yield


def projected(model):
    return expected_projection(
        expected_start(model), model.population[1:], expected_rates(model)
    ).children


def england_by_need_and_age():
    """England, January 2025: children by need and NC year -4 to 20."""
    with (ENGLAND / "need_by_age.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    needs = sorted({row["need"] for row in rows})
    counts = np.zeros((len(needs), NC_YEARS))
    for row in rows:
        if int(row["age"]) < NC_YEARS:
            counts[needs.index(row["need"]), int(row["age"])] += float(row["plans"])
    return counts


def steady(counts, *, years=2, until=2030):
    """An area whose every January is the same: one locality, one state."""
    children = np.repeat(counts[None, None, :, :, None], years, axis=0)
    first = 2025 - years
    known = range(first, until + 1)
    persons = np.full((len(known), 1, NC_YEARS), 600_000.0)
    return stocks_of(range(first, 2025), children, known, persons, phase=PHASE)


@given(positive, positive, st.floats(0.1, 100))
def test_a_pooled_factor_lies_between_its_own_and_its_parents(seen, expected, strength):
    factor = pooled_factor(np.array([seen]), np.array([expected]), strength=strength)[0]
    own = seen / expected if expected > 1e-300 else np.inf
    assert min(own, 1) - 1e-9 <= factor <= max(own, 1) + 1e-9


@given(st.lists(st.floats(0, 1e4), min_size=3, max_size=3), st.floats(0.1, 1000))
def test_pooled_shares_lie_between_their_own_and_their_parents(counts, strength):
    own, parent = np.array(counts), np.array([0.5, 0.3, 0.2])
    shares = pooled_shares(own, parent, strength=strength)
    assert shares.sum() == pytest.approx(1)
    if own.sum() > 1e-6:
        mine = own / own.sum()
        assert (shares >= np.minimum(mine, parent) - 1e-9).all()
        assert (shares <= np.maximum(mine, parent) + 1e-9).all()


def test_later_januaries_weigh_more():
    assert recency(3).tolist() == pytest.approx([0.49, 0.7, 1.0])


def test_a_steady_england_cohort_reproduces_the_profile_of_need():
    """Children aged year by year have, at every age, the needs that England's have at that age."""
    england = england_by_need_and_age()
    model = estimate(steady(england), until=2030, england_needs=england)
    children = projected(model)[:, 0, :, :, 0]
    profile = england / np.maximum(england.sum(axis=0), 1)
    for year in range(1, 7):
        mix = children[year] / np.maximum(children[year].sum(axis=0), 1)
        known = england.sum(axis=0) > 100
        assert np.abs(mix - profile)[:, known].max() < 0.02
    moved = (1 - model.need_leaves[0])[:, 6:15].min()
    assert moved < 0.995


def test_a_steady_area_stays_as_it_is():
    """By NC year to within what pooling with the phase costs: nobody knows of any growth."""
    counts = england_by_need_and_age()[:3] / 50
    children = projected(estimate(steady(counts, years=4), until=2030, england_needs=counts))
    ages = children.sum(axis=(1, 2, 4))
    assert ages[-1].sum() == pytest.approx(ages[0].sum(), rel=0.01)
    large = ages[0] > 100
    assert ages[1][large] == pytest.approx(ages[0][large], rel=0.03)


def test_rates_are_found_again_from_the_januaries_that_they_made():
    """Many children, five Januaries made from known net rates: joining and leaving within 2 %."""
    rates = given_rates(4, years=5, localities=1, needs=2, states=1)
    joining, leaving = rates.joining.copy(), rates.leaving.copy()
    joining[:, :, :4] = joining[:, :, 12:] = 0
    leaving[:, :, :12] = 0
    leaving[:, :, 12:24] = leaving[0, 0, 12:24]
    none = np.zeros_like(joining)
    rates = replace(rates, joining=joining, leaving=leaving, need_leaves=none)
    persons = np.full((5, 1, NC_YEARS), 50_000.0)
    start = np.full((1, 2, NC_YEARS, 1), 500.0)
    children = expected_projection(start, persons[1:], rates).children
    found = net_progression(stocks_of(range(5), children, range(5), persons, phase=PHASE))
    truth = (joining[0] * rates.locality[0]).sum(axis=0)
    assert found.joining[4:12] == pytest.approx(truth[4:12], rel=0.02)
    assert not found.joining[13:].any()
    assert found.leaving[:, 12:24] == pytest.approx(leaving[0][:, 12:24, 0], rel=0.08)
    assert (found.leaving[:, -1] == 1).all()


@given(st.integers(0, 10**6))
def test_moves_between_two_mixes_reach_the_second(seed):
    generator = np.random.default_rng(seed)
    before, after = (generator.dirichlet([0.5] * 4) for _ in range(2))
    survivors, joiners = generator.random(2) * 100 + 1
    leaves, goes = moves_between(before, after, np.array(survivors), np.array(joiners))
    stay = survivors * before
    reached = stay * (1 - leaves) + ((stay * leaves).sum() + joiners) * goes
    assert reached == pytest.approx((survivors + joiners) * after, abs=1e-9)
    # The fewest moves: only what is lost by some is moved, and none both loses and gains.
    lost = np.maximum(stay - (survivors + joiners) * after, 0).sum()
    assert (stay * leaves).sum() == pytest.approx(lost, abs=1e-9)
    assert not ((leaves > 1e-12) & (goes > 1e-12)).any()


def test_profiles_add_up_and_noughts_stay_noughts():
    counts = np.random.default_rng(1).integers(0, 5, (NEEDS, NC_YEARS, STATES)).astype(float)
    allowed = np.ones((NEEDS, NC_YEARS, STATES), dtype=bool)
    allowed[:, :10, 1] = False
    mix = state_profile(counts, PHASE, allowed)
    assert mix.sum(axis=-1) == pytest.approx(np.ones((NEEDS, NC_YEARS)))
    assert not mix[:, :10, 1].any()
    absent = np.array([[1.0] * NC_YEARS, [2.0] * NC_YEARS, [0.0] * NC_YEARS])
    for england in (None, absent):
        needs = need_profile(counts.sum(axis=-1), PHASE, england=england)
        assert needs.sum(axis=0) == pytest.approx(np.ones(NC_YEARS))
        assert (needs[2] > 0).all()


def test_england_path_is_halfway_between_a_constant_rate_and_a_constant_rise():
    path = england_path([100, 110], years=3)
    rate, rise = np.log(1.1), np.log([120 / 110, 130 / 120, 140 / 130])
    assert path == pytest.approx((rate + rise) / 2)
    falling = england_path([100, 40], years=9)
    assert np.isfinite(falling).all()


def test_the_total_follows_the_path_where_the_population_stays():
    stocks = small_area()
    flat = np.repeat(stocks.population[-7:-6], len(stocks.population_years), axis=0)
    still = stocks_of(stocks.years, stocks.children, stocks.population_years, flat, phase=PHASE)
    model = estimate(still, until=2027, growth=[0.10, 0.08, 0.06])
    totals = projected(model).sum(axis=(1, 2, 3, 4))
    # Which need leaves more is known by need, the path by NC year only: hence not exact.
    assert np.diff(np.log(totals)) == pytest.approx([0.10, 0.08, 0.06], abs=0.004)


def test_after_the_path_the_joining_rate_is_held():
    factor = estimate(small_area(), until=2030, growth=[0.1, 0.1]).path.factor
    assert (factor[1:] == factor[1]).all()
    assert (estimate(small_area(), until=2026).path.factor == 1).all()


def test_a_path_that_falls_faster_than_children_leave_has_no_joiners():
    path = estimate(small_area(), until=2026, growth=[-3.0]).path
    assert not path.joiners.any()


def test_detail_never_changes_the_area_at_the_first_january():
    model = estimate(small_area(), until=2026)
    factor = expected_rates(model).locality
    persons = model.population[0]
    weighted = np.einsum("la,lna->na", persons, factor)
    assert weighted == pytest.approx(np.broadcast_to(persons.sum(axis=0), weighted.shape))


def test_an_unknown_locality_keeps_its_share_of_joiners():
    stocks = small_area()
    children = np.concatenate([stocks.children, 0.1 * stocks.children.sum(1, keepdims=True)], 1)
    nobody = np.zeros((len(stocks.population_years), 1, NC_YEARS))
    population = np.concatenate([stocks.population, nobody], axis=1)
    carried = stocks_of(stocks.years, children, stocks.population_years, population, phase=PHASE)
    numbers = projected(estimate(carried, until=2030)).sum(axis=(2, 3, 4))
    assert numbers[-1, LOCALITIES] / numbers[-1].sum() == pytest.approx(0.1 / 1.1, rel=0.05)


@given(st.integers(0, 30))
def test_an_area_with_empty_needs_ages_and_localities_is_no_accident(seed):
    """Whatever is empty stays empty or is filled by pooling, without a division by nought."""
    stocks = small_area(seed)
    children = stocks.children.copy()
    children[:, :, 0] = 0
    children[:, 1] = 0
    children[..., 7, :] = 0
    made = stocks_of(
        stocks.years, children, stocks.population_years, stocks.population, phase=PHASE
    )
    shape = np.ones((NEEDS, NC_YEARS))
    shape[1] = 0
    shape[:, 3] = 0
    numbers = projected(estimate(made, until=2028, england_needs=shape, growth=[0.1]))
    assert np.isfinite(numbers).all()
    assert (numbers >= 0).all()


def test_a_need_is_recorded_otherwise_where_it_has_nobody_and_ten_in_the_last_january():
    totals = np.array([[0, 12, 0, 9.0], [0, 30, 15, 0], [10, 0, 40, 0]])
    expected = np.array([[1, 1, 1, 0], [1, 1, 0, 0], [0, 0, 0, 0]], dtype=bool)
    assert np.array_equal(recorded_otherwise(totals), expected)
