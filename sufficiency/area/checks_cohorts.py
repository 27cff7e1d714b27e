"""Whether the residents of one year can be those of the year before, a year older."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from sufficiency import terms
from sufficiency.errors import Finding, finding
from sufficiency.messages.listing import first_named
from sufficiency.tables import CheckedTable

Tables = Mapping[str, CheckedTable]

TIMES = 2.0
FEWEST_PERSONS = 50
"""Judgement: new homes and moves seldom change an NC year of a locality by a half in a year; so
few children may, by chance."""
LAST_NCY = 13
"""Students leave home and come after it: towns halve and double, but none loses or gains all."""
MOST_NAMED = 3


def cohorts_grow_older(tables: Tables) -> Iterator[Finding]:
    """No NC year of a locality halves or doubles as its children grow a year older."""
    population = tables["population"]
    jumps = cohort_jumps(population.frame)
    of_each_year: Any = jumps.groupby("year", sort=True)
    for year, found in of_each_year:
        named = [
            f"{jump.locality}, {terms.ncy_label(int(jump.ncy))}: {jump.before:,.10g}, and"
            f" {jump.persons:,.10g} a year later"
            for jump in found.itertuples()
        ]
        yield finding(
            "population_jumps",
            file=population.file,
            row=int(population.rows[found.index[0]]),
            column="persons",
            value=f"{found['persons'].iloc[0]:.10g}",
            count=len(found),
            before=terms.year_label(int(year) - 1),
            label=terms.year_label(int(year)),
            named=first_named(named, most=MOST_NAMED, between="; "),
        )


def cohort_jumps(population: pd.DataFrame) -> pd.DataFrame:
    """Find where children halve or double as they grow a year older.

    Parameters
    ----------
    population : pandas.DataFrame
        The table population.

    Returns
    -------
    pandas.DataFrame
        Columns year, locality, ncy, persons, and before: how many were a year younger the year
        before. At most half as many or at least twice as many, by `FEWEST_PERSONS` or more; after
        `LAST_NCY` none, or all from none. The largest change of each year first. The index is
        that of the table.
    """
    by = ["year", "locality", "ncy"]
    younger = population.loc[:, [*by, "persons"]].rename(columns={"persons": "before"})
    younger = younger.assign(year=younger["year"] + 1, ncy=younger["ncy"] + 1)
    now = population.loc[:, [*by, "persons"]]
    both = now.assign(place=now.index).merge(younger, on=by).set_index("place")
    change = (both["persons"] - both["before"]).abs()
    fewer, more = both[["persons", "before"]].min(axis=1), both[["persons", "before"]].max(axis=1)
    told = (both["ncy"] <= LAST_NCY) | (fewer == 0)
    jumps = both[told & (change >= FEWEST_PERSONS) & (more >= TIMES * fewer)].assign(change=change)
    order = ["year", "change", "locality", "ncy"]
    jumps = jumps.sort_values(order, ascending=[True, False, True, True])
    return jumps.drop(columns="change")
