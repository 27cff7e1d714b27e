"""Laws of a choice of schemes, and what it says where it is stopped."""

from dataclasses import replace

import numpy as np
import pytest
from choosing_twin import keeps, made_up_problem, values_of_programme, year_network
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from sufficiency.errors import FindingsError, NotPossibleError, UnknownNameError
from sufficiency.places import CapRows, allocate_arrays, flow_engine, pulp_engine
from sufficiency.places.choosing import (
    NOT_OPENED,
    Budget,
    Period,
    Problem,
    Schemes,
    Status,
    choose,
)
from sufficiency.places.choosing.columns import columns_of
from sufficiency.places.choosing.ground import Ground
from sufficiency.places.choosing.stages import values_of
from sufficiency.places.flow_engine import cheapest_flow
from sufficiency.places.worth import worth_of_places

SOME = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SEEDS = st.integers(0, 2**32 - 1)


def chosen_or_not(problem, **options):
    """The choice, or None where nothing keeps everything."""
    try:
        return choose(problem, gap=0.0, **options)
    except FindingsError:
        return None


def ordered(values):
    """Values in their order, freed of the rounding of sums."""
    return tuple(round(value, 4) for value in values)


@pytest.mark.slow
@SOME
@given(seed=SEEDS)
def test_a_larger_budget_is_never_worse(seed):
    problem = made_up_problem(seed)
    larger = tuple(replace(budget, limit=budget.limit + 6) for budget in problem.budgets)
    before = chosen_or_not(problem)
    assume(before is not None)
    after = choose(replace(problem, budgets=larger), gap=0.0)
    assert ordered(values_of(after.programme)) <= ordered(values_of(before.programme))
    assert after.bounds[0] <= values_of(before.programme)[0] + 1e-6


@pytest.mark.slow
@SOME
@given(seed=SEEDS)
def test_a_free_scheme_that_adds_places_never_hurts(seed):
    problem = made_up_problem(seed, closures=False)
    before = chosen_or_not(problem)
    assume(before is not None)
    schemes, years = problem.schemes, problem.years
    more = np.zeros((1, *schemes.added.shape[1:]), dtype=np.int64)
    more[0, 0, :, 0] = 2
    offered = replace(
        schemes,
        names=(*schemes.names, "free"),
        may_open=np.vstack([schemes.may_open, np.arange(years) == 0]),
        must_open=np.append(schemes.must_open, False),
        added=np.concatenate([schemes.added, more]),
        cost=np.vstack([schemes.cost, np.zeros(years)]),
    )
    none = np.zeros(years)
    budgets = [replace(b, pounds=np.vstack([b.pounds, none])) for b in problem.budgets]
    after = choose(replace(problem, schemes=offered, budgets=tuple(budgets)), gap=0.0)
    assert ordered(values_of(after.programme)) <= ordered(values_of(before.programme))


@pytest.mark.slow
@SOME
@given(seed=SEEDS)
def test_neither_the_order_of_schemes_nor_that_of_periods_matters(seed):
    problem = made_up_problem(seed)
    before = chosen_or_not(problem)
    assume(before is not None)
    order = np.random.default_rng(seed).permutation(len(problem.schemes.names))
    place = np.argsort(order)
    schemes = problem.schemes
    turned = Schemes(
        names=tuple(schemes.names[k] for k in order),
        may_open=schemes.may_open[order],
        must_open=schemes.must_open[order],
        added=schemes.added[order],
        cost=schemes.cost[order],
        requires=tuple((int(place[a]), int(place[b])) for a, b in schemes.requires),
        excludes=tuple((int(place[a]), int(place[b])) for a, b in schemes.excludes),
    )
    budgets = tuple(replace(b, pounds=b.pounds[order]) for b in problem.budgets)
    after = choose(Problem(turned, budgets, problem.periods[::-1], problem.years), gap=0.0)
    assert values_of(after.programme) == pytest.approx(values_of(before.programme), abs=1e-6)


@SOME
@given(seed=SEEDS)
def test_columns_say_what_openings_say(seed):
    """Places, cost and every condition, for openings at random."""
    problem = made_up_problem(seed)
    columns, schemes = columns_of(problem), problem.schemes
    chance = np.random.default_rng(seed)
    for _ in range(10):
        opening = np.full(len(schemes.names), NOT_OPENED)
        for scheme in range(len(opening)):
            own = columns.opening[columns.scheme == scheme]
            opening[scheme] = chance.choice([NOT_OPENED, *own.tolist()])
        open_by = columns.of_openings(opening)
        assert columns.openings(open_by).tolist() == opening.tolist()
        chosen = [(k, s) for k, s in enumerate(opening) if s != NOT_OPENED]
        places = sum((schemes.added[k, s] for k, s in chosen), np.zeros_like(schemes.added[0, 0]))
        assert columns.places(open_by) == pytest.approx(places[:, columns.holders])
        assert columns.cost @ open_by == pytest.approx(sum(schemes.cost[k, s] for k, s in chosen))
        must = np.array(opening)[schemes.must_open] != NOT_OPENED
        assert columns.keeps_rows(open_by) == keeps(problem, opening) or not must.all()


