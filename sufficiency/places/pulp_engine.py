"""The plain engine: a linear programme by PuLP and HiGHS, and the only file that knows PuLP.

It states the allocation in named rows that a person can read, and finds the exact order of aims
by another way than `flow_engine`: one solve for each aim, with a row that holds each earlier aim
at its best. It is the reference of the tests, what writes `.lp` files, and what runs where
OR-tools is missing. Only what PuLP 3.3 and PuLP 4 both have is used.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sufficiency.errors import FileError, NotPossibleError
from sufficiency.places import flow_engine
from sufficiency.places.ahead_checks import NEARLY_KEPT
from sufficiency.places.ahead_rows import Answered, Mixed, Programme, Sense
from sufficiency.places.capped_engine import names_of_arcs
from sufficiency.places.faces import FREE, FULL, Face, whole
from sufficiency.places.highs_banner import without_banner
from sufficiency.places.lp_rows import LONGEST_NAME, cap_rows, holder_rows, readable
from sufficiency.places.network import Network
from sufficiency.places.prices import narrowed
from sufficiency.places.statuses import Status, no_answer
from sufficiency.places.ties import ties_broken
from sufficiency.places.weights import stacked

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]

SOLVER = "PuLP with HiGHS"
LEAST_SECONDS = 0.05  # a solver is given so much at the least
NEARLY_WHOLE = 1e-4
"""A child may be split by no more than this by the solver's rounding [children]."""

NEARLY_BEST, NEARLY_BEST_SHARE = 1e-6, 1e-9
"""An earlier aim may be above its best by no more than this and this share of it: what the solver's
rounding needs, and too little to buy anything in a later aim."""


@cache
def why_missing() -> str:
    """Say why PuLP with HiGHS cannot be loaded; empty where it can."""
    try:
        import highspy  # noqa: F401
        import pulp  # noqa: F401
    except ImportError as reason:
        return str(reason) or type(reason).__name__
    return ""


def _to_install() -> str:
    """Say what the other engine needs first, where it cannot be loaded."""
    return " (after `python -m pip install ortools`)" if flow_engine.why_missing() else ""


def lp_answer(network: Network, *, seconds: float | None = None) -> tuple[IntArray, bool]:
    """Find the best allocation of a network in the exact order of its aims.

    Parameters
    ----------
    network : Network
    seconds : float, optional
        Most time for each aim; a solve that is stopped by it is an error.

    Returns
    -------
    flow : IntArray
        Axis (arc) [children].
    only : bool
        Whether no other answer is as good (ties broken by names).

    Raises
    ------
    NotPossibleError
        Where the solver stops without a proven answer, or its answer is not whole.
    """
    face = whole(network)
    flow = np.zeros(len(network.arc_cell), dtype=np.int64)
    if not len(face.arcs):
        return flow, True
    best: list[int] = []
    for aim in range(len(network.aims)):
        if network.costs[aim, face.arcs].any() or aim == len(network.aims) - 1:
            flow = _solved(face, network.costs[aim, face.arcs], best, seconds=seconds)
        best.append(network.totals_of(flow)[aim])
    weighed = stacked(network.costs[:, face.arcs], pools=len(network.pools))
    face = narrowed(face, flow, weighed.unbounded(network.holders + 1))
    return ties_broken(face, flow, lambda part, costs: _solved(part, costs, [], seconds=seconds))


def capped_lp_answer(network: Network, *, seconds: float | None = None) -> IntArray:
    """Find an allocation within caps across pools, in the exact order of its aims.

    Parameters
    ----------
    network : Network
    seconds : float, optional
        Most time for each aim; a solve that is stopped by it is an error.

    Returns
    -------
    IntArray
        Axis (arc) [children].

    Raises
    ------
    NotPossibleError
        Where the solver stops without a proven answer, or its answer is not whole.
    """
    face = whole(network)
    flow = np.zeros(len(network.arc_cell), dtype=np.int64)
    best: list[int] = []
    for aim in range(len(network.aims)):
        flow = _solved(face, network.costs[aim, face.arcs], best, seconds=seconds)
        best.append(network.totals_of(flow)[aim])
    return _solved(face, names_of_arcs(face), best, seconds=seconds)


def write_lp(
    network: Network,
    path: str | Path,
    *,
    totals: Sequence[int] = (),
    heading: Sequence[str] = (),
) -> None:
    """Write the allocation as an `.lp` file with readable names.

    An ordered list of aims is not one linear programme but one for each aim. This writes the
    one for the first aim that has no total yet, with a row for each that has.

    Parameters
    ----------
    network : Network
    path : str or Path
        The file, which is written anew.
    totals : sequence of int
        Best values of the first aims, in their order, as an answer gives them.
    heading : sequence of str
        Lines above the model, which solvers read over.

    Raises
    ------
    NotPossibleError
        Where it is no network, or nobody is to be placed in it.
    FileError
        Where the file cannot be written.
    """
    if not isinstance(network, Network):
        raise NotPossibleError.of("no_network", value=type(network).__name__)
    face = whole(network)
    if not len(face.arcs):
        raise NotPossibleError.of("lp_nobody")
    aim = min(len(totals), len(network.aims) - 1)
    model, _ = _model(face, network.costs[aim, face.arcs], list(totals[:aim]))
    with TemporaryDirectory() as folder:
        # PuLP writes; this file moves it, so that nothing is half written where the user looks.
        written = Path(folder) / "allocation.lp"
        model.writeLP(str(written), max_length=LONGEST_NAME)
        above = "".join(f"\\ {' '.join(line.split())}\n" for line in heading)
        text = above.encode() + written.read_bytes()
    part = Path(path).with_name(f"{Path(path).name}.part")
    try:
        part.write_bytes(text)
        part.replace(path)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise FileError.of("cannot_write", path=path, reason=reason) from error


