"""A programme valued on the released problem, without choosing anything."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sufficiency.places import allocate_arrays
from sufficiency.places.choosing import Problem
from sufficiency.places.choosing.problem import NOT_OPENED

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


def value_released(problem: Problem, opening: IntArray) -> FloatArray:
    """Add up what a programme comes to where everybody is placed anew each year.

    Axis (aim): weighted sum over the periods, without the schemes' cost.

    Parameters
    ----------
    problem : Problem
    opening : IntArray
        Axis (scheme): position of the year, NOT_OPENED where it does not open.
    """
    chosen = np.flatnonzero(opening != NOT_OPENED)
    added = problem.schemes.added[chosen, opening[chosen]].sum(axis=0)
    totals = np.zeros(len(problem.periods[0].network.aims))
    for period in problem.periods:
        network = period.network
        room = network.room if not len(chosen) else network.room + added[period.year]
        placed = network.with_cells(
            network.demand,
            network.arc_cell,
            network.arc_pool,
            network.costs,
            network.cells,
            room=np.array(room),
            caps=network.caps,
        )
        totals += period.weight * np.array(allocate_arrays(placed).totals, dtype=np.float64)
    return totals


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
