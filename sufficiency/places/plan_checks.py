"""What must hold for a plan of places, before anything is computed from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sufficiency.errors import Finding, finding
from sufficiency.places.checking import of_shape, out_of_range, whole_numbers
from sufficiency.places.journeys import Journeys
from sufficiency.places.limits import NO_LIMIT
from sufficiency.places.naming import names_of, repeated
from sufficiency.places.network import ALL_AIMS, DISPLACED, MILES_SQUARED, POUNDS, WITHOUT
from sufficiency.places.plans import LEVELS, Axes, Limits, Pools
from sufficiency.places.pounds import Pounds

LARGEST_POUNDS = 10**9
"""Largest cost of a child in a year, or of a mile [pounds]."""


def repeated_to(array: ArrayLike, shape: tuple[int, ...]) -> NDArray[Any]:
    """Repeat an array over the axes that it leaves out; as it is where it does not fit."""
    given = np.asarray(array)
    fits = given.ndim <= len(shape) and all(
        size in (1, wanted) for size, wanted in zip(given.shape[::-1], shape[::-1], strict=False)
    )
    return np.broadcast_to(given, shape) if fits else given


def over_years(axes: Axes, pools: Pools, limits: Limits) -> tuple[Pools, Limits]:
    """Repeat what does not change for each year, where the shapes allow it."""
    if not limits.groups:
        # A network has at least one limit on independent placements; nobody counts towards it.
        closed = np.zeros((1, 1), dtype=np.int64)
        limits = replace(limits, groups=("none",), independent=closed)
    years = (len(axes.years),)
    of_pool, of_ncy = (*years, len(pools.names)), (*years, len(axes.ncy))
    shapes = {
        "needs": (*of_pool, len(axes.needs)),
        "ncy_from": of_pool,
        "ncy_to": of_pool,
        "is_open": of_pool,
        "free": of_pool,
        "above": of_pool,
        "site_above": (*years, len(limits.sites)),
        "site_free": (*years, len(limits.sites)),
        "minutes": of_ncy,
        "longest_minutes": of_ncy,
        "independent": (*years, len(limits.groups)),
    }

    none = np.zeros(1, dtype=np.int64)
    if pools.above is None:
        pools = replace(pools, above=none)
    if limits.site_above is None:
        limits = replace(limits, site_above=none)

    def full(holder: Pools | Limits, names: Sequence[str]) -> dict[str, Any]:
        return {name: repeated_to(getattr(holder, name), shapes[name]) for name in names}

    by_year = ("needs", "ncy_from", "ncy_to", "is_open", "free", "above")
    of_limits = ("site_free", "minutes", "longest_minutes", "independent", "site_above")
    planned = repeated_to(pools.planned, of_pool)
    serves_level = repeated_to(pools.admits_level, (*of_pool, len(LEVELS)))
    return (
        replace(pools, **full(pools, by_year), in_force=planned, serves_level=serves_level),
        replace(limits, **full(limits, of_limits)),
    )


def faults_of_plan(axes: Axes, pools: Pools, journeys: Journeys, limits: Limits) -> list[Finding]:
    """Find arrays that do not fit together, and numbers that cannot be."""
    years, count = len(axes.years), len(pools.names)
    by_pool, by_ncy = (years, count), (years, len(axes.ncy))
    journey = (len(axes.localities), len(limits.sites))
    position, places = "It is a position on an axis.", "Places are a number that can be met."
    share = "A limit is nought or more children."
    wanted: dict[str, tuple[NDArray[Any], tuple[int, ...], tuple[int, int, str] | None]] = {
        "level": (pools.level, (count,), (0, len(LEVELS) - 1, position)),
        "site": (pools.site, (count,), (0, len(limits.sites) - 1, position)),
        "independent": (pools.independent, (count,), None),
        "needs": (pools.needs, (*by_pool, len(axes.needs)), None),
        "ncy_from": (pools.ncy_from, by_pool, (-100, 100, "An NC year is from -4 to 20.")),
        "ncy_to": (pools.ncy_to, by_pool, (-100, 100, "An NC year is from -4 to 20.")),
        "is_open": (pools.is_open, by_pool, None),
        "in_force": (pools.planned, by_pool, None),
        "free": (pools.free, by_pool, (-NO_LIMIT, NO_LIMIT, places)),
        "site_free": (
            limits.site_free,
            (years, len(limits.sites)),
            (-NO_LIMIT, NO_LIMIT, places),
        ),
        "serves_level": (pools.admits_level, (*by_pool, len(LEVELS)), None),
        "above": (np.asarray(pools.above), by_pool, (0, NO_LIMIT, places)),
        "site_above": (
            np.asarray(limits.site_above),
            (years, len(limits.sites)),
            (0, NO_LIMIT, places),
        ),
        "group": (
            limits.group,
            (len(axes.needs), len(axes.ncy)),
            (-1, len(limits.groups) - 1, position),
        ),
        "limits of independent placements": (
            limits.independent,
            (years, len(limits.groups)),
            (0, NO_LIMIT, share),
        ),
        "minutes of limits": (limits.minutes, by_ncy, None),
        "longest_minutes": (limits.longest_minutes, by_ncy, None),
        "metres": (journeys.metres, journey, None),
        "minutes": (journeys.minutes, journey, None),
    }
    findings = _faults_before(pools, count)
    for before, after in pairwise(axes.years):
        if after != before + 1:
            findings.append(finding("years_apart", file="years", before=before, after=after))
    for what, (array, shape, span) in wanted.items():
        findings += of_shape(array, shape, what=what)
        if span is None or array.shape != shape:
            continue
        whole, faults = whole_numbers(array, what=what)
        low, high, reason = span
        findings += faults or out_of_range(
            whole, low, high, what=what, reason=reason, cure="Correct it."
        )
    names = {"localities": axes.localities, "needs": axes.needs, "pools": pools.names}
    for what, words in {**names, "sites": limits.sites}.items():
        findings += repeated(names_of(words), what=what)
    return findings


def _faults_before(pools: Pools, count: int) -> list[Finding]:
    """Find arrays of the year before the first that are not by pool."""
    held = {} if pools.before is None else pools.before._asdict()
    faults = [
        of_shape(np.asarray(array), (count,), what=f"{what} before") for what, array in held.items()
    ]
    return [fault for of_one in faults for fault in of_one]


def faults_of_aims(
    aims: Sequence[str], pounds: Pounds | None, axes: Axes, pools: int
) -> list[Finding]:
    """Find aims that are not known or out of place, and pounds that do not fit the plan."""
    known = (*ALL_AIMS, MILES_SQUARED, POUNDS)
    findings: list[Finding] = []
    is_sound = set(aims) <= set(known) and len(set(aims)) == len(aims)
    if not is_sound or _first(aims) != WITHOUT or (POUNDS in aims and pounds is None):
        named = ", ".join(aims) or "(none)"
        findings.append(finding("supply_aims", file="aims", aims=named, known=", ".join(known)))
    if pounds is not None:
        shape = (len(axes.years), len(axes.needs), len(axes.ncy), pools + 1)
        findings += of_shape(pounds.a_child, shape, what="pounds a child")
        findings += of_shape(pounds.a_mile, shape, what="pounds a mile")
        for what, held in (("pounds a child", pounds.a_child), ("pounds a mile", pounds.a_mile)):
            findings += _pounds_out_of_range(held, what=what)
    return findings


def _first(aims: Sequence[str]) -> str | None:
    """Give the first aim, closures apart: children whom they displace may come before all."""
    return next((aim for aim in aims if aim != DISPLACED), None)


def _pounds_out_of_range(held: NDArray[np.float64], *, what: str) -> list[Finding]:
    """Find costs below nought, or larger than sums of them could be; nan is nobody's cost."""
    known = held[~np.isnan(held)]
    whole = np.clip(np.floor(known), -1, LARGEST_POUNDS + 1).astype(np.int64)
    reason = "Costs are added up exactly, which needs numbers from nought of a size that is met."
    return out_of_range(whole, 0, LARGEST_POUNDS, what=what, reason=reason, cure="Correct it.")
