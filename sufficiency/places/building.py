"""From plain arrays of a year to its network: arcs, fallbacks by level, ordered aims."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sufficiency.errors import FindingsError, finding
from sufficiency.places.caps import NO_CAPS
from sufficiency.places.checking import check_network
from sufficiency.places.limits import NO_LIMIT
from sufficiency.places.naming import Names, names_of, numbered
from sufficiency.places.network import (
    AIMS,
    BEYOND_LIMIT,
    INDEPENDENT,
    METRES,
    SINK,
    WITHOUT,
    Kind,
    Network,
)
from sufficiency.places.network_arrays import NetworkArrays, arrays_of_network

IntArray = NDArray[np.int64]
NameList = Names | Sequence[str] | None


def network_of(
    demand: ArrayLike,
    free: ArrayLike,
    arc_cell: ArrayLike,
    arc_pool: ArrayLike,
    metres: ArrayLike,
    *,
    beyond_limit: ArrayLike | None = None,
    may_go_independent: ArrayLike | None = None,
    independent_limit: ArrayLike = NO_LIMIT,
    independent_group: ArrayLike | None = None,
    pool_is_independent: ArrayLike | None = None,
    total_room: ArrayLike = (),
    within: ArrayLike | None = None,
    cells: NameList = None,
    pools: NameList = None,
    totals: NameList = None,
    groups: Sequence[str] | None = None,
) -> Network:
    """Make the network of one year, with the ordered aims of an allocation.

    The aims, in their order: children without a place; independent placements; children beyond
    the journey limit; metres. Each cell gets an arc to `without`; a cell that may go independent
    gets one to the independent placements of its group. A child who could only ever go
    independent (level `beyond`) does not belong in here.

    Parameters
    ----------
    demand : array_like of int
        Axis (cell): children to place [children].
    free : array_like of int
        Axis (pool): places free to them [children].
    arc_cell, arc_pool : array_like of int
        Axis (arc), in any order: the pools that each cell may go to.
    metres : array_like of int
        Axis (arc): the journey of one child [metres].
    beyond_limit : array_like of bool, optional
        Axis (arc): whether the journey is beyond the limit; without it, none is.
    may_go_independent : array_like of bool, optional
        Axis (cell): without it, every cell may. False for children who need a base, who stay in
        mainstream without their place.
    independent_limit : int or array_like of int
        Axis (group): most independent placements [children]; NO_LIMIT (the default) for an
        option that is open.
    independent_group : array_like of int, optional
        Axis (cell): the limit it counts towards (a need and phase, say); without it, the first.
    pool_is_independent : array_like of bool, optional
        Axis (pool): named independent schools, if any stand among the pools. Their journeys do
        not count as metres or as beyond the limit, but each child as an independent placement.
    total_room : array_like of int
        Axis (total): places free in a site, or any group of pools, together [children].
    within : array_like of int, optional
        Axis (pool, then total): the total (0, 1, ...) that it counts towards, or -1.
    cells, pools, totals : Names or sequence of str, optional
        Stable names, which break ties. `names_of` makes them once for many networks; without
        names, positions are used, and the answer depends on the order of rows.
    groups : sequence of str, optional
        Axis (group): names of the independent limits, such as "SEMH, secondary".

    Returns
    -------
    Network
        Pools as given, then independent placements by group, then `without`; arcs sorted.

    Raises
    ------
    FindingsError
        With all faults of the arrays.

    Examples
    --------
    One place at 2,000 metres, two children: the second goes independent.

    >>> network = network_of([2], [1], [0], [0], [2000])
    >>> network.pools.words
    ('pool 0', 'independent', 'without')
    >>> network.costs.tolist()
    [[0, 0, 1], [0, 1, 0], [0, 0, 0], [2000, 0, 0]]
    """
    limits = np.atleast_1d(np.asarray(independent_limit))
    arrays = arrays_of_network(
        {
            "demand": demand,
            "free": free,
            "arc_cell": arc_cell,
            "arc_pool": arc_pool,
            "metres": metres,
            "independent_limit": limits,
            "total_room": total_room,
        },
        beyond_limit=beyond_limit,
        may_go_independent=may_go_independent,
        independent_group=independent_group,
        pool_is_independent=pool_is_independent,
        within=within,
    )
    return _assembled(
        arrays,
        cells=_names(cells, "cell", arrays.demand.size),
        pools=_names(pools, "pool", arrays.free.size),
        totals=_names(totals, "total", arrays.total_room.size),
        groups=_group_names(groups, limits.size),
    )


def _names(names: NameList, what: str, count: int) -> Names:
    if names is None:
        return numbered(what, count)
    return names if isinstance(names, Names) else names_of(names)


def _group_names(groups: Sequence[str] | None, count: int) -> list[str]:
    if groups is not None:
        return [f"{INDEPENDENT}: {group}" for group in groups]
    if count == 1:
        return [INDEPENDENT]
    return [f"{INDEPENDENT}: {position}" for position in range(count)]


def _assembled(
    arrays: NetworkArrays, *, cells: Names, pools: Names, totals: Names, groups: list[str]
) -> Network:
    """Put the fallbacks behind the pools, price all arcs and sort them."""
    kind = _kinds(arrays)
    arc_cell, arc_pool = _arcs(arrays)
    order = np.argsort(arc_cell * len(kind) + arc_pool, kind="stable")
    arc_cell, arc_pool = arc_cell.take(order), arc_pool.take(order)
    _refuse_repeated(arc_cell, arc_pool, cells, pools)
    costs = _costs(arrays, kind.astype(np.int8).take(arc_pool), order)
    room, within = _holders(arrays)
    for array in (room, within, arc_cell, arc_pool, costs, kind):
        array.setflags(write=False)  # so that the network need not copy them
    return _of_sound_arcs(
        demand=arrays.demand,
        room=room,
        within=within,
        arc_cell=arc_cell,
        arc_pool=arc_pool,
        costs=costs,
        kind=kind,
        aims=AIMS,
        cells=cells,
        pools=pools.and_more([*groups, WITHOUT]),
        totals=totals,
    )


def _of_sound_arcs(**fields: Any) -> Network:
    """Make a network of arcs that were laid out here; what stands beside them is checked.

    To look through all arcs once more takes as long as to lay them out.
    """
    made = object.__new__(Network)
    made.__dict__.update({"caps": NO_CAPS} | fields)
    made.__dict__.update(check_network(made, arcs_are_sound=True))
    return made


def _kinds(arrays: NetworkArrays) -> IntArray:
    """Axis (pool, then group, then `without`): a `Kind`."""
    local = arrays.free.size
    kind = np.full(local + arrays.independent_limit.size + 1, int(Kind.LOCAL))
    kind[:local][arrays.pool_is_independent] = Kind.INDEPENDENT
    kind[local:] = Kind.INDEPENDENT
    kind[-1] = Kind.WITHOUT
    return kind


def _arcs(arrays: NetworkArrays) -> tuple[IntArray, IntArray]:
    """Axis (arc): cell and pool; the given arcs, then those to groups, then those to `without`."""
    local, group = arrays.free.size, arrays.independent_group
    every_cell, open_cells = np.arange(arrays.demand.size), np.flatnonzero(group >= 0)
    without = np.full(every_cell.size, local + arrays.independent_limit.size)
    arc_cell = np.concatenate([arrays.arc_cell, open_cells, every_cell])
    arc_pool = np.concatenate([arrays.arc_pool, local + group[open_cells], without])
    return arc_cell, arc_pool


def _costs(arrays: NetworkArrays, into: NDArray[np.int8], order: IntArray) -> IntArray:
    """Axes (aim, arc), arcs of `_arcs` in this order; `into` is the kind of each arc's pool."""
    # Plain numbers: beside a member of an enumeration NumPy takes eight times as long.
    local, fallbacks = into == int(Kind.LOCAL), len(into) - arrays.metres.size
    costs = np.empty((len(AIMS), len(into)), dtype=np.int64)
    costs[AIMS.index(WITHOUT)] = into == int(Kind.WITHOUT)
    costs[AIMS.index(INDEPENDENT)] = into == int(Kind.INDEPENDENT)
    costs[AIMS.index(BEYOND_LIMIT)] = 0
    if arrays.beyond_limit.any():
        beyond = np.append(arrays.beyond_limit, np.zeros(fallbacks, dtype=np.bool_))
        costs[AIMS.index(BEYOND_LIMIT)] = beyond[order] & local
    metres = np.append(arrays.metres, np.zeros(fallbacks, dtype=np.int64))
    np.multiply(metres.take(order), local, out=costs[AIMS.index(METRES)])
    return costs


