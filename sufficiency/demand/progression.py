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
    assumed: u more of those who stay leave each NC year below the top, and u X[a - 1] / P[a] a
    head join the next one, X and P those of the last January.

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
    counts = stocks.children.sum(axis=(1, 4))
    heads = stocks.population_of(stocks.years[1], stocks.base).sum(axis=1)
    weights = recency(len(stocks.years) - 1)
    before, after = counts[:-1], counts[1:]
    change = np.einsum("y,yna->na", weights, after - _aged(before))
    grows = change.sum(axis=0) > 0
    joined = np.where(grows, change.sum(axis=0), 0.0)
    persons = weights @ heads
    exposed = np.einsum("y,yna->na", weights, before)
    joining = _joining(joined, persons, grows, stocks.phase)
    shrinks = np.append(~grows[1:], False)
    lost = np.where(shrinks, -np.roll(change, -1, axis=1), 0.0)
    leaving = _leaving(lost, exposed, shrinks, stocks.phase)
    return _with_turnover(Progression(joining, joined, leaving, exposed), stocks, turnover)


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


def _joining(
    joined: FloatArray, persons: FloatArray, grows: BoolArray, phase: IntArray
) -> FloatArray:
    """Axis (ncy): net joiners a head, drawn lightly towards the phase."""
    for place in np.flatnonzero(grows & (persons <= 0)):
        raise NotPossibleError.of(
            "demand_population_nought", ncy=int(place) + FIRST_NCY, children=float(joined[place])
        )
    rate = ratio(by_phase(joined, phase), by_phase(np.where(grows, persons, 0.0), phase))[phase]
    return np.where(
        grows, rate * pooled_factor(joined, rate * persons, strength=JOINING_STRENGTH), 0.0
    )


def _leaving(
    lost: FloatArray, exposed: FloatArray, shrinks: BoolArray, phase: IntArray
) -> FloatArray:
    """Axes (need, ncy): the share that leaves; all of the top NC year."""
    everyone = exposed.sum(axis=0)
    whole_phase = ratio(
        by_phase(lost.sum(axis=0), phase), by_phase(np.where(shrinks, everyone, 0.0), phase)
    )[phase]
    share = (lost.sum(axis=0) + LEAVING_STRENGTH * whole_phase) / (everyone + LEAVING_STRENGTH)
    share = np.where(shrinks, share, 0.0)
    leaving = share * _need_factor(lost, exposed * share, phase)
    # The factors say who leaves, not how many: each NC year keeps its own leavers.
    again = ratio(everyone * share, (exposed * leaving).sum(axis=0), otherwise=1.0)
    leaving = np.minimum(leaving * again, 1.0)
    leaving[:, -1] = 1.0
    return np.asarray(leaving)


def _need_factor(lost: FloatArray, expected: FloatArray, phase: IntArray) -> FloatArray:
    """Axes (need, ncy): how much likelier a need leaves: need x phase, drawn towards the need."""
    seen_phase, expected_phase = by_phase(lost, phase), by_phase(expected, phase)
    seen = np.maximum(seen_phase.sum(axis=1, keepdims=True), 0.0)
    need = pooled_factor(seen, expected_phase.sum(axis=1, keepdims=True), strength=NEED_STRENGTH)
    cell = pooled_factor(np.maximum(seen_phase, 0.0), expected_phase * need, strength=NEED_STRENGTH)
    return np.asarray((need * cell)[:, phase])
