"""From planned places to those that are given out: without the places that are kept."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sufficiency.allocation.aims import aims_of
from sufficiency.allocation.capping import caps_of
from sufficiency.allocation.costing import pounds_of
from sufficiency.allocation.kept import places_of_beyond, places_of_unknown, share_of_beyond
from sufficiency.allocation.limits import limits_of
from sufficiency.allocation.plan import Plan
from sufficiency.allocation.planning import headroom_of
from sufficiency.allocation.ruling import rules_of
from sufficiency.allocation.today import Today
from sufficiency.area import Area
from sufficiency.places import NO_LIMIT, POUNDS, Before, Limits, Pools, Supply, supply_of
from sufficiency.projection import Projection
from sufficiency.scenario import Scenario

IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Supplied:
    """Places that are given out, and those that are kept from it.

    Parameters
    ----------
    supply : Supply
    limits : Limits
    beyond, unrecorded : IntArray
        Axis (pool): see `Allocation` [places].
    """

    supply: Supply
    limits: Limits
    beyond: IntArray
    unrecorded: IntArray


def supplied(
    projection: Projection,
    scenario: Scenario,
    plan: Plan,
    today: Today,
    *,
    planned: Area,
    local_rules: bool = True,
    priced_years: tuple[int, ...] | None = None,
) -> Supplied:
    """Take the places off a plan that children keep who are not allocated, and make it ready.

    Today's independent placements count towards their limit as far as a local place could do.

    Parameters
    ----------
    projection : Projection
    scenario : Scenario
    plan : Plan
    today : Today
    planned : Area
        Whose caps across pools hold.
    local_rules : bool
        Whether the scenario's local rules act: they are of the years that it plans.
    priced_years : tuple of int, optional
        Axis (year): of whose costs each is, where pounds are an aim; its own where left out.

    Returns
    -------
    Supplied

    Raises
    ------
    ScenarioError
        With every local rule that cannot be kept.
    TableError
        Where pounds are an aim, with every cost that is not known.
    """
    aims = aims_of(scenario)
    beyond = places_of_beyond(today, projection, plan)
    headroom = headroom_of(scenario, plan.axes.years)
    unrecorded = places_of_unknown(today, projection, plan, headroom)
    kept = beyond + unrecorded
    local = 1 - share_of_beyond(projection)
    limits = limits_of(
        plan, scenario, today=today.independent * local, named=today.named * local, kept=kept
    )
    pools = _pools_less(plan, kept, today)
    pounds = None
    if POUNDS in aims:
        pounds = pounds_of(
            projection.area,
            scenario,
            plan,
            is_not_named=bool(limits.independent.any() or today.independent.any()),
            priced_years=priced_years or plan.axes.years,
        )
    supply = supply_of(
        plan.axes,
        pools,
        plan.journeys,
        limits,
        rules=rules_of(scenario, plan, pools) if local_rules else (),
        aims=aims,
        pounds=pounds,
        caps=caps_of(planned, plan),
    )
    return Supplied(supply, limits, beyond, unrecorded)


def _pools_less(plan: Plan, kept: IntArray, today: Today) -> Pools:
    """Take the places off that children of ours keep who are not allocated."""
    free, named = plan.pools.free, len(plan.pools.names)
    filled = np.bincount(today.pool, weights=today.children, minlength=named + 1)[:named] > 0
    return replace(
        plan.pools,
        free=np.where(free >= NO_LIMIT, free, free - kept),
        above=plan.may_be_over,
        before=Before(filled, plan.today.ncy_from, plan.today.ncy_to),
    )
