"""The rows of a network with caps as a linear programme has them, and where it looks first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sufficiency.places.faces import Face, room_inside, usable
from sufficiency.places.network import NO_LIMIT, SINK, Network
from sufficiency.places.prices import prices_of, reduced_costs
from sufficiency.places.weights import stacked

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

NEAREST = 4
"""Arcs of each cell that are looked at first, besides those to pools that are never full."""


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """The rows of a network with caps, over its open arcs.

    Parameters
    ----------
    face : Face
    demand : sparse array
        Axes (cell with children, open arc).
    room : sparse array
        Axes (row, open arc): holders with a limit, then caps.
    most : FloatArray
        Axis (row): children at most.
    holders : IntArray
        Axis (holder's row): position of the holder.
    wanted : FloatArray
        Axis (cell with children) [children].
    first : BoolArray
        Axis (open arc): those that are looked at first.
    """

    face: Face
    demand: Any
    room: Any
    most: FloatArray
    holders: IntArray
    wanted: FloatArray
    first: BoolArray


def rows_of(network: Network, near: IntArray | None = None) -> Rows:
    """Lay the rows of a network with caps out.

    Parameters
    ----------
    network : Network
    near : IntArray, optional
        Axis (arc): the best allocation without the caps, to choose the arcs that are looked at
        first [children].

    Returns
    -------
    Rows
    """
    from scipy import sparse

    face = usable(network)
    arcs = len(face.arcs)
    place = np.full(len(network.arc_cell), -1)
    place[face.arcs] = np.arange(arcs)
    holders = np.flatnonzero(network.room < NO_LIMIT)
    row_of = np.full(network.holders, -1)
    row_of[holders] = np.arange(len(holders))
    row, column = [], []
    above = face.pools.copy()
    inside = np.arange(arcs)
    while len(inside):
        bound = row_of[above] >= 0
        row.append(row_of[above[bound]])
        column.append(inside[bound])
        above = network.within[above]
        inside, above = inside[above != SINK], above[above != SINK]
    for number, counted in enumerate(network.caps.arcs):
        open_arcs = place[counted][place[counted] >= 0]
        row.append(np.full(len(open_arcs), len(holders) + number))
        column.append(open_arcs)
    shape = (len(holders) + len(network.caps), arcs)
    at = (np.concatenate(row), np.concatenate(column))
    return Rows(
        face,
        sparse.csr_array(
            (np.ones(arcs), (face.segment, np.arange(arcs))), shape=(len(face.first), arcs)
        ),
        sparse.csr_array((np.ones(len(at[0])), at), shape=shape),
        np.concatenate([network.room[holders], network.caps.room]).astype(np.float64),
        holders,
        network.demand[face.cells].astype(np.float64),
        _first(face, near),
    )


def _first(face: Face, near: IntArray | None) -> BoolArray:
    """Choose for each cell, axis (open arc), pools that are never full and the cheapest others.

    What an arc costs is counted beyond the prices of an answer without the caps, where there is
    one: what is near but full is then dear.
    """
    if not len(face.arcs):
        return np.zeros(0, dtype=np.bool_)
    weighed = stacked(face.costs, pools=len(face.network.pools))
    if near is None:
        return least_of_each(face, weighed.costs.astype(np.float64), NEAREST)
    costs = weighed.unbounded(face.network.holders + 1)
    beyond, _ = reduced_costs(face, prices_of(face, near, costs), costs)
    return least_of_each(face, beyond.astype(np.float64), NEAREST) | (near[face.arcs] > 0)


def least_of_each(face: Face, costs: FloatArray, count: int) -> BoolArray:
    """Choose the arcs of each cell that cost least, and those to pools that are never full.

    Parameters
    ----------
    face : Face
    costs : FloatArray
        Axis (open arc).
    count : int
        So many of each cell.

    Returns
    -------
    BoolArray
        Axis (open arc).
    """
    order = np.lexsort((costs, face.segment))
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order)) - face.first[face.segment[order]]
    # Part of a pool may have no limit of its own, but that of the total which stands for the pool.
    endless = (room_inside(face.network) >= NO_LIMIT)[face.pools]
    return np.asarray(endless | (place < count), dtype=np.bool_)
