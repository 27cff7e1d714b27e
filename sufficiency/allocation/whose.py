"""Whose schools they are: the authority's own, or nobody knows which."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from sufficiency.allocation.plan import Plan

if TYPE_CHECKING:
    from sufficiency.allocation.allocation import Allocation
    from sufficiency.area import Area


def named_as_own(area: Area, plan: Plan) -> str:
    """Give the authority's name where a school bears it; else nothing is known to be its own.

    Parameters
    ----------
    area : Area
    plan : Plan

    Returns
    -------
    str
        What the table about says as authority; empty if it says none, or if no school with a pool
        is of an authority of that name.
    """
    authority = str(area.fact("authority"))
    return authority if (plan.labels["authority"] == authority).any() else ""


def own_rows(allocation: Allocation, frame: pd.DataFrame) -> pd.DataFrame:
    """Keep the authority's own schools; all, where it is not known which are its own.

    Parameters
    ----------
    allocation : Allocation
    frame : pandas.DataFrame
        With a column authority.
    """
    authority = named_as_own(allocation.projection.area, allocation.plan)
    return frame[frame["authority"] == authority] if authority else frame


def whose_words(allocation: Allocation) -> str:
    """Say whose schools `own_rows` keeps: "the authority's schools", or "all schools"."""
    authority = named_as_own(allocation.projection.area, allocation.plan)
    return "the authority's schools" if authority else "all schools"
