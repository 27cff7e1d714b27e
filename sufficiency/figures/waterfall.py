"""A waterfall: from one total to another, and what adds to it or takes from it on the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sufficiency.figures.fitting import GAP_INCHES, fit_size, fit_x_labels
from sufficiency.figures.keys import is_narrow, legend_above, legend_beside
from sufficiency.figures.laying import finish, nothing
from sufficiency.figures.measuring import LINE, POINTS, text_height, text_width
from sufficiency.figures.reading import needs_columns, numbers_in
from sufficiency.figures.style import (
    COLOURS,
    DARK,
    HATCHES,
    INK,
    LEAST_SIZE,
    QUIET,
    SIZE,
    axes_for,
    in_style,
    number_axis,
    settle,
    size_inches,
)
from sufficiency.figures.totals import ABOVE_BAR, halo
from sufficiency.figures.words import flat, noted, number

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.container import BarContainer
    from matplotlib.text import Annotation

TOTAL, MORE, FEWER = "Total", "Adds", "Takes away"
"""Kinds of bars, as the legend names them."""

LOOKS = {TOTAL: 0, MORE: 1, FEWER: 3}
"""Place of each kind among the colours and patterns."""

WIDE = 0.72
AXIS_SHARE = 0.14
"""Share of a narrow figure that its numbers and their label take at most."""

MISSED = 1e-6
"""A total that misses the sum of what comes before it by more than this is no sum of it."""


@dataclass(frozen=True, slots=True)
class Step:
    """A bar of a waterfall.

    Parameters
    ----------
    name : str
    start, end : float
        What it goes from, and to; a total goes from nought.
    is_total : bool
    digits : int
        Digits of its number after the point.
    """

    name: str
    start: float
    end: float
    is_total: bool
    digits: int = 0

    @property
    def kind(self) -> str:
        """Which kind of bar it is."""
        if self.is_total:
            return TOTAL
        return MORE if self.end >= self.start else FEWER

    @property
    def words(self) -> str:
        """Tell its number: a total as it is, a change with its sign."""
        shown = number(self.end - self.start, self.digits)
        rises = not self.is_total and self.end > self.start and bool(shown.strip("0."))
        return f"+{shown}" if rises else shown


@in_style
def waterfall_bars(
    frame: pd.DataFrame,
    *,
    x: str,
    y: str,
    total: str,
    title: str,
    axis_label: str,
    note: str,
    from_nought: bool = False,
    digits: int = 0,
    basis: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw a total, what adds to it and takes from it, and the total that comes of it.

    Parameters
    ----------
    frame : pandas.DataFrame
        In the order wanted, the first row a total unless it begins from nought: columns `x`
        (text), `y` (number: a total, or a change) and `total` (true for a total).
    x, y, total : str
        Names of the columns.
    title, axis_label, note : str
        What it shows, its unit, on what it rests.
    from_nought : bool
        Whether the first change begins at nought: parts of a difference, small beside its totals.
    digits : int
        Digits of the numbers after the point.
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
        If a number is not known, the first row is no total, or a total is not the sum of what
        stands before it: a picture whose bars do not meet would mislead.
    """
    steps = _steps(frame, x=x, y=y, total=total, from_nought=from_nought, digits=digits)
    told = noted(note, frame, basis)
    axes = axes_for(ax)
    if not steps:
        return nothing(axes, title=title, note=told)
    drawn = _draw(axes, steps)
    axes.set_ylabel(axis_label)
    _settle_scale(axes, steps, share=0.1)
    number_axis(axes.yaxis, whole=digits == 0)

    def fit(axes: Axes) -> list[Artist]:
        if is_narrow(axes):
            legend = legend_above(axes, list(drawn.values()), list(drawn), share=AXIS_SHARE)
        else:
            legend = legend_beside(axes, list(drawn.values()), list(drawn))
        settle(axes)
        fit_x_labels(axes, [step.name for step in steps])
        settle(axes)
        return [legend, *_write_numbers(axes, steps)]

    return finish(axes, title=title, note=told, alt=_alt(title, steps, told), fit=fit)


