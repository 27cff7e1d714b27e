"""Labels at the ends of lines, moved apart so that none overlap, each tied to its line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sufficiency.figures.fitting import spread
from sufficiency.figures.measuring import fitted_names, text_height
from sufficiency.figures.style import INK, SIZE, panel_inches, size_inches

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Annotation

ROOM_SHARE = 0.24
"""Share of the figure's width that the labels may take."""

GAP = 0.04
"""Between two labels [inches]."""


def label_ends(
    axes: Axes,
    words: Sequence[tuple[str, str]],
    ends: Sequence[tuple[float, float]],
    colours: Sequence[str],
) -> list[Annotation]:
    """Write a name and a number beside the end of each line.

    Parameters
    ----------
    axes : Axes
        Laid out, with its final limits.
    words : sequence of (str, str)
        Name and number of each line.
    ends : sequence of (float, float)
        Where each line ends, in the units of the axes.
    colours : sequence of str

    Returns
    -------
    list of Annotation
        In the order given.
    """
    height = size_inches(axes)[1]
    texts, size = _fitted(words, width=ROOM_SHARE * panel_inches(axes)[0], height=height)
    low, high = axes.get_ylim()
    wanted = [(value - low) / (high - low) * height for _, value in ends]
    heights = [text_height(text, size=size) for text in texts]
    # Not below the axis, where its own labels are; a little above it there is room.
    places = spread(wanted, heights, lowest=0.0, highest=height + 0.15, gap=GAP)
    return [
        axes.annotate(
            text,
            end,
            xytext=(1.035, place / height),
            textcoords="axes fraction",
            ha="left",
            va="center",
            fontsize=size,
            color=INK,
            linespacing=1.1,
            annotation_clip=False,
            arrowprops={
                "arrowstyle": "-",
                "color": colour,
                "linewidth": 1.1,
                "relpos": (0.0, 0.5),
                "shrinkA": 1.0,
                "shrinkB": 6.0,
            },
        )
        for text, end, place, colour in zip(texts, ends, places, colours, strict=True)
    ]


def _fitted(
    words: Sequence[tuple[str, str]], *, width: float, height: float
) -> tuple[list[str], float]:
    """Find the largest letters, and the fullest words, at which all labels fit the height."""
    names = [name for name, _ in words]
    for size, lines in ((SIZE - 1, 3), (SIZE - 1, 2), (SIZE - 2, 2), (SIZE - 2, 1), (SIZE - 3, 1)):
        short = fitted_names(names, width=width, size=size, lines=lines)
        texts = [f"{name}\n{value}" for name, (_, value) in zip(short, words, strict=True)]
        whole = sum(text_height(text, size=size) + GAP for text in texts)
        if whole <= height:
            return texts, float(size)
    short = fitted_names(names, width=width, size=SIZE - 4, lines=1)
    return list(short), float(SIZE - 4)
