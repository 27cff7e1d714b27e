"""The networks of one year in all draws, with the same arcs, so that they are held once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sufficiency.places import POUNDS, WITHOUT, Names, Network, Supply, miles_of_metres
from sufficiency.places.one_year import network_of_year, room_of_year
from sufficiency.places.shares import parts_of
from sufficiency.places.stayers import nobody

IntArray = NDArray[np.int64]


class YearNetworks:
    """The networks of a year, everybody placed anew: in each draw other children, the same arcs.

    Cells whose children may go to the same places at the same costs are one, whatever their NC
    year. Where caps across pools or rules about a share act, who they are matters, and each draw
    has a network of its own.

    Parameters
    ----------
    supply : Supply
        With all pools open that any programme opens.
    year : int
        Position of the year.
    demand : numpy.ndarray
        Axes (draw, cell) [children].
    in_pounds : bool
        Whether pounds are the only aim, and a child without a place costs as much as the dearest
        placement of anybody.
    """

    def __init__(
        self, supply: Supply, year: int, demand: NDArray[np.int32], *, in_pounds: bool
    ) -> None:
        self._supply, self._year, self._in_pounds = supply, year, in_pounds
        self._demand = demand
        self._room = room_of_year(supply, year, nobody())
        book = supply.rules
        self._apart = supply.caps is not None or (book is not None and bool(book.capping(year)))
        if not self._apart:
            cells = np.flatnonzero(demand.any(axis=0))
            ones = np.ones(len(cells), dtype=np.int64)
            whole = network_of_year(supply, year, cells, ones, self._room, every_pool=False)
            self._of_cell = np.full(demand.shape[1], -1, dtype=np.int64)
            self._few, self._of_cell[cells] = few_cells(self._priced(whole))

    def of(self, draw: int, room: IntArray) -> Network:
        """Make the network of a draw.

        Parameters
        ----------
        draw : int
        room : IntArray
            Axis (holder) [children].

        Returns
        -------
        Network
        """
        children = self._demand[draw].astype(np.int64)
        if self._apart:
            return self._own(children, room)
        known = self._of_cell >= 0
        demand = np.zeros(len(self._few.demand), dtype=np.int64)
        np.add.at(demand, self._of_cell[known], children[known])
        few = self._few
        return few.with_cells(
            demand, few.arc_cell, few.arc_pool, few.costs, few.cells, room=room.copy()
        )

    def _priced(self, network: Network) -> Network:
        """Make pounds the only aim, where they are it, with a price on a child without a place."""
        if not self._in_pounds:
            return network
        weights = dict.fromkeys(network.aims, 0) | {POUNDS: 1}
        weights[WITHOUT] = dearest_pounds(self._supply, self._year)
        return network.in_one_aim(weights, name=POUNDS)

    def _own(self, children: IntArray, room: IntArray) -> Network:
        """Make the network of a draw whose caps or shares need cells of its own."""
        supply, year = self._supply, self._year
        parts = parts_of(supply, year, children, nobody(), children, drawn=True)
        made = network_of_year(
            supply,
            year,
            parts.cells,
            parts.children,
            self._room,
            every_pool=False,
            outside=parts.outside,
        )
        made = self._priced(made)
        return made.with_cells(
            made.demand,
            made.arc_cell,
            made.arc_pool,
            made.costs,
            made.cells,
            room=room.copy(),
            caps=made.caps,
        )


def dearest_pounds(supply: Supply, year: int) -> int:
    """Give what the dearest placement of any child costs in a year, and a pound.

    It is the price of a child without a place where pounds are the aim: nobody is left out to save
    money then, and a place that opens is worth no more than what is paid for any child.

    Parameters
    ----------
    supply : Supply
        With pounds.
    year : int
        Position of the year.

    Returns
    -------
    int
        [pounds a year]
    """
    assert supply.pounds is not None, "pounds are asked for, and no cost of any place is known"
    furthest = np.append(supply.metres.max(axis=0, initial=0), 0)
    miles = miles_of_metres(furthest)
    pounds = supply.pounds.a_child[year] + supply.pounds.a_mile[year] * miles
    return int(np.nanmax(np.rint(pounds), initial=0)) + 1


def few_cells(network: Network) -> tuple[Network, IntArray]:
    """Make one cell of those whose children may go to the same pools at the same costs.

    Parameters
    ----------
    network : Network
        Without caps.

    Returns
    -------
    network : Network
    of_cell : IntArray
        Axis (cell): the cell of the new network that it is part of.
    """
    first = np.searchsorted(network.arc_cell, np.arange(len(network.demand) + 1))
    kinds: dict[tuple[bytes, bytes], int] = {}
    of_cell = np.empty(len(network.demand), dtype=np.int64)
    chosen: list[int] = []
    for cell, (begin, end) in enumerate(zip(first[:-1].tolist(), first[1:].tolist(), strict=True)):
        costs = np.ascontiguousarray(network.costs[:, begin:end])
        mark = (network.arc_pool[begin:end].tobytes(), costs.tobytes())
        place = kinds.setdefault(mark, len(kinds))
        if place == len(chosen):
            chosen.append(cell)
        of_cell[cell] = place
    picked = np.array(chosen, dtype=np.int64)
    counts = np.diff(first)[picked]
    segment = np.repeat(np.arange(len(picked)), counts)
    arcs = np.arange(counts.sum()) + np.repeat(first[picked] - (np.cumsum(counts) - counts), counts)
    demand = np.zeros(len(picked), dtype=np.int64)
    np.add.at(demand, of_cell, network.demand)
    names = Names([network.cells[place] for place in chosen], network.cells.keys[picked])
    few = network.with_cells(
        demand,
        segment,
        network.arc_pool[arcs],
        np.ascontiguousarray(network.costs[:, arcs]),
        names,
    )
    return few, of_cell
