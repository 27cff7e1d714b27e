"""What margins allow at all: a linear programme behind the fitting.

Two questions that scaling cannot answer are asked here. Which cells are nought in *every* table
that meets the margins? And if no table does, which totals stand in the way?
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from sufficiency.demand.contradictions import figure
from sufficiency.demand.margins import BoolArray, FloatArray, Rows
from sufficiency.errors import Finding, FittingError, finding

if TYPE_CHECKING:
    from scipy import sparse

SEEN_BY_SOLVER = 1e-6
"""Smaller differences than this are below the solver's own tolerance [children]."""


def solve(
    cost: FloatArray,
    matrix: sparse.csr_array,
    low: FloatArray,
    high: FloatArray,
    *,
    least: FloatArray,
    most: FloatArray,
    whole: bool,
) -> FloatArray | None:
    """Minimise a cost within rows and bounds, proven to the end.

        min cost.x   subject to   low <= matrix x <= high,   least <= x <= most

    Parameters
    ----------
    cost, least, most : FloatArray
        Axis (variable).
    matrix : scipy.sparse.csr_array
        Axes (row, variable).
    low, high : FloatArray
        Axis (row).
    whole : bool
        Whether all variables must be whole numbers.

    Returns
    -------
    FloatArray or None
        Axis (variable); None where no x meets the rows.

    Raises
    ------
    FittingError
        Where the solver stops with neither an answer nor a proof that there is none.
    """
    from scipy import sparse
    from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp

    if not len(cost):
        return np.zeros(0) if bool(((low <= 0) & (high >= 0)).all()) else None
    # SciPy before 1.14 hands HiGHS positions as they are, and it takes those of 32 bits only.
    narrow = sparse.csr_array(
        (matrix.data, matrix.indices.astype(np.int32), matrix.indptr.astype(np.int32)),
        shape=matrix.shape,
    )
    # No number of threads is given: HiGHS gives wrong answers when it changes within a process.
    result: OptimizeResult = milp(
        cost,
        integrality=np.full(len(cost), int(whole)),
        bounds=Bounds(least, most),
        constraints=LinearConstraint(narrow, low, high),
        options={"mip_rel_gap": 0.0},
    )
    if result.status == 2:
        return None
    if result.status != 0 or result.x is None:
        found = finding("fitting_solver_stopped", file="the margins", value=result.message)
        raise FittingError([found], what="The set of margins")
    return np.asarray(result.x, dtype=np.float64)


def fillable(rows: Rows) -> BoolArray | None:
    """Find the cells that at least one table within the margins fills.

    All are found at once: among all x = t * table with t >= 1, maximise the sum of z, where
    0 <= z <= 1 and z <= x. As t may grow, z is 1 in each cell that some table fills, else 0.

    Parameters
    ----------
    rows : Rows
        The margins over the cells in question.

    Returns
    -------
    BoolArray or None
        Axis (cell); None where no table meets the margins.
    """
    from scipy import sparse

    cells = rows.matrix.shape[1]
    # x is written as z + w with w >= 0; the last variable is t.
    exact = rows.low == rows.high
    capped = np.flatnonzero(np.isfinite(rows.high) & ~exact)
    bounded_below = [rows.matrix, rows.matrix, sparse.csr_array(-rows.low[:, None])]
    above = rows.matrix[capped]
    bounded_above = [above, above, sparse.csr_array(-rows.high[capped][:, None])]
    answer = solve(
        np.concatenate([np.full(cells, -1.0), np.zeros(cells + 1)]),
        sparse.csr_array(
            sparse.vstack([sparse.hstack(bounded_below), sparse.hstack(bounded_above)])
        ),
        np.concatenate([np.zeros(len(exact)), np.full(len(capped), -np.inf)]),
        np.concatenate([np.where(exact, 0.0, np.inf), np.zeros(len(capped))]),
        least=np.concatenate([np.zeros(2 * cells), [1.0]]),
        most=np.concatenate([np.ones(cells), np.full(cells + 1, np.inf)]),
        whole=False,
    )
    return None if answer is None else np.asarray(answer[:cells] > 0.5, dtype=np.bool_)


def totals_in_the_way(rows: Rows, *, whole: bool) -> Iterator[Finding]:
    """Name the totals that must change for a table to exist, changing as few children as possible.

    Parameters
    ----------
    rows : Rows
        The margins over the cells that may hold children.
    whole : bool
        Whether the table must hold whole numbers.

    Yields
    ------
    Finding
        One for each total in the way, with the nearest figure that it could have.
    """
    from scipy import sparse

    count, cells = rows.matrix.shape
    apart = sparse.eye_array(count, format="csr")
    answer = solve(
        np.concatenate([np.zeros(cells), np.ones(2 * count)]),
        sparse.csr_array(sparse.hstack([rows.matrix, apart, -apart])),
        rows.low,
        rows.high,
        least=np.zeros(cells + 2 * count),
        most=np.full(cells + 2 * count, np.inf),
        whole=whole,
    )
    if answer is None:
        return
    sums = np.asarray(rows.matrix @ answer[:cells], dtype=np.float64)
    away = np.maximum(rows.low - sums, sums - rows.high)
    rule = "no_whole_table" if whole else "margins_out_of_reach"
    for row in np.flatnonzero(away > SEEN_BY_SOLVER):
        margin = rows.margins[row]
        yield finding(
            rule,
            file=margin.place,
            group=margin.labels[rows.groups[row]],
            figure=figure(rows.low[row], rows.high[row]),
            reach=round(float(sums[row]), 6),
        )
