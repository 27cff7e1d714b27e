"""Arcs that are likely to be used, by prices of pools that are guessed before any flow is solved.

Prices that are nearly right tell in which few pools the children of each cell may end. They are
found as a market finds them: full pools grow dearer, pools with places left cheaper, in steps that
grow while a price goes one way and shrink when it turns. Nothing rests on how good the guess is:
`growing` holds all other arcs against the exact prices of what was solved.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sufficiency.places.faces import Face, begins_of, lengths_of
from sufficiency.places.limits import NO_LIMIT

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

ENOUGH_ARCS = 5_000
"""With fewer, guessing takes as long as it saves."""

A_CELL, A_CELL_OF_MANY_AIMS = 4, 5
"""So many arcs of each cell are left, on average: prices of costs on many scales, one for each aim,
are guessed less well."""

FEW_AIMS = 2
"""More are many."""

A_CELL_ON_THE_WAY = 12
"""So many arcs of each cell, once prices are roughly right."""

ROUNDS, MOST_ROUNDS_OF_FEW = 4, 16
"""So often prices are moved with all arcs at hand, and then, at most, with those that are left."""

SETTLED = 0.12
"""With no more of the children above the places of their pool, prices are near enough."""

GAPS_A_STEP = 2.0
"""A price first moves by so many times what the next pool costs beyond the nearest, on average."""

MANY_ARCS = 50_000
"""With more, it first moves by a typical journey: of many pools, larger steps lead astray."""

LONGER, SHORTER = 1.2, 0.6
"""What a step of a price becomes where it goes on the same way, and where it turns."""

SHARE_OF_A_STEP = 2.0
"""A pool over or under its places by half of them or more moves its price by a whole step."""

CHILDREN_A_PLACE = 2
"""A pool that fewer children for each place are left to keeps all its arcs."""

_LONGER_OR_SHORTER = np.array([1.0, LONGER, SHORTER])
"""By 0, 1 and -1: where a price stayed, went on, or turned."""

MOST_BITS = 52
"""Of a cost and of a position together. A price rises to less than 400 times the dearest cost, in
twenty steps that begin with twice that cost at most: 10 bits more, and one is left."""

STRIDE = 4
"""Quantiles are read off every fourth arc."""


@dataclass(frozen=True, slots=True, eq=False)
class _Market:
    """Arcs at which prices are guessed, by cell; and what is known of the pools.

    Parameters
    ----------
    pools, costs, segment : IntArray
        Axis (arc): its pool, its cost, and the position of its cell.
    ranked : IntArray
        Axis (arc): its cost, with its own position in the last `bits` bits. The least of a cell
        then also says which arc it is, the first of those that cost the same.
    bits : int
    first, sizes : IntArray
        Axis (cell): where its arcs begin, and how many they are.
    children : FloatArray
        Axis (cell) [children].
    room : FloatArray
        Axis (holder): places; where there is no limit, as many as there are children [children].
    """

    pools: IntArray
    costs: IntArray
    segment: IntArray
    ranked: IntArray
    bits: int
    first: IntArray
    sizes: IntArray
    children: FloatArray
    room: FloatArray

    def only(self, arcs: IntArray) -> _Market:
        """Leave only some arcs, at least one of each cell."""
        segment = self.segment.take(arcs)
        first = begins_of(segment)
        costs = self.costs.take(arcs)
        return replace(
            self,
            pools=self.pools.take(arcs),
            costs=costs,
            segment=segment,
            ranked=_ranked(costs, self.bits),
            first=first,
            sizes=lengths_of(first, len(arcs)),
        )

    def costs_at(self, prices: IntArray) -> tuple[IntArray, IntArray]:
        """Axis (arc): what it costs at these prices, and what the best of its cell does."""
        dear: IntArray = prices.take(self.pools)
        dear += self.costs
        return dear, np.repeat(np.minimum.reduceat(dear, self.first), self.sizes)

    def over(self, prices: IntArray) -> FloatArray:
        """Axis (holder): children above its places, if all go where it is best for their cell."""
        dear = (prices << self.bits).take(self.pools)
        dear += self.ranked
        best = np.minimum.reduceat(dear, self.first) & ((1 << self.bits) - 1)
        going = np.bincount(self.pools.take(best), self.children, len(self.room))
        return going - self.room


def _ranked(costs: IntArray, bits: int) -> IntArray:
    """Axis (arc): costs, with the position of each in the last bits."""
    ranked: IntArray = costs << bits
    ranked |= np.arange(len(costs))
    return ranked


@dataclass(frozen=True, slots=True, eq=False)
class _Guess:
    """Prices on their way; axis (holder).

    Parameters
    ----------
    prices : IntArray
        What a place costs, from nought, in the unit of the costs.
    steps : FloatArray
        By how much a price moves next.
    way : FloatArray
        1 where it last rose, -1 where it fell, and 0 where it stayed.
    """

    prices: IntArray
    steps: FloatArray
    way: FloatArray

    def moved(self, part: FloatArray) -> _Guess:
        """Move each price once, by such parts of a step: axis (holder)."""
        # Down by no more than a step, where a price can fall, and up by no more than one.
        part = np.minimum(np.maximum(part, np.where(self.prices > 0, -1.0, 0.0)), 1.0)
        way = np.sign(part)
        steps = self.steps * _LONGER_OR_SHORTER[(way * self.way).astype(np.int64)]
        moved = self.prices + np.rint(part * steps).astype(np.int64)
        return _Guess(np.maximum(moved, 0), steps, way)


def is_worth_guessing(face: Face) -> bool:
    """Say whether so many arcs would be left out that guessing pays."""
    arcs, cells = len(face.arcs), len(face.first)
    return arcs >= max(ENOUGH_ARCS, 2 * A_CELL * cells)


def near_guessed_prices(face: Face, sure: BoolArray, costs: IntArray, *, aims: int) -> BoolArray:
    """Choose the arcs that are best for their cells, or nearly, at guessed prices.

    Parameters
    ----------
    face : Face
    sure : BoolArray
        Axis (open arc): arcs on which some answer can be found, which are chosen as well.
    costs : IntArray
        Axis (open arc).
    aims : int
        How many aims are added up in the costs.

    Returns
    -------
    BoolArray
        Axis (open arc).
    """
    network, everybody = face.network, float(face.network.children)
    limited = network.room < NO_LIMIT
    bits = len(costs).bit_length()
    # Of costs too large to be counted on in so many bits, the last ones do not matter to a guess.
    costs = costs >> max(0, int(costs.max()).bit_length() + bits - MOST_BITS)
    market = _Market(
        pools=face.pools,
        costs=costs,
        segment=face.segment,
        ranked=_ranked(costs, bits),
        bits=bits,
        first=face.first,
        sizes=face.sizes,
        children=network.demand[face.cells].astype(np.float64),
        room=np.where(limited, network.room, everybody).astype(np.float64),
    )
    guess = _first_guess(market, limited)
    a_child = SHARE_OF_A_STEP / (market.room + 1.0)
    for _ in range(ROUNDS):
        guess = guess.moved(a_child * market.over(guess.prices))
    left = _cheapest(market, guess.prices, A_CELL_ON_THE_WAY)
    market = market.only(left)
    for _ in range(MOST_ROUNDS_OF_FEW):
        over = market.over(guess.prices)
        if over[over > 0].sum() <= SETTLED * everybody:
            break
        guess = guess.moved(a_child * over)
    few = A_CELL if aims <= FEW_AIMS else A_CELL_OF_MANY_AIMS
    last = _cheapest(market, guess.prices, few)
    chosen = sure.copy()
    chosen[left[last]] = True
    # Where a price is far too high, too few children are left to a pool: that is seen by now.
    reaching = np.bincount(
        market.pools[last], market.children[market.segment[last]], len(market.room)
    )
    thin = limited & (guess.prices > 0) & (reaching < CHILDREN_A_PLACE * market.room)
    return np.asarray(chosen | thin.take(face.pools), dtype=np.bool_)


def _first_guess(market: _Market, limited: BoolArray) -> _Guess:
    """Price all places alike, so that about as many children want one as there are places."""
    dearest = int(market.costs.max()) + 1
    never_full = ~limited.take(market.pools)
    elsewhere = np.minimum.reduceat(np.where(never_full, market.costs, dearest), market.first)
    costs = np.where(never_full, dearest, market.costs)
    nearest = np.minimum.reduceat(costs, market.first)
    gain = elsewhere - nearest
    order = np.argsort(-gain)
    wanted = np.cumsum(market.children[order])
    places = np.minimum(market.room, wanted[-1])[limited].sum()
    last = int(np.searchsorted(wanted, places))
    level = max(0, int(gain[order[last]])) if last < len(order) else 0
    middle = len(nearest) // 2
    step = max(1.0, float(np.partition(np.minimum(nearest, elsewhere), middle)[middle]))
    if len(costs) <= MANY_ARCS:
        step = max(step, GAPS_A_STEP * _gap_to_the_next(market, costs, nearest, dearest))
    prices = np.where(limited, level, 0)
    return _Guess(prices, np.full(len(prices), step), np.zeros(len(prices)))


def _gap_to_the_next(market: _Market, costs: IntArray, nearest: IntArray, dearest: int) -> float:
    """What the next pool of a cell costs beyond the nearest, on average over cells with two.

    Where a later aim counts far more than metres, nearest pools say nothing of its size.
    """
    further = np.where(costs == np.repeat(nearest, market.sizes), dearest, costs)
    after = np.minimum.reduceat(further, market.first)
    gaps = (after - nearest)[after < dearest]
    return float(gaps.mean()) if len(gaps) else 0.0


def _cheapest(market: _Market, prices: IntArray, a_cell: int) -> IntArray:
    """Positions of arcs that are least dearer than the best of their cell: so many, about."""
    dear, least = market.costs_at(prices)
    dearer = dear - least
    seen = dearer[::STRIDE]
    count = a_cell * len(market.first) // STRIDE
    if count >= len(seen):
        return np.arange(len(dearer))
    return np.flatnonzero(dearer <= np.partition(seen, count)[count])
