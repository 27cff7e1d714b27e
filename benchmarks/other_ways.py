"""How others would solve one year: a bare call of OR-tools, and a plain PuLP model."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from cases import INDEPENDENT_METRES, Case

from sufficiency.places import NO_LIMIT, Network

SIMPLEX, INTERIOR_POINT, CBC = "simplex", "ipm", "cbc"
"""The two methods of HiGHS, by its own names; and the other solver, which comes with PuLP 3."""

WEIGHTS_BY_HAND = (10_000_000, 1_000_000, 100_000)
"""What a child without a place, an independent placement and one beyond the limit count [metres]:
as an analyst would choose them, each ten times the next."""


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
    placed = _variables(model, "placed", len(case.cell))
    bought = _variables(model, "bought", len(case.demand))
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


def by_plain_model_of_aims(network: Network, *, method: str = SIMPLEX) -> tuple[int, ...]:
    """Solve a network of several aims by PuLP, as one sum of aims that are weighted by hand.

    It is the quicker way to write it: for an order that holds whatever the weights, PuLP would
    solve one aim after the other. Whoever asks holds what comes out against the exact order.

    Parameters
    ----------
    network : Network
        Of the aims of the design, the last of them metres; without totals.
    method : {"simplex", "ipm", "cbc"}
        As of `by_plain_model`.

    Returns
    -------
    tuple of int
        Axis (aim): what the answer adds up to [children or metres].
    """
    import pulp

    model = pulp.LpProblem("one_year", pulp.LpMinimize)
    placed = _variables(model, "placed", len(network.arc_cell))
    weights = np.array([*WEIGHTS_BY_HAND, 1])
    kilometres = (weights @ network.costs / 1000).tolist()
    model += pulp.lpSum(cost * variable for cost, variable in zip(kilometres, placed, strict=True))
    of_cell: list[list[object]] = [[] for _ in network.demand]
    of_pool: list[list[object]] = [[] for _ in network.room]
    ends = zip(network.arc_cell.tolist(), network.arc_pool.tolist(), placed, strict=True)
    for cell, pool, variable in ends:
        of_cell[cell].append(variable)
        of_pool[pool].append(variable)
    for children, variables in zip(network.demand.tolist(), of_cell, strict=True):
        model += pulp.lpSum(variables) == children
    for places, variables in zip(network.room.tolist(), of_pool, strict=True):
        if places < NO_LIMIT:
            model += pulp.lpSum(variables) <= places
    model.solve(_solver(method))
    flow = np.array([variable.varValue for variable in placed])
    return tuple(round(float(costs @ flow)) for costs in network.costs)


def _variables(model: Any, what: str, count: int) -> list[Any]:
    """Make variables from nought, in the one form that PuLP 3 and PuLP 4 know."""
    return [model.add_variable(f"{what}_{position}", lowBound=0) for position in range(count)]


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
