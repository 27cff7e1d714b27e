"""Who joins: joiners a head by need and NC year, and the states that they join."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sufficiency.demand.margins import BoolArray, FloatArray, IntArray
from sufficiency.demand.pooling import by_phase, pooled_factor, pooled_shares, ratio
from sufficiency.demand.profiles import state_profile
from sufficiency.demand.shocks import Generators
from sufficiency.demand.stocks import FIRST_NCY
from sufficiency.errors import NotPossibleError

CELL_STRENGTH = 3.0
"""Joiners that weigh as much as the parent, at each step from area to cell: spikes at Reception
and Year 7 are real, so an NC year is drawn towards its phase lightly and never smoothed."""
STATE_SHARE_STRENGTH = 8.0
"""Joiners of a need and phase that weigh as much as the profile of states."""
SMALLEST = 1e-3
"""Parameters of gammas and betas are at least this, so that nothing is divided by nought."""


@dataclass(frozen=True, slots=True, eq=False)
class Joining:
    """Joining, and what the rates rest on; `estimated_joining` makes it.

    Parameters
    ----------
    parent : FloatArray
        Axes (need, ncy): joiners a head by phase, NC year and need x phase, without the cell.
    persons : FloatArray
        Axis (ncy): population, later years counting for more [persons].
    seen : FloatArray
        Axes (need, ncy): who joined, later years counting for more [children].
    states : FloatArray
        Axes (need, ncy, state): in which state joiners are; adds up to 1.
    by_phase : FloatArray
        Axes (need, phase, state): joiners seen, later years counting for more [children].
    phase : IntArray
        Axis (ncy): position of the phase.
    """

    parent: FloatArray
    persons: FloatArray
    seen: FloatArray
    states: FloatArray
    by_phase: FloatArray
    phase: IntArray

    @property
    def expected(self) -> FloatArray:
        """Axes (need, ncy): what the parent leads one to expect, weighted as seen [children]."""
        return np.asarray(self.parent * self.persons)

    @property
    def rate(self) -> FloatArray:
        """Axes (need, ncy): joiners a head of population and year."""
        return self.parent * pooled_factor(self.seen, self.expected, strength=CELL_STRENGTH)

    @property
    def mix(self) -> FloatArray:
        """Axes (need, ncy): needs of those who join; adds up to 1, even where nobody does."""
        rate = self.rate
        return ratio(rate, rate.sum(axis=0), otherwise=1 / len(rate))


def estimated_joining(
    joiners: FloatArray, persons: FloatArray, phase: IntArray, allowed: BoolArray
) -> Joining:
    """Estimate joining; each step is drawn towards the one before it by a Gamma.

    With O joiners, P persons and k = 3, from the area's rate r to phase, NC year and cell:

        r[p] = r (O[p] + k) / (r P[p] + k),     r[a] = r[p] (O[a] + k) / (r[p] P[a] + k),
        s[n] = (O[n] + k / needs) / (O + k),   share[n, p] = (O[n, p] + k s[n]) / (O[p] + k),
        E[n, a] = P[a] r[a] share[n, p],
        rate[n, a] = E[n, a] / P[a] (O[n, a] + k) / (E[n, a] + k).

    Parameters
    ----------
    joiners : FloatArray
        Axes (need, ncy, state): weighted over years [children].
    persons : FloatArray
        Axis (ncy): weighted over years in the same way [persons].
    phase : IntArray
        Axis (ncy): position of the phase.
    allowed : BoolArray
        Axes (need, ncy, state): where a child can be.

    Returns
    -------
    Joining

    Raises
    ------
    NotPossibleError
        If children join at an NC year without population.
    """
    seen = joiners.sum(axis=2)
    by_age = seen.sum(axis=0)
    for place in np.flatnonzero((by_age > 0) & (persons <= 0)):
        raise NotPossibleError.of(
            "demand_population_nought", ncy=int(place) + FIRST_NCY, children=float(by_age[place])
        )
    _, _, at_age = joining_by_age(by_age, persons, phase)
    _, _, shares = needs_of_joiners(seen, phase)
    return Joining(
        parent=at_age * shares[phase].T,
        persons=persons,
        seen=seen,
        states=state_profile(joiners, phase, allowed),
        by_phase=_states_by_phase(joiners, phase),
        phase=phase,
    )


def joining_by_age(
    joiners: FloatArray, persons: FloatArray, phase: IntArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Estimate joining of all needs together, from area to phase to NC year.

    Parameters
    ----------
    joiners, persons : FloatArray
        Axis (ncy): who joined [children], and the population [persons], weighted over years.
    phase : IntArray
        Axis (ncy): position of the phase.

    Returns
    -------
    whole : FloatArray
        Joiners a head of the area.
    of_phase, at_age : FloatArray
        Axes (phase) and (ncy): joiners a head.
    """
    whole = ratio(joiners.sum(), persons.sum())
    heads = by_phase(persons, phase)
    seen = by_phase(joiners, phase)
    of_phase = whole * pooled_factor(seen, whole * heads, strength=CELL_STRENGTH)
    at_age = of_phase[phase]
    at_age = at_age * pooled_factor(joiners, at_age * persons, strength=CELL_STRENGTH)
    return whole, of_phase, at_age


