"""Plans and new plans of every published file, in one long form: one row for each figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.errors import Finding, finding
from sufficiency.sources.ees.cells import ages_of, counts_of, is_age_unknown
from sufficiency.sources.ees.placed import MOST_TOLD

if TYPE_CHECKING:
    import pandas as pd

COUNTED = (
    *("measure", "by", "year", "release", "who", "area", "need", "ncy_from", "ncy_to"),
    *("setting", "breakdown", "children", "mark", "file", "row"),
)
"""Columns of a counted figure. NC years are None for all; a blank need or setting is all."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Cells:
    """Some columns of counts side by side.

    Parameters
    ----------
    children : array
        Axes (row, column); missing where marked.
    marks : array of str
        The same axes.
    """

    children: NDArray[np.float64]
    marks: NDArray[Any]

    @property
    def is_marked(self) -> NDArray[np.bool_]:
        """Whether there is no number."""
        return np.isnan(self.children)


def read_cells(
    frame: pd.DataFrame, columns: Sequence[str], *, file: str, told: set[str] | None = None
) -> tuple[Cells, list[Finding]]:
    """Read columns of counts, with a fault for each cell that is neither number nor mark.

    Parameters
    ----------
    frame : pandas.DataFrame
        Rows of a file.
    columns : sequence of str
        Which columns.
    file : str
        What it is called in messages.
    told : set of str, optional
        Where given, a comma between thousands is noted once.
    """
    faults: list[Finding] = []
    values = np.full((len(frame), len(columns)), np.nan)
    marks = np.full((len(frame), len(columns)), "", dtype=object)
    for place, column in enumerate(columns):
        counts = counts_of(frame[column])
        values[:, place], marks[:, place] = counts.children, counts.marks
        faults += [
            finding(
                "ees_count_unreadable",
                file=file,
                row=int(frame.index[at]),
                column=column,
                value=frame[column].iloc[at],
            )
            for at in np.flatnonzero(counts.at_fault)[:MOST_TOLD]
        ]
        if told is not None and counts.with_thousands.any() and "thousands" not in told:
            told.add("thousands")
            at = int(np.flatnonzero(counts.with_thousands)[0])
            row, value = int(frame.index[at]), frame[column].iloc[at]
            faults.append(finding("ees_thousands", file=file, row=row, column=column, value=value))
    return Cells(values, marks), faults


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Added:
    """Parts added up into groups.

    Parameters
    ----------
    groups : tuple of str
        Settings or needs, in order.
    children, marks : array
        Axes (row, group): children, or the mark in their place.
    is_collected : array of bool
        The same axes: False where every part of the group is marked and none of them hides
        anybody: what the group counts was not collected.
    """

    groups: tuple[str, ...]
    children: NDArray[np.float64]
    marks: NDArray[Any]
    is_collected: NDArray[np.bool_]


def add_up(
    cells: Cells,
    total: NDArray[np.float64],
    groups: Sequence[str],
    *,
    is_absent: NDArray[np.bool_] | None = None,
) -> Added:
    """Add parts up into groups, where marks stand in place of some of them.

    Where the shown parts of a row add up to its published total, the marked ones hold nobody that
    the total counts: a group is then the sum of its shown parts. Where they do not, a group with a
    marked part is not known, and keeps the mark.

    Parameters
    ----------
    cells : Cells
        Axes (row, part).
    total : array
        Of each row, as published.
    groups : sequence of str
        The group of each part.
    is_absent : array, optional
        Axes (row, part): parts that were not collected anywhere, and are no hidden figures.
    """
    names = tuple(dict.fromkeys(groups))
    is_whole = np.nansum(cells.children, axis=1) == total
    absent = np.zeros(cells.children.shape, dtype=bool) if is_absent is None else is_absent
    shape = (len(cells.children), len(names))
    values, marks = np.zeros(shape), np.full(shape, "", dtype=object)
    collected = np.ones(shape, dtype=bool)
    of_group = np.asarray(groups, dtype=object)
    for place, name in enumerate(names):
        inside = np.flatnonzero(of_group == name)
        marked = cells.is_marked[:, inside]
        values[:, place] = np.nansum(cells.children[:, inside], axis=1)
        hidden = marked & ~absent[:, inside] & ~is_whole[:, None]
        collected[:, place] = ~marked.all(axis=1) | hidden.any(axis=1)
        for at in np.flatnonzero(hidden.any(axis=1)):
            first = inside[np.flatnonzero(hidden[at])[0]]
            values[at, place], marks[at, place] = np.nan, cells.marks[at, first] or "x"
    return Added(names, values, marks, collected)


