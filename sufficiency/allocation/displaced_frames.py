"""Children whose pool closes, by year: how many lose their place where, and where they are then."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency.allocation.frames import with_range
from sufficiency.allocation.plan import Plan
from sufficiency.allocation.site_frames import OF_A_POOL
from sufficiency.errors import Finding, finding
from sufficiency.places import DISPLACED, WHITHER, Supply, whither
from sufficiency.scenario import Scenario
from sufficiency.terms import year_label

if TYPE_CHECKING:
    from sufficiency.allocation.allocation import Allocation
    from sufficiency.allocation.counts import Counts

FloatArray = NDArray[np.float64]

FROM, TO = "from", "to"
"""The two sides of the table: pools that close, and where their children are then."""

NOT_NAMED = "Independent schools that are not named"
NOWHERE = "Without a place"

FEWEST = 0.05
"""No more children than this, as a mean over the draws, are worth a note."""


def displaced_frame(allocation: Allocation) -> pd.DataFrame:
    """Lay out who loses a place where a pool closes, and where these children are then.

    Parameters
    ----------
    allocation : Allocation

    Returns
    -------
    pandas.DataFrame
        Columns year, side (from: the pool that closes; to: where they are placed in that year),
        site, pool, name, authority, level, setting (blank for independent schools that are not
        named, and for children without a place); children with low and high, the mean over the
        draws and its range; basis. Both sides of a year add up to the same. Without rows where no
        pool closes that has children.
    """
    counts = allocation.drawn.counts
    columns = ["year", "side", *OF_A_POOL, "children", "children_low", "children_high", "basis"]
    parts = [
        _side(allocation, side, held, where)
        for side, held, where in (
            (FROM, counts.displaced_from, _labels(allocation.plan)),
            (TO, counts.displaced_to, _labels(allocation.plan, NOT_NAMED, NOWHERE)),
        )
        if held.shape[-1]
    ]
    if not parts:
        return pd.DataFrame(columns=columns)
    made = pd.concat(parts, ignore_index=True)
    return made.sort_values("year", kind="stable", ignore_index=True)[columns]


def _labels(plan: Plan, *more: str) -> pd.DataFrame:
    """Name the pools, and behind them what is no pool."""
    blank = dict.fromkeys(OF_A_POOL, "")
    rest = pd.DataFrame([blank | {"name": name} for name in more], columns=list(OF_A_POOL))
    return pd.concat([plan.labels[list(OF_A_POOL)], rest], ignore_index=True)


def _side(
    allocation: Allocation, side: str, held: NDArray[np.int32], where: pd.DataFrame
) -> pd.DataFrame:
    """Lay one side out; only where somebody is in some draw."""
    years = allocation.years
    rows = pd.concat([where] * len(years), ignore_index=True)
    drawn = held.reshape(len(held), -1).astype(np.float64)
    made = rows.assign(
        year=np.repeat(years, len(where)),
        side=side,
        **with_range("children", drawn),
        basis=allocation.basis,
    )
    return made.iloc[np.flatnonzero(drawn.any(axis=0))]


def notes_of_displaced(
    supply: Supply, counts: Counts, *, plan: Plan, scenario: Scenario
) -> Iterator[Finding]:
    """Say of each year in which a pool closes how many it displaces, and where they are then.

    Parameters
    ----------
    supply : Supply
    counts : Counts
        Of the draws.
    plan : Plan
    scenario : Scenario

    Yields
    ------
    Finding
        A note; and one where the aims of the scenario leave these children out.
    """
    if not counts.displaced_from.shape[-1]:
        return
    lost = counts.displaced_from.mean(axis=0)
    found = whither(supply, counts.displaced_to.astype(np.int64)).mean(axis=0)
    for place, year in enumerate(plan.axes.years):
        if lost[place].sum() <= FEWEST:
            continue
        named = plan.labels[lost[place] > 0]
        pools = zip(named["name"], named["pool"], strict=True)
        rule = "displaced" if DISPLACED in supply.aims else "displaced_not_first"
        yield finding(
            f"allocation_{rule}",
            file=f"scenario {scenario.name}",
            value=year_label(year),
            year=year_label(year),
            pools="; ".join(f"{name}, {pool}" for name, pool in pools),
            count=float(lost[place].sum()),
            **dict(zip(WHITHER, found[place].tolist(), strict=True)),
        )
