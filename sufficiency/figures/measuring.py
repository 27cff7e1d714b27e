"""Words as wide and as high as they are: measured, wrapped, shortened at a word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sufficiency.figures.style import letters

POINTS = 72.0
"""Points in an inch."""

LINE = 1.25
"""Height of a line of text, in sizes of its letters."""

MADE = "(made up)"
"""What a name says at its end where something is made up; never parted, never shortened away."""

HELD = "\u00a0"
"""Stands for a space at which no line is broken."""


DOTS = (100, 150)
"""Dots per inch at which a figure is shown and saved; letters are a little wider at one of them."""


@lru_cache(maxsize=8192)
def text_width(words: str, *, size: float, weight: str = "normal") -> float:
    """Measure a text as it is drawn: the width of its longest line [inches]."""
    return max(
        (sum(_advance(letter, size, weight) for letter in line) for line in words.split("\n")),
        default=0.0,
    )


@lru_cache(maxsize=4096)
def _advance(letter: str, size: float, weight: str) -> float:
    """Measure by how much a letter makes a text longer [inches].

    Letter by letter, since names are measured again and again while they are shortened.
    """
    from matplotlib.font_manager import FontProperties

    properties = FontProperties(family=letters(), size=size, weight=weight)
    return float(
        max(
            (
                pen.get_text_width_height_descent(f"n{letter}n", properties, ismath=False)[0]
                - pen.get_text_width_height_descent("nn", properties, ismath=False)[0]
            )
            / dots
            for dots, pen in zip(DOTS, _pens(), strict=True)
        )
    )


@lru_cache(maxsize=1)
def _pens() -> tuple[Any, ...]:
    """Give what draws letters, for each number of dots per inch."""
    from matplotlib.backends import backend_agg

    # This part of matplotlib has no types.
    make: Any = backend_agg.RendererAgg
    return tuple(make(1, 1, dots) for dots in DOTS)


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
    cut = {name: name.split()[0] for name in short if name and not room.is_enough(name)}
    for alike in [*_alike(cut), *_alike(short)]:
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
