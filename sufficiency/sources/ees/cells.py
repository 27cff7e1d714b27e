"""What a cell of a published file says: a count or its mark, an age, a year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.errors import UnknownNameError

if TYPE_CHECKING:
    import pandas as pd

WHOLE = re.compile(r"[0-9]{1,9}(?:\.0+)?")
THOUSANDS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3}){1,3}(?:\.0+)?")
YOUNGEST, OLDEST = terms.FIRST_NCY, terms.LAST_NCY

# Ages as they have been written since 2022: "age 10", "Aged 10", "under 3", "Under age 5",
# "age 2 and under", "age 20 and over", "Age 5 to 10".
_ONE = re.compile(r"aged? ([0-9]{1,2})")
_BELOW = re.compile(r"(?:aged? )?under (?:age )?([0-9]{1,2})")
_DOWN = re.compile(r"aged? ([0-9]{1,2}) and under")
_UP = re.compile(r"aged? ([0-9]{1,2}) and over")
_SPAN = re.compile(r"aged? ([0-9]{1,2}) to ([0-9]{1,2})")
_UNKNOWN = re.compile(r"(?:age )?(?:unknown|not known|not recorded)")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Counts:
    """A column of counts.

    Parameters
    ----------
    children : array
        Missing where a mark stands, or a fault.
    marks : array of str
        The mark in place of a number, or blank.
    at_fault : array of bool
        Whether the cell is neither a whole number nor a mark; a blank cell is missing.
    with_thousands : array of bool
        Whether a comma stood between thousands.
    """

    children: NDArray[np.float64]
    marks: NDArray[Any]
    at_fault: NDArray[np.bool_]
    with_thousands: NDArray[np.bool_]


def counts_of(texts: pd.Series[Any]) -> Counts:
    """Read a column of counts, each different text once.

    A blank cell is missing and never nought; it has the mark x, as not available.

    Parameters
    ----------
    texts : pandas.Series
        Text without spaces at its ends.
    """
    import pandas as pd

    codes, known = pd.factorize(texts.to_numpy(dtype=object))
    read = [_count(str(text)) for text in known]
    values = np.array([value for value, _, _, _ in read], dtype=np.float64)
    marks = np.array([mark for _, mark, _, _ in read], dtype=object)
    faults = np.array([fault for _, _, fault, _ in read], dtype=bool)
    thousands = np.array([comma for _, _, _, comma in read], dtype=bool)
    if not len(known):
        return Counts(values, marks, faults, thousands)
    return Counts(values[codes], marks[codes], faults[codes], thousands[codes])


def _count(text: str) -> tuple[float, str, bool, bool]:
    """Give value, mark, whether it is at fault, and whether commas stood between thousands."""
    if WHOLE.fullmatch(text):
        return float(text), "", False, False
    if THOUSANDS.fullmatch(text):
        return float(text.replace(",", "")), "", False, True
    mark = "x" if text == "" else terms.mark_of(text)
    if mark is not None:
        return np.nan, mark, False, False
    return np.nan, "", True, False


def ages_of(text: str) -> Span | None:
    """Read an age or a span of ages.

    Parameters
    ----------
    text : str
        As it stands in the column breakdown or age.

    Returns
    -------
    tuple of int or None
        First and last NC year; all of them where the age is not known (then `is_age_unknown`),
        None where the text is no age. The youngest group reaches down to birth. NC year 20 is
        the last one, so that those aged 25 are in it with those aged 24.

    Examples
    --------
    >>> ages_of("age 10"), ages_of("under 3"), ages_of("Age 20 to 25"), ages_of("green")
    ((6, 6), (-4, -2), (16, 20), None)
    """
    spoken = " ".join(text.casefold().split())
    if match := _ONE.fullmatch(spoken):
        first = last = int(match[1])
    elif match := _SPAN.fullmatch(spoken):
        first, last = int(match[1]), int(match[2])
    elif match := _BELOW.fullmatch(spoken):
        first, last = 0, int(match[1]) - 1
    elif match := _DOWN.fullmatch(spoken):
        first, last = 0, int(match[1])
    elif match := _UP.fullmatch(spoken):
        first, last = int(match[1]), terms.age_of_ncy(OLDEST)
    else:
        return None
    if not 0 <= first <= last <= terms.age_of_ncy(OLDEST) + 1:
        return None
    span = (terms.ncy_of_age(first), terms.ncy_of_age(last))
    return min(span[0], OLDEST), min(span[1], OLDEST)


def is_above_oldest(text: str) -> bool:
    """Say whether a group holds nobody but those above the last NC year.

    Examples
    --------
    >>> is_above_oldest("age 25"), is_above_oldest("age 24")
    (True, False)
    """
    match = _ONE.fullmatch(" ".join(text.casefold().split()))
    return bool(match) and int(match[1]) > terms.age_of_ncy(OLDEST)  # type: ignore[index]


def is_age_unknown(text: str) -> bool:
    """Say whether the text stands for an age that is not known."""
    return bool(_UNKNOWN.fullmatch(" ".join(text.casefold().split())))


def year_of(period: str, *, is_january: bool) -> int | None:
    """Read the column time_period.

    Parameters
    ----------
    period : str
        "202425" for an academic year; "2024" for a calendar year.
    is_january : bool
        Whether a calendar year is told for its January rather than for all of it.

    Returns
    -------
    int or None
        The academic year. What was counted over a calendar year belongs to the January that
        follows it, so 2024 is 2024/25; the January of 2025 is 2024/25 too. None where the text
        is no year.

    Examples
    --------
    >>> year_of("202425", is_january=True), year_of("2025", is_january=True)
    (2024, 2024)
    >>> year_of("2024", is_january=False)
    2024
    """
    try:
        year = terms.year_from_text(period)
    except UnknownNameError:
        return None
    if not 1990 <= year <= 2100:
        return None
    is_calendar = len(period.strip()) == 4
    return terms.year_of_january(year) if is_calendar and is_january else year
