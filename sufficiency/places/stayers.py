"""Who stays where she is from one year to the next, who moves, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sufficiency.places.plans import LEVELS, SPECIAL
from sufficiency.places.supply import Supply

if TYPE_CHECKING:
    from sufficiency.places.carrying import Carried

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
Chance = np.random.Generator | None

PARTS = 10**9
"""Shares are counted in so many parts, so that their rounding is exact."""


class Why(IntEnum):
    """Why a placed child moves."""

    SITE_CLOSED = 0
    """The pool is not open this year, and served her NC year in the last; she would have stayed."""
    NOT_SERVED = 1
    """It does not serve the NC year that she has come to."""
    RELEASED = 2
    """The scenario releases a share of those who enter her NC year; her pool may close or not."""
    LEVEL_CHANGED = 3
    """She needs another level than before, and her pool is not of it."""
    LOCAL_RULE = 4
    """A local rule that releases children would not place her there."""


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Children by cell and pool, in an order that only names decide.

    Parameters
    ----------
    cell : IntArray
        Axis (row): position in the axes (locality, need, ncy, level), flattened.
    pool : IntArray
        Axis (row): position of the pool; behind the last one: independent places not named.
    children : IntArray
        Axis (row): above nought [children].
    """

    cell: IntArray
    pool: IntArray
    children: IntArray

    def __len__(self) -> int:
        return len(self.cell)

    def some(self, children: IntArray) -> Rows:
        """Leave only so many children of each row, in the same order.

        Parameters
        ----------
        children : IntArray
            Axis (row): nought for a row that is left out [children].

        Returns
        -------
        Rows
        """
        kept = np.flatnonzero(children != 0)
        return Rows(self.cell[kept], self.pool[kept], children[kept])

    def by_cell(self, cells: int) -> IntArray:
        """Count, axis (cell), the children of all rows [children]."""
        return _counted(self.cell, self.children, cells)

    def by_pool(self, pools: int) -> IntArray:
        """Count, axis (pool, then not named), the children of all rows [children]."""
        return _counted(self.pool, self.children, pools)


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """What became of last year's placed children.

    Parameters
    ----------
    stayers : Rows
        Those who stay; cells are of this year.
    moved : Rows
        Those who must be placed anew; cells are of this year, pools the ones they leave.
    why : IntArray
        Axis (row of moved): a `Why`.
    ended : Rows
        Those whose plan or level ended, or who passed the last NC year; cells are of last year.
    scaled_down : Rows
        Those who are more than the demand of their cell; cells are of this year.
    unknown : Rows
        Those of whom a draw's fates know nothing; cells are of last year.
    """

    stayers: Rows
    moved: Rows
    why: IntArray
    ended: Rows
    scaled_down: Rows
    unknown: Rows


def rows_of(supply: Supply, cell: IntArray, pool: IntArray, children: IntArray) -> Rows:
    """Put rows in the order of names, one for each cell and pool, and leave out empty ones."""
    width = supply.not_named + 1
    kept = np.flatnonzero(children)
    rank = supply.cell_rank[cell[kept]] * width + supply.pool_rank[pool[kept]]
    order = kept[np.argsort(rank, kind="stable")]
    cell, pool, children = cell[order], pool[order], children[order]
    new = np.ones(len(cell), dtype=np.bool_)
    new[1:] = (cell[1:] != cell[:-1]) | (pool[1:] != pool[:-1])
    begins = np.flatnonzero(new)
    added = np.add.reduceat(children, begins) if len(begins) else children
    return Rows(cell[begins], pool[begins], added)


def _serves(supply: Supply, year: int, pool: IntArray, level: IntArray) -> BoolArray:
    """Axis (row): whether the pool, or the place that is not named, is for the level this year."""
    not_named = np.arange(len(LEVELS)) == SPECIAL
    serves = np.concatenate([supply.pools.admits_level[year], not_named[None]])
    return np.asarray(serves[pool, level], dtype=np.bool_)


