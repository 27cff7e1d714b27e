"""Drivers on arrays: parts known to the child, and children by what they came in with."""

from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_demand_laws import (
    PHASE,
    given_rates,
    small_area,
    some_population,
    some_stock,
)

from sufficiency.demand.accounts import Item
from sufficiency.demand.cohorts import expected_projection
from sufficiency.demand.drivers import DRIVERS, PARTS, coalitions, driver_parts, shapley
from sufficiency.demand.estimation import estimate, need_moves, path_of_area
from sufficiency.demand.limits import limits_of
from sufficiency.demand.model import expected_rates, expected_start
from sufficiency.demand.origins import by_origin
from sufficiency.demand.progression import Progression
from sufficiency.demand.stocks import FIRST_NCY, NC_YEARS, stocks_of

BASE, UNTIL = 2024, 2027
RECEPTION, YEAR_5 = 0 - FIRST_NCY, 5 - FIRST_NCY
seeds = st.integers(0, 2**32 - 1)


def planted(*, growth=None, persons=(100, 100, 100, 100), changing=False, **levers):
    """An area in which ten children a year join in Reception, and a tenth of fifty leaves Year 5.

    A hundred persons of each NC year, one in ten of whom joins in Reception; fifty children are
    in Year 5, and nobody is anywhere else. Where needs are changing, all have the first need in
    Reception and the second in Year 1.
    """
    counts = np.zeros((2, 1, 2, NC_YEARS, 1))
    counts[:, 0, 0, YEAR_5] = 50
    population = np.repeat(np.array([100, *persons], dtype=float), NC_YEARS)
    years = range(BASE - 1, UNTIL + 1)
    stocks = stocks_of(
        range(BASE - 1, BASE + 1),
        counts,
        years,
        population.reshape(len(years), 1, NC_YEARS),
        phase=PHASE,
    )
    model = estimate(stocks, until=UNTIL, **levers)
    joining, leaving = np.zeros(NC_YEARS), np.zeros((2, NC_YEARS))
    joining[RECEPTION] = 0.1
    leaving[:, YEAR_5] = 0.1
    leaving[:, -1] = 1.0
    progression = Progression(joining, joining, leaving, leaving)
    needs = np.zeros((2, NC_YEARS))
    needs[0] = 1.0
    if changing:
        needs[:, RECEPTION + 1 : YEAR_5] = [[0.0], [1.0]]
    path = path_of_area(stocks, model.population, progression, needs, growth, years=3)
    leaves, goes = need_moves(needs, progression, path)
    return replace(
        model, progression=progression, needs=needs, path=path, need_leaves=leaves, need_goes=goes
    )


def totals(model):
    """Each part over the whole area, by year."""
    return {
        name: part.sum(axis=(1, 2, 3, 4)).round(9).tolist()
        for name, part in driver_parts(model).amounts.items()
    }


NOTHING = {
    # Of the fifty in Year 5 five leave once; ten join every year.
    **{"counted": [50, 50, 50], "ageing": [5, 15, 25]},
    **{"population": [0, 0, 0], "joining": [0, 0, 0], "leaving": [0, 0, 0], "mix": [0, 0, 0]},
}
DOUBLED = [np.log(65 / 50), np.log(85 / 65), np.log(105 / 85)]
"""Growth that leaves room for twenty joiners a year in place of ten."""