def absent_parts(rows: pd.DataFrame, columns: Sequence[str], *, form: str) -> NDArray[np.bool_]:
    """Say which parts of rows were not collected in their January; axes (row, part).

    Parameters
    ----------
    rows : pandas.DataFrame
        With measure and year.
    columns : sequence of str
        Categories of the form, in small letters.
    form : str
        As in the table of changes.
    """
    january = rows["year"].to_numpy() + 1
    is_stock = (rows["measure"] == "plans").to_numpy(dtype=bool)
    absent = np.zeros((len(rows), len(columns)), dtype=bool)
    for change in terms.published_changes():
        name = change.category.casefold()
        if change.form != form or change.kind not in ("first", "last") or name not in columns:
            continue
        outside = january < change.january if change.kind == "first" else january > change.january
        absent[:, list(columns).index(name)] |= outside & is_stock
    return absent


def settings_of_columns(
    categories: Mapping[str, str], *, form: str = "caseload_column"
) -> dict[str, str]:
    """Give the setting of each placement of a form, and of what the user named."""
    known = {
        row.category.casefold(): row.setting
        for row in terms.categories()
        if row.file == form and row.role == "detail"
    }
    return known | {name.strip().casefold(): setting for name, setting in categories.items()}


def needs_of_columns(columns: Sequence[str], categories: Mapping[str, str]) -> dict[str, str]:
    """Give the need of each column number_asd, number_need_unknown and so on."""
    known = {f"number_{code.casefold()}": code for code in terms.needs() if code != "unknown"}
    known |= {"number_need_unknown": "unknown", "number_unknown": "unknown"}
    known |= {name.strip().casefold(): need for name, need in categories.items()}
    return {column: known[column] for column in columns if column in known}


def long_rows(
    frame: pd.DataFrame, added: Added, *, by: str, axis: str, spans: Sequence[Any]
) -> pd.DataFrame:
    """Lay groups out below each other.

    Parameters
    ----------
    frame : pandas.DataFrame
        Rows with measure, year, release, who, area, breakdown, file; the index is the row.
    added : Added
        Of the same rows.
    by : str
        What the figures are broken down by.
    axis : {"setting", "need"}
        What the groups are.
    spans : sequence of (int, int) or None
        NC years of each row; None for all.
    """
    import pandas as pd

    rows, groups = added.children.shape
    base = frame[["measure", "year", "release", "who", "area", "breakdown", "file"]]
    made = base.loc[base.index.repeat(groups)].reset_index(names="row")
    made["by"] = by
    made["need"], made["setting"] = "", ""
    made[axis] = list(added.groups) * rows
    firsts = [None if span is None else span[0] for span in spans]
    lasts = [None if span is None else span[1] for span in spans]
    made["ncy_from"] = pd.array(np.repeat(np.array(firsts, dtype=object), groups), dtype="Int64")
    made["ncy_to"] = pd.array(np.repeat(np.array(lasts, dtype=object), groups), dtype="Int64")
    made["children"] = added.children.reshape(-1)
    made["mark"] = added.marks.reshape(-1)
    return made[added.is_collected.reshape(-1)][list(COUNTED)]


def totals_rows(
    frame: pd.DataFrame, cells: Cells, *, by: str, spans: Sequence[Any]
) -> pd.DataFrame:
    """Lay the totals of rows out in the same form; `cells` has one column."""
    everywhere = np.ones(cells.children.shape, dtype=bool)
    added = Added(("",), cells.children, cells.marks, everywhere)
    return long_rows(frame, added, by=by, axis="setting", spans=spans)


def spans_of(frame: pd.DataFrame, *, file: str) -> tuple[list[Any], list[bool], list[Finding]]:
    """Read the ages of rows: spans of NC years, whether each is not known, and faults."""
    spans: list[Any] = []
    unknown: list[bool] = []
    faults: list[Finding] = []
    for row, text in zip(frame.index, frame["breakdown"], strict=True):
        span = ages_of(text)
        unknown.append(is_age_unknown(text))
        spans.append(span)
        if span is None and not unknown[-1]:
            faults.append(
                finding(
                    "ees_age_unreadable", file=file, row=int(row), column="breakdown", value=text
                )
            )
    return spans, unknown, faults[:MOST_TOLD]
