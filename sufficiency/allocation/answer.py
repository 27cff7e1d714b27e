"""The answer in words: the year of greatest strain, the largest gap, the worth of a place."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from sufficiency import terms
from sufficiency.allocation.above_best import above_words, rounded_up
from sufficiency.allocation.aims import MILES, WORDS, for_want, is_usual, label_of, size_of
from sufficiency.allocation.asked_plan import at_of_pool, position_of_year
from sufficiency.allocation.site_frames import with_places
from sufficiency.allocation.whose import own_rows
from sufficiency.area.resting import rests_sentence
from sufficiency.messages.listing import listed
from sufficiency.places import INDEPENDENT, MILES_SQUARED, POUNDS, WITHOUT

if TYPE_CHECKING:
    from sufficiency.allocation.allocation import Allocation

LEAST = 0.005
"""A change that rounds to nought in two digits is not told."""
MANY = 2 - LEAST
"""So many children, or more, are told in whole numbers."""
LEAST_MILES = 0.05
LEAST_POUNDS = 0.5
ONE_CHILD = 0.9
"""A place that is worth this many children or more, to a hundredth, is worth one child."""
ALMOST_ALL = 0.8
"""A share of the authority's pools that makes almost any of them."""
SOUGHT = (WITHOUT, INDEPENDENT, POUNDS)
"""Aims for whose sake a place is built: one that saves miles alone is of no use here."""
CROSSING = "where caps across pools cross"
FEWEST = 0.5
"""No more children than this (a mean over the draws) are told as none: half a child shows as 0."""


@dataclass(frozen=True, slots=True)
class Ranged:
    """A number with its range over the draws.

    Parameters
    ----------
    value, low, high : float
    """

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        """Say the number with its range."""
        return f"{self.value:,.0f} ({self.low:,.0f} to {self.high:,.0f})"


def ranged(row: Mapping[Any, Any], name: str) -> Ranged:
    """Take a number and its range from a row of a frame."""
    return Ranged(float(row[name]), float(row[f"{name}_low"]), float(row[f"{name}_high"]))


def strain_year(allocation: Allocation) -> int:
    """Give the year in which most children are without a place or in an independent school."""
    by_year = allocation.to_frame("gap", by=["year"])
    missed = by_year["without"] + by_year["independent"]
    return int(by_year["year"].iloc[int(missed.to_numpy().argmax())])


def year_or_strain(allocation: Allocation, year: int | None) -> int:
    """Give the year that is asked for, or that of greatest strain.

    Raises
    ------
    UnknownNameError
        If the year was not allocated.
    """
    if year is None:
        return strain_year(allocation)
    position_of_year(allocation, year)
    return year


def strain_name(allocation: Allocation) -> str:
    """Name the year of greatest strain; where it is the last, that is no finding of its own."""
    is_last = len(allocation.years) > 1 and strain_year(allocation) == allocation.years[-1]
    asked = "the last year asked for and so far " if is_last else ""
    return f"{asked}the year of greatest strain"


def strain_sentence(allocation: Allocation) -> str:
    """Say how many need a place in the year of greatest strain, and what becomes of them."""
    year = strain_year(allocation)
    frame = allocation.summary()
    here = frame[frame["year"] == year].rename(columns={"low": "value_low", "high": "value_high"})
    by_measure = {row["measure"]: row for row in here.to_dict("records")}

    def told(measure: str) -> str:
        return str(ranged(by_measure[measure], "value"))

    strained = missed(allocation, year=year) > FEWEST
    why = for_want(allocation.setting.supply.aims)
    when = terms.year_label(year)
    said = f"In {when}, {strain_name(allocation)}," if strained else f"In {when},"
    return (
        f"{said} {told('demand')} children need a place in a specialist base or special school: "
        f"{told('placed')} have one, {told('independent')} go to an independent school{why}, "
        f"and {told('without')} have none."
    )


def worst_gap(allocation: Allocation, *, year: int) -> Mapping[Any, Any]:
    """Give the group, need and phase in which most children lack a local place in a year."""
    frame = allocation.to_frame("gap", by=["year", "group", "need", "phase"])
    here = frame[frame["year"] == year].reset_index(drop=True)
    lacking = here["without"] + here["independent"]
    return here.to_dict("records")[int(lacking.to_numpy().argmax())]


def gap_sentence(allocation: Allocation) -> str:
    """Say where the largest gap is, and where one more place is worth most."""
    year = strain_year(allocation)
    if missed(allocation, year=year) <= FEWEST:
        return nothing_helps(allocation, year=year)
    row = worst_gap(allocation, year=year)
    phase = terms.phases().label(str(row["phase"])).lower()
    need = terms.needs().label(str(row["need"]))
    gap = (
        f"The largest gap then is in {row['group']} ({need}, {phase}): {ranged(row, 'without')} "
        f"children without a place and {ranged(row, 'independent')} in an independent school."
    )
    best = best_by_level(allocation, year=year, most=1)
    if best.empty:
        return f"{gap} {nothing_helps(allocation, year=year)}"
    if helps_almost_anywhere(allocation, year=year):
        return (
            f"{gap} One more place at almost any school of the area would mean one child fewer "
            f"without a local place; {rest_matters(allocation)}."
        )
    told = "; and at ".join(
        f"{row['pool_name']}: {worth_words(row)}" for row in best.to_dict("records")
    )
    return f"{gap} One more place is worth most at {told}."


