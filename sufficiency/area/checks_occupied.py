"""Sites with places of which nobody is told to be there: closed, moved, or called otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from sufficiency import terms
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


def _free_by_site(places: pd.DataFrame, pools: pd.DataFrame, *, year: int) -> dict[str, float]:
    """Add up the places of each site that are free to the area, but for independent schools."""
    free = free_in_pools(places, pools, year=year)
    sums: Any = free[free["kind"] != INDEPENDENT].groupby("site", sort=False)["free"].sum()
    return {str(site): float(count) for site, count in sums.items()}
