"""Imports and exports: children of others at our schools, and ours at those of neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency.allocation.frames import with_range
from sufficiency.allocation.whose import named_as_own

if TYPE_CHECKING:
    from sufficiency.allocation.allocation import Allocation

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]


def neighbours_frame(allocation: Allocation) -> pd.DataFrame:
    """Lay out by site how many children are ours and how many are others'.

    Imports are others' children at the area's own schools; exports are ours at schools of other
    authorities, those in independent schools apart. Both are as far as the tables tell: others'
    children are those that the table places has as taken.

    Parameters
    ----------
    allocation : Allocation

    Returns
    -------
    pandas.DataFrame
        Columns year, site, name, authority; is_own (missing where it is not known which schools
        are the area's own); ours with low and high (allocated, or kept by children whose need no
        local place could meet) [children]; taken (places that others have or are promised; a
        blank in the table is none) [places]; imports and exports (missing where
        not known); basis. Sites that are open in the year, without independent schools.
    """
    plan = allocation.plan
    local = ~plan.pools.independent
    ours = _by_site(allocation, local)
    taken = _taken(allocation, local)
    is_open = _open_sites(allocation, local)
    authority = named_as_own(allocation.projection.area, plan)
    names = plan.labels.drop_duplicates("site").set_index("site").reindex(plan.sites)
    years, sites = taken.shape
    rows = pd.DataFrame(
        {
            "year": np.repeat(plan.axes.years, sites),
            "site": np.tile(plan.sites, years),
            "name": np.tile(names["name"], years),
            "authority": np.tile(names["authority"], years),
        }
    )
    is_own = rows["authority"] == authority if authority else pd.Series(pd.NA, index=rows.index)
    frame = rows.assign(
        is_own=is_own.astype("boolean"),
        **with_range("ours", ours.reshape(len(ours), -1)),
        taken=taken.reshape(-1),
    )
    known, own = bool(authority), (rows["authority"] == authority).to_numpy()
    frame = frame.assign(
        imports=frame["taken"].where(own, 0.0) if known else np.nan,
        exports=frame["ours"].where(~own, 0.0) if known else np.nan,
        basis=allocation.basis,
    )
    kept: pd.DataFrame = frame[is_open.reshape(-1)]
    return kept.reset_index(drop=True)


def _of_site(allocation: Allocation, local: BoolArray) -> FloatArray:
    """Axes (pool, site): 1 where a pool that is not independent is at the site."""
    plan = allocation.plan
    at = np.equal.outer(plan.pools.site, np.arange(len(plan.sites)))
    return (at & local[:, None]).astype(np.float64)


def _by_site(allocation: Allocation, local: BoolArray) -> FloatArray:
    """Axes (draw, year, site): our children, those among them who keep a place unallocated."""
    kept = np.where(allocation.plan.pools.is_open, allocation.beyond, 0)
    whole: FloatArray = (allocation.drawn.counts.placed + kept) @ _of_site(allocation, local)
    return whole


def _open_sites(allocation: Allocation, local: BoolArray) -> BoolArray:
    """Axes (year, site): whether any pool of it is open."""
    is_open = allocation.plan.pools.is_open.astype(np.float64)
    return np.asarray((is_open @ _of_site(allocation, local)) > 0)


def _taken(allocation: Allocation, local: BoolArray) -> FloatArray:
    """Axes (year, site): places that others have; a blank in the table is none.

    Where the total of a site says more than its pools do, the total holds: they are the same
    children.
    """
    plan = allocation.plan
    in_pools = np.nan_to_num(np.where(plan.pools.is_open, plan.taken, 0.0))
    return np.maximum(in_pools @ _of_site(allocation, local), np.nan_to_num(plan.site_taken))
