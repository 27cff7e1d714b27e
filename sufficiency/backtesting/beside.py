"""The council's own forecast beside the program's: the same projections, the same cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency.backtesting.council import CouncilForecast
from sufficiency.backtesting.folds import Fold
from sufficiency.backtesting.levels import LEVELS, Level, added_up, drawn_up

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

TOTAL = LEVELS[0]
CELLS = ("cells", "cells_named")
CHILDREN = ("came", "projected", "council", "our_errors", "council_errors")
COLUMNS = ("level", "origin", "year", "years_ahead", *CELLS, *CHILDREN, "left_out")
NO_ROW = "the council's forecast has none"
NOT_EVERY_CELL = "the council's forecast names only a part of its cells"
NOT_LATER = "it is not later than its origin"
NOT_COUNTED = "the table plans does not hold it"
NOT_PROJECTED = "the program does not project from there"


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """What was said at one January of a later one, and what came, at the council's level.

    Parameters
    ----------
    origin, year : int
        Academic years.
    said : FloatArray
        Axis (cell) [children]: the council's; `nan` where its forecast has no row.
    ours : FloatArray
        Axis (cell) [children]: the mean of the draws.
    came : FloatArray
        Axis (cell) [children].
    missed : BoolArray
        Axis (cell): the council did not name it, though children were in it up to the origin, or
        came.
    whole : tuple of float
        What the program said of all cells together, and what came.
    """

    origin: int
    year: int
    said: FloatArray
    ours: FloatArray
    came: FloatArray
    missed: BoolArray
    whole: tuple[float, float]

    @property
    def named(self) -> BoolArray:
        """Axis (cell): whether the council's forecast has a row."""
        return ~np.isnan(self.said)


def pairs_of(council: CouncilForecast, folds: Sequence[Fold], phase: IntArray) -> tuple[Pair, ...]:
    """Lay the council's forecast beside each projection.

    Parameters
    ----------
    council : CouncilForecast
    folds : sequence of Fold
    phase : IntArray
        Axis (ncy): position of the phase.

    Returns
    -------
    tuple of Pair
        One for each January of each projection, whether the council named it or not.
    """
    level = level_of(council)
    pairs = []
    for fold in folds:
        drawn = drawn_up(fold.drawn, level, phase).mean(axis=0)
        were = (added_up(fold.known, level, phase) > 0).any(axis=0)
        for place, year in enumerate(fold.years):
            came = added_up(fold.came[place], level, phase)
            said = council.cells(fold.origin, year)
            ours = drawn[place + 1]
            pairs.append(
                Pair(
                    origin=fold.origin,
                    year=year,
                    said=said,
                    ours=ours,
                    came=came,
                    missed=np.isnan(said) & (were | (came > 0)),
                    whole=(float(ours.sum()), float(came.sum())),
                )
            )
    return tuple(pairs)


def level_of(council: CouncilForecast) -> Level:
    """Give the level of detail that a council's forecast was made by."""
    (level,) = [level for level in LEVELS if level.axes == council.axes]
    return level


def beside_table(council: CouncilForecast | None, pairs: Sequence[Pair]) -> pd.DataFrame:
    """Lay out what was compared, and what was not and why.

    Parameters
    ----------
    council : CouncilForecast or None
        None where none was given: then there is no row.
    pairs : sequence of Pair

    Returns
    -------
    pandas.DataFrame
        The columns of `COLUMNS`; a row for each origin and year, at the level of the forecast and
        for all plans. Children are those of the cells that were compared, errors are without
        sign; left_out says why nothing was. Compared are the cells that were named; where every
        cell was named in which children were, all cells, the others of which the council's
        forecast has nobody in, and all plans.
    """
    if council is None:
        return pd.DataFrame(columns=list(COLUMNS))
    level = level_of(council)
    rows = [row for pair in pairs for row in _rows(pair, level)]
    made = {(pair.origin, pair.year) for pair in pairs}
    rows += [
        _row(level.name, origin, year) | {"left_out": _why_aside(origin, year, pairs)}
        for origin, year in sorted(set(council.pairs) - made)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _why_aside(origin: int, year: int, pairs: Sequence[Pair]) -> str:
    """Say why a row of the council's forecast is held against nothing."""
    if year <= origin:
        return NOT_LATER
    # The last January is no origin of a backtest, but only since nothing later was counted.
    if year > max(pair.year for pair in pairs):
        return NOT_COUNTED
    return NOT_PROJECTED


def _rows(pair: Pair, level: Level) -> Iterator[dict[str, object]]:
    """Give the row of the forecast's own level, then that of all plans, where it is another."""
    named = pair.named
    row = _row(level.name, pair.origin, pair.year) | {
        "cells": int((named | pair.missed).sum()),
        "cells_named": int(named.sum()),
    }
    if not named.any():
        yield row | {"left_out": NO_ROW}
        return
    # What we say of cells that nobody was in and that need not be named is our error all the same.
    held = named if pair.missed.any() else np.ones_like(named)
    said = np.where(named, pair.said, 0.0)
    yield row | _compared(said[held], pair.ours[held], pair.came[held])
    if level is TOTAL:
        return
    row = _row(TOTAL.name, pair.origin, pair.year) | {"cells": 1}
    if pair.missed.any():
        yield row | {"left_out": NOT_EVERY_CELL}
        return
    totals = (np.array([number]) for number in (said.sum(), *pair.whole))
    yield row | {"cells_named": 1} | _compared(*totals)


def _row(level: str, origin: int, year: int) -> dict[str, object]:
    """Give a row in which nothing is compared yet."""
    nothing = dict.fromkeys(CELLS, 0) | dict.fromkeys(CHILDREN, np.nan)
    key = {"level": level, "origin": origin, "year": year, "years_ahead": year - origin}
    return key | nothing


def _compared(said: FloatArray, ours: FloatArray, came: FloatArray) -> dict[str, object]:
    return {
        "came": float(came.sum()),
        "projected": float(ours.sum()),
        "council": float(said.sum()),
        "our_errors": float(np.abs(ours - came).sum()),
        "council_errors": float(np.abs(said - came).sum()),
        "left_out": "",
    }


def errors_beside(beside: pd.DataFrame) -> pd.DataFrame:
    """Add up what was compared, by level and years ahead.

    Parameters
    ----------
    beside : pandas.DataFrame
        See `beside_table`.

    Returns
    -------
    pandas.DataFrame
        Columns level, years_ahead, folds, cells, cells_named, council_signed_percent,
        council_error_percent, our_error_percent; percent are `nan` where nobody came.
    """
    held = beside[beside["left_out"].eq("")]
    sums = held.groupby(["level", "years_ahead"], sort=False)
    added = sums[[*CELLS, *CHILDREN]].sum().assign(folds=sums.size()).reset_index()
    came = added["came"].astype(np.float64).where(added["came"].gt(0))
    added["council_signed_percent"] = 100 * (added["council"] - added["came"]) / came
    added["council_error_percent"] = 100 * added["council_errors"] / came
    added["our_error_percent"] = 100 * added["our_errors"] / came
    return added.drop(columns=list(CHILDREN)).sort_values("years_ahead", kind="stable")
