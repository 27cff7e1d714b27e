"""How far schools may go above their places, as a scenario states it: for all, or site by site."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sufficiency.errors import Finding, finding
from sufficiency.scenario import Scenario

if TYPE_CHECKING:
    from sufficiency.allocation.plan import Plan

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

OVER = "over_places_percent"
"""The assumption."""


def share_above(scenario: Scenario, years: tuple[int, ...], sites: tuple[str, ...]) -> FloatArray:
    """Lay out by how much each site may go above its places.

    Parameters
    ----------
    scenario : Scenario
    years : tuple of int
        Academic years.
    sites : tuple of str
        Axis (site).

    Returns
    -------
    FloatArray
        Axes (year, site), a share of the places. A site that is not named has the value for all.
    """
    held = scenario.assumption(OVER)
    percent = [[held.at(year, site=site) for site in sites] for year in years]
    return np.array(percent, dtype=np.float64).reshape(len(years), len(sites)) / 100


def named_in_vain(scenario: Scenario, plan: Plan) -> Iterator[Finding]:
    """Note each site of which a share is stated, and where still nobody may be above.

    Parameters
    ----------
    scenario : Scenario
    plan : Plan
        As the scenario plans it.

    Yields
    ------
    Finding
        A note: the site has only independent schools, or so few places that the share of them is
        no whole child. A site whose share begins after the last year is left out.
    """
    share = share_above(scenario, plan.axes.years, plan.sites)
    stated = {
        entry.key: entry.file
        for entry in scenario.assumption(OVER).entries
        if entry.is_stated and entry.parts and entry.value
    }
    may_be = _may_be_above(plan)
    for place, site in enumerate(plan.sites):
        pools = plan.pools.site == place
        if site not in stated or not share[:, place].any() or may_be[:, pools].any():
            continue
        of_site = plan.labels[plan.labels["site"] == site]
        independent = bool(plan.pools.independent[pools].all())
        yield finding(
            "allocation_above_independent" if independent else "allocation_above_nobody",
            file=stated[site],
            column=OVER,
            value=site,
            site=site,
            name=of_site["name"].iloc[0] if len(of_site) else site,
            percent=100 * float(share[:, place].max()),
        )


def _may_be_above(plan: Plan) -> BoolArray:
    """Axes (year, pool): whether a child may be above both the pool and the total of its site."""
    of_site = np.isnan(plan.site_places) | (plan.site_may_be_over > 0)
    return np.asarray((plan.may_be_over > 0) & of_site[:, plan.pools.site])
