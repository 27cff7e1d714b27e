"""Checks of files that were read beside an area, against its own tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sufficiency.mending.issues import Issue, Known, Outcome, key_of


def locality_not_in_area(known: Known) -> Iterator[Outcome]:
    """Children of other files who live in localities that the area does not have."""
    have = {*known.area.localities_in_order, "unknown"}
    found: list[Issue] = []
    whole = 0.0
    for title, plans in known.held("plans"):
        last = plans[plans["year"] == plans["year"].max()]
        sums: Any = last.groupby("locality")["plans"].sum()
        whole += float(sums.sum())
        found += [
            Issue(
                "locality_not_in_area",
                "localities",
                key_of({"locality": place, "source": title}, ["locality", "source"]),
                "",
                "",
                float(children),
                {"children": float(children), "source": title},
            )
            for place, children in sums.items()
            if place not in have
        ]
    yield Outcome("locality_not_in_area", tuple(found), whole)