def step_into(
    supply: Supply,
    year: int,
    carried: Carried,
    demand: IntArray,
    *,
    released: FloatArray,
    chance: Chance = None,
) -> Step:
    """Say who of last year's placed children stays where she is, and who must move.

    A child stays whose need changes, even where the pool does not admit the new one. A child whose
    level changes moves, unless her pool admits the level that she reaches in this year; one whose
    level is as before stays where her pool no longer admits it. For independent places that are
    not named, the same holds; their level is SPECIAL.

    Parameters
    ----------
    supply : Supply
    year : int
        Position of the year.
    carried : Carried
        Last year's placed children in this year's cells.
    demand : IntArray
        Axis (cell): this year's children [children].
    released : FloatArray
        Axis (ncy): share placed anew on entering the NC year.
    chance : numpy.random.Generator, optional
        For one draw; without it, expected numbers are rounded so that they add up.

    Returns
    -------
    Step
    """
    came = carried.came
    level = supply.parts(came.cell)[3]
    moves = (level != carried.was) & ~_serves(supply, year, came.pool, level)
    kept, over = scaled_to_demand(_only(supply, came, ~moves), demand, chance)
    left = demand - kept.by_cell(len(demand))
    changed, more_over = scaled_to_demand(_only(supply, came, moves), left, chance)
    stayers, moved, why = _parted(supply, year, kept, released, chance)
    level_changed = np.full(len(changed), int(Why.LEVEL_CHANGED))
    return Step(
        stayers,
        Rows(*(_joined(moved, changed, name) for name in ("cell", "pool", "children"))),
        np.concatenate([why, level_changed]),
        carried.ended,
        rows_of(supply, *(_joined(over, more_over, name) for name in ("cell", "pool", "children"))),
        carried.surplus,
    )


def _only(supply: Supply, rows: Rows, kept: BoolArray) -> Rows:
    return rows_of(supply, rows.cell[kept], rows.pool[kept], rows.children[kept])


def _joined(one: Rows, other: Rows, name: str) -> IntArray:
    return np.concatenate([getattr(one, name), getattr(other, name)])


def unchanged(placed: Rows, demand: IntArray, chance: Chance = None) -> Step:
    """Take the children who are placed in the January of the first year itself: all stay.

    Only those who are more than the demand of their cell are left out, and reported.
    """
    kept, scaled_down = scaled_to_demand(placed, demand, chance)
    return Step(kept, nobody(), np.zeros(0, dtype=np.int64), nobody(), scaled_down, nobody())


def nobody() -> Rows:
    """Return no rows."""
    none = np.zeros(0, dtype=np.int64)
    return Rows(none, none, none)


