"""One year of one draw with any places: what it comes to, and a bound for all other places."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sufficiency.places.engines import allocate_arrays
from sufficiency.places.faces import Face, part_of, whole
from sufficiency.places.growing import nearest_of_cells
from sufficiency.places.moves import Moves, cheapest_ways, moves_of
from sufficiency.places.network import NO_LIMIT, SINK, Network

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
SolveOnFace = Callable[[Face, IntArray], IntArray]

NEAREST = 4
"""So many of the nearest pools of each cell are looked at first."""

_FAR = 2**61


class Bound(NamedTuple):
    """A bound that holds whatever the places: value(room) >= constant - worth . room.

    Parameters
    ----------
    constant : int
    worth : IntArray
        Axis (holder): nought or more.
    """

    constant: int
    worth: IntArray


class Valued(NamedTuple):
    """A year of a draw, valued with some places.

    Parameters
    ----------
    value : int
        Sum of weighted costs.
    totals : tuple of int
        Axis (aim): sums of the allocation that was found.
    bounds : tuple of Bound
        Each is met with equality at these places.
    """

    value: int
    totals: tuple[int, ...]
    bounds: tuple[Bound, ...]


class Ground:
    """A year of a draw that is valued again and again, with other places each time.

    Few of its arcs are ever used. A flow is solved on those that are likely, priced, and the prices
    are held against all arcs: where they bound what was found, it is the best, and the bound holds
    for all other places too. Else the arcs that are worth using join, for this time and all later.

    Parameters
    ----------
    network : Network
    costs : IntArray
        Axis (arc of the network): the one cost that is made small.
    solve : SolveOnFace
    like : Ground, optional
        One with the same arcs and other children: arcs that it has found worth using are looked at.
    """

    def __init__(
        self, network: Network, costs: IntArray, solve: SolveOnFace, *, like: Ground | None = None
    ) -> None:
        self._network, self._solve = network, solve
        self._face = whole(network)
        self._costs = costs[self._face.arcs]
        self._near = _closed(self._costs)
        self._used: BoolArray = np.zeros(len(costs), dtype=np.bool_) if like is None else like._used
        endless = (network.room >= NO_LIMIT) & (network.within == SINK)
        self._known = endless[self._face.pools] | nearest_of_cells(
            self._face, self._costs, count=NEAREST
        )

    def valued(self, room: IntArray) -> Valued:
        """Find the best allocation with these places.

        Parameters
        ----------
        room : IntArray
            Axis (holder): nought or more [places].

        Returns
        -------
        Valued
        """
        network = _with_room(self._network, room)
        if not len(self._face.arcs):
            none = Bound(0, np.zeros(network.holders, dtype=np.int64))
            return Valued(0, (0,) * len(network.aims), (none,))
        face, near = _on(self._face, network), True
        self._known = self._known | self._used[face.arcs]
        while True:
            part, costs = part_of(face, self._known), self._costs[self._known]
            flow = self._solve(part, self._near[self._known] if near else costs)
            value = _dot(self._costs, flow[face.arcs])
            moves = moves_of(part, flow, costs)
            worth = _worth(network, _least_prices(network, moves))
            bound, gains = self._bound(worth)
            if bound.constant - _dot(worth, room) == value:
                break
            # Nothing is worth using, and yet it is not the best: the solver had other costs.
            near = near and bool((gains & ~self._known).any())
            self._known = self._known | gains
            self._used[face.arcs[gains]] = True
        bounds = [bound]
        most, _ = self._bound(_worth(network, _most_prices(face, moves, self._costs)))
        if most.constant - _dot(most.worth, room) == value and (most.worth != worth).any():
            bounds.append(most)
        return Valued(value, network.totals_of(flow), tuple(bounds))

    def bound(self, worth: IntArray) -> Bound:
        """Bound all values by what places are worth, whoever says so.

        Parameters
        ----------
        worth : IntArray
            Axis (holder): nought or more.
        """
        return self._bound(worth)[0]

    def _bound(self, worth: IntArray) -> tuple[Bound, BoolArray]:
        """Bound all values by what places are worth; say which arcs cost less than is shown by it.

        constant = sum_i demand_i y_i,   y_i = min over all arcs of (c_ij + worth of j and of all
        totals that it counts towards)
        """
        face = self._face
        network = face.network
        if not len(face.arcs):
            return Bound(0, worth), self._known
        through = worth.copy()
        for total in network.inner_totals_first[::-1]:
            if network.within[total] != SINK:
                through[total] += through[network.within[total]]
        inner = network.within[: len(network.pools)]
        through = through[: len(network.pools)] + np.where(inner == SINK, 0, through[inner])
        dear = self._costs + through[face.pools]
        least = np.minimum.reduceat(dear, face.first)
        known = np.where(self._known, dear, _FAR)
        gains: BoolArray = dear < np.minimum.reduceat(known, face.first)[face.segment]
        return Bound(_dot(least, network.demand[face.cells]), worth), gains


class InOrder:
    """A year of a draw whose aims are too many to be added up: valued, and no bound of it known.

    Parameters
    ----------
    network : Network
    """

    def __init__(self, network: Network) -> None:
        self._network = network

    def valued(self, room: IntArray) -> Valued:
        """Find the best allocation with these places, in the exact order of aims."""
        network = _with_room(self._network, room)
        return Valued(0, allocate_arrays(network).totals, ())


def _with_room(network: Network, room: IntArray) -> Network:
    return network.with_cells(
        network.demand,
        network.arc_cell,
        network.arc_pool,
        network.costs,
        network.cells,
        room=room.copy(),
    )


def _on(face: Face, network: Network) -> Face:
    return Face(network, face.arcs, face.first, face.segment, face.state)


def _closed(costs: IntArray) -> IntArray:
    """Axis (open arc): bring the dearest arcs nearer to the others, which saves the solver time."""
    dearest = costs.max(initial=0)
    largest = costs.max(initial=0, where=costs < dearest)
    closed: IntArray = np.minimum(costs, 1 + 2 * largest)
    return closed


def _least_prices(network: Network, moves: Moves) -> IntArray:
    """Axis (holder, then the sink): prices by which each place is worth the least that it may be.

    What no chain of moves reaches from the sink is empty, and costs what its total does.
    """
    start = np.full(network.holders + 1, _FAR, dtype=np.int64)
    start[-1] = 0
    prices = cheapest_ways(moves, start)
    pools = np.flatnonzero(prices[: len(network.pools)] >= _FAR // 2)
    for total in network.inner_totals_first[::-1]:
        if prices[total] >= _FAR // 2:
            prices[total] = prices[network.parent[total]]
    prices[pools] = prices[network.parent[pools]]
    return prices


def _most_prices(face: Face, moves: Moves, costs: IntArray) -> IntArray:
    """Axis (holder, then the sink): prices by which each place is worth the most that it may be."""
    network = face.network
    start = np.full(network.holders + 1, _FAR, dtype=np.int64)
    start[-1] = 0
    prices = -cheapest_ways(moves.reversed(), start)
    away = prices <= -(_FAR // 2)
    for total in network.inner_totals_first[::-1]:
        if away[total]:
            prices[total] = prices[network.parent[total]]
    pools = away[: len(network.pools)]
    # An empty pool that leads nowhere: the most that any cell would gain by it.
    reached = np.where(pools[face.pools], _FAR, costs - prices[face.pools])
    gain = np.minimum.reduceat(reached, face.first)[face.segment] - costs
    most = np.full(len(network.pools), -_FAR)
    np.maximum.at(most, face.pools, gain)
    found = np.flatnonzero(pools)
    prices[found] = np.minimum(prices[network.parent[found]], -most[found])
    return prices


def _worth(network: Network, prices: IntArray) -> IntArray:
    """Axis (holder): what one more place is worth at these prices."""
    worth: IntArray = np.maximum(0, prices[network.parent] - prices[:-1])
    return worth


def _dot(costs: IntArray, children: IntArray) -> int:
    """Add up costs x children in whole numbers of any size."""
    used = np.flatnonzero(children)
    costs, children = costs[used], children[used]
    if int(np.abs(costs).max(initial=0)) * int(np.abs(children).sum()) < 2**62:
        return int(costs @ children)
    return sum(int(c) * int(n) for c, n in zip(costs.tolist(), children.tolist(), strict=True))
