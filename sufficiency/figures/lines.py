"""Lines with a range: what was counted, what is projected, and how sure it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sufficiency.figures.ends import label_ends
from sufficiency.figures.fitting import fit_x_labels
from sufficiency.figures.laying import finish, nothing
from sufficiency.figures.palette import looks_for
from sufficiency.figures.reading import (
    names_in,
    needs_columns,
    not_negative,
    ordered,
    rows_of,
    words_for,
)
from sufficiency.figures.series import (
    Series,
    counted_in,
    last_of,
    numbers_of,
    series_of,
    series_words,
)
from sufficiency.figures.style import (
    COLOURS,
    DARK,
    MARKERS,
    NOTE_SIZE,
    QUIET,
    at_most_six,
    axes_for,
    in_style,
    number_axis,
    settle,
)
from sufficiency.figures.words import flat, noted, with_range

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.text import Annotation

SIDEWAYS = 0.12
"""Points of several series at a single label stand so far apart [labels]."""


@in_style
def range_lines(
    frame: pd.DataFrame,
    *,
    x: str,
    y: str,
    low: str,
    high: str,
    by: str,
    title: str,
    axis_label: str,
    note: str,
    order: Sequence[str] | None = None,
    labels: Mapping[str, str] | None = None,
    looks: Mapping[str, int] | None = None,
    projected_from: str | None = None,
    past: str | None = None,
    basis: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw lines with their ranges shaded; what was counted is solid, what is projected hollow.

    Parameters
    ----------
    frame : pandas.DataFrame
        A row for each series and label: columns `x` (text, in the order wanted), `by` (series),
        `y`, `low` and `high` (numbers; empty ends where there is no range).
    x, y, low, high, by : str
        Names of the columns.
    title, axis_label, note : str
        What it shows, its unit, on what it rests and which range is shaded.
    order : sequence of str, optional
        At most six series; those of `labels`, or as they first stand, if left out.
    labels : mapping of str to str, optional
        Words for each series; the series themselves if left out.
    looks : mapping of str to int, optional
        Place of each series among the six colours; in their order if left out.
    projected_from : str, optional
        The last label that was counted; what follows is projected.
    past : str, optional
        Column that is true where a value was counted, in place of `projected_from`.
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
        If there are more than six series, one is not in `order`, two look alike, two rows are of
        one series and label, a number is below nought, a range runs backwards, or
        `projected_from` is no label.
    """
    needs_columns(frame, x, by, past)
    ticks = names_in(frame, x)
    held = names_in(frame, by)
    wanted = order if order is not None else dict.fromkeys([*(labels or {}), *held])
    names = [name for name in ordered(held, wanted, what="series") if name in held]
    at_most_six(names, what="series")
    told = noted(note, frame, basis)
    if not ticks or not names:
        return nothing(axes_for(ax), title=title, note=told)
    counted = counted_in(frame, x=x, ticks=ticks, projected_from=projected_from, past=past)
    rows = rows_of(frame, name=x, value=y, low=low, high=high)
    not_negative((row.value for row in rows), what=f"The column {y}")
    not_negative((row.low for row in rows), what=f"The column {low}")
    styles = looks_for(names, looks)
    series = [
        series_of(name, flat(words), styles[name], list(frame[by].map(str)), rows, counted, ticks)
        for name, words in words_for(names, labels).items()
    ]
    return _drawn(axes_for(ax), series, ticks, title=title, axis_label=axis_label, note=told)


def _drawn(
    axes: Axes,
    series: Sequence[Series],
    ticks: Sequence[str],
    *,
    title: str,
    axis_label: str,
    note: str,
) -> Axes:
    """Draw all series, then what needs to know where they ended up."""
    for one in series:
        shift = _shift(one, series) if len(ticks) == 1 else 0.0
        _fan(axes, one, shift)
        _line(axes, one, shift)
    axes.set_ylabel(axis_label)
    _settle_scale(axes, series, len(ticks))
    _say_where_projected(axes, series)
    told = [(one.words, with_range(*numbers_of(last_of(one)))) for one in series]
    ends = [_end(one, series, len(ticks)) for one in series]
    colours = [COLOURS[one.style] for one in series]

    def fit(axes: Axes) -> list[Annotation]:
        # The labels at the ends leave the axis less width, its own labels leave them less height.
        first = label_ends(axes, told, ends, colours)
        settle(axes)
        fit_x_labels(axes, ticks)
        settle(axes)
        for label in first:
            label.remove()
        return label_ends(axes, told, ends, colours)

    alt = f"{title}. {series_words(series)} {note}"
    return finish(axes, title=title, note=note, alt=alt, fit=fit)


