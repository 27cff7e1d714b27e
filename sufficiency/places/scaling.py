"""Expected demand as whole numbers: in thousandths of a child, or whatever scale is asked for."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

IntArray = NDArray[np.int64]


def scaled_to_whole(demand: ArrayLike, scale: int) -> IntArray:
    """Multiply expected demand, so that parts of children become whole numbers.

    Parameters
    ----------
    demand : array_like of float
        Axes (year, ...) [children].
    scale : int
        For example 1,000; places, limits and totals are multiplied by it as well.

    Returns
    -------
    IntArray
        Axes as given: for each year they add up to the total, multiplied and rounded; what
        rounding leaves over goes to the cells with the largest parts.

    Examples
    --------
    >>> scaled_to_whole([[0.25, 0.5, 0.25]], 2).tolist()
    [[1, 1, 0]]
    """
    scaled = np.asarray(demand, dtype=np.float64) * scale
    by_year = scaled.reshape(len(scaled), -1)
    whole = np.floor(by_year).astype(np.int64)
    left = np.rint(by_year.sum(axis=1)).astype(np.int64) - whole.sum(axis=1)
    for year, more in enumerate(left.tolist()):
        order = np.argsort(whole[year] - by_year[year], kind="stable")
        whole[year, order[:more]] += 1
    return whole.reshape(scaled.shape)
