"""Places that children keep who are not allocated: taken off before any are given out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.allocation.plan import INDEPENDENT, Plan
from sufficiency.allocation.planning import places_today
from sufficiency.allocation.today import Today
from sufficiency.places import NO_LIMIT, scaled_to_whole
from sufficiency.projection import Projection

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


def places_of_beyond(today: Today, projection: Projection, plan: Plan) -> IntArray:
    """Count the places of each pool that children hold whose need no local place could meet.

    They are never allocated, and keep their places.

    Returns
    -------
    IntArray
        Axis (pool): rounded expected number [children].
    """
    shares = projection.model.shares
    assert shares is not None
    shape = projection.model.stocks.last.shape
    _, need, ncy, setting = np.unravel_index(today.kind, shape)
    phase = projection.model.stocks.phase[ncy]
    beyond = shares.central[setting, need, phase, projection.labels.states.index("beyond")]
    held = np.zeros(len(plan.pools.names) + 1)
    np.add.at(held, today.pool, today.children * beyond)
    # To the whole children of all pools together: rounded one by one, a quarter would be lost.
    return np.asarray(scaled_to_whole(held[None, :-1], 1)[0])


def places_of_unknown(
    today: Today, projection: Projection, plan: Plan, headroom: FloatArray
) -> IntArray:
    """Count the places of named independent schools that children of ours hold unrecorded.

    Where the table placements does not show where children in independent schools are, they start
    in places that are not named. Some of them are in the schools that are: as many places as they
    can be in today are taken off those schools, in proportion to what is free, or they would be
    counted twice. Places that are planned beside today's are not taken. Where places stand in the
    total of a site, they are taken off its first pool.

    Parameters
    ----------
    today : Today
    projection : Projection
    plan : Plan
    headroom : FloatArray
        Axis (year): share of places that is kept free.

    Returns
    -------
    IntArray
        Axis (pool) [places].
    """
    pools = plan.pools
    held = np.zeros(len(pools.names) + 1)
    np.add.at(held, today.pool, today.children)
    bought = pools.independent & pools.is_open[0]
    sites, names = plan.labels["site"].tolist(), plan.labels["pool"].tolist()
    now = _room_today(projection, sites, names)
    ours = np.where(bought, np.minimum(pools.free[0], now), 0)
    spare = np.where(ours < NO_LIMIT, np.maximum(ours - held[:-1], 0.0), 0.0)
    at_site = _room_today(projection, list(plan.sites), [""] * len(plan.sites))
    of_site = np.minimum(plan.site_free(headroom)[0], at_site)
    in_total = bought & (pools.free[0] >= NO_LIMIT) & (of_site[pools.site] < NO_LIMIT)
    for site in np.unique(pools.site[in_total]):
        inside = pools.site == site
        apart = float(held[:-1][inside].sum() + spare[inside & ~in_total].sum())
        first = np.flatnonzero(inside & in_total)[0]
        spare[inside & in_total] = 0.0
        spare[first] = max(float(of_site[site]) - apart, 0.0)
    whole = float(spare.sum())
    if whole <= 0 or today.unknown <= 0:
        return np.zeros(len(pools.names), dtype=np.int64)
    return np.asarray(scaled_to_whole(spare[None] * min(1.0, today.unknown / whole), 1)[0])


def _room_today(projection: Projection, sites: list[str], pools: list[str]) -> IntArray:
    """Axis (pool or site): places free to us in the last January; NO_LIMIT where no number is."""
    known = places_today(projection.area, sites, pools, (projection.base,))
    ours = (known.places - known.taken)[0]
    return np.where(np.isnan(ours), NO_LIMIT, np.nan_to_num(ours)).astype(np.int64)


def share_of_beyond(projection: Projection) -> FloatArray:
    """Axes (need, phase): share of independent placements whose need no local place could meet."""
    shares = projection.model.shares
    assert shares is not None
    setting = terms.settings().codes.index(INDEPENDENT)
    level = projection.labels.states.index("beyond")
    return np.asarray(shares.central[setting, :, :, level])
