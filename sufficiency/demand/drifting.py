"""How the mix of settings of an area drifts: policy, new schools, and cases recorded in another way.

A mix by age says where children were in the last January. Where they will be is less sure than
who they are: an authority opens a base, stops naming a college, or records the same children in
another setting. That moves those who join and those already there, in all needs and ages at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sufficiency.demand.margins import FloatArray
from sufficiency.demand.shocks import Purpose, generator_of
from sufficiency.demand.stocks import check_counts, check_shape
from sufficiency.errors import NotPossibleError

WEIGHTS = "the yearly drift of states"
CHILD = "the drift of a single child's state"
EXPECTED = "the expected drift of states"


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
        """Give the variance of one year's step in an area: yearly^2 + child / children.

        Parameters
        ----------
        children : FloatArray
            Axis (state): of the last January; fewer than one count as one [children].

        Returns
        -------
        FloatArray
            Axis (state).
        """
        return np.asarray(self.yearly**2 + self.child / np.maximum(children, 1.0))


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


def drawn_walk(drift: StateDrift, children: FloatArray, *, seed: int, draw: int) -> FloatArray:
    """Draw how far the log weight of each state has walked by each year.

    W[k] = W[k - 1] + N(0, yearly^2 + child / children). Draws come in pairs of opposite chances,
    as those of the path of growth do (`paths.drawn_off`).

    Parameters
    ----------
    drift : StateDrift
    children : FloatArray
        Axis (state): of the last January [children].
    seed, draw : int
        Which draw.

    Returns
    -------
    FloatArray
        Axes (year, state).
    """
    pair, is_second = divmod(draw, 2)
    chance = generator_of(seed, pair, Purpose.DRIFT).standard_normal(drift.expected.shape)
    steps = (-chance if is_second else chance) * np.sqrt(drift.variance(children))
    return np.asarray(np.cumsum(steps, axis=0))


def drifted_mix(mix: FloatArray, weights: FloatArray, variance: FloatArray) -> FloatArray:
    """Move a mix of states by log weights, so that its mean stays where it was.

    p' = p exp(w - v (1 - 2 p) / 2) / sum, with v the variance of w. To the second order in w the
    mean of p' over draws is then p moved by the mean of w.

    Parameters
    ----------
    mix : FloatArray
        Axes (need, ncy, state): adds up to 1 over states.
    weights, variance : FloatArray
        Axes (year, state): log weights, and the part of their variance that is chance.

    Returns
    -------
    FloatArray
        Axes (year, need, ncy, state): adds up to 1 over states; nought where `mix` is.
    """
    log = weights[:, None, None, :] - variance[:, None, None, :] * (0.5 - mix)
    # The largest weight is taken out, so that nothing overflows.
    moved = mix * np.exp(log - log.max(axis=-1, keepdims=True))
    return np.asarray(moved / moved.sum(axis=-1, keepdims=True))


def drifting_mix(
    drift: StateDrift, mix: FloatArray, children: FloatArray, walk: FloatArray | None
) -> FloatArray:
    """Give the mix of states of each projected year.

    Parameters
    ----------
    drift : StateDrift
    mix : FloatArray
        Axes (need, ncy, state): of the last January.
    children : FloatArray
        Axis (state): of the last January [children].
    walk : FloatArray or None
        Axes (year, state): of a draw (`drawn_walk`); None for what is expected.

    Returns
    -------
    FloatArray
        Axes (year, need, ncy, state).
    """
    if walk is None:
        return drifted_mix(mix, drift.expected, np.zeros_like(drift.expected))
    ahead = np.arange(1.0, len(walk) + 1.0)
    return drifted_mix(mix, drift.expected + walk, np.outer(ahead, drift.variance(children)))
