"""Numbers of the command `worth` for a program: what its sentences tell, as figures of its card."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sufficiency import terms
from sufficiency.allocation.aims import MILES, UNITS, WORDS, label_of
from sufficiency.allocation.answer import fewer_missed
from sufficiency.allocation.best_worth import is_valued, row_of_pool
from sufficiency.allocation.changes import REVENUE
from sufficiency.places import BEYOND_LIMIT, INDEPENDENT, WITHOUT
from sufficiency.results import MOST_FIGURES, Figure

if TYPE_CHECKING:
    import pandas as pd

    from sufficiency.allocation import Allocation

DIGITS = 2
"""Digits after the point: one place changes less than a child, in expected numbers."""

CHANGED = (WITHOUT, INDEPENDENT, BEYOND_LIMIT, MILES)
"""What a change at one pool is told of beside pounds, whatever the aims are."""

LOCAL = ("gained", "more children with a local place", "children")

TRAVELLED = (f"more_{MILES}", f"change of {WORDS[MILES]}", UNITS[MILES])


def unit_of(aim: str) -> str:
    """Give the unit of an aim: children, where it is no other."""
    return UNITS.get(aim, "children")


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
    basis = str(row["basis"])
    asked = {name: (WORDS[name], unit_of(name), basis) for name in CHANGED}
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
        Of the first aims, as many as a card holds; none where the pool is closed, or the worth of
        a place was not worked out.
    """
    row = row_of_pool(allocation, year=year, site=site, pool=pool)
    if not is_valued(allocation, year=year) or not row["is_open"]:
        return ()
    when = terms.year_label(int(row["year"]))
    aims = [label_of(aim) for aim in allocation.setting.supply.aims][:MOST_FIGURES]
    return tuple(
        Figure(
            f"Change of {WORDS[aim]} in {when}",
            float(row[f"more_{aim}"]),
            unit_of(aim),
            str(row["basis"]),
            digits=DIGITS,
        )
        for aim in aims
        if math.isfinite(float(row[f"more_{aim}"]))
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
    name, what, unit = LOCAL if gains else TRAVELLED
    return tuple(
        Figure(
            f"{row['site']} {row['pool'] or '(whole site)'}, "
            f"{terms.year_label(int(row['year']))}: {what}",
            float(row[name]),
            unit,
            str(row["basis"]),
            digits=DIGITS,
        )
        for row in listed.to_dict("records")
    )
