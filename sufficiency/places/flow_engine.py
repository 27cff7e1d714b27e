"""The fast engine: a network flow by OR-tools, and the only file that knows it.

OR-tools trusts its input and its caller. It cuts floats off, casts node numbers silently, and
reading a flow after anything but an optimal solve ends the process. So there is one door to it,
`_solved`, which checks before and after; nothing else touches the library.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from sufficiency.errors import NotPossibleError
from sufficiency.places.faces import FREE, FULL, Costs, Face, narrowed, narrowed_if_best, usable
from sufficiency.places.network import Network
from sufficiency.places.ties import ties_broken
from sufficiency.places.weights import LARGEST_SUM, stacked

IntArray = NDArray[np.int64]
Order = Literal["auto", "stacked", "stages"]

SOLVER = "OR-tools"
MOST_NODES = 2**31 - 2
HOPEFUL_POOLS = 3
"""Weights are first tried as if a chain of moves passed through so few pools."""


class CostRangeError(ArithmeticError):
    """The costs of one flow are too large for the solver's whole numbers."""


@cache
def why_missing() -> str:
    """Say why OR-tools cannot be loaded; empty where it can."""
    try:
        from ortools.graph.python import min_cost_flow  # noqa: F401
    except ImportError as reason:
        return str(reason) or type(reason).__name__
    return ""


@dataclass(frozen=True, slots=True, eq=False)
class _Problem:
    """A flow as OR-tools takes it: axis (arc) and, for supply, axis (node)."""

    tail: NDArray[np.int32]
    head: NDArray[np.int32]
    capacity: IntArray
    cost: IntArray
    supply: IntArray


def flow_answer(network: Network, *, order: Order = "auto") -> tuple[IntArray, bool]:
    """Find the best allocation of a network in the exact order of its aims.

    Parameters
    ----------
    network : Network
    order : {"auto", "stacked", "stages"}
        Aims added up with safe weights in one flow; one flow for each aim, on the face of what
        is best in those before; or as many aims in one flow as fit into whole numbers.

    Returns
    -------
    flow : IntArray
        Axis (arc) [children].
    only : bool
        Whether no other answer is as good (ties broken by names).

    Raises
    ------
    NotPossibleError
        Where a single aim is too large for the solver, or it stops without an answer.
    """
    face = usable(network)
    flow = np.zeros(len(network.arc_cell), dtype=np.int64)
    if not len(face.arcs):
        return flow, True
    first = 0
    while first < len(network.aims):
        last = _aims_that_fit(face, first, order)
        found = _hoped_for(face, first, last)
        if found is None:
            flow, last = _solved_aims(face, first, last)
            face = narrowed(face, flow, _safe(face, first, last))
        else:
            flow, face = found
        first = last
    return ties_broken(face, flow, _flow_on)


def _safe(face: Face, first: int, last: int) -> Costs:
    """Axis (open arc): costs whose weights keep the order of some aims, whatever happens."""
    weighed = stacked(face.network.costs[first:last, face.arcs], pools=_pools_in(face))
    return weighed.unbounded(face.network.holders + 1)


def _hoped_for(face: Face, first: int, last: int) -> tuple[IntArray, Face] | None:
    """Solve several aims with small weights, and keep the answer only if it is best by safe ones.

    Small weights take the solver a third less time. Most answers are the same; whether one is, is
    not hoped but seen: its prices under the safe weights prove it.
    """
    if last == first + 1:
        return None
    hopeful = stacked(face.network.costs[first:last, face.arcs], pools=HOPEFUL_POOLS)
    if not hopeful.fits(_nodes(face)):
        return None
    flow = _flow_on(face, hopeful.costs)
    best = narrowed_if_best(face, flow, _safe(face, first, last))
    return None if best is None else (flow, best)


def _pools_in(face: Face) -> int:
    """Count the pools that children can still go to: no cycle of moves visits any other."""
    return int((np.bincount(face.pools) > 0).sum())


def _nodes(face: Face) -> int:
    return len(face.first) + face.network.holders + 1


def _aims_that_fit(face: Face, first: int, order: Order) -> int:
    """Count on from the first aim as far as one flow can carry; return the end."""
    network, count = face.network, len(face.network.aims)
    if order == "stacked":
        return count
    if order == "auto":
        for last in range(count, first + 1, -1):
            weighed = stacked(network.costs[first:last, face.arcs], pools=_pools_in(face))
            if weighed.fits(_nodes(face)):
                return last
    return first + 1


