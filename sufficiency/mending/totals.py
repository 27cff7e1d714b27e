"""Checks of totals: against what is published, against flows, and from January to January."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pandas as pd

from sufficiency.mending.issues import A_CHILD, Issue, Known, Outcome, key_of

FALL = 0.05
"""Of 707 authority-years from 2018 to 2025 in the Department's series, 4 fell by more than this."""
OLDER = 0.0035
"""Published totals count young people of 25, and plans ends with NC year 20. In January 2025 they
were 0.05 % of the plans of 105 authorities, and at most 0.34 % (Leeds)."""

FEWEST_IN_PART = 10
"""Children that a locality or need must have had before it is asked where they are."""
OUTSIDE = "outside"


def total_apart(known: Known) -> Iterator[Outcome]:
    """Plans of each January against the published total: history, else margins, and readings.

    As few children fewer as the oldest are that plans does not hold are no difference.
    """
    sources = [
        *_published(known, known.tables["history"], known.tables["margins"], "the area's own"),
    ]
    for title, history in known.held("history"):
        sources += _published(known, history, None, f"{title}:")
    for title, margins in known.held("margins"):
        sources += _published(known, None, margins, f"{title}:")
    yield _held_against("total_apart", known, sources, fewer=OLDER)


def _published(
    known: Known, history: pd.DataFrame | None, margins: pd.DataFrame | None, whose: str
) -> list[tuple[int, float, str]]:
    """Give published totals as year, plans and where they stand; history goes before margins."""
    totals: dict[int, tuple[float, str]] = {}
    if margins is not None and len(margins):
        own = margins[margins["locality"] == ""]
        sums: Any = own.groupby(["year", "margin"])["plans"].agg(["sum", "count", "size"])
        for (year, margin), row in sums.iterrows():
            # A margin may leave some children out: the one that counts most is the total.
            if row["count"] == row["size"] and row["sum"] > totals.get(int(year), (0.0, ""))[0]:
                totals[int(year)] = float(row["sum"]), f"{whose} margin {margin}"
    if history is not None and len(history):
        names = {known.area.fact(item).casefold() for item in ("name", "authority", "code")}
        own = history[history["area"].str.casefold().isin(names - {""})]
        own = own[(own["setting"] == "") & own["ncy_from"].isna() & own["plans"].notna()]
        for year, plans in zip(own["year"], own["plans"], strict=True):
            totals[int(year)] = float(plans), f"{whose} history"
    return [(year, plans, where) for year, (plans, where) in sorted(totals.items())]


def reading_total_apart(known: Known) -> Iterator[Outcome]:
    """Plans of each January against those of the files that were read beside the area."""
    sources = []
    for title, plans in known.held("plans"):
        shown = plans[~plans["year"].isin(set(plans.loc[plans["plans"].isna(), "year"]))]
        sums: Any = shown.groupby("year")["plans"].sum()
        sources += [(int(year), float(count), title) for year, count in sums.items()]
    yield _held_against("reading_total_apart", known, sources)


def _held_against(
    check: str, known: Known, sources: list[tuple[int, float, str]], *, fewer: float = 0.0
) -> Outcome:
    """Name the Januaries whose plans are not those of another source, by a child or more.

    A share of the other's that may be lacking is no difference.
    """
    counted: Any = known.shown_plans.groupby("year")["plans"].sum()
    held = {int(year): float(plans) for year, plans in counted.items()}
    found = [
        Issue(
            check,
            "plans",
            key_of({"year": year, "source": where}, ["year", "source"]),
            "",
            "",
            abs(held[year] - plans),
            {"counted": held[year], "published": plans, "source": where},
        )
        for year, plans, where in sources
        if year in held and _is_apart(held[year], plans, fewer=fewer)
    ]
    whole = sum(plans for year, plans, _ in sources if year in held)
    return Outcome(check, tuple(found), whole)


def _is_apart(counted: float, other: float, *, fewer: float) -> bool:
    """Say whether two totals differ by a child; a share of the other may be lacking besides."""
    return counted - other >= A_CHILD or other - counted >= max(A_CHILD, fewer * other)


def flows_apart(known: Known) -> Iterator[Outcome]:
    """Transitions against the plans of both Januaries between which they run, by setting."""
    transitions, plans = known.tables["transitions"], known.shown_plans
    hidden = set(transitions.loc[transitions["plans"].isna(), "year"])
    shown = transitions[~transitions["year"].isin(hidden)]
    counted = {int(year) for year in plans["year"]}
    found: list[Issue] = []
    whole = 0.0
    for year in sorted({int(year) for year in shown["year"]}):
        for side, january in (("setting_from", year - 1), ("setting_to", year)):
            if january not in counted:
                continue
            rows = shown[(shown["year"] == year) & (shown[side] != OUTSIDE)]
            flows: Any = rows.groupby(side)["plans"].sum()
            stock: Any = plans[plans["year"] == january].groupby("setting")["plans"].sum()
            whole += float(stock.sum())
            for setting in sorted({*flows.index, *stock.index}):
                one, two = float(flows.get(setting, 0.0)), float(stock.get(setting, 0.0))
                if abs(one - two) < A_CHILD:
                    continue
                key = key_of({"year": year, side: setting}, ["year", side])
                words = {"flows": one, "stock": two}
                found.append(
                    Issue("flows_apart", "transitions", key, "", "", abs(one - two), words)
                )
    yield Outcome("flows_apart", tuple(found), whole)


def year_incomplete(known: Known) -> Iterator[Outcome]:
    """Januaries with far fewer plans than the year before, or with a part of them gone.

    A child of a locality that is gone is missing from the total too, and from a need: of these
    counts the highest is taken, so that nobody counts twice.
    """
    plans = known.shown_plans
    years = sorted({int(year) for year in plans["year"]})
    found: list[Issue] = []
    whole = once = 0.0
    for before, year in pairwise(years):
        if year != before + 1:
            continue
        earlier, later = plans[plans["year"] == before], plans[plans["year"] == year]
        was, now = float(earlier["plans"].sum()), float(later["plans"].sum())
        whole += was
        ways = [[_fallen({"year": year}, was, now)] if was - now > FALL * was else []]
        for axis in ("locality", "need"):
            sums: Any = earlier.groupby(axis)["plans"].sum()
            left: Any = later.groupby(axis)["plans"].sum()
            gone = [
                _fallen({"year": year, axis: part}, float(sums[part]), 0.0)
                for part in sums.index
                if part != "unknown" and sums[part] >= FEWEST_IN_PART and not left.get(part, 0.0)
            ]
            ways.append(gone)
        found += [issue for way in ways for issue in way]
        once += max(sum(issue.count for issue in way) for way in ways)
    yield Outcome("year_incomplete", tuple(found), whole, once=once)


def _fallen(key: dict[str, object], was: float, now: float) -> Issue:
    words = {"now": now, "before": was}
    return Issue("year_incomplete", "plans", key_of(key, list(key)), "", "", was - now, words)
