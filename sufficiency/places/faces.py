"""The part of a network on which best answers lie, and how it narrows from aim to aim.

A flow is best in an aim exactly if it uses only arcs whose reduced cost is nought, and fills or
leaves empty each holder whose reduced cost is not. So what is best in one aim is again a network,
a *face*, and the next aim is solved on it: the order of aims is exact without any weights.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from sufficiency.places.network import Network

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
Costs = NDArray[Any]

FREE, FULL, SHUT = 0, 1, 2
"""A holder may be filled as is best; must be full; must stay empty."""

DENSE = 1500
"""Up to so many nodes, the moves between pools are gathered in a square table."""

_INFINITE = 2**62


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """The arcs and holders that are still open; `whole` and `narrowed` make it.

    Parameters
    ----------
    network : Network
    arcs : IntArray
        Axis (open arc): positions in the network, of cells with children only.
    first : IntArray
        Axis (cell with children): where its arcs begin in `arcs`.
    segment : IntArray
        Axis (open arc): position in `first` of the arc's cell.
    state : IntArray
        Axis (holder): FREE, FULL or SHUT.
    """

    network: Network
    arcs: IntArray
    first: IntArray
    segment: IntArray
    state: IntArray

    @property
    def pools(self) -> IntArray:
        """Axis (open arc): the pool of the arc."""
        return self.network.arc_pool[self.arcs]

    @property
    def cells(self) -> IntArray:
        """Axis (cell with children): positions of the cells."""
        return self.network.arc_cell[self.arcs[self.first]]


def _face(network: Network, arcs: IntArray, state: IntArray) -> Face:
    cells = network.arc_cell[arcs]
    begins = np.ones(len(arcs), dtype=np.bool_)
    begins[1:] = cells[1:] != cells[:-1]
    return Face(network, arcs, np.flatnonzero(begins), np.cumsum(begins) - 1, state)


def whole(network: Network) -> Face:
    """Return all that is open before any aim is met: every arc of every cell with children."""
    arcs = np.flatnonzero(network.demand[network.arc_cell] > 0)
    return _face(network, arcs, np.zeros(network.holders, dtype=np.int64))


def usable(network: Network) -> Face:
    """Return what an answer can use: the arcs of `whole` but those into holders without any room.

    Nobody can be placed where a pool, or a total that it counts towards, has no room, so leaving
    those arcs out changes no answer and no aim.
    """
    has_room = network.room > 0
    for total in network.inner_totals_first[::-1]:
        above = int(network.within[total])
        has_room[total] &= above < 0 or bool(has_room[above])
    inside = network.within[: len(network.pools)]
    open_pools = has_room[: len(network.pools)] & ((inside < 0) | has_room[inside])
    arcs = np.flatnonzero((network.demand[network.arc_cell] > 0) & open_pools[network.arc_pool])
    return _face(network, arcs, np.zeros(network.holders, dtype=np.int64))


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
    used = np.flatnonzero(flow[face.arcs])
    ends = np.append(face.first[1:], len(face.arcs))
    begin = face.first[face.segment[used]]
    counts = ends[face.segment[used]] - begin
    source = np.repeat(used, counts)
    offset = np.arange(len(source)) - np.repeat(np.cumsum(counts) - counts, counts)
    target = np.repeat(begin, counts) + offset
    loads = network.loads(flow)
    free = face.state == FREE
    more = np.flatnonzero(free & (loads < network.room))
    fewer = np.flatnonzero(free & (loads > 0))
    tail = np.concatenate([pools[source], more, network.parent[fewer]])
    head = np.concatenate([pools[target], network.parent[more], fewer])
    none = np.zeros(len(more) + len(fewer), dtype=costs.dtype)
    prices = np.concatenate([costs[target] - costs[source], none])
    return _cheapest(tail, head, prices, network.holders + 1)


def _cheapest(tail: IntArray, head: IntArray, costs: Costs, nodes: int) -> Moves:
    """Keep the cheapest of all moves between two nodes, sorted by where they lead."""
    key = head * nodes + tail
    if nodes <= DENSE and costs.dtype != object:
        table = np.full(nodes * nodes, _INFINITE)
        np.minimum.at(table, key, costs)
        kept = np.flatnonzero(table < _INFINITE)
        best: Costs = table[kept]
    else:
        order = np.argsort(key, kind="stable")
        ranked = key[order]
        begins = np.flatnonzero(np.append(True, ranked[1:] != ranked[:-1]))
        kept = ranked[begins]
        best = np.minimum.reduceat(costs[order], begins) if len(begins) else costs[:0]
    head, tail = kept // nodes, kept % nodes
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
    ways = start
    if not len(moves.head):
        return ways
    begins = np.flatnonzero(np.append(True, moves.head[1:] != moves.head[:-1]))
    reached = moves.head[begins]
    for _ in range(moves.nodes + 1):
        nearest = np.minimum.reduceat(ways[moves.tail] + moves.costs, begins)
        better = nearest < ways[reached]
        if not better.any():
            break
        ways = ways.copy()
        ways[reached[better]] = nearest[better]
    return ways


def prices_of(face: Face, flow: IntArray, costs: Costs) -> Costs:
    """Price all holders and the sink, so that an answer that is best shows it.

    Parameters
    ----------
    face : Face
    flow : IntArray
        Axis (arc of the network) [children].
    costs : Costs
        Axis (open arc).

    Returns
    -------
    Costs
        Axis (holder, then the sink).
    """
    start = np.zeros(face.network.holders + 1, dtype=costs.dtype)
    return cheapest_ways(moves_of(face, flow, costs), start)


def reduced_costs(face: Face, prices: Costs, costs: Costs) -> tuple[Costs, Costs]:
    """Compute what each open arc and each holder costs beyond the prices.

    Parameters
    ----------
    face : Face
    prices : Costs
        Axis (holder, then the sink).
    costs : Costs
        Axis (open arc).

    Returns
    -------
    arcs : Costs
        Axis (open arc): nought or more, whatever the prices.
    holders : Costs
        Axis (holder): below nought where one more place would be worth something.
    """
    margin = prices[face.pools] - costs
    best = np.maximum.reduceat(margin, face.first) if len(face.first) else margin
    parent = face.network.parent
    return best[face.segment] - margin, prices[:-1] - prices[parent]


def narrowed(face: Face, flow: IntArray, costs: Costs) -> Face:
    """Keep of a face what answers as good as this one, which must be best, can use.

    Parameters
    ----------
    face : Face
    flow : IntArray
        Axis (arc of the network): a best answer on this face [children].
    costs : Costs
        Axis (open arc).

    Returns
    -------
    Face
    """
    arcs, holders = reduced_costs(face, prices_of(face, flow, costs), costs)
    return _narrowed(face, arcs, holders)


def narrowed_if_best(face: Face, flow: IntArray, costs: Costs) -> Face | None:
    """Narrow a face to what is as good as an answer, if that answer is best.

    An answer is best if, at the prices that it shows, no child is on an arc that is dearer than
    another, no place is empty that is worth something, and none is filled that costs.

    Parameters
    ----------
    face : Face
    flow : IntArray
        Axis (arc of the network) [children].
    costs : Costs
        Axis (open arc).

    Returns
    -------
    Face or None
        None where the answer is not best.
    """
    arcs, holders = reduced_costs(face, prices_of(face, flow, costs), costs)
    loads, free = face.network.loads(flow), face.state == FREE
    dear = (arcs > 0) & (flow[face.arcs] > 0)
    costly = free & (holders > 0) & (loads > 0)
    empty = free & (holders < 0) & (loads < face.network.room)
    if dear.any() or costly.any() or empty.any():
        return None
    return _narrowed(face, arcs, holders)


def _narrowed(face: Face, arcs: Costs, holders: Costs) -> Face:
    """Keep the arcs whose reduced cost is nought, and settle holders whose one is not."""
    state = face.state.copy()
    state[(state == FREE) & (holders < 0)] = FULL
    state[(state == FREE) & (holders > 0)] = SHUT
    return _face(face.network, face.arcs[arcs == 0], state)


def is_only_answer(face: Face, flow: IntArray) -> bool:
    """Say whether a face holds no answer but this one.

    There is another exactly if children can be moved round a cycle of arcs and holders that does
    more than go along one arc and back. Arcs open in both directions must form a forest; with its
    trees drawn together, those open in one direction must form no cycle.
    """
    network = face.network
    carried, pools = flow[face.arcs], face.pools
    demand = network.demand[network.arc_cell[face.arcs]]
    free = np.flatnonzero(face.state == FREE)
    loads = network.loads(flow)[free]
    sink, cells = network.holders, len(face.first)
    tail = np.concatenate([face.segment + sink + 1, free])
    head = np.concatenate([pools, network.parent[free]])
    forward = np.concatenate([carried < demand, loads < network.room[free]])
    backward = np.concatenate([carried > 0, loads > 0])
    nodes = sink + 1 + cells
    both = forward & backward
    trees, tree = _components(tail[both], head[both], nodes)
    if both.sum() != nodes - trees:
        return False
    forth, back = forward & ~both, backward & ~both
    begin = tree[np.concatenate([tail[forth], head[back]])]
    end = tree[np.concatenate([head[forth], tail[back]])]
    if (begin == end).any():
        return False
    return _components(begin, end, trees, connection="strong")[0] == trees


def _components(
    tail: IntArray, head: IntArray, nodes: int, *, connection: Literal["weak", "strong"] = "weak"
) -> tuple[int, IntArray]:
    graph = sparse.coo_array((np.ones(len(tail)), (tail, head)), shape=(nodes, nodes)).tocsr()
    count, labels = connected_components(graph, directed=True, connection=connection)
    return int(count), np.asarray(labels, dtype=np.int64)
