"""Prices of pools, what they prove, and how a face narrows to what is as good as an answer."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sufficiency.places.faces import FREE, FULL, SHUT, Costs, Face, part_of
from sufficiency.places.moves import cheapest_ways, moves_of

IntArray = NDArray[np.int64]


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
    return narrowed_to(face, *reduced_costs(face, prices_of(face, flow, costs), costs))


def narrowed_to(face: Face, arcs: Costs, holders: Costs) -> Face:
    """Keep the arcs whose reduced cost is nought, and settle holders whose one is not.

    Parameters
    ----------
    face : Face
    arcs, holders : Costs
        From `reduced_costs`, at prices that prove some answer best.

    Returns
    -------
    Face
    """
    state = face.state.copy()
    state[(state == FREE) & (holders < 0)] = FULL
    state[(state == FREE) & (holders > 0)] = SHUT
    kept = part_of(face, arcs == 0)
    return Face(kept.network, kept.arcs, kept.first, kept.segment, state)
