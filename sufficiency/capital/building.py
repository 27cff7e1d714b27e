"""From schemes, children and places to the choice that the optimisation takes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sufficiency.allocation.aims import aims_of
from sufficiency.allocation.children import wanted_by_draw
from sufficiency.allocation.plan import Plan
from sufficiency.allocation.planning import headroom_of
from sufficiency.allocation.replanning import with_more_places
from sufficiency.allocation.ruling import rules_of
from sufficiency.allocation.run import BLOCK, Setting, chance_of
from sufficiency.allocation.supplying import supplied
from sufficiency.allocation.verb import setting_of
from sufficiency.capital.networks import YearNetworks
from sufficiency.capital.offer import Offer
from sufficiency.capital.shared import Openings, Shared, places_added, without_displaced
from sufficiency.capital.spending import budgets_of, discount_of, present_cost
from sufficiency.demand.simulation import simulate
from sufficiency.places import NO_LIMIT, POUNDS, WITHOUT, Supply, supply_of
from sufficiency.places.choosing import Period, Problem, Schemes
from sufficiency.places.one_year import room_of_year
from sufficiency.places.stayers import nobody
from sufficiency.scenario import Scenario

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]

Aim = Literal["order", "pounds"]
AIMS = ("order", "pounds")


@dataclass(frozen=True, slots=True, eq=False)
class Rooms:
    """The places of any programme, by holder of the yearly networks; `rooms_of` makes it.

    Parameters
    ----------
    shared : Shared
    scenario : Scenario
        As `shared.nothing`, with the aims of the choice.
    supply : Supply
        With the pools of all schemes open, and every total of a site.
    kept : IntArray
        Axis (pool): places of children who are not allocated.
    """

    shared: Shared
    scenario: Scenario
    supply: Supply
    kept: IntArray

    def with_programme(self, openings: Openings) -> IntArray:
        """Axes (year, holder): the room of a programme, rounded as an allocation of it rounds."""
        plan = self.shared.plan_with(openings)
        pools, free = self.supply.pools, plan.pools.free
        less = np.where(free >= NO_LIMIT, free, free - self.kept)
        supply = replace(
            self.supply,
            pools=replace(pools, free=less, is_open=plan.pools.is_open, above=plan.may_be_over),
            limits=replace(
                self.supply.limits,
                site_free=self.site_free(plan),
                site_above=plan.site_may_be_over,
            ),
        )
        years = range(len(self.shared.years))
        return np.array([room_of_year(supply, year, nobody()).by_holder for year in years])

    def site_free(self, plan: Plan) -> IntArray:
        """Axes (year, site): free in all pools of a site together; every total that is stated.

        An allocation leaves out totals that cannot bind; here they stay, since with other schemes
        they might, and a row that cannot bind changes nothing.
        """
        return site_free(plan, self.scenario, self.kept)


def rooms_of(shared: Shared, aim: Aim) -> Rooms:
    """Make the places ready in which every programme finds its pools.

    Parameters
    ----------
    shared : Shared
    aim : {"order", "pounds"}

    Returns
    -------
    Rooms

    Raises
    ------
    TableError
        If pounds are an aim and a cost is not known.
    """
    scenario = without_displaced(shared.nothing)
    if aim == "pounds":
        scenario = scenario.but(name=scenario.name, aims=[WITHOUT, POUNDS])
    wide = _all_open(shared)
    given = supplied(shared.projection, scenario, wide, shared.today, planned=shared.area)
    kept = given.beyond + given.unrecorded
    limits = replace(given.limits, site_free=site_free(wide, scenario, kept))
    pools = given.supply.pools
    supply = supply_of(
        wide.axes,
        pools,
        wide.journeys,
        limits,
        rules=rules_of(scenario, wide, pools),
        aims=aims_of(scenario),
        pounds=given.supply.pounds,
        caps=given.supply.caps,
    )
    return Rooms(shared, scenario, supply, kept)


def _all_open(shared: Shared) -> Plan:
    """Give a plan with all places that any programme could open, and none taken away."""
    plan = shared.plan
    pools, sites = np.zeros(plan.places.shape), np.zeros(plan.site_places.shape)
    for offer in shared.offers:
        for year in openings_of(offer, shared.years):
            by_pool, by_site = places_added(plan, offer, year)
            pools, sites = np.maximum(pools, by_pool), np.maximum(sites, by_site)
    count = len(shared.offers)
    return with_more_places(plan, shared.nothing, pools=pools * count, sites=sites * count)


def openings_of(offer: Offer, years: tuple[int, ...]) -> tuple[int, ...]:
    """Give the allocated years in which a scheme may open."""
    return tuple(year for year in years if offer.opens <= year <= offer.latest)


def site_free(plan: Plan, scenario: Scenario, kept: IntArray) -> IntArray:
    """Axes (year, site): free in all pools of a site together, less places that are kept."""
    free = plan.site_free(headroom_of(scenario, plan.axes.years))
    at_site = np.zeros(len(plan.sites), dtype=np.int64)
    np.add.at(at_site, plan.pools.site, kept)
    return np.where(free >= NO_LIMIT, NO_LIMIT, free - at_site)


def problem_of(rooms: Rooms, *, draws: int, aim: Aim, budget: float | None) -> Problem:
    """Lay out the choice of schemes for the first draws of a projection, everybody placed anew.

    Parameters
    ----------
    rooms : Rooms
    draws : int
    aim : {"order", "pounds"}
    budget : float, optional
        Another budget in total than the scenario's [pounds].

    Returns
    -------
    Problem
    """
    shared = rooms.shared
    return Problem(
        schemes=_schemes(rooms, aim),
        budgets=budgets_of(shared.offers, shared.scenario, shared.years, total=budget),
        periods=_periods(rooms, draws=draws, aim=aim),
        years=len(shared.years),
    )


def _schemes(rooms: Rooms, aim: Aim) -> Schemes:
    """Lay out when schemes may open, what they add, and their conditions.

    What one adds is the room of a programme of it alone less that of none. Rounded apart, two in
    the same pool may add a place more or fewer than together; see `rounding_of`.
    """
    shared = rooms.shared
    years, names = shared.years, shared.names
    nothing = rooms.with_programme({})
    may_open = np.zeros((len(names), len(years)), dtype=np.bool_)
    added = np.zeros((len(names), len(years), *nothing.shape), dtype=np.int64)
    cost = np.zeros(may_open.shape)
    for place, offer in enumerate(shared.offers):
        for year in openings_of(offer, years):
            at = years.index(year)
            may_open[place, at] = True
            added[place, at] = rooms.with_programme({offer.scheme: year}) - nothing
            if aim == "pounds":
                cost[place, at] = present_cost(offer, shared.scenario, year, until=years[-1])
    requires = _pairs(shared, "requires")
    for _ in names:  # what requires a scheme that comes too late comes too late as well
        for first, second in requires:
            may_open[first] &= np.logical_or.accumulate(may_open[second])
    fixed = np.array([offer.fixed for offer in shared.offers], dtype=np.bool_)
    added[~may_open] = 0
    return Schemes(
        names=names,
        may_open=may_open,
        must_open=fixed & may_open.any(axis=1),
        added=added,
        cost=cost,
        requires=requires,
        excludes=_pairs(shared, "excludes"),
    )


def _pairs(shared: Shared, condition: str) -> tuple[tuple[int, int], ...]:
    """Give the positions of the schemes of each condition; of an exclusion, each pair once."""
    names = shared.names
    pairs: dict[tuple[int, int], None] = {}
    for first, offer in enumerate(shared.offers):
        for other in getattr(offer, condition):
            pair = (first, names.index(other))
            pairs[pair if condition == "requires" or pair[::-1] not in pairs else pair[::-1]] = None
    return tuple(pairs)


def _periods(rooms: Rooms, *, draws: int, aim: Aim) -> tuple[Period, ...]:
    """Lay out every year of every draw, those of a year one after the other."""
    shared = rooms.shared
    setting = setting_of(
        shared.projection,
        rooms.scenario,
        shared.plan,
        shared.today,
        rooms.supply,
        stayers="release",
        engine="auto",
    )
    demand = demand_by_draw(setting, draws)
    nothing = rooms.with_programme({})
    made = []
    for place, year in enumerate(shared.years):
        weight = 1 / draws
        if aim == "pounds":
            weight *= discount_of(shared.scenario, year)
        networks = YearNetworks(rooms.supply, place, demand[:, place], in_pounds=aim == "pounds")
        made += [
            Period(place, draw, weight, networks.of(draw, nothing[place])) for draw in range(draws)
        ]
    return tuple(made)


def demand_by_draw(setting: Setting, draws: int) -> NDArray[np.int32]:
    """Axes (draw, year, cell): the children whom each draw of an allocation has."""
    parts = []
    for first in range(0, draws, BLOCK):
        count = min(BLOCK, draws - first)
        drawn = simulate(setting.source.model, draws=count, first=first, seed=setting.seed)
        for place in range(count):
            wanted = wanted_by_draw(
                setting.source,
                drawn,
                setting.codes,
                setting.today,
                draw=place,
                chance=chance_of(setting.seed, first + place),
            )
            parts.append(wanted.demand.reshape(len(wanted.demand), -1).astype(np.int32))
    return np.array(parts)
