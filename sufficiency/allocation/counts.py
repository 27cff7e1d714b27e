"""What is kept of each allocated year: children by cell, places by pool, journeys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.places import NO_LIMIT, REASONS, Supply, Why, YearPlaced, reasons_of, touched

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
    children : numpy.ndarray
        Axes (draw, year, count of `CHILDREN`, locality, need, phase, level) [children].
    distances : numpy.ndarray
        Axes (draw, year, sum of `DISTANCES`, locality, need, phase, level) [metres, minutes].
    placed : numpy.ndarray
        Axes (draw, year, pool) [children].
    over : numpy.ndarray
        Axes (draw, year, pool): above the places [children].
    site_over : numpy.ndarray
        Axes (draw, year, limited site) [children].
    not_named : numpy.ndarray
        Axes (draw, year): in independent places that are not named [children].
    steps : numpy.ndarray
        Axes (draw, year, count of `STEPS`) [children].
    moves : numpy.ndarray
        Axes (draw, year, reason of `places.Why`): children who must move [children].
    totals : numpy.ndarray
        Axes (draw, year, aim): the ordered aims [children, metres or pounds].
    beyond : numpy.ndarray
        Axes (draw, year, need, phase): children whose need no local place could meet [children].
    proven : numpy.ndarray
        Axes (draw, year): whether the answer carries its proof.
    rules : numpy.ndarray
        Axes (draw, year, rule, count of `RULED`) [children].
    reasons : numpy.ndarray
        Axes (draw, year, reason of `WHY_NOT_LOCAL`, locality, need, phase, level): children who
        are not placed locally [children].
    caps : numpy.ndarray
        Axes (draw, year, cap across pools): children whom it counts [children].
    gaps : IntArray
        Axes (draw, year, aim): by how much a total may be above the best, where caps cross.
    """

    children: NDArray[np.int32]
    distances: NDArray[np.float32]
    placed: NDArray[np.int32]
    over: NDArray[np.int32]
    site_over: NDArray[np.int32]
    not_named: NDArray[np.int32]
    steps: NDArray[np.int32]
    moves: NDArray[np.int32]
    totals: IntArray
    beyond: IntArray
    proven: NDArray[np.bool_]
    rules: NDArray[np.int32]
    reasons: NDArray[np.signedinteger[Any]]
    caps: NDArray[np.int32]
    gaps: IntArray


FIELDS = tuple(Counts.__dataclass_fields__)


def together(parts: list[Counts]) -> Counts:
    """Put draws behind each other."""
    return Counts(*(np.concatenate([getattr(part, name) for part in parts]) for name in FIELDS))


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
        children=np.array([children for children, _ in cells], dtype=np.int32)[None],
        distances=np.array([sums for _, sums in cells], dtype=np.float32)[None],
        placed=by_pool[None, :, :-1].astype(np.int32),
        over=np.array([year.over + year.admitted_over for year in years], dtype=np.int32)[None],
        site_over=np.array([year.site_over for year in years], dtype=np.int32)[None],
        not_named=by_pool[None, :, -1].astype(np.int32),
        steps=np.array([_steps(year) for year in years], dtype=np.int32)[None],
        moves=np.array([_moves(year) for year in years], dtype=np.int32)[None],
        totals=np.array([year.totals for year in years], dtype=np.int64)[None],
        beyond=beyond[None],
        proven=np.array([year.answer.certificate.proven for year in years])[None],
        rules=np.array(
            [touched(supply, place, year) for place, year in enumerate(years)], dtype=np.int32
        )[None],
        reasons=_in_short(
            np.array([_reasons(supply, place, year, grain) for place, year in enumerate(years)])
        )[None],
        caps=np.array(
            [_under_caps(supply, place, year) for place, year in enumerate(years)], dtype=np.int32
        )[None],
        gaps=np.array([_gaps(year) for year in years], dtype=np.int64)[None],
    )


