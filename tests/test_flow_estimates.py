"""Estimates from transitions: between own and parent's, found again, and closed forms by hand."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from flow_areas import any_flows, any_model, heads, model_of, steady_area
from hypothesis import given
from hypothesis import strategies as st
from test_demand_laws import NEEDS, PHASE, STATES

from sufficiency.demand.answering import Answer, answer_of_leavers
from sufficiency.demand.cohorts import expected_projection
from sufficiency.demand.estimates import estimate
from sufficiency.demand.flow_model import expected_flow_rates
from sufficiency.demand.joining import estimated_joining
from sufficiency.demand.leaving import estimated_leaving
from sufficiency.demand.moving import estimated_moving, moves_where_allowed
from sufficiency.demand.shocks import Generators, Purpose
from sufficiency.demand.stocks import NC_YEARS
from sufficiency.demand.trends import DAMPING, drawn_path, fitted_trend, shrunk, trend_path
from sufficiency.demand.variances import effects_of_years, flow_effects, year_variance

seeds = st.integers(0, 10**6)
EVERYWHERE = np.ones((NEEDS, NC_YEARS, STATES), dtype=bool)


@pytest.fixture(autouse=True)
def _no_silent_arithmetic():
    """Let nothing overflow, divide by nought or turn into nan unseen."""
    with np.errstate(all="raise", under="ignore"):
        yield


def between(estimate, own, parent):
    return (
        (estimate >= np.minimum(own, parent) - 1e-12)
        & (estimate <= np.maximum(own, parent) + 1e-12)
    ).all()


@given(seeds)
def test_a_cell_lies_between_its_own_rate_and_its_parents(seed):
    flows = any_flows(seed)
    joiners, leavers, opening = (
        numbers.sum(axis=(0, 1)) for numbers in (flows.joiners, flows.leavers, flows.opening)
    )
    persons = np.full(NC_YEARS, 5_000.0)
    joining = estimated_joining(joiners, persons, PHASE, EVERYWHERE)
    assert between(joining.rate, joiners.sum(axis=2) / persons, joining.parent)
    assert joining.states.sum(axis=2) == pytest.approx(np.ones((NEEDS, NC_YEARS)))
    leaving = estimated_leaving(leavers, opening, PHASE)
    known = opening > 0
    known[:, -1] = False
    own = leavers[known] / opening[known]
    assert between(leaving.share[known], own, leaving.parent[known])
    moves = flows.need_moves.sum(axis=0)
    survivors = np.zeros((NEEDS, NC_YEARS))
    survivors[:, 1:] = (opening - leavers).sum(axis=2)[:, :-1]
    moving = estimated_moving(moves, survivors, PHASE)
    some = survivors > 0
    assert between(
        moving.leaves[some], moves.sum(axis=2)[some] / survivors[some], moving.parent[some]
    )
    assert moving.goes.sum(axis=2) == pytest.approx(np.ones((NEEDS, NC_YEARS)))
    assert not np.einsum("nan->na", moving.goes).any()


def test_joining_by_hand():
    """Six children of one need join at one NC year, of 1,000 persons at each; k is 3."""
    joiners = np.zeros((2, NC_YEARS, 1))
    joiners[0, 4, 0] = 6
    found = estimated_joining(
        joiners, np.full(NC_YEARS, 1000.0), PHASE, np.ones((2, NC_YEARS, 1), dtype=bool)
    )
    area = 6 / 25_000
    of_phase = area * (6 + 3) / (area * 7_000 + 3)
    at_age = of_phase * (6 + 3) / (of_phase * 1_000 + 3)
    overall = (6 + 1.5) / (6 + 3)
    share = (6 + 3 * overall) / (6 + 3)
    assert found.parent[0, 4] == pytest.approx(at_age * share)
    expected = at_age * share * 1000
    assert found.rate[0, 4] == pytest.approx(expected / 1000 * (6 + 3) / (expected + 3))
    assert found.rate[1, 20] > 0


def test_a_state_without_children_takes_its_parents_share():
    """Nobody was ever in state 1: who comes there leaves and moves as others of the age do."""
    opening = np.zeros((1, NC_YEARS, 2))
    opening[0, :, 0] = 100.0
    leavers = opening * 0.1
    leavers[:, -1] = opening[:, -1]
    found = estimated_leaving(leavers, opening, PHASE).share
    assert found[0, :24, 1] == pytest.approx(np.full(24, 0.1), abs=0.01)
    assert (found[:, -1] == 1).all()
    moving = estimated_moving(np.zeros((2, NC_YEARS, 2)), opening[0].T, PHASE)
    assert not moving.leaves.any()


def test_whoever_is_where_nobody_can_be_must_move():
    allowed = EVERYWHERE.copy()
    allowed[:, 11:, 2] = False
    model = any_model(3, allowed=allowed)
    rates = expected_flow_rates(model)
    assert (rates.state_leaves[:, :, 11:, 2] == 1).all()
    assert not rates.state_goes[:, :, 11:, :, 2].any()
    assert not rates.joiner_states[:, :, 11:, 2].any()
    assert rates.state_goes.sum(axis=-1) == pytest.approx(np.ones(rates.state_goes.shape[:-1]))
    children = expected_projection(model.last, model.population[1:], rates).children
    assert not children[1:, :, :, 11:, 2].any()


def test_where_only_one_state_is_allowed_nobody_leaves_it():
    allowed = np.zeros((1, 1, 2), dtype=bool)
    allowed[..., 0] = True
    leaves, goes = moves_where_allowed(
        np.full((2, 1), 0.3), np.full((2, 1, 2), 0.5), np.full((1, 1, 2), 0.5), allowed
    )
    assert leaves[0, 0].tolist() == [0.0, 1.0]
    assert goes[0, 0].tolist() == [[1.0, 0.0], [1.0, 0.0]]


@pytest.mark.parametrize("seed", [1, 2])
def test_rates_are_found_again_and_a_steady_area_stays(seed):
    """Many children, moved by known rates: flat rates and population are a fixed point."""
    rates, flows, size = steady_area(seed)
    known, persons = heads(until=2030)
    persons = np.full(persons.shape, size)
    model = model_of(flows, known, persons, until=2030)
    found = expected_flow_rates(model)
    assert found.joining[0] == pytest.approx(rates.joining[0], rel=0.02, abs=2e-5)
    some = flows.last.sum(axis=0) > 2_000
    assert found.leaving[0][some] == pytest.approx(rates.leaving[0][some], rel=0.05, abs=0.003)
    assert found.need_leaves[0][:, 6:] == pytest.approx(
        (rates.need_leaves[0] * (1 - _stays(rates.need_goes[0])))[:, 6:], rel=0.05, abs=0.003
    )
    children = expected_projection(model.last, model.population[1:], found).children
    sums = children.sum(axis=(1, 4))
    assert sums[-1].sum() == pytest.approx(sums[0].sum(), rel=0.005)
    assert sums[1] == pytest.approx(sums[0], rel=0.02)
    assert model.restatement is None


def _stays(goes):
    """Axes (need, ncy): share of those who change that come back to the need they come from."""
    return np.einsum("nan->na", goes)


# --- Trend


@given(seeds, st.integers(1, 8))
def test_the_trend_is_its_slow_twin(seed, years):
    """The prior of the slope as one more observation, solved by the library's own GLS."""
    chance = np.random.default_rng(seed)
    expected = chance.uniform(20, 400, years)
    seen = np.round(expected * chance.lognormal(0, 0.2, years))
    trend = fitted_trend(seen, expected, effect=0.12, walk=0.1, slope=0.03)
    back = np.arange(years - 1, -1, -1.0)
    noise = np.zeros((years + 1, years + 1))
    noise[:-1, :-1] = 0.01 * np.minimum.outer(back, back)
    noise[:-1, :-1] += np.diag(1 / (seen + 0.5)) + trend.effect**2 * np.eye(years)
    noise[-1, -1] = estimate("joining_trend") ** 2
    design = np.vstack([np.stack([np.ones(years), -back], axis=1), [0.0, 1.0]])
    factors = np.append(np.log((seen + 0.5) / (expected + 0.5)), 0.03)
    slow = sm.GLS(factors, design, sigma=noise).fit()
    assert [trend.level, trend.slope] == pytest.approx(slow.params, abs=1e-8)
    assert trend.covariance == pytest.approx(slow.normalized_cov_params, abs=1e-8)


