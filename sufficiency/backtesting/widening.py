"""Ranges of a projection widened as the area's own past says that they would have had to be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency.backtesting.levels import LEVELS, Level
from sufficiency.backtesting.scoring import OURS
from sufficiency.errors import NotPossibleError, UnknownNameError
from sufficiency.projection import Projection
from sufficiency.projection.frames import columns_by_year, counted_by, demand_frame

if TYPE_CHECKING:
    from sufficiency.backtesting.result import Backtest
    from sufficiency.demand.stocks import Stocks

FloatArray = NDArray[np.float64]


def widened_frame(tested: Backtest, projection: Projection, *, by: Sequence[str]) -> pd.DataFrame:
    """Give children with ranges as much wider as they would have had to be in the past.

    With m the median of the draws, [l, h] their range and f the factor of the level of detail and
    of as many years ahead, low = min(mean, max(0, m - f (m - l))) and high = max(mean,
    m + f (h - m)). Years for which there are too few projections have the factor of the furthest
    year before them that has one.

    Parameters
    ----------
    tested : Backtest
        Of the area that was projected.
    projection : Projection
    by : sequence of str
        "year", with the axes of a level of detail that was tested.

    Returns
    -------
    pandas.DataFrame
        As `Projection.to_frame`, with low and high widened, and the columns widen_by (1 where
        ranges held enough, or nothing was projected), years_ahead_tested (whose factor it is; 0 for
        the January that was counted) and is_tested (False where the year lies further ahead than
        that, so that no past error speaks for its range).

    Raises
    ------
    NotPossibleError
        If there are too few projections, the Januaries were not counted, or the backtest is of
        other children than the projection.
    UnknownNameError
        If `by` is no level of detail that was tested.
    """
    if not isinstance(projection, Projection):
        raise NotPossibleError.of("backtest_widens_no_projection", value=type(projection).__name__)
    what = what_differs(tested, projection)
    if what:
        raise NotPossibleError.of(
            "backtest_widens_another",
            theirs=tested.area.name,
            ours=projection.area.name,
            what=what,
        )
    labels = projection.labels
    wanted = columns_by_year(by, labels.columns)
    level = _level_of(wanted)
    ahead = np.arange(len(labels.years))
    factors, whose = _factors(tested, level, ahead)
    frame = demand_frame(
        projection.drawn, projection.expected.children, labels, by=wanted, basis=projection.basis
    )
    _, draws, _ = counted_by(projection.drawn, projection.expected.children, labels, by=wanted)
    low, middle, high = np.quantile(draws, [0.1, 0.5, 0.9], axis=0)
    stretch = factors.reshape(-1, *[1] * (middle.ndim - 1))
    lower = np.maximum(middle - stretch * (middle - low), 0.0).reshape(-1)
    upper = (middle + stretch * (high - middle)).reshape(-1)
    cells = middle[0].size
    return frame.assign(
        low=np.minimum(lower, frame["low"]),
        high=np.maximum(upper, frame["high"]),
        widen_by=np.repeat(factors, cells),
        years_ahead_tested=np.repeat(whose, cells),
        is_tested=np.repeat(whose == ahead, cells),
    )


def what_differs(tested: Backtest, projection: Projection) -> str:
    """Name the first thing that differs between the children of the two; empty where none does."""
    ours, theirs = projection.model.stocks, tested.start.stocks
    differing = {
        "area": projection.area.name != tested.area.name,
        "list of localities": projection.localities != tested.start.localities,
        "span of Januaries": ours.years != theirs.years,
        "table plans": not np.array_equal(ours.children, theirs.children),
        "table population": not np.array_equal(_known_people(ours), _known_people(theirs)),
    }
    return next((name for name, is_other in differing.items() if is_other), "")


def _known_people(stocks: Stocks) -> FloatArray:
    """Axes (January, locality, ncy): the population that a backtest rests on.

    That of later years may differ: new homes of a scenario add to it, and no past year saw them.
    """
    return stocks.population_of(stocks.years[0], stocks.base)


def _level_of(columns: Sequence[str]) -> Level:
    """Find the level of detail that is laid out by these columns, the year aside."""
    axes = {column for column in columns if column != "year"}
    for level in LEVELS:
        if set(level.axes) == axes:
            return level
    raise UnknownNameError.of(
        "backtest_level_unknown",
        value=f"by {', '.join(columns)}",
        known=", ".join(f"by {', '.join(('year', *level.axes))}" for level in LEVELS),
    )


def _factors(
    tested: Backtest, level: Level, ahead: NDArray[np.int64]
) -> tuple[FloatArray, NDArray[np.int64]]:
    """Axis (January): the factor of each, and of how many years ahead it was read."""
    scores = tested.scores
    rows = scores[scores["level"].eq(level.name) & scores["way"].eq(OURS)]
    known = rows[rows["widen_by"].notna()].set_index("years_ahead")["widen_by"].sort_index()
    why_none = tested.why_no_verdict
    if why_none or known.empty:
        raise NotPossibleError.of(
            "backtest_no_widening", why_none=why_none or f"no cell by {level.name} has a range"
        )
    held = np.array([0, *known.index], dtype=np.int64)
    factors = np.array([1.0, *known])
    place = np.searchsorted(held, ahead, side="right") - 1
    return factors[place], held[place]
