"""What the figures of an area rest on, in words, where that is less than a count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from sufficiency import terms
from sufficiency.area.checks_known import unknown_of_last
from sufficiency.area.known_places import places_short, short_words

if TYPE_CHECKING:
    import pandas as pd

MOST = 0.5
"""From this share on, what is not known of some is said of the whole."""

GUESSED = ("estimated", "assumed")
"""Bases of numbers that stand in for those that nobody has given."""

SMALLEST = 0.5
"""Fewer children than this are none."""

LEVELS = ("base", "special")
"""Levels that a pool must be of for anybody to be placed; settings of the same names."""


Tables = Mapping[str, "pd.DataFrame"]


def rests_on(tables: Tables, *, demand_only: bool = False) -> tuple[str, ...]:
    """Say on what an area rests that nobody counted, so that no headline sounds surer than it is.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        Tables of an area that hold anything, as it is or as a scenario plans it.
    demand_only : bool
        Leave out what is said of places: demand does not rest on them.

    Returns
    -------
    tuple of str
        Phrases that go on after "It rests on"; none where all is counted, or made up.
    """
    of_places = () if demand_only else (*_places(tables), *_levels(tables))
    return (*_plans(tables), *_population(tables), *of_places)


def rests_sentence(tables: Tables, *, demand_only: bool = False) -> str:
    """Say the same as one sentence, "" where there is nothing to say."""
    phrases = rests_on(tables, demand_only=demand_only)
    return f"It rests on {'; on '.join(phrases)}." if phrases else ""


def _last(tables: Tables) -> pd.DataFrame | None:
    """Give the plans of the last January, None where there are none."""
    plans = tables.get("plans")
    if plans is None or plans.empty:
        return None
    last: pd.DataFrame = plans[plans["year"] == plans["year"].max()]
    return last


def _plans(tables: Tables) -> Iterator[str]:
    """Say that plans are fitted, and that homes are not known."""
    last = _last(tables)
    if last is None:
        return
    year, margins = int(last["year"].iloc[0]), tables.get("margins")
    published = margins is not None and bool((margins["year"] == year).any())
    if published and (last["basis"] == "estimated").any():
        january = terms.january_of_year(year)
        yield f"plans fitted to published totals of January {january}, and not counted one by one"
    whole = float(last["plans"].sum())
    unknown = float(last.loc[last["locality"] == "unknown", "plans"].sum())
    if whole and unknown >= MOST * whole:
        known = "no home is" if whole - unknown < SMALLEST else "few homes are"
        yield f"plans dealt out over the localities, as {known} known"
    for column, (count, _) in unknown_of_last(last).items():
        if column != "locality" or count < MOST * whole:
            yield f"{count:,.0f} of {whole:,.0f} children whose {column} is not known"


def _population(tables: Tables) -> Iterator[str]:
    """Say that nobody projected the population."""
    population = tables.get("population")
    if population is None or "basis" not in population:
        return
    assumed = population.loc[population["basis"] == "assumed", "year"]
    if len(assumed):
        yield f"a population that is assumed from {terms.year_label(int(assumed.min()))} on"


def _places(tables: Tables) -> Iterator[str]:
    """Say that places are not those that were agreed."""
    places = tables.get("places")
    if places is None or places.empty:
        return
    guessed = places["basis"].isin(GUESSED)
    if guessed.mean() >= MOST:
        sites, all_sites = places.loc[guessed, "site"].nunique(), places["site"].nunique()
        yield f"places that are estimated, in {sites:,} of {all_sites:,} schools"


def _levels(tables: Tables) -> Iterator[str]:
    """Say that no place of a kind is known, where children have one."""
    last, pools = _last(tables), tables.get("pools")
    if last is None:
        return
    for level in LEVELS:
        children = float(last.loc[last["setting"] == level, "plans"].sum())
        known = pools is not None and bool((pools["level"] == level).any())
        if children >= SMALLEST and not known:
            label = str(terms.settings().label(level)).lower()
            yield f"no known place in a {label}, where {children:,.0f} children have one"
    if pools is None or "places" not in tables:
        return
    for kind, (free, children) in places_short(tables["plans"], pools, tables["places"]).items():
        places = "no place" if free < SMALLEST else f"{free:,.0f} known places"
        yield f"{places} free in a {short_words(kind)}, where {children:,.0f} children have one"
