"""The plain arrays of a year's network, read and checked: every fault is told at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sufficiency.errors import Finding, FindingsError
from sufficiency.places.checking import of_shape, out_of_range, whole_numbers
from sufficiency.places.limits import LARGEST_COST, NO_LIMIT
from sufficiency.places.network import SINK

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

_ENDS = "An arc joins a cell and a pool that exist."


@dataclass(frozen=True, slots=True, eq=False)
class NetworkArrays:
    """What `building.network_of` makes a network of.

    Parameters
    ----------
    demand : IntArray
        Axis (cell) [children].
    free : IntArray
        Axis (pool) [children].
    arc_cell, arc_pool, metres : IntArray
        Axis (arc), in any order; metres are those of one child.
    independent_limit : IntArray
        Axis (group) [children].
    total_room : IntArray
        Axis (total) [children].
    beyond_limit : BoolArray
        Axis (arc).
    pool_is_independent : BoolArray
        Axis (pool).
    independent_group : IntArray
        Axis (cell): position of the limit; -1 for a cell that may not go independent.
    within : IntArray
        Axis (pool, then total): the total it counts towards, or -1.
    """

    demand: IntArray
    free: IntArray
    arc_cell: IntArray
    arc_pool: IntArray
    metres: IntArray
    independent_limit: IntArray
    total_room: IntArray
    beyond_limit: BoolArray
    pool_is_independent: BoolArray
    independent_group: IntArray
    within: IntArray


def arrays_of_network(
    numbers: Mapping[str, ArrayLike],
    *,
    beyond_limit: ArrayLike | None,
    may_go_independent: ArrayLike | None,
    independent_group: ArrayLike | None,
    pool_is_independent: ArrayLike | None,
    within: ArrayLike | None,
) -> NetworkArrays:
    """Read the arrays that `building.network_of` is given.

    Parameters
    ----------
    numbers : mapping of str to array_like
        The first seven fields of `NetworkArrays`, by name.
    beyond_limit, may_go_independent, independent_group, pool_is_independent, within
        As `building.network_of` takes them; None for what it says of each.

    Returns
    -------
    NetworkArrays

    Raises
    ------
    FindingsError
        With all faults of the arrays.
    """
    given: dict[str, IntArray] = {}
    findings: list[Finding] = []
    for name, array in numbers.items():
        given[name], faults = whole_numbers(array, what=name)
        findings += faults
    cells, pools, arcs = given["demand"], given["free"], given["arc_cell"]
    group, wrong_groups = _groups(independent_group, cells.size, given["independent_limit"].size)
    inside, wrong_totals = _within(within, pools.size + given["total_room"].size)
    beyond, wrong_arcs = _mask(beyond_limit, arcs.shape, default=False, what="beyond_limit")
    may_go, wrong_cells = _mask(
        may_go_independent, cells.shape, default=True, what="may_go_independent"
    )
    named, wrong_pools = _mask(
        pool_is_independent, pools.shape, default=False, what="pool_is_independent"
    )
    findings += wrong_groups + wrong_totals + wrong_arcs + wrong_cells + wrong_pools
    findings += _faults(given)
    if findings:
        raise FindingsError(findings, what="The network")
    return NetworkArrays(
        **given,
        beyond_limit=beyond,
        pool_is_independent=named,
        independent_group=np.where(may_go, group, -1),
        within=inside,
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