PLANTED = {
    "nothing": ({}, {}),
    "population only": (
        {"persons": (100, 150, 150, 200)},
        {"population": [5, 10, 20]},
    ),
    "a lever of joining only": ({"joining": 1.2}, {"joining": [2, 4, 6]}),
    "growth of joining only": ({"growth": DOUBLED}, {"joining": [10, 20, 30]}),
    "growth of joining and its lever": (
        {"growth": DOUBLED, "joining": 0.5},
        {"joining": [0, 0, 0]},
    ),
    "a lever of leaving only": ({"leaving": 2.0}, {"leaving": [-5, -5, -5]}),
    "plans that cease only": (
        # One in five of those who would have stayed: 45, and 45 and 10, and so on.
        {"ceasing": 0.2},
        {"leaving": [-9, -(9 + 0.2 * (36 + 10)), -(9 + 9.2 + 0.2 * (28.8 + 8 + 10))]},
    ),
    "population and joining at once": (
        # 10, 15, 12 and 18 joiners: 5 or 6 for the population, 2 or 3 for the lever.
        {"persons": (100, 150, 150, 150), "joining": 1.2},
        {"population": [5.5, 11, 16.5], "joining": [2.5, 5, 7.5]},
    ),
}


@pytest.mark.parametrize(("change", "parts"), PLANTED.values(), ids=PLANTED.keys())
def test_each_part_is_known_to_the_child(change, parts):
    known = {**NOTHING, **parts}
    held = totals(planted(**change))
    assert held == {name: pytest.approx(part) for name, part in known.items()}
    assert list(held) == [name for name in PARTS if name != "limits"]


def test_what_does_not_act_is_nought_to_the_last_bit():
    amounts = driver_parts(planted()).amounts
    for name in DRIVERS:
        assert not amounts[name].any(), name


def test_children_who_change_their_need_are_mix_and_nothing_else():
    amounts = driver_parts(planted(changing=True)).amounts
    mix = amounts["mix"].sum(axis=(1, 3, 4))
    # Ten children of the first need reach Year 1 a year later, and there have the second.
    assert mix == pytest.approx(np.array([[0, 0], [-10, 10], [-20, 20]]))
    ageing = amounts["ageing"].sum(axis=(1, 3, 4))
    assert ageing == pytest.approx(np.array([[5, 0], [15, 0], [25, 0]]))
    assert not any(amounts[name].any() for name in DRIVERS)


def levered(seed, *, until=2028):
    """A small area with any growth and any levers."""
    chance = np.random.default_rng(seed)
    shape = (until - 2024, 3, NC_YEARS)
    return estimate(
        small_area(seed % 7),
        until=until,
        growth=chance.uniform(-0.1, 0.2, 3),
        joining=chance.uniform(0, 2, shape),
        leaving=chance.uniform(0, 2, shape),
        ceasing=chance.uniform(0, 0.3, shape),
    )


@settings(max_examples=15)
@given(seeds)
def test_parts_add_up_in_every_cell_whatever_the_levers(seed):
    model = levered(seed)
    parts = driver_parts(model)
    whole = sum(parts.amounts.values())
    assert np.abs(whole - parts.expected).max() < 1e-9
    projected = expected_projection(
        expected_start(model), model.population[1:], expected_rates(model)
    )
    assert np.array_equal(parts.expected, projected.children[1:])
    # Over needs and states it is the same children, at every NC year of every locality.
    assert np.abs(parts.amounts["mix"].sum(axis=(2, 4))).max() < 1e-9
    assert np.abs(parts.amounts["mix"]).max() > 0.1


@settings(max_examples=6)
@given(seeds)
def test_ageing_and_mix_are_the_projection_in_which_nothing_changes(seed):
    model = levered(seed)
    stocks = model.stocks
    today = np.repeat(stocks.population_of(2024, 2024), len(stocks.population_years), axis=0)
    # Earlier years keep their own population: the rates of the past rest on it.
    before = stocks.population_years.index(2024)
    today[:before] = stocks.population[:before]
    still = estimate(replace(stocks, population=today), until=2028)
    usual = expected_projection(
        expected_start(still), still.population[1:], expected_rates(still)
    ).children[1:]
    amounts = driver_parts(model).amounts
    added = amounts["counted"] + amounts["ageing"] + amounts["mix"]
    assert np.abs(added - usual).max() < 1e-9