def _steps(
    frame: pd.DataFrame, *, x: str, y: str, total: str, from_nought: bool, digits: int
) -> list[Step]:
    """Read the bars, and hold that they meet."""
    needs_columns(frame, x, y, total)
    steps: list[Step] = []
    for name, value, is_total in zip(frame[x], numbers_in(frame, y), frame[total], strict=True):
        if value != value:
            raise ValueError(
                f"{flat(name)} is not known, so no bar after it can be placed. Give its number, or "
                "draw what is known."
            )
        reached = steps[-1].end if steps else 0.0
        if is_total and steps and abs(value - reached) > MISSED * max(1.0, abs(value)):
            raise ValueError(
                f"{flat(name)} is {value:,.6g}, and what stands before it adds up to "
                f"{reached:,.6g}. Give all that leads from one total to the next."
            )
        if not is_total and not steps and not from_nought:
            raise ValueError(
                f"{flat(name)} stands first and is no total, so there is nothing that it changes. "
                f"Put a row before it whose {total} is true."
            )
        start, end = (0.0, value) if is_total else (reached, reached + value)
        steps.append(Step(str(name), start, end, bool(is_total), digits))
    return steps


def _draw(axes: Axes, steps: Sequence[Step]) -> dict[str, BarContainer]:
    """Draw the bars of each kind that occurs, and lines at the heights where they meet."""
    drawn = {}
    for kind, look in LOOKS.items():
        held = [(place, step) for place, step in enumerate(steps) if step.kind == kind]
        if not held:
            continue
        drawn[kind] = axes.bar(
            [place for place, _ in held],
            [step.end - step.start for _, step in held],
            bottom=[step.start for _, step in held],
            width=WIDE,
            color=COLOURS[look],
            hatch=HATCHES[look],
            edgecolor="white",
            linewidth=0.6,
            label=kind,
        )
    places = range(len(steps) - 1)
    axes.hlines(
        [step.end for step in steps[:-1]],
        [place - WIDE / 2 for place in places],
        [place + 1 + WIDE / 2 for place in places],
        color=DARK,
        linewidth=1.0,
        label="_where bars meet",
        zorder=3,
    )
    axes.set_xlim(-0.6, len(steps) - 0.4)
    axes.set_xticks(range(len(steps)))
    return drawn


def _settle_scale(axes: Axes, steps: Sequence[Step], *, share: float) -> None:
    """Start at nought, or below it where bars are, and leave a share on top for the numbers."""
    levels = [0.0, *(level for step in steps for level in (step.start, step.end))]
    lowest, highest = min(levels), max(levels)
    reach = (highest - lowest) / (1.0 - share)
    # Bars that reach below nought have room below them too.
    foot = lowest - (0.05 * reach if lowest < 0 else 0.0)
    axes.set_ylim(foot, lowest + reach if reach > 0 else 1.0)
    if lowest < 0:
        axes.axhline(0.0, color=INK, linewidth=0.8, label="_nought")
    axes.grid(axis="y", color=QUIET, linewidth=0.5)


def _write_numbers(axes: Axes, steps: Sequence[Step]) -> list[Annotation]:
    """Write each number above its bar: smaller or upright where bars are narrow."""
    left, right = axes.get_xlim()
    slot = size_inches(axes)[0] / (right - left)
    texts = [step.words for step in steps]
    # Bold letters are a tenth wider than those that are measured here.
    size = fit_size(texts, (slot - 2 * GAP_INCHES) / 1.12, most=SIZE, least=LEAST_SIZE + 1)
    upright = size is None
    if size is None:
        size = max(LEAST_SIZE, min(float(SIZE - 2), slot * POINTS / LINE))
    long = max(text_width(text, size=size, weight="bold") for text in texts)
    needed = (long if upright else text_height("0", size=size)) + 0.14
    _settle_scale(axes, steps, share=min(0.6, needed / size_inches(axes)[1]))
    return [
        axes.annotate(
            text,
            (place, max(step.start, step.end)),
            xytext=(0, ABOVE_BAR),
            textcoords="offset points",
            ha="center",
            va="bottom",
            fontsize=size,
            fontweight="bold",
            rotation=90 if upright else 0,
            path_effects=halo(),
        )
        for place, (text, step) in enumerate(zip(texts, steps, strict=True))
    ]


def _alt(title: str, steps: Sequence[Step], note: str) -> str:
    """Say how the total goes from first to last, and what every bar tells."""
    first, last = steps[0], steps[-1]
    told = "; ".join(f"{flat(step.name)}: {step.words}" for step in steps)
    if not first.is_total:
        return f"{title}. {told}. {note}"
    by = number(abs(last.end - first.end))
    way = "no change" if by == "0" else f"{'a rise' if last.end > first.end else 'a fall'} of {by}"
    ends = [f"{number(step.end)} ({flat(step.name)})" for step in (first, last)]
    return f"{title}. From {ends[0]} to {ends[1]}, {way}. {told}. {note}"
