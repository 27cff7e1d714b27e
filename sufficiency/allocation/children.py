"""The children of a projection as the optimisation takes them: demand, fates and the start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.allocation.today import LEVEL_OF, Today
from sufficiency.demand.central import AnyModel, central_rates
from sufficiency.demand.drawn import DrawnChildren
from sufficiency.demand.rates import Rates
from sufficiency.places import Axes, Fates, Shares, Start, scaled_to_whole
from sufficiency.projection import PLACED_LEVELS, Projection

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

SCALE = 1000
"""Expected numbers are allocated in thousandths of a child, so that parts of children count."""


@dataclass(frozen=True, slots=True, eq=False)
class Codes:
    """Where each code of a projection's children stands among the cells of an allocation.

    Parameters
    ----------
    cell : IntArray
        Axis (code of locality, need, ncy -4 to 20, level): position in the axes (locality, need,
        ncy, level) of the allocation; -1 for children who are not allocated.
    axes : Axes
    spans : tuple of (int, int)
        Axis (level): first and last NC year that is allocated.
    """

    cell: IntArray
    axes: Axes
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Wanted:
    """What one draw, or expected numbers, ask of the places.

    Parameters
    ----------
    demand : IntArray
        Axes (year, locality, need, ncy, level) [children].
    passage : Fates or Shares
        What becomes of the children of a year in the next.
    start : Start
        Where children are in the January before the first year.
    """

    demand: IntArray
    passage: Fates | Shares
    start: Start


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """Where the children come from: a projection, without its frames and its draws.

    Parameters
    ----------
    model : DemandModel or FlowModel
        From which draws are made.
    levels : tuple of str
        Labels of its states.
    """

    model: AnyModel
    levels: tuple[str, ...]

    @property
    def placed_levels(self) -> list[int]:
        """Positions of the levels that are allocated, in the order of an allocation."""
        return [self.levels.index(name) for name in PLACED_LEVELS]


def source_of(projection: Projection) -> Source:
    """Take from a projection what an allocation needs to make the same children."""
    return Source(projection.model, projection.labels.states)


def codes_of(source: Source, axes: Axes, spans: Sequence[tuple[int, int]]) -> Codes:
    """Say which children of a projection are allocated, and as which cell.

    Parameters
    ----------
    source : Source
    axes : Axes
    spans : sequence of (int, int)
        Axis (level): first and last NC year that any pool of the level serves. Others are counted
        apart: nobody plans places for their age.
    """
    levels = source.levels
    ages = source.model.stocks.last.shape[2]
    shape = (len(axes.localities), len(axes.needs), ages, len(levels))
    locality, need, ncy, level = np.unravel_index(np.arange(np.prod(shape)), shape)
    position = ncy + terms.FIRST_NCY - axes.ncy[0]
    placed = np.full(len(levels), -1)
    for name in PLACED_LEVELS:
        placed[levels.index(name)] = LEVEL_OF[name]
    first, last = (np.array(side)[placed[level]] for side in zip(*spans, strict=True))
    label = ncy + terms.FIRST_NCY
    inside = (placed[level] >= 0) & (label >= first) & (label <= last)
    cell = np.full(len(locality), -1, dtype=np.int64)
    where = (locality[inside], need[inside], position[inside], placed[level[inside]])
    cell[inside] = np.ravel_multi_index(where, axes.shape)
    return Codes(cell, axes, tuple(spans))


def wanted_by_draw(
    source: Source,
    drawn: DrawnChildren,
    codes: Codes,
    today: Today,
    *,
    draw: int,
    chance: np.random.Generator,
) -> Wanted:
    """Lay one draw out: whole children, with what becomes of each.

    Parameters
    ----------
    source : Source
    drawn : DrawnChildren
        Some draws of it.
    codes : Codes
    today : Today
    draw : int
        Its place among those draws, from nought.
    chance : numpy.random.Generator
        Says who of like children holds which place today.

    Returns
    -------
    Wanted
    """
    cells = int(np.prod(codes.axes.shape))
    demand, fates = [], []
    for january in range(1, len(codes.axes.years) + 1):
        now = codes.cell[drawn.january(draw, january)]
        demand.append(np.bincount(now[now >= 0], minlength=cells))
        before, after = drawn.fates(draw, january)
        known = codes.cell[before]
        reached = np.where(after >= 0, codes.cell[after], -1)
        fates.append(_counted(known[known >= 0], reached[known >= 0], cells))
    return Wanted(
        np.array(demand, dtype=np.int64).reshape(-1, *codes.axes.shape),
        Fates(tuple(fates)),
        _start_by_draw(source, drawn, codes, today, draw, chance),
    )


def _counted(before: IntArray, after: IntArray, cells: int) -> tuple[IntArray, IntArray, IntArray]:
    """Count children by the cell where they were and the one that they reach."""
    pairs, counts = np.unique(before * (cells + 1) + after + 1, return_counts=True)
    return pairs // (cells + 1), pairs % (cells + 1) - 1, counts.astype(np.int64)


def _start_by_draw(
    source: Source,
    drawn: DrawnChildren,
    codes: Codes,
    today: Today,
    draw: int,
    chance: np.random.Generator,
) -> Start:
    """Give each child who is in a place today one of the places of its kind, by chance."""
    shape = source.model.stocks.last.shape
    code = drawn.january(draw, 0).astype(np.int64)
    levels = len(source.levels)
    kind = code // levels * shape[-1] + drawn.start_settings(draw)
    holders, rows = _whole_holders(today, chance)
    order = np.lexsort((chance.random(len(kind)), kind))
    rank = np.arange(len(kind)) - np.searchsorted(kind[order], kind[order])
    first = np.searchsorted(holders, kind[order])
    last = np.searchsorted(holders, kind[order], side="right")
    held = rank < last - first
    pool = rows[np.minimum(first + rank, len(rows) - 1)[held]] if len(rows) else rows
    cell = codes.cell[code[order][held]] if len(rows) else rows
    allocated = cell >= 0
    locality, need, ncy, level = np.unravel_index(cell[allocated], codes.axes.shape)
    ones = np.ones(int(allocated.sum()), dtype=np.int64)
    return Start(locality, need, ncy, pool[allocated], ones, level=level)


def _whole_holders(today: Today, chance: np.random.Generator) -> tuple[IntArray, IntArray]:
    """Axis (place): the kind of each place that is held, sorted, and its pool.

    Parts of children are cut from the running sum at a random point, so that each is right on
    average and the sum of any run is within one.
    """
    running = np.cumsum(today.children)
    whole = np.diff(np.floor(running + chance.random()), prepend=0.0).astype(np.int64)
    return np.repeat(today.kind, whole), np.repeat(today.pool, whole)


def wanted_as_expected(source: Source, children: FloatArray, codes: Codes, today: Today) -> Wanted:
    """Lay expected numbers out, in thousandths of a child.

    Parameters
    ----------
    source : Source
    children : FloatArray
        Axes (year, locality, need, ncy, level): the expected projection [children].
    codes : Codes
    today : Today

    Returns
    -------
    Wanted
    """
    cells = int(np.prod(codes.axes.shape))
    allocated = codes.cell >= 0
    demand = np.zeros((len(codes.axes.years), cells))
    flat = children[1:].reshape(len(codes.axes.years), -1)
    demand[:, codes.cell[allocated]] = flat[:, allocated]
    shares = passage_shares(central_rates(source.model), source, codes)
    return Wanted(
        scaled_to_whole(demand, SCALE).reshape(-1, *codes.axes.shape),
        Shares(shares),
        _start_as_expected(source, codes, today),
    )


def passage_shares(rates: Rates, source: Source, codes: Codes) -> FloatArray:
    """Say what share of the children of each cell reaches which other in a year.

    (1 - leaving) x [keeps need + changes need x share of that need] x [the same for the level]

    Parameters
    ----------
    rates : Rates
    source : Source
    codes : Codes

    Returns
    -------
    FloatArray
        Axes (year, need, ncy, level, need reached, level reached), by the NC year before; nought
        from the last allocated NC year on.
    """
    axes = codes.axes
    first = axes.ncy[0] - terms.FIRST_NCY
    ages = len(axes.ncy)
    levels = source.placed_levels
    stay = 1.0 - rates.leaving[:, :, first : first + ages - 1]
    stay = np.broadcast_to(stay, (*stay.shape[:-1], rates.state_leaves.shape[-1]))[..., levels]
    reached = slice(first + 1, first + ages)
    leaves, goes = rates.need_leaves[:, :, reached], rates.need_goes[:, :, reached]
    same = np.eye(len(axes.needs))[None, :, None, :]
    by_need = (1 - leaves)[..., None] * same + leaves[..., None] * goes
    level_leaves = rates.state_leaves[:, :, reached][..., levels]
    level_goes = rates.state_goes[:, :, reached][..., levels]
    if level_goes.shape[3] > 1:
        level_goes = level_goes[..., levels, :]
    kept = np.eye(len(levels))[None, None, None]
    by_level = (1 - level_leaves)[..., None] * kept + (level_leaves[..., None] * level_goes)
    # Letters: year, need, age, other need, level, other level.
    moved = np.einsum("ynal,ynam,ymalk->ynalmk", stay, by_need, by_level)
    whole = np.zeros((*moved.shape[:2], ages, *moved.shape[3:]))
    whole[:, :, : ages - 1] = moved * _is_allocated(codes)[None, None, 1:, None, None, :]
    return whole


def _is_allocated(codes: Codes) -> NDArray[np.bool_]:
    """Axes (ncy, level): whether children of the NC year and level are allocated."""
    ncy = np.array(codes.axes.ncy)[:, None]
    first, last = (np.array(side) for side in zip(*codes.spans, strict=True))
    return np.asarray((ncy >= first) & (ncy <= last), dtype=np.bool_)


def _start_as_expected(source: Source, codes: Codes, today: Today) -> Start:
    """Split those who are in a place today by what they need, at the central level shares."""
    shares = source.model.shares
    assert shares is not None
    stocks = source.model.stocks
    locality, need, ncy, setting = np.unravel_index(today.kind, stocks.last.shape)
    phase = stocks.phase[ncy]
    position = ncy + terms.FIRST_NCY - codes.axes.ncy[0]
    inside = (position >= 0) & (position < len(codes.axes.ncy))
    parts = []
    for name, place in zip(PLACED_LEVELS, source.placed_levels, strict=True):
        share = shares.central[setting, need, phase, place]
        children = np.rint(today.children * share * SCALE).astype(np.int64)
        allocated = _is_allocated(codes)[np.where(inside, position, 0), LEVEL_OF[name]]
        kept = inside & allocated & (children > 0)
        level = np.full(int(kept.sum()), LEVEL_OF[name])
        parts.append(
            (locality[kept], need[kept], position[kept], today.pool[kept], children[kept], level)
        )
    joined = [np.concatenate(columns) for columns in zip(*parts, strict=True)]
    home, primary, age, pool, count, level = joined
    return Start(home, primary, age, pool, count, level=level)
