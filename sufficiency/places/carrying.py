"""Last year's placed children in this year's cells.

From shares, expected numbers are split so that they add up. A draw says what became of all children
of a cell, placed or not, and by chance the placed ones are some of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sufficiency.places.faces import begins_of, lengths_of
from sufficiency.places.passages import Fates, Passage, Surviving
from sufficiency.places.stayers import Chance, Rows, nobody, shared_out
from sufficiency.places.supply import Supply

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]

NEARLY_NOBODY = 1e-9
"""Where no larger share would be left, all are taken: sums of parts are not exact."""


@dataclass(frozen=True, slots=True, eq=False)
class Carried:
    """Last year's placed children in their new cells.

    Parameters
    ----------
    came : Rows
        Cells are of this year; in any order, and several rows of a cell and pool may be there.
    was : IntArray
        Axis (row of came): last year's level.
    ended : Rows
        Cells are of last year.
    surplus : Rows
        Those of whom the fates know nothing; cells are of last year.
    """

    came: Rows
    was: IntArray
    ended: Rows
    surplus: Rows


def carried(supply: Supply, year: int, placed: Rows, passage: Passage, chance: Chance) -> Carried:
    """Take last year's placed children into a year's cells.

    Parameters
    ----------
    supply : Supply
    year : int
        Position of the year.
    placed : Rows
        Last year's placed children, by last year's cells, in the order of names.
    passage : Passage
        As `checked_passage` lays it out.
    chance : numpy.random.Generator, optional
        Needed for fates.

    Returns
    -------
    Carried
    """
    if isinstance(passage, Fates):
        assert chance is not None, "who of a cell holds a place is drawn"
        before, after, children = (np.asarray(column) for column in passage.years[year])
        return _by_fate(supply, placed, before, after, children, chance)
    if isinstance(passage, Surviving):
        return _surviving(supply, placed, np.asarray(passage.share)[year], chance)
    return _by_share(supply, placed, np.asarray(passage.shares)[year], chance)


def _surviving(supply: Supply, placed: Rows, share: FloatArray, chance: Chance) -> Carried:
    """Let a share of each row keep need and level."""
    _, _, ncy, level = supply.parts(placed.cell)
    last = len(supply.axes.ncy) - 1
    kept = np.where(ncy < last, share.reshape(-1)[placed.cell % supply.axes.kinds], 0.0)
    stay = shared_out(placed.children, kept, chance)
    older = placed.cell + supply.axes.shape[-1] * (ncy < last)
    return Carried(
        Rows(older[stay > 0], placed.pool[stay > 0], stay[stay > 0]),
        level[stay > 0],
        placed.some(placed.children - stay),
        nobody(),
    )


def _by_share(supply: Supply, placed: Rows, shares: FloatArray, chance: Chance) -> Carried:
    """Split each row over the needs and levels that its children reach."""
    _, needs, ages, levels = supply.axes.shape
    locality, need, ncy, level = supply.parts(placed.cell)
    reached_need, reached_level = np.divmod(np.arange(needs * levels), levels)
    # Outcomes follow each other in the order of names, so that it alone decides on rounding.
    first = np.ravel_multi_index(
        (0 * reached_need, reached_need, 0, reached_level), supply.axes.shape
    )
    order = np.argsort(supply.cell_rank[first])
    of_row = shares[need, ncy, level].reshape(len(placed), needs * levels)[:, order]
    of_row = np.where((ncy < ages - 1)[:, None], of_row, 0.0)
    counts = _split(placed.children, of_row, chance)
    row, place = np.nonzero(counts)
    to = (reached_need[order[place]], reached_level[order[place]])
    cell = np.ravel_multi_index((locality[row], to[0], ncy[row] + 1, to[1]), supply.axes.shape)
    return Carried(
        Rows(cell, placed.pool[row], counts[row, place]),
        level[row],
        placed.some(placed.children - counts.sum(axis=1)),
        nobody(),
    )


def _split(children: IntArray, shares: FloatArray, chance: Chance) -> IntArray:
    """Split each row of children over outcomes; axes (row, outcome), the rest has ended.

    Outcomes are taken one after the other: of the children still left, outcome k takes the share

        shares_k / (1 - shares_1 - ... - shares_(k-1))

    by chance, which makes it a multinomial draw, or rounded so that any run of like rows adds up.
    A row whose shares add up to 1 so loses nobody.
    """
    counts = np.zeros(shares.shape, dtype=np.int64)
    left, rest = children, np.ones(len(children))
    for outcome in range(shares.shape[1]):
        share = shares[:, outcome]
        some = np.flatnonzero((share > 0) & (left > 0))
        if not len(some):
            continue
        last = rest[some] - share[some] <= NEARLY_NOBODY
        part = np.where(last, 1.0, share[some] / rest[some])
        counts[some, outcome] = shared_out(left[some], part, chance)
        left = left - counts[:, outcome]
        rest = rest - share
    return counts


def _by_fate(
    supply: Supply,
    placed: Rows,
    before: IntArray,
    after: IntArray,
    children: IntArray,
    chance: np.random.Generator,
) -> Carried:
    """Give the placed children of each cell their share of its fates, by chance.

    The children of all cells are laid out one by one, the fates of each cell in an order by
    chance, and its placed children take the first of them: who of a cell holds which place is one
    of all ways, each as likely (a multivariate hypergeometric draw).
    """
    # Chance meets fates in the order of names, as it meets rows.
    named = np.append(supply.cell_rank, -1)
    order = np.lexsort((named[after], named[before]))
    of_fate = np.repeat(order, children[order])
    rank, reached = named[before[of_fate]], after[of_fate]
    reached = reached[np.argsort(rank + chance.random(len(rank)))]
    holder = np.repeat(np.arange(len(placed)), placed.children)
    held = named[placed.cell[holder]]
    # Rows lie in the order of names, and so do those who are held: a run of them for each cell.
    begins = begins_of(held)
    runs = lengths_of(begins, len(held))
    from_first = np.repeat(np.searchsorted(rank, held[begins]) - begins, runs)
    place = np.arange(len(held)) + from_first
    known = place < np.repeat(np.searchsorted(rank, held[begins], side="right"), runs)
    to = np.full(len(held), -1, dtype=np.int64)
    to[known] = reached[place[known]]
    stays = holder[to >= 0]
    return Carried(
        Rows(to[to >= 0], placed.pool[stays], np.ones(len(stays), dtype=np.int64)),
        placed.cell[stays] % supply.axes.shape[-1],
        placed.some(np.bincount(holder[known & (to < 0)], minlength=len(placed))),
        placed.some(np.bincount(holder[~known], minlength=len(placed))),
    )
