"""A flow on the arcs that are likely to be used, proven best over all of them.

Most arcs cannot be used: where places are few, others live nearer to a full pool; and prices of
pools that are nearly right tell where else each child may go. A flow is solved on the others, and
the prices that it shows are held against all arcs. Those that would be worth using join, and it is
solved again, until no arc outside is worth using: then the answer is best over all arcs, however
they were chosen.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sufficiency.places.alike import alike
from sufficiency.places.faces import Face, blocks, part_of, room_inside
from sufficiency.places.guessing import is_worth_guessing, near_guessed_prices
from sufficiency.places.limits import NO_LIMIT, VERY_MANY
from sufficiency.places.prices import (
    best_margins,
    is_best,
    narrowed_to,
    prices_of,
    reduced_costs,
)
from sufficiency.places.ties import SolveOnFace

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

CHILDREN_A_PLACE = 2.0
CHILDREN_A_POOL = 15
"""How many of the nearest children of each place, and of each pool, are looked at first."""

SCARCE = 0.5
"""With more places for each child, arcs are chosen by prices that are guessed."""

MOST_ROUNDS = 3
"""After so many, all arcs are looked at."""

NEAREST = 8
"""How many of them."""

MOST_ROUNDS_OF_VERY_MANY = 20
"""A round takes a small part of the time and memory that all arcs would take."""

STEPS = 128
"""Costs of each pool are sorted into so many steps, to find its nearest children."""

_INFINITE = 2**62


def solved_growing(
    face: Face,
    sure: BoolArray,
    hopeful: IntArray,
    safe: IntArray,
    solve: SolveOnFace,
    *,
    aims: int,
) -> tuple[IntArray, Face]:
    """Find a best answer on a face, and what is as good.

    Parameters
    ----------
    face : Face
    sure : BoolArray
        Axis (open arc): arcs on which some answer can be found, however bad.
    hopeful, safe : IntArray
        Axis (open arc): ordered aims as one cost, with small weights, which take a solver less
        time and mostly lead to the same answer; and with weights that keep the order whatever
        happens, which prove it, or are solved with instead.
    solve : SolveOnFace
    aims : int
        How many aims are added up in the costs.

    Returns
    -------
    flow : IntArray
        Axis (arc of the network) [children].
    face : Face
        Narrowed to what is as good.
    """
    chosen, rounds = sure, 0
    if len(face.arcs) >= VERY_MANY:
        chosen, rounds = sure | _nearest(face, hopeful), MOST_ROUNDS_OF_VERY_MANY
    elif _places(face) <= SCARCE * face.network.children:
        chosen, rounds = sure | _likely(face, hopeful), MOST_ROUNDS
    elif is_worth_guessing(face):
        chosen, rounds = near_guessed_prices(face, sure, hopeful, aims=aims), MOST_ROUNDS
    for _ in range(rounds):
        at = np.flatnonzero(chosen)
        open_arcs, costs = part_of(face, at), safe[at]
        part = alike(open_arcs, _above_least(open_arcs, costs))
        arcs = at[part.of_arc]
        found, prices, _ = _best_of(part.few, hopeful[arcs], safe[arcs], solve)
        best = best_margins(open_arcs, prices, costs)
        worth_using, as_good = _held_against(face, best, prices, safe)
        if not worth_using.any():
            # At these prices every other arc is no better than those that are used.
            holders = prices[:-1] - prices[face.network.parent]
            flow = part.shared(found, by_names=False)
            return flow, narrowed_to(face, as_good, holders)
        chosen = _next(face, chosen, worth_using, best, prices, safe)
    found, _, (reduced, holders) = _best_of(face, hopeful, safe, solve)
    return found, narrowed_to(face, reduced == 0, holders)


def _above_least(face: Face, costs: IntArray) -> IntArray:
    """Axis (open arc): the cost beyond the least of the cell.

    Every child of a cell goes along one of its arcs, so what all of them cost alike chooses
    nothing: cells are alike where the same pools cost the same beyond it.
    """
    beyond: IntArray = costs - np.repeat(np.minimum.reduceat(costs, face.first), face.sizes)
    return beyond


def _next(
    face: Face,
    chosen: BoolArray,
    worth_using: BoolArray,
    best: IntArray,
    prices: IntArray,
    costs: IntArray,
) -> BoolArray:
    """Choose the arcs to look at next, axis (open arc), after those that were `chosen`.

    A better answer differs from the one at hand by circles of moves that gain. A circle that
    gains by one arc loses less than that along the others; so those that lose more than any arc
    gains are left out, where that leaves fewer than were looked at before. Arcs in use lose
    nothing, so there is always an answer. Nothing rests on circles that gain by several arcs
    being found at once: all arcs are held against the next answer again.
    """
    if len(face.arcs) < VERY_MANY:
        gain = prices[face.pools] - costs - best[face.segment]
        near: BoolArray = gain >= -int(gain.max())
        if near.sum() < chosen.sum():
            return near
    return chosen | worth_using


def _best_of(
    face: Face, hopeful: IntArray, safe: IntArray, solve: SolveOnFace
) -> tuple[IntArray, IntArray, tuple[IntArray, IntArray]]:
    """Find a best answer on a face, and prices that prove it.

    Returns
    -------
    flow : IntArray
        Axis (arc of the network) [children].
    prices : IntArray
        Axis (holder, then the sink).
    reduced : tuple of IntArray
        Axes (open arc) and (holder): what they cost beyond these prices.
    """
    found = solve(face, hopeful)
    prices = prices_of(face, found, safe)
    reduced = reduced_costs(face, prices, safe)
    if not is_best(face, found, *reduced):
        found = solve(face, safe)
        prices = prices_of(face, found, safe)
        reduced = reduced_costs(face, prices, safe)
    return found, prices, reduced


def _places(face: Face) -> int:
    """Count the places of pools with a limit, in each no more than children who can reach it."""
    children = np.repeat(face.network.demand[face.cells].astype(np.float64), face.sizes)
    room = room_inside(face.network)
    reaching = np.bincount(face.pools, children, face.network.holders)
    return int(np.minimum(room, reaching)[room < NO_LIMIT].sum())


def _held_against(
    face: Face, best: IntArray, prices: IntArray, costs: IntArray
) -> tuple[BoolArray, BoolArray]:
    """Hold all arcs of a face against the best of those that were looked at.

    At first prices are far off, and most arcs look worth using; so of very many only those join
    that gain half of what the best of their cell does, or more.

    Parameters
    ----------
    face : Face
    best : IntArray
        Axis (cell with children): the greatest price less cost.
    prices : IntArray
        Axis (holder, then the sink).
    costs : IntArray
        Axis (open arc).

    Returns
    -------
    worth_using, as_good : BoolArray
        Axis (open arc): whether it is better and to be looked at; whether it is no worse.
    """
    worth_using, as_good = (np.empty(len(face.arcs), dtype=np.bool_) for _ in range(2))
    for cells, arcs in blocks(face):
        segment = face.segment[arcs]
        gain = prices.take(face.pools[arcs]) - costs[arcs] - best.take(segment)
        as_good[arcs], worth_using[arcs] = gain == 0, gain > 0
        if len(face.arcs) >= VERY_MANY:
            most = np.maximum.reduceat(gain, face.first[cells] - arcs.start)
            worth_using[arcs] &= 2 * gain >= most[segment - cells.start]
    return worth_using, as_good


def _nearest(face: Face, costs: IntArray) -> BoolArray:
    """Choose for each cell, axis (open arc), the arcs that cost least."""
    chosen = np.zeros(len(face.arcs), dtype=np.bool_)
    ends = [*face.first[1:].tolist(), len(face.arcs)]
    for begin, end in zip(face.first.tolist(), ends, strict=True):
        few = min(NEAREST, end - begin)
        chosen[begin + np.argpartition(costs[begin:end], few - 1)[:few]] = True
    return chosen


def nearest_of_cells(face: Face, costs: IntArray, *, count: int) -> BoolArray:
    """Choose for each cell, axis (open arc), so many arcs that cost least, the first of equals.

    Parameters
    ----------
    face : Face
    costs : IntArray
        Axis (open arc).
    count : int
    """
    order = np.lexsort((costs, face.segment))
    chosen = np.zeros(len(order), dtype=np.bool_)
    chosen[order] = np.arange(len(order)) - face.first[face.segment] < count
    return chosen


def _likely(face: Face, costs: IntArray) -> BoolArray:
    """Choose for each pool the children nearest to its places.

    Where a pool costs the same for all, those are chosen who are near to no other.

    Returns
    -------
    BoolArray
        Axis (open arc).
    """
    network, pools = face.network, face.pools
    children = np.repeat(network.demand[face.cells].astype(np.float64), face.sizes)
    low = np.full(network.holders, _INFINITE)
    high = np.zeros(network.holders, dtype=np.int64)
    np.minimum.at(low, pools, costs)
    np.maximum.at(high, pools, costs)
    span = np.where(high >= low, high - low, 0) + 1.0
    step = ((costs - low[pools]) * (STEPS / span)[pools]).astype(np.int64)
    step = np.minimum(step, STEPS - 1)
    counted = np.bincount(pools * STEPS + step, children, network.holders * STEPS)
    counted = np.cumsum(counted.reshape(-1, STEPS), axis=1)
    room = room_inside(network)
    wanted = CHILDREN_A_PLACE * room + CHILDREN_A_POOL
    chosen: BoolArray = step <= (counted < wanted[:, None]).sum(axis=1)[pools]
    flat = np.flatnonzero((low == high)[pools])
    busy = np.zeros(len(face.first), dtype=np.bool_)
    chosen[flat] = False
    busy[face.segment[chosen]] = True
    idle = ~busy[face.segment[flat]]
    of_flat = pools[flat]
    enough = np.bincount(of_flat[idle], children[flat[idle]], network.holders) >= wanted
    chosen[flat] = idle | ~enough[of_flat]
    return chosen