def programme_answer(programme: Programme, *, seconds: float | None = None) -> Answered:
    """Solve a linear programme in the exact order of its aims, one solve for each.

    Parameters
    ----------
    programme : Programme
    seconds : float, optional
        Most time for each aim; a solve that is stopped by it is an error.

    Returns
    -------
    Answered
        Values as the solver gave them, to be held against the rows (`ahead_checks.hold_rows`), and
        prices by which `ahead_certificate` says how good they are.

    Raises
    ------
    NoAnswerError
        Where the solver ends without a proven answer.
    """
    model, placed = _stated(programme)
    import pulp

    values, count, prices = np.zeros(len(placed)), len(programme.rows), []
    held: list[int] = []
    for place, (aim, costs) in enumerate(zip(programme.aims, programme.costs, strict=True)):
        used, priced = np.flatnonzero(costs), np.zeros(count + place)
        prices.append(priced)
        if not len(used):
            continue
        sum_of_aim = pulp.lpSum(costs[column] * placed[column] for column in used.tolist())
        model.setObjective(sum_of_aim)
        status, word = _ended(model, seconds)
        if status is not Status.PROVEN:
            cure = "Give it more time, as seconds=600, or fewer years."
            raise no_answer(status, solver=SOLVER, word=word, cure=cure)
        values = _from_nought([variable.value() or 0.0 for variable in placed])
        best = float(costs @ values)
        # Rows stand in the solver in the order in which they were added: the aims behind all.
        duals = np.array(model.solverModel.getSolution().row_dual)
        priced[:count], priced[count + np.array(held, dtype=int)] = duals[:count], duals[count:]
        held.append(place)
        model += (
            sum_of_aim <= best + NEARLY_BEST + NEARLY_BEST_SHARE * best,
            f"aim__{readable([aim])[0]}",
        )
    return Answered(values, tuple(prices))


def _from_nought(values: list[float]) -> FloatArray:
    """Take for nought what is below it by a solver's rounding, and leave the rest to be refused."""
    given = np.array(values, dtype=np.float64)
    return np.where((given < 0) & (given >= -NEARLY_KEPT), 0.0, given)


def mixed_answer(programme: Programme, costs: FloatArray, *, gap: float, seconds: float) -> Mixed:
    """Solve a programme with yes-or-no columns, or say how far it came.

    Parameters
    ----------
    programme : Programme
    costs : FloatArray
        Axis (column): what is made small.
    gap : float
        (value - bound) / value that is enough.
    seconds : float
        Most time, of which writing the model down and handing it over take a part.

    Returns
    -------
    Mixed
        With how the solve ended, and a bound that holds whether or not it did.
    """
    import pulp

    begun = time.perf_counter()
    model, placed = _stated(programme)
    model.setObjective(pulp.lpSum(costs[c] * placed[c] for c in np.flatnonzero(costs).tolist()))
    left = seconds - 2 * (time.perf_counter() - begun)  # handing it over takes as long
    status, _ = _ended(model, max(left, LEAST_SECONDS), gap=gap)
    bound = float(model.solverModel.getInfo().mip_dual_bound) if programme.yes_or_no else -np.inf
    if status not in (Status.PROVEN, Status.FEASIBLE):
        # Of what has no answer the solver says that it is above everything, which bounds nothing.
        return Mixed(None, bound if np.isfinite(bound) else -np.inf, status)
    values = np.array([variable.value() or 0.0 for variable in placed])
    if status is Status.PROVEN and not programme.yes_or_no:
        bound = float(costs @ values)
    return Mixed(values, bound, status)


