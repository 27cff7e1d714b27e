"""Dates as exports and spreadsheets write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

Days = np.ndarray[Any, np.dtype[np.datetime64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]
NO_DAY = np.datetime64("NaT", "s")

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
FIRST_YEAR, LAST_YEAR = 1900, 2100
LAST_OF_MONTH = 31
MONTH_FIRST, DAY_FIRST, EITHER = "month first", "day first", "either"

EXCEL_BEGINS = date(1899, 12, 30)
"""Day 0 of Excel; it takes 1900 for a leap year, so that later days fit one before 31 December."""

FIRST_SERIAL, LAST_SERIAL = 32_874, 54_788
"""Numbers of 1 January 1990 and 31 December 2049: all days of children and plans lie within."""

MOSTLY = 0.5
"""Where more than this share of a column is numbers of Excel, they are dates."""

MOST_UNREADABLE, FEWEST_UNREADABLE = 0.05, 10
"""Above this share of a column, and from this many cells on, what is no date is not a slip."""

_SERIAL = re.compile(r"([0-9]{5})(?:\.[0-9]+)?")
_TIME = r"(?:[T ][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?"
_YEAR_FIRST = re.compile(
    rf"([0-9]{{4}})[-/]([0-9]{{1,2}}|[A-Za-z]{{3,9}})[-/]([0-9]{{1,2}}){_TIME}"
)
_DAY_FIRST = re.compile(
    rf"([0-9]{{1,2}})[-/. ]([0-9]{{1,2}}|[A-Za-z]{{3,9}})[-/. ]([0-9]{{4}}){_TIME}"
)

_SHORT_YEAR = re.compile(
    r"[0-9]{1,2}(?:st|[nr]d|th)?[ ,/.\-]{1,3}(?:[0-9]{1,2}|[a-z]{3,9})[ ,/.\-]{1,3}[0-9]{2}"
    r"(?:[T ].*)?",
    re.IGNORECASE,
)
"""A day whose year has two digits, however it is written, with or without a time."""


def day_of(text: str, *, first: int = FIRST_YEAR) -> date | None:
    """Read a day, wherever it stands: in a return, a register, an export or a file of corrections.

    Parameters
    ----------
    text : str
        2022-Sep-28 00:00:00 as COLLECT writes it, 2022-09-28 as the XML does, or 28/09/2022 as a
        spreadsheet does; the day comes before the month, as in Britain.
    first : int
        Earliest year that is believed.

    Returns
    -------
    datetime.date or None
        None for what is no day from that year to 2100.

    Examples
    --------
    >>> day_of("2022-Sep-28 00:00:00") == day_of("28/09/2022") == day_of("2022-09-28")
    True
    """
    spoken = text.strip()
    match = _YEAR_FIRST.fullmatch(spoken)
    if match is not None:
        year, month, day = match[1], match[2], match[3]
    else:
        match = _DAY_FIRST.fullmatch(spoken)
        if match is None:
            return None
        day, month, year = match[1], match[2], match[3]
    number = _month(month)
    if not first <= int(year) <= LAST_YEAR or not number:
        return None
    try:
        return date(int(year), number, int(day))
    except ValueError:
        return None


@dataclass(frozen=True, eq=False, repr=False)
class DayColumn:
    """A column of days as it was read: what stands in its cells is never told.

    Parameters
    ----------
    days : numpy.ndarray
        Axis (row): the day, or NaT where there is none or it cannot be read.
    unreadable : numpy.ndarray
        Axis (row): whether something stands there that is no day.
    serials : numpy.ndarray
        Axis (row): whether a number of Excel was read as a day.
    written : int
        Cells in which something stands.
    month_first, day_first : int
        Cells that are days only if the month comes before the day, such as 12/31/2025, and those
        that are days only if it comes behind.
    short_years : numpy.ndarray
        Axis (row): whether a cell is no day because its year has two digits.
    numbers : int
        Cells that are no day: they are a number as Excel keeps days by.
    is_month_first : bool
        Whether the column proves that its months come before its days: several of its cells are
        days only so, none is a day only with the day first, and others could be either.
    """

    days: Days
    unreadable: Flags
    serials: Flags
    written: int
    month_first: int
    day_first: int
    short_years: Flags
    numbers: int
    is_month_first: bool

    @property
    def share_unreadable(self) -> float:
        """Of the cells in which something stands, the share that is no day."""
        return float(self.unreadable.sum()) / self.written if self.written else 0.0

    @property
    def is_unsound(self) -> bool:
        """Whether so much is no day, or is a wrong one, that nothing should rest on the column."""
        many = int(self.unreadable.sum()) >= FEWEST_UNREADABLE
        return self.is_month_first or (many and self.share_unreadable > MOST_UNREADABLE)

    @property
    def cause(self) -> str:
        """What is likely wrong with what is no day, in words."""
        if self.month_first > 1:
            first = "of them are dates only if the month comes before the day, as in America"
            beside = ", and others have the day first" if self.day_first else ""
            wrong = ", so that those that can be read may be read wrongly"
            return f"{self.month_first:,} {first}{wrong if self.is_month_first else beside}"
        if self.short_years.any():
            return f"{self.short_years.sum():,} of them have a year of two digits"
        if self.numbers:
            return f"{self.numbers:,} of them are numbers, such as Excel keeps dates by"
        return "they may be cut off, or stand in the wrong column"


def days_in(texts: pd.Series[Any]) -> DayColumn:
    """Read a column of days.

    Excel writes a date as the number of days since 1900 where its cell is formatted as a number.
    Where most of what stands in a column is such numbers, of the years 1990 to 2049, they are read
    as dates; in any other column they are no date.

    Parameters
    ----------
    texts : pandas.Series
        Text, blank where there is none.
    """
    unique = set(texts.tolist())
    read = {text: day_of(text) for text in unique}
    numbers = {text: day for text in unique if (day := day_of_serial(text)) is not None}
    written = (texts != "").to_numpy(dtype=bool)
    is_number = texts.isin(set(numbers)).to_numpy(dtype=bool)
    serials = is_number & (is_number.sum() > MOSTLY * written.sum())
    if serials.any():
        read |= numbers
    days = np.array(
        [NO_DAY if (day := read[text]) is None else as_moment(day) for text in texts],
        dtype="datetime64[s]",
    )
    orders = texts.map({text: _order_of(text) for text in unique})
    counts = {order: int((orders == order).sum()) for order in (MONTH_FIRST, DAY_FIRST, EITHER)}
    proven = counts[MONTH_FIRST] > 1 and not counts[DAY_FIRST] and counts[EITHER] > 0
    unreadable = written & np.isnat(days)
    short = texts.map(lambda text: _SHORT_YEAR.fullmatch(text) is not None).to_numpy(dtype=bool)
    return DayColumn(
        days,
        unreadable,
        serials,
        written=int(written.sum()),
        month_first=counts[MONTH_FIRST],
        day_first=counts[DAY_FIRST],
        short_years=short & unreadable,
        numbers=int((is_number & unreadable).sum()),
        is_month_first=proven,
    )


def day_of_serial(text: str) -> date | None:
    """Read the number by which Excel keeps a day of 1990 to 2049; None for any other text.

    Examples
    --------
    >>> day_of_serial("45658") == day_of_serial("45658.5") == day_of("2025-01-01")
    True
    """
    match = _SERIAL.fullmatch(text)
    if match is None or not FIRST_SERIAL <= int(match[1]) <= LAST_SERIAL:
        return None
    return EXCEL_BEGINS + timedelta(days=int(match[1]))


def _order_of(text: str) -> str:
    """Say whether the numbers of a day and month tell which of the two comes first."""
    match = _DAY_FIRST.fullmatch(text)
    if match is None or not match[2].isdecimal():
        return ""
    one, other = int(match[1]), int(match[2])
    if day_of(text) is None:
        return MONTH_FIRST if one <= len(MONTHS) < other <= LAST_OF_MONTH else ""
    return DAY_FIRST if one > len(MONTHS) else EITHER


def as_moment(day: date) -> np.datetime64:
    """Give a day in the unit of the columns."""
    return np.datetime64(day, "s")


def _month(text: str) -> int:
    if text.isdecimal():
        return int(text) if 1 <= int(text) <= len(MONTHS) else 0
    begins = text[:3].casefold()
    return MONTHS.index(begins) + 1 if begins in MONTHS else 0
