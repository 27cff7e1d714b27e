"""The five questions of a sufficiency strategy, each answered by name from an allocation."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import pandas as pd

from sufficiency import terms
from sufficiency.allocation import Allocation
from sufficiency.allocation.answer import LEAST, best_places, pool_name, ranged, strain_year
from sufficiency.allocation.plots import FATES
from sufficiency.reports.parts import Section, Table, chart, shown, table_of
from sufficiency.tables import by_labels

RESIDENCE = {"year": "Academic year", "group": "Locality group", "need": "Primary need"}
FEWEST = 0.5
"""Rows below half a child are left out of a table of the report; the workbook has them all."""


def year_words(value: object) -> str:
    """Show an academic year."""
    return terms.year_label(int(value))  # type: ignore[call-overload]


def need_words(value: object) -> str:
    """Show a need by its name."""
    return str(terms.needs().label(str(value)))


def phase_words(value: object) -> str:
    """Show a phase by its name."""
    return str(terms.phases().label(str(value)))


def level_words(value: object) -> str:
    """Show a level by its name."""
    return str(terms.short_list("level").label(str(value)))


def questions(allocation: Allocation) -> Iterator[Section]:
    """Answer the questions of a sufficiency strategy.

    Parameters
    ----------
    allocation : Allocation

    Yields
    ------
    Section
        Children without a place; enough places locally when needed; independent and distant
        provision; nearness to home; pattern of places against pattern of need.
    """
    yield _without(allocation)
    yield _enough(allocation)
    yield _independent(allocation)
    yield _nearness(allocation)
    yield _pattern(allocation)


def _at(allocation: Allocation, year: int) -> dict[Any, dict[str, Any]]:
    """Give the headline figures of a year, by measure."""
    frame = allocation.summary()
    here = frame[frame["year"] == year]
    return by_labels(here.rename(columns={"low": "value_low", "high": "value_high"}), "measure")


def _told(held: dict[Any, dict[str, Any]], measure: str) -> str:
    return str(ranged(held[measure], "value"))


def _without(allocation: Allocation) -> Section:
    """Who needs a place and has none."""
    first, strain = allocation.years[0], strain_year(allocation)
    now, then = _at(allocation, first), _at(allocation, strain)
    by_level = by_labels(allocation.to_frame("gap", by=["year", "level"]), "year", "level")
    base, special = (by_level[strain, level] for level in ("base", "special"))
    frame = allocation.to_frame("gap", by=["year", "need"])
    here = frame[(frame["year"] == strain) & (frame["demand"] >= FEWEST)]
    table = table_of(
        here.sort_values("without", ascending=False),
        {
            "need": "Primary need",
            "demand": "Need a place",
            "without": "Without a place",
            "independent": "Independent, for want of a place",
        },
        caption=f"Children without a place, by need, {terms.year_label(strain)} "
        "(mean, and range of 80 % of the draws)",
        words={"need": need_words},
    )
    return Section(
        "without",
        "Children without a place",
        "How many children need a specialist place and do not have one?",
        (
            f"In {terms.year_label(first)}: {_told(now, 'without')} children. In "
            f"{terms.year_label(strain)}, the year of greatest strain: {_told(then, 'without')}, "
            f"of whom {ranged(base, 'without')} need a base and stay in mainstream without it, and "
            f"{ranged(special, 'without')} need a special school.",
            "How many of those who are in mainstream, at college or not in education need more is "
            "not counted anywhere: it is an assumption (see Assumptions), drawn between its low "
            "and high value in every draw, so its doubt is in every range.",
        ),
        charts=(
            chart(
                allocation.plot.gap,
                _fates_table(allocation),
                caption="What becomes of the children who need a base or special place",
            ),
        ),
        tables=(table,),
    )


def _fates_table(allocation: Allocation) -> Table:
    return table_of(
        allocation.to_frame("gap", by=["year"]),
        {"year": "Academic year", "demand": "Need a place", **FATES},
        caption="Children (mean, and range of 80 % of the draws)",
        words={"year": year_words},
    )


def _enough(allocation: Allocation) -> Section:
    """Whether there are enough places, where and when they are needed."""
    strain = strain_year(allocation)
    supply = allocation.to_frame("supply")
    here = supply[supply["year"] == strain]
    full = here[here["chance_full"] >= 0.5]
    over = float(here["over"].sum())
    return Section(
        "enough",
        "Enough places locally, when needed",
        "Are there enough places, where and when children need them?",
        (
            f"In {terms.year_label(strain)}, {len(full)} of {len(here)} pools of places are full "
            f"in at least half of the draws. {_over_words(over)}",
            _room_words(here),
        ),
        charts=tuple(
            chart(
                partial(allocation.plot.supply, year=strain, level=level),
                _own_supply(allocation, strain, level),
                caption=f"{level_words(level)}: children against places at the authority's schools",
            )
            for level in ("special", "base")
            if _has_own(allocation, strain, level)
        ),
    )


def _over_words(over: float) -> str:
    """Say how many children are above the places of their pool."""
    if over < FEWEST:
        return "No pool holds more children than it has places."
    return (
        f"{shown(over)} children (mean) are above the places of their pool: they keep theirs, and "
        "it admits nobody."
    )


def _has_own(allocation: Allocation, year: int, level: str) -> bool:
    return bool((allocation.plot.own_supply(year)["level"] == level).any())


def _own_supply(allocation: Allocation, year: int, level: str) -> Table:
    own = allocation.plot.own_supply(year)
    of_level = own[own["level"] == level]
    return table_of(
        of_level.assign(pool_name=[pool_name(row) for row in of_level.to_dict("records")]),
        {
            "pool_name": "School and pool",
            "places": "Places",
            "taken": "Others' children",
            "placed": "Ours",
            "over": "Above its places",
            "chance_full": "Chance that none is free to us",
        },
        caption=f"Places and children at the authority's schools, {terms.year_label(year)}",
        digits={"chance_full": 2, "over": 1},
    )


def _room_words(here: pd.DataFrame) -> str:
    """Say whether places stand empty, and where most."""
    free = (here["free_to_us"] - here["placed"]).where(here["free_to_us"].notna(), 0.0)
    empty = here.assign(free=free)[free >= FEWEST].sort_values("free", ascending=False)
    if empty.empty:
        return "No pool has a place left that children of the area could take."
    most = ", ".join(
        f"{pool_name(row)}: {shown(row['free'])}" for row in empty.head(3).to_dict("records")
    )
    return (
        f"Places left over for children of the area (mean): {shown(float(empty['free'].sum()))} in "
        f"{len(empty)} pools, most at {most}. They serve other needs or ages than those who wait, "
        "or are held open in some draws only."
    )


def _independent(allocation: Allocation) -> Section:
    """How far independent and distant provision is used."""
    first, strain = allocation.years[0], strain_year(allocation)
    now, then = _at(allocation, first), _at(allocation, strain)
    frame = allocation.to_frame("independent")
    here = frame[frame["year"] == strain]
    kept = here[(here["avoidable"] >= FEWEST) | (here["beyond"] >= FEWEST)]
    table = table_of(
        kept.sort_values("avoidable", ascending=False),
        {
            "need": "Primary need",
            "phase": "Phase",
            "avoidable": "For want of a local place",
            "beyond": "No local place could meet the need",
        },
        caption=f"Children in independent schools, {terms.year_label(strain)}",
        words={"need": need_words, "phase": phase_words},
    )
    by_year = frame.groupby("year", as_index=False)[["avoidable", "beyond"]].sum()
    yearly = table_of(
        by_year,
        {
            "year": "Academic year",
            "avoidable": "For want of a local place",
            "beyond": "No local place could meet the need",
        },
        caption="Children in independent schools (mean of the draws)",
        words={"year": year_words},
    )
    return Section(
        "independent",
        "Independent and distant provision",
        "How much do we rely on independent and distant schools?",
        (
            f"For want of a local place: {_told(now, 'independent')} children in "
            f"{terms.year_label(first)} and {_told(then, 'independent')} in "
            f"{terms.year_label(strain)}. Besides, {_told(then, 'beyond')} children need what no "
            "local place could give; they are never counted as avoidable.",
            "Independent places are limited: those of named schools, and today's other placements "
            "grown by the share that the scenario states. Where the limit is reached, a child is "
            "without a place.",
            f"Beyond the journey limit in {terms.year_label(strain)}: "
            f"{_told(then, 'placed_further')} of the placed.",
        ),
        charts=(
            chart(
                allocation.plot.independent,
                yearly,
                caption="Children in independent and non-maintained special schools",
            ),
        ),
        tables=(table,),
    )


def _nearness(allocation: Allocation) -> Section:
    """How near to home children are placed."""
    first, strain = allocation.years[0], strain_year(allocation)
    now, then = _at(allocation, first), _at(allocation, strain)
    frame = allocation.to_frame("journeys", by=["year", "group", "phase"])
    here = frame[(frame["year"] == strain) & (frame["placed"] >= FEWEST)]
    table = table_of(
        here.assign(percent=here["share_beyond_limit"] * 100),
        {
            "group": "Locality group",
            "phase": "Phase",
            "placed": "Placed",
            "mean_miles": "Mean miles, one way",
            "mean_minutes": "Mean minutes, one way",
            "percent": "Beyond the limit, %",
            "independent_mean_miles": "Mean miles of the independent",
        },
        caption=f"Journeys by group and phase, {terms.year_label(strain)}",
        digits={
            "mean_miles": 1,
            "mean_minutes": 0,
            "percent": 1,
            "independent_mean_miles": 1,
        },
        words={"phase": phase_words},
    )

    def miles(held: dict[Any, dict[str, Any]], measure: str) -> str:
        row = held[measure]
        low, high = shown(row["value_low"], 1), shown(row["value_high"], 1)
        return f"{shown(row['value'], 1)} ({low} to {high})"

    assumed = bool(allocation.plan.journeys.assumed.any())
    how = (
        "Journeys are straight lines times a detour factor at a steady speed where the area's "
        "table of journeys has none: fit for comparing plans, not for a transport budget."
        if assumed
        else "Journeys are those of the area's own table."
    )
    return Section(
        "nearness",
        "Nearness to home",
        "How far do children travel?",
        (
            f"The mean journey of the placed is {miles(now, 'mean_miles')} miles one way in "
            f"{terms.year_label(first)} and {miles(then, 'mean_miles')} in "
            f"{terms.year_label(strain)}; with those in independent schools, "
            f"{miles(then, 'all_mean_miles')}.",
            "Where places are short, those that come free go to the children nearest to them "
            "among those who wait, so the mean of the placed falls while more have none. It is "
            "no sign that children are better served; hold it against the number without.",
            how,
        ),
        charts=(
            chart(
                allocation.plot.journeys,
                table,
                caption="Mean journey one way, by group and phase",
            ),
        ),
    )


def _pattern(allocation: Allocation) -> Section:
    """Whether the pattern of places is that of need."""
    strain = strain_year(allocation)
    frame = allocation.to_frame("gap", by=["year", "group", "need"])
    here = frame[frame["year"] == strain]
    lacking = here.assign(lacking=here["without"] + here["independent"])
    kept = lacking[lacking["lacking"] >= FEWEST].sort_values("lacking", ascending=False)
    share = lacking.groupby("need")[["lacking", "demand"]].sum()
    big = share[share["demand"] >= share["demand"].sum() * 0.05]
    worst = (big["lacking"] / big["demand"]).sort_values(ascending=False)
    table = table_of(
        kept.assign(percent=100 * kept["lacking"] / kept["demand"]),
        {
            "group": "Locality group",
            "need": "Primary need",
            "demand": "Need a place",
            "lacking": "Without a local place",
            "percent": "Of them, %",
        },
        caption=f"Children without a local place by group and need, {terms.year_label(strain)}",
        words={"need": need_words},
    )
    first, last = str(worst.index[0]), str(worst.index[-1])
    return Section(
        "pattern",
        "Pattern of places against pattern of need",
        "Do the places match the needs, and where they arise?",
        (
            f"Of the needs that many have, {need_words(first)} is served least: "
            f"{shown(100 * worst.iloc[0])} % of its children lack a local place in "
            f"{terms.year_label(strain)}; {need_words(last)} is served best "
            f"({shown(100 * worst.iloc[-1])} %).",
        ),
        points=tuple(_worth_points(allocation, strain)),
        charts=(
            chart(
                lambda: allocation.plot.gap_by_need(year=strain),
                table,
                caption="Children without a local place, by need and group",
            ),
        ),
    )


def _worth_points(allocation: Allocation, year: int) -> Iterator[str]:
    """Say which kinds of pool are worth most, one for each level."""
    best = best_places(allocation, year=year)
    for level in ("special", "base"):
        own = best[(best["level"] == level) & (best["setting"] != "independent")]
        if len(own) and float(own["more_without"].iloc[0]) < -LEAST:
            row = own.to_dict("records")[0]
            yield (f"{level_words(level)}: one more place is worth most at {pool_name(row)}.")
