"""Why a child who is not placed locally is not: of every cell and year, before any draw."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sufficiency.places.rules import admits_of
from sufficiency.places.supply import Supply

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

REASONS = ("not_served", "too_far", "not_open", "full")
"""Axis (reason): why a child is not in the authority's places; each child has one.

No pool serves the need, the NC year and the level in any year; one does, but none within the
journey limit; one within the limit does, but none that has places this year; one within the limit
has places this year, and they are full."""
NOT_SERVED, TOO_FAR, NOT_OPEN, FULL = range(len(REASONS))


def reasons_of(supply: Supply) -> NDArray[np.int8]:
    """Say why a child of each cell who is not placed locally is not.

    The reason does not depend on who else is placed: only whether somebody is left does. A pool
    that a local rule bars from the children of a cell is none that serves them.

    Parameters
    ----------
    supply : Supply

    Returns
    -------
    numpy.ndarray
        Axes (year, cell): position in `REASONS`.
    """
    axes, pools, limits = supply.axes, supply.pools, supply.limits
    local = ~pools.independent[:, None, None, None]
    admits = np.asarray(admits_of(axes, pools, is_open=True) & local, dtype=np.bool_)
    ever = np.asarray(admits.any(axis=0), dtype=np.bool_)
    reasons = np.empty((len(axes.years), int(np.prod(axes.shape))), dtype=np.int8)
    for year in range(len(axes.years)):
        nearest = np.minimum(limits.minutes[year], limits.longest_minutes[year])
        near = np.asarray(supply.minutes[:, :, None] <= nearest, dtype=np.bool_)
        anywhere, barred = np.ones_like(near), _barred(supply, year)
        reasons[year] = NOT_SERVED
        # The later a reason, the more holds of the child: each overwrites those before it.
        for reason, serves, reach in (
            (TOO_FAR, ever, anywhere),
            (NOT_OPEN, ever, near),
            (FULL, admits[year], near),
        ):
            reasons[year, _reached(serves, reach, barred)] = reason
    return reasons


def _reached(serves: BoolArray, near: BoolArray, barred: BoolArray | None) -> BoolArray:
    """Say of each cell whether some pool serves it that is near enough and not barred.

    Parameters
    ----------
    serves : BoolArray
        Axes (pool, need, ncy, level).
    near : BoolArray
        Axes (locality, pool, ncy).
    barred : BoolArray or None
        Axes (cell, pool).

    Returns
    -------
    BoolArray
        Axis (cell).
    """
    if barred is None:
        # A product over the pools, for one NC year after the other.
        by_ncy = np.moveaxis(near, 2, 0).astype(np.float32)
        kinds = np.moveaxis(serves, 2, 0).astype(np.float32)
        rest = kinds.shape[2] * kinds.shape[3]
        counts = by_ncy @ kinds.reshape(*kinds.shape[:2], rest)
        found = counts.reshape(*counts.shape[:2], *kinds.shape[2:]) > 0
        return np.moveaxis(found, 0, 2).reshape(-1)
    pairs = np.moveaxis(serves, 0, -1)[None] & np.moveaxis(near, 1, -1)[:, None, :, None]
    return np.asarray((pairs.reshape(barred.shape) & ~barred).any(axis=1), dtype=np.bool_)


def _barred(supply: Supply, year: int) -> BoolArray | None:
    """Axes (cell, pool): whether a local rule bars it; None where there are no rules."""
    if supply.rules is None:
        return None
    cells, pools = int(np.prod(supply.axes.shape)), supply.not_named
    cell, pool = np.divmod(np.arange(cells * pools), pools)
    return supply.rules.bars(year, cell, pool).reshape(cells, pools)
