"""How far the days of a return reach, held against the day of its census."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from sufficiency import terms
from sufficiency.errors import Finding, finding
from sufficiency.sources.days import Days, as_moment
from sufficiency.sources.sen2.contents import SenReturn
from sufficiency.sources.sen2.faults import Fault, faults_of

if TYPE_CHECKING:
    import pandas as pd

    from sufficiency.sources.sen2.typed import Typed

HAPPENED = {
    "requests": ("receiveddate", "requestoutcomedate"),
    "assessment": ("assessmentoutcomedate",),
    "namedplan": ("startdate",),
}
"""By module the days of what has happened. An end, or a placement, can be written before it."""

FEWEST = 10
"""Fewer days say nothing."""

NINE_MONTHS, THREE_MONTHS = 270, 91
"""Spans before a census day [days]. A return that was exported up to 95 days after the census of a
year before has nothing in the last nine months."""

MARGIN = 120
"""Days after census day that a return may reach: it is sent in within two months, with whatever has
been recorded since."""

FEW = 0.05
"""Below this share of the same months of an earlier year, days are slips: the year is another."""

MOST_BEYOND = 0.02
"""Above this share of all days, those beyond the margin are no slips."""

LATE = 270
"""Days after census day up to which an export is a late one of the same return, as where it is
asked for in summer: the days of the next return end about a year after."""

YEARS_BACK = (1, 2, 3)

FEWEST_SLIPS, SLIPS = 3, 0.01
"""So many of the latest days, or this share of all if it is more, are left aside as slips where it
is told when the days end. It is told by month, so that it is nobody's day."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Days of what has happened, held against a census day.

    Parameters
    ----------
    whole : int
        All days that could be read.
    near, lately : int
        Days in the nine and in the three months before the census day.
    near_before : mapping of int to int
        By years back, days in the same nine months then.
    lately_before : int
        Days in the same three months a year before.
    beyond : int
        Days further after the census day than a return may reach.
    after : int
        How many days after the census day the last one is; below nought where it comes before.
    slips : int
        Latest days that are left aside.
    last : datetime.date or None
        The latest day but for these; None where there are too few days to say anything.
    """

    whole: int
    near: int
    lately: int
    near_before: Mapping[int, int]
    lately_before: int
    beyond: int
    after: int
    slips: int
    last: date | None

    @property
    def ends_years_before(self) -> bool:
        """Whether the days stop a year or more before the census day."""
        most = max(self.near_before.values())
        return most >= FEWEST and self.near < FEW * most

    @property
    def goes_beyond(self) -> bool:
        """Whether many days lie far after the census day, up to the time of the next return."""
        is_late = self.after > LATE
        return is_late and self.beyond >= FEWEST and self.beyond > MOST_BEYOND * self.whole


def apart_from_census(given: SenReturn, cells: Typed, day: date) -> list[Finding]:
    """Find a census day that is not that of the return.

    Parameters
    ----------
    given : SenReturn
    cells : Typed
    day : datetime.date
        Census day.

    Returns
    -------
    list of Finding
        A fault, or none.
    """
    reach = reach_of(_days(cells), day)
    if reach.last is None or not (reach.ends_years_before or reach.goes_beyond):
        return []
    fits = _january_after(reach.last)
    counted: dict[str, Any] = {"near": f"{reach.near:,}", "beyond": f"{reach.beyond:,}"}
    return [
        finding(
            "sen2_census_apart",
            file=given.files.get("sen2", given.name),
            column="referencedate",
            day=day.isoformat(),
            whole=reach.whole,
            margin=MARGIN,
            slips=reach.slips,
            last=f"{calendar.month_name[reach.last.month]} {reach.last.year}",
            modules=_by_module(cells, day),
            fits=fits,
            meant=terms.census_date(terms.year_of_january(fits)).isoformat(),
            **counted,
        )
    ]


def early_notes(given: SenReturn, cells: Typed, day: date) -> list[Finding]:
    """Note a return that has no day in the last months before its census.

    Parameters
    ----------
    given : SenReturn
    cells : Typed
    day : datetime.date
        Census day.
    """
    reach = reach_of(_days(cells), day)
    if reach.lately or reach.lately_before < FEWEST:
        return []
    return [
        finding(
            "sen2_census_early",
            file=given.files.get("sen2", given.name),
            column="referencedate",
            day=day.isoformat(),
            before=reach.lately_before,
        )
    ]


def after_census(cells: Typed, day: date) -> tuple[Fault, ...]:
    """Name the rows of what has happened only after the census day.

    Parameters
    ----------
    cells : Typed
    day : datetime.date
        Census day.
    """
    return tuple(
        fault
        for module, columns in HAPPENED.items()
        for column in columns
        for fault in faults_of(
            "sen2_after_census",
            module,
            _frames(cells)[module].index[cells.days[module, column].days > as_moment(day)],
            column=column,
        )
    )


def reach_of(days: Days, day: date) -> Reach:
    """Hold days against a census day.

    Parameters
    ----------
    days : numpy.ndarray
        Axis (day): without those that are missing.
    day : datetime.date
    """
    before = (np.datetime64(day, "D") - days.astype("datetime64[D]")).astype("int64")

    def within(span: int, years: int = 0) -> int:
        first = round(years * 365.25)
        return int(((before >= first) & (before <= first + span)).sum())

    slips = max(FEWEST_SLIPS, round(SLIPS * len(days)))
    last = np.sort(days)[-1 - slips] if len(days) >= FEWEST else None
    ends = None if last is None else last.astype("datetime64[D]").item()
    return Reach(
        whole=len(days),
        near=within(NINE_MONTHS),
        lately=within(THREE_MONTHS),
        near_before={years: within(NINE_MONTHS, years) for years in YEARS_BACK},
        lately_before=within(THREE_MONTHS, 1),
        beyond=int((before < -MARGIN).sum()),
        after=0 if ends is None else (ends - day).days,
        slips=slips,
        last=ends,
    )


def _january_after(last: date) -> int:
    """Give the year of the January whose return has its latest days about then."""
    in_margin = terms.census_date(terms.year_of_january(last.year)).toordinal() + MARGIN
    return last.year if last.toordinal() <= in_margin else last.year + 1


def _days(cells: Typed) -> Days:
    """Axis (day): of all that has happened, as far as it can be read."""
    columns = [
        cells.days[module, name].days for module, names in HAPPENED.items() for name in names
    ]
    days = np.concatenate(columns)
    return days[~np.isnat(days)]


def _by_module(cells: Typed, day: date) -> str:
    """Say of each module how many of its days lie in the year before the census day."""
    told = []
    for module, columns in HAPPENED.items():
        days = np.concatenate([cells.days[module, column].days for column in columns])
        days = days[~np.isnat(days)]
        year = int(((days <= as_moment(day)) & (days > as_moment(_a_year_before(day)))).sum())
        after = int((days > as_moment(day)).sum())
        told.append(f"{module}: {year:,} in the year before, {after:,} after")
    return "; ".join(told)


def _a_year_before(day: date) -> date:
    return date(day.year - 1, day.month, min(day.day, 28))


def _frames(cells: Typed) -> dict[str, pd.DataFrame]:
    return {
        "requests": cells.requests,
        "assessment": cells.assessments,
        "namedplan": cells.plans,
    }