def solved_on_face(face: Face, costs: IntArray) -> IntArray:
    """Find a cheapest allocation on a face, as `flow_engine.cheapest_flow` does.

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
    return _solved(face, costs, [], seconds=None)


def _stated(programme: Programme) -> tuple[Any, list[Any]]:
    """State the columns and rows of a programme, without what is made small."""
    import pulp

    model = pulp.LpProblem("programme", pulp.LpMinimize)
    choices = programme.yes_or_no
    placed = [
        model.add_variable(name, lowBound=0, upBound=1, cat=pulp.LpInteger)
        if column < choices
        else model.add_variable(name, lowBound=0)
        for column, name in enumerate(readable(programme.names))
    ]
    names = readable([row.name for row in programme.rows])
    for name, row in zip(names, programme.rows, strict=True):
        entries = zip(row.columns.tolist(), row.coefficients.tolist(), strict=True)
        added = pulp.lpSum(entry * placed[column] for column, entry in entries)
        model += (added == row.right if row.sense is Sense.EQUAL else added <= row.right), name
    return model, placed


def _model(face: Face, costs: IntArray, best: Sequence[int]) -> tuple[Any, list[Any]]:
    """State the allocation: variables `placed__CELL__POOL`, and rows that a person can read.

    demand__CELL:  sum_j x_ij = demand_i;   room__POOL, total__TOTAL:  sum x <= room;
    aim__AIM:  sum c x <= the best value of an earlier aim.
    """
    import pulp

    network = face.network
    cells, pools = readable(network.cells.words), readable(network.pools.words)
    model = pulp.LpProblem("allocation", pulp.LpMinimize)
    arc_cell, arc_pool = network.arc_cell[face.arcs].tolist(), face.pools.tolist()
    # Nested rows give whole answers by themselves; caps that cross each other do not.
    kind = pulp.LpInteger if network.caps else pulp.LpContinuous
    placed = [
        model.add_variable(f"placed__{cells[i]}__{pools[j]}", lowBound=0, cat=kind)
        for i, j in zip(arc_cell, arc_pool, strict=True)
    ]
    model += _sum(placed, costs), "objective"
    ends = np.append(face.first[1:], len(face.arcs))
    for cell, begin, end in zip(face.cells, face.first, ends, strict=True):
        row = pulp.lpSum(placed[begin:end]) == int(network.demand[cell])
        model += row, f"demand__{cells[int(cell)]}"
    for name, holder, arcs in holder_rows(face, pools):
        room = int(network.room[holder])
        row = pulp.lpSum(placed[arc] for arc in arcs)
        if face.state[holder] == FREE:
            model += row <= room, name
        else:
            model += row == (room if face.state[holder] == FULL else 0), name
    for name, room, arcs in cap_rows(face):
        model += pulp.lpSum(placed[arc] for arc in arcs) <= room, name
    for aim, value in zip(network.aims, best, strict=False):
        priced = network.costs[network.aims.index(aim), face.arcs]
        if priced.any():
            model += _sum(placed, priced) <= value, f"aim__{readable([aim])[0]}"
    return model, placed


def _sum(placed: list[Any], costs: IntArray) -> Any:
    import pulp

    used = np.flatnonzero(costs).tolist()
    if not used:
        return 0 * placed[0]
    return pulp.lpSum(int(costs[arc]) * placed[arc] for arc in used)


def _solved(face: Face, costs: IntArray, best: Sequence[int], *, seconds: float | None) -> IntArray:
    """Solve one aim; return axis (arc of the network) [children], only if proven and whole."""
    network = face.network
    model, placed = _model(face, costs, best)
    status, word = _ended(model, seconds)
    if status is not Status.PROVEN:
        cure = f'Give it more time, or engine="flow", which is far faster{_to_install()}.'
        raise no_answer(status, solver=SOLVER, word=word, cure=cure)
    values = np.array([variable.value() for variable in placed], dtype=np.float64)
    rounded = np.rint(values)
    for arc in np.flatnonzero(~(np.abs(values - rounded) <= NEARLY_WHOLE))[:1]:
        raise NotPossibleError.of(
            "engine_not_whole",
            solver=SOLVER,
            value=f"{values[arc]:.6g}",
            cell=network.cells[int(network.arc_cell[face.arcs[arc]])],
            pool=network.pools[int(face.pools[arc])],
        )
    flow = np.zeros(len(network.arc_cell), dtype=np.int64)
    flow[face.arcs] = rounded.astype(np.int64)
    return flow


def _ended(model: Any, seconds: float | None, *, gap: float = 0.0) -> tuple[Status, str]:
    """Solve a model; say how that ended, and what HiGHS calls it.

    HiGHS is asked itself: PuLP 3 and PuLP 4 differ in their words, and PuLP 3 has one word for
    stopped and for infeasible. Always on one thread: HiGHS gives back noughts in silence where the
    number of threads changes within one process.
    """
    import highspy
    import pulp

    without_banner()
    model.solve(pulp.HiGHS(msg=False, threads=1, timeLimit=seconds, gapRel=gap))
    solver, ends = model.solverModel, highspy.HighsModelStatus
    ended, info = solver.getModelStatus(), solver.getInfo()
    word = str(solver.modelStatusToString(ended))
    # All columns are nought or more and none earns anything, so no model is without a bound.
    if ended in (ends.kInfeasible, ends.kUnboundedOrInfeasible):
        return Status.INFEASIBLE, word
    feasible = int(highspy.SolutionStatus.kSolutionStatusFeasible)
    if info.primal_solution_status != feasible:
        return Status.STOPPED, word
    return Status.PROVEN if ended == ends.kOptimal else Status.FEASIBLE, word
