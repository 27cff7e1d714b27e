"""Whole children that still add up: rounding a fitted table without breaking its margins."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from sufficiency.demand.contradictions import faults_of_margin, faults_of_start
from sufficiency.demand.margins import BoolArray, FloatArray, IntArray, Margin, Rows, rows_over
from sufficiency.demand.reach import SEEN_BY_SOLVER, solve, totals_in_the_way
from sufficiency.errors import FittingError

WIDENINGS = (0, 1, None)
"""How many children beyond its two neighbouring whole numbers a cell may move; None: any."""
TIE_BREAK = 1e-4
"""Cells are favoured by up to this much at random [children], so that the answer is one only."""


def round_to_margins(
    table: ArrayLike,
    margins: Sequence[Margin],
    *,
    seed: int,
    what: str = "The set of margins",
) -> IntArray:
    """Turn a fitted table into whole children that meet every margin.

    Minimises the sum of |whole - fitted| over the cells, proven to the end, first with each cell
    at one of its two neighbouring whole numbers; where no such table meets the margins, cells
    may move by one child more, and then by any number. A cell that is nought stays nought.

    Parameters
    ----------
    table : array_like
        Any axes: a fitted table [children].
    margins : sequence of Margin
        Totals to meet. A published total that is no whole number is met to the whole number
        below or above it.
    seed : int
        Decides between tables that are equally near (to 0.0001 of a child a cell); the same
        seed gives the same table.
    what : str
        What the margins are of, to begin an error message.

    Returns
    -------
    IntArray
        Axes as in `table` [children].

    Raises
    ------
    FittingError
        Where no table of whole numbers meets the margins; the totals in the way are named.

    Examples
    --------
    >>> from sufficiency.demand.margins import margin_over
    >>> need = margin_over((2, 2), (0,), [3, 2], name="need")
    >>> whole = round_to_margins([[1.4, 1.6], [0.9, 1.1]], [need], seed=1)
    >>> whole.tolist()
    [[1, 2], [1, 1]]
    """
    fitted = np.asarray(table, dtype=np.float64)
    findings = list(faults_of_start(fitted))
    for margin in margins:
        findings += faults_of_margin(margin, fitted.shape)
    if findings:
        raise FittingError(findings, what=what)
    filled = np.asarray(fitted > 0, dtype=np.bool_).reshape(-1)
    whole = np.zeros(fitted.size, dtype=np.int64)
    if not margins:
        return np.rint(fitted).astype(np.int64)
    rows = _whole_bounds(rows_over(margins, filled))
    favour = np.random.default_rng(seed).uniform(0.0, TIE_BREAK, size=fitted.size)
    for widening in WIDENINGS:
        nearest = _nearest(fitted.reshape(-1)[filled], rows, favour[filled], widening=widening)
        if nearest is not None:
            whole[filled] = nearest
            return whole.reshape(fitted.shape)
    raise FittingError(totals_in_the_way(rows, whole=True), what=what)


def _whole_bounds(rows: Rows) -> Rows:
    """Narrow bounds to whole numbers; open them to both neighbours where none lies between."""
    low, high = np.ceil(rows.low - SEEN_BY_SOLVER), np.floor(rows.high + SEEN_BY_SOLVER)
    none_between = low > high
    return Rows(
        matrix=rows.matrix,
        low=np.where(none_between, high, low),
        high=np.where(none_between, low, high),
        margins=rows.margins,
        groups=rows.groups,
    )


def _nearest(
    fitted: FloatArray, rows: Rows, favour: FloatArray, *, widening: int | None
) -> IntArray | None:
    """Find the whole numbers nearest to the fit, each within reach of its neighbours.

        x = floor(fit) + up + more - fewer,   0 <= up <= 1,   0 <= more, fewer <= widening
        |x - fit| = rest + (1 - 2 rest) up + more + fewer,    rest = fit - floor(fit)

    A fit within a millionth of a whole number counts as that number.

    Returns
    -------
    IntArray or None
        Axis (cell) [children]; None where the margins cannot be met like this.
    """
    from scipy import sparse

    count = len(fitted)
    floor = np.floor(fitted + SEEN_BY_SOLVER)
    # Below nought only where the fit counts as the next whole number, by a millionth at most.
    rest = np.maximum(fitted - floor, 0.0)
    between: BoolArray = np.asarray(rest > SEEN_BY_SOLVER, dtype=np.bool_)
    cost = 1.0 - 2.0 * rest + favour
    most = between.astype(np.float64)
    matrix = rows.matrix
    if widening != 0:
        furthest = np.inf if widening is None else float(widening)
        cost = np.concatenate([cost, 1.0 + favour, np.ones(count)])
        most = np.concatenate([most, np.full(count, furthest), np.minimum(floor, furthest)])
        matrix = sparse.csr_array(sparse.hstack([matrix, matrix, -matrix]))
    base = np.asarray(rows.matrix @ floor, dtype=np.float64)
    least = np.zeros(len(cost))
    low, high = rows.low - base, rows.high - base
    answer = solve(cost, matrix, low, high, least=least, most=most, whole=True)
    if answer is None:
        return None
    steps = np.split(np.rint(answer).astype(np.int64), 1 if widening == 0 else 3)
    moved = steps[0] if len(steps) == 1 else steps[0] + steps[1] - steps[2]
    return np.asarray(floor.astype(np.int64) + moved, dtype=np.int64)
