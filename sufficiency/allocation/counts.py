"""What is kept of each allocated year: children by cell, places by pool, journeys."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.allocation.cells import Cells, cells_of_draw, cells_together
from sufficiency.places import (
    NO_LIMIT,
    REASONS,
    Supply,
    Why,
    YearPlaced,
    displaced_from,
    reasons_of,
    touched,
)

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

STAYS = "stays"
WHY_NOT_LOCAL = (*REASONS, STAYS)
"""Why children are not placed locally: as `places.REASONS` of those who are to be placed; or they
stay in an independent school where they are, and no place is asked for them."""

CHILDREN = (
    "demand",
    "stayers",
    "to_place",
    "placed_within_limit",
    "placed_further",
    "independent",
    "without",
)
"""Counts of children by cell, in the order of their axis."""

DISTANCES = ("placed_metres", "placed_minutes", "independent_metres")
"""Sums over children by cell."""

STEPS = ("moved", "ended", "scaled_down")
"""Counts of what became of last year's placed children."""


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """Everything that is kept of some allocated draws.

    Parameters
    ----------
    cells : Cells
        Children and journeys by cell: `CHILDREN`, `DISTANCES`, and `WHY_NOT_LOCAL`.
    placed : numpy.ndarray
        Axes (draw, year, pool) [children].
    over : numpy.ndarray
        Axes (draw, year, pool): above the places [children].
    site_over : numpy.ndarray
        Axes (draw, year, limited site) [children].
    in_limits : numpy.ndarray
        Axes (draw, year, need x phase): in independent places that are not named, by the limit
        towards which they count [children].
    steps : numpy.ndarray
        Axes (draw, year, count of `STEPS`) [children].
    moves : numpy.ndarray
        Axes (draw, year, reason of `places.Why`): children who must move [children].
    totals : numpy.ndarray
        Axes (draw, year, aim): the ordered aims [children, metres or pounds].
    newly : numpy.ndarray
        Axes (draw, year, aim): of the totals, what comes of children who are newly placed, or
        are to be placed and have no place; the rest of them stay [children, metres or pounds].
    beyond : numpy.ndarray
        Axes (draw, year, need, phase): children whose need no local place could meet [children].
    proven : numpy.ndarray
        Axes (draw, year): whether the answer carries its proof.
    rules : numpy.ndarray
        Axes (draw, year, rule, count of `RULED`) [children].
    caps : numpy.ndarray
        Axes (draw, year, cap across pools): children whom it counts [children].
    gaps : IntArray
        Axes (draw, year, aim): by how much a total may be above the best, where caps cross.
    displaced_from, displaced_to : numpy.ndarray
        Axes (draw, year, pool): children whose pool closes; and (draw, year, pool then independent
        places that are not named, then without): where they are. Without any pool where none
        closes [children].
    """

    cells: Cells
    placed: NDArray[np.int32]
    over: NDArray[np.int32]
    site_over: NDArray[np.int32]
    in_limits: NDArray[np.int32]
    steps: NDArray[np.int32]
    moves: NDArray[np.int32]
    totals: IntArray
    newly: IntArray
    beyond: IntArray
    proven: NDArray[np.bool_]
    rules: NDArray[np.int32]
    caps: NDArray[np.int32]
    gaps: IntArray
    displaced_from: NDArray[np.int32]
    displaced_to: NDArray[np.int32]

    @property
    def not_named(self) -> NDArray[np.int64]:
        """Axes (draw, year): in independent places that are not named [children]."""
        return np.asarray(self.in_limits.sum(axis=2, dtype=np.int64))

    @property
    def children(self) -> NDArray[np.int32]:
        """Axes (draw, year, count of `CHILDREN`, locality, need, phase, level) [children].

        Made anew each time, every cell of every draw: much memory. `cells.roll_up` takes little.
        """
        return self.cells.whole("children")

    @property
    def distances(self) -> NDArray[np.float32]:
        """Axes as of `children`, by sum of `DISTANCES` [metres, minutes]; made anew as well."""
        return self.cells.whole("distances")

    @property
    def reasons(self) -> NDArray[np.int32]:
        """Axes as of `children`, by reason of `WHY_NOT_LOCAL` [children]; made anew as well."""
        return self.cells.whole("reasons")


ARRAYS = tuple(field.name for field in fields(Counts) if field.name != "cells")


def together(parts: list[Counts]) -> Counts:
    """Put draws behind each other."""
    cells = cells_together([part.cells for part in parts])
    return Counts(
        cells, *(np.concatenate([getattr(part, name) for part in parts]) for name in ARRAYS)
    )


