"""Moves of one child between pools that an answer leaves possible, and cheapest chains of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from sufficiency.places.faces import FREE, Costs, Face, begins_of, blocks
from sufficiency.places.holding import hold

IntArray = NDArray[np.int64]

DENSE = 1500
"""Up to so many nodes, the moves between pools are gathered in a square table, which is quicker
than sorting them; with more moves than the table has fields, always."""

_INFINITE = 2**62


@dataclass(frozen=True, slots=True, eq=False)
class Moves:
    """What it costs to move one child between holders, as arcs sorted by where they lead.

    Nodes are the holders and, last, the sink in which all children end.

    Parameters
    ----------
    tail, head : IntArray
        Axis (move): from the tail, whose pool gives a child up, to the head, which gets one.
    costs : Costs
        Axis (move): the cheapest such move.
    nodes : int
        Number of holders, plus one.
    """

    tail: IntArray
    head: IntArray
    costs: Costs
    nodes: int

    def reversed(self) -> Moves:
        """Return the same moves, backwards."""
        order = np.argsort(self.tail, kind="stable")
        return Moves(self.head[order], self.tail[order], self.costs[order], self.nodes)


def moves_of(face: Face, flow: IntArray, costs: Costs) -> Moves:
    """List the moves of one child that an answer leaves possible.

    Parameters
    ----------
    face : Face
    flow : IntArray
        Axis (arc of the network) [children].
    costs : Costs
        Axis (open arc).

    Returns
    -------
    Moves
    """
    network, pools = face.network, face.pools
    used = np.flatnonzero(flow[face.arcs] > 0)
    leads = np.zeros(len(used), dtype=np.bool_)
    leads[begins_of(face.segment[used])] = True
    lead = used[leads]
    hold(len(lead) == len(face.first), "an answer places the children of every cell")
    # From the first pool of each cell to all its pools; then from its further ones, which are few.
    source, target = _pairs(face, used[~leads])
    loads = network.loads(flow)
    free = face.state == FREE
    more = np.flatnonzero(free & (loads < network.room))
    fewer = np.flatnonzero(free & (loads > 0))
    parent = network.parent
    nodes = network.holders + 1
    none = np.zeros(len(more) + len(fewer), dtype=costs.dtype)
    further = pools[target] * nodes + pools[source]
    ends = np.concatenate([parent[more] * nodes + more, fewer * nodes + parent[fewer]])
    rest = [(further, costs[target] - costs[source]), (ends, none)]
    few = nodes * nodes <= max(DENSE * DENSE, len(costs))
    return _cheapest(
        chain(_of_leads(face, lead, costs, nodes), rest),
        nodes,
        in_table=few and costs.dtype != object,
    )


def _of_leads(
    face: Face, lead: IntArray, costs: Costs, nodes: int
) -> Iterator[tuple[IntArray, Costs]]:
    """Price the moves from one arc of each cell to all its arcs, as `_cheapest` takes them."""
    pool, cost = face.pools[lead], costs[lead]
    for _, arcs in blocks(face):
        cell = face.segment[arcs]
        yield face.pools[arcs] * nodes + pool.take(cell), costs[arcs] - cost.take(cell)


def _pairs(face: Face, used: IntArray) -> tuple[IntArray, IntArray]:
    """Join some arcs with all of the same cell; axis (pair): positions among the open arcs."""
    counts = face.sizes[face.segment[used]]
    shift = face.first[face.segment[used]] - (np.cumsum(counts) - counts)
    return np.repeat(used, counts), np.arange(counts.sum()) + np.repeat(shift, counts)


def _cheapest(priced: Iterable[tuple[IntArray, Costs]], nodes: int, *, in_table: bool) -> Moves:
    """Keep the cheapest of all moves between two nodes, sorted by where they lead.

    Parameters
    ----------
    priced : iterable of two arrays
        Axis (move): head x nodes + tail, and what it costs.
    nodes : int
    in_table : bool
        Whether to gather them in a square table rather than to sort them.
    """
    if in_table:
        table = np.full(nodes * nodes, _INFINITE)
        for key, costs in priced:
            np.minimum.at(table, key, costs)
        kept = np.flatnonzero(table < _INFINITE)
        best: Costs = table[kept]
    else:
        key, costs = (np.concatenate(column) for column in zip(*priced, strict=True))
        order = np.argsort(key, kind="stable")
        ranked = key[order]
        begins = begins_of(ranked)
        kept = ranked[begins]
        best = np.minimum.reduceat(costs[order], begins) if len(begins) else costs[:0]
    head = kept // nodes
    tail = kept - head * nodes
    other = head != tail
    return Moves(tail[other], head[other], best[other], nodes)


def cheapest_ways(moves: Moves, start: Costs) -> Costs:
    """Find the cheapest chain of moves to each node, in whole numbers.

    Parameters
    ----------
    moves : Moves
    start : Costs
        Axis (node): what it costs to begin there.

    Returns
    -------
    Costs
        Axis (node). Where the moves hold a cycle that costs less than nothing (the answer is
        not best), the search stops after as many rounds as there are nodes.
    """
    if not len(moves.head):
        return start
    ways = start.copy()
    begins = begins_of(moves.head)
    reached = moves.head[begins]
    for _ in range(moves.nodes + 1):
        nearest = np.minimum.reduceat(ways.take(moves.tail) + moves.costs, begins)
        before = ways.take(reached)
        if not (nearest < before).any():
            break
        ways[reached] = np.minimum(nearest, before)
    return ways
