"""Programmes valued on the released problem, without choosing anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from joblib import delayed
from numpy.typing import NDArray

from sufficiency.places.choosing import NOT_OPENED, Problem
from sufficiency.places.choosing.columns import columns_of
from sufficiency.places.choosing.stages import exact_level
from sufficiency.places.engines import solve_on_face
from sufficiency.workers import done_by

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


def values_released(
    problem: Problem, programmes: Sequence[IntArray], *, workers: int = 1
) -> FloatArray:
    """Add up what programmes come to where everybody is placed anew each year.

    A year in which two programmes have the same places is allocated once for both.

    Parameters
    ----------
    problem : Problem
    programmes : sequence of IntArray
        Each axis (scheme): position of the year, NOT_OPENED where it does not open.
    workers : int
        Processes that share the years, which changes no number.

    Returns
    -------
    FloatArray
        Axes (programme, aim): weighted sums over the periods, without the schemes' cost.
    """
    added = np.array([_added(problem, opening) for opening in programmes])
    work = []
    for year in range(problem.years):
        periods = tuple(period for period in problem.periods if period.year == year)
        if periods:
            # Without budgets, so that whatever is to be valued is among its columns.
            own = replace(problem, periods=periods, budgets=())
            work.append(delayed(_valued)(own, year, added[:, year]))
    return np.asarray(sum(done_by(workers, work)))


def cost_of(problem: Problem, opening: IntArray) -> float:
    """Add up what the schemes of a programme cost in the first aim's sum.

    Parameters
    ----------
    problem : Problem
    opening : IntArray
        Axis (scheme).
    """
    chosen = np.flatnonzero(opening != NOT_OPENED)
    return float(problem.schemes.cost[chosen, opening[chosen]].sum())


def _added(problem: Problem, opening: IntArray) -> IntArray:
    """Axes (year, holder): what the schemes of a programme add to the room."""
    chosen = np.flatnonzero(opening != NOT_OPENED)
    return np.asarray(problem.schemes.added[chosen, opening[chosen]].sum(axis=0))


def _valued(problem: Problem, year: int, added: IntArray) -> FloatArray:
    """Axes (programme, aim): sums of a year; `added` has the axes (programme, holder)."""
    columns = columns_of(problem)
    level = exact_level(problem, columns, solve_on_face())
    distinct, of_programme = np.unique(added, axis=0, return_inverse=True)
    sums = []
    for more in distinct:
        places = np.zeros((problem.years, len(columns.holders)), dtype=np.int64)
        places[year] = more[columns.holders]
        at = level.at(places)
        assert at is not None, "no time was set"
        sums.append(at.totals)
    return np.asarray(np.array(sums)[of_programme.reshape(-1)])
