"""From allocated draws to frames: the gap by residence, and journeys, at any detail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency.allocation.counts import CHILDREN, DISTANCES
from sufficiency.errors import UnknownNameError
from sufficiency.places import METRES_A_MILE
from sufficiency.projection import HIGHEST, LOWEST, Labels, range_of

FloatArray = NDArray[np.float64]

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
    counts: NDArray[Any], labels: Labels, by: tuple[str, ...]
) -> tuple[tuple[str, ...], FloatArray]:
    """Add counts up to a detail.

    Parameters
    ----------
    counts : numpy.ndarray
        Axes (draw, year, count, locality, need, phase, level).
    labels : Labels
    by : tuple of str
        Columns, in order.

    Returns
    -------
    columns : tuple of str
        Axes after draw and count.
    sums : FloatArray
        Axes (draw, count, then the columns).
    """
    sums = np.moveaxis(counts, 2, 1)
    columns = ["year"]
    for axis in AXES[1:]:
        place = 2 + len(columns)
        if axis in by:
            columns.append(axis)
        elif axis == "locality" and "group" in by:
            sums = _grouped(sums, labels, place)
            columns.append("group")
        else:
            sums = sums.sum(axis=place)
    return tuple(columns), np.asarray(sums, dtype=np.float64)


def _grouped(sums: NDArray[Any], labels: Labels, place: int) -> NDArray[Any]:
    """Add localities up into their groups, on the axis at a place."""
    groups = labels.of("group")
    member = np.array([groups.index(labels.group_of[code]) for code in labels.localities])
    parts = [np.take(sums, np.flatnonzero(member == g), axis=place) for g in range(len(groups))]
    return np.stack([part.sum(axis=place) for part in parts], axis=place)


def index_of(labels: Labels, columns: tuple[str, ...], by: tuple[str, ...]) -> pd.DataFrame:
    """Lay the labels of some columns out as the first columns of a frame."""
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


def gap_frame(
    children: NDArray[Any], labels: Labels, *, by: Sequence[str], basis: str
) -> pd.DataFrame:
    """Lay out who needs a place, and what becomes of them, by residence.

    Returns
    -------
    pandas.DataFrame
        Columns of `by`; demand, placed_within_limit, placed_further, independent, without, each
        as the mean over the draws with its low and high (80 % of the draws lie between); basis.
        The last four means add up to the first.
    """
    wanted = columns_by(by, table="gap")
    columns, sums = added_by(children, labels, wanted)
    flat = sums.reshape(*sums.shape[:2], -1)
    made: dict[str, FloatArray] = {}
    for name in SHOWN:
        made |= with_range(name, flat[:, CHILDREN.index(name)])
    return index_of(labels, columns, wanted).assign(**made, basis=basis)


def one_count_frame(
    children: NDArray[Any], labels: Labels, name: str, *, by: Sequence[str], basis: str
) -> pd.DataFrame:
    """Lay one of the counts out by residence, as children, low and high."""
    wanted = columns_by(by, table=name)
    place = CHILDREN.index(name)
    columns, sums = added_by(children[:, :, place : place + 1], labels, wanted)
    flat = sums.reshape(len(sums), -1)
    ranged = with_range("children", flat)
    made = {"children": ranged["children"], "low": ranged["children_low"]}
    return index_of(labels, columns, wanted).assign(
        **made, high=ranged["children_high"], basis=basis
    )


def journeys_frame(
    children: NDArray[Any],
    distances: NDArray[Any],
    labels: Labels,
    *,
    by: Sequence[str],
    basis: str,
) -> pd.DataFrame:
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
    columns, counts = added_by(children, labels, wanted)
    _, sums = added_by(distances, labels, wanted)
    flat = counts.reshape(*counts.shape[:2], -1)
    far = sums.reshape(*sums.shape[:2], -1)
    within, further, bought = (
        flat[:, CHILDREN.index(name)]
        for name in ("placed_within_limit", "placed_further", "independent")
    )
    placed = within + further
    metres, minutes, bought_metres = (far[:, DISTANCES.index(name)] for name in DISTANCES)
    by_draw = mean_of(metres, placed) / METRES_A_MILE
    whole = placed.sum(axis=0)
    mean = mean_of(metres.sum(axis=0), whole) / METRES_A_MILE
    low, high = _quantiles(by_draw)
    return index_of(labels, columns, wanted).assign(
        placed=placed.mean(axis=0),
        mean_miles=mean,
        # A range reaches to its mean, as everywhere (`projection.frames.range_of`).
        mean_miles_low=np.minimum(low, mean),
        mean_miles_high=np.maximum(high, mean),
        mean_minutes=mean_of(minutes.sum(axis=0), whole),
        share_beyond_limit=mean_of(further.sum(axis=0), whole),
        independent=bought.mean(axis=0),
        independent_mean_miles=mean_of(bought_metres.sum(axis=0), bought.sum(axis=0))
        / METRES_A_MILE,
        all_mean_miles=mean_of((metres + bought_metres).sum(axis=0), whole + bought.sum(axis=0))
        / METRES_A_MILE,
        miles=metres.mean(axis=0) / METRES_A_MILE,
        basis=basis,
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
