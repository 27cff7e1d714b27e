"""Dates as exports and spreadsheets write them."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

Days = np.ndarray[Any, np.dtype[np.datetime64]]
NO_DAY = np.datetime64("NaT", "s")

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
FIRST_YEAR, LAST_YEAR = 1900, 2100
_TIME = r"(?:[T ][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?"
_YEAR_FIRST = re.compile(
    rf"([0-9]{{4}})[-/]([0-9]{{1,2}}|[A-Za-z]{{3,9}})[-/]([0-9]{{1,2}}){_TIME}"
)
_DAY_FIRST = re.compile(
    rf"([0-9]{{1,2}})[-/. ]([0-9]{{1,2}}|[A-Za-z]{{3,9}})[-/. ]([0-9]{{4}}){_TIME}"
)


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


def days_of(texts: pd.Series) -> tuple[Days, np.ndarray[Any, np.dtype[np.bool_]]]:
    """Read a column of days.

    Parameters
    ----------
    texts : pandas.Series
        Text, blank where there is none.

    Returns
    -------
    days : numpy.ndarray
        Axis (row): the day, or NaT where there is none or it cannot be read.
    unreadable : numpy.ndarray
        Axis (row): whether something stands there that is no day.
    """
    read = {text: day_of(text) for text in set(texts.tolist())}
    days = np.array(
        [NO_DAY if read[text] is None else np.datetime64(read[text], "s") for text in texts],
        dtype="datetime64[s]",
    )
    written = (texts != "").to_numpy(dtype=bool)
    return days, written & np.isnat(days)


def as_moment(day: date) -> np.datetime64:
    """Give a day in the unit of the columns."""
    return np.datetime64(day, "s")


def _month(text: str) -> int:
    if text.isdecimal():
        return int(text) if 1 <= int(text) <= len(MONTHS) else 0
    begins = text[:3].casefold()
    return MONTHS.index(begins) + 1 if begins in MONTHS else 0
