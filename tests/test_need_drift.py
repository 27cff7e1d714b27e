"""What needs gain, lose and exchange besides their profile: planted and found, and its laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_demand_laws import PHASE

import sufficiency as sf
from sufficiency.demand.estimation import estimate
from sufficiency.demand.model import expected_rates, need_moves_of
from sufficiency.demand.need_drift import (
    MOST_RECODED,
    USUAL_DRIFT,
    NeedDrift,
    drawn_need_drift,
    drifting_needs,
    measured_need_drift,
)
from sufficiency.demand.profiles import need_profile
from sufficiency.demand.progression import net_progression
from sufficiency.demand.simulation import simulate
from sufficiency.demand.stocks import NC_YEARS, stocks_of
from sufficiency.demand.trends import DAMPING

NEEDS = 4
UNTIL = 2030
STAY = 0.9


@pytest.fixture(autouse=True)
def _no_silent_arithmetic():
    """Let nothing overflow, divide by nought or turn into nan unseen."""
    with np.errstate(all="raise", under="ignore"):
        yield


def cohorts(*, years=5, planted=0.0, size=400.0):
    """An area where nobody joins above the first NC year, and a tenth leave each: all needs alike.

    Every year the share `planted` of the first need is recoded to the second.
    """
    january = np.broadcast_to(size * STAY ** np.arange(NC_YEARS), (NEEDS, NC_YEARS))
    januaries = [january]
    for _ in range(years - 1):
        aged = np.concatenate([january[:, :1], STAY * januaries[-1][:, :-1]], axis=1)
        moved = planted * aged[0, 1:]
        aged[0, 1:] -= moved
        aged[1, 1:] += moved
        januaries.append(aged)
    first = 2025 - years
    known = range(first, UNTIL + 1)
    persons = np.full((len(known), 1, NC_YEARS), 60_000.0)
    children = np.array(januaries)[:, None, :, :, None]
    return stocks_of(range(first, 2025), children, known, persons, phase=PHASE)


def drift_of(stocks, *, broken=()):
    counts = stocks.children.sum(axis=(0, 1, 4))
    mix = need_profile(counts, stocks.phase)
    return measured_need_drift(stocks, mix, net_progression(stocks), broken=broken)


def test_an_area_that_keeps_to_its_profile_does_not_drift():
    drift = drift_of(cohorts())
    assert np.abs(drift.log).max() < 1e-9
    assert drift.recoded == 0


def test_a_planted_drift_is_found():
    """4 % of the first need a year; the second, as large at first, gains as many."""
    drift = drift_of(cohorts(planted=0.04))
    secondary = slice(11, 16)
    assert np.exp(drift.log[0, secondary]) == pytest.approx(0.97, abs=0.012)
    assert np.exp(drift.log[1, secondary]) == pytest.approx(1.03, abs=0.012)
    assert np.abs(drift.log[2:, secondary]).max() < 0.003


def with_break(stocks):
    """A third of the first need is the second's from 2023 on, once; the other years are steady."""
    children = np.array(stocks.children)
    after = [year >= 2023 for year in stocks.years]
    moved = children[after, :, 0] / 3
    children[after, :, 0] -= moved
    children[after, :, 1] += moved
    return stocks_of(
        stocks.years, children, stocks.population_years, stocks.population, phase=PHASE
    )


@pytest.mark.parametrize("broken", [(), (2023,)])
def test_a_break_in_the_way_of_counting_is_no_drift(broken):
    """Whether it is marked or not; what is left is that the profile lags behind the break."""
    drift = drift_of(with_break(cohorts(size=100.0)), broken=broken)
    assert np.abs(drift.log[:, 9:16]).max() < 0.004
    assert drift.recoded < 0.02


def test_with_too_few_years_to_see_a_break_the_share_recoded_has_a_bound():
    assert drift_of(with_break(cohorts(years=3))).recoded == MOST_RECODED


def test_where_every_year_is_broken_nothing_is_known_of_a_drift():
    stocks = cohorts()
    assert drift_of(stocks, broken=stocks.years) is None


def test_small_numbers_say_little():
    """Ten children a cell instead of 400: the drift is drawn towards none, and less sure."""
    many, few = drift_of(cohorts(planted=0.04)), drift_of(cohorts(planted=0.04, size=10.0))
    assert (np.abs(few.log[:2, 12]) < np.abs(many.log[:2, 12])).all()
    assert (few.spread >= many.spread).all()


