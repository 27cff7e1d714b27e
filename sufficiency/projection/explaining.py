"""From a figure of a projection down to the children, shares and rows under it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.errors import UnknownNameError
from sufficiency.projection.frames import PARTS, columns_by, range_of
from sufficiency.results import Explanation, refuse_unknown_labels, say_axes, say_labels

if TYPE_CHECKING:
    from sufficiency.projection.projection import Projection

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

AXES = ("locality", "need", "ncy")
"""Axes of the children of a January, before their states."""


def explain_demand(projection: Projection, values: Mapping[str, object]) -> Explanation:
    """Say what a figure of a projection is, and from which children and assumptions it comes.

    Parameters
    ----------
    projection : Projection
    values : mapping of str to object
        Axes and the label wanted of each; the last projected year where year is left out.

    Returns
    -------
    Explanation
        The figure with its range in a sentence; the rows are what it adds up from: that year's
        children of each locality, need and state, most first, without those where nobody is, in
        any draw or in expected numbers. Their means add up to that of the sentence; their lows and
        highs do not.

    Raises
    ------
    UnknownNameError
        If there is no such axis or label.
    """
    asked = {"year": projection.years[-1], **values}
    columns_by(list(asked), projection.labels.columns)
    refuse_unknown_labels(asked, labels_of=projection.labels.of)
    who = say_labels(asked)
    members = {axis: _members(projection, axis, asked) for axis in _axes(projection)}
    if not all(len(chosen) for chosen in members.values()):
        raise UnknownNameError.of("explain_nobody", value=who)
    place = _place_of(projection, asked["year"])
    draws = _drawn_of(projection, members)
    totals = draws.sum(axis=(2, 3, 4))
    low, high = (side[place] for side in range_of(totals))
    january = terms.january_of_year(projection.labels.years[place])
    sentence = (
        f"January {january}, {who or 'all plans'}: {totals[:, place].mean():,.1f} children "
        f"({low:,.0f} to {high:,.0f} in 80 % of {projection.draws:,} draws); "
        f"{totals[:, 0].mean():,.1f} in January {terms.january_of_year(projection.base)}. "
        f"Other years: projection.to_frame({say_axes(asked)}). Scenario "
        f"{projection.scenario.name}: its levels and levers are projection.scenario.resolved, "
        f'the counts projection.area.explain("plans", year={projection.base}). '
        f"Weakest basis: {terms.short_list('basis').label(projection.basis).lower()}."
    )
    return Explanation(sentence, _rows(projection, asked, members, draws[:, place]))


def _axes(projection: Projection) -> tuple[str, ...]:
    """Give the axes of the children of a January."""
    return (*AXES, projection.labels.state)


def _place_of(projection: Projection, year: object) -> int:
    """Give the place of a January on the axis year, the counted one being first."""
    places: dict[object, int] = {one: place for place, one in enumerate(projection.labels.years)}
    return places[year]


def _members(projection: Projection, axis: str, asked: Mapping[str, object]) -> IntArray:
    """Give the places on an axis that have the asked label, and that of what adds them up."""
    labels = projection.labels.of(axis)
    chosen = np.ones(len(labels), dtype=bool)
    if axis in asked:
        chosen &= np.array([label == asked[axis] for label in labels])
    for part, whole in PARTS.items():
        if whole == axis and part in asked:
            chosen &= np.array([label == asked[part] for label in projection.labels.parts(part)])
    return np.flatnonzero(chosen)


def _drawn_of(projection: Projection, members: Mapping[str, IntArray]) -> FloatArray:
    """Axes (draw, January, locality, need, all their NC years, state): the asked children."""
    groups = {}
    for axis, chosen in members.items():
        # All others go into a last group, which is left out below.
        group = np.full(len(projection.labels.of(axis)), len(chosen), dtype=np.int64)
        group[chosen] = np.arange(len(chosen))
        groups[axis] = group
    is_other_age = groups["ncy"] == len(members["ncy"])
    draws = projection.drawn.roll_up(
        locality=groups["locality"],
        need=groups["need"],
        ncy=is_other_age.astype(np.int64),
        state=groups[projection.labels.state],
    )
    state = projection.labels.state
    localities, needs, states = (len(members[axis]) for axis in ("locality", "need", state))
    return draws[:, :, :localities, :needs, 0, :states].astype(np.float64)


def _rows(
    projection: Projection,
    asked: Mapping[str, object],
    members: Mapping[str, IntArray],
    draws: FloatArray,
) -> pd.DataFrame:
    """Lay the children of the asked year out: a row a locality, need and state."""
    shown = {
        axis: [projection.labels.of(axis)[place] for place in members[axis]]
        for axis in ("locality", "need", projection.labels.state)
    }
    frame = pd.MultiIndex.from_product(list(shown.values()), names=list(shown)).to_frame(
        index=False
    )
    groups = frame["locality"].map(dict(projection.labels.group_of))
    same: dict[str, Any] = {"group": groups, **asked}
    frame = frame.assign(**same)
    place = _place_of(projection, asked["year"])
    expected = projection.expected.children[place][
        np.ix_(*(members[axis] for axis in _axes(projection)))
    ]
    low, high = range_of(draws)
    frame = frame[[column for column in projection.labels.columns if column in frame]].assign(
        children=draws.mean(axis=0).reshape(-1),
        low=low.reshape(-1),
        high=high.reshape(-1),
        expected=expected.sum(axis=AXES.index("ncy")).reshape(-1),
        basis=projection.basis,
    )
    held = frame[(frame["children"] > 0) | (frame["expected"] > 0)]
    return held.sort_values("children", ascending=False, kind="stable", ignore_index=True)
