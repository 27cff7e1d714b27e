"""Suppressed demand: children by the level they need beside children as they are placed now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.demand.placed import (
    drawn_by_setting,
    drawn_levels_of_settings,
    expected_levels_of_settings,
    held_settings,
    placed_mix,
)
from sufficiency.errors import NotPossibleError
from sufficiency.projection.axes import possible_settings
from sufficiency.projection.frames import (
    BEFORE_STATES,
    Labels,
    columns_by,
    columns_by_year,
    groups_of_axis,
    label_rows,
    range_of,
)

if TYPE_CHECKING:
    from sufficiency.projection.projection import Projection

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

CELL = ("locality", "need", "ncy")
"""Axes of a cell of children."""


def suppressed_frame(projection: Projection, *, by: Sequence[str]) -> pd.DataFrame:
    """Lay children as they are placed now beside children by the level they need.

    A child in a mainstream school, base or special school is *placed* at the level of that place
    (`terms/settings.csv`, column level), and a child in any other setting at none: independent,
    awaiting a placement, educated elsewhere and so on stand in rows of their own, in which nobody
    *needs* anything. In every draw, January and row of `by` the placed are as many as those
    who need, so that differences add up to nought.

    Later Januaries are placed as the last one was: each need and NC year keeps to its mix of
    settings (`placed.placed_mix`). What then differs is what the scenario's levels make.

    Parameters
    ----------
    projection : Projection
    by : sequence of str
        "year", with any of "group", "locality", "need", "phase", "ncy".

    Returns
    -------
    pandas.DataFrame
        Columns of `by`; counted_as (a level, or a setting that is of none); placed, needed, and
        difference (needed less placed): means over the draws [children]; low and high of the
        difference (80 % of the draws); basis. Settings in which nobody is are left out.

    Raises
    ------
    UnknownNameError
        If there is no such axis, or no year, or it is to be by level.
    NotPossibleError
        If the projection is of settings.
    """
    _refuse_settings(projection)
    wanted = columns_by_year(by, BEFORE_STATES)
    labels = projection.labels
    columns, group = groups_of_cells(labels, by=wanted)
    model = projection.model
    is_held = held_settings(model)
    mix = placed_mix(model, possible_settings(model.stocks.children > 0) & is_held)
    mix = mix.reshape(len(mix), -1, mix.shape[-1])
    lines, place = _lines(labels, is_held)
    placed, needed, low, high = [], [], [], []
    for january in range(len(labels.years)):
        there, by_level = drawn_by_setting(projection.drawn, mix[january], group, january=january)
        as_placed = there @ place
        as_needed = np.zeros_like(as_placed)
        as_needed[..., : len(labels.states)] = by_level
        placed.append(as_placed.mean(axis=0))
        needed.append(as_needed.mean(axis=0))
        lowest, highest = range_of(as_needed - as_placed)
        low.append(lowest)
        high.append(highest)
    rows = label_rows(labels, ("year", *columns), years=labels.years, by=wanted)
    frame = rows.loc[rows.index.repeat(len(lines))].reset_index(drop=True)
    there, need = np.concatenate(placed).reshape(-1), np.concatenate(needed).reshape(-1)
    return frame.assign(
        counted_as=np.tile(lines, len(rows)),
        placed=there,
        needed=need,
        difference=need - there,
        low=np.concatenate(low).reshape(-1),
        high=np.concatenate(high).reshape(-1),
        basis=projection.basis,
    )


def needed_by_setting_frame(projection: Projection, *, by: Sequence[str]) -> pd.DataFrame:
    """Say how many children of each setting need which level, in the last counted January.

    Parameters
    ----------
    projection : Projection
    by : sequence of str
        Any of "group", "locality", "need", "phase", "ncy", or none.

    Returns
    -------
    pandas.DataFrame
        Columns of `by`; setting, level; children (mean over the draws, which take levels from
        low to high), low, high, expected (by the central shares) and basis. Settings in which
        nobody is are left out. Over levels they add up to the children counted in the setting.

    Raises
    ------
    UnknownNameError
        If there is no such axis, or it is to be by year or level.
    NotPossibleError
        If the projection is of settings.
    """
    _refuse_settings(projection)
    wanted = columns_by(by, BEFORE_STATES[1:])
    labels, model = projection.labels, projection.model
    settings = terms.settings().codes
    columns, group = groups_of_cells(labels, by=wanted)
    draws = drawn_levels_of_settings(projection.drawn, group, settings=len(settings))
    central = expected_levels_of_settings(model).reshape(-1, len(settings), len(labels.states))
    expected = np.zeros(draws.shape[1:])
    np.add.at(expected, group, central)
    low, high = range_of(draws)
    rows = label_rows(labels, ("year", *columns), years=(projection.base,), by=("year", *wanted))
    states = pd.MultiIndex.from_product([settings, labels.states], names=["setting", "level"])
    laid = rows[list(wanted)].loc[rows.index.repeat(len(states))].reset_index(drop=True)
    frame = laid.assign(
        setting=np.tile(states.get_level_values("setting"), len(rows)),
        level=np.tile(states.get_level_values("level"), len(rows)),
        children=draws.mean(axis=0).reshape(-1),
        low=low.reshape(-1),
        high=high.reshape(-1),
        expected=expected.reshape(-1),
        basis=projection.basis,
    )
    is_held = held_settings(model)
    held = [setting for setting, anybody in zip(settings, is_held, strict=True) if anybody]
    return frame[frame["setting"].isin(held)].reset_index(drop=True)


def _refuse_settings(projection: Projection) -> None:
    """Refuse a projection of settings: it has no levels to lay beside them."""
    if projection.states != "level":
        raise NotPossibleError.of("projection_no_levels")


def groups_of_cells(labels: Labels, *, by: Sequence[str]) -> tuple[tuple[str, ...], IntArray]:
    """Say to which group each cell of locality, need and NC year is added.

    Parameters
    ----------
    labels : Labels
    by : sequence of str
        Columns, of `frames.BEFORE_STATES`.

    Returns
    -------
    columns : tuple of str
        The axes that are left, in the order of the groups.
    group : IntArray
        Axis (cell).
    """
    columns, group = [], np.zeros(1, dtype=np.int64)
    for axis in CELL:
        column, place = groups_of_axis(labels, axis, by)
        columns.append(column)
        group = (group[:, None] * (int(place.max()) + 1) + place).reshape(-1)
    return tuple(column for column in columns if column), group


def _lines(labels: Labels, is_held: NDArray[np.bool_]) -> tuple[list[str], FloatArray]:
    """Name the rows: levels, then the settings of none; and say which setting is in which row.

    Returns
    -------
    list of str
        Names of the rows.
    FloatArray
        Axes (setting, row): 1 where a setting is counted in a row.
    """
    words = terms.settings()
    own = [
        code
        for code, anybody in zip(words, is_held, strict=True)
        if anybody and not words[code].level
    ]
    lines = [*labels.states, *own]
    place = np.zeros((len(words), len(lines)))
    for row, code in enumerate(words):
        line = words[code].level or code
        if line in lines:
            place[row, lines.index(line)] = 1.0
    return lines, place
