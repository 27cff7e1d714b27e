"""Pounds of later years in pounds of today: discount factors, present value and payback."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sufficiency import terms

FloatArray = NDArray[np.float64]
Percent = float | Sequence[float] | None
"""A first discount rate, the same for all years or by year; none for the Treasury's."""


def discount_rates(years: int, *, percent: Percent = None, base: int = 0) -> FloatArray:
    """Give the discount rate of each year of an appraisal.

    The Treasury's rates fall with time: 3.5 % to year 30, then 3.0 % and 2.5 %
    (`terms/discount_rates.csv`, with source and edition). Another first rate stands in the place
    of the first, and no later one is above it.

    Parameters
    ----------
    years : int
        Number of years.
    percent : float or sequence of float, optional
        First rate, the same for all years or by year from the base on; the Treasury's where left
        out [percent a year, real].
    base : int
        Position of year 0 among the years, or before or behind them. What is before it has the
        rate of year 0.

    Returns
    -------
    FloatArray
        Axis (year) [share a year].
    """
    since = np.maximum(np.arange(years) - base, 0)
    return _rates_from_base(int(since.max(initial=0)) + 1, percent)[since]


def _rates_from_base(years: int, percent: Percent) -> FloatArray:
    """Axis (year, of year 0 on): discount rates [share a year]."""
    spans = terms.discount_spans()
    first = np.asarray(spans[0].percent if percent is None else percent, dtype=np.float64)
    rates = np.array(np.broadcast_to(first[:years] if first.ndim else first, years))
    for span in spans[1:]:
        later = rates[span.from_year :]
        later[:] = np.minimum(later, span.percent)
    return np.asarray(rates / 100)


def discount_factors(years: int, *, percent: Percent = None, base: int = 0) -> FloatArray:
    """Give what a pound of each year is worth in year 0.

        factor_0 = 1,  factor_n = prod_{t = 1}^{n} 1 / (1 + rate_t),
        factor_{-n} = (1 + rate_0)^n  for years before it

    Parameters
    ----------
    years : int
        Number of years.
    percent : float or sequence of float, optional
        First rate, as in `discount_rates` [percent a year, real].
    base : int
        Position of year 0 among the years, or before or behind them.

    Returns
    -------
    FloatArray
        Axis (year).

    Examples
    --------
    >>> discount_factors(31)[[1, 10, 30]].round(4).tolist()
    [0.9662, 0.7089, 0.3563]
    >>> discount_factors(3, base=1).round(4).tolist()
    [1.035, 1.0, 0.9662]
    """
    since = np.arange(years) - base
    rates = _rates_from_base(int(since.max(initial=0)) + 1, percent)
    after = 1 / np.cumprod(np.concatenate([[1.0], 1 + rates[1:]]))
    before = (1 + rates[0]) ** np.maximum(-since, 0)
    return np.asarray(after[np.maximum(since, 0)] * before)


def present_value(pounds: ArrayLike, *, percent: Percent = None, base: int = 0) -> FloatArray:
    """Add up pounds of several years as they are worth in year 0.

        sum_n pounds_n x factor_n

    Parameters
    ----------
    pounds : array_like of float
        Axes (..., year), in real terms [pounds].
    percent : float or sequence of float, optional
        First discount rate, as in `discount_rates` [percent a year, real].
    base : int
        Position of year 0 among the years, or before or behind them.

    Returns
    -------
    FloatArray
        Axes (...) [pounds].
    """
    flows = np.asarray(pounds, dtype=np.float64)
    return np.asarray(flows @ discount_factors(flows.shape[-1], percent=percent, base=base))


def payback_years(pounds: ArrayLike) -> float | None:
    """Say after how many years what was spent has come back for good.

    A year's pounds come evenly over it. For discounted payback give discounted pounds.

    Parameters
    ----------
    pounds : array_like of float
        Axis (year): saved less spent, year 0 first [pounds].

    Returns
    -------
    float or None
        Years from the start of year 0 after which what was saved never again falls behind what
        was spent; None where it does at the end: it does not pay back.

    Examples
    --------
    >>> payback_years([-100, 40, 40, 40]), payback_years([-100, 10])
    (3.5, None)
    """
    flows = np.asarray(pounds, dtype=np.float64)
    reached = np.cumsum(flows)
    behind = np.flatnonzero(reached < 0)
    if not len(behind):
        return 0.0
    last = int(behind[-1])
    if last == len(flows) - 1:
        return None
    return last + 1 - float(reached[last] / flows[last + 1])


def cost_of_one(pounds: float, count: float) -> float:
    """Divide pounds by what they buy; nan where it is nothing, or less than nothing.

    Parameters
    ----------
    pounds : float
        [pounds]
    count : float
        Places, or placements avoided.

    Returns
    -------
    float
        [pounds for one]
    """
    return pounds / count if count > 0 else float("nan")
