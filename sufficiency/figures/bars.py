"""Bars stacked by kind: a total for each label, and what it is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sufficiency.figures.fitting import fit_x_labels
from sufficiency.figures.keys import is_narrow, legend_above, legend_beside
from sufficiency.figures.laying import Fit, finish, nothing
from sufficiency.figures.palette import looks_for
from sufficiency.figures.reading import (
    Row,
    at_one_label,
    names_in,
    not_negative,
    ordered,
    sums,
    words_for,
)
from sufficiency.figures.style import (
    COLOURS,
    HATCHES,
    QUIET,
    at_most_six,
    axes_for,
    in_style,
    number_axis,
    settle,
)
from sufficiency.figures.totals import draw_whiskers, tops_of, write_totals
from sufficiency.figures.words import change, flat, noted, number

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.container import BarContainer
    from matplotlib.legend import Legend

AXIS_SHARE = 0.14
"""Share of a narrow figure that its numbers and their label take at most."""

FEWEST_SLOTS = 4
"""A single bar is drawn no wider than one of so many."""


@in_style
def stacked_bars(
    frame: pd.DataFrame,
    *,
    x: str,
    y: str,
    by: str,
    title: str,
    axis_label: str,
    note: str,
    order: Sequence[str] | None = None,
    labels: Mapping[str, str] | None = None,
    looks: Mapping[str, int] | None = None,
    low: str | None = None,
    high: str | None = None,
    basis: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw bars stacked by kind: the total, and what it is made of.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns `x` (text, in the order wanted), `by` (kind) and `y` (number); the rows of one
        kind at one label are added up. A number that is not known adds nothing: say so in the
        note.
    x, y, by : str
        Names of the columns.
    title, axis_label, note : str
        What it shows, its unit, on what it rests.
    order : sequence of str, optional
        At most six kinds, from the bottom up; as they first stand in the frame if left out.
    labels : mapping of str to str, optional
        Words for each kind; the kinds themselves if left out.
    looks : mapping of str to int, optional
        Place of each kind among the six colours; in their order if left out.
    low, high : str, optional
        Columns with the range of the total, the same in each row of a label; drawn as a whisker.
        The totals then stand in a row above all whiskers, so that none is read as the end of one.
    basis : str, optional
        Column with the basis of each row, which the note then tells.
    ax : Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If there are more than six kinds, a kind is not in `order`, two kinds look alike, a number
        is below nought, or the rows of a label do not agree on its range.
    """
    cells = sums(frame, rows=x, columns=by, value=y)
    ticks = names_in(frame, x)
    kinds = ordered(names_in(frame, by), order, what="kinds")
    at_most_six(kinds, what="kinds")
    not_negative(cells.values(), what=f"The column {y}")
    told = noted(note, frame, basis)
    if not ticks or not kinds:
        return nothing(axes_for(ax), title=title, note=told)
    heights = {kind: [_height(cells.get((tick, kind), 0.0)) for tick in ticks] for kind in kinds}
    wholes = [sum(parts) for parts in zip(*heights.values(), strict=True)]
    totals = [
        Row(tick, whole, *at_one_label(frame, x, tick, low, high))
        for tick, whole in zip(ticks, wholes, strict=True)
    ]
    words = {kind: flat(label) for kind, label in words_for(kinds, labels).items()}
    styles = looks_for(kinds, looks)
    axes = axes_for(ax)
    axes.set_ylabel(axis_label)
    fit = _drawn(axes, heights, words, styles, totals)
    alt = _alt(title, heights, words, totals, told)
    return finish(axes, title=title, note=told, alt=alt, fit=fit)


def _drawn(
    axes: Axes,
    heights: Mapping[str, Sequence[float]],
    words: Mapping[str, str],
    styles: Mapping[str, int],
    totals: Sequence[Row],
) -> Fit:
    """Draw all that does not hang on the room there is, and say how the rest is fitted."""
    drawn = _draw(axes, heights, words, styles)
    draw_whiskers(axes, totals)
    _settle_scale(axes, totals)

    def fit(axes: Axes) -> list[Artist]:
        legend = _legend(axes, drawn, list(words.values()))
        settle(axes)
        fit_x_labels(axes, [row.name for row in totals])
        settle(axes)
        return [legend, *write_totals(axes, totals)]

    return fit


def _height(value: float) -> float:
    """Give the height of a part: none where not known, or below nought but for rounding."""
    return value if value > 0 else 0.0


def _draw(
    axes: Axes,
    heights: Mapping[str, Sequence[float]],
    words: Mapping[str, str],
    styles: Mapping[str, int],
) -> list[BarContainer]:
    """Draw the bars of each kind on top of those before."""
    count = len(next(iter(heights.values())))
    base = [0.0] * count
    drawn = []
    for kind, parts in heights.items():
        drawn.append(
            axes.bar(
                range(count),
                list(parts),
                bottom=base,
                color=COLOURS[styles[kind]],
                hatch=HATCHES[styles[kind]],
                edgecolor="white",
                linewidth=0.6,
                label=words[kind],
            )
        )
        base = [below + part for below, part in zip(base, parts, strict=True)]
    spare = max(0.0, (FEWEST_SLOTS - count) / 2)
    axes.set_xlim(-0.55 - spare, count - 0.45 + spare)
    axes.set_xticks(range(count))
    return drawn


def _legend(axes: Axes, drawn: Sequence[BarContainer], names: Sequence[str]) -> Legend:
    """Name the kinds, beside the bars from the top down as they stand, or above them."""
    if is_narrow(axes):
        return legend_above(axes, drawn, names, share=AXIS_SHARE)
    return legend_beside(axes, drawn[::-1], names[::-1])


def _settle_scale(axes: Axes, totals: Sequence[Row]) -> None:
    """Start at nought, and leave room for a number on top of each bar."""
    top = max(tops_of(totals))
    axes.set_ylim(0.0, top * 1.12 if top > 0 else 1.0)
    axes.grid(axis="y", color=QUIET, linewidth=0.5)
    number_axis(axes.yaxis)


def _alt(
    title: str,
    heights: Mapping[str, Sequence[float]],
    words: Mapping[str, str],
    totals: Sequence[Row],
    note: str,
) -> str:
    """Say how the total goes, what it is made of at both ends, and each total."""
    first, last = totals[0], totals[-1]
    start, end = flat(first.name), flat(last.name)
    ends = dict.fromkeys((0, len(totals) - 1))
    parts = [
        f"In {flat(totals[place].name)}: "
        + "; ".join(f"{words[kind]}: {number(held[place])}" for kind, held in heights.items())
        for place in ends
    ]
    told = [f"{flat(row.name)}: {number(row.value)}{_range_words(row)}" for row in totals]
    message = f"Total {change(first.value, last.value, start=start, end=end)}."
    return f"{title}. {message} {'. '.join(parts)}. Totals: {'; '.join(told)}. {note}"


def _range_words(row: Row) -> str:
    """Add the range of a total, where it has one."""
    return "" if row.low != row.low else f" (range {number(row.low)} to {number(row.high)})"
