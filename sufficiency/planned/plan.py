"""An area as a scenario plans it: its sites, pools, places and caps laid over the area's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from sufficiency import terms
from sufficiency.area import Area, Checked, area_of
from sufficiency.area.reading import raw_of_frame
from sufficiency.planned.changes import changes_of_the_area
from sufficiency.planned.words import pools_of
from sufficiency.scenario import Scenario

PLANNED = ("sites", "pools", "places", "caps")
"""Tables of an area that a scenario may add to."""

SLIPS = ("pools", "places", "caps")
"""Those among them that come later where openings slip."""

FIRST_ROW = 2
"""Number of the first row of a table, below its headings."""


def planned_area(area: Area, scenario: Scenario) -> Area:
    """Lay a scenario's sites, pools, places and caps over an area's.

    A row of the scenario replaces the area's row with the same key, and is added where there is
    none. Where it leaves `taken` blank, the places that others have stay taken as they are. Schemes
    are not opened: a pool to which nothing but schemes gives places has none.

    Parameters
    ----------
    area : Area
        What is there.
    scenario : Scenario
        What is planned.

    Returns
    -------
    Area
        With the tables sites, pools, places and caps as planned, and all others as they are.

    Raises
    ------
    TableError
        If the two together are not sound: a pool that opens after its places, a pool without
        places, a site or pool that neither has.

    See Also
    --------
    check_plan : What the scenario changes of what the area has, and all faults, without raising.
    """
    return area_of(check_plan(area, scenario))


def check_plan(area: Area, scenario: Scenario) -> Checked:
    """Lay a scenario over an area and check the outcome, without raising for what is in it.

    Parameters
    ----------
    area : Area
        What is there.
    scenario : Scenario
        What is planned.

    Returns
    -------
    Checked
        Its findings are those that the scenario brings: the area's own notes are left out.
        First come sites, pools and localities that neither has; where there are any, nothing
        else is looked at. Else faults of the two together, which name column and value, and the
        scenario's file where they stand in one of its rows; and a note of each pool of the area
        that gets another level, other needs or NC years, or fewer places than the area has in
        that year, and of each site or cap of which the scenario says something else.
    """
    what = f"The area {area.name} with the scenario {scenario.name}"
    unknown = scenario.check_against(
        sites=area.sites["site"],
        pools=pools_of(area),
        localities=dict(zip(area.localities["locality"], area.localities["name"], strict=True)),
    )
    if unknown:  # the tables would only echo them, once for each year
        return Checked(what, {}, unknown, area.inputs)
    given = {name for name in PLANNED if len(_planned(scenario, name))}
    closed = not_open_yet(area, scenario)
    given |= {"places"} if len(closed) else set()
    laid = {name: _laid_over(area, scenario, name, closed) for name in given}
    raw = {
        name: replace(raw_of_frame(name, frame), file=_together(name, scenario))
        for name, frame in laid.items()
    }
    own = {
        _together(name, scenario): _files_of_rows(scenario, name, frame, closed)
        for name, frame in laid.items()
    }
    checked = area.replacing(raw, what=what)
    known = {(found.rule, found.column, found.value) for found in area.notes}
    brought = tuple(
        replace(found, file=own.get(found.file, {}).get(found.row, found.file), row=None)
        for found in checked.findings
        if (found.rule, found.column, found.value) not in known
    )
    changes = changes_of_the_area(area, scenario)
    return replace(checked, findings=(*brought, *changes))


def not_open_yet(area: Area, scenario: Scenario) -> pd.DataFrame:
    """Give nought places to each pool that has places only where a scheme opens.

    Parameters
    ----------
    area : Area
    scenario : Scenario
        With schemes; the pool itself may be the area's or the scenario's.

    Returns
    -------
    pandas.DataFrame
        Rows of places (site, pool, year, places, taken, basis): for each such pool one, from its
        first year on; none for a pool that counts within the total of its site.
    """
    columns = ["site", "pool", "year", "places", "taken", "basis"]
    if not any(row.table == "schemes" for row in scenario.content.rows):
        return pd.DataFrame(columns=columns)
    schemes, more = scenario.to_frame("schemes"), scenario.to_frame("scheme_places")
    sites = dict(_columns(schemes, "scheme", "site"))
    opened = set(_columns(schemes[schemes["places"].notna()], "site", "pool"))
    for scheme, site, pool in _columns(more, "scheme", "site", "pool"):
        opened.add((site or sites[scheme], pool))
    held = {*_columns(area.places, "site", "pool")}
    held |= {*_columns(scenario.to_frame("places"), "site", "pool")}
    first: dict[tuple[str, str], tuple[int, str]] = {}
    for pools in (area.pools, _planned(scenario, "pools")):
        for site, pool, year, basis in _columns(pools, "site", "pool", "year", "basis"):
            if (site, pool) in opened and not {(site, pool), (site, "")} & held:
                first[site, pool] = min((year, basis), first.get((site, pool), (year, basis)))
    rows = [(*pool, year, 0.0, 0.0, basis) for pool, (year, basis) in first.items()]
    return pd.DataFrame(rows, columns=columns)


def _columns(frame: pd.DataFrame, *names: str) -> Iterator[tuple[Any, ...]]:
    """Go through some columns of a frame, row by row."""
    return zip(*(frame[name].tolist() for name in names), strict=True)


def _planned(scenario: Scenario, name: str) -> pd.DataFrame:
    """Give a scenario's rows for one of the area's tables, as they come after any slip."""
    rows = scenario.planned(name) if name in SLIPS else scenario.to_frame(name)
    return rows[[column for column in rows.columns if column in terms.table(name).column_names]]


def _laid_over(area: Area, scenario: Scenario, name: str, closed: pd.DataFrame) -> pd.DataFrame:
    """Put the scenario's rows under the area's, less those of the area that they replace.

    Places of pools that are not open yet (`closed`) come behind those of the scenario.
    """
    key = list(terms.table(name).key)
    mine, theirs = area.table(name), _planned(scenario, name)
    if name == "places":
        filled = [frame for frame in (theirs, closed) if len(frame)]
        theirs = pd.concat(filled, ignore_index=True)
        theirs = theirs.assign(taken=_still_taken(mine, theirs))
    replaced = pd.MultiIndex.from_frame(mine[key]).isin(pd.MultiIndex.from_frame(theirs[key]))
    kept = mine[~replaced]
    # An empty frame has no types of its own and would take those of the other away.
    filled = [frame for frame in (kept, theirs) if len(frame)]
    return pd.concat(filled, ignore_index=True)


def _together(name: str, scenario: Scenario) -> str:
    """Name a table of an area with the rows of a scenario in it."""
    return f"table {name} with scenario {scenario.name}"


def _files_of_rows(
    scenario: Scenario, name: str, laid: pd.DataFrame, closed: pd.DataFrame
) -> dict[int | None, str]:
    """Give the scenario's file of each of its rows in a table that was laid over the area's."""
    rows = scenario.planned(name) if name in SLIPS else scenario.to_frame(name)
    behind = len(closed) if name == "places" else 0
    first = len(laid) - len(rows) - behind + FIRST_ROW
    return dict(enumerate(rows["file"].tolist(), start=first))


def _still_taken(mine: pd.DataFrame, theirs: pd.DataFrame) -> list[float]:
    """Give the places that others have in each planned row: as it says, or as before."""
    taken: list[float] = []
    columns = [theirs[name].tolist() for name in ("site", "pool", "year", "taken")]
    for site, pool, year, said in zip(*columns, strict=True):
        before = mine[(mine["site"] == site) & (mine["year"] <= year)].sort_values("year")
        own = before[before["pool"] == pool]
        if own.empty and not pool:
            # A total where only pools were: others keep what they have in all of them.
            held = float(before.groupby("pool")["taken"].last().sum(min_count=1))
        else:
            held = float(own["taken"].iloc[-1]) if len(own) else np.nan
        taken.append(held if pd.isna(said) else float(said))
    return taken
