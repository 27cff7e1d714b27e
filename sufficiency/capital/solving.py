"""The one call to the optimisation, with how long it may take and what of its answer is proven."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sufficiency.capital.leading import leading_aims, leading_problem
from sufficiency.capital.released import cost_of, values_released
from sufficiency.places import choosing
from sufficiency.places.choosing import Chosen, Problem, Programme, Status

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

MOST_KEPT = 40
"""Programmes that were valued on the way and are kept."""

MOST_EQUALS = 4
"""Of programmes that are equal in the first aims, so many are valued in all of them."""

SAME = 1e-9
"""Sums that differ by no more than this share are the same."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How long the best programme is looked for, and with what.

    Parameters
    ----------
    seconds : float
        Most time for a choice [seconds].
    gap : float
        A programme is proven where none is better by more than this share of its own value.
    workers : int
        Processes that share the allocations.
    """

    seconds: float
    gap: float
    workers: int


@dataclass(frozen=True, slots=True, eq=False)
class Solved:
    """The best programme that was found, and in which aims that is proven.

    Parameters
    ----------
    chosen : Chosen
        Totals are nan in aims in which a programme was not valued, bounds in those in which
        nothing is proven.
    problem : Problem
        On which it was chosen: the whole one, or its first aims alone.
    proven_aims : int
        So many of the first aims are covered by its status and gap.
    equals : int
        Programmes that are as good in these, and were held against each other in the others.
    """

    chosen: Chosen
    problem: Problem
    proven_aims: int
    equals: int

    @property
    def is_proven(self) -> bool:
        """Whether no programme is better, in the aims that are covered, by more than the gap."""
        return self.chosen.status == Status.PROVEN


def solved(problem: Problem, effort: Effort) -> Solved:
    """Choose the best programme of a problem.

    Where there are many children, the first aims are chosen by alone: where a child lives has no
    part in them, so that far fewer cells say the same. Programmes that are equal in these aims are
    then valued in all of them, and the best in the order of the aims is taken.

    Parameters
    ----------
    problem : Problem
    effort : Effort

    Returns
    -------
    Solved
    """
    count = leading_aims(problem)
    if not count:
        found = choosing.choose(problem, seconds=effort.seconds, gap=effort.gap, keep=MOST_KEPT)
        return Solved(found, problem, len(problem.periods[0].network.aims), 1)
    led = leading_problem(problem, count)
    found = choosing.choose(led, seconds=effort.seconds, gap=effort.gap, keep=MOST_KEPT)
    return _in_all_aims(problem, led, found, effort)


def _in_all_aims(problem: Problem, led: Problem, found: Chosen, effort: Effort) -> Solved:
    """Take of the programmes that are equal in the first aims the one that is best in all."""
    programmes = [found.programme, *found.runners_up]
    equal = [one for one in programmes if _same(one, programmes[0])][:MOST_EQUALS]
    others = [one for one in programmes if not any(one is own for own in equal)]
    totals = values_released(problem, [one.opening for one in equal], workers=effort.workers)
    whole = [replace(one, totals=own) for one, own in zip(equal, totals, strict=True)]
    whole.sort(key=_value)
    aims = totals.shape[1]
    rest = [replace(one, totals=padded(one.totals, aims)) for one in others]
    best, *more = (*whole, *rest)
    made = replace(found, programme=best, runners_up=tuple(more), bounds=padded(found.bounds, aims))
    return Solved(made, led, len(led.periods[0].network.aims), len(equal))


def _same(one: Programme, other: Programme) -> bool:
    """Say whether two programmes are equal in all aims in which they were valued."""
    ours, theirs = (held.totals + _first(held) for held in (one, other))
    return bool((np.abs(ours - theirs) <= SAME * np.maximum(np.abs(theirs), 1.0)).all())


def _first(one: Programme) -> FloatArray:
    cost = np.zeros(len(one.totals))
    cost[0] = one.cost
    return cost


def _value(one: Programme) -> tuple[float, ...]:
    values = one.totals + _first(one)
    return tuple(float(f"{value:.12g}") for value in values)


def padded(values: FloatArray, aims: int) -> FloatArray:
    """Put nan behind values, for aims in which there is none."""
    return np.concatenate([values, np.full(aims - len(values), np.nan)])


def valued_in_all(problem: Problem, opening: IntArray, effort: Effort) -> Programme:
    """Value a programme in all aims.

    Parameters
    ----------
    problem : Problem
    opening : IntArray
        Axis (scheme).
    effort : Effort
    """
    totals = values_released(problem, [opening], workers=effort.workers)[0]
    return Programme(opening, totals, cost_of(problem, opening))
