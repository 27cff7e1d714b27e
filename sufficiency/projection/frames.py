"""From the children of a projection to frames at any detail, with ranges over the draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.demand.drawn import DrawnChildren
from sufficiency.errors import UnknownNameError

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

LOWEST, HIGHEST = 0.1, 0.9
"""Quantiles of the range that every figure carries: 80 % of the draws lie within."""

DUST = 1e-10
"""An expected number below this is what is left of sums of decimals: nought [children]."""

PARTS = {"group": "locality", "phase": "ncy"}
"""Axes that add another one up."""

BEFORE_STATES = ("year", "group", "locality", "need", "phase", "ncy")
"""What every projection can be laid out by, in the order of the columns; its states follow."""


@dataclass(frozen=True, slots=True, eq=False)
class Labels:
    """The labels of a projection's axes, and what adds them up.

    Parameters
    ----------
    years, localities, needs, ncys, states : tuple
        Labels of the axes; years begin with the last January that was counted.
    group_of : mapping of str to str
        The group of each locality.
    state : str
        What the states are: "level" or "setting".
    """

    years: tuple[int, ...]
    localities: tuple[str, ...]
    needs: tuple[str, ...]
    ncys: tuple[int, ...]
    states: tuple[str, ...]
    group_of: Mapping[str, str]
    state: str = "level"

    @property
    def columns(self) -> tuple[str, ...]:
        """What the projection can be laid out by, in the order of the columns."""
        return (*BEFORE_STATES, self.state)

    def of(self, column: str) -> tuple[Any, ...]:
        """Give the labels of a column, in their order."""
        known: dict[str, tuple[Any, ...]] = {
            "year": self.years,
            "group": tuple(sorted(set(self.group_of.values()))),
            "locality": self.localities,
            "need": self.needs,
            "phase": terms.phases().codes,
            "ncy": self.ncys,
            self.state: self.states,
        }
        return known[column]

    def parts(self, column: str) -> list[Any]:
        """Give for each member of an axis the label of the column that adds it up."""
        if column == "group":
            return [self.group_of[locality] for locality in self.localities]
        return [terms.phase_of_ncy(ncy) for ncy in self.ncys]


def columns_by(by: Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
    """Check what a frame is to be laid out by, and put it in order.

    Parameters
    ----------
    by : sequence of str
        Columns that are wanted.
    known : sequence of str
        Columns that there are, in order.

    Raises
    ------
    UnknownNameError
        If it is none of the axes.
    """
    named = (by,) if isinstance(by, str) else tuple(by)
    for column in named:
        if column not in known:
            raise UnknownNameError.of("projection_by_unknown", value=column, known=", ".join(known))
    return tuple(column for column in known if column in named)


def columns_by_year(by: Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
    """Check what a frame by year is to be laid out by, and put it in order.

    Parameters
    ----------
    by, known : sequence of str
        As in `columns_by`.

    Raises
    ------
    UnknownNameError
        If it is none of the axes, or the year is not among them.
    """
    wanted = columns_by(by, known)
    if "year" not in wanted:
        raise UnknownNameError.of(
            "projection_by_unknown", value="no year", known="year with any others"
        )
    return wanted


def label_rows(
    labels: Labels, columns: Sequence[str], *, years: Sequence[int], by: Sequence[str]
) -> pd.DataFrame:
    """Write the labels of an array as columns, a row for each cell, in the order of its axes.

    Parameters
    ----------
    labels : Labels
    columns : sequence of str
        The axes of the array, year first.
    years : sequence of int
        Labels of the axis year.
    by : sequence of str
        Columns wanted; what adds an axis up may stand beside it.

    Returns
    -------
    pandas.DataFrame
        Columns of `by`.
    """
    members = [years, *(labels.of(column) for column in columns[1:])]
    index = pd.MultiIndex.from_product(members, names=list(columns))
    frame = index.to_frame(index=False)
    for part, whole in PARTS.items():
        if part in by and whole in by:
            known = dict(zip(labels.of(whole), labels.parts(part), strict=True))
            frame[part] = frame[whole].map(known)
    laid_out: pd.DataFrame = frame[list(by)]
    return laid_out


def groups_of_axis(labels: Labels, axis: str, by: Sequence[str]) -> tuple[str, IntArray]:
    """Say which column an axis is laid out by, and into which group each member goes.

    Parameters
    ----------
    labels : Labels
    axis : str
    by : sequence of str
        Columns; where an axis and what adds it up are both named, the axis counts.

    Returns
    -------
    column : str
        Empty where the axis is added up whole.
    group : IntArray
        Axis (member); all in one group where it is added up whole.
    """
    if axis in by:
        return axis, np.arange(len(labels.of(axis)))
    for part, whole in PARTS.items():
        if whole == axis and part in by:
            known = labels.of(part)
            return part, np.array([known.index(label) for label in labels.parts(part)])
    return "", np.zeros(len(labels.of(axis)), dtype=np.int64)


def without_dust(numbers: FloatArray) -> FloatArray:
    """Show as nought what is nought but for rounding: "3.6e-23 children" is read as a number.

    Parameters
    ----------
    numbers : FloatArray
        Any axes [children, or a rate].
    """
    return np.where(np.abs(numbers) < DUST, 0.0, numbers)


def added_up(
    children: FloatArray, labels: Labels, *, by: Sequence[str]
) -> tuple[tuple[str, ...], dict[str, IntArray], FloatArray]:
    """Add an array of children up to a detail.

    Parameters
    ----------
    children : FloatArray
        Axes (year, locality, need, ncy, state) [children].
    labels : Labels
    by : sequence of str
        Columns, of `Labels.columns`; where an axis and what adds it up are both named, the axis
        counts.

    Returns
    -------
    columns : tuple of str
        The axes that are left: year, then those of `by`.
    groups : dict of str to IntArray
        For each axis that is left, the group of each of its members.
    kept : FloatArray
        Axes `columns` [children].
    """
    columns, groups = ["year"], {}
    kept = children
    for axis in ("locality", "need", "ncy", labels.state):
        column, group = groups_of_axis(labels, axis, by)
        place = len(columns)
        if not column:
            kept = kept.sum(axis=place)
            continue
        counts = np.zeros((*kept.shape[:place], int(group.max()) + 1, *kept.shape[place + 1 :]))
        np.add.at(np.moveaxis(counts, place, 0), group, np.moveaxis(kept, place, 0))
        kept = counts
        columns.append(column)
        groups[axis] = group
    return tuple(columns), groups, without_dust(kept)


def counted_by(
    drawn: DrawnChildren, expected: FloatArray, labels: Labels, *, by: Sequence[str]
) -> tuple[tuple[str, ...], FloatArray, FloatArray]:
    """Add the children of a projection up to a detail.

    Parameters
    ----------
    drawn : DrawnChildren
        The draws.
    expected : FloatArray
        Axes (year, locality, need, ncy, state) [children].
    labels : Labels
    by : sequence of str
        Columns, of `Labels.columns`; where an axis and what adds it up are both named, the axis
        counts.

    Returns
    -------
    columns : tuple of str
        The axes of the arrays after draw: year, then those of `by`.
    draws : FloatArray
        Axes (draw, year, ...) [children].
    expected : FloatArray
        Axes (year, ...) [children].
    """
    columns, groups, kept = added_up(expected, labels, by=by)
    draws = drawn.roll_up(
        locality=groups.get("locality"),
        need=groups.get("need"),
        ncy=groups.get("ncy"),
        state=groups.get(labels.state),
    )
    return columns, draws.reshape(draws.shape[0], *kept.shape).astype(np.float64), kept


def range_of(draws: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Give the range over the draws: from their 10th to their 90th percentile.

    At least 80 % of the draws lie within. Where the mean lies outside (a few draws differ much
    from all others), the range reaches to it, so that no figure stands beside its own range.

    Parameters
    ----------
    draws : FloatArray
        Axes (draw, ...).

    Returns
    -------
    low, high : FloatArray
        Axes (...).
    """
    flat = draws.reshape(len(draws), -1)
    ends = np.zeros((2, flat.shape[1]))
    # Where all but few draws are nought, so are both ends: most cells of a fine detail.
    often = np.flatnonzero(np.count_nonzero(flat, axis=0) > _few(len(flat)))
    if len(often):
        ends[:, often] = np.quantile(
            flat[:, often], [LOWEST, HIGHEST], axis=0, overwrite_input=True
        )
    low, high = ends.reshape(2, *draws.shape[1:])
    mean = draws.mean(axis=0)
    return np.minimum(low, mean), np.maximum(high, mean)


def _few(draws: int) -> int:
    """Say how many draws may differ from nought with both ends of their range still nought.

    The ends lie between the draws that are LOWEST x (draws - 1) from the bottom and from the top;
    a little less, so that rounding decides nothing.
    """
    return max(int(LOWEST * (draws - 1) - 1e-6), 0)


def demand_frame(
    drawn: DrawnChildren, expected: FloatArray, labels: Labels, *, by: Sequence[str], basis: str
) -> pd.DataFrame:
    """Lay the children of a projection out as a tidy frame, with their ranges.

    Returns
    -------
    pandas.DataFrame
        Columns of `by`, then children (mean over the draws), low and high (the 10th and 90th
        percentile of the draws), expected (the projection of expected numbers) and basis.
    """
    wanted = columns_by_year(by, labels.columns)
    columns, draws, kept = counted_by(drawn, expected, labels, by=wanted)
    low, high = range_of(draws)
    frame = label_rows(labels, columns, years=labels.years, by=wanted)
    return frame.assign(
        children=draws.mean(axis=0).reshape(-1),
        low=low.reshape(-1),
        high=high.reshape(-1),
        expected=kept.reshape(-1),
        basis=basis,
    )
