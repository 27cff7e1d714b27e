"""The axes of a projection: needs, NC years and their phases."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sufficiency import terms

IntArray = NDArray[np.int64]

UNKNOWN = "unknown"
NCYS = tuple(range(terms.FIRST_NCY, terms.LAST_NCY + 1))


def needs() -> tuple[str, ...]:
    """Give the labels of the axis need: every need but "unknown"."""
    return terms.needs().without(UNKNOWN).codes


def phase_of_each_ncy() -> IntArray:
    """Axis (ncy): position of the phase of each NC year."""
    phases = terms.phases().codes
    return np.array([phases.index(terms.phase_of_ncy(ncy)) for ncy in NCYS], dtype=np.int64)
