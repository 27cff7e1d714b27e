"""Two lists of places that name the same school: one counts, and the other may say otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from sufficiency import terms
from sufficiency.errors import Finding, finding
from sufficiency.messages.listing import first_named
from sufficiency.sources.reading import Reading

if TYPE_CHECKING:
    import pandas as pd

LIST = "places"
MOST_NAMED = 5
"""So many schools are named in one fault."""


def lists_apart(readings: Sequence[Reading]) -> Iterator[Finding]:
    """Name schools of which two lists tell other places.

    The list that is read first counts from its first September on. What the other says of a school
    from then on is lost, and nothing tells which of them is right. What it says of years before is
    taken, so that last year's list may stand behind this year's.

    Parameters
    ----------
    readings : sequence of Reading
        In the order in which they count.

    Yields
    ------
    Finding
        A fault for each two lists that differ.
    """
    lists = [one for one in readings if one.kind == LIST]
    for first, other in combinations(lists, 2):
        apart = list(_apart(first, other))
        if apart:
            yield finding(
                "lists_apart",
                file=files_of(first),
                other=files_of(other),
                count=len(apart),
                named=first_named(apart, most=MOST_NAMED),
            )


def files_of(reading: Reading) -> str:
    """Name the files of a reading."""
    return ", ".join(one.file for one in reading.inputs)


def _apart(first: Reading, other: Reading) -> Iterator[str]:
    """Name each school with its places in both lists, in the first year in which they differ."""
    names = {**_names(other), **_names(first)}
    mine, theirs = _by_site(first), _by_site(other)
    for site in (one for one in mine if one in theirs):
        begins = int(mine[site]["year"].min())
        years = sorted({int(year) for year in theirs[site]["year"] if year >= begins})
        for year in years:
            here, there = _in_force(mine[site], year), _in_force(theirs[site], year)
            if here != there:
                label = terms.year_label(year)
                yield f"{names.get(site, site)}: {here:g} and {there:g} in {label}"
                break


def _names(reading: Reading) -> dict[str, str]:
    held = reading.held.get("schools", reading.held.get("sites"))
    return {} if held is None else dict(zip(held["site"], held["name"], strict=True))


def _by_site(reading: Reading) -> Mapping[str, pd.DataFrame]:
    """Give the rows of the table places of each site."""
    return {str(site): rows for site, rows in reading.held["places"].groupby("site", sort=True)}


def _in_force(places: pd.DataFrame, year: int) -> float:
    """Give the places of a school in a year: of each pool the latest that was told until then."""
    told = places[places["year"] <= year].sort_values("year")
    return float(told.groupby("pool").tail(1)["places"].sum())
