"""How fast an area grows: England's growth, with a little of its own.

On 144 authorities, national growth with a small weight on the area's own and a pull towards
national prevalence beat the area's own trend at every horizon. The path is turned into a growth of
the joining rate at today's population, so that population, levers and detail act on top of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sufficiency.demand.margins import FloatArray
from sufficiency.demand.pooling import ratio
from sufficiency.errors import NotPossibleError

OWN_LAST_YEAR = 0.10
"""Weight of the area's growth of the last year, less England's."""
OWN_THREE_YEARS = 0.12
"""Weight of the area's yearly growth over three years, less England's."""
CONVERGENCE = -0.03
"""Weight of the log of the area's prevalence over England's: areas converge by 3 % a year."""
DECAY = 0.8
"""Each of these weights is worth so much of itself in the next year."""
CLIPPED = 0.15
"""A growth that differs from England's by more than this counts as this much."""
MEASURED_YEARS = 5
"""Horizon over which the weights were measured; from here on the joining rate is held."""


@dataclass(frozen=True, slots=True, eq=False)
class CohortPath:
    """The area's cohorts on the path of growth, at today's population.

    Parameters
    ----------
    factor : FloatArray
        Axis (year): the joining rate against that of the past.
    survivors, joiners : FloatArray
        Axes (year, ncy): those of each NC year who were there a year ago, and who joined
        [children].
    """

    factor: FloatArray
    survivors: FloatArray
    joiners: FloatArray


def england_path(plans: ArrayLike, *, years: int) -> FloatArray:
    """Project England's growth: halfway between a constant rate and a constant rise.

    G[k] = 1/2 log(T / T_before) + 1/2 log(1 + R / (T + (k - 1) R)),  R = T - T_before.

    Parameters
    ----------
    plans : array_like
        Axis (January, to the one from which is projected): plans in England.
    years : int
        Years ahead.

    Returns
    -------
    FloatArray
        Axis (year): growth of the log.

    Raises
    ------
    NotPossibleError
        If the last two Januaries are not there.

    Examples
    --------
    >>> england_path([100, 110], years=2).round(4).tolist()
    [0.0912, 0.0877]
    """
    series = _series("England's plans", plans)
    last, rise = series[-1], series[-1] - series[-2]
    ahead = np.arange(years)
    # A fall is never carried below half of what is left in a year.
    level = np.maximum(last + ahead * rise, 0.5 * last)
    constant_rise = np.log(np.maximum(1 + rise / level, 0.5))
    return np.asarray(0.5 * np.log(last / series[-2]) + 0.5 * constant_rise)


def area_path(
    plans: ArrayLike, england: ArrayLike, *, years: int, prevalence: float = 1.0
) -> FloatArray:
    """Project an area's growth: England's, and a fading share of how the area differs.

    G_area[k] = G[k] + 0.8^(k - 1) (0.10 z1 + 0.12 z3 - 0.03 log prevalence), where z1 and z3 are
    the area's yearly growth over one and three years less England's, clipped at 0.15.

    Parameters
    ----------
    plans, england : array_like
        Axis (January, to the one from which is projected): plans of the area and of England.
    years : int
        Years ahead.
    prevalence : float
        Plans a child in the area over plans a child in England; 1 where not known.

    Returns
    -------
    FloatArray
        Axis (year): growth of the log.

    Raises
    ------
    NotPossibleError
        If the last two Januaries of either are not there.
    """
    one_year, three_years = growth_apart(plans, england)
    differs = OWN_LAST_YEAR * _clipped(one_year) + OWN_THREE_YEARS * _clipped(three_years)
    differs += CONVERGENCE * float(np.log(prevalence))
    return england_path(england, years=years) + differs * DECAY ** np.arange(years)


def growth_apart(plans: ArrayLike, england: ArrayLike) -> tuple[float, float]:
    """Say by how much an area's growth of the log differs from England's, nothing clipped.

    Parameters
    ----------
    plans, england : array_like
        As in `area_path`.

    Returns
    -------
    one_year, three_years : float
        Of the last year, and a year over the last three, or over as many as are known.

    Raises
    ------
    NotPossibleError
        If the last two Januaries of either are not there.
    """
    own, whole = _series("the area's plans", plans), _series("England's plans", england)
    back = min(3, len(own) - 1, len(whole) - 1)
    one_year = _growth(own, 1) - _growth(whole, 1)
    return one_year, _growth(own, back) - _growth(whole, back)


def cohort_path(
    start: FloatArray,
    persons: FloatArray,
    joining: FloatArray,
    leaving: FloatArray,
    *,
    growth: FloatArray | None,
    years: int,
) -> CohortPath:
    """Find the growth of the joining rate that takes the area along its path.

    factor[y] = (T[y] - survivors[y]) / sum(joining P): joiners are what the path leaves room for.
    After the years of the path, the joining rate stays as it is in its last year.

    Parameters
    ----------
    start : FloatArray
        Axis (ncy): the last January [children].
    persons : FloatArray
        Axis (ncy): today's population [persons].
    joining, leaving : FloatArray
        Axis (ncy): joiners a head by NC year joined, and the share that leaves each NC year.
    growth : FloatArray or None
        Axis (year): growth of the log of the total; None for joining rates as they are.
    years : int
        Years to project.

    Returns
    -------
    CohortPath
    """
    cohort, whole = start, float(start.sum())
    usual = joining * persons
    factors, survivors, joiners = [], [], []
    factor = 1.0
    for year in range(years):
        stay = np.append(0.0, (cohort * (1 - leaving))[:-1])
        if growth is not None and year < len(growth):
            whole *= float(np.exp(growth[year]))
            room = np.array(max(whole - stay.sum(), 0.0))
            factor = float(ratio(room, np.array(usual.sum())))
        factors.append(factor)
        survivors.append(stay)
        joiners.append(usual * factor)
        cohort = stay + usual * factor
    return CohortPath(np.array(factors), np.array(survivors), np.array(joiners))


def _series(what: str, plans: ArrayLike) -> FloatArray:
    series = np.asarray(plans, dtype=np.float64)
    sound = series.ndim == 1 and len(series) >= 2 and bool((series[-2:] > 0).all())
    if not sound or not np.isfinite(series).all() or not (series > 0).all():
        held = int((series > 0).sum())
        raise NotPossibleError.of("demand_growth_unknown", what=what, count=held)
    return series


def _growth(series: FloatArray, years: int) -> float:
    """Yearly growth of the log over some years."""
    return float(np.log(series[-1] / series[-1 - years])) / years


def _clipped(difference: float) -> float:
    """Whoever asks for a path says so to the user where this bites."""
    return float(np.clip(difference, -CLIPPED, CLIPPED))
