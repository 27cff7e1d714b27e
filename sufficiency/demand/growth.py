"""How fast England grows, and what a path of growth means for those who join.

A path is turned into a growth of the joining rate at today's population, so that population,
levers and detail act on top of it. The path of an area stands in `demand.panel`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sufficiency.demand.margins import FloatArray
from sufficiency.errors import NotPossibleError

MEASURED_YEARS = 5
"""Horizon over which rules were measured; from here on the joining rate of an area is held."""


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
        Axis (ncy), or axes (..., year, ncy): joiners a head by NC year joined, and the share that
        leaves each NC year.
    growth : FloatArray or None
        Axes (..., year): growth of the log of the total; None for joining rates as they are.
    years : int
        Years to project.

    Returns
    -------
    CohortPath
        Its axes after those that `joining` has before (year, ncy).
    """
    lead = joining.shape[:-2]
    shape = (*lead, years, len(start))
    usual = np.broadcast_to(joining * persons, shape)
    staying = np.broadcast_to(1 - leaving, shape)
    grows = np.exp(np.empty(0) if growth is None else growth)
    most = usual.sum(axis=-1)
    # Where nobody can join, the factor is nought.
    most = np.where(most > 0, most, np.inf)
    factors, survivors, joiners = np.empty(shape[:-1]), np.zeros(shape), np.empty(shape)
    cohort, whole, factor = start, np.full(lead, start.sum()), np.ones(lead)
    for year in range(years):
        survivors[..., year, 1:] = cohort[..., :-1] * staying[..., year, :-1]
        if year < grows.shape[-1]:
            whole = whole * grows[..., year]
            room = np.maximum(whole - survivors[..., year, :].sum(axis=-1), 0.0)
            factor = room / most[..., year]
        factors[..., year] = factor
        joiners[..., year, :] = usual[..., year, :] * np.expand_dims(factor, -1)
        cohort = survivors[..., year, :] + joiners[..., year, :]
    return CohortPath(factors, survivors, joiners)


def _series(what: str, plans: ArrayLike) -> FloatArray:
    series = np.asarray(plans, dtype=np.float64)
    sound = series.ndim == 1 and len(series) >= 2 and bool((series[-2:] > 0).all())
    if not sound or not np.isfinite(series).all() or not (series > 0).all():
        held = int((series > 0).sum())
        raise NotPossibleError.of("demand_growth_unknown", what=what, count=held)
    return series
