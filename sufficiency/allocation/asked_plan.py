"""A plan of which another is asked: what an allocation has, and what is there before one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.allocation.planning import plan_of
from sufficiency.errors import NotPossibleError, UnknownNameError
from sufficiency.planned import planned_area

if TYPE_CHECKING:
    import pandas as pd

    from sufficiency.allocation.plan import Plan
    from sufficiency.area import Area
    from sufficiency.projection import Projection
    from sufficiency.scenario import Scenario

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]


class HasPlan(Protocol):
    """What holds a plan of places: an allocation, or `PlanAhead` before it is made."""

    @property
    def plan(self) -> Plan:
        """Planned places as arrays."""

    @property
    def scenario(self) -> Scenario:
        """What is planned."""

    @property
    def planned(self) -> Area:
        """The area as the scenario plans it."""

    @property
    def years(self) -> tuple[int, ...]:
        """The academic years."""


@dataclass(frozen=True, eq=False)
class PlanAhead:
    """The plan of an allocation that is not made yet, of which a question can be refused.

    Parameters
    ----------
    plan, scenario, planned
        As of `HasPlan`.
    """

    plan: Plan
    scenario: Scenario
    planned: Area

    @property
    def years(self) -> tuple[int, ...]:
        """The academic years."""
        return self.plan.axes.years


@dataclass(frozen=True, eq=False)
class PlannedAgain:
    """Another plan of one pool.

    Parameters
    ----------
    at : int
        Position of the pool.
    name : str
        Of the pool.
    since : int
        Academic year from which on.
    changed : Scenario
        What plans it so.
    """

    at: int
    name: str
    since: int
    changed: Scenario


def plan_ahead(projection: Projection) -> PlanAhead:
    """Lay out the plan that the children of a projection would be placed in.

    Parameters
    ----------
    projection : Projection

    Returns
    -------
    PlanAhead
        Of its own scenario.
    """
    area, scenario = projection.area, projection.scenario
    held = planned_area(area, scenario) if scenario.is_of_an_area else area
    plan = plan_of(held, scenario, years=projection.years, needs=projection.labels.needs)
    return PlanAhead(plan, scenario, held)


def position_of_year(held: HasPlan, year: int) -> int:
    """Give the position of an academic year.

    Raises
    ------
    UnknownNameError
        If the year is none of the plan's.
    """
    if year not in held.years:
        first, last = (terms.year_label(held.years[place]) for place in (0, -1))
        raise UnknownNameError.of(
            "unknown_word",
            value=str(year),
            kind="year of this allocation",
            meant=terms.meant_label(year, held.years) or f"It has {first} to {last}.",
        )
    return held.years.index(year)


def first_year(held: HasPlan, since: int | None) -> int:
    """Give the position of the year from which on is asked; of the first where none is named."""
    return position_of_year(held, since or held.years[0])


def year_told(held: HasPlan, year: int | None, *, since: int) -> int:
    """Give the year that a sentence about a change is of; its first, where none is named.

    Parameters
    ----------
    held : HasPlan
    year : int or None
        Academic year.
    since : int
        Academic year from which on the change holds.

    Raises
    ------
    NotPossibleError
        If the year comes before the change.
    UnknownNameError
        If the year is none of the plan's.
    """
    if year is None:
        return since
    year = held.years[position_of_year(held, year)]
    if year < since:
        first = terms.year_label(since)
        raise NotPossibleError.of(
            "allocation_told_before", year=terms.year_label(year), first=first, since=since
        )
    return year


def example_of_pool(held: HasPlan) -> str:
    """Name a pool of the plan's own as a call does: 'site="138634", pool="primary"'."""
    return codes_of_pool(_own_pool(held))


def at_of_pool(held: HasPlan) -> str:
    """Name a pool of the plan's own as a command does: '--at 138634 primary'."""
    return typed_codes_of_pool(_own_pool(held))


def _own_pool(held: HasPlan) -> pd.Series[Any]:
    """Give the labels of the first pool that is not independent, or else of the first."""
    labels = held.plan.labels
    own = labels[labels["setting"] != "independent"]
    return (own if len(own) else labels).iloc[0]


def codes_of_pool(label: pd.Series[Any]) -> str:
    """Write the codes of a pool as a call has them."""
    return f'site="{label["site"]}", pool="{label["pool"]}"'


def typed_codes_of_pool(label: pd.Series[Any]) -> str:
    """Write the codes of a pool as a command has them; quoted where they hold a space."""
    codes = [str(label[column]) for column in ("site", "pool")]
    return " ".join(["--at", *(code if code.isalnum() else f'"{code}"' for code in codes)])


def rows_of_pool(held: HasPlan, label: pd.Series[Any]) -> IntArray:
    """Positions of a pool at each of its levels: it goes on under another row of its codes.

    Parameters
    ----------
    held : HasPlan
    label : pandas.Series
        With its codes: site, pool.
    """
    labels = held.plan.labels
    same = (labels["site"] == label["site"]) & (labels["pool"] == label["pool"])
    return np.flatnonzero(same)


def is_pool_open(held: HasPlan, at: int) -> BoolArray:
    """Axis (year): whether a pool is open, at whichever level it then has.

    Parameters
    ----------
    held : HasPlan
    at : int
        Position of the pool, at any of its levels.
    """
    same = rows_of_pool(held, held.plan.labels.iloc[at])
    return np.asarray(held.plan.pools.is_open[:, same].any(axis=1), dtype=np.bool_)
