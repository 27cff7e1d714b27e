"""The section of a report on demand: plans, needs, levels and localities."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sufficiency import england, terms
from sufficiency.allocation import Allocation
from sufficiency.allocation.answer import strain_year
from sufficiency.backtesting import Backtest
from sufficiency.demand.growth import england_path
from sufficiency.messages.listing import counted
from sufficiency.projection import Projection
from sufficiency.reports.parts import RANGED, Chart, Section, Table, chart, largest_of, table_of
from sufficiency.reports.past import verdict_beside
from sufficiency.reports.suppressed import (
    suppressed_table,
    suppressed_words,
    young_people_table,
    young_people_words,
)
from sufficiency.reports.words import january_words, level_words
from sufficiency.scenario.schedule import say_value
from sufficiency.tables import by_labels

EXPECTED_FROM, EXPECTED_YEAR = 2024, 2029
PUPILS_NOW, PUPILS_EXPECTED = 5.3, 7.7
"""Percent of England's pupils with a plan, as the Department for Education has and expects it for
these academic years: docs/explanation/demand.md, What it cannot do yet."""

SHOWN_YEARS = 4
"""Years in a table: the first and the last, and two that are spread between."""


GROUPS_UNTESTED = " Groups of localities add several up, and have no verdict of their own."


def demand(allocation: Allocation, backtest: Backtest | None) -> Section:
    """How many children have a plan, and who needs what, by need and locality."""
    projection = allocation.projection
    by_group = projection.to_frame(by=["year", "group"])
    suppressed = projection.suppressed()
    return Section(
        "demand",
        "Demand",
        paragraphs=(
            *_demand_words(allocation),
            suppressed_words(projection, suppressed),
            young_people_words(projection),
            *_other_draws(allocation),
        ),
        charts=_demand_charts(allocation, backtest),
        tables=(
            _by_years(
                by_group,
                "group",
                "Locality group",
                beside=verdict_beside(backtest, "locality", besides=GROUPS_UNTESTED),
            ),
        ),
        folded=(
            suppressed_table(projection, suppressed),
            young_people_table(projection),
            _by_locality(allocation),
        ),
    )


def _demand_words(allocation: Allocation) -> tuple[str, ...]:
    """Say how many have a plan, now and at the end, and how far that can be relied on."""
    plans = by_labels(allocation.projection.to_frame(by=["year"]), "year")
    base, end = allocation.projection.base, allocation.years[-1]
    first, last = plans[base], plans[end]
    return (
        f"{first['children']:,.0f} children and young people had a plan in January "
        f"{terms.january_of_year(base)}. If growth goes on as England's and the area's did, but "
        f"for what the scenario states, there are {last['children']:,.0f} "
        f"({last['low']:,.0f} to {last['high']:,.0f}) in January "
        f"{terms.january_of_year(end)}. {_prevalence_words(allocation)}",
        "The further ahead, the less is known. Growth was measured over five years; after that, "
        "joining rates are held as they are, and no past error speaks for the range. A change of "
        "the law or of practice would change it all: see Assumptions.",
        _flows_words(allocation.projection),
    )


def _flows_words(projection: Projection) -> str:
    """Say from what joining and leaving were estimated, and what that cannot show."""
    needs = "" if projection.need_changes else " Children keep their primary need as they grow up."
    if projection.flows == "transitions":
        return (
            "Who joins, who leaves and who changes need or placement is read from transitions, "
            "which follow each child from one January to the next; no turnover is assumed. Which "
            f"level of place a child needs is supposed, and not read from them.{needs}"
        )
    assumed = projection.scenario.assumption("turnover_percent").at(projection.base)
    turnover = say_value(assumed, unit="percent")
    return (
        "Who joins and who leaves is read from January counts. A child who leaves and another who "
        f"joins in the same year cannot be seen there: it is assumed that {turnover} of children "
        f"are exchanged in this way.{needs}"
    )


def _other_draws(allocation: Allocation) -> tuple[str, ...]:
    """Say why demand here is not to the child that of the headlines, where fewer draws are used."""
    projected = allocation.projection.draws
    if projected == allocation.draws:
        return ()
    return (
        f"The figures of this section are over {projected:,} projected draws and every age; those "
        "of the others are over the "
        f"{counted(allocation.draws, 'draw that was', 'draws that were')} allocated, and the ages "
        "that are placed. So a total here may differ from the same total there.",
    )


def _demand_charts(allocation: Allocation, backtest: Backtest | None) -> tuple[Chart, ...]:
    """Draw all plans, the largest needs, and levels of need."""
    projection = allocation.projection
    levels = {code: level_words(code) for code in ("special", "base")}
    return (
        chart(
            projection.plot.plans,
            table_of(
                projection.plot.all_plans(),
                {"year": "January", "children": "Plans"},
                caption=f"Plans, counted until {terms.january_of_year(projection.base)}, then "
                f"projected {RANGED}",
                words={"year": january_words},
            ),
            caption="All plans",
            beside=verdict_beside(backtest, "total"),
        ),
        chart(
            projection.plot.drivers,
            table_of(
                projection.plot.driver_steps(),
                {"part": "Part", "children": "Children"},
                caption="Children counted, what is added and taken away until "
                f"{terms.january_of_year(projection.years[-1])}, and children expected: expected "
                "numbers, which are near the means over the draws and not the same",
                words={"part": lambda part: " ".join(str(part).split())},
            ),
            caption="What drives the change of all plans",
            beside=_drivers_beside(projection),
        ),
        chart(
            projection.plot.needs,
            _by_series(
                projection.to_frame(by=["year", "need"]), "need", projection.plot.largest_needs()
            ),
            caption="Plans of the largest needs",
            beside=verdict_beside(backtest, "need"),
        ),
        chart(
            projection.plot.levels,
            _by_series(projection.to_frame(by=["year", "level"]), "level", levels),
            caption="Children who need a base or special place",
        ),
    )


def _drivers_beside(projection: Projection) -> str:
    """Say what rates that stay make, and why the number expected is not the mean of this page."""
    last = projection.to_frame(by=["year"]).iloc[-1]
    mean, expected = float(last["children"]), float(last["expected"])
    parts = (
        "If rates stay as they are, children grow up and others join and leave at today's rates: "
        "that is more than demography."
    )
    if f"{mean:,.0f}" == f"{expected:,.0f}":
        return parts
    limits = projection.model.levers.limits
    is_held = limits is not None and limits.any
    above = (
        "growth that draws have above the central path adds more than growth below it takes away"
    )
    below = "a limit holds the draws above it, and lifts none" if is_held else ""
    why = above if mean > expected else below
    return (
        f"{parts} Expected in January {terms.january_of_year(int(last['year']))}: {expected:,.0f}, "
        f"by the central rates; the mean over the draws, which the rest of this page has, is "
        f"{mean:,.0f}{f', since {why}' if why else ''}. Quote the mean, with its range; the parts "
        "say where the change comes from."
    )


def _by_locality(allocation: Allocation) -> Table:
    """Lay demand out by locality in the year of greatest strain."""
    known = allocation.projection.area.table("localities")
    names = dict(zip(known["locality"], known["name"], strict=True))
    strain = strain_year(allocation)
    frame = allocation.to_frame("gap", by=["year", "group", "locality"])
    here = frame[frame["year"] == strain]
    named, rest = largest_of(
        here.assign(name=here["locality"].map(names)),
        "demand",
        sheet="gap",
        unit="who need a place",
    )
    return table_of(
        named.sort_values(["group", "name"]),
        {
            "group": "Locality group",
            "name": "Locality",
            "demand": "Need a base or special place",
            "without": "Without a place",
        },
        caption=f"By locality, {terms.year_label(strain)}: figures this small say hardly more "
        f"than few or several{rest}",
    )


def _prevalence_words(allocation: Allocation) -> str:
    """Say what share of residents has a plan, now and at the end: so that growth can be judged."""
    projection = allocation.projection
    plans = projection.to_frame(by=["year"]).set_index("year")["children"]
    persons = projection.model.population.sum(axis=(1, 2))
    if not (persons > 0).all():
        return "The population of some of these years is nought, so there is no share to judge by."
    shares = [
        100 * float(plans[year]) / float(count)
        for year, count in zip((projection.base, *projection.years), persons, strict=True)
    ]
    return (
        f"That would be {shares[-1]:.1f} % of residents aged 0 to 24, against {shares[0]:.1f} % "
        f"now. {_england_words() if projection.years[-1] >= EXPECTED_FROM else ''}".rstrip()
    )


def _england_words() -> str:
    """Set England beside the area's share: what the Department expects, and this model's path."""
    known = [count for year, count in sorted(england.plans().items()) if year <= EXPECTED_FROM]
    growth = england_path(known, years=EXPECTED_YEAR - EXPECTED_FROM)
    own = PUPILS_NOW * float(np.exp(np.sum(growth)))
    return (
        f"For comparison, in pupils and not residents: the Department for Education expects that "
        f"the share of England's pupils with a plan rises from {PUPILS_NOW} % in "
        f"{terms.year_label(EXPECTED_FROM)} to {PUPILS_EXPECTED} % in "
        f"{terms.year_label(EXPECTED_YEAR)}; on the path of England's plans that this model leans "
        f"on it would be {own:.1f} % if there are as many pupils."
    )


def _by_series(frame: pd.DataFrame, by: str, series: dict[str, str]) -> Table:
    """Lay every year of a chart out below each other, a column for each of its lines."""
    years = sorted({int(year) for year in frame["year"]})
    wide = pd.DataFrame({"year": years})
    for code in series:
        of_code = frame[frame[by] == code].set_index("year").reindex(years)
        for side, end in (("children", ""), ("low", "_low"), ("high", "_high")):
            wide[f"{code}{end}"] = of_code[side].to_numpy(dtype=float)
    return table_of(
        wide,
        {"year": "January", **series},
        caption=f"Children with a plan {RANGED}",
        words={"year": january_words},
        is_stacked=True,
    )


def _by_years(frame: pd.DataFrame, by: str, header: str, *, beside: str) -> Table:
    """Lay a few years out beside each other, a row for each label."""
    years = sorted({int(year) for year in frame["year"]})
    chosen = spread_years(years)
    order = frame[frame["year"] == chosen[0]].sort_values("children", ascending=False)[by].tolist()
    wide = pd.DataFrame({by: order})
    for year in chosen:
        here = frame[frame["year"] == year].set_index(by)
        for side in ("children", "low", "high"):
            end = "" if side == "children" else f"_{side}"
            wide[f"{year}{end}"] = [float(here.loc[label, side]) for label in order]
    columns = {by: header} | {str(year): terms.year_label(year) for year in chosen}
    kept = wide[(wide[[str(year) for year in chosen]] >= 0.5).any(axis=1)]
    return table_of(
        kept,
        columns,
        caption=f"Children with a plan {RANGED}",
        beside=beside,
    )


def spread_years(years: list[int]) -> list[int]:
    """Choose a few years, the first and the last among them."""
    steps = len(years) - 1
    return sorted({years[round(steps * place / (SHOWN_YEARS - 1))] for place in range(SHOWN_YEARS)})
