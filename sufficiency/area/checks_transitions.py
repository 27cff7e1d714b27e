"""Checks of transitions: each row by itself, and against the plans that they should add up to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from sufficiency import terms
from sufficiency.area.transition_gaps import ABROAD, largest_gaps, told_on_one_side
from sufficiency.errors import Finding, finding
from sufficiency.tables import CheckedTable

Tables = Mapping[str, CheckedTable]

FEWEST_CHILDREN = 100
"""Judgement: of so many children some leave and some join in any year (of 100 about 8 leave)."""


def transitions_have_two_sides(tables: Tables) -> Iterator[Finding]:
    """Each transition has a child on at least one side, who ages exactly one NC year."""
    transitions = tables["transitions"]
    file = transitions.file
    for number, row in transitions.each_row():
        if row["setting_from"] == row["setting_to"] == "outside":
            yield finding("outside_on_both_sides", file=file, row=number, column="setting_from")
            continue
        yield from _side_findings(row, "from", file=file, number=number)
        yield from _side_findings(row, "to", file=file, number=number)
        before, after = row["ncy_from"], row["ncy_to"]
        outside = "outside" in (row["setting_from"], row["setting_to"])
        if outside or pd.isna(before) or pd.isna(after) or after == before + 1:
            continue
        yield finding(
            "does_not_age_one_year",
            file=file,
            row=number,
            column="ncy_to",
            value=after,
            before=before,
        )


def _side_findings(
    row: Mapping[str, Any], side: str, *, file: str, number: int
) -> Iterator[Finding]:
    """A child outside has neither need nor NC year; a child inside has both."""
    need, ncy, setting = row[f"need_{side}"], row[f"ncy_{side}"], row[f"setting_{side}"]
    if setting == "outside" and (need != "" or not pd.isna(ncy)):
        yield finding("side_outside_filled", file=file, row=number, column=f"ncy_{side}")
    if setting != "outside" and (need == "" or pd.isna(ncy)):
        yield finding(
            "side_inside_blank", file=file, row=number, column=f"ncy_{side}", value=setting
        )


def transitions_have_stocks(tables: Tables) -> Iterator[Finding]:
    """Where plans are counted, the January before each transition is one of them."""
    transitions, plans = tables["transitions"], tables["plans"]
    counted = {int(year) for year in plans.frame["year"]}
    if not counted:
        return
    for year in sorted({int(year) for year in transitions.frame["year"]}):
        if year - 1 not in counted:
            yield finding(
                "transitions_without_stock",
                file=transitions.file,
                column="year",
                value=year - 1,
                january=terms.january_of_year(year),
                before=terms.january_of_year(year - 1),
            )


def transitions_have_both_ends(tables: Tables) -> Iterator[Finding]:
    """In every year of transitions some children leave and some join."""
    transitions = tables["transitions"]
    by_year: Any = transitions.frame.groupby("year")
    for year, rows in by_year:
        if not rows["plans"].sum() >= FEWEST_CHILDREN:
            continue
        told = rows[(rows["plans"] > 0) | (rows["plans_mark"] != "")]
        for rule, column in (("nobody_leaves", "setting_to"), ("nobody_joins", "setting_from")):
            if not (told[column] == ABROAD).any():
                yield finding(
                    f"transitions_{rule}",
                    file=transitions.file,
                    column=column,
                    value=year,
                    january=terms.january_of_year(int(year)),
                    before=terms.january_of_year(int(year) - 1),
                    children=float(rows["plans"].sum()),
                )


def transitions_meet_plans(tables: Tables) -> Iterator[Finding]:
    """Transitions add up to the plans of the Januaries between which they run.

    Years with counts that are not shown are left out: nothing can be held against them. So is a
    January of plans with such counts.
    """
    transitions, plans = tables["transitions"], tables["plans"].frame
    if plans["year"].nunique() < 2 or any(transitions_have_both_ends(tables)):
        return  # a January, or whoever is missing, was named already
    table = transitions.frame
    hidden = set(table.loc[table["plans_mark"] != "", "year"])
    unsure = set(plans.loc[plans["plans_mark"] != "", "year"])
    shown = table[~table["year"].isin(hidden) & (table["plans"] > 0)]
    figures = largest_gaps(told_on_one_side(shown), plans[~plans["year"].isin(unsure)])
    if figures:
        yield finding("projection_transitions_apart", file=transitions.file, figures=figures)
