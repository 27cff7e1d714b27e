"""What is kept of the first September: who enters Reception, Year 7 and Year 12; free places."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sufficiency.places import Rows, Supply, YearPlaced
from sufficiency.places.one_year import room_of_year

IntArray = NDArray[np.int64]

ENTRIES = (0, 7, 12)
"""NC years at which children enter another phase: Reception, Year 7, Year 12."""

ENTRANTS = ("reach", "stay", "transfer", "new")
"""Counts of who enters: the other three add up to the first."""


@dataclass(frozen=True, slots=True, eq=False)
class Entrants:
    """Children who reach an NC year of entry in the first year, and places free to them.

    Parameters
    ----------
    children : numpy.ndarray
        Axes (draw, count of `ENTRANTS`, locality, need, entry, level) [children].
    room : numpy.ndarray
        Axes (draw, pool): places free before anybody is placed; NO_LIMIT where a pool has no
        number of its own [places].
    site_room : numpy.ndarray
        Axes (draw, limited site): the same of sites [places].
    """

    children: NDArray[np.int32]
    room: IntArray
    site_room: IntArray


def entrants_of(supply: Supply, year: YearPlaced) -> Entrants:
    """Count who enters in the first year of a draw.

    Parameters
    ----------
    supply : Supply
    year : YearPlaced
        The first one.

    Returns
    -------
    Entrants
        With one draw.
    """
    entries = [supply.axes.ncy.index(ncy) for ncy in ENTRIES]
    moved = _by_cell(supply, year.step.moved)
    # A child may have to move and, by chance, be beyond the demand of the cell: nobody is twice.
    transfer = np.minimum(moved, year.to_place)
    counts = (year.demand, year.demand - year.to_place, transfer, year.to_place - transfer)
    children = np.array([held[:, :, entries] for held in counts], dtype=np.int32)
    room = room_of_year(supply, 0, year.step.stayers)
    return Entrants(children[None], room.pools[None], room.sites[None])


def entrants_together(parts: list[Entrants]) -> Entrants:
    """Put draws behind each other."""
    return Entrants(*(np.concatenate([getattr(part, name) for part in parts]) for name in FIELDS))


FIELDS = ("children", "room", "site_room")


def free_to(
    supply: Supply, entrants: Entrants, *, ncy: int, need: int | None, level: int
) -> IntArray:
    """Count the places that are free to children of an NC year, need and level.

    Pools of a site that has places together have no more than it has. Independent schools are
    left out.

    Parameters
    ----------
    supply : Supply
    entrants : Entrants
    ncy : int
        NC year, as a label.
    need : int or None
        Position of the need; None for pools that admit any.
    level : int
        Position of the level.

    Returns
    -------
    IntArray
        Axis (draw) [places].
    """
    admits = _admits(supply, ncy=ncy, need=need, level=level)
    within = supply.within[: supply.not_named]
    whole: IntArray = entrants.room[:, admits & (within < 0)].sum(axis=1)
    for site in np.unique(within[admits & (within >= 0)]):
        here = entrants.room[:, admits & (within == site)].sum(axis=1)
        whole = whole + np.minimum(here, entrants.site_room[:, site])
    return whole


def free_near(
    supply: Supply, entrants: Entrants, *, ncy: int, need: int | None, level: int | None
) -> IntArray:
    """Count for each locality the free places that are within its journey limit.

    A place that is near several localities is counted for each of them.

    Parameters
    ----------
    supply, entrants, ncy, need
        As of `free_to`.
    level : int or None
        Position of the level; None for any.

    Returns
    -------
    IntArray
        Axes (draw, locality) [places].
    """
    most = supply.limits.minutes[0, supply.axes.ncy.index(ncy)]
    near = (supply.minutes <= most) & _admits(supply, ncy=ncy, need=need, level=level)
    within = supply.within[: supply.not_named]
    alone = np.flatnonzero(near.any(axis=0) & (within < 0))
    whole: IntArray = entrants.room[:, alone] @ near[:, alone].T.astype(np.int64)
    for site in np.unique(within[near.any(axis=0) & (within >= 0)]):
        pools = np.flatnonzero(within == site)
        here = entrants.room[:, pools] @ near[:, pools].T.astype(np.int64)
        whole = whole + np.minimum(here, entrants.site_room[:, [site]])
    return whole


def _admits(supply: Supply, *, ncy: int, need: int | None, level: int | None) -> NDArray[np.bool_]:
    """Axis (pool): whether children of an NC year, need and level may come in the first year."""
    pools = supply.pools
    serves = (pools.ncy_from[0] <= ncy) & (ncy <= pools.ncy_to[0])
    serves &= (pools.level == level) if level is not None else True
    wanted = pools.needs[0].any(axis=1) if need is None else pools.needs[0, :, need]
    return np.asarray(pools.is_open[0] & ~pools.independent & serves & wanted)


def _by_cell(supply: Supply, rows: Rows) -> IntArray:
    return rows.by_cell(int(np.prod(supply.axes.shape))).reshape(supply.axes.shape)