@dataclass(frozen=True, slots=True, eq=False)
class Grain:
    """How cells of an allocation are added up by phase.

    Parameters
    ----------
    cell : IntArray
        Axis (cell): position in the axes (locality, need, phase, level), flattened.
    shape : tuple of int
        Of those axes.
    independent_metres : FloatArray
        Axes (year, need, ncy): assumed journey to an independent school that is not named.
    reason : numpy.ndarray
        Axes (year, cell): why a child who is not placed locally is not, as `places.reasons_of`.
    """

    cell: IntArray
    shape: tuple[int, int, int, int]
    independent_metres: FloatArray
    reason: NDArray[np.int8]


def grain_of(supply: Supply, independent_metres: FloatArray) -> Grain:
    """Say to which phase each cell belongs, and why a child of it would not be placed locally."""
    phases = terms.phases().codes
    locality, need, ncy, level = supply.parts(np.arange(int(np.prod(supply.axes.shape))))
    of_ncy = np.array([phases.index(terms.phase_of_ncy(label)) for label in supply.axes.ncy])
    localities, needs, _, levels = supply.axes.shape
    shape = (localities, needs, len(phases), levels)
    cell = np.ravel_multi_index((locality, need, of_ncy[ncy], level), shape)
    return Grain(cell, shape, independent_metres, reasons_of(supply))


def counted(
    supply: Supply, years: tuple[YearPlaced, ...], grain: Grain, *, beyond: IntArray
) -> Counts:
    """Reduce one allocation to what is kept of it.

    Parameters
    ----------
    supply : Supply
    years : tuple of YearPlaced
        Of one draw, or of expected numbers in thousandths.
    grain : Grain
    beyond : IntArray
        Axes (year, need, phase): children whose need no local place could meet.

    Returns
    -------
    Counts
        With one draw.
    """
    cells = [_cells(supply, place, year, grain) for place, year in enumerate(years)]
    pools = len(supply.pools.names)
    by_pool = np.array([year.rows.by_pool(pools + 1) for year in years])
    return Counts(
        cells=cells_of_draw(cells, grain.shape),
        placed=by_pool[None, :, :-1].astype(np.int32),
        over=np.array([year.over + year.admitted_over for year in years], dtype=np.int32)[None],
        site_over=np.array([year.site_over for year in years], dtype=np.int32)[None],
        in_limits=np.array([_in_limits(supply, year) for year in years], dtype=np.int32)[None],
        steps=np.array([_steps(year) for year in years], dtype=np.int32)[None],
        moves=np.array([_moves(year) for year in years], dtype=np.int32)[None],
        totals=np.array([year.totals for year in years], dtype=np.int64)[None],
        newly=np.array([year.answer.totals for year in years], dtype=np.int64)[None],
        beyond=beyond[None],
        proven=np.array([year.answer.certificate.proven for year in years])[None],
        rules=np.array(
            [touched(supply, place, year) for place, year in enumerate(years)], dtype=np.int32
        )[None],
        caps=np.array(
            [_under_caps(supply, place, year) for place, year in enumerate(years)], dtype=np.int32
        )[None],
        gaps=np.array([_gaps(year) for year in years], dtype=np.int64)[None],
        displaced_from=np.array([_lost(supply, year) for year in years], dtype=np.int32)[None],
        displaced_to=np.array([_found(supply, year) for year in years], dtype=np.int32)[None],
    )


def _in_limits(supply: Supply, year: YearPlaced) -> IntArray:
    """Axis (group): children in independent places that are not named."""
    here = year.rows.pool == supply.not_named
    group = supply.counted_in(year.rows.cell[here])
    counts = np.zeros(len(supply.limits.groups), dtype=np.int64)
    # Each need and phase has a limit, so that everybody counts towards one.
    np.add.at(counts, group, year.rows.children[here])
    return counts


def _under_caps(supply: Supply, place: int, year: YearPlaced) -> IntArray:
    """Axis (cap): children whom it counts."""
    if supply.caps is None:
        return np.zeros(0, dtype=np.int64)
    return supply.caps.children(place, supply.axes, year.rows)


def _lost(supply: Supply, year: YearPlaced) -> IntArray:
    """Axis (pool): children whom its closure displaces; without any where none ever closes."""
    return displaced_from(supply, year) if supply.pools.closing.any() else np.zeros(0, np.int64)


def _found(supply: Supply, year: YearPlaced) -> IntArray:
    """Axis (pool, then not named, then without): where they are; as `_lost` where none closes."""
    return year.displaced if supply.pools.closing.any() else np.zeros(0, np.int64)


def _gaps(year: YearPlaced) -> list[int]:
    """Axis (aim): by how much the total may be above the best."""
    proof = year.answer.certificate
    return list(proof.by_aim) or [0] * len(year.totals)


def _steps(year: YearPlaced) -> list[int]:
    step = year.step
    left_out = int(step.scaled_down.children.sum() + step.unknown.children.sum())
    return [int(step.moved.children.sum()), int(step.ended.children.sum()), left_out]


def _moves(year: YearPlaced) -> list[int]:
    return [int(year.step.moved.children[year.step.why == reason].sum()) for reason in Why]


