"""Places of special schools against the children on their rolls, year by year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from sufficiency import terms
from sufficiency.area.known_places import kinds_of

EMPTY = 0.2
FEWEST_EMPTY = 10
"""Judgement: about two thirds of state special schools are at or over capacity (School capacity
survey), so that a fifth of empty places, and ten, is rare enough to ask."""
EMPTY_LATER = 0.5
"""A school may grow from one year to the next: in the year after its roll it is asked about where
half of its places would be empty."""

TOLD = ("published", "estimated")
"""Places of these bases were not written by the authority: they are a register's own, whose
capacity and roll are told side by side, and a small school in a large house is no slip."""


def in_force(rows: pd.DataFrame, year: int) -> pd.DataFrame:
    """Give the rows of pools or places that hold in a year: of each pool the latest."""
    begun = rows[rows["year"] <= year].sort_values("year", kind="stable")
    return begun.drop_duplicates(["site", "pool"], keep="last")


def by_site(places: pd.DataFrame, column: str = "places") -> pd.Series[Any]:
    """Add places up by site: the site's total where it has one.

    Parameters
    ----------
    places : pandas.DataFrame
        Rows of the table places that hold at one time.
    column : {"places", "taken"}

    Returns
    -------
    pandas.Series
        Indexed by site.
    """
    totals = places[places["pool"] == ""].groupby("site")[column].sum()
    sums = places[places["pool"] != ""].groupby("site")[column].sum()
    return totals.combine_first(sums)


def is_far_above(places: float, roll: float, *, empty: float) -> bool:
    """Say whether a school has so large a share of its places empty, and ten places or more."""
    return places - roll >= max(FEWEST_EMPTY, empty * places)


def years_beside(
    year: int | None, known: Mapping[int, Mapping[Any, float]], site: str, *, last: int | None
) -> Iterator[tuple[int, float, bool]]:
    """Give the years whose places a roll is held against.

    A register of this January counts the pupils of the one before, and places may begin later than
    it: the roll is held against the places of its own year, and against those of the year after.

    Parameters
    ----------
    year : int or None
        Academic year of the roll; where nothing tells it, that of the last January is taken.
    known : mapping of int to mapping of str to float
        Places by year and site.
    site : str
    last : int or None

    Yields
    ------
    (int, float, bool)
        Year, places, and whether the school may have grown since.
    """
    first = last if year is None else year
    if first is None:
        return
    is_known = site in known[first]
    if is_known:
        yield first, known[first][site], False
    if site in known[first + 1]:
        yield first + 1, known[first + 1][site], is_known


def special_above_roll(
    sites: pd.DataFrame, pools: pd.DataFrame, places: pd.DataFrame, *, last: int | None
) -> list[str]:
    """Name special schools of which half of the places stand empty by the roll in sites.

    Of places that somebody wrote down, at schools that have no base and are no independent ones. A
    number typed wrongly is mostly several times the roll; a fifth of empty places, and those that a
    register tells, are questions of `quality`.

    Parameters
    ----------
    sites, pools, places : pandas.DataFrame
        Tables of an area.
    last : int or None
        Academic year of the last January of plans.

    Returns
    -------
    list of str
        School, places and year, roll and its January.
    """
    others = set(pools.loc[kinds_of(pools) != "special", "site"])
    places = places[~places["basis"].isin(TOLD) & ~places["site"].isin(others)]
    held = sites[sites["roll"].notna() & sites["site"].isin(places["site"])]
    rolls = [
        (str(site), str(name), float(roll), None if pd.isna(year) else int(year))
        for site, name, roll, year in zip(
            held["site"], held["name"], held["roll"], held["roll_year"], strict=True
        )
    ]
    firsts = {last if year is None else year for *_, year in rolls} - {None}
    known = {
        year: by_site(in_force(places, year)).to_dict()
        for first in firsts
        if first is not None
        for year in (first, first + 1)
    }
    found = []
    for site, name, roll, of in rolls:
        beside = years_beside(of, known, site, last=last)
        far = [one for one in beside if is_far_above(one[1], roll, empty=EMPTY_LATER)]
        if far:
            january = f" in January {terms.january_of_year(of)}" if of is not None else ""
            label = terms.year_label(far[0][0])
            found.append(f"{name}: {far[0][1]:,.0f} in {label}, {roll:,.0f} on roll{january}")
    return found
