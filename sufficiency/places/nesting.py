"""Caps that nest with pools and totals, as totals of the network: then a flow keeps them exactly.

A cap on a school with one pool parts the pool in two, those whom it counts and the others, and
limits the first: no row crosses another. The arcs stay as they are, so an answer of the nested
network is one of the network with caps, child for child, and so is its proof.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sufficiency.places.caps import CapRows
from sufficiency.places.naming import Names, mixed, names_of
from sufficiency.places.network import NO_LIMIT, SINK, Network
from sufficiency.places.worth import Worth, worth_of_places

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
Kinds = frozenset[int]
"""Positions of kinds of arcs: those to one pool that the same caps count."""

NOWHERE = -1
"""The place of a row that is left out, since all who could come under it have room."""

CAPS_AT_ONCE = 32
"""Marks of so many caps, two to their power for each pool or kind of arcs, fit into 64 bits."""


@dataclass(frozen=True, slots=True, eq=False)
class Nested:
    """A network in which caps that cross no other row are totals; `nested` makes it.

    Parameters
    ----------
    network : Network
        With the same cells and arcs. Caps that cross other rows, or each other, are caps still.
    place : IntArray
        Axis (holder of the network with all caps): where its row stands in `network`; `NOWHERE`
        where it cannot bind and is left out.
    """

    network: Network
    place: IntArray


class _Row(NamedTuple):
    """A row of the tree that is built: whom it counts, how many at most, and its name."""

    kinds: Kinds
    room: int
    name: str
    holder: int


def nested(network: Network) -> Nested:
    """Make totals of the caps that nest with pools, totals and each other.

    Where several cross only each other, the first by name is taken. Rows that could not bind,
    since no more children can come under them than they have room for, cross nothing.

    Parameters
    ----------
    network : Network
        With caps.

    Returns
    -------
    Nested
    """
    order = sorted(range(len(network.caps)), key=lambda cap: network.caps.names[cap])
    can_bind = _can_bind(network)
    of_arc, pool_of = _kinds_of_arcs(network, order)
    held = [
        kinds for kinds, binds in zip(_holders(network, pool_of), can_bind, strict=True) if binds
    ]
    taken: list[int] = []
    for cap in order:
        kinds = _counted(network, cap, of_arc)
        if not any(_cross(kinds, other) for other in held):
            held.append(kinds)
            taken.append(cap)
    return _with_totals(network, taken, can_bind)


def _can_bind(network: Network) -> BoolArray:
    """Axis (holder): whether as many children as it has room for, or more, could come under it."""
    most = np.zeros(network.holders, dtype=np.int64)
    np.add.at(most, network.arc_pool, network.demand[network.arc_cell])
    pools = len(network.pools)
    np.add.at(
        most,
        network.within[:pools][network.within[:pools] != SINK],
        most[:pools][network.within[:pools] != SINK],
    )
    for total in network.inner_totals_first:
        if network.within[total] != SINK:
            most[network.within[total]] += most[total]
    return np.asarray((network.room <= most) & (network.room < NO_LIMIT), dtype=np.bool_)


def _kinds_of_arcs(network: Network, caps: Sequence[int]) -> tuple[IntArray, IntArray]:
    """Part the arcs of each pool by the caps that count them.

    Returns
    -------
    of_arc : IntArray
        Axis (arc): its kind.
    pool_of : IntArray
        Axis (kind): its pool; those that no cap counts come first in each pool.
    """
    mark = network.arc_pool.copy()
    for number, cap in enumerate(caps, start=1):
        # A digit more for each cap: so marks keep the order of pools, then of caps one by one.
        mark = 2 * mark
        mark[network.caps.arcs[cap]] |= 1
        if number % CAPS_AT_ONCE == 0:
            mark = np.unique(mark, return_inverse=True)[1].reshape(-1)
    kinds, first, of_arc = np.unique(mark, return_index=True, return_inverse=True)
    assert len(kinds) <= len(mark), "a kind has an arc at least"
    return of_arc.reshape(-1).astype(np.int64), network.arc_pool[first]


def _holders(network: Network, pool_of: IntArray) -> list[Kinds]:
    """Axis (holder): the kinds of arcs that come under it."""
    pools = len(network.pools)
    held: list[set[int]] = [set() for _ in range(network.holders)]
    for kind, pool in enumerate(pool_of.tolist()):
        held[pool].add(kind)
    for holder in (*range(pools), *network.inner_totals_first):
        if network.within[holder] != SINK:
            held[int(network.within[holder])] |= held[holder]
    return [frozenset(kinds) for kinds in held]


def _counted(network: Network, cap: int, of_arc: IntArray) -> Kinds:
    """Give the kinds of arcs that a cap counts."""
    return frozenset(np.unique(of_arc[network.caps.arcs[cap]]).tolist())


def _cross(one: Kinds, other: Kinds) -> bool:
    """Say whether two rows overlap, and neither is within the other."""
    return bool(one & other) and not (one <= other or other <= one)


def _with_totals(network: Network, taken: Sequence[int], can_bind: BoolArray) -> Nested:
    """Build the network in which some caps are totals."""
    caps, pools = network.caps, len(network.pools)
    of_arc, pool_of = _kinds_of_arcs(network, taken)
    held = _holders(network, pool_of)
    leaf_of, parted = _leaves(pool_of, pools)
    rows = _rows(network, taken, held, parted, can_bind, of_arc)
    leaves = pools + int((leaf_of >= pools).sum())
    place = np.full(network.holders, NOWHERE, dtype=np.int64)
    place[:pools] = np.where(parted, NOWHERE, np.arange(pools))
    for number, row in enumerate(rows):
        if row.holder != NOWHERE:
            place[row.holder] = leaves + number
    room, origin = np.empty(leaves, dtype=np.int64), np.arange(leaves)
    origin[leaf_of] = pool_of
    # A part of a pool has no room of its own where the whole pool has a row above it.
    room[:] = np.where(parted & can_bind[:pools], NO_LIMIT, network.room[:pools])[origin]
    left = [cap for cap in range(len(caps)) if cap not in set(taken)]
    made = network.with_rows(
        arc_pool=leaf_of[of_arc],
        room=np.append(room, [row.room for row in rows]).astype(np.int64),
        within=_parents(rows, leaf_of, leaves),
        kind=network.kind[origin],
        pools=_leaf_names(network, origin),
        totals=names_of([row.name for row in rows]),
        caps=CapRows(
            tuple(caps.names[cap] for cap in left),
            caps.room[left],
            tuple(caps.arcs[cap] for cap in left),
        ),
    )
    return Nested(made, place)


def _leaves(pool_of: IntArray, pools: int) -> tuple[IntArray, BoolArray]:
    """Give each kind of arcs a pool: its own for the first of each, and new ones behind them.

    Returns
    -------
    leaf_of : IntArray
        Axis (kind).
    parted : BoolArray
        Axis (pool of the network): whether it is several now.
    """
    _, first = np.unique(pool_of, return_index=True)
    is_first = np.zeros(len(pool_of), dtype=np.bool_)
    is_first[first] = True
    leaf_of = np.where(is_first, pool_of, pools - 1 + np.cumsum(~is_first))
    return leaf_of, np.bincount(pool_of, minlength=pools) > 1


def _rows(
    network: Network,
    taken: Sequence[int],
    held: list[Kinds],
    parted: BoolArray,
    can_bind: BoolArray,
    of_arc: IntArray,
) -> list[_Row]:
    """List the rows above the pools, each before those that it is within."""
    caps = network.caps
    whole = [pool for pool in np.flatnonzero(parted).tolist() if can_bind[pool]]
    totals = [total for total in network.inner_totals_first if can_bind[total]]
    rows = [_row_of(network, holder, held) for holder in whole]
    rows += [
        _Row(_counted(network, cap, of_arc), int(caps.room[cap]), f"cap {caps.names[cap]}", NOWHERE)
        for cap in taken
    ]
    rows += [_row_of(network, holder, held) for holder in totals]
    return sorted(rows, key=lambda row: len(row.kinds))  # a stable sort: totals stay outermost


def _row_of(network: Network, holder: int, held: list[Kinds]) -> _Row:
    return _Row(held[holder], int(network.room[holder]), network.holder(holder), holder)


def _parents(rows: Sequence[_Row], leaf_of: IntArray, leaves: int) -> IntArray:
    """Axis (pool, then row): the row that it counts towards, or the sink."""
    within = np.full(leaves + len(rows), SINK, dtype=np.int64)
    for kind, leaf in enumerate(leaf_of.tolist()):
        within[leaf] = _first_around(frozenset([kind]), rows, 0, leaves)
    for number, row in enumerate(rows):
        if row.kinds:
            within[leaves + number] = _first_around(row.kinds, rows, number + 1, leaves)
    return within


def _first_around(kinds: Kinds, rows: Sequence[_Row], begin: int, leaves: int) -> int:
    """Find the first row that holds all of some kinds."""
    around = (at for at in range(begin, len(rows)) if kinds <= rows[at].kinds)
    found = next(around, None)
    return SINK if found is None else leaves + found


def _leaf_names(network: Network, origin: IntArray) -> Names:
    """Name the parts of pools: ties are broken by these names, as by those of pools."""
    words, keys = list(network.pools.words), network.pools.keys[origin].copy()
    seen: dict[int, int] = {}
    for leaf in range(len(words), len(origin)):
        pool = int(origin[leaf])
        seen[pool] = seen.get(pool, 0) + 1
        words.append(f"{network.pools[pool]}, part {seen[pool] + 1}")
        keys[leaf] = mixed(keys[leaf : leaf + 1] + np.uint64(seen[pool]))[0]
    return Names(tuple(words), keys)


def worth_within_caps(network: Network, flow: IntArray) -> Worth | None:
    """Value one more and one fewer place of a network, its caps as they are.

    Parameters
    ----------
    network : Network
        With caps or without.
    flow : IntArray
        Axis (arc): an answer that is proven best [children].

    Returns
    -------
    Worth or None
        Axes (holder, aim). None where caps cross other rows that can bind: moves of one child
        do not say then what is best.
    """
    if not network.caps:
        return worth_of_places(network, flow)
    inner = nested(network)
    if inner.network.caps:
        return None
    found, known = worth_of_places(inner.network, flow), inner.place != NOWHERE
    at = np.where(known, inner.place, 0)
    return Worth(
        np.where(known[:, None], found.more[at], 0),
        np.where(known[:, None], found.fewer[at], 0),
        found.full[at] & known,
    )
