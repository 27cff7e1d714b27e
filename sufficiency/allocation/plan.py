"""From an area as a scenario plans it to the arrays that the optimisation takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.area import Area
from sufficiency.errors import NotPossibleError
from sufficiency.places import (
    LEVELS,
    NO_LIMIT,
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

INDEPENDENT = "independent"
SCHOOL_AGE = (0, 14)
"""Reception and Year 14: children between them are allocated, whatever ages the pools serve."""


@dataclass(frozen=True, slots=True, eq=False)
class Today:
    """The pools as they are in the last January that was counted.

    Parameters
    ----------
    is_open : BoolArray
        Axis (pool): whether a row of it holds.
    ncy_from, ncy_to : IntArray
        Axis (pool).
    needs : BoolArray
        Axes (pool, need).
    """

    is_open: BoolArray
    ncy_from: IntArray
    ncy_to: IntArray
    needs: BoolArray


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Planned places, with the labels of their axes.

    Parameters
    ----------
    axes : Axes
        Years, localities, needs and NC years that are allocated.
    pools : Pools
        Axis (pool): free places are those before children of other levels are taken off.
    labels : pandas.DataFrame
        A row for each pool: site, pool, level, setting, name, authority, easting, northing.
    places, taken : FloatArray
        Axes (year, pool): as planned, nan where the pool has no number of its own [places].
    sites : tuple of str
        Labels of the axis site.
    site_places, site_taken : FloatArray
        Axes (year, site): totals of sites, nan where there is none [places].
    journeys : Journeys
        Axes (locality, site).
    basis : str
        The weakest basis of sites, pools, places and journeys.
    today : Today
        The pools as they are in the last January.
    spans : tuple of (int, int)
        Axis (level): first and last NC year that is allocated: Reception to Year 14, since a
        child of those ages who needs a base is without one even where every base is for others;
        beyond them, those that a pool of the level serves.
    """

    axes: Axes
    pools: Pools
    labels: pd.DataFrame
    places: FloatArray
    taken: FloatArray
    sites: tuple[str, ...]
    site_places: FloatArray
    site_taken: FloatArray
    journeys: Journeys
    basis: str
    today: Today
    spans: tuple[tuple[int, int], ...]

    def site_free(self, headroom: FloatArray) -> IntArray:
        """Axes (year, site): places free to us in all pools of a site together."""
        return free_places(self.site_places, self.site_taken, headroom)


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
    rows = area.table("pools").sort_values(["site", "pool", "year"], ignore_index=True)
    if rows.empty:
        raise NotPossibleError.of("allocation_no_pools", area=area.name, scenario=scenario.name)
    rows["setting"] = rows["setting"].where(rows["setting"] != "", rows["level"])
    sites = tuple(sorted(area.table("sites")["site"]))
    labels = _labels(rows, area)
    held = _rows_in_force(rows, labels, years)
    before = _rows_in_force(rows, labels, (years[0] - 1,))
    places, taken = _places_of(area, labels["site"].tolist(), labels["pool"].tolist(), years)
    site_places, site_taken = _places_of(area, list(sites), [""] * len(sites), years)
    headroom = headroom_of(scenario, years)
    spans = _ncy_span(rows, years)
    axes = Axes(years, tuple(sorted(area.localities_in_order)), needs, spans)
    at = np.array([sites.index(site) for site in labels["site"]], dtype=np.int64)
    limited = ~np.isnan(site_places)[:, at]
    free = np.where(np.isnan(places) & limited, NO_LIMIT, free_places(places, taken, headroom))
    pools = Pools(
        names=tuple(
            f"{row.site}, {row.pool}, {row.level}, {row.setting}" for row in labels.itertuples()
        ),
        level=np.array([LEVELS.index(level) for level in labels["level"]], dtype=np.int64),
        site=at,
        independent=(labels["setting"] == INDEPENDENT).to_numpy(dtype=bool, copy=True),
        needs=_needs(rows, held, needs),
        ncy_from=_of_rows(rows["ncy_from"], held, none=1),
        ncy_to=_of_rows(rows["ncy_to"], held, none=0),
        is_open=(held >= 0) & ((places > 0) | (np.isnan(places) & limited)),
        free=free,
    )
    return Plan(
        axes=axes,
        pools=pools,
        labels=labels,
        places=places,
        taken=taken,
        sites=sites,
        site_places=site_places,
        site_taken=site_taken,
        journeys=_journeys(area, scenario, axes.localities, sites),
        basis=_weakest(area),
        today=Today(
            before[0] >= 0,
            _of_rows(rows["ncy_from"], before, none=1)[0],
            _of_rows(rows["ncy_to"], before, none=0)[0],
            _needs(rows, before, needs)[0],
        ),
        spans=_spans(pools),
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


def free_places(places: FloatArray, taken: FloatArray, headroom: FloatArray) -> IntArray:
    """Count the places free to us: (places - taken) (1 - headroom), to the nearest whole place.

    Headroom is kept on what is ours to give: a school of another authority, with two places for
    us, keeps none of its own children's places free for ours. A small base keeps none for 3 %:
    rounded down, it would keep one in eight. Where more are taken than there are, the number is
    below nought.

    Parameters
    ----------
    places, taken : FloatArray
        Axes (year, pool or site), nan where there is no number of its own [places].
    headroom : FloatArray
        Axis (year): share kept free.

    Returns
    -------
    IntArray
        The same axes; NO_LIMIT where there is no number.
    """
    known = ~np.isnan(places)
    ours = np.where(known, places, 0.0) - np.where(np.isnan(taken), 0.0, taken)
    usable = np.where(ours > 0, ours * (1 - headroom[:, None]), ours)
    return np.where(known, np.floor(usable + 0.5), NO_LIMIT).astype(np.int64)


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


def _places_of(
    area: Area, sites: list[str], pools: list[str], years: tuple[int, ...]
) -> tuple[FloatArray, FloatArray]:
    """Axes (year, pool): places, and those that others have, of the row that holds."""
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
    return places, taken


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


def _weakest(area: Area) -> str:
    bases = [area.basis(name) for name in ("sites", "pools", "places", "journeys", "placements")]
    return terms.weakest([basis for basis in (*bases, "assumed") if basis])
