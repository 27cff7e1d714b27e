"""The allocation year after year: who stays, who is placed, where, and what it adds up to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sufficiency.errors import UnknownNameError
from sufficiency.places.above import over_of_stayers, worth_with_above
from sufficiency.places.carrying import carried
from sufficiency.places.displaced import displaced_of, displaced_to, with_displaced
from sufficiency.places.engines import Answer, EngineChoice, allocate_arrays
from sufficiency.places.journeys import hundredths_squared
from sufficiency.places.nesting import worth_within_caps
from sufficiency.places.network import (
    BEYOND_LIMIT,
    DISPLACED,
    INDEPENDENT,
    METRES,
    MILES_SQUARED,
    NOT_PREFERRED,
    OTHER_LEVEL,
    OVER_PLACES,
    POUNDS,
    WITHOUT,
    Kind,
)
from sufficiency.places.one_year import Room, network_of_year, room_of_year
from sufficiency.places.passages import EVERYBODY, Passage
from sufficiency.places.shares import Parts, parts_of
from sufficiency.places.starts import Start
from sufficiency.places.stayers import (
    Chance,
    Rows,
    Step,
    nobody,
    rows_of,
    step_into,
    unchanged,
)
from sufficiency.places.supply import Supply
from sufficiency.places.worth import Worth
from sufficiency.places.year_checks import CheckedYears, checked_years

IntArray = NDArray[np.int64]

Stayers = Literal["keep", "release"]
STAYERS = ("keep", "release")


@dataclass(frozen=True, slots=True, eq=False)
class YearPlaced:
    """One year of an allocation.

    In each cell demand = stayers + to place, and placed + independent + without = demand.

    Parameters
    ----------
    year : int
    demand, to_place, placed, independent, without : IntArray
        Axes (locality, need, ncy, level): placed and independent count stayers as well
        [children].
    rows : Rows
        All who have a place, stayers or not, in planned or independent places.
    step : Step
        Who stays, moves (and why), has ended, or was more than the demand.
    parts : Parts
        Who is to be placed, as cells of the answer's network.
    over : IntArray
        Axis (pool): stayers above the places, who keep theirs. It admits nobody, unless it may
        have more above them [children].
    admitted_over : IntArray
        Axis (pool): who is newly placed above the places, where the pool may [children].
    site_over : IntArray
        Axis (limited site): the same for the total of a site [children].
    cap_over : IntArray
        Axis (cap across pools): the same for a cap [children].
    group_over : IntArray
        Axis (group): independent placements, not named, above their limit [children].
    displaced : IntArray
        Axis (pool, then not named, then without): where those are whose pool closes [children].
    totals : tuple of int
        Axis (aim): the ordered aims, stayers among them [children, metres or pounds].
    answer : Answer
        The proven answer for those to place. Unless worth is asked for, its network leaves out
        arcs into pools without room.
    worth : Worth or None
        Worth of places in this year, with the stayers as they are; pools, then independent
        groups, `without` and limited sites. None where it is not asked for, and where caps across
        pools cross other rows that can bind: moves of one child do not say then what is best.
    """

    year: int
    demand: IntArray
    to_place: IntArray
    placed: IntArray
    independent: IntArray
    without: IntArray
    rows: Rows
    step: Step
    parts: Parts
    over: IntArray
    admitted_over: IntArray
    site_over: IntArray
    group_over: IntArray
    cap_over: IntArray
    displaced: IntArray
    totals: tuple[int, ...]
    answer: Answer
    worth: Worth | None


def place_years(
    supply: Supply,
    demand: ArrayLike,
    *,
    start: Start | None = None,
    stayers: Stayers = "keep",
    passage: Passage = EVERYBODY,
    released: ArrayLike = 0.0,
    chance: Chance = None,
    engine: EngineChoice = "auto",
    worth: bool = False,
) -> tuple[YearPlaced, ...]:
    """Allocate one draw, or expected demand, year after year.

    Each year is best in the exact order of the aims for those who are to be placed in it. With
    `stayers="keep"` the years follow from each other, and no year looks ahead: a place that
    opens early may be taken by a child who could have gone elsewhere.

    Parameters
    ----------
    supply : Supply
    demand : array_like of int
        Axes (year, locality, need, ncy, level): levels base and special only [children].
    start : Start, optional
        Without it, nobody is placed before the first year.
    stayers : {"keep", "release"}
        Children stay where they are; or all are placed anew each year, a yardstick, in
        which `start`, `passage` and `released` have no part.
    passage : Shares, Surviving or Fates
        What becomes of last year's placed children: shares, for expected numbers; or what became
        of each child of one draw.
    released : array_like of float
        Axes (year, ncy), or only the last: share placed anew on entering the NC year.
    chance : numpy.random.Generator, optional
        For one draw; without it, expected numbers are rounded so that they add up. Fates need
        it.
    engine : {"auto", "flow", "lp"}
    worth : bool
        Whether to value one more and one fewer place.

    Returns
    -------
    tuple of YearPlaced
        Axis (year).

    Raises
    ------
    FindingsError
        With all faults of the arrays.
    UnknownNameError
        Where `stayers` or `engine` is not known.
    """
    return tuple(
        each_year_placed(
            supply,
            demand,
            start=start,
            stayers=stayers,
            passage=passage,
            released=released,
            chance=chance,
            engine=engine,
            worth=worth,
        )
    )


def each_year_placed(
    supply: Supply,
    demand: ArrayLike,
    *,
    start: Start | None = None,
    stayers: Stayers = "keep",
    passage: Passage = EVERYBODY,
    released: ArrayLike = 0.0,
    chance: Chance = None,
    engine: EngineChoice = "auto",
    worth: bool = False,
    every_pool: bool = False,
) -> Iterator[YearPlaced]:
    """Allocate year after year, and give each before the next is begun.

    The network of a year is large where all its pools are in it. Who takes from each year what is
    wanted, and lets it go, never holds two.

    Parameters
    ----------
    supply, demand, start, stayers, passage, released, chance, engine, worth
        As of `place_years`.
    every_pool : bool
        Whether networks have arcs into pools without room, also where worth is not asked for.

    Yields
    ------
    YearPlaced

    Raises
    ------
    FindingsError
        With all faults of the arrays, before the first year.
    UnknownNameError
        Where `stayers` or `engine` is not known.
    """
    if stayers not in STAYERS:
        raise UnknownNameError.of("years_stayers", name=stayers)
    given = checked_years(
        supply,
        demand,
        start=start,
        passage=passage,
        released=released,
        has_chance=chance is not None or stayers == "release",
    )
    placed = given.placed
    for year, now in enumerate(given.demand):
        if stayers == "release":
            step = unchanged(nobody(), now)
        elif year == 0:
            step = first_step(supply, given, start=start, chance=chance)
        else:
            came = carried(supply, year, placed, given.passage, chance)
            step = step_into(supply, year, came, now, released=given.released[year], chance=chance)
        drawn = chance is not None
        made = _one_year(
            supply,
            year,
            now,
            step,
            engine=engine,
            worth=worth,
            every_pool=every_pool or worth,
            drawn=drawn,
        )
        placed = made.rows
        yield made
        del made


def first_step(
    supply: Supply, given: CheckedYears, *, start: Start | None, chance: Chance = None
) -> Step:
    """Say who of those who were placed before stays in the first year, whatever is chosen in it.

    Parameters
    ----------
    supply : Supply
    given : CheckedYears
    start : Start or None
    chance : numpy.random.Generator, optional

    Returns
    -------
    Step
    """
    now = given.demand[0]
    if start is None:
        return unchanged(nobody(), now)
    if start.same_year:
        return unchanged(given.placed, now, chance)
    came = carried(supply, 0, given.placed, given.passage, chance)
    return step_into(supply, 0, came, now, released=given.released[0], chance=chance)


def _one_year(
    supply: Supply,
    year: int,
    demand: IntArray,
    step: Step,
    *,
    engine: EngineChoice,
    worth: bool,
    every_pool: bool,
    drawn: bool,
) -> YearPlaced:
    """Place those of a year who have no place to stay in."""
    shape = supply.axes.shape
    to_place = demand - step.stayers.by_cell(len(demand))
    room = room_of_year(supply, year, step.stayers)
    parts = parts_of(supply, year, demand, step.stayers, to_place, drawn=drawn)
    parts = with_displaced(parts, displaced_of(step, len(demand)))
    cells = parts.cells
    network = network_of_year(
        supply, year, cells, parts.children, room, every_pool=every_pool, **parts.marks
    )
    answer = allocate_arrays(network, engine=engine)
    used = np.flatnonzero(answer.flow > 0)
    used = used[network.kind[network.arc_pool[used]] != Kind.WITHOUT]
    rows = rows_of(
        supply,
        np.append(step.stayers.cell, cells[network.arc_cell[used]]),
        np.append(step.stayers.pool, supply.base_of[network.arc_pool[used]]),
        np.append(step.stayers.children, answer.flow[used]),
    )
    bought = np.append(supply.pools.independent, True)[rows.pool]
    local, independent = np.zeros_like(demand), np.zeros_like(demand)
    np.add.at(local, rows.cell[~bought], rows.children[~bought])
    np.add.at(independent, rows.cell[bought], rows.children[bought])
    without = np.zeros_like(demand)
    np.add.at(without, cells, answer.without)
    return YearPlaced(
        year=supply.axes.years[year],
        demand=demand.reshape(shape),
        to_place=to_place.reshape(shape),
        placed=local.reshape(shape),
        independent=independent.reshape(shape),
        without=without.reshape(shape),
        rows=rows,
        step=step,
        parts=parts,
        over=room.pools_over,
        admitted_over=_admitted_over(supply, answer),
        site_over=room.sites_over,
        group_over=room.groups_over,
        cap_over=room.caps.over,
        displaced=displaced_to(supply, parts, answer),
        totals=_totals(supply, year, rows, without, room=room, answer=answer),
        answer=answer,
        worth=_worth(supply, year, answer, room) if worth else None,
    )


def _admitted_over(supply: Supply, answer: Answer) -> IntArray:
    """Axis (pool): children newly placed above the places."""
    admitted = np.zeros(supply.not_named, dtype=np.int64)
    if len(supply.over_pools):
        admitted[supply.over_pools] = answer.loads[supply.not_named : supply.first_group]
    return admitted


def _totals(
    supply: Supply, year: int, rows: Rows, without: IntArray, *, room: Room, answer: Answer
) -> tuple[int, ...]:
    """Add up the ordered aims over all children of a year, those who stay among them."""
    bought = np.append(supply.pools.independent, True)[rows.pool]
    local = np.flatnonzero(~bought)
    locality, _, ncy, _ = supply.parts(rows.cell[local])
    pool, children = rows.pool[local], rows.children[local]
    beyond = supply.minutes[locality, pool] > supply.limits.minutes[year, ncy]
    sums = {
        WITHOUT: int(without.sum()),
        INDEPENDENT: int(rows.children[bought].sum()),
        BEYOND_LIMIT: int(children[beyond].sum()),
        METRES: int(supply.metres[locality, pool] @ children),
        MILES_SQUARED: int(hundredths_squared(supply.metres[locality, pool]) @ children),
    }
    if supply.rules is not None and NOT_PREFERRED in supply.aims:
        left = np.flatnonzero(without)
        cell, nowhere = np.append(rows.cell, left), np.full(len(left), supply.not_named)
        missed = supply.rules.not_preferred(year, cell, np.append(rows.pool, nowhere))
        sums[NOT_PREFERRED] = int(missed @ np.append(rows.children, without[left]))
    if DISPLACED in supply.aims:
        sums[DISPLACED] = answer.total(DISPLACED)
    if OTHER_LEVEL in supply.aims:
        differs = supply.parts(rows.cell[local])[3] != supply.level_of(pool)
        sums[OTHER_LEVEL] = int(children[differs].sum())
    if OVER_PLACES in supply.aims:
        stay = over_of_stayers(supply, room.pools_over, room.sites_over)
        sums[OVER_PLACES] = stay + answer.total(OVER_PLACES)
    if POUNDS in supply.aims:
        sums[POUNDS] = int(supply.pounds_of(year, rows.cell, rows.pool) @ rows.children)
    return tuple(sums[aim] for aim in supply.aims)


def _worth(supply: Supply, year: int, answer: Answer, room: Room) -> Worth | None:
    """Value places; one more is worth nothing where a pool is above its places by one or more.

    Unless it may be above them: then one stayer fewer is.
    """
    found = worth_within_caps(answer.network, answer.flow)
    if found is None:
        return None
    if OVER_PLACES in supply.aims:
        return worth_with_above(
            supply,
            year,
            found,
            left=room.by_holder,
            pools_over=room.pools_over,
            sites_over=room.sites_over,
        )
    more = np.where((room.over > 0)[:, None], 0, found.more)
    return Worth(more, found.fewer, found.full)
