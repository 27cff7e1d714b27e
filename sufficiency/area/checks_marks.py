"""Checks of marks in the table plans: what a mark stands for against what margins leave for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.area.hidden import cells_of_margin, is_hidden, margin_bounds
from sufficiency.errors import Finding, finding
from sufficiency.tables import CheckedTable
from sufficiency.tables.checking import THRESHOLD

Tables = Mapping[str, CheckedTable]
FloatArray = NDArray[np.float64]

TRIED = ("c", "low")
"""Marks of small numbers: one of them is easily written for the other."""

ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class WrongMark:
    """A marked count of plans that margins contradict, and the mark that none would contradict.

    Parameters
    ----------
    place : int
        Position of its row in the frame of plans.
    mark, meant : str
        The mark that stands there, and the one that margins leave room for.
    margin : str
        A margin that contradicts the first.
    low, high : float
        The least and greatest number that this margin leaves for the count [children].
    """

    place: int
    mark: str
    meant: str
    margin: str
    low: float
    high: float


@dataclass(frozen=True, slots=True, eq=False)
class _Left:
    """What a row of margins leaves for the hidden counts among those that it counts."""

    margin: str
    cells: frozenset[int]
    low: float
    high: float

    def room(self, bounds: Mapping[int, tuple[float, float]]) -> bool:
        """Whether the hidden counts can add up to what is left for them."""
        least = sum(bounds[cell][0] for cell in self.cells)
        most = sum(bounds[cell][1] for cell in self.cells)
        return least <= self.high + ROUNDING and self.low <= most + ROUNDING


def wrong_marks(tables: Tables) -> tuple[WrongMark, ...]:
    """Find the marked counts that alone keep plans from meeting the margins of their January.

    A January is looked at only where margins that count no hidden number give what plans gives:
    where they do not, the two count other children, and no mark can be called wrong for it. A
    count is named where another mark of small numbers would make room in every margin that has
    none, and no other count could be the one as well.

    Parameters
    ----------
    tables : mapping of str to CheckedTable
        With plans and margins.
    """
    plans, margins = tables["plans"].frame, tables["margins"].frame
    hidden = is_hidden(plans)
    years = sorted(set(plans.loc[hidden, "year"]) & set(margins["year"]))
    found: list[WrongMark] = []
    for year in years:
        found += _of_january(plans, margins[margins["year"] == year], hidden, int(year))
    return tuple(found)


def _of_january(
    plans: pd.DataFrame, margins: pd.DataFrame, hidden: NDArray[np.bool_], year: int
) -> Iterator[WrongMark]:
    """Find the wrong marks of one January, the one that most margins contradict first."""
    here = np.flatnonzero((plans["year"] == year).to_numpy(dtype=bool))
    bounds = {
        int(place): _bounds(str(plans["plans_mark"].iloc[place])) for place in here[hidden[here]]
    }
    left = list(_left(plans.iloc[here], margins, here))
    while True:
        tight = [one for one in left if not one.room(bounds)]
        if not tight or any(not one.cells for one in tight):
            return
        in_tight = {cell: [one for one in tight if cell in one.cells] for cell in bounds}
        most = max(map(len, in_tight.values()))
        worst = [cell for cell, held in in_tight.items() if len(held) == most]
        told = [
            (cell, mark)
            for cell in worst
            for mark in TRIED
            if all(one.room(bounds | {cell: _bounds(mark)}) for one in left if cell in one.cells)
        ]
        if len(told) != 1:
            return
        ((cell, mark),) = told
        nearest = min(in_tight[cell], key=lambda one: len(one.cells))
        others = [bounds[other] for other in nearest.cells - {cell}]
        yield WrongMark(
            cell,
            str(plans["plans_mark"].iloc[cell]),
            mark,
            nearest.margin,
            max(nearest.low - sum(high for _, high in others), 0.0),
            nearest.high - sum(low for low, _ in others),
        )
        bounds = bounds | {cell: _bounds(mark)}


def _bounds(mark: str) -> tuple[float, float]:
    low, high = terms.marks()[mark].bounds(threshold=THRESHOLD)
    return low, high


def _left(plans: pd.DataFrame, margins: pd.DataFrame, places: NDArray[np.intp]) -> Iterator[_Left]:
    """Give what each row of margins leaves beside the counts that are shown."""
    hidden = is_hidden(plans)
    shown = np.where(hidden, 0.0, plans["plans"].fillna(0.0).to_numpy(dtype=np.float64))
    records: Any = margins.to_dict("records")
    for row in records:
        inside = cells_of_margin(plans, row)
        low, high = margin_bounds(row, threshold=THRESHOLD)
        there = float(shown[inside].sum())
        cells = frozenset(int(place) for place in places[inside & hidden])
        yield _Left(str(row["margin"]), cells, low - there, high - there)


def with_right_marks(tables: Tables) -> pd.DataFrame:
    """Give the table plans with the marks that `wrong_marks` would have written.

    What is held against margins after that is not said of a mark that was named already.
    """
    plans = tables["plans"].frame
    marks = plans["plans_mark"].tolist()
    for wrong in wrong_marks(tables):
        marks[wrong.place] = wrong.meant
    return plans.assign(plans_mark=pd.Series(marks, index=plans.index, dtype="object"))


def marks_meet_margins(tables: Tables) -> Iterator[Finding]:
    """No mark stands for numbers that the margins of its January rule out."""
    plans = tables["plans"]
    for wrong in wrong_marks(tables):
        low, high = _bounds(wrong.mark)
        single = wrong.low == wrong.high
        number = f", or {wrong.low:g} if the number may be shown" if single else ""
        yield finding(
            "mark_against_margins",
            file=plans.file,
            row=int(plans.rows[wrong.place]),
            column="plans",
            value=wrong.mark,
            low=f"{low:g}",
            high=f"{high:g}",
            margin=wrong.margin,
            left=f"{wrong.low:g}" if single else f"{wrong.low:g} to {wrong.high:g}",
            meant=f"{wrong.meant}{number}",
        )
