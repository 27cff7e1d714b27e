"""Localities, needs and settings that vanish between two Januaries: a return may be filtered."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from sufficiency import terms
from sufficiency.errors import Finding, finding
from sufficiency.messages.listing import first_named
from sufficiency.sources.cases.joining import FEWEST_CHILDREN
from sufficiency.sources.cases.parts import HARDLY_ANY, LARGE_SHARE, MOST_LOST, NO_PART
from sufficiency.sources.reading import Reading

if TYPE_CHECKING:
    import pandas as pd

KINDS = {"locality": "locality|localities", "need": "need|needs", "setting": "setting|settings"}
"""Columns of the table plans by which children are parted, each with its words."""

OF_EXPORTS = "cases"
"""Readings of this kind have told of needs and settings that are gone, child by child."""

MOST_NAMED = 5

FEWEST_OF_SMALL = 5
"""Localities of so many children may be gone together, as of a region. Judgement: a twelfth of all
children leave in a year, so that by chance not one locality in a thousand loses five of five."""


@dataclass(frozen=True, slots=True)
class Gone:
    """A part with many children in one January of whom hardly any are in the one beside it.

    Parameters
    ----------
    code : str
    count, left : float
        Children there, and in the January of which it is gone.
    lost : float or None
        Of the children there, those who are not in the other January at all; None where no
        transitions tell it.
    """

    code: str
    count: float
    left: float
    lost: float | None

    @property
    def is_lost(self) -> bool:
        """Whether most of them are in no row of the other January."""
        return self.lost is not None and self.lost > MOST_LOST * self.count


def parts_gone(
    tables: Mapping[str, pd.DataFrame],
    sources: Mapping[str, str],
    read: Sequence[Reading],
    *,
    years: Collection[int] | None = None,
) -> Iterator[Finding]:
    """Name large parts of the children of one January of whom hardly any are in the next or last.

    Localities may be small areas, of which none is a large part: those of which hardly anybody is
    left, and most are in no row of the other January, are taken together.

    Parameters
    ----------
    tables, sources : mapping of str
        Tables of the area, and from what each is.
    read : sequence of Reading
        Among them the one whose plans count.
    years : collection of int, optional
        Academic years: only pairs of Januaries with one of them are told.

    Yields
    ------
    Finding
        A fault where most of these children are in no row of the other January; a note where they
        are under another word, or no transitions tell it.
    """
    if "plans" not in tables:
        return
    plans, source = shown_plans(tables["plans"]), sources.get("plans", "plans")
    is_of_exports = any(one.kind == OF_EXPORTS and one.title == source for one in read)
    kinds = [one for one in KINDS if one == "locality" or not is_of_exports]
    for before, after in pairwise(sorted({int(year) for year in plans["year"]})):
        if years is not None and not {before, after} & {*years}:
            continue
        moved = _moved(tables, after) if after == before + 1 else None
        for there, here in ((before, after), (after, before)):
            for kind in kinds:
                gone = _gone(plans, moved, kind, there=there, here=here)
                for is_lost in (True, False):
                    parts = [one for one in gone if one.is_lost == is_lost]
                    if parts:
                        whole = float(plans.loc[plans["year"] == here, "plans"].sum())
                        yield _told(parts, kind, there=there, here=here, whole=whole)


def _moved(tables: Mapping[str, pd.DataFrame], after: int) -> pd.DataFrame | None:
    """Give the transitions between two Januaries; None where there are none."""
    if "transitions" not in tables:
        return None
    moved = tables["transitions"]
    moved = moved[moved["year"] == after]
    return moved if len(moved) else None


def shown_plans(plans: pd.DataFrame) -> pd.DataFrame:
    """Give the Januaries of the table plans all counts of which are shown."""
    hidden = set(plans.loc[plans["plans"].isna(), "year"])
    return plans[~plans["year"].isin(hidden)]


def _gone(
    plans: pd.DataFrame, moved: pd.DataFrame | None, kind: str, *, there: int, here: int
) -> list[Gone]:
    """Find the parts of one January that are gone in the other."""
    counts = {
        year: plans[plans["year"] == year].groupby(kind)["plans"].sum() for year in (there, here)
    }
    if min(float(one.sum()) for one in counts.values()) < FEWEST_CHILDREN:
        return []
    most = max(FEWEST_CHILDREN, LARGE_SHARE * float(counts[there].sum()))
    large, small = [], []
    for code, count in counts[there].items():
        left = float(counts[here].get(code, 0.0))
        if str(code) in NO_PART or left > HARDLY_ANY * count:
            continue
        if count >= (FEWEST_OF_SMALL if kind == "locality" else most):
            lost = _lost(moved, kind, str(code), has_left=there < here)
            part = Gone(str(code), float(count), left, lost)
            (large if count >= most else small).append(part)
    region = [one for one in small if one.is_lost]
    if sum(one.count for one in region) < FEWEST_CHILDREN:
        return large
    return [*large, *region]


def _lost(moved: pd.DataFrame | None, kind: str, code: str, *, has_left: bool) -> float | None:
    """Count the children of a part who are on one side of the transitions only."""
    if moved is None:
        return None
    column = kind if kind == "locality" else f"{kind}_{'from' if has_left else 'to'}"
    outside = moved["setting_to" if has_left else "setting_from"] == "outside"
    return float(moved.loc[outside & (moved[column] == code), "plans"].sum())


def _told(parts: Sequence[Gone], kind: str, *, there: int, here: int, whole: float) -> Finding:
    """Name the parts with their children in both Januaries."""
    one, several = KINDS[kind].split("|")
    named = [f"{part.code} ({part.count:,.0f} and {part.left:,.0f})" for part in parts]
    lost = sum(part.lost or 0.0 for part in parts)
    return finding(
        "intake_part_gone" if parts[0].is_lost else "intake_part_elsewhere",
        file="plans",
        column=kind,
        value=parts[0].code,
        what=one if len(parts) == 1 else several,
        named=first_named(named, most=MOST_NAMED),
        count=sum(part.count for part in parts),
        lost=lost,
        whole=whole,
        there=f"January {terms.january_of_year(there)}",
        here=f"January {terms.january_of_year(here)}",
    )
