"""The section of a report on next September's intake: Reception, Year 7 and Year 12."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from sufficiency import terms
from sufficiency.allocation import Allocation
from sufficiency.allocation.answer import FEWEST
from sufficiency.allocation.intake import ALL_NEEDS
from sufficiency.messages.listing import counted
from sufficiency.reports.parts import RANGED, Section, Table, largest_of, shown, spread, table_of
from sufficiency.reports.words import level_words, need_words

LIKELY = 0.5
"""A chance from which on something is likely."""


def intake(allocation: Allocation) -> Section:
    """Who enters a phase next September, and whether there are places free to them."""
    when = terms.year_label(allocation.years[0])
    return Section(
        "intake",
        "Next September's intake",
        f"Who enters Reception, Year 7 and Year 12 in {when}, and is there a place for each?",
        paragraphs=(
            f"In {when}, of those who need a base or special place: {_told(allocation)}.",
            _short_words(allocation),
            "Who must be placed has no place yet, or one that ends or does not serve the new NC "
            "year. A place that is free to several needs or ages stands in the row of each: only "
            "the rows of all needs count it once. Children of other NC years who must be placed "
            "want the same places (the last column), so a row without a shortage is no promise.",
        ),
        tables=(_places(allocation),),
        folded=(_children(allocation),),
    )


def _told(allocation: Allocation) -> str:
    """Say of each NC year of entry how many reach it, stay, and must be placed."""
    told = [
        f"{_number(row, 'reach')} reach {ncy_words(row['ncy'])}, of whom {_number(row, 'stay')} "
        f"stay where they are and {_number(row, 'to_place')} must be placed"
        for row in allocation.intake(by=["ncy"]).to_dict("records")
    ]
    return "; ".join(told) or "nobody reaches these NC years"


def _short_words(allocation: Allocation) -> str:
    """Say for whom free places are as likely as not too few, even if nobody else wanted them."""
    frame = allocation.to_frame("intake_places")
    whole = frame[(frame["need"] == ALL_NEEDS) & (frame["to_place"] > FEWEST)]
    if whole.empty:
        return "Nobody who enters must be placed."
    told = [
        f"{ncy_words(row['ncy'])}, {level_words(row['level']).lower()} "
        f"({shown(row['to_place'])} for {counted(row['free'], 'place')}, "
        f"{shown(100 * row['chance_short'])} %)"
        for row in whole[whole["chance_short"] >= LIKELY].to_dict("records")
    ]
    if not told:
        return (
            "For no level and NC year of entry is it likely that the free places are too few for "
            "those who enter, if no other child gets one."
        )
    return (
        "Even if no other child got one, the free places have an even chance or more of being too "
        f"few for those who enter: {'; '.join(told)}. The last figure is that chance."
    )


def _number(row: Mapping[Hashable, Any], name: str) -> str:
    return spread(row[name], row[f"{name}_low"], row[f"{name}_high"])


def _places(allocation: Allocation) -> Table:
    frame = allocation.to_frame("intake_places")
    order = (frame["need"] != ALL_NEEDS).astype(int)
    kept = frame[frame["to_place"] > FEWEST].assign(
        order=order, percent_short=100 * frame["chance_short"]
    )
    return table_of(
        kept.sort_values(
            ["ncy", "level", "order", "to_place"], ascending=[True, True, True, False]
        ),
        {
            "ncy": "Enters",
            "level": "Level",
            "need": "Primary need",
            "to_place": "Must be placed",
            "free": "Places free to them",
            "percent_short": "Chance that these are too few, %",
            "others": "Of other NC years, must be placed too",
        },
        caption=f"Who must be placed on entry, against free places, "
        f"{terms.year_label(allocation.years[0])} {RANGED}",
        words={"ncy": ncy_words, "level": level_words, "need": _need_words},
    )


def _children(allocation: Allocation) -> Table:
    frame: pd.DataFrame = allocation.intake(by=["ncy", "need", "group"])
    kept, rest = largest_of(
        frame[frame["reach"] > FEWEST], "reach", sheet="intake", unit="who reach the NC year"
    )
    return table_of(
        kept,
        {
            "ncy": "Enters",
            "need": "Primary need",
            "group": "Locality group",
            "reach": "Reach the NC year",
            "stay": "Stay where they are",
            "transfer": "Transfer",
            "new": "Have no place yet",
        },
        caption=f"By need and group of localities, {terms.year_label(allocation.years[0])} "
        f"{RANGED}; by locality in the workbook (sheet intake){rest}",
        words={"ncy": ncy_words, "need": need_words},
    )


def ncy_words(value: object) -> str:
    """Show an NC year as schools call it."""
    ncy = int(value)  # type: ignore[call-overload]
    return "Reception" if ncy == 0 else f"Year {ncy}"


def _need_words(value: object) -> str:
    return "All needs" if value == ALL_NEEDS else need_words(value)
