"""Rules about a share of the children of a cell: how many they are, and a cell in two parts."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sufficiency.places.naming import mixed
from sufficiency.places.stayers import Rows, shared_out
from sufficiency.places.supply import Supply

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_LOW_BITS = np.uint64(11)
_UNIT = 2.0**-53


class Parts(NamedTuple):
    """Children to place, by cell; a cell that a share or a closure parts is there several times.

    Parameters
    ----------
    cells : IntArray
        Axis (part), ascending: positions of cells.
    children : IntArray
        Axis (part): above nought [children].
    outside : BoolArray or None
        Axis (part): whether they are not of the share, so that its pools are shut to them; None
        where no cell is parted.
    displaced : BoolArray or None
        Axis (part): whether they are children whose pool has closed; None where nobody is.
    """

    cells: IntArray
    children: IntArray
    outside: BoolArray | None
    displaced: BoolArray | None = None

    @property
    def marks(self) -> dict[str, BoolArray | None]:
        """Give what tells the parts of a cell apart, as `one_year.network_of_year` takes it."""
        return {"outside": self.outside, "displaced": self.displaced}


def parts_of(
    supply: Supply, year: int, demand: IntArray, stayers: Rows, to_place: IntArray, *, drawn: bool
) -> Parts:
    """Part the children to place into those whom shares let into a pool, and the others.

    With E the children of a cell who are of the share, and s its stayers in the pools of the rule,

        of the share and to place = min(to place, max(0, E - s))

    So no more than E children of a cell are ever placed there, stayers among them.

    Parameters
    ----------
    supply : Supply
    year : int
        Position of the year.
    demand, to_place : IntArray
        Axis (cell) [children].
    stayers : Rows
    drawn : bool
        Whether these are whole children of one draw; otherwise expected numbers are shared out.

    Returns
    -------
    Parts
    """
    cells = np.flatnonzero(to_place)
    book = supply.rules
    capping = [] if book is None else book.capping(year)
    if book is None or not capping:
        return Parts(cells, to_place[cells], None)
    let_in = to_place[cells]
    for place in capping:
        reached = np.flatnonzero(book.reached[place, year][cells])
        here = cells[reached]
        of_share = eligible(supply, year, here, demand[here], book.rules[place].share, drawn=drawn)
        inside = book.pools[place][stayers.pool] & book.inside[place, year][stayers.cell]
        there = np.zeros(len(demand), dtype=np.int64)
        np.add.at(there, stayers.cell[inside], stayers.children[inside])
        let_in[reached] = np.clip(of_share - there[here], 0, to_place[here])
    twice = np.repeat(cells, 2)
    children = np.stack([let_in, to_place[cells] - let_in], axis=1).reshape(-1)
    outside = np.tile([False, True], len(cells))
    kept = children > 0
    return Parts(twice[kept], children[kept], outside[kept])


def eligible(
    supply: Supply, year: int, cells: IntArray, children: IntArray, share: float, *, drawn: bool
) -> IntArray:
    """Count the children of cells who are of a share.

    In a draw the k-th child of a locality, need, level and year of birth is of the share where a
    number made of these names and k, different in each draw, lies below it: the same child every
    year, in every plan. Expected numbers are shared out, so that they add up.

    Parameters
    ----------
    supply : Supply
    year : int
        Position of the year.
    cells : IntArray
        Axis (cell): positions.
    children : IntArray
        Axis (cell): all children of it, placed or not [children].
    share : float
    drawn : bool

    Returns
    -------
    IntArray
        Axis (cell) [children].
    """
    if not drawn:
        order = np.argsort(supply.cell_rank[cells])
        counted = np.empty(len(cells), dtype=np.int64)
        counted[order] = shared_out(children[order], np.full(len(cells), share), None)
        return counted
    locality, need, ncy, level = supply.parts(cells)
    youngest = np.ravel_multi_index((locality, need, 0 * ncy, level), supply.axes.shape)
    born = supply.axes.years[year] - supply.axes.ncy[0] - ncy
    key = mixed(supply.cell_names.keys[youngest] ^ (born.astype(np.uint64) * _GOLDEN))
    counted = np.zeros(len(cells), dtype=np.int64)
    for child in range(int(children.max(initial=0))):
        number = mixed(key + np.full(1, child, dtype=np.uint64) * _GOLDEN)
        counted += ((number >> _LOW_BITS) * _UNIT < share) & (child < children)
    return counted
