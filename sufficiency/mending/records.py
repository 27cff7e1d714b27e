"""Checks of what is recorded of children: need, placement, home, and age."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pandas as pd

from sufficiency import terms
from sufficiency.mending.issues import Issue, Known, Outcome, issues_of_rows, key_of

UNKNOWN = "unknown"
FITTED = "estimated"
"""Basis of plans that are fitted to totals: no row of them is a record that could be put right."""

SPARE_YEARS = 1
"""A highest age of 11 is that of a child who turns 11 in Year 6, or who starts a year at 11: the
two ways of counting are a year apart, so that a year more is let pass."""

NOT_RECORDED = {
    "need_missing": "need",
    "placement_missing": "setting",
    "locality_missing": "locality",
}


def not_recorded(known: Known) -> Iterator[Outcome]:
    """Children of the last January without need, placement or locality.

    Those of fitted plans are one question: nobody can be looked up in a part of a child.
    """
    plans = known.shown_plans
    last = plans[plans["year"] == known.last_january]
    for check, column in NOT_RECORDED.items():
        rows = last[(last[column] == UNKNOWN) & (last["plans"] > 0)]
        fitted = rows["basis"] == FITTED
        issues = issues_of_rows(check, rows[~fitted], count="plans")
        if fitted.any():
            children = float(rows.loc[fitted, "plans"].sum())
            key = {"year": known.last_january, column: UNKNOWN, "basis": FITTED}
            about = key_of(key, list(key))
            whole = Issue(check, "plans", about, "", "", children, {"children": round(children, 1)})
            issues = (*issues, whole)
        yield Outcome(check, issues, float(last["plans"].sum()))


def age_outside_setting(known: Known) -> Iterator[Outcome]:
    """Children of the last January who are counted where nobody is of their age."""
    plans = known.shown_plans
    last = plans[(plans["year"] == known.last_january) & (plans["basis"] != FITTED)]
    spans = {code: (one.ncy_from, one.ncy_to) for code, one in _settings().items()}
    outside = [
        not spans[setting][0] <= ncy <= spans[setting][1]
        for setting, ncy in zip(last["setting"], last["ncy"], strict=True)
    ]
    rows = last[pd.Series(outside, index=last.index, dtype=bool) & (last["plans"] > 0)]
    labels = [terms.ncy_label(int(ncy)) for ncy in rows["ncy"]]
    issues = issues_of_rows("age_outside_setting", rows, count="plans", words=("setting",))
    told = tuple(
        replace(issue, words={**issue.words, "ncy": label})
        for issue, label in zip(issues, labels, strict=True)
    )
    yield Outcome("age_outside_setting", told, float(last["plans"].sum()))


def _settings() -> dict[str, Any]:
    return {code: terms.settings()[code] for code in terms.settings()}


def age_outside_site(known: Known) -> Iterator[Outcome]:
    """Children of the last January who are placed at a school that has nobody of their age."""
    every = known.tables["placements"]
    placements = every[every["year"] == every["year"].max()]
    sites = known.tables["sites"].set_index("site")[["low_age", "high_age"]]
    low = placements["site"].map(sites["low_age"]).astype("Float64")
    high = placements["site"].map(sites["high_age"]).astype("Float64")
    age = placements["ncy"] + 4
    outside = ((age < low) | (age > high + SPARE_YEARS)).fillna(False).astype(bool)
    rows = placements.assign(age=age, low=_whole(low), high=_whole(high))
    rows = rows[outside & (placements["plans"] > 0)]
    issues = issues_of_rows("age_outside_site", rows, count="plans", words=("age", "low", "high"))
    is_known = low.notna() | high.notna()
    yield Outcome("age_outside_site", issues, float(placements.loc[is_known, "plans"].sum()))


def _whole(ages: pd.Series[Any]) -> list[str]:
    return ["any age" if pd.isna(age) else f"{age:.0f}" for age in ages]
