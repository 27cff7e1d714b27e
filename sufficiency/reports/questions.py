"""The five questions of a sufficiency strategy, each answered by name from an allocation."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from sufficiency import terms
from sufficiency.allocation import Allocation
from sufficiency.allocation.aims import is_last_resort
from sufficiency.allocation.answer import (
    FEWEST,
    LEAST,
    best_places,
    helps_almost_anywhere,
    ranged,
    strain_year,
    worth_words,
)
from sufficiency.allocation.fates import BEYOND, FATES, INDEPENDENT_FATES, MISSED_FATES, as_ordered
from sufficiency.allocation.independent_numbers import NUMBER
from sufficiency.allocation.map_frames import LEAST_FLOW
from sufficiency.allocation.site_frames import children_over, with_places
from sufficiency.allocation.summary import independent_by_year
from sufficiency.allocation.whose import whose_words
from sufficiency.places import OVER_PLACES
from sufficiency.reports.parts import RANGED, Section, Table, chart, largest_of, spread, table_of
from sufficiency.reports.words import (
    before,
    full_words,
    journey_words,
    level_words,
    need_words,
    outside_words,
    over_words,
    phase_words,
    room_words,
    served_words,
    shortage_words,
    strain_words,
    year_words,
)
from sufficiency.tables import by_labels


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
    row = held[measure]
    return spread(row["value"], row["value_low"], row["value_high"])


def _aims(allocation: Allocation) -> tuple[str, ...]:
    return allocation.setting.supply.aims


def _why_independent(allocation: Allocation) -> str:
    """Say why children go to independent schools, at the end of a sentence."""
    if is_last_resort(_aims(allocation)):
        return "for want of a local place"
    return "by the order of the aims"


def _limit_words(allocation: Allocation) -> str:
    """Say what limits places in schools that the area does not name."""
    grown = "today's placements grown as the scenario states, less those in named schools"
    held = allocation.scenario.assumption(NUMBER).entries
    numbers = any(entry.value is not None for entry in held)
    return f"{grown}, or to the number of children where it states one" if numbers else grown


def _without(allocation: Allocation) -> Section:
    """Who needs a place and has none."""
    first, strain = allocation.years[0], strain_year(allocation)
    now, then = _at(allocation, first), _at(allocation, strain)
    by_level = by_labels(allocation.to_frame("gap", by=["year", "level"]), "year", "level")
    base, special = (by_level[strain, level] for level in ("base", "special"))
    frame = allocation.to_frame("gap", by=["year", "need"])
    here = frame[(frame["year"] == strain) & (frame["demand"] > FEWEST)]
    table = table_of(
        here.sort_values("without", ascending=False),
        {
            "need": "Primary need",
            "demand": "Need a place",
            **as_ordered(MISSED_FATES, _aims(allocation)),
        },
        caption=f"Children without a place, by need, {terms.year_label(strain)} {RANGED}",
        words={"need": need_words},
    )
    return Section(
        "without",
        "Children without a place",
        "How many children need a specialist place and do not have one?",
        (
            f"{before(first, strain, _told(now, 'without'), 'have none')}In "
            f"{terms.year_label(strain)}{strain_words(allocation)}, {_told(then, 'without')} "
            f"children have none: {ranged(base, 'without')} need a base, and "
            f"{ranged(special, 'without')} a special school.",
            "How many of those who are in mainstream, at college or not in education need more is "
            "not counted anywhere: it is an assumption (see Assumptions), drawn between its low "
            "and high value in every draw, so its doubt is in every range.",
            *outside_words(allocation, strain),
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
        {"year": "Academic year", "demand": "Need a place", **as_ordered(FATES, _aims(allocation))},
        caption=f"Children {RANGED}",
        words={"year": year_words},
    )


def _enough(allocation: Allocation) -> Section:
    """Whether there are enough places, where and when they are needed."""
    strain = strain_year(allocation)
    supply, totals = allocation.to_frame("supply"), allocation.to_frame("site_totals")
    known = with_places(*(frame[frame["year"] == strain] for frame in (supply, totals)))
    over = children_over(supply, totals, [strain])[0]
    said_over = over_words(over, may_be_above=OVER_PLACES in _aims(allocation))
    whose = whose_words(allocation)
    return Section(
        "enough",
        "Enough places locally, when needed",
        "Are there enough places, where and when children need them?",
        (
            f"{full_words(allocation, known, year=strain)} {said_over}",
            room_words(known, waiting=float(_at(allocation, strain)["without"]["value"])),
        ),
        charts=tuple(
            chart(
                partial(allocation.plot.supply, year=strain, level=level),
                _own_supply(allocation, strain, level),
                caption=f"{level_words(level)}: children against places at {whose}",
            )
            for level in ("special", "base")
            if _has_own(allocation, strain, level)
        ),
    )


def _has_own(allocation: Allocation, year: int, level: str) -> bool:
    return bool((allocation.plot.own_supply(year)["level"] == level).any())


def _own_supply(allocation: Allocation, year: int, level: str) -> Table:
    own = allocation.plot.own_supply(year)
    of_level = own[own["level"] == level]
    return table_of(
        of_level.assign(percent_full=100 * of_level["chance_full"]),
        {
            "pool_name": "School and pool",
            "places": "Places",
            "taken": "Others' children",
            "free_to_us": "Free to us, after headroom",
            "placed": "Ours",
            "over": "Above its places",
            "percent_full": "Chance that none is free to us, %",
        },
        caption=f"Places and children at {whose_words(allocation)}, {terms.year_label(year)}; "
        "places that are neither others' nor free to us are headroom, kept for children who come "
        "until July, or held by children at no local level",
        digits={"over": 1},
    )


def _independent(allocation: Allocation) -> Section:
    """How far independent and distant provision is used."""
    first, strain = allocation.years[0], strain_year(allocation)
    now, then = _at(allocation, first), _at(allocation, strain)
    frame = allocation.to_frame("independent")
    here = frame[frame["year"] == strain]
    kept = here[(here["avoidable"] > FEWEST) | (here["beyond"] > FEWEST)]
    table = table_of(
        kept.sort_values("avoidable", ascending=False),
        {
            "need": "Primary need",
            "phase": "Phase",
            "avoidable": as_ordered(FATES, _aims(allocation))["independent"],
            **BEYOND,
        },
        caption=f"By need and phase: children who go independent, or need what no local place "
        f"could give, {terms.year_label(strain)} {RANGED}",
        words={"need": need_words, "phase": phase_words},
    )
    yearly = table_of(
        independent_by_year(allocation),
        {
            "year": "Academic year",
            "together": "Together",
            **as_ordered(INDEPENDENT_FATES, _aims(allocation)),
        },
        caption=f"Children {RANGED}",
        words={"year": year_words},
    )
    where = f"are in independent schools {_why_independent(allocation)}"
    return Section(
        "independent",
        "Independent and distant provision",
        "How much do we rely on independent and distant schools?",
        (
            f"{before(first, strain, _told(now, 'independent'), where)}In "
            f"{terms.year_label(strain)}, {_told(then, 'independent')} children {where}. Besides, "
            f"{_told(then, 'beyond')} need what no local place could give, wherever they are now; "
            "they are never counted as avoidable.",
            "Independent places are limited: to those that named schools have for us, and, in all "
            f"other schools together, to {_limit_words(allocation)}. Where the limit is reached, a "
            "child is without a place.",
            f"Beyond the journey limit in {terms.year_label(strain)}: "
            f"{_told(then, 'placed_further')} of the placed.",
        ),
        charts=(
            chart(
                allocation.plot.independent,
                yearly,
                caption="Independent placements, and needs beyond local places",
            ),
        ),
        folded=(table,),
    )


def _nearness(allocation: Allocation) -> Section:
    """How near to home children are placed."""
    first, strain = allocation.years[0], strain_year(allocation)
    now, then = _at(allocation, first), _at(allocation, strain)
    frame = allocation.to_frame("journeys", by=["year", "group", "phase"])
    here = frame[(frame["year"] == strain) & (frame["placed"] >= LEAST_FLOW)]
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
        caption=f"Journeys by group and phase, {terms.year_label(strain)}: groups of five placed "
        f"children or more {RANGED}",
        digits={
            "mean_miles": 1,
            "mean_minutes": 0,
            "percent": 1,
            "independent_mean_miles": 1,
        },
        words={"phase": phase_words},
    )

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
            " ".join(journey_words({first: now, strain: then}, strain)),
            shortage_words(now, then),
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
    kept = lacking[lacking["lacking"] > FEWEST].sort_values("lacking", ascending=False)
    share = lacking.groupby("need")[["lacking", "demand"]].sum()
    least = max(share["demand"].sum() * 0.05, FEWEST)
    big = share[share["demand"] >= least]
    worst = (big["lacking"] / big["demand"]).sort_values(ascending=False)
    most, rest = largest_of(kept, "lacking", sheet="gap")
    table = table_of(
        most.assign(percent=100 * most["lacking"] / most["demand"]),
        {
            "group": "Locality group",
            "need": "Primary need",
            "demand": "Need a place",
            **as_ordered(MISSED_FATES, _aims(allocation)),
            "lacking": "The two together: without a local place",
            "percent": "Without a local place, %",
        },
        caption=f"Children without a local place by group and need, {terms.year_label(strain)} "
        f"{RANGED}{rest}",
        words={"need": need_words},
    )
    return Section(
        "pattern",
        "Pattern of places against pattern of need",
        "Do the places match the needs, and where they arise?",
        (served_words(worst, strain),),
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
    """Say where one more place is worth most, by level; or that it helps almost anywhere."""
    if helps_almost_anywhere(allocation, year=year):
        yield (
            f"One more place at almost any school would help one child in {terms.year_label(year)}"
            ": how many places there are matters more then than where they are."
        )
        return
    best = best_places(allocation, year=year)
    for level in ("special", "base"):
        own = best[(best["level"] == level) & (best["setting"] != "independent")]
        if len(own) and float(own["more_without"].iloc[0]) < -LEAST:
            row = own.to_dict("records")[0]
            yield (
                f"{level_words(level)}: one more place is worth most at {row['pool_name']}: "
                f"{worth_words(row)}."
            )
