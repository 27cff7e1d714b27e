"""Checks of children and young people: population, plans and transitions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from sufficiency import terms
from sufficiency.errors import Finding, finding
from sufficiency.tables import CheckedTable

Tables = Mapping[str, CheckedTable]


def span_findings(table: CheckedTable) -> Iterator[Finding]:
    """Every span of NC years has both ends or neither, and runs forwards."""
    first, last = table.frame["ncy_from"], table.frame["ncy_to"]
    half = (first.isna() != last.isna()).to_numpy()
    for place in np.flatnonzero(half):
        yield finding("ncy_half_open", file=table.file, row=int(table.rows[place]), column="ncy_to")
    known = first.notna() & last.notna()
    backwards = (known & (first > last)).to_numpy(dtype=bool)
    for place in np.flatnonzero(backwards):
        yield finding(
            "ncy_backwards",
            file=table.file,
            row=int(table.rows[place]),
            column="ncy_from",
            value=first.iloc[place],
            last=int(last.iloc[place]),
        )


def spans_run_forwards(tables: Tables) -> Iterator[Finding]:
    """Spans of NC years in margins have both ends or neither, and run forwards."""
    yield from span_findings(tables["margins"])


def spans_run_forwards_in_history(tables: Tables) -> Iterator[Finding]:
    """Spans of NC years in history have both ends or neither, and run forwards."""
    yield from span_findings(tables["history"])


def every_locality_has_population(tables: Tables) -> Iterator[Finding]:
    """Every locality has residents; otherwise nobody could ever join there."""
    localities, population = tables["localities"], tables["population"]
    peopled = set(population.frame["locality"])
    for place, locality in enumerate(localities.frame["locality"]):
        if locality not in peopled:
            yield finding(
                "locality_without_population",
                file=localities.file,
                row=int(localities.rows[place]),
                column="locality",
                value=locality,
            )


def missing_population(population: pd.DataFrame) -> pd.DataFrame:
    """Find the years, localities and NC years that have no row.

    Parameters
    ----------
    population : pandas.DataFrame
        The table population.

    Returns
    -------
    pandas.DataFrame
        Columns year, locality, ncy: every combination of the years, localities and NC years
        that the table names anywhere, and has no row for.
    """
    from sufficiency.tables import missing_combinations

    return missing_combinations(population, by=["year", "locality", "ncy"])


def population_is_complete(tables: Tables) -> Iterator[Finding]:
    """Every locality has a row for every year and NC year that the table holds anywhere."""
    population = tables["population"]
    if any(_gaps(population.frame["year"])):
        return  # a year that stands apart is named once, by the check of years
    absent = missing_population(population.frame)
    grouped: Any = absent.groupby(["year", "locality"], sort=True)
    for (year, locality), cells in grouped:
        yield finding(
            "population_incomplete",
            file=population.file,
            column="year, locality, ncy",
            value=", ".join(str(ncy) for ncy in sorted(cells["ncy"])),
            locality=locality,
            label=terms.year_label(int(year)),
        )


def _gaps(years: pd.Series) -> Iterator[tuple[int, int]]:
    held = sorted({int(year) for year in years})
    for before, after in pairwise(held):
        if after != before + 1:
            yield before, after


def population_years_join_up(tables: Tables) -> Iterator[Finding]:
    """The years of population follow each other without a gap."""
    population = tables["population"]
    for before, after in _gaps(population.frame["year"]):
        yield finding(
            "population_years_gap",
            file=population.file,
            column="year",
            value=before,
            next=after,
        )


def plans_years_join_up(tables: Tables) -> Iterator[Finding]:
    """The Januaries of plans follow each other without a gap."""
    plans = tables["plans"]
    gaps = list(_gaps(plans.frame["year"]))
    held = {int(year) for year in plans.frame["year"]}
    for before, after in gaps:
        # What stands after the last gap must be two Januaries of its own to be projected from.
        last = gaps[-1][1]
        is_enough = sum(year >= last for year in held) > 1
        others = (
            f", or delete the rows of January {terms.january_of_year(gaps[-1][0])} and before"
            if is_enough
            else ""
        )
        yield finding(
            "plans_years_gap",
            file=plans.file,
            column="year",
            value=terms.january_of_year(before),
            next=terms.january_of_year(after),
            others=others,
        )


def plans_are_of_two_januaries(tables: Tables) -> Iterator[Finding]:
    """Plans are counted in two Januaries or more: from one alone nothing can be projected."""
    plans = tables["plans"]
    years = sorted({int(year) for year in plans.frame["year"]})
    if len(years) == 1:
        yield finding(
            "plans_one_january",
            file=plans.file,
            column="year",
            value=years[0],
            january=terms.january_of_year(years[0]),
            before=terms.january_of_year(years[0] - 1),
        )


def margins_have_plans(tables: Tables) -> Iterator[Finding]:
    """Beside margins there are plans: margins alone are fitted in Python first."""
    if tables["plans"].frame.empty:
        yield finding("plans_only_margins", file=tables["margins"].file)


def plans_have_population(tables: Tables) -> Iterator[Finding]:
    """Every year and NC year of plans is one of population, and population goes further."""
    plans, population = tables["plans"], tables["population"]
    peopled = {int(year) for year in population.frame["year"]}
    counted = sorted({int(year) for year in plans.frame["year"]})
    for year in counted:
        if year not in peopled:
            yield finding(
                "plans_without_population",
                file=plans.file,
                column="year",
                value=year,
                label=terms.year_label(year),
            )
    ages = {int(ncy) for ncy in population.frame["ncy"]}
    for ncy in sorted({int(ncy) for ncy in plans.frame["ncy"]} - ages):
        yield finding(
            "ncy_without_population", file=plans.file, column="ncy", value=terms.ncy_label(ncy)
        )
    if counted and peopled and max(peopled) == counted[-1]:
        yield finding(
            "population_ends_early",
            file=population.file,
            column="year",
            value=counted[-1],
            label=terms.year_label(counted[-1]),
        )


def plans_within_population(tables: Tables) -> Iterator[Finding]:
    """No locality has more plans than residents at an NC year."""
    plans, population = tables["plans"], tables["population"]
    by = ["year", "locality", "ncy"]
    counted = plans.frame.groupby(by)["plans"].sum()
    residents = population.frame.set_index(by)["persons"]
    both = pd.concat([counted, residents], axis=1, join="inner")
    over = both[both["plans"] > both["persons"]]
    rows: Any = over.iterrows()
    for (year, locality, ncy), row in rows:
        cell = f"{locality}, {terms.ncy_label(int(ncy))}, {terms.year_label(int(year))}"
        yield finding(
            "plans_above_population",
            file=plans.file,
            column="year, locality, ncy",
            value=f"{row['plans']:g}",
            persons=f"{row['persons']:g}",
            cell=cell,
        )
