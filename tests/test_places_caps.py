"""Caps across pools: against exact whole-number programmes, the slow twin, PuLP and corruption."""

import re
from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from place_networks import cases, rows_of
from places_twin import NCY, hold_years
from scipy import optimize
from test_places_years import Plan, no_demand, plans, special

from sufficiency.errors import FindingsError, NotPossibleError
from sufficiency.places import (
    CapRows,
    Kind,
    allocate_arrays,
    capped_engine,
    capped_programme,
    capped_rows,
    certify,
    network_of,
)
from sufficiency.places.capped_certificate import bound_of
from sufficiency.places.capped_engine import capped_answer, capped_prices
from sufficiency.places.faces import whole


@st.composite
def capped(draw):
    """Networks with caps that cross pools and cells."""
    network = draw(cases(most_cells=5, most_pools=4)).network()
    local = np.flatnonzero(network.kind[network.arc_pool] == Kind.LOCAL)
    assume(len(local))
    arcs, room = [], []
    for _ in range(draw(st.integers(1, 4))):
        kept = draw(st.lists(st.booleans(), min_size=len(local), max_size=len(local)))
        arcs.append(local[np.array(kept, dtype=bool)])
        room.append(draw(st.integers(0, 4)))
    names = tuple(f"cap {number}" for number in range(len(arcs)))
    return replace(network, caps=CapRows(names, np.array(room), tuple(arcs)))