def test_with_one_year_the_trend_is_the_prior():
    trend = fitted_trend(np.array([250.0]), np.array([250.0]), effect=0.12, walk=0.12, slope=0.04)
    assert trend.level == pytest.approx(0)
    assert trend.slope == pytest.approx(0.04)
    assert trend.effect == 0.12
    assert trend_path(trend, 3) == pytest.approx(
        np.exp(0.04 * np.array([1, 1 + DAMPING, 1 + DAMPING + DAMPING**2]))
    )
    half = fitted_trend(np.ones(1), np.ones(1), effect=0.2, walk=0.1, slope=0.04, part=0.5)
    assert trend_path(half, 1) == pytest.approx(np.exp([0.02]))


def test_a_longer_horizon_keeps_the_path_and_its_draws_are_centred():
    trend = fitted_trend(np.array([90.0, 110.0]), np.array([100.0, 100.0]), effect=0.12, walk=0.1)
    assert trend_path(trend, 9)[:4].tolist() == trend_path(trend, 4).tolist()
    drawn = drawn_path(trend, 5, Generators.of(1, range(20_000), Purpose.RATES))
    assert drawn.mean(axis=0) == pytest.approx(trend_path(trend, 5), rel=0.005)


def test_a_plain_trend_is_followed_and_drawn_towards_the_prior():
    years = np.arange(8)
    seen = 10_000 * np.exp(0.08 * years)
    trend = fitted_trend(seen, np.full(8, seen.mean()), effect=0.02, walk=0.01)
    assert 0.06 < trend.slope < 0.08
    assert trend.effect < 0.02


