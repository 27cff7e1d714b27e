"""Words of a report that depend on its figures: each says what is so, and nothing else."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from sufficiency import terms
from sufficiency.allocation import Allocation
from sufficiency.allocation.answer import (
    FEWEST,
    missed,
    pool_names,
    strain_name,
    strain_year,
)
from sufficiency.allocation.planning import headroom_of
from sufficiency.allocation.whose import own_rows, whose_words
from sufficiency.messages.listing import counted
from sufficiency.reports.parts import shown

Headlines = Mapping[Any, Mapping[str, Any]]
"""The headline figures of a year, by measure: value, value_low, value_high."""
DIFFERENT = 0.02
"""Needs whose share without a local place differs by less are served alike."""


def year_words(value: object) -> str:
    """Show an academic year."""
    return terms.year_label(int(value))  # type: ignore[call-overload]


def january_words(value: object) -> str:
    """Show the January of an academic year."""
    return str(terms.january_of_year(int(value)))  # type: ignore[call-overload]


def need_words(value: object) -> str:
    """Show a need by its name."""
    return str(terms.needs().label(str(value)))


def phase_words(value: object) -> str:
    """Show a phase by its name."""
    return str(terms.phases().label(str(value)))


def level_words(value: object) -> str:
    """Show a level by its name."""
    return str(terms.short_list("level").label(str(value)))


def before(first: int, strain: int, told: str, words: str) -> str:
    """Say a number of the first year, where that is not the year of greatest strain itself."""
    return "" if first == strain else f"In {terms.year_label(first)}, {told} children {words}. "


def strain_words(allocation: Allocation) -> str:
    """Say that a year is that of greatest strain, where there is any."""
    year = strain_year(allocation)
    strained = missed(allocation, year=year) > FEWEST and len(allocation.years) > 1
    return f", {strain_name(allocation)}" if strained else ""


def outside_words(allocation: Allocation, year: int) -> Iterator[str]:
    """Say how many are of an age that no pool of their level serves."""
    frame = allocation.to_frame("outside")
    here = frame[frame["year"] == year]
    count = float(here["children"].sum())
    young = float(here.loc[here["phase"] == "early_years", "children"].sum())
    most = ", most of them below Reception" if young > count / 2 else ""
    most = ", most of them above Year 14" if young < count / 2 else most
    if count > FEWEST:
        yield (
            f"Not among them in {terms.year_label(year)}: {shown(count)} children and young people "
            "who need a base or special school, but are of ages that none of them serves"
            f"{most}. No place is planned for them; the workbook counts them by need (sheet "
            "outside)."
        )


def over_words(over: float, *, may_be_above: bool = False) -> str:
    """Say how many children are above the places of their pool.

    Parameters
    ----------
    over : float
        [children]
    may_be_above : bool
        Whether the scenario lets pools go above their places.
    """
    if over <= FEWEST:
        return "No pool holds more children than it has places."
    who = "child (mean) is" if shown(over) == "1" else "children (mean) are"
    rest = (
        "who was there before stays, and the scenario lets schools admit children above their "
        "places (over_places_percent, among the assumptions)."
        if may_be_above
        else "they keep theirs, and it admits nobody."
    )
    return f"{shown(over)} {who} above the places of their pool: {rest}"


def full_words(allocation: Allocation, known: pd.DataFrame, *, year: int) -> str:
    """Say how many pools have no place left, and that places which are kept back count as taken.

    Parameters
    ----------
    allocation : Allocation
    known : pandas.DataFrame
        From `with_places`, of that year.
    year : int
        Academic year.
    """
    own = own_rows(allocation, known)
    full, own_full = ((pools["chance_full"] >= 0.5).sum() for pools in (known, own))
    whose = whose_words(allocation)
    among = ""
    if len(own) < len(known):
        among = f", among them {_of_all(own_full, len(own))} at {whose}"
    headroom = (
        " What is kept back as headroom is not offered, so a pool with no place left may stand at "
        "a little less than 100 % of its places."
        if float(headroom_of(allocation.scenario, (year,))[0]) > 0
        else ""
    )
    return (
        f"A pool is the places of a school for one level, or one phase of it. In "
        f"{terms.year_label(year)}, {_of_all(full, len(known), 'pool')} "
        f"{'has' if 1 in (full, len(known)) else 'have'} no place left for "
        f"children of the area in at least half of the draws{among}.{headroom}"
    )


def _of_all(count: int, whole: int, noun: str = "") -> str:
    """Say so many of a whole: "18 of 28", "all 28 pools"."""
    of_what = counted(whole, noun) if noun else f"{whole}"
    return f"all {of_what}" if count == whole > 1 else f"{count} of {of_what}"


def room_words(here: pd.DataFrame, *, waiting: float) -> str:
    """Say whether places stand empty, where most, and why while children wait.

    Parameters
    ----------
    here : pandas.DataFrame
        From `with_places`: every row has a number of places.
    waiting : float
        Children without a place, mean over the draws.
    """
    free = here["free_to_us"] - here["placed"]
    named = here.assign(free=free, pool_name=pool_names(here))
    empty = named[free > FEWEST].sort_values("free", ascending=False)
    if empty.empty:
        return "No place is left over in any of them."
    most = ", ".join(
        f"{row['pool_name']}: {shown(row['free'])}" for row in empty.head(3).to_dict("records")
    )
    why = (
        " Those who wait are of other needs, ages or levels, or live too far away; or the places "
        "stand empty in some draws only."
        if waiting > FEWEST
        else ""
    )
    return (
        f"Places left over for children of the area (mean): {shown(float(empty['free'].sum()))} in "
        f"{counted(len(empty), 'pool')}, most at {most}.{why}"
    )


def journey_words(years: Mapping[int, Headlines], strain: int) -> Iterator[str]:
    """Say how far the placed travel in each year, and in that of greatest strain all together."""
    for year, held in years.items():
        when = terms.year_label(year)
        if _is_known(held, "mean_miles"):
            told = _miles(held, "mean_miles")
            yield f"In {when} the mean journey of the placed is {told} miles one way."
        else:
            yield f"Nobody has one of the planned places in {when}."
    if _is_known(years[strain], "all_mean_miles"):
        yield (
            f"With those in independent schools, it is {_miles(years[strain], 'all_mean_miles')} "
            f"miles in {terms.year_label(strain)}."
        )


def _is_known(held: Headlines, measure: str) -> bool:
    return not math.isnan(held[measure]["value"])


def _miles(held: Headlines, measure: str) -> str:
    row = held[measure]
    low, high = shown(row["value_low"], 1), shown(row["value_high"], 1)
    return f"{shown(row['value'], 1)} ({low} to {high})"


def shortage_words(now: Headlines, then: Headlines) -> str:
    """Say what a short mean journey may hide, and whether it falls while more have no place."""
    nearer = round(then["mean_miles"]["value"], 1) < round(now["mean_miles"]["value"], 1)
    more = round(then["without"]["value"]) > round(now["without"]["value"])
    falls = ", so the mean of the placed falls while more have none" if nearer and more else ""
    return (
        "Where places are short, those that come free go to the children nearest to them among "
        f"those who wait{falls}. A shorter mean journey is no sign that children are better "
        "served; hold it against the number without."
    )


def served_words(worst: pd.Series[float], year: int) -> str:
    """Say which need is served worst and which best, where they differ."""
    if worst.empty:
        return f"In {terms.year_label(year)}, nobody needs a place in a base or special school."
    if len(worst) == 1:
        return (
            f"In {terms.year_label(year)}, {need_words(worst.index[0])} is the only need that many "
            f"have: {shown(100 * worst.iloc[0])} % of its children lack a local place."
        )
    if float(worst.iloc[0] - worst.iloc[-1]) < DIFFERENT:
        return f"In {terms.year_label(year)}, the needs that many have are served alike."
    first, last = str(worst.index[0]), str(worst.index[-1])
    return (
        f"Of the needs that many have, {need_words(first)} is served worst: in "
        f"{terms.year_label(year)}, {shown(100 * worst.iloc[0])} % of its children lack a local "
        f"place. {need_words(last)} is served best: there {shown(100 * worst.iloc[-1])} % lack one."
    )
