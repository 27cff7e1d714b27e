"""Legends that stand outside the picture, beside it or on top of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sufficiency.figures.measuring import POINTS, text_width, wrapped
from sufficiency.figures.style import SIZE, panel_inches

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.legend import Legend

NARROW_INCHES = 8.0
"""Below this width a legend stands on top of its picture, and not beside it."""

KEY_SIZE = SIZE - 1
SWATCH_INCHES = 0.45
COLUMN_GAP = 1.4
"""Between columns, in sizes of the letters."""

EDGE_INCHES = 0.15


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


def legend_above(
    axes: Axes, handles: Sequence[Any], names: Sequence[str], *, share: float
) -> Legend:
    """Put a legend on top of the axes, in as many columns as fit.

    Parameters
    ----------
    axes : Axes
    handles : sequence
    names : sequence of str
    share : float
        Share of the figure's width that stands to the left of the axes.
    """
    room = (1.0 - share) * panel_inches(axes)[0] - EDGE_INCHES
    return axes.legend(
        list(handles),
        list(names),
        loc="lower left",
        bbox_to_anchor=(0.0, 1.0),
        ncols=columns_of(names, room=room),
        fontsize=KEY_SIZE,
        columnspacing=COLUMN_GAP,
        borderaxespad=0.2,
        borderpad=0.2,
    )


def columns_of(names: Sequence[str], *, room: float) -> int:
    """Count the columns of a legend that fit the room [inches]."""
    gap = COLUMN_GAP * KEY_SIZE / POINTS
    for count in range(len(names), 1, -1):
        # As matplotlib fills them: column by column, the first ones longer by one.
        short, longer = divmod(len(names), count)
        sizes = [short + 1] * longer + [short] * (count - longer)
        starts = [sum(sizes[:column]) for column in range(count)]
        widths = [
            max(text_width(name, size=KEY_SIZE) for name in names[start : start + size])
            for start, size in zip(starts, sizes, strict=True)
        ]
        if sum(widths) + count * SWATCH_INCHES + (count - 1) * gap <= room:
            return count
    return 1
