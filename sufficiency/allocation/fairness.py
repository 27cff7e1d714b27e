"""Fairness: how far children travel, and who lacks a local place, by home, need, phase, decile."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.allocation.cells import What
from sufficiency.allocation.counts import CHILDREN, DISTANCES
from sufficiency.allocation.frames import mean_of
from sufficiency.allocation.travel_counts import Parts, parts_of
from sufficiency.places import METRES_A_MILE

if TYPE_CHECKING:
    from sufficiency.allocation.allocation import Allocation

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

BY_CELL: tuple[What, ...] = ("children", "distances")

NOT_KNOWN = "not known"
"""Label of localities that have no decile, where others have one."""


class Axis(NamedTuple):
    """One way of telling children apart.

    Parameters
    ----------
    name : str
    of : str
        The axis of the counts that it adds up: "locality", "need" or "phase".
    labels : tuple of str
    member : IntArray
        Axis (member of that axis): position of its label.
    """

    name: str
    of: str
    labels: tuple[str, ...]
    member: IntArray


def fairness_frame(allocation: Allocation) -> pd.DataFrame:
    """Lay out journeys and places by locality, group, need, phase and deprivation.

    Over the children of all draws together: of those in planned places, journeys one way; the 90th
    percentile is the shortest journey than which nine in ten travel no further.

    Parameters
    ----------
    allocation : Allocation

    Returns
    -------
    pandas.DataFrame
        Columns year; by ("all", "group", "locality", "need", "phase", "imd_decile") and label;
        demand and placed [children a draw]; share_without_local (of the demand: without a place,
        or in an independent school for want of one); mean_miles, miles_90th, longest_miles;
        mean_minutes, minutes_90th, longest_minutes; share_beyond_limit (of the placed); basis.
        The longest is that of any child in any draw. Figures of nobody are missing. There are no
        rows by decile where no locality has one.
    """
    parts = [_by(allocation, axis) for axis in axes_of(allocation)]
    return pd.concat(parts, ignore_index=True).assign(basis=allocation.basis)


def axes_of(allocation: Allocation) -> list[Axis]:
    """Give the ways of telling children apart, those by decile where any locality has one."""
    labels = allocation.labels
    localities = labels.localities
    groups = labels.of("group")
    phases = terms.phases().codes
    of_group = np.array([groups.index(labels.group_of[code]) for code in localities])
    made = [
        Axis("all", "phase", ("all",), np.zeros(len(phases), dtype=np.int64)),
        Axis("group", "locality", groups, of_group),
        Axis("locality", "locality", localities, np.arange(len(localities))),
        Axis("need", "need", labels.needs, np.arange(len(labels.needs))),
        Axis("phase", "phase", phases, np.arange(len(phases))),
    ]
    deciles = deciles_of(allocation)
    if all(decile == NOT_KNOWN for decile in deciles):
        return made
    known = [str(decile) for decile in range(1, 11)] + [NOT_KNOWN]
    used = tuple(decile for decile in known if decile in deciles)
    member = np.array([used.index(decile) for decile in deciles])
    return [*made, Axis("imd_decile", "locality", used, member)]


def deciles_of(allocation: Allocation) -> list[str]:
    """Axis (locality): the deprivation decile, 1 the most deprived tenth, or "not known"."""
    rows = allocation.projection.area.table("localities").set_index("locality")
    held = rows["imd_decile"].reindex(allocation.labels.localities)
    return [NOT_KNOWN if pd.isna(decile) else str(int(decile)) for decile in held]


def _by(allocation: Allocation, axis: Axis) -> pd.DataFrame:
    """Lay one way of telling children apart out, year by year."""
    counts, sums = _added(allocation, axis)
    held = dict(zip(CHILDREN, counts, strict=True))
    far = dict(zip(DISTANCES, sums, strict=True))
    placed = held["placed_within_limit"] + held["placed_further"]
    draws = allocation.draws
    made: dict[str, FloatArray] = {
        "demand": held["demand"] / draws,
        "placed": placed / draws,
        "share_without_local": mean_of(held["without"] + held["independent"], held["demand"]),
    }
    metres, minutes = _spread(allocation, axis)
    for unit, total, spread, size in (
        ("miles", far["placed_metres"], metres, METRES_A_MILE),
        ("minutes", far["placed_minutes"], minutes, 1.0),
    ):
        made[f"mean_{unit}"] = mean_of(total, placed) / size
        made[f"{unit}_90th"], made[f"longest_{unit}"] = (side / size for side in spread)
    made["share_beyond_limit"] = mean_of(held["placed_further"], placed)
    years = allocation.years
    index = pd.MultiIndex.from_product([years, axis.labels], names=["year", "label"])
    frame = index.to_frame(index=False)
    frame.insert(1, "by", axis.name)
    return frame.assign(**{name: numbers.reshape(-1) for name, numbers in made.items()})


def _added(allocation: Allocation, axis: Axis) -> tuple[FloatArray, FloatArray]:
    """Axes (count, year, label): children, and sums of their journeys, of all draws together."""
    cells, group = allocation.drawn.counts.cells, {axis.of: axis.member}
    children, distances = (
        cells.roll_up(what, group).sum(axis=0).reshape(-1, cells.years, len(axis.labels))
        for what in BY_CELL
    )
    return children, distances


def _spread(
    allocation: Allocation, axis: Axis
) -> tuple[tuple[FloatArray, FloatArray], tuple[FloatArray, FloatArray]]:
    """Give the 90th percentile and the longest, axes (year, label), in metres and in minutes."""
    supply, travelled = allocation.setting.supply, allocation.drawn.travelled
    parts = parts_of(travelled, supply, allocation.setting.grain)
    label = axis.member[_position(parts, axis.of)]
    shape = (len(allocation.years), len(axis.labels))
    group = np.ravel_multi_index((parts.year, label), shape)
    metres = supply.metres[parts.locality, parts.pool].astype(np.float64)
    minutes = supply.minutes[parts.locality, parts.pool]
    first, second = (
        tuple(
            side.reshape(shape)
            for side in percentile_and_longest(
                group, far, travelled.children, size=int(np.prod(shape))
            )
        )
        for far in (metres, minutes)
    )
    return (first[0], first[1]), (second[0], second[1])


def _position(parts: Parts, of: str) -> IntArray:
    return {"locality": parts.locality, "need": parts.need, "phase": parts.phase}[of]


def percentile_and_longest(
    group: IntArray, far: FloatArray, children: IntArray, *, size: int
) -> tuple[FloatArray, FloatArray]:
    """Give the journey that nine in ten children of a group do not exceed, and the longest.

    The first is the smallest d of the group with sum of children with far <= d at or above 0.9 of
    all its children.

    Parameters
    ----------
    group : IntArray
        Axis (row): position of the group.
    far : FloatArray
        Axis (row): how far its children travel.
    children : IntArray
        Axis (row): above nought [children].
    size : int
        Number of groups.

    Returns
    -------
    percentile, longest : FloatArray
        Axis (group): missing where nobody is.

    Examples
    --------
    >>> import numpy as np
    >>> rows = np.array([0, 0, 0]), np.array([9.0, 1.0, 2.0]), np.array([1, 8, 1])
    >>> [side.tolist() for side in percentile_and_longest(*rows, size=2)]
    [[2.0, nan], [9.0, nan]]
    """
    percentile, longest = np.full(size, np.nan), np.full(size, np.nan)
    if not len(group):
        return percentile, longest
    order = np.lexsort((far, group))
    group, far, running = group[order], far[order], np.cumsum(children[order])
    ends = np.flatnonzero(np.append(group[1:] != group[:-1], True))
    begins = np.append(0, ends[:-1] + 1)
    before = running[begins] - children[order][begins]
    # In tenths of a child and not in shares, so that nine of ten are nine of ten on any machine.
    wanted = 10 * before + 9 * (running[ends] - before)
    place = np.searchsorted(10 * running, wanted)
    percentile[group[ends]], longest[group[ends]] = far[place], far[ends]
    return percentile, longest
