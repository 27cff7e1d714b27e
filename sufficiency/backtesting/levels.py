"""The levels of detail at which a projection is held against what came."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sufficiency.demand.drawn import DrawnChildren

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

AXES = ("locality", "need", "ncy", "setting")
"""Axes of the counts of one January, in order."""


@dataclass(frozen=True, slots=True)
class Level:
    """A level of detail.

    Parameters
    ----------
    name : str
        In words.
    axes : tuple of str
        What it is laid out by: any of "locality", "need", "phase", "ncy", "setting".
    """

    name: str
    axes: tuple[str, ...]


LEVELS = (
    Level("total", ()),
    Level("need", ("need",)),
    Level("phase", ("phase",)),
    Level("need x phase", ("need", "phase")),
    Level("need x NC year", ("need", "ncy")),
    Level("setting", ("setting",)),
    Level("locality", ("locality",)),
    Level("locality x need", ("locality", "need")),
)


def groups_of(level: Level, shape: tuple[int, ...], phase: IntArray) -> dict[str, IntArray | None]:
    """Say for each axis of the counts which group each member is added to; None for all in one.

    Parameters
    ----------
    level : Level
    shape : tuple of int
        Localities, needs, NC years and settings.
    phase : IntArray
        Axis (ncy): position of the phase.

    Returns
    -------
    dict of str to IntArray or None
    """
    groups: dict[str, IntArray | None] = {}
    for axis, members in zip(AXES, shape, strict=True):
        groups[axis] = np.arange(members) if axis in level.axes else None
    if "phase" in level.axes:
        groups["ncy"] = phase
    return groups


def added_up(counts: FloatArray, level: Level, phase: IntArray) -> FloatArray:
    """Add counts up to a level.

    Parameters
    ----------
    counts : FloatArray
        Axes (..., locality, need, ncy, setting) [children].
    level : Level
    phase : IntArray
        Axis (ncy): position of the phase.

    Returns
    -------
    FloatArray
        Axes (..., cell) [children].
    """
    whole = counts
    groups = groups_of(level, counts.shape[-4:], phase)
    for place, axis in enumerate(AXES):
        group = groups[axis]
        position = whole.ndim - len(AXES) + place
        if group is None:
            whole = whole.sum(axis=position, keepdims=True)
        elif axis == "ncy" and "phase" in level.axes:
            member = np.equal.outer(group, np.arange(int(group.max()) + 1)).astype(np.float64)
            whole = np.moveaxis(np.moveaxis(whole, position, -1) @ member, -1, position)
    return np.asarray(whole.reshape(*counts.shape[:-4], -1), dtype=np.float64)


def drawn_up(drawn: DrawnChildren, level: Level, phase: IntArray) -> FloatArray:
    """Add the children of every draw up to a level: axes (draw, January, cell) [children]."""
    groups = groups_of(level, drawn.shape, phase)
    counts = drawn.roll_up(
        locality=groups["locality"], need=groups["need"], ncy=groups["ncy"], state=groups["setting"]
    )
    return counts.reshape(*counts.shape[:2], -1).astype(np.float64)
