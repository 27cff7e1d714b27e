"""How far an answer may be above the best, as a share of what no answer is below, and in words."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

DIGITS = 2
LEAST_PERCENT = 0.01
"""A smaller gap is told as less than this [percent]."""


def percent_above(gaps: FloatArray, bounds: FloatArray) -> FloatArray:
    """Say by how much answers may be above the best, at the most, as a share of the best.

    The best is not known where there is a gap, but it is no smaller than the bound: an answer of
    10 whose bound is 5 may be twice the best, so 100 percent above it, and no more.

    Parameters
    ----------
    gaps : FloatArray
        What an answer comes to less its bound, nought or more [children, metres or pounds].
    bounds : FloatArray
        Of the same shape: what no answer is below [as the gaps].

    Returns
    -------
    FloatArray
        [percent]; endless where there is a gap above a bound of nought, nought without a gap.

    Examples
    --------
    >>> percent_above(np.array([5.0, 5.0, 0.0]), np.array([5.0, 0.0, 0.0])).tolist()
    [100.0, inf, 0.0]
    """
    shares = np.divide(100 * gaps, bounds, out=np.full(gaps.shape, np.inf), where=bounds > 0)
    return np.asarray(np.where(gaps > 0, shares, 0.0), dtype=np.float64)


def above_words(percent: float, size: str) -> str:
    """Say how far above the best an answer was stopped at the most.

    Parameters
    ----------
    percent : float
        As `percent_above` has it.
    size : str
        The gap in numbers, which is told instead where the best may be nought.

    Examples
    --------
    >>> above_words(2.041, "3.00 children"), above_words(0.0004, "0.01 children")
    ('2.05 % above the best or less', 'less than 0.01 % above the best')
    >>> above_words(float("inf"), "3.00 children")
    '3.00 children above the best or less (the best may be nought)'
    """
    if not math.isfinite(percent):
        return f"{size} above the best or less (the best may be nought)"
    if percent < LEAST_PERCENT:
        return f"less than {LEAST_PERCENT} % above the best"
    return f"{rounded_up(percent)} % above the best or less"


def rounded_up(number: float) -> str:
    """Write a number with two decimals, never a smaller one: it is told as the most there is.

    Examples
    --------
    >>> rounded_up(2.041), rounded_up(2.04), rounded_up(1234.0)
    ('2.05', '2.04', '1,234.00')
    """
    # What floats add behind the ninth decimal is not rounded up.
    parts = math.ceil(round(number * 10**DIGITS, 9 - DIGITS))
    return f"{parts / 10**DIGITS:,.{DIGITS}f}"
