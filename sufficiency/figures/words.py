"""The words of a figure: numbers as people read them, how they change, on what they rest."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sufficiency import terms

if TYPE_CHECKING:
    import pandas as pd

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


def change(first: float, last: float, *, start: str, end: str, digits: int = 0) -> str:
    """Say how a number goes from one label to another.

    Examples
    --------
    >>> change(640.0, 912.0, start="2026/27", end="2032/33")
    'from 640 in 2026/27 to 912 in 2032/33, a rise of 272'
    """
    before, after = number(first, digits), number(last, digits)
    if start == end:
        return f"{after} in {end}"
    if UNKNOWN in (before, after):
        return f"{before} in {start}, {after} in {end}"
    if before == after:
        return f"{after} in {start} and in {end}"
    way = "a rise" if last > first else "a fall"
    by = number(abs(last - first), digits)
    return f"from {before} in {start} to {after} in {end}, {way} of {by}"


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
