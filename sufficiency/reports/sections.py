"""The other sections of a report: demand, worth, map, comparison, assumptions, sources."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from sufficiency import terms
from sufficiency.allocation import Allocation
from sufficiency.allocation.answer import best_places, pool_name, strain_year
from sufficiency.allocation.summary import MEASURES
from sufficiency.comparison import Comparison
from sufficiency.reports.parts import Section, Table, chart, table_of
from sufficiency.reports.questions import level_words, need_words, year_words
from sufficiency.results import Result

WORTH_ROWS = 15
SAME_WORTH = 0.02
"""Pools whose worth differs by less are alike to the eye: then a chart says nothing."""
SHOWN_YEARS = 4
"""Years in a table of demand: the counted one, and three that are spread over the horizon."""


def demand(allocation: Allocation) -> Section:
    """How many children have a plan, and who needs what, by need and locality."""
    projection = allocation.projection
    plans = projection.to_frame(by=["year"])
    first, last = plans.iloc[0], plans.iloc[-1]
    by_need = projection.to_frame(by=["year", "need"])
    by_group = projection.to_frame(by=["year", "group"])
    by_level = projection.to_frame(by=["year", "level"])
    by_locality = allocation.to_frame("gap", by=["year", "group", "locality"])
    strain = strain_year(allocation)
    names = dict(
        zip(
            projection.area.table("localities")["locality"],
            projection.area.table("localities")["name"],
            strict=True,
        )
    )
    localities = by_locality[by_locality["year"] == strain]
    named = localities.assign(name=localities["locality"].map(names))
    return Section(
        "demand",
        "Demand",
        paragraphs=(
            f"{first['children']:,.0f} children and young people had a plan in January "
            f"{terms.january_of_year(int(first['year']))}. If growth goes on as England's and the "
            f"area's did, there are {last['children']:,.0f} ({last['low']:,.0f} to "
            f"{last['high']:,.0f}) in January {terms.january_of_year(int(last['year']))}. "
            f"{_prevalence_words(allocation)}",
            "The further ahead, the less is known. Growth was measured over five years; after "
            "that, joining rates are held as they are, and no past error speaks for the range. A "
            "change of the law or of practice would change it all: see Assumptions.",
            "Rates of joining and leaving are net, from January counts alone.",
        ),
        charts=(
            chart(
                projection.plot.plans,
                table_of(
                    plans,
                    {"year": "Academic year", "children": "Plans in January"},
                    caption="Plans (mean, and range of 80 % of the draws)",
                    words={"year": year_words},
                ),
                caption="All plans",
            ),
            chart(
                projection.plot.needs,
                _by_years(by_need, "need", "Primary need", words={"need": need_words}),
                caption="Plans of the largest needs",
            ),
            chart(
                projection.plot.levels,
                _by_years(
                    by_level[by_level["level"] != "mainstream"],
                    "level",
                    "Level of need",
                    words={"level": level_words},
                ),
                caption="Children who need more than mainstream, by level",
            ),
        ),
        tables=(
            _by_years(by_group, "group", "Locality group"),
            table_of(
                named.sort_values(["group", "name"]),
                {
                    "group": "Locality group",
                    "name": "Locality",
                    "demand": "Need a base or special place",
                    "without": "Without a place",
                },
                caption=f"By locality, {terms.year_label(strain)}: figures this small say hardly "
                "more than few or several",
            ),
        ),
    )


def _prevalence_words(allocation: Allocation) -> str:
    """Say what share of residents has a plan, now and at the end: so that growth can be judged."""
    projection = allocation.projection
    plans = projection.to_frame(by=["year"]).set_index("year")["children"]
    persons = projection.model.population.sum(axis=(1, 2))
    shares = [
        100 * float(plans[year]) / float(count)
        for year, count in zip((projection.base, *projection.years), persons, strict=True)
    ]
    return (
        f"That would be {shares[-1]:.1f} % of residents aged 0 to 24, against {shares[0]:.1f} % "
        "now."
    )


def _by_years(
    frame: pd.DataFrame, by: str, header: str, *, words: dict[str, object] | None = None
) -> Table:
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
        caption="Children with a plan (mean, and range of 80 % of the draws)",
        words=words,  # type: ignore[arg-type]
    )


def spread_years(years: list[int]) -> list[int]:
    """Choose a few years, the first and the last among them."""
    steps = len(years) - 1
    return sorted({years[round(steps * place / (SHOWN_YEARS - 1))] for place in range(SHOWN_YEARS)})


def overview(allocation: Allocation) -> Table:
    """Lay the headline figures of a few years out beside each other."""
    frame = allocation.summary()
    years = spread_years(list(allocation.years))
    shown = [name for name in MEASURES if name not in MILES]
    wide = pd.DataFrame({"label": [MEASURES[name][0] for name in shown]})
    for year in years:
        here = frame[frame["year"] == year].set_index("measure")
        for column, side in (
            (f"{year}", "value"),
            (f"{year}_low", "low"),
            (f"{year}_high", "high"),
        ):
            wide[column] = [float(here[side][name]) for name in shown]
    return table_of(
        wide,
        {"label": "Children"} | {str(year): terms.year_label(year) for year in years},
        caption="In a few years (mean, and range of 80 % of the draws)",
    )


def worth(allocation: Allocation) -> Section:
    """What one more place would change, where it is worth most."""
    strain = strain_year(allocation)
    best = best_places(allocation, year=strain)
    names = [pool_name(row) for row in best.to_dict("records")]
    table = table_of(
        best.assign(pool_name=names).head(WORTH_ROWS),
        {
            "pool_name": "School and pool",
            "authority": "Authority",
            "more_without": "Without a place",
            "more_independent": "Independent",
            "more_beyond_limit": "Beyond the limit",
            "more_miles": "Miles, one way",
            "chance_full": "Chance that it is full",
        },
        caption=f"What one more place changes, {terms.year_label(strain)} (mean of "
        f"{len(allocation.drawn.more)} draws; below nought: fewer)",
        digits=dict.fromkeys(
            ("more_without", "more_independent", "more_beyond_limit", "chance_full"), 2
        )
        | {"more_miles": 1},
    )
    paragraphs = (
        "The worth of a place is what changes if one more were there in that year, all children "
        "who stay staying where they are. Aims come in order: a child less without a place may "
        "mean more miles, since that child now travels. Several places are not worth as many "
        "times as much: try them in a scenario.",
    )
    if best.empty:
        return Section("worth", "The worth of a place", paragraphs=("No pool is full.",))
    changes = (best["more_without"] + best["more_independent"]).head(WORTH_ROWS)
    if float(changes.max() - changes.min()) < SAME_WORTH:
        alike = (
            f"In {terms.year_label(strain)} so many wait that one more place in any of these "
            "means one child more with a local place; they differ in miles only."
        )
        return Section(
            "worth",
            "The worth of a place",
            paragraphs=(*paragraphs, alike),
            points=allocation.worth_in_words(year=strain),
            tables=(table,),
        )
    return Section(
        "worth",
        "The worth of a place",
        paragraphs=paragraphs,
        points=allocation.worth_in_words(year=strain),
        charts=(
            chart(
                lambda: allocation.plot.worth(year=strain),
                table,
                caption="Where one more place means most fewer children without a local place",
            ),
        ),
    )


def the_map(allocation: Allocation) -> Section:
    """From home to school, without any flow that could point at a child."""
    strain = strain_year(allocation)
    placed = allocation.to_frame("placed")
    here = placed[placed["year"] == strain]
    groups = allocation.labels.group_of
    by_site = (
        here.assign(group=here["locality"].map(dict(groups)))
        .groupby(["group", "name", "authority"], as_index=False)["children"]
        .sum()
    )
    large = by_site[by_site["children"] >= 5].sort_values("children", ascending=False)
    table = table_of(
        large,
        {"group": "From", "name": "To", "authority": "In", "children": "Children"},
        caption=f"Flows of five or more from groups of localities, {terms.year_label(strain)}",
    )
    return Section(
        "map",
        "Map",
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
    rows = here.assign(place=place).sort_values("place", kind="stable")
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
            caption=f"{unit}, {terms.year_label(strain)} (mean, and range of 80 % of the draws)",
            digits={"value": digits, "change": digits},
        )
        for are_miles, unit, digits in ((False, "Children", 0), (True, "Miles, one way", 1))
    )
    reference = comparison.reference.scenario
    points = [f"{comparison.names[0]} is the reference: {reference.title}."]
    for name in comparison.names[1:]:
        points.append(f"{name}: {reference.diff(comparison.allocations[name].scenario)}")
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
    words = {
        "without": "Children without a place",
        "independent": "Children in independent schools",
        "beyond_limit": "Journeys beyond the limit",
        "miles": "Miles, one way",
    }
    return Section(
        "stability",
        "Children stay where they are",
        paragraphs=(
            "Children keep their place until it ends for them. If everybody could be placed anew "
            "each year (nobody proposes it), this is the best there could be:",
        ),
        tables=(
            table_of(
                here.assign(label=here["aim"].map(words)),
                {"label": "Aim", "kept": "Children stay", "released": "All placed anew"},
                caption=f"{terms.year_label(strain)}, expected numbers",
                digits={"kept": 0, "released": 0},
            ),
        ),
    )


def assumptions(allocation: Allocation) -> Section:
    """Every assumption, with the file that it comes from and its basis."""
    resolved = allocation.scenario.resolved
    frame = resolved.assign(
        value=[str(value) for value in resolved["value"]],
        since=["" if pd.isna(year) else terms.year_label(int(year)) for year in resolved["year"]],
    )
    used = frame[frame["part"].isin(["demand", "allocation", "levels"])]
    return Section(
        "assumptions",
        "Assumptions",
        paragraphs=(
            f"Scenario {allocation.scenario.name}: {allocation.scenario.title}. "
            f"{allocation.scenario.description}",
            "Levels say, by where children are, how many need a place in mainstream, a base, a "
            "special school, or what no local place could give: a central share, and a low and a "
            "high one between which it is drawn.",
        ),
        tables=(
            table_of(
                used,
                {
                    "name": "Assumption",
                    "key": "For",
                    "since": "From",
                    "value": "Value",
                    "unit": "Unit",
                    "basis": "Basis",
                    "why": "Why",
                    "file": "From the file",
                },
                caption="Assumptions of the projection and the allocation, defaults included",
            ),
        ),
    )


def sources(result: Result, allocation: Allocation) -> Section:
    """Whose figures they are, what is made up, notes, and how to make it again."""
    area = allocation.projection.area
    notes = tuple(f"{note.place}: {note.seen} {note.why}" for note in allocation.notes)
    provenance = result.provenance().to_frame()
    about = area.table("about")
    basis = terms.short_list("basis").label(allocation.basis).lower()
    return Section(
        "sources",
        "Basis, sources and provenance",
        paragraphs=(f"The weakest basis that these figures rest on: {basis}.",),
        points=notes,
        tables=(
            table_of(
                about, {"item": "Item", "value": "What it says"}, caption=f"About {area.name}"
            ),
            table_of(
                provenance,
                {"kind": "Kind", "name": "Name", "value": "Value"},
                caption="With what it was made: the same inputs, versions and seed give the same "
                "figures",
            ),
        ),
    )


def all_sections(result: Allocation | Comparison) -> Iterator[Section]:
    """Give the sections of a report that stand around the questions, in their order."""
    allocation = result.reference if isinstance(result, Comparison) else result
    if isinstance(result, Comparison):
        yield compared(result)
    yield demand(allocation)
    yield worth(allocation)
    yield the_map(allocation)
    kept = stability(allocation)
    if kept is not None:
        yield kept
    yield assumptions(allocation)
    yield sources(result, allocation)