def test_a_yearly_effect_by_hand():
    """Three years, nothing known of chance or walk: one residual, from 1, -2, 1 over root 6."""
    factors = np.array([0.2, -0.1, 0.2])
    expected = np.full(3, 1e9)
    residual = (0.2 + 0.2 + 0.2) ** 2 / 6  # y'My, and tr(M) = 1
    found = fitted_trend(expected * np.exp(factors), expected, effect=0.2, walk=0.0)
    assert found.effect == pytest.approx(np.sqrt((5 * 0.2**2 + residual) / 6), rel=1e-6)
    # Counts that rise with half of the effect: the same residual says twice as much of it.
    half = fitted_trend(
        expected * np.exp(factors), expected, effect=0.2, walk=0.0, answer=Answer(0.0, 0.5)
    )
    assert half.effect == pytest.approx(np.sqrt((5 * 0.2**2 + residual / 0.25) / 6), rel=1e-6)
    # Where all leave, they count as if a quarter of it showed.
    none = fitted_trend(
        expected * np.exp(factors), expected, effect=0.2, walk=0.0, answer=Answer(0.0, 0.0)
    )
    assert none.effect == pytest.approx(np.sqrt((5 * 0.2**2 + residual / 0.0625) / 6), rel=1e-6)


def test_what_sets_years_of_leaving_apart_is_found_again():
    """300 years in which the force of leaving differs by 0.25: of the share, 0.2 is seen."""
    chance = np.random.default_rng(5)
    opening = np.full((300, 1, 4), [[6_000.0, 3_000.0, 2_000.0, 1_000.0]])
    share = np.array([0.02, 0.1, 0.4, 0.7])
    shock = np.exp(0.25 * chance.standard_normal(300) - 0.25**2 / 2)[:, None, None]
    left = chance.binomial(opening.astype(int), -np.expm1(np.log1p(-share) * shock)).astype(float)
    expected = opening * share
    sums = left.sum(axis=(1, 2)), expected.sum(axis=(1, 2))
    answer = answer_of_leavers(expected, opening, over=(1, 2))
    found = fitted_trend(*sums, effect=0.2, walk=0.0, answer=answer).effect
    as_poisson = fitted_trend(*sums, effect=0.2, walk=0.0).effect
    assert found == pytest.approx(0.25, rel=0.06)
    assert as_poisson < 0.85 * found


