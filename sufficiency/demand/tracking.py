"""The miss of a projection, explained exactly: what came less what was expected, in five parts.

A projection of levels and a census of settings meet in plans: the parts are over all states. Where
states leave at their own rates, children are carried by state, and added up after that.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum

import numpy as np

from sufficiency.demand.cohorts import carry, expected_joiners, one_up
from sufficiency.demand.margins import FloatArray
from sufficiency.demand.rates import Rates
from sufficiency.demand.stocks import check_counts, check_shape


class Part(IntEnum):
    """Parts of a miss, in the order of the axis part."""

    RESTATED = 0
    POPULATION = 1
    JOINERS = 2
    LEAVERS = 3
    MIX = 4


class Flow(IntEnum):
    """Net flows between two Januaries, in the order of the axis flow."""

    JOINERS_SEEN = 0
    JOINERS_PROJECTED = 1
    LEAVERS_SEEN = 2
    LEAVERS_PROJECTED = 3


@dataclass(frozen=True, slots=True, eq=False)
class Miss:
    """What came less what was expected, in parts; `account_of_miss` makes it.

    Parameters
    ----------
    parts : FloatArray
        Axes (part, year, locality, need, ncy): they add up to the miss of that January
        [children]. What went otherwise in earlier years is carried forward in its own part.
    new : FloatArray
        The same axes: only what went otherwise in that year. With `carried` they add up to the
        miss as well; restated is nought.
    carried : FloatArray
        Axes (year, locality, need, ncy): the miss of the January before, carried forward; in the
        first year, the restatement of the January from which was projected [children].
    flows : FloatArray
        Axes (flow, year, locality, ncy): net joining and net leaving, as seen and as projected at
        the population and the stock that came; ncy is the one reached [children].
    """

    parts: FloatArray
    new: FloatArray
    carried: FloatArray
    flows: FloatArray


def account_of_miss(
    came: FloatArray,
    then: FloatArray,
    population: FloatArray,
    population_then: FloatArray,
    rates: Rates,
) -> Miss:
    """Explain what came less what was expected by five parts that add up to it exactly.

    With X the base January as it was then and Y(0), Y(1), ... the Januaries as they are known
    now, P and Q the population as projected then and as it is now, S(t) the survival of the
    projection (leaving, one NC year up, changes of need) and J(t, P) its joiners at a population:

        E(0) = X,  E(t) = S(t) E(t - 1) + J(t, P(t)),  miss M(t) = Y(t) - E(t)
        M(0) = Y(0) - X,  M(t) = S(t) M(t - 1) + population(t) + joiners(t) + leavers(t) + mix(t)

    so that what goes otherwise in one year is carried forward as the projection carries children
    forward, each part by itself; restated is M(0) carried forward. What is new in a year is

        population(t) = J(t, Q(t)) - J(t, P(t))
        joiners(t)    = net joiners seen - net joiners projected, F(t) = S(t) Y(t-1) + J(t, Q(t))
        leavers(t)    = net leavers projected - net leavers seen: plus where fewer left
        mix(t)        = Y(t) - F(t) - joiners(t) - leavers(t)

    Net joiners and leavers are counted over all needs, so that a need that is recorded otherwise
    is neither: with A one NC year up and D = sum over needs of (Y(t) - A Y(t - 1)), an NC year
    where the area's D is above nought has D net joiners in each locality, any other has -D net
    leavers; F(t) - A Y(t - 1) is netted in the same way. Their differences are dealt to the needs
    as the projection's joiners and leavers of that locality and NC year are. What is left is mix:
    it adds up to nought over needs in every locality, NC year and January. Where a mix that is
    carried forward leaves at another rate, those who left more or less are leavers.

    All of it is by state where states leave at their own rates, and J(t) then has the states of
    joiners; D, its dealing and mix are over needs and states together, and every part is added up
    over states. Children who arrive in new homes are among the joiners that were projected.

    Parameters
    ----------
    came : FloatArray
        Axes (January, locality, need, ncy, state): Y, the base January first; a last axis of
        length 1 for all states together [children].
    then : FloatArray
        Axes (locality, need, ncy, state): X [children].
    population, population_then : FloatArray
        Axes (year, locality, ncy): Q and P of each January after the base [persons].
    rates : Rates
        The expected rates of the projection, from the first projected year on; for all states
        together, those under which they leave alike. No limit is held: E is linear without any.

    Returns
    -------
    Miss

    Raises
    ------
    NotPossibleError
        If shapes do not fit, or a number is impossible.

    Notes
    -----
    Why the parts are cut in this way: docs/explanation/tracking.md.
    """
    _check(came, then, population, population_then, rates)
    free = replace(rates, limits=None)
    whole = _over_states(free) if then.shape[-1] == 1 else free
    parts = np.zeros((len(Part), *then.shape))
    parts[Part.RESTATED] = came[0] - then
    misses, new, carried, flows = [], [], [], []
    for year, (persons, persons_then) in enumerate(zip(population, population_then, strict=True)):
        before, after = came[year], came[year + 1]
        here = _shares(before, persons, whole, year)
        kept = np.array([_survivors(part, whole, year) for part in parts])
        carried.append(kept.sum(axis=0))
        kept = _mix_that_left(kept, here.leaving)
        added, seen = _new_parts(before, after, persons, persons_then, whole, year, here)
        parts = kept + added
        misses.append(parts)
        new.append(added)
        flows.append(seen)
    return Miss(
        np.stack(misses, axis=1).sum(axis=-1),
        np.stack(new, axis=1).sum(axis=-1),
        np.array(carried).sum(axis=-1),
        np.stack(flows, axis=1),
    )


def _check(
    came: FloatArray,
    then: FloatArray,
    population: FloatArray,
    population_then: FloatArray,
    rates: Rates,
) -> None:
    """Refuse what does not fit together, and states that leave at their own rates."""
    years = len(came) - 1
    localities, needs, ages, states = then.shape
    axes = "January, locality, need, ncy, state"
    check_shape("what came", came, (years + 1, *then.shape), axes=axes)
    check_counts("what came", came, axes=axes)
    shape = (years, localities, ages)
    check_shape("the population", population, shape, axes="year, locality, ncy")
    check_shape("the projected population", population_then, shape, axes="year, locality, ncy")
    # Where all states of the census are one, those of the rates must leave as one.
    of_states = rates.leaving.shape[-1] if states > 1 else 1
    known = (len(rates.joining), needs, ages, of_states)
    check_shape("the leaving rates", rates.leaving, known, axes="year, need, ncy, all states")
    if states > 1:
        known = (len(rates.joining), needs, ages, states)
        check_shape(
            "the states of joiners", rates.joiner_states, known, axes="year, need, ncy, state"
        )


def _over_states(rates: Rates) -> Rates:
    """Give the rates of all states together."""
    alone = np.ones((*rates.joining.shape, 1))
    return replace(
        rates, state_leaves=0.0 * alone, state_goes=alone[..., None], joiner_states=alone
    )


def _survivors(stock: FloatArray, rates: Rates, year: int) -> FloatArray:
    """Axes (locality, need, ncy, state): S of a stock, or of a difference of stocks."""
    return carry(stock, rates, year).children


@dataclass(frozen=True, slots=True, eq=False)
class _Shares:
    """How joiners and leavers of a locality and NC year are dealt to needs and states.

    Axes (locality, need, ncy, the one reached, state); each adds up to 1 over needs and states.
    """

    joining: FloatArray
    leaving: FloatArray


def _shares(before: FloatArray, persons: FloatArray, rates: Rates, year: int) -> _Shares:
    """Deal as the projection does; where it has nobody, as joiners would go at that NC year."""
    # Of several origins the mean: it decides only where nobody was projected to join.
    goes = rates.need_goes[year].mean(axis=0).T[..., None] * rates.joiner_states[year]
    joining = _first_known(expected_joiners(persons, rates, year), goes)
    left = one_up(before * rates.leaving[year])
    return _Shares(joining, _first_known(left, _first_known(one_up(before), goes)))


def _first_known(weights: FloatArray, otherwise: FloatArray) -> FloatArray:
    """Axes as given: shares by weight; others where all weights are nought."""
    whole = weights.sum(axis=(1, 3), keepdims=True)
    return np.where(whole > 0, weights / np.where(whole > 0, whole, 1.0), otherwise)


def _mix_that_left(parts: FloatArray, shares: FloatArray) -> FloatArray:
    """Count what a carried mix leaves over all needs as leavers, so that mix stays nought."""
    over = parts[Part.MIX].sum(axis=(1, 3), keepdims=True) * shares
    settled = np.array(parts)
    settled[Part.MIX] -= over
    settled[Part.LEAVERS] += over
    return settled


def _new_parts(
    before: FloatArray,
    after: FloatArray,
    persons: FloatArray,
    persons_then: FloatArray,
    rates: Rates,
    year: int,
    shares: _Shares,
) -> tuple[FloatArray, FloatArray]:
    """Give what is new in a year, with the axes of `parts`, and its flows (flow, locality, ncy)."""
    joiners = expected_joiners(persons, rates, year)
    projected = _survivors(before, rates, year) + joiners
    moved_up = one_up(before)
    came_in, went = _net((after - moved_up).sum(axis=(1, 3)))
    joining, leaving = _net((projected - moved_up).sum(axis=(1, 3)))
    added = np.zeros((len(Part), *before.shape))
    added[Part.POPULATION] = joiners - expected_joiners(persons_then, rates, year)
    added[Part.JOINERS] = (came_in - joining)[:, None, :, None] * shares.joining
    added[Part.LEAVERS] = (leaving - went)[:, None, :, None] * shares.leaving
    added[Part.MIX] = after - projected - added[Part.JOINERS] - added[Part.LEAVERS]
    return added, np.array([came_in, joining, went, leaving])


def _net(change: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Say who joined and who left, net: axes (locality, ncy), by the sign of the area's change.

    The projection's own rates are net in the same way. Signs of single localities would count a
    child who moved house as one who joined and one who left.
    """
    grows = change.sum(axis=0) > 0
    return np.where(grows, change, 0.0), np.where(grows, 0.0, -change)
