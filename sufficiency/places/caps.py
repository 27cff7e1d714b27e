"""Caps across pools: at most so many children of some kinds in several pools together.

Where caps and pools cross, the rows are no longer those of a network: whole demand and whole places
do not promise whole answers. So a cap is a row of its own, beside the network.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sufficiency.errors import Finding
from sufficiency.places.checking import of_shape, out_of_range, whole_numbers
from sufficiency.places.limits import NO_LIMIT

if TYPE_CHECKING:
    from sufficiency.places.plans import Axes
    from sufficiency.places.stayers import Rows

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class CapRows:
    """Caps of one year's network.

    Parameters
    ----------
    names : sequence of str
        Axis (cap).
    room : IntArray
        Axis (cap): children who can still be placed under it [children].
    arcs : tuple of IntArray
        Axis (cap): positions of the arcs whose children it counts.
    """

    names: Sequence[str]
    room: IntArray
    arcs: tuple[IntArray, ...]

    def __len__(self) -> int:
        return len(self.names)

    def loads(self, flow: IntArray) -> IntArray:
        """Axis (cap): children whom it counts [children]."""
        return np.array([int(flow[arcs].sum()) for arcs in self.arcs], dtype=np.int64)

    def are_kept(self, flow: IntArray) -> bool:
        """Say whether no cap is exceeded."""
        return bool((self.loads(flow) <= self.room).all())


NO_CAPS = CapRows((), np.zeros(0, dtype=np.int64), ())
"""Of a network whose rows are all nested."""


@dataclass(frozen=True, slots=True, eq=False)
class Caps:
    """Caps as each year has them.

    Parameters
    ----------
    names : tuple of str
        Axis (cap): stable names.
    pools : BoolArray
        Axes (cap, pool): in which pools it counts children.
    kinds : BoolArray
        Axes (year, cap, need, ncy): whom it counts.
    places : IntArray
        Axes (year, cap): at most so many of them [children]; NO_LIMIT where it does not hold.
    """

    names: tuple[str, ...]
    pools: BoolArray
    kinds: BoolArray
    places: IntArray

    def __len__(self) -> int:
        return len(self.names)

    def without(self, name: str) -> Caps:
        """Leave one out, by its name."""
        kept = [place for place, own in enumerate(self.names) if own != name]
        return Caps(
            tuple(self.names[place] for place in kept),
            self.pools[kept],
            self.kinds[:, kept],
            self.places[:, kept],
        )

    def counts(
        self, year: int, cap: int, need: IntArray, ncy: IntArray, pool: IntArray
    ) -> BoolArray:
        """Axis (pair): whether a cap counts children of a kind in a pool.

        Parameters
        ----------
        year, cap : int
            Positions.
        need, ncy, pool : IntArray
            Axis (pair): positions; the number of pools for places that are not named.
        """
        inside = np.append(self.pools[cap], False)
        return np.asarray(inside[pool] & self.kinds[year, cap, need, ncy], dtype=np.bool_)

    def children(self, year: int, axes: Axes, rows: Rows) -> IntArray:
        """Axis (cap): children of these rows whom it counts in a year [children]."""
        _, need, ncy, _ = np.unravel_index(rows.cell, axes.shape)
        found = [
            int(rows.children[self.counts(year, cap, need, ncy, rows.pool)].sum())
            for cap in range(len(self))
        ]
        return np.array(found, dtype=np.int64)


def faults_of_caps(caps: Caps, axes: Axes, pools: int) -> list[Finding]:
    """Find caps whose arrays do not fit the plan."""
    count, years = len(caps.names), len(axes.years)
    kinds = (years, count, len(axes.needs), len(axes.ncy))
    found = of_shape(caps.pools, (count, pools), what="pools of caps")
    found += of_shape(caps.kinds, kinds, what="kinds of caps")
    whole, faults = whole_numbers(caps.places, what="places of caps")
    found += faults + of_shape(whole, (years, count), what="places of caps")
    return found + out_of_range(
        whole,
        0,
        NO_LIMIT,
        what="places of caps",
        reason="A cap is nought or more children.",
        cure="Correct it.",
    )


def cap_rows(
    caps: Caps | None,
    year: int,
    left: IntArray,
    *,
    children: IntArray,
    cell: IntArray,
    need: IntArray,
    ncy: IntArray,
    pool: IntArray,
) -> CapRows:
    """Lay the caps that hold in a year out as rows of its network.

    Parameters
    ----------
    caps : Caps or None
    year : int
        Position of the year.
    left : IntArray
        Axis (cap): how many more it lets in [children].
    children : IntArray
        Axis (cell of the network) [children].
    cell : IntArray
        Axis (arc of the network): position of the cell.
    need, ncy, pool : IntArray
        Axis (arc of the network): positions; pools are those of the plan.

    Returns
    -------
    CapRows
        Without those that all children whom they count could not exceed.
    """
    if caps is None:
        return NO_CAPS
    held = np.flatnonzero(left < NO_LIMIT)
    arcs = [np.flatnonzero(caps.counts(year, cap, need, ncy, pool)) for cap in held.tolist()]
    most = [int(children[np.unique(cell[found])].sum()) for found in arcs]
    kept = [place for place, count in enumerate(most) if count > left[held[place]]]
    return CapRows(
        tuple(caps.names[int(held[place])] for place in kept),
        left[held[kept]] if kept else NO_CAPS.room,
        tuple(arcs[place] for place in kept),
    )


class CapRoom(NamedTuple):
    """What stayers leave of caps across pools.

    Parameters
    ----------
    left : IntArray
        Axis (cap): how many more it lets in; NO_LIMIT where it does not hold [children].
    over : IntArray
        Axis (cap): stayers above it [children].
    """

    left: IntArray
    over: IntArray


NO_CAP_ROOM = CapRoom(NO_CAPS.room, NO_CAPS.room)
"""Of a plan without caps across pools."""
