"""The proof for an allocation with caps: a bound for each aim, in whole numbers, from prices.

Any prices of rows give a bound that no answer can beat, wherever they come from. For aim k, with
V for the room of holders, W for caps and U for the rows that hold the earlier aims l at T_l:

    bound_k = sum_i demand_i y_i - sum_h room_h V_h - sum_q room_q W_q - sum_l T_l U_l,
    y_i = min over ALL arcs a of cell i of (c^k_a + sum V + sum W + sum_l U_l c^l_a)

A total is whole, so an answer whose total is less than one above the bound is best in the aim,
among those that are as good in the earlier ones.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sufficiency.places.capped_programme import Prices
from sufficiency.places.faces import Face, whole
from sufficiency.places.network import SINK, Network
from sufficiency.places.weights import Costs

IntArray = NDArray[np.int64]

FINE = 2**40
"""Prices are rounded to so many parts of a child or metre: whole numbers add up exactly. The price
of an earlier aim is multiplied by its metres or pounds, and so must be finer than they are many."""


def gaps_of(network: Network, totals: Sequence[int], prices: Sequence[Prices]) -> tuple[int, ...]:
    """Say by how much each total may be above the best.

    Parameters
    ----------
    network : Network
    totals : sequence of int
        Axis (aim): of the answer.
    prices : sequence of Prices
        Axis (aim).

    Returns
    -------
    tuple of int
        Axis (aim): nought where it is proven best, given the earlier totals. One below nought
        would say that the totals are of no answer that keeps all rows.
    """
    face = whole(network)
    return tuple(
        total - bound_of(face, aim, totals, prices[aim]) for aim, total in enumerate(totals)
    )


def bound_of(face: Face, aim: int, totals: Sequence[int], prices: Prices) -> int:
    """Give a whole total, from nought, that no answer is below in an aim, the earlier ones held.

    Parameters
    ----------
    face : Face
        All arcs of all cells with children.
    aim : int
        Position of the aim.
    totals : sequence of int
        Axis (aim): those before the aim hold.
    prices : Prices
        Of the rows; any from nought.

    Returns
    -------
    int
    """
    network = face.network
    if not len(face.arcs):
        return 0
    holders, caps, aims = (_rounded(part) for part in (prices.holders, prices.caps, prices.aims))
    costs = network.costs[aim, face.arcs].astype(object) * FINE + _of_holders(face, holders)
    place = np.full(len(network.arc_cell), -1)
    place[face.arcs] = np.arange(len(face.arcs))
    for price, arcs in zip(caps, network.caps.arcs, strict=True):
        if price:
            costs[place[arcs][place[arcs] >= 0]] += price
    for earlier, price in enumerate(aims):
        if price:
            costs = costs + network.costs[earlier, face.arcs].astype(object) * price
    least = np.minimum.reduceat(costs, face.first)
    bound = _dot(network.demand[face.cells], least) - _dot(network.room, holders)
    bound -= _dot(network.caps.room, caps) + _dot(np.array(totals[: len(aims)], dtype=object), aims)
    # No cost is below nought, so no total is.
    return max(0, -(-bound // FINE))


def _rounded(prices: NDArray[np.float64]) -> list[int]:
    """Whole numbers of `FINE` parts; any prices from nought give a bound."""
    return [max(0, round(float(price) * FINE)) for price in prices]


def _of_holders(face: Face, holders: list[int]) -> Costs:
    """Axis (open arc): the prices of its pool and of all totals above it."""
    network = face.network
    whole_price: list[int] = []
    for pool in range(len(network.pools)):
        price, holder = 0, pool
        while holder != SINK:
            price, holder = price + holders[holder], int(network.within[holder])
        whole_price.append(price)
    return np.array(whole_price, dtype=object)[face.pools]


def _dot(children: Costs, costs: Sequence[int] | Costs) -> int:
    """Add up children x costs in whole numbers of any size."""
    return sum(int(count) * int(cost) for count, cost in zip(children, costs, strict=True) if cost)
