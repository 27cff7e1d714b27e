"""What a scenario holds all plans to: a total, a cap on growth, a ceiling of prevalence.

Limits act on who joins, since nobody who has a plan loses it by a cap. Only an imposed total that
is below the children who stay lets some of them leave, as the total could not be met otherwise.
In a year whose total is imposed the cap and the ceiling do not act.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sufficiency.demand.margins import BoolArray, FloatArray, Positions
from sufficiency.demand.stocks import NC_YEARS, stretched
from sufficiency.errors import NotPossibleError

BY_ROUNDING = 1e-9
"""What a bound may miss by rounding before the next whole child counts."""


@dataclass(frozen=True, slots=True, eq=False)
class Limits:
    """Limits of each projected year; `limits_of` makes and checks them.

    Parameters
    ----------
    total : FloatArray
        Axis (year): all plans are as many [children]; `nan` where no total is imposed.
    growth : FloatArray
        Axis (year): all plans grow by this share at most; `nan` where they are free.
    ceiling : FloatArray
        Axis (year): plans a resident in the NC years of the ceiling; `nan` where there is none.
    ceiling_ncys : BoolArray
        Axis (ncy): the NC years that the ceiling counts.
    """

    total: FloatArray
    growth: FloatArray
    ceiling: FloatArray
    ceiling_ncys: BoolArray

    @property
    def any(self) -> bool:
        """Whether there is a limit at all."""
        return any(np.isfinite(one).any() for one in (self.total, self.growth, self.ceiling))


def limits_of(
    *,
    years: int,
    total: ArrayLike = np.nan,
    growth: ArrayLike = np.nan,
    ceiling: ArrayLike = np.nan,
    ceiling_ncys: ArrayLike = False,
) -> Limits:
    """Check limits and lay them out for each year.

    Parameters
    ----------
    years : int
        Projected years.
    total, growth, ceiling : array_like
        As in `Limits`, or what broadcasts to the axis (year).
    ceiling_ncys : array_like
        Axis (ncy), or what broadcasts to it.

    Returns
    -------
    Limits

    Raises
    ------
    NotPossibleError
        If one is negative or infinite, a total is no whole number, or an axis does not fit.
    """
    held = []
    for what, given in (("total", total), ("cap on growth", growth), ("ceiling", ceiling)):
        limit = np.asarray(given, dtype=np.float64)
        bad = (limit < 0) | np.isinf(limit)
        if what == "total":
            bad = bad | (np.isfinite(limit) & (limit != np.rint(limit)))
        if bad.any():
            raise NotPossibleError.of("demand_limit", what=what, value=float(limit[bad][0]))
        held.append(stretched(f"the limit {what}", limit, (years,), axes="year"))
    counted = np.asarray(ceiling_ncys, dtype=np.bool_)
    counted = stretched("the NC years of the ceiling", counted, (NC_YEARS,), axes="ncy")
    return Limits(held[0], held[1], held[2], counted)


def limited_flows(
    joiners: FloatArray,
    stay: FloatArray,
    *,
    opening: float,
    persons: FloatArray,
    limits: Limits,
    year: int,
) -> tuple[FloatArray, float]:
    """Hold expected joiners to the limits of a year.

    With S who stay, J joiners, N the opening stock, R the residents, and sums over the area, or
    over the NC years of the ceiling (marked c):

        a total T:      J is scaled to T - S; where S > T, J = 0 and 1 - T / S of S leave;
        ceiling q:      J_c is scaled to max(q R_c - S_c, 0) where it is above;
        growth cap g:   then J is scaled to max((1 + g) N - S, 0) where it is above.

    Parameters
    ----------
    joiners, stay : FloatArray
        Axes (locality, need, ncy, state) [children].
    opening : float
        All children of the January before.
    persons : FloatArray
        Axes (locality, ncy): residents of the year [persons].
    limits : Limits
    year : int
        Position of the year.

    Returns
    -------
    joiners : FloatArray
        The same axes.
    gone : float
        Share of those who stay who leave after all.

    Raises
    ------
    NotPossibleError
        If a total lies above those who stay and nobody joins.
    """
    staying = float(stay.sum())
    if np.isfinite(limits.total[year]):
        room = float(limits.total[year]) - staying
        if room < 0:
            return np.zeros_like(joiners), -room / staying
        check_reachable(float(joiners.sum()), room, limits, year)
        return joiners * _part(room, float(joiners.sum()), whatever=True), 0.0
    held = joiners
    if np.isfinite(limits.ceiling[year]):
        of_ceiling = limits.ceiling_ncys[:, None]
        room = float(limits.ceiling[year] * persons[:, limits.ceiling_ncys].sum())
        room -= float((stay * of_ceiling).sum())
        part = _part(room, float((held * of_ceiling).sum()))
        held = np.where(of_ceiling, held * part, held)
    if np.isfinite(limits.growth[year]):
        room = (1 + float(limits.growth[year])) * opening - staying
        held = held * _part(room, float(held.sum()))
    return held, 0.0


def chosen_joiners(
    ncy: Positions,
    staying_ncy: Positions,
    *,
    opening: int,
    persons: FloatArray,
    limits: Limits,
    year: int,
    generator: np.random.Generator,
) -> BoolArray:
    """Hold single joiners to ceiling and cap: as many as there is room for, taken by chance.

    Parameters
    ----------
    ncy : IntArray
        Axis (joiner): position of the NC year joined.
    staying_ncy : IntArray
        Axis (child who stays): position of the NC year reached.
    opening : int
        All children of the January before.
    persons : FloatArray
        Axes (locality, ncy): residents of the year [persons].
    limits : Limits
    year : int
        Position of the year.
    generator : numpy.random.Generator
        Of the draw.

    Returns
    -------
    BoolArray
        Axis (joiner): whether the child joins.
    """
    joins = np.ones(len(ncy), dtype=np.bool_)
    if np.isfinite(limits.ceiling[year]):
        of_ceiling = limits.ceiling_ncys[ncy]
        room = limits.ceiling[year] * persons[:, limits.ceiling_ncys].sum()
        room -= limits.ceiling_ncys[staying_ncy].sum()
        joins &= ~of_ceiling | _held(of_ceiling, room, generator)
    if np.isfinite(limits.growth[year]):
        room = (1 + limits.growth[year]) * opening - len(staying_ncy)
        joins = _held(joins, room, generator)
    return joins


def total_of(limits: Limits | None, year: int) -> int | None:
    """Give the total that is imposed in a year [children], or None where none is."""
    if limits is None or not np.isfinite(limits.total[year]):
        return None
    return int(limits.total[year])


def room_under_total(limits: Limits | None, year: int, staying: int) -> int | None:
    """Say how many children an imposed total has room for, below nought where too many stay.

    Returns
    -------
    int or None
        None where no total is imposed in the year.
    """
    total = total_of(limits, year)
    return None if total is None else total - staying


def chosen_leavers(count: int, leavers: int, generator: np.random.Generator) -> BoolArray:
    """Axis (child): who leaves, by chance, so many of so many."""
    return _some(np.ones(count, dtype=np.bool_), leavers, generator)


def check_reachable(joiners: float, room: float, limits: Limits | None, year: int) -> None:
    """Refuse a total that could only be met by children who come from nowhere.

    Raises
    ------
    NotPossibleError
        If there is room, and nobody joins.
    """
    if limits is not None and joiners <= 0 and room > BY_ROUNDING:
        raise NotPossibleError.of(
            "demand_total_out_of_reach", value=float(limits.total[year]), room=room
        )


def _part(room: float, wanted: float, *, whatever: bool = False) -> float:
    """Give the part of those who want to that has room; above 1 only where it must be met."""
    if wanted <= 0:
        return 1.0
    part = max(room, 0.0) / wanted
    return part if whatever else min(part, 1.0)


def _held(those: BoolArray, room: float, generator: np.random.Generator) -> BoolArray:
    """Keep as many as a bound has room for, by chance; a part of a child is one by chance.

    Cut off each year, parts of children would add up: 46 children could never grow by 2 %.
    """
    if those.sum() <= room + BY_ROUNDING:
        return those
    whole = np.floor(room + BY_ROUNDING)
    return _some(those, max(int(whole + (generator.random() < room - whole)), 0), generator)


def _some(those: BoolArray, most: int, generator: np.random.Generator) -> BoolArray:
    """Keep so many of those at most, by chance."""
    places = np.flatnonzero(those)
    if len(places) <= most:
        return those
    kept = np.zeros(len(those), dtype=np.bool_)
    kept[generator.permutation(places)[:most]] = True
    return kept
