"""Cells that are alike, as one: fewer children to tell apart, and their share of the answer back.

Cells whose arcs lead to the same pools (at the same costs, where these count) can change places
with each other in any answer. So they are solved as one cell, and what it gets is shared out among
them by a rule that only names decide.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sufficiency.places.faces import Face, begins_of, lengths_of
from sufficiency.places.holding import hold
from sufficiency.places.naming import KeyArray, Names, Picked, mixed

IntArray = NDArray[np.int64]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True, eq=False)
class Alike:
    """A face, and a smaller one in which cells that are alike are one; `alike` makes it.

    Parameters
    ----------
    face : Face
    few : Face
        Of a network of its own, in which all arcs are open. The key of each of its cells is
        made of the names of the pools that it leads to.
    of_cell : IntArray
        Axis (cell of `face`): the cell of `few` that it is part of.
    of_arc : IntArray
        Axis (arc of `few`): an open arc of `face` that is like it.
    in_turn : IntArray
        Axis (cell of `face`): its cells, those of the first cell of `few` first, and so on.
    """

    face: Face
    few: Face
    of_cell: IntArray
    of_arc: IntArray
    in_turn: IntArray

    def same_arcs(self) -> IntArray:
        """Axis (open arc of `face`): the arc of `few` that it is part of."""
        return _same_arcs(self.face, self.few, self.of_cell)

    def gathered(self, flow: IntArray) -> IntArray:
        """Add an answer up over cells that are alike.

        Parameters
        ----------
        flow : IntArray
            Axis (arc of the network of `face`) [children].

        Returns
        -------
        IntArray
            Axis (arc of the network of `few`) [children].
        """
        added = np.zeros(len(self.few.arcs), dtype=np.int64)
        np.add.at(added, _same_arcs(self.face, self.few, self.of_cell), flow[self.face.arcs])
        return added

    def shared(self, flow: IntArray, *, by_names: bool = True) -> IntArray:
        """Share an answer out among cells that are alike.

        Children of a cell and places of its pools are laid out side by side, each in an order
        made of names, and those that lie beside each other belong together.

        Parameters
        ----------
        flow : IntArray
            Axis (arc of the network of `few`) [children].
        by_names : bool
            Without it, in any order: where it will be shared out again.

        Returns
        -------
        IntArray
            Axis (arc of the network of `face`) [children].
        """
        face, few = self.face, self.few
        arcs = np.flatnonzero(flow)
        if by_names:
            keys = few.network.cells.keys[self.of_cell]
            rank = mixed(face.network.cells.keys[face.cells] ^ keys)
            cells = np.lexsort((rank, self.of_cell))
            arcs = arcs[np.lexsort((few.network.pools.keys[few.pools[arcs]], few.segment[arcs]))]
        else:
            cells = self.in_turn
        children = np.cumsum(face.network.demand[face.cells[cells]])
        places = np.cumsum(flow[arcs])
        ends = np.sort(np.concatenate([children, places]))
        ends = ends[begins_of(ends)]
        cell = cells[np.searchsorted(children, ends)]
        arc = arcs[np.searchsorted(places, ends)]
        whole = np.zeros(len(face.network.arc_cell), dtype=np.int64)
        to = face.first[cell] + arc - few.first[few.segment[arc]]
        whole[face.arcs[to]] = np.diff(ends, prepend=0)
        return whole


def alike(face: Face, costs: IntArray | None = None, *, room: IntArray | None = None) -> Alike:
    """Find the cells of a face that are alike, and make one of them.

    Parameters
    ----------
    face : Face
    costs : IntArray, optional
        Axis (open arc): where they count; without them, cells with the same pools are alike.
    room : IntArray, optional
        Axis (holder): what other cells leave; all of it where left out [children].

    Returns
    -------
    Alike
    """
    network = face.network
    mark = network.pools.keys.take(face.pools)
    if costs is not None:
        mark = mark ^ (costs.astype(np.uint64) * _GOLDEN)
    keys: KeyArray = np.add.reduceat(mixed(mark), face.first)
    order = np.argsort(keys)
    own_begins = begins_of(keys[order])
    first = order[own_begins]
    own = keys[first]
    of_cell = np.empty(len(keys), dtype=np.int64)
    of_cell[order] = np.repeat(np.arange(len(own)), lengths_of(own_begins, len(keys)))
    counts = face.sizes[first]
    begins = np.cumsum(counts) - counts
    arc = np.arange(counts.sum()) + np.repeat(face.first[first] - begins, counts)
    segment = np.repeat(np.arange(len(own)), counts)
    demand = np.zeros(len(own), dtype=np.int64)
    np.add.at(demand, of_cell, network.demand[face.cells])
    few = network.with_cells(
        demand,
        segment,
        face.pools[arc],
        network.costs.take(face.arcs[arc], axis=1),
        Names(Picked(network.cells.words, face.cells[first]), own),
        room=room,
    )
    merged = Face(few, np.arange(len(arc)), begins, segment, face.state)
    made = Alike(face, merged, of_cell, arc, order)
    _hold_alike(made, costs)
    return made


def _same_arcs(face: Face, few: Face, of_cell: IntArray) -> IntArray:
    """Axis (open arc of `face`): the arc of `few` that it is part of."""
    shift = few.first[of_cell] - face.first
    return np.arange(len(face.arcs)) + shift.take(face.segment)


def _hold_alike(made: Alike, costs: IntArray | None) -> None:
    """Hold that cells taken as one are alike, and do not merely share a digest of 64 bits."""
    face = made.face
    same_sizes = (made.few.sizes[made.of_cell] == face.sizes).all()
    hold(same_sizes, "cells with more and with fewer pools as one")
    there = made.of_arc[_same_arcs(face, made.few, made.of_cell)]
    same_pools = (face.pools.take(there) == face.pools).all()
    hold(same_pools, "cells that lead to different pools as one")
    hold(costs is None or (costs.take(there) == costs).all(), "cells of different costs as one")
