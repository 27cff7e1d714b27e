"""From allocated draws to frames: the gap by residence, and journeys, at any detail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency.allocation.cells import Cells, What
from sufficiency.allocation.counts import CHILDREN, DISTANCES
from sufficiency.errors import UnknownNameError
from sufficiency.places import METRES_A_MILE
from sufficiency.projection import HIGHEST, LOWEST, Labels, range_of

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

AT_ONCE = 2_000_000
"""So many numbers are laid out at a time, or those of one year: 16 MB. It changes no number."""

AXES = ("year", "locality", "need", "phase", "level")
ORDER = ("year", "group", "locality", "need", "phase", "level")
"""What a frame by residence can be laid out by, in the order of its columns."""

SHOWN = ("demand", "placed_within_limit", "placed_further", "independent", "without")
"""Counts of the gap: the others add up to the first."""


def columns_by(by: Sequence[str], *, table: str) -> tuple[str, ...]:
    """Check what a frame is to be laid out by, and put it in order.

    Raises
    ------
    UnknownNameError
        If it is none of the axes, or the year is missing.
    """
    by = (by,) if isinstance(by, str) else tuple(by)
    wrong = [column for column in by if column not in ORDER]
    if wrong or "year" not in by:
        raise UnknownNameError.of(
            "allocation_by_unknown",
            table=table,
            value=", ".join(wrong) or "no year",
            known="year, with any of " + ", ".join(ORDER[1:]),
        )
    return tuple(column for column in ORDER if column in by)


def added_by(
    cells: Cells,
    what: What,
    labels: Labels,
    by: tuple[str, ...],
    *,
    counts: Sequence[int] | None = None,
) -> Iterator[FloatArray]:
    """Add counts up to a detail, some years at a time, so that no array holds all of them.

    Parameters
    ----------
    cells : Cells
    what : {"children", "distances", "reasons"}
    labels : Labels
    by : tuple of str
        Columns, in order.
    counts : sequence of int, optional
        Positions of the counts that are wanted; all where left out.

    Yields
    ------
    FloatArray
        Axes (draw, count, row): rows of some years, as `index_of` lays them out.
    """
    groups: dict[str, IntArray] = {}
    for axis, members in zip(AXES[1:], cells.shape, strict=True):
        if axis in by:
            groups[axis] = np.arange(members)
        elif axis == "locality" and "group" in by:
            known = labels.of("group")
            member = [known.index(labels.group_of[code]) for code in labels.localities]
            groups[axis] = np.array(member, dtype=np.int64)
    rows = int(np.prod([group.max() + 1 for group in groups.values()], dtype=np.int64))
    wanted = range(len(getattr(cells.draws[0], what))) if counts is None else counts
    step = max(AT_ONCE // (len(cells.draws) * len(wanted) * rows), 1)
    for first in range(0, cells.years, step):
        years = range(first, min(first + step, cells.years))
        made = cells.roll_up(what, groups, counts=wanted, years=years)
        yield made.reshape(len(made), len(wanted), -1)


def axes_by(by: tuple[str, ...]) -> tuple[str, ...]:
    """Name the axes that are left of counts added up to a detail, in order."""
    is_grouped = "group" in by and "locality" not in by
    return tuple(
        "group" if axis == "locality" and is_grouped else axis
        for axis in AXES
        if axis in by or (axis == "locality" and is_grouped)
    )


def index_of(labels: Labels, by: tuple[str, ...]) -> pd.DataFrame:
    """Lay the labels of some columns out as the first columns of a frame."""
    columns = axes_by(by)
    index = pd.MultiIndex.from_product([labels.of(column) for column in columns], names=columns)
    frame = index.to_frame(index=False)
    if "group" in by and "locality" in by:
        frame["group"] = frame["locality"].map(dict(labels.group_of))
    return frame[list(by)]


def with_range(name: str, draws: FloatArray) -> dict[str, FloatArray]:
    """Give the mean of some draws and their range, as columns.

    Parameters
    ----------
    name : str
        Of the column.
    draws : FloatArray
        Axes (draw, row).

    Returns
    -------
    dict of str to FloatArray
        The mean, low and high, as `projection.frames.range_of` has them.
    """
    low, high = range_of(draws)
    return {name: draws.mean(axis=0), f"{name}_low": low, f"{name}_high": high}


def ranges_of(parts: Iterable[Mapping[str, FloatArray]]) -> dict[str, FloatArray]:
    """Give the mean and range of several counts, some rows at a time.

    Parameters
    ----------
    parts : iterable of mapping of str to FloatArray
        By the name of the column, axes (draw, row): some rows of each, then those that follow.

    Returns
    -------
    dict of str to FloatArray
        As of `with_range`, all rows behind each other.
    """
    made: dict[str, list[FloatArray]] = {}
    for part in parts:
        for name, draws in part.items():
            for column, numbers in with_range(name, draws).items():
                made.setdefault(column, []).append(numbers)
    return {column: np.concatenate(numbers) for column, numbers in made.items()}


def gap_frame(cells: Cells, labels: Labels, *, by: Sequence[str], basis: str) -> pd.DataFrame:
    """Lay out who needs a place, and what becomes of them, by residence.

    Returns
    -------
    pandas.DataFrame
        Columns of `by`; demand, placed_within_limit, placed_further, independent, without, each
        as the mean over the draws with its low and high (80 % of the draws lie between); basis.
        The last four means add up to the first.
    """
    wanted = columns_by(by, table="gap")
    made = ranges_of(shown_by(cells, labels, wanted))
    return index_of(labels, wanted).assign(**made, basis=basis)


def shown_by(cells: Cells, labels: Labels, by: tuple[str, ...]) -> Iterator[dict[str, FloatArray]]:
    """Give each count of the gap at a detail, axes (draw, row), some years at a time."""
    counts = [CHILDREN.index(name) for name in SHOWN]
    for sums in added_by(cells, "children", labels, by, counts=counts):
        yield {name: sums[:, place] for place, name in enumerate(SHOWN)}


def one_count_frame(
    cells: Cells, labels: Labels, name: str, *, by: Sequence[str], basis: str
) -> pd.DataFrame:
    """Lay one of the counts out by residence, as children, low and high."""
    wanted = columns_by(by, table=name)
    parts = added_by(cells, "children", labels, wanted, counts=[CHILDREN.index(name)])
    ranged = ranges_of({"children": sums[:, 0]} for sums in parts)
    made = {"children": ranged["children"], "low": ranged["children_low"]}
    return index_of(labels, wanted).assign(**made, high=ranged["children_high"], basis=basis)


def journeys_frame(cells: Cells, labels: Labels, *, by: Sequence[str], basis: str) -> pd.DataFrame:
    """Lay out how far children travel, one way: the placed, the independent, and all.

    Returns
    -------
    pandas.DataFrame
        Columns of `by`; placed [children]; mean_miles with low and high, mean_minutes and
        share_beyond_limit of the placed; independent [children] and independent_mean_miles;
        all_mean_miles; miles (of all the placed together, one way); basis. Each mean is over the
        children of all draws together; a mean of nobody is missing.
    """
    wanted = columns_by(by, table="journeys")
    parts = zip(
        shown_by(cells, labels, wanted),
        added_by(cells, "distances", labels, wanted),
        strict=True,
    )
    made = pd.concat([_journeys(shown, sums) for shown, sums in parts], ignore_index=True)
    return pd.concat([index_of(labels, wanted), made.assign(basis=basis)], axis=1)


def _journeys(shown: Mapping[str, FloatArray], sums: FloatArray) -> pd.DataFrame:
    """Lay the journeys of some rows out, from axes (draw, row) and (draw, sum, row)."""
    further, bought = shown["placed_further"], shown["independent"]
    placed = shown["placed_within_limit"] + further
    metres, minutes, bought_metres = (sums[:, place] for place in range(len(DISTANCES)))
    by_draw = mean_of(metres, placed) / METRES_A_MILE
    whole = placed.sum(axis=0)
    mean = mean_of(metres.sum(axis=0), whole) / METRES_A_MILE
    low, high = _quantiles(by_draw)
    return pd.DataFrame(
        {
            "placed": placed.mean(axis=0),
            "mean_miles": mean,
            # A range reaches to its mean, as everywhere (`projection.frames.range_of`).
            "mean_miles_low": np.minimum(low, mean),
            "mean_miles_high": np.maximum(high, mean),
            "mean_minutes": mean_of(minutes.sum(axis=0), whole),
            "share_beyond_limit": mean_of(further.sum(axis=0), whole),
            "independent": bought.mean(axis=0),
            "independent_mean_miles": mean_of(bought_metres.sum(axis=0), bought.sum(axis=0))
            / METRES_A_MILE,
            "all_mean_miles": mean_of(
                (metres + bought_metres).sum(axis=0), whole + bought.sum(axis=0)
            )
            / METRES_A_MILE,
            "miles": metres.mean(axis=0) / METRES_A_MILE,
        }
    )


def mean_of(sums: FloatArray, counts: FloatArray) -> FloatArray:
    """Divide where there is anybody; missing elsewhere."""
    mean = np.full(sums.shape, np.nan)
    np.divide(sums, counts, out=mean, where=counts > 0)
    return mean


def _quantiles(by_draw: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Give the range over the draws in which there is anybody; missing where there never is."""
    known = ~np.isnan(by_draw)
    ever = known.any(axis=0)
    held = np.where(known | ~ever, by_draw, np.nan)
    low, high = np.full(held.shape[1], np.nan), np.full(held.shape[1], np.nan)
    if ever.any():
        low[ever], high[ever] = np.nanquantile(held[:, ever], [LOWEST, HIGHEST], axis=0)
    return low, high
