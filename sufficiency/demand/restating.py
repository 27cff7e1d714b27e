"""Restatement: the stock with which one file closes is not the one with which the next opens.

Children are recoded (need, NC year, setting) or back-dated between two files. The gap is measured
as an item of its own, and carried forward as noise: neither joiners nor leavers hide it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from sufficiency.demand.lines import parts_passed
from sufficiency.demand.margins import FloatArray, IntArray, Positions
from sufficiency.demand.pooling import by_phase, ratio
from sufficiency.demand.shocks import Generators

Places = np.ndarray[Any, np.dtype[Any]]
FAINTEST = 1e-200
"""Means below this are what is left of numbers too small for a computer [children]."""
DUST = 1e-6
"""Gaps that add up to less than this are the rounding of fractions [children]."""


@dataclass(frozen=True, slots=True, eq=False)
class Restatement:
    """How much is recoded between two files; `measured_restatement` finds it.

    Parameters
    ----------
    spread : float
        phi: variance of a cell's recoded stock against the stock itself, all told.
    across : float
        The part of it that also changes how many are in each state and phase; the rest is recoded
        within them. From nought to `spread`.
    need : float
        sigma: standard deviation of the log of a factor by need.
    phase : IntArray
        Axis (ncy): position of the phase.
    """

    spread: float
    across: float
    need: float
    phase: IntArray


def measured_restatement(
    closing: FloatArray, opening: FloatArray, phase: IntArray
) -> Restatement | None:
    """Measure the gaps between files.

    With X the closing stock of a year and g the opening stock of the next less X, over all joins,
    a gap by need shows in need x NC year too. So both are solved together: with A = sum g^2 and
    a = sum X^2 over need x NC year, B and b the same over needs, and W = sum X,

        sigma^2 = max(0, (B - A) / (b - a)),   phi = (A - sigma^2 a) / W,
        phi across = min(phi, sum(g^2) / W)    over phase x state.

    A child who is recoded often moves by one NC year, or takes another need in the same setting:
    such gaps are large in cells and small in phases and settings.

    Parameters
    ----------
    closing, opening : FloatArray
        Axes (join, need, ncy, state) [children].
    phase : IntArray
        Axis (ncy): position of the phase.

    Returns
    -------
    Restatement or None
        None where files chain, or where there is no join to see.
    """
    gap = opening - closing
    if np.abs(gap).sum() < DUST:
        return None
    whole = float(closing.sum())
    by_cell, by_need = closing.sum(axis=3), closing.sum(axis=(2, 3))
    cells, needs = (float((gap.sum(axis=axes) ** 2).sum()) for axes in (3, (2, 3)))
    of_cells, of_needs = (float((held**2).sum()) for held in (by_cell, by_need))
    wider = of_needs - of_cells
    need = max(needs - cells, 0.0) / wider if wider > DUST else 0.0
    spread = max(cells - need * of_cells, 0.0) / whole
    of_phases = by_phase(np.swapaxes(gap.sum(axis=1), 1, 2), phase)
    across = float((of_phases**2).sum()) / whole
    return Restatement(spread, min(spread, across), float(np.sqrt(need)), phase)


def recode(
    kind: Positions,
    ends: IntArray,
    restatement: Restatement,
    shape: tuple[int, int, int],
    generators: Generators,
) -> tuple[IntArray, Positions]:
    """Recode some children of one January; the total of each draw stays as it is.

    A cell's stock X becomes one with a mean of X exp(sigma z - sigma^2 / 2), z by need, scaled to
    the same total, and a variance of phi X: first across all cells, then within phase and state.
    It is the same child who is recorded otherwise: those who are recoded take the new kinds in the
    order of state and phase, NC year and need, so that NC years differ by as little as they can.

    Parameters
    ----------
    kind : IntArray
        Axis (child): position in (draw, need, ncy, state), flattened; draw by draw.
    ends : IntArray
        Axis (draw): where the children of each end.
    restatement : Restatement
        How much is recoded.
    shape : tuple of int
        Needs, NC years and states.
    generators : Generators
        Of the draws.

    Returns
    -------
    place : IntArray
        Axis (recoded child): who is recoded, as positions in `kind`; draw by draw, in no order.
    entered : IntArray
        Axis (recoded child): the new kind of each.
    """
    laid = _layout(restatement, shape, len(ends))
    rank = laid.rank.take(kind)
    everybody = np.bincount(rank, minlength=len(laid.need))
    cells = np.flatnonzero(everybody)
    stock, need = everybody.take(cells), laid.need.take(cells)
    draw, group = laid.draw.take(cells), laid.group.take(cells)
    chance = generators.normal(shape[:1]).reshape(-1)
    factor = np.exp(restatement.need * chance - restatement.need**2 / 2).take(need)
    within = restatement.spread - restatement.across
    across, inside = (1.0, factor) if within > 0 else (factor, 1.0)
    counts = resampled(stock, across, restatement.across, draw, draw, generators)
    counts = resampled(counts, inside, within, group, draw, generators)
    # Among children of one kind it is chance who takes which.
    place = _taken_out(rank, ends, everybody, cells, np.maximum(stock - counts, 0), generators)
    entered = np.repeat(laid.kind.take(cells), np.maximum(counts - stock, 0))
    return place, entered.astype(kind.dtype)


@dataclass(frozen=True, slots=True, eq=False)
class _Layout:
    """What recoding needs to know of each kind; the same for all draws.

    Kinds have ranks: by draw, by state and phase, then by NC year, then by need. Numbers are small,
    so that more of them are at hand in a processor.

    Parameters
    ----------
    rank : numpy.ndarray
        Axis (kind): its rank.
    kind, draw, need, group : numpy.ndarray
        Axis (rank): the kind, and positions of its draw, of its need in that draw, and of its
        state and phase in that draw.
    """

    rank: Places
    kind: Places
    draw: Places
    need: Places
    group: Places


@lru_cache(maxsize=4)
def _layout(restatement: Restatement, shape: tuple[int, int, int], draws: int) -> _Layout:
    """Lay all kinds of some draws out once."""
    draw, need, ncy, state = np.unravel_index(
        np.arange(draws * int(np.prod(shape))), (draws, *shape)
    )
    groups = (int(restatement.phase.max(initial=0)) + 1) * shape[2]
    group = draw * groups + restatement.phase[ncy] * shape[2] + state
    kind = np.lexsort((need, ncy, group))
    rank = np.empty_like(kind)
    rank[kind] = np.arange(len(kind))
    by_rank = (made.take(kind) for made in (draw, draw * shape[0] + need, group))
    small = np.uint16 if len(kind) <= np.iinfo(np.uint16).max + 1 else np.uint32
    return _Layout(*(made.astype(small) for made in (rank, kind, *by_rank)))


def resampled(
    stock: IntArray,
    factor: FloatArray | float,
    spread: float,
    group: Places,
    draw: Places,
    generators: Generators,
) -> IntArray:
    """Draw a stock anew around itself; each group keeps its own total.

    Of each cell the share min(1, phi) is loose and is dealt again, by what each cell lacks of its
    mean: a variance of phi X. Where phi is above 1, the means themselves are drawn first, from
    Gammas of variance (phi - 1) X.

    Parameters
    ----------
    stock : IntArray
        Axis (cell) [children].
    factor : FloatArray or float
        Axis (cell), or 1 for all: multiplies the mean, which is then scaled to the group.
    spread : float
        phi.
    group : numpy.ndarray
        Axis (cell), rising: position of the group, of which each is in one draw.
    draw : numpy.ndarray
        Axis (cell), rising: position of the draw.
    generators : Generators
        Of the draws.

    Returns
    -------
    IntArray
        Axis (cell) [children].
    """
    if spread <= 0 or not len(stock):
        return stock
    loose = _loose(stock, spread, draw, generators)
    fixed = stock - loose
    weight = np.asarray(stock * factor, dtype=np.float64)
    if spread > 1:
        weight = _gammas(weight / (spread - 1), draw, generators) * (spread - 1)
    groups = int(group.max(initial=0)) + 1
    whole, children = (
        np.bincount(group, weights=numbers, minlength=groups).astype(np.float64)
        for numbers in (weight, stock)
    )
    # Shares of their group first: where means are minute, their sum is no number to divide by.
    share = ratio(weight, whole.take(group))
    room = np.maximum(share * children.take(group) - fixed, 0.0)
    rooms = np.bincount(group, weights=room, minlength=groups).astype(np.float64)
    # Where chance left a group no mean at all, it stays as it was, and none of it is dealt.
    stays = ((whole < FAINTEST) | (rooms <= 0)).take(group)
    part = np.where(stays, 0.0, ratio(room, rooms.take(group)))
    dealt = _dealt(np.where(stays, 0, loose), part, group, draw, generators)
    return np.where(stays, stock, fixed + dealt)


def _gammas(known: FloatArray, draw: Places, generators: Generators) -> FloatArray:
    """Axis (cell): standard Gammas, those of each draw by its own generator."""
    parts = np.split(known, np.cumsum(_of_each(draw, None, generators))[:-1])
    each = zip(generators.of_draws, parts, strict=True)
    return np.concatenate([generator.standard_gamma(part) for generator, part in each])


def _of_each(draw: Places, counts: IntArray | None, generators: Generators) -> list[int]:
    """Axis (draw): how many cells there are of each, or how many are counted in them."""
    made = np.bincount(draw, weights=counts, minlength=len(generators.of_draws))
    whole: list[int] = made.astype(np.int64).tolist()
    return whole


def _loose(stock: IntArray, spread: float, draw: Places, generators: Generators) -> IntArray:
    """Axis (cell): how many children of each are loose, each by the chance min(1, phi)."""
    if spread >= 1:
        return stock
    cell = np.repeat(np.arange(len(stock)), stock)
    chance = generators.random_of_each(_of_each(draw, stock, generators))
    return np.bincount(cell[chance < spread], minlength=len(stock))


def _dealt(
    loose: IntArray, room: FloatArray, group: Places, draw: Places, generators: Generators
) -> IntArray:
    """Axis (cell): the loose children of each group dealt to its cells, by their room.

    The rooms lie one behind the other on a line, group by group, and each child falls evenly on
    the part of its group: a multinomial for each group.
    """
    running = np.append(0.0, np.cumsum(room))
    ends = np.cumsum(np.bincount(group))
    begin, end = running.take(np.append(0, ends[:-1])), running.take(ends)
    own = np.bincount(group, weights=loose).astype(np.int64)
    point = generators.random_of_each(_of_each(draw, loose, generators))
    point *= np.repeat(end - begin, own)
    point += np.repeat(begin, own)
    # Rounding may lead a point to the very end of its group: the last cell with room.
    np.minimum(point, np.repeat(np.nextafter(end, begin), own), out=point)
    return np.bincount(parts_passed(running[1:], point), minlength=len(loose))


def _taken_out(
    rank: Places,
    ends: IntArray,
    everybody: IntArray,
    cells: IntArray,
    out: IntArray,
    generators: Generators,
) -> IntArray:
    """Axis (child taken out): positions in `rank`; so many of each cell, by chance.

    Children of a cell stand in an order by chance; the first of them are taken out.
    """
    losing, out = cells[out > 0], out[out > 0]
    is_losing = np.zeros(len(everybody), dtype=np.bool_)
    is_losing[losing] = True
    touched = np.flatnonzero(is_losing.take(rank))
    of_each = np.diff(np.searchsorted(touched, ends), prepend=0)
    chance = generators.random_of_each(of_each.tolist())
    order = np.argsort(rank.take(touched) + chance)
    size = everybody.take(losing)
    # Where the children of each cell begin in that order, less those taken out of earlier cells.
    begin = np.cumsum(size) - size - (np.cumsum(out) - out)
    first = np.repeat(begin, out) + np.arange(int(out.sum()))
    return touched.take(order.take(first))
