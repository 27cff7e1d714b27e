"""The section of a report on pools that close, where any does."""

from __future__ import annotations

from sufficiency import terms
from sufficiency.allocation import Allocation
from sufficiency.allocation.displaced_frames import FROM
from sufficiency.places import DISPLACED
from sufficiency.reports.parts import RANGED, Section, table_of
from sufficiency.reports.words import year_words

SIDES = {"from": "Closes", "to": "Placed in"}
"""The two sides of the table, in words."""


def displaced(allocation: Allocation) -> Section | None:
    """Whom closures displace, and where they are then; nothing where nobody is displaced."""
    frame = allocation.to_frame("displaced")
    if frame.empty:
        return None
    lost = frame[frame["side"] == FROM].groupby("year", as_index=False)["children"].sum()
    told = ", ".join(
        f"{count:,.1f} in {terms.year_label(year)}"
        for year, count in zip(lost["year"].tolist(), lost["children"].tolist(), strict=True)
    )
    named = frame.assign(
        where=[
            f"{name}, {pool}" if pool else name
            for name, pool in zip(frame["name"], frame["pool"], strict=True)
        ],
        side=frame["side"].map(SIDES),
    )
    first = (
        "They are placed before all others of that year."
        if DISPLACED in allocation.setting.supply.aims
        else "The aims of the scenario leave them out, so they are placed like all others."
    )
    return Section(
        "displaced",
        "Children whose place closes",
        "Where do the children go whose school or base closes?",
        paragraphs=(
            f"So many children lose their place because it closes: {told} (means over the draws). "
            f"{first} Those who would have left it in that year anyway are not among them: by age, "
            "with their plan, for another level, by a local rule, or of a released share.",
        ),
        tables=(
            table_of(
                named,
                {
                    "year": "Academic year",
                    "side": "",
                    "where": "School and pool",
                    "children": "Children",
                },
                caption=f"Children who lose a place by a closure, and where they are in that year "
                f"{RANGED}",
                words={"year": year_words},
                digits={"children": 1},
                is_stacked=True,
            ),
        ),
    )