def _end(one: Series, series: Sequence[Series], count: int) -> tuple[float, float]:
    """Give where a line ends, in the units of the axes."""
    point = last_of(one)
    place = float(one.places[one.points.index(point)])
    if count == 1:
        place += _shift(one, series)
    return place, point.value if point.value == point.value else 0.0


def _shift(one: Series, series: Sequence[Series]) -> float:
    """Give how far aside a series stands where all have a single label [labels]."""
    return (series.index(one) - (len(series) - 1) / 2) * SIDEWAYS


def _fan(axes: Axes, one: Series, shift: float) -> None:
    """Shade the range of a series; a range that stands alone is a whisker."""
    colour = COLOURS[one.style]
    for run in _runs(one):
        across = [one.places[k] + shift for k in run]
        lows, highs = zip(*(_ends(one, k) for k in run), strict=True)
        if len(run) == 1:
            axes.vlines(across, lows, highs, color=colour, linewidth=2.0, alpha=0.6)
            continue
        axes.fill_between(across, lows, highs, color=colour, alpha=0.16, linewidth=0)
        for ends in (lows, highs):
            axes.plot(across, ends, color=colour, linewidth=0.6, alpha=0.7, label="_end of range")


def _ends(one: Series, k: int) -> tuple[float, float]:
    """Give the range at a point; what was counted without one is sure."""
    point = one.points[k]
    if point.low == point.low and point.high == point.high:
        return point.low, point.high
    return point.value, point.value


def _runs(one: Series) -> list[list[int]]:
    """List runs of points next to each other that have a range, each from the count before it."""
    runs: list[list[int]] = []
    for k, point in enumerate(one.points):
        if point.low != point.low or point.high != point.high:
            continue
        if runs and runs[-1][-1] == k - 1:
            runs[-1].append(k)
        elif k and one.past[k - 1] and one.points[k - 1].value == one.points[k - 1].value:
            runs.append([k - 1, k])
        else:
            runs.append([k])
    return runs


def _line(axes: Axes, one: Series, shift: float) -> None:
    """Draw the counted part solid with filled marks, the projected part dashed with hollow ones."""
    across = [place + shift for place in one.places]
    values = [point.value for point in one.points]
    firsts = one.past.index(False) if False in one.past else len(one.past)
    colour = COLOURS[one.style]
    shared: dict[str, Any] = {
        "color": colour,
        "marker": MARKERS[one.style],
        "markersize": 6.5,
        "markeredgecolor": colour,
        "markeredgewidth": 1.4,
        "linewidth": 2.0,
        "clip_on": False,
        "zorder": 3,
    }
    if firsts:
        axes.plot(across[:firsts], values[:firsts], label=one.words, **shared)
    if firsts < len(across):
        # The dashes start at the last count, whose own mark is not drawn again.
        start = max(firsts - 1, 0)
        axes.plot(
            across[start:],
            values[start:],
            label=f"{one.words} (projected)",
            linestyle=(0, (4, 1.6)),
            markerfacecolor="white",
            markevery=list(range(firsts - start, len(across) - start)),
            **shared,
        )


def _settle_scale(axes: Axes, series: Sequence[Series], count: int) -> None:
    """Start at nought, with room on top for the word that says where the projection starts."""
    tops = [
        held
        for one in series
        for point in one.points
        for held in (point.value, point.high)
        if held == held
    ]
    top = max(tops, default=0.0)
    axes.set_ylim(0.0, top * 1.14 if top > 0 else 1.0)
    spare = 0.5 if count == 1 else 0.0
    axes.set_xlim(-0.35 - spare, count - 0.8 + spare)
    axes.set_xticks(range(count))
    axes.grid(axis="y", color=QUIET, linewidth=0.5)
    number_axis(axes.yaxis)


def _say_where_projected(axes: Axes, series: Sequence[Series]) -> None:
    """Mark with a line and a word where the projection starts, if it does so for all alike."""
    past = [
        place
        for one in series
        for place, is_past in zip(one.places, one.past, strict=True)
        if is_past
    ]
    ahead = [
        place
        for one in series
        for place, is_past in zip(one.places, one.past, strict=True)
        if not is_past
    ]
    if not ahead or (past and max(past) >= min(ahead)):
        return
    border = min(ahead) - 0.5 if past else axes.get_xlim()[0]
    if past:
        axes.axvline(border, color=DARK, linewidth=1.0, linestyle=(0, (1, 2)), zorder=1)
    axes.annotate(
        "Projected",
        (border, 1.0),
        xycoords=("data", "axes fraction"),
        xytext=(5, -2),
        textcoords="offset points",
        ha="left",
        va="top",
        fontsize=NOTE_SIZE,
        color=DARK,
    )
