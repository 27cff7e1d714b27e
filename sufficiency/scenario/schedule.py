"""A value that holds from its year until the next one named."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise

from sufficiency import terms
from sufficiency.errors import NotPossibleError, UnknownNameError

Value = float | int | str | bool | None
"""What an assumption can be; None where it says that there is no limit. A list of codes, such as
the aims, is text with semicolons between, as in tables."""

ALWAYS = 0
"""The first year of a value that holds for all years."""

FINANCIAL_YEAR = "financial year"
"""Unit of a price year: no count of years, but the prices of one."""

FIRST_YEAR = 2000
LAST_YEAR = 2100


@dataclass(frozen=True, slots=True)
class Schedule:
    """A value that holds from its year until the next one named.

    Parameters
    ----------
    steps : tuple of (int, value)
        First academic year of each value, rising; year 0 stands for always.
    unit : str
        Unit of the values.

    Raises
    ------
    NotPossibleError
        If no year is named, or the years do not rise.

    Examples
    --------
    >>> growth = Schedule(((2026, 5), (2028, 8)), "percent")
    >>> growth.at(2027), growth.at(2031)
    (5, 8)
    """

    steps: tuple[tuple[int, Value], ...]
    unit: str = ""

    def __post_init__(self) -> None:
        """Refuse steps that do not rise."""
        years = [year for year, _ in self.steps]
        if not years or any(later <= year for year, later in pairwise(years)):
            raise NotPossibleError.of("schedule_out_of_order", value=years or "none")

    def at(self, year: int) -> Value:
        """Give the value that holds in an academic year.

        Parameters
        ----------
        year : int
            Academic year.

        Raises
        ------
        UnknownNameError
            A LookupError: the year is before the first one named.
        """
        place = bisect_right([first for first, _ in self.steps], year)
        if place == 0:
            raise UnknownNameError.of(
                "no_value_before",
                asked=terms.year_label(year),
                first=terms.year_label(self.steps[0][0]),
            )
        return self.steps[place - 1][1]

    @property
    def years(self) -> tuple[int, ...]:
        """Years from which a value holds; 0 stands for always."""
        return tuple(year for year, _ in self.steps)

    def shorter(self) -> Schedule:
        """Leave out the steps that change nothing."""
        kept: list[tuple[int, Value]] = []
        for year, value in self.steps:
            if not kept or kept[-1][1] != value:
                kept.append((year, value))
        return Schedule(tuple(kept), self.unit)

    def __str__(self) -> str:
        """Say the values with their years: "5 percent from 2026/27, 8 percent from 2028/29"."""
        return ", ".join(
            say_value(value, unit=self.unit)
            + ("" if year == ALWAYS else f" from {terms.year_label(year)}")
            for year, value in self.steps
        )


def spans(before: Schedule, after: Schedule) -> list[tuple[int, int | None, Value, Value]]:
    """Find the years in which two schedules differ.

    Returns
    -------
    list of (int, int or None, value, value)
        First and last year, None where it has no end; the value before and after.
    """
    years = sorted({*before.years, *after.years})
    found: list[tuple[int, int | None, Value, Value]] = []
    for place, year in enumerate(years):
        last = years[place + 1] - 1 if place + 1 < len(years) else None
        old, new = before.at(year), after.at(year)
        if old == new:
            continue
        if found and found[-1][1] == year - 1 and found[-1][2:] == (old, new):
            found[-1] = (found[-1][0], last, old, new)
        else:
            found.append((year, last, old, new))
    return found


def say_span(first: int, last: int | None) -> str:
    """Say when something holds; nothing where it holds always.

    Examples
    --------
    >>> say_span(2026, 2026), say_span(2026, None), say_span(ALWAYS, 2027)
    (' in 2026/27', ' from 2026/27', ' until 2027/28')
    """
    if first == last:
        return f" in {terms.year_label(first)}"
    said = "" if first == ALWAYS else f" from {terms.year_label(first)}"
    return said if last is None else f"{said} until {terms.year_label(last)}"


def say_value(value: Value, *, unit: str = "") -> str:
    """Say a value as people do.

    Examples
    --------
    >>> say_value(None), say_value(True), say_value(5.0, unit="percent")
    ('none', 'yes', '5 percent')
    >>> say_value(2026, unit="financial year")
    '2026/27 prices'
    >>> say_value("without;independent;miles")
    'without, independent, miles'
    """
    if value is None:
        return "none"
    if unit == FINANCIAL_YEAR and isinstance(value, int):
        return f"{terms.year_label(value)} prices"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float | int):
        text = f"{value:.12g}" if isinstance(value, float) else str(value)
        counted, *rest = unit.split(" ")
        if value == 1 and counted.endswith("s"):
            unit = " ".join([counted[:-1], *rest])
        return f"{text} {unit}".strip()
    return value.replace(";", ", ")