def exact(network):
    """The best whole totals, by one whole-number programme after the other."""
    demand, room = rows_of(network)
    caps = np.zeros((len(network.caps), len(network.arc_cell)))
    for number, arcs in enumerate(network.caps.arcs):
        caps[number, arcs] = 1
    rows = np.vstack([room, caps])
    most = np.concatenate([network.room, network.caps.room]).astype(float)
    best = []
    for costs in network.costs:
        solved = optimize.milp(
            costs.astype(float),
            integrality=np.ones(len(costs)),
            constraints=[
                optimize.LinearConstraint(rows, -np.inf, most),
                optimize.LinearConstraint(demand, network.demand, network.demand),
            ],
        )
        assert solved.status == 0
        best.append(round(solved.fun))
        rows, most = np.vstack([rows, costs]), np.append(most, best[-1])
    return tuple(best)


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(capped())
def test_the_answer_is_the_best_in_whole_numbers_and_no_gap_is_too_small(network):
    answer = allocate_arrays(network)
    assert network.caps.are_kept(answer.flow)
    best = exact(network)
    assert answer.totals == best
    proof = answer.certificate
    assert proof.proven == (not any(proof.by_aim))


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(capped())
def test_arcs_that_are_left_out_at_first_cost_no_whole_answer(network):
    """One arc a cell at first: the others join by their prices, or once an answer needs them."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(capped_rows, "NEAREST", 1)
        patched.setattr(capped_engine, "LIKELY", 1)
        answer = allocate_arrays(network)
    assert network.caps.are_kept(answer.flow)
    assert answer.totals == exact(network)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(capped(), st.integers(0, 3))
def test_a_search_that_begins_with_a_poor_answer_ends_with_the_best(network, aim):
    """First over the arcs of everybody without a place, then over all that a better one may use."""
    rows = capped_rows.rows_of(network)
    assume(len(rows.face.arcs))
    costs = network.costs[aim, rows.face.arcs].astype(float)
    found = capped_programme.grown(rows, costs, [], rows.first)
    poor = replace(found, chosen=capped_rows.least_of_each(rows.face, -costs, 0))
    made = capped_programme.whole_numbers(rows, costs, [], poor, nodes=2000)
    demand, room = rows.demand.toarray(), rows.room.toarray()
    solved = optimize.milp(
        costs,
        integrality=np.ones(len(costs)),
        constraints=[
            optimize.LinearConstraint(demand, rows.wanted, rows.wanted),
            optimize.LinearConstraint(room, -np.inf, rows.most),
        ],
    )
    assert round(costs @ made) == round(solved.fun)


@pytest.mark.slow
@settings(max_examples=80, deadline=None)
@given(capped(), st.data())
def test_a_bound_never_lies_above_the_best(network, data):
    """Whatever prices: those of the solver, and nonsense."""
    best, face = exact(network), whole(network)
    flow = allocate_arrays(network).flow
    factor = data.draw(st.floats(0, 3))
    for aim, prices in enumerate(capped_prices(network, flow)):
        odd = replace(
            prices,
            holders=prices.holders * factor + 0.2,
            caps=prices.caps + data.draw(st.integers(0, 5000)),
            aims=prices.aims * factor,
        )
        assert bound_of(face, aim, best, prices) <= best[aim]
        assert bound_of(face, aim, best, odd) <= best[aim]


@pytest.mark.slow
@settings(max_examples=80, deadline=None)
@given(capped())
def test_where_the_programme_is_whole_its_prices_prove_it(network):
    """A proof that is never good enough would be none: at least every whole vertex is proven."""
    answer = allocate_arrays(network)
    solved = np.array(linear(network))
    whole_totals = np.abs(solved - np.rint(solved)) < 1e-6
    if whole_totals.all() and (np.rint(solved) == answer.totals).all():
        assert answer.certificate.proven


def linear(network):
    """The best totals where children may be split, each with the earlier whole ones held."""
    demand, room = rows_of(network)
    caps = np.zeros((len(network.caps), len(network.arc_cell)))
    for number, arcs in enumerate(network.caps.arcs):
        caps[number, arcs] = 1
    rows = np.vstack([room, caps])
    most = np.concatenate([network.room, network.caps.room]).astype(float)
    found = []
    for costs, best in zip(network.costs, exact(network), strict=True):
        solved = optimize.linprog(
            costs, A_ub=rows, b_ub=most, A_eq=demand, b_eq=network.demand, method="highs"
        )
        assert solved.status == 0
        found.append(solved.fun)
        rows, most = np.vstack([rows, costs]), np.append(most, best)
    return found


@settings(max_examples=60, deadline=None)
@given(capped())
def test_pulp_gives_the_same_totals(network):
    other = allocate_arrays(network, engine="lp")
    answer = allocate_arrays(network)
    assert other.totals == answer.totals
    assert np.array_equal(other.flow, answer.flow), "ties are broken by names in both"
    assert network.caps.are_kept(other.flow)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(capped(), st.data())
def test_a_corrupted_answer_does_not_pass(network, data):
    flow, prices = capped_answer(network)
    totals = network.totals_of(flow)
    moved = flow.copy()
    arc = data.draw(st.integers(0, len(flow) - 1))
    moved[arc] += 1
    assert not certify(network, moved, totals, prices=prices).proven
    assert not certify(network, flow, (totals[0] + 1, *totals[1:]), prices=prices).proven


def test_a_cap_that_is_exceeded_is_named():
    network = replace(
        network_of([2], [2], [0], [0], [10]),
        caps=CapRows(("rooms",), np.array([1]), (np.array([0]),)),
    )
    found = certify(network, np.array([2, 0, 0]), (0, 0, 0, 20))
    assert "rooms" in found.why_not
    answer = allocate_arrays(network)
    assert answer.totals == (0, 1, 0, 10)
    assert "caps bind, and are totals of it" in answer.chosen
    assert "caps" not in allocate_arrays(network.without_caps).chosen


def triangle():
    """Three children, each of whom two of three caps of one place count: half of each, or one."""
    network = network_of([1, 1, 1], [3], [0, 1, 2], [0, 0, 0], [0, 0, 0], independent_limit=0)
    pairs = [(0, 1), (1, 2), (0, 2)]
    local = {cell: int(np.flatnonzero(network.arc_cell == cell)[0]) for cell in range(3)}
    arcs = tuple(np.array([local[one], local[other]]) for one, other in pairs)
    return replace(network, caps=CapRows(("a", "b", "c"), np.array([1, 1, 1]), arcs))


def test_a_gap_is_told_where_the_best_would_split_children():
    """Of each triangle the programme places one and a half children, whole numbers one."""
    answer = allocate_arrays(triangle())
    assert answer.totals[0] == 2
    assert answer.certificate.proven, "one and a half without are two in whole numbers"
    answer = allocate_arrays(two_triangles())
    assert answer.totals[0] == 4
    assert not answer.certificate.proven
    assert answer.certificate.by_aim[0] == 1
    assert answer.certificate.gap is None
    assert re.fullmatch(
        r"without comes to 4, which may be up to 1 above the best\.", answer.certificate.why_not
    )


def two_triangles():
    """Two of them apart: three are placed by the programme, two in whole numbers."""
    network = network_of([1] * 6, [6], range(6), [0] * 6, [0] * 6, independent_limit=0)
    local = {cell: int(np.flatnonzero(network.arc_cell == cell)[0]) for cell in range(6)}
    pairs = [(0, 1), (1, 2), (0, 2), (3, 4), (4, 5), (3, 5)]
    arcs = tuple(np.array([local[first], local[second]]) for first, second in pairs)
    names = tuple(f"cap {number}" for number in range(6))
    return replace(network, caps=CapRows(names, np.ones(6, dtype=np.int64), arcs))


def test_a_solver_that_ends_without_an_answer_is_an_error(monkeypatch):
    def nothing(*_, **__):
        return optimize.OptimizeResult(status=1, message="time is up", x=None)

    monkeypatch.setattr(optimize, "linprog", nothing)
    with pytest.raises(NotPossibleError, match="time is up"):
        allocate_arrays(two_triangles())


def test_where_no_whole_answer_is_found_in_time_the_one_before_stands(monkeypatch):
    """Everybody without a place keeps every row; the gap says how far off that may be."""

    def nothing(*_, **__):
        return optimize.OptimizeResult(status=1, message="no time at all", x=None)

    monkeypatch.setattr(optimize, "milp", nothing)
    answer = allocate_arrays(two_triangles())
    assert answer.certificate.by_aim[0] == answer.totals[0] - 3 > 0
    assert not answer.certificate.proven


@pytest.mark.parametrize(
    ("caps", "words"),
    [
        (CapRows(("a",), np.array([1.5]), (np.array([0]),)), "room of caps"),
        (CapRows(("a",), np.array([-1]), (np.array([0]),)), "A cap is nought or more"),
        (CapRows(("a",), np.array([1]), ()), "arcs of caps"),
        (CapRows(("a",), np.array([1]), (np.array([9]),)), "A cap counts arcs that exist"),
    ],
)
def test_caps_that_cannot_be(caps, words):
    with pytest.raises(FindingsError, match=words):
        replace(network_of([1], [1], [0], [0], [5]), caps=caps)


@dataclass(frozen=True)
class Capped:
    """A cap in plain words; positions, but for NC years."""

    pools: tuple
    needs: tuple
    ncys: tuple
    places: tuple


@st.composite
def capped_plans(draw):
    """Tiny areas with one or two caps across their pools."""
    plan = draw(plans())
    assume(plan.pools)
    count = st.lists(st.integers(0, 3), min_size=3, max_size=3)
    some = st.lists(st.integers(0, len(plan.pools) - 1), min_size=1, unique=True)
    caps = tuple(
        Capped(
            tuple(draw(some)),
            draw(st.sampled_from([(0, 1), (0,), (1,)])),
            draw(st.sampled_from([NCY, NCY[:2], NCY[1:]])),
            tuple(draw(count)),
        )
        for _ in range(draw(st.integers(1, 2)))
    )
    return replace(plan, caps=caps)


@pytest.mark.slow
@settings(max_examples=80, deadline=None)
@given(capped_plans())
def test_each_year_is_that_of_the_slow_twin(plan):
    hold_years(plan, plan.placed())


def test_stayers_above_a_cap_keep_their_places_and_nobody_is_admitted():
    demand = no_demand()
    demand[0, 0, 0, 1] = (0, 3)
    cap = Capped((0,), (0,), NCY, (1, 1, 1))
    plan = Plan((special(5),), demand, (10, 20, 10, 20), start=((0, 0, 0, 0, 2),), caps=(cap,))
    year = plan.placed()[0]
    assert year.cap_over.tolist() == [1]
    assert year.placed.sum() == 2
    assert year.independent.sum() == 1
    assert not plan.placed(worth=True)[0].worth.more.any()
    with pytest.raises(FindingsError, match="places of caps"):
        replace(plan, caps=(replace(cap, places=(1.5, 1, 1)),)).supply()
