"""Academic years, census dates and NC years: the only place that knows this arithmetic.

An academic year is the integer in which it starts: 2026 is shown as 2026/27, its places are
those of September 2026 and its census is that of January 2027. An NC year is the age on
31 August before the academic year starts, minus 4, so Reception is 0 and Year 11 is 11.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from sufficiency.errors import UnknownNameError

FIRST_NCY = -4
LAST_NCY = 20
RECEPTION_AGE = 4


def year_label(year: int) -> str:
    """Show an academic year the way planners write it.

    Examples
    --------
    >>> year_label(2026)
    '2026/27'
    """
    return f"{year}/{(year + 1) % 100:02d}"


def runs_of_years(years: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    """Part ascending years where one is missing.

    Examples
    --------
    >>> runs_of_years((2025, 2026, 2028))
    ((2025, 2026), (2028,))
    """
    runs: list[tuple[int, ...]] = []
    for year in years:
        if runs and runs[-1][-1] == year - 1:
            runs[-1] = (*runs[-1], year)
        else:
            runs.append((year,))
    return tuple(runs)


def year_from_text(text: str) -> int:
    """Read an academic year in any of the ways in which it is written.

    Parameters
    ----------
    text : str
        "2026", "2026/27", "2026-27", "2026/2027" or the Department's "202627".

    Returns
    -------
    int
        The year in which the academic year starts.

    Raises
    ------
    UnknownNameError
        If the text is no academic year, or its two halves do not follow each other.

    Examples
    --------
    >>> year_from_text("202627"), year_from_text("2026/27")
    (2026, 2026)
    """
    match = re.fullmatch(r"([0-9]{4})(?:[/-]?([0-9]{2}|[0-9]{4}))?", text.strip())
    if match is not None:
        start, end = int(match[1]), match[2]
        if end is None or end in (f"{start + 1}", f"{(start + 1) % 100:02d}"):
            return start
    raise UnknownNameError.of("not_an_academic_year", value=text)


def census_date(year: int) -> date:
    """Give the date to which the January count of an academic year refers.

    The SEN2 return is counted on the third Thursday of January.

    Examples
    --------
    >>> census_date(2024)
    datetime.date(2025, 1, 16)
    """
    first = date(year + 1, 1, 1)
    first_thursday = 1 + (3 - first.weekday()) % 7
    return date(year + 1, 1, first_thursday + 14)


def year_of_january(january: int) -> int:
    """Give the academic year whose census falls in the January of a calendar year.

    The Department's "reporting year 2025" is January 2025, so it is academic year 2024.

    Examples
    --------
    >>> year_of_january(2025)
    2024
    """
    return january - 1


def january_of_year(year: int) -> int:
    """Give the calendar year of the January census of an academic year.

    Examples
    --------
    >>> january_of_year(2024)
    2025
    """
    return year + 1


def year_of_date(day: date) -> int:
    """Give the academic year, from 1 September to 31 August, in which a day falls.

    Examples
    --------
    >>> year_of_date(date(2025, 8, 31)), year_of_date(date(2025, 9, 1))
    (2024, 2025)
    """
    return day.year if day.month >= 9 else day.year - 1


def ncy_of_age(age: int) -> int:
    """Turn an age on 31 August into an NC year.

    Examples
    --------
    >>> ncy_of_age(4), ncy_of_age(15)
    (0, 11)
    """
    return age - RECEPTION_AGE


def age_of_ncy(ncy: int) -> int:
    """Turn an NC year into the age on 31 August before the year starts.

    Examples
    --------
    >>> age_of_ncy(11)
    15
    """
    return ncy + RECEPTION_AGE


def ncy_of_birth_date(born: date, *, year: int) -> int:
    """Give the NC year in which a child is by age in an academic year.

    Parameters
    ----------
    born : datetime.date
        Date of birth.
    year : int
        Academic year.

    Returns
    -------
    int
        Age in whole years on 31 August of `year`, minus 4.

    Examples
    --------
    >>> ncy_of_birth_date(date(2020, 8, 31), year=2024)
    0
    >>> ncy_of_birth_date(date(2020, 9, 1), year=2024)
    -1
    """
    had_birthday = (born.month, born.day) <= (8, 31)
    age = year - born.year - (0 if had_birthday else 1)
    return ncy_of_age(age)


def ncy_label(ncy: int) -> str:
    """Show an NC year in words.

    Examples
    --------
    >>> ncy_label(0), ncy_label(7), ncy_label(-1), ncy_label(16)
    ('Reception', 'Year 7', 'Age 3', 'Age 20')
    """
    if ncy == 0:
        return "Reception"
    if 1 <= ncy <= 14:
        return f"Year {ncy}"
    return f"Age {age_of_ncy(ncy)}"