def _cells(
    supply: Supply, place: int, year: YearPlaced, grain: Grain
) -> tuple[IntArray, IntArray, FloatArray, IntArray]:
    """Give the cells in which somebody is; children, their journeys, and why not placed locally.

    Axis (cell), then axes (count, sum or reason; cell), as `cells.cells_of_draw` takes them.
    """
    rows, demand = year.rows, year.demand.reshape(-1)
    present, at_rows = np.flatnonzero(demand), grain.cell[rows.cell]
    at_present = grain.cell[present]
    somebody = np.zeros(int(np.prod(grain.shape)), dtype=np.bool_)
    somebody[at_present] = somebody[at_rows] = True
    cells = np.flatnonzero(somebody)
    entry = np.cumsum(somebody) - 1
    in_rows, in_present = entry[at_rows], entry[at_present]

    def added(at: IntArray, weights: FloatArray | IntArray) -> FloatArray:
        return np.asarray(np.bincount(at, weights=weights, minlength=len(cells)), dtype=np.float64)

    bought = np.append(supply.pools.independent, True)[rows.pool]
    metres, minutes, further = _journeys(supply, place, year, grain)
    local, elsewhere = np.where(bought, 0, rows.children), np.where(bought, rows.children, 0)
    to_place = added(in_present, year.to_place.reshape(-1)[present])
    all_of_them = added(in_present, demand[present])
    children = (
        all_of_them,
        all_of_them - to_place,
        to_place,
        added(in_rows, np.where(further, 0, local)),
        added(in_rows, np.where(further, local, 0)),
        added(in_rows, elsewhere),
        added(in_present, year.without.reshape(-1)[present]),
    )
    distances = (
        added(in_rows, local * metres),
        added(in_rows, local * minutes),
        added(in_rows, elsewhere * metres),
    )
    return (
        cells,
        np.rint(np.array(children)).astype(np.int64),
        np.array(distances),
        _reasons(supply, place, year, grain, entry=entry, entries=len(cells)),
    )


def _journeys(
    supply: Supply, place: int, year: YearPlaced, grain: Grain
) -> tuple[FloatArray, FloatArray, NDArray[np.bool_]]:
    """Axis (row): metres and minutes of all who have a place, and whether beyond the limit."""
    rows = year.rows
    named = rows.pool < supply.not_named
    locality, need, ncy, _ = supply.parts(rows.cell)
    pool = np.where(named, rows.pool, 0)
    if supply.not_named:
        metres = supply.metres[locality, pool].astype(np.float64)
        minutes = supply.minutes[locality, pool]
    else:
        metres, minutes = np.zeros(len(rows)), np.zeros(len(rows))
    bought = np.append(supply.pools.independent, True)[rows.pool]
    further = ~bought & (minutes > supply.limits.minutes[place, ncy])
    metres = np.where(named, metres, grain.independent_metres[place, need, ncy])
    return metres, minutes, further


def _reasons(
    supply: Supply, place: int, year: YearPlaced, grain: Grain, *, entry: IntArray, entries: int
) -> IntArray:
    """Axes (reason, entry): children who are not placed locally."""
    stay, last = year.step.stayers, len(REASONS)
    bought = np.append(supply.pools.independent, True)[stay.pool]
    stay_cell, staying = stay.cell[bought], stay.children[bought]
    missed = (year.independent + year.without).reshape(-1)
    kept = np.flatnonzero(missed)
    counts = np.bincount(
        np.concatenate(
            [
                grain.reason[place, kept].astype(np.int64) * entries + entry[grain.cell[kept]],
                # Those who stay are among the missed of their cell, whatever its reason is.
                grain.reason[place, stay_cell].astype(np.int64) * entries
                + entry[grain.cell[stay_cell]],
                last * entries + entry[grain.cell[stay_cell]],
            ]
        ),
        weights=np.concatenate([missed[kept], -staying, staying]),
        minlength=len(WHY_NOT_LOCAL) * entries,
    )
    return np.rint(counts).astype(np.int64).reshape(len(WHY_NOT_LOCAL), entries)


def flows_of(supply: Supply, year: YearPlaced) -> tuple[IntArray, IntArray, IntArray]:
    """Add the children of a year up by locality and pool.

    Returns
    -------
    tuple of IntArray
        Axis (flow): locality, pool (named ones only), and children.
    """
    named = np.flatnonzero(year.rows.pool < supply.not_named)
    locality, _, _, _ = supply.parts(year.rows.cell[named])
    width = max(supply.not_named, 1)
    pairs = locality * width + year.rows.pool[named]
    keys, place = np.unique(pairs, return_inverse=True)
    children = np.zeros(len(keys), dtype=np.int64)
    np.add.at(children, place, year.rows.children[named])
    return keys // width, keys % width, children


def room_or_nan(places: IntArray) -> FloatArray:
    """Give places as numbers, nan where there is no limit."""
    return np.where(places >= NO_LIMIT, np.nan, places.astype(np.float64))
