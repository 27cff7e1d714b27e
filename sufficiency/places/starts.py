"""Where children are placed before the first year that is allocated."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sufficiency.errors import Finding
from sufficiency.places.checking import of_shape, out_of_range, whole_numbers
from sufficiency.places.limits import MOST_CHILDREN
from sufficiency.places.plans import LEVELS, SPECIAL
from sufficiency.places.stayers import Rows, nobody, rows_of
from sufficiency.places.supply import Supply


@dataclass(frozen=True, slots=True, eq=False)
class Start:
    """Where children are placed before the first year is allocated.

    Parameters
    ----------
    locality, need, ncy : ArrayLike
        Axis (row): positions on the axes.
    pool : ArrayLike
        Axis (row): position of the pool; the number of pools for independent places that are
        not named.
    children : ArrayLike
        Axis (row) [children].
    level : ArrayLike, optional
        Axis (row): what the child needs, which may be another level than that of the pool she is
        in; that of the pool where left out.
    same_year : bool
        Whether this is the January of the first year itself, so that nobody ages, leaves or
        moves before it; otherwise it is of the year before.
    """

    locality: ArrayLike
    need: ArrayLike
    ncy: ArrayLike
    pool: ArrayLike
    children: ArrayLike
    level: ArrayLike | None = None
    same_year: bool = False


def started(supply: Supply, start: Start | None) -> tuple[Rows, list[Finding]]:
    """Read the children who are placed before the first year.

    Parameters
    ----------
    supply : Supply
    start : Start or None

    Returns
    -------
    rows : Rows
        Nobody where something was found.
    findings : list of Finding
    """
    if start is None:
        return nobody(), []
    localities, needs, ncy, _ = supply.axes.shape
    ends = {
        "locality": localities - 1,
        "need": needs - 1,
        "ncy": ncy - 1,
        "pool": supply.not_named,
        "children": MOST_CHILDREN,
    }
    arrays, findings = {}, []
    rows = np.asarray(start.pool).shape[:1]
    if start.level is not None:
        ends["level"] = len(LEVELS) - 1
    for name, most in ends.items():
        arrays[name], faults = whole_numbers(getattr(start, name), what=name)
        findings += faults + of_shape(arrays[name], rows, what=name)
        findings += out_of_range(
            arrays[name],
            0,
            most,
            what=f"{name} of the start",
            reason="A row places children of a cell in a pool that exists.",
            cure="Correct it.",
        )
    if findings:
        return nobody(), findings
    of_pool = np.append(supply.pools.level, SPECIAL)[arrays["pool"]]
    level = arrays.get("level", of_pool)
    places = (arrays["locality"], arrays["need"], arrays["ncy"], level)
    cell = np.ravel_multi_index(places, supply.axes.shape)
    return rows_of(supply, cell, arrays["pool"], arrays["children"]), []
