"""The part of a network on which best answers lie: a *face*.

A flow is best in an aim exactly if it uses only arcs whose reduced cost is nought, and fills or
leaves empty each holder whose reduced cost is not. So what is best in one aim is again a network,
and the next aim is solved on it: the order of aims is exact without any weights.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sufficiency.places.network import SINK, Network

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
Costs = NDArray[Any]

FREE, FULL, SHUT = 0, 1, 2
"""A holder may be filled as is best; must be full; must stay empty."""


BLOCK = 2**18
"""So many arcs are looked at together: what is worked out of them then stays in the cache."""


@dataclass(frozen=True, eq=False)
class Face:
    """The arcs and holders that are still open; `whole` and `narrowed` make it.

    Parameters
    ----------
    network : Network
    arcs : IntArray
        Axis (open arc): positions in the network, of cells with children only.
    first : IntArray
        Axis (cell with children): where its arcs begin in `arcs`.
    segment : IntArray
        Axis (open arc): position in `first` of the arc's cell.
    state : IntArray
        Axis (holder): FREE, FULL or SHUT.
    """

    network: Network
    arcs: IntArray
    first: IntArray
    segment: IntArray
    state: IntArray

    @cached_property
    def pools(self) -> IntArray:
        """Axis (open arc): the pool of the arc."""
        return self.network.arc_pool[self.arcs]

    @cached_property
    def cells(self) -> IntArray:
        """Axis (cell with children): positions of the cells."""
        return self.network.arc_cell[self.arcs[self.first]]

    @cached_property
    def costs(self) -> IntArray:
        """Axes (aim, open arc) [children, metres or pounds]."""
        costs = self.network.costs
        return costs if len(self.arcs) == costs.shape[1] else costs[:, self.arcs]


def _face(network: Network, arcs: IntArray, state: IntArray) -> Face:
    cells = network.arc_cell[arcs]
    begins = np.ones(len(arcs), dtype=np.bool_)
    begins[1:] = cells[1:] != cells[:-1]
    return Face(network, arcs, np.flatnonzero(begins), np.cumsum(begins) - 1, state)


def whole(network: Network) -> Face:
    """Return all that is open before any aim is met: every arc of every cell with children."""
    arcs = np.flatnonzero(network.demand[network.arc_cell] > 0)
    return _face(network, arcs, np.zeros(network.holders, dtype=np.int64))


def usable(network: Network) -> Face:
    """Return what an answer can use: the arcs of `whole` but those into holders without any room.

    Nobody can be placed where a pool, or a total that it counts towards, has no room, so leaving
    those arcs out changes no answer and no aim.
    """
    is_open = room_inside(network) > 0
    arcs = np.flatnonzero((network.demand[network.arc_cell] > 0) & is_open[network.arc_pool])
    return _face(network, arcs, np.zeros(network.holders, dtype=np.int64))


def blocks(face: Face) -> Iterator[tuple[slice, slice]]:
    """Part a face into runs of whole cells, so that no array of very many arcs need be made.

    Yields
    ------
    tuple of slice
        Of the cells with children, and of their open arcs.
    """
    arcs = len(face.arcs)
    cuts = np.unique(np.searchsorted(face.first, np.arange(0, arcs, BLOCK)))
    ends = np.append(face.first, arcs)
    for begin, end in pairwise([*cuts.tolist(), len(face.first)]):
        if begin < end:
            yield slice(begin, end), slice(int(ends[begin]), int(ends[end]))


def room_inside(network: Network) -> IntArray:
    """Axis (holder): most children whom it, and all totals that it counts towards, can take."""
    room = network.room.copy()
    for total in network.inner_totals_first[::-1]:
        if network.within[total] != SINK:
            room[total] = min(room[total], room[network.within[total]])
    pools = np.flatnonzero(network.within[: len(network.pools)] != SINK)
    room[pools] = np.minimum(room[pools], room[network.within[pools]])
    return room


def part_of(face: Face, kept: BoolArray | IntArray) -> Face:
    """Leave only some arcs open, at least one of each cell.

    Parameters
    ----------
    face : Face
    kept : BoolArray or IntArray
        Axis (open arc): which ones; or their positions among the open arcs, ascending.

    Returns
    -------
    Face
    """
    return _face(face.network, face.arcs[kept], face.state)
