"""Children whose pool closes: who they are, and where they are placed, which comes first.

In the year of a closure they are parted from the others of their cell, so that an aim of its own
can count them: one for each who is then in an independent school, and two for each without a place.
So it adds two numbers up, those without a place and those without a planned one. Where rows nest
both can be smallest at once (a way to one more place of any kind leaves as many of them in planned
places as before), so that the sum trades nothing off.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sufficiency.places.network import Kind
from sufficiency.places.shares import Parts
from sufficiency.places.stayers import Rows, Step, Why

if TYPE_CHECKING:
    from sufficiency.places.engines import Answer
    from sufficiency.places.supply import Supply
    from sufficiency.places.years import YearPlaced

IntArray = NDArray[np.int64]

WHITHER = ("planned", "independent", "without")
"""Where displaced children are placed: in planned places, in independent schools, or nowhere."""


def displaced_of(step: Step, cells: int) -> IntArray:
    """Count, axis (cell), the children of a year whose pool has closed.

    Those who would have left it in that year by age, level or a local rule are not among them.

    Parameters
    ----------
    step : Step
    cells : int
        Length of the axis.

    Returns
    -------
    IntArray
        [children]
    """
    return _lost(step).by_cell(cells)


def with_displaced(parts: Parts, displaced: IntArray) -> Parts:
    """Part the displaced children of each cell from its others.

    Nobody knows who of a cell is of a share that a rule lets into a pool, so the displaced are
    taken to be of it first.

    Parameters
    ----------
    parts : Parts
        As `shares.parts_of` makes them: of a cell in two parts, those of the share come first.
    displaced : IntArray
        Axis (cell): among those to be placed [children].

    Returns
    -------
    Parts
        The same where nobody is displaced.
    """
    if not displaced.any():
        return parts
    before = np.cumsum(parts.children) - parts.children
    before -= before[np.searchsorted(parts.cells, parts.cells)]
    of_them = np.clip(displaced[parts.cells] - before, 0, parts.children)
    children = np.stack([of_them, parts.children - of_them], axis=1).reshape(-1)
    kept = children > 0
    outside = None if parts.outside is None else np.repeat(parts.outside, 2)[kept]
    is_displaced = np.tile([True, False], len(parts.cells))[kept]
    return Parts(np.repeat(parts.cells, 2)[kept], children[kept], outside, is_displaced)


def displaced_from(supply: Supply, year: YearPlaced) -> IntArray:
    """Count, axis (pool), the children whom its closure displaces in a year [children]."""
    return _lost(year.step).by_pool(supply.not_named + 1)[:-1]


def _lost(step: Step) -> Rows:
    """Give the children who move because their pool has closed."""
    return step.moved.some(np.where(step.why == Why.SITE_CLOSED, step.moved.children, 0))


def displaced_to(supply: Supply, parts: Parts, answer: Answer) -> IntArray:
    """Count where the displaced children of a year are placed in it.

    Parameters
    ----------
    supply : Supply
    parts : Parts
        Who is to be placed.
    answer : Answer

    Returns
    -------
    IntArray
        Axis (pool, then independent places not named, then without a place) [children].
    """
    counts = np.zeros(supply.not_named + 2, dtype=np.int64)
    if parts.displaced is None:
        return counts
    network, flow = answer.network, answer.flow
    used = np.flatnonzero((flow > 0) & parts.displaced[network.arc_cell])
    pool = network.arc_pool[used]
    nowhere = network.kind[pool] == Kind.WITHOUT
    np.add.at(counts, np.where(nowhere, supply.not_named + 1, supply.base_of[pool]), flow[used])
    return counts


def whither(supply: Supply, placed: IntArray) -> IntArray:
    """Add up where displaced children are placed.

    Parameters
    ----------
    supply : Supply
    placed : IntArray
        Axes (..., pool then not named then without), as `displaced_to` counts them.

    Returns
    -------
    IntArray
        Axes (..., `WHITHER`) [children].
    """
    bought = np.append(supply.pools.independent, True)
    within = placed[..., :-1]
    sums = (within[..., ~bought].sum(axis=-1), within[..., bought].sum(axis=-1), placed[..., -1])
    return np.stack(sums, axis=-1)
