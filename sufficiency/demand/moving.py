"""Who moves: changes of need and of state on reaching an NC year, and where they lead."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sufficiency.demand.margins import BoolArray, FloatArray, IntArray
from sufficiency.demand.pooling import by_phase, pooled_shares, ratio
from sufficiency.demand.profiles import HARDLY
from sufficiency.demand.shocks import Generators

STRENGTH = 10.0
"""Children (or movers) of the parent that weigh as much as those of one cell."""
SMALLEST = 1e-3
"""Parameters of gammas and betas are at least this, so that nothing is divided by nought."""


@dataclass(frozen=True, slots=True, eq=False)
class Moving:
    """Moves of one kind, and what they rest on; `estimated_moving` makes it.

    Members are needs, or states (of all needs together).

    Parameters
    ----------
    parent : FloatArray
        Axes (member, ncy reached): share that moves, without the cell itself.
    seen, exposed : FloatArray
        The same axes: movers, and all who reached the NC year, later years counting for more.
    towards : FloatArray
        Axes (member, ncy reached, member reached): where movers go, without the cell itself;
        adds up to 1, none to where they come from.
    arrived : FloatArray
        The same axes: movers seen.
    """

    parent: FloatArray
    seen: FloatArray
    exposed: FloatArray
    towards: FloatArray
    arrived: FloatArray

    @property
    def leaves(self) -> FloatArray:
        """Axes (member, ncy reached): share that moves, (O + K p0) / (N + K)."""
        return np.asarray((self.seen + STRENGTH * self.parent) / (self.exposed + STRENGTH))

    @property
    def goes(self) -> FloatArray:
        """Axes (member, ncy reached, member reached): where movers go."""
        return pooled_shares(self.arrived, self.towards, strength=STRENGTH)


def estimated_moving(moves: FloatArray, survivors: FloatArray, phase: IntArray) -> Moving:
    """Estimate who moves, and where to.

    The share that moves is that of the NC year (drawn towards phase and area) times a factor of
    the member it comes from, (O + k) / (E + k), then the cell by a Beta. Where movers go is half
    the pattern of the NC year and half that of the member they come from, then the cell by a
    Dirichlet; k = K = 10. A member without movers takes the pattern of the others.

    Parameters
    ----------
    moves : FloatArray
        Axes (member, ncy reached, member reached): weighted over years [children].
    survivors : FloatArray
        Axes (member, ncy reached): who reached the NC year, movers included [children].
    phase : IntArray
        Axis (ncy): position of the phase.

    Returns
    -------
    Moving
    """
    seen = moves.sum(axis=2)
    _, _, at_age = moving_by_age(seen, survivors, phase)
    expected = expected_movers(survivors, at_age)
    factor = (seen.sum(axis=1) + STRENGTH) / (expected + STRENGTH)
    parent = np.minimum(at_age * factor[:, None], 1.0)
    return Moving(parent, seen, survivors, _towards(moves, phase), moves)


def moving_by_age(
    movers: FloatArray, survivors: FloatArray, phase: IntArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Estimate the share that moves, all members together, from area to phase to NC year.

    Parameters
    ----------
    movers, survivors : FloatArray
        Axes (member, ncy reached): who moved, and who reached the NC year [children].
    phase : IntArray
        Axis (ncy): position of the phase.

    Returns
    -------
    area : FloatArray
        Share of the whole area that moves.
    of_phase, at_age : FloatArray
        Axes (phase) and (ncy reached): share that moves.
    """
    area = ratio(movers.sum(), survivors.sum())
    of_phase = by_phase(movers.sum(axis=0), phase) + STRENGTH * area
    of_phase = of_phase / (by_phase(survivors.sum(axis=0), phase) + STRENGTH)
    at_age = movers.sum(axis=0) + STRENGTH * of_phase[phase]
    at_age = at_age / (survivors.sum(axis=0) + STRENGTH)
    return area, of_phase, at_age


def expected_movers(survivors: FloatArray, at_age: FloatArray) -> FloatArray:
    """Axis (member): movers that the shares of NC years lead one to expect [children].

    Parameters
    ----------
    survivors : FloatArray
        Axes (member, ncy reached) [children].
    at_age : FloatArray
        Axis (ncy reached): share that moves.
    """
    return np.asarray((survivors * at_age).sum(axis=1))


def _towards(moves: FloatArray, phase: IntArray) -> FloatArray:
    """Axes (member, ncy, member reached): half the NC year's pattern, half the origin's."""
    members = len(moves)
    even = np.full(members, 1 / members)
    overall = pooled_shares(moves.sum(axis=(0, 1)), even, strength=HARDLY)
    of_phase = pooled_shares(by_phase(moves.sum(axis=0).T, phase).T, overall, strength=STRENGTH)
    at_age = pooled_shares(moves.sum(axis=0), of_phase[phase], strength=STRENGTH)
    from_here = pooled_shares(moves.sum(axis=1), overall, strength=STRENGTH)
    return elsewhere((at_age[None] + from_here[:, None]) / 2)


