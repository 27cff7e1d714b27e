"""From an area as a scenario plans it to the arrays that the optimisation takes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.allocation.above import share_above
from sufficiency.allocation.aims import aims_of
from sufficiency.allocation.plan import (
    INDEPENDENT,
    Plan,
    Today,
    above_places,
    free_places,
    serves_level_of,
)
from sufficiency.area import Area
from sufficiency.errors import NotPossibleError
from sufficiency.places import (
    LEVELS,
    NO_LIMIT,
    POUNDS,
    Axes,
    Journeys,
    Pools,
    journeys_of,
    straight_metres,
)
from sufficiency.scenario import Scenario

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

SCHOOL_AGE = (0, 14)
"""Reception and Year 14: children between them are allocated, whatever ages the pools serve."""


class Counted(NamedTuple):
    """Places, and those that others have; nan where there is no number of its own.

    Parameters
    ----------
    places, taken : FloatArray
        Axes (year, pool or site) [places].
    """

    places: FloatArray
    taken: FloatArray


def plan_of(
    area: Area, scenario: Scenario, *, years: tuple[int, ...], needs: tuple[str, ...]
) -> Plan:
    """Lay the planned places of an area out as arrays.

    A pool that changes its level or setting from a year on is two pools, one after the other. A
    pool is open in the years in which a row of it holds and it has places.

    Parameters
    ----------
    area : Area
        As the scenario plans it (`planned_area`).
    scenario : Scenario
        For headroom, detour and speed.
    years : tuple of int
        Academic years that are allocated.
    needs : tuple of str
        Labels of the axis need.

    Returns
    -------
    Plan

    Raises
    ------
    NotPossibleError
        If there is no pool at all.
    """
    return _laid_out(area, scenario, years, needs, january=years[0] - 1, count=places_of)


def plan_today(area: Area, scenario: Scenario, *, base: int, needs: tuple[str, ...]) -> Plan:
    """Lay the places of the last January out as arrays, as a plan of that one year.

    Parameters
    ----------
    area : Area
        As it is, without what a scenario plans.
    scenario : Scenario
        For headroom, detour and speed.
    base : int
        Academic year of the last January that was counted.
    needs : tuple of str
        Labels of the axis need.

    Returns
    -------
    Plan
        Places as in `places_today`.

    Raises
    ------
    NotPossibleError
        If there is no pool at all.
    """
    return _laid_out(area, scenario, (base,), needs, january=base, count=places_today)


def _laid_out(
    area: Area,
    scenario: Scenario,
    years: tuple[int, ...],
    needs: tuple[str, ...],
    *,
    january: int,
    count: CountPlaces,
) -> Plan:
    """Lay places out, as some function counts them, with the pools of the last January beside."""
    rows = _pool_rows(area, scenario)
    labels = _labels(rows, area)
    sites = tuple(sorted(area.table("sites")["site"]))
    axes = Axes(years, tuple(sorted(area.localities_in_order)), needs, _ncy_span(rows, years))
    own = count(area, labels["site"].tolist(), labels["pool"].tolist(), years)
    whole = count(area, list(sites), [""] * len(sites), years)
    site = np.array([sites.index(name) for name in labels["site"]], dtype=np.int64)
    by_site = np.isnan(own.places) & ~np.isnan(whole.places)[:, site]
    headroom = headroom_of(scenario, years)
    free = np.where(by_site, NO_LIMIT, free_places(own.places, own.taken, headroom))
    # A site that is given no places is closed, whether they stand at its pools or in total.
    has_room = (by_site | (own.places > 0)) & ~(whole.places[:, site] <= 0)
    pools = _pools(
        rows,
        labels,
        axes,
        site=site,
        free=free,
        has_room=has_room,
        other_level=[str(scenario.assumption("other_level").at(year)) for year in years],
    )
    share = share_above(scenario, years, sites)
    over = above_places(own.places, own.taken, share[:, site])
    return Plan(
        axes=axes,
        pools=pools,
        labels=labels,
        places=own.places,
        taken=own.taken,
        sites=sites,
        site_places=whole.places,
        site_taken=whole.taken,
        journeys=_journeys(area, scenario, axes.localities, sites),
        basis=_weakest(area, scenario),
        today=_today(rows, labels, axes, january),
        spans=_spans(pools),
        # Independent schools sell the places that they have, and no more.
        may_be_over=np.where(pools.is_open & ~pools.independent, over, 0),
        site_may_be_over=above_places(whole.places, whole.taken, share),
    )


def _pool_rows(area: Area, scenario: Scenario) -> pd.DataFrame:
    """Give the rows of pools in order, each with its setting; refuse an area without any."""
    rows = area.table("pools").sort_values(["site", "pool", "year"], ignore_index=True)
    if rows.empty:
        raise NotPossibleError.of("allocation_no_pools", area=area.name, scenario=scenario.name)
    return rows.assign(setting=rows["setting"].where(rows["setting"] != "", rows["level"]))


def _pools(
    rows: pd.DataFrame,
    labels: pd.DataFrame,
    axes: Axes,
    *,
    site: IntArray,
    free: IntArray,
    has_room: BoolArray,
    other_level: list[str],
) -> Pools:
    """Lay the pools out: whom each admits, and in which years it is open."""
    held = _rows_in_force(rows, labels, axes.years)
    return Pools(
        names=tuple(
            f"{row.site}, {row.pool}, {row.level}, {row.setting}" for row in labels.itertuples()
        ),
        level=np.array([LEVELS.index(level) for level in labels["level"]], dtype=np.int64),
        site=site,
        independent=(labels["setting"] == INDEPENDENT).to_numpy(dtype=bool, copy=True),
        needs=_needs(rows, held, axes.needs),
        ncy_from=_of_rows(rows["ncy_from"], held, none=1),
        ncy_to=_of_rows(rows["ncy_to"], held, none=0),
        is_open=(held >= 0) & has_room,
        free=free,
        in_force=held >= 0,
        serves_level=serves_level_of(labels, other_level),
    )


def _today(rows: pd.DataFrame, labels: pd.DataFrame, axes: Axes, january: int) -> Today:
    """Lay the pools out as they are in the year of the last January."""
    held = _rows_in_force(rows, labels, (january,))
    return Today(
        held[0] >= 0,
        _of_rows(rows["ncy_from"], held, none=1)[0],
        _of_rows(rows["ncy_to"], held, none=0)[0],
        _needs(rows, held, axes.needs)[0],
    )


def _spans(pools: Pools) -> tuple[tuple[int, int], ...]:
    """Axis (level): first and last NC year that is allocated."""
    spans = []
    for level in range(len(LEVELS)):
        used = pools.is_open & (pools.level == level)
        first, last = SCHOOL_AGE
        if used.any():
            first = min(first, int(pools.ncy_from[used].min()))
            last = max(last, int(pools.ncy_to[used].max()))
        spans.append((max(first, terms.FIRST_NCY), min(last, terms.LAST_NCY)))
    return tuple(spans)


def headroom_of(scenario: Scenario, years: tuple[int, ...]) -> FloatArray:
    """Axis (year): share of places that is kept free in January."""
    held = scenario.assumption("headroom_percent")
    return np.array([_number(held.at(year)) for year in years]) / 100


def _number(value: object) -> float:
    assert isinstance(value, int | float)
    return float(value)


def _labels(rows: pd.DataFrame, area: Area) -> pd.DataFrame:
    """Give a row for each pool, in an order that only names decide."""
    key = ["site", "pool", "level", "setting"]
    known = area.table("sites")[["site", "name", "authority", "easting", "northing"]]
    pools: pd.DataFrame = rows[key].drop_duplicates().sort_values(key, ignore_index=True)
    return pools.merge(known, on="site", how="left")


def _rows_in_force(rows: pd.DataFrame, labels: pd.DataFrame, years: tuple[int, ...]) -> IntArray:
    """Axes (year, pool): the row of the table pools that holds; -1 where another one does."""
    held = np.full((len(years), len(labels)), -1, dtype=np.int64)
    key = ["site", "pool", "level", "setting"]
    place = {
        row: number for number, row in enumerate(labels[key].itertuples(index=False, name=None))
    }
    last: dict[tuple[str, str, int], int] = {}
    begun = zip(*(rows[name].tolist() for name in (*key, "year")), strict=True)
    for number, (site, pool, level, setting, since) in enumerate(begun):
        pool_place = place[(site, pool, level, setting)]
        for position, year in enumerate(years):
            if year < since:
                continue
            before = last.get((site, pool, position))
            if before is not None:
                held[position, before] = -1
            held[position, pool_place] = number
            last[(site, pool, position)] = pool_place
    return held


def _of_rows(column: pd.Series[Any], held: IntArray, *, none: int) -> IntArray:
    """Axes (year, pool): a number of the row that holds; `none` where there is no such row."""
    numbers = column.to_numpy(dtype=np.int64, copy=True)
    return np.where(held >= 0, numbers[np.maximum(held, 0)], none)


def _needs(rows: pd.DataFrame, held: IntArray, needs: tuple[str, ...]) -> BoolArray:
    """Axes (year, pool, need): whom the row that holds admits."""
    admitted = np.array(
        [[need in str(codes).split(";") for need in needs] for codes in rows["needs"]], dtype=bool
    )
    return np.asarray(admitted[np.maximum(held, 0)] & (held >= 0)[..., None])


def _ncy_span(rows: pd.DataFrame, years: tuple[int, ...]) -> tuple[int, ...]:
    """Give the NC years that may be allocated: of school age, and those that any pool serves."""
    known = rows[rows["year"] <= years[-1]]
    used = known if len(known) else rows
    first = min(SCHOOL_AGE[0], max(int(used["ncy_from"].min()), terms.FIRST_NCY))
    last = max(SCHOOL_AGE[1], min(int(used["ncy_to"].max()), terms.LAST_NCY))
    return tuple(range(first, last + 1))


def places_of(area: Area, sites: list[str], pools: list[str], years: tuple[int, ...]) -> Counted:
    """Give places, and those that others have, of the row that holds in each year.

    Parameters
    ----------
    area : Area
    sites, pools : list of str
        Axis (pool or site): what is asked for; a blank pool for the total of a site.
    years : tuple of int

    Returns
    -------
    Counted
        `nan` where no row holds yet.
    """
    rows = area.table("places").sort_values("year")
    places = np.full((len(years), len(sites)), np.nan)
    taken = np.full((len(years), len(sites)), np.nan)
    place: dict[tuple[str, str], list[int]] = {}
    for number, key in enumerate(zip(sites, pools, strict=True)):
        place.setdefault(key, []).append(number)
    columns = zip(
        *(rows[name].tolist() for name in ("site", "pool", "year", "places", "taken")), strict=True
    )
    for site, pool, year, count, gone in columns:
        for number in place.get((site, pool), []):
            since = np.array(years) >= year
            places[since, number] = count
            taken[since, number] = 0.0 if pd.isna(gone) else gone
    return Counted(places, taken)


def places_today(area: Area, sites: list[str], pools: list[str], years: tuple[int, ...]) -> Counted:
    """Give the places of the last January, as `places_of` does.

    Those of the next year where the table places begins with it.

    Parameters
    ----------
    area, sites, pools
        As in `places_of`.
    years : tuple of int
        The academic year of that January alone.

    Returns
    -------
    Counted
        `nan` where no row holds.
    """
    known = places_of(area, sites, pools, (years[0], years[0] + 1))
    begun = ~np.isnan(known.places[:1])
    return Counted(
        np.where(begun, known.places[:1], known.places[1:]),
        np.where(begun, known.taken[:1], known.taken[1:]),
    )


CountPlaces = Callable[[Area, list[str], list[str], tuple[int, ...]], Counted]
"""A function that counts places by pool or site and year."""


def _journeys(
    area: Area, scenario: Scenario, localities: tuple[str, ...], sites: tuple[str, ...]
) -> Journeys:
    """Take journeys from the area's table, or else from straight lines."""
    detour = _number(scenario.assumption("detour_factor").at(0))
    speed = _number(scenario.assumption("speed_miles_per_hour").at(0))
    homes = area.table("localities").set_index("locality").loc[list(localities)]
    schools = area.table("sites").set_index("site").loc[list(sites)]
    straight = straight_metres(_points(homes), _points(schools), detour=detour)
    known = area.table("journeys")
    matrices = {}
    for name in ("miles", "minutes"):
        matrix = np.full(straight.shape, np.nan)
        for row in known[["locality", "site", name]].itertuples(index=False):
            matrix[localities.index(row[0]), sites.index(row[1])] = row[2]
        matrices[name] = matrix
    return journeys_of(
        straight,
        miles_an_hour=speed,
        given_miles=matrices["miles"],
        given_minutes=matrices["minutes"],
    )


def _points(frame: pd.DataFrame) -> tuple[IntArray, IntArray]:
    """Give eastings and northings in whole metres."""
    east, north = (
        np.rint(frame[name].to_numpy(dtype=np.float64)).astype(np.int64)
        for name in ("easting", "northing")
    )
    return east, north


def _weakest(area: Area, scenario: Scenario) -> str:
    """The weakest basis of what a plan rests on; of costs too, where they decide who goes where."""
    names = ("sites", "pools", "places", "journeys", "placements")
    priced = ("costs",) if POUNDS in aims_of(scenario) else ()
    bases = [area.basis(name) for name in (*names, *priced)]
    return terms.weakest([basis for basis in (*bases, "assumed") if basis])
