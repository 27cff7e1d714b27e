"""The axes of a projection: needs, NC years and their phases."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sufficiency import terms

IntArray = NDArray[np.int64]

UNKNOWN = "unknown"
NCYS = tuple(range(terms.FIRST_NCY, terms.LAST_NCY + 1))
PLACED_LEVELS = ("base", "special")
"""Levels of need for which there are specialist places."""


def needs() -> tuple[str, ...]:
    """Give the labels of the axis need: every need but "unknown"."""
    return terms.needs().without(UNKNOWN).codes


def possible_settings(seen: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Say in which settings children of an NC year can be.

    A setting takes the NC years that `terms.settings` says: nobody of Year 5 is at a college, nor
    of Year 12 in a nursery. Where children were counted, they can be.

    Parameters
    ----------
    seen : numpy.ndarray
        Axes (..., ncy, setting): whether anybody was counted.

    Returns
    -------
    numpy.ndarray
        Axes (need, ncy, setting).
    """
    spans = [(word.ncy_from, word.ncy_to) for word in terms.settings().words.values()]
    first, last = np.array(spans).T
    ncy = np.array(NCYS)[:, None]
    counted = seen.reshape(-1, *seen.shape[-2:]).any(axis=0)
    possible = ((ncy >= first) & (ncy <= last)) | counted
    return np.repeat(possible[None], len(needs()), axis=0)


def phase_of_each_ncy() -> IntArray:
    """Axis (ncy): position of the phase of each NC year."""
    phases = terms.phases().codes
    return np.array([phases.index(terms.phase_of_ncy(ncy)) for ncy in NCYS], dtype=np.int64)
