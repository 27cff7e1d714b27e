"""Who leaves: the share of each need, NC year and state that is gone by the next January."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sufficiency.demand.margins import FloatArray, IntArray
from sufficiency.demand.pooling import by_phase, ratio
from sufficiency.demand.shocks import Generators

AGE_STRENGTH = 10.0
"""Children of a phase that weigh as much as those of one NC year in the share that leaves."""
FACTOR_STRENGTH = 10.0
"""Expected leavers that weigh as much as the parent, in a factor of need or state."""
CELL_STRENGTH = 10.0
"""Children of the parent that weigh as much as those of one cell."""
SMALLEST = 1e-3
"""Parameters of betas are at least this, so that nothing is divided by nought."""


@dataclass(frozen=True, slots=True, eq=False)
class Leaving:
    """Leaving, and what the shares rest on; `estimated_leaving` makes it.

    Parameters
    ----------
    seen, exposed : FloatArray
        Axes (need, ncy, state): leavers, and all children, later years counting for more.
    phase : IntArray
        Axis (ncy): position of the phase.
    """

    seen: FloatArray
    exposed: FloatArray
    phase: IntArray

    @property
    def by_age(self) -> FloatArray:
        """Axis (ncy): share that leaves, all needs and states together; all of the top NC year."""
        known = leaving_by_phase(self)
        prior = known.of_phase[self.phase]
        return _with_top(_share(known.seen, known.exposed, prior, AGE_STRENGTH))

    @property
    def parent(self) -> FloatArray:
        """Axes (need, ncy, state): share that leaves, without the cell itself."""
        return _parent(self, self.by_age, None)

    @property
    def share(self) -> FloatArray:
        """Axes (need, ncy, state): share that leaves; all of the top NC year."""
        return _with_top(_share(self.seen, self.exposed, self.parent, CELL_STRENGTH))


@dataclass(frozen=True, slots=True, eq=False)
class LeavingByPhase:
    """What the share that leaves an NC year is drawn towards; `leaving_by_phase` makes it.

    Parameters
    ----------
    area : FloatArray
        Share of the whole area that leaves, those of the top NC year apart.
    of_phase : FloatArray
        Axis (phase): share that leaves, drawn towards the area's.
    seen, exposed : FloatArray
        Axis (ncy): leavers, and all children; none at the top NC year.
    """

    area: FloatArray
    of_phase: FloatArray
    seen: FloatArray
    exposed: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class LeavingFactor:
    """How much likelier a member leaves, and what that rests on; `leaving_factors` makes it.

    Members are needs, or states.

    Parameters
    ----------
    seen : FloatArray
        Axes (member, ncy): leavers; none at the top NC year [children].
    expected : FloatArray
        Axes (..., member, ncy): what is expected without the factor [children].
    whole : FloatArray
        Axes (..., member, 1): the factor over all phases.
    of_phase : FloatArray
        Axes (..., member, phase): the factor of each phase, to be taken times the whole.
    """

    seen: FloatArray
    expected: FloatArray
    whole: FloatArray
    of_phase: FloatArray

    def at(self, phase: IntArray) -> FloatArray:
        """Axes (..., member, ncy): the factor at each NC year."""
        return np.asarray((self.whole * self.of_phase)[..., phase])


def estimated_leaving(leavers: FloatArray, opening: FloatArray, phase: IntArray) -> Leaving:
    """Estimate the share that leaves: (O + K p0) / (N + K), the mean of a Beta.

    With O leavers of N children, p0 is the share of the NC year (drawn towards phase and area in
    the same way) times a factor of need, need x phase, state and state x phase, each
    (O + k) / (E + k), scaled so that each NC year keeps its own leavers; K = k = 10.

    Parameters
    ----------
    leavers, opening : FloatArray
        Axes (need, ncy, state): weighted over years [children].
    phase : IntArray
        Axis (ncy): position of the phase.

    Returns
    -------
    Leaving
    """
    return Leaving(leavers, opening, phase)


def drawn_leaving(leaving: Leaving, stock: FloatArray, generators: Generators) -> FloatArray:
    """Draw the share that leaves once for a whole run.

    NC year and cell are Betas, factors are Gammas, each around what the level above it drew. The
    sum over the area is left to the trend of leaving, which has its own doubt.

    Parameters
    ----------
    leaving : Leaving
        What the shares rest on.
    stock : FloatArray
        Axes (..., need, ncy, state): children of today [children].
    generators : Generators
        Of the draws.

    Returns
    -------
    FloatArray
        Axes (draw, need, ncy, state); all of the top NC year.
    """
    known, central = _for_all_draws(leaving)
    prior = known.of_phase[leaving.phase]
    prior = np.broadcast_to(prior, (len(generators.of_draws), *prior.shape))
    by_age = _beta(known.seen, known.exposed, prior, AGE_STRENGTH, generators)
    by_age[:, -1] = 1.0
    parent = _parent(leaving, by_age, generators)
    share = _beta(leaving.seen, leaving.exposed, parent, CELL_STRENGTH, generators)
    share = np.where(central > 0, share, 0.0)
    usual, drawn = ((one * stock)[..., :-1, :].sum(axis=(-3, -2, -1)) for one in (central, share))
    share = share * ratio(usual, drawn, otherwise=1.0)[:, None, None, None]
    return _with_top(np.minimum(share, 1.0))


@lru_cache(maxsize=4)
def _for_all_draws(leaving: Leaving) -> tuple[LeavingByPhase, FloatArray]:
    """What does not differ between draws: the evidence by NC year, and the central share."""
    return leaving_by_phase(leaving), leaving.share


def leaving_by_phase(leaving: Leaving) -> LeavingByPhase:
    """Estimate the share of each phase that leaves, all needs and states together.

    Parameters
    ----------
    leaving : Leaving
        What was seen.

    Returns
    -------
    LeavingByPhase
    """
    seen, exposed = leaving.seen.sum(axis=(0, 2)), leaving.exposed.sum(axis=(0, 2))
    # Everyone at the top NC year leaves, which says nothing of the others of the phase.
    seen, exposed = np.append(seen[:-1], 0.0), np.append(exposed[:-1], 0.0)
    area = ratio(seen.sum(), exposed.sum())
    whole = _share(
        by_phase(seen, leaving.phase), by_phase(exposed, leaving.phase), area, AGE_STRENGTH
    )
    return LeavingByPhase(area, whole, seen, exposed)


def _parent(leaving: Leaving, by_age: FloatArray, generators: Generators | None) -> FloatArray:
    """Axes (..., need, ncy, state): share by NC year times factors, central or drawn.

    `by_age` has the axes (..., ncy); the axis (draw) stands in front where there are generators.
    """
    at_age = by_age[..., None, :, None]
    expected = expected_leavers(leaving, by_age)
    of_need, of_state = leaving_factors(leaving, expected, generators)
    need = of_need.at(leaving.phase)[..., None]
    state = np.swapaxes(of_state.at(leaving.phase), -1, -2)
    parent = at_age * need * state[..., None, :, :]
    again = ratio(expected.sum(axis=(-3, -1)), (leaving.exposed * parent).sum(axis=(-3, -1)))
    again = np.where(again > 0, again, 1.0)
    return np.asarray(np.minimum(parent * again[..., None, :, None], 1.0))


def expected_leavers(leaving: Leaving, by_age: FloatArray) -> FloatArray:
    """Say how many the shares of NC years lead one to expect, those of the top one apart.

    Parameters
    ----------
    leaving : Leaving
        What was seen.
    by_age : FloatArray
        Axes (..., ncy): share of each NC year that leaves, central or drawn.

    Returns
    -------
    FloatArray
        Axes (..., need, ncy, state) [children].
    """
    expected = leaving.exposed * by_age[..., None, :, None]
    expected[..., -1, :] = 0.0
    return np.asarray(expected)


def leaving_factors(
    leaving: Leaving, expected: FloatArray, generators: Generators | None = None
) -> tuple[LeavingFactor, LeavingFactor]:
    """Estimate how much likelier a need leaves than others, then a state than its needs say.

    Parameters
    ----------
    leaving : Leaving
        What was seen.
    expected : FloatArray
        Axes (..., need, ncy, state): of `expected_leavers` [children].
    generators : Generators, optional
        Of the draws, whose axis then stands in front; the factors are central without them.

    Returns
    -------
    need, state : LeavingFactor
    """
    seen = np.array(leaving.seen)
    seen[:, -1] = 0.0
    need = _factor(seen.sum(axis=2), expected.sum(axis=-1), leaving.phase, generators)
    known = expected * need.at(leaving.phase)[..., None]
    other = np.swapaxes(known.sum(axis=-3), -1, -2)
    return need, _factor(seen.sum(axis=0).T, other, leaving.phase, generators)


def _factor(
    seen: FloatArray, expected: FloatArray, phase: IntArray, generators: Generators | None
) -> LeavingFactor:
    """Estimate or draw a factor; phases are drawn towards all of them."""
    whole = _around(
        seen.sum(axis=-1, keepdims=True), expected.sum(axis=-1, keepdims=True), generators
    )
    of_phase = _around(by_phase(seen, phase), by_phase(expected, phase) * whole, generators)
    return LeavingFactor(seen, expected, whole, of_phase)


def _around(seen: FloatArray, expected: FloatArray, generators: Generators | None) -> FloatArray:
    """(O + k) / (E + k), or a Gamma around it."""
    top = seen + FACTOR_STRENGTH
    chance = top if generators is None else generators.gamma(top)
    return np.asarray(chance / (expected + FACTOR_STRENGTH))


def _share(seen: FloatArray, exposed: FloatArray, prior: FloatArray, strength: float) -> FloatArray:
    return np.asarray((seen + strength * prior) / (exposed + strength))


def _beta(
    seen: FloatArray,
    exposed: FloatArray,
    prior: FloatArray,
    strength: float,
    generators: Generators,
) -> FloatArray:
    """Draw a share from Beta(O + K p0, N - O + K (1 - p0)); none stays none.

    The prior has the axis (draw) in front.
    """
    one = seen + strength * prior
    other = exposed - seen + strength * (1 - prior)
    drawn = generators.beta_of_each(np.maximum(one, SMALLEST), np.maximum(other, SMALLEST))
    return np.where(one > 0, drawn, 0.0)


def _with_top(share: FloatArray) -> FloatArray:
    """Let everyone at the top NC year leave."""
    made = np.array(share)
    made[(-1,) if made.ndim == 1 else (..., -1, slice(None))] = 1.0
    return made
