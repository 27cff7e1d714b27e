"""One year of the planned places: the room that stayers leave, and the network of the others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sufficiency.places.above import NO_ABOVE, Above, above_left, with_arcs_above
from sufficiency.places.arc_costs import Arcs, costs_of_arcs
from sufficiency.places.caps import NO_CAP_ROOM, NO_CAPS, CapRoom, CapRows, cap_rows
from sufficiency.places.limits import NO_LIMIT
from sufficiency.places.naming import Names, Picked, mixed
from sufficiency.places.network import Network
from sufficiency.places.stayers import Rows
from sufficiency.places.supply import Supply

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

_DISPLACED = np.uint64(0xD1B54A32D192ED03)
"""What tells the name of the displaced children of a cell from that of its others."""


@dataclass(frozen=True, slots=True, eq=False)
class Room:
    """What stayers leave free, and where they are more than there are places.

    Parameters
    ----------
    pools, sites, groups : IntArray
        Axes (pool), (limited site) and (group of independent placements): free [children].
    pools_over, sites_over, groups_over : IntArray
        The same axes: children above the places or the limit [children].
    above : Above
        What is left of places above the number.
    caps : CapRoom
        What is left of caps across pools.
    """

    pools: IntArray
    sites: IntArray
    groups: IntArray
    pools_over: IntArray
    sites_over: IntArray
    groups_over: IntArray
    above: Above = NO_ABOVE
    caps: CapRoom = NO_CAP_ROOM

    @property
    def over(self) -> IntArray:
        """Axis (holder of the year's network): children above its places."""
        without = np.zeros(1, dtype=np.int64)
        above = [np.zeros(len(part), dtype=np.int64) for part in self.above]
        parts = [self.pools_over, above[0], self.groups_over, without, self.sites_over, above[1]]
        return np.concatenate(parts)

    @property
    def by_holder(self) -> IntArray:
        """Axis (holder of the year's network): room [children]."""
        endless = np.array([NO_LIMIT], dtype=np.int64)
        parts = [self.pools, self.above.pools, self.groups, endless, self.sites, self.above.sites]
        return np.concatenate(parts)


def room_of_year(supply: Supply, year: int, stayers: Rows) -> Room:
    """Take the stayers off the places of a year.

    Parameters
    ----------
    supply : Supply
    year : int
        Position of the year.
    stayers : Rows

    Returns
    -------
    Room
    """
    taken = stayers.by_pool(supply.not_named + 1)[:-1]
    inside = supply.within[: supply.not_named]
    at_site = np.zeros(len(supply.limited_sites), dtype=np.int64)
    np.add.at(at_site, inside[inside >= 0], taken[inside >= 0])
    elsewhere = stayers.pool == supply.not_named
    group = supply.counted_in(stayers.cell[elsewhere])
    counted = group >= 0
    in_group = np.zeros(len(supply.limits.groups), dtype=np.int64)
    np.add.at(in_group, group[counted], stayers.children[elsewhere][counted])
    places = np.where(supply.pools.is_open[year], supply.pools.free[year], 0)
    pools, pools_over = _left(places, taken)
    sites, sites_over = _left(supply.limits.site_free[year, supply.limited_sites], at_site)
    groups, groups_over = _left(supply.limits.independent[year], in_group)
    above = above_left(supply, year, pools_over, sites_over)
    caps = _caps_left(supply, year, stayers)
    return Room(pools, sites, groups, pools_over, sites_over, groups_over, above, caps)


def _caps_left(supply: Supply, year: int, stayers: Rows) -> CapRoom:
    """Take stayers off the caps across pools."""
    if supply.caps is None:
        return NO_CAP_ROOM
    counted = supply.caps.children(year, supply.axes, stayers)
    return CapRoom(*_left(supply.caps.places[year], counted))


def _left(places: IntArray, taken: IntArray) -> tuple[IntArray, IntArray]:
    """Return what is left, and what is too much."""
    left = np.where(places >= NO_LIMIT, NO_LIMIT, places - taken)
    return np.maximum(left, 0), np.maximum(-left, 0)


def network_of_year(
    supply: Supply,
    year: int,
    cells: IntArray,
    children: IntArray,
    room: Room,
    *,
    every_pool: bool = True,
    outside: BoolArray | None = None,
    displaced: BoolArray | None = None,
) -> Network:
    """Make the network of those who are to be placed in a year.

    It is the one that `network_of` would make, without checking again what `supply_of` has
    checked once for all years.

    Parameters
    ----------
    supply : Supply
    year : int
        Position of the year.
    cells : IntArray
        Axis (cell of the network), ascending: positions of cells with children to place; one
        that a rule about a share or a closure parts is there several times.
    children : IntArray
        Axis as `cells` [children].
    room : Room
    every_pool : bool
        Whether arcs lead to pools without any room as well. Nobody can be placed there, and a
        price on such a pool costs a bound nothing, however large: so the answer and its proof
        are the same. What one more place would be worth needs them.
    outside : BoolArray, optional
        Axis as `cells`: whether rules about a share keep these children out of their pools.
    displaced : BoolArray, optional
        Axis as `cells`: whether they are children whose pool has closed.

    Returns
    -------
    Network
    """
    arc_cell, arc_pool = _admitting_arcs(supply, year, cells, None if every_pool else room)
    locality, _, ncy, _ = supply.parts(cells)
    journey = locality[arc_cell] * supply.not_named + arc_pool
    minutes = supply.minutes.reshape(-1)[journey]
    longest = supply.limits.longest_minutes[year, ncy]
    if minutes.max(initial=0.0) > longest.min(initial=np.inf):
        near = np.flatnonzero(minutes <= longest[arc_cell])
        arc_cell, arc_pool, minutes, journey = (
            column[near] for column in (arc_cell, arc_pool, minutes, journey)
        )
    group, over = supply.groups_of(cells), supply.over_pools
    if supply.rules is not None:
        kept = np.flatnonzero(~_barred(supply, year, cells, arc_cell, arc_pool, outside))
        arc_cell, arc_pool, minutes, journey = (
            column[kept] for column in (arc_cell, arc_pool, minutes, journey)
        )
        group = np.where(supply.rules.bars(year, cells, _not_named(supply, cells)), -1, group)
    to_pool = arc_pool
    if len(over):
        above = None if every_pool else room.above
        place, to_pool = with_arcs_above(supply, arc_cell, arc_pool, above)
        arc_cell, arc_pool, minutes, journey = (
            column[place] for column in (arc_cell, arc_pool, minutes, journey)
        )
    if not every_pool and len(room.groups):
        group = np.where(room.groups[group] > 0, group, -1)
    counts, may_go = np.bincount(arc_cell, minlength=len(cells)), group >= 0
    at, at_group, at_without = _laid_out(counts, may_go)
    cell = np.repeat(np.arange(len(cells)), counts + may_go + 1)
    pool = np.empty(len(cell), dtype=np.int64)
    pool[at], pool[at_group] = to_pool, supply.first_group + group[may_go]
    pool[at_without] = supply.first_group + len(room.groups)
    arcs = Arcs(
        cell=cells[cell],
        pool=pool,
        at=at,
        at_group=at_group,
        at_without=at_without,
        is_named=supply.pools.independent[arc_pool],
        is_further=minutes > supply.limits.minutes[year, ncy][arc_cell],
        metres=supply.metres.reshape(-1)[journey],
        is_displaced=None if displaced is None else displaced[cell],
    )
    del arc_cell, arc_pool, to_pool, minutes, journey  # there may be millions of arcs
    return supply.nobody.with_cells(
        children.copy(),
        cell,
        pool,
        costs_of_arcs(supply, year, arcs),
        _names(supply, cells, outside, displaced),
        room=room.by_holder,
        caps=_caps_on_arcs(supply, year, room, children, cells, cell, pool),
    )


def _caps_on_arcs(
    supply: Supply,
    year: int,
    room: Room,
    children: IntArray,
    cells: IntArray,
    cell: IntArray,
    pool: IntArray,
) -> CapRows:
    """Lay the caps across pools over the arcs; nothing where there are none."""
    if supply.caps is None:
        return NO_CAPS
    _, need, ncy, _ = supply.parts(cells)
    return cap_rows(
        supply.caps,
        year,
        room.caps.left,
        children=children,
        cell=cell,
        need=need[cell],
        ncy=ncy[cell],
        pool=supply.base_of[pool],
    )


def _names(
    supply: Supply, cells: IntArray, outside: BoolArray | None, displaced: BoolArray | None
) -> Names:
    """Name the cells; a part of one that a share leaves out, or that is displaced, by itself."""
    words, keys = Picked(supply.cell_names.words, cells), supply.cell_names.keys[cells]
    if outside is None and displaced is None:
        return Names(words, keys)
    nobody = np.zeros(len(cells), dtype=np.bool_)
    out, moved = (nobody if part is None else part for part in (outside, displaced))
    told = [
        word + ", the others" * others + ", displaced" * first
        for word, others, first in zip(words, out.tolist(), moved.tolist(), strict=True)
    ]
    keys = np.where(out, mixed(~keys), keys)
    return Names(told, np.where(moved, mixed(keys ^ _DISPLACED), keys))


def _barred(
    supply: Supply,
    year: int,
    cells: IntArray,
    arc_cell: IntArray,
    arc_pool: IntArray,
    outside: BoolArray | None,
) -> BoolArray:
    """Axis (arc): whether a local rule bars it."""
    book = supply.rules
    assert book is not None
    barred = book.bars(year, cells[arc_cell], arc_pool)
    if outside is not None:
        for place in book.capping(year):
            reached = book.inside[place, year][cells[arc_cell]] & outside[arc_cell]
            barred |= reached & book.pools[place][arc_pool]
    return barred


def _not_named(supply: Supply, cells: IntArray) -> IntArray:
    return np.full(len(cells), supply.not_named, dtype=np.int64)


def _admitting_arcs(
    supply: Supply, year: int, cells: IntArray, room: Room | None
) -> tuple[IntArray, IntArray]:
    """Axis (arc): cell and pool of each pair that admits, with room where that is given."""
    kind, first = cells % supply.axes.kinds, supply.first[year]
    admitting = supply.admitting[year]
    if room is not None:
        # Pools without room are left out of each kind, before arcs are laid out for each cell.
        kept = np.flatnonzero(_has_room(supply, room)[admitting])
        first, admitting = np.searchsorted(kept, first), admitting[kept]
    counts = first[kind + 1] - first[kind]
    shift = first[kind] - (np.cumsum(counts) - counts)
    place = np.arange(counts.sum()) + np.repeat(shift, counts)
    return np.repeat(np.arange(len(cells)), counts), admitting[place]


def _laid_out(counts: IntArray, may_go: NDArray[np.bool_]) -> tuple[IntArray, IntArray, IntArray]:
    """Lay out the arcs of each cell: to pools, to its independent group, and to `without`.

    Parameters
    ----------
    counts : IntArray
        Axis (cell): arcs to pools.
    may_go : NDArray[np.bool_]
        Axis (cell): whether there is an arc to a group.

    Returns
    -------
    tuple of IntArray
        Positions of the arcs to pools, to groups, and to `without`.
    """
    ends = np.cumsum(counts + may_go + 1)
    # Arcs to pools move back by as many others as the cells before theirs have.
    shift = ends - np.cumsum(counts) - may_go - 1
    at = np.arange(counts.sum()) + np.repeat(shift, counts)
    return at, ends[may_go] - 2, ends - 1


def _has_room(supply: Supply, room: Room) -> NDArray[np.bool_]:
    """Axis (pool): whether a place is free in it and, where that is limited, in its site."""
    inside = supply.within[: supply.not_named]
    has_room: NDArray[np.bool_] = room.pools > 0
    limited = np.flatnonzero(inside >= 0)
    has_room[limited] &= room.sites[inside[limited]] > 0
    has_room[supply.over_pools[room.above.pools > 0]] = True
    return has_room
