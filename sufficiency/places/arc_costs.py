"""What one child on an arc of a year's network adds to each aim."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sufficiency.places.network import (
    BEYOND_LIMIT,
    INDEPENDENT,
    METRES,
    NOT_PREFERRED,
    OVER_PLACES,
    POUNDS,
    WITHOUT,
    Kind,
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
    is_further : BoolArray
        Axis (arc to a pool): whether the journey is beyond the limit.
    metres : IntArray
        Axis (arc to a pool): the journey [metres].
    """

    cell: IntArray
    pool: IntArray
    at: IntArray
    is_further: BoolArray
    metres: IntArray


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
    kind = supply.nobody.kind[arcs.pool]
    local = kind[arcs.at] == Kind.LOCAL
    costs = np.zeros((len(supply.aims), len(arcs.cell)), dtype=np.int64)
    for aim, added in zip(supply.aims, costs, strict=True):
        if aim == WITHOUT:
            added[:] = kind == Kind.WITHOUT
        elif aim == INDEPENDENT:
            added[:] = kind == Kind.INDEPENDENT
        elif aim == OVER_PLACES:
            added[arcs.at] = arcs.pool[arcs.at] >= supply.not_named
        elif aim == BEYOND_LIMIT:
            added[arcs.at] = arcs.is_further & local
        elif aim == METRES:
            added[arcs.at] = arcs.metres * local
        elif aim == NOT_PREFERRED and supply.rules is not None:
            to = supply.base_of[arcs.pool]
            added[:] = supply.rules.not_preferred(year, arcs.cell, to)
        elif aim == POUNDS:
            placed = np.flatnonzero(kind != Kind.WITHOUT)
            to = supply.base_of[arcs.pool[placed]]
            added[placed] = supply.pounds_of(year, arcs.cell[placed], to)
    return costs
