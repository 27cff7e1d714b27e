"""Making words fit the axes: smaller, turned, shortened, or moved so that none overlap."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from sufficiency.figures.measuring import LINE, POINTS, fitted_names, text_width
from sufficiency.figures.style import LEAST_SIZE, SIZE, size_inches

if TYPE_CHECKING:
    from matplotlib.axes import Axes

GAP_INCHES = 0.05


def spread(
    wanted: Sequence[float],
    heights: Sequence[float],
    *,
    lowest: float,
    highest: float,
    gap: float = 0.0,
) -> list[float]:
    """Move labels as little as possible so that none overlap: min Σ (p_k − w_k)².

    Over positions p, in the order of the wanted ones w, with
    p_{k+1} − p_k ≥ (h_k + h_{k+1}) / 2 + gap. Without the distances that must be kept, this is a
    regression on a rising sequence, which pooling adjacent violators solves exactly.

    Parameters
    ----------
    wanted : sequence of float
        Where the middle of each label would best stand.
    heights : sequence of float
        In the same unit.
    lowest, highest : float
        Between these all labels stand, if there is room; else they reach out on both sides alike.
    gap : float
        Between two labels.

    Returns
    -------
    list of float
        Middles, in the order given.
    """
    if not wanted:
        return []
    order = sorted(range(len(wanted)), key=lambda k: (wanted[k], k))
    steps = [0.0]
    for before, after in pairwise(order):
        steps.append(steps[-1] + (heights[before] + heights[after]) / 2 + gap)
    blocks: list[tuple[float, int]] = []
    for step, k in zip(steps, order, strict=True):
        level, count = wanted[k] - step, 1
        while blocks and blocks[-1][0] > level:
            pooled, held = blocks.pop()
            level = (level * count + pooled * held) / (count + held)
            count += held
        blocks.append((level, count))
    levels = [level for level, count in blocks for _ in range(count)]
    floor = lowest + heights[order[0]] / 2
    ceiling = highest - heights[order[-1]] / 2 - steps[-1]
    if floor > ceiling:
        floor = ceiling = (floor + ceiling) / 2
    places = [0.0] * len(order)
    for k, level, step in zip(order, levels, steps, strict=True):
        places[k] = min(max(level, floor), ceiling) + step
    return places


def fit_size(texts: Sequence[str], room: float, *, most: float, least: float) -> float | None:
    """Give the largest size at which each text fits the room; None if none does.

    Parameters
    ----------
    texts : sequence of str
    room : float
        Inches.
    most, least : float
        Sizes between which to choose [points].
    """
    size = most
    while size >= least:
        if all(text_width(words, size=size) <= room for words in texts):
            return size
        size -= 0.5
    return None


def fit_x_labels(axes: Axes, labels: Sequence[str]) -> None:
    """Write labels below the axes at 0, 1, 2, ...: smaller or turned, where they would overlap."""
    left, right = axes.get_xlim()
    slot = size_inches(axes)[0] / (right - left)
    room = slot - GAP_INCHES
    size = fit_size(labels, room, most=SIZE, least=SIZE - 2)
    places = range(len(labels))
    if size is not None:
        axes.set_xticks(
            places,
            list(labels),
            fontsize=size,
            rotation=0,
            ha="center",
            va="top",
            rotation_mode="default",
        )
        return
    size = min(float(SIZE - 1), max(LEAST_SIZE, slot * POINTS / LINE))
    flat = [" ".join(label.split()) for label in labels]
    # A sloping line takes 1.4 times its height along the axis.
    if slot * POINTS >= 1.5 * LINE * size:
        short = fitted_names(flat, width=1.6, size=size)
        axes.set_xticks(
            places, short, fontsize=size, rotation=45, ha="right", va="top", rotation_mode="anchor"
        )
        return
    short = fitted_names(flat, width=1.3, size=size)
    axes.set_xticks(
        places,
        short,
        fontsize=size,
        rotation=90,
        ha="center",
        va="top",
        rotation_mode="default",
    )


def row_size(axes: Axes) -> float:
    """Give the size of letters that fits a row of the axes, one unit high [points]."""
    low, high = sorted(axes.get_ylim())
    height = size_inches(axes)[1] / (high - low) * POINTS
    return min(float(SIZE), max(LEAST_SIZE, height / LINE))


def fit_row_labels(axes: Axes, names: Sequence[str], *, width: float) -> None:
    """Write the names of rows beside the axes at 0, 1, 2, ...: wrapped or shortened to fit.

    Parameters
    ----------
    axes : Axes
        Laid out; the rows are one unit high.
    names : sequence of str
    width : float
        Room [inches].
    """
    low, high = sorted(axes.get_ylim())
    height = size_inches(axes)[1] / (high - low) * POINTS
    size = row_size(axes)
    flat = [" ".join(name.split()) for name in names]
    fits = fit_size(flat, width, most=size, least=min(size, SIZE - 2.0))
    if fits is not None:
        axes.set_yticks(range(len(names)), flat, fontsize=fits)
        return
    double = height / (2 * LINE * 1.05)
    if double >= LEAST_SIZE + 0.5:
        size, lines = min(size, double, SIZE - 1.0), 2
    else:
        size, lines = min(size, SIZE - 3.0), 1
    short = fitted_names(flat, width=width, size=size, lines=lines)
    axes.set_yticks(range(len(names)), short, fontsize=size, linespacing=1.0)
