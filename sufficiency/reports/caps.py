"""The section of a report on caps across the pools of a site, where the area has any."""

from __future__ import annotations

import pandas as pd

from sufficiency import terms
from sufficiency.allocation import Allocation
from sufficiency.allocation.aims import label_of
from sufficiency.allocation.answer import strain_year
from sufficiency.allocation.cap_frames import whom_words
from sufficiency.reports.parts import RANGED, Section, Table, table_of
from sufficiency.reports.words import year_words

COSTS = {
    "displaced": "More displaced in no planned place",
    "without": "More without a place",
    "independent": "More independent",
    "other_level": "More at another level",
    "over_places": "More above places free to us",
    "beyond_limit": "More beyond the limit",
    "not_preferred": "More not preferred",
    "miles": "More miles, one way",
    "miles_squared": "More squared miles",
    "pounds": "More pounds a year",
}
"""Headers of what a cap costs, by aim."""
DIGITS = {"miles": 0, "miles_squared": 0, "pounds": 0}
"""Digits after the point of those that are not children."""


def caps(allocation: Allocation) -> Section | None:
    """Who is counted by each cap, and what it costs; nothing where no cap ever holds."""
    frame = allocation.to_frame("caps")
    if frame.empty:
        return None
    strain = strain_year(allocation)
    named = frame.assign(
        what=[f"{cap}, {name}" for cap, name in zip(frame["cap"], frame["name"], strict=True)],
        whom=[whom_words(row) for row in frame.to_dict("records")],
    )
    here = named[named["year"] == strain]
    return Section(
        "caps",
        "Caps across pools",
        "What do limits on some needs and ages at a school cost?",
        paragraphs=(
            "A cap lets in at most so many children of some needs and ages at a school, in all its "
            "pools together. Who is there already stays, so there may be more than it says. Costs "
            "are what the aims would be without the cap, from the first year on, taken off what "
            "they are: expected numbers, without a range, and each cap with the others as they "
            "are. So two caps that shut out the same children may each seem to cost nothing. A "
            "number below nought says that there are fewer with the cap: a child who is shut out "
            "does not travel.",
            *_no_cap_words(here, strain),
        ),
        points=allocation.caps_in_words(year=strain),
        tables=() if here.empty else (_table(allocation, here, strain),),
        folded=(_by_year(allocation, named),),
    )


def _no_cap_words(here: pd.DataFrame, year: int) -> tuple[str, ...]:
    if not here.empty:
        return ()
    return (f"No cap holds in {terms.year_label(year)}, the year of greatest strain.",)


def _costs(allocation: Allocation) -> tuple[dict[str, str], dict[str, int]]:
    """Give the columns of costs with their headers, and their digits."""
    aims = [label_of(aim) for aim in allocation.setting.supply.aims]
    headers = {f"cost_{aim}": COSTS[aim] for aim in aims}
    return headers, {f"cost_{aim}": DIGITS.get(aim, 1) for aim in aims}


def _table(allocation: Allocation, here: pd.DataFrame, year: int) -> Table:
    headers, digits = _costs(allocation)
    return table_of(
        here,
        {
            "what": "Cap and school",
            "whom": "No more than",
            "children": "Children counted",
            "chance_full": "Chance that nobody more is let in",
            **headers,
        },
        caption=f"Caps, {terms.year_label(year)}: children {RANGED}, and what each cap costs",
        digits=digits | {"chance_full": 2},
        is_stacked=True,
    )


def _by_year(allocation: Allocation, named: pd.DataFrame) -> Table:
    headers, digits = _costs(allocation)
    ordered = named.sort_values(["site", "cap", "year"], kind="stable")
    return table_of(
        ordered,
        {
            "what": "Cap and school",
            "year": "Academic year",
            "places": "No more than",
            "children": "Children counted",
            "over": "Of them above it",
            **headers,
        },
        caption=f"The same in all years {RANGED}",
        digits=digits | {"over": 1},
        words={"year": year_words},
        is_stacked=True,
    )
