"""Finding where points fall on a line that is cut into parts."""

from __future__ import annotations

import numpy as np

from sufficiency.demand.margins import FloatArray, IntArray

BUCKETS_PER_PART = 2
STEPS = 4
"""Points further from where their bucket begins are looked up by themselves."""
SHORTEST = 1e-200
"""A line this short is not cut into buckets: their width would be no number."""
SLACK = 1e-3
"""A bucket begins by so much of its width sooner, far above what rounding may shift a point."""


def parts_passed(ends: FloatArray, point: FloatArray) -> IntArray:
    """Count the parts of a line that end at or before each point, as `numpy.searchsorted` does.

    The line is cut into even buckets too. Each knows how many parts end before it begins, and a
    point is mostly in that part or in the next: for points in no order this is five times as fast
    as to halve the line again and again.

    Parameters
    ----------
    ends : FloatArray
        Axis (part): where each ends, rising; the first begins at nought.
    point : FloatArray
        Axis (point): from nought on, in any order.

    Returns
    -------
    IntArray
        Axis (point): as many as there are parts for a point at the very end.

    Examples
    --------
    >>> parts_passed(np.array([0.5, 0.5, 2.0]), np.array([1.9, 0.5, 0.1])).tolist()
    [2, 2, 0]
    """
    # Few points do not pay for buckets, and a line of hardly any length has none.
    if len(point) <= len(ends) or ends[-1] < SHORTEST:
        return np.asarray(np.searchsorted(ends, point, side="right"))
    buckets = BUCKETS_PER_PART * len(ends)
    each = buckets / ends[-1]
    begins = (np.arange(buckets + 1) - SLACK) / each
    at_begin = np.searchsorted(ends, begins, side="right")
    passed: IntArray = at_begin.take((point * each).astype(np.int64))
    behind = np.flatnonzero(ends.take(passed, mode="clip") <= point)
    for _ in range(STEPS):
        passed[behind] += 1
        behind = behind[ends.take(passed.take(behind), mode="clip") <= point.take(behind)]
        if not len(behind):
            return passed
    passed[behind] = np.searchsorted(ends, point.take(behind), side="right")
    return passed


def members_passed(running: FloatArray, row: IntArray, target: FloatArray) -> IntArray:
    """Count the members whose running sum is at or below a target, by halving.

    Parameters
    ----------
    running : FloatArray
        Axes (member, row): running sums over members, in plain order.
    row : IntArray
        Axis (point): in which row each point is.
    target : FloatArray
        Axis (point): below the sum of its row.

    Returns
    -------
    IntArray
        Axis (point): position of the member on which each target falls.

    Examples
    --------
    >>> running = np.array([[1.0, 0.0], [1.0, 2.0], [3.0, 3.0]])
    >>> members_passed(running, np.array([0, 0, 1]), np.array([0.5, 1.0, 0.0])).tolist()
    [0, 2, 1]
    """
    members, rows = running.shape
    flat, at, left = running.reshape(-1), row.astype(np.int64), members
    while left > 1:
        half = left // 2
        at += (flat.take(at + (half - 1) * rows) <= target) * (half * rows)
        left -= half
    return np.asarray(at // rows)
