"""Restatement: the stock with which one file closes is not the one with which the next opens.

Children are recoded (need, NC year, setting) or back-dated between two files. The gap is measured
as an item of its own, and carried forward as noise: neither joiners nor leavers hide it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sufficiency.demand.margins import BoolArray, FloatArray, IntArray
from sufficiency.demand.pooling import by_phase, ratio

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
    kind: IntArray,
    restatement: Restatement,
    shape: tuple[int, int, int],
    generator: np.random.Generator,
) -> tuple[IntArray, IntArray]:
    """Recode some children of one January; the total stays as it is.

    A cell's stock X becomes one with a mean of X exp(sigma z - sigma^2 / 2), z by need, scaled to
    the same total, and a variance of phi X: first across all cells, then within phase and state.
    It is the same child who is recorded otherwise: those who are recoded take the new kinds in the
    order of state and phase, NC year and need, so that NC years differ by as little as they can.

    Parameters
    ----------
    kind : IntArray
        Axis (child): position in (need, ncy, state), flattened.
    restatement : Restatement
        How much is recoded.
    shape : tuple of int
        Needs, NC years and states.
    generator : numpy.random.Generator
        Of the draw.

    Returns
    -------
    place : IntArray
        Axis (recoded child): who is recoded, as positions in `kind`.
    entered : IntArray
        Axis (recoded child): the new kind of each.
    """
    stock = np.bincount(kind, minlength=int(np.prod(shape)))
    cells = np.flatnonzero(stock)
    need, ncy, state = np.unravel_index(cells, shape)
    group = restatement.phase[ncy] * shape[2] + state
    chance = generator.standard_normal(shape[0])
    factor = np.exp(restatement.need * chance - restatement.need**2 / 2)[need]
    everyone = np.zeros(len(cells), dtype=np.int64)
    within = restatement.spread - restatement.across
    across, inside = (1.0, factor) if within > 0 else (factor, 1.0)
    counts = resampled(stock[cells], across, restatement.across, everyone, generator)
    counts = resampled(counts, inside, within, group, generator)
    out = np.zeros(len(stock), dtype=np.int64)
    out[cells] = np.maximum(stock[cells] - counts, 0)
    place = np.flatnonzero(~_all_but(kind, stock, out, generator))
    entered = np.repeat(cells, np.maximum(counts - stock[cells], 0))
    # Among children of one kind it is chance who takes which.
    place = generator.permutation(place)
    taken = np.empty_like(entered)
    ours, theirs = (_in_order(kinds, restatement.phase, shape) for kinds in (kind[place], entered))
    taken[ours] = entered[theirs]
    return place, taken


def _in_order(kind: IntArray, phase: IntArray, shape: tuple[int, int, int]) -> IntArray:
    """Give the order of kinds by state and phase, then by NC year, then by need."""
    need, ncy, state = np.unravel_index(kind, shape)
    return np.lexsort((need, ncy, phase[ncy] * shape[2] + state))


def resampled(
    stock: IntArray,
    factor: FloatArray | float,
    spread: float,
    group: IntArray,
    generator: np.random.Generator,
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
    group : IntArray
        Axis (cell): position of the group.
    generator : numpy.random.Generator
        Of the draw.

    Returns
    -------
    IntArray
        Axis (cell) [children].
    """
    if spread <= 0:
        return stock
    loose = _loose(stock, spread, generator)
    fixed = stock - loose
    weight = np.asarray(stock * factor, dtype=np.float64)
    if spread > 1:
        weight = generator.standard_gamma(weight / (spread - 1)) * (spread - 1)
    groups = int(group.max(initial=-1)) + 1
    whole, children = (
        np.bincount(group, weights=numbers, minlength=groups).astype(np.float64)
        for numbers in (weight, stock)
    )
    # Shares of their group first: where means are minute, their sum is no number to divide by.
    share = ratio(weight, whole[group])
    room = np.maximum(share * children[group] - fixed, 0.0)
    rooms = np.bincount(group, weights=room, minlength=groups).astype(np.float64)
    # Where chance left a group no mean at all, it stays as it was, and none of it is dealt.
    stays = (whole < FAINTEST)[group] | (rooms <= 0)[group]
    part = np.where(stays, 0.0, ratio(room, rooms[group]))
    dealt = _dealt(np.where(stays, 0, loose), part, group, generator)
    return np.where(stays, stock, fixed + dealt)


def _loose(stock: IntArray, spread: float, generator: np.random.Generator) -> IntArray:
    """Axis (cell): how many children of each are loose, each by the chance min(1, phi)."""
    if spread >= 1:
        return stock
    cell = np.repeat(np.arange(len(stock)), stock)
    return np.bincount(cell[generator.random(len(cell)) < spread], minlength=len(stock))


def _dealt(
    loose: IntArray, room: FloatArray, group: IntArray, generator: np.random.Generator
) -> IntArray:
    """Axis (cell): the loose children of each group dealt to its cells, by their room.

    The rooms lie one behind the other on a line, group by group, and each child falls evenly on
    the part of its group: a multinomial for each group.
    """
    order = np.argsort(group, kind="stable")
    running = np.append(0.0, np.cumsum(room[order]))
    ends = np.cumsum(np.bincount(group))
    begin, end = running[np.append(0, ends[:-1])], running[ends]
    own = np.repeat(np.arange(len(ends)), np.bincount(group, weights=loose).astype(np.int64))
    # In rising order they are found faster.
    point = np.sort(begin[own] + generator.random(len(own)) * (end - begin)[own])
    # Rounding may lead a point to the very end of its group: the last cell with room.
    last = np.searchsorted(running[1:], end, side="left")
    place = np.minimum(np.searchsorted(running[1:], point, side="right"), last[own])
    return np.bincount(order[place], minlength=len(loose))


def _all_but(
    kind: IntArray, stock: IntArray, out: IntArray, generator: np.random.Generator
) -> BoolArray:
    """Axis (child): false for as many children of each kind as are taken out, by chance.

    Children of a kind stand in an order by chance; the first of them are taken out.
    """
    touched = np.flatnonzero(out.take(kind))
    those = kind.take(touched)
    order = np.argsort(those + generator.random(len(those)))
    in_order = those.take(order)
    first = np.cumsum(np.where(out > 0, stock, 0)) - stock
    rank = np.arange(len(those)) - first.take(in_order)
    kept = np.ones(len(kind), dtype=np.bool_)
    kept[touched[order[rank < out.take(in_order)]]] = False
    return kept
