"""Lines as they are read from a tidy frame: points in their order, counted ones before others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sufficiency.figures.reading import Row
from sufficiency.figures.words import change, flat, with_range

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Series:
    """One line: its points from left to right.

    Parameters
    ----------
    words : str
        Its name.
    style : int
        Place among the colours and markers.
    places : tuple of int
        Axis (point): place of its label on the axis.
    points : tuple of Row
        Axis (point): label, value and range.
    past : tuple of bool
        Axis (point): whether it was counted, and not projected.
    """

    words: str
    style: int
    places: tuple[int, ...]
    points: tuple[Row, ...]
    past: tuple[bool, ...]


def counted_in(
    frame: pd.DataFrame,
    *,
    x: str,
    ticks: Sequence[str],
    projected_from: str | None,
    past: str | None,
) -> list[bool]:
    """Say of each row whether it was counted."""
    if past is not None:
        return [bool(held) for held in frame[past]]
    if projected_from is None:
        return [True] * len(frame)
    if projected_from not in ticks:
        raise ValueError(
            f"No label is {projected_from}, from which it is projected. The labels are "
            f"{', '.join(ticks)}. Give the last of them that was counted."
        )
    last = ticks.index(projected_from)
    return [ticks.index(str(held)) <= last for held in frame[x]]


def series_of(
    name: str,
    words: str,
    style: int,
    of_series: Sequence[str],
    rows: Sequence[Row],
    counted: Sequence[bool],
    ticks: Sequence[str],
) -> Series:
    """Gather the points of a series from left to right."""
    found = sorted(
        (ticks.index(row.name), k)
        for k, (series, row) in enumerate(zip(of_series, rows, strict=True))
        if series == name
    )
    places = tuple(place for place, _ in found)
    if len(set(places)) < len(places):
        twice = next(place for place in places if places.count(place) > 1)
        raise ValueError(
            f"Two rows are of {words} in {flat(ticks[twice])}. Ranges cannot be added up, so give "
            "one row for each series and label."
        )
    past = [counted[k] for _, k in found]
    if past != sorted(past, reverse=True):
        raise ValueError(
            f"{words} has a counted value after a projected one. Counted values come first, so "
            "mark all before the first projected one, and none after it."
        )
    points = tuple(rows[k] for _, k in found)
    return Series(words, style, places, points, tuple(past))


def last_of(one: Series) -> Row:
    """Give the last point that is known; the last of all, where none is."""
    known = [point for point in one.points if point.value == point.value]
    return (known or one.points)[-1]


def numbers_of(row: Row) -> tuple[float, float, float]:
    """Give a number with the ends of its range."""
    return row.value, row.low, row.high


def series_words(series: Sequence[Series]) -> str:
    """Say of each series where it starts, where it ends, and how sure its end is."""
    told = []
    for one in series:
        first, last = one.points[0], last_of(one)
        words = change(first.value, last.value, start=flat(first.name), end=flat(last.name))
        is_sure = last.low != last.low or (last.low == last.value == last.high)
        sure = "" if is_sure else f"; range {with_range(*numbers_of(last)).partition('(')[2][:-1]}"
        counted = [point for point, is_past in zip(one.points, one.past, strict=True) if is_past]
        ahead = ""
        if len(counted) < len(one.points):
            ahead = (
                "; all projected" if not counted else f"; projected after {flat(counted[-1].name)}"
            )
        told.append(f"{one.words}: {words}{sure}{ahead}.")
    return " ".join(told)
