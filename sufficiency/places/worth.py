"""What one more, or one fewer, place is worth: exact changes of the ordered aims."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sufficiency.errors import NotPossibleError
from sufficiency.places.certificate import counted_through
from sufficiency.places.faces import whole
from sufficiency.places.moves import Moves, cheapest_ways, moves_of
from sufficiency.places.network import NO_LIMIT, Network
from sufficiency.places.weights import Costs, parts, stacked

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

_FAR = 2**61
_FAR_UNBOUNDED = 10**60


@dataclass(frozen=True, slots=True, eq=False)
class Worth:
    """The change of each aim if one place more, or one fewer, were free.

    The first change of one more place that is not nought is never an increase; later aims may
    change either way (one fewer child without a place, 8.3 km more travel).

    Parameters
    ----------
    more : IntArray
        Axes (pool then total, aim): one more place [children, metres or pounds].
    fewer : IntArray
        Axes (pool then total, aim): one place fewer; nought where there is none to lose.
    full : BoolArray
        Axis (pool then total): whether all places are taken; where not, both are nought.
    """

    more: IntArray
    fewer: IntArray
    full: BoolArray


def worth_of_places(network: Network, flow: IntArray) -> Worth:
    """Value one more and one fewer place at each pool and each total.

    One more place at a holder h under its total p (or the sink) lets a child move along a chain
    of moves from p back to h; one fewer pushes a child from h to p. The cheapest chain is the
    exact change, also where places are only just enough or only just too few; the two sides may
    differ. For n places, solve again: the worth of a block is not n times the worth of one.

    Parameters
    ----------
    network : Network
    flow : IntArray
        Axis (arc): an answer that is proven best [children].

    Returns
    -------
    Worth

    Raises
    ------
    NotPossibleError
        Where the flow is no allocation of the network: not whole, too short, or with more children
        than places. Whether it is the best is for `certify` to say.

    Examples
    --------
    >>> from sufficiency.places.building import network_of
    >>> network = network_of([2], [1], [0], [0], [2000])
    >>> worth = worth_of_places(network, np.array([1, 1, 0]))
    >>> worth.more[0].tolist(), worth.fewer[0].tolist()
    ([0, -1, 0, 2000], [0, 1, 0, -2000])
    """
    if not isinstance(network, Network):
        raise NotPossibleError.of("no_network", value=type(network).__name__)
    flow, fault = counted_through(network, flow)
    if fault:
        raise NotPossibleError.of("worth_of_no_answer", reason=fault)
    loads = network.loads(flow)
    full = (loads == network.room) & (network.room < NO_LIMIT)
    shape = (network.holders, len(network.aims))
    more, fewer = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    face = whole(network)
    if len(face.arcs):
        weighed = stacked(face.costs, pools=len(network.pools), room_to_decode=True)
        moves = moves_of(face, flow, weighed.unbounded(network.holders + 1))
        back = moves.reversed()
        for parent in np.unique(network.parent[full]):
            under = np.flatnonzero(full & (network.parent == parent))
            _decode(more, under, _ways_from(int(parent), moves), weighed.weights, only_gains=True)
            losing = under[network.room[under] > 0]
            _decode(fewer, losing, _ways_from(int(parent), back), weighed.weights)
    return Worth(more, fewer, np.asarray(full, dtype=np.bool_))


def _ways_from(node: int, moves: Moves) -> Costs:
    """Axis (node): the cheapest chain of moves from one node; far where there is none."""
    unbounded = moves.costs.dtype == object
    start = np.full(moves.nodes, _FAR_UNBOUNDED if unbounded else _FAR, dtype=moves.costs.dtype)
    start[node] = 0
    return cheapest_ways(moves, start)


def _decode(
    changes: IntArray,
    holders: IntArray,
    ways: Costs,
    weights: tuple[int, ...],
    *,
    only_gains: bool = False,
) -> None:
    """Write the chains to these holders into `changes`, aim by aim."""
    for holder in holders.tolist():
        way = int(ways[holder])
        if not only_gains or way < 0:
            changes[holder] = parts(way, weights)
