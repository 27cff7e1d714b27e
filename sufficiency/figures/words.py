"""The words of a figure: its numbers, its title and note, and the text that stands for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from sufficiency import terms
from sufficiency.figures.fitting import POINTS, wrapped
from sufficiency.figures.style import (
    INK,
    NOTE_SIZE,
    TITLE_SIZE,
    in_style,
    is_alone,
    panel,
    panel_inches,
    settle,
    whole_figure,
)

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_ALT: WeakKeyDictionary[Axes, str] = WeakKeyDictionary()
"""The words that stand for each figure that is in use."""

EDGE_INCHES = 0.12
UNKNOWN = "not known"


def number(value: float, digits: int = 0) -> str:
    """Show a number as people read it.

    Examples
    --------
    >>> number(20000.0), number(-0.2), number(float("nan")), number(1.25, 1)
    ('20,000', '0', 'not known', '1.2')
    """
    if value != value:
        return UNKNOWN
    words = f"{value:,.{digits}f}"
    return words.lstrip("-") if not words.strip("-0.,") else words


def with_range(value: float, low: float, high: float, digits: int = 0) -> str:
    """Show a number with its range; without, where none is known.

    Examples
    --------
    >>> with_range(215.0, 180.0, 260.0), with_range(3.0, float("nan"), float("nan"))
    ('215 (180 to 260)', '3')
    """
    words = number(value, digits)
    if low != low or high != high or (low == value and high == value):
        return words
    return f"{words} ({number(low, digits)} to {number(high, digits)})"


def flat(words: object) -> str:
    """Put words on one line."""
    return " ".join(str(words).split())


def listed(parts: Sequence[str]) -> str:
    """Join parts as in a sentence.

    Examples
    --------
    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def change(first: float, last: float, *, start: str, end: str, digits: int = 0) -> str:
    """Say how a number goes from one label to another.

    Examples
    --------
    >>> change(640.0, 912.0, start="2026/27", end="2032/33")
    'rises from 640 in 2026/27 to 912 in 2032/33'
    """
    before, after = number(first, digits), number(last, digits)
    if start == end:
        return f"is {after} in {end}"
    if UNKNOWN in (before, after):
        return f"is {before} in {start} and {after} in {end}"
    if before == after:
        return f"is {after} in {start} and in {end}"
    return f"{'rises' if last > first else 'falls'} from {before} in {start} to {after} in {end}"


def basis_words(bases: Iterable[str]) -> str:
    """Say on what the figures of a picture rest, the weakest first.

    Parameters
    ----------
    bases : iterable of str
        Bases that occur.

    Returns
    -------
    str
        One sentence. Where anything is made up, it says so before all else.

    Examples
    --------
    >>> basis_words(["published", "made"])
    'MADE UP in part. Basis: made up, published.'
    """
    held = sorted(set(bases), key=terms.BASES.index, reverse=True)
    words = ", ".join(terms.short_list("basis").label(basis).lower() for basis in held)
    if not held:
        return "Basis: not told."
    made = ""
    if "made" in held:
        made = "MADE UP. " if len(held) == 1 else "MADE UP in part. "
    return f"{made}Basis: {words}."


def noted(note: str, frame: pd.DataFrame, basis: str | None) -> str:
    """Add to a note on what the rows of a frame rest, where a column tells it."""
    if basis is None or not len(frame):
        return note
    return f"{note} {basis_words(frame[basis].tolist())}".strip()


@in_style
def finish(axes: Axes, *, title: str, note: str, alt: str) -> Axes:
    """Give a figure its title, the note below it, and its text for those who cannot see it.

    Title and note are wrapped to the width of the figure. Axes that share their figure with
    others keep both to themselves, so that no note of one figure replaces that of another.

    Parameters
    ----------
    axes : Axes
        The figure's axes.
    title, note, alt : str
        What it shows; on what it rests; the same as the picture, in words.
    """
    width = panel_inches(axes)[0] - 2 * EDGE_INCHES
    # What is measured and what is drawn may differ by a hair.
    heading = wrapped(title, width=0.98 * width, size=TITLE_SIZE, weight="bold")
    below = wrapped(note, width=0.98 * width, size=NOTE_SIZE)
    if is_alone(axes):
        figure = panel(axes)
        edge = EDGE_INCHES / panel_inches(axes)[0]
        figure.suptitle(heading, x=edge, ha="left", color=INK)
        figure.supxlabel(below, x=edge, ha="left", fontsize=NOTE_SIZE, color=INK)
    else:
        held = axes.get_xlabel()
        axes.set_title(heading, pad=_above(axes) + 6)
        axes.set_xlabel(f"{held}\n{below}" if held else below, fontsize=NOTE_SIZE, loc="left")
    _ALT[axes] = flat(alt)
    settle(axes)
    return axes


def _above(axes: Axes) -> float:
    """Measure what already stands on top of the axes [points]."""
    settle(axes)
    legend = axes.get_legend()
    tops = [text.get_window_extent().y1 for text in axes.texts if text.get_text()]
    tops += [tick.get_window_extent().y1 for tick in axes.get_xticklabels() if tick.get_text()]
    tops += [legend.get_window_extent().y1] if legend is not None else []
    higher = max(tops, default=0.0) - float(axes.bbox.y1)
    return max(0.0, higher) / whole_figure(axes).dpi * POINTS


def alt_text(axes: Axes) -> str:
    """Give the text that stands for a figure of this package; empty for any other."""
    return _ALT.get(axes, "")


@in_style
def nothing(axes: Axes, *, title: str, note: str) -> Axes:
    """Say in the place of a picture that there is nothing to show."""
    axes.set_axis_off()
    axes.text(0.0, 0.5, "Nothing to show.", transform=axes.transAxes, fontsize=TITLE_SIZE)
    return finish(axes, title=title, note=note, alt=f"{title}. Nothing to show. {note}")
