"""Whether children are followed into the January that came: transitions need two Januaries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sufficiency import terms
from sufficiency.errors import Finding, finding
from sufficiency.rolling.given import Told

if TYPE_CHECKING:
    from sufficiency.area import Area

FLOWS, STOCKS = "transitions", "plans"
ALONE = {"sen2": "rollover_return_alone", "cases": "rollover_snapshot_alone"}
"""Kinds of readings that follow children where they are given two Januaries: what to say."""


def not_followed(told: tuple[Told, ...], before: Area, after: Area, new: int) -> list[Finding]:
    """Note that the table transitions has nothing of the newest January, and how to have it.

    Parameters
    ----------
    told : tuple of Told
        What was given.
    before, after : Area
        Last year's and this year's.
    new : int
        Academic year of the newest January of plans.
    """
    if new in after.years(FLOWS):
        return []
    when: dict[str, Any] = {
        "january": terms.january_of_year(new),
        "before": terms.january_of_year(new - 1),
        "year": new - 1,
        "year_now": new,
    }
    found = [
        finding(ALONE[one.kind], file=one.title, **when)
        for one in told
        if one.kind in ALONE and new in one.years(STOCKS)
    ]
    if found or not before.years(FLOWS):
        return found
    value = str(terms.january_of_year(max(before.years(FLOWS))))
    return [finding("rollover_transitions_behind", file=FLOWS, value=value, **when)]
