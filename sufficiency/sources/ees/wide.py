"""Files with a column for each placement or each need: the releases since 2025."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.errors import Finding, finding
from sufficiency.sources.ees.cells import is_above_oldest
from sufficiency.sources.ees.counted import (
    Cells,
    absent_parts,
    add_up,
    long_rows,
    needs_of_columns,
    read_cells,
    settings_of_columns,
    spans_of,
    totals_rows,
)

if TYPE_CHECKING:
    import pandas as pd

    from sufficiency.sources.ees.opening import Opened

TOTALS = {"plans": "ehcplans", "new_plans": "new_ehc_plans"}
TOTAL_OF_NEEDS = "ehc_plans"
KEYS = frozenset(
    {
        *("time_period", "time_identifier", "geographic_level", "country_code", "country_name"),
        *("region_code", "region_name", "new_la_code", "old_la_code", "la_name"),
        *("breakdown_topic", "breakdown"),
    }
)

Rows = tuple[list[Any], list[Finding]]
"""Frames of counted figures, and findings."""


def count_placements(frame: pd.DataFrame, opened: Opened, *, categories: Mapping[str, str]) -> Rows:
    """Count plans or new plans by setting and age.

    Parameters
    ----------
    frame : pandas.DataFrame
        Rows whose `who` is not blank, with measure, release, file and `topic` ("all" or "age").
    opened : Opened
        The file.
    categories : mapping of str to str
        Settings of placements that the package does not know.
    """
    file, columns = opened.table.file, list(opened.table.frame.columns)
    known = settings_of_columns(categories)
    parts = [name for name in columns if name in known]
    total = TOTALS[opened.kind.measure]
    findings = unknown_columns(frame, opened, known={*known, *_total_columns(), total})
    made: list[Any] = []
    told: set[str] = set()
    for topic, by in (("all", "setting"), ("age", "setting by age")):
        rows = frame[frame["topic"] == topic]
        if rows.empty:
            continue
        rows, spans, found = aged(rows, topic, file=file)
        whole, faults = read_cells(rows, [total], file=file, told=told)
        cells, more = read_cells(rows, parts, file=file, told=told)
        findings += [*found, *faults, *more]
        absent = absent_parts(rows, parts, form="caseload_column")
        cells = without_noughts(cells, absent)
        settings = [known[name] for name in parts]
        added = add_up(cells, whole.children[:, 0], settings, is_absent=absent)
        made.append(merged(long_rows(rows, added, by=by, axis="setting", spans=spans)))
        made.append(merged(totals_rows(rows, whole, by=topic, spans=spans)))
        if topic == "age":
            findings += _above_oldest(rows, whole, file=file)
    return made, findings


def count_needs(frame: pd.DataFrame, opened: Opened, *, categories: Mapping[str, str]) -> Rows:
    """Count plans or new plans by need, and by need with age or setting.

    Parameters
    ----------
    frame, opened, categories
        As for `count_placements`; a topic may be "setting" too.
    """
    file, columns = opened.table.file, list(opened.table.frame.columns)
    known = needs_of_columns(columns, categories)
    parts = list(known)
    findings = unknown_columns(frame, opened, known={*known, TOTAL_OF_NEEDS})
    made: list[Any] = []
    told: set[str] = set()
    for topic, by in (("all", "need"), ("age", "need by age"), ("setting", "need by setting")):
        rows = frame[frame["topic"] == topic]
        if rows.empty:
            continue
        rows, spans, found = aged(rows, topic, file=file)
        findings += found
        settings: list[str] = []
        if topic == "setting":
            rows, settings, found = _placed_labels(rows, categories, file=file)
            findings += found
            spans = [None] * len(rows)
        whole, faults = read_cells(rows, [TOTAL_OF_NEEDS], file=file, told=told)
        cells, more = read_cells(rows, parts, file=file, told=told)
        findings += [*faults, *more]
        absent = absent_parts(rows, parts, form="needs_column")
        needs = [known[name] for name in parts]
        added = add_up(cells, whole.children[:, 0], needs, is_absent=absent)
        counted = long_rows(rows, added, by=by, axis="need", spans=spans)
        totals = totals_rows(rows, whole, by=f"{topic} of needs", spans=spans)
        if topic == "setting":
            of_row = dict(zip(rows.index, settings, strict=True))
            counted["setting"] = counted["row"].map(of_row).astype(object)
            totals["setting"] = totals["row"].map(of_row).astype(object)
        made += [merged(counted), merged(totals)]
    return made, findings


def merged(counted: pd.DataFrame) -> pd.DataFrame:
    """Add rows up that are of one cell: placements of one setting, ages of one NC year."""
    cell = ["by", "year", "who", "area", "need", "setting", "ncy_from", "ncy_to"]
    return summed(counted) if counted.duplicated(cell).any() else counted


def summed(counted: pd.DataFrame) -> pd.DataFrame:
    """Add rows of one cell up, keeping a mark where any of them has one.

    What cannot occur (mark z) adds nobody to what can. The row that is kept is the first one.
    """
    counted = counted.assign(
        children=counted["children"].mask(counted["mark"] == "z", 0.0),
        is_shown=counted["mark"] != "z",
    )
    keys = ["measure", "by", "year", "release", "who", "area", "need", "setting", "file"]
    keys += [name for name in ("reason",) if name in counted]
    grouped: Any = counted.groupby([*keys, "ncy_from", "ncy_to"], dropna=False, sort=False)
    made = grouped.agg(
        children=("children", lambda part: part.sum(skipna=False)),
        mark=("mark", lambda part: next((mark for mark in part if mark not in ("", "z")), "")),
        is_shown=("is_shown", "any"),
        breakdown=("breakdown", "first"),
        row=("row", "first"),
    ).reset_index()
    made["mark"] = made["mark"].where(made["is_shown"], "z")
    made["children"] = made["children"].where(made["mark"] == "")
    table: pd.DataFrame = made[[name for name in counted.columns if name != "is_shown"]]
    return table


def aged(
    rows: pd.DataFrame, topic: str, *, file: str
) -> tuple[pd.DataFrame, list[Any], list[Finding]]:
    """Give the ages of rows that are broken down by age; rows without a known age go out."""
    if topic != "age":
        return rows, [None] * len(rows), []
    spans, unknown, faults = spans_of(rows, file=file)
    kept = [span is not None for span in spans]
    findings = list(faults)
    if any(unknown):
        first = int(rows.index[unknown.index(True)])
        findings.append(
            finding(
                "ees_age_not_known",
                file=file,
                row=first,
                column="breakdown",
                value=rows.loc[first, "breakdown"],
                count=sum(unknown),
            )
        )
    return rows[kept], [span for span in spans if span is not None], findings


def without_noughts(cells: Cells, absent: NDArray[np.bool_]) -> Cells:
    """Take noughts away that say nothing: of what was not collected in that January."""
    empty = absent & (cells.children == 0)
    return Cells(np.where(empty, np.nan, cells.children), np.where(empty, "x", cells.marks))


def unknown_columns(frame: pd.DataFrame, opened: Opened, *, known: set[str]) -> list[Finding]:
    """Name columns that count children and whose place or need is not known."""
    file, found = opened.table.file, []
    for column in opened.table.frame.columns:
        if column in known or column in KEYS:
            continue
        cells, _ = read_cells(frame, [column], file=file)
        counts = cells.children[:, 0]
        if not np.nansum(counts) > 0:
            continue
        meant = terms.nearest_words(column, known)
        found.append(
            finding(
                "ees_category_unknown",
                file=file,
                row=int(frame.index[int(np.flatnonzero(counts > 0)[0])]),
                column=column,
                value=column,
                what="column",
                meant=f" The nearest known one is {meant}." if meant else "",
            )
        )
    return found


def _placed_labels(
    rows: pd.DataFrame, categories: Mapping[str, str], *, file: str
) -> tuple[pd.DataFrame, list[str], list[Finding]]:
    """Give the setting of each label of a placement; totals of several settings go out."""
    known = settings_of_columns(categories, form="needs_label")
    totals = {
        row.category.casefold()
        for row in terms.categories()
        if row.file == "needs_label" and row.role == "total"
    }
    spoken = rows["breakdown"].str.casefold()
    findings = []
    for label in dict.fromkeys(spoken[~spoken.isin([*known, *totals])]):
        row = int(rows.index[int(np.flatnonzero(spoken == label)[0])])
        shown = rows.loc[row, "breakdown"]
        meant = terms.nearest_words(label, known)
        findings.append(
            finding(
                "ees_category_unknown",
                file=file,
                row=row,
                column="breakdown",
                value=shown,
                what="placement",
                meant=f" The nearest known one is {meant}." if meant else "",
            )
        )
    kept = spoken.isin(list(known))
    return rows[kept], [known[label] for label in spoken[kept]], findings


def _total_columns() -> set[str]:
    return {
        row.category.casefold()
        for row in terms.categories()
        if row.file == "caseload_column" and row.role == "total"
    }


def _above_oldest(rows: pd.DataFrame, whole: Cells, *, file: str) -> list[Finding]:
    """Note children above the last NC year that are counted with those of it."""
    above = np.array([is_above_oldest(text) for text in rows["breakdown"]], dtype=bool)
    own = above & (rows["who"] == "authority").to_numpy()
    held = np.nansum(whole.children[own, 0])
    if not held > 0:
        return []
    last = int(np.flatnonzero(own & (whole.children[:, 0] > 0))[-1])
    return [
        finding(
            "ees_oldest_age",
            file=file,
            row=int(rows.index[last]),
            column="breakdown",
            value=rows["breakdown"].iloc[last],
            count=float(whole.children[last, 0]),
        )
    ]


__all__ = ["count_needs", "count_placements", "merged", "summed", "without_noughts"]
