"""Needs and states by age, and the moves that carry a cohort from one age's mix to the next.

Primary need changes with age: speech and language needs are most of the plans at age 4 and few
at 15. From stocks alone one cannot see who changed and who joined. The rule here supposes as few
changes as possible: of the children that a need gains from one NC year to the next, joiners are
the first, and only what a need loses moves to the needs that gain.
"""

from __future__ import annotations

import numpy as np

from sufficiency.demand.margins import BoolArray, FloatArray, IntArray
from sufficiency.demand.pooling import by_phase, pooled_factor, pooled_shares, ratio
from sufficiency.demand.stocks import first_of
from sufficiency.errors import NotPossibleError

NEED_FACTOR_STRENGTH = 10.0
"""Children of a need that weigh as much as England, in the area's share of that need."""
NEED_CELL_STRENGTH = 500.0
"""Children of one NC year that weigh as much as England's shape of need by age. It is high, as
noise from age to age would show as children who change their need and change it back."""
OWN_CELL_STRENGTH = 60.0
"""The same where England's shape is not given and the phase takes its place."""
STATE_STRENGTH = 8.0
"""Children of a need and phase that weigh as much as all needs of the phase."""
STATE_CELL_STRENGTH = 60.0
"""Children of a need at one NC year that weigh as much as its phase, in the mix of states."""
HARDLY = 1e-9
"""A weight that only decides where nobody was counted."""


def need_profile(
    counts: FloatArray, phase: IntArray, *, england: FloatArray | None = None
) -> FloatArray:
    """Estimate which needs the children of each NC year have.

    England's profile of need by age, times a factor of the area by need and by need x phase;
    then each NC year is drawn towards that.

    Parameters
    ----------
    counts : FloatArray
        Axes (need, ncy): the area's children [children].
    phase : IntArray
        Axis (ncy): position of the phase.
    england : FloatArray, optional
        Axes (need, ncy): England's children by need and NC year, on any scale. A need that is
        nought there (unknown, say) takes the area's own share of the phase.

    Returns
    -------
    FloatArray
        Axes (need, ncy): shares that add up to 1 over needs.
    """
    parent, strength = need_parent(counts, phase, england=england)
    return pooled_shares(counts.T, parent.T, strength=strength).T


def need_parent(
    counts: FloatArray, phase: IntArray, *, england: FloatArray | None = None
) -> tuple[FloatArray, float]:
    """Give the profile that the needs of each NC year are drawn towards, and its weight.

    Parameters
    ----------
    counts, phase, england
        As in `need_profile`.

    Returns
    -------
    FloatArray
        Axes (need, ncy): shares that add up to 1 over needs.
    float
        How many children it weighs as much as.
    """
    everyone = counts.sum(axis=0)
    overall = pooled_shares(
        counts.sum(axis=1), np.full(len(counts), 1 / len(counts)), strength=HARDLY
    )
    phases = pooled_shares(by_phase(counts, phase).T, overall, strength=HARDLY)
    own = phases[phase].T
    if england is None:
        return own, OWN_CELL_STRENGTH
    shape = pooled_shares(england.T, own.T, strength=HARDLY).T
    absent = england.sum(axis=1) <= 0
    shape = np.where(absent[:, None], own, shape * (1 - own[absent].sum(axis=0)))
    expected = by_phase(everyone * shape, phase)
    seen = by_phase(counts, phase)
    need = pooled_factor(
        seen.sum(axis=1, keepdims=True),
        expected.sum(axis=1, keepdims=True),
        strength=NEED_FACTOR_STRENGTH,
    )
    cell = pooled_factor(seen, expected * need, strength=NEED_FACTOR_STRENGTH)
    fitted = shape * (need * cell)[:, phase]
    return fitted / fitted.sum(axis=0), NEED_CELL_STRENGTH


