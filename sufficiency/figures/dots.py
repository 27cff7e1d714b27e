"""Dots with ranges, or bars, a row for each name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sufficiency.figures.laying import finish, nothing
from sufficiency.figures.reading import Row, needs_columns, rows_of
from sufficiency.figures.rows import (
    name_rows,
    number_rows,
    row_axes,
    settle_rows,
    with_made,
    write_beside,
)
from sufficiency.figures.style import COLOURS, QUIET, in_style, number_axis
from sufficiency.figures.words import flat, noted, with_range

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.text import Text


@in_style
def dot_ranges(
    frame: pd.DataFrame,
    *,
    y: str,
    value: str,
    low: str,
    high: str,
    title: str,
    axis_label: str,
    note: str,
    digits: int = 0,
    basis: str | None = None,
    as_bars: bool = False,
    ax: Axes | None = None,
) -> Axes:
    """Draw a dot with its range for each row, from the top down, and its number beside it.

    Parameters
    ----------
    frame : pandas.DataFrame
        A row for each name, in the order wanted: columns `y` (text), `value`, `low` and `high`
        (numbers; empty ends where there is no range).
    y, value, low, high : str
        Names of the columns.
    title, axis_label, note : str
        What it shows, its unit, on what it rests and which range is drawn.
    digits : int
        Digits of the numbers after the point.
    basis : str, optional
        Column with the basis of each row, which the note then tells; what is made up is hollow.
    as_bars : bool
        Whether to draw a bar from nought to each number in place of a dot.
    ax : Axes, optional
        Where to draw; a new figure, as high as its rows need, if left out.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If a column is missing, or a range runs backwards.
    """
    needs_columns(frame, basis)
    rows = rows_of(frame, name=y, value=value, low=low, high=high)
    axes = row_axes(ax, len(rows))
    told = noted(note, frame, basis)
    if not rows:
        return nothing(axes, title=title, note=told)
    made = [held == "made" for held in frame[basis]] if basis is not None else [False] * len(rows)
    names = [with_made(flat(row.name), is_made) for row, is_made in zip(rows, made, strict=True)]
    _draw(axes, rows, made, as_bars=as_bars)
    _settle_scale(axes, rows, whole=digits == 0)
    axes.set_xlabel(axis_label)
    settle_rows(axes, len(rows))
    texts = [with_range(row.value, row.low, row.high, digits) for row in rows]

    def fit(axes: Axes) -> list[Text]:
        name_rows(axes, names)
        beside = write_beside(axes, texts)
        number_rows(axes, whole=digits == 0)
        return beside

    alt = _alt(title, names, rows, texts, told)
    return finish(axes, title=title, note=told, alt=alt, fit=fit)


def _draw(axes: Axes, rows: Sequence[Row], made: Sequence[bool], *, as_bars: bool) -> None:
    """Draw the ranges, and the dots on top of them; or bars below them."""
    colour = COLOURS[0]
    ranged = [(place, row) for place, row in enumerate(rows) if row.low == row.low]
    axes.hlines(
        [place for place, _ in ranged],
        [row.low for _, row in ranged],
        [row.high for _, row in ranged],
        color=colour,
        linewidth=5.0,
        alpha=0.4,
    )
    for is_made in (False, True):
        here = [
            (row.value, place)
            for place, (row, is_so) in enumerate(zip(rows, made, strict=True))
            if is_so == is_made and row.value == row.value
        ]
        across, places = [value for value, _ in here], [place for _, place in here]
        if here and as_bars:
            fill = "white" if is_made else colour
            axes.barh(places, across, height=0.6, zorder=2, facecolor=fill, edgecolor=colour)
        elif here:
            axes.scatter(
                across,
                places,
                s=56,
                facecolor="white" if is_made else colour,
                edgecolor=colour,
                linewidth=1.6,
                zorder=3,
                clip_on=False,
            )


def _settle_scale(axes: Axes, rows: Sequence[Row], *, whole: bool) -> None:
    """Start at nought, or below it where a number is."""
    held = [end for row in rows for end in (row.value, row.low, row.high) if end == end]
    least, most = min([0.0, *held]), max([0.0, *held])
    span = most - least if most > least else 1.0
    axes.set_xlim(least - (0.04 * span if least < 0 else 0.0), least + 1.04 * span)
    axes.grid(axis="both", color=QUIET, linewidth=0.5)
    number_axis(axes.xaxis, whole=whole)
    if least < 0:
        axes.axvline(0.0, color="black", linewidth=0.8)


def _alt(
    title: str, names: Sequence[str], rows: Sequence[Row], texts: Sequence[str], note: str
) -> str:
    """Say which is highest and lowest, and each number with its range."""
    known = [place for place, row in enumerate(rows) if row.value == row.value]
    told = "; ".join(f"{name}: {text}" for name, text in zip(names, texts, strict=True))
    message = ""
    if len(known) > 1:
        most = max(known, key=lambda place: rows[place].value)
        least = min(known, key=lambda place: rows[place].value)
        if rows[most].value > rows[least].value:
            message = (
                f"Highest is {names[most]} with {texts[most]}, lowest {names[least]} with "
                f"{texts[least]}. "
            )
        else:
            message = f"All are {texts[most]}. "
    return f"{title}. {message}{told}. {note}"
