"""What figures with a row for each name share: their size, their names, and words beside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sufficiency.figures.fitting import fit_row_labels, fit_size, row_size
from sufficiency.figures.measuring import MADE, text_width
from sufficiency.figures.style import (
    INK,
    SIZE,
    axes_for,
    number_axis,
    panel_inches,
    settle,
    size_inches,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text

FEWEST_ROWS = 3
"""A single row is drawn no higher than one of so many."""

ROW_INCHES = 0.34
AROUND_INCHES = 1.7
NAMES_SHARE = 0.34
"""Share of the figure's width that names may take."""

BESIDE_SHARE = 0.26
"""Share of the figure's width that words beside the rows may take."""

LEAST_BESIDE_SIZE = 7.0


def row_axes(ax: Axes | None, count: int) -> Axes:
    """Give the axes to draw into; a figure of its own is high enough for its rows."""
    return axes_for(ax, height=max(3.4, AROUND_INCHES + ROW_INCHES * count))


def settle_rows(axes: Axes, count: int) -> None:
    """Let the rows stand at 0, 1, 2, ... from the top down."""
    spare = max(0.0, (FEWEST_ROWS - count) / 2)
    axes.set_ylim(count - 0.45 + spare, -0.55 - spare)
    axes.set_yticks(range(count))
    # A mark at nought stands on the edge: names keep clear of it.
    axes.tick_params(axis="y", length=0, pad=8)
    axes.spines["left"].set_visible(False)


def name_rows(axes: Axes, names: Sequence[str]) -> None:
    """Write the names of the rows."""
    fit_row_labels(axes, names, width=NAMES_SHARE * panel_inches(axes)[0])
    settle(axes)


def write_beside(
    axes: Axes, texts: Sequence[str], *, weights: Sequence[str] | None = None, foot: str = ""
) -> list[Text]:
    """Write words to the right of each row, in a column of their own, and give what is written."""
    size = min(row_size(axes), SIZE - 1.0)
    room = BESIDE_SHARE * panel_inches(axes)[0] / (1.0 if weights is None else 1.12)
    fits = fit_size(texts, room, most=size, least=min(size, LEAST_BESIDE_SIZE))
    size = fits if fits is not None else min(size, LEAST_BESIDE_SIZE)
    written: list[Text] = [
        axes.text(
            1.015,
            place,
            text,
            transform=axes.get_yaxis_transform(),
            ha="left",
            va="center_baseline",
            fontsize=size,
            fontweight=weights[place] if weights is not None else "normal",
            color=INK,
            clip_on=False,
        )
        for place, text in enumerate(texts)
    ]
    if foot:
        # Beside the words of the axis, below its last number.
        below = axes.annotate(
            foot,
            (1.015, 0.0),
            xycoords="axes fraction",
            xytext=(0, -21),
            textcoords="offset points",
            ha="left",
            va="top",
            fontsize=size,
            color=INK,
            annotation_clip=False,
        )
        written.append(below)
    settle(axes)
    return written


def with_made(name: str, is_made: bool) -> str:
    """Say in the name that something is made up, unless it says so itself."""
    if not is_made or MADE in name.lower():
        return name
    return f"{name} {MADE}"


def number_rows(axes: Axes, *, whole: bool) -> None:
    """Mark numbers below the rows, as many as there is room for."""
    widest = max(
        (text_width(label.get_text(), size=SIZE) for label in axes.get_xticklabels()), default=0.0
    )
    room = size_inches(axes)[0]
    number_axis(axes.xaxis, whole=whole, intervals=max(1, min(6, int(room / (widest + 0.25)))))
    settle(axes)
