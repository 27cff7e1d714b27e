"""Where transitions and plans do not count the same children."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from sufficiency import terms

UNKNOWN = "unknown"
ABROAD = "outside"

NOTICED = 0.5
"""Children by which transitions and plans may differ without a note: fractions of children."""

AXES = ("locality", "need", "ncy", "setting")


def told_on_one_side(table: pd.DataFrame) -> pd.DataFrame:
    """Give a child whose need is recorded in one January only the same need in the other.

    A need that was recorded late is no change of need.

    Parameters
    ----------
    table : pandas.DataFrame
        Rows of the table transitions.
    """
    before, after = table["need_from"], table["need_to"]
    known_before = ~before.isin(["", UNKNOWN])
    known_after = ~after.isin(["", UNKNOWN])
    return table.assign(
        need_from=before.where(~((before == UNKNOWN) & known_after), after),
        need_to=after.where(~((after == UNKNOWN) & known_before), before),
    )


@dataclass(frozen=True, slots=True)
class _Gap:
    """Children by whom transitions and plans differ in one member of an axis, and in words."""

    children: float
    words: str


def largest_gaps(table: pd.DataFrame, plans: pd.DataFrame) -> str:
    """Say where transitions do not add up to the plans that were counted, axis by axis.

    Each January from which a year of transitions leaves and to which it leads is held against
    plans by locality, need, NC year and setting. Where some have no need or locality recorded,
    these may be the ones that are missing: a gap is only what they cannot account for. A row has
    one locality, and children move house, so that only the later January is compared by it.

    Parameters
    ----------
    table : pandas.DataFrame
        Rows of the table transitions, before anybody is spread, see `told_on_one_side`.
    plans : pandas.DataFrame
        The table plans.

    Returns
    -------
    str
        The largest gap of each axis, the largest first; blank where there is none.
    """
    found = [
        max(gaps, key=lambda gap: gap.children)
        for axis in AXES
        if (gaps := list(_gaps(table, plans, axis)))
    ]
    return "; ".join(gap.words for gap in sorted(found, key=lambda gap: -gap.children))


def _gaps(table: pd.DataFrame, plans: pd.DataFrame, axis: str) -> Iterator[_Gap]:
    """Give the gaps of an axis in every January that both tables hold."""
    counted = {int(year) for year in plans["year"]}
    for year in sorted({int(year) for year in table["year"]}):
        sides = (("to", year),) if axis == "locality" else (("from", year - 1), ("to", year))
        for side, january in sides:
            if january in counted:
                rows = table[(table["year"] == year) & (table[f"setting_{side}"] != ABROAD)]
                column = axis if axis == "locality" else f"{axis}_{side}"
                here = rows.groupby(column)["plans"].sum()
                there = plans[plans["year"] == january].groupby(axis)["plans"].sum()
                lead = "to" if side == "to" else "from"
                where = f"January {terms.january_of_year(january)}"
                yield from _between(here, there, axis, f"transitions {lead} {where}")


def _between(here: pd.Series, there: pd.Series, axis: str, title: str) -> Iterator[_Gap]:
    """Give the members of an axis that differ by more than the unrecorded can account for."""
    lost = [float(side.get(UNKNOWN, 0.0)) for side in (here, there)]
    for member in sorted((set(here.index) | set(there.index)) - {UNKNOWN}):
        counts = [float(side.get(member, 0.0)) for side in (here, there)]
        spare = lost[0] if counts[0] < counts[1] else lost[1]
        gap = abs(counts[0] - counts[1]) - spare
        if gap > NOTICED:
            yield _Gap(gap, f"{_named(axis, member)}, {_figures(title, counts, lost, axis)}")


def _named(axis: str, member: object) -> str:
    return terms.ncy_label(int(str(member))) if axis == "ncy" else f"{axis} {member}"


def _figures(title: str, counts: Sequence[float], lost: Sequence[float], axis: str) -> str:
    """Tell both figures, and how many more have nothing recorded."""
    more = [f" (and {_number(one)} with no {axis} recorded)" if one > 0 else "" for one in lost]
    return f"{_number(counts[0])}{more[0]} in {title}, {_number(counts[1])}{more[1]} in plans"


def _number(children: float) -> str:
    return f"{round(children, 1):,.10g}"