# --- How years differ


def planted(seed, effect, *, years=400, shares=(0.5, 0.3, 0.2), whole=900):
    """Counts of members that differ from year to year by a known effect, and the mean ones."""
    chance = np.random.default_rng(seed)
    mean = np.broadcast_to(whole * np.array(shares), (years, len(shares)))
    factor = chance.lognormal(-(effect**2) / 2, effect, mean.shape) if effect else np.ones(1)
    return chance.poisson(mean * factor).astype(float), mean


@pytest.mark.parametrize("effect", [0.0, 0.1, 0.25])
def test_a_planted_year_effect_is_found_again(effect):
    """Where totals are held, the plain estimate finds half: the corrected one finds all."""
    seen, mean = planted(2, effect)
    assert year_variance(seen, mean) == pytest.approx(effect**2, rel=0.08, abs=0.0003)
    if effect:
        scaled = mean * (seen.sum(axis=1) / mean.sum(axis=1))[:, None]
        plain = ((seen - scaled) ** 2 - scaled).sum() / (scaled**2).sum()
        assert plain < 0.65 * effect**2


def test_two_years_at_a_time_the_estimate_is_right_on_average():
    found = [year_variance(*planted(seed, 0.15, years=2)) for seed in range(1500)]
    assert np.mean(found) == pytest.approx(0.15**2, rel=0.1)


@pytest.mark.parametrize("effect", [0.0, 0.2])
def test_effects_on_the_force_of_leaving_are_found_again(effect):
    """40 years, 20 needs of which 10 to 70 % leave; as Poisson numbers less than half is found."""
    chance = np.random.default_rng(9)
    share = np.linspace(0.1, 0.7, 20)
    opening = np.full((40, 20, 1), 800.0)
    shock = np.exp(effect * chance.standard_normal((40, 20)) - effect**2 / 2)
    left = chance.binomial(800, -np.expm1(np.log1p(-share) * shock)).astype(float)
    expected = opening * share[:, None]
    answer = answer_of_leavers(expected, opening, over=2)
    assert answer.chance[0] == pytest.approx(1 - share)
    found = year_variance(left, expected.sum(axis=2), answer)
    assert found == pytest.approx(effect**2, rel=0.12, abs=0.0004)
    assert year_variance(left, expected.sum(axis=2)) < max(0.7 * effect**2, 0)


def test_where_all_or_none_leave_nothing_breaks():
    opening = np.array([[[10.0, 10.0, 0.0]]])
    answer = answer_of_leavers(np.array([[[10.0, 0.0, 0.0]]]), opening, over=1)
    assert answer.chance == pytest.approx(np.array([[0.0, 1.0, 1.0]]), abs=1e-6)
    assert answer.reach == pytest.approx(np.array([[0.0, 1.0, 1.0]]), abs=1e-6)


def test_with_one_year_the_effects_are_the_priors():
    numbers = any_flows(1, years=(2024,)).joiners.sum(axis=(1, 4))
    found = effects_of_years(numbers, numbers, numbers, numbers, 2 * numbers)
    assert found == flow_effects()
    assert any_model(1, years=(2024,)).effects == flow_effects()
    assert shrunk(0.2, -1.0, prior_years=5, years=5) == pytest.approx(0.2 / np.sqrt(2))
    assert shrunk(0.1, 0.04, prior_years=10, years=10) == pytest.approx(np.sqrt(0.025))
