"""From the arrays of a tracking to tidy frames: the miss at any detail, and cells inside ranges."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.backtesting.levels import LEVELS, Level, added_up, drawn_up
from sufficiency.demand.scores import counts_for_coverage, inside, place_in_range
from sufficiency.demand.tracking import Flow, Part
from sufficiency.projection import range_of
from sufficiency.projection.frames import BEFORE_STATES, columns_by, without_dust

if TYPE_CHECKING:
    from sufficiency.backtesting.tracking import Tracking

FloatArray = NDArray[np.float64]

PARTS = tuple(part.name.lower() for part in Part)
LIMITS = "limits"
"""What the limits of the scenario held back; beside the parts only where it has any."""
CARRIED = "carried"
COUNTS = ("came", "expected", "miss")
TRACKED_BY = BEFORE_STATES
"""What the miss can be laid out by; levels are an assumption that nobody counts."""
TRACKED_LEVELS = tuple(level for level in LEVELS if "setting" not in level.axes)
PLACES = 9
"""Decimal places to which what came is held against whole numbers that were drawn."""
SHOULD_BE = 80.0
"""Percent of cells that a right range holds, over many years."""


def cells_of(tracking: Tracking) -> pd.DataFrame:
    """Lay every cell out: year, group, locality, need, phase, NC year, then counts and parts.

    Returns
    -------
    pandas.DataFrame
        Columns of `TRACKED_BY`, came, expected, miss (came less expected), then the parts of the
        miss, limits the last of them where there are any, and own_ with those that are new in the
        year, own_carried first [children].
    """
    labels = tracking.projection.labels
    axes = {
        "year": tracking.years,
        "locality": labels.localities,
        "need": labels.needs,
        "ncy": labels.ncys,
    }
    frame = pd.MultiIndex.from_product(list(axes.values()), names=list(axes)).to_frame(index=False)
    frame["group"] = frame["locality"].map(dict(labels.group_of))
    frame["phase"] = frame["ncy"].map({ncy: terms.phase_of_ncy(ncy) for ncy in labels.ncys})
    held: dict[str, FloatArray] = {
        "came": tracking.came,
        "expected": tracking.expected,
        "miss": tracking.came - tracking.expected,
    }
    held |= {name: tracking.miss.parts[part] for part, name in enumerate(PARTS)}
    if tracking.limits is not None:
        held[LIMITS] = tracking.limits
    held["own_carried"] = tracking.miss.carried
    held |= {f"own_{name}": tracking.miss.new[part] for part, name in enumerate(PARTS)}
    numbers = {name: counts.reshape(-1) for name, counts in held.items()}
    return frame[list(TRACKED_BY)].assign(**numbers)


def parts_in(cells: pd.DataFrame) -> tuple[str, ...]:
    """Name the parts of a miss that a frame of it has, in their order."""
    return tuple(part for part in (*PARTS, LIMITS) if part in cells)


def track_columns(by: Sequence[str]) -> tuple[str, ...]:
    """Check what the miss is to be laid out by, and put it in order; the year always is.

    Raises
    ------
    UnknownNameError
        If it is no axis of the miss.
    """
    named = (by,) if isinstance(by, str) else tuple(by)
    return columns_by(("year", *named), TRACKED_BY)


def miss_frame(tracking: Tracking, cells: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Lay the miss out at a detail, beside the range of the projection.

    Returns
    -------
    pandas.DataFrame
        Columns of `by`, came, expected, miss, the parts, children (mean over the draws), low and
        high (80 % of the draws lie between), inside, basis.
    """
    wanted = list(track_columns(by))
    added = cells.groupby(wanted, sort=False, as_index=False)[[*COUNTS, *parts_in(cells)]].sum()
    ranges = tracking.projection.to_frame(by=wanted)[[*wanted, "children", "low", "high"]]
    frame = _without_dust(added).merge(ranges, on=wanted, how="left", validate="one_to_one")
    came = frame["came"].round(PLACES)
    return frame.assign(inside=came.between(frame["low"], frame["high"]), basis=tracking.basis)


def _without_dust(frame: pd.DataFrame) -> pd.DataFrame:
    """Show as nought what is nought but for rounding: a mix over all needs, above all."""
    shown = [column for column in (*COUNTS, CARRIED, *PARTS, LIMITS) if column in frame]
    return frame.assign(**{column: without_dust(frame[column].to_numpy()) for column in shown})


def yearly_frame(cells: pd.DataFrame) -> pd.DataFrame:
    """Give for each January what was carried from the miss before, and what was new.

    Returns
    -------
    pandas.DataFrame
        Columns year, came, expected, miss, carried, population, joiners, leavers, mix, and limits
        where there are any: all that they held back by that January. Those from carried on add
        up to the miss [children].
    """
    own = [CARRIED, *(name for name in PARTS if name != "restated")]
    columns = {f"own_{name}": name for name in own}
    columns |= {LIMITS: LIMITS} if LIMITS in cells else {}
    added = cells.groupby("year", as_index=False)[[*COUNTS, *columns]].sum()
    return _without_dust(added.rename(columns=columns))


def flows_frame(tracking: Tracking) -> pd.DataFrame:
    """Give net joiners and leavers by year and NC year reached, as seen and as projected.

    Returns
    -------
    pandas.DataFrame
        Columns year, ncy, net_joiners_seen, net_joiners_projected, net_leavers_seen and
        net_leavers_projected [children]; projected at the population and the stock that came.
    """
    index = pd.MultiIndex.from_product(
        [tracking.years, tracking.projection.labels.ncys], names=["year", "ncy"]
    )
    flows = tracking.miss.flows.sum(axis=2)
    columns = {f"net_{flow.name.lower()}": without_dust(flows[flow]).reshape(-1) for flow in Flow}
    return index.to_frame(index=False).assign(**columns)


def ranges_frame(tracking: Tracking) -> pd.DataFrame:
    """Count at each level of detail in how many cells what came lay within the 80 % range.

    Returns
    -------
    pandas.DataFrame
        Columns year, level, cells (where a child came or was projected), inside (what came is not
        below low and not above high), inside_percent, coverage_80_percent (the same without the
        gaps between whole numbers, as `backtest` has it), should_be_percent.
    """
    rows = [
        _range_row(tracking, level, place, year)
        for place, year in enumerate(tracking.years)
        for level in TRACKED_LEVELS
    ]
    return pd.DataFrame(rows)


def _range_row(tracking: Tracking, level: Level, place: int, year: int) -> dict[str, object]:
    """Count the cells of one level and January."""
    projection = tracking.projection
    phase = projection.model.stocks.phase
    came = np.round(added_up(tracking.came[place][..., None], level, phase), PLACES)
    drawn = drawn_up(projection.drawn, level, phase)[:, place + 1]
    held = counts_for_coverage(drawn, came)
    low, high = range_of(drawn)
    within = ((low <= came) & (came <= high))[held]
    chance = np.random.default_rng(projection.seed).random(len(came))
    covered = inside(place_in_range(drawn, came, chance)[held], SHOULD_BE / 100)
    return {
        "year": year,
        "level": level.name,
        "cells": int(held.sum()),
        "inside": int(within.sum()),
        "inside_percent": 100 * float(within.mean()) if held.any() else float("nan"),
        "coverage_80_percent": 100 * float(covered.mean()) if held.any() else float("nan"),
        "should_be_percent": SHOULD_BE,
    }
