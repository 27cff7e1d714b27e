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
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from sufficiency.places.limits import VERY_MANY
from sufficiency.places.network import SINK, Network

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
Costs = NDArray[Any]

FREE, FULL, SHUT = 0, 1, 2
"""A holder may be filled as is best; must be full; must stay empty."""


_WHOLE: WeakKeyDictionary[Network, tuple[IntArray, IntArray, IntArray]] = WeakKeyDictionary()
"""Open arcs of networks, as `whole` lays them out."""

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
        return _of_open(self.network.arc_pool, self.arcs)

    @cached_property
    def cells(self) -> IntArray:
        """Axis (cell with children): positions of the cells."""
        return self.network.arc_cell[self.arcs[self.first]]

    @cached_property
    def costs(self) -> IntArray:
        """Axes (aim, open arc) [children, metres or pounds]."""
        costs = self.network.costs
        # Taken along the axis, which is four times as quick as picking columns by an index.
        return costs if len(self.arcs) == costs.shape[1] else costs.take(self.arcs, axis=1)

    @cached_property
    def sizes(self) -> IntArray:
        """Axis (cell with children): how many open arcs it has."""
        return lengths_of(self.first, len(self.arcs))


def begins_of(ranked: NDArray[Any]) -> IntArray:
    """Positions at which a run of equal values begins."""
    begins = np.ones(len(ranked), dtype=np.bool_)
    np.not_equal(ranked[1:], ranked[:-1], out=begins[1:])
    return begins.nonzero()[0]


def lengths_of(begins: IntArray, end: int) -> IntArray:
    """Axis as `begins`: how long the run is that begins there, the last one up to the end."""
    lengths = np.empty_like(begins)
    np.subtract(begins[1:], begins[:-1], out=lengths[:-1])
    lengths[-1:] = end - begins[-1:]
    return lengths


def _of_open(of_arc: IntArray, arcs: IntArray) -> IntArray:
    """Axis (open arc): what stands at these positions; all of it, uncopied, where all are open."""
    return of_arc if len(arcs) == len(of_arc) else of_arc.take(arcs)


def _laid_out(network: Network, arcs: IntArray) -> tuple[IntArray, IntArray, IntArray]:
    """Lay open arcs out by cell: `arcs`, `first` and `segment` of a face."""
    first = begins_of(_of_open(network.arc_cell, arcs))
    return arcs, first, np.arange(len(first)).repeat(lengths_of(first, len(arcs)))


def _face(network: Network, arcs: IntArray, state: IntArray) -> Face:
    return Face(network, *_laid_out(network, arcs), state)


def whole(network: Network) -> Face:
    """Return all that is open before any aim is met: every arc of every cell with children.

    An answer, its proof and the worth of places each begin with it: so it is kept as long as the
    network is, but for very many arcs, which would take much memory.
    """
    laid = _WHOLE.get(network)
    if laid is None:
        has_children = network.demand > 0
        if has_children.all():
            arcs = np.arange(len(network.arc_cell))
        else:
            arcs = np.flatnonzero(has_children.take(network.arc_cell))
        laid = _laid_out(network, arcs)
        if len(arcs) < VERY_MANY:
            for array in laid:
                array.setflags(write=False)  # they are shared
            _WHOLE[network] = laid
    return Face(network, *laid, np.zeros(network.holders, dtype=np.int64))


def usable(network: Network) -> Face:
    """Return what an answer can use: the arcs of `whole` but those into holders without any room.

    Nobody can be placed where a pool, or a total that it counts towards, has no room, so leaving
    those arcs out changes no answer and no aim.
    """
    is_open, has_children = room_inside(network) > 0, network.demand > 0
    if is_open[: len(network.pools)].all():
        return whole(network)
    arcs = np.flatnonzero(has_children[network.arc_cell] & is_open[network.arc_pool])
    return _face(network, arcs, np.zeros(network.holders, dtype=np.int64))


def blocks(face: Face) -> Iterator[tuple[slice, slice]]:
    """Part a face into runs of whole cells, so that no array of very many arcs need be made.

    Yields
    ------
    tuple of slice
        Of the cells with children, and of their open arcs.
    """
    arcs = len(face.arcs)
    if 0 < arcs <= BLOCK:
        yield slice(0, len(face.first)), slice(0, arcs)
        return
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
    """Leave only some arcs open, at least one of each cell that is to stay.

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


def several(face: Face) -> Face:
    """Leave out cells with a single open arc: what goes along it is known."""
    has_more = face.sizes > 1
    if has_more.all():
        return face
    return part_of(face, np.flatnonzero(np.repeat(has_more, face.sizes)))
