"""How far and how long: from each locality to each site, the same on every machine."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sufficiency.errors import Finding, FindingsError, finding
from sufficiency.places.checking import of_shape, out_of_range, whole_numbers

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

SQUARE_METRES_A_SQUARE_MILE = 2_589_988
METRES_A_MILE = 1609.344
FARTHEST = 10_000_000
"""Furthest easting or northing from the origin of the grid [metres]."""

MOST_DETOUR, MOST_SPEED = 10.0, 100.0

_WHAT = "The journeys"


@dataclass(frozen=True, slots=True, eq=False)
class Journeys:
    """Journeys between localities and sites.

    Parameters
    ----------
    metres : IntArray
        Axes (locality, site): length by road, given or assumed [metres].
    minutes : FloatArray
        Axes (locality, site): duration, given or assumed [minutes].
    assumed : BoolArray
        Axes (locality, site): whether length or duration rests on a straight line.
    """

    metres: IntArray
    minutes: FloatArray
    assumed: BoolArray


def miles_of_metres(metres: ArrayLike) -> FloatArray:
    """Turn metres into miles."""
    return np.asarray(np.asarray(metres, dtype=np.float64) / METRES_A_MILE)


def metres_of_miles(miles: ArrayLike) -> IntArray:
    """Turn miles into whole metres.

    Examples
    --------
    >>> metres_of_miles([1, 3]).tolist()
    [1609, 4828]
    """
    return np.rint(np.asarray(miles, dtype=np.float64) * METRES_A_MILE).astype(np.int64)


def straight_metres(
    from_points: tuple[ArrayLike, ArrayLike],
    to_points: tuple[ArrayLike, ArrayLike],
    *,
    detour: float,
) -> IntArray:
    """Measure straight lines on the national grid, times a detour factor, in whole metres.

    Squares are added up in whole numbers, and a square root is rounded the same way everywhere;
    so two machines agree to the metre.

    Parameters
    ----------
    from_points, to_points : tuple of two array_like of int
        Eastings and northings [metres], axis (locality) and axis (site).
    detour : float
        Length by road over length of the straight line, from 1 to 10.

    Returns
    -------
    IntArray
        Axes (locality, site) [metres].

    Raises
    ------
    FindingsError
        Where coordinates are no whole numbers or off the grid, or the factor cannot be.

    Examples
    --------
    >>> straight_metres(([0], [0]), ([3000], [4000]), detour=1.3).tolist()
    [[6500]]
    """
    findings = _factor("detour factor", detour, 1.0, MOST_DETOUR, "times")
    points = []
    named = zip(("localities", "sites"), (from_points, to_points), strict=True)
    for what, (eastings, northings) in named:
        east, faults = _coordinates(eastings, f"eastings of {what}")
        north, more_faults = _coordinates(northings, f"northings of {what}")
        findings += [*faults, *more_faults]
        findings += of_shape(east, (east.size,), what=f"eastings of {what}")
        findings += of_shape(north, (east.size,), what=f"northings of {what}")
        points += [east, north]
    if findings:
        raise FindingsError(findings, what=_WHAT)
    across = points[0][:, None] - points[2][None, :]
    along = points[1][:, None] - points[3][None, :]
    straight = np.sqrt((across * across + along * along).astype(np.float64))
    return np.rint(straight * detour).astype(np.int64)


def minutes_at(metres: ArrayLike, *, miles_an_hour: float) -> FloatArray:
    """Turn lengths into durations at a steady speed.

    Parameters
    ----------
    metres : array_like
        Any axes [metres].
    miles_an_hour : float
        From 1 to 100.

    Returns
    -------
    FloatArray
        Axes as given [minutes].

    Raises
    ------
    FindingsError
        Where the speed cannot be.

    Examples
    --------
    >>> minutes_at(16093.44, miles_an_hour=20).tolist()
    30.0
    """
    findings = _factor("speed", miles_an_hour, 1.0, MOST_SPEED, "miles an hour")
    if findings:
        raise FindingsError(findings, what=_WHAT)
    return np.asarray(miles_of_metres(metres) * (60.0 / miles_an_hour))


def journeys_of(
    straight: IntArray,
    *,
    miles_an_hour: float,
    given_miles: ArrayLike | None = None,
    given_minutes: ArrayLike | None = None,
) -> Journeys:
    """Take journeys as given where they are, and from straight lines where they are not.

    Parameters
    ----------
    straight : IntArray
        Axes (locality, site): from `straight_metres` [metres].
    miles_an_hour : float
        For the minutes of journeys whose minutes are not given.
    given_miles, given_minutes : array_like, optional
        Axes (locality, site): from the area's own table; nan where not known.

    Returns
    -------
    Journeys

    Raises
    ------
    FindingsError
        Where a matrix has another shape, or holds what no journey can be.
    """
    lines, findings = whole_numbers(straight, what="straight")
    known = {}
    for what, matrix in (("miles", given_miles), ("minutes", given_minutes)):
        known[what] = (
            np.full(lines.shape, np.nan) if matrix is None else np.asarray(matrix, dtype=np.float64)
        )
        findings += of_shape(known[what], lines.shape, what=f"given {what}")
        faults = np.argwhere((known[what] < 0) | np.isinf(known[what]))
        if len(faults):
            findings.append(
                finding(
                    "journey_matrix_impossible",
                    file=f"given {what}",
                    what=what,
                    count=len(faults),
                    first=str(tuple(faults[0].tolist())),
                )
            )
    if findings:
        raise FindingsError(findings, what=_WHAT)
    no_miles, no_minutes = np.isnan(known["miles"]), np.isnan(known["minutes"])
    metres = np.where(no_miles, lines, metres_of_miles(np.where(no_miles, 0.0, known["miles"])))
    minutes = minutes_at(metres, miles_an_hour=miles_an_hour)
    minutes = np.where(no_minutes, minutes, known["minutes"])
    return Journeys(metres, minutes, no_miles | no_minutes)


def _coordinates(array: ArrayLike, what: str) -> tuple[IntArray, list[Finding]]:
    """Read eastings or northings [metres]."""
    whole, findings = whole_numbers(array, what=what)
    findings += out_of_range(
        whole,
        -FARTHEST,
        FARTHEST,
        what=what,
        reason="The grid is in metres, and England spans fewer than a million.",
        cure="Correct it, or leave the row out.",
    )
    return whole, findings


def _factor(what: str, value: float, low: float, high: float, unit: str) -> list[Finding]:
    """Find a factor or speed that cannot be."""
    if low <= value <= high:
        return []
    reason = f"It must lie from {low:g} to {high:g} {unit}, or no journey would be as it is."
    cure = f"a number from {low:g} to {high:g}"
    return [finding("journey_factor", file=what, what=what, value=value, reason=reason, cure=cure)]


def hundredths_squared(metres: IntArray) -> IntArray:
    """Square journeys, so that one of 20 miles counts as much as four of 10.

    Parameters
    ----------
    metres : IntArray
        Of any shape [metres].

    Returns
    -------
    IntArray
        Of the same shape, rounded [hundredths of a square mile]: whole numbers, alike everywhere.

    Examples
    --------
    >>> hundredths_squared(np.array([16093, 32187])).tolist()
    [10000, 40000]
    """
    return (100 * metres * metres + SQUARE_METRES_A_SQUARE_MILE // 2) // SQUARE_METRES_A_SQUARE_MILE
