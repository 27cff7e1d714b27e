"""Small numbers borrow from larger ones: empirical Bayes in closed form.

Each estimate lies between what its own cell says and what its parent says. The strength of the
parent is a number of children: so many seen in the cell weigh as much as the parent does.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sufficiency.demand.margins import FloatArray, IntArray

RECENCY = 0.7
"""Weight of a January against the one after it. Between 0.5 and 1 it hardly matters."""


def recency(count: int) -> FloatArray:
    """Axis (year): weights that fall with age, 1 for the latest year."""
    return np.asarray(RECENCY ** np.arange(count - 1, -1, -1.0), dtype=np.float64)


def ratio(top: FloatArray, bottom: FloatArray, *, otherwise: float = 0.0) -> FloatArray:
    """Divide where there is something to divide by, and give `otherwise` elsewhere."""
    shape = np.broadcast_shapes(top.shape, bottom.shape)
    result = np.full(shape, otherwise, dtype=np.float64)
    np.divide(top, bottom, out=result, where=np.broadcast_to(bottom > 0, shape))
    return result


@dataclass(frozen=True, slots=True, eq=False)
class Pooled:
    """What an estimate is drawn from: its own cell, and its parent.

    The parent weighs as much as `strength` children of whatever `evidence` counts:

        estimate = w own + (1 - w) parent,      w = evidence / (evidence + strength).

    Parameters
    ----------
    seen : FloatArray
        Any axes: what was seen in the cell [children].
    evidence : FloatArray
        The same axes: what the cell rests on: the children that its parent leads one to expect,
        or those who could have left, or all of the cell [children].
    own, parent : FloatArray
        The same axes: the cell by itself (`nan` where it rests on nobody), and its parent.
    strength : float
        How many children the parent weighs as much as.
    """

    seen: FloatArray
    evidence: FloatArray
    own: FloatArray
    parent: FloatArray
    strength: float

    @property
    def weight(self) -> FloatArray:
        """The weight of the cell itself, from 0 to 1; its axes."""
        return np.asarray(self.evidence / (self.evidence + self.strength), dtype=np.float64)

    @property
    def estimate(self) -> FloatArray:
        """What is between the two; its axes."""
        own = np.where(self.evidence > 0, self.own, self.parent)
        return np.asarray(self.weight * own + (1 - self.weight) * self.parent, dtype=np.float64)


def pooled_factor(seen: FloatArray, expected: FloatArray, *, strength: float) -> FloatArray:
    """Estimate how much more often something happens here than its parent says.

    factor = (O + k) / (E + k): the mean of a Gamma with k as its prior.

    Parameters
    ----------
    seen : FloatArray
        Any axes: O, what was seen [children].
    expected : FloatArray
        The same axes: E, what the parent's rate leads one to expect [children].
    strength : float
        k: how many expected children weigh as much as the parent.

    Returns
    -------
    FloatArray
        The same axes; 1 where the parent is right.
    """
    return np.asarray((seen + strength) / (expected + strength), dtype=np.float64)


def pooled_shares(counts: FloatArray, parent: FloatArray, *, strength: float) -> FloatArray:
    """Estimate shares over the last axis, drawn towards the parent's.

    share = (O + k parent) / (N + k): the mean of a Dirichlet with k as its prior.

    Parameters
    ----------
    counts : FloatArray
        Axes (..., member) [children].
    parent : FloatArray
        Shares that broadcast to `counts`; they add up to 1 over the last axis.
    strength : float
        k: how many children weigh as much as the parent; above nought.

    Returns
    -------
    FloatArray
        The axes of `counts`; adds up to 1 over the last axis.

    Examples
    --------
    >>> pooled_shares(np.array([8.0, 2.0]), np.array([0.5, 0.5]), strength=10).round(3).tolist()
    [0.65, 0.35]
    """
    whole = counts.sum(axis=-1, keepdims=True)
    shares = (counts + strength * parent) / (whole + strength)
    return np.asarray(shares, dtype=np.float64)


def by_phase(numbers: FloatArray, phase: IntArray) -> FloatArray:
    """Add up over NC years into phases.

    Parameters
    ----------
    numbers : FloatArray
        Axes (..., ncy).
    phase : IntArray
        Axis (ncy): position of the phase.

    Returns
    -------
    FloatArray
        Axes (..., phase).
    """
    return np.asarray(numbers @ _members(tuple(phase.tolist())), dtype=np.float64)


@lru_cache(maxsize=32)
def _members(phase: tuple[int, ...]) -> FloatArray:
    """Axes (ncy, phase): 1 where the NC year is in the phase."""
    member = np.equal.outer(phase, np.arange(max(phase) + 1)).astype(np.float64)
    member.flags.writeable = False
    return member
