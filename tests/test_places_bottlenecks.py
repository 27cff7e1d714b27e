"""Bottlenecks: against the largest number that any dealing could place, and by hand."""

import numpy as np
from hypothesis import given, settings
from place_networks import cases, rows_of
from scipy import optimize

from sufficiency.places import Kind, allocate_arrays, bottlenecks_of, network_of


def most_local(network):
    """The most children whom any dealing places locally, by a linear programme."""
    local = network.kind[network.arc_pool] == Kind.LOCAL
    demand, room = rows_of(network)
    solved = optimize.linprog(
        -local.astype(float),
        A_ub=np.vstack([room, demand]),
        b_ub=np.concatenate([network.room, network.demand]).astype(float),
        method="highs",
    )
    assert solved.status == 0
    return -round(solved.fun)


@settings(deadline=None)
@given(cases())
def test_bottlenecks_add_up_to_all_whom_no_dealing_could_place(case):
    network = case.network()
    answer = allocate_arrays(network)
    found = bottlenecks_of(network, answer.flow)
    local = network.kind[network.arc_pool] == Kind.LOCAL
    reaches = np.isin(np.arange(len(network.demand)), network.arc_cell[local])
    short = sum(one.short for one in found)
    assert int(network.demand[reaches].sum()) - short == most_local(network)
    # In the usual order of aims, as many are placed locally as can be.
    assert answer.placed.sum() == most_local(network)


@settings(deadline=None)
@given(cases())
def test_each_bottleneck_is_a_proof_by_itself(case):
    """Its children reach no other pool, and its pools and totals hold no more than its room."""
    network = case.network()
    answer = allocate_arrays(network)
    cells, holders = [], []
    for one in bottlenecks_of(network, answer.flow):
        arcs = np.isin(network.arc_cell, one.cells)
        arcs &= network.kind[network.arc_pool] == Kind.LOCAL
        assert set(network.arc_pool[arcs].tolist()) <= set(one.holders.tolist())
        assert one.short > 0
        assert one.children == network.demand[one.cells].sum()
        outer = [h for h in one.holders if network.within[h] not in one.holders]
        assert one.room == network.room[outer].sum()
        assert one.room == answer.flow[arcs].sum(), "all of its places are given to its children"
        cells += one.cells.tolist()
        holders += one.holders.tolist()
    assert len(cells) == len(set(cells))
    assert len(holders) == len(set(holders))


def test_two_pools_that_share_children_are_one_bottleneck():
    """Cells 0 and 1 share pool 1; cell 2 has pool 2 for itself, and cell 3 all it needs."""
    network = network_of(
        [3, 2, 4, 1],
        [1, 2, 1, 5],
        [0, 0, 1, 2, 3],
        [0, 1, 1, 2, 3],
        [10, 20, 10, 10, 10],
    )
    found = bottlenecks_of(network, allocate_arrays(network).flow)
    assert [one.short for one in found] == [3, 2]
    assert [one.cells.tolist() for one in found] == [[2], [0, 1]]
    assert [one.holders.tolist() for one in found] == [[2], [0, 1]]
    assert [(one.children, one.room) for one in found] == [(4, 1), (5, 3)]


def test_a_full_site_is_the_bottleneck_and_not_its_pools():
    network = network_of(
        [3, 3], [5, 5], [0, 1], [0, 1], [10, 20], total_room=[4], within=[0, 0, -1]
    )
    (found,) = bottlenecks_of(network, allocate_arrays(network).flow)
    assert (found.children, found.room, found.short) == (6, 4, 2)
    assert network.holder(int(found.holders[-1])) == "total 0"


def test_nobody_is_kept_out_where_there_is_room_or_no_pool_at_all():
    network = network_of([2, 1], [5], [0], [0], [10])
    assert bottlenecks_of(network, allocate_arrays(network).flow) == ()


def test_who_could_still_be_placed_is_in_no_bottleneck():
    """An answer that leaves a place empty: the child beside it is kept out by nothing."""
    network = network_of([1, 2], [1, 1], [0, 1], [0, 1], [10, 20])
    flow = np.zeros(len(network.arc_cell), dtype=np.int64)
    independent = network.kind[network.arc_pool] == Kind.INDEPENDENT
    flow[independent] = network.demand
    flow[np.flatnonzero(network.arc_cell == 1)[0]] = 1
    flow[np.flatnonzero(independent & (network.arc_cell == 1))[0]] = 1
    (found,) = bottlenecks_of(network, flow)
    assert found.cells.tolist() == [1]