def elsewhere(shares: FloatArray) -> FloatArray:
    """Take away whoever would go to where they are, and scale the others to 1.

    Parameters
    ----------
    shares : FloatArray
        Axes (..., member, ncy, member reached).

    Returns
    -------
    FloatArray
        The same axes; even over the others where there is no share left, and where there is only
        one member, that one.
    """
    members = shares.shape[-1]
    other = ~np.eye(members, dtype=np.bool_)[:, None, :]
    if members == 1:
        return np.ones_like(shares)
    left = shares * other
    return pooled_shares(left, other / (members - 1), strength=HARDLY)


def drawn_moving(
    moving: Moving, generators: Generators, *, within: BoolArray | None = None
) -> tuple[FloatArray, FloatArray]:
    """Draw moves once for a whole run: a Beta for who moves, a Dirichlet for where to.

    Parameters
    ----------
    moving : Moving
        What the shares rest on.
    generators : Generators
        Of the draws.
    within : BoolArray, optional
        Axes (ncy reached, member reached): where movers can go; anywhere where left out. Nothing
        is drawn for where nobody goes.

    Returns
    -------
    leaves : FloatArray
        Axes (draw, member, ncy reached): share that moves; none stays none.
    goes : FloatArray
        Axes (draw, member, ncy reached, member reached): where movers go.
    """
    one = moving.seen + STRENGTH * moving.parent
    other = moving.exposed - moving.seen + STRENGTH * (1 - moving.parent)
    drawn = generators.beta(np.maximum(one, SMALLEST), np.maximum(other, SMALLEST))
    leaves = np.where(one > 0, drawn, 0.0)
    known = moving.arrived + STRENGTH * moving.towards
    likely = known > 0 if within is None else (known > 0) & within
    chance = np.zeros((len(leaves), *known.shape))
    chance[:, likely] = generators.gamma(np.maximum(known[likely], SMALLEST))
    return leaves, elsewhere(chance)


def moves_where_allowed(
    leaves: FloatArray, goes: FloatArray, usual: FloatArray, allowed: BoolArray
) -> tuple[FloatArray, FloatArray]:
    """Lay moves of state out by need: who is where nobody can be must move.

    Parameters
    ----------
    leaves : FloatArray
        Axes (..., state, ncy reached): share that moves.
    goes : FloatArray
        Axes (..., state, ncy reached, state reached): where movers go.
    usual : FloatArray
        Axes (need, ncy, state): where the children of the NC year are; where movers go if none of
        the states that they would go to is allowed.
    allowed : BoolArray
        Axes (need, ncy, state): where a child can be.

    Returns
    -------
    leaves : FloatArray
        Axes (..., need, ncy reached, state): share that moves; all of a state that is not allowed,
        nobody where no other state is.
    goes : FloatArray
        Axes (..., need, ncy reached, state, state reached): where movers go; adds up to 1.
    """
    states = allowed.shape[2]
    by_age = np.ascontiguousarray(np.swapaxes(goes, -3, -2))
    by_age[..., np.arange(states), np.arange(states)] = 0.0
    shares = by_age[..., None, :, :, :] * allowed[:, :, None, :]
    whole = np.einsum("...w->...", shares)
    known = whole > 0
    shares /= np.where(known, whole, 1.0)[..., None]
    *_, need, age, state = np.nonzero(~known)
    shares[~known] = _otherwise(usual[need, age], allowed[need, age], state)
    # Somebody who may stay where they are, and could go nowhere else, stays.
    others = allowed.sum(axis=2, keepdims=True) - allowed
    stuck = allowed & (others == 0)
    by_need = np.swapaxes(leaves, -1, -2)[..., None, :, :]
    return np.where(stuck, 0.0, np.where(allowed, by_need, 1.0)), shares


def _otherwise(usual: FloatArray, allowed: BoolArray, state: IntArray) -> FloatArray:
    """Axes (row, state reached): where movers go if nobody was seen to go where they may.

    To the other states that are allowed, as the children of the NC year are spread; where there is
    no other, to any that is allowed.
    """
    even = allowed / allowed.sum(axis=1, keepdims=True)
    shares = pooled_shares(usual, even, strength=1.0) * allowed
    shares[np.arange(len(state)), state] = 0.0
    whole = shares.sum(axis=1, keepdims=True)
    return np.where(whole > 0, shares / np.where(whole > 0, whole, 1.0), even)
