"""What is said of places and caps that are no whole numbers, as those of an estimate may be."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from sufficiency.allocation.plan import Plan, free_places
from sufficiency.allocation.planning import headroom_of
from sufficiency.area import Area
from sufficiency.errors import Finding, finding
from sufficiency.messages.listing import first_named
from sufficiency.planned import say_pool
from sufficiency.scenario import Scenario
from sufficiency.terms import year_label

NAMED = 3
"""Rows that a note names; it counts the rest."""

Row = dict[Hashable, Any]


def notes_of_parts(scenario: Scenario, plan: Plan, *, planned: Area) -> Iterator[Finding]:
    """Name rows of places and caps that are no whole numbers, and say what each became.

    Parts of places are allowed where they are not published or supplied (decision 0004); children
    are placed whole, so each such number is rounded.

    Parameters
    ----------
    scenario : Scenario
        For headroom.
    plan : Plan
    planned : Area
        The area as the scenario plans it.

    Yields
    ------
    Finding
        A note for each of the two tables at most.
    """
    years = plan.axes.years
    headroom = dict(zip(years, headroom_of(scenario, years).tolist(), strict=True))
    said = []
    rows = planned.table("places").fillna({"taken": 0.0})  # blank is none
    for row in _in_force(rows, ["site", "pool"], plan):
        ours = row["places"] - row["taken"]
        if ours % 1 == 0:
            continue
        kept = np.array([headroom[max(row["year"], years[0])]])
        free = int(free_places(np.array([[ours]]), np.zeros((1, 1)), kept)[0, 0])
        where = say_pool(row["site"], row["pool"], planned)
        said.append(f"{ours:g} places for us in {where} from {year_label(row['year'])}, now {free}")
    yield from _note(said, table="places", how="headroom is taken off, and the nearest is taken")
    said = [
        f"{row['places']:g} children of cap {row['cap']} at {row['site']} from"
        f" {year_label(row['year'])}, now {int(row['places'])}"
        for row in _in_force(planned.table("caps"), ["site", "cap"], plan)
        if row["places"] % 1 != 0
    ]
    yield from _note(said, table="caps", how="no more than the cap may come, so it is rounded down")


def _in_force(rows: pd.DataFrame, key: Sequence[str], plan: Plan) -> Iterator[Row]:
    """Give the rows that hold in an allocated year: a later row ends an earlier one."""
    years = plan.axes.years
    begun = rows[rows["site"].isin(plan.labels["site"]) & (rows["year"] <= years[-1])]
    begun = begun.sort_values([*key, "year"], kind="stable")
    ended = begun.groupby(list(key))["year"].shift(-1)
    yield from begun[ended.isna() | (ended > years[0])].to_dict("records")


def _note(said: Sequence[str], *, table: str, how: str) -> Iterator[Finding]:
    if said:
        yield finding(
            "allocation_parts",
            file=f"table {table}",
            column="places",
            count=len(said),
            table=table,
            named=first_named(said, most=NAMED, between="; "),
            how=how,
        )
