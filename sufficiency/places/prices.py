"""Prices of pools, what they prove, and how a face narrows to what is as good as an answer."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sufficiency.places.faces import FREE, FULL, SHUT, Costs, Face, blocks, part_of
from sufficiency.places.moves import cheapest_ways, moves_of

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]


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
    margin, parent = prices.take(face.pools) - costs, face.network.parent
    best = best_margins(face, prices, costs)
    return best.take(face.segment) - margin, prices[:-1] - prices[parent]


def best_margins(face: Face, prices: Costs, costs: Costs) -> Costs:
    """Axis (cell with children): the greatest price less cost over all its open arcs.

    Parameters
    ----------
    face : Face
    prices : Costs
        Axis (holder, then the sink).
    costs : Costs
        Axis (open arc).
    """
    best = np.empty(len(face.first), dtype=costs.dtype)
    for cells, arcs in blocks(face):
        margin = prices.take(face.pools[arcs]) - costs[arcs]
        best[cells] = np.maximum.reduceat(margin, face.first[cells] - arcs.start)
    return best


def is_best(face: Face, flow: IntArray, arcs: Costs, holders: Costs) -> bool:
    """Say whether prices prove that no answer on a face is better than this one.

    They do if no child is on an arc that is dearer than another, no place is empty that is worth
    something, and none is filled that costs.

    Parameters
    ----------
    face : Face
    flow : IntArray
        Axis (arc of the network) [children].
    arcs, holders : Costs
        From `reduced_costs`.
    """
    loads, free = face.network.loads(flow), face.state == FREE
    dear = (arcs > 0) & (flow[face.arcs] > 0)
    costly = free & (holders > 0) & (loads > 0)
    empty = free & (holders < 0) & (loads < face.network.room)
    return not (dear.any() or costly.any() or empty.any())


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
    return narrowed_to(face, arcs == 0, holders)


def narrowed_to(face: Face, kept: BoolArray, holders: Costs) -> Face:
    """Keep the arcs whose reduced cost is nought, and settle holders whose one is not.

    Parameters
    ----------
    face : Face
    kept : BoolArray
        Axis (open arc): whether its reduced cost is nought, at prices that prove an answer best.
    holders : Costs
        From `reduced_costs`, at these prices.

    Returns
    -------
    Face
    """
    state = face.state.copy()
    state[(state == FREE) & (holders < 0)] = FULL
    state[(state == FREE) & (holders > 0)] = SHUT
    part = part_of(face, kept)
    return Face(part.network, part.arcs, part.first, part.segment, state)
