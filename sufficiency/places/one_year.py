"""One year of the planned places: the room that stayers leave, and the network of the others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sufficiency.places.building import network_of
from sufficiency.places.limits import NO_LIMIT
from sufficiency.places.naming import Names
from sufficiency.places.network import Network
from sufficiency.places.stayers import Rows
from sufficiency.places.supply import Supply

IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Room:
    """What stayers leave free, and where they are more than there are places.

    Parameters
    ----------
    pools, sites, groups : IntArray
        Axes (pool), (limited site) and (group of independent placements): free [children].
    pools_over, sites_over, groups_over : IntArray
        The same axes: children above the places or the limit [children].
    """

    pools: IntArray
    sites: IntArray
    groups: IntArray
    pools_over: IntArray
    sites_over: IntArray
    groups_over: IntArray

    @property
    def over(self) -> IntArray:
        """Axis (holder of the year's network): children above its places."""
        without = np.zeros(1, dtype=np.int64)
        return np.concatenate([self.pools_over, self.groups_over, without, self.sites_over])


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
    return Room(pools, sites, groups, pools_over, sites_over, groups_over)


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
) -> Network:
    """Make the network of those who are to be placed in a year.

    Parameters
    ----------
    supply : Supply
    year : int
        Position of the year.
    cells : IntArray
        Axis (cell of the network): positions of cells with children to place.
    children : IntArray
        Axis as `cells` [children].
    room : Room
    every_pool : bool
        Whether arcs lead to pools without any room as well. Nobody can be placed there, so the
        answer and its proof are the same; what one more place would be worth needs them.

    Returns
    -------
    Network
    """
    locality, _, ncy, _ = supply.parts(cells)
    kind = cells % supply.axes.kinds
    first = supply.first[year]
    counts = first[kind + 1] - first[kind]
    arc_cell = np.repeat(np.arange(len(cells)), counts)
    before = np.cumsum(counts) - counts
    arc_pool = supply.admitting[year][
        np.arange(len(arc_cell)) + np.repeat(first[kind] - before, counts)
    ]
    if not every_pool:
        has_room = _has_room(supply, room)
        used = np.flatnonzero(has_room[arc_pool])
        arc_cell, arc_pool = arc_cell[used], arc_pool[used]
    minutes = supply.minutes[locality[arc_cell], arc_pool]
    near = np.flatnonzero(minutes <= supply.limits.longest_minutes[year, ncy[arc_cell]])
    arc_cell, arc_pool = arc_cell[near], arc_pool[near]
    group = supply.groups_of(cells)
    words = supply.cell_names.words
    return network_of(
        children,
        room.pools,
        arc_cell,
        arc_pool,
        supply.metres[locality[arc_cell], arc_pool],
        beyond_limit=minutes[near] > supply.limits.minutes[year, ncy[arc_cell]],
        may_go_independent=group >= 0,
        independent_group=np.maximum(group, 0),
        independent_limit=room.groups,
        pool_is_independent=supply.pools.independent,
        total_room=room.sites,
        within=supply.within,
        cells=Names(tuple(words[cell] for cell in cells.tolist()), supply.cell_names.keys[cells]),
        pools=supply.pool_names,
        totals=supply.site_names,
        groups=supply.limits.groups,
    )


def _has_room(supply: Supply, room: Room) -> NDArray[np.bool_]:
    """Axis (pool): whether a place is free in it and, where that is limited, in its site."""
    inside = supply.within[: supply.not_named]
    has_room: NDArray[np.bool_] = room.pools > 0
    limited = np.flatnonzero(inside >= 0)
    has_room[limited] &= room.sites[inside[limited]] > 0
    return has_room
