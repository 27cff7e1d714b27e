"""Whether an answer is of the points that were asked for, in their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sufficiency.errors import Finding, finding
from sufficiency.messages.listing import first_named
from sufficiency.places import METRES_A_MILE
from sufficiency.places.grid import DEGREES, to_grid
from sufficiency.sources.journey_rows import MOST_NAMED

if TYPE_CHECKING:
    from sufficiency.area import Area

Points = NDArray[np.float64]

OFF_ROAD_MILES = 0.6
"""A point further from any road than this is told of."""
OTHER_MILES = 5.0
"""A point further from any road than this is another point."""
NEARER = 0.5
"""Where another point of the area is nearer by this factor, the order is another one."""

ENDS = {"sources": ("localities", "locality"), "destinations": ("sites", "site")}


def point_findings(
    answer: Mapping[str, Any],
    area: Area,
    localities: Sequence[str],
    sites: Sequence[str],
    file: str,
) -> list[Finding]:
    """Hold the points of an answer against the area's.

    A server moves each point to the nearest road, and says whereto. A point that lies far from the
    area's own, and near another one's, tells that rows or columns are in another order.

    Parameters
    ----------
    answer : mapping
        With lists `sources` and `destinations`, each of points with a `location`.
    area : Area
        Whose points were asked for.
    localities, sites : sequence of str
        Codes, in the order of rows and columns.
    file : str
        What the answer is called in messages.

    Returns
    -------
    list of Finding
    """
    found: list[Finding] = []
    for name, codes in zip(ENDS, (localities, sites), strict=True):
        table, key = ENDS[name]
        given = answer.get(name)
        if given is None:
            if not any(one.rule == "answer_on_trust" for one in found):
                found.append(finding("answer_on_trust", file=file))
            continue
        if not isinstance(given, list) or len(given) != len(codes):
            shape = f"{len(given)} points" if isinstance(given, list) else "no list of points"
            words: dict[str, Any] = {"localities": len(localities), "sites": len(sites)}
            found.append(finding("answer_shape", file=file, value=shape, what=name, **words))
            continue
        frame = area.table(table).set_index(key)[["easting", "northing"]]
        there = np.array([_location(point) for point in given]).reshape(-1, 2)
        known = frame.loc[list(codes)].to_numpy(dtype=np.float64)
        found += _apart(there, known, codes, file=f"{file}, {name}")
    return found


def _location(point: object) -> tuple[float, float]:
    """Give easting and northing of a point of the answer; far away where it has none."""
    location = point.get("location") if isinstance(point, dict) else None
    if not isinstance(location, list) or len(location) != 2:
        return np.inf, np.inf
    for degrees, (low, high) in zip(location, DEGREES.values(), strict=True):
        is_number = isinstance(degrees, int | float) and not isinstance(degrees, bool)
        if not is_number or not low <= degrees <= high:
            return np.inf, np.inf
    easting, northing = to_grid(location[0], location[1])
    return float(easting), float(northing)


def _apart(there: Points, known: Points, codes: Sequence[str], *, file: str) -> list[Finding]:
    """Name the first point that is another one, and the points that are far from any road.

    Parameters
    ----------
    there, known : array
        Axes (point, 2): of the answer, and of the area [metres].
    codes : sequence of str
        Of the points.
    file : str
        What they are called in messages.
    """
    off_road: list[str] = []
    for place, code in enumerate(codes):
        # A place that is not there is infinitely far from all; nothing is taken from infinity.
        is_there = bool(np.isfinite(there[place]).all())
        miles = (
            np.hypot(*(known - there[place]).T) / METRES_A_MILE
            if is_there
            else np.full(len(codes), np.inf)
        )
        own, nearest = float(miles[place]), int(np.argmin(miles))
        if own <= OFF_ROAD_MILES:
            continue
        is_other = is_there and float(miles[nearest]) < NEARER * own
        if own > OTHER_MILES or is_other:
            nearer = f", and is that of {codes[nearest]}" if is_other else ""
            shown = f"{own:.1f}" if is_there else "very many"
            words: dict[str, Any] = {"value": code, "miles": shown, "nearer": nearer}
            return [finding("answer_other_points", file=file, **words)]
        off_road.append(code)
    if not off_road:
        return []
    limit = f"{OFF_ROAD_MILES:g}"
    return [
        finding(
            "answer_off_road", file=file, value=first_named(off_road, most=MOST_NAMED), miles=limit
        )
    ]
