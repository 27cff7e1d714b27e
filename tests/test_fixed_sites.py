"""Sites with fixed costs: held against every set of sites there is, against laws, and faults."""

import os
import re
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize

from sufficiency.errors import FindingsError
from sufficiency.messages import fixed_costs as messages
from sufficiency.places.choosing import Status, Way, choose_sites
from sufficiency.places.choosing.fixed_branching import FIRST_PACE
from sufficiency.places.choosing.fixed_prices import (
    FREE,
    Settled,
    bounded,
    taken_by,
)
from sufficiency.places.choosing.fixed_problem import located
from sufficiency.places.choosing.fixed_rows import nothing_printed
from sufficiency.places.choosing.fixed_transport import filled

GAP = 1e-6
WAYS = ("rows", "prices")
few = settings(max_examples=40)
"""An example solves up to fifteen linear programmes."""


def filling_cost(demand, places, cost):
    """The least cost of filling open sites, as a plain linear programme; None where they are few.

    Its columns are cells by open sites, in the order of the rows of `cost`.
    """
    cells, sites = cost.shape
    if places.sum() < demand.sum():
        return None
    everybody = np.kron(np.eye(cells), np.ones(sites))
    room = np.kron(np.ones(cells), np.eye(sites))
    solved = optimize.linprog(
        cost.reshape(-1), A_ub=room, b_ub=places, A_eq=everybody, b_eq=demand, method="highs"
    )
    assert solved.status == 0
    return solved.fun


def by_every_set(demand, places, fixed_cost, cost):
    """The twin: the least cost over every set of sites there is."""
    demand, places, fixed_cost, cost = (
        np.asarray(array, dtype=float) for array in (demand, places, fixed_cost, cost)
    )
    best = 0.0 if not demand.sum() else np.inf
    for count in range(1, len(places) + 1):
        for chosen in combinations(range(len(places)), count):
            sites = list(chosen)
            spent = filling_cost(demand, places[sites], cost[:, sites])
            if spent is not None:
                best = min(best, spent + fixed_cost[sites].sum())
    return best


def held(chosen, demand, places, fixed_cost, cost, *, unmet=0.0):
    """Hold all that an answer says of itself against its flow."""
    flow = chosen.flow
    assert (flow >= 0).all()
    assert flow.sum(axis=1) + chosen.unmet == pytest.approx(np.asarray(demand, dtype=float))
    room = np.where(chosen.is_open, places, 0)
    assert (flow.sum(axis=0) <= room + 1e-6 * (1 + np.asarray(places))).all()
    spent = (np.asarray(cost) * flow).sum() + np.asarray(fixed_cost)[chosen.is_open].sum()
    assert chosen.cost == pytest.approx(spent + unmet * chosen.unmet.sum())
    assert chosen.bound <= chosen.cost
    assert chosen.gap == pytest.approx((chosen.cost - chosen.bound) / (chosen.cost or 1.0))
    assert (chosen.status is Status.PROVEN) == (chosen.gap <= GAP)


@st.composite
def choices(draw):
    """Few cells and sites, with places for everybody."""
    cells, sites = draw(st.integers(1, 5)), draw(st.integers(1, 4))
    whole = st.integers(0, 20)
    demand = draw(st.lists(whole, min_size=cells, max_size=cells))
    places = draw(st.lists(st.integers(0, 40), min_size=sites, max_size=sites))
    places[0] += max(0, sum(demand) - sum(places))
    fixed = draw(st.lists(st.integers(0, 300), min_size=sites, max_size=sites))
    row = st.lists(whole, min_size=sites, max_size=sites)
    cost = draw(st.lists(row, min_size=cells, max_size=cells))
    return demand, places, fixed, cost


@pytest.mark.parametrize("way", WAYS)
@few
@given(choice=choices())
def test_no_set_of_sites_is_cheaper(choice, way):
    chosen = choose_sites(*choice, way=way)
    assert chosen.status is Status.PROVEN
    assert chosen.way == way
    assert chosen.cost == pytest.approx(by_every_set(*choice), rel=2 * GAP, abs=1e-6)
    held(chosen, *choice)


