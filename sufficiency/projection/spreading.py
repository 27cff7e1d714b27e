"""Children whose need or locality is not recorded, spread as those are whose it is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


def first_known(weights: Sequence[FloatArray], *, axis: int) -> FloatArray:
    """Give shares over an axis from the first weights that hold anybody.

    Parameters
    ----------
    weights : sequence of FloatArray
        The nearest first. The first has every axis; the others may have length 1 on axes over
        which they were added up.
    axis : int
        The axis over which shares add up to 1.

    Returns
    -------
    FloatArray
        Axes as the first weights; even where no weights hold anybody.
    """
    shape = weights[0].shape
    shares = np.full(shape, 1 / shape[axis])
    for held in reversed(weights):
        numbers = np.broadcast_to(held, shape)
        whole = numbers.sum(axis=axis, keepdims=True)
        own = numbers / np.where(whole > 0, whole, 1.0)
        shares = np.where(whole > 0, own, shares)
    return shares


def nearest_first(counts: FloatArray) -> list[FloatArray]:
    """Give counts by NC year and setting, by NC year, and in all.

    Parameters
    ----------
    counts : FloatArray
        Axes (..., ncy, setting, member).

    Returns
    -------
    list of FloatArray
        With length 1 on the axes that were added up.
    """
    return [
        counts,
        counts.sum(axis=-2, keepdims=True),
        counts.sum(axis=(-3, -2), keepdims=True),
    ]
