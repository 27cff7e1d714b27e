"""Planned places as arrays, with the labels of their axes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency.places import LEVELS, NO_LIMIT, Axes, Journeys, Pools

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

INDEPENDENT = "independent"

NEARLY = 1e-9
"""What a product of a share may lack to a whole place by what the computer rounds."""


@dataclass(frozen=True, slots=True, eq=False)
class Today:
    """The pools as they are in the last January that was counted.

    Parameters
    ----------
    is_open : BoolArray
        Axis (pool): whether a row of it holds.
    ncy_from, ncy_to : IntArray
        Axis (pool).
    needs : BoolArray
        Axes (pool, need).
    """

    is_open: BoolArray
    ncy_from: IntArray
    ncy_to: IntArray
    needs: BoolArray


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Planned places, with the labels of their axes.

    Parameters
    ----------
    axes : Axes
        Years, localities, needs and NC years that are allocated.
    pools : Pools
        Axis (pool): free places are those before children of other levels are taken off.
    labels : pandas.DataFrame
        A row for each pool: site, pool, level, setting, name, authority, easting, northing.
    places, taken : FloatArray
        Axes (year, pool): as planned, nan where the pool has no number of its own [places].
    sites : tuple of str
        Labels of the axis site.
    site_places, site_taken : FloatArray
        Axes (year, site): totals of sites, nan where there is none [places].
    journeys : Journeys
        Axes (locality, site).
    basis : str
        The weakest basis of sites, pools, places and journeys.
    today : Today
        The pools as they are in the last January.
    spans : tuple of (int, int)
        Axis (level): first and last NC year that is allocated: Reception to Year 14, since a
        child of those ages who needs a base is without one even where every base is for others;
        beyond them, those that a pool of the level serves.
    may_be_over, site_may_be_over : IntArray
        Axes (year, pool) and (year, site): most children who may be above the places free to us
        [children]; NO_LIMIT for a pool whose site alone has a number.
    """

    axes: Axes
    pools: Pools
    labels: pd.DataFrame
    places: FloatArray
    taken: FloatArray
    sites: tuple[str, ...]
    site_places: FloatArray
    site_taken: FloatArray
    journeys: Journeys
    basis: str
    today: Today
    spans: tuple[tuple[int, int], ...]
    may_be_over: IntArray
    site_may_be_over: IntArray

    def site_free(self, headroom: FloatArray) -> IntArray:
        """Axes (year, site): places free to us in all pools of a site together."""
        return free_places(self.site_places, self.site_taken, headroom)


def above_places(places: FloatArray, taken: FloatArray, share: FloatArray) -> IntArray:
    """Count the children who may be above the places: (places - taken) share, rounded down.

    A share of what is ours to give, as headroom is; rounded down, so that a pool is never
    further above its places than is stated: of a base of eight 10 % is nobody.

    Parameters
    ----------
    places, taken : FloatArray
        Axes (year, pool or site), nan where there is no number of its own [places].
    share : FloatArray
        The same axes: by how much there may be more.

    Returns
    -------
    IntArray
        The same axes; NO_LIMIT where there is no number, if there is a share.
    """
    known = ~np.isnan(places)
    ours = np.where(known, places, 0.0) - np.where(np.isnan(taken), 0.0, taken)
    above = np.floor(np.maximum(ours, 0.0) * share + NEARLY)
    endless = np.where(share > 0, NO_LIMIT, 0)
    return np.where(known, above, endless).astype(np.int64)


def free_places(places: FloatArray, taken: FloatArray, headroom: FloatArray) -> IntArray:
    """Count the places free to us: (places - taken) (1 - headroom), to the nearest whole place.

    Headroom is kept on what is ours to give: a school of another authority, with two places for
    us, keeps none of its own children's places free for ours. A small base keeps none for 3 %:
    rounded down, it would keep one in eight. Where more are taken than there are, the number is
    below nought.

    Parameters
    ----------
    places, taken : FloatArray
        Axes (year, pool or site), nan where there is no number of its own [places].
    headroom : FloatArray
        Axis (year): share kept free.

    Returns
    -------
    IntArray
        The same axes; NO_LIMIT where there is no number.
    """
    known = ~np.isnan(places)
    ours = np.where(known, places, 0.0) - np.where(np.isnan(taken), 0.0, taken)
    usable = np.where(ours > 0, ours * (1 - headroom[:, None]), ours)
    return np.where(known, np.floor(usable + 0.5), NO_LIMIT).astype(np.int64)


def serves_level_of(labels: pd.DataFrame, other_level: Sequence[str]) -> BoolArray:
    """Say which levels each pool serves: its own, and another where the scenario lets it.

    Parameters
    ----------
    labels : pandas.DataFrame
        A row for each pool: level and setting.
    other_level : sequence of str
        Axis (year): "own", "base_in_special", "special_in_base" or "both".

    Returns
    -------
    BoolArray
        Axes (year, pool, level). Independent schools serve the level special only.
    """
    level = labels["level"].to_numpy()
    alone = np.asarray(level[:, None] == np.array(LEVELS), dtype=np.bool_)
    serves = np.repeat(alone[None], len(other_level), axis=0)
    own = (labels["setting"] != INDEPENDENT).to_numpy(dtype=np.bool_)
    for child, pool in (("base", "special"), ("special", "base")):
        lets = np.array([said in (f"{child}_in_{pool}", "both") for said in other_level])
        serves[:, :, LEVELS.index(child)] |= lets[:, None] & own & (level == pool)
    return serves