@few
@given(choice=choices(), seed=st.integers(0, 999))
def test_the_order_of_sites_and_cells_does_not_matter(choice, seed):
    demand, places, fixed, cost = map(np.array, choice)
    random = np.random.default_rng(seed)
    cells, sites = random.permutation(len(demand)), random.permutation(len(places))
    moved = demand[cells], places[sites], fixed[sites], cost[np.ix_(cells, sites)]
    once = choose_sites(*choice, way="prices")
    assert choose_sites(*moved, way="prices").cost == pytest.approx(once.cost, rel=2 * GAP)


@few
@given(choice=choices(), data=st.data())
def test_a_site_that_costs_nothing_to_open_never_hurts(choice, data):
    demand, places, fixed, cost = choice
    row = data.draw(st.lists(st.integers(0, 20), min_size=len(demand), max_size=len(demand)))
    more = np.column_stack([np.array(cost), row])
    without = choose_sites(*choice, way="prices").cost
    with_it = choose_sites(demand, [*places, 10], [*fixed, 0], more, way="prices")
    assert with_it.cost <= without * (1 + 2 * GAP) + 1e-6
    held(with_it, demand, [*places, 10], [*fixed, 0], more)


@few
@given(choice=choices(), share=st.floats(0, 1), data=st.data())
def test_a_lower_fixed_cost_never_raises_the_total(choice, share, data):
    demand, places, fixed, cost = choice
    site = data.draw(st.integers(0, len(places) - 1))
    lower = [share * one if number == site else one for number, one in enumerate(fixed)]
    before = choose_sites(*choice, way="prices").cost
    after = choose_sites(demand, places, lower, cost, way="prices").cost
    assert after <= before * (1 + 2 * GAP) + 1e-6
    assert after >= before - (fixed[site] - lower[site]) - 2 * GAP * before - 1e-6


@few
@given(choice=choices())
def test_a_cell_in_two_halves_is_the_same_cell(choice):
    demand, places, fixed, cost = choice
    halves = [demand[0] / 2, demand[0] / 2, *demand[1:]]
    twice = choose_sites(halves, places, fixed, [cost[0], *cost], way="prices")
    whole = choose_sites(*choice, way="prices")
    assert twice.cost == pytest.approx(whole.cost, rel=2 * GAP, abs=1e-6)


@pytest.mark.parametrize("way", WAYS)
@few
@given(choice=choices(), unmet=st.integers(0, 60))
def test_children_without_a_place_are_a_site_that_holds_everybody(choice, way, unmet):
    demand, places, fixed, cost = choice
    chosen = choose_sites(*choice, unmet=unmet, way=way)
    more = np.column_stack([np.array(cost), np.full(len(demand), unmet)])
    twin = by_every_set(demand, [*places, sum(demand)], [*fixed, 0], more)
    assert chosen.cost == pytest.approx(twin, rel=2 * GAP, abs=1e-6)
    held(chosen, *choice, unmet=unmet)


def test_too_few_places_leave_the_dearest_without_one():
    """By hand: 10 places for 14 children; the far cell's 4 go without, at 50 each."""
    chosen = choose_sites([10, 4], [10], [100], [[1], [9]], unmet=50)
    assert chosen.flow.tolist() == [[10], [0]]
    assert chosen.unmet.tolist() == [0, 4]
    assert chosen.cost == pytest.approx(100 + 10 + 4 * 50)


def test_a_full_site_sends_the_child_who_loses_least():
    """By hand: both cells like the first site, which holds one of the two cells only.

    The first cell would pay 1 in place of 0 elsewhere, the second 5: so the first moves.
    """
    chosen = choose_sites([10, 10], [10, 10], [5, 7], [[0, 1], [0, 5]], way="prices")
    assert chosen.flow.tolist() == [[0, 10], [10, 0]]
    assert chosen.cost == pytest.approx(5 + 7 + 10)


def test_nobody_needs_no_site():
    chosen = choose_sites([0, 0], [5], [100], [[1], [2]])
    assert not chosen.is_open.any()
    assert (chosen.cost, chosen.bound, chosen.gap, chosen.status) == (0, 0, 0, Status.PROVEN)