def state_profile(counts: FloatArray, phase: IntArray, allowed: BoolArray) -> FloatArray:
    """Estimate which states (levels or settings) the children of a need and NC year are in.

    Need x phase, drawn towards all needs of the phase, times the pattern of the NC year within
    its phase; then each cell is drawn towards that. A state that is not allowed stays at nought.

    Parameters
    ----------
    counts : FloatArray
        Axes (..., need, ncy, state): the area's children [children].
    phase : IntArray
        Axis (ncy): position of the phase.
    allowed : BoolArray
        Axes (need, ncy, state): the states that a child may be in.

    Returns
    -------
    FloatArray
        The axes of `counts`; adds up to 1 over states.
    """
    states = counts.shape[-1]
    level = np.swapaxes(by_phase(np.swapaxes(counts, -1, -2), phase), -1, -2)
    everyone = level.sum(axis=(-3, -2))[..., None, :]
    whole = pooled_shares(everyone, np.full(states, 1 / states), strength=HARDLY)
    pooled = pooled_shares(level.sum(axis=-3), whole, strength=STATE_STRENGTH)
    need = pooled_shares(level, pooled[..., None, :, :], strength=STATE_STRENGTH)
    at_age = pooled_shares(counts.sum(axis=-3), pooled[..., phase, :], strength=STATE_CELL_STRENGTH)
    pattern = ratio(at_age, pooled[..., phase, :], otherwise=1.0)
    parent = need[..., phase, :] * pattern[..., None, :, :] * allowed
    spread = np.broadcast_to(allowed / allowed.sum(axis=-1, keepdims=True), parent.shape)
    parent = pooled_shares(parent, spread, strength=HARDLY)
    return pooled_shares(counts * allowed, parent, strength=STATE_CELL_STRENGTH)


def moves_between(
    before: FloatArray, after: FloatArray, survivors: FloatArray, joiners: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Find the fewest moves that turn one mix into the next, with joiners counted first.

    F = (S + J) after - S before is what each member gains. Those with F < 0 send the share
    -F / (S before) of their children; joiners and those who move go to the others by F+.

    Parameters
    ----------
    before, after : FloatArray
        Axes (..., member): shares of the survivors, and shares to reach.
    survivors, joiners : FloatArray
        Axes (...) [children].

    Returns
    -------
    leaves : FloatArray
        Axes (..., member): share that moves to another member.
    goes : FloatArray
        Axes (..., member): where they and the joiners go; adds up to 1.
    """
    members = after.shape[-1]
    stay = _for_each(survivors, members) * before
    gain = _for_each(survivors + joiners, members) * after
    gain -= stay
    # Who loses children has some: elsewhere nought is divided by one.
    stay[stay <= 0] = 1.0
    leaves = np.minimum(gain, 0.0)
    leaves /= stay
    np.minimum(np.negative(leaves, out=leaves), 1.0, out=leaves)
    goes = np.maximum(gain, 0.0, out=gain)
    whole = np.asarray(np.einsum("...m->...", goes))
    nobody = whole <= 0
    goes /= _for_each(np.where(nobody, 1.0, whole), members)
    goes[nobody] = np.broadcast_to(after, goes.shape)[nobody]
    return leaves, goes


def _for_each(numbers: FloatArray, members: int) -> FloatArray:
    """Axes (..., member): the same for each member; faster to multiply with than a short axis."""
    return np.repeat(numbers, members).reshape(*numbers.shape, members)


def check_allowed(allowed: BoolArray) -> None:
    """Refuse structural zeros that leave some children nowhere to be.

    Raises
    ------
    NotPossibleError
        If a need has no state at some NC year.
    """
    nowhere = np.asarray(~allowed.any(axis=-1))
    if nowhere.any():
        raise NotPossibleError.of(
            "demand_nowhere_to_be", count=int(nowhere.sum()), first=first_of(nowhere)
        )


def surviving_mix(mix: FloatArray, leaving: FloatArray) -> FloatArray:
    """Find the mix of needs of those who reach an NC year, before anybody's need changes.

    Parameters
    ----------
    mix : FloatArray
        Axes (need, ncy): the mix of needs at each NC year.
    leaving : FloatArray
        Axes (need, ncy): share that leaves after it.

    Returns
    -------
    FloatArray
        Axes (need, ncy); the mix of the NC year itself where nobody reaches it.
    """
    stay = np.zeros_like(mix)
    stay[:, 1:] = (mix * (1 - leaving))[:, :-1]
    whole = stay.sum(axis=0)
    return np.where(whole > 0, stay / np.where(whole > 0, whole, 1.0), mix)
