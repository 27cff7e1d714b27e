"""Which arcs some answer of a face uses, and whether a face holds one answer alone."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from sufficiency.places.faces import FREE, Face
from sufficiency.places.moves import moves_of

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

MOST_TICKED = 2**20
"""Keys below this number are ticked off in a table, which takes less time than sorting them."""


def used_by_some(face: Face, flow: IntArray) -> BoolArray:
    """Find the open arcs that some answer of a face uses, whichever answer this one is.

    A child can be moved to a pool exactly if children can then be moved on, from holder to
    holder, until one comes back to the pool that she leaves: if both lie on a circle of moves.

    Parameters
    ----------
    face : Face
        With answers that are all equally good.
    flow : IntArray
        Axis (arc of the network): one of them [children].

    Returns
    -------
    BoolArray
        Axis (open arc).
    """
    moves = moves_of(face, flow, np.zeros(len(face.arcs), dtype=np.int64))
    _, circle = components(moves.tail, moves.head, moves.nodes, connection="strong")
    used = np.flatnonzero(flow[face.arcs] > 0)
    of_cell = np.empty(len(face.first), dtype=np.int64)
    of_cell[face.segment[used]] = circle[face.pools[used]]
    used_too: BoolArray = circle[face.pools] == of_cell[face.segment]
    return used_too


def is_only_answer(face: Face, flow: IntArray) -> bool:
    """Say whether a face holds no answer but this one.

    There is another exactly if children can be moved round a cycle of arcs and holders that does
    more than go along one arc and back. Arcs open in both directions must form a forest; with its
    trees drawn together, those open in one direction must form no cycle.
    """
    network = face.network
    carried, pools = flow[face.arcs], face.pools
    demand = network.demand[network.arc_cell[face.arcs]]
    free = np.flatnonzero(face.state == FREE)
    loads = network.loads(flow)[free]
    sink, cells = network.holders, len(face.first)
    tail = np.concatenate([face.segment + sink + 1, free])
    head = np.concatenate([pools, network.parent[free]])
    forward = np.concatenate([carried < demand, loads < network.room[free]])
    backward = np.concatenate([carried > 0, loads > 0])
    nodes = sink + 1 + cells
    both = forward & backward
    trees, tree = components(tail[both], head[both], nodes)
    if both.sum() != nodes - trees:
        return False
    forth, back = forward & ~both, backward & ~both
    begin = tree[np.concatenate([tail[forth], head[back]])]
    end = tree[np.concatenate([head[forth], tail[back]])]
    if (begin == end).any():
        return False
    return components(begin, end, trees, connection="strong")[0] == trees


def _once(keys: IntArray, most: int) -> IntArray:
    """Sort keys that lie below a number, each once; by ticking them off where they are few."""
    if most > MOST_TICKED:
        return np.unique(keys)
    ticked = np.zeros(most, dtype=np.bool_)
    ticked[keys] = True
    return np.flatnonzero(ticked)


def components(
    tail: IntArray, head: IntArray, nodes: int, *, connection: Literal["weak", "strong"] = "weak"
) -> tuple[int, IntArray]:
    """Label the components of a graph; an arc that is there twice counts once.

    SciPy's search for strong components never ends on an arc that is stored twice (seen in 1.17).

    Parameters
    ----------
    tail, head : IntArray
        Axis (arc): positions of the nodes from which and to which each arc goes.
    nodes : int
        How many there are.
    connection : {"weak", "strong"}
        Whether arcs may be gone along both ways, or one way only.

    Returns
    -------
    count : int
        Number of components.
    labels : IntArray
        Axis (node): position of its component.
    """
    keys = tail * nodes + head
    if connection == "weak":
        # Both ways along every arc: then strong components are the same, and SciPy is quicker.
        keys = np.concatenate([keys, head * nodes + tail])
    tail, head = np.divmod(_once(keys, nodes * nodes), nodes)
    begins = np.zeros(nodes + 1, dtype=np.int32)
    np.cumsum(np.bincount(tail, minlength=nodes), out=begins[1:])
    rows = (np.ones(len(tail)), head.astype(np.int32), begins)
    graph = sparse.csr_array(rows, shape=(nodes, nodes))
    count, labels = connected_components(graph, directed=True, connection="strong")
    return int(count), np.asarray(labels, dtype=np.int64)