@settings(max_examples=10)
@given(seeds, st.booleans())
def test_children_by_what_they_came_in_with_are_the_sum_of_runs_of_one_kind(seed, full):
    """The projection is linear, so those who came in with one need and state can run alone."""
    rates, start, persons = (
        given_rates(seed, full=full),
        some_stock(seed),
        some_population(seed),
    )
    projected = expected_projection(start, persons, rates)
    held = by_origin(start, projected.children[1:], rates)
    for need in range(start.shape[1]):
        for state in range(start.shape[3]):
            own = np.zeros(start.shape[1:])
            own[need, :, state] = 1.0
            alone = replace(rates, joiner_states=rates.joiner_states * own)
            run = expected_projection(start * own, persons, alone).children[1:]
            assert np.allclose(run.sum(axis=(2, 4)), held[:, :, need, :, state], atol=1e-9)


def test_the_first_year_of_mix_is_that_of_the_account():
    """Those who moved in less those who moved out, where nobody has left since."""
    rates, start, persons = given_rates(3), some_stock(3), some_population(3)
    projected = expected_projection(start, persons, rates)
    mix = projected.children[1:] - by_origin(start, projected.children[1:], rates)
    account = projected.accounts[0]
    moved = account[..., Item.MOVED_IN] - account[..., Item.MOVED_OUT]
    assert mix[0].sum(axis=(0, 2)) == pytest.approx(moved)


def any_game(seed, players):
    """Any amounts for all sets of players."""
    chance = np.random.default_rng(seed)
    return {held: chance.normal(size=(2, 3)) for held in coalitions(players)}


@given(seeds, st.integers(1, 4))
def test_an_amount_is_the_mean_effect_over_all_orders(seed, count):
    players = ["one", "two", "three", "four"][:count]
    game = any_game(seed, players)
    amounts = shapley(game.__getitem__, players)
    orders = list(permutations(players))
    for player in players:
        effects = [
            game[frozenset(order[: order.index(player) + 1])]
            - game[frozenset(order[: order.index(player)])]
            for order in orders
        ]
        assert np.allclose(amounts[player], np.mean(effects, axis=0))
    whole = game[frozenset(players)] - game[frozenset()]
    assert np.allclose(sum(amounts.values()), whole, atol=1e-12)
    other_way = shapley(game.__getitem__, players[::-1])
    assert all(np.allclose(amounts[player], other_way[player]) for player in players)


def test_limits_have_a_part_of_their_own_and_change_no_other():
    """What a cap holds down is no lack of joiners, and what homes bring is population."""
    stocks = small_area()
    growth = [0.12, 0.10]
    free = estimate(stocks, until=stocks.base + 2, growth=growth)
    capped = estimate(
        stocks, until=stocks.base + 2, growth=growth, limits=limits_of(years=2, growth=0.01)
    )
    one, other = driver_parts(free), driver_parts(capped)
    for name, amount in one.amounts.items():
        np.testing.assert_allclose(other.amounts[name], amount, atol=1e-9)
    assert "limits" not in one.amounts
    held = other.amounts["limits"].sum(axis=(1, 2, 3, 4))
    assert (held < -1).all()
    assert other.expected.sum(axis=(1, 2, 3, 4))[0] == pytest.approx(stocks.last.sum() * 1.01)
    np.testing.assert_allclose(sum(other.amounts.values()), other.expected, atol=1e-9)


def test_children_of_new_homes_are_population():
    stocks = small_area()
    arriving = np.zeros((2, len(stocks.last), stocks.last.shape[2]))
    arriving[0, 0, 10] = 5.0
    parts = [
        driver_parts(estimate(stocks, until=stocks.base + 2, arriving=some)).amounts
        for some in (None, arriving)
    ]
    more = {name: (parts[1][name] - parts[0][name])[0].sum() for name in parts[0]}
    assert more["population"] == pytest.approx(5.0)
    assert {name for name, amount in more.items() if abs(amount) > 1e-9} == {"population"}
