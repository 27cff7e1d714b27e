"""The first January of a draw: whole children, each with a state."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sufficiency.demand.central import AnyModel
from sufficiency.demand.chances import Children, picked, quotient_and_rest, running_shares
from sufficiency.demand.margins import FloatArray, IntArray


def drawn_start(
    model: AnyModel, cells: FloatArray | None, generator: np.random.Generator
) -> tuple[Children, IntArray]:
    """Give each child of the last January a state.

    Fractions become whole by a cut of the running sum at a random place: every child's cell is
    right on average, and the sum over any run of cells is within one child.

    Parameters
    ----------
    model : DemandModel or FlowModel
        The area.
    cells : FloatArray or None
        Axes (setting, need, ncy, level): the draw's level shares; None where states are settings.
    generator : numpy.random.Generator
        Of the draw.

    Returns
    -------
    Children
        In the order of their cells.
    IntArray
        Axis (child): position of the setting in which the child was counted.
    """
    held = _held(model)
    whole = np.diff(np.floor(held.running + generator.random()), prepend=0.0).astype(np.int64)
    place = np.repeat(np.arange(len(whole)), whole)
    locality, setting = held.locality.take(place), held.setting.take(place)
    cell = held.cell.take(place)
    if cells is None:
        return Children(cell * model.last.shape[3] + setting, locality), setting
    row = held.row.take(place)
    state = picked(running_shares(cells[None])[:, 0], row, generator.random(len(row)))
    return Children(cell * cells.shape[-1] + state, locality), setting


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
