"""What is said where nobody can go anywhere: localities without a school, schools for nobody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil

import numpy as np
from numpy.typing import NDArray

from sufficiency.allocation.children import Codes
from sufficiency.allocation.plan import Plan
from sufficiency.area import Area
from sufficiency.errors import Finding, finding
from sufficiency.messages.listing import counted, first_named
from sufficiency.places import Reach, Supply, minutes_that_do, reach_of
from sufficiency.planned import say_pool
from sufficiency.projection import Projection
from sufficiency.scenario import Scenario, register
from sufficiency.terms import runs_of_years, year_label

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

FEWEST = 0.5
"""No more expected children than this show as 0: nobody."""

HARDLY = 0.05
"""Of a need that somebody has, no more expected children than this: all are barred or too far."""

NAMED = 3
"""Localities or pools that a note names; it counts the rest."""


def notes_of_reach(
    projection: Projection,
    plan: Plan,
    supply: Supply,
    codes: Codes,
    placed: NDArray[np.int32],
    *,
    scenario: Scenario,
    planned: Area,
) -> Iterator[Finding]:
    """Say which localities can reach no place, and which pools with places nobody can use.

    Parameters
    ----------
    projection : Projection
    plan : Plan
    supply : Supply
    codes : Codes
        Who is allocated.
    placed : numpy.ndarray
        Axes (draw, year, pool) [children].
    scenario : Scenario
    planned : Area
        The area as the scenario plans it.

    Yields
    ------
    Finding
        A note of each kind at most.
    """
    children = _children(projection, codes)
    reach = reach_of(supply, children)
    yield from _not_served(reach, projection, plan)
    yield from _too_far(reach, projection, plan, supply, children)
    rules = f"rules of the scenario {scenario.name}"
    yield from _for_nobody(reach, plan, supply, placed, planned, rules=rules)


def _children(projection: Projection, codes: Codes) -> FloatArray:
    """Axes (year, locality, need, ncy, level): expected children who are allocated."""
    axes = codes.axes
    allocated = codes.cell >= 0
    flat = projection.expected.children[1:].reshape(len(axes.years), -1)
    made = np.zeros((len(axes.years), int(np.prod(axes.shape))))
    made[:, codes.cell[allocated]] = flat[:, allocated]
    return made.reshape(-1, *axes.shape)


def _not_served(reach: Reach, projection: Projection, plan: Plan) -> Iterator[Finding]:
    """Localities no child of which any school with places takes."""
    lost = reach.children - reach.served
    told = (reach.served <= FEWEST) & (lost > 2 * FEWEST)
    if told.any():
        yield finding(
            "allocation_locality_not_served",
            file="table pools",
            column="needs, ncy_from, ncy_to",
            localities=int(told.any(axis=0).sum()),
            named=_say_localities(told, lost, reach.children, projection, plan),
        )


def _too_far(
    reach: Reach, projection: Projection, plan: Plan, supply: Supply, children: FloatArray
) -> Iterator[Finding]:
    """Localities whose children live beyond the longest journey to every school for them."""
    lost = reach.served - reach.reached
    told = lost > FEWEST
    if not told.any():
        return
    worst = int(np.where(told, lost, 0.0).max(axis=0).argmax())
    year = int(lost[:, worst].argmax())
    name = _names(projection)[plan.axes.localities[worst]]
    minutes = ceil(minutes_that_do(supply, year, worst, children[year, worst]))
    most = register()["longest_journey_minutes"].high
    # More than a scenario takes cannot be typed: then only no limit at all would do.
    fits = most is None or minutes <= most
    yield finding(
        "allocation_locality_too_far",
        file="table localities",
        column="easting, northing",
        value=plan.axes.localities[worst],
        localities=int(told.any(axis=0).sum()),
        named=_say_localities(told, lost, reach.children, projection, plan),
        first=name,
        minutes=minutes,
        allowed=str(minutes) if fits else "None",
        allowed_in_file=str(minutes) if fits else '"none"',
        beyond="" if fits else f", as a limit is {most:g} minutes at most",
    )


def _for_nobody(
    reach: Reach,
    plan: Plan,
    supply: Supply,
    placed: NDArray[np.int32],
    planned: Area,
    *,
    rules: str,
) -> Iterator[Finding]:
    """Pools with places for us in which nobody is, and nobody of the projection could be."""
    pools = supply.pools
    has_places = np.asarray(pools.is_open & (pools.free > 0), dtype=np.bool_)
    left: BoolArray = np.asarray(has_places.any(axis=0) & ~placed.any(axis=(0, 1)), dtype=np.bool_)
    for rule, counts, fewest, file, column in (
        ("unwanted", reach.wanted, FEWEST, "table pools", "needs, ncy_from, ncy_to"),
        ("barred", reach.allowed, HARDLY, rules, "rule"),
        ("too_far", reach.near, HARDLY, "table sites", "easting, northing"),
    ):
        is_told = left & (np.where(has_places, counts, 0.0).max(axis=0) <= fewest)
        found = np.flatnonzero(is_told)
        # Each pool is told of once, for the first reason.
        left = left & ~is_told
        if not len(found):
            continue
        said = [_say_pool(pool, has_places[:, pool], plan, planned) for pool in found.tolist()]
        labels = plan.labels.iloc[found[0]]
        yield finding(
            f"allocation_pool_{rule}",
            file=file,
            column=column,
            value=f"{labels['site']} {labels['pool']}",
            pools=len(found),
            named=first_named(said, most=NAMED, between="; "),
            site=labels["site"],
        )


def _names(projection: Projection) -> dict[str, str]:
    frame = projection.area.table("localities")
    return dict(zip(frame["locality"], frame["name"], strict=True))


def _say_localities(
    told: BoolArray, lost: FloatArray, whole: FloatArray, projection: Projection, plan: Plan
) -> str:
    """Name localities, those with most children first: how many of how many, and when."""
    names = _names(projection)
    most = np.where(told, lost, 0.0)
    order = np.argsort(-most.max(axis=0), kind="stable")[: int(told.any(axis=0).sum())]

    def say(place: int) -> str:
        code, year = plan.axes.localities[place], int(most[:, place].argmax())
        return (
            f"{names[code]} ({code}), {lost[year, place]:,.0f} of"
            f" {counted(whole[year, place], 'child', 'children')} in"
            f" {year_label(plan.axes.years[year])}"
            f" (so in {say_years(plan.axes.years, told[:, place])})"
        )

    return first_named([say(place) for place in order.tolist()], most=NAMED, between="; ")


def _say_pool(pool: int, has_places: BoolArray, plan: Plan, planned: Area) -> str:
    """Name a pool, with its places and the years in which it has them."""
    labels, held = plan.labels.iloc[pool], plan.places[has_places, pool]
    if np.isnan(held).all():
        held = plan.site_places[has_places, plan.pools.site[pool]]
    return (
        f"{say_pool(labels['site'], labels['pool'], planned)}, {counted(np.nanmax(held), 'place')}"
        f" in {say_years(plan.axes.years, has_places)}"
    )


def say_years(years: Sequence[int], holds: BoolArray) -> str:
    """Say in which years something holds.

    Examples
    --------
    >>> say_years((2025, 2026, 2027, 2028), np.array([True, True, False, True]))
    '2025/26 to 2026/27 and 2028/29'
    """
    return " and ".join(
        " to ".join(year_label(year) for year in dict.fromkeys((run[0], run[-1])))
        for run in runs_of_years(np.array(years)[holds].tolist())
    )
