"""Net joining and leaving by NC year, as seen between January counts.

From stocks alone, joiners and leavers of the same NC year cannot be told apart. What is seen is
the net: where a cohort grows from one January to the next, net joiners per head of population;
where it shrinks, a net share that leaves. Both are labelled net wherever they show.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sufficiency.demand.margins import BoolArray, FloatArray, IntArray
from sufficiency.demand.pooling import by_phase, pooled_factor, ratio, recency
from sufficiency.demand.stocks import FIRST_NCY, Stocks
from sufficiency.errors import NotPossibleError

JOINING_STRENGTH = 3.0
"""Net joiners of a phase that weigh as much as those of one NC year: spikes at Reception and
Year 7 are real, so an NC year is drawn towards its phase lightly and never smoothed."""
LEAVING_STRENGTH = 10.0
"""Children of a phase that weigh as much as those of one NC year in the share that leaves."""
NEED_STRENGTH = 10.0
"""Leavers that weigh as much as the parent, in the leaving of a need."""


@dataclass(frozen=True, slots=True, eq=False)
class Progression:
    """Net progression of an area from one January to the next.

    Parameters
    ----------
    joining : FloatArray
        Axis (ncy, the one joined): net joiners a head of population and year; nought where
        the cohort shrinks.
    joined : FloatArray
        Axis (ncy): net joiners seen, weighted by recency [children]; what the rate rests on.
    leaving : FloatArray
        Axes (need, ncy, the one left): share that leaves before the next January; 1 at the top.
    exposed : FloatArray
        Axes (need, ncy): children seen, weighted by recency [children].
    """

    joining: FloatArray
    joined: FloatArray
    leaving: FloatArray
    exposed: FloatArray


def net_progression(stocks: Stocks, *, turnover: float = 0.0) -> Progression:
    """Estimate net joining and leaving from January counts.

    With X the children of an NC year a, P the population and w the weight of a year, the net
    change of the cohort that reaches a is

        D[a] = sum over years of w (X[next year, a] - X[year, a - 1]).

    Where D > 0, net joiners a head are D / sum(w P); where D <= 0, the share that leaves a - 1 is
    -D / sum(w X[a - 1]), times a factor for each need and phase. Both are pooled with the phase.

    Who leaves and is made up for by another who joins is in no stock. Of that turnover u is
    assumed: u more of those who stay leave each NC year below the top, and
    u X[a - 1] (1 - q[a - 1]) / P[a] a head join the next one, X and P those of the last January.

    Parameters
    ----------
    stocks : Stocks
        Two Januaries or more.
    turnover : float
        u: share who leave and are made up for.

    Returns
    -------
    Progression

    Raises
    ------
    NotPossibleError
        If children join at an NC year without population.
    """
    seen = seen_between(stocks)
    phase = stocks.phase
    net = Progression(_joining(seen, phase), seen.joined, _leaving(seen, phase), seen.exposed)
    return _with_turnover(net, stocks, turnover)


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What January counts show of joining and leaving, weighted by recency.

    Parameters
    ----------
    joined : FloatArray
        Axis (ncy, the one joined): net joiners, nought where the cohort shrinks [children].
    persons : FloatArray
        Axis (ncy): residents [persons].
    grows : BoolArray
        Axis (ncy): whether the cohort that reaches it grows.
    lost : FloatArray
        Axes (need, ncy, the one left): net leavers; below nought where a need gains [children].
    shrinks : BoolArray
        Axis (ncy, the one left): whether the cohort then shrinks.
    exposed : FloatArray
        Axes (need, ncy): children who could leave [children].
    """

    joined: FloatArray
    persons: FloatArray
    grows: BoolArray
    lost: FloatArray
    shrinks: BoolArray
    exposed: FloatArray


def seen_between(stocks: Stocks) -> Seen:
    """Count net joiners and leavers between Januaries, later ones counting for more.

    Parameters
    ----------
    stocks : Stocks
        Two Januaries or more.

    Returns
    -------
    Seen
    """
    counts = stocks.children.sum(axis=(1, 4))
    heads = stocks.population_of(stocks.years[1], stocks.base).sum(axis=1)
    weights = recency(len(stocks.years) - 1)
    before, after = counts[:-1], counts[1:]
    change = np.einsum("y,yna->na", weights, after - _aged(before))
    grows = change.sum(axis=0) > 0
    shrinks = np.append(~grows[1:], False)
    return Seen(
        joined=np.where(grows, change.sum(axis=0), 0.0),
        persons=weights @ heads,
        grows=grows,
        lost=np.where(shrinks, -np.roll(change, -1, axis=1), 0.0),
        shrinks=shrinks,
        exposed=np.einsum("y,yna->na", weights, before),
    )


