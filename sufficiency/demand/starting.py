"""The first January of some draws: whole children, each with a state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sufficiency.demand.central import AnyModel
from sufficiency.demand.chances import Children, children_of, picked, running_shares
from sufficiency.demand.margins import FloatArray, IntArray
from sufficiency.demand.shocks import Generators
from sufficiency.demand.unrecorded import Unrecorded


def drawn_start(
    model: AnyModel, cells: Sequence[FloatArray] | None, generators: Generators
) -> tuple[Children, IntArray]:
    """Give each child of the last January a state, in some draws.

    Fractions become whole by a cut of the running sum at a random place: every child's cell is
    right on average, and the sum over any run of cells is within one child
    (`whole_children`). Those whose need or locality is not recorded are the last cells of that
    sum, so that it holds of all children together; each has one drawn for it
    (`drawn_unrecorded`).

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
        In the order of their draws, and in a draw of their cells, those who are recorded first.
    IntArray
        Axis (child): position of the setting in which the child was counted.
    """
    held, (_, needs, ages, settings) = _held(model), model.last.shape
    whole, others = np.split(whole_children(held.running, generators), [len(held.cell)], axis=1)
    place = np.repeat(np.tile(np.arange(len(held.cell)), len(whole)), whole.reshape(-1))
    draw = np.repeat(np.arange(len(whole)), whole.sum(axis=1))
    locality, cell, setting = (
        axis.take(place) for axis in (held.locality, held.cell, held.setting)
    )
    unrecorded = model.stocks.unrecorded.get(model.stocks.base)
    if unrecorded is not None:
        found = drawn_unrecorded(unrecorded, others, generators)
        order = np.argsort(np.concatenate([draw, found.draw]), kind="stable")
        draw, locality, cell, setting = (
            np.concatenate([recorded, other]).take(order)
            for recorded, other in (
                (draw, found.draw),
                (locality, found.locality),
                (cell, found.need * ages + found.ncy),
                (setting, found.setting),
            )
        )
    counts = np.bincount(draw, minlength=len(whole))
    cell = cell + draw * (needs * ages)
    if cells is None:
        state, states = setting, settings
    else:
        row = (draw * settings + setting) * (needs * ages) + cell - draw * (needs * ages)
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
        Axis (held cell, then the cells of those who are not recorded in full): running sum of the
        children [children].
    locality, setting, cell : IntArray
        Axis (held cell): positions of the locality, of the setting, and in (need, ncy), flattened.
    """

    running: FloatArray
    locality: IntArray
    setting: IntArray
    cell: IntArray


@lru_cache(maxsize=4)
def _held(model: AnyModel) -> _Held:
    """Lay the held cells out once; those who are not recorded in full come after them."""
    unrecorded = model.stocks.unrecorded.get(model.stocks.base)
    recorded = model.last if unrecorded is None else unrecorded.recorded
    others = np.zeros(0) if unrecorded is None else unrecorded.children
    held = np.flatnonzero(recorded)
    locality, need, ncy, setting = np.unravel_index(held, recorded.shape)
    running = np.cumsum(np.concatenate([recorded[recorded != 0], others[others != 0]]))
    return _Held(running, locality, setting, need * recorded.shape[2] + ncy)


@dataclass(frozen=True, slots=True, eq=False)
class DrawnCells:
    """Where single children are, draws one behind the other.

    Parameters
    ----------
    draw, locality, need, ncy, setting : IntArray
        Axis (child): positions.
    """

    draw: IntArray
    locality: IntArray
    need: IntArray
    ncy: IntArray
    setting: IntArray


def drawn_unrecorded(held: Unrecorded, whole: IntArray, generators: Generators) -> DrawnCells:
    """Say of each child, and for each anew, which locality and need are not recorded of it.

    A child whose need is not recorded keeps its locality, NC year and setting in every draw, and
    has each need by the chance that others of its NC year and setting have it: how many have a
    need differs from draw to draw as single chances do. So it is with localities.

    Parameters
    ----------
    held : Unrecorded
    whole : IntArray
        Axes (draw, cell of `held` in which anybody is not recorded in full): whole children of
        each draw [children].
    generators : Generators
        Of the draws.

    Returns
    -------
    DrawnCells
    """
    localities, needs, _, settings = held.recorded.shape
    cells = np.flatnonzero(held.children)
    counts = whole.sum(axis=1).tolist()
    place = cells.take(np.repeat(np.tile(np.arange(len(cells)), len(whole)), whole.reshape(-1)))
    locality, need, ncy, setting = np.unravel_index(place, held.children.shape)
    row = ncy * settings + setting
    # Every child has both chances, so that one who lacks a need changes nobody's locality.
    found = [
        picked(_rows(shares), row, generators.random_of_each(counts))
        for shares in (held.localities, held.needs)
    ]
    return DrawnCells(
        np.repeat(np.arange(len(whole)), counts),
        np.where(locality == localities, found[0], locality),
        np.where(need == needs, found[1], need),
        ncy,
        setting,
    )


def whole_children(running: FloatArray, generators: Generators) -> IntArray:
    """Make fractions whole by a cut of their running sum at a random place.

    Each number is right on average, and the sum over any run of them is within one child.

    Parameters
    ----------
    running : FloatArray
        Axis (cell): running sum of the children [children].
    generators : Generators
        Of the draws.

    Returns
    -------
    IntArray
        Axes (draw, cell) [children].
    """
    chance = np.array([generator.random() for generator in generators.of_draws])
    cut = np.floor(running + chance[:, None])
    whole: IntArray = np.diff(cut, axis=1, prepend=0.0).astype(np.int64)
    return whole


def _rows(shares: FloatArray) -> FloatArray:
    """Axes (member but the last, row of ncy and setting): running shares."""
    return running_shares([np.moveaxis(shares, 0, -1)[None]])[:, 0]
