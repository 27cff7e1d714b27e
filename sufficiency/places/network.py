"""The children, the places and the journeys of one year, as a network of whole numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sufficiency.errors import Finding, FindingsError, UnknownNameError, finding
from sufficiency.places.caps import NO_CAPS, CapRows
from sufficiency.places.checking import check_network, whole_numbers
from sufficiency.places.limits import LARGEST_COST, NO_LIMIT
from sufficiency.places.naming import Names

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

SINK = -1
"""What a pool or total counts towards where it counts towards no total."""

DISPLACED = "displaced"
WITHOUT = "without"
INDEPENDENT = "independent"
BEYOND_LIMIT = "beyond_limit"
OTHER_LEVEL = "other_level"
OVER_PLACES = "over_places"
NOT_PREFERRED = "not_preferred"
METRES = "metres"
MILES_SQUARED = "miles_squared"
POUNDS = "pounds"
AIMS = (WITHOUT, INDEPENDENT, BEYOND_LIMIT, METRES)
"""The aims of every allocation in their order: children, children, children, metres."""
ALL_AIMS = (
    DISPLACED,
    WITHOUT,
    INDEPENDENT,
    OTHER_LEVEL,
    OVER_PLACES,
    BEYOND_LIMIT,
    NOT_PREFERRED,
    METRES,
)
"""The order of the design: `displaced` only where a pool closes, `other_level` only where pools
may admit children who need another level, `over_places` only where they may admit above their
places, and `not_preferred` only where a local rule prefers something. Another order may be asked
for, and `POUNDS` and `MILES_SQUARED` with it."""

__all__ = [
    "AIMS",
    "ALL_AIMS",
    "MILES_SQUARED",
    "NO_LIMIT",
    "POUNDS",
    "SINK",
    "Kind",
    "Network",
]


class Kind(IntEnum):
    """What a pool stands for."""

    LOCAL = 0
    """Planned places of the authority."""
    INDEPENDENT = 1
    """Independent placements, up to their limit."""
    WITHOUT = 2
    """Children without a place at the level they need; never full."""


@dataclass(frozen=True, eq=False, repr=False)
class Network:
    """Who may go where in one year, and what that costs in each aim; `network_of` makes it.

    Children of a cell (locality, need, band, level) go to pools along arcs. `independent` and
    `without` are pools too, so that every child is counted once. Pools may count towards totals
    (a site, an area), and totals towards greater ones; pools and totals are together called
    holders, pools first. With x the children on the arcs:

        minimise, in this order, the sums  costs[k] . x      for each aim k
        subject to                         sum_j x_ij = demand_i,   sum over holder h <= room_h

    Parameters
    ----------
    demand : IntArray
        Axis (cell): children who need a place [children].
    room : IntArray
        Axis (pool, then total): places free to them [children]; NO_LIMIT where there is none.
    within : IntArray
        Axis (pool, then total): position on the same axis of the total it counts towards; -1
        where it counts towards none.
    arc_cell, arc_pool : IntArray
        Axis (arc): sorted by cell, then pool.
    costs : IntArray
        Axes (aim, arc): what one child on the arc adds to the aim [children, metres or pounds].
    kind : IntArray
        Axis (pool): a `Kind`.
    aims : tuple of str
        Axis (aim): names, the most important first.
    cells, pools, totals : Names
        Stable names of the cells, the pools and the totals.
    caps : CapRows, optional
        Rows beside the network: at most so many children on some arcs together, which need not
        be nested. With them an answer is a linear programme's and not a flow's.

    Raises
    ------
    FindingsError
        Where values are no whole numbers, out of range, or do not fit together; all at once.
    """

    demand: IntArray
    room: IntArray
    within: IntArray
    arc_cell: IntArray
    arc_pool: IntArray
    costs: IntArray
    kind: IntArray
    aims: tuple[str, ...]
    cells: Names
    pools: Names
    totals: Names
    caps: CapRows = NO_CAPS

    def __post_init__(self) -> None:
        for name, array in check_network(self).items():
            object.__setattr__(self, name, array)

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take what another process has sent: its arrays can be read only here as well.

        An array that can be written to would be copied and checked for each network made of this
        one, draw after draw.
        """
        for name in self.__dataclass_fields__:
            if isinstance(state[name], np.ndarray):
                state[name] = state[name].copy()
                state[name].setflags(write=False)
        self.__dict__.update(state)

    def __repr__(self) -> str:
        sizes = f"{len(self.cells):,} cells, {len(self.pools):,} pools, {len(self.totals):,} totals"
        return f"Network({sizes}, {len(self.arc_cell):,} arcs, {self.children:,} children)"

    def with_cells(
        self,
        demand: IntArray,
        arc_cell: IntArray,
        arc_pool: IntArray,
        costs: IntArray,
        cells: Names,
        *,
        room: IntArray | None = None,
        caps: CapRows = NO_CAPS,
    ) -> Network:
        """Put other cells before the same pools, without any check.

        For arrays that this package has made itself from checked ones, year after year.

        Parameters
        ----------
        demand, arc_cell, arc_pool, costs, cells
            As of a network, and as sound as those of one.
        room : IntArray, optional
            Other places as well.
        caps : CapRows, optional
            Caps on the arcs; none where left out.

        Returns
        -------
        Network
        """
        made = object.__new__(Network)
        other = {"demand": demand, "arc_cell": arc_cell, "arc_pool": arc_pool, "costs": costs}
        other["room"] = self.room if room is None else room
        for array in other.values():
            array.setflags(write=False)
        # What depends on pools and totals alone is the same, worked out once.
        same = {"parent": self.parent, "inner_totals_first": self.inner_totals_first}
        fields = {name: getattr(self, name) for name in self.__dataclass_fields__}
        made.__dict__.update(fields | same | other | {"cells": cells, "caps": caps})
        return made

    def with_rows(
        self,
        *,
        arc_pool: IntArray,
        room: IntArray,
        within: IntArray,
        kind: IntArray,
        pools: Names,
        totals: Names,
        caps: CapRows,
    ) -> Network:
        """Put other pools and totals behind the same cells and arcs, without any check.

        For arrays that this package has made itself from checked ones.

        Parameters
        ----------
        arc_pool, room, within, kind, pools, totals, caps
            As of a network, and as sound as those of one; arcs of a cell need not be sorted.

        Returns
        -------
        Network
        """
        made = object.__new__(Network)
        other = {"arc_pool": arc_pool, "room": room, "within": within, "kind": kind}
        for array in other.values():
            array.setflags(write=False)
        fields = {name: getattr(self, name) for name in self.__dataclass_fields__}
        names = {"pools": pools, "totals": totals, "caps": caps}
        made.__dict__.update(fields | other | names)
        return made

    @property
    def without_caps(self) -> Network:
        """The same network with nested rows alone, which a flow can solve."""
        # A network that held itself would stay in memory, arcs and all, long after its year.
        return self._nested_alone if self.caps else self

    @cached_property
    def _nested_alone(self) -> Network:
        made = object.__new__(Network)
        made.__dict__.update(self.__dict__ | {"caps": NO_CAPS})
        return made

    @property
    def holders(self) -> int:
        """Number of pools and totals."""
        return len(self.room)

    @cached_property
    def children(self) -> int:
        """All children who need a place."""
        return int(self.demand.sum())

    @cached_property
    def parent(self) -> IntArray:
        """Axis (holder): the total it counts towards; the number of holders where it has none."""
        return np.where(self.within == SINK, self.holders, self.within)

    @cached_property
    def inner_totals_first(self) -> tuple[int, ...]:
        """All totals, each after those that count towards it."""
        depth = {}
        for total in range(len(self.pools), self.holders):
            above, steps = int(self.within[total]), 0
            while above != SINK:
                above, steps = int(self.within[above]), steps + 1
            depth[total] = steps
        return tuple(sorted(depth, key=lambda total: -depth[total]))

    def holder(self, position: int) -> str:
        """Name a pool or total."""
        pools = len(self.pools)
        return self.pools[position] if position < pools else self.totals[position - pools]

    def loads(self, flow: IntArray) -> IntArray:
        """Count the children in each pool and total.

        Parameters
        ----------
        flow : IntArray
            Axis (arc) [children].

        Returns
        -------
        IntArray
            Axis (pool, then total) [children].
        """
        used = np.flatnonzero(flow != 0)
        loads = np.zeros(self.holders, dtype=np.int64)
        np.add.at(loads, self.arc_pool[used], flow[used])
        if len(self.totals):
            inner = self.within[: len(self.pools)]
            counts = inner != SINK
            np.add.at(loads, inner[counts], loads[: len(self.pools)][counts])
            for total in self.inner_totals_first:
                if self.within[total] != SINK:
                    loads[self.within[total]] += loads[total]
        return loads

    def totals_of(self, flow: IntArray) -> tuple[int, ...]:
        """Add a flow up in each aim, in whole numbers of any size.

        Parameters
        ----------
        flow : IntArray
            Axis (arc) [children].

        Returns
        -------
        tuple of int
            Axis (aim) [children, metres or pounds].
        """
        used = np.flatnonzero(flow != 0)
        carried = flow[used]
        most = int(np.abs(carried).sum())
        sums = []
        for aim in self.costs:
            priced = aim[used]
            if most * int(priced.max(initial=0)) < 2**62:
                sums.append(int(priced @ carried))
            else:
                sums.append(sum(map(int, priced.astype(object) * carried.astype(object))))
        return tuple(sums)

    def in_one_aim(self, weights: Mapping[str, int], *, name: str = "weighted") -> Network:
        """Replace the ordered aims by one weighted sum (so many metres a placement, or pounds).

        Parameters
        ----------
        weights : mapping of str to int
            The weight of each aim; 0 for one that is to count nothing.
        name : str
            What the weighted aim is called.

        Returns
        -------
        Network

        Raises
        ------
        UnknownNameError
            Where a weight is for an aim that the network does not have, or an aim has none.
        FindingsError
            Where a weight is no whole number, below nought or too large.
        """
        return self.in_aims({name: weights})

    def in_aims(self, sums: Mapping[str, Mapping[str, int]]) -> Network:
        """Replace the ordered aims by others, each a weighted sum of them.

        Parameters
        ----------
        sums : mapping of str to mapping
            By the name of the new aim, the most important first: weights of aims of this network.
            Each of these has a weight in one of the sums at least, be it 0.

        Returns
        -------
        Network

        Raises
        ------
        UnknownNameError
            Where a weight is for an aim that the network does not have, or an aim has none.
        FindingsError
            Where a weight is no whole number, below nought or too large, or there is no aim.

        Examples
        --------
        >>> from sufficiency.places.building import network_of
        >>> network = network_of([2], [1], [0], [0], [2000])
        >>> placements = {"without": 10, "independent": 1, "beyond_limit": 0}
        >>> network.in_aims({"placements": placements, "metres": {"metres": 1}}).costs.tolist()
        [[0, 1, 10], [2000, 0, 0]]
        """
        factors, findings = self._factors(sums)
        if findings:
            raise FindingsError(findings, what="The weighted aims")
        costs = factors @ self.costs
        costs.setflags(write=False)
        # What was checked in these arrays need not be checked again, and sums are in range.
        # Fields alone are taken over: what was worked out from other costs would be wrong here.
        made = object.__new__(Network)
        fields = {name: getattr(self, name) for name in self.__dataclass_fields__}
        made.__dict__.update(fields | {"costs": costs, "aims": tuple(sums)})
        return made

    def _factors(self, sums: Mapping[str, Mapping[str, int]]) -> tuple[IntArray, list[Finding]]:
        """Axes (new aim, aim): checked weights, and what is wrong with them."""
        named = [aim for weights in sums.values() for aim in weights]
        known = ", ".join(self.aims)
        for aim in named:
            if aim not in self.aims:
                raise UnknownNameError.of("network_aim_unknown", name=aim, aims=known)
        for aim in self.aims:
            if aim not in named:
                raise UnknownNameError.of("network_aim_unweighted", name=aim)
        given = [weights.get(aim, 0) for weights in sums.values() for aim in self.aims]
        factors, findings = whole_numbers(given, what="weights")
        largest = self.costs.max(axis=1, initial=0).tolist() * len(sums)
        aims = self.aims * len(sums)
        for aim, weight, cost in zip(aims, factors.tolist(), largest, strict=True):
            if weight < 0 or weight * cost > LARGEST_COST // len(self.aims):
                findings += [finding("network_weight", file="weights", aim=aim, weight=weight)]
        return factors.reshape(len(sums), len(self.aims)), findings
