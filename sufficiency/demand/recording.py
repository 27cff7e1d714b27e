"""Needs that began or ceased to be recorded: what was seen of them before says nothing of now."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sufficiency.demand.flows import Flows
from sufficiency.demand.margins import BoolArray, FloatArray
from sufficiency.demand.pooling import ratio

CHANGED = 10.0
"""Children of a need in one January, and none in another, that are no chance: a Poisson count with
this mean is nought once in 22,000 times."""


def recorded_otherwise(totals: FloatArray) -> BoolArray:
    """Say in which Januaries a need was not recorded as it is in the last.

    Parameters
    ----------
    totals : FloatArray
        Axes (January, need) [children].

    Returns
    -------
    BoolArray
        Axes (January, need): true where the need has nobody and ten in the last, or the other way.
    """
    last = totals[-1]
    new = (totals == 0) & (last >= CHANGED)
    gone = (totals >= CHANGED) & (last == 0)
    return np.asarray(new | gone)


@dataclass(frozen=True, slots=True, eq=False)
class Recorded:
    """Whether needs were recorded as they are now; `recorded_in` finds it.

    Parameters
    ----------
    before, after : BoolArray
        Axes (year, need): in the earlier and the later January of each year, as its file has them.
    """

    before: BoolArray
    after: BoolArray

    @property
    def moves(self) -> BoolArray:
        """Axes (year, need, need reached): changes of need that are no change of recording."""
        both = self.before & self.after
        return np.asarray(both[:, :, None] & both[:, None, :])

    @property
    def joins(self) -> BoolArray:
        """Axis (join between two years): whether both files record needs in one way."""
        return np.asarray((self.after[:-1] == self.before[1:]).all(axis=1))


def recorded_in(flows: Flows) -> Recorded:
    """Find which needs were recorded in each January of transitions.

    Parameters
    ----------
    flows : Flows

    Returns
    -------
    Recorded
    """
    sides = np.stack([flows.opening, flows.closing], axis=1).sum(axis=(2, 4, 5))
    years, _, needs = sides.shape
    alike = ~recorded_otherwise(sides.reshape(2 * years, needs)).reshape(years, 2, needs)
    return Recorded(alike[:, 0], alike[:, 1])


def over_all_years(numbers: FloatArray, weights: FloatArray, recorded: BoolArray) -> FloatArray:
    """Add numbers up over years as if a need had been recorded in all of them.

    sum over years of w x  times  sum w / (sum of w over the years in which it was recorded).

    Parameters
    ----------
    numbers : FloatArray
        Axes (year, need, ...).
    weights : FloatArray
        Axis (year).
    recorded : BoolArray
        Axes (year, need).

    Returns
    -------
    FloatArray
        Axes (need, ...).
    """
    known = weights[:, None] * recorded
    shape = (*known.shape, *(1,) * (numbers.ndim - 2))
    summed = (numbers * known.reshape(shape)).sum(axis=0)
    scale = ratio(np.broadcast_to(weights.sum(), known.shape[1:]), known.sum(axis=0))
    return np.asarray(summed * scale.reshape(shape[1:]))
