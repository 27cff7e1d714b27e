"""What a scenario changes of what its area has, as notes: so that nothing is replaced unseen."""

from __future__ import annotations

import math
from collections.abc import Hashable
from typing import Any

import pandas as pd

from sufficiency import terms
from sufficiency.area import Area
from sufficiency.errors import Finding, finding
from sufficiency.places import METRES_A_MILE
from sufficiency.planned.words import say_pool, site_names
from sufficiency.scenario import Scenario
from sufficiency.scenario.diff_rows import say_site

Row = dict[Hashable, Any]

SAYS = {
    "pools": ("level", "setting", "needs", "ncy_from", "ncy_to"),
    "caps": ("needs", "ncy_from", "ncy_to"),
}
"""What a row says of a pool or cap, and a row of a scenario may say otherwise."""

HALF_A_METRE = 0.5
"""No point is told more exactly."""

LEAST_MILES = 0.1
"""Less is told in metres."""

ONE_OF = {"pools": "pool", "caps": "cap"}


def changes_of_the_area(area: Area, scenario: Scenario) -> list[Finding]:
    """Note what the rows of a scenario say otherwise of what the area has.

    Parameters
    ----------
    area : Area
        What is there.
    scenario : Scenario
        What is planned.

    Returns
    -------
    list of Finding
        A note of each site of which a row says something else; of each pool or cap that is made
        another one; and of each pool that gets fewer places than it has in that year.
    """
    return [
        *changed_sites(area, scenario),
        *_changed(area, scenario, "pools"),
        *_changed(area, scenario, "caps"),
        *_fewer_places(area, scenario),
    ]


def changed_sites(area: Area, scenario: Scenario) -> list[Finding]:
    """Note each row that says something else of a site that the area has, blanks included.

    Parameters
    ----------
    area : Area
        What is there.
    scenario : Scenario
        What is planned.

    Returns
    -------
    list of Finding
    """
    there = {str(row["site"]): row for row in area.sites.to_dict("records")}
    names = [name for name in terms.table("sites").column_names if name not in ("site", "basis")]
    found: list[Finding] = []
    for row in scenario.to_frame("sites").to_dict("records"):
        before = there.get(row["site"])
        changed = [name for name in names if before and not _same(before[name], row[name])]
        if before is None or not changed:
            continue
        said = [f"{name} {_said(before[name])} becomes {_said(row[name])}" for name in changed]
        found.append(
            finding(
                "plan_changes_site",
                file=row["file"],
                column=", ".join(changed),
                value=row["site"],
                site=say_site(row["site"], site_names(area)),
                changes=", ".join(said),
                moved=_say_moved(before, row),
            )
        )
    return found


def _say_moved(before: Row, after: Row) -> str:
    """Say how far a site moves, as the crow flies; blank where it stays."""
    ends = [[float(row[name]) for name in ("easting", "northing")] for row in (before, after)]
    metres = math.dist(*ends)
    if not metres > 0:  # where either has no coordinates there is no distance to tell
        return ""
    miles = metres / METRES_A_MILE
    far = f"{miles:.1f} miles" if miles >= LEAST_MILES else f"{metres:.0f} metres"
    return f" It moves {far}; journeys that the table journeys does not have are measured anew."


def _in_force(rows: pd.DataFrame, key: Row, year: int) -> Row | None:
    """Give the row with a key, but for its year, that holds in a year; None before the first."""
    same = rows["year"] <= year
    for name, value in key.items():
        same &= rows[name] == value
    last = rows[same].sort_values("year").tail(1).to_dict("records")
    return last[0] if last else None


def _changed(area: Area, scenario: Scenario, table: str) -> list[Finding]:
    """Note each row that makes another pool, or another cap, of one that the area has."""
    short = ONE_OF[table]
    found: list[Finding] = []
    for row in scenario.planned(table).to_dict("records"):
        key: Row = {name: row[name] for name in ("site", short)}
        before = _in_force(area.table(table), key, row["year"])
        if before is None:
            continue
        changed = [
            name
            for name in SAYS[table]
            # Left blank, as the setting may be, a cell of a pool says nothing else than before.
            if not _same(before[name], row[name]) and not (table == "pools" and row[name] == "")
        ]
        if not changed:
            continue
        said = [f"{name} {_said(before[name])} becomes {_said(row[name])}" for name in changed]
        if table == "caps":  # which counts all where it names none
            said = [words.replace("blank", "all") for words in said]
        found.append(
            finding(
                f"plan_changes_{short}",
                file=row["file"],
                column=", ".join(changed),
                value=row[short],
                which=_say(table, row["site"], row[short], area),
                changes=", ".join(said),
                since=terms.year_label(row["year"]),
            )
        )
    return found


def _say(table: str, site: str, short: str, area: Area) -> str:
    """Name a pool, or a cap, of an area."""
    if table == "pools":
        return say_pool(site, short, area)
    return f"cap {short} of {say_site(site, site_names(area))}"


def _fewer_places(area: Area, scenario: Scenario) -> list[Finding]:
    """Note each pool to which rows give fewer places than the area has in the same year."""
    steps: dict[tuple[str, str, str], list[str]] = {}
    closing: set[tuple[str, str, str]] = set()
    for row in scenario.planned("places").sort_values("year").to_dict("records"):
        before = _in_force(area.places, {"site": row["site"], "pool": row["pool"]}, row["year"])
        if before is not None and row["places"] < before["places"]:
            step = f"{before['places']:g} become {row['places']:g}"
            key = (row["file"], row["site"], row["pool"])
            steps.setdefault(key, []).append(f"{step} from {terms.year_label(row['year'])}")
            closing |= {key} if row["places"] == 0 else set()
    return [
        finding(
            "plan_closes_pool" if (file, site, pool) in closing else "plan_fewer_places",
            file=file,
            column="places",
            value=pool,
            pool=say_pool(site, pool, area),
            changes=", ".join(said),
        )
        for (file, site, pool), said in steps.items()
    ]


def _said(value: Any) -> str:
    """Say what a cell holds: several codes with blanks between, for commas part the changes."""
    if pd.isna(value):
        return "blank"
    if isinstance(value, float):
        return f"{value:.0f}"
    return str(value).replace(";", " ") or "blank"


def _same(one: Any, other: Any) -> bool:
    """Say whether two cells hold the same, in whatever order, or are both blank."""
    if pd.isna(one) or pd.isna(other):
        return bool(pd.isna(one) and pd.isna(other))
    if isinstance(one, str) and isinstance(other, str):
        return set(one.split(";")) == set(other.split(";"))
    return abs(float(one) - float(other)) < HALF_A_METRE
