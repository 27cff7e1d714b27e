"""What a projection starts from: January counts, population, and their check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike

from sufficiency.demand.margins import BoolArray, FloatArray, IntArray
from sufficiency.demand.unrecorded import Unrecorded
from sufficiency.errors import NotPossibleError

NC_YEARS = 25
"""NC years -4 to 20: positions 0 to 24 of every axis ncy."""
FIRST_NCY = -4
Stretched = TypeVar("Stretched", FloatArray, BoolArray)


@dataclass(frozen=True, slots=True, eq=False)
class Stocks:
    """January counts of two years or more, with the population until the last projected year.

    `stocks_of` makes and checks them. Need and locality may have a member "unknown": it is
    carried like any other. A locality without population keeps its share of those who join.

    Parameters
    ----------
    years : tuple of int
        Academic years of the counts, rising by one; the projection starts from the last.
    children : FloatArray
        Axes (year, locality, need, ncy, setting) [children], whole or fractional.
    population_years : tuple of int
        Academic years of the population, rising by one.
    population : FloatArray
        Axes (year, locality, ncy) [persons].
    phase : IntArray
        Axis (ncy): position of the phase of each NC year.
    unrecorded : Mapping
        From an academic year to the children whose need or locality was not recorded then, who
        are spread in `children`; years in which all are recorded are not in it.
    """

    years: tuple[int, ...]
    children: FloatArray
    population_years: tuple[int, ...]
    population: FloatArray
    phase: IntArray
    unrecorded: Mapping[int, Unrecorded] = field(default_factory=dict)

    @property
    def base(self) -> int:
        """The academic year from which is projected."""
        return self.years[-1]

    @property
    def last(self) -> FloatArray:
        """Axes (locality, need, ncy, setting): the last January [children]."""
        return np.asarray(self.children[-1])

    def without_past(self) -> Stocks:
        """Leave out the Januaries before the last: no draw needs them, and workers get less."""
        unrecorded = {year: held for year, held in self.unrecorded.items() if year == self.base}
        return replace(
            self, years=self.years[-1:], children=self.children[-1:].copy(), unrecorded=unrecorded
        )

    def population_of(self, first: int, last: int) -> FloatArray:
        """Give the population of some years.

        Returns
        -------
        FloatArray
            Axes (year, locality, ncy) [persons].

        Raises
        ------
        NotPossibleError
            If the population does not hold all of them.
        """
        return population_between(
            self.population_years, self.population, first, last, base=self.base
        )


def stocks_of(
    years: Sequence[int],
    children: ArrayLike,
    population_years: Sequence[int],
    population: ArrayLike,
    *,
    phase: ArrayLike,
    unrecorded: Mapping[int, Unrecorded] | None = None,
) -> Stocks:
    """Check January counts and population, and put them together.

    Parameters
    ----------
    years : sequence of int
        Academic years of the counts.
    children : array_like
        Axes (year, locality, need, ncy, setting) [children].
    population_years : sequence of int
        Academic years of the population.
    population : array_like
        Axes (year, locality, ncy) [persons].
    phase : array_like
        Axis (ncy): position of the phase of each NC year.
    unrecorded : Mapping, optional
        From an academic year to those children who are spread in its count.

    Returns
    -------
    Stocks

    Raises
    ------
    NotPossibleError
        Where years are missing, shapes do not fit, numbers are impossible, or nobody is there.
    """
    counts = np.asarray(children, dtype=np.float64)
    heads = np.asarray(population, dtype=np.float64)
    phases = np.asarray(phase, dtype=np.int64)
    for held in (years, population_years):
        refuse_gaps(held)
    if len(years) < 2:
        raise NotPossibleError.of("demand_one_january", year=years[0] if years else "none")
    rest = counts.shape[1:] if counts.ndim == 5 else (0, 0, NC_YEARS, 0)
    localities, needs, _, settings = rest
    check_shape(
        "the January counts",
        counts,
        (len(years), localities, needs, NC_YEARS, settings),
        axes="year, locality, need, ncy, setting",
    )
    check_shape(
        "the population",
        heads,
        (len(population_years), localities, NC_YEARS),
        axes="year, locality, ncy",
    )
    check_shape("the phases", phases, (NC_YEARS,), axes="ncy")
    check_counts("the January counts", counts, axes="year, locality, need, ncy, setting")
    check_counts("the population", heads, axes="year, locality, ncy")
    refuse_empty(years, counts)
    made = Stocks(
        tuple(years), counts, tuple(population_years), heads, phases, dict(unrecorded or {})
    )
    made.population_of(years[0], years[-1])
    return made


def population_between(
    years: Sequence[int], population: FloatArray, first: int, last: int, *, base: int
) -> FloatArray:
    """Give the population of some years.

    Parameters
    ----------
    years : sequence of int
        Academic years of the population, rising by one.
    population : FloatArray
        Axes (year, locality, ncy) [persons].
    first, last : int
        Academic years.
    base : int
        The academic year from which is projected.

    Returns
    -------
    FloatArray
        Axes (year, locality, ncy) [persons].

    Raises
    ------
    NotPossibleError
        If the population does not hold all of them.
    """
    if first < years[0] or last > years[-1]:
        known = years[-1]
        raise NotPossibleError.of(
            "demand_population_short",
            first=years[0],
            last=known,
            otherwise=f", or project until {known} at most" if known > base else "",
            needed_first=first,
            needed_last=last,
        )
    start = first - years[0]
    return np.asarray(population[start : start + last - first + 1])


def check_shape(
    what: str, numbers: FloatArray | IntArray, shape: tuple[int, ...], *, axes: str
) -> None:
    """Refuse an array that does not have the axes that it should have.

    Raises
    ------
    NotPossibleError
        If the shape is another.
    """
    if numbers.shape != shape:
        raise NotPossibleError.of(
            "demand_shape", what=what, seen_shape=numbers.shape, shape=shape, axes=axes
        )


def stretched(what: str, given: Stretched, shape: tuple[int, ...], *, axes: str) -> Stretched:
    """Lay an array out on all axes where some of its own have length 1 or are left out.

    Raises
    ------
    NotPossibleError
        If it does not fit.
    """
    fits = given.ndim <= len(shape) and all(
        one in (1, whole) for one, whole in zip(given.shape[::-1], shape[::-1], strict=False)
    )
    if not fits:
        raise NotPossibleError.of(
            "demand_shape", what=what, seen_shape=given.shape, shape=shape, axes=axes
        )
    return np.broadcast_to(given, shape)


def check_counts(what: str, numbers: FloatArray, *, axes: str) -> None:
    """Refuse numbers that are negative or not finite.

    Raises
    ------
    NotPossibleError
        If there is one.
    """
    impossible = ~(np.isfinite(numbers) & (numbers >= 0))
    if impossible.any():
        raise NotPossibleError.of(
            "demand_not_counts",
            what=what,
            count=int(impossible.sum()),
            first=first_of(impossible),
            axes=axes,
        )


def first_of(wrong: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> tuple[int, ...]:
    """Give the position of the first fault, for a message."""
    return tuple(int(place) for place in np.argwhere(wrong)[0])


def refuse_empty(years: Sequence[int], counts: FloatArray) -> None:
    """Refuse Januaries without a child: read as counted, everybody would have left and come back.

    Parameters
    ----------
    years : sequence of int
        Academic years of the counts.
    counts : FloatArray
        Axes (year, ...) [children].

    Raises
    ------
    NotPossibleError
        If nobody is there in one of them.
    """
    empty = [year for year, count in zip(years, counts, strict=True) if not count.any()]
    if empty:
        raise NotPossibleError.of(
            "demand_nobody",
            year=", ".join(map(str, empty)),
            otherwise=_or_leave_out(years, after=empty[-1], including=True),
        )


def refuse_gaps(years: Sequence[int]) -> None:
    """Refuse years that do not rise by one.

    Raises
    ------
    NotPossibleError
        If one is missing.
    """
    apart = [(one, other) for one, other in pairwise(years) if other != one + 1]
    missing = [year for one, other in apart for year in range(one + 1, max(other, one + 2))]
    if missing:
        raise NotPossibleError.of(
            "demand_years_apart",
            years=", ".join(map(str, years)),
            missing=", ".join(map(str, missing)),
            first=", ".join(map(str, missing)),
            otherwise=_or_leave_out(years, after=missing[-1], including=False),
        )


def _or_leave_out(years: Sequence[int], *, after: int, including: bool) -> str:
    """Offer to leave the earlier years out, if two or more are left to project from."""
    if sum(year > after for year in years) < 2:
        return ""
    return (
        f", or leave out {after} and what comes before it"
        if including
        else (f", or leave out what comes before {after + 1}")
    )
