"""The section of a report on why children are not placed locally, and where places are too few."""

from __future__ import annotations

import pandas as pd

from sufficiency import terms
from sufficiency.allocation import Allocation
from sufficiency.allocation.aims import may_leave_places_free
from sufficiency.allocation.answer import strain_year
from sufficiency.allocation.cap_frames import a_cap_is_full
from sufficiency.allocation.map_frames import LEAST_FLOW
from sufficiency.allocation.reason_frames import REASON_LABELS
from sufficiency.messages.listing import counted
from sufficiency.reports.parts import RANGED, Section, Table, shown, table_of
from sufficiency.reports.words import level_words, need_words, phase_words, year_words

REASON_COLUMNS = {"not_local": "Not placed locally", **REASON_LABELS}
MOST_ROWS = 12
MOST_NAMES = 4
"""A bottleneck of more pools is told by how many they are, and is named in the workbook."""


def reasons(allocation: Allocation) -> Section:
    """Why children are independent or without a place, and which pools are too few for whom."""
    strain = strain_year(allocation)
    narrow = allocation.to_frame("bottlenecks")
    narrow = narrow[(narrow["year"] == strain) & (narrow["short"] >= LEAST_FLOW)]
    by_need = allocation.to_frame("why_not_local", by=["year", "need", "phase", "level"])
    here = by_need[(by_need["year"] == strain) & (by_need["not_local"] >= LEAST_FLOW)]
    return Section(
        "reasons",
        "Why not local?",
        "Why are children in independent schools, or without the place that they need?",
        paragraphs=(
            f"{_most_words(allocation, strain)} Each child has one reason.",
            "Where the schools within the limit are full, more places help. Where the only schools "
            "are too far away, more places there help too, at the price of a long journey; a "
            "nearer school would be better. Otherwise a school has to admit another need or age, "
            "or to open sooner. Children who are in an independent school already stay there, "
            "whether or not a local place is free. Children whose need no local place could meet "
            "are not counted here.",
            *_order_words(allocation),
            *_cap_words(allocation, strain),
            *_bottleneck_words(narrow),
        ),
        tables=(
            table_of(
                allocation.to_frame("why_not_local", by=["year"]),
                {"year": "Year", **REASON_COLUMNS},
                caption=f"Children who are not placed locally, by reason {RANGED}",
                words={"year": year_words},
                is_stacked=True,
            ),
            *_bottlenecks(narrow, strain),
        ),
        folded=(
            table_of(
                here.sort_values("not_local", ascending=False, kind="stable"),
                {"need": "Need", "phase": "Phase", "level": "Level", **REASON_COLUMNS},
                caption=f"The same by need, phase and level, {terms.year_label(strain)}, five "
                f"children or more {RANGED}",
                words={"need": need_words, "phase": phase_words, "level": level_words},
                is_stacked=True,
            ),
        ),
    )


def _most_words(allocation: Allocation, year: int) -> str:
    """Say how many are not placed locally in a year, and for which reason most."""
    frame = allocation.to_frame("why_not_local", by=["year"])
    row = frame[frame["year"] == year].to_dict("records")[0]
    whole = float(row["not_local"])
    if whole < LEAST_FLOW:
        return f"In {terms.year_label(year)} almost everybody is placed locally."
    most = max(REASON_LABELS, key=lambda name: float(row[name]))
    words = REASON_LABELS[most].split(": ")[1]
    return (
        f"In {terms.year_label(year)}, {counted(whole, 'child is', 'children are')} not placed "
        f"locally; for {shown(100 * float(row[most]) / whole)} % of them the reason is: {words}."
    )


def _order_words(allocation: Allocation) -> tuple[str, ...]:
    """Say that some go independent by the order of the aims, where that may be."""
    if not may_leave_places_free(allocation.setting.supply.aims):
        return ()
    return (
        "With the aims of this plan a child may be in an independent school though a place within "
        "the journey limit is free. Such a child is among those whose places are full.",
    )


def _cap_words(allocation: Allocation, year: int) -> tuple[str, ...]:
    """Say that caps keep children out of places that are free, where they could."""
    if not a_cap_is_full(allocation, year):
        return ()
    return (
        "Caps across pools bind (table caps): a child whom only a cap keeps out of a free "
        "place is among those whose places are full, and more places there would not help. No "
        "bottleneck counts such children.",
    )


def _bottleneck_words(narrow: pd.DataFrame) -> tuple[str, ...]:
    """Say what a bottleneck is, where there is any."""
    if narrow.empty:
        return ()
    return (
        "A bottleneck is a group of schools, and the children who can go to no other local place. "
        "However places are given out, that many of these children are left over, and more places "
        "anywhere else would not help them. It is worked out for expected numbers: for the "
        "children who have no place to stay in, and the places that the others leave free.",
    )


def _bottlenecks(narrow: pd.DataFrame, year: int) -> tuple[Table, ...]:
    """Lay out the bottlenecks of a year, shortest of places first."""
    if narrow.empty:
        return ()
    first = narrow.head(MOST_ROWS)
    return (
        table_of(
            first.assign(
                where=[_where(str(names)) for names in first["names"]],
                who=[
                    _who(needs, phases)
                    for needs, phases in zip(first["needs"], first["phases"], strict=True)
                ],
            ),
            {
                "where": "Schools and pools",
                "who": "Needs and phases of the children",
                "to_place": "To place",
                "places": "Places free to them",
                "short": "Too few",
            },
            caption=f"Bottlenecks, {terms.year_label(year)} (expected numbers; "
            f"{len(first)} of {len(narrow)}; all years in the sheet bottlenecks)",
        ),
    )


def _where(names: str) -> str:
    pools = names.split("; ")
    if len(pools) <= MOST_NAMES:
        return names
    return f"{'; '.join(pools[: MOST_NAMES - 1])} and {len(pools) - MOST_NAMES + 1} more"


def _who(needs: object, phases: object) -> str:
    """Name the needs by their codes, and the phases by their names."""
    codes = str(needs).split(";")
    said = ", ".join(codes) if len(codes) < len(terms.needs().codes) else "all needs"
    return f"{said}; {', '.join(phase_words(phase).lower() for phase in str(phases).split(';'))}"
