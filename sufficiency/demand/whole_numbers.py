"""Whole numbers that add up in every direction: controlled rounding of a table of means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from sufficiency.demand.margins import BoolArray, FloatArray, IntArray
from sufficiency.demand.reach import SEEN_BY_SOLVER, solve
from sufficiency.demand.rounding import TIE_BREAK, WIDENINGS

if TYPE_CHECKING:
    from scipy import sparse

Proof = Literal["nearest", "least", "none"]
"""The nearest of all tables within 1; the least departure of all tables; or neither proven."""

MOST_PROVEN = 500
"""Cells with a fraction, and totals over them, up to which a search goes to its end: beyond, it
may take hours."""
LAST_SEARCHED = 60
"""So many cells are left to an exact search at the end of a dive."""
STEP = 10
"""A dive settles one in so many of the cells that are still between two whole numbers."""
WHOLE_BEFORE = 100.0
"""A child more or fewer in a total that was whole before, as when it was counted, weighs so many
times one in another."""
BEYOND_ONE = 10.0
"""A second child beyond the neighbouring whole number weighs so many times the first."""


@dataclass(frozen=True, slots=True, eq=False)
class WholeCells:
    """A table of whole numbers, and what is proven of it.

    Parameters
    ----------
    cells : IntArray
        Axes as in the table [children].
    proof : {"nearest", "least", "none"}
        "nearest": every number is within 1, and no such table lies nearer. "least": no table
        departs less. "none": found by a dive, which proves nothing.
    """

    cells: IntArray
    proof: Proof


@dataclass(frozen=True, slots=True, eq=False)
class _Problem:
    """What is left to decide: low <= totals up <= high, with up 0 or 1 for each open cell."""

    totals: sparse.csr_array
    low: FloatArray
    high: FloatArray
    cost: FloatArray


def every_total(
    shape: Sequence[int], coarser: Sequence[Sequence[IntArray]]
) -> tuple[list[tuple[int, ...]], list[sparse.csr_array]]:
    """List every way in which a table can be added up, and who is added up to what.

    Parameters
    ----------
    shape : sequence of int
        Of the table.
    coarser : sequence of sequence of IntArray
        For each axis, groupings of its members, each coarser than the one before: the group of
        each member, from nought on.

    Returns
    -------
    ways : list of tuple of int
        For each axis: 0 for its members, 1 on for a grouping, -1 for all. The cells come first,
        the total of the table last.
    matrices : list of scipy.sparse.csr_array
        For each way, axes (number, cell): 1 where the cell is part of the number.
    """
    from scipy import sparse

    count = int(np.prod(shape, dtype=np.int64))
    place = np.indices(tuple(shape)).reshape(len(shape), count)
    ways = list(product(*([*range(len(groups) + 1), -1] for groups in coarser)))
    matrices = []
    for way in ways:
        number, numbers = np.zeros(count, dtype=np.int64), 1
        for axis, level in enumerate(way):
            if level < 0:
                continue
            group = np.arange(shape[axis]) if level == 0 else coarser[axis][level - 1]
            size = int(group.max()) + 1
            number, numbers = number * size + group[place[axis]], numbers * size
        ones = np.ones(count, dtype=np.int64)
        matrix = sparse.csr_array((ones, (number, np.arange(count))), shape=(numbers, count))
        matrices.append(matrix)
    return ways, matrices


def nearest_whole(sums: IntArray, parts: int) -> IntArray:
    """Round sums / parts to the nearest whole number, halves up, in whole arithmetic."""
    return np.asarray((2 * sums + parts) // (2 * parts), dtype=np.int64)


def whole_cells(sums: IntArray, parts: int, *, coarser: Sequence[Sequence[IntArray]]) -> WholeCells:
    """Round a table so that every total of its cells is near the total before rounding.

    With a = sums / parts, every cell x is one of the two whole numbers next to a, and a cell
    that is whole stays as it is; the sum of all is the nearest whole number to the sum of all a.
    For every other total

        floor(sum a) <= sum x <= ceil(sum a),      so that      |sum x - sum a| < 1.

    Among all such tables it is the one with the least sum of |x - a|. Where the table has one or
    two axes, each with groupings or none, there always is one: the rows are those of a network,
    whose vertices are whole (Cox 1987). With three axes or more there may be none (Cox 1987), and
    to search for one is hard; then totals may depart further, and the largest departure comes
    first, their sum second, the cells third. Where there are more than `MOST_PROVEN` cells and
    totals to decide, a dive takes the place of the search: it settles the cells nearest to a whole
    number, places the others anew by a linear programme that departs as little as it can, and so
    on.

    Parameters
    ----------
    sums : IntArray
        Any axes: children over all draws.
    parts : int
        Number of draws.
    coarser : sequence of sequence of IntArray
        For each axis, groupings of its members that are totals too; see `every_total`.

    Returns
    -------
    WholeCells

    References
    ----------
    Cox, L. H. (1987). A constructive procedure for unbiased controlled rounding. Journal of the
    American Statistical Association 82(398), 520-524.

    Examples
    --------
    >>> whole_cells(np.array([[5, 5], [5, 5]]), 10, coarser=[[], []]).cells.sum()
    np.int64(2)
    """
    from scipy import sparse

    if sums.ndim == 0:
        return WholeCells(nearest_whole(sums, parts), "nearest")
    flat = sums.reshape(-1)
    _, matrices = every_total(sums.shape, coarser)
    floor, rest = np.divmod(flat, parts)
    open_cells = np.flatnonzero(rest)
    up = np.zeros(flat.size, dtype=np.int64)
    proof: Proof = "nearest"
    if len(open_cells):
        totals = sparse.csr_array(sparse.vstack(matrices[1:]))
        problem = _problem(flat, parts, totals, open_cells)
        up[open_cells], proof = _decided(problem)
    return WholeCells((floor + up).reshape(sums.shape), proof)


def _problem(
    flat: IntArray, parts: int, totals: sparse.csr_array, open_cells: NDArray[np.intp]
) -> _Problem:
    """State what is left to decide, in the totals that hold an open cell."""
    from scipy import sparse

    floor, rest = np.divmod(flat, parts)
    before = np.asarray(totals @ flat, dtype=np.int64)
    held = np.asarray(totals @ floor, dtype=np.int64)
    low, high = before // parts - held, -(-before // parts) - held
    low[-1] = high[-1] = nearest_whole(before[-1], parts) - held[-1]
    matrix = sparse.csr_array(totals[:, open_cells])
    touched = np.flatnonzero(np.diff(matrix.indptr))
    # Ties are decided by the place of a cell, so that the same table gives the same numbers.
    favour = np.random.default_rng(0).uniform(0.0, TIE_BREAK, size=flat.size)
    cost = 1.0 - 2.0 * rest / parts + favour
    return _Problem(
        totals=sparse.csr_array(matrix[touched].astype(np.float64)),
        low=low[touched].astype(np.float64),
        high=high[touched].astype(np.float64),
        cost=cost[open_cells],
    )


def _decided(problem: _Problem) -> tuple[IntArray, Proof]:
    """Decide which cells go up: exactly where that can be done, else by a dive."""
    vertex = _solved(problem, widening=0, whole=False)
    if vertex is not None and not _between(vertex).any():
        return np.rint(vertex).astype(np.int64), "nearest"
    if len(problem.cost) + len(problem.low) > MOST_PROVEN:
        return _dived(problem, vertex), "none"
    for widening in WIDENINGS:
        found = _solved(problem, widening=widening, whole=True)
        if found is not None:
            return np.rint(found).astype(np.int64), "nearest" if widening == 0 else "least"
    raise AssertionError("with any departure allowed there is a table")


def _between(up: FloatArray) -> BoolArray:
    return np.asarray(np.abs(up - np.rint(up)) > SEEN_BY_SOLVER, dtype=np.bool_)


def _solved(problem: _Problem, *, widening: int | None, whole: bool) -> FloatArray | None:
    """Minimise departures of totals first, then of cells; the total of all never departs.

        low <= totals up + fewer - more <= high,    0 <= fewer, more <= widening

    Returns
    -------
    FloatArray or None
        Axis (open cell); None where totals must depart by more than the widening.
    """
    from scipy import sparse

    count, rows = len(problem.cost), len(problem.low)
    if widening == 0:
        cost, matrix = problem.cost, problem.totals
        most = np.ones(count)
    else:
        furthest = np.inf if widening is None else float(widening)
        apart = sparse.eye_array(rows, format="csr")[:, : rows - 1]
        matrix = sparse.csr_array(sparse.hstack([problem.totals, apart, -apart]))
        # One child in one total outweighs whatever can be gained in all cells.
        cost = np.concatenate([problem.cost, np.full(2 * (rows - 1), 2.0 * count + 1.0)])
        most = np.concatenate([np.ones(count), np.full(2 * (rows - 1), furthest)])
    least = np.zeros(len(cost))
    found = solve(cost, matrix, problem.low, problem.high, least=least, most=most, whole=whole)
    return None if found is None else found[:count]


def _dived(problem: _Problem, vertex: FloatArray | None) -> IntArray:
    """Settle cells in steps, from those nearest to a whole number; return axis (open cell).

    In three directions or more, not even fractions need meet the nearest total of all; the dive
    then begins where totals depart by as little as can be.
    """
    if vertex is None:
        everything = np.arange(len(problem.cost))
        nothing = np.zeros(len(problem.low))
        vertex = _least_departure(problem, everything, nothing, whole=False)
    up = vertex.copy()
    left = np.flatnonzero(_between(up))
    up[_others(left, len(up))] = np.rint(up[_others(left, len(up))])
    while len(left):
        is_last = len(left) <= LAST_SEARCHED
        if not is_last:
            nearness = np.abs(up[left] - np.rint(up[left]))
            settled = left[np.argsort(nearness, kind="stable")[: len(left) // STEP]]
            up[settled] = np.rint(up[settled])
            left = np.setdiff1d(left, settled)
        others = np.where(_others(left, len(up)), up, 0.0)
        up[left] = _least_departure(problem, left, problem.totals @ others, whole=is_last)
        between = np.zeros(0, dtype=np.intp) if is_last else left[_between(up[left])]
        settled = np.setdiff1d(left, between)
        up[settled] = np.rint(up[settled])
        left = between
    return np.rint(up).astype(np.int64)


def _others(left: NDArray[np.intp], count: int) -> BoolArray:
    """Say which cells are settled; axis (open cell)."""
    is_other = np.ones(count, dtype=np.bool_)
    is_other[left] = False
    return is_other


def _least_departure(
    problem: _Problem, left: NDArray[np.intp], settled: FloatArray, *, whole: bool
) -> FloatArray:
    """Place the cells that are left so that totals depart by as little as can be.

    The total of all, the last row, never departs. A cell nearer to its own fraction is worth
    nothing here: what counts is whether everything can still add up.
    """
    from scipy import sparse

    matrix = problem.totals[:, left]
    touched = np.flatnonzero(np.diff(matrix.indptr))
    rows, count = len(touched), len(left)
    apart = sparse.eye_array(rows, format="csr")[:, : rows - 1]
    parts = [matrix[touched], apart, apart, -apart, -apart]
    is_whole = (problem.low == problem.high)[touched][:-1]
    first = np.where(is_whole, WHOLE_BEFORE, 1.0)
    cost = np.concatenate([np.zeros(count), *(2 * [first, BEYOND_ONE * first])])
    one, any_number = np.ones(rows - 1), np.full(rows - 1, np.inf)
    most = np.concatenate([np.ones(count), *(2 * [one, any_number])])
    found = solve(
        cost,
        sparse.csr_array(sparse.hstack(parts)),
        (problem.low - settled)[touched],
        (problem.high - settled)[touched],
        least=np.zeros(len(cost)),
        most=most,
        whole=whole,
    )
    assert found is not None, "with any departure allowed there is a table"
    return found[:count]
