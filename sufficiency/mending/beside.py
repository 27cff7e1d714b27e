"""Checks of files that were read beside an area, against its own tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sufficiency.mending.issues import A_CHILD, Issue, Known, Outcome, key_of, text_of_cell

if TYPE_CHECKING:
    import pandas as pd

AXES = {"setting": "setting", "need": "need", "ncy": "NC year", "locality": "locality"}
"""Along what plans are held against each other, and how it is called."""
NOT_KNOWN = 0.05
"""Judgement: where a file does not know this share of its children more than the area does, what
it lacks is a look-up (of schools, of postcodes), and its parts are no counts of them."""


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


def reading_parts_apart(known: Known) -> Iterator[Outcome]:
    """Plans of the last January in both, by setting, need, NC year and locality each.

    An axis along which the file does not know a part of its children, whom the area knows, is left
    out: each of the other parts would lack some of them.
    """
    found: list[Issue] = []
    left_out: list[str] = []
    axes: list[str] = []
    whole = children = 0.0
    held = known.shown_plans
    for title, plans in known.held("plans"):
        hidden = set(plans.loc[plans["plans"].isna(), "year"])
        years = (set(plans["year"]) - hidden) & set(held["year"])
        if not years:
            continue
        year = int(max(years))
        one, other = (frame[frame["year"] == year] for frame in (held, plans))
        count = float(other["plans"].sum())
        children += count
        for axis in _told_by_both(one, other):
            unknown = _not_known(other, axis)
            if unknown - _not_known(one, axis) > NOT_KNOWN * count:
                known_of = f"{title} does not know {unknown:,.0f} of {count:,.0f} children"
                left_out.append(f"Not held against each other by {AXES[axis]}: {known_of}.")
                continue
            axes.append(AXES[axis])
            whole += count
            found += _parts_apart(one, other, axis=axis, year=year, source=title)
    ways = list(dict.fromkeys(axes))
    words = {"children": f"{round(children, 1):,.10g}", "ways": len(ways), "by": ", ".join(ways)}
    yield Outcome(
        "reading_parts_apart", tuple(found), whole, words=words, left_out=" ".join(left_out)
    )


def _not_known(plans: pd.DataFrame, axis: str) -> float:
    return float(plans.loc[plans[axis] == "unknown", "plans"].sum())


def _told_by_both(one: pd.DataFrame, other: pd.DataFrame) -> list[str]:
    """Give the axes along which both tell something and may agree.

    A file that was read without a look-up has all localities unknown, and one with another look-up
    has none of the area's: that is said elsewhere, and not once for each locality.
    """
    told = [axis for axis in AXES if all(set(side[axis]) - {"unknown"} for side in (one, other))]
    shared = set(one["locality"]) & set(other["locality"]) - {"unknown"}
    return [axis for axis in told if axis != "locality" or shared]


def _parts_apart(
    one: pd.DataFrame, other: pd.DataFrame, *, axis: str, year: int, source: str
) -> list[Issue]:
    """Name the parts of an axis whose plans differ by a child or more, with the whole difference.

    A child who stands elsewhere is missing in one part and too many in another, and shows in both.
    """
    sides: list[Any] = [side.groupby(axis)["plans"].sum() for side in (one, other)]
    parts = sorted({*sides[0].index, *sides[1].index})
    counts = [(part, *(float(side.get(part, 0.0)) for side in sides)) for part in parts]
    return [
        Issue(
            "reading_parts_apart",
            "plans",
            key_of({"year": year, axis: part, "source": source}, ["year", axis, "source"]),
            "",
            "",
            abs(counted - published),
            {
                "part": f"{axis} {text_of_cell(part)}",
                "counted": round(counted, 1),
                "published": round(published, 1),
                "source": source,
            },
        )
        for part, counted, published in counts
        if abs(counted - published) >= A_CHILD
    ]