def _holders(arrays: NetworkArrays) -> tuple[IntArray, IntArray]:
    """Axis (holder): room, and the total it counts towards."""
    local, limits = arrays.free.size, arrays.independent_limit.size
    endless = np.array([NO_LIMIT], dtype=np.int64)
    room = np.concatenate([arrays.free, arrays.independent_limit, endless, arrays.total_room])
    # Totals stand behind the fallbacks, so positions among them move back.
    nested = np.where(arrays.within == SINK, SINK, arrays.within + local + limits + 1)
    fallbacks = np.full(limits + 1, SINK)
    return room, np.concatenate([nested[:local], fallbacks, nested[local:]])


def _refuse_repeated(cell: IntArray, pool: IntArray, cells: Names, pools: Names) -> None:
    """Say that two arcs join the same cell and pool, which sorting would otherwise hide."""
    twice = np.flatnonzero((cell[1:] == cell[:-1]) & (pool[1:] == pool[:-1]))
    if not len(twice):
        return
    here = (cell == cell[twice[0]]) & (pool == pool[twice[0]])
    found = finding(
        "network_arc_repeated",
        file="arc_cell and arc_pool",
        cell=cells[int(cell[twice[0]])],
        pool=pools[int(pool[twice[0]])],
        count=int(here.sum()),
    )
    raise FindingsError([found], what="The network")
