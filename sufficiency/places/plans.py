"""What a plan of places says, as plain arrays: axes, pools by year, and limits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

LEVELS = ("base", "special")
"""Axis (level): the levels that are allocated. Other children never enter."""
BASE, SPECIAL = 0, 1


@dataclass(frozen=True, slots=True)
class Axes:
    """The axes that demand and supply share.

    Parameters
    ----------
    years : tuple of int
        Academic years, one after the other.
    localities, needs : tuple of str
        Stable names.
    ncy : tuple of int
        NC years, one after the other.
    """

    years: tuple[int, ...]
    localities: tuple[str, ...]
    needs: tuple[str, ...]
    ncy: tuple[int, ...]

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """Sizes of the axes (locality, need, ncy, level)."""
        return len(self.localities), len(self.needs), len(self.ncy), len(LEVELS)

    @property
    def kinds(self) -> int:
        """Number of cells of one locality: axes (need, ncy, level)."""
        return len(self.needs) * len(self.ncy) * len(LEVELS)


class Before(NamedTuple):
    """The pools in the year before the first one.

    Parameters
    ----------
    filled : BoolArray
        Axis (pool): whether children hold places in it.
    ncy_from, ncy_to : IntArray
        Axis (pool): first and last NC year that it serves.
    """

    filled: BoolArray
    ncy_from: IntArray
    ncy_to: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Pools:
    """The pools as each year has them; arrays with a year are given for each year.

    Parameters
    ----------
    names : tuple of str
        Axis (pool): stable names, such as "S01, secondary".
    level : IntArray
        Axis (pool): BASE or SPECIAL. A pool that changes its level is two pools.
    site : IntArray
        Axis (pool): position of its site.
    independent : BoolArray
        Axis (pool): whether it belongs to an independent school.
    needs : BoolArray
        Axes (year, pool, need): whom it admits.
    ncy_from, ncy_to : IntArray
        Axes (year, pool): first and last NC year that it serves.
    is_open : BoolArray
        Axes (year, pool): whether it is planned and has places; children leave one that is not.
    free : IntArray
        Axes (year, pool): places less those taken by others' children [children]; NO_LIMIT where
        only its site is limited; below nought where more are taken than there are.
    in_force : BoolArray, optional
        Axes (year, pool): whether it is planned, with places or without any yet; as `is_open`
        where left out. A pool without places admits nobody, and its first place has a worth.
    above : IntArray, optional
        Axes (year, pool): most children who may be there above the free places [children]; none
        where left out. NO_LIMIT for one whose site alone is limited.
    serves_level : BoolArray, optional
        Axes (year, pool, level): the levels of children whom it admits, its own among them; its
        own only where left out.
    before : Before, optional
        The year before the first; where left out, nobody is known to be in a pool that closes in
        the first year.
    """

    names: tuple[str, ...]
    level: IntArray
    site: IntArray
    independent: BoolArray
    needs: BoolArray
    ncy_from: IntArray
    ncy_to: IntArray
    is_open: BoolArray
    free: IntArray
    in_force: BoolArray | None = None
    above: IntArray | None = None
    serves_level: BoolArray | None = None
    before: Before | None = None

    @property
    def admits_level(self) -> BoolArray:
        """Axes (year, pool, level): whether it admits children who need the level.

        Like the other arrays it may lack the year, until `supply_of` repeats it for each.
        """
        if self.serves_level is not None:
            return self.serves_level
        return np.asarray(self.level[:, None] == np.arange(len(LEVELS)), dtype=np.bool_)

    @property
    def closing(self) -> BoolArray:
        """Axes (year, pool): whether it closes this year, with children who may be in it."""
        is_open = np.asarray(self.is_open, dtype=np.bool_)
        first = np.zeros_like(is_open[:1]) if self.before is None else self.before.filled[None]
        return np.concatenate([first, is_open[:-1]]) & ~is_open

    def spans_before(self, year: int) -> tuple[IntArray, IntArray]:
        """Axis (pool), twice: first and last NC year that it serves in the year before."""
        if year:
            return self.ncy_from[year - 1], self.ncy_to[year - 1]
        if self.before is None:
            return self.ncy_from[0], self.ncy_to[0]
        return self.before.ncy_from, self.before.ncy_to

    @property
    def planned(self) -> BoolArray:
        """Axes (year, pool): whether it is planned, with places or without any yet."""
        return self.is_open if self.in_force is None else self.in_force | self.is_open


@dataclass(frozen=True, slots=True, eq=False)
class Limits:
    """Limits of sites, journeys and independent placements.

    Parameters
    ----------
    sites : tuple of str
        Axis (site): stable names.
    site_free : IntArray
        Axes (year, site): places free in all pools of the site together [children]; NO_LIMIT
        where only its pools are limited.
    minutes : FloatArray
        Axes (year, ncy): journeys should be no longer, which is an aim [minutes].
    longest_minutes : FloatArray
        Axes (year, ncy): nobody is sent further [minutes]; infinite for no such limit.
    groups : tuple of str
        Axis (group): names of the limits on independent placements, such as "SEMH, secondary".
    group : IntArray
        Axes (need, ncy): the group that children of the level SPECIAL count towards; -1 where
        they may not go to independent places that are not named.
    independent : IntArray
        Axes (year, group): most placements that are not in a named pool [children].
    site_above : IntArray, optional
        Axes (year, site): most children above the places of the site [children]; none where left
        out.
    """

    sites: tuple[str, ...]
    site_free: IntArray
    minutes: FloatArray
    longest_minutes: FloatArray
    groups: tuple[str, ...]
    group: IntArray
    independent: IntArray
    site_above: IntArray | None = None