def scattered(*, sites, cells, seed):
    """Made up: points in a square, and sites of different sizes with places for a third more."""
    random = np.random.default_rng(seed)
    here, there = random.uniform(0, 100, (cells, 2)), random.uniform(0, 100, (sites, 2))
    cost = np.hypot(*(here[:, None] - there).transpose(2, 0, 1))
    demand = random.integers(1, 30, cells)
    places = np.rint(random.uniform(0.5, 1.5, sites) * demand.sum() * 3 / sites)
    return demand, places, np.rint(random.uniform(0.8, 1.2, sites) * 12 * places), cost


@pytest.mark.parametrize("seed", range(4))
def test_both_ways_agree_where_no_twin_can_follow(seed):
    """Too many sets of sites to try each: two ways that share no bound come to the same."""
    town = scattered(sites=14, cells=25, seed=seed)
    rows, prices = (choose_sites(*town, way=way) for way in WAYS)
    assert rows.status is prices.status is Status.PROVEN
    assert prices.steps > 1
    assert prices.cost == pytest.approx(rows.cost, rel=2 * GAP)
    assert prices.bound <= rows.cost
    for chosen in (rows, prices):
        held(chosen, *town)


@pytest.mark.parametrize("way", WAYS)
def test_an_answer_that_was_stopped_says_how_sure_it_is(way):
    town = scattered(sites=14, cells=25, seed=0)
    best = choose_sites(*town).cost
    stopped = choose_sites(*town, way=way, seconds=1e-9)
    held(stopped, *town)
    assert stopped.bound <= best <= stopped.cost
    assert stopped.status is Status.FEASIBLE


def test_what_a_solver_prints_is_not_shown(capfd):
    """The solver writes past Python, to the console itself."""
    with nothing_printed():
        os.write(1, b"a line of the solver")
    os.write(1, b"a line of ours")
    assert capfd.readouterr().out == "a line of ours"


def test_a_wider_gap_takes_no_more_steps_and_is_kept():
    town = scattered(sites=14, cells=25, seed=1)
    narrow, wide = (choose_sites(*town, way="prices", gap=gap) for gap in (GAP, 0.05))
    assert wide.steps < narrow.steps
    assert wide.bound <= narrow.cost <= wide.cost
    assert GAP < wide.gap <= 0.05
    assert wide.status is Status.PROVEN


def test_few_pairs_are_solved_by_rows_and_many_by_prices():
    assert choose_sites(*scattered(sites=4, cells=25, seed=0)).way is Way.ROWS
    assert choose_sites(*scattered(sites=14, cells=200, seed=0), gap=0.1).way is Way.PRICES


@few
@given(choice=choices(), price=st.lists(st.floats(-10, 30), min_size=5, max_size=5))
def test_prices_bound_every_set_of_sites(choice, price):
    """At any prices: the bound is below the best, and what a site comes to is a knapsack's."""
    best = by_every_set(*choice)
    given_ = located(*choice, unmet=None)
    if not len(given_.demand):
        return
    prices = np.array(price[: len(given_.demand)])
    taken = taken_by(given_, prices, np.arange(given_.sites))
    flow = np.zeros(given_.cost.shape)
    flow[taken.site, taken.cell] = taken.children
    assert (flow >= 0).all()
    assert (flow <= given_.demand).all()
    assert (flow.sum(axis=1) <= given_.places + 1e-9).all()
    for site in range(given_.sites):
        gain = given_.cost[site] - prices
        solved = optimize.linprog(
            gain,
            A_ub=np.ones((1, len(gain))),
            b_ub=given_.places[site],
            bounds=list(zip(np.zeros(len(gain)), given_.demand, strict=True)),
        )
        assert taken.values[site] == pytest.approx(given_.fixed_cost[site] + solved.fun, abs=1e-6)
    free = np.full(given_.sites, FREE)
    known = bounded(
        given_,
        Settled(free, given_.fewest_of(free == FREE), given_.sites),
        prices,
        pace=FIRST_PACE,
        goal=lambda: (best, best),
    )
    assert known.bound <= best + 1e-6 * (1 + best)
    forced = np.minimum(known.if_open, known.if_closed)
    assert (forced <= best + 1e-6 * (1 + best)).all()


@few
@given(choice=choices())
def test_open_sites_are_filled_at_the_least_cost(choice):
    demand, places, fixed, cost = (np.array(array, dtype=float) for array in choice)
    given_ = located(*choice, unmet=None)
    if not len(given_.demand):
        return
    made = filled(given_, np.arange(given_.sites))
    least = filling_cost(demand, places, cost)
    assert made.cost == pytest.approx(least + fixed.sum(), rel=1e-7, abs=1e-6)


