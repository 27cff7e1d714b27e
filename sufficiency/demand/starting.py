"""The first January of some draws: whole children, each with a state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sufficiency.demand.central import AnyModel
from sufficiency.demand.chances import (
    Children,
    children_of,
    picked,
    quotient_and_rest,
    running_shares,
)
from sufficiency.demand.margins import FloatArray, IntArray
from sufficiency.demand.shocks import Generators


def drawn_start(
    model: AnyModel, cells: Sequence[FloatArray] | None, generators: Generators
) -> tuple[Children, IntArray]:
    """Give each child of the last January a state, in some draws.

    Fractions become whole by a cut of the running sum at a random place: every child's cell is
    right on average, and the sum over any run of cells is within one child.

    Parameters
    ----------
    model : DemandModel or FlowModel
        The area.
    cells : sequence of FloatArray or None
        Axis (draw), each with the axes (setting, need, ncy, level): the draw's level shares; None
        where states are settings.
    generators : Generators
        Of the draws.

    Returns
    -------
    Children
        In the order of their draws, and in a draw of their cells.
    IntArray
        Axis (child): position of the setting in which the child was counted.
    """
    held, (_, needs, ages, settings) = _held(model), model.last.shape
    chance = np.array([generator.random() for generator in generators.of_draws])
    running = np.floor(held.running + chance[:, None])
    whole = np.diff(running, axis=1, prepend=0.0).astype(np.int64)
    counts = whole.sum(axis=1)
    place = np.repeat(np.tile(np.arange(len(held.running)), len(whole)), whole.reshape(-1))
    draw = np.repeat(np.arange(len(whole)), counts)
    locality, setting = held.locality.take(place), held.setting.take(place)
    cell = held.cell.take(place) + draw * (needs * ages)
    if cells is None:
        state, states = setting, settings
    else:
        row = held.row.take(place) + draw * (settings * needs * ages)
        running_levels = running_shares([own[None] for own in cells])[:, 0]
        state = picked(running_levels, row, generators.random_of_each(counts.tolist()))
        states = cells[0].shape[-1]
    return children_of(cell * states + state, locality, np.cumsum(counts)), setting


@dataclass(frozen=True, slots=True, eq=False)
class _Held:
    """The cells of the last January that hold children, the same for all draws.

    Parameters
    ----------
    running : FloatArray
        Axis (held cell): running sum of the children [children].
    locality, setting, cell, row : IntArray
        Axis (held cell): positions of the locality, of the setting, in (need, ncy) and in
        (setting, need, ncy), flattened.
    """

    running: FloatArray
    locality: IntArray
    setting: IntArray
    cell: IntArray
    row: IntArray


@lru_cache(maxsize=4)
def _held(model: AnyModel) -> _Held:
    """Lay the held cells out once."""
    _, needs, ages, settings = model.last.shape
    locality, kind = quotient_and_rest(model.held, needs * ages * settings)
    cell, setting = quotient_and_rest(kind, settings)
    running = np.cumsum(model.last.reshape(-1)[model.held])
    return _Held(running, locality, setting, cell, setting * (needs * ages) + cell)
