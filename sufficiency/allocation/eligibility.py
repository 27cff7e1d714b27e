"""The nearest suitable school of each locality: where questions of free transport begin.

A child of compulsory school age travels free to the nearest suitable school with places where it is
further than the statutory walking distance (Education Act 1996, section 508B and Schedule 35B; the
distance is that of section 444(5)): 2 miles under the age of eight, 3 miles from then on. What is
measured there is the shortest route that a child can walk in safety, and a child may be eligible
at any distance for a special need, disability or mobility problem, an unsafe route or a low
income. So this table answers which school the question is about, and not who is eligible.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency.places import LEVELS, METRES_A_MILE, Supply

if TYPE_CHECKING:
    from sufficiency.allocation.allocation import Allocation

IntArray = NDArray[np.int64]

UNDER_EIGHT_MILES, FROM_EIGHT_MILES = 2.0, 3.0
"""Statutory walking distances (Education Act 1996, section 444(5)) [miles]."""
FIRST_NCY, TURNING_EIGHT, LAST_NCY = 0, 3, 11
"""Compulsory school age by NC year: children turn eight in Year 3, and leave it after Year 11."""
CAVEAT = (
    "Names the school that a question of free transport is about, and not who travels free: that "
    "goes by the shortest safe walking route from the child's home and by the places there were, "
    "and a special need, disability, unsafe route or low income may give it at any distance."
)
KEYS = ["locality", "need", "level", "site", "pool", "further_than_walking"]


def nearest_suitable_frame(allocation: Allocation, *, year: int) -> pd.DataFrame:
    """Find the nearest pool that serves each need, NC year and level, for each locality.

    Suitable is a pool that is open in the year and planned for the need, the NC year and the
    level, of this authority or another; independent schools are left out. Whether a place is free
    is not looked at. Of two that are equally near the first by name is taken.

    Parameters
    ----------
    allocation : Allocation
    year : int
        Academic year, one that was allocated.

    Returns
    -------
    pandas.DataFrame
        Columns year, locality, need, level, ncy_from, ncy_to (NC years that share all the rest),
        site, pool, name, authority (blank where no pool serves them), miles, minutes (one way),
        further_than_walking ("yes", "no", "until the eighth birthday" in Year 3 between 2 and 3
        miles, blank outside compulsory school age), measured (whether the journey is in the table
        journeys, and not a straight line with a detour), basis, caveat (the same in each row, so
        that it goes where the table goes).
    """
    plan, supply = allocation.plan, allocation.setting.supply
    axes, place = supply.axes, allocation.years.index(year)
    kinds = [
        (need, level, ncy)
        for need in range(len(axes.needs))
        for level in range(len(LEVELS))
        for ncy in range(len(axes.ncy))
        if plan.spans[level][0] <= axes.ncy[ncy] <= plan.spans[level][1]
    ]
    nearest = np.concatenate([_nearest(supply, place, *kind) for kind in kinds])
    localities = np.arange(len(axes.localities))
    need, level, ncy = (np.repeat(held, len(localities)) for held in np.array(kinds).T)
    locality = np.tile(localities, len(kinds))
    named = pd.DataFrame(
        {
            "locality": np.array(axes.localities)[locality],
            "need": np.array(axes.needs)[need],
            "level": np.array(LEVELS)[level],
            "ncy": np.array(axes.ncy)[ncy],
        }
    )
    there = _journeys_to(allocation, locality, nearest, named["ncy"].tolist())
    frame = pd.concat([named, there], axis=1)
    runs = _runs(frame.sort_values(["locality", "need", "level", "ncy"], kind="stable"))
    runs.insert(0, "year", year)
    return runs.assign(basis=allocation.basis, caveat=CAVEAT)


def _nearest(supply: Supply, year: int, need: int, level: int, ncy: int) -> IntArray:
    """Axis (locality): the nearest pool for one need, level and NC year; -1 where none serves."""
    kind = (need * len(supply.axes.ncy) + ncy) * len(LEVELS) + level
    pools = supply.admitting[year][supply.first[year, kind] : supply.first[year, kind + 1]]
    fit = ~supply.pools.independent[pools] & supply.pools.is_open[year, pools]
    pools = pools[fit]
    pools = pools[np.argsort(supply.pool_rank[pools], kind="stable")]
    if not len(pools):
        return np.full(len(supply.metres), -1, dtype=np.int64)
    return np.asarray(pools[supply.metres[:, pools].argmin(axis=1)], dtype=np.int64)


def _journeys_to(
    allocation: Allocation, locality: IntArray, pool: IntArray, ncy: list[int]
) -> pd.DataFrame:
    """Lay out the pool of each row and the journey there; blank where there is none."""
    plan, supply = allocation.plan, allocation.setting.supply
    none, known = pool < 0, np.maximum(pool, 0)
    labels = plan.labels.iloc[known].reset_index(drop=True)
    miles = np.where(none, np.nan, supply.metres[locality, known] / METRES_A_MILE)
    texts = {
        column: labels[column].where(~none, "") for column in ("site", "pool", "name", "authority")
    }
    held = {
        **texts,
        "miles": miles,
        "minutes": np.where(none, np.nan, supply.minutes[locality, known]),
        "further_than_walking": [
            "" if mile != mile else _further(mile, age)
            for mile, age in zip(miles.tolist(), ncy, strict=True)
        ],
        "measured": ~none & ~plan.journeys.assumed[locality, plan.pools.site[known]],
    }
    return pd.DataFrame(held)


def _further(miles: float, ncy: int) -> str:
    """Say whether a journey is longer than the statutory walking distance."""
    if not FIRST_NCY <= ncy <= LAST_NCY:
        return ""
    if miles > FROM_EIGHT_MILES:
        return "yes"
    if miles <= UNDER_EIGHT_MILES or ncy > TURNING_EIGHT:
        return "no"
    return "until the eighth birthday" if ncy == TURNING_EIGHT else "yes"


def _runs(frame: pd.DataFrame) -> pd.DataFrame:
    """Put NC years that follow each other and share the rest into one row."""
    differs = frame[KEYS].ne(frame[KEYS].shift()).any(axis=1)
    begins = differs | (frame["ncy"] != frame["ncy"].shift() + 1)
    run = begins.cumsum()
    first = frame.groupby(run, sort=False).first().reset_index(drop=True)
    last = frame.groupby(run, sort=False)["ncy"].last().to_numpy()
    first = first.rename(columns={"ncy": "ncy_from"})
    first = first.assign(ncy_to=last)
    order = [
        *("locality", "need", "level", "ncy_from", "ncy_to", "site", "pool", "name", "authority"),
        *("miles", "minutes", "further_than_walking", "measured"),
    ]
    return first[order]
