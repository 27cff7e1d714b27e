"""An area as a scenario plans it: its sites, pools, places and caps laid over the area's."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from sufficiency import terms
from sufficiency.area import Area, Checked, area_of, check_tables
from sufficiency.area.reading import raw_of_frame
from sufficiency.scenario import Scenario

PLANNED = ("sites", "pools", "places", "caps")
"""Tables of an area that a scenario may add to."""

SLIPS = ("pools", "places", "caps")
"""Those among them that come later where openings slip."""


def planned_area(area: Area, scenario: Scenario) -> Area:
    """Lay a scenario's sites, pools, places and caps over an area's.

    A row of the scenario replaces the area's row with the same key, and is added where there is
    none. Where it leaves `taken` blank, the places that others have stay taken as they are.

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
        places, a site that nobody has.
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
        They name the table, the column and the value; rows are of neither file.
    """
    tables = area.tables()
    given = {name for name in PLANNED if len(_planned(scenario, name))}
    merged = {name: _laid_over(area, scenario, name) for name in given}
    raw = {
        name: replace(raw_of_frame(name, frame), file=_file(name, scenario, given))
        for name, frame in {**tables, **merged}.items()
    }
    what = f"The area {area.name} with the scenario {scenario.name}"
    checked = check_tables(raw, what=what, inputs=area.inputs)
    known = {(found.rule, found.column, found.value) for found in area.notes}
    brought = tuple(
        replace(found, row=None)
        for found in checked.findings
        if (found.rule, found.column, found.value) not in known
    )
    return replace(checked, findings=brought)


def _file(name: str, scenario: Scenario, given: set[str]) -> str:
    return f"table {name} with scenario {scenario.name}" if name in given else f"table {name}"


def _planned(scenario: Scenario, name: str) -> pd.DataFrame:
    """Give a scenario's rows for one of the area's tables, as they come after any slip."""
    rows = scenario.planned(name) if name in SLIPS else scenario.to_frame(name)
    return rows[[column for column in rows.columns if column in terms.table(name).column_names]]


def _laid_over(area: Area, scenario: Scenario, name: str) -> pd.DataFrame:
    """Put the scenario's rows under the area's, less those of the area that they replace."""
    key = list(terms.table(name).key)
    mine, theirs = area.table(name), _planned(scenario, name)
    if name == "places":
        theirs = theirs.assign(taken=_still_taken(mine, theirs))
    replaced = pd.MultiIndex.from_frame(mine[key]).isin(pd.MultiIndex.from_frame(theirs[key]))
    kept = mine[~replaced]
    # An empty frame has no types of its own and would take those of the other away.
    filled = [frame for frame in (kept, theirs) if len(frame)]
    return pd.concat(filled, ignore_index=True)


def _still_taken(mine: pd.DataFrame, theirs: pd.DataFrame) -> list[float]:
    """Give the places that others have in each planned row: as it says, or as before."""
    taken: list[float] = []
    columns = [theirs[name].tolist() for name in ("site", "pool", "year", "taken")]
    for site, pool, year, said in zip(*columns, strict=True):
        before = mine[(mine["site"] == site) & (mine["pool"] == pool) & (mine["year"] <= year)]
        held = float(before.sort_values("year")["taken"].iloc[-1]) if len(before) else np.nan
        taken.append(held if pd.isna(said) else float(said))
    return taken
