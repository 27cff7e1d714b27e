"""Files with a row for each placement or age band: the releases of 2022 to 2024, and flows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from sufficiency import terms
from sufficiency.errors import Finding, finding
from sufficiency.sources.ees.counted import (
    Cells,
    absent_parts,
    add_up,
    long_rows,
    read_cells,
    settings_of_columns,
    totals_rows,
)
from sufficiency.sources.ees.wide import aged, merged, summed, without_noughts

if TYPE_CHECKING:
    import pandas as pd

    from sufficiency.sources.ees.opening import Opened

COUNT_COLUMNS = ("num_caseload", "num_new_plans", "total_all", "total_new_all")
"""Plans and statements together: in the release of 2022 a column of its own."""
ALL_GROUPS = frozenset({"total", "all", "all ages", "total | total"})
FORM = "establishment_label"

Rows = tuple[list[Any], list[Finding]]


def of_all_kinds(frame: pd.DataFrame) -> pd.DataFrame:
    """Keep the rows of plans and statements together, where they stand apart too."""
    if "ehcp_or_statement" not in frame:
        return frame
    return frame[frame["ehcp_or_statement"].str.casefold() == "total"]


def count_column(opened: Opened) -> str:
    """Name the column that counts."""
    return next(name for name in COUNT_COLUMNS if name in opened.table.frame.columns)


def count_age_bands(frame: pd.DataFrame, opened: Opened) -> Rows:
    """Count plans or new plans by age band."""
    file, column = opened.table.file, count_column(opened)
    heading = "age" if "age" in frame else "characteristic_age"
    rows = of_all_kinds(frame).assign(breakdown=lambda held: held[heading])
    is_all = rows["breakdown"].str.casefold().isin(list(ALL_GROUPS)).to_numpy()
    made: list[Any] = []
    findings: list[Finding] = []
    told: set[str] = set()
    for topic, part in (("all", rows[is_all]), ("age", rows[~is_all])):
        part, spans, found = aged(part, topic, file=file)
        cells, faults = read_cells(part, [column], file=file, told=told)
        findings += [*found, *faults]
        made.append(merged(totals_rows(part, cells, by=topic, spans=spans)))
    return made, findings


def count_establishments(
    frame: pd.DataFrame, opened: Opened, *, categories: Mapping[str, str]
) -> Rows:
    """Count plans or new plans by setting from rows of types of establishment."""
    file, column = opened.table.file, count_column(opened)
    rows = of_all_kinds(frame)
    labels = rows["establishment_group"] + " | " + rows["establishment_type"]
    rows = rows.assign(breakdown=labels)
    spoken = labels.str.casefold()
    known = settings_of_columns(categories, form=FORM)
    totals = {
        row.category.casefold()
        for row in terms.categories()
        if row.file == FORM and row.role == "total"
    }
    findings = _unknown_labels(rows, spoken, known={*known, *totals}, column=column, file=file)
    told: set[str] = set()
    is_all = spoken == "total | total"
    whole, faults = read_cells(rows[is_all], [column], file=file, told=told)
    findings += faults
    made = [totals_rows(rows[is_all], whole, by="all", spans=[None] * int(is_all.sum()))]
    parts = rows[spoken.isin(list(known))]
    cells, faults = read_cells(parts, [column], file=file, told=told)
    findings += faults
    made.append(_by_setting(parts, cells, known, whole=rows[is_all].assign(whole=whole.children)))
    return made, findings


def _by_setting(
    parts: pd.DataFrame, cells: Cells, known: Mapping[str, str], *, whole: pd.DataFrame
) -> pd.DataFrame:
    """Turn rows of types into columns for each place and year, and add them up by setting."""
    keys = ["measure", "year", "release", "who", "area", "file"]
    spoken = parts["breakdown"].str.casefold()
    held = parts.assign(spoken=spoken, value=cells.children[:, 0], mark=cells.marks[:, 0])
    held = held.assign(row=held.index)
    names = list(dict.fromkeys(spoken))
    wide = held.pivot_table(index=keys, columns="spoken", values="value", aggfunc="first")
    first = held.groupby(keys)["row"].min()
    index = first.index
    values = wide.reindex(index=index, columns=names).to_numpy(dtype=np.float64)
    signs = held.pivot_table(index=keys, columns="spoken", values="mark", aggfunc="first")
    # A type that has no row at all was not published for that year.
    signs = signs.reindex(index=index, columns=names).replace("", "x").fillna("x")
    marks = np.where(np.isnan(values), signs.to_numpy(dtype=object), "")
    total = whole.groupby(keys)["whole"].first().reindex(index).to_numpy(dtype=np.float64)
    rows = index.to_frame(index=False).assign(breakdown="")
    rows.index = first.to_numpy()
    absent = absent_parts(rows, names, form=FORM)
    collected = without_noughts(Cells(values, marks), absent)
    added = add_up(collected, total, [known[name] for name in names], is_absent=absent)
    return long_rows(rows, added, by="setting", axis="setting", spans=[None] * len(rows))


def _unknown_labels(
    rows: pd.DataFrame, spoken: pd.Series[str], *, known: set[str], column: str, file: str
) -> list[Finding]:
    """Name types of establishment that count children and whose setting is not known."""
    strange = rows[~spoken.isin(list(known))]
    if strange.empty:
        return []
    cells, _ = read_cells(strange, [column], file=file)
    found = []
    holding = strange[cells.children[:, 0] > 0]
    for label in dict.fromkeys(holding["breakdown"]):
        row = int(holding.index[int(np.flatnonzero(holding["breakdown"] == label)[0])])
        meant = terms.nearest_words(label, known)
        found.append(
            finding(
                "ees_category_unknown",
                file=file,
                row=row,
                column="establishment_type",
                value=label,
                what="type of establishment",
                meant=f" The nearest known one is {meant}." if meant else "",
            )
        )
    return found


def count_flows(frame: pd.DataFrame, opened: Opened) -> Rows:
    """Count requests, assessments and ceased plans, each by what became of it.

    Returns
    -------
    list of pandas.DataFrame
        In the form of counted figures; `measure` is the flow, and `reason` stands beside it.
    list of Finding
    """
    import pandas as pd

    file = opened.table.file
    known = [
        flow
        for flow in terms.published_flows()
        if flow.file == opened.kind.file and flow.heading in frame
    ]
    made: list[Any] = []
    findings: list[Finding] = []
    told: set[str] = set()
    for topic in ("all", "age"):
        rows = frame[frame["topic"] == topic]
        if rows.empty:
            continue
        rows, spans, found = aged(rows, topic, file=file)
        findings += found
        for flow in known:
            cells, faults = read_cells(rows, [flow.heading], file=file, told=told)
            findings += faults
            of_flow = totals_rows(rows.assign(measure=flow.flow), cells, by=topic, spans=spans)
            made.append(of_flow.assign(reason=flow.reason))
    # Two columns may tell one reason apart by age: compulsory school age, and other ages.
    return ([summed(pd.concat(made, ignore_index=True))] if made else []), findings


__all__ = ["count_age_bands", "count_establishments", "count_flows"]
