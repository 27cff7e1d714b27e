"""The cohort step: laws of the expected projection, and slow twins of both steps."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sufficiency.demand.accounts import Item, account_gap
from sufficiency.demand.cohorts import Children, child_step, expected_projection
from sufficiency.demand.estimation import estimate
from sufficiency.demand.model import expected_rates, expected_start
from sufficiency.demand.rates import Rates
from sufficiency.demand.stocks import NC_YEARS, stocks_of

PHASE = np.repeat(np.arange(5), [4, 7, 5, 3, 6])
YEARS, LOCALITIES, NEEDS, STATES = 30, 2, 3, 3
seeds = st.integers(0, 2**32 - 1)


@pytest.fixture(autouse=True)
def _no_silent_arithmetic():
    """Let nothing overflow, divide by nought or turn into nan unseen."""
    with np.errstate(all="raise", under="ignore"):
        yield


def given_rates(
    seed, *, years=4, localities=LOCALITIES, needs=NEEDS, states=STATES, full=False
) -> Rates:
    """Any rates, the same in each year; in full, they differ by state left and by origin."""
    generator = np.random.default_rng(seed)

    def shares(*shape, axis):
        made = generator.random(shape) * (generator.random(shape) < 0.8) + 1e-3
        return made / made.sum(axis=axis, keepdims=True)

    def every_year(numbers):
        return np.repeat(numbers[None], years, axis=0)

    leaving = generator.random((needs, NC_YEARS, states if full else 1)) * 0.4
    leaving[:, -1] = 1.0
    settled = shares(needs, NC_YEARS, states, axis=-1)
    goes = shares(needs, NC_YEARS, states, states, axis=-1) if full else settled[:, :, None]
    return Rates(
        joining=every_year(generator.random((needs, NC_YEARS)) * 0.01),
        locality=generator.random((localities, needs, NC_YEARS)) + 0.5,
        leaving=every_year(leaving),
        need_leaves=every_year(generator.random((needs, NC_YEARS)) * 0.3),
        need_goes=every_year(shares(needs if full else 1, NC_YEARS, needs, axis=-1)),
        state_leaves=every_year(generator.random((needs, NC_YEARS, states)) * 0.3),
        state_goes=every_year(goes),
        joiner_states=every_year(settled),
    )


def some_stock(seed, *, most=6, localities=LOCALITIES, needs=NEEDS, states=STATES):
    generator = np.random.default_rng(seed)
    return generator.integers(0, most, (localities, needs, NC_YEARS, states)).astype(float)


def some_population(seed, *, years=4, localities=LOCALITIES):
    generator = np.random.default_rng(seed)
    return generator.integers(50, 400, (years, localities, NC_YEARS)).astype(float)


def small_area(seed=0, *, years=3, until=2030, most=6):
    """Stocks of a small area that grows, with its population until 2030."""
    generator = np.random.default_rng(seed)
    children = generator.integers(
        0, most, (years, LOCALITIES, NEEDS, NC_YEARS, STATES)
    ) * np.linspace(1.0, 1.5, years).reshape(-1, 1, 1, 1, 1)
    first = 2025 - years
    known = range(first, until + 1)
    persons = generator.integers(300, 400, (len(known), LOCALITIES, NC_YEARS))
    return stocks_of(range(first, 2025), children, known, persons, phase=PHASE)


# --- Slow twins


def of(rates, member):
    """The rate of a member, where the axis may have a length of 1 for all alike."""
    return rates[member if len(rates) > 1 else 0]


def slow_step(stock, persons, rates, year):
    """The expected step, one cell at a time."""
    localities, needs, ages, states = stock.shape
    after = np.zeros(stock.shape)
    for place in range(localities):
        for age in range(1, ages):
            stay = np.zeros((needs, states))
            for need in range(needs):
                for state in range(states):
                    share = 1 - of(rates.leaving[year, need, age - 1], state)
                    stay[need, state] = stock[place, need, age - 1, state] * share
            arrived = np.zeros((needs, states))
            for need in range(needs):
                for state in range(states):
                    changes = stay[need, state] * rates.need_leaves[year, need, age]
                    arrived[need, state] += stay[need, state] - changes
                    for other in range(needs):
                        share = of(rates.need_goes[year], need)[age, other]
                        arrived[other, state] += changes * share
            for need in range(needs):
                for state in range(states):
                    moves = arrived[need, state] * rates.state_leaves[year, need, age, state]
                    after[place, need, age, state] += arrived[need, state] - moves
                    for other in range(states):
                        share = of(rates.state_goes[year, need, age], state)[other]
                        after[place, need, age, other] += moves * share
        for age in range(ages):
            for need in range(needs):
                rate = rates.joining[year, need, age] * rates.locality[place, need, age]
                for state in range(states):
                    share = rates.joiner_states[year, need, age, state]
                    after[place, need, age, state] += rate * persons[place, age] * share
    return after


@given(seeds, st.booleans())
def test_the_expected_step_is_its_slow_twin(seed, full):
    rates, stock = given_rates(seed, full=full), some_stock(seed)
    persons = some_population(seed)
    fast = expected_projection(stock, persons[:1], rates).children[1]
    assert fast == pytest.approx(slow_step(stock, persons[0], rates, 0), abs=1e-9)


def slow_pick(shares, chance):
    """The first member at which the running sum of shares passes the chance."""
    running, whole = 0.0, sum(shares)
    for member, share in enumerate(shares):
        running += share
        if running > chance * whole:
            return member
    return len(shares) - 1


def slow_child_step(children, persons, rates, year, generator):
    """The step of single children, one child at a time, with the same chances in the same order."""
    kinds = []
    _, needs, ages, _ = rates.joiner_states.shape
    chance = generator.random(len(children), dtype=np.float32)
    for (place, need, age, state), one in zip(children, chance, strict=True):
        if age < ages - 1 and one >= of(rates.leaving[year, need, age], state):
            kinds.append([place, need, age + 1, state])
    chance = generator.random(len(kinds), dtype=np.float32)
    movers = [
        kind
        for kind, one in zip(kinds, chance, strict=True)
        if one < rates.need_leaves[year, kind[1], kind[2]]
    ]
    for kind, one in zip(movers, generator.random(len(movers)), strict=True):
        kind[1] = slow_pick(of(rates.need_goes[year], kind[1])[kind[2]], one)
    chance = generator.random(len(kinds), dtype=np.float32)
    movers = [
        kind
        for kind, one in zip(kinds, chance, strict=True)
        if one < rates.state_leaves[year, kind[1], kind[2], kind[3]]
    ]
    for kind, one in zip(movers, generator.random(len(movers)), strict=True):
        kind[3] = slow_pick(of(rates.state_goes[year, kind[1], kind[2]], kind[3]), one)
    weights = persons[:, None, :] * rates.locality
    expected = rates.joining[year] * weights.sum(axis=0)
    new = []
    counts = generator.poisson(expected.reshape(-1)).reshape(needs, ages)
    for need in range(needs):
        for age in range(ages):
            new += [[0, need, age, 0] for _ in range(counts[need, age])]
    for kind, one in zip(new, generator.random(len(new)), strict=True):
        kind[0] = slow_pick(weights[:, kind[1], kind[2]], one)
    for kind, one in zip(new, generator.random(len(new)), strict=True):
        kind[3] = slow_pick(rates.joiner_states[year, kind[1], kind[2]], one)
    return [tuple(kind) for kind in kinds + new]


@given(seeds, st.booleans())
def test_the_step_of_single_children_is_its_slow_twin(seed, full):
    rates, persons = given_rates(seed, full=full), some_population(seed)[0]
    cells = np.argwhere(some_stock(seed, most=2) > 0)
    kind = (cells[:, 1] * NC_YEARS + cells[:, 2]) * STATES + cells[:, 3]
    fast, account, _ = child_step(
        Children(kind, cells[:, 0]), persons, rates, 0, np.random.default_rng(seed)
    )
    slow = slow_child_step(
        [tuple(cell) for cell in cells.tolist()], persons, rates, 0, np.random.default_rng(seed)
    )
    told = zip(
        fast.locality.tolist(),
        (fast.kind // (NC_YEARS * STATES)).tolist(),
        (fast.kind // STATES % NC_YEARS).tolist(),
        (fast.kind % STATES).tolist(),
        strict=True,
    )
    assert sorted(told) == sorted(slow)
    assert not account_gap(account).any()


# --- Laws of the expected projection


@given(seeds)
def test_accounts_close(seed):
    made = expected_projection(some_stock(seed), some_population(seed), given_rates(seed))
    assert np.abs(account_gap(made.accounts)).max() < 1e-9
    closing = made.children[1:].sum(axis=(1, 3))
    assert made.accounts[..., Item.CLOSING] == pytest.approx(closing, abs=1e-9)
    opening = made.children[:-1].sum(axis=(1, 3))
    assert made.accounts[..., Item.OPENING] == pytest.approx(opening, abs=1e-9)
    moved = made.accounts.sum(axis=(1, 2))
    assert moved[:, Item.MOVED_IN] == pytest.approx(moved[:, Item.MOVED_OUT])


@given(seeds)
def test_flat_rates_and_flat_population_are_a_fixed_point(seed):
    """After 25 years nobody of the first January is left: what is then there stays for ever."""
    population = np.repeat(some_population(seed, years=1), YEARS, axis=0)
    rates = given_rates(seed, years=YEARS)
    children = expected_projection(some_stock(seed), population, rates).children
    assert children[NC_YEARS] == pytest.approx(children[NC_YEARS + 1], abs=1e-9)
    again = expected_projection(children[-1], population[:1], rates).children
    assert again[1] == pytest.approx(children[-1], abs=1e-9)


@given(seeds, st.floats(0, 3), st.floats(0, 3))
def test_the_expected_projection_is_linear_in_stock_and_population(seed, one, other):
    rates = given_rates(seed)
    stocks = [some_stock(seed), some_stock(seed + 1)]
    heads = [some_population(seed), some_population(seed + 1)]
    first, second = (
        expected_projection(stock, persons, rates).children
        for stock, persons in zip(stocks, heads, strict=True)
    )
    both = expected_projection(
        one * stocks[0] + other * stocks[1], one * heads[0] + other * heads[1], rates
    )
    assert both.children == pytest.approx(one * first + other * second, abs=1e-6)


@given(seeds)
def test_where_nobody_leaves_or_joins_everyone_moves_up_by_exactly_one(seed):
    rates, stock = given_rates(seed), some_stock(seed)
    still = {
        name: np.zeros_like(getattr(rates, name))
        for name in ("joining", "leaving", "need_leaves", "state_leaves")
    }
    made = expected_projection(stock, some_population(seed), replace(rates, **still))
    assert (made.children[1][:, :, 1:] == stock[:, :, :-1]).all()
    assert not made.children[1][:, :, 0].any()
    left = made.accounts[0, ..., Item.LEAVERS]
    assert (left == stock[:, :, -1].sum(axis=0)).all()


@given(seeds)
def test_detail_by_locality_adds_up_to_the_area(seed):
    """One locality with the sum of all has the sum of all, where factors weigh to 1."""
    stock, persons = some_stock(seed), some_population(seed)
    rates = replace(given_rates(seed), locality=np.ones((LOCALITIES, NEEDS, NC_YEARS)))
    whole = replace(rates, locality=np.ones((1, NEEDS, NC_YEARS)))
    one = expected_projection(stock.sum(axis=0)[None], persons.sum(axis=1)[:, None], whole)
    parts = expected_projection(stock, persons, rates)
    assert parts.children.sum(axis=1) == pytest.approx(one.children[:, 0], abs=1e-9)


@given(st.integers(0, 50), st.permutations(range(NEEDS)), st.permutations(range(LOCALITIES)))
def test_another_order_of_needs_and_localities_only_reorders(seed, needs, places):
    stocks = small_area(seed)
    shape = np.random.default_rng(seed).integers(0, 90, (NEEDS, NC_YEARS)).astype(float)
    other = stocks_of(
        stocks.years,
        stocks.children[:, places][:, :, needs],
        stocks.population_years,
        stocks.population[:, places],
        phase=PHASE,
    )
    growth = [0.1, 0.05]
    first = estimate(stocks, until=2028, england_needs=shape, growth=growth)
    second = estimate(other, until=2028, england_needs=shape[needs], growth=growth)
    one, two = (
        expected_projection(expected_start(model), model.population[1:], expected_rates(model))
        for model in (first, second)
    )
    assert two.children == pytest.approx(one.children[:, places][:, :, needs], abs=1e-9)


@given(st.integers(0, 50))
def test_a_longer_horizon_does_not_change_earlier_years(seed):
    stocks = small_area(seed)
    short, long = (
        expected_projection(expected_start(model), model.population[1:], expected_rates(model))
        for model in (estimate(stocks, until=until, growth=[0.1] * 5) for until in (2026, 2030))
    )
    assert long.children[:3] == pytest.approx(short.children, abs=1e-9)
