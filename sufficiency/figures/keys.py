"""Legends that stand outside the picture, beside it or on top of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sufficiency.figures.fitting import text_width, wrapped
from sufficiency.figures.style import SIZE, panel_inches

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.legend import Legend

NARROW_INCHES = 8.0
"""Below this width a legend stands on top of its picture, and not beside it."""

KEY_SIZE = SIZE - 1
SWATCH_INCHES = 0.55


def is_narrow(axes: Axes) -> bool:
    """Say whether a legend beside the axes would take too much of their width."""
    return panel_inches(axes)[0] < NARROW_INCHES


def legend_beside(axes: Axes, handles: Sequence[Any], names: Sequence[str]) -> Legend:
    """Put a legend to the right of the axes, its words wrapped."""
    room = 0.2 * panel_inches(axes)[0]
    words = [wrapped(name, width=room, size=KEY_SIZE) for name in names]
    return axes.legend(
        list(handles),
        words,
        loc="center left",
        bbox_to_anchor=(1.0, 0.5),
        fontsize=KEY_SIZE,
        labelspacing=0.8,
    )


def legend_above(axes: Axes, handles: Sequence[Any], names: Sequence[str]) -> Legend:
    """Put a legend on top of the axes, in as many columns as fit."""
    return axes.legend(
        list(handles),
        list(names),
        loc="lower left",
        bbox_to_anchor=(0.0, 1.0),
        ncols=columns_of(axes, names),
        fontsize=KEY_SIZE,
        columnspacing=1.4,
        borderaxespad=0.2,
    )


def columns_of(axes: Axes, names: Sequence[str]) -> int:
    """Count the columns of a legend that fit the width of the axes."""
    widest = max((text_width(name, size=KEY_SIZE) for name in names), default=0.0)
    room = 0.85 * panel_inches(axes)[0]
    return max(1, min(len(names), int(room / (widest + SWATCH_INCHES))))
