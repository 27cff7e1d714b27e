"""The certificate: what it accepts, and everything that it must not."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from place_networks import cases, chain, moved_about, with_room
from test_places_engines import weights_of

from sufficiency.places import NO_LIMIT, allocate_arrays, certify, network_of


def wide(seed):
    """A network that is short of places, with a site total and limits that bind."""
    random = np.random.default_rng(seed)
    cells, pools = 8, 5
    cell, pool = np.divmod(np.arange(cells * pools), pools)
    kept = random.random(cells * pools) < 0.7
    return network_of(
        random.integers(2, 6, cells),
        random.integers(1, 6, pools),
        cell[kept],
        pool[kept],
        random.integers(1, 40, kept.sum()) * 100,
        beyond_limit=random.random(kept.sum()) < 0.3,
        independent_limit=4,
        may_go_independent=random.random(cells) < 0.8,
        total_room=[4],
        within=[0, 0, -1, -1, -1, -1],
        totals=["site"],
    )


def moved(answer, source, target):
    """The flow with one child moved from one arc to another."""
    flow = answer.flow.copy()
    flow[source] -= 1
    flow[target] += 1
    return flow


def arc_into(answer, pool, *, used):
    """An arc into a pool, of those that carry children or of those that could."""
    network = answer.network
    fits = answer.flow > 0 if used else answer.flow < network.demand[network.arc_cell]
    return int(np.flatnonzero((network.arc_pool == pool) & fits)[0])


def worse_feasible(answer):
    """One placed child sent home: an allocation, but not the best."""
    network = answer.network
    placed = int(np.flatnonzero((answer.flow > 0) & (network.kind[network.arc_pool] == 0))[0])
    without = len(network.pools) - 1
    home = np.flatnonzero(
        (network.arc_cell == network.arc_cell[placed]) & (network.arc_pool == without)
    )
    return moved(answer, placed, int(home[0]))


def overfilled(answer):
    """A child without a place put into a pool that is full."""
    network = answer.network
    for arc in np.flatnonzero(answer.flow):
        if network.arc_pool[arc] != len(network.pools) - 1:
            continue
        beside = network.arc_cell == network.arc_cell[arc]
        full = answer.loads[network.arc_pool] == network.room[network.arc_pool]
        for other in np.flatnonzero(beside & full):
            return moved(answer, int(arc), int(other))
    raise AssertionError("the case has no child without a place")


def all_without(answer):
    network = answer.network
    home = network.arc_pool == len(network.pools) - 1
    return np.where(home, network.demand[network.arc_cell], 0)


def changed(answer, change):
    flow = answer.flow.copy()
    flow[int(np.flatnonzero(flow)[0])] += change
    return flow


def negative(answer):
    flow = answer.flow.copy()
    flow[int(np.flatnonzero(flow == 0)[0])] = -1
    return flow


def other_order(answer):
    """The best answer to the aims in the wrong order."""
    network = answer.network
    turned = replace(network, costs=network.costs[::-1], aims=network.aims[::-1])
    return allocate_arrays(turned).flow


FLOWS = {
    "one child lost": (lambda a: changed(a, -1), "children are counted|are counted"),
    "one child too many": (lambda a: changed(a, 1), "are counted|are placed in"),
    "a negative number": (negative, "-1 children of"),
    "too many at once": (lambda a: changed(a, 10**9), "are placed in"),
    "a full pool overfilled": (overfilled, " place, and| places, and"),
    "a child sent home": (worse_feasible, "a better answer exists: without can fall"),
    "everybody sent home": (all_without, "a better answer exists: without can fall"),
    "the aims in another order": (other_order, "a better answer exists: "),
    "nothing but noughts": (lambda a: 0 * a.flow, "and 0 are counted"),
    "everything doubled": (lambda a: 2 * a.flow, "are placed in|are counted"),
    "the arcs turned round": (lambda a: a.flow[::-1].copy(), "are placed in|are counted|places"),
    "floats": (lambda a: a.flow.astype(float), "is not one whole number for each"),
    "not a number": (lambda a: np.where(a.flow > 0, np.nan, 0.0), "is not one whole number"),
    "an arc too few": (lambda a: a.flow[:-1], "is not one whole number for each"),
    "two axes": (lambda a: a.flow[None, :], "is not one whole number for each"),
    "a list": (lambda a: a.flow.tolist(), "is not one whole number for each"),
    "nothing": (lambda a: None, "is not one whole number for each"),
    "truths": (lambda a: a.flow > 0, "is not one whole number for each"),
    "huge unsigned numbers": (
        lambda a: np.where(a.flow > 0, np.uint64(2**64 - 1), np.uint64(0)),
        "is not one whole number",
    ),
}


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("kind", FLOWS)
def test_a_corrupted_flow_is_refused(kind, seed):
    answer = allocate_arrays(wide(seed))
    corrupt, why_not = FLOWS[kind]
    flow = corrupt(answer)
    network = answer.network
    sound = isinstance(flow, np.ndarray) and flow.dtype == np.int64
    totals = network.totals_of(flow) if sound and flow.shape == answer.flow.shape else (0,) * 4
    if kind == "the aims in another order" and totals == answer.totals:
        pytest.skip("in this case the order of aims makes no difference")
    certificate = certify(network, flow, totals)
    assert not certificate.proven
    assert any(words in certificate.why_not for words in why_not.split("|"))
    assert certificate.gap is None or certificate.gap > 0


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("aim", range(4))
@pytest.mark.parametrize("change", [-1, 1])
def test_a_total_that_is_not_true_is_refused(aim, change, seed):
    answer = allocate_arrays(wide(seed))
    totals = list(answer.totals)
    totals[aim] += change
    certificate = certify(answer.network, answer.flow, totals)
    assert not certificate.proven
    assert "the answer says" in certificate.why_not


def test_missing_totals_are_refused():
    answer = allocate_arrays(wide(0))
    assert not certify(answer.network, answer.flow, answer.totals[:-1]).proven


def test_an_overfilled_site_is_refused_by_name():
    network = network_of([2], [1, 1], [0, 0], [0, 1], [5, 5], total_room=[1], within=[0, 0, -1])
    both = np.array([1, 1, 0, 0])
    certificate = certify(network, both, network.totals_of(both))
    assert certificate.why_not == "total 0 has 1 place, and 2 children are placed there."


@pytest.mark.parametrize("seed", range(5))
def test_the_answer_to_another_network_is_refused(seed):
    answer = allocate_arrays(wide(seed))
    network = answer.network
    richer = with_room(network, int(np.flatnonzero(answer.loads == network.room)[0]), 5)
    better = allocate_arrays(richer)
    assume_change = better.totals != answer.totals
    assert not assume_change or not certify(network, better.flow, better.totals).proven
    assert not assume_change or not certify(richer, answer.flow, answer.totals).proven


def test_a_small_weight_is_found_out():
    """The answer of the weight 29 to the chain of three (notes, A2) is not the best."""
    network = chain(3, 10)
    short = allocate_arrays(network.in_one_aim(weights_of(29)))
    certificate = certify(network, short.flow, network.totals_of(short.flow))
    assert "independent can fall" in certificate.why_not


@given(cases(), st.data())
def test_an_allocation_is_certified_exactly_if_it_is_as_good_as_the_best(case, data):
    """Children moved about at random: proven if and only if the ordered totals are the best."""
    answer = allocate_arrays(case.network())
    network = answer.network
    assume(len(answer.flow))
    flow = moved_about(network, answer.flow, data, least=1)
    totals = network.totals_of(flow)
    fits = (network.loads(flow) <= network.room).all()
    certificate = certify(network, flow, totals)
    assert certificate.proven == bool(fits and totals == answer.totals)
    assert certificate.arcs == len(flow)


def test_a_certificate_does_not_need_an_engine():
    network = network_of([2], [1], [0], [0], [2000], independent_limit=NO_LIMIT)
    assert certify(network, np.array([1, 1, 0], dtype=np.int32), (0, 1, 0, 2000)).gap == 0
