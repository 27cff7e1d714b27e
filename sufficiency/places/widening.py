"""What it would change if a pool admitted one child more of those whom it does not admit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sufficiency.places.faces import Face, whole
from sufficiency.places.moves import cheapest_ways, moves_of
from sufficiency.places.network import Network
from sufficiency.places.one_year import network_of_year, room_of_year
from sufficiency.places.supply import Supply
from sufficiency.places.weights import Costs, parts, stacked
from sufficiency.places.years import YearPlaced

IntArray = NDArray[np.int64]

_FAR = 2**61
_FAR_UNBOUNDED = 10**60


@dataclass(frozen=True, slots=True, eq=False)
class Widened:
    """What changes if one child went along an arc that is not open.

    Parameters
    ----------
    cell, pool : IntArray
        Axis (arc): positions in the network.
    changes : Costs
        Axis (arc): the change, weighted; below nought where it would be better.
    weights : tuple of int
        Axis (aim).
    """

    cell: IntArray
    pool: IntArray
    changes: Costs
    weights: tuple[int, ...]

    def by_aim(self, arc: int) -> list[int]:
        """Give the change of each aim [children, metres or pounds]."""
        return parts(int(self.changes[arc]), self.weights)


def widened(network: Network, flow: IntArray, wide: Network) -> Widened:
    """Value each arc of a wider network that this one lacks, for the first child on it.

    With child i moved from the pool k where she is into j, and chains of moves as for the worth
    of a place:

        change_ij = c_ij + min over the pools k of cell i with flow (dist(j -> k) - c_ik)

    dist(j -> k) is the cheapest chain that makes room in j, and ends with the place that she
    leaves. It is the exact change for the first child; for each further one into the same pool it
    is no better, as a cycle by two of its new arcs falls into two. So where no arc into a pool has
    a change below nought, that pool alone has nothing to give; two pools together may.

    Parameters
    ----------
    network : Network
        With arcs to full pools as well.
    flow : IntArray
        Axis (arc of `network`): an answer that is proven best [children].
    wide : Network
        The same cells, holders and aims, with all arcs of `network` and more.

    Returns
    -------
    Widened
        Of the arcs that `network` lacks.
    """
    more = _lacking(network, wide)
    weighed = stacked(wide.costs, pools=len(wide.pools), room_to_decode=True)
    nodes = network.holders + 1
    dear = weighed.unbounded(nodes)
    face = whole(network)
    cell, pool = wide.arc_cell[more], wide.arc_pool[more]
    held = network.demand[cell] > 0
    more, cell, pool = more[held], cell[held], pool[held]
    if not len(more):
        return Widened(cell, pool, dear[more], weighed.weights)
    costs = dear[_places(network, wide)]
    best = _best_ways(face, flow, costs[face.arcs], np.unique(pool))
    changes = dear[more] + best[np.unique(pool, return_inverse=True)[1], cell]
    return Widened(cell, pool, changes, weighed.weights)


def _keys(network: Network) -> IntArray:
    return network.arc_cell * len(network.pools) + network.arc_pool


def _lacking(network: Network, wide: Network) -> IntArray:
    """Axis (arc): positions in the wider network of arcs that this one lacks."""
    return np.flatnonzero(~np.isin(_keys(wide), _keys(network)))


def _places(network: Network, wide: Network) -> IntArray:
    """Axis (arc of `network`): its position in the wider one."""
    return np.searchsorted(_keys(wide), _keys(network))


def _best_ways(face: Face, flow: IntArray, costs: Costs, pools: IntArray) -> Costs:
    """Axes (pool, cell): the cheapest chain out of the pool into a place that the cell leaves.

    What the child who leaves it saves is taken off.
    """
    network = face.network
    used = np.flatnonzero(flow[face.arcs] > 0)
    cell, pool = network.arc_cell[face.arcs[used]], face.pools[used]
    moves = moves_of(face, flow, costs)
    unbounded = moves.costs.dtype == object
    far = _FAR_UNBOUNDED if unbounded else _FAR
    best = np.full((len(pools), len(network.demand)), far, dtype=moves.costs.dtype)
    for place, start in enumerate(pools.tolist()):
        begin = np.full(moves.nodes, far, dtype=moves.costs.dtype)
        begin[start] = 0
        ways = cheapest_ways(moves, begin)
        np.minimum.at(best[place], cell, ways[pool] - costs[used])
    return best


def widened_year(supply: Supply, year: int, placed: YearPlaced) -> Widened:
    """Value, for one year, what it would change if pools admitted all needs.

    Parameters
    ----------
    supply : Supply
    year : int
        Position of the year.
    placed : YearPlaced
        Of this supply, placed with the worth of places.

    Returns
    -------
    Widened
        `cell` are positions of cells of the supply.
    """
    told = placed.parts
    room = room_of_year(supply, year, placed.step.stayers)
    wide = network_of_year(
        supply.for_all_needs(), year, told.cells, told.children, room, every_pool=True, **told.marks
    )
    made = widened(placed.answer.network, placed.answer.flow, wide)
    return Widened(told.cells[made.cell], made.pool, made.changes, made.weights)
