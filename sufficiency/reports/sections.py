"""The other sections of a report: plans compared, worth, map, who stays, sources."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from sufficiency import terms
from sufficiency.allocation import Allocation
from sufficiency.allocation.aim_frames import aims_sentences
from sufficiency.allocation.aims import WORDS, order_sentence
from sufficiency.allocation.answer import (
    strain_year,
)
from sufficiency.allocation.map_frames import map_frames, map_rows
from sufficiency.allocation.summary import MEASURES, label_of_measure
from sufficiency.backtesting import Backtest
from sufficiency.comparison import Comparison
from sufficiency.messages.listing import counted
from sufficiency.reports.assumptions import assumptions
from sufficiency.reports.caps import caps
from sufficiency.reports.chances import chances
from sufficiency.reports.demand import demand, spread_years
from sufficiency.reports.displaced import displaced
from sufficiency.reports.fairness import fairness
from sufficiency.reports.intake import intake
from sufficiency.reports.notes import all_notes, where_all_notes_are
from sufficiency.reports.parts import RANGED, Section, Table, chart, largest_of, shown, table_of
from sufficiency.reports.past import how_sure
from sufficiency.reports.reasons import reasons
from sufficiency.reports.today import against_today
from sufficiency.reports.worth import worth
from sufficiency.results import gathered

SOURCES_TITLE = "Basis, sources and provenance"


def overview(allocation: Allocation) -> Table:
    """Lay the headline figures of a few years out beside each other."""
    frame = allocation.summary()
    years = spread_years(list(allocation.years))
    told = [name for name in MEASURES if name not in MILES]
    aims = allocation.setting.supply.aims
    wide = pd.DataFrame({"label": [label_of_measure(name, aims) for name in told]})
    for year in years:
        here = frame[frame["year"] == year].set_index("measure")
        for column, side in (
            (f"{year}", "value"),
            (f"{year}_low", "low"),
            (f"{year}_high", "high"),
        ):
            wide[column] = [float(here[side][name]) for name in told]
    return table_of(
        wide,
        {"label": "Children"} | {str(year): terms.year_label(year) for year in years},
        caption=f"In a few years {RANGED}",
        is_stacked=True,
        beside=_how_to_read(allocation),
    )


def _how_to_read(allocation: Allocation) -> str:
    """Say what a mean, a range, a year and a sum are, before the first of them is read."""
    last = allocation.years[-1]
    when, january = terms.year_label(last), terms.january_of_year(last)
    return (
        f"How to read it: the children of {allocation.draws:,} possible futures, or draws, were "
        "given places. The first number is the mean over them; in eight of ten the number is "
        f"between the two in brackets. A year is an academic year: {when} has the children of "
        f"January {january}. Every number is rounded by itself, so sums may differ by one or two."
    )


def the_map(allocation: Allocation) -> Section:
    """From home to school, without any flow that could point at a child."""
    strain = strain_year(allocation)
    far = map_frames(allocation, strain).words_of_far
    lines, rest = largest_of(map_rows(allocation, strain), "demand", sheet="placed", unit="")
    table = table_of(
        lines,
        {
            "group": "Locality group",
            "locality": "From",
            "demand": "Need a base or special place",
            "site": "To",
            "kind": "What it is",
            "children": "Children on the line (expected)",
        },
        caption=f"Children who need a place in each locality, and each line of the map"
        f"{' or off it' if far else ''}, {terms.year_label(strain)}; a dash where no line has five "
        f"children or more{rest}",
    )
    return Section(
        "map",
        "Map",
        "Where do children live, and to which schools do they go?",
        paragraphs=(
            "Circles are localities, by how many children there need a base or special place (mean "
            "over the draws). A line goes to each school that has five or more of them (expected "
            "numbers); smaller groups are never shown, since a thin line could point at a child. "
            "So the lines of a locality add up to fewer than its children."
            f"{f' {far} The table has them too.' if far else ''}",
        ),
        charts=(
            chart(lambda: allocation.plot.map(year=strain), table, caption="From home to school"),
        ),
    )


MILES = ("mean_miles", "all_mean_miles")
"""Measures that are shown with a digit after the point."""


def compared(comparison: Comparison) -> Section:
    """What each plan changes against the first."""
    strain = strain_year(comparison.reference)
    frame = comparison.summary()
    here = frame[frame["year"] == strain]
    place = here["measure"].map({name: number for number, name in enumerate(MEASURES)})
    told = here.assign(place=place).sort_values("place", kind="stable")
    is_other = told["scenario"] != comparison.names[0]
    changes = {name: told[name].where(is_other) for name in ("change", "change_low", "change_high")}
    rows = told.assign(**changes)  # the reference has no change against itself: a dash
    columns = {
        "label": "Measure",
        "scenario": "Plan",
        "value": "Figure",
        "change": f"Change against {comparison.names[0]}",
    }
    children, miles = (
        table_of(
            rows[rows["measure"].isin(MILES) == are_miles],
            columns,
            caption=f"{unit}, {terms.year_label(strain)} {RANGED}",
            digits={"value": digits, "change": digits},
        )
        for are_miles, unit, digits in ((False, "Children", 0), (True, "Miles, one way", 1))
    )
    reference = comparison.reference.scenario
    points = [f"{comparison.names[0]} is the reference: {reference.title}."]
    for name in comparison.names[1:]:
        points += [f"{name}: {sentence}" for sentence in comparison.differences(name)]
    return Section(
        "comparison",
        "Plans compared",
        paragraphs=comparison.sentences(year=strain),
        points=tuple(points),
        tables=(children, miles),
    )


def stability(allocation: Allocation) -> Section | None:
    """What it costs that children are not dealt anew each year."""
    if allocation.setting.stayers == "release":
        return None
    frame = allocation.to_frame("stability")
    strain = strain_year(allocation)
    here = frame[frame["year"] == strain]
    aims = allocation.setting.supply.aims
    return Section(
        "stability",
        "Children stay where they are",
        paragraphs=(
            "Children keep their place until it ends for them, even where a limit on independent "
            "placements has been reached since. The last column shows how it would be if everybody "
            "were placed anew each year, within all places and limits. Nobody proposes that: it is "
            "a yardstick for what staying costs.",
            f"{_staying_words(here)}{_expected_words(allocation, strain)}",
            " ".join(aims_sentences(allocation, year=strain) or [order_sentence(aims)]),
        ),
        tables=(
            table_of(
                here.assign(label=[WORDS[aim].capitalize() for aim in here["aim"]]),
                {"label": "Aim", "kept": "Children stay", "released": "All placed anew"},
                caption=f"{terms.year_label(strain)}, expected numbers",
                digits={"kept": 0, "released": 0},
            ),
        ),
    )


def _staying_words(here: pd.DataFrame) -> str:
    """Say what staying changes for children without a place and in independent schools."""
    parts = []
    for row in here[here["aim"].isin(["without", "independent"])].to_dict("records"):
        change = round(float(row["kept"])) - round(float(row["released"]))
        if change:
            side = "more" if change > 0 else "fewer"
            parts.append(f"{abs(change):,} {side} {WORDS[row['aim']]}")
    return f"That children stay means {' and '.join(parts)}. " if parts else ""


def _expected_words(allocation: Allocation, year: int) -> str:
    """Say that expected numbers are not the means of the page, and by how much."""
    frame = allocation.summary()
    row = frame[(frame["year"] == year) & (frame["measure"] == "without")].to_dict("records")[0]
    return (
        "These are expected numbers, of one middle course and without a range. The means over the "
        "draws, elsewhere on this page, differ: "
        f"{counted(row['expected'], 'child', 'children')} without a place here, "
        f"{shown(row['value'])} there."
    )


def sources(result: Allocation | Comparison, allocation: Allocation) -> Section:
    """Whose figures they are, what is made up, notes, and how to make it again."""
    area = allocation.projection.area
    told = gathered(result.notes)
    provenance = result.provenance().to_frame()
    about = area.table("about")
    named = about.assign(item=[str(item).replace("_", " ").capitalize() for item in about["item"]])
    basis = terms.short_list("basis").label(allocation.basis).lower()
    return Section(
        "sources",
        SOURCES_TITLE,
        paragraphs=(
            f"The weakest basis that these figures rest on: {basis}.",
            *where_all_notes_are(result.notes),
        ),
        points=tuple(f"{note.place}: {note.seen} {note.why}" for note in told),
        tables=(
            table_of(
                named, {"item": "Item", "value": "What it says"}, caption=f"About {area.name}"
            ),
        ),
        folded=(
            *all_notes(result.notes),
            table_of(
                provenance,
                {"kind": "Kind", "name": "Name", "value": "Value"},
                caption="With what it was made: the same inputs, versions and seed give the same "
                "figures",
            ),
        ),
    )


def all_sections(
    result: Allocation | Comparison,
    backtest: Backtest | None,
    *,
    independent_above: float | None,
) -> Iterator[Section]:
    """Give the sections of a report that stand around the questions, in their order."""
    allocation = result.reference if isinstance(result, Comparison) else result
    if isinstance(result, Comparison):
        yield compared(result)
    yield demand(allocation, backtest)
    yield how_sure(allocation, backtest)
    yield chances(allocation, independent_above=independent_above)
    yield fairness(allocation)
    yield intake(allocation)
    yield reasons(allocation)
    for held in (displaced(allocation), caps(allocation)):
        if held is not None:
            yield held
    yield worth(allocation)
    yield the_map(allocation)
    kept = stability(allocation)
    if kept is not None:
        yield kept
    yield against_today(allocation)
    yield assumptions(allocation)
    yield sources(result, allocation)
