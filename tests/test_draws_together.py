"""Draws that are made together are those that are made one by one, by slow twins with loops."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import fields, replace
from math import exp, expm1, log1p, sqrt

import numpy as np
import pytest
from flow_areas import any_model
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import betaincinv, ndtr
from test_demand_draws import some_levels
from test_demand_laws import STATES, small_area

from sufficiency import england
from sufficiency.demand import simulation
from sufficiency.demand.accounts import Item, account_gap
from sufficiency.demand.closing import Closure, closures_of
from sufficiency.demand.draws import rates_of_draws
from sufficiency.demand.drifting import drift_of
from sufficiency.demand.estimation import estimate
from sufficiency.demand.flow_draws import flow_rates_of_draws
from sufficiency.demand.growth import cohort_path
from sufficiency.demand.levels import CONCENTRATION, EDGE, drawn_shares
from sufficiency.demand.limits import limits_of
from sufficiency.demand.panel_errors import shipped_errors, spread_of
from sufficiency.demand.paths import PathDoubt, drawn_cohorts
from sufficiency.demand.restating import resampled
from sufficiency.demand.shocks import (
    Generators,
    Purpose,
    YearEffects,
    generator_of,
    opposite_normals,
    shocked_leaving,
    year_shocks,
)
from sufficiency.demand.simulation import draws_at_a_time, simulate
from sufficiency.demand.stocks import NC_YEARS
from sufficiency.demand.unrecorded import Unrecorded, with_unrecorded

few = settings(max_examples=10, deadline=None)
seeds = st.integers(0, 10**6)
DOUBT = PathDoubt(shipped_errors(england.panel_errors("total"), spread_of("total")))


# --- Whole rates: together, and each alone


def stock_models():
    """Models from stocks: settings, levels, levers, a drift, and a path that is not sure."""
    area, growth = small_area(), [0.1, 0.08]
    plain = estimate(area, until=2028, growth=growth)
    drift = drift_of(years=4, states=STATES, yearly=0.1, child=0.3, expected=0.02)
    return {
        "settings": plain,
        "levels": estimate(area, until=2028, growth=growth, shares=some_levels()),
        "levers": estimate(area, until=2028, growth=growth, leaving=0.8, ceasing=0.02),
        "drift": estimate(area, until=2028, growth=growth, drift=drift),
        "doubt": replace(plain, doubt=DOUBT),
    }


def flow_models():
    """Models from transitions: on their own trend, and on a path that is not sure."""
    plain = any_model(3)
    growth = np.full(len(plain.years), 0.06)
    return {"trend": plain, "path": replace(plain, growth=growth, doubt=DOUBT)}


def same(one, other):
    """Every array of the rates of two draws is the very same."""
    (rates, cells), (others, other_cells) = one, other
    assert (cells is None) == (other_cells is None)
    assert cells is None or (cells == other_cells).all()
    for field in fields(rates):
        first, second = getattr(rates, field.name), getattr(others, field.name)
        if isinstance(first, np.ndarray):
            assert first.shape == second.shape
            assert (first == second).all(), field.name
        else:
            assert first is second


@pytest.mark.parametrize("name", list(stock_models()))
def test_rates_from_stocks_are_the_same_together_and_alone(name):
    model, effects = stock_models()[name], YearEffects()
    draws = [3, 4, 5, 9]
    together = rates_of_draws(model, effects, seed=2, draws=draws)
    for draw, made in zip(draws, together, strict=True):
        same(made, rates_of_draws(model, effects, seed=2, draws=[draw])[0])


@pytest.mark.parametrize("name", list(flow_models()))
def test_rates_from_transitions_are_the_same_together_and_alone(name):
    model, effects = flow_models()[name], YearEffects()
    draws = [0, 1, 7]
    together = flow_rates_of_draws(model, effects, seed=2, draws=draws)
    for draw, made in zip(draws, together, strict=True):
        same(made, flow_rates_of_draws(model, effects, seed=2, draws=[draw])[0])


# --- Whole histories: together, and each alone


def model_with_a_total():
    """A model of which one year's total is imposed, and later growth capped."""
    area = small_area()
    years = 4
    total, growth = np.full(years, np.nan), np.full(years, np.nan)
    total[1], growth[2] = np.round(area.last.sum()), 0.01
    return estimate(area, until=2028, limits=limits_of(years=years, total=total, growth=growth))


