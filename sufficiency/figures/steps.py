"""Steps from one number to another: what each adds or takes, a bar for each row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from sufficiency.figures.keys import legend_above
from sufficiency.figures.laying import finish, nothing
from sufficiency.figures.reading import needs_columns, numbers_in
from sufficiency.figures.rows import (
    NAMES_SHARE,
    name_rows,
    number_rows,
    row_axes,
    settle_rows,
    write_beside,
)
from sufficiency.figures.style import COLOURS, DARK, HATCHES, INK, QUIET, in_style, number_axis
from sufficiency.figures.words import flat, noted, number

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

THICK = 0.6
MORE, FEWER = "More", "Fewer"


@dataclass(frozen=True, slots=True)
class Step:
    """One row: where its bar begins, and what it adds.

    Parameters
    ----------
    name : str
    start, change : float
    digits : int
        Digits after the point.
    """

    name: str
    start: float
    change: float
    digits: int

    @property
    def words(self) -> str:
        """Tell the change without a sign: "12.3 more"."""
        told = number(abs(self.change), self.digits)
        if not told.strip("0."):
            return "none"
        return f"{told} {MORE.lower() if self.change > 0 else FEWER.lower()}"


@in_style
def step_bars(
    frame: pd.DataFrame,
    *,
    y: str,
    change: str,
    total: str,
    title: str,
    axis_label: str,
    note: str,
    digits: int = 1,
    basis: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw a waterfall from the top down: each bar begins where the one above ends.

    Parameters
    ----------
    frame : pandas.DataFrame
        A row for each step, in the order wanted: columns `y` (text) and `change` (number).
    y, change : str
        Names of the columns.
    total : str
        Name of the last bar, which is all steps together.
    title, axis_label, note : str
        What it shows, its unit, on what it rests.
    digits : int
        Digits of the numbers after the point.
    basis : str, optional
        Column with the basis of each row, which the note then tells.
    ax : Axes, optional
        Where to draw; a new figure, as high as its rows need, if left out.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If a column is missing, or a step is not known.
    """
    needs_columns(frame, y, change, basis)
    told = noted(note, frame, basis)
    changes = numbers_in(frame, change)
    names = [flat(name) for name in frame[y]]
    unknown = [name for name, step in zip(names, changes, strict=True) if step != step]
    if unknown:
        raise ValueError(
            f"The step of {', '.join(unknown)} is not known, so that no later bar has a place to "
            "begin. Give its number, or take all steps to one row."
        )
    axes = row_axes(ax, len(names) + 1)
    if not names:
        return nothing(axes, title=title, note=told)
    starts = [0.0, *accumulate(changes)]
    steps = [
        Step(name, start, step, digits)
        for name, start, step in zip(names, starts[:-1], changes, strict=True)
    ]
    whole = Step(flat(total), 0.0, starts[-1], digits)
    _draw(axes, steps, whole)
    axes.set_xlabel(axis_label)
    rows = [*steps, whole]
    settle_rows(axes, len(rows))

    def fit(axes: Axes) -> list[Artist]:
        handles, labels = axes.get_legend_handles_labels()
        legend = legend_above(axes, handles, labels, share=NAMES_SHARE + 0.02)
        name_rows(axes, [row.name for row in rows])
        weights = ["normal"] * len(steps) + ["bold"]
        beside = write_beside(axes, [row.words for row in rows], weights=weights)
        number_rows(axes, whole=False)
        return [legend, *beside]

    parts = "; ".join(f"{step.name}: {step.words}" for step in steps)
    alt = f"{title}. {whole.name}: {whole.words}. {parts}. {told}"
    return finish(axes, title=title, note=told, alt=alt, fit=fit)


def _draw(axes: Axes, steps: Sequence[Step], whole: Step) -> None:
    """Draw the steps, what joins them, and the bar of all together."""
    looks = (
        (MORE, COLOURS[0], "", COLOURS[0], False),
        (FEWER, "white", HATCHES[1], INK, True),
    )
    for label, colour, hatch, edge, is_fewer in looks:
        held = [(place, step) for place, step in enumerate(steps) if (step.change < 0) == is_fewer]
        axes.barh(
            [place for place, _ in held],
            [step.change for _, step in held],
            left=[step.start for _, step in held],
            height=THICK,
            color=colour,
            hatch=hatch,
            edgecolor=edge,
            linewidth=1.0,
            label=label,
        )
    axes.barh(
        [len(steps)],
        [whole.change],
        height=THICK,
        color=QUIET,
        hatch=HATCHES[2],
        edgecolor=INK,
        linewidth=1.0,
        label=whole.name,
    )
    for above, (one, _) in enumerate(pairwise([*steps, whole])):
        end = one.start + one.change
        axes.vlines(end, above, above + 1, color=DARK, linewidth=0.9, linestyle=(0, (3, 2)))
    _settle_scale(axes, [*(step.start + step.change for step in steps), 0.0])


def _settle_scale(axes: Axes, ends: Sequence[float]) -> None:
    """Show nought, and a little room on both sides."""
    least, most = min(ends), max(ends)
    span = most - least if most > least else 1.0
    axes.set_xlim(least - 0.06 * span, most + 0.06 * span)
    axes.axvline(0.0, color=INK, linewidth=1.0)
    axes.grid(axis="x", color=QUIET, linewidth=0.5)
    number_axis(axes.xaxis, whole=False)
