"""What must hold for a network: whole numbers in range, sorted arcs, nested totals."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sufficiency.errors import Finding, FindingsError, finding
from sufficiency.places.limits import LARGEST_COST, MOST_CHILDREN, NO_LIMIT
from sufficiency.places.naming import repeated

if TYPE_CHECKING:
    from sufficiency.places.network import Network

IntArray = NDArray[np.int64]

OF_ARCS = ("arc_cell", "arc_pool", "costs")
_WHAT = "The network"
_CHILDREN = "A number of children or of places is nought or more, and of a size that can be met."


def whole_numbers(array: object, *, what: str) -> tuple[IntArray, list[Finding]]:
    """Read an array of whole numbers; one of anything else is a finding, never rounded.

    Parameters
    ----------
    array : array_like
        Integers of any size that fit into 64 bits.
    what : str
        What the array is called in messages.

    Returns
    -------
    array : IntArray
        The same numbers, read-only; ones where they are no whole numbers.
    findings : list of Finding
    """
    given = np.asarray(array)
    if _is_settled(given):
        return given, []
    if given.size == 0:
        given = given.astype(np.int64)
    if given.dtype.kind == "i" or (given.dtype.kind == "u" and given.max(initial=0) < 2**63):
        whole = np.array(given, dtype=np.int64, order="C")
        whole.setflags(write=False)
        return whole, []
    return np.ones(given.shape, dtype=np.int64), _not_whole_or_too_large(given, what)


def _not_whole_or_too_large(given: NDArray[Any], what: str) -> list[Finding]:
    """Find what is no whole number and, apart from that, what does not fit into 64 bits."""
    values = list(enumerate(given.reshape(-1).tolist()))
    whole = [
        (position, value)
        for position, value in values
        if isinstance(value, int) and not isinstance(value, bool)
    ]
    large = [(position, value) for position, value in whole if not -(2**63) <= value < 2**63]
    found = []
    if large:
        position, value = large[0]
        found.append(
            finding(
                "network_too_large",
                file=what,
                value=f"{value:,}",
                count=len(large),
                position=position,
                most=MOST_CHILDREN,
                unlimited=NO_LIMIT,
            )
        )
    known = {position for position, _ in whole}
    faults = [(position, value) for position, value in values if position not in known]
    # Integers among objects are refused as well: nothing says that the next ones are whole.
    if faults or not large:
        position, value = faults[0] if faults else (0, given.reshape(-1)[0])
        count = len(faults) if faults else given.size
        found.append(
            finding("network_not_whole", file=what, value=value, count=count, position=position)
        )
    return found


def _is_settled(given: NDArray[Any]) -> bool:
    """Say whether an array is as it should be already, and nobody can write to it."""
    flags = given.flags
    return given.dtype == np.int64 and not flags.writeable and flags.owndata and flags.c_contiguous


def out_of_range(
    array: IntArray, low: int, high: int, *, what: str, reason: str, cure: str
) -> list[Finding]:
    """Find values below `low` or above `high`, as one finding that shows the first."""
    if not array.size or (array.min() >= low and array.max() <= high):
        return []
    flat = array.reshape(-1)
    faults = np.flatnonzero((flat < low) | (flat > high))
    return [
        finding(
            "network_range",
            file=what,
            value=int(flat[faults[0]]),
            count=len(faults),
            position=int(faults[0]),
            low=low,
            high=high,
            reason=reason,
            cure=cure,
        )
    ]


def of_shape(array: NDArray[Any], shape: tuple[int, ...], *, what: str) -> list[Finding]:
    """Find an array that does not have the shape it needs."""
    if array.shape == shape:
        return []
    return [finding("network_shape", file=what, shape=array.shape, expected=shape)]


def check_network(network: Network, *, arcs_are_sound: bool = False) -> dict[str, IntArray]:
    """Check all of a network, and give its arrays back as read-only whole numbers.

    Parameters
    ----------
    network : Network
    arcs_are_sound : bool
        Whether its arcs are known to be sorted, in range and enough for every child; then only
        what stands beside them is checked.

    Returns
    -------
    dict of str to IntArray
        By the name of the field.

    Raises
    ------
    FindingsError
        With everything that was found.
    """
    names = ("demand", "room", "within", "arc_cell", "arc_pool", "costs", "kind")
    arrays, findings = {}, []
    for name in names:
        arrays[name], faults = whole_numbers(getattr(network, name), what=name)
        findings += faults
    findings += _shapes(network, arrays)
    if not findings:
        findings += _ranges(network, arrays, without=OF_ARCS if arcs_are_sound else ())
    if not findings:
        findings += () if arcs_are_sound else _arcs(network, arrays)
        findings += _nesting(network, arrays)
        findings += _caps(network)
    for what in ("cells", "pools", "totals"):
        findings += repeated(getattr(network, what), what=what)
    if findings:
        raise FindingsError(findings, what=_WHAT)
    return arrays


def _shapes(network: Network, arrays: dict[str, IntArray]) -> Iterator[Finding]:
    """Every array has as many values as there are cells, holders, arcs or aims."""
    aims = network.aims
    if not aims or len(set(aims)) < len(aims):
        yield finding("network_aims", file="aims", aims=", ".join(aims) or "(none)")
    holders, arcs = len(network.pools) + len(network.totals), arrays["arc_cell"].size
    shapes = {
        "demand": (len(network.cells),),
        "room": (holders,),
        "within": (holders,),
        "arc_cell": (arcs,),
        "arc_pool": (arcs,),
        "costs": (len(aims), arcs),
        "kind": (len(network.pools),),
    }
    for name, shape in shapes.items():
        yield from of_shape(arrays[name], shape, what=name)


def _ranges(
    network: Network, arrays: dict[str, IntArray], *, without: Collection[str]
) -> Iterator[Finding]:
    """Every value lies in its range; some fields are left out."""
    unknown = "An arc joins a cell and a pool that exist."
    aims = "Costs are added up exactly, which needs whole numbers from nought."
    correct, count = "Correct it.", "Correct it; a pool that is over-full has the room 0."
    rules = (
        ("demand", 0, MOST_CHILDREN, _CHILDREN, correct),
        ("room", 0, NO_LIMIT, _CHILDREN, count),
        ("arc_cell", 0, len(network.cells) - 1, unknown, correct),
        ("arc_pool", 0, len(network.pools) - 1, unknown, correct),
        ("costs", 0, LARGEST_COST, aims, "Correct it, or give costs in a larger unit."),
        ("kind", 0, 2, "A pool is local (0), independent (1) or `without` (2).", correct),
    )
    for name, low, high, reason, cure in (rule for rule in rules if rule[0] not in without):
        yield from out_of_range(arrays[name], low, high, what=name, reason=reason, cure=cure)
    total = arrays["demand"].sum(keepdims=True)
    if not 0 <= int(total[0]) <= MOST_CHILDREN:
        yield from out_of_range(
            total, 0, MOST_CHILDREN, what="the sum of demand", reason=_CHILDREN, cure=correct
        )
    pools, holders = len(network.pools), len(arrays["room"])
    strange = (arrays["within"] != -1) & (
        (arrays["within"] < pools) | (arrays["within"] >= holders)
    )
    for holder in np.flatnonzero(strange)[:1]:
        yield finding(
            "network_within",
            file="within",
            holder=network.holder(int(holder)),
            within=int(arrays["within"][holder]),
            low=pools,
            high=holders - 1,
        )


def _arcs(network: Network, arrays: dict[str, IntArray]) -> Iterator[Finding]:
    """Arcs are sorted, none is there twice, and no child can be left uncounted."""
    cell, pool = arrays["arc_cell"], arrays["arc_pool"]
    key = cell * max(1, len(network.pools)) + pool
    for before in np.flatnonzero(key[1:] <= key[:-1])[:1]:
        arc = int(before) + 1
        yield finding(
            "network_arcs_unsorted",
            file="arc_cell and arc_pool",
            position=arc,
            cell=network.cells[int(cell[arc])],
            pool=network.pools[int(pool[arc])],
        )
    endless = arrays["room"] >= NO_LIMIT
    kept = endless & (arrays["within"] == -1)
    safe = arrays["demand"] == 0
    safe[cell[kept[: len(network.pools)][pool]]] = True
    if not safe.all():
        first = network.cells[int(np.flatnonzero(~safe)[0])]
        yield finding("network_no_fallback", file="arcs", count=int((~safe).sum()), cell=first)


def _nesting(network: Network, arrays: dict[str, IntArray]) -> Iterator[Finding]:
    """No total counts towards itself."""
    within = arrays["within"]
    for total in range(len(network.pools), len(within)):
        above = int(within[total])
        for _ in range(len(network.totals)):
            if above in (-1, total):
                break
            above = int(within[above])
        if above == total:
            yield finding("network_totals_circle", file="within", total=network.holder(total))
            return


def _caps(network: Network) -> list[Finding]:
    """Find caps that count arcs which do not exist, or have no sensible room."""
    caps = network.caps
    found: list[Finding] = []
    room, faults = whole_numbers(caps.room, what="room of caps")
    found += faults + of_shape(room, (len(caps.names),), what="room of caps")
    size = "A cap is nought or more children."
    found += out_of_range(
        room, 0, NO_LIMIT, what="room of caps", reason=size, cure="Correct it; a full cap is 0."
    )
    if len(caps.arcs) != len(caps.names):
        shape, expected = (len(caps.arcs),), (len(caps.names),)
        found.append(finding("network_shape", file="arcs of caps", shape=shape, expected=expected))
    for name, arcs in zip(caps.names, caps.arcs, strict=False):
        positions, faults = whole_numbers(arcs, what=f"arcs of the cap {name}")
        found += faults or out_of_range(
            positions,
            0,
            len(network.arc_cell) - 1,
            what=f"arcs of the cap {name}",
            reason="A cap counts arcs that exist.",
            cure="Give positions of arcs.",
        )
    return found
