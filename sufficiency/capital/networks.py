"""The networks of one year in all draws, with the same arcs, so that they are held once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sufficiency.places import POUNDS, WITHOUT, Names, Network, Supply
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
            self._few, self._of_cell[cells] = few_cells(_priced(whole, in_pounds=in_pounds))

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
        made = _priced(made, in_pounds=self._in_pounds)
        return made.with_cells(
            made.demand,
            made.arc_cell,
            made.arc_pool,
            made.costs,
            made.cells,
            room=room.copy(),
            caps=made.caps,
        )


def _priced(network: Network, *, in_pounds: bool) -> Network:
    """Put a child without a place at the price of the dearest placement, where pounds are the aim.

    Nobody is left out to save money then, and a place that opens is worth no more than what is
    paid for any child.
    """
    if not in_pounds:
        return network
    dearest = int(network.costs[network.aims.index(POUNDS)].max(initial=0)) + 1
    weights = {aim: 0 for aim in network.aims} | {WITHOUT: dearest, POUNDS: 1}
    return network.in_one_aim(weights, name=POUNDS)


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
    cell = np.repeat(np.arange(len(picked)), counts)
    arcs = np.arange(counts.sum()) + np.repeat(first[picked] - (np.cumsum(counts) - counts), counts)
    demand = np.zeros(len(picked), dtype=np.int64)
    np.add.at(demand, of_cell, network.demand)
    names = Names([network.cells[place] for place in chosen], network.cells.keys[picked])
    few = network.with_cells(
        demand,
        cell,
        network.arc_pool[arcs],
        np.ascontiguousarray(network.costs[:, arcs]),
        names,
    )
    return few, of_cell
