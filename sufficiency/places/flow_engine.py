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
from sufficiency.places.faces import FREE, FULL, Face, part_of, usable
from sufficiency.places.growing import solved_growing
from sufficiency.places.holding import ProgramFaultError, hold
from sufficiency.places.limits import VERY_MANY
from sufficiency.places.network import NO_LIMIT, SINK, Network
from sufficiency.places.prices import narrowed
from sufficiency.places.statuses import Status, no_answer
from sufficiency.places.ties import ties_broken
from sufficiency.places.weights import LARGEST_SUM, Stack, stacked, surely_fit

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
Order = Literal["auto", "stacked", "stages"]

SOLVER = "OR-tools"
MOST_NODES = 2**31 - 2
MANY_PLACES = 0.7
"""With more places than this for each child, children are sent to places."""
HOPEFUL_POOLS = 1
"""Weights are first tried as if a chain of moves passed through so few pools."""


class CostRangeError(ArithmeticError):
    """The costs of one flow are too large for the solver's whole numbers."""


class FlowFormError(ProgramFaultError):
    """Arrays that OR-tools would cut off, cast or end the process on: a fault of the program."""


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
    if not len(face.arcs):
        return np.zeros(len(network.arc_cell), dtype=np.int64), True
    # Some answer is always there: everybody in a pool that is never full.
    sure = ((network.room >= NO_LIMIT) & (network.within == SINK))[face.pools]
    first = 0
    while first < len(network.aims):
        weighed = _aims_that_fit(face, first, order)
        if first == 0:
            face, sure, weighed = _no_dearer_than_sure(face, sure, weighed)
        flow, face, first = _solved_aims(face, sure, first, weighed)
        sure = flow[face.arcs] > 0
    return ties_broken(face, flow, cheapest_flow)


def _no_dearer_than_sure(
    face: Face, sure: BoolArray, weighed: Stack
) -> tuple[Face, BoolArray, Stack]:
    """Leave out arcs that are dearer than one of the same cell into a pool that is never full.

    A child on such an arc could always go along the other one, so no best answer uses it. With a
    single pool that is never full nothing is looked for: there it is the dearest of all. Nor with
    very many arcs: the few that are looked at first are the cheapest of each cell.
    """
    costs = weighed.costs
    if costs.dtype == object or len(costs) >= VERY_MANY or not _is_endless_twice(face.network):
        return face, sure, weighed
    floor = np.minimum.reduceat(np.where(sure, costs, LARGEST_SUM), face.first)
    kept = np.flatnonzero(costs <= np.repeat(floor, face.sizes))
    return part_of(face, kept), sure[kept], Stack(weighed.weights, costs[kept])


def _is_endless_twice(network: Network) -> bool:
    """Say whether more than one pool is never full."""
    pools = len(network.pools)
    endless = (network.room[:pools] >= NO_LIMIT) & (network.within[:pools] == SINK)
    return int(endless.sum()) > 1


def _pools_in(face: Face) -> int:
    """Count the pools that children can still go to: no cycle of moves visits any other."""
    return int((np.bincount(face.pools) > 0).sum())


def _nodes(face: Face) -> int:
    return len(face.first) + face.network.holders + 1


def _aims_that_fit(face: Face, first: int, order: Order) -> Stack:
    """Weigh as many aims, from the first on, as one flow can carry."""
    pools, count = _pools_in(face), len(face.network.aims)
    if order == "stacked":
        return stacked(face.costs[first:], pools=pools)
    if order == "auto":
        for last in range(count, first + 1, -1):
            if len(face.arcs) >= VERY_MANY and not _surely_fit(face, first, last, pools):
                continue
            weighed = stacked(face.costs[first:last], pools=pools)
            if weighed.fits(_nodes(face)):
                return weighed
    return stacked(face.costs[first : first + 1], pools=pools)


def _surely_fit(face: Face, first: int, last: int, pools: int) -> bool:
    """Say without adding anything up whether aims fit into one flow."""
    largest = face.costs[first:last].max(axis=1, initial=0).tolist()
    return surely_fit(largest, pools=pools, nodes=_nodes(face))