def helps_almost_anywhere(allocation: Allocation, *, year: int) -> bool:
    """Say whether one more place at almost any school means one child fewer without a local one.

    Of the pools that have places in the year, and of the authority's own among them, four in five
    or more must be worth one child. Where a site has places for its pools together, it counts as
    one. Independent schools are left out.
    """
    worth = allocation.to_frame("worth")
    here = worth[(worth["year"] == year) & (worth["setting"] != "independent")]
    supply, totals = allocation.to_frame("supply"), allocation.to_frame("site_totals")
    held = with_places(*(frame[frame["year"] == year] for frame in (supply, totals)))
    has_places = pd.MultiIndex.from_frame(held.loc[held["places"] > 0, ["site", "pool"]])
    is_held = pd.MultiIndex.from_frame(here[["site", "pool"]]).isin(has_places)
    open_pools = here[is_held]
    own = own_rows(allocation, open_pools)
    shares = [float(is_worth_one(pools).mean()) for pools in (open_pools, own)]
    return len(own) > 1 and min(shares) >= ALMOST_ALL


def rest_matters(allocation: Allocation) -> str:
    """Say in what schools differ that are all worth one child."""
    aims = [label_of(aim) for aim in allocation.setting.supply.aims]
    rest = [aim.replace("_", " ") for aim in (MILES, MILES_SQUARED, POUNDS) if aim in aims]
    only = " only" if is_usual(allocation.setting.supply.aims) else ""
    return f"which school matters for {' and '.join(rest) or 'other aims'}{only}"


def fewer_missed(places: pd.DataFrame) -> pd.Series[float]:
    """Count of each row of a frame of worth how many more children have a local place.

    Where independent placements are no aim, only those without a place are known to change.
    """
    without: pd.Series[float] = -places["more_without"]
    return without - places["more_independent"] if "more_independent" in places else without


def is_worth_one(places: pd.DataFrame) -> pd.Series[bool]:
    """Say of each row of a frame of worth whether one more place there helps one child."""
    return fewer_missed(places).round(2) >= ONE_CHILD


def nothing_helps(allocation: Allocation, *, year: int) -> str:
    """Say why one more place in any single pool would change nothing."""
    if not allocation.drawn.valued[:, allocation.years.index(year)].all():
        return (
            "Caps across pools cross each other or the places of pools then, and the worth of a "
            "place is not worked out. A block at one pool can be, as it is allocated again: "
            f"more_places, or the command worth with --more 6 {at_of_pool(allocation)}."
        )
    row = missed(allocation, year=year)
    if row <= FEWEST:
        return "Nobody lacks a local place then, so one more would change nothing."
    return (
        "One more place in any single pool that is not independent would bring nobody a place "
        "then: who has none is of another need, age or level, or too far away, or the pools hold "
        "more children than places; and who is in an independent school stays."
    )


def missed(allocation: Allocation, *, year: int) -> float:
    """Count the children without a local place in a year: without any, or independent."""
    by_year = allocation.to_frame("gap", by=["year"])
    here = by_year[by_year["year"] == year]
    return float((here["without"] + here["independent"]).iloc[0])


def best_places(allocation: Allocation, *, year: int) -> pd.DataFrame:
    """Give the pools at which one more place changes most in a year, in the order of the aims.

    Changes are compared as they are shown, to a hundredth of a child, so that the next aim decides
    between pools that do not differ to the eye. A place is of use where it brings a child a local
    place, or saves pounds where these are an aim; not where it saves miles alone. A pool that is
    closed in the year is not among them: one place there would be to open it. The column pool_name
    is each pool's own.
    """
    worth = allocation.to_frame("worth")
    here = worth[(worth["year"] == year) & worth["is_open"]]
    aims = [label_of(aim) for aim in allocation.setting.supply.aims]
    sought = [aim for aim in SOUGHT if aim in aims]
    rounded = {
        f"rounded_{aim}": here[f"more_{aim}"].round(0 if aim == POUNDS else 2) for aim in sought
    }
    order = [f"rounded_{aim}" if aim in sought else f"more_{aim}" for aim in aims]
    ordered = here.assign(pool_name=pool_names(here), **rounded).sort_values(
        [*order, "site", "pool"]
    )
    useful = pd.Series(False, index=ordered.index)
    for aim in sought:
        useful |= ordered[f"rounded_{aim}"] < -(LEAST_POUNDS if aim == POUNDS else LEAST)
    return ordered[useful].drop(columns=[*rounded]).reset_index(drop=True)


