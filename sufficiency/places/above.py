"""Places above the number: a second and dearer holder beside each pool that may admit so many.

A pool that may admit above its places stands twice in a year's network: with its free places, and
with those above them, to which the same children may go at one child more of the aim
`over_places`. So it stays a network, and the first of the two always fills first. A site with a
total of its own stands twice in the same way: who is above the places of a pool counts towards
what may be above those of its site.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sufficiency.places.limits import NO_LIMIT
from sufficiency.places.network import OVER_PLACES
from sufficiency.places.supply import Supply
from sufficiency.places.worth import Worth

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]


class Above(NamedTuple):
    """What is left of the places above the number.

    Parameters
    ----------
    pools : IntArray
        Axis (over): of the pools that may admit above their places [children].
    sites : IntArray
        Axis (limited site): of their sites; without any where no pool may [children].
    """

    pools: IntArray
    sites: IntArray


NO_ABOVE = Above(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
"""Where no pool may admit above its places."""


def above_left(supply: Supply, year: int, pools_over: IntArray, sites_over: IntArray) -> Above:
    """Take stayers who are above the places off those that may be.

    Parameters
    ----------
    supply : Supply
    year : int
        Position of the year.
    pools_over, sites_over : IntArray
        Axes (pool) and (limited site): stayers above the free places [children].

    Returns
    -------
    Above
    """
    over = supply.over_pools
    if not len(over):
        return NO_ABOVE
    is_open = supply.pools.is_open[year, over]
    may = np.where(is_open, np.asarray(supply.pools.above)[year, over], 0)
    at_sites = np.asarray(supply.limits.site_above)[year, supply.limited_sites]
    free = supply.limits.site_free[year, supply.limited_sites]
    at_sites = np.where(free >= NO_LIMIT, NO_LIMIT, at_sites)
    return Above(_less(may, pools_over[over]), _less(at_sites, sites_over))


def _less(may: IntArray, there: IntArray) -> IntArray:
    return np.where(may >= NO_LIMIT, NO_LIMIT, np.maximum(may - there, 0))


def with_arcs_above(
    supply: Supply, arc_cell: IntArray, arc_pool: IntArray, above: Above | None
) -> tuple[IntArray, IntArray]:
    """Lay the arcs to places above the number beside those to the pools themselves.

    Parameters
    ----------
    supply : Supply
    arc_cell, arc_pool : IntArray
        Axis (arc): sorted by cell, then pool.
    above : Above or None
        To leave out pools without any such place; all arcs without it.

    Returns
    -------
    order : IntArray
        Axis (arc): positions of the given arcs, some of them twice.
    pool : IntArray
        Axis (arc): position of the pool in the year's network; sorted by cell, then pool.
    """
    again = np.full(supply.not_named, -1, dtype=np.int64)
    again[supply.over_pools] = np.arange(len(supply.over_pools))
    if above is not None:
        again[supply.over_pools[above.pools == 0]] = -1
    twice = np.flatnonzero(again[arc_pool] >= 0)
    place = np.concatenate([np.arange(len(arc_cell)), twice])
    pool = np.concatenate([arc_pool, supply.not_named + again[arc_pool[twice]]])
    order = np.argsort(arc_cell[place] * supply.first_group + pool, kind="stable")
    return place[order], pool[order]


def over_of_stayers(supply: Supply, pools_over: IntArray, sites_over: IntArray) -> int:
    """Count the stayers above places, of a site by its pools or by its total, none twice.

    Parameters
    ----------
    supply : Supply
    pools_over, sites_over : IntArray
        Axes (pool) and (limited site) [children].

    Returns
    -------
    int
        Those in independent schools are not among them.
    """
    own = np.where(supply.pools.independent, 0, pools_over)
    at_site, is_ours = _by_site(supply, own)
    inside = supply.within[: supply.not_named]
    most = np.maximum(at_site, np.where(is_ours, sites_over, 0))
    return int(own[inside < 0].sum() + most.sum())


def _by_site(supply: Supply, own: IntArray) -> tuple[IntArray, BoolArray]:
    """Axis (limited site): children above the places of its pools; whether any pool is ours."""
    inside = supply.within[: supply.not_named]
    at_site = np.zeros(len(supply.limited_sites), dtype=np.int64)
    np.add.at(at_site, inside[inside >= 0], own[inside >= 0])
    is_ours = np.zeros(len(at_site), dtype=np.bool_)
    is_ours[inside[(inside >= 0) & ~supply.pools.independent]] = True
    return at_site, is_ours


def worth_with_above(
    supply: Supply,
    year: int,
    found: Worth,
    *,
    left: IntArray,
    pools_over: IntArray,
    sites_over: IntArray,
) -> Worth:
    """Value places where stayers are at or above the number, and places above it may be given.

    There a place more, or one fewer, does not change who finds a place below the number: it lets
    one child more, or one fewer, in above it, and one stayer fewer, or one more, is above it:

        more_j = more_j' - 1 over,   fewer_j = fewer_j' + 1 over

    with j' the places of j above its number. The share that may be above stays as it is.

    Parameters
    ----------
    supply : Supply
    year : int
        Position of the year.
    found : Worth
        Of the year's network.
    left : IntArray
        Axis (holder of the year's network): its room [children].
    pools_over, sites_over : IntArray
        Axes (pool) and (limited site): stayers above the places [children].

    Returns
    -------
    Worth
    """
    more, fewer = found.more.copy(), found.fewer.copy()
    aim = supply.aims.index(OVER_PLACES)
    own = np.where(supply.pools.independent, 0, pools_over)
    at_site, is_ours = _by_site(supply, own)
    inside = supply.within[: supply.not_named]
    shown = supply.holders_shown
    twins = np.full(len(shown), -1, dtype=np.int64)
    twins[supply.over_pools] = supply.not_named + np.arange(len(supply.over_pools))
    twins[supply.not_named :] = shown[supply.not_named :] + len(supply.limited_sites)
    most = np.concatenate(
        [
            np.asarray(supply.pools.above)[year],
            np.asarray(supply.limits.site_above)[year, supply.limited_sites],
        ]
    )
    over = np.concatenate([pools_over, sites_over])
    places = np.concatenate(
        [
            np.where(supply.pools.is_open[year], supply.pools.free[year], 0),
            supply.limits.site_free[year, supply.limited_sites],
        ]
    )
    # Whether one stayer less or more above the number is one less or more of all (max of both).
    apart = sites_over - at_site
    of_site = np.where(inside >= 0, np.append(apart, 0)[inside], 0)
    against = np.concatenate([of_site, -apart])
    alone = np.concatenate([inside < 0, np.zeros(len(at_site), dtype=np.bool_)])
    counts = np.concatenate([~supply.pools.independent, is_ours])
    for place, (holder, twin) in enumerate(zip(shown.tolist(), twins.tolist(), strict=True)):
        if left[holder] > 0:
            continue
        if over[place] > 0:
            more[holder] = found.more[twin] if twin >= 0 and over[place] <= most[place] else 0
            if counts[place] and (alone[place] or against[place] < 0):
                more[holder, aim] -= 1
        if places[place] <= 0:
            continue  # There is none to lose.
        fewer[holder] = found.fewer[twin] if twin >= 0 and left[twin] > 0 else 0
        if counts[place] and (alone[place] or against[place] <= 0):
            fewer[holder, aim] += 1
    return Worth(more, fewer, found.full)
