"""Sites where nobody is told to be, and children where no pool is told to be yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from sufficiency import terms
from sufficiency.area.checks_placements import A_CHILD
from sufficiency.area.known_places import INDEPENDENT, free_in_pools
from sufficiency.errors import Finding, finding
from sufficiency.messages.listing import first_named
from sufficiency.tables import CheckedTable

Tables = Mapping[str, CheckedTable]

FEWEST_PLACES = 5
"""Of fewer places at a site it is nothing odd that none is taken by this area's children."""

MOST_NAMED = 5


def sites_with_places_have_children(tables: Tables) -> Iterator[Finding]:
    """Where children are placed by site, somebody is at each site that has places for them.

    Of the last January of plans, where placements tell it: sites whose pools had at least five free
    places then, and go on having them. Independent schools are left out, as an area pays by the
    child.
    """
    placements, places = tables["placements"].frame, tables["places"].frame
    pools, names = tables["pools"].frame, tables["sites"].frame.set_index("site")["name"]
    plans = tables["plans"].frame
    year = int(plans["year"].max()) if len(plans) else None
    if places.empty or year is None or year not in set(placements["year"]):
        return
    there = set(placements.loc[placements["year"] == year, "site"])
    free = _free_by_site(places, pools, year=year)
    goes_on = _free_by_site(places, pools, year=int(places["year"].max()))
    empty = {
        site: count
        for site, count in free.items()
        if site not in there and count >= FEWEST_PLACES and goes_on.get(site, 0.0) > 0
    }
    if not empty:
        return
    named = [f"{names.get(site, site)} ({site}: {count:,.0f})" for site, count in empty.items()]
    words: dict[str, Any] = {"count": len(empty), "places": sum(empty.values())}
    yield finding(
        "places_nobody_there",
        file=tables["places"].file,
        named=first_named(named, most=MOST_NAMED),
        january=terms.january_of_year(year),
        **words,
    )


def placements_are_in_pools_that_are_there(tables: Tables) -> Iterator[Finding]:
    """Children of the last January are in pools that the table pools has by then.

    A placement that names no pool may be in any of its site.
    """
    placements, pools = tables["placements"].frame, tables["pools"].frame
    if placements.empty:
        return
    year = int(placements["year"].max())
    rows = placements[placements["year"] == year]
    begins = _first_years(pools)
    names = tables["sites"].frame.set_index("site")["name"].to_dict()
    counted: Any = rows.groupby(["site", "pool"], sort=True)["plans"].sum().to_dict()
    later = {
        key: count for key, count in counted.items() if count > 0 and begins.get(key, year) > year
    }
    if sum(later.values()) < A_CHILD:
        return
    named = [
        f"{f'pool {pool} of ' if pool else ''}{names.get(site, site)} ({site}: {count:,.0f}, "
        f"from {terms.year_label(begins[site, pool])})"
        for (site, pool), count in later.items()
    ]
    words: dict[str, Any] = {"count": float(sum(later.values()))}
    yield finding(
        "placements_before_opening",
        file=tables["pools"].file,
        column="year",
        value=min(begins[key] for key in later),
        named=first_named(named, most=MOST_NAMED),
        january=terms.january_of_year(year),
        base=terms.year_label(year),
        **words,
    )


def _first_years(pools: pd.DataFrame) -> dict[Any, int]:
    """Give the first year of each pool, and of each site under a blank pool."""
    of_pool = pools.groupby(["site", "pool"])["year"].min().to_dict()
    of_site = pools.groupby("site")["year"].min().to_dict()
    return {**{(site, ""): year for site, year in of_site.items()}, **of_pool}


def _free_by_site(places: pd.DataFrame, pools: pd.DataFrame, *, year: int) -> dict[str, float]:
    """Add up the places of each site that are free to the area, but for independent schools."""
    free = free_in_pools(places, pools, year=year)
    sums: Any = free[free["kind"] != INDEPENDENT].groupby("site", sort=False)["free"].sum()
    return {str(site): float(count) for site, count in sums.items()}
