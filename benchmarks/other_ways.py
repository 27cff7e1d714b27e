"""How others would solve one year: a bare call of OR-tools, and a plain PuLP model."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from cases import INDEPENDENT_METRES, Case

SIMPLEX, INTERIOR_POINT, CBC = "simplex", "ipm", "cbc"
"""The two methods of HiGHS, by its own names; and the other solver, which comes with PuLP 3."""


def by_bare_flow(case: Case) -> int:
    """Solve a case by OR-tools alone: all cells, one cost, no check, no proof and no tie-break.

    Returns
    -------
    int
        The weighted optimum [metres].
    """
    from ortools.graph.python import min_cost_flow

    cells, pools = len(case.demand), len(case.free)
    every_cell, every_pool, sink = np.arange(cells), cells + np.arange(pools), cells + pools
    tail = np.concatenate([case.cell, every_pool, every_cell])
    head = np.concatenate([cells + case.pool, np.full(pools + cells, sink)])
    capacity = np.concatenate([case.demand[case.cell], case.free, case.demand])
    dear = np.full(cells, INDEPENDENT_METRES)
    cost = np.concatenate([case.metres, np.zeros(pools, dtype=np.int64), dear])
    supply = np.concatenate([case.demand, np.zeros(pools, dtype=np.int64), [-case.demand.sum()]])
    solver = min_cost_flow.SimpleMinCostFlow()
    arcs = solver.add_arcs_with_capacity_and_unit_cost(
        tail.astype(np.int32), head.astype(np.int32), capacity, cost
    )
    solver.set_nodes_supplies(np.arange(sink + 1, dtype=np.int32), supply)
    if solver.solve() != solver.OPTIMAL:
        raise SystemExit("OR-tools gave no answer.")
    return int(cost @ solver.flows(arcs))


def by_plain_model(case: Case, *, method: str = SIMPLEX) -> int:
    """Solve a case as an analyst would write it: every arc a variable of PuLP, a solver below.

    Parameters
    ----------
    case : Case
    method : {"simplex", "ipm", "cbc"}
        Of HiGHS: the simplex method, or interior points and a crossover to a vertex; or CBC.

    Returns
    -------
    int
        The weighted optimum [metres].
    """
    import pulp

    model = pulp.LpProblem("one_year", pulp.LpMinimize)
    # In this form alone variables can be made with PuLP 3 and with PuLP 4.
    placed = [model.add_variable(f"placed_{arc}", lowBound=0) for arc in range(len(case.cell))]
    bought = [model.add_variable(f"bought_{cell}", lowBound=0) for cell in range(len(case.demand))]
    far = pulp.lpSum(
        metres / 1000 * variable
        for metres, variable in zip(case.metres.tolist(), placed, strict=True)
    )
    model += far + INDEPENDENT_METRES / 1000 * pulp.lpSum(bought)
    of_cell: list[list[object]] = [[variable] for variable in bought]
    of_pool: list[list[object]] = [[] for _ in case.free]
    for cell, pool, variable in zip(case.cell.tolist(), case.pool.tolist(), placed, strict=True):
        of_cell[cell].append(variable)
        of_pool[pool].append(variable)
    for children, variables in zip(case.demand.tolist(), of_cell, strict=True):
        model += pulp.lpSum(variables) == children
    for places, variables in zip(case.free.tolist(), of_pool, strict=True):
        model += pulp.lpSum(variables) <= places
    model.solve(_solver(method))
    return round(float(pulp.value(model.objective)) * 1000)


def methods() -> tuple[str, ...]:
    """Give the methods that are at hand: with PuLP 4, CBC is installed apart."""
    return (SIMPLEX, INTERIOR_POINT, *([CBC] if _solver(CBC).available() else []))


def _solver(method: str) -> Any:
    import pulp

    if method != CBC:
        return pulp.HiGHS(msg=False, threads=1, solver=method)
    with warnings.catch_warnings():
        # PuLP 3 brings CBC along, and says that PuLP 4 will not.
        warnings.simplefilter("ignore", DeprecationWarning)
        bundled = getattr(pulp, "PULP_CBC_CMD", pulp.COIN_CMD)
        return bundled(msg=False, threads=1)
