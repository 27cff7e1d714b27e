"""A tornado: how far a figure swings when each of several suppositions is varied by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from sufficiency.figures.keys import legend_above
from sufficiency.figures.laying import finish, nothing
from sufficiency.figures.reading import needs_columns, numbers_in
from sufficiency.figures.rows import (
    NAMES_SHARE,
    name_rows,
    number_rows,
    row_axes,
    settle_rows,
    write_beside,
)
from sufficiency.figures.style import COLOURS, HATCHES, INK, QUIET, in_style, number_axis
from sufficiency.figures.words import flat, noted, number

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

LOOKS = {"low": 3, "high": 0}
"""Place of each bound among the colours and patterns."""
LABELS = {"low": "At the low bound", "high": "At the high bound"}
THICK = 0.66


@dataclass(frozen=True, slots=True)
class Swing:
    """A row: what is varied, and what comes of its two bounds."""

    name: str
    low: float
    high: float
    digits: int

    @property
    def words(self) -> str:
        """Tell both ends, that of the low bound first."""
        return f"{number(self.low, self.digits)} / {number(self.high, self.digits)}"


@in_style
def tornado_bars(
    frame: pd.DataFrame,
    *,
    y: str,
    low: str,
    high: str,
    central: float,
    title: str,
    axis_label: str,
    note: str,
    digits: int = 0,
    basis: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw for each row two bars from a central figure to what comes of its bounds.

    Parameters
    ----------
    frame : pandas.DataFrame
        In the order wanted: columns `y` (text), `low` and `high` (the figure at each bound, on
        whichever side of the central one).
    y, low, high : str
        Names of the columns.
    central : float
        The figure with nothing varied.
    title, axis_label, note : str
        What it shows, its unit, on what it rests.
    digits : int
        Digits of the numbers after the point.
    basis : str, optional
        Column with the basis of each row, which the note then tells.
    ax : Axes, optional
        Where to draw; a new figure, as high as its rows need, if left out.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If a number is not known.
    """
    needs_columns(frame, y, low, high, basis)
    ends = list(zip(numbers_in(frame, low), numbers_in(frame, high), strict=True))
    if any(end != end for pair in ends for end in (*pair, central)):
        raise ValueError("An end of a bar is not known. Leave its row out, and say so in the note.")
    axes = row_axes(ax, len(frame))
    told = noted(note, frame, basis)
    if not ends:
        return nothing(axes, title=title, note=told)
    rows = [Swing(flat(name), *pair, digits) for name, pair in zip(frame[y], ends, strict=True)]
    _draw(axes, rows, central)
    axes.set_xlabel(axis_label)
    settle_rows(axes, len(rows))
    alt = (
        f"{title}. {number(central, digits)} with nothing varied. At the low and the high bound: "
        f"{'; '.join(f'{row.name}: {row.words}' for row in rows)}. {told}"
    )
    return finish(axes, title=title, note=told, alt=alt, fit=partial(_fit, rows=rows))


def _fit(axes: Axes, rows: Sequence[Swing]) -> list[Artist]:
    """Write the legend, the names and the ends in the room that there is."""
    handles, names = axes.get_legend_handles_labels()
    legend = legend_above(axes, handles, names, share=NAMES_SHARE + 0.02)
    name_rows(axes, [row.name for row in rows])
    beside = write_beside(axes, [row.words for row in rows], foot="Low / high")
    number_rows(axes, whole=False)
    return [legend, *beside]


def _draw(axes: Axes, rows: Sequence[Swing], central: float) -> None:
    """Draw both bars of each row, a line at the central figure and one at nought."""
    lines = range(len(rows))
    for bound, look in LOOKS.items():
        axes.barh(
            lines,
            [getattr(row, bound) - central for row in rows],
            left=central,
            height=THICK,
            color=COLOURS[look],
            hatch=HATCHES[look],
            edgecolor="white",
            linewidth=0.6,
            label=LABELS[bound],
        )
    axes.axvline(central, color=INK, linewidth=1.6, label="_central")
    ends = [0.0, central, *(end for row in rows for end in (row.low, row.high))]
    span = max(ends) - min(ends) or 1.0
    axes.set_xlim(min(ends) - 0.04 * span, max(ends) + 0.04 * span)
    axes.axvline(0.0, color=INK, linewidth=0.8, linestyle="--", label="_nought")
    axes.grid(axis="x", color=QUIET, linewidth=0.5)
    number_axis(axes.xaxis, whole=False)