def shared_out(children: IntArray, share: FloatArray, chance: Chance) -> IntArray:
    """Take a share of each row: by chance, or rounded so that any run of rows adds up.

    Parameters
    ----------
    children : IntArray
        Axis (row) [children].
    share : FloatArray
        Axis (row): from 0 to 1.
    chance : numpy.random.Generator or None

    Returns
    -------
    IntArray
        Axis (row): never above `children`.
    """
    if chance is not None:
        return np.asarray(chance.binomial(children, share), dtype=np.int64)
    parts = np.rint(share * PARTS).astype(np.int64)
    sums = (np.cumsum(children * parts) + PARTS // 2) // PARTS
    return np.diff(sums, prepend=0)


def scaled_to_demand(rows: Rows, demand: IntArray, chance: Chance) -> tuple[Rows, Rows]:
    """Leave in each cell no more children than its demand; return those kept and left out.

    By chance each child is as likely to be kept; without it, each row keeps its share.
    """
    excess = rows.by_cell(len(demand)) > demand
    kept = rows.children.copy()
    crowded = np.flatnonzero(excess[rows.cell])
    if not len(crowded):
        return rows, nobody()
    # Rows of a cell stand together, since they are in the order of names.
    cell, present = rows.cell[crowded], rows.children[crowded]
    begins = np.flatnonzero(np.append(True, cell[1:] != cell[:-1]))
    sizes = np.diff(np.append(begins, len(cell)))
    wanted = demand[cell]
    if chance is not None:
        kept[crowded] = _drawn(present, np.repeat(np.arange(len(sizes)), sizes), wanted, chance)
    else:
        total = np.repeat(np.add.reduceat(present, begins), sizes)
        before = np.cumsum(present) - present
        before -= np.repeat(before[begins], sizes)
        kept[crowded] = (before + present) * wanted // total - before * wanted // total
    return rows.some(kept), rows.some(rows.children - kept)


def _drawn(
    present: IntArray, segment: IntArray, wanted: IntArray, chance: np.random.Generator
) -> IntArray:
    """Draw from each segment of rows so many children as are wanted; axis (row)."""
    row = np.repeat(np.arange(len(present)), present)
    order = np.lexsort((chance.random(len(row)), segment[row]))
    row = row[order]
    first = np.flatnonzero(np.append(True, segment[row][1:] != segment[row][:-1]))
    rank = np.arange(len(row)) - np.repeat(first, np.diff(np.append(first, len(row))))
    return np.bincount(row[rank < wanted[row]], minlength=len(present)).astype(np.int64)


def _parted(
    supply: Supply, year: int, rows: Rows, released: FloatArray, chance: Chance
) -> tuple[Rows, Rows, IntArray]:
    """Part those who may stay from those who must move, with the reason of each."""
    _, _, ncy, _ = supply.parts(rows.cell)
    named = rows.pool < supply.not_named
    pool = np.where(named, rows.pool, 0)
    # Like a pool, places that are not named serve NC years: of any need that may go there.
    may_go: BoolArray = np.any(supply.limits.group >= 0, axis=0)
    is_open, served = np.ones(len(rows), dtype=np.bool_), may_go[ncy]
    would_stay = is_open
    if supply.not_named:
        is_open = supply.pools.is_open[year, pool] | ~named
        served = np.where(named, supply.stay[year, pool, ncy], served)
        first, last = (span[pool] for span in supply.pools.spans_before(year))
        label = np.array(supply.axes.ncy, dtype=np.int64)[ncy]
        would_stay = is_open | ((first <= label) & (label <= last))
    ruled = np.zeros(len(rows), dtype=np.bool_)
    if supply.rules is not None:
        ruled = supply.rules.bars(year, rows.cell, rows.pool, releasing=True)
    share = np.where(is_open & served & ~ruled, released[ncy], 1.0)
    moving = np.where(share == 1.0, rows.children, 0)
    some = np.flatnonzero((share > 0) & (share < 1))
    moving[some] = shared_out(rows.children[some], share[some], chance)
    why = np.where(ruled, int(Why.LOCAL_RULE), int(Why.RELEASED))
    why = np.where(served | (ruled & ~is_open & would_stay), why, int(Why.NOT_SERVED))
    # Whom age or a rule takes out of a pool that closes would have left it anyway.
    closed = np.asarray(~is_open & would_stay & ~ruled, dtype=np.bool_)
    why = np.where(closed, int(Why.SITE_CLOSED), why)
    anyway = _anyway(rows, closed, released[ncy], chance)
    moved, dealt = rows.some(moving - anyway), rows.some(anyway)
    if len(dealt):
        why = np.concatenate([why[moving > anyway], np.full(len(dealt), int(Why.RELEASED))])
        moved = Rows(*(_joined(moved, dealt, name) for name in ("cell", "pool", "children")))
    else:
        why = why[moving > 0]
    return rows.some(rows.children - moving), moved, why


def _anyway(rows: Rows, closed: BoolArray, released: FloatArray, chance: Chance) -> IntArray:
    """Axis (row): of the children of closed pools, those whom the released share moves anyway."""
    anyway = np.where(closed & (released == 1.0), rows.children, 0)
    some = np.flatnonzero(closed & (released > 0) & (released < 1))
    if len(some):
        anyway[some] = shared_out(rows.children[some], released[some], chance)
    return np.asarray(anyway, dtype=np.int64)


def _counted(positions: IntArray, children: IntArray, size: int) -> IntArray:
    counted = np.zeros(size, dtype=np.int64)
    np.add.at(counted, positions, children)
    return counted