def _with_turnover(net: Progression, stocks: Stocks, turnover: float) -> Progression:
    """Let children leave and others join in their place, where there is anybody to join from."""
    if turnover == 0:
        return net
    persons = stocks.population_of(stocks.base, stocks.base).sum(axis=(0, 1))
    stay = stocks.last.sum(axis=(0, 3)) * (1 - net.leaving)
    replaced = turnover * stay
    # Whoever reaches an NC year without population could not be made up for there.
    replaced[:, :-1] = np.where(persons[1:] > 0, replaced[:, :-1], 0.0)
    replaced[:, -1] = 0.0
    joiners = _aged(replaced.sum(axis=0))
    gone = net.leaving + np.where(replaced > 0, turnover, 0.0) * (1 - net.leaving)
    return Progression(
        net.joining + ratio(joiners, persons),
        # Nobody was seen to: what is assumed makes no rate surer.
        net.joined,
        gone,
        net.exposed,
    )


def _aged(counts: FloatArray) -> FloatArray:
    """Move everyone up by one NC year; the top one leaves."""
    moved = np.zeros_like(counts)
    moved[..., 1:] = counts[..., :-1]
    return moved


def joining_of_phase(seen: Seen, phase: IntArray) -> FloatArray:
    """Axis (ncy): net joiners a head of its phase, over the NC years that grow."""
    persons = np.where(seen.grows, seen.persons, 0.0)
    return ratio(by_phase(seen.joined, phase), by_phase(persons, phase))[phase]


def _joining(seen: Seen, phase: IntArray) -> FloatArray:
    """Axis (ncy): net joiners a head, drawn lightly towards the phase."""
    for place in np.flatnonzero(seen.grows & (seen.persons <= 0)):
        raise NotPossibleError.of(
            "demand_population_nought",
            ncy=int(place) + FIRST_NCY,
            children=float(seen.joined[place]),
        )
    rate = joining_of_phase(seen, phase)
    factor = pooled_factor(seen.joined, rate * seen.persons, strength=JOINING_STRENGTH)
    return np.where(seen.grows, rate * factor, 0.0)


def leaving_of_phase(seen: Seen, phase: IntArray) -> FloatArray:
    """Axis (ncy): the share that leaves of its phase, over the NC years that shrink."""
    everyone = np.where(seen.shrinks, seen.exposed.sum(axis=0), 0.0)
    return ratio(by_phase(seen.lost.sum(axis=0), phase), by_phase(everyone, phase))[phase]


def leaving_of_ncy(seen: Seen, phase: IntArray) -> FloatArray:
    """Axis (ncy): the share that leaves, drawn towards the phase; nought where a cohort grows."""
    everyone, lost = seen.exposed.sum(axis=0), seen.lost.sum(axis=0)
    whole_phase = leaving_of_phase(seen, phase)
    share = (lost + LEAVING_STRENGTH * whole_phase) / (everyone + LEAVING_STRENGTH)
    return np.where(seen.shrinks, share, 0.0)


def _leaving(seen: Seen, phase: IntArray) -> FloatArray:
    """Axes (need, ncy): the share that leaves; all of the top NC year."""
    share, exposed = leaving_of_ncy(seen, phase), seen.exposed
    need, cell = need_factors(seen.lost, exposed * share, phase)
    leaving = share * (need * cell)[:, phase]
    # The factors say who leaves, not how many: each NC year keeps its own leavers.
    again = ratio(exposed.sum(axis=0) * share, (exposed * leaving).sum(axis=0), otherwise=1.0)
    leaving = np.minimum(leaving * again, 1.0)
    leaving[:, -1] = 1.0
    return np.asarray(leaving)


def need_factors(
    lost: FloatArray, expected: FloatArray, phase: IntArray
) -> tuple[FloatArray, FloatArray]:
    """Say how much likelier a need leaves: by need, then by need x phase, drawn towards the need.

    Parameters
    ----------
    lost, expected : FloatArray
        Axes (need, ncy): net leavers, and those whom the NC year leads one to expect [children].
    phase : IntArray
        Axis (ncy): position of the phase.

    Returns
    -------
    need : FloatArray
        Axes (need, 1).
    cell : FloatArray
        Axes (need, phase): besides.
    """
    seen_phase, expected_phase = by_phase(lost, phase), by_phase(expected, phase)
    seen = np.maximum(seen_phase.sum(axis=1, keepdims=True), 0.0)
    need = pooled_factor(seen, expected_phase.sum(axis=1, keepdims=True), strength=NEED_STRENGTH)
    cell = pooled_factor(np.maximum(seen_phase, 0.0), expected_phase * need, strength=NEED_STRENGTH)
    return need, cell
