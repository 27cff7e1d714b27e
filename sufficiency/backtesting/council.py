"""The council's own forecast, held against what came like every other."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.errors import NotPossibleError, UnknownNameError

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

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """Origin and year of every row."""
        return list(zip(self.rows["origin"].tolist(), self.rows["year"].tolist(), strict=True))

    def cells(self, origin: int, year: int) -> FloatArray:
        """Axis (cell of its level): what was said at an origin of a year; `nan` without a row."""
        held = self.rows[self.rows["origin"].eq(origin) & self.rows["year"].eq(year)]
        said = np.full(tuple(len(self.labels[axis]) for axis in self.axes), np.nan)
        for row in held.to_dict("records"):
            said[tuple(self.labels[axis].index(row[axis]) for axis in self.axes)] = row["plans"]
        return said.reshape(-1)

    @property
    def names(self) -> list[str]:
        """Every cell of its level, in words."""
        return [
            ", ".join(map(str, cell))
            for cell in product(*(self.labels[axis] for axis in self.axes))
        ]


THOUSANDS = re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")


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
        If columns, labels or origins are others, a number is none, or a cell is said twice.
    """
    columns = [str(column) for column in given.columns]
    by = {tuple(sorted(axes)): axes for axes in levels}
    axes = by.get(tuple(sorted(set(columns) - set(FIXED))))
    if axes is None or not set(FIXED) <= set(columns):
        known = "; ".join(", ".join(level) for level in levels if level)
        raise NotPossibleError.of(
            "backtest_council_columns", value=", ".join(columns), known=f"none, or {known}"
        )
    if given.empty:
        raise NotPossibleError.of("backtest_council_empty")
    for axis in axes:
        strange = sorted({str(value) for value in given[axis]} - {str(one) for one in labels[axis]})
        if strange:
            raise NotPossibleError.of(
                "backtest_council_unknown",
                column=axis,
                value=", ".join(strange),
                known=", ".join(str(one) for one in labels[axis]),
                meant="".join(_meant(label, labels[axis]) for label in strange),
            )
    made = _with_labels(_with_numbers(given), axes, labels)
    _refuse_twice(made, axes)
    usable = made["origin"].isin(list(origins)) & made["year"].gt(made["origin"])
    if not (usable & made["year"].le(last)).any():
        raise NotPossibleError.of(
            "backtest_council_no_origin",
            value=", ".join(sorted({str(value) for value in given["origin"]})),
            known=", ".join(str(origin) for origin in origins),
        )
    return CouncilForecast(axes, made, {axis: tuple(labels[axis]) for axis in axes})


def _with_numbers(given: pd.DataFrame) -> pd.DataFrame:
    """Read origin and year as whole numbers and plans as a number, or refuse the first fault."""
    made = given.copy()
    for column in FIXED:
        # As plain numbers: in columns that know pandas' own missing value, it passes every test.
        told = given[column] if column == "plans" else given[column].map(_year)
        numbers = pd.to_numeric(told, errors="coerce").astype(np.float64)
        truth = given[column].map(lambda value: isinstance(value, bool | np.bool_)).astype(bool)
        wrong = ~np.isfinite(numbers) | (numbers < 0) | truth
        if column != "plans":
            wrong |= numbers % 1 != 0
        if wrong.any():
            first = int(np.flatnonzero(wrong)[0])
            raise NotPossibleError.of(
                "backtest_council_number",
                count=int(wrong.sum()),
                column=column,
                row=first + 1,
                value=given[column].iloc[first],
                how=_without_commas(given[column].iloc[first]),
                kind="a number of children, nought or more"
                if column == "plans"
                else "an academic year, such as 2026 or 2026/27",
            )
        made[column] = numbers if column == "plans" else numbers.astype(np.int64)
    return made


def _meant(label: str, known: Sequence[Any]) -> str:
    """Say which label was likely meant, as a sentence more."""
    said = terms.meant_label(label, [str(one) for one in known])
    return f" {label}: {said[:1].lower()}{said[1:]}" if said else ""


def _year(value: object) -> object:
    """Read an academic year that is written as text; leave all else as it is."""
    if not isinstance(value, str):
        return value
    try:
        return terms.year_from_text(value)
    except UnknownNameError:
        return value


def _without_commas(value: object) -> str:
    """Say how a number with commas between its thousands is written; nothing for all else."""
    text = str(value).strip()
    return f", without a comma: {text.replace(',', '')}" if THOUSANDS.fullmatch(text) else ""


def _with_labels(
    given: pd.DataFrame, axes: Sequence[str], labels: Mapping[str, Sequence[Any]]
) -> pd.DataFrame:
    """Write labels as the area has them: an NC year that was read as text is a number."""
    made = given.copy()
    for axis in axes:
        known = {str(label): label for label in labels[axis]}
        made[axis] = [known[str(label)] for label in given[axis]]
    return made


def _refuse_twice(made: pd.DataFrame, axes: Sequence[str]) -> None:
    """Refuse a cell that is said twice: added up it would be twice as large."""
    again = made.duplicated(["origin", "year", *axes])
    if again.any():
        first = int(np.flatnonzero(again)[0])
        # Column by column: a row of numbers is read as parts of numbers, and 2023 as 2023.0.
        cell = {column: made[column].iloc[first] for column in ("origin", "year", *axes)}
        raise NotPossibleError.of(
            "backtest_council_twice",
            count=int(again.sum()),
            row=first + 1,
            cell=", ".join(f"{column} {value}" for column, value in cell.items()),
        )
