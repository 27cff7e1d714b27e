"""Which Januaries were counted, and how much of each was not."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from sufficiency.area import Area, is_hidden

COUNTED = ("published", "supplied")
"""Bases of figures that somebody counted."""

MOST_UNCOUNTED = 0.05
"""Judgement: up to this share of a January may be estimated, assumed or made. Misplaced altogether
it moves a weighted error by twice as much, so a verdict by one step at most."""


def is_uncounted(plans: pd.DataFrame) -> pd.Series:
    """Mark the rows of the table plans that nobody counted; a blank basis is supplied."""
    return ~plans["basis"].replace("", "supplied").isin(COUNTED)


def uncounted_shares(plans: pd.DataFrame) -> pd.Series:
    """Give how much of each January nobody counted.

    The larger of two shares: of its children, on which errors rest, and of its rows, on which
    coverage rests.

    Parameters
    ----------
    plans : pandas.DataFrame
        Columns year, plans and basis; where a number is not shown, it counts as a row alone.

    Returns
    -------
    pandas.Series
        Index year; only Januaries of which some was not counted.
    """
    uncounted = is_uncounted(plans)
    children = plans["plans"].fillna(0.0)
    by_year = pd.DataFrame(
        {"year": plans["year"], "rows": 1.0, "children": children, "uncounted": uncounted}
    )
    whole = by_year.groupby("year")[["rows", "children"]].sum()
    part = by_year[uncounted].groupby("year")[["rows", "children"]].sum()
    share = part / whole.loc[part.index].where(whole.loc[part.index] > 0, 1.0)
    return share.max(axis=1)


def years_not_counted(plans: pd.DataFrame, *, fitted: Collection[int] = ()) -> tuple[int, ...]:
    """Give the academic years whose January nothing can be held against.

    Parameters
    ----------
    plans : pandas.DataFrame
        The table plans that was projected from.
    fitted : collection of int
        Academic years of which the program itself fitted a count that is not shown: it would be
        held against its own words.

    Returns
    -------
    tuple of int
        Those, and the years of which more than `MOST_UNCOUNTED` was not counted.
    """
    shares = uncounted_shares(plans)
    beyond = {int(year) for year in shares.index[shares > MOST_UNCOUNTED]}
    return tuple(sorted(beyond | (set(fitted) & {int(year) for year in shares.index})))


def fitted_years(area: Area) -> tuple[int, ...]:
    """Give the academic years of which the table plans has counts that are not shown."""
    plans = area.table("plans")
    return tuple(sorted({int(year) for year in plans.loc[is_hidden(plans), "year"]}))
