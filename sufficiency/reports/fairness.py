"""The section of a report on fairness: who travels how far, who lacks a place, and neighbours."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from sufficiency import terms
from sufficiency.allocation import Allocation
from sufficiency.allocation.answer import FEWEST, strain_year
from sufficiency.allocation.fairness import NOT_KNOWN
from sufficiency.allocation.map_frames import LEAST_FLOW
from sufficiency.messages.listing import counted
from sufficiency.reports.parts import Section, Table, largest_of, shown, table_of
from sufficiency.reports.words import need_words, phase_words

MOST_DEPRIVED = ("1", "2", "3")
"""Deciles that are told together against all others."""

WAYS = {
    "group": "By group of localities",
    "need": "By primary need",
    "phase": "By phase",
    "imd_decile": "By deprivation of the locality (tenths of England, 1 the most deprived)",
    "locality": "By locality",
}
"""Ways of telling children apart that are shown, and their captions; the last is folded."""

COLUMNS = {
    "label": "Who",
    "placed": "Placed",
    "percent": "Without a local place, %",
    "mean_miles": "Mean miles",
    "miles_90th": "90th percentile, miles",
    "longest_miles": "Longest, miles",
    "mean_minutes": "Mean minutes",
    "minutes_90th": "90th percentile, minutes",
    "longest_minutes": "Longest, minutes",
    "beyond": "Beyond the limit, %",
}


def fairness(allocation: Allocation) -> Section:
    """How evenly journeys and places fall on localities, needs, ages and deprivation."""
    year = strain_year(allocation)
    frame = allocation.to_frame("fairness")
    here = frame[frame["year"] == year]
    ways = [way for way in WAYS if (here["by"] == way).any()]
    tables = [_table(allocation, here, way, year) for way in ways]
    return Section(
        "fairness",
        "Fairness and equality",
        "Do some children travel further, or lack a place more often, than others?",
        paragraphs=(
            *_deprivation_words(here, year),
            "Nine in ten travel no further than the 90th percentile; the longest is that of any "
            "child in any draw. Children in independent schools and those without a place are not "
            "in the journeys, so read them with the share without a local place. Groups of fewer "
            "than five placed children are not shown. A difference may come from where schools "
            "stand and not from who is admitted; it is a question to ask and no finding.",
            *_neighbour_words(allocation, year),
        ),
        tables=tuple(table for way, table in zip(ways, tables, strict=True) if way != "locality"),
        folded=(
            *(table for way, table in zip(ways, tables, strict=True) if way == "locality"),
            *_neighbours(allocation, year),
        ),
    )


def _table(allocation: Allocation, here: pd.DataFrame, way: str, year: int) -> Table:
    """Lay one way of telling children apart out, without small groups."""
    rows, rest = largest_of(
        here[(here["by"] == way) & (here["placed"] >= LEAST_FLOW)],
        "placed",
        sheet="fairness",
        unit="placed children",
    )
    names = {}
    if way == "locality":
        known = allocation.projection.area.table("localities")
        names = dict(zip(known["locality"], known["name"], strict=True))

    def label_words(value: object) -> str:
        code = str(value)
        if way == "need":
            return need_words(code)
        if way == "phase":
            return phase_words(code)
        if way == "imd_decile":
            ends = {"1": " (most deprived)", "10": " (least deprived)"}
            return f"Tenth {code}{ends.get(code, '')}" if code.isdigit() else code.capitalize()
        return str(names.get(code, code))

    # The longest journey is one child's: of a single locality it could point at that child.
    columns = {
        name: words
        for name, words in COLUMNS.items()
        if way != "locality" or not name.startswith("longest")
    }
    return table_of(
        rows.assign(
            percent=100 * rows["share_without_local"], beyond=100 * rows["share_beyond_limit"]
        ),
        columns,
        caption=f"{WAYS[way]}: journeys one way, {terms.year_label(year)}{rest}",
        digits={"mean_miles": 1, "miles_90th": 1, "longest_miles": 1, "beyond": 1},
        words={"label": label_words},
    )


def _deprivation_words(here: pd.DataFrame, year: int) -> Iterator[str]:
    """Set the three most deprived tenths beside all others, where both have children placed."""
    known = here[(here["by"] == "imd_decile") & (here["label"] != NOT_KNOWN)]
    is_deprived = known["label"].isin(MOST_DEPRIVED)
    parts = [known[is_deprived], known[~is_deprived]]
    if any(float(part["placed"].sum()) < LEAST_FLOW for part in parts):
        if known.empty:
            yield (
                "Nothing is said of deprivation: no locality has a decile. Fill in the column "
                "imd_decile of the table localities to see it."
            )
        return
    first, second = (
        f"{shown(100 * _mean(part, 'share_without_local', 'demand'))} % lack a local place, and "
        f"the mean journey of the placed is {shown(_mean(part, 'mean_miles', 'placed'), 1)} miles"
        for part in parts
    )
    yield (
        f"In {terms.year_label(year)}, in localities of the three most deprived tenths of England "
        f"{first}; in all others {second}."
    )


def _mean(part: pd.DataFrame, name: str, weight: str) -> float:
    """Give the mean over children; rows of nobody have none."""
    held = part[part[weight] > 0]
    return float((held[name] * held[weight]).sum() / held[weight].sum())


def _neighbour_words(allocation: Allocation, year: int) -> Iterator[str]:
    """Say how many are imported and exported, as far as the tables tell."""
    frame = allocation.to_frame("neighbours")
    here = frame[frame["year"] == year]
    if here["is_own"].isna().all():
        return
    sums = here[["imports", "exports"]].sum()
    yield (
        f"At the authority's own schools others have {counted(sums['imports'], 'place')}, as "
        f"far as the table of places tells, and {shown(sums['exports'])} of its children are at "
        f"schools of other authorities in {terms.year_label(year)}, independent schools apart."
    )


def _neighbours(allocation: Allocation, year: int) -> Iterator[Table]:
    """Lay imports and exports out by authority: single schools could point at a child."""
    frame = allocation.to_frame("neighbours")
    here = frame[(frame["year"] == year) & frame["is_own"].notna()]
    sums = here.groupby("authority", as_index=False)[["ours", "taken", "imports", "exports"]].sum()
    kept = sums[(sums["imports"] > FEWEST) | (sums["exports"] >= LEAST_FLOW)]
    if kept.empty:
        return
    yield table_of(
        kept.sort_values("exports", ascending=False, kind="stable"),
        {
            "authority": "Schools of",
            "ours": "Our children",
            "taken": "Places that others have",
            "imports": "Imports",
            "exports": "Exports",
        },
        caption=f"Imports and exports by authority, {terms.year_label(year)}: authorities with "
        "fewer than five of our children are not shown; by school in the workbook (sheet "
        "neighbours)",
    )