def _solved_aims(face: Face, first: int, last: int) -> tuple[IntArray, int]:
    """Solve the aims from first to last in one flow, or the first alone where that is too large."""
    network = face.network
    weighed = stacked(network.costs[first:last, face.arcs], pools=_pools_in(face))
    try:
        if weighed.costs.dtype == object:
            raise CostRangeError
        return _flow_on(face, weighed.costs), last
    except CostRangeError:
        if last > first + 1:
            return _solved_aims(face, first, first + 1)
    raise NotPossibleError.of(
        "engine_too_large",
        aim=network.aims[first],
        cost=weighed.largest(),
        nodes=_nodes(face),
        limit=LARGEST_SUM // (_nodes(face) + 2),
    )


def _flow_on(face: Face, costs: IntArray) -> IntArray:
    """Find a cheapest flow on a face.

    Parameters
    ----------
    face : Face
    costs : IntArray
        Axis (open arc).

    Returns
    -------
    IntArray
        Axis (arc of the network) [children].
    """
    network = face.network
    cells, sink = len(face.first), len(face.first) + network.holders
    demand = network.demand[face.cells]
    supply = np.zeros(sink + 1, dtype=np.int64)
    supply[:cells] = demand
    supply[sink] = -network.children
    full = np.flatnonzero(face.state == FULL)
    # A holder that must be full is a node that keeps its places, and hands them on to its total.
    supply[cells + full] -= network.room[full]
    np.add.at(supply, cells + network.parent[full], network.room[full])
    free = np.flatnonzero(face.state == FREE)
    problem = _Problem(
        tail=np.concatenate([face.segment, cells + free]).astype(np.int32),
        head=np.concatenate([cells + face.pools, cells + network.parent[free]]).astype(np.int32),
        capacity=np.concatenate(
            [demand[face.segment], np.minimum(network.room[free], network.children)]
        ),
        cost=np.concatenate([costs, np.zeros(len(free), dtype=np.int64)]),
        supply=supply,
    )
    flow = np.zeros(len(network.arc_cell), dtype=np.int64)
    flow[face.arcs] = _solved(problem)[: len(face.arcs)]
    return flow


def _checked(problem: _Problem) -> None:
    """Hold what OR-tools does not check, and would answer with nonsense or a crash."""
    arcs, nodes = len(problem.tail), len(problem.supply)
    assert nodes <= MOST_NODES, "more nodes than 32 bits can number"
    for ends in (problem.tail, problem.head):
        assert ends.dtype == np.int32, "nodes must be numbered in 32 bits"
        assert ends.shape == (arcs,), "each arc needs two ends"
        assert not arcs or 0 <= ends.min() <= ends.max() < nodes, "an arc ends nowhere"
    for numbers in (problem.capacity, problem.cost):
        assert numbers.dtype == np.int64, "capacities and costs must be whole numbers in 64 bits"
        assert numbers.shape == (arcs,), "each arc needs a capacity and a cost"
        assert not arcs or numbers.min() >= 0, "capacities and costs are nought or more"
    assert problem.supply.dtype == np.int64, "supply must be whole numbers in 64 bits"
    assert problem.supply.sum() == 0, "as many children must arrive as set out"


def _solved(problem: _Problem) -> IntArray:
    """Hand a checked flow to OR-tools; return axis (arc) [children], only if it is optimal."""
    from ortools.graph.python import min_cost_flow

    _checked(problem)
    if int(problem.cost.max(initial=0)) * (len(problem.supply) + 2) >= LARGEST_SUM:
        raise CostRangeError
    solver: Any = min_cost_flow.SimpleMinCostFlow()
    arcs = solver.add_arcs_with_capacity_and_unit_cost(
        problem.tail, problem.head, problem.capacity, problem.cost
    )
    solver.set_nodes_supplies(np.arange(len(problem.supply), dtype=np.int32), problem.supply)
    status = solver.solve()
    if status == solver.BAD_COST_RANGE:
        raise CostRangeError
    if status != solver.OPTIMAL:
        raise NotPossibleError.of(
            "engine_no_answer",
            solver=SOLVER,
            status=status.name,
            cure='Give engine="lp", and report this: it is a fault of the program.',
        )
    return np.asarray(solver.flows(arcs), dtype=np.int64)