def _solved_aims(
    face: Face, sure: BoolArray, first: int, weighed: Stack
) -> tuple[IntArray, Face, int]:
    """Solve weighed aims in one flow, or the first alone where that is too large.

    Returns
    -------
    flow : IntArray
        Axis (arc of the network) [children].
    face : Face
        Narrowed to what is as good.
    last : int
        Up to which aim.
    """
    last = first + len(weighed.weights)
    try:
        if weighed.fits(_nodes(face)):
            hopeful, safe = _hopeful(face.costs[first:last]), weighed.costs
            found = solved_growing(face, sure, hopeful, safe, cheapest_flow, aims=last - first)
            return (*found, last)
        if weighed.costs.dtype == object:
            raise CostRangeError
        flow = cheapest_flow(face, weighed.costs)
        return flow, narrowed(face, flow, weighed.unbounded(face.network.holders + 1)), last
    except CostRangeError:
        if last > first + 1:
            alone = stacked(face.costs[first : first + 1], pools=HOPEFUL_POOLS)
            return _solved_aims(face, sure, first, alone)
    raise NotPossibleError.of(
        "engine_too_large",
        aim=face.network.aims[first],
        cost=weighed.largest(),
        nodes=_nodes(face),
        limit=LARGEST_SUM // (_nodes(face) + 2),
    )


def _hopeful(costs: IntArray) -> IntArray:
    """Weigh aims as if moves came in short chains only; the dearest arcs of a single one as well.

    What a placement counts as in a weighted aim is far above any journey. Its size matters to the
    answer no more than that of a weight, and costs the solver as much time.

    Parameters
    ----------
    costs : IntArray
        Axes (aim, open arc).

    Returns
    -------
    IntArray
        Axis (open arc): ordered as the aims are, but for what `solved_growing` finds out.
    """
    weighed = stacked(costs, pools=HOPEFUL_POOLS).costs
    if len(costs) > 1:
        return weighed
    dearest = weighed.max(initial=0)
    largest = weighed.max(initial=0, where=weighed < dearest)
    closed: IntArray = np.minimum(weighed, 1 + (HOPEFUL_POOLS + 1) * largest)
    return closed


def cheapest_flow(face: Face, costs: IntArray) -> IntArray:
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
    demand, room = network.demand[face.cells], network.room
    supply = np.zeros(sink + 1, dtype=np.int64)
    supply[:cells] = -demand
    supply[sink] = network.children
    full = np.flatnonzero(face.state == FULL)
    # A holder that must be full is a node that has its places, and takes none from its total.
    supply[cells + full] += room[full]
    np.add.at(supply, cells + network.parent[full], -room[full])
    free = np.flatnonzero(face.state == FREE)
    tail = np.concatenate([cells + face.pools, cells + network.parent[free]]).astype(np.int32)
    head = np.concatenate([face.segment, cells + free]).astype(np.int32)
    # Few places go to children, and children to many: OR-tools then takes a tenth less time.
    if _has_many_places(network):
        tail, head, supply = head, tail, -supply
    problem = _Problem(
        tail=tail,
        head=head,
        capacity=np.concatenate([demand[face.segment], np.minimum(room[free], network.children)]),
        cost=np.concatenate([costs, np.zeros(len(free), dtype=np.int64)]),
        supply=supply,
    )
    flow = np.zeros(len(network.arc_cell), dtype=np.int64)
    flow[face.arcs] = _solved(problem)[: len(face.arcs)]
    return flow


def _has_many_places(network: Network) -> bool:
    """Say whether there are places for most children in pools with a limit."""
    room = network.room[: len(network.pools)]
    return int(room[room < NO_LIMIT].sum()) > MANY_PLACES * network.children


def _checked(problem: _Problem) -> None:
    """Hold what OR-tools does not check, and would answer with nonsense or a crash."""
    arcs, nodes = len(problem.tail), len(problem.supply)
    _hold(nodes <= MOST_NODES, "more nodes than 32 bits can number")
    for ends in (problem.tail, problem.head):
        _hold(ends.dtype == np.int32, "nodes must be numbered in 32 bits")
        _hold(ends.shape == (arcs,), "each arc needs two ends")
        _hold(not arcs or 0 <= ends.min() <= ends.max() < nodes, "an arc ends nowhere")
    for numbers in (problem.capacity, problem.cost):
        _hold(numbers.dtype == np.int64, "capacities and costs must be whole numbers in 64 bits")
        _hold(numbers.shape == (arcs,), "each arc needs a capacity and a cost")
        _hold(not arcs or numbers.min() >= 0, "capacities and costs are nought or more")
    _hold(problem.supply.dtype == np.int64, "supply must be whole numbers in 64 bits")
    _hold(problem.supply.sum() == 0, "as many children must arrive as set out")


def _hold(is_so: bool | np.bool_, words: str) -> None:
    hold(is_so, words, FlowFormError)


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
        impossible = status in (solver.INFEASIBLE, solver.UNBALANCED)
        ended = Status.INFEASIBLE if impossible else Status.STOPPED
        cure = 'Give engine="lp", and report this: it is a fault of the program.'
        raise no_answer(ended, solver=SOLVER, word=status.name, cure=cure)
    return np.asarray(solver.flows(arcs), dtype=np.int64)