def test_two_januaries_show_nobody_recoded_and_leave_a_drift_to_its_prior():
    drift = drift_of(cohorts(years=2, planted=0.04, size=3.0))
    assert drift.recoded == 0
    assert (drift.spread <= 2 * USUAL_DRIFT).all()
    assert np.abs(drift.log).max() < 2 * USUAL_DRIFT


@pytest.mark.slow
@pytest.mark.parametrize(("share", "low", "high"), [(0.0, 0.0, 0.012), (0.04, 0.025, 0.05)])
def test_the_share_recoded_is_found_in_made_up_areas(share, low, high):
    """The mean over ten areas of 4,000 plans; the truth plants the share between Januaries."""
    found = [
        sf.project(
            sf.synthetic_area(seed=seed, restated_share=share, future_years=1).area,
            until=2025,
            draws=1,
        ).model.need_drift.recoded
        for seed in range(1000, 1010)
    ]
    assert low <= np.mean(found) <= high


@st.composite
def drifts(draw):
    chance = np.random.default_rng(draw(st.integers(0, 10_000)))
    mix = chance.dirichlet(np.ones(NEEDS), NC_YEARS).T
    size = draw(st.floats(0.0, 0.5))
    return NeedDrift(
        chance.normal(0, size, (NEEDS, NC_YEARS)),
        chance.uniform(0, 0.1, (NEEDS, NC_YEARS)),
        draw(st.floats(0.0, 0.3)),
        mix,
    )


@given(drifts(), st.integers(0, 100))
def test_shares_stay_shares(drift, seed):
    chance = np.random.default_rng(seed)
    leaves = chance.uniform(0, 1, (3, NEEDS, NC_YEARS))
    goes = np.moveaxis(chance.dirichlet(np.ones(NEEDS), (3, NC_YEARS)), 2, 1)
    left, went = drifting_needs(leaves, goes, drift, chance.normal(size=drift.log.shape))
    assert (left >= leaves - 1e-12).all()
    assert (left <= 1).all()
    assert (went >= 0).all()
    assert np.allclose(went.sum(axis=1), 1)


@given(drifts())
def test_without_other_changes_the_mix_becomes_the_drifted_one(drift):
    """m exp(d 0.9^(k - 1)), scaled to 1; whoever else is recoded is dealt out as m is."""
    years = 3
    nobody = np.zeros((years, NEEDS, NC_YEARS))
    anywhere = np.full((years, NEEDS, NC_YEARS), 1 / NEEDS)
    left, went = drifting_needs(nobody, anywhere, drift, 0.0)
    moved = drift.mix * left
    after = drift.mix - moved + moved.sum(axis=1, keepdims=True) * went
    for year in range(years):
        wanted = drift.mix * np.exp(drift.log * DAMPING**year)
        wanted = wanted / wanted.sum(axis=0)
        # Those who come to a need in a year are not recoded once more in the same.
        kept = np.minimum(wanted, drift.mix)
        recoded = drift.recoded * (kept.sum(axis=0) * drift.mix - kept)
        assert np.allclose(after[year], wanted + recoded)


def test_nothing_drifts_where_nobody_changes_the_primary_need():
    stocks = cohorts(planted=0.04)
    model = estimate(stocks, until=UNTIL, need_changes=False)
    assert model.need_drift is None
    leaves, _ = need_moves_of(model, 0.0)
    assert not leaves.any()
    assert not expected_rates(model).need_leaves.any()


def test_expected_numbers_and_draws_drift_alike():
    """The planted need gains in both; the mean of the draws is near the expected number."""
    model = estimate(cohorts(planted=0.04), until=UNTIL)
    drawn = simulate(model, draws=40, seed=1).roll_up(need=range(NEEDS))
    shares = drawn.mean(axis=0).reshape(-1, NEEDS)
    shares = shares / shares.sum(axis=1, keepdims=True)
    assert (np.diff(shares[:, 1]) > 0).all()
    assert (np.diff(shares[:, 0]) < 0).all()


def test_a_draw_has_its_own_drift_the_same_for_all_years_of_a_phase():
    drift = drift_of(cohorts())
    one, other = drawn_need_drift(drift, PHASE, seed=3, draws=[7, 8])
    (again,) = drawn_need_drift(drift, PHASE, seed=3, draws=[7])
    assert (one == again).all()
    assert (one != other).all()
    for phase in np.unique(PHASE):
        assert np.ptp(one[:, phase == PHASE], axis=1).max() == 0
