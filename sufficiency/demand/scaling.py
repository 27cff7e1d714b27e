"""The engine of fitting: scale cells to margins in turn, and leap where that alone would crawl.

The nearest table to the start s has cells x = s exp(sum of v over the groups of the cell), with
one v for each group. Scaling to a margin sets its v exactly while the others stand still. Where
margins are nearly tied to each other (marked totals are), that takes tens of thousands of rounds;
now and then a few Newton steps on all v at once, kept only where they help, take it to dozens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sufficiency.demand.margins import BoolArray, FloatArray, IntArray, Margin, group_sums

if TYPE_CHECKING:
    from scipy import sparse

ROUNDS_BEFORE_LEAP = 10
LARGEST_SYSTEM = 4_000
"""Groups beyond which the equations of a leap no longer pay (a second, and 130 MB)."""
LEAPS = 8
"""Newton steps in a row at most: each finds anew which bounds bind."""
RIDGES = ((1e-12, 4), (1e-4, 20))
"""The ridges of the equations, and how often a step is halved with each. Margins repeat each
other's sums, so the equations are short of rank without any. Where bounds cannot all bind at
once, the first sends a step far beyond where one lets go; the second keeps it short."""
NOTICEABLE = 1e-11
"""A change in the aim below this share of it is rounding error."""


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """The groups of all margins over the live cells: one row for each that has a cell.

    Parameters
    ----------
    matrix : scipy.sparse.csr_array
        Axes (row, cell): 1 where the cell belongs to the group.
    low, high : FloatArray
        Axis (row): bounds [children].
    unit : FloatArray
        Axis (row): what a miss is measured in: the total, or 1 child if that is less.
    lines : tuple of (slice, IntArray, IntArray)
        One per margin: its rows; the cells that it covers; and, for these, the row within it.
    """

    matrix: sparse.csr_array
    low: FloatArray
    high: FloatArray
    unit: FloatArray
    lines: tuple[tuple[slice, IntArray, IntArray], ...]

    @property
    def exact(self) -> BoolArray:
        """Axis (row): whether the total was published."""
        return np.asarray(self.low == self.high, dtype=np.bool_)


def groups_of(live: BoolArray, margins: Sequence[Margin]) -> Groups:
    """Narrow margins to the live cells and to the groups that have any.

    Parameters
    ----------
    live : BoolArray
        Axis (cell, flattened).
    margins : sequence of Margin

    Returns
    -------
    Groups
    """
    from scipy import sparse

    lines, blocks, low, high = [], [], [], []
    first = 0
    for margin in margins:
        groups = margin.cells[live]
        covered = np.flatnonzero(groups >= 0)
        present, row = np.unique(groups[covered], return_inverse=True)
        if not len(present):
            continue
        lines.append((slice(first, first + len(present)), covered, row))
        shape = (len(present), len(groups))
        blocks.append(sparse.coo_array((np.ones(len(row)), (row, covered)), shape=shape))
        low.append(margin.low[present])
        high.append(margin.high[present])
        first += len(present)
    if not blocks:
        nothing = np.zeros(0)
        empty = sparse.csr_array((0, int(live.sum())), dtype=np.float64)
        return Groups(empty, nothing, nothing, nothing, ())
    lowest = np.concatenate(low)
    matrix = sparse.csr_array(sparse.vstack(blocks))
    return Groups(matrix, lowest, np.concatenate(high), np.maximum(lowest, 1.0), tuple(lines))


def settle(
    start: FloatArray, groups: Groups, *, tolerance: float, most_rounds: int, leaps: bool
) -> tuple[FloatArray, int, bool]:
    """Scale cells to each margin in turn until a whole round changes nothing.

    Parameters
    ----------
    start : FloatArray
        Axis (live cell): all positive.
    groups : Groups
    tolerance : float
        Largest miss, in the units of the groups.
    most_rounds : int
    leaps : bool
        Whether to try Newton steps now and then.

    Returns
    -------
    tuple
        Axis (live cell): the table [children]; the rounds taken; whether all margins are met.
    """
    cells, held = start.copy(), np.zeros(len(groups.low))
    rounds = 0
    # Margins without a table drive cells towards nought, or groups apart, without end; that is
    # found out and named by the caller, so numbers may run out of range meanwhile.
    with np.errstate(under="ignore", over="ignore", invalid="ignore", divide="ignore"):
        settled = _furthest(cells, held, groups) <= tolerance
        while not settled and rounds < most_rounds:
            moved = _scale_to_each(cells, held, groups)
            rounds += 1
            settled = moved <= tolerance and _furthest(cells, held, groups) <= tolerance
            if leaps and not settled and rounds % ROUNDS_BEFORE_LEAP == 0:
                cells, held = _leap_on(cells, held, groups)
    return cells, rounds, bool(settled)


def _scale_to_each(cells: FloatArray, held: FloatArray, groups: Groups) -> float:
    """Scale the cells, in place, to every margin; return how far the worst group was off.

    Axes: `cells` (live cell) [children]; `held` (row): the v that marked groups hold, nought
    for published ones, whose scaling never has to be taken back.
    """
    worst = 0.0
    for rows, covered, row in groups.lines:
        low, high = groups.low[rows], groups.high[rows]
        sums = group_sums(row, cells[covered], count=len(low))
        # A marked group goes to the point of its range that is nearest to its sum without its v.
        wanted = np.where(low == high, low, np.clip(sums * np.exp(-held[rows]), low, high))
        factor = np.divide(wanted, sums, out=np.ones_like(sums), where=sums > 0)
        held[rows] = np.where(low == high, 0.0, held[rows] + np.log(factor))
        # A lower bound only pushes up and an upper one only down: a sum that comes to rest on
        # its bound by itself holds nothing, not the rounding error of taking a push back.
        held[rows] = np.where(wanted > low, np.minimum(held[rows], 0.0), held[rows])
        held[rows] = np.where(wanted < high, np.maximum(held[rows], 0.0), held[rows])
        cells[covered] *= factor[row]
        worst = max(worst, float(np.max(np.abs(wanted - sums) / groups.unit[rows])))
    return worst


def _wanted(sums: FloatArray, held: FloatArray, groups: Groups) -> FloatArray:
    """Axis (row): the total that each group is to have [children], as `_scale_to_each` has it."""
    released = np.clip(sums * np.exp(-held), groups.low, groups.high)
    return np.where(groups.exact, groups.low, released)


def _furthest(cells: FloatArray, held: FloatArray, groups: Groups) -> float:
    """Measure how far the worst group is off, in its unit."""
    sums = np.asarray(groups.matrix @ cells, dtype=np.float64)
    off = np.abs(_wanted(sums, held, groups) - sums) / groups.unit
    return float(np.max(off, initial=0.0))


def _leap_on(cells: FloatArray, held: FloatArray, groups: Groups) -> tuple[FloatArray, FloatArray]:
    """Take Newton steps in a row, as long as they help."""
    for _ in range(LEAPS):
        moved, kept = _leap(cells, held, groups)
        if moved is cells:
            break
        cells, held = moved, kept
    return cells, held


def _leap(cells: FloatArray, held: FloatArray, groups: Groups) -> tuple[FloatArray, FloatArray]:
    """Try Newton steps on all groups that bind; give back the old values where none helps."""
    aim, furthest = _aim(cells, held, groups), _furthest(cells, held, groups)
    for ridge, halvings in RIDGES:
        direction = _direction(cells, held, groups, ridge=ridge)
        if direction is None:
            continue
        for halving in range(halvings):
            step = held + direction / 2**halving
            # A marked group stops where its bound ceases to bind, and is free in the next leap.
            stopped = ~groups.exact & (held != 0) & (np.sign(step) != np.sign(held))
            stopped |= np.isinf(groups.high) & (step < 0)
            step = np.where(stopped, 0.0, step)
            moved = cells * np.exp(groups.matrix.T @ (step - held))
            kept = np.where(groups.exact, 0.0, step)
            gain = aim - _aim(moved, step, groups)
            # Near the end the gain drowns in rounding error, and the misses themselves decide.
            noticed = abs(gain) > NOTICEABLE * abs(aim)
            if gain > 0 if noticed else _furthest(moved, kept, groups) < furthest:
                return moved, kept
    return cells, held


def _direction(
    cells: FloatArray, held: FloatArray, groups: Groups, *, ridge: float
) -> FloatArray | None:
    """Solve (M diag(x) M' + ridge) d = misses over the groups that bind; nought for others.

    The ridge is a share of each group's own sum. It bends the direction, never the answer.
    """
    from scipy import sparse
    from scipy.linalg import cho_factor, cho_solve

    sums = np.asarray(groups.matrix @ cells, dtype=np.float64)
    # The bound that a group is held at; for one that is not held, the one that it has crossed.
    bound = np.where(held > 0, groups.low, np.clip(sums, groups.low, groups.high))
    bound = np.where(held < 0, groups.high, bound)
    binding = np.flatnonzero((groups.exact | (held != 0) | (bound != sums)) & (sums > 0))
    if not 0 < len(binding) <= LARGEST_SYSTEM or not np.isfinite(sums).all():
        return None
    rows = groups.matrix[binding]
    scale = 1.0 / np.sqrt(sums[binding])
    equations = (sparse.csr_array(rows * cells[None, :]) @ rows.T).toarray()
    equations = equations * scale[:, None] * scale[None, :]
    equations[np.diag_indices(len(binding))] += ridge
    try:
        solved = cho_solve(cho_factor(equations), scale * (bound - sums)[binding])
    except np.linalg.LinAlgError:
        return None
    direction = np.zeros(len(sums))
    direction[binding] = scale * solved
    return direction


def _aim(cells: FloatArray, held: FloatArray, groups: Groups) -> float:
    """Compute what the fit minimises, seen from the groups: sum(x) - sum(bound that binds * v)."""
    ceiling = np.where(np.isinf(groups.high), 0.0, groups.high)
    return float(cells.sum() - np.where(held > 0, groups.low * held, ceiling * held).sum())
