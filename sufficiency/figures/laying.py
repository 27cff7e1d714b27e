"""Laying a figure out: its title and note, and whatever has to fit the room that there is.

What fits depends on the width of the figure and on what else stands in it. So each figure tells
how it is fitted, and is fitted again when another figure is drawn beside it, or when it is saved
at another size.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from sufficiency.figures.measuring import POINTS, wrapped
from sufficiency.figures.style import (
    INK,
    NOTE_SIZE,
    SIZE,
    TITLE_SIZE,
    in_style,
    is_alone,
    panel,
    panel_inches,
    settle,
    whole_figure,
)
from sufficiency.figures.words import flat

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

Fit = Callable[["Axes"], Sequence["Artist"]]
"""Fits a figure to the room that its axes have; gives what is to be taken away first next time."""

_ALT: WeakKeyDictionary[Axes, str] = WeakKeyDictionary()
"""The words that stand for each figure that is in use."""

EDGE_INCHES = 0.12
LEAST_TITLE_INCHES = 2.0
LAID = "_laid_out_by_sufficiency"
"""Name under which axes keep their `Laid`; it lives as long as they do."""


@dataclass(slots=True)
class Laid:
    """How axes are laid out.

    Parameters
    ----------
    title, note, axis_label : str
    fit : callable
    made : sequence of Artist
        What the fit has drawn.
    size : (float, float)
        Of the room around the axes when they were last fitted [inches].
    """

    title: str
    note: str
    axis_label: str
    fit: Fit
    made: Sequence[Artist] = field(default_factory=list)
    size: tuple[float, float] = (0.0, 0.0)


def _no_fit(_: Axes) -> list[Artist]:
    """Fit nothing."""
    return []


@in_style
def finish(axes: Axes, *, title: str, note: str, alt: str, fit: Fit = _no_fit) -> Axes:
    """Give a figure its title, the note below it, and its text for those who cannot see it.

    Title and note are wrapped to the width of the figure. Axes that share their figure with
    others keep both to themselves, so that no note of one figure replaces that of another.

    Parameters
    ----------
    axes : Axes
        The figure's axes.
    title, note, alt : str
        What it shows; on what it rests; the same as the picture, in words.
    fit : callable, optional
        Takes the axes, draws what must fit the room that they have, and gives what it has drawn.
    """
    _ALT[axes] = flat(alt)
    setattr(axes, LAID, Laid(title, note, axes.get_xlabel(), fit))
    _lay(axes)
    beside = _laid_beside(axes)
    if len(beside) > 1:
        for other in beside:
            _lay(other)
    return axes


def alt_text(axes: Axes) -> str:
    """Give the text that stands for a figure of this package; empty for any other."""
    return _ALT.get(axes, "")


@in_style
def nothing(axes: Axes, *, title: str, note: str) -> Axes:
    """Say in the place of a picture that there is nothing to show."""
    axes.set_axis_off()
    axes.text(0.0, 0.5, "Nothing to show.", transform=axes.transAxes, fontsize=TITLE_SIZE)
    return finish(axes, title=title, note=note, alt=f"{title}. Nothing to show. {note}")


@in_style
def lay_again(axes: Axes) -> None:
    """Fit all figures of a picture again, if its size is another than when they were drawn."""
    beside = _laid_beside(axes)
    if any(_held(other).size != panel_inches(other) for other in beside):
        for other in beside:
            _lay(other)


def _laid_beside(axes: Axes) -> list[Axes]:
    """List the axes of this package in the same picture."""
    return [other for other in whole_figure(axes).axes if hasattr(other, LAID)]


def _held(axes: Axes) -> Laid:
    laid: Laid = getattr(axes, LAID)
    return laid


def _lay(axes: Axes) -> None:
    """Write title and note, fit the rest, and lay all out."""
    laid = _held(axes)
    for artist in laid.made:
        artist.remove()
    laid.made = []
    _entitle(axes, laid)
    settle(axes)
    laid.made = laid.fit(axes)
    settle(axes)
    _entitle(axes, laid)
    laid.size = panel_inches(axes)
    settle(axes)


def _entitle(axes: Axes, laid: Laid) -> None:
    """Write the title and the note: of the whole figure, or of axes that share it."""
    figure = panel(axes)
    width = panel_inches(axes)[0]
    if is_alone(axes):
        heading, below = _wrapped_to(width - 2 * EDGE_INCHES, laid)
        edge = EDGE_INCHES / width
        figure.suptitle(heading, x=edge, ha="left", color=INK)
        figure.supxlabel(below, x=edge, ha="left", fontsize=NOTE_SIZE, color=INK)
        return
    if flat(figure.get_suptitle()) == flat(laid.title):
        figure.suptitle("")
    if flat(figure.get_supxlabel()) == flat(laid.note):
        figure.supxlabel("")
    room = max(LEAST_TITLE_INCHES, width - _left_inches(axes) - EDGE_INCHES)
    heading, below = _wrapped_to(room, laid)
    axes.set_title(heading, pad=_above_points(axes) + 6, fontsize=SIZE + 1)
    label = f"{laid.axis_label}\n{below}" if laid.axis_label else below
    axes.set_xlabel(label, fontsize=NOTE_SIZE, loc="left")


def _wrapped_to(width: float, laid: Laid) -> tuple[str, str]:
    """Wrap title and note; what is measured and what is drawn may differ by a hair."""
    heading = wrapped(laid.title, width=0.98 * width, size=TITLE_SIZE, weight="bold")
    return heading, wrapped(laid.note, width=0.98 * width, size=NOTE_SIZE)


def _left_inches(axes: Axes) -> float:
    """Measure what stands to the left of axes in their part of a shared figure [inches]."""
    spot = axes.get_subplotspec()
    if spot is None:
        return 0.0
    frame = panel(axes).bbox
    start = float(frame.x0) + float(frame.width) * spot.colspan.start / spot.get_gridspec().ncols
    return max(0.0, (float(axes.bbox.x0) - start) / whole_figure(axes).dpi)


def _above_points(axes: Axes) -> float:
    """Measure what already stands on top of the axes [points]."""
    from matplotlib.text import Text

    legend = axes.get_legend()
    # Of an annotation the words, without the line that ties them to their point.
    tops = [Text.get_window_extent(text).y1 for text in axes.texts if text.get_text()]
    tops += [tick.get_window_extent().y1 for tick in axes.get_xticklabels() if tick.get_text()]
    tops += [legend.get_window_extent().y1] if legend is not None else []
    higher = max(tops, default=0.0) - float(axes.bbox.y1)
    return max(0.0, higher) / whole_figure(axes).dpi * POINTS
