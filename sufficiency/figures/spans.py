"""Bars along years, a row for each name: when something begins, and until when it lasts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sufficiency.figures.fitting import fit_x_labels
from sufficiency.figures.laying import finish, nothing
from sufficiency.figures.reading import needs_columns
from sufficiency.figures.rows import name_rows, row_axes, settle_rows, write_beside
from sufficiency.figures.style import COLOURS, HATCHES, QUIET, in_style, settle
from sufficiency.figures.words import flat, noted

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.text import Text

FILLING, FULL = 1, 0
"""Looks of a bar while its places open, and once all of them are open."""

HEIGHT = 0.56


@dataclass(frozen=True, slots=True)
class Span:
    """A row of the figure.

    Parameters
    ----------
    name : str
    begins, full : int
        Places among the labels: where it begins, and from where on it is whole.
    words : str
        What stands beside it.
    """

    name: str
    begins: int
    full: int
    words: str


@in_style
def span_bars(
    frame: pd.DataFrame,
    *,
    y: str,
    begins: str,
    full: str,
    words: str,
    labels: Sequence[str],
    title: str,
    note: str,
    basis: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw for each row a bar from where it begins, hatched until it is whole, and words beside it.

    Parameters
    ----------
    frame : pandas.DataFrame
        A row for each name, in the order wanted: columns `y` and `words` (text), `begins` and
        `full` (text: labels of the axis).
    y, begins, full, words : str
        Names of the columns.
    labels : sequence of str
        Labels of the axis, in their order; a bar lasts to the end of the last one.
    title, note : str
        What it shows, and on what it rests.
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
        If a column is missing, a bar begins at no label, or is whole before it begins.
    """
    needs_columns(frame, y, begins, full, words, basis)
    spans = _spans(frame, y=y, begins=begins, full=full, words=words, labels=labels)
    axes = row_axes(ax, len(spans))
    told = noted(note, frame, basis)
    if not spans:
        return nothing(axes, title=title, note=told)
    for place, span in enumerate(spans):
        for look, start, end in (
            (FILLING, span.begins, span.full),
            (FULL, span.full, len(labels)),
        ):
            if end > start:
                axes.barh(
                    place,
                    end - start,
                    left=start - 0.5,
                    height=HEIGHT,
                    color=COLOURS[look],
                    hatch=HATCHES[look],
                    edgecolor="white",
                    linewidth=0.6,
                )
    axes.set_xlim(-0.5, len(labels) - 0.5)
    axes.set_xticks(range(len(labels)))
    axes.grid(axis="x", color=QUIET, linewidth=0.5)
    settle_rows(axes, len(spans))
    texts = [span.words for span in spans]

    def fit(axes: Axes) -> list[Text]:
        name_rows(axes, [span.name for span in spans])
        beside = write_beside(axes, texts)
        fit_x_labels(axes, list(labels))
        settle(axes)
        return beside

    alt = " ".join(
        [
            f"{title}.",
            *(
                f"{span.name}: from {labels[span.begins]}, {_whole(span, labels)}, {span.words}."
                for span in spans
            ),
            told,
        ]
    )
    return finish(axes, title=title, note=told, alt=alt, fit=fit)


def _whole(span: Span, labels: Sequence[str]) -> str:
    return f"whole from {labels[span.full]}" if span.full < len(labels) else "whole later"


def _spans(
    frame: pd.DataFrame, *, y: str, begins: str, full: str, words: str, labels: Sequence[str]
) -> list[Span]:
    """Read the rows; refuse those that do not fit the axis."""
    spans = []
    known = list(labels)
    columns = (list(frame[name].map(str)) for name in (y, begins, full, words))
    for name, start, whole, beside in zip(*columns, strict=True):
        if start not in known:
            raise ValueError(
                f"The bar of {name} begins at {start}, which is none of the labels: "
                f"{', '.join(known)}. Correct the frame before it is drawn."
            )
        # What is whole only after the last label is never whole here.
        place = known.index(whole) if whole in known else len(known)
        if place < known.index(start):
            raise ValueError(
                f"The bar of {name} is whole at {whole}, before it begins at {start}. Correct the "
                "frame before it is drawn."
            )
        spans.append(Span(flat(name), known.index(start), place, flat(beside)))
    return spans