def _under_caps(supply: Supply, place: int, year: YearPlaced) -> IntArray:
    """Axis (cap): children whom it counts."""
    if supply.caps is None:
        return np.zeros(0, dtype=np.int64)
    return supply.caps.children(place, supply.axes, year.rows)


def _gaps(year: YearPlaced) -> list[int]:
    """Axis (aim): by how much the total may be above the best."""
    proof = year.answer.certificate
    return list(proof.by_aim) or [0] * len(year.totals)


def _reasons(supply: Supply, place: int, year: YearPlaced, grain: Grain) -> IntArray:
    """Axes (reason, locality, need, phase, level): children who are not placed locally."""
    stay, cells = year.step.stayers, len(grain.cell)
    bought = np.append(supply.pools.independent, True)[stay.pool]
    staying = np.bincount(stay.cell[bought], weights=stay.children[bought], minlength=cells)
    missed = (year.independent + year.without).reshape(-1) - staying
    size, last = int(np.prod(grain.shape)), len(REASONS)
    reason = np.concatenate([grain.reason[place], np.full(cells, last)]).astype(np.int64)
    counts = np.bincount(
        reason * size + np.tile(grain.cell, 2),
        weights=np.concatenate([missed, staying]),
        minlength=len(WHY_NOT_LOCAL) * size,
    )
    return np.rint(counts).astype(np.int64).reshape(len(WHY_NOT_LOCAL), *grain.shape)


def _in_short(counts: IntArray) -> NDArray[np.signedinteger[Any]]:
    """Keep counts in as few bytes as hold them, as there are many of small numbers."""
    small = counts.max(initial=0) <= np.iinfo(np.int16).max
    return counts.astype(np.int16 if small else np.int32)


def _steps(year: YearPlaced) -> list[int]:
    step = year.step
    left_out = int(step.scaled_down.children.sum() + step.unknown.children.sum())
    return [int(step.moved.children.sum()), int(step.ended.children.sum()), left_out]


def _moves(year: YearPlaced) -> list[int]:
    return [int(year.step.moved.children[year.step.why == reason].sum()) for reason in Why]


def _cells(
    supply: Supply, place: int, year: YearPlaced, grain: Grain
) -> tuple[IntArray, FloatArray]:
    """Axes (count or sum, locality, need, phase, level): children and their journeys."""
    rows = year.rows
    bought = np.append(supply.pools.independent, True)[rows.pool]
    named = rows.pool < supply.not_named
    locality, need, ncy, _ = supply.parts(rows.cell)
    pool = np.where(named, rows.pool, 0)
    if supply.not_named:
        metres = supply.metres[locality, pool].astype(np.float64)
        minutes = supply.minutes[locality, pool]
    else:
        metres, minutes = np.zeros(len(rows)), np.zeros(len(rows))
    further = ~bought & (minutes > supply.limits.minutes[place, ncy])
    metres = np.where(named, metres, grain.independent_metres[place, need, ncy])
    at = grain.cell[rows.cell]

    def added(weights: FloatArray | IntArray) -> FloatArray:
        sums = np.bincount(at, weights=weights, minlength=int(np.prod(grain.shape)))
        return np.asarray(sums, dtype=np.float64)

    def over_cells(counts: IntArray) -> FloatArray:
        sums = np.bincount(
            grain.cell, weights=counts.reshape(-1), minlength=int(np.prod(grain.shape))
        )
        return np.asarray(sums, dtype=np.float64)

    local = np.where(bought, 0, rows.children)
    demand, to_place = over_cells(year.demand), over_cells(year.to_place)
    children = (
        demand,
        demand - to_place,
        to_place,
        added(np.where(further, 0, local)),
        added(np.where(further, local, 0)),
        added(np.where(bought, rows.children, 0)),
        over_cells(year.without),
    )
    distances = (
        added(local * metres),
        added(local * minutes),
        added(np.where(bought, rows.children, 0) * metres),
    )
    counts = np.rint(np.array(children)).astype(np.int64).reshape(-1, *grain.shape)
    return counts, np.array(distances).reshape(-1, *grain.shape)


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
