"""What becomes of last year's placed children: by shares, or as one draw says of each child."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sufficiency.errors import Finding, finding
from sufficiency.places.checking import of_shape, out_of_range, whole_numbers
from sufficiency.places.plan_checks import repeated_to
from sufficiency.places.stayers import (
    PARTS,
    Chance,
    Rows,
    nobody,
    rows_of,
    shared_out,
)
from sufficiency.places.supply import Supply

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]

NEARLY_ONE = 1 + 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Shares:
    """Shares of the children of a cell who reach each need and level a year later.

    Parameters
    ----------
    shares : array_like of float
        Axes (year, need, ncy, level, need reached, level reached), by the NC year before. They
        add up to 1 at most over the last two axes; the others have ended.
    """

    shares: ArrayLike


@dataclass(frozen=True, slots=True, eq=False)
class Surviving:
    """Shares of children who keep plan, need and level; the others have ended.

    Parameters
    ----------
    share : array_like of float
        Axes (year, need, ncy, level), by the NC year before, or fewer of the last ones.
    """

    share: ArrayLike


@dataclass(frozen=True, slots=True, eq=False)
class Fates:
    """What became of all children of each cell, placed or not, in one draw.

    Parameters
    ----------
    years : tuple of three IntArray
        For each year: axis (fate), the cell in which children were the year before, the cell that
        they reach (-1: ended), and how many [children]. Children of a cell who have a place share
        its fates by chance.
    """

    years: tuple[tuple[IntArray, IntArray, IntArray], ...]


Passage = Shares | Surviving | Fates

EVERYBODY = Surviving(1.0)
"""All keep plan, need and level, and only grow older."""


@dataclass(frozen=True, slots=True, eq=False)
class Carried:
    """Last year's placed children in their new cells.

    Parameters
    ----------
    came : Rows
        Cells are of this year.
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


def checked_passage(supply: Supply, passage: Passage) -> tuple[Passage, list[Finding]]:
    """Find shares and fates that cannot be, and lay shares out for each year."""
    years, (_, needs, ages, levels) = len(supply.axes.years), supply.axes.shape
    if isinstance(passage, Fates):
        return passage, _faults_of_fates(supply, passage)
    if isinstance(passage, Surviving):
        share = repeated_to(
            np.asarray(passage.share, dtype=np.float64), (years, needs, ages, levels)
        )
        found = of_shape(share, (years, needs, ages, levels), what="survival")
        return Surviving(share), found + _not_shares(share, "survival")
    shape = (years, needs, ages, levels, needs, levels)
    shares = np.asarray(passage.shares, dtype=np.float64)
    found = of_shape(shares, shape, what="shares")
    whole = shares.sum(axis=(-2, -1)) if not found else shares
    return Shares(shares), found + _not_shares(shares, "shares") + _not_shares(
        np.minimum(whole, np.where(whole <= NEARLY_ONE, 1.0, whole)), "shares added up"
    )


def _not_shares(array: FloatArray, what: str) -> list[Finding]:
    wrong = np.flatnonzero(~((array >= 0) & (array <= 1)).reshape(-1))
    if not len(wrong):
        return []
    return [
        finding(
            "years_share",
            file=what,
            count=len(wrong),
            position=int(wrong[0]),
            value=float(array.reshape(-1)[wrong[0]]),
        )
    ]


def _faults_of_fates(supply: Supply, fates: Fates) -> list[Finding]:
    """Find fates of cells that do not exist, and years that are missing."""
    cells = int(np.prod(supply.axes.shape))
    found: list[Finding] = []
    if len(fates.years) != len(supply.axes.years):
        found += of_shape(
            np.zeros(len(fates.years)), (len(supply.axes.years),), what="years of fates"
        )
    cure = "Give positions of (locality, need, ncy, level), flattened; -1 for ended."
    for before, after, children in fates.years:
        for what, array, low, high in (
            ("cells of fates", before, 0, cells - 1),
            ("cells reached", after, -1, cells - 1),
            ("children of fates", children, 0, 2**31),
        ):
            whole, faults = whole_numbers(array, what=what)
            found += faults or out_of_range(
                whole, low, high, what=what, reason="A fate is that of a cell.", cure=cure
            )
            found += of_shape(whole, np.asarray(before).shape, what=what)
    return found


