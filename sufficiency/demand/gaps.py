"""Januaries that are missing in the middle of what is known of an area, and bridges over them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from sufficiency.demand.margins import BoolArray, FloatArray

LOOKED_BACK = 3
"""Judgement: growth rests on the last January and so many years before it, never on older ones."""


def positive(numbers: FloatArray) -> BoolArray:
    """Mark the numbers that are known and above nought."""
    return np.asarray(np.isfinite(numbers) & (np.nan_to_num(numbers) > 0), dtype=np.bool_)


def missing_between(plans: FloatArray) -> BoolArray:
    """Mark Januaries without a count that have one before them and one after them.

    Parameters
    ----------
    plans : FloatArray
        Axes (area, January); `nan` or nought where there is no count.

    Returns
    -------
    BoolArray
        The same axes.
    """
    known = positive(plans)
    before = np.logical_or.accumulate(known, axis=1)
    after = np.logical_or.accumulate(known[:, ::-1], axis=1)[:, ::-1]
    return np.asarray(~known & before & after, dtype=np.bool_)


def bridged(plans: FloatArray, england: FloatArray, broken: BoolArray) -> FloatArray:
    """Fill gaps within the last three years: even growth over and above England's.

    log(T[t] / E[t]) runs straight from the last January known before the gap to the first one
    after it. So the growth of each year, less England's, is what the two of them imply.

    A gap stays where one of its ends is older than three years, England is not known in it, or the
    way of counting changed between its ends. What is filled serves growth; it is never held
    against a projection.

    Parameters
    ----------
    plans : FloatArray
        Axes (area, January); `nan` or nought where there is no count [children].
    england : FloatArray
        Axis (January): the same of England.
    broken : BoolArray
        Axes (area, January): whether the way of counting changed since the January before.

    Returns
    -------
    FloatArray
        Axes (area, January).
    """
    filled = plans.copy()
    known, nation = positive(plans), positive(england)
    oldest = max(len(england) - 1 - LOOKED_BACK, 0)
    for area in np.flatnonzero(missing_between(plans).any(axis=1)):
        held = oldest + np.flatnonzero(known[area, oldest:])
        for before, after in pairwise(held.tolist()):
            changed = broken[area, before + 1 : after + 1].any()
            if changed or not nation[before : after + 1].all():
                continue
            inside = np.arange(before + 1, after)
            ends = np.log(plans[area, [before, after]] / england[[before, after]])
            filled[area, inside] = england[inside] * np.exp(
                np.interp(inside, [before, after], ends)
            )
    return filled
