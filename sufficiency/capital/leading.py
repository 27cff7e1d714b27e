"""The aims in which it does not matter where a child lives: the same choice on far fewer cells."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sufficiency.capital.networks import few_cells
from sufficiency.places import DISPLACED, INDEPENDENT, OTHER_LEVEL, OVER_PLACES, WITHOUT, Network
from sufficiency.places.choosing import Period, Problem

IntArray = NDArray[np.int64]

LEADING = (DISPLACED, WITHOUT, INDEPENDENT, OTHER_LEVEL, OVER_PLACES)
"""Aims that count children, wherever they live."""

MANY_ARCS = 3_000_000
"""Arcs of all periods up to which all aims are chosen by at once; valuing a programme once then
takes about a second."""


def leading_aims(problem: Problem) -> int:
    """Count the first aims that are to be chosen by before the others; nought for all at once.

    Parameters
    ----------
    problem : Problem
    """
    first = problem.periods[0].network
    if any(period.network.caps for period in problem.periods):
        return 0
    if sum(len(period.network.arc_cell) for period in problem.periods) <= MANY_ARCS:
        return 0
    count = 0
    while count < len(first.aims) and first.aims[count] in LEADING:
        count += 1
    return count if count < len(first.aims) else 0


def leading_problem(problem: Problem, count: int) -> Problem:
    """Make the same choice with its first aims alone, and one cell of all that are alike in them.

    Sums of these aims are those of the whole problem for every programme: the aims are met in
    their order, and a later one has no say in an earlier one.

    Parameters
    ----------
    problem : Problem
        Without caps across pools.
    count : int
        Of the first aims.

    Returns
    -------
    Problem
    """
    made: dict[tuple[int, int], tuple[Network, IntArray]] = {}
    periods = []
    for period in problem.periods:
        network = period.network
        key = (id(network.arc_pool), id(network.costs))
        if key not in made:
            led = replace(network, aims=network.aims[:count], costs=network.costs[:count])
            made[key] = few_cells(led)
        few, of_cell = made[key]
        demand = np.zeros(len(few.demand), dtype=np.int64)
        np.add.at(demand, of_cell, network.demand)
        own = few.with_cells(
            demand, few.arc_cell, few.arc_pool, few.costs, few.cells, room=network.room
        )
        periods.append(Period(period.year, period.draw, period.weight, own))
    return replace(problem, periods=tuple(periods))
