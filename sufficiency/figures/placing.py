"""Labels on a map: each where it covers no other label, and as few marks as can be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sufficiency.figures.measuring import text_height, text_width, wrapped
from sufficiency.figures.style import DARK, INK, NOTE_SIZE, SIZE, whole_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Annotation

POINTS = 72.0
DISTANCES = (8.0, 16.0, 28.0, 44.0, 64.0, 90.0)
"""How far from its point a label may stand [points], the nearest first."""

SIDES = ((1, 0), (-1, 0), (0, 1), (0, -1), (0.7, 0.7), (-0.7, 0.7), (0.7, -0.7), (-0.7, -0.7))
TIED_FROM = 12.0
"""From this distance a fine line ties a label to its point [points]."""

FAR, FAR_GROUP = 2.0, 12.0
"""What a point of distance is worth in square points of covered marks; a group keeps near."""

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


def place_labels(axes: Axes, labels: Sequence[Wanted], *, marks: Sequence[Box]) -> list[Annotation]:
    """Write labels so that none covers another; one for which there is no room is left out.

    Parameters
    ----------
    axes : Axes
        Laid out, with its final limits.
    labels : sequence of Wanted
        The most important ones first.
    marks : sequence of Box
        What should not be covered, if there is room elsewhere.

    Returns
    -------
    list of Annotation
    """
    taken = _texts_so_far(axes)
    written = []
    for label in labels:
        spot = _best(axes, label, marks=marks, taken=taken)
        if spot is not None:
            written.append(_write(axes, label, spot))
            taken += [spot.box, *spot.tie]
    return written


def _texts_so_far(axes: Axes) -> list[Box]:
    """Give what texts that are already there cover [dots]."""
    extents = [text.get_window_extent() for text in axes.texts if text.get_text()]
    return [Box(extent.x0, extent.y0, extent.x1, extent.y1) for extent in extents]


def _style(label: Wanted) -> tuple[float, str]:
    return (float(SIZE), "bold") if label.is_group else (float(NOTE_SIZE), "normal")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a label may stand.

    Parameters
    ----------
    words : str
        Wrapped.
    offset : (float, float)
        From its point to its middle [points].
    box : Box
        What it covers.
    tie : tuple of Box
        What the line to its point covers; empty where it is so near that there is none.
    """

    words: str
    offset: tuple[float, float]
    box: Box
    tie: tuple[Box, ...]


def _best(axes: Axes, label: Wanted, *, marks: Sequence[Box], taken: Sequence[Box]) -> Spot | None:
    """Find the nearest spot that covers no label and fewest marks; None if there is none."""
    dots = whole_figure(axes).dpi / POINTS
    frame = axes.bbox
    bounds = Box(float(frame.x0), float(frame.y0), float(frame.x1), float(frame.y1))
    best: Spot | None = None
    least = float("inf")
    for distance in (0.0, *DISTANCES) if label.is_group else DISTANCES:
        for side in SIDES:
            spot = _spot(axes, label, distance, side)
            covered = [spot.box, *spot.tie]
            if not spot.box.is_within(bounds) or any(
                part.shared(other) > 0 for part in covered for other in taken
            ):
                continue
            far = (FAR_GROUP if label.is_group else FAR) * distance * dots**2
            cost = 2.0 * sum(spot.box.shared(mark) for mark in marks) + far
            if cost < least:
                least, best = cost, spot
    return best


def _spot(axes: Axes, label: Wanted, distance: float, side: tuple[float, float]) -> Spot:
    """Measure a label at a distance [points] to one side of its point."""
    dots = whole_figure(axes).dpi / POINTS
    size, weight = _style(label)
    lines = 3 if label.is_group else 2
    words = wrapped(label.words, width=WIDEST_INCHES, size=size, weight=weight, lines=lines)
    wide = text_width(words, size=size, weight=weight) * POINTS
    high = text_height(words, size=size) * POINTS
    # To the middle of the label, so that its nearest side is as far away as is wanted.
    offset = (side[0] * (distance + wide / 2), side[1] * (distance + high / 2))
    if distance == 0.0:
        offset = (0.0, 0.0)
    at = axes.transData.transform(label.point)
    point = (float(at[0]), float(at[1]))
    middle = (point[0] + offset[0] * dots, point[1] + offset[1] * dots)
    half = ((wide / 2 + EDGE) * dots, (high / 2 + EDGE) * dots)
    box = Box(middle[0] - half[0], middle[1] - half[1], middle[0] + half[0], middle[1] + half[1])
    is_tied = distance >= TIED_FROM and not label.is_group
    return Spot(words, offset, box, _tie(point, middle, box, step=3.0 * dots) if is_tied else ())


def _tie(
    point: tuple[float, float], middle: tuple[float, float], box: Box, *, step: float
) -> tuple[Box, ...]:
    """Cover the line from a point to its label with small boxes, outside the label [dots]."""
    across, up = middle[0] - point[0], middle[1] - point[1]
    count = max(1, int((across**2 + up**2) ** 0.5 / step))
    parts = []
    for k in range(count + 1):
        x, y = point[0] + across * k / count, point[1] + up * k / count
        part = Box(x - step / 4, y - step / 4, x + step / 4, y + step / 4)
        if part.shared(box) == 0:
            parts.append(part)
    return tuple(parts)


def _write(axes: Axes, label: Wanted, spot: Spot) -> Annotation:
    """Write a label with a white edge, so that it can be read on lines and circles."""
    from matplotlib.patheffects import withStroke

    size, weight = _style(label)
    tie = {"arrowstyle": "-", "color": DARK, "linewidth": 0.8, "shrinkA": 0.0, "shrinkB": 4.0}
    return axes.annotate(
        spot.words,
        label.point,
        xytext=spot.offset,
        textcoords="offset points",
        ha="center",
        va="center",
        fontsize=size,
        fontweight=weight,
        color=INK,
        linespacing=1.1,
        zorder=5,
        path_effects=[withStroke(linewidth=3, foreground="white")],
        arrowprops=tie if spot.tie else None,
    )
