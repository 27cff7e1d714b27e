"""The door to HiGHS as a solver of yes-or-no choices: models as arrays, and the only file of it.

A solve that is stopped still has a bound that holds, and often a choice; what it never gives here
is noughts that mean nothing. Always on one thread: HiGHS gives back noughts in silence where the
number of threads changes within one process.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sufficiency.places.choosing.columns import Row
from sufficiency.places.highs_banner import without_banner
from sufficiency.places.statuses import Status, no_answer

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

SOLVER = "HiGHS"
INFINITE = 1e30
LEAST_SECONDS = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """Columns between limits, and costs to be made small.

    Parameters
    ----------
    costs, lower, upper : FloatArray
        Axis (column).
    whole : int
        So many columns, the first ones, are whole numbers.
    """

    costs: FloatArray
    lower: FloatArray
    upper: FloatArray
    whole: int


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """How a solve ended.

    Parameters
    ----------
    values : FloatArray or None
        Axis (column): the best that was found; None where nothing was.
    bound : float
        No choice costs less.
    is_empty : bool
        Whether it is proven that nothing keeps all rows.
    """

    values: FloatArray | None
    bound: float
    is_empty: bool = False


class Relaxed:
    """A model without the whole numbers, to which rows are added as they are found.

    Parameters
    ----------
    model : Model
    rows : sequence of Row
    """

    def __init__(self, model: Model, rows: Sequence[Row]) -> None:
        self._solver = _loaded(model, rows, is_whole=False)

    def add(self, rows: Sequence[Row]) -> None:
        """Add rows; the next solve begins where the last one ended."""
        _add_rows(self._solver, rows)

    def solved(self, seconds: float) -> Found:
        """Solve it, in so many seconds at most."""
        return _run(self._solver, seconds, is_whole=False)


def solved_whole(
    model: Model,
    rows: Sequence[Row],
    *,
    seconds: float,
    gap: float,
    start: FloatArray | None = None,
) -> Found:
    """Solve a model in whole numbers.

    Parameters
    ----------
    model : Model
    rows : sequence of Row
    seconds : float
        Most time.
    gap : float
        It ends where (value - bound) / value is no more than this.
    start : FloatArray, optional
        Axis (column): a choice to begin with.

    Returns
    -------
    Found
    """
    import highspy

    solver = _loaded(model, rows, is_whole=True)
    solver.setOptionValue("mip_rel_gap", max(gap, 0.0))
    solver.setOptionValue("mip_abs_gap", 1e-9)
    if start is not None:
        solution = highspy.HighsSolution()
        solution.col_value = start.tolist()
        solver.setSolution(solution)
    return _run(solver, seconds, is_whole=True)


def _loaded(model: Model, rows: Sequence[Row], *, is_whole: bool) -> Any:
    import highspy

    without_banner()
    make_solver: Any = highspy.Highs
    solver = make_solver()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("random_seed", 0)
    count = len(model.costs)
    solver.addVars(count, model.lower, model.upper)
    every = np.arange(count, dtype=np.int32)
    solver.changeColsCost(count, every, model.costs)
    for column in range(model.whole if is_whole else 0):
        solver.changeColIntegrality(column, highspy.HighsVarType.kInteger)
    _add_rows(solver, rows)
    return solver


def _add_rows(solver: Any, rows: Sequence[Row]) -> None:
    if not rows:
        return
    sizes = [len(row.columns) for row in rows]
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int32)
    solver.addRows(
        len(rows),
        np.full(len(rows), -INFINITE),
        np.array([row.most for row in rows]),
        sum(sizes),
        starts,
        np.concatenate([row.columns for row in rows]).astype(np.int32),
        np.concatenate([row.entries for row in rows]).astype(np.float64),
    )


def _run(solver: Any, seconds: float, *, is_whole: bool) -> Found:
    """Solve, and read what stands behind the status."""
    import highspy

    # The clock of HiGHS goes on from one solve to the next.
    solver.setOptionValue("time_limit", solver.getRunTime() + max(seconds, LEAST_SECONDS))
    solver.run()
    status, info = solver.getModelStatus(), solver.getInfo()
    ends = highspy.HighsModelStatus
    if status in (ends.kInfeasible, ends.kUnboundedOrInfeasible):
        return Found(None, np.inf, is_empty=True)
    known = (ends.kOptimal, ends.kTimeLimit, ends.kSolutionLimit, ends.kIterationLimit)
    if status not in (*known, ends.kInterrupt, ends.kObjectiveBound, ends.kObjectiveTarget):
        raise no_answer(
            Status.STOPPED,
            solver=SOLVER,
            word=solver.modelStatusToString(status),
            cure='Give engine="milp", and report this: it is a fault of the program.',
        )
    feasible = info.primal_solution_status == int(highspy.SolutionStatus.kSolutionStatusFeasible)
    values = np.array(solver.getSolution().col_value) if feasible else None
    if is_whole:
        return Found(values, float(info.mip_dual_bound))
    bound = float(info.objective_function_value) if status == ends.kOptimal else -np.inf
    return Found(values if status == ends.kOptimal else None, bound)
