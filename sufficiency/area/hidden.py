"""Counts of the table plans that are not shown, fitted beside those that are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.area.fitted import NOUGHT, refuse_other_years, row_words
from sufficiency.demand.fitting import fit
from sufficiency.demand.margins import Margin, margin_of
from sufficiency.errors import FittingError

BoolArray = NDArray[np.bool_]
FloatArray = NDArray[np.float64]

OWN_MARKS = "the marks of the table plans"
ROUNDING = 1e-6
DIGITS = 9
"""Digits after the point to which what shown counts leave of a total is told."""


def is_hidden(plans: pd.DataFrame) -> BoolArray:
    """Mark the rows whose number is not known: a structural zero (mark z) is, and is nought."""
    open_marks = [
        code for code in terms.marks() if terms.marks()[code].low != terms.marks()[code].high
    ]
    return plans["plans_mark"].isin(open_marks).to_numpy(dtype=bool)


def with_structural_zeros(plans: pd.DataFrame) -> pd.DataFrame:
    """Read structural zeros (mark z) of the table plans as nought; other marks stay."""
    zero = (plans["plans_mark"] != "").to_numpy(dtype=bool) & ~is_hidden(plans)
    return plans.assign(
        plans=plans["plans"].mask(zero, 0.0), plans_mark=plans["plans_mark"].mask(zero, "")
    )


def plans_with_hidden_fitted(
    margins: pd.DataFrame,
    plans: pd.DataFrame,
    *,
    years: Sequence[int] | None,
    threshold: int,
    leave_out_contradictions: bool = False,
) -> pd.DataFrame:
    """Fit the counts of the table plans that are not shown, and keep all that are.

    Each hidden count starts in the middle of what its mark allows (of a mark without a greatest
    number, at the mean of the counts shown in that January) and is scaled until the margins of its
    January are met with the shown counts as they are. Where a January has no margins, or none that
    counts a hidden cell, the start stays.

    Parameters
    ----------
    margins, plans : pandas.DataFrame
        The two tables of an area.
    years : sequence of int, optional
        Academic years to fit; all, where left out.
    threshold : int
        The mark c hides numbers from 1 to this, less one.
    leave_out_contradictions : bool
        Leave totals out that leave no room for the hidden counts, and where the rest still
        contradict each other all of them, instead of raising.

    Returns
    -------
    pandas.DataFrame
        The table plans: the rows as they were, those that were marked with a number (a part of a
        child may be in it), no mark, and basis estimated. A structural zero (mark z) is nought,
        and its basis stays. Rows of other years are as they were.

    Raises
    ------
    FittingError
        If margins leave no room for the shown counts and the bounds of the hidden ones.
    UnknownNameError
        If plans does not hold a year.

    See Also
    --------
    sufficiency.demand.fitting.fit : the method, with its formula.
    """
    numbers, bases = plans["plans"].copy(), plans["basis"].copy()
    wanted = _years_of(plans) if years is None else sorted(set(years))
    refuse_other_years(wanted, _years_of(plans), table="plans")
    marked = (plans["plans_mark"] != "") & plans["year"].isin(wanted)
    for year in _years_of(plans[marked]):
        here = plans["year"] == year
        hidden, shown = plans[here & marked], plans[here & ~marked]
        low, high = _bounds(hidden, threshold=threshold)
        marks = Margin(OWN_MARKS, np.arange(len(hidden)), low, high, tuple(_cell_words(hidden)))
        published = list(
            _left_over(margins[margins["year"] == year], hidden, shown, threshold=threshold)
        )
        usual = float(shown["plans"].mean()) if len(shown) else 1.0
        start = np.where(np.isinf(high), max(usual, low.max(initial=1.0)), (low + high) / 2)
        what = f"The counts of {terms.year_label(year)} that are not shown"
        wanted_margins = [published]
        if leave_out_contradictions:
            wanted_margins += [[_with_room(margin, low, high) for margin in published], []]
        numbers[hidden.index] = _first_fit(start, marks, wanted_margins, what=what)
        bases[hidden.index[high > low]] = "estimated"
    return plans.assign(plans=numbers, plans_mark=plans["plans_mark"].mask(marked, ""), basis=bases)


def _first_fit(
    start: FloatArray, marks: Margin, tried: Sequence[Sequence[Margin]], *, what: str
) -> FloatArray:
    """Fit to the first margins that can be met; raise what the last of them contradict."""
    for margins in tried[:-1]:
        try:
            return fit(start, [marks, *margins], what=what).table
        except FittingError:
            continue
    return fit(start, [marks, *tried[-1]], what=what).table


def _with_room(margin: Margin, low: FloatArray, high: FloatArray) -> Margin:
    """Free the groups of a margin that no numbers within the marks can meet; others bind."""
    inside = margin.cells >= 0
    groups = margin.cells[inside]
    least = np.bincount(groups, weights=low[inside], minlength=len(margin.low))
    # Where a mark has no greatest number, its groups have none either.
    most = np.bincount(groups, weights=high[inside], minlength=len(margin.high))
    free = (least > margin.high + ROUNDING) | (most < margin.low - ROUNDING)
    return replace(
        margin,
        low=np.where(free, least, margin.low),
        high=np.where(free, most, margin.high),
    )


def _years_of(plans: pd.DataFrame) -> list[int]:
    return sorted({int(year) for year in plans["year"]})


def _bounds(hidden: pd.DataFrame, *, threshold: int) -> tuple[FloatArray, FloatArray]:
    """Axis (row): the least and greatest number that each mark allows."""
    pairs = [terms.marks()[mark].bounds(threshold=threshold) for mark in hidden["plans_mark"]]
    low, high = np.array(pairs, dtype=np.float64).T
    return low, high


def _left_over(
    margins: pd.DataFrame, hidden: pd.DataFrame, shown: pd.DataFrame, *, threshold: int
) -> Iterator[Margin]:
    """Give what each margin of a January leaves for its hidden counts, over those counts.

    Groups without a hidden count are left out: what a margin gives for shown counts alone changes
    nothing, and where the two differ the check of the area says so.
    """
    parts: Any = margins.groupby("margin", sort=True)
    for name, rows in parts:
        inside, totals, lows, highs, labels = [], [], [], [], []
        covered = np.zeros(len(hidden), dtype=bool)
        shown_covered = np.zeros(len(shown), dtype=bool)
        for row in rows.to_dict("records"):
            cells, known = cells_of_margin(hidden, row), cells_of_margin(shown, row)
            covered |= cells
            shown_covered |= known
            if not cells.any():
                continue
            low, high = margin_bounds(row, threshold=threshold)
            there = float(shown.loc[known, "plans"].sum())
            inside.append(cells)
            totals.append(round(high - there, DIGITS) if low == high else np.nan)
            lows.append(max(round(low - there, DIGITS), 0.0))
            highs.append(round(high - there, DIGITS))
            labels.append(row_words(row))
        if not covered.all():  # within a margin, what has no row is nought
            inside.append(~covered)
            totals.append(round(-float(shown.loc[~shown_covered, "plans"].sum()), DIGITS))
            lows.append(0.0)
            highs.append(0.0)
            labels.append(NOUGHT)
        yield margin_of(
            (len(hidden),),
            inside,
            totals,
            name=f"{name}, less the counts shown",
            labels=labels,
            low=lows,
            high=highs,
        )


def margin_bounds(row: Mapping[str, Any], *, threshold: int) -> tuple[float, float]:
    """Give the least and greatest total of a row of margins.

    Parameters
    ----------
    row : mapping
        A row of the table margins.
    threshold : int
        The mark c hides numbers from 1 to this, less one.
    """
    if row["plans_mark"] == "":
        return float(row["plans"]), float(row["plans"])
    low, high = terms.marks()[row["plans_mark"]].bounds(threshold=threshold)
    return low, high


def cells_of_margin(plans: pd.DataFrame, row: Mapping[str, Any]) -> BoolArray:
    """Mark the rows of plans that a row of margins counts; a blank stands for all.

    Parameters
    ----------
    plans : pandas.DataFrame
        Rows of the table plans.
    row : mapping
        A row of the table margins of the same January.
    """
    inside = np.ones(len(plans), dtype=bool)
    for axis in ("locality", "need", "setting"):
        if row[axis] != "":
            inside &= (plans[axis] == row[axis]).to_numpy(dtype=bool)
    if not pd.isna(row["ncy_from"]):
        inside &= plans["ncy"].between(row["ncy_from"], row["ncy_to"]).to_numpy(dtype=bool)
    return inside


def _cell_words(hidden: pd.DataFrame) -> Iterator[str]:
    """Name hidden counts: "L1, ASD, NC year 5, special"."""
    for cell in hidden[["locality", "need", "ncy", "setting"]].itertuples(index=False):
        yield f"{cell.locality}, {cell.need}, NC year {cell.ncy}, {cell.setting}"
