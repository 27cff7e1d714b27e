"""Scores of a projection against what came: errors, coverage and the score of a whole range."""

from __future__ import annotations

import numpy as np

from sufficiency.demand.margins import FloatArray

SMALL = 1.0
"""Cells where less than one child was projected and less than one came are left out of coverage:
a range from nought to nought is no range."""


def signed_error(projected: FloatArray, came: FloatArray) -> float:
    """Give (projected - came) / came over all cells together, as DfE's scorecards do.

    Parameters
    ----------
    projected, came : FloatArray
        Axis (cell) [children].

    Returns
    -------
    float
        As a share; `nan` where nobody came.
    """
    whole = float(came.sum())
    return float((projected.sum() - whole) / whole) if whole > 0 else float("nan")


def weighted_error(projected: FloatArray, came: FloatArray) -> float:
    """Give the sum of errors without sign over the sum of what came: the WAPE.

    Parameters
    ----------
    projected, came : FloatArray
        Axis (cell) [children].

    Returns
    -------
    float
        As a share; `nan` where nobody came.

    Examples
    --------
    >>> weighted_error(np.array([12.0, 8.0]), np.array([10.0, 10.0]))
    0.2
    """
    whole = float(came.sum())
    return float(np.abs(projected - came).sum() / whole) if whole > 0 else float("nan")


def ranked_score(draws: FloatArray, came: FloatArray) -> FloatArray:
    """Give the continuous ranked probability score of each cell: small is good.

    CRPS = mean |x - a| - sum over i of (2 i - m - 1) x(i) / m^2, with x(i) the m draws in order.

    Parameters
    ----------
    draws : FloatArray
        Axes (draw, cell) [children].
    came : FloatArray
        Axis (cell) [children].

    Returns
    -------
    FloatArray
        Axis (cell) [children].

    Examples
    --------
    >>> ranked_score(np.array([[1.0], [3.0]]), np.array([2.0])).tolist()
    [0.5]
    """
    count = len(draws)
    weight = 2 * np.arange(1.0, count + 1) - count - 1
    spread = weight @ np.sort(draws, axis=0) / count**2
    return np.asarray(np.abs(draws - came).mean(axis=0) - spread)


def place_in_range(draws: FloatArray, came: FloatArray, chance: FloatArray) -> FloatArray:
    """Give where in its range each cell came out: the randomised probability integral transform.

    u = P(X < a) + U P(X = a). Counts have gaps: with plain quantiles a range of 80 % of a small
    count holds 93 to 95 % by its making; with this it holds 80.

    Parameters
    ----------
    draws : FloatArray
        Axes (draw, cell) [children].
    came : FloatArray
        Axis (cell) [children].
    chance : FloatArray
        Axis (cell): uniform from 0 to 1.

    Returns
    -------
    FloatArray
        Axis (cell): from 0 to 1; even if the range is right.
    """
    below = (draws < came).mean(axis=0)
    same = (draws == came).mean(axis=0)
    return np.asarray(below + chance * same)


def inside(places: FloatArray, share: float) -> FloatArray:
    """Say which cells came out within the middle share of their range: axis (cell)."""
    edge = (1 - share) / 2
    return np.asarray((places > edge) & (places < 1 - edge), dtype=np.float64)


def counts_for_coverage(draws: FloatArray, came: FloatArray) -> FloatArray:
    """Say which cells are large enough for coverage to mean anything: axis (cell)."""
    return np.asarray((draws.mean(axis=0) >= SMALL) | (came >= SMALL), dtype=np.bool_)


def widening(draws: FloatArray, came: FloatArray, *, share: float = 0.8) -> float:
    """Give the factor by which ranges would have had to be wider to hold the truth as promised.

    r = |a - median| / |end - median|, with the end of the range on the side of a; the factor is
    the `share` quantile of r over the cells, and 1 where it is less.

    Parameters
    ----------
    draws : FloatArray
        Axes (draw, cell) [children].
    came : FloatArray
        Axis (cell) [children].
    share : float
        What the range promises to hold.

    Returns
    -------
    float
        From 1 on; `nan` where no cell has a range.
    """
    edge = (1 - share) / 2
    low, middle, high = np.quantile(draws, [edge, 0.5, 1 - edge], axis=0)
    half = np.where(came < middle, middle - low, high - middle)
    wide = half > 0
    if not wide.any():
        return float("nan")
    ratios = np.abs(came - middle)[wide] / half[wide]
    return max(float(np.quantile(ratios, share)), 1.0)
