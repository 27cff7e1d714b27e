"""The council's own forecast, held against what came like every other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency.errors import NotPossibleError

FloatArray = NDArray[np.float64]

COUNCIL = "the council's own"
FIXED = ("origin", "year", "plans")


@dataclass(frozen=True, slots=True, eq=False)
class CouncilForecast:
    """A forecast that was made at some January, by the columns that it has.

    Parameters
    ----------
    axes : tuple of str
        What it is laid out by, beside origin and year: axes of one of the levels.
    rows : pandas.DataFrame
        Columns origin, year, those of `axes`, plans.
    labels : dict of str to tuple
        Labels of each axis, in order.
    """

    axes: tuple[str, ...]
    rows: pd.DataFrame
    labels: dict[str, tuple[Any, ...]]

    def cells(self, origin: int, year: int) -> FloatArray | None:
        """Axis (cell of its level): what was said at an origin of a year; None if nothing was."""
        held = self.rows[self.rows["origin"].eq(origin) & self.rows["year"].eq(year)]
        if held.empty:
            return None
        shape = tuple(len(self.labels[axis]) for axis in self.axes)
        said = np.zeros(shape)
        for row in held.to_dict("records"):
            said[tuple(self.labels[axis].index(row[axis]) for axis in self.axes)] += row["plans"]
        return said.reshape(-1)


def council_forecast(
    given: pd.DataFrame,
    *,
    labels: Mapping[str, Sequence[Any]],
    levels: Sequence[tuple[str, ...]],
    origins: Sequence[int],
    last: int,
) -> CouncilForecast:
    """Check a council's forecast.

    Parameters
    ----------
    given : pandas.DataFrame
        Columns origin, year, plans, and those of one level ("need", or "need" and "phase", ...).
    labels : mapping of str to sequence
        Labels of each axis that the area has.
    levels : sequence of tuple of str
        The axes of each level.
    origins : sequence of int
        Academic years from which can be projected.
    last : int
        Academic year of the last January that was counted.

    Returns
    -------
    CouncilForecast

    Raises
    ------
    NotPossibleError
        If columns, labels or origins are others.
    """
    columns = [str(column) for column in given.columns]
    by = {tuple(sorted(axes)): axes for axes in levels}
    axes = by.get(tuple(sorted(set(columns) - set(FIXED))))
    if axes is None or not set(FIXED) <= set(columns):
        known = "; ".join(", ".join(level) for level in levels if level)
        raise NotPossibleError.of(
            "backtest_council_columns", value=", ".join(columns), known=f"none, or {known}"
        )
    for axis in axes:
        strange = sorted({str(value) for value in given[axis]} - {str(one) for one in labels[axis]})
        if strange:
            raise NotPossibleError.of(
                "backtest_council_unknown",
                column=axis,
                value=", ".join(strange),
                known=", ".join(str(one) for one in labels[axis]),
            )
    usable = given["origin"].isin(list(origins)) & given["year"].gt(given["origin"])
    if not (usable & given["year"].le(last)).any():
        raise NotPossibleError.of(
            "backtest_council_no_origin",
            value=", ".join(sorted({str(value) for value in given["origin"]})),
            known=", ".join(str(origin) for origin in origins),
        )
    return CouncilForecast(axes, given.copy(), {axis: tuple(labels[axis]) for axis in axes})
