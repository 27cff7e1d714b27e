"""Cells that are alike under caps, as one: a far smaller problem with the same best totals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sufficiency.places.alike import Alike, alike
from sufficiency.places.caps import CapRows
from sufficiency.places.faces import usable
from sufficiency.places.holding import hold
from sufficiency.places.naming import mixed
from sufficiency.places.network import Network

IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Merged:
    """A network in which cells that are alike are one; `merged` makes it.

    Parameters
    ----------
    few : Network
        With the same pools, totals and caps.
    cells : Alike
    """

    few: Network
    cells: Alike

    def shared(self, flow: IntArray) -> IntArray:
        """Share an answer out among the cells of the whole network, by names.

        Parameters
        ----------
        flow : IntArray
            Axis (arc of `few`) [children].

        Returns
        -------
        IntArray
            Axis (arc of the whole network) [children].
        """
        return self.cells.shared(flow)


def merged(network: Network) -> Merged:
    """Make one cell of those whose arcs lead to the same pools, at the same costs and caps.

    Their children can change places with each other in any answer, so the best totals are the
    same, and so are prices of rows that prove them. Arcs to pools without room are left out.

    Parameters
    ----------
    network : Network
        With caps.

    Returns
    -------
    Merged
    """
    face = usable(network)
    counted = np.zeros((len(network.caps), len(network.arc_cell)), dtype=np.bool_)
    for cap, arcs in enumerate(network.caps.arcs):
        counted[cap, arcs] = True
    rows = np.concatenate([network.costs, counted.astype(np.int64)])[:, face.arcs]
    mark = np.zeros(len(face.arcs), dtype=np.uint64)
    for row in rows:
        mark = mixed(mark ^ row.astype(np.uint64))
    cells = alike(face, costs=mark.view(np.int64))
    few, of_arc = cells.few.network, cells.of_arc
    same_rows = (rows[:, of_arc[cells.same_arcs()]] == rows).all()
    hold(same_rows, "cells of different costs or caps as one")
    caps = network.caps
    under = counted[:, face.arcs[of_arc]]
    made = few.with_cells(
        few.demand.copy(),
        few.arc_cell.copy(),
        few.arc_pool.copy(),
        few.costs.copy(),
        few.cells,
        caps=CapRows(caps.names, caps.room, tuple(np.flatnonzero(row) for row in under)),
    )
    return Merged(made, cells)
