"""Places of special schools against their rolls, from the area or a register read beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from sufficiency import terms
from sufficiency.area.rolls import EMPTY, EMPTY_LATER, is_far_above, years_beside
from sufficiency.mending.issues import Issue, Known, Outcome, issues_of_rows
from sufficiency.mending.schools import site_places

if TYPE_CHECKING:
    from sufficiency.sources.reading import Reading

OF_AREA = ""


@dataclass(frozen=True, slots=True)
class Roll:
    """How many children were on the roll of a school.

    Parameters
    ----------
    children : float
    year : int or None
        Academic year of the January; None where nothing tells it.
    source : str
        Title of the reading; blank where the area's own table sites tells it.
    """

    children: float
    year: int | None
    source: str = OF_AREA

    @property
    def words(self) -> str:
        """Say of which January it is, and who tells it."""
        january = (
            "in a January that is not told"
            if self.year is None
            else f"in January {terms.january_of_year(self.year)}"
        )
        return f"{january} ({self.source})" if self.source else january


def rolls_of(known: Known) -> dict[str, list[Roll]]:
    """Give the rolls of each site of the area: its own, and those of registers read beside it.

    Schools of a council's list have no roll of their own; a register knows them by their URN.
    """
    sites = known.tables["sites"]
    found: dict[str, list[Roll]] = {str(site): [] for site in sites["site"]}
    for site, roll, year in zip(sites["site"], sites["roll"], sites["roll_year"], strict=True):
        if not pd.isna(roll):
            found[str(site)].append(Roll(float(roll), _year(year)))
    for reading in known.readings:
        told = _told_by(reading)
        for site, urn in zip(sites["site"], sites["urn"], strict=True):
            roll = told.get(str(site)) if pd.isna(urn) else told.get(str(int(urn)))
            if roll is not None:
                found[str(site)].append(roll)
    return {site: rolls for site, rolls in found.items() if rolls}


def _told_by(reading: Reading) -> dict[str, Roll]:
    """Give the rolls that a reading has, by site or URN."""
    sites = reading.held.get("sites")
    if sites is None or "roll" not in sites:
        return {}
    years = sites["roll_year"] if "roll_year" in sites else [pd.NA] * len(sites)
    return {
        str(site): Roll(float(roll), _year(year), reading.title)
        for site, roll, year in zip(sites["site"], sites["roll"], years, strict=True)
        if not pd.isna(roll)
    }


def _year(year: Any) -> int | None:
    return None if pd.isna(year) else int(year)


def places_above_roll(known: Known) -> Iterator[Outcome]:
    """Special schools of which a fifth or more stand empty, where ten places or more do.

    Places are those of the year of the roll. A register of this January counts the pupils of the
    one before, and places may begin later than it: then, and where the year of the roll is not
    told, they are those of the year after it, or of the first year that is known. Half empty in the
    year after the roll is asked about too.
    """
    sites, pools = known.tables["sites"], known.tables["pools"]
    based = set(pools.loc[pools["level"] == "base", "site"])
    rolls = {site: held for site, held in rolls_of(known).items() if site not in based}
    years = {roll.year for held in rolls.values() for roll in held} - {None}
    places = {
        year: site_places(known, year).to_dict()
        for year in {*_years_after(years), *_years_after([known.last_january])}
    }
    rows = {str(site): sites[sites["site"] == site] for site in rolls}
    found: list[Issue] = []
    whole = 0.0
    for site, held in rolls.items():
        compared = [
            (roll, year, float(count), is_later)
            for roll in held
            for year, count, is_later in years_beside(
                roll.year, places, site, last=known.last_january
            )
        ]
        whole += max((count for _, _, count, _ in compared), default=0.0)
        far = [one for one in compared if _is_far(one[0], one[2], is_later=one[3])]
        if far:
            found.append(_issue(rows[site], *far[0][:3]))
    yield Outcome("places_above_roll", tuple(found), whole)


def _years_after(years: Any) -> set[int]:
    return {int(year) + more for year in years if year is not None for more in (0, 1)}


def _is_far(roll: Roll, places: float, *, is_later: bool) -> bool:
    return is_far_above(places, roll.children, empty=EMPTY_LATER if is_later else EMPTY)


def _issue(row: pd.DataFrame, roll: Roll, year: int, places: float) -> Issue:
    """Ask about the roll in the area's table, or about the row where a register tells it."""
    words = {"places": places, "roll": roll.children}
    words_of = {**words, "year": terms.year_label(year), "january": roll.words}
    empty = row.assign(empty=places - roll.children)
    (issue,) = issues_of_rows("places_above_roll", empty, count="empty")
    if roll.source:
        issue = replace(issue, column="", value="")
    return replace(issue, words={**issue.words, **words_of})