@pytest.mark.parametrize("spare", [1.0, 1.2, 3.0])
def test_many_open_sites_are_filled_at_the_least_cost(spare):
    """Arcs are left out at first: none that would be used is lost."""
    demand, places, fixed, cost = scattered(sites=14, cells=80, seed=5)
    places = places * (spare * demand.sum() / places.sum())
    given_ = located(demand, places, fixed, cost, unmet=None)
    made = filled(given_, np.arange(given_.sites))
    least = filling_cost(demand, places * (1 + 1e-12), cost)
    assert made.cost == pytest.approx(least + fixed.sum(), rel=1e-7)


SMALL = {
    "demand": [10, 20, 5],
    "places": [40, 40],
    "fixed_cost": [1000, 900],
    "cost": [[10, 20], [10, 30], [30, 10]],
}


def small(**changes):
    """Two sites and three cells; any argument may be exchanged."""
    given_ = {name: changes.pop(name, value) for name, value in SMALL.items()}
    return choose_sites(*given_.values(), **changes)


FAULTS = {
    "fixed_not_numbers": [
        (lambda: small(demand=["10", "20", "5"]), "demand: it holds something other than numbers"),
        (lambda: small(places=[True, True]), "places: it holds something other than numbers"),
        (lambda: small(cost=[[None] * 2] * 3), "cost: it holds something other"),
    ],
    "fixed_shape": [
        (lambda: small(cost=np.ones((2, 3))), "the shape (2, 3), where (3, 2) is needed"),
        (lambda: small(fixed_cost=[1]), "fixed_cost: it has the shape (1,), where (2,)"),
        (lambda: small(demand=[[10, 20, 5]]), "demand: it has the shape (1, 3), where (3,)"),
    ],
    "fixed_range": [
        (lambda: small(demand=[10, -20, 5]), "demand: 1 value is below nought, endless or"),
        (lambda: small(places=[np.inf, 1]), "the first at position 0: inf"),
        (lambda: small(fixed_cost=[1, np.nan]), "the first at position 1: nan"),
        (lambda: small(cost=[[1, 2], [-1, 2], [3, -4]]), "cost: 2 values are below nought"),
        (lambda: small(unmet=-1.0), "unmet: 1 value is below nought"),
    ],
    "fixed_too_few_places": [
        (lambda: small(places=[10, 20]), "all sites together have 30 places for 35 children"),
        (lambda: choose_sites([1], [], [], np.ones((1, 0))), "have 0 places for 1 children"),
    ],
    "fixed_way": [
        (lambda: small(way="guess"), "guess is no way to choose sites. Sites are chosen in one"),
    ],
    "fixed_gap": [
        (lambda: small(gap=-0.1), "-0.1 is no gap"),
        (lambda: small(gap=1), "1 is no gap"),
        (lambda: small(gap=float("nan")), "nan is no gap"),
    ],
    "fixed_seconds": [
        (lambda: small(seconds=0), "0 is no time"),
        (lambda: small(seconds=float("nan")), "nan is no time"),
    ],
}


@pytest.mark.parametrize(
    ("rule", "brought", "words"),
    [(rule, *case) for rule, cases in FAULTS.items() for case in cases],
)
def test_faults_are_refused_in_words(rule, brought, words):
    with pytest.raises(FindingsError, match=re.escape(words)) as told:
        brought()
    assert rule in {found.rule for found in told.value.findings}


def test_every_message_is_brought_about():
    assert set(FAULTS) == set(messages.MESSAGES)


def test_all_faults_are_told_at_once():
    with pytest.raises(FindingsError, match="2 faults") as told:
        small(demand=[1, np.nan, -1], cost=[[1, 2], [-1, 2], [3, 4]])
    assert [found.file for found in told.value.findings] == ["demand", "cost"]


def test_what_is_given_is_left_as_it_was():
    town = scattered(sites=6, cells=10, seed=3)
    before = [array.copy() for array in town]
    for array in town:
        array.setflags(write=False)
    for way in WAYS:
        choose_sites(*town, way=way, unmet=500)
    assert all((now == then).all() for now, then in zip(town, before, strict=True))
