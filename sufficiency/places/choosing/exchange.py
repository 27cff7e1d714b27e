"""Looking round a programme: one or two schemes opened, put off, brought forward or left out.

All programmes that differ in one or two schemes are held against the cuts, which takes no flow.
The cuts never say more than is true, so that where none of them looks better, none is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sufficiency.places.choosing.columns import Columns
from sufficiency.places.choosing.level import Cuts

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

MOST_ENTRIES = 4_000_000
"""So many numbers are worked out at once."""


@dataclass(frozen=True, slots=True, eq=False)
class Surrogate:
    """What the cuts say that programmes come to.

    Parameters
    ----------
    cuts : Cuts
    floor : FloatArray
        Axis (group): no programme has less.
    cost : FloatArray
        Axis (column).
    most : float
        Programmes with more than this are left out.
    """

    cuts: Cuts
    floor: FloatArray
    cost: FloatArray
    most: float = np.inf

    def values(self, start: BoolArray, changes: FloatArray, pairs: IntArray) -> FloatArray:
        """Axis (pair): a lower bound of each programme.

        Parameters
        ----------
        start : BoolArray
            Axis (column): the programme.
        changes : FloatArray
            Axes (change, column).
        pairs : IntArray
            Axes (pair, two): positions of two changes made together.
        """
        order = np.argsort(self.cuts.group, kind="stable")
        groups = self.cuts.group[order]
        begins = np.flatnonzero(np.append(True, groups[1:] != groups[:-1]))
        entries = self.cuts.entries[order]
        now = self.cuts.constant[order] + entries @ start
        by_change = entries @ changes.T
        floor = self.floor[groups[begins]][:, None]
        rest = float(self.floor.sum() - floor.sum())
        found = np.empty(len(pairs))
        block = max(1, MOST_ENTRIES // len(order))
        for first in range(0, len(pairs), block):
            one, other = pairs[first : first + block].T
            bounds = now[:, None] + by_change[:, one] + by_change[:, other]
            best = np.maximum(np.maximum.reduceat(bounds, begins), floor)
            found[first : first + block] = best.sum(axis=0) + rest
        cost = changes @ self.cost
        found += float(self.cost @ start) + cost[pairs[:, 0]] + cost[pairs[:, 1]]
        found[found > self.most] = np.inf
        return found


def programmes_around(
    columns: Columns, start: BoolArray, surrogates: Sequence[Surrogate], *, below: float, count: int
) -> list[BoolArray]:
    """List the programmes near one that look best.

    Parameters
    ----------
    columns : Columns
    start : BoolArray
        Axis (column): the programme.
    surrogates : sequence of Surrogate
        The last is what is made small; of the others only the most counts.
    below : float
        Only those that look better than this.
    count : int
        No more than so many.

    Returns
    -------
    list of BoolArray
        The one that looks best first.
    """
    changes, scheme = _changes(columns, start)
    one, other = np.triu_indices(len(changes))
    apart = (scheme[one] != scheme[other]) | (one == 0)
    pairs = np.stack([one[apart], other[apart]], axis=1)
    pairs = pairs[_kept(columns, start, changes, pairs)]
    if not len(pairs):
        return []
    values = np.zeros(len(pairs))
    for held in surrogates[:-1]:
        values += np.where(np.isinf(held.values(start, changes, pairs)), np.inf, 0.0)
    values += surrogates[-1].values(start, changes, pairs)
    best = np.argsort(values, kind="stable")[:count]
    best = best[values[best] < below]
    return [start ^ (changes[pairs[pair]].sum(axis=0) != 0) for pair in best]


def _changes(columns: Columns, start: BoolArray) -> tuple[FloatArray, IntArray]:
    """List all other things that each scheme may do; the first changes nothing, and is of none.

    Returns
    -------
    changes : FloatArray
        Axes (change, column).
    scheme : IntArray
        Axis (change).
    """
    found, scheme = [np.zeros(len(columns))], [-1]
    for one in np.flatnonzero(columns.last >= 0).tolist():
        own = np.flatnonzero(columns.scheme == one)
        now = start[own]
        for opened in range(len(own) + (not columns.fixed[own[-1]])):
            other = np.arange(len(own)) >= opened
            if (other != now).any():
                change = np.zeros(len(columns))
                change[own] = other.astype(np.float64) - now
                found.append(change)
                scheme.append(one)
    return np.array(found), np.array(scheme)


def _kept(columns: Columns, start: BoolArray, changes: FloatArray, pairs: IntArray) -> BoolArray:
    """Axis (pair): whether the programme keeps all rows."""
    kept = np.ones(len(pairs), dtype=np.bool_)
    for row in columns.rows:
        now = float(row.entries @ start[row.columns])
        taken = changes[:, row.columns] @ row.entries
        if now + 2 * taken.max(initial=0.0) > row.most:
            kept &= now + taken[pairs[:, 0]] + taken[pairs[:, 1]] <= row.most + row.rounding
    return kept