def model_with_unrecorded():
    """A model of fractions of which a third have no need recorded, and a fifth no locality."""
    area = small_area()
    localities, needs, ages, states = area.last.shape
    recorded = 0.47 * area.last
    others = np.zeros((localities + 1, needs + 1, ages, states))
    others[:-1, -1], others[-1, :-1] = 0.33 * area.last.sum(axis=1), 0.2 * area.last.sum(axis=0)
    held = Unrecorded(
        recorded,
        others,
        np.full((localities, ages, states), 1 / localities),
        np.full((needs, ages, states), 1 / needs),
    )
    children = np.concatenate([area.children[:-1], with_unrecorded(held)[None]])
    spread = replace(area, children=children, unrecorded={area.base: held})
    return estimate(spread, until=2028)


def model_that_closes():
    """A model from transitions of which two states close, one of them into the other."""
    model = any_model(3, until=2028)
    first = np.tile([0.0, 0.4, 0.6], (NC_YEARS, 1))
    later = np.tile([0.0, 0.0, 1.0], (NC_YEARS, 1))
    closures = closures_of([Closure(0, 1, first), Closure(1, 3, later)], states=STATES)
    return replace(model, levers=replace(model.levers, closures=closures))


def other_models():
    """Models with what has random numbers of its own, draw by draw."""
    return {
        "limits": model_with_a_total(),
        "unrecorded": model_with_unrecorded(),
        "closing": model_that_closes(),
    }


@pytest.mark.parametrize("together", [2, 5])
@pytest.mark.parametrize("name", [*stock_models(), *flow_models(), *other_models()])
def test_children_are_the_same_together_and_alone(name, together, monkeypatch):
    """Also with several localities, whose codes wrap around in small numbers on their way."""
    models = {**stock_models(), **flow_models(), **other_models()}
    monkeypatch.setattr(simulation, "draws_together", lambda children: 1)
    alone = simulate(models[name], draws=5, seed=3)
    assert alone.lengths.min() > 0
    monkeypatch.setattr(simulation, "draws_together", lambda children: together)
    other = simulate(models[name], draws=5, seed=3, block=5)
    assert len(other.parts) < len(alone.parts) or name == "limits"
    assert (alone.codes == other.codes).all()
    assert (alone.accounts == other.accounts).all()
    for draw in range(5):
        assert (alone.start_settings(draw) == other.start_settings(draw)).all()
        for january in range(alone.januaries):
            assert (alone.stays(draw, january) == other.stays(draw, january)).all()


