"""Labels on a map: each where it covers no other label, and as few marks as can be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sufficiency.figures.fitting import text_height, text_width, wrapped
from sufficiency.figures.style import DARK, INK, NOTE_SIZE, SIZE, whole_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

POINTS = 72.0
DISTANCES = (8.0, 16.0, 28.0, 44.0, 64.0, 90.0)
"""How far from its point a label may stand [points], the nearest first."""

SIDES = ((1, 0), (-1, 0), (0, 1), (0, -1), (0.7, 0.7), (-0.7, 0.7), (0.7, -0.7), (-0.7, -0.7))
TIED_FROM = 12.0
"""From this distance a fine line ties a label to its point [points]."""

WIDEST_INCHES = 1.6
"""No label is wider."""

EDGE = 2.0
"""Around each label [points]."""


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle [dots]."""

    left: float
    bottom: float
    right: float
    top: float

    def shared(self, other: Box) -> float:
        """Measure what two rectangles share [square dots]."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.top, other.top) - max(self.bottom, other.bottom)
        return max(width, 0.0) * max(height, 0.0)

    def is_within(self, other: Box) -> bool:
        """Say whether it lies within another."""
        return (
            self.left >= other.left
            and self.right <= other.right
            and self.bottom >= other.bottom
            and self.top <= other.top
        )


@dataclass(frozen=True, slots=True)
class Wanted:
    """A label that a map should carry.

    Parameters
    ----------
    words : str
    point : (float, float)
        Easting and northing [metres].
    is_group : bool
        Whether it names a group of points, and not one point.
    """

    words: str
    point: tuple[float, float]
    is_group: bool = False


def place_labels(
    axes: Axes, labels: Sequence[Wanted], *, marks: Sequence[Box], taken: Sequence[Box] = ()
) -> list[Box]:
    """Write labels so that none covers another; one for which there is no room is left out.

    Parameters
    ----------
    axes : Axes
        Laid out, with its final limits.
    labels : sequence of Wanted
        The most important ones first.
    marks : sequence of Box
        What should not be covered, if there is room elsewhere.
    taken : sequence of Box
        Labels that stand already.

    Returns
    -------
    list of Box
        What the labels cover, those that stood already first.
    """
    held = [*taken, *_texts_so_far(axes)]
    for label in labels:
        choice = _best(axes, label, marks=marks, taken=held)
        if choice is not None:
            box, words, offset, distance = choice
            _write(axes, label, words, offset, is_tied=distance >= TIED_FROM and not label.is_group)
            held.append(box)
    return held


def _texts_so_far(axes: Axes) -> list[Box]:
    """Give what texts that are already there cover [dots]."""
    extents = [text.get_window_extent() for text in axes.texts if text.get_text()]
    return [Box(extent.x0, extent.y0, extent.x1, extent.y1) for extent in extents]


def _style(label: Wanted) -> tuple[float, str]:
    return (float(SIZE), "bold") if label.is_group else (float(NOTE_SIZE), "normal")


def _best(
    axes: Axes, label: Wanted, *, marks: Sequence[Box], taken: Sequence[Box]
) -> tuple[Box, str, tuple[float, float], float] | None:
    """Find the nearest spot that covers no label and fewest marks; None if there is none."""
    dots = whole_figure(axes).dpi / POINTS
    size, weight = _style(label)
    words = wrapped(
        label.words,
        width=WIDEST_INCHES,
        size=size,
        weight=weight,
        lines=3 if label.is_group else 2,
    )
    wide = text_width(words, size=size, weight=weight) * POINTS
    high = text_height(words, size=size) * POINTS
    frame = axes.bbox
    bounds = Box(float(frame.x0), float(frame.y0), float(frame.x1), float(frame.y1))
    at = axes.transData.transform(label.point)
    best: tuple[Box, str, tuple[float, float], float] | None = None
    least = float("inf")
    for distance in (0.0, *DISTANCES) if label.is_group else DISTANCES:
        for across, up in SIDES:
            # The middle of the label, so that its nearest side is as far away as is wanted.
            offset = (across * (distance + wide / 2), up * (distance + high / 2))
            if distance == 0.0:
                offset = (0.0, 0.0)
            middle = (float(at[0]) + offset[0] * dots, float(at[1]) + offset[1] * dots)
            half = ((wide / 2 + EDGE) * dots, (high / 2 + EDGE) * dots)
            box = Box(
                middle[0] - half[0], middle[1] - half[1], middle[0] + half[0], middle[1] + half[1]
            )
            if not box.is_within(bounds) or any(box.shared(other) > 0 for other in taken):
                continue
            cost = sum(box.shared(mark) for mark in marks) + 1.5 * distance * dots**2
            if cost < least:
                least, best = cost, (box, words, offset, distance)
    return best


def _write(
    axes: Axes, label: Wanted, words: str, offset: tuple[float, float], *, is_tied: bool
) -> None:
    """Write a label with a white edge, so that it can be read on lines and circles."""
    from matplotlib.patheffects import withStroke

    size, weight = _style(label)
    tie = {"arrowstyle": "-", "color": DARK, "linewidth": 0.8, "shrinkA": 0.0, "shrinkB": 4.0}
    axes.annotate(
        words,
        label.point,
        xytext=offset,
        textcoords="offset points",
        ha="center",
        va="center",
        fontsize=size,
        fontweight=weight,
        color=INK,
        linespacing=1.1,
        zorder=5,
        path_effects=[withStroke(linewidth=3, foreground="white")],
        arrowprops=tie if is_tied else None,
    )
