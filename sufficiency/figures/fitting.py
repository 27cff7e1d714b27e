"""Making words fit: measured, wrapped, shortened at a word, and spread so that none overlap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from sufficiency.figures.style import LEAST_SIZE, SIZE, letters, size_inches

if TYPE_CHECKING:
    from matplotlib.axes import Axes

POINTS = 72.0
"""Points in an inch."""

LINE = 1.25
"""Height of a line of text, in sizes of its letters."""

GAP_INCHES = 0.05

MADE = "(made up)"
"""What a name says at its end where something is made up; never parted, never shortened away."""

HELD = "\u00a0"
"""Stands for a space at which no line is broken."""


@lru_cache(maxsize=8192)
def text_width(words: str, *, size: float, weight: str = "normal") -> float:
    """Measure a text: the width of its longest line [inches]."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    properties = FontProperties(family=letters(), size=size, weight=weight)
    widths = [
        text_to_path.get_text_width_height_descent(line, properties, ismath=False)[0]
        for line in words.split("\n")
        if line
    ]
    return float(max(widths, default=0.0)) / POINTS


def text_height(words: str, *, size: float) -> float:
    """Measure a text: the height of its lines [inches]."""
    return (words.count("\n") + 1) * LINE * size / POINTS


def shortened(words: str, *, width: float, size: float, weight: str = "normal") -> str:
    """Shorten a text at a word, with an ellipsis; that it is made up, it goes on saying.

    Parameters
    ----------
    words : str
        On one line.
    width : float
        Room [inches].
    size : float
        Size of the letters [points].
    weight : str
        "normal" or "bold".
    """
    if text_width(words, size=size, weight=weight) <= width:
        return words
    head, bracket = (
        (words[: -len(MADE)].rstrip(), f" {MADE}") if words.endswith(MADE) else (words, "")
    )
    pieces = head.split()
    for count in range(len(pieces) - 1, 0, -1):
        tried = f"{' '.join(pieces[:count]).rstrip(',;:-')}…{bracket}"
        if text_width(tried, size=size, weight=weight) <= width:
            return tried
    for count in range(len(head), 0, -1):
        tried = f"{head[:count].rstrip()}…{bracket}"
        if text_width(tried, size=size, weight=weight) <= width:
            return tried
    return f"{head[:1]}…"


def wrapped(
    words: str, *, width: float, size: float, weight: str = "normal", lines: int | None = None
) -> str:
    """Wrap a text at words; the last line that there is room for is shortened.

    Parameters
    ----------
    words : str
        On one line, or on several: a line break stays.
    width : float
        Room [inches].
    size : float
        Size of the letters [points].
    weight : str
        "normal" or "bold".
    lines : int, optional
        At most so many lines; as many as are needed if left out.
    """
    rows: list[str] = []
    for paragraph in words.split("\n"):
        rows += _rows(paragraph, width=width, size=size, weight=weight)
    if lines is not None and len(rows) > lines:
        rest = " ".join(rows[lines - 1 :])
        rows = [*rows[: lines - 1], shortened(rest, width=width, size=size, weight=weight)]
    return "\n".join(shortened(row, width=width, size=size, weight=weight) for row in rows)


def _rows(paragraph: str, *, width: float, size: float, weight: str) -> list[str]:
    """Break one paragraph into lines."""
    rows: list[str] = []
    for piece in paragraph.replace(MADE, MADE.replace(" ", HELD)).split(" "):
        longer = f"{rows[-1]} {piece}" if rows else piece
        if rows and text_width(longer, size=size, weight=weight) <= width:
            rows[-1] = longer
        else:
            rows.append(piece)
    return [row.replace(HELD, " ") for row in rows] or [""]


def fitted_names(
    names: Sequence[str], *, width: float, size: float, lines: int = 1, weight: str = "normal"
) -> list[str]:
    """Make names fit, and keep different names different.

    Names that would be shortened to the same words lose what they share instead of their ends.

    Parameters
    ----------
    names : sequence of str
    width : float
        Room [inches].
    size : float
        Size of the letters [points].
    lines : int
        Lines that there is room for.
    weight : str
        "normal" or "bold".
    """
    plain = [" ".join(name.split()) for name in names]
    room = Room(width, size, weight, lines)
    short = {name: room.fit(name) for name in dict.fromkeys(plain)}
    for alike in _alike(short):
        short.update(_apart(alike, room, shared=0))
    for alike in _alike(short):
        # The last resort: names so long and so alike that only a number tells them apart.
        for count, name in enumerate(alike, 1):
            short[name] = f"{room.fit(name)[:3]}… {count}"
    return [short[name] for name in plain]


@dataclass(frozen=True, slots=True)
class Room:
    """Room for a name.

    Parameters
    ----------
    width : float
        Inches.
    size : float
        Points.
    weight : str
    lines : int
    """

    width: float
    size: float
    weight: str
    lines: int

    def fit(self, name: str) -> str:
        """Wrap a name, and shorten it at its end."""
        return wrapped(name, width=self.width, size=self.size, weight=self.weight, lines=self.lines)

    def is_enough(self, name: str) -> bool:
        """Say whether a name fits without losing anything."""
        return " ".join(self.fit(name).split()) == name


def _alike(short: Mapping[str, str]) -> list[list[str]]:
    """List names that have become the same words."""
    of_words: dict[str, list[str]] = {}
    for name, words in short.items():
        of_words.setdefault(words, []).append(name)
    return [names for names in of_words.values() if len(names) > 1]


def _apart(names: Sequence[str], room: Room, *, shared: int) -> dict[str, str]:
    """Shorten names that start alike where they are alike, and not where they differ.

    Parameters
    ----------
    names : sequence of str
        Two or more that differ.
    room : Room
    shared : int
        Words at the start that are known to be the same, and were not enough.
    """
    pieces = {name: name.split() for name in names}
    same = 0
    while all(len(words) > same + 1 for words in pieces.values()) and (
        len({words[same] for words in pieces.values()}) == 1
    ):
        same += 1
    if same <= shared:
        return {}
    short = {}
    for name, words in pieces.items():
        rest = " ".join(words[same:])
        tried = [f"{' '.join(words[:kept])}… {rest}" for kept in range(same - 1, 0, -1)]
        tried.append(f"…{rest}")
        short[name] = room.fit(next((text for text in tried if room.is_enough(text)), tried[-1]))
    for alike in _alike(short):
        short.update(_apart(alike, room, shared=same))
    return short


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
        axes.set_xticks(places, list(labels), fontsize=size)
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
    axes.set_xticks(places, short, fontsize=size, rotation=90)


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
    axes.set_yticks(range(len(names)), short, fontsize=size)
