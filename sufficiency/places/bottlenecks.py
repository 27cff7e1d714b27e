"""Bottlenecks: the pools that are too few for the children who can go nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sufficiency.places.network import SINK, Kind, Network

if TYPE_CHECKING:
    from scipy import sparse

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Bottleneck:
    """Children who can go to no local places but these, and the places: a minimum cut.

    Parameters
    ----------
    cells : IntArray
        Positions of the cells.
    holders : IntArray
        Positions of the pools and totals that they can reach, whose room is short.
    children : int
        Children of the cells [children].
    room : int
        Places for them, all of which are given to them [children].
    short : int
        Children of the cells who are not placed locally: children - room.
    """

    cells: IntArray
    holders: IntArray
    children: int
    room: int

    @property
    def short(self) -> int:
        """Children who are too many for the places, whoever gets them."""
        return self.children - self.room


def bottlenecks_of(network: Network, flow: IntArray) -> tuple[Bottleneck, ...]:
    """Find the bottlenecks of an answer.

    Let D be cells and H the local pools that they can reach, with the totals above these. In
    whatever way places are given out, so many of D are not placed locally:

        short = sum_D demand_i - (room of H)

    Begin with the cells of which somebody is not placed locally. All their pools are full, or
    count towards a total that is: so add the cells whose children are in them, these cells' pools,
    and so on. Nothing that is reached has room to spare, so all its places are given to the
    children of D, and no dealing can place more of them (maximum flow, minimum cut: Ford and
    Fulkerson, 1956). D falls into parts that share no pool and no total; each is a bottleneck.

    Cells of which somebody could still be placed, were an earlier aim given up, are no part of
    one. In the usual order of aims there are none.

    Parameters
    ----------
    network : Network
        With arcs to pools that are full as well.
    flow : IntArray
        Axis (arc): an answer that is proven best [children].

    Returns
    -------
    tuple of Bottleneck
        Those that are shortest of places first.

    Examples
    --------
    >>> from sufficiency.places.building import network_of
    >>> network = network_of([3, 1], [1, 5], [0, 1], [0, 1], [2000, 1000])
    >>> [
    ...     (found.short, found.room)
    ...     for found in bottlenecks_of(network, np.array([1, 2, 0, 1, 0, 0]))
    ... ]
    [(2, 1)]
    """
    local = np.flatnonzero(network.kind[network.arc_pool] == Kind.LOCAL)
    placed = np.zeros(len(network.demand), dtype=np.int64)
    np.add.at(placed, network.arc_cell[local], flow[local])
    steps = _steps(network, flow, local)
    cells = len(network.demand)
    could = _reached(steps.T.tocsr(), np.array([cells + network.holders]))
    left = (network.demand > placed) & ~could[:cells]
    reached = _reached(steps, np.flatnonzero(left))
    # A cell without any local pool is no bottleneck's: nothing is too small for it.
    leads = np.zeros(cells, dtype=np.bool_)
    leads[network.arc_cell[local]] = True
    reached[:cells] &= leads
    parts = _parts(network, local, reached)
    found = [_bottleneck(network, reached, parts, part) for part in np.unique(parts[reached[:-1]])]
    return tuple(sorted(found, key=lambda one: (-one.short, int(one.holders[0]))))


def _steps(network: Network, flow: IntArray, local: IntArray) -> sparse.csr_array:
    """List the steps along which a child, or the place that another gives up, can go on.

    Returns
    -------
    scipy.sparse.csr_array
        Axes (node from, node to): cells, then holders, then the sink.
    """
    from scipy import sparse

    cells, holders = len(network.demand), network.holders
    loads = network.loads(np.where(network.kind[network.arc_pool] == Kind.LOCAL, flow, 0))
    inside = np.arange(holders)
    above = cells + network.parent
    room, used = loads < network.room, local[flow[local] > 0]
    # Only a total gives places back to what counts towards it; the sink gives nothing back.
    back = (loads > 0) & (network.within != SINK)
    tail = [network.arc_cell[local], cells + network.arc_pool[used], cells + inside[room]]
    head = [cells + network.arc_pool[local], network.arc_cell[used], above[room]]
    tail, head = [*tail, above[back]], [*head, cells + inside[back]]
    # Searches of older SciPy take 32 bits only.
    starts, ends = (np.concatenate(part).astype(np.int32) for part in (tail, head))
    nodes = cells + holders + 1
    ones = np.ones(len(starts), dtype=np.int8)
    return sparse.csr_array((ones, (starts, ends)), shape=(nodes, nodes))


def _reached(steps: sparse.csr_array, starts: IntArray) -> BoolArray:
    """Axis (node): whether it can be reached from some nodes."""
    from scipy.sparse import csgraph

    if not len(starts):
        return np.zeros(steps.shape[0], dtype=np.bool_)
    away = csgraph.dijkstra(steps, indices=starts, unweighted=True, min_only=True)
    return np.asarray(np.isfinite(away), dtype=np.bool_)


def _parts(network: Network, local: IntArray, reached: BoolArray) -> IntArray:
    """Axis (cell, then holder): the part, of those that share no pool and no total."""
    from scipy import sparse
    from scipy.sparse import csgraph

    cells, nodes = len(network.demand), len(network.demand) + network.holders
    arcs = local[reached[network.arc_cell[local]]]
    inside = np.flatnonzero(reached[cells:nodes] & (network.within != SINK))
    inside = inside[reached[cells + network.within[inside]]]
    tail = np.concatenate([network.arc_cell[arcs], cells + inside])
    head = np.concatenate([cells + network.arc_pool[arcs], cells + network.within[inside]])
    joined = sparse.csr_array(
        (np.ones(len(tail), dtype=np.int8), (tail.astype(np.int32), head.astype(np.int32))),
        shape=(nodes, nodes),
    )
    _, parts = csgraph.connected_components(joined, directed=False)
    return np.asarray(parts, dtype=np.int64)


def _bottleneck(network: Network, reached: BoolArray, parts: IntArray, part: int) -> Bottleneck:
    """Gather one part: its cells, its pools and totals, and the room that bounds it."""
    cells = len(network.demand)
    here = reached[:-1] & (parts == part)
    holders = np.flatnonzero(here[cells:])
    # What counts towards a total that is reached as well is bounded by the total.
    outer = holders[~np.append(here[cells:], False)[network.parent[holders]]]
    inner = np.flatnonzero(here[:cells])
    return Bottleneck(
        cells=inner,
        holders=holders,
        children=int(network.demand[inner].sum()),
        room=int(network.room[outer].sum()),
    )
