"""What one child on an arc of a year's network adds to each aim."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sufficiency.places.journeys import hundredths_squared
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
)
from sufficiency.places.supply import Supply

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]


class Arcs(NamedTuple):
    """The arcs of a year's network.

    Parameters
    ----------
    cell : IntArray
        Axis (arc): position of the cell on the axes of the supply.
    pool : IntArray
        Axis (arc): position of the pool in the network.
    at : IntArray
        Axis (arc to a pool): positions of the arcs to pools, those above their places among them.
    at_group, at_without : IntArray
        Positions of the arcs to independent places that are not named, and to `without`.
    is_named : BoolArray
        Axis (arc to a pool): whether it is of a named independent school.
    is_further : BoolArray
        Axis (arc to a pool): whether the journey is beyond the limit.
    metres : IntArray
        Axis (arc to a pool): the journey [metres].
    is_displaced : BoolArray or None
        Axis (arc): whether the children of the cell are those whose pool has closed; None where
        nobody is.
    """

    cell: IntArray
    pool: IntArray
    at: IntArray
    at_group: IntArray
    at_without: IntArray
    is_named: BoolArray
    is_further: BoolArray
    metres: IntArray
    is_displaced: BoolArray | None = None


def costs_of_arcs(supply: Supply, year: int, arcs: Arcs) -> IntArray:
    """Price the arcs of a year in each aim of the supply, in its order.

    Parameters
    ----------
    supply : Supply
    year : int
        Position of the year.
    arcs : Arcs

    Returns
    -------
    IntArray
        Axes (aim, arc) [children, metres or pounds].
    """
    costs = np.zeros((len(supply.aims), len(arcs.cell)), dtype=np.int64)
    # Few arcs lead to named schools or too far: ones are put there, and nothing elsewhere.
    named, local = arcs.at[arcs.is_named], ~arcs.is_named
    for aim, added in zip(supply.aims, costs, strict=True):
        if aim == DISPLACED and arcs.is_displaced is not None:
            added[arcs.at_without] = 2
            added[arcs.at_group] = 1
            added[named] = 1
            added *= arcs.is_displaced
        elif aim == WITHOUT:
            added[arcs.at_without] = 1
        elif aim == INDEPENDENT:
            added[arcs.at_group] = 1
            added[named] = 1
        elif aim == OTHER_LEVEL:
            own = supply.level_of(supply.base_of[arcs.pool[arcs.at]])
            added[arcs.at] = (supply.parts(arcs.cell[arcs.at])[3] != own) & local
        elif aim == OVER_PLACES:
            added[arcs.at] = arcs.pool[arcs.at] >= supply.not_named
        elif aim == BEYOND_LIMIT:
            added[arcs.at[arcs.is_further & local]] = 1
        elif aim == METRES:
            added[arcs.at] = arcs.metres
            added[named] = 0
        elif aim == MILES_SQUARED:
            added[arcs.at] = hundredths_squared(arcs.metres)
            added[named] = 0
        elif aim == NOT_PREFERRED and supply.rules is not None:
            to = supply.base_of[arcs.pool]
            added[:] = supply.rules.not_preferred(year, arcs.cell, to)
        elif aim == POUNDS:
            placed = np.concatenate([arcs.at, arcs.at_group])
            to = supply.base_of[arcs.pool[placed]]
            added[placed] = supply.pounds_of(year, arcs.cell[placed], to)
    return costs
