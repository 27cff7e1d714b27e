"""Numbers of the command `worth` for a program: what its sentences tell, as figures of its card."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sufficiency import terms
from sufficiency.allocation.answer import fewer_missed
from sufficiency.allocation.best_worth import is_valued, row_of_pool
from sufficiency.allocation.changes import REVENUE
from sufficiency.results import MOST_FIGURES, Figure

if TYPE_CHECKING:
    import pandas as pd

    from sufficiency.allocation import Allocation

CHANGES = {
    "without": ("children without a place", "children"),
    "independent": ("children in independent schools", "children"),
    "beyond_limit": ("children beyond the journey limit", "children"),
    "miles": ("miles one way of all who are placed", "miles"),
}
"""What a change is told of, and in which unit; in the order of the aims."""

GAINED = ("gained", "more children with a local place", "children")
TRAVELLED = ("more_miles", f"change of {CHANGES['miles'][0]}", CHANGES["miles"][1])

DIGITS = 1
"""Digits after the point: one place changes less than a child, in expected numbers."""


def figures_of_change(frame: pd.DataFrame, *, year: int) -> tuple[Figure, ...]:
    """Give what a block of places, or a need, changes in one year, with ranges over the draws.

    Parameters
    ----------
    frame : pandas.DataFrame
        As of `Changes.to_frame`: a row for each year.
    year : int
        Academic year.

    Returns
    -------
    tuple of Figure
        A pound or mile that is not known is left out.
    """
    row = frame[frame["year"] == year].to_dict("records")[0]
    when = terms.year_label(year)
    asked = {name: (*said, str(row["basis"])) for name, said in CHANGES.items()}
    asked[REVENUE] = ("revenue", str(row["revenue_unit"]), str(row["revenue_basis"]))
    return tuple(
        Figure(
            f"Change of {what} in {when}",
            float(row[name]),
            unit,
            basis,
            float(row[f"{name}_low"]),
            float(row[f"{name}_high"]),
            0 if name == REVENUE else DIGITS,
        )
        for name, (what, unit, basis) in asked.items()
        if math.isfinite(float(row.get(name, math.nan)))
    )


def figures_of_one(
    allocation: Allocation, *, year: int, site: str, pool: str
) -> tuple[Figure, ...]:
    """Give what one more place at one pool changes, in expected numbers.

    Parameters
    ----------
    allocation : Allocation
    year : int
        Academic year, one that was allocated.
    site, pool : str
        Codes of a pool that is there.

    Returns
    -------
    tuple of Figure
        None where the pool is closed, or the worth of a place was not worked out; an aim that is
        none of the allocation's is left out.
    """
    row = row_of_pool(allocation, year=year, site=site, pool=pool)
    if not is_valued(allocation, year=year) or not row["is_open"]:
        return ()
    when = terms.year_label(int(row["year"]))
    return tuple(
        Figure(
            f"Change of {what} in {when}",
            size,
            unit,
            str(row["basis"]),
            digits=DIGITS,
        )
        for name, (what, unit) in CHANGES.items()
        if math.isfinite(size := float(row.get(f"more_{name}", math.nan)))
    )


def figures_of_pools(pools: pd.DataFrame) -> tuple[Figure, ...]:
    """Give of some pools, the best first, what one child or place more would change at each.

    Parameters
    ----------
    pools : pandas.DataFrame
        Rows with year, site, pool, changes of each aim, and basis.

    Returns
    -------
    tuple of Figure
        Of the first pools, as many as a card holds: how many more children would have a local
        place, or, where that is nobody anywhere, how many miles more are travelled.
    """
    if "more_without" not in pools or pools.empty:
        return ()
    listed = pools.assign(gained=fewer_missed(pools)).head(MOST_FIGURES)
    gains = bool((listed["gained"].round(DIGITS) != 0).any()) or "more_miles" not in listed
    name, what, unit = GAINED if gains else TRAVELLED
    return tuple(
        Figure(
            f"{row['site']} {row['pool']}: {what}".replace(" :", ":"),
            float(row[name]),
            unit,
            str(row["basis"]),
            digits=DIGITS,
        )
        for row in listed.to_dict("records")
    )
