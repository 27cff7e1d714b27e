"""How the mix of settings of an area drifts: policy, new schools, and cases recorded anew.

A mix by age says where children were in the last January. Where they will be is less sure than
who they are: an authority opens a base, stops naming a college, or records the same children in
another setting. That moves those who join and those already there, in all needs and ages at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sufficiency.demand.margins import FloatArray
from sufficiency.demand.shocks import Purpose, opposite_normals
from sufficiency.demand.stocks import check_counts, check_shape
from sufficiency.errors import NotPossibleError

WEIGHTS = "the yearly drift of states"
CHILD = "the drift of a single child's state"
EXPECTED = "the expected drift of states"
MOST_VARIANCE = 1.0
"""Judgement: of a walk, with however few children and after however many years: e times as many, or
as few, is usual then. It was measured over three years, and a share cannot wander without end."""


@dataclass(frozen=True, slots=True, eq=False)
class StateDrift:
    """How far the mix of states may drift in a year; `drift_of` makes and checks it.

    Parameters
    ----------
    yearly : FloatArray
        Axis (state): standard deviation of the log weight of a state after one year, where it
        holds many children.
    child : FloatArray
        Axis (state): what 1 / (children of the state) adds to its variance, times the children.
    expected : FloatArray
        Axes (year, state): log weight against the last January that is expected.
    """

    yearly: FloatArray
    child: FloatArray
    expected: FloatArray

    def variance(self, children: FloatArray) -> FloatArray:
        """Give the variance of one year's step in an area: yearly^2 + child / children, 1 at most.

        Parameters
        ----------
        children : FloatArray
            Axis (state): of the last January; fewer than one count as one [children].

        Returns
        -------
        FloatArray
            Axis (state).
        """
        variance = self.yearly**2 + self.child / np.maximum(children, 1.0)
        return np.minimum(variance, MOST_VARIANCE)


def drift_of(
    *, years: int, states: int, yearly: ArrayLike, child: ArrayLike, expected: ArrayLike = 0.0
) -> StateDrift:
    """Check a drift and lay it out for each year and state.

    Parameters
    ----------
    years, states : int
        Projected years, and states.
    yearly, child : array_like
        As in `StateDrift`, or what broadcasts to the axis (state).
    expected : array_like
        As in `StateDrift`, or what broadcasts to the axes (year, state).

    Returns
    -------
    StateDrift

    Raises
    ------
    NotPossibleError
        If a size is negative, something is not finite, or an axis does not fit.
    """
    sizes = []
    for what, size in ((WEIGHTS, yearly), (CHILD, child)):
        laid = np.asarray(size, dtype=np.float64)
        laid = np.full(states, float(laid)) if laid.ndim == 0 else laid
        check_shape(what, laid, (states,), axes="state")
        check_counts(what, laid, axes="state")
        sizes.append(laid)
    path = np.asarray(expected, dtype=np.float64)
    path = np.full((years, states), float(path)) if path.ndim == 0 else path
    check_shape(EXPECTED, path, (years, states), axes="year, state")
    check_counts(EXPECTED, np.abs(path), axes="year, state")
    return StateDrift(sizes[0], sizes[1], path)


def check_drift(drift: StateDrift | None, *, years: int, states: int, levels: bool) -> None:
    """Refuse a drift of other years or states, and one of levels, which their shares draw.

    Raises
    ------
    NotPossibleError
        If it does not fit.
    """
    if drift is None:
        return
    if levels:
        raise NotPossibleError.of("demand_drift_of_levels")
    check_shape(EXPECTED, drift.expected, (years, states), axes="year, state")


def drawn_walk(
    drift: StateDrift, children: FloatArray, *, seed: int, draws: Sequence[int]
) -> FloatArray:
    """Draw how far the log weight of each state has walked by each year.

    W[k] = W[k - 1] + N(0, v[k] - v[k - 1]),  v[k] = min(1, k (yearly^2 + child / children)).

    Draws come in pairs of opposite chances, as those of the path of growth do
    (`shocks.opposite_normals`).

    Parameters
    ----------
    drift : StateDrift
    children : FloatArray
        Axis (state): of the last January [children].
    seed : int
    draws : sequence of int
        Which draws.

    Returns
    -------
    FloatArray
        Axes (draw, year, state).
    """
    shape = drift.expected.shape
    chance = opposite_normals(shape, seed=seed, draws=draws, purpose=Purpose.DRIFT)
    ahead = np.arange(1.0, shape[0] + 1.0)[:, None]
    walked = np.minimum(ahead * drift.variance(children), MOST_VARIANCE)
    steps = np.sqrt(np.maximum(np.diff(walked, axis=0, prepend=0.0), 0.0))
    return np.cumsum(chance * steps, axis=1)


def drifted_mix(mix: FloatArray, weights: FloatArray) -> FloatArray:
    """Move a mix of states by log weights: p' = p exp(w) / sum over states.

    A log weight is as often up as down. As shares add up to 1 and the sum is convex in the walks,
    every median falls a little, log p' = log p + w - log sum(p exp(w)), and the mean of a setting
    that wanders much rises at the cost of the others.

    Parameters
    ----------
    mix : FloatArray
        Axes (..., need, ncy, state): adds up to 1 over states.
    weights : FloatArray
        Axes (..., year, state): log weights.

    Returns
    -------
    FloatArray
        Axes (..., year, need, ncy, state): adds up to 1 over states; nought where `mix` is.
    """
    # The largest weight is taken out, so that nothing overflows.
    weight = np.exp(weights - weights.max(axis=-1, keepdims=True))
    moved = mix[..., None, :, :, :] * weight[..., None, None, :]
    return np.asarray(moved / moved.sum(axis=-1, keepdims=True))