@SOME
@given(seed=SEEDS)
def test_a_bound_holds_for_all_places_and_is_met_at_its_own(seed):
    problem = made_up_problem(seed, weighted=True)
    network = problem.periods[0].network
    ground = Ground(network, network.costs[0], cheapest_flow)
    chance = np.random.default_rng(seed)
    rooms = [
        np.where(network.room < 100, chance.integers(0, 6, network.holders), network.room)
        for _ in range(6)
    ]
    valued = [ground.valued(room) for room in rooms]
    for own, found in zip(rooms, valued, strict=True):
        for bound in found.bounds:
            assert (bound.worth >= 0).all()
            assert bound.constant - int(bound.worth @ own) == found.value
            for room, other in zip(rooms, valued, strict=True):
                assert bound.constant - int(bound.worth @ room) <= other.value


def schools(*, limit, count=6):
    """A choice of schools of five places for ten children, four pounds each."""
    metres = [[1000 * (1 + pool) for pool in range(count)]] * 2
    periods = tuple(
        Period(year, 0, 1.0, year_network([5, 5], [0] * count, metres)) for year in range(2)
    )
    added = np.zeros((count, 2, 2, periods[0].network.holders), dtype=np.int64)
    for opening in range(2):
        for scheme in range(count):
            added[scheme, opening, opening:, scheme] = 5
    schemes = Schemes(
        names=tuple(f"school {number}" for number in range(count)),
        may_open=np.ones((count, 2), dtype=np.bool_),
        must_open=np.zeros(count, dtype=np.bool_),
        added=added,
        cost=np.zeros((count, 2)),
    )
    return Problem(schemes, (Budget("in all", np.full((count, 2), 4.0), limit),), periods, 2)


@pytest.mark.parametrize("engine", ["auto", "benders", "milp"])
def test_money_for_two_schools_opens_the_two_nearest_at_once(engine):
    """Ten children at 1,000 and 2,000 metres, in two years: 2 x 5 x 3,000 metres."""
    chosen = choose(schools(limit=11.9), engine=engine)
    assert chosen.programme.opening.tolist() == [0, 0, *[NOT_OPENED] * 4]
    assert chosen.programme.totals.tolist() == [0, 0, 0, 30_000]
    assert chosen.status is Status.PROVEN
    assert chosen.engine.startswith("benders" if engine == "auto" else engine)


def test_the_same_is_chosen_where_flows_cannot_be_loaded(monkeypatch):
    chosen = choose(schools(limit=11.9))
    monkeypatch.setattr(flow_engine, "why_missing", lambda: "no such library")
    other = choose(schools(limit=11.9), engine="benders")
    assert other.programme.opening.tolist() == chosen.programme.opening.tolist()
    assert other.bounds.tolist() == chosen.bounds.tolist()
    monkeypatch.setattr(pulp_engine, "why_missing", lambda: "nor this one")
    with pytest.raises(NotPossibleError, match=r"no such library.*nor this one"):
        choose(schools(limit=11.9), engine="benders")


def test_a_choice_that_is_stopped_still_bounds_the_best():
    problem = schools(limit=11.9)
    proven = choose(problem)
    stopped = choose(problem, seconds=1e-9)
    assert stopped.status is Status.FEASIBLE
    assert stopped.gap > 0
    assert keeps(problem, stopped.programme.opening)
    assert stopped.bounds[0] <= values_of(proven.programme)[0]
    assert values_of(stopped.programme) == values_of_programme(
        problem, stopped.programme.opening.tolist()
    )


def test_others_are_handed_on_as_many_as_are_kept():
    chosen = choose(schools(limit=11.9), keep=1)
    assert len(chosen.runners_up) <= 1
    assert choose(schools(limit=11.9), keep=0).runners_up == ()
    assert chosen.valued >= 2


def capped(problem):
    """The same with a cap on the first two arcs of each network, one child between them."""
    caps = CapRows(("cap",), np.array([1]), (np.array([0, 1]),))
    periods = [replace(one, network=replace(one.network, caps=caps)) for one in problem.periods]
    return replace(problem, periods=tuple(periods))


def test_caps_across_pools_are_left_to_the_one_model():
    problem = capped(schools(limit=11.9))
    with pytest.raises(NotPossibleError, match="caps across pools"):
        choose(problem, engine="benders")
    chosen = choose(problem)
    assert chosen.engine.startswith("milp: caps across pools")
    # One of ten children is at most in the two nearest of the first cell.
    assert values_of(chosen.programme) == values_of_programme(
        problem, chosen.programme.opening.tolist()
    )
    assert values_of(chosen.programme) > values_of(choose(schools(limit=11.9)).programme)


def test_an_engine_that_does_not_exist_is_refused():
    with pytest.raises(UnknownNameError, match="no engine called cplex"):
        choose(schools(limit=4.0), engine="cplex")


def test_worth_of_places_agrees_with_the_bounds_of_a_year():
    problem = schools(limit=11.9)
    network = problem.periods[0].network.in_one_aim(
        {"without": 90_000, "independent": 50_000, "beyond_limit": 0, "metres": 1}
    )
    ground = Ground(network, network.costs[0], cheapest_flow)
    valued = ground.valued(network.room)
    one_more = worth_of_places(network, allocate_arrays(network).flow).more[:, 0]
    assert (-one_more == valued.bounds[0].worth).all()
