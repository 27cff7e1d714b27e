"""Which arcs some answer of a face uses, and whether a face holds one answer alone."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sufficiency.places.faces import FREE, Face
from sufficiency.places.moves import moves_of

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

FEW_NODES = 160
"""Components of so small a graph are looked for without SciPy."""

WORD = 64
"""Bits of a whole number as NumPy has them."""

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
    if connection == "weak":
        # Both ways along every arc: then strong components are the same.
        tail, head = np.concatenate([tail, head]), np.concatenate([head, tail])
    if nodes <= FEW_NODES:
        return _of_few_nodes(tail, head, nodes, symmetric=connection == "weak")
    from scipy import sparse
    from scipy.sparse.csgraph import connected_components

    tail, head = np.divmod(_once(tail * nodes + head, nodes * nodes), nodes)
    begins = np.zeros(nodes + 1, dtype=np.int32)
    np.cumsum(np.bincount(tail, minlength=nodes), out=begins[1:])
    rows = (np.ones(len(tail)), head.astype(np.int32), begins)
    graph = sparse.csr_array(rows, shape=(nodes, nodes))
    # SciPy is quicker in this than in looking for weak components.
    count, labels = connected_components(graph, directed=True, connection="strong")
    return int(count), np.asarray(labels, dtype=np.int64)


def _of_few_nodes(
    tail: IntArray, head: IntArray, nodes: int, *, symmetric: bool
) -> tuple[int, IntArray]:
    """Label the strong components of a small graph; it is `symmetric` if arcs go both ways.

    Kosaraju's two searches, with the heads of each node as the bits of one whole number. A
    process that meets small graphs alone never loads SciPy, which takes as long as many of them.
    """
    back = _bits(head, tail, nodes)
    order = range(nodes) if symmetric else _finished(_bits(tail, head, nodes), nodes)
    labels = [0] * nodes
    count, left = 0, (1 << nodes) - 1
    for node in order:
        edge = left & (1 << node)
        if not edge:
            continue
        left ^= edge
        while edge:
            lowest = edge & -edge
            reached = lowest.bit_length() - 1
            labels[reached] = count
            more = back[reached] & left
            left ^= more
            edge ^= lowest | more
        count += 1
    return count, np.array(labels, dtype=np.int64)


def _finished(heads: list[int], nodes: int) -> list[int]:
    """List nodes, the last first, in the order in which a search in depth is done with them."""
    order, left = [], (1 << nodes) - 1
    while left:
        lowest = left & -left
        left ^= lowest
        path = [lowest.bit_length() - 1]
        while path:
            further = heads[path[-1]] & left
            if further:
                lowest = further & -further
                left ^= lowest
                path.append(lowest.bit_length() - 1)
            else:
                order.append(path.pop())
    return order[::-1]


def _bits(row: IntArray, bit: IntArray, nodes: int) -> list[int]:
    """Write for each row one whole number, with the bits that stand beside it in the arrays.

    Rows are as wide as whole words of 64 bits, so that all are packed at once and read off as
    numbers: this is done several times in every allocation of a year.
    """
    words = max(1, -(-nodes // WORD))
    joined = np.zeros((nodes, words * WORD), dtype=np.bool_)
    joined[row, bit] = True
    packed = np.packbits(joined, bitorder="little").view("<u8").reshape(nodes, words)
    written, *further = packed.T.tolist()
    for place, more in enumerate(further, start=1):
        shift = place * WORD
        written = [low | high << shift for low, high in zip(written, more, strict=True)]
    return written
