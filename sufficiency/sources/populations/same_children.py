"""The children of small areas against those of the projection some years later: the same ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sufficiency.errors import Finding, finding
from sufficiency.results import InputFile
from sufficiency.sources.populations.totals import LAST_SCHOOL_AGE, Counted, FloatArray
from sufficiency.sources.reading import Reading

NEAR_YEARS = 5
"""Within so many years the same children are counted in both files; few of them move away."""

FACTOR = 1.5
"""So many times as many children in one file as in the other are not the same ones. Of all 153
authorities of England the children of ages 0 to 11 were between 0.84 (Rutland) and 1.16
(Wandsworth) times those of 5 to 16 in mid-2020 (Office for National Statistics, estimates of small
areas): what moving does within five years is far from this, and a total among the rows, or figures
that stand several times, beyond it."""

FEWEST_CHILDREN = 1000
"""Of fewer, one street of new homes is a large part; the City of London has about 1,500."""


def children_apart(
    counted: Counted, totals: Mapping[int, FloatArray], *, small: object, projection: object
) -> list[Finding]:
    """Hold the small areas against the projection in a year near by, where they share none.

    The children of ages 0 to 16 - k in the small areas are k to 16 in the projection k years later.
    Young adults come and go with their studies, and are not compared.

    Parameters
    ----------
    counted : Counted
        Children of localities.
    totals : mapping of int to FloatArray
        Of the projection: by year, axis (age) [persons]; no years that were filled in.
    small, projection : Reading or other
        What they were read from, to name the files.

    Returns
    -------
    list of Finding
        One fault, where they cannot be the same children.
    """
    pairs = [
        (later - year, year, later)
        for year in counted.years
        for later in totals
        if 0 < later - year <= NEAR_YEARS
    ]
    if not pairs or any(year in totals for year in counted.years):
        return []
    apart, year, later = min(pairs)
    here = float(counted.of(year)[:, : LAST_SCHOOL_AGE - apart + 1].sum())
    there = float(totals[later][apart : LAST_SCHOOL_AGE + 1].sum())
    if min(here, there) < FEWEST_CHILDREN or 1 / FACTOR < here / there < FACTOR:
        return []
    files = named_files(small, otherwise="the small areas")
    words: dict[str, Any] = {
        **{"year": year, "sum": here, "oldest": LAST_SCHOOL_AGE - apart},
        **{"later": later, "total": there, "young": apart, "old": LAST_SCHOOL_AGE},
        "other": named_files(projection, otherwise="the projection"),
        "times": max(here / there, there / here),
    }
    return [finding("locality_population_years_apart", file=files, **words)]


def named_files(given: object, *, otherwise: str) -> str:
    """Name the files of a reading; what is no reading has none."""
    files: Iterable[InputFile] = given.inputs if isinstance(given, Reading) else ()
    return ", ".join(dict.fromkeys(one.file for one in files)) or otherwise
