"""The joint table that published margins leave most likely, by iterative proportional fitting.

Of all tables that meet every margin, the fit is the one nearest to the starting table: it
minimises sum(x log(x / start) - x + start), so it adds nothing that neither the margins nor the
start say. Marked totals only bind at a bound, and the fit does not hang on the order of margins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sufficiency.demand.contradictions import (
    faults_between,
    faults_of_empty_groups,
    faults_of_margin,
    faults_of_start,
    figure,
    live_cells,
)
from sufficiency.demand.margins import (
    BoolArray,
    FloatArray,
    Margin,
    rows_over,
)
from sufficiency.demand.reach import fillable, totals_in_the_way
from sufficiency.demand.scaling import groups_of, settle
from sufficiency.errors import Finding, FittingError, finding

TRIAL = 50
"""Rounds after which, where the fit has not settled, a linear programme asks why."""
LARGEST_MISSES = 5


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """A table that meets its margins.

    Parameters
    ----------
    table : FloatArray
        Axes as in the starting table [children].
    rounds : int
        How often each margin was visited, from the last start.
    largest_miss : float
        The furthest that any total of the table lies outside its bounds [children].
    emptied : int
        Cells that the start allows, but that no table within the margins can fill.
    """

    table: FloatArray
    rounds: int
    largest_miss: float
    emptied: int


def fit(
    start: ArrayLike,
    margins: Sequence[Margin],
    *,
    tolerance: float = 1e-9,
    most_rounds: int = 5_000,
    what: str = "The set of margins",
) -> Fit:
    """Split published totals into a joint table: need by age by setting from its margins.

    Each margin is met in turn by scaling the cells of each group,

        x <- x * total / sum(x),

    until all are met. A marked group is scaled only when its sum is outside its bounds, and only
    as far as the nearest bound; its earlier scaling is taken back when others make it needless.

    Parameters
    ----------
    start : array_like
        Any axes; the pattern that the table keeps where margins are silent. All ones give
        independence; nought marks a cell that must stay empty. The scale does not matter for
        cells that margins cover; a cell that no margin covers keeps its start.
    margins : sequence of Margin
        Totals to meet [children].
    tolerance : float
        A total is met when it is missed by at most this share of itself (of 1, if below 1).
    most_rounds : int
        How often each margin is visited before giving up.
    what : str
        What the margins are of, to begin an error message.

    Returns
    -------
    Fit

    Raises
    ------
    FittingError
        Where totals are impossible, contradict each other, stand on empty cells, or are not
        met in time; all contradictions are named at once.

    Examples
    --------
    >>> from sufficiency.demand.margins import margin_over
    >>> need = margin_over((2, 2), (0,), [6, 4], name="need")
    >>> phase = margin_over((2, 2), (1,), [5, 5], name="phase")
    >>> fit(np.ones((2, 2)), [need, phase]).table.round(6).tolist()
    [[3.0, 3.0], [2.0, 2.0]]
    """
    first = np.asarray(start, dtype=np.float64)
    live = _checked_live_cells(first, margins, tolerance, what)
    if not margins or not live.any():
        return Fit(np.where(live.reshape(first.shape), first, 0.0), 0, 0.0, 0)
    kept = live
    cells, rounds, settled = _scaled(first, live, margins, tolerance, min(TRIAL, most_rounds))
    if not settled:
        kept = _fillable_cells(live, margins, what)
        cells, rounds, settled = _scaled(first, kept, margins, tolerance, most_rounds, leaps=True)
    if not settled:
        misses = _largest_misses(cells, margins, rounds, tolerance)
        raise FittingError(misses, what=what)
    emptied = int(live.sum() - kept.sum())
    return Fit(cells.reshape(first.shape), rounds, _miss(cells, margins), emptied)


def _checked_live_cells(
    start: FloatArray, margins: Sequence[Margin], tolerance: float, what: str
) -> BoolArray:
    """Find the cells that may hold children, or raise every contradiction that totals show."""
    findings = list(faults_of_start(start))
    sound = []
    for margin in margins:
        faults = list(faults_of_margin(margin, start.shape))
        findings += faults
        if not faults:
            sound.append(margin)
    live = live_cells(start, sound)
    if not any(found.rule == "fitting_start_impossible" for found in findings):
        findings += faults_of_empty_groups(start, sound, live)
        findings += faults_between(sound, live, tolerance)
    if findings:
        raise FittingError(findings, what=what)
    return live


def _fillable_cells(live: BoolArray, margins: Sequence[Margin], what: str) -> BoolArray:
    """Leave out the cells that no table can fill, or raise what keeps any table from existing."""
    rows = rows_over(margins, live)
    filled = fillable(rows)
    if filled is None:
        findings = list(totals_in_the_way(rows, whole=False))
        if findings:
            raise FittingError(findings, what=what)
        return live
    kept = live.copy()
    kept[live] = filled
    return kept


def _scaled(
    start: FloatArray,
    live: BoolArray,
    margins: Sequence[Margin],
    tolerance: float,
    most_rounds: int,
    *,
    leaps: bool = False,
) -> tuple[FloatArray, int, bool]:
    """Scale the live cells to the margins; the rest of the flattened table is nought."""
    table = np.zeros(start.size)
    groups = groups_of(live, margins)
    table[live], rounds, settled = settle(
        start.reshape(-1)[live], groups, tolerance=tolerance, most_rounds=most_rounds, leaps=leaps
    )
    return table, rounds, settled


def _outside(margin: Margin, sums: FloatArray) -> FloatArray:
    """Axis (group): how far sums lie outside the bounds [children]."""
    return np.maximum(np.maximum(margin.low - sums, sums - margin.high), 0.0)


def _miss(cells: FloatArray, margins: Sequence[Margin]) -> float:
    """Measure the furthest that any total lies outside its bounds [children]."""
    return max(float(_outside(margin, margin.sums(cells)).max(initial=0.0)) for margin in margins)


def _largest_misses(
    cells: FloatArray, margins: Sequence[Margin], rounds: int, tolerance: float
) -> list[Finding]:
    """Name the groups that are furthest from their totals when time is up."""
    ranked: list[tuple[float, Margin, int, float]] = []
    for margin in margins:
        sums = margin.sums(cells)
        away = _outside(margin, sums)
        worst = np.argsort(-away, kind="stable")[:LARGEST_MISSES]
        ranked += [(float(away[g]), margin, int(g), float(sums[g])) for g in worst]
    ranked.sort(key=lambda miss: -miss[0])
    count = max(1, sum(away > tolerance * max(1.0, reach) for away, _, _, reach in ranked))
    return [
        finding(
            "fitting_unsettled",
            file=margin.place,
            group=margin.labels[group],
            figure=figure(margin.low[group], margin.high[group]),
            reach=round(reach, 9),
            rounds=rounds,
            tolerance=tolerance,
        )
        for _, margin, group, reach in ranked[: min(count, LARGEST_MISSES)]
    ]
