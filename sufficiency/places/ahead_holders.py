"""What holds children in a programme that looks ahead: pools, sites, limits and caps."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sufficiency.places.ahead_pairs import AheadYear
from sufficiency.places.ahead_rows import members
from sufficiency.places.holding import hold
from sufficiency.places.limits import NO_LIMIT
from sufficiency.places.one_year import room_of_year
from sufficiency.places.stayers import nobody
from sufficiency.places.supply import Supply

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]

ROUNDING = 1e-6
"""Shares that add up to 1 but for what the computer rounds make nobody more."""


@dataclass(frozen=True, slots=True, eq=False)
class Holders:
    """Pools, limits on independent places, limited sites and caps of one year.

    Parameters
    ----------
    names : tuple of str
        Axis (holder).
    room : FloatArray
        Axis (holder): places [children]; NO_LIMIT where there is no limit.
    arcs, pairs : tuple of IntArray
        Axis (holder): the arcs and pairs whose children it counts.
    most : FloatArray
        Axis (holder): the most who can stay in it [children].
    base_of_arc, base_of_pair : IntArray
        Axis (arc) and (pair): the pool or limit that it counts towards, -1 for none.
    """

    names: tuple[str, ...]
    room: FloatArray
    arcs: tuple[IntArray, ...]
    pairs: tuple[IntArray, ...]
    most: FloatArray
    base_of_arc: IntArray
    base_of_pair: IntArray

    @property
    def is_exact(self) -> bool:
        """Whether none can hold more who stay than it has places."""
        return bool((self.most <= self.room).all())

    @property
    def load(self) -> FloatArray:
        """Axis (holder): the most children whom it can hold, who stay among them."""
        return np.maximum(self.room, self.most)


def holders_of(supply: Supply, year: int, laid: AheadYear) -> Holders:
    """List what holds the children of a year, before it is known how many can stay.

    Parameters
    ----------
    supply : Supply
    year : int
        Position of the year.
    laid : AheadYear

    Returns
    -------
    Holders
    """
    room = room_of_year(supply, year, nobody())
    network = laid.network
    pools, groups = supply.not_named, len(supply.limits.groups)
    arc_cell, arc_base = laid.cells[network.arc_cell], supply.base_of[network.arc_pool]
    in_group = network.arc_pool - supply.first_group
    is_group = (in_group >= 0) & (in_group < groups)
    arc_of = np.where(arc_base < pools, arc_base, np.where(is_group, pools + in_group, -1))
    counted = supply.counted_in(laid.cell)
    other = np.where(counted >= 0, pools + counted, -1)
    pair_of = np.where(laid.pool < pools, laid.pool, other)
    within = np.append(supply.within[:pools], np.full(groups + 1, -1))
    names = [*supply.pools.names, *supply.limits.groups, *supply.site_names.words]
    places = [room.pools, room.groups, room.sites]
    arcs = members(arc_of, pools + groups) + members(within[arc_of], len(room.sites))
    pairs = members(pair_of, pools + groups) + members(within[pair_of], len(room.sites))
    if supply.caps is not None:
        ends = [(arc_cell, arc_base, arcs), (laid.cell, laid.pool, pairs)]
        for cap, name in enumerate(supply.caps.names):
            names.append(name)
            for cell, pool, found in ends:
                _, need, ncy, _ = supply.parts(cell)
                found.append(np.flatnonzero(supply.caps.counts(year, cap, need, ncy, pool)))
        places.append(room.caps.left)
    free = np.concatenate(places).astype(np.float64)
    return Holders(
        tuple(names), free, tuple(arcs), tuple(pairs), np.zeros(len(free)), arc_of, pair_of
    )


def most_who_stay(
    held: Holders, laid: AheadYear, demand: IntArray, before: tuple[AheadYear, Holders] | None
) -> Holders:
    """Bound how many can stay in each holder, and so how full it can be.

    In the first year they are known. Later, with q_bh the largest share of those on any place of a
    pool or limit b of last year who stay in h, and L_b the most whom b could hold:

        S_h = min(sum_b q_bh L_b, demand of the cells that it counts)

    Parameters
    ----------
    held : Holders
    laid : AheadYear
    demand : IntArray
        Axis (cell) [children].
    before : tuple of AheadYear and Holders, optional
        Of last year.

    Returns
    -------
    Holders
        With `most`.
    """
    if before is None:
        return replace(held, most=np.array([laid.least[pairs].sum() for pairs in held.pairs]))
    year_before, held_before = before
    arcs = len(year_before.network.arc_cell)
    base = np.append(held_before.base_of_arc, held_before.base_of_pair)
    load = np.append(held_before.load, NO_LIMIT)
    hold(len(base) == arcs + len(year_before.cell), "each column of last year has one pool")
    most = []
    for pairs in held.pairs:
        inside = np.zeros(len(laid.cell), dtype=np.bool_)
        inside[pairs] = True
        mine = np.flatnonzero(inside[laid.steps.pair])
        share = np.bincount(laid.steps.origin[mine], laid.steps.share[mine], minlength=len(base))
        largest = np.zeros(len(load))
        np.maximum.at(largest, base, share)
        coming = float((largest * load)[largest > 0].sum())
        most.append(min(coming, float(demand[np.unique(laid.cell[pairs])].sum())))
    found = np.array(most)
    # A share of 1 in parts may lie above 1 by what the computer rounds.
    near = np.isclose(found, held.room, rtol=ROUNDING, atol=ROUNDING)
    return replace(held, most=np.where(near, np.minimum(found, held.room), found))
