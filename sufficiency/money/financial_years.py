"""Pounds of academic years as pounds of financial years."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]

MONTHS = 12
SINCE_SEPTEMBER = 7
"""Months from September to March: of a financial year, those of the academic year that begins in
it; the five from April to August are those of the academic year before."""


def financial_years(pounds: ArrayLike) -> FloatArray:
    """Turn pounds of academic years into pounds of financial years (April to March).

        financial_y = 7/12 academic_y + 5/12 academic_{y-1}

    Nothing is before the first or after the last of the academic years given, so that the
    financial years, one more than they, add up to them.

    Parameters
    ----------
    pounds : array_like of float
        Axes (..., academic year), one after the other [pounds a year].

    Returns
    -------
    FloatArray
        Axes (..., financial year): from the one in which the first academic year begins to the one
        in which the last one ends [pounds a year].

    Examples
    --------
    >>> financial_years([1200, 2400]).tolist()
    [700.0, 1900.0, 1000.0]
    """
    academic = np.asarray(pounds, dtype=np.float64)
    made = np.zeros((*academic.shape[:-1], academic.shape[-1] + 1))
    made[..., :-1] += academic * SINCE_SEPTEMBER / MONTHS
    made[..., 1:] += academic * (MONTHS - SINCE_SEPTEMBER) / MONTHS
    return made


def carried_on(pounds: ArrayLike, *, before: int, years: int) -> FloatArray:
    """Lay yearly pounds over a longer period: nothing before them, the last one held after them.

    Parameters
    ----------
    pounds : array_like of float
        Axes (..., year) [pounds a year].
    before : int
        Years of the period before the first of them.
    years : int
        Years of the period; those beyond it are left out.

    Returns
    -------
    FloatArray
        Axes (..., year of the period) [pounds a year].
    """
    held = np.asarray(pounds, dtype=np.float64)
    place = np.clip(np.arange(years) - before, -1, held.shape[-1] - 1)
    return np.where(place < 0, 0.0, held[..., np.maximum(place, 0)])
