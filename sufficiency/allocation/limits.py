"""Limits of an allocation: journeys by phase, and independent places by need and phase."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.allocation.independent_numbers import numbers_of
from sufficiency.allocation.plan import Plan
from sufficiency.allocation.planning import headroom_of
from sufficiency.places import NO_LIMIT, Limits, scaled_to_whole
from sufficiency.scenario import Scenario

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


def groups_of(needs: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Give the need and phase of each limit on independent placements."""
    return tuple((need, phase) for need in needs for phase in terms.phases().codes)


def limits_of(
    plan: Plan, scenario: Scenario, *, today: FloatArray, named: FloatArray, kept: IntArray
) -> Limits:
    """Lay out the limits of a plan.

    Independent placements that are not in a named school: those of today, grown by a stated share
    a year, less those of today that are in named schools, which have places of their own:

        limit[year] = today (1 + growth)^years - named

    rounded so that the limits of all needs and phases keep their total. Where the scenario states
    a number of children, that is the limit (`numbers_of`), and named schools are beside it.

    Parameters
    ----------
    plan : Plan
    scenario : Scenario
    today, named : FloatArray
        Axes (need, phase): children in independent placements in the last January whose need a
        local place could meet, and those of them in schools that the area names [children].
    kept : IntArray
        Axis (pool): places that children of ours keep who are not allocated [places].

    Returns
    -------
    Limits
    """
    years, ncys = plan.axes.years, plan.axes.ncy
    phases = terms.phases().codes
    pairs = groups_of(plan.axes.needs)
    of_ncy = [phases.index(terms.phase_of_ncy(ncy)) for ncy in ncys]
    group = np.array(
        [[need * len(phases) + phase for phase in of_ncy] for need in range(len(plan.axes.needs))],
        dtype=np.int64,
    )
    return Limits(
        sites=plan.sites,
        site_free=_sites_less(plan, _binding(plan, headroom_of(scenario, years)), kept),
        minutes=_minutes(scenario, "journey_limit_minutes", years, ncys),
        longest_minutes=_minutes(scenario, "longest_journey_minutes", years, ncys),
        groups=tuple(f"{need}, {phase}" for need, phase in pairs),
        group=group,
        site_above=plan.site_may_be_over,
        independent=_open_ended(
            scenario,
            years,
            pairs,
            today.reshape(-1),
            named.reshape(-1),
            numbers=numbers_of(scenario, plan, pairs, today.reshape(-1)),
        ),
    )


def _minutes(
    scenario: Scenario, name: str, years: tuple[int, ...], ncys: tuple[int, ...]
) -> FloatArray:
    """Axes (year, ncy): a limit in minutes, infinite where there is none."""
    held = scenario.assumption(name)
    rows = []
    for year in years:
        values = [held.at(year, phase=terms.phase_of_ncy(ncy)) for ncy in ncys]
        rows.append([np.inf if value is None else float(value) for value in values])
    return np.array(rows)


def _open_ended(
    scenario: Scenario,
    years: tuple[int, ...],
    pairs: tuple[tuple[str, str], ...],
    today: FloatArray,
    named: FloatArray,
    *,
    numbers: FloatArray,
) -> IntArray:
    """Axes (year, group): most placements that are not in a named school [children]."""
    growth, is_open = (
        scenario.assumption("independent_growth_percent"),
        scenario.assumption("independent_open_ended"),
    )
    grown = np.ones(len(pairs))
    limits = []
    for place, year in enumerate(years):
        rates = [growth.at(year, need=need, phase=phase) for need, phase in pairs]
        grown = grown * (1 + np.array(rates, dtype=np.float64) / 100)
        stated = ~np.isnan(numbers[place])
        room = np.where(stated, 0.0, np.maximum(today * grown - named, 0.0))
        whole = np.where(stated, numbers[place], scaled_to_whole(room[None], 1)[0])
        limits.append(whole if is_open.at(year) else np.zeros(len(pairs)))
    return np.array(limits, dtype=np.float64).astype(np.int64)


def _binding(plan: Plan, headroom: FloatArray) -> IntArray:
    """Axes (year, site): totals of sites, without those that say no more than their pools do.

    Where the pools of a site have no more places than its total, the total binds nobody. Left in,
    it would hide what a place more in a pool is worth, as pool and total are full together.
    """
    free, pools = plan.site_free(headroom), plan.pools
    inside = np.zeros(free.shape, dtype=np.int64)
    unlimited = pools.is_open & (pools.free >= NO_LIMIT)
    places = np.where(pools.is_open, np.maximum(pools.free, 0), 0)
    for pool, site in enumerate(pools.site.tolist()):
        inside[:, site] += np.where(unlimited[:, pool], NO_LIMIT, places[:, pool])
    return np.where(inside <= free, NO_LIMIT, free)


def _sites_less(plan: Plan, free: IntArray, kept: IntArray) -> IntArray:
    """Axes (year, site): totals of sites less the places that are kept in their pools."""
    at_site = np.zeros(len(plan.sites), dtype=np.int64)
    np.add.at(at_site, plan.pools.site, kept)
    return np.where(free >= NO_LIMIT, NO_LIMIT, free - at_site)
