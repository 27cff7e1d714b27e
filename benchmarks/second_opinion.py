"""Sites with fixed costs by HiGHS alone: another way, which shares only the arrays with ours."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from orlib import Problem

POUNDS, CUSTOMERS = 1e6, 1e3
"""Costs and numbers are given to the solver in these, so that none is large."""
VIOLATED = 1e-6
MOST_ROUNDS = 60
INFINITE = 1e30


@dataclass(frozen=True)
class Opinion:
    """What the other way came to.

    Parameters
    ----------
    relaxed : float
        The linear programme, with the number of sites that there must be: a bound.
    cost : float
        The best in whole numbers; endless where it found none in time.
    bound : float
        Its bound in whole numbers.
    seconds : float
    """

    relaxed: float
    cost: float
    bound: float
    seconds: float


def second_opinion(problem: Problem, *, most: float, seconds: float = 180.0) -> Opinion:
    """Solve by a linear programme, whose rows come as they are violated, and then in whole numbers.

        minimise   sum_j f_j y_j + sum_ij demand_i c_ij s_ij
        subject to sum_j s_ij = 1,  sum_i demand_i s_ij <= places_j y_j,  s_ij <= y_j,
                   sum_j y_j >= fewest sites that hold everybody

    A site whose reduced cost is more than what is left up to `most` is closed before the last step:
    any answer with it is dearer than that.

    Parameters
    ----------
    problem : Problem
    most : float
        What is known to be possible.
    seconds : float
        For the last step.

    Returns
    -------
    Opinion
    """
    import highspy

    begun = time.monotonic()
    solver = _loaded(problem)
    customers, sites = problem.cost.shape
    has_row = np.zeros((sites, customers), dtype=np.bool_)
    for _ in range(MOST_ROUNDS):
        solver.run()
        values = np.array(solver.getSolution().col_value)
        share = values[sites:].reshape(sites, customers)
        over = (share - values[:sites, None] > VIOLATED) & ~has_row
        if not over.any():
            break
        _add_if_open(solver, *np.nonzero(over), customers=customers, sites=sites)
        has_row |= over
    relaxed = float(solver.getInfo().objective_function_value) * POUNDS
    reduced = np.array(solver.getSolution().col_dual)[:sites] * POUNDS
    for site in range(sites):
        if reduced[site] > most - relaxed + 1.0:
            solver.changeColBounds(site, 0.0, 0.0)
        solver.changeColIntegrality(site, highspy.HighsVarType.kInteger)
    solver.setOptionValue("mip_rel_gap", 1e-6)
    solver.setOptionValue("time_limit", solver.getRunTime() + seconds)
    solver.run()
    info = solver.getInfo()
    has_found = info.primal_solution_status == int(highspy.SolutionStatus.kSolutionStatusFeasible)
    # Rows that were never violated are not there, so its best may be none: it is still a bound.
    return Opinion(
        relaxed=relaxed,
        cost=float(info.objective_function_value) * POUNDS if has_found else np.inf,
        bound=float(info.mip_dual_bound) * POUNDS,
        seconds=time.monotonic() - begun,
    )


def _loaded(problem: Problem) -> Any:
    """Hand the linear programme over: columns of sites first, then of shares, site by site."""
    import highspy

    customers, sites = problem.cost.shape
    make_solver: Any = highspy.Highs
    solver = make_solver()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    count = sites + sites * customers
    solver.addVars(count, np.zeros(count), np.ones(count))
    served = (problem.cost * problem.demand[:, None]).T.reshape(-1)
    costs = np.concatenate([problem.fixed_cost, served]) / POUNDS
    solver.changeColsCost(count, np.arange(count, dtype=np.int32), costs)
    column = sites + np.arange(sites * customers).reshape(sites, customers)
    _add_rows(solver, column.T, np.ones((customers, sites)), low=1.0, high=1.0)
    room = np.column_stack([np.arange(sites), column])
    held = np.column_stack([-problem.places, np.tile(problem.demand, (sites, 1))]) / CUSTOMERS
    _add_rows(solver, room, held, low=-INFINITE, high=0.0)
    largest_first = np.sort(problem.places)[::-1].cumsum()
    fewest = float(np.searchsorted(largest_first, problem.demand.sum()) + 1)
    _add_rows(solver, np.arange(sites)[None], np.ones((1, sites)), low=fewest, high=INFINITE)
    return solver


def _add_if_open(solver: Any, site: Any, customer: Any, *, customers: int, sites: int) -> None:
    """Add rows that say that a share is served by a site only if it is open."""
    columns = np.column_stack([site, sites + site * customers + customer])
    _add_rows(solver, columns, np.tile([-1.0, 1.0], (len(site), 1)), low=-INFINITE, high=0.0)


def _add_rows(solver: Any, columns: Any, entries: Any, *, low: float, high: float) -> None:
    """Add rows of as many entries each."""
    rows, width = columns.shape
    solver.addRows(
        rows,
        np.full(rows, low),
        np.full(rows, high),
        columns.size,
        np.arange(0, columns.size, width, dtype=np.int32),
        columns.reshape(-1).astype(np.int32),
        entries.reshape(-1).astype(np.float64),
    )
