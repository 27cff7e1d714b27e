"""From plain arrays of a year to its network: arcs, fallbacks by level, ordered aims."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sufficiency.errors import Finding, FindingsError, finding
from sufficiency.places.checking import of_shape, out_of_range, whole_numbers
from sufficiency.places.limits import LARGEST_COST, NO_LIMIT
from sufficiency.places.naming import Names, names_of, numbered
from sufficiency.places.network import AIMS, INDEPENDENT, SINK, WITHOUT, Kind, Network

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
NameList = Names | Sequence[str] | None

_ENDS = "An arc joins a cell and a pool that exist."


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
    given: dict[str, IntArray] = {}
    findings: list[Finding] = []
    limits = np.atleast_1d(np.asarray(independent_limit))
    arrays = {
        "demand": demand,
        "free": free,
        "arc_cell": arc_cell,
        "arc_pool": arc_pool,
        "metres": metres,
        "independent_limit": limits,
        "total_room": total_room,
    }
    for name, array in arrays.items():
        given[name], faults = whole_numbers(array, what=name)
        findings += faults
    group, faults = _groups(independent_group, given["demand"].size, limits.size)
    findings += faults
    inside, faults = _within(within, given["free"].size + given["total_room"].size)
    findings += faults
    masks = {
        "beyond_limit": (beyond_limit, given["arc_cell"].shape, False),
        "may_go_independent": (may_go_independent, given["demand"].shape, True),
        "pool_is_independent": (pool_is_independent, given["free"].shape, False),
    }
    checked = {}
    for name, (mask, shape, default) in masks.items():
        checked[name], faults = _mask(mask, shape, default=default, what=name)
        findings += faults
    findings += _faults(given)
    if findings:
        raise FindingsError(findings, what="The network")
    return _assembled(
        given,
        group=np.where(checked["may_go_independent"], group, -1),
        beyond=checked["beyond_limit"],
        named=checked["pool_is_independent"],
        within=inside,
        cells=_names(cells, "cell", given["demand"].size),
        pools=_names(pools, "pool", given["free"].size),
        totals=_names(totals, "total", given["total_room"].size),
        groups=_group_names(groups, limits.size),
    )


def _groups(group: ArrayLike | None, cells: int, limits: int) -> tuple[IntArray, list[Finding]]:
    """Read which independent limit each cell counts towards."""
    if group is None:
        return np.zeros(cells, dtype=np.int64), []
    numbers, findings = whole_numbers(group, what="independent_group")
    findings += of_shape(numbers, (cells,), what="independent_group")
    findings += out_of_range(
        numbers,
        0,
        limits - 1,
        what="independent_group",
        reason="A cell counts towards one of the independent limits.",
        cure="Give a position in independent_limit; for a cell that may not go independent, say"
        " so in may_go_independent.",
    )
    return numbers, findings


def _mask(
    mask: ArrayLike | None, shape: tuple[int, ...], *, default: bool, what: str
) -> tuple[BoolArray, list[Finding]]:
    """Read an array of true and false, or of 1 and 0."""
    if mask is None:
        return np.full(shape, default), []
    truths = np.asarray(mask)
    if truths.dtype == np.bool_:
        return truths, of_shape(truths, shape, what=what)
    numbers, findings = whole_numbers(truths, what=what)
    findings += of_shape(numbers, shape, what=what)
    reason = "It says for each cell, pool or arc whether something is so."
    cure = "Give True or False."
    findings += out_of_range(numbers, 0, 1, what=what, reason=reason, cure=cure)
    return numbers == 1, findings


def _within(within: ArrayLike | None, holders: int) -> tuple[IntArray, list[Finding]]:
    """Read which total each pool and total counts towards."""
    if within is None:
        return np.full(holders, SINK), []
    numbers, findings = whole_numbers(within, what="within")
    return numbers, [*findings, *of_shape(numbers, (holders,), what="within")]


def _faults(given: dict[str, IntArray]) -> list[Finding]:
    """Find arrays that do not fit together, and arcs that lead nowhere."""
    findings: list[Finding] = []
    arcs = (given["arc_cell"].size,)
    for name, array in given.items():
        shape = arcs if name in ("arc_cell", "arc_pool", "metres") else (array.size,)
        findings += of_shape(array, shape, what=name)
    ranges = {
        "free": (NO_LIMIT, "No pool has fewer than no places.", "Give 0 where it is over-full."),
        "independent_limit": (NO_LIMIT, "A limit is nought or more children.", "Correct it."),
        "total_room": (NO_LIMIT, "A total is nought or more places.", "Correct it."),
        "arc_cell": (given["demand"].size - 1, _ENDS, "Correct it."),
        "arc_pool": (given["free"].size - 1, _ENDS, "Correct it."),
        "metres": (LARGEST_COST, "A journey is nought or more metres.", "Correct it."),
    }
    for name, (high, reason, cure) in ranges.items():
        findings += out_of_range(given[name], 0, high, what=name, reason=reason, cure=cure)
    return findings


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
    given: dict[str, IntArray],
    *,
    group: IntArray,
    beyond: BoolArray,
    named: BoolArray,
    within: IntArray,
    cells: Names,
    pools: Names,
    totals: Names,
    groups: list[str],
) -> Network:
    """Put the fallbacks behind the pools, price all arcs and sort them."""
    local, limits = given["free"].size, given["independent_limit"].size
    count = local + limits + 1
    open_cells = np.flatnonzero(group >= 0)
    every_cell = np.arange(given["demand"].size)
    arc_cell = np.concatenate([given["arc_cell"], open_cells, every_cell])
    fallback = np.full(every_cell.size, count - 1)
    arc_pool = np.concatenate([given["arc_pool"], local + group[open_cells], fallback])
    kind = np.full(count, int(Kind.LOCAL))
    kind[:local][named] = Kind.INDEPENDENT
    kind[local:] = Kind.INDEPENDENT
    kind[-1] = Kind.WITHOUT
    order = np.argsort(arc_cell * count + arc_pool, kind="stable")
    _refuse_repeated(arc_cell[order], arc_pool[order], cells, pools)
    into = kind[arc_pool]
    costs = np.zeros((len(AIMS), len(arc_cell)), dtype=np.int64)
    costs[0] = into == Kind.WITHOUT
    costs[1] = into == Kind.INDEPENDENT
    costs[2, : beyond.size] = beyond
    costs[3, : beyond.size] = given["metres"]
    costs[2:, into == Kind.INDEPENDENT] = 0
    endless = np.array([NO_LIMIT], dtype=np.int64)
    room = [given["free"], given["independent_limit"], endless, given["total_room"]]
    nested = np.where(within == SINK, SINK, within + count)
    inside = [nested[:local], np.full(limits + 1, SINK), nested[local:]]
    return Network(
        demand=given["demand"],
        room=np.concatenate(room),
        within=np.concatenate(inside),
        arc_cell=arc_cell[order],
        arc_pool=arc_pool[order],
        costs=costs[:, order],
        kind=kind,
        aims=AIMS,
        cells=cells,
        pools=pools.and_more([*groups, WITHOUT]),
        totals=totals,
    )


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
