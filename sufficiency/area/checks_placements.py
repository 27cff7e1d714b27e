"""Checks of placements against plans: the same children in the same January, no more, no fewer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from sufficiency import terms
from sufficiency.errors import Finding, finding
from sufficiency.tables import CheckedTable

Tables = Mapping[str, CheckedTable]

INDEPENDENT = "independent"
SCHOOLS: Mapping[str, tuple[str, ...]] = {
    "bases and special schools": ("base", "special"),
    "independent schools": (INDEPENDENT,),
}
"""The schools in which children are placed, and the settings in which plans counts them."""

MAY_BE_LEFT_OUT = "independent schools"
"""An area need not name every one of these: who is in one that it does not has no placement."""

A_CHILD = 0.5
"""Estimated plans are fractions: less than this is no child."""


def placements_within_plans(tables: Tables) -> Iterator[Finding]:
    """No more children are placed than have plans, by year, locality, need and NC year.

    A child whose locality or need is not known may be any of those placed. Estimated plans are
    fractions of children, and cannot be held against whole ones cell by cell.
    """
    placements, plans = tables["placements"], tables["plans"].frame
    estimated = set(plans.loc[plans["basis"] == "estimated", "year"])
    comparable = set(plans["year"]) - estimated
    by = ["year", "locality", "need", "ncy"]
    counted = plans.groupby(by)["plans"].sum().to_dict()
    hidden = set(plans.loc[plans["plans_mark"] != "", by].itertuples(index=False, name=None))
    for year in sorted(set(placements.frame["year"]) - set(plans["year"])) if len(plans) else ():
        yield finding(
            "placements_without_plans",
            file=placements.file,
            column="year",
            value=year,
            january=terms.january_of_year(int(year)),
        )
    placed: Any = placements.frame.groupby(by)["plans"].sum().to_dict()
    for (year, locality, need, ncy), children in placed.items():
        cells = {
            (year, place, what, ncy)
            for place in (locality, "unknown")
            for what in (need, "unknown")
        }
        limit = sum(counted.get(cell, 0.0) for cell in cells)
        if year not in comparable or children <= limit or cells & hidden:
            continue
        words = f"{locality}, {need}, {terms.ncy_label(int(ncy))}, {terms.year_label(int(year))}"
        yield finding(
            "placements_above_plans",
            file=placements.file,
            column=", ".join(by),
            value=f"{children:g}",
            plans=f"{limit:g}",
            cell=words,
        )


def placements_are_of_the_last_january(tables: Tables) -> Iterator[Finding]:
    """Placements that are given are those of the last January of plans, too."""
    placements = tables["placements"]
    placed, counted = set(placements.frame["year"]), set(tables["plans"].frame["year"])
    if placed and counted and max(placed) < max(counted):
        yield finding(
            "placements_old",
            file=placements.file,
            column="year",
            value=max(placed),
            january=terms.january_of_year(int(max(placed))),
            last=terms.january_of_year(int(max(counted))),
        )


def placements_are_complete(tables: Tables) -> Iterator[Finding]:
    """In each kind of school as many children are placed as plans counts there, need by need.

    Children without a placement matter in the last January of placements only: from it an
    allocation starts. In one before they may have been at a site that closed since.

    A year with counts that are not shown is left out: nothing can be held against them. Where a
    need is not recorded or plans are estimated, only totals are held against each other.
    """
    placements, plans = tables["placements"], tables["plans"].frame
    if plans.empty or any(placements_within_plans(tables)):
        return  # placements without a plan are faults, and this would only echo them
    years = sorted(set(placements.frame["year"]))
    for year in years:
        counted = plans[plans["year"] == year]
        placed = placements.frame[placements.frame["year"] == year]
        if (counted["plans_mark"] != "").any() or (placed["plans_mark"] != "").any():
            continue
        pools = tables["pools"].frame
        placed = placed.assign(school=_school_of(placed, pools, year=int(year)))
        by = _comparable(counted, placed)
        for school, settings in SCHOOLS.items():
            yield from _held_against(
                _by_need(counted[counted["setting"].isin(settings)], by),
                _by_need(placed[placed["school"] == school], by),
                words={"school": school, "january": terms.january_of_year(int(year))},
                file=placements.file,
                is_last=year == years[-1],
            )


def _school_of(placed: pd.DataFrame, pools: pd.DataFrame, *, year: int) -> list[str]:
    """Say in which kind of school each placement is: by its pool, or by all pools of its site.

    A pool is of the kind that it is in that year, or when it is first told where that is later.
    """
    local, independent = SCHOOLS
    later = pools["year"] > year
    # The nearest later row first, then the earlier ones: the last of them holds.
    order = pools["year"].where(~later, -pools["year"])
    latest = (
        pools.assign(order=order).sort_values("order").groupby(["site", "pool"])["setting"].last()
    )
    is_independent = latest == INDEPENDENT
    of_pool: dict[Any, bool] = is_independent.to_dict()
    of_site: dict[Any, bool] = is_independent.groupby("site").all().to_dict()
    keys = zip(placed["site"], placed["pool"], strict=True)
    found = [of_pool.get(key, of_site.get(key[0], False)) for key in keys]
    return [independent if is_so else local for is_so in found]


def _comparable(counted: pd.DataFrame, placed: pd.DataFrame) -> list[str]:
    """Say by what the two can be held against each other: by need, or in total only."""
    unknown = "unknown" in {*counted["need"], *placed["need"]}
    return [] if unknown or "estimated" in set(counted["basis"]) else ["need"]


def _by_need(rows: pd.DataFrame, by: list[str]) -> dict[str, float]:
    """Add children up by need; in total, under a name that is blank, where that cannot be."""
    if not by:
        return {"": float(rows["plans"].sum())}
    return {str(need): float(count) for need, count in rows.groupby("need")["plans"].sum().items()}


def _held_against(
    counted: Mapping[str, float],
    placed: Mapping[str, float],
    *,
    words: Mapping[str, Any],
    file: str,
    is_last: bool,
) -> Iterator[Finding]:
    """Name the children that are too few or too many among the placements."""
    needs = {*counted, *placed}
    short = {need: counted.get(need, 0.0) - placed.get(need, 0.0) for need in needs}
    over = {need: -count for need, count in short.items()}
    if is_last and words["school"] != MAY_BE_LEFT_OUT:
        yield from _told("placements_short", short, counted, words=words, file=file)
    yield from _told("placements_over", over, counted, words=words, file=file)


def _told(
    rule: str,
    differences: Mapping[str, float],
    counted: Mapping[str, float],
    *,
    words: Mapping[str, Any],
    file: str,
) -> Iterator[Finding]:
    """Name the differences of some needs as one finding, the greatest first."""
    told = {need: count for need, count in differences.items() if count >= A_CHILD}
    if not told:
        return
    ordered = sorted(told, key=lambda need: (-told[need], need))
    parts = ", ".join(f"{need} {_said(told[need])}" for need in ordered if need)
    yield finding(
        rule,
        file=file,
        column="plans",
        value=_said(sum(told.values())),
        whole=_said(sum(counted.values())),
        needs=f": {parts}" if parts else "",
        **words,
    )


def _said(children: float) -> str:
    """Say how many whole children, and of less than one what part: it would be told as nobody.

    Examples
    --------
    >>> _said(1200.4), _said(0.5), _said(0.96)
    ('1,200', '0.5', '1')
    """
    return f"{children:,.0f}" if children >= 0.95 or not children else f"{children:.1f}"
