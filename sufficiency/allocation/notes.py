"""What the user should know of a plan: needs that nobody serves, sites that are far away."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency.allocation.above import named_in_vain
from sufficiency.allocation.plan import Plan
from sufficiency.allocation.whole_notes import notes_of_parts
from sufficiency.allocation.whose import named_as_own
from sufficiency.area import Area
from sufficiency.area.checks_caps import RULES as CAP_NOTES
from sufficiency.errors import Finding, finding
from sufficiency.messages.listing import counted
from sufficiency.places import LEVELS, METRES_A_MILE
from sufficiency.planned import changed_sites, say_pool
from sufficiency.projection import Projection
from sufficiency.projection.closures import closures_of_levels
from sufficiency.scenario import Scenario
from sufficiency.tables import by_labels
from sufficiency.terms import year_label

IntArray = NDArray[np.int64]

FloatArray = NDArray[np.float64]

FAR_MILES = 75.0
"""A site further from every locality than this is likely to have another place's point."""

FEWEST = 0.5
"""No more expected children than this are not worth a note: half a child shows as 0."""


def notes_of(
    projection: Projection, scenario: Scenario, plan: Plan, *, planned: Area
) -> tuple[Finding, ...]:
    """Gather what the user should know of a plan.

    Parameters
    ----------
    projection : Projection
    scenario : Scenario
    plan : Plan
    planned : Area
        The area as the scenario plans it.

    Returns
    -------
    tuple of Finding
        Notes; none of them stops the work.
    """
    return (
        *_needs_not_served(projection, plan),
        *_far_sites(projection, plan),
        *changed_sites(projection.area, scenario),
        *_whose_schools(projection, plan),
        *named_in_vain(scenario, plan),
        *_taken_blank(planned, plan),
        *_caps(planned),
        *notes_of_parts(scenario, plan, planned=planned),
        *_after_last_year(scenario, planned, projection.years[-1]),
        *_schemes(scenario),
        *(note for note in closures_of_levels(scenario) if note not in projection.notes),
    )


def note_of_unrecorded(plan: Plan, unrecorded: IntArray) -> tuple[Finding, ...]:
    """Say which independent schools lose places for children of whom no placement is recorded.

    Parameters
    ----------
    plan : Plan
    unrecorded : IntArray
        Axis (pool) [places].

    Returns
    -------
    tuple of Finding
    """
    count = int(unrecorded.sum())
    if not count:
        return ()
    sites = sorted(set(plan.labels["name"].to_numpy()[unrecorded > 0]))
    note = finding(
        "allocation_unrecorded", file="table placements", count=count, sites=", ".join(sites)
    )
    return (note,)


def _needs_not_served(projection: Projection, plan: Plan) -> Iterator[Finding]:
    """Each need that no pool of a level serves in any year, where children have it."""
    last = projection.years[-1]
    wanted = projection.to_array().at(year=last).sum_over("locality", "ncy")
    ever = plan.pools.is_open[:, :, None] & plan.pools.needs
    for level, name in enumerate(LEVELS):
        served = np.asarray(ever[:, plan.pools.level == level].any(axis=(0, 1)))
        for place, need in enumerate(plan.axes.needs):
            count = float(wanted.at(need=need, level=name).values)
            if not served[place] and count > FEWEST:
                yield finding(
                    "allocation_need_not_served",
                    file="table pools",
                    column="needs",
                    value=f"{need} (level {name})",
                    need=need,
                    level=name,
                    count=count,
                    year=year_label(last),
                )


def _far_sites(projection: Projection, plan: Plan) -> Iterator[Finding]:
    """Each site with a pool that is far from every locality."""
    localities = projection.area.table("localities")
    homes = localities[["easting", "northing"]].to_numpy(dtype=np.float64)
    named = plan.labels.drop_duplicates("site")
    for site, row in by_labels(named, "site").items():
        metres = _nearest(homes, float(row["easting"]), float(row["northing"]))
        if metres > FAR_MILES * METRES_A_MILE:
            yield finding(
                "allocation_site_far",
                file="table sites",
                column="easting, northing",
                value=site,
                site=site,
                name=row["name"],
                miles=metres / METRES_A_MILE,
            )


def _taken_blank(planned: Area, plan: Plan) -> Iterator[Finding]:
    """Places of other authorities' schools of which it is not said how many others have."""
    ours = named_as_own(planned, plan)
    held = _rows_in_force(planned.table("places"), plan.axes.years)
    rows = held[held["taken"].isna() & held["site"].isin(plan.labels["site"])]
    sites = by_labels(plan.labels.drop_duplicates("site"), "site")
    others = [site for site in rows["site"] if ours and sites[site]["authority"] != ours]
    if others:
        yield finding(
            "allocation_taken_blank",
            file="table places",
            column="taken",
            count=len(others),
            site=others[0],
            name=sites[others[0]]["name"],
        )


def _caps(planned: Area) -> Iterator[Finding]:
    """Caps that can let nobody in, or fewer than are there today, as checks of the area say."""
    return (note for note in planned.notes if note.rule in CAP_NOTES)


def _after_last_year(scenario: Scenario, planned: Area, last: int) -> Iterator[Finding]:
    """Each pool whose places a scenario changes in a September after the last that is allocated."""
    places = scenario.planned("places").sort_values("year", kind="stable")
    late = places[places["year"] > last].drop_duplicates(["site", "pool"])
    begins = planned.places.groupby(["site", "pool"])["year"].min()
    for row in late.to_dict("records"):
        # A first row of nought places opens nothing: so a programme writes what stays closed.
        if row["places"] == 0 and begins[row["site"], row["pool"]] == row["year"]:
            continue
        yield finding(
            "allocation_after_last_year",
            file=row["file"],
            column="year",
            value=row["pool"] or row["site"],
            pool=say_pool(row["site"], row["pool"], planned),
            places=float(row["places"]),
            year=year_label(row["year"]),
            last=year_label(last),
            until=row["year"],
        )


def _whose_schools(projection: Projection, plan: Plan) -> Iterator[Finding]:
    """An authority that is named otherwise where its schools are listed."""
    authority = projection.area.fact("authority")
    named = plan.labels[plan.labels["authority"] != ""]
    if authority and len(named) and not named_as_own(projection.area, plan):
        first = named.iloc[0]
        yield finding(
            "allocation_whose_schools",
            file="table sites",
            column="authority",
            value=first["authority"],
            authority=authority,
            site=first["site"],
            name=first["name"],
            other=first["authority"],
        )


def _rows_in_force(places: pd.DataFrame, years: tuple[int, ...]) -> pd.DataFrame:
    """Keep the rows of places that hold in an allocated year: a later row ends an earlier one."""
    begun = places[places["year"] <= years[-1]].sort_values("year", kind="stable")
    ended = begun.groupby(["site", "pool"])["year"].shift(-1)
    return begun[ended.isna() | (ended > years[0])]


def _nearest(homes: FloatArray, easting: float, northing: float) -> float:
    """Straight line to the nearest locality [metres]."""
    across, along = homes[:, 0] - easting, homes[:, 1] - northing
    return float(np.sqrt(across**2 + along**2).min())


def _schemes(scenario: Scenario) -> Iterator[Finding]:
    """Schemes are proposals: an allocation does not build them."""
    schemes: pd.DataFrame = scenario.planned("schemes")
    if len(schemes):
        yield finding(
            "allocation_schemes_wait",
            file=f"scenario {scenario.name}",
            scenario=scenario.name,
            counted=counted(len(schemes), "scheme"),
            example=f'"{schemes["scheme"].iloc[0]}": {schemes["opens"].iloc[0]}',
        )
