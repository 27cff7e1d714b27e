"""Who sits where in expected numbers, and how journeys differ between two plans of them.

Children of a cell (a locality, a need, an NC year and a level) cannot be told apart, so the
least is taken to change: as many of them as sit in the same pool in both plans have the journey
that they had, and of the others as many as have a place in both have moved. It is told of expected
numbers, which have one answer. In a draw, chance says who of a cell leaves; once two plans differ
it leaves other children, so that single journeys differ by chance as well, though the totals of
many draws do not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sufficiency.places import METRES_A_MILE, Supply, YearPlaced

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

JOURNEYS = (
    "shortened",
    "shortened_miles",
    "lengthened",
    "lengthened_miles",
    "newly_placed",
    "newly_placed_miles",
    "no_longer_placed",
    "no_longer_placed_miles",
)
"""What becomes of journeys to planned places: children, and miles one way of all of them; of the
first four what a journey is shorter or longer by, of the others the whole of it."""

MOST = 10_000_000
"""More thousandths of a child than any cell has."""


@dataclass(frozen=True, slots=True, eq=False)
class Seated:
    """Children in planned places, independent schools left out.

    Parameters
    ----------
    key : IntArray
        Axis (row), ascending: position in the axes (year, cell, pool), flattened; each once.
    children : NDArray[np.int32]
        Axis (row) [thousandths of a child].
    """

    key: IntArray
    children: NDArray[np.int32]


def seated_of(supply: Supply, years: tuple[YearPlaced, ...]) -> Seated:
    """Keep who sits where.

    Parameters
    ----------
    supply : Supply
    years : tuple of YearPlaced

    Returns
    -------
    Seated
    """
    cells, pools = int(np.prod(supply.axes.shape)), max(supply.not_named, 1)
    is_local = np.append(~supply.pools.independent, False)
    keys, counts = [], []
    for place, year in enumerate(years):
        kept = is_local[year.rows.pool]
        keys.append((place * cells + year.rows.cell[kept]) * pools + year.rows.pool[kept])
        counts.append(year.rows.children[kept])
    key, place_of = np.unique(np.concatenate(keys), return_inverse=True)
    children = np.zeros(len(key), dtype=np.int32)
    np.add.at(children, place_of.reshape(-1), np.concatenate(counts).astype(np.int32))
    return Seated(key.astype(np.int64), children)


def journeys_changed(before: Seated, after: Seated, supply: Supply) -> FloatArray:
    """Part what two plans change in journeys of the same children.

    The change of all miles is that of journeys which are shorter or longer, and those of who is
    newly placed less those of who is placed no longer. Of a cell, those who have moved are paired
    by the length of their journeys, shortest first, and who is left over is new, or gone.

    Parameters
    ----------
    before, after : Seated
        With the same cells and pools.
    supply : Supply
        Of either.

    Returns
    -------
    FloatArray
        Axes (year, count of `JOURNEYS`) [thousandths of a child, and miles one way of all].
    """
    gone, come = (_others(one, other, supply) for one, other in ((before, after), (after, before)))
    pairs, left, entered = _paired(gone.rank_key, come.rank_key)
    years = len(supply.axes.years)
    made = np.zeros((years, len(JOURNEYS)))
    shorter = (gone.metres[pairs[0]] - come.metres[pairs[1]]) / METRES_A_MILE
    parts = (
        (gone.year[pairs[0]][shorter > 0], shorter[shorter > 0]),
        (gone.year[pairs[0]][shorter < 0], -shorter[shorter < 0]),
        (come.year[entered], come.metres[entered] / METRES_A_MILE),
        (gone.year[left], gone.metres[left] / METRES_A_MILE),
    )
    for place, (year, miles) in enumerate(parts):
        made[:, 2 * place] = np.bincount(year, minlength=years)
        made[:, 2 * place + 1] = np.bincount(year, miles, minlength=years)
    return made


@dataclass(frozen=True, slots=True, eq=False)
class _Others:
    """Children, one by one, who do not sit in the other plan where they sit in this one.

    Axis (child): their year, their journey [metres], and a number that is the same for the first,
    second, ... of a cell and year by length of the journey in both plans.
    """

    year: IntArray
    metres: FloatArray
    rank_key: IntArray


def _others(one: Seated, other: Seated, supply: Supply) -> _Others:
    """Lay out child by child who sits elsewhere than in the other plan."""
    at = np.searchsorted(other.key, one.key)
    known = np.append(other.key, -1)[at] == one.key
    there = np.where(known, np.append(other.children, 0)[at], 0)
    more = np.maximum(one.children.astype(np.int64) - there, 0)
    key = np.repeat(one.key, more)
    pools, cells = max(supply.not_named, 1), int(np.prod(supply.axes.shape))
    group, pool = key // pools, key % pools
    year, cell = group // cells, group % cells
    locality = supply.parts(cell)[0]
    metres = supply.metres[locality, pool].astype(np.float64)
    order = np.lexsort((metres, group))
    group, year, metres = group[order], year[order], metres[order]
    first = np.searchsorted(group, group)
    rank = np.arange(len(group)) - first
    # No cell has as many thousandths, so each has a number of its own.
    return _Others(year, metres, group * MOST + rank)


def _paired(gone: IntArray, come: IntArray) -> tuple[tuple[IntArray, IntArray], IntArray, IntArray]:
    """Pair the first of a cell with the first, the second with the second, and so on."""
    _, one, other = np.intersect1d(gone, come, assume_unique=True, return_indices=True)
    left = np.setdiff1d(np.arange(len(gone)), one)
    entered = np.setdiff1d(np.arange(len(come)), other)
    return (one, other), left, entered
