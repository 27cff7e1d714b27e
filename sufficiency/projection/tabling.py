"""The tables that a projection is saved as."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from sufficiency.errors import findings_frame
from sufficiency.projection.accounting import has_restated

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sufficiency.projection.projection import Projection

TABLES: Mapping[str, tuple[str, ...]] = {
    "demand": ("year",),
    "demand_by_need": ("year", "need"),
    "demand_by_phase": ("year", "phase"),
    "demand_by_locality": ("year", "group", "locality"),
    "demand_by_group_and_need": ("year", "group", "need", "phase"),
}
"""The tables of children that a projection is saved as, and what each is laid out by, before its
states."""


def tables_of(projection: Projection) -> dict[str, pd.DataFrame]:
    """Give all tables of a projection by name: demand at several details, and what is behind it.

    What was restated is of projections from two years of transitions or more, and suppressed demand
    of those in levels.

    Parameters
    ----------
    projection : Projection
    """
    made = {name: projection.to_frame(name) for name in TABLES}
    made["young_people"] = projection.young_people(by=("year", projection.states))
    made["pooling"] = projection.pooling()
    made["past_drivers"] = projection.past_drivers()
    if projection.states == "level":
        made["suppressed"] = projection.suppressed()
        made["needed_by_setting"] = projection.needed_by_setting()
    if has_restated(projection):
        made["restated"] = projection.restated()
    return made | {
        "account": projection.account(),
        "account_by_need": projection.account(by=("year", "need")),
        "drivers": projection.drivers(),
        "rates": projection.rates(),
        "scenario": projection.scenario.resolved,
        "notes": findings_frame(projection.notes),
    }
