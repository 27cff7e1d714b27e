"""What stands on stacked bars: the range of each total as a whisker, and the total as a number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sufficiency.figures.fitting import GAP_INCHES, fit_size
from sufficiency.figures.measuring import LINE, POINTS, text_height, text_width
from sufficiency.figures.reading import Row
from sufficiency.figures.style import INK, LEAST_SIZE, SIZE, size_inches
from sufficiency.figures.words import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.patheffects import AbstractPathEffect
    from matplotlib.text import Annotation

ABOVE_BAR, ABOVE_WHISKER = 3, 6
"""A total stands so far above its bar, or above the highest whisker [points]."""


def draw_whiskers(axes: Axes, totals: Sequence[Row]) -> None:
    """Draw the range of each total, dark on white, so that it shows on every pattern."""
    ranged = [(place, row) for place, row in enumerate(totals) if row.low == row.low]
    if not ranged:
        return
    places = [place for place, _ in ranged]
    lows, highs = [row.low for _, row in ranged], [row.high for _, row in ranged]
    axes.vlines(places, lows, highs, color=INK, linewidth=1.6, zorder=3, path_effects=halo())
    for ends in (lows, highs):
        axes.plot(
            places,
            ends,
            linestyle="none",
            marker="_",
            markersize=9,
            markeredgewidth=1.6,
            color=INK,
            zorder=3.1,
        )


def tops_of(totals: Sequence[Row]) -> list[float]:
    """Give how high each bar reaches, its whisker included."""
    return [max(row.value, row.high) if row.high == row.high else row.value for row in totals]


def write_totals(axes: Axes, totals: Sequence[Row]) -> list[Annotation]:
    """Write each total above its bar: smaller or upright where bars are narrow.

    Where there are whiskers, all totals stand in one row above them: a mean right on the end of a
    whisker is read as the number of that end.
    """
    left, right = axes.get_xlim()
    slot = size_inches(axes)[0] / (right - left)
    texts = [number(row.value) for row in totals]
    # Bold letters are a tenth wider than those that are measured here.
    size = fit_size(texts, (slot - 2 * GAP_INCHES) / 1.12, most=SIZE, least=LEAST_SIZE + 1)
    upright = size is None
    if size is None:
        size = max(LEAST_SIZE, min(float(SIZE - 2), slot * POINTS / LINE))
    long = max(text_width(text, size=size, weight="bold") for text in texts)
    needed = (long if upright else text_height("0", size=size)) + 0.14
    share = min(0.6, needed / size_inches(axes)[1])
    tops = tops_of(totals)
    if max(tops) > 0:
        axes.set_ylim(0.0, max(tops) / (1.0 - share))
    has_whiskers = any(row.high == row.high for row in totals)
    feet = [max(tops)] * len(totals) if has_whiskers else tops
    return [
        axes.annotate(
            text,
            (place, foot),
            xytext=(0, ABOVE_WHISKER if has_whiskers else ABOVE_BAR),
            textcoords="offset points",
            ha="center",
            va="bottom",
            fontsize=size,
            fontweight="bold",
            rotation=90 if upright else 0,
            path_effects=halo(),
        )
        for place, (text, foot) in enumerate(zip(texts, feet, strict=True))
    ]


def halo() -> list[AbstractPathEffect]:
    """Lay white around a line or a number, so that it shows on every pattern and grid line."""
    from matplotlib.patheffects import withStroke

    return [withStroke(linewidth=4.5, foreground="white")]
