"""Transitions between settings, told as transitions between the levels that children need."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sufficiency.demand.flows import OUTSIDE, Flows, flows_of
from sufficiency.demand.margins import FloatArray, IntArray

LEAST = 1e-12
"""Parts of a child smaller than this are rounding error [children]."""


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Transitions, row by row, as `flows.flows_of` takes them.

    Parameters
    ----------
    year, locality : IntArray
        Axis (row).
    before, after : IntArray
        Axes (row, 3): positions of need, NC year and state; all `OUTSIDE` on the far side of a
        joiner or a leaver.
    children : FloatArray
        Axis (row) [children].
    """

    year: IntArray
    locality: IntArray
    before: IntArray
    after: IntArray
    children: FloatArray

    def added_up(self, years: tuple[int, ...], shape: tuple[int, int, int]) -> Flows:
        """Check the rows, and add them up; `shape` has localities, needs and states."""
        return flows_of(
            years,
            shape,
            year=self.year,
            locality=self.locality,
            before=self.before,
            after=self.after,
            children=self.children,
        )


def rows_in_levels(rows: Rows, cells: FloatArray) -> Rows:
    """Tell transitions between settings as transitions between levels.

    A child of setting s needs level v with chance p[v], one of setting t with chance q[v], by need
    and NC year on each side. Nobody knows what a single child needs; as few as possible are
    supposed to change it when they change their setting, so that

        P(v to v) = min(p[v], q[v]),
        P(v to w) = (p[v] - q[v])+ (q[w] - p[w])+ / sum over levels of (p - q)+,   v other than w,

    the maximal coupling of p and q: both sides keep their own shares exactly. Joiners and leavers
    have one side only.

    Parameters
    ----------
    rows : Rows
        Between settings.
    cells : FloatArray
        Axes (setting, need, ncy, level): level shares; add up to 1.

    Returns
    -------
    Rows
        Between levels, in parts of children; as many children in all.

    References
    ----------
    Lindvall, T. (1992), Lectures on the Coupling Method, section I.5: the maximal coupling.
    """
    levels = cells.shape[-1]
    shares_before, shares_after = (_shares(side, cells) for side in (rows.before, rows.after))
    joins, leaves = (side[:, 2] == OUTSIDE for side in (rows.before, rows.after))
    both = _coupled(shares_before, shares_after)
    # A joiner has one row of pairs only, and a leaver one column.
    both[joins] = 0.0
    both[joins, 0, :] = shares_after[joins]
    both[leaves] = 0.0
    both[leaves, :, 0] = shares_before[leaves]
    parts = rows.children[:, None, None] * both
    kept, first, second = np.nonzero(parts > LEAST)
    before, after = rows.before[kept], rows.after[kept]
    before[:, 2] = np.where(joins[kept], OUTSIDE, first)
    after[:, 2] = np.where(leaves[kept], OUTSIDE, second)
    assert levels > int(before[:, 2].max(initial=0))
    return Rows(rows.year[kept], rows.locality[kept], before, after, parts[kept, first, second])


def _shares(side: IntArray, cells: FloatArray) -> FloatArray:
    """Axes (row, level): what the children of one side need; nought outside."""
    need, ncy, setting = side.T
    inside = setting != OUTSIDE
    return np.where(inside[:, None], cells[setting, need, ncy], 0.0)


def _coupled(before: FloatArray, after: FloatArray) -> FloatArray:
    """Axes (row, level before, level after): the maximal coupling of two shares."""
    same = np.minimum(before, after)
    lost, won = before - same, after - same
    whole = lost.sum(axis=1)
    scale = np.divide(1.0, whole, out=np.zeros_like(whole), where=whole > LEAST)
    moved = lost[:, :, None] * won[:, None, :] * scale[:, None, None]
    place = np.arange(before.shape[1])
    moved[:, place, place] += same
    return np.asarray(moved)