def best_by_level(allocation: Allocation, *, year: int, most: int) -> pd.DataFrame:
    """Give the pools of each level at which one more place changes most, special schools first.

    Independent schools are left out: their places are not the authority's to build.
    """
    best = best_places(allocation, year=year)
    own = best[best["setting"] != "independent"]
    parts = [own[own["level"] == level].head(most) for level in ("special", "base", "")]
    return pd.concat(parts, ignore_index=True)


def pool_name(row: Mapping[Hashable, Any]) -> str:
    """Name a pool: "Friars Academy (special school, secondary)"."""
    if not row["level"]:
        return f"{row['name']} (the whole site)"
    level = terms.short_list("level").label(str(row["level"])).lower()
    phases = terms.phases()
    pool = str(row["pool"])
    said = phases.label(pool).lower() if pool in phases else pool
    pool = "" if pool in ("all", "base", row["level"]) else f", {said}"
    return f"{row['name']} ({level}{pool})"


def pool_names(pools: pd.DataFrame) -> list[str]:
    """Name pools so that each has a name of its own: by its codes too, where two are called alike.

    Parameters
    ----------
    pools : pandas.DataFrame
        One row for each pool of a year: site, pool, name, level.
    """
    rows = pools.to_dict("records")
    names = [pool_name(row) for row in rows]
    times = Counter(names)
    return [
        name if times[name] == 1 else f"{name}, {row['site']} {row['pool']}".rstrip()
        for name, row in zip(names, rows, strict=True)
    ]


def worth_words(row: Mapping[Hashable, Any]) -> str:
    """Say in words what one more place changes, aim by aim, in the order of the row."""
    parts = []
    for column, value in row.items():
        aim = str(column).removeprefix("more_")
        if aim == column or aim not in WORDS:
            continue
        if part := _change_words(float(value), aim):
            parts.append(part)
    return ", ".join(parts) or "no change"


def _change_words(change: float, aim: str) -> str:
    """Say the change of one aim; nothing where it rounds to nought."""
    side, size, what = "fewer" if change < 0 else "more", abs(change), WORDS[aim]
    if aim == MILES:
        return f"{size:.1f} {side} {what}" if size >= LEAST_MILES else ""
    if aim == POUNDS:
        return f"{size:,.0f} {side} {what}" if size >= LEAST_POUNDS else ""
    if size < LEAST:
        return ""
    if abs(size - 1) < LEAST:
        return f"1 child {side} {what.removeprefix('children ')}"
    # Of one place a hundredth of a child ranks pools; of several, whole children are enough.
    return f"{size:,.0f} {side} {what}" if size >= MANY else f"{size:.2f} {side} {what}"


def proof_sentence(allocation: Allocation, *, where: str = "the table about") -> str:
    """Say whether the answers are proven, on what they rest, and where to see more of it."""
    years, draws = len(allocation.years), allocation.draws
    count = years * (draws + 1)
    proven = f"All {count:,} yearly answers are proven to be the best"
    if not allocation.is_proven:
        done = sum(
            int(held.counts.proven.sum()) for held in (allocation.drawn, allocation.expected)
        )
        proven = f"{done:,} of {count:,} yearly answers are proven to be the best"
    basis = terms.short_list("basis").label(allocation.basis).lower()
    tables = made_tables(allocation)
    made = f" (in {listed(tables)}: see {where})" if tables else ""
    rests = rests_sentence(allocation.planned.tables())
    return (
        f"{proven} that these places allow, {_given_words(allocation)}, by an independent check"
        f"{_gap_words(allocation)}; "
        f"weakest basis: {basis}{made}.{f' {rests}' if rests else ''}"
    )


def _given_words(allocation: Allocation) -> str:
    """Say what a proof takes as given: who stays from the year before, unless nobody does."""
    if allocation.setting.stayers == "release":
        return "each year by itself"
    return "each year given the one before it"


def _gap_words(allocation: Allocation) -> str:
    """Say how far the answers that are not proven may be above the best; nothing where all are."""
    from sufficiency.allocation.aim_frames import largest_gaps, largest_shares

    gaps, shares = (of(allocation).max(axis=0) for of in (largest_gaps, largest_shares))
    for place, aim in enumerate(allocation.setting.supply.aims):
        if gaps[place]:
            size = gap_size(float(gaps[place]), aim)
            told = above_words(float(shares[place]), size)
            more = f"{size}, {CROSSING}" if math.isfinite(shares[place]) else CROSSING
            return f", the others stopped at {told} ({more})"
    return ""


def gap_size(gap: float, aim: str) -> str:
    """Say a gap of an aim in numbers, in the unit in which the aim is told."""
    return f"{rounded_up(gap / size_of(aim))} {WORDS[label_of(aim)]}"


def made_tables(allocation: Allocation) -> list[str]:
    """Name the tables of the area, as the scenario plans it, in which anything is made up."""
    held = allocation.planned.tables()
    return [
        name for name, rows in held.items() if "basis" in rows and (rows["basis"] == "made").any()
    ]