def carried(supply: Supply, year: int, placed: Rows, passage: Passage, chance: Chance) -> Carried:
    """Take last year's placed children into a year's cells.

    Parameters
    ----------
    supply : Supply
    year : int
        Position of the year.
    placed : Rows
        Last year's placed children, by last year's cells.
    passage : Passage
    chance : numpy.random.Generator, optional

    Returns
    -------
    Carried
    """
    if isinstance(passage, Fates):
        return _by_fate(supply, placed, passage.years[year], chance)
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
        rows_of(supply, placed.cell, placed.pool, placed.children - stay),
        nobody(),
    )


def _by_share(supply: Supply, placed: Rows, shares: FloatArray, chance: Chance) -> Carried:
    """Split each row over the needs and levels that its children reach."""
    locality, need, ncy, level = supply.parts(placed.cell)
    last = len(supply.axes.ncy) - 1
    of_row = shares[need, ncy, level].reshape(len(placed), -1)
    of_row = np.where((ncy < last)[:, None], of_row, 0.0)
    counts = _split(placed.children, of_row, chance)
    row, reached = np.nonzero(counts)
    needs, levels = shares.shape[-2:]
    cell = np.ravel_multi_index(
        (locality[row], reached // levels, ncy[row] + 1, reached % levels), supply.axes.shape
    )
    assert needs * levels == of_row.shape[1]
    return Carried(
        Rows(cell, placed.pool[row], counts[row, reached]),
        level[row],
        rows_of(supply, placed.cell, placed.pool, placed.children - counts.sum(axis=1)),
        nobody(),
    )


def _split(children: IntArray, shares: FloatArray, chance: Chance) -> IntArray:
    """Axes (row, outcome): children by what becomes of them, by chance or with totals kept."""
    rest = np.maximum(1.0 - shares.sum(axis=1, keepdims=True), 0.0)
    whole = np.concatenate([shares, rest], axis=1)
    if chance is not None:
        whole = whole / whole.sum(axis=1, keepdims=True)
        return np.asarray(chance.multinomial(children, whole), dtype=np.int64)[:, :-1]
    parts = np.rint(whole * PARTS).astype(np.int64)
    # Each outcome is rounded on its own running sum, so that any run of rows adds up to within
    # one; what a row then has too many of is taken off its last outcomes.
    sums = (np.cumsum(children[:, None] * parts, axis=0) + PARTS // 2) // PARTS
    counts = np.diff(sums, axis=0, prepend=0)[:, :-1]
    over = np.cumsum(counts, axis=1)
    return np.asarray(np.diff(np.minimum(over, children[:, None]), axis=1, prepend=0))


def _by_fate(
    supply: Supply,
    placed: Rows,
    fates: tuple[IntArray, IntArray, IntArray],
    chance: Chance,
) -> Carried:
    """Give the placed children of each cell their share of its fates, by chance.

    All children of a cell are laid out one by one, their fates in an order by chance; the placed
    ones take the first of them.
    """
    before, after, count = fates
    if chance is None:
        chance = np.random.Generator(np.random.SFC64(0))
    cell, reached = np.repeat(before, count), np.repeat(after, count)
    rank_of = supply.cell_rank
    order = np.lexsort((chance.random(len(cell)), rank_of[cell]))
    cell, reached = cell[order], reached[order]
    # Rows come in the order of names too, and so the same chance meets the same children.
    holder = np.repeat(np.arange(len(placed)), placed.children)
    held_cell = placed.cell[holder]
    first = np.searchsorted(rank_of[cell], rank_of[held_cell])
    last = np.searchsorted(rank_of[cell], rank_of[held_cell], side="right")
    begins = np.searchsorted(rank_of[held_cell], rank_of[held_cell])
    place = first + np.arange(len(holder)) - begins
    known = place < last
    to = np.full(len(holder), -1, dtype=np.int64)
    to[known] = reached[place[known]]
    stays, ends = known & (to >= 0), known & (to < 0)
    width = supply.not_named + 1
    level = supply.parts(held_cell)[3]
    keys, where = np.unique(
        (to[stays] * width + placed.pool[holder[stays]]) * supply.axes.shape[-1] + level[stays],
        return_inverse=True,
    )
    counted = np.bincount(where, minlength=len(keys)).astype(np.int64)
    levels = supply.axes.shape[-1]
    return Carried(
        Rows(keys // levels // width, keys // levels % width, counted),
        keys % levels,
        _of_rows(supply, placed, holder[ends]),
        _of_rows(supply, placed, holder[~known]),
    )


def _of_rows(supply: Supply, placed: Rows, holder: IntArray) -> Rows:
    counts = np.bincount(holder, minlength=len(placed)).astype(np.int64)
    return rows_of(supply, placed.cell, placed.pool, counts)
