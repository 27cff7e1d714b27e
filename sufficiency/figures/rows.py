"""What figures with a row for each name share: their size, their names, and words beside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sufficiency.figures.fitting import fit_row_labels, row_size
from sufficiency.figures.style import INK, new_axes, panel_inches, settle

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FEWEST_ROWS = 3
"""A single row is drawn no higher than one of so many."""

ROW_INCHES = 0.36
AROUND_INCHES = 1.7
NAMES_SHARE = 0.36
"""Share of the figure's width that names may take."""

MADE_WORDS = "(made up)"


def row_axes(count: int, *, width: float = 9.0) -> Axes:
    """Open a figure that is high enough for its rows."""
    return new_axes(width=width, height=max(3.4, AROUND_INCHES + ROW_INCHES * count))


def settle_rows(axes: Axes, count: int) -> None:
    """Let the rows stand at 0, 1, 2, ... from the top down."""
    spare = max(0.0, (FEWEST_ROWS - count) / 2)
    axes.set_ylim(count - 0.45 + spare, -0.55 - spare)
    axes.set_yticks(range(count))
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)


def name_rows(axes: Axes, names: Sequence[str]) -> None:
    """Write the names of the rows."""
    fit_row_labels(axes, names, width=NAMES_SHARE * panel_inches(axes)[0])


def write_beside(axes: Axes, texts: Sequence[str], *, weights: Sequence[str] | None = None) -> None:
    """Write words to the right of each row, in a column of their own."""
    size = row_size(axes)
    for place, text in enumerate(texts):
        axes.text(
            1.015,
            place,
            text,
            transform=axes.get_yaxis_transform(),
            ha="left",
            va="center",
            fontsize=min(size, 10.0),
            fontweight=weights[place] if weights is not None else "normal",
            color=INK,
            clip_on=False,
        )
    settle(axes)


def with_made(name: str, is_made: bool) -> str:
    """Say in the name that something is made up, unless it says so itself."""
    if not is_made or MADE_WORDS in name.lower():
        return name
    return f"{name} {MADE_WORDS}"
