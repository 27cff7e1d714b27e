"""The tables history, flows and benchmarks: long series of an authority, its region and England."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sufficiency import terms
from sufficiency.sources.ees.margins import counts_with_marks

if TYPE_CHECKING:
    import pandas as pd

HISTORY = ("year", "area", "setting", "ncy_from", "ncy_to", "plans", "new_plans", "break", "basis")
FLOWS = (
    *("year", "area", "flow", "reason", "need", "ncy_from", "ncy_to", "setting"),
    *("children", "basis"),
)
BENCHMARKS = ("level", *FLOWS)
LEVELS = {"authority": "authority", "beside": "beside", "region": "region", "nation": "England"}


def history_of(counted: pd.DataFrame) -> pd.DataFrame:
    """Make the table history: all plans, by setting, and by the Department's age bands.

    Parameters
    ----------
    counted : pandas.DataFrame
        Figures of one release for each breakdown and year.

    Returns
    -------
    pandas.DataFrame
        The table history, without children. New plans stand on the rows of all plans; they are
        those of the calendar year before the January.
    """
    import pandas as pd

    plans = counted[counted["measure"] == "plans"]
    if plans.empty:
        return pd.DataFrame(columns=list(HISTORY))
    rows = pd.concat(
        [plans[plans["by"] == "all"], plans[plans["by"] == "setting"], _in_bands(plans)],
        ignore_index=True,
    )
    new = counted[(counted["measure"] == "new_plans") & (counted["by"] == "all")]
    made = rows.assign(plans=counts_with_marks(rows), basis="published")
    keys = ["year", "area"]
    known = new.assign(new_plans=counts_with_marks(new).astype(object))[[*keys, "new_plans"]]
    made = made.merge(known.drop_duplicates(keys), on=keys, how="left")
    is_total = made["by"] == "all"
    made["new_plans"] = made["new_plans"].where(is_total & made["new_plans"].notna(), "")
    made["break"] = [
        "yes" if _is_break(int(year), setting) else "no"
        for year, setting in zip(made["year"], made["setting"], strict=True)
    ]
    if (made["new_plans"] == "").all() or not made["new_plans"].map(_is_mark).any():
        made["new_plans"] = pd.to_numeric(made["new_plans"], errors="coerce").astype("Int64")
    order = made.sort_values(["area", "year", "by", "setting", "ncy_from"], kind="stable")
    return order[list(HISTORY)].reset_index(drop=True)


def _is_mark(cell: object) -> bool:
    return isinstance(cell, str) and cell != ""


def _in_bands(plans: pd.DataFrame) -> pd.DataFrame:
    """Add single ages up into the Department's age bands; keep bands that were published."""
    ages = plans[plans["by"] == "age"]
    spans = [
        (band.ncy_from, min(band.ncy_to, terms.LAST_NCY))
        for band in terms.age_bands().words.values()
    ]
    of_ncy = {ncy: span for span in spans for ncy in range(span[0], span[1] + 1)}
    first = ages["ncy_from"].astype("int64").map({n: span[0] for n, span in of_ncy.items()})
    last = ages["ncy_to"].astype("int64").map({n: span[1] for n, span in of_ncy.items()})
    fits = np.array(
        [
            of_ncy[int(low)] == of_ncy[int(high)]
            for low, high in zip(ages["ncy_from"], ages["ncy_to"], strict=True)
        ],
        dtype=bool,
    )
    banded = ages.assign(ncy_from=first.astype("Int64"), ncy_to=last.astype("Int64"))[fits]
    keys = ["measure", "by", "year", "release", "who", "area", "need", "setting", "file"]
    grouped: Any = banded.groupby([*keys, "ncy_from", "ncy_to"], sort=False)
    made = grouped.agg(
        children=("children", lambda part: part.sum(skipna=False)),
        mark=("mark", lambda part: next((mark for mark in part if mark), "")),
        breakdown=("breakdown", "first"),
        row=("row", "first"),
    ).reset_index()
    banded_rows: pd.DataFrame = made.reindex(columns=list(plans.columns))
    return banded_rows


def _is_break(year: int, setting: str) -> bool:
    """Say whether counting changed since the January before, for all plans or in a setting."""
    january = terms.january_of_year(year)
    of_category = {
        (row.file, row.category): row.setting for row in terms.categories() if row.setting
    }
    for change in terms.published_changes():
        if change.january != january:
            continue
        if change.kind == "break":
            return True
        if change.kind == "first" and of_category.get((change.form, change.category)) == setting:
            return True
    return False


def flows_of(counted: pd.DataFrame) -> pd.DataFrame:
    """Make the table flows: requests, assessments, new plans and ceased plans of the authority.

    Parameters
    ----------
    counted : pandas.DataFrame
        Figures with a column reason.

    Returns
    -------
    pandas.DataFrame
        Columns year (academic year in whose January the calendar year ends), area, flow, reason,
        need, ncy_from, ncy_to, setting, children [children], basis. Blank is all.
    """
    own = counted[(counted["who"] == "authority") & (counted["measure"] != "plans")]
    return _long(own)[list(FLOWS)]


def benchmarks_of(counted: pd.DataFrame) -> pd.DataFrame:
    """Make the table benchmarks: every figure of the authority, its region and England.

    Returns
    -------
    pandas.DataFrame
        Columns level, then those of flows; plans in January have the flow "plans".
    """
    made = _long(counted)
    return made.assign(level=made["who"].map(LEVELS))[list(BENCHMARKS)]


def _long(rows: pd.DataFrame) -> pd.DataFrame:
    made = rows.assign(
        flow=rows["measure"],
        reason=rows["reason"].fillna("") if "reason" in rows else "",
        children=counts_with_marks(rows),
        basis="published",
        year=rows["year"].astype("int64"),
        ncy_from=rows["ncy_from"].astype("Int64"),
        ncy_to=rows["ncy_to"].astype("Int64"),
    )
    keys = ["who", "area", "flow", "year", "reason", "need", "setting", "ncy_from"]
    made = made.sort_values(keys, kind="stable")
    cell = ["who", "area", "flow", "year", "reason", "need", "setting", "ncy_from", "ncy_to"]
    return made.drop_duplicates(cell).reset_index(drop=True)
