"""Draws: whole children, closed accounts, the same numbers everywhere, sums that add up."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_demand_laws import (
    LOCALITIES,
    NEEDS,
    PHASE,
    STATES,
    children_at,
    generators,
    given_rates,
    small_area,
    some_population,
    some_stock,
)

from sufficiency.demand.accounts import Item, account_gap
from sufficiency.demand.chances import chances_of
from sufficiency.demand.children import carried_on
from sufficiency.demand.cohorts import expected_projection
from sufficiency.demand.draws import rates_of_draws
from sufficiency.demand.estimation import estimate
from sufficiency.demand.levels import cell_shares, drawn_shares, level_shares
from sufficiency.demand.model import expected_rates, expected_start
from sufficiency.demand.pooling import by_phase
from sufficiency.demand.shocks import (
    Generators,
    Purpose,
    YearEffects,
    shocked_leaving,
    year_shocks,
)
from sufficiency.demand.simulation import simulate
from sufficiency.demand.starting import drawn_start
from sufficiency.demand.stocks import NC_YEARS, stocks_of

few = settings(max_examples=8)


@pytest.fixture(autouse=True)
def _no_silent_arithmetic():
    """Let nothing overflow, divide by nought or turn into nan unseen."""
    with np.errstate(all="raise", under="ignore"):
        yield


def some_levels(*, phases=5):
    """Shares of three settings over two levels, the same for all needs."""
    low = np.array([[0.8, 0.0], [0.1, 0.5], [0.0, 1.0]])
    central = np.array([[0.9, 0.1], [0.3, 0.7], [0.0, 1.0]])
    high = np.array([[1.0, 0.3], [0.5, 0.9], [0.0, 1.0]])
    return level_shares(
        *(
            np.broadcast_to(side[:, None, None, :], (STATES, NEEDS, phases, 2))
            for side in (low, central, high)
        )
    )


@pytest.fixture(scope="module")
def model():
    return estimate(small_area(), until=2030, growth=[0.1, 0.08], shares=some_levels())


@pytest.fixture(scope="module")
def drawn(model):
    return simulate(model, draws=400, seed=5)


def test_accounts_close_in_every_draw_to_the_child(drawn):
    assert not account_gap(drawn.accounts).any()
    counts = drawn.roll_up(need=np.arange(NEEDS), state=np.arange(2))[:, :, 0, :, 0, :]
    assert (drawn.accounts[..., Item.CLOSING] == counts[:, 1:]).all()
    assert (drawn.accounts[..., Item.OPENING] == counts[:, :-1]).all()


def test_draws_roll_up_by_addition(drawn):
    finest = drawn.roll_up(
        locality=np.arange(LOCALITIES),
        need=np.arange(NEEDS),
        ncy=np.arange(NC_YEARS),
        state=np.arange(2),
        draws=50,
    )
    by_phase = drawn.roll_up(need=np.arange(NEEDS), ncy=PHASE, draws=50)
    added = np.stack([finest[..., phase == PHASE, :].sum(axis=(2, 4, 5)) for phase in range(5)], -1)
    assert (by_phase[:, :, 0, :, :, 0] == added).all()
    assert (drawn.roll_up(draws=50)[:, :, 0, 0, 0, 0] == finest.sum(axis=(2, 3, 4, 5))).all()


def test_the_mean_of_draws_is_near_the_expected_projection(model, drawn):
    expected = expected_projection(
        expected_start(model), model.population[1:], expected_rates(model)
    ).children
    counts = drawn.roll_up(ncy=PHASE, state=np.arange(2))[:, :, 0, 0]
    wanted = np.stack([expected[..., one == PHASE, :].sum(axis=(1, 2, 3)) for one in range(5)], 1)
    error = counts.std(axis=0) / np.sqrt(len(counts))
    assert (np.abs(counts.mean(axis=0) - wanted) < 4 * error + 0.02 * wanted).all()


def test_with_given_rates_the_mean_over_children_is_the_expected_projection():
    rates, stock = given_rates(3, years=1), some_stock(3)
    persons = some_population(3, years=1)
    cells = np.repeat(np.argwhere(stock > 0), stock[stock > 0].astype(int), axis=0)
    start, chances = children_at(cells), chances_of([rates], [persons])
    chance, runs = generators(8), 1500
    sums = np.zeros(stock.shape)
    for _ in range(runs):
        after = carried_on(start, chances, chance).codes[1]
        np.add.at(sums.reshape(-1), after, 1)
    wanted = expected_projection(stock, persons, rates).children[1]
    away = (sums / runs - wanted) / np.sqrt((wanted + 1e-9) / runs)
    assert np.abs(away).max() < 5.5
    assert abs((sums / runs - wanted).sum()) < 0.01 * wanted.sum()


def test_same_seed_same_numbers_for_any_block_and_any_number_of_draws(model):
    first = simulate(model, draws=7, seed=2, block=7)
    for other in (simulate(model, draws=7, seed=2, block=2), simulate(model, draws=9, seed=2)):
        assert (other.codes[: len(first.codes)] == first.codes).all()
        assert (other.lengths[:7] == first.lengths).all()
        assert (other.accounts[:7] == first.accounts).all()
    assert (simulate(model, draws=1, seed=3).lengths != first.lengths[:1]).any()


def test_same_seed_same_numbers_for_two_workers(model):
    alone = simulate(model, draws=4, seed=2)
    shared = simulate(model, draws=4, seed=2, workers=2, block=2)
    assert (shared.codes == alone.codes).all()
    assert (shared.accounts == alone.accounts).all()


def test_a_longer_horizon_does_not_change_the_draws_of_earlier_years():
    growth = [0.1] * 5
    short, long = (
        simulate(estimate(small_area(), until=until, growth=growth), draws=3, seed=1)
        for until in (2026, 2030)
    )
    assert (long.roll_up(ncy=PHASE)[:, :3] == short.roll_up(ncy=PHASE)).all()


def test_structural_zeros_hold_in_every_draw():
    """No child is where no child can be: state 2 only from NC year 12 on."""
    allowed = np.ones((1, NC_YEARS, STATES), dtype=bool)
    allowed[:, :16, 2] = False
    model = estimate(small_area(), until=2030, allowed=allowed)
    expected = expected_projection(
        expected_start(model), model.population[1:], expected_rates(model)
    ).children
    assert not expected[1:, :, :, :16, 2].any()
    assert expected[1:, :, :, 16:, 2].all()
    counts = simulate(model, draws=20, seed=1).roll_up(
        ncy=np.arange(NC_YEARS), state=np.arange(STATES)
    )
    assert not counts[:, 1:, 0, 0, :16, 2].any()
    assert counts[:, 1:, 0, 0, 16:, 2].any()


@given(st.integers(0, 10**6))
def test_level_shares_stay_between_low_and_high_and_add_up_to_one(seed):
    shares = some_levels()
    drawn = drawn_shares(shares, Generators((np.random.default_rng(seed),)))
    assert (drawn >= shares.low - 1e-12).all()
    assert (drawn <= shares.high + 1e-12).all()
    assert drawn.sum(axis=-1) == pytest.approx(np.ones(drawn.shape[:-1]), abs=1e-9)


def test_level_shares_are_the_central_ones_on_average():
    shares = some_levels()
    generators = Generators.of(1, range(4000), Purpose.RATES)
    drawn = drawn_shares(shares, generators)[:, :, 0, 0]
    assert drawn.mean(axis=0) == pytest.approx(shares.central[:, 0, 0], abs=0.012)
    # As wide as a triangle from 0.1 to 0.5: 0.4 / sqrt(24).
    assert drawn[:, 1, 0].std() == pytest.approx(0.4 / np.sqrt(24), rel=0.05)


def test_levels_of_a_child_that_is_counted_are_allowed_ones():
    allowed = np.array([True, False])
    cells = cell_shares(some_levels().central, np.broadcast_to(allowed, (NEEDS, 25, 2)), PHASE)
    assert (cells[:2, ..., 0] == 1).all()
    assert not cells[2].any()


@few
@given(st.integers(0, 1000))
def test_fractions_become_whole_children_without_gain_or_loss(seed):
    stocks = small_area(seed)
    counts = np.random.default_rng(seed).random(stocks.children.shape)
    fitted = stocks_of(
        stocks.years, counts, stocks.population_years, stocks.population, phase=PHASE
    )
    model = estimate(fitted, until=2026)
    generator = Generators((np.random.default_rng(seed),))
    sizes, sums = [], np.zeros(counts[-1].shape)
    for _ in range(400):
        children, setting = drawn_start(model, None, generator)
        assert (setting == children.kind % counts.shape[-1]).all()
        sizes.append(len(children.kind))
        np.add.at(sums.reshape(LOCALITIES, -1), (children.locality, children.kind), 1)
    whole = counts[-1].sum()
    assert set(sizes) <= {int(np.floor(whole)), int(np.ceil(whole))}
    assert np.abs(sums / 400 - counts[-1]).max() < 0.13


def test_shocks_are_centred_and_as_wide_as_stated():
    effects = YearEffects(leaving=0.3)
    drawn = year_shocks(effects, years=4, shape=(2, 3), seed=1, draws=range(6000))
    joining = drawn.joining
    assert joining.mean(axis=0) == pytest.approx(np.ones((4, 2, 3)), abs=0.04)
    first_year = 0.28**2 + 0.12**2 + 0.04**2 + 0.10**2 + 0.15**2
    assert np.log(joining[:, 0]).std() == pytest.approx(np.sqrt(first_year), rel=0.03)
    leaving = np.array([0.0, 0.4, 1.0]) * np.ones((2, 1))
    shocked = shocked_leaving(leaving[None, None, ..., None], drawn)[..., 0]
    assert shocked.mean(axis=0) == pytest.approx(np.broadcast_to(leaving, (4, 2, 3)), abs=0.01)
    assert (shocked[..., 2] == 1).all()
    assert not shocked[..., 0].any()


def test_without_year_effects_a_draw_has_no_shock():
    none = YearEffects(*[0.0] * 10)
    shocks = year_shocks(none, years=3, shape=(2, 2), seed=1, draws=[0])
    assert (shocks.joining == 1).all()
    assert (shocks.leaving == 1).all()


def test_year_effects_widen_the_range_of_the_total(model, drawn):
    calm = simulate(model, draws=100, seed=5, effects=YearEffects(*[0.0] * 10)).roll_up()
    assert calm[:, -1].std() < 0.6 * drawn.roll_up()[:, -1].std()


def test_levers_act_on_joining_and_leaving():
    stocks = small_area()
    as_is = simulate(estimate(stocks, until=2026), draws=40, seed=1)
    none = simulate(estimate(stocks, until=2026, joining=0), draws=40, seed=1)
    assert not none.accounts[..., Item.JOINERS].any()
    assert as_is.accounts[..., Item.JOINERS].any()
    kept = estimate(stocks, until=2026, joining=0, leaving=0)
    everyone = simulate(kept, draws=5, seed=1).roll_up(ncy=np.arange(NC_YEARS))
    assert (everyone[:, 1, ..., 1:, :] == everyone[:, 0, ..., :-1, :]).all()
    only_first = estimate(stocks, until=2026, joining=np.array([0.5, 1.0]).reshape(2, 1, 1))
    rates, usual = expected_rates(only_first), expected_rates(estimate(stocks, until=2026))
    assert rates.joining[0] == pytest.approx(usual.joining[0] / 2)
    assert rates.joining[1] == pytest.approx(usual.joining[1])


# --- What became of each child


def test_fates_say_of_every_child_where_it_went(model):
    drawn = simulate(model, draws=3, seed=5)
    _, needs, ages, states = drawn.shape
    for draw in range(3):
        for january in range(1, drawn.januaries):
            before, after = drawn.fates(draw, january)
            assert (before == drawn.january(draw, january - 1)).all()
            there = after >= 0
            now = drawn.january(draw, january)
            assert (after[there] == now[: there.sum()]).all()
            # Everyone grows up by exactly one NC year and stays in its locality.
            age, place = before // states % ages, before // (needs * ages * states)
            assert (after[there] // states % ages == age[there] + 1).all()
            assert (after[there] // (needs * ages * states) == place[there]).all()
            leavers = drawn.accounts[draw, january - 1, :, :, Item.LEAVERS].sum()
            assert (~there).sum() == leavers


def test_start_settings_are_where_children_were_counted():
    """States are settings here, so the two must be the same."""
    drawn = simulate(estimate(small_area(), until=2026), draws=2, seed=5)
    for draw in range(2):
        states = drawn.january(draw, 0) % drawn.shape[-1]
        assert (drawn.start_settings(draw) == states).all()
        assert len(set(states.tolist())) > 1


def test_later_draws_are_the_same_without_those_before_them(model):
    whole, last = simulate(model, draws=5, seed=2), simulate(model, draws=2, seed=2, first=3)
    for place, draw in enumerate((3, 4)):
        for january in range(whole.januaries):
            assert (last.january(place, january) == whole.january(draw, january)).all()


def test_plans_that_cease_besides_are_taken_off_those_who_would_have_stayed():
    plain, ceased = (estimate(small_area(), until=2026, ceasing=share) for share in (0.0, 0.25))
    one, other = expected_rates(plain).leaving, expected_rates(ceased).leaving
    assert 1 - other == pytest.approx(0.75 * (1 - one))


def test_needs_of_joiners_are_right_on_average_also_where_only_turnover_joins():
    """By need and phase, the mean over draws of who joins is what is expected of each."""
    model = estimate(small_area(), until=2026, turnover=0.05)
    calm = YearEffects(*[0.0] * 10)
    usual = expected_rates(model).joining[0]
    made = rates_of_draws(model, calm, seed=1, draws=range(3_000))
    drawn = np.mean([rates.joining[0] for rates, _ in made], axis=0)
    persons = model.population[0].sum(axis=0)
    one, other = (by_phase(rates * persons, model.stocks.phase) for rates in (usual, drawn))
    assert other == pytest.approx(one, rel=0.05, abs=0.02)
