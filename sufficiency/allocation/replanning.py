"""The same plan with other numbers of places, without reading any table again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sufficiency.allocation.above import share_above
from sufficiency.allocation.plan import Plan, above_places, free_places
from sufficiency.allocation.planning import headroom_of
from sufficiency.places import NO_LIMIT
from sufficiency.scenario import Scenario

FloatArray = NDArray[np.float64]


def with_more_places(
    plan: Plan, scenario: Scenario, *, pools: FloatArray, sites: FloatArray
) -> Plan:
    """Add places to the pools and totals of a plan, as if its tables had said so.

    What is free is worked out from the sum, so that headroom is rounded once, as `plan_of` does;
    a pool that has places from a year on is open from then. The NC years that are allocated stay.

    Parameters
    ----------
    plan : Plan
    scenario : Scenario
        For headroom, and for how far a pool may be above its places.
    pools : FloatArray
        Axes (year, pool): places more, below nought for fewer [places]. A pool without a number
        of its own, which only its site limits, stays without one.
    sites : FloatArray
        Axes (year, site): places more in the total of a site, where it has one [places].

    Returns
    -------
    Plan
    """
    years, held = plan.axes.years, plan.pools
    headroom = headroom_of(scenario, years)
    share = share_above(scenario, years, plan.sites)
    places, site_places = plan.places + pools, plan.site_places + sites
    whole = site_places[:, held.site]
    by_site = np.isnan(places) & ~np.isnan(whole)
    has_room = (by_site | (places > 0)) & ~(whole <= 0)
    is_open = held.planned & has_room
    free = np.where(by_site, NO_LIMIT, free_places(places, plan.taken, headroom))
    over = above_places(places, plan.taken, share[:, held.site])
    return replace(
        plan,
        pools=replace(held, is_open=is_open, free=free),
        places=places,
        site_places=site_places,
        may_be_over=np.where(is_open & ~held.independent, over, 0),
        site_may_be_over=above_places(site_places, plan.site_taken, share),
    )
