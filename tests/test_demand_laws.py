"""The cohort step: laws of the expected projection, and slow twins of both steps."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from demand_twin import slow_child_step, slow_step
from hypothesis import given
from hypothesis import strategies as st

from sufficiency.demand.accounts import Item, account_gap
from sufficiency.demand.chances import (
    CERTAIN,
    chances_of,
    children_of,
    codes_of,
    picked,
    running_shares,
)
from sufficiency.demand.children import Sources, carried_on
from sufficiency.demand.cohorts import expected_projection
from sufficiency.demand.estimation import estimate
from sufficiency.demand.model import expected_rates, expected_start
from sufficiency.demand.rates import Rates
from sufficiency.demand.shocks import Generators
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


# --- Where a child is, in small numbers


@given(seeds)
@pytest.mark.parametrize(
    ("localities", "shape", "kept_as"),
    [
        (1, (4, NC_YEARS, 3), np.uint16),
        (2, (8192, 2, 2), np.uint16),  # 65,536 cells: the last one that two bytes hold
        (1, (65536, 1, 1), np.uint16),
        (65536, (1, 1, 1), np.uint16),
        (65537, (1, 1, 1), np.uint32),
        (3, (8192, 2, 2), np.uint32),
    ],
)
def test_codes_are_positions_however_small_the_numbers_are(localities, shape, kept_as, seed):
    """Also of the first and the last cell, and of later draws, whose kinds are past two bytes."""
    kinds, draws, chance = int(np.prod(shape)), 3, np.random.default_rng(seed)
    locality = chance.integers(0, localities, (draws, 9))
    kind = chance.integers(0, kinds, (draws, 9))
    locality[:, :2], kind[:, :2] = [0, localities - 1], [0, kinds - 1]
    first = kinds * np.arange(draws)[:, None]
    ends = np.array([9, 18, 27])
    held = children_of((kind + first).reshape(-1), locality.reshape(-1), ends)
    chances = SimpleNamespace(shape=shape, persons=(np.zeros((1, localities, shape[1])),))
    codes = codes_of(held, chances)
    assert codes.dtype == kept_as
    assert (codes == (locality * kinds + kind).reshape(-1)).all()


# --- Slow twins


@given(seeds, st.booleans())
def test_the_expected_step_is_its_slow_twin(seed, full):
    rates, stock = given_rates(seed, full=full), some_stock(seed)
    persons = some_population(seed)
    fast = expected_projection(stock, persons[:1], rates).children[1]
    assert fast == pytest.approx(slow_step(stock, persons[0], rates, 0), abs=1e-9)


@pytest.mark.parametrize("full", [False, True])
def test_the_step_of_single_children_is_its_slow_twin_in_distribution(full):
    """Every cell and the total have the mean and the variance of the plain step."""
    rates, persons = given_rates(7, years=1, full=full), some_population(7, years=1)
    cells = np.argwhere(some_stock(7, most=2) > 0)
    start = children_at(cells)
    listed = [tuple(cell) for cell in cells.tolist()]
    chances, runs = chances_of([rates], [persons]), 800
    shape = (LOCALITIES, NEEDS, NC_YEARS, STATES)
    fast, slow = np.zeros((2, runs, *shape))
    for run in range(runs):
        plain = np.random.default_rng(run)
        after = carried_on(start, chances, generators(run)).codes[1]
        np.add.at(fast[run].reshape(-1), after, 1)
        for cell in slow_child_step(listed, persons[0], rates, 0, plain):
            slow[run][cell] += 1
    away = alike(fast.reshape(runs, -1), slow.reshape(runs, -1))
    assert np.abs(away).max() < 5
    assert (away**2).mean() == pytest.approx(1, abs=0.2)
    for axes in ((1, 3, 4), (1, 2, 4), (1, 2, 3), (1, 2, 3, 4)):
        kept = fast.sum(axis=axes).reshape(runs, -1), slow.sum(axis=axes).reshape(runs, -1)
        assert np.abs(alike(*kept)).max() < 4
        # A variance of 800 runs is right to 5 %, the ratio of two to 7 %: five times that.
        assert kept[0].var(axis=0) == pytest.approx(kept[1].var(axis=0), rel=0.35)


def test_children_of_an_nc_year_vary_as_much_as_single_chances_do():
    """By hand: q (1 - q) for each who stays by the chance q, and the mean of a Poisson number."""
    rates, persons = given_rates(7, years=1), some_population(7, years=1)
    cells = np.argwhere(some_stock(7, most=2) > 0)
    wanted = np.einsum("na,lna,la->a", rates.joining[0], rates.locality, persons[0])
    for _, need, age, _ in cells[cells[:, 2] < NC_YEARS - 1]:
        stay = 1 - rates.leaving[0, need, age, 0]
        wanted[age + 1] += stay * (1 - stay)
    start, chances, runs = children_at(cells), chances_of([rates], [persons]), 2000
    counts = np.empty((runs, NC_YEARS))
    for run in range(runs):
        after = carried_on(start, chances, generators(run)).codes[1]
        counts[run] = np.bincount(after // STATES % NC_YEARS, minlength=NC_YEARS)
    # Five standard errors of a variance.
    assert counts.var(axis=0) == pytest.approx(wanted, rel=5 * np.sqrt(2 / runs))


def generators(seed):
    """A generator for each thing that needs one, for a single draw."""
    made = [Generators((np.random.default_rng((seed, number)),)) for number in (1, 2, 3, 4)]
    return Sources(*made)


def children_at(cells):
    """Children of one January, from rows of locality, need, ncy and state."""
    kind = (cells[:, 1] * NC_YEARS + cells[:, 2]) * STATES + cells[:, 3]
    return children_of(kind, cells[:, 0], np.array([len(cells)]))


def alike(one, other):
    """Axis (cell): how many standard errors two means over runs are apart; nought if both are."""
    variance = (one.var(axis=0) + other.var(axis=0)) / len(one)
    apart = one.mean(axis=0) - other.mean(axis=0)
    assert not apart[variance == 0].any()
    return apart[variance > 0] / np.sqrt(variance[variance > 0])


@given(seeds)
def test_who_changes_state_changes_no_other_chance(seed):
    """Need, NC year and locality of every child are the same, whatever becomes of states."""
    rates, persons = given_rates(seed), some_population(seed)
    still = replace(rates, state_leaves=np.zeros_like(rates.state_leaves))
    start = children_at(np.argwhere(some_stock(seed, most=3) > 0))
    one, other = (
        carried_on(start, chances_of([held], [persons]), generators(seed))
        for held in (rates, still)
    )
    for first, second in zip(one.codes, other.codes, strict=True):
        assert (first // STATES == second // STATES).all()
    assert not account_gap(one.accounts).any()
    assert (one.codes[-1] != other.codes[-1]).any()


@given(seeds, st.booleans())
def test_what_cannot_happen_to_a_child_never_does(seed, full):
    """Where a share is nought its threshold is the one before it, and where it is 1 the last."""
    generator = np.random.default_rng(seed)
    rates = given_rates(seed, full=full)

    def some_nought(numbers):
        kept = np.array(numbers)
        kept[generator.random(kept.shape) < 0.3] = 0.0
        kept[generator.random(kept.shape) < 0.1] = 1.0
        return kept

    names = ("leaving", "need_leaves", "state_leaves")
    rates = replace(rates, **{name: some_nought(getattr(rates, name)) for name in names})
    chances = chances_of([rates], [some_population(seed)])
    shape = (-1, NEEDS, NC_YEARS, STATES)
    leaves, or_need, or_state = (
        held.reshape(shape) for held in (chances.leaves, chances.or_need, chances.or_state)
    )
    leaving = np.broadcast_to(rates.leaving, leaves.shape)
    assert (leaves[:, :, -1] == CERTAIN).all()
    assert ((leaves > 0) == (leaving > 0))[:, :, :-1].all()
    assert (leaves == CERTAIN)[leaving == 1].all()
    before, after = np.s_[:, :, :-1], np.s_[:, :, 1:]
    need = np.broadcast_to(rates.need_leaves[..., None], leaves.shape)[after]
    assert (or_need[before] == leaves[before])[need == 0].all()
    assert (or_state[before] == or_need[before])[rates.state_leaves[after] == 0].all()
    for share in (need, rates.state_leaves[after]):
        assert (or_state[before] == CERTAIN)[share == 1].all()
    assert (leaves <= or_need).all()
    assert (or_need <= or_state).all()


@given(seeds)
def test_a_member_without_a_share_is_never_picked(seed):
    generator = np.random.default_rng(seed)
    shares = generator.random((1, 40, 5)) * (generator.random((1, 40, 5)) < 0.5)
    shares[..., 0] += shares.sum(axis=-1) == 0
    shares /= shares.sum(axis=-1, keepdims=True)
    row = np.arange(40)
    for chance in (0.0, 0.5, 1 - 2.0**-53, 1.0):
        member = picked(running_shares([shares])[:, 0], row, np.full(40, chance))
        assert (shares[0, row, member] > 0).all()
    many = picked(running_shares([shares])[:, 0], np.zeros(20_000, int), generator.random(20_000))
    seen = np.bincount(many, minlength=5) / 20_000
    assert seen == pytest.approx(shares[0, 0], abs=0.02)


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