@pytest.mark.parametrize("together", [4, 12, 30])
@pytest.mark.parametrize(("draws", "workers"), [(1, 1), (500, 2), (100, 8), (500, 16), (9, 64)])
def test_no_worker_waits_while_others_have_more_than_one_group_of_draws(draws, workers, together):
    step = draws_at_a_time(draws, workers, together=together)
    assert step % together == 0
    assert step <= simulation.BLOCK
    blocks = -(-draws // step)
    assert step == together or blocks > workers // 2
    assert blocks <= workers or step + together > simulation.BLOCK


def test_fewer_draws_are_carried_together_in_a_larger_area():
    many = [simulation.draws_together(children) for children in (0, 500, 3_000, 15_000, 90_000)]
    assert many == [32, 32, 20, 4, 4]


@pytest.mark.parametrize("flows", ["stocks", "transitions"])
def test_a_january_of_nobody_is_gone_through(flows):
    """Nobody is left where the total is nought, and whoever joins later is counted again."""
    total, none = [np.nan, 0.0, np.nan, 30.0], np.full(4, np.nan)
    limits = limits_of(years=4, total=total, growth=none)
    if flows == "stocks":
        model = estimate(small_area(), until=2028, limits=limits)
    else:
        model = any_model(3, until=2028, limits=limits)
    assert flows == "stocks" or model.restatement is not None
    drawn = simulate(model, draws=3, seed=1)
    assert (drawn.lengths[:, 2] == 0).all()
    assert (drawn.lengths[:, 3] > 0).all()
    assert (drawn.lengths[:, 4] == 30).all()
    assert (drawn.accounts[..., Item.CLOSING].sum(axis=(2, 3)) == drawn.lengths[:, 1:]).all()
    assert not account_gap(drawn.accounts).any()


# --- Slow twins of the parts, draw by draw


@given(seeds)
def test_shocks_are_their_slow_twin(seed):
    effects, years, needs, ages = YearEffects(), 3, 2, 4
    fast = year_shocks(effects, years=years, shape=(needs, ages), seed=seed, draws=[2, 5])
    for place, draw in enumerate((2, 5)):
        generator = generator_of(seed, draw, Purpose.SHOCKS)
        slope = generator.standard_normal()
        walked = drift = 0.0
        for year in range(years):
            chance = generator.standard_normal(4 + 2 * (needs + ages))
            walked += effects.joining_walk * chance[1]
            drift += effects.slope * effects.damping**year
            variance = effects.joining**2 + (year + 1) * effects.joining_walk**2 + drift**2
            variance += effects.joining_need**2 + effects.joining_ncy**2
            area = effects.joining * chance[0] + walked + drift * slope - variance / 2
            for need in range(needs):
                for age in range(ages):
                    effect = area + effects.joining_need * chance[4 + need]
                    effect += effects.joining_ncy * chance[4 + needs + age]
                    made = fast.joining[place, year, need, age]
                    assert made == pytest.approx(exp(effect), rel=1e-12)


@pytest.mark.parametrize("effects", [YearEffects(), YearEffects(*[0.0] * 10)])
def test_leaving_under_shocks_is_its_slow_twin(effects):
    shares = np.array([[0.0, 0.02, 0.5], [0.3, 0.97, 1.0]])
    shocks = year_shocks(effects, years=2, shape=(2, 3), seed=1, draws=[0, 1, 2])
    leaving = np.array([shares, 0.5 * shares, shares**2])
    fast = shocked_leaving(leaving[:, None, ..., None], shocks)[..., 0]
    for place in np.ndindex(fast.shape):
        draw, year, need, age = place
        share = leaving[draw, need, age]
        expected = share
        if 0 < share < 1:
            force, variance = -log1p(-share), shocks.leaving_variance[year]
            grown = min(variance * force, 50.0)
            centred = expm1(grown) / grown if grown > 0 else 1.0
            expected = -expm1(-centred * force * shocks.leaving[place])
        assert fast[place] == pytest.approx(expected, rel=1e-12)


@few
@given(seeds)
def test_level_shares_are_their_slow_twin(seed):
    shares = some_levels()
    fast = drawn_shares(shares, Generators.of(seed, [4, 6], Purpose.RATES))
    for place, draw in enumerate((4, 6)):
        normals = generator_of(seed, draw, Purpose.RATES).standard_normal((STATES, 2))
        for setting, normal in enumerate(normals):
            low, central, high = (
                side[setting, 0, 0] for side in (shares.low, shares.central, shares.high)
            )
            drawn = _slow_levels(low, central, high, normal)
            assert fast[place, setting] == pytest.approx(
                np.broadcast_to(drawn, fast[place, setting].shape), abs=1e-12
            )


def _slow_levels(low, central, high, normal):
    """Level shares of one row, one level after the other."""
    doubtful = [level for level in range(len(low)) if high[level] > low[level]]
    count = max(len(doubtful), 2)
    mean = sum(normal[level] for level in doubtful) / count
    drawn = list(low)
    for level in doubtful:
        width = high[level] - low[level]
        middle = min(max((central[level] - low[level]) / width, EDGE), 1 - EDGE)
        chance = ndtr((normal[level] - mean) * sqrt(count / (count - 1)))
        drawn[level] += width * betaincinv(
            CONCENTRATION * middle, CONCENTRATION * (1 - middle), chance
        )
    over = sum(drawn) - 1
    room = [
        drawn[level] - low[level] if over > 0 else high[level] - drawn[level] for level in (0, 1)
    ]
    part = over / sum(room) if sum(room) > 0 else 0.0
    return [one - part * left for one, left in zip(drawn, room, strict=True)]


@given(seeds)
def test_cohorts_on_their_paths_are_their_slow_twin(seed):
    chance = np.random.default_rng(seed)
    years, ages, draws = 4, 6, 3
    start, persons = chance.random(ages) * 50 + 1, chance.random(ages) * 900
    central = cohort_path(
        start, persons, np.full(ages, 0.01), np.full(ages, 0.1), growth=None, years=years
    )
    joining, leaving = chance.random((2, draws, years, ages)) * np.reshape(
        [0.02, 1.0], (2, 1, 1, 1)
    )
    off = chance.normal(0, 0.3, (draws, years))
    joining[0, 1] = 0.0
    fast = drawn_cohorts(central, off, start, persons, joining=joining, leaving=leaving)
    totals = (central.survivors + central.joiners).sum(axis=1)
    for draw in range(draws):
        cohort = list(start)
        for year in range(years):
            stay = [0.0] + [cohort[age] * (1 - leaving[draw, year, age]) for age in range(ages - 1)]
            usual = [joining[draw, year, age] * persons[age] for age in range(ages)]
            room = max(totals[year] * exp(off[draw, year]) - sum(stay), 0.0)
            factor = room / sum(usual) if sum(usual) > 0 else 0.0
            cohort = [left + factor * one for left, one in zip(stay, usual, strict=True)]
            assert fast.factor[draw, year] == pytest.approx(factor, rel=1e-9, abs=1e-9)
            made = fast.survivors[draw, year] + fast.joiners[draw, year]
            assert made == pytest.approx(cohort, rel=1e-9)


def test_opposite_draws_take_the_chances_of_their_pair():
    made = opposite_normals((3,), seed=1, draws=[5, 2, 4], purpose=Purpose.PANEL)
    pairs = [generator_of(1, pair, Purpose.PANEL).standard_normal(3) for pair in (2, 1, 2)]
    assert (made == np.array([-pairs[0], pairs[1], pairs[2]])).all()


# --- Recoding: children dealt one by one


@given(seeds, st.sampled_from([0.4, 1.0, 2.5]))
def test_a_stock_that_is_dealt_anew_is_its_slow_twin(seed, spread):
    chance = np.random.default_rng(seed)
    draws, cells, groups = 3, 12, 3
    stock = chance.integers(0, 9, (draws, cells))
    group = np.sort(chance.integers(0, groups, (draws, cells)), axis=1)
    factor = chance.random((draws, cells)) + 0.5
    fast = resampled(
        stock.reshape(-1),
        factor.reshape(-1),
        spread,
        (group + groups * np.arange(draws)[:, None]).reshape(-1),
        np.repeat(np.arange(draws), cells),
        Generators(tuple(np.random.default_rng(seed + draw) for draw in range(draws))),
    )
    for draw, made in enumerate(fast.reshape(draws, cells)):
        alone = _slow_resampled(stock[draw], factor[draw], spread, group[draw], seed + draw)
        assert (made == alone).all()


def _slow_resampled(stock, factor, spread, group, seed):
    """Each loose child falls on the line of its own group, one after the other."""
    generator = np.random.default_rng(seed)
    loose = stock.copy()
    if spread < 1:
        kept = generator.random(stock.sum()) < spread
        loose = np.array([part.sum() for part in np.split(kept, np.cumsum(stock)[:-1])])
    after = stock - loose
    weight = stock * factor
    if spread > 1:
        weight = generator.standard_gamma(weight / (spread - 1)) * (spread - 1)
    rooms = np.zeros(len(stock))
    for cell, own in enumerate(group):
        there = group == own
        scale = stock[there].sum() / weight[there].sum() if weight[there].sum() > 0 else 0.0
        rooms[cell] = max(weight[cell] * scale - after[cell], 0.0)
    for own in range(int(group.max()) + 1):
        cells = np.flatnonzero(group == own)
        edges = np.cumsum(rooms[cells])
        for _ in range(int(loose[cells].sum())):
            point = generator.random() * edges[-1]
            after[cells[bisect_right(edges, point)]] += 1
    return after
