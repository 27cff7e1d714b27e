"""Checks of points: on land, and near each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sufficiency.area.points import remedy_outside, why_outside
from sufficiency.errors import Finding, finding
from sufficiency.places.coasts import near_land
from sufficiency.places.journeys import METRES_A_MILE
from sufficiency.tables import CheckedTable

Tables = Mapping[str, CheckedTable]
Points = NDArray[np.float64]

FAR_MILES = 100.0
"""A point so far from all others is told of."""
SWAPPED_MILES, FIVE_TIMES = 25.0, 5.0
"""So is one further than this that would be five times nearer the other way round."""
SWAP = "Swap them: the other way round it is near."
LOOK_UP = "Look the point up, or leave it if it is right."
LOOK_UP_SITE = "Check the point in Get Information about Schools, or leave it if it is right."


def localities_are_on_land(tables: Tables) -> Iterator[Finding]:
    """Every locality lies in Great Britain, and not in the sea."""
    yield from _off_land(tables["localities"])


def sites_are_on_land(tables: Tables) -> Iterator[Finding]:
    """Every site lies in Great Britain, and not in the sea."""
    yield from _off_land(tables["sites"])


def _off_land(table: CheckedTable) -> Iterator[Finding]:
    for place in np.flatnonzero(~on_land(table)):
        easting, northing = points_of(table)[place].tolist()
        yield finding(
            "point_outside",
            file=table.file,
            row=int(table.rows[place]),
            column="easting, northing",
            value=f"{easting:.8g}, {northing:.8g}",
            where=why_outside(easting, northing),
            meant=remedy_outside(easting, northing),
        )


def localities_are_near(tables: Tables) -> Iterator[Finding]:
    """Every locality is within a hundred miles of the middle of all, and none is swapped."""
    localities = tables["localities"]
    points, is_right = points_of(localities), on_land(localities)
    if not is_right.any():
        return
    middle = np.median(points[is_right], axis=0)[None, :]
    for place in np.flatnonzero(is_right):
        code = localities.frame["locality"].iloc[place]
        where = (localities.file, int(localities.rows[place]))
        yield from _far("locality_far_away", middle, points[place], code, where, LOOK_UP)


def sites_are_near(tables: Tables) -> Iterator[Finding]:
    """Every site is within a hundred miles of some locality, and none is swapped."""
    sites, homes = tables["sites"], points_of(tables["localities"])
    points = points_of(sites)
    for place in np.flatnonzero(on_land(sites)):
        code = sites.frame["site"].iloc[place]
        where = (sites.file, int(sites.rows[place]))
        yield from _far("site_far_away", homes, points[place], code, where, LOOK_UP_SITE)


def _far(
    rule: str, others: Points, point: Points, code: str, where: tuple[str, int], look_up: str
) -> Iterator[Finding]:
    """Name a point that is far from all others, and say whether it is near the other way round."""
    miles, turned_miles = (_miles_away(others, one) for one in (point, point[::-1]))
    # Half of England stays on land where its points are swapped, and is not always a hundred
    # miles away then.
    is_swapped = miles > SWAPPED_MILES and turned_miles * FIVE_TIMES < miles
    if miles <= FAR_MILES and not is_swapped:
        return
    yield finding(
        rule,
        file=where[0],
        row=where[1],
        column="easting",
        value=code,
        miles=f"{miles:.0f}",
        meant=SWAP if is_swapped or turned_miles <= FAR_MILES else look_up,
    )


def points_of(table: CheckedTable) -> Points:
    """Give eastings and northings of a table: axes (row, 2) [metres]."""
    return table.frame[["easting", "northing"]].to_numpy(dtype=np.float64)


def on_land(table: CheckedTable) -> NDArray[np.bool_]:
    """Say of each row whether its point is on land or near it."""
    points = points_of(table)
    return near_land(points[:, 0], points[:, 1])


def _miles_away(others: Any, point: Any) -> float:
    """Give the miles from a point to the nearest of others."""
    return float(np.sqrt(((others - point) ** 2).sum(axis=1)).min()) / METRES_A_MILE