def needs_of_joiners(
    joiners: FloatArray, phase: IntArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Estimate the share of each need among those who join.

    Parameters
    ----------
    joiners : FloatArray
        Axes (need, ncy): weighted over years [children].
    phase : IntArray
        Axis (ncy): position of the phase.

    Returns
    -------
    even, overall : FloatArray
        Axis (need): equal shares, and those of all joiners, drawn towards them.
    shares : FloatArray
        Axes (phase, need): drawn towards all joiners.
    """
    even = np.full(len(joiners), 1 / len(joiners))
    overall = pooled_shares(joiners.sum(axis=1), even, strength=CELL_STRENGTH)
    shares = pooled_shares(by_phase(joiners, phase).T, overall, strength=CELL_STRENGTH)
    return even, overall, shares


def drawn_joining(
    joining: Joining, persons: FloatArray, generators: Generators
) -> tuple[FloatArray, FloatArray]:
    """Draw joining once for a whole run.

    factor of need x phase ~ Gamma(O + k) / (O + k);  cell ~ E factor Gamma(O + k) / (E factor + k).
    The sum over the area is left to the trend, which has its own doubt: it stays as it is here.

    Parameters
    ----------
    joining : Joining
        What the rates rest on.
    persons : FloatArray
        Axis (ncy): population of today [persons].
    generators : Generators
        Of the draws.

    Returns
    -------
    rate : FloatArray
        Axes (draw, need, ncy): joiners a head.
    states : FloatArray
        Axes (draw, need, ncy, state): in which state joiners are.
    """
    phase = joining.phase
    seen = by_phase(joining.seen, phase) + CELL_STRENGTH
    factor = (generators.gamma(seen) / seen)[..., phase]
    chance = generators.gamma(joining.seen + CELL_STRENGTH)
    rate = joining.parent * factor * chance / (joining.expected * factor + CELL_STRENGTH)
    whole = (rate * persons).reshape(len(rate), -1).sum(axis=1)
    scale = ratio((joining.rate * persons).sum(), whole, otherwise=1.0)
    rate = rate * scale[:, None, None]
    usual = _states_by_phase(joining.states, phase)
    usual = usual / usual.sum(axis=2, keepdims=True)
    known = np.maximum(joining.by_phase + STATE_SHARE_STRENGTH * usual, SMALLEST)
    likelier = generators.gamma(known) / known
    states = joining.states * np.maximum(likelier, SMALLEST)[:, :, phase]
    return rate, states / states.sum(axis=-1, keepdims=True)


def _states_by_phase(numbers: FloatArray, phase: IntArray) -> FloatArray:
    """Axes (need, phase, state): summed over the NC years of each phase."""
    return np.swapaxes(by_phase(np.swapaxes(numbers, 1, 2), phase), 1, 2)
