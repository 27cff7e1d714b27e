"""What all programmes share: children, pools with those of all schemes, and how places add up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sufficiency.allocation.plan import Plan
from sufficiency.allocation.planning import plan_of
from sufficiency.allocation.replanning import with_more_places
from sufficiency.allocation.run import Setting
from sufficiency.allocation.supplying import supplied
from sufficiency.allocation.today import Today, today_of
from sufficiency.allocation.verb import setting_of
from sufficiency.area import Area
from sufficiency.capital.offer import Offer
from sufficiency.capital.programmes import programme_scenario
from sufficiency.places import DISPLACED
from sufficiency.places.years import Stayers
from sufficiency.planned import planned_area
from sufficiency.projection import Projection
from sufficiency.scenario import Scenario

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

Openings = Mapping[str, int]
"""The academic year in which each scheme of a programme opens; others do not open."""


def without_displaced(scenario: Scenario) -> Scenario:
    """Leave children of pools that close out of the aims of a choice.

    Only some programmes close a pool, so that their sums would have another aim. As the first aim
    of all it would also refuse any programme that moves children, wherever they go then. What is
    decided is allocated with it.
    """
    stated = str(scenario.assumption("aims").at(0)).split(";")
    if DISPLACED not in stated:
        return scenario
    return scenario.but(name=scenario.name, aims=[aim for aim in stated if aim != DISPLACED])


@dataclass(frozen=True, slots=True, eq=False)
class Shared:
    """What programmes that are held against each other have in common; `shared_of` makes it.

    Parameters
    ----------
    projection : Projection
        Whose children are placed.
    scenario : Scenario
        As stated, with its schemes, none of them chosen.
    nothing : Scenario
        The same without any scheme.
    offers : tuple of Offer
    area : Area
        As `nothing` plans it.
    plan : Plan
        As `nothing` plans it. NC years that only a scheme would serve are allocated as well, so
        that all programmes are about the same children.
    today : Today
        Where children are in the last January.
    """

    projection: Projection
    scenario: Scenario
    nothing: Scenario
    offers: tuple[Offer, ...]
    area: Area
    plan: Plan
    today: Today

    @property
    def years(self) -> tuple[int, ...]:
        """Academic years that are allocated, and so in which a scheme may open."""
        return self.plan.axes.years

    @property
    def names(self) -> tuple[str, ...]:
        """Short names of the schemes."""
        return tuple(offer.scheme for offer in self.offers)

    def offer(self, scheme: str) -> Offer:
        """Give a scheme by its short name."""
        return self.offers[self.names.index(scheme)]

    def plan_with(self, openings: Openings) -> Plan:
        """Give the plan of a programme: places of all its schemes added up."""
        return with_schemes(
            self.plan, self.nothing, {self.offer(name): year for name, year in openings.items()}
        )

    def setting_with(
        self, openings: Openings, *, stayers: Stayers, scenario: Scenario | None = None
    ) -> Setting:
        """Gather what all draws of an allocation of a programme share.

        Parameters
        ----------
        openings : mapping of str to int
        stayers : {"keep", "release"}
        scenario : Scenario, optional
            As `nothing`, with other aims.

        Returns
        -------
        Setting
        """
        decided = without_displaced(self.nothing if scenario is None else scenario)
        plan = self.plan_with(openings)
        given = supplied(self.projection, decided, plan, self.today, planned=self.area)
        return setting_of(
            self.projection,
            decided,
            plan,
            self.today,
            given.supply,
            stayers=stayers,
            engine="auto",
        )


def shared_of(projection: Projection, scenario: Scenario, offers: tuple[Offer, ...]) -> Shared:
    """Lay out what all programmes share.

    Parameters
    ----------
    projection : Projection
    scenario : Scenario
    offers : tuple of Offer
        From `offers_of`.

    Returns
    -------
    Shared

    Raises
    ------
    NotPossibleError
        If there is no pool at all.
    TableError
        If the scenario does not fit the area.
    """
    nothing = programme_scenario(projection.area, scenario, {})
    area = planned_area(projection.area, nothing) if nothing.is_of_an_area else projection.area
    plan = plan_of(area, nothing, years=projection.years, needs=projection.labels.needs)
    plan = replace(plan, spans=_spans_of_all(plan, nothing, offers))
    return Shared(projection, scenario, nothing, offers, area, plan, today_of(projection, plan))


def _spans_of_all(
    plan: Plan, nothing: Scenario, offers: tuple[Offer, ...]
) -> tuple[tuple[int, int], ...]:
    """Axis (level): first and last NC year that is allocated with any programme."""
    spans = list(plan.spans)
    for offer in offers:
        opened = with_schemes(plan, nothing, {offer: offer.opens}).pools
        for level in range(len(spans)):
            used = opened.is_open & (opened.level == level)
            if used.any():
                first, last = spans[level]
                spans[level] = (
                    min(first, max(int(opened.ncy_from[used].min()), plan.axes.ncy[0])),
                    max(last, min(int(opened.ncy_to[used].max()), plan.axes.ncy[-1])),
                )
    return tuple(spans)


def with_schemes(plan: Plan, scenario: Scenario, openings: Mapping[Offer, int]) -> Plan:
    """Add the places of schemes to a plan.

    Parameters
    ----------
    plan : Plan
    scenario : Scenario
        For headroom.
    openings : mapping of Offer to int
        The academic year in which each opens.

    Returns
    -------
    Plan
    """
    pools = np.zeros(plan.places.shape)
    sites = np.zeros(plan.site_places.shape)
    for offer, year in openings.items():
        by_pool, by_site = places_added(plan, offer, year)
        pools, sites = pools + by_pool, sites + by_site
    return with_more_places(plan, scenario, pools=pools, sites=sites)


def places_added(plan: Plan, offer: Offer, opens: int) -> tuple[FloatArray, FloatArray]:
    """Say how many places a scheme adds, year by year, if it opens in a year.

    A step holds from its year until the next step of the same pool; one without a pool is of the
    site's total.

    Parameters
    ----------
    plan : Plan
    offer : Offer
    opens : int
        Academic year.

    Returns
    -------
    tuple of FloatArray
        Axes (year, pool) and (year, site) [places].
    """
    pools = np.zeros(plan.places.shape)
    sites = np.zeros(plan.site_places.shape)
    years = np.array(plan.axes.years)
    at_site, at_pool = plan.labels["site"].to_numpy(), plan.labels["pool"].to_numpy()
    for site, pool in dict.fromkeys((step.site, step.pool) for step in offer.steps):
        added = np.zeros(len(years))
        steps = [step for step in offer.steps if (step.site, step.pool) == (site, pool)]
        for step in sorted(steps, key=lambda step: step.since):
            added[years >= opens + step.since] = step.places
        if pool:
            pools[:, (at_site == site) & (at_pool == pool)] += added[:, None]
        else:
            sites[:, plan.sites.index(site)] += added
    return pools, sites
