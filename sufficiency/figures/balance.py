"""Children against places, a bar for each row: what is taken, what is empty, what is too much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from sufficiency.figures.keys import legend_above
from sufficiency.figures.laying import finish, nothing
from sufficiency.figures.reading import needs_columns, not_negative, numbers_in
from sufficiency.figures.rows import (
    NAMES_SHARE,
    name_rows,
    number_rows,
    row_axes,
    settle_rows,
    with_made,
    write_beside,
)
from sufficiency.figures.style import (
    COLOURS,
    DARK,
    HATCHES,
    INK,
    QUIET,
    in_style,
    number_axis,
)
from sufficiency.figures.words import flat, noted, number
from sufficiency.messages.listing import listed

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.legend import Legend

MOST_ROWS = 25
TAKEN, OVER, EMPTY, LIMIT = (
    "Children in places",
    "Children beyond the places",
    "Empty places",
    "Places",
)
BESIDE = "Children in places"
"""What the words beside the rows tell."""

THICK = 0.66


@dataclass(frozen=True, slots=True)
class Balance:
    """The places of one row, and the children there.

    Parameters
    ----------
    name : str
    children, places : float
        Not a number where not known.
    """

    name: str
    children: float
    places: float

    @property
    def is_known(self) -> bool:
        """Whether both numbers are known."""
        return self.children == self.children and self.places == self.places

    @property
    def taken(self) -> float:
        """Children in places [children]; all of them, where the places are not known."""
        if self.children != self.children:
            return 0.0
        return min(self.children, self.places) if self.is_known else self.children

    @property
    def over(self) -> float:
        """Children beyond the places [children]."""
        return max(self.children - self.places, 0.0) if self.is_known else 0.0

    @property
    def empty(self) -> float:
        """Places without a child [places]."""
        return max(self.places - self.children, 0.0) if self.is_known else 0.0

    @property
    def is_over(self) -> bool:
        """Whether it is over-full by at least one child as numbers are shown."""
        return number(self.over) != "0"

    @property
    def words(self) -> str:
        """Tell the balance, with a word for what is too much."""
        told = f"{number(self.children)} in {number(self.places)}"
        if not self.is_known:
            return told
        if self.is_over:
            return f"{told}: {number(self.over)} over"
        if number(self.empty) != "0":
            return f"{told}: {number(self.empty)} empty"
        return f"{told}: full" if number(self.places) != "0" else told


@in_style
def balance_bars(
    frame: pd.DataFrame,
    *,
    y: str,
    places: str,
    children: str,
    title: str,
    axis_label: str,
    note: str,
    basis: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw children against places for each row; over-full ones by a pattern and a word.

    Parameters
    ----------
    frame : pandas.DataFrame
        At most 25 rows, in the order wanted: columns `y` (text), `places` and `children`
        (numbers; empty where not known).
    y, places, children : str
        Names of the columns.
    title, axis_label, note : str
        What it shows, its unit, on what it rests.
    basis : str, optional
        Column with the basis of each row, which the note then tells; the names of rows that are
        made up say so.
    ax : Axes, optional
        Where to draw; a new figure, as high as its rows need, if left out.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If there are more than 25 rows, or a number is below nought.
    """
    needs_columns(frame, y, places, children, basis)
    held = list(zip(numbers_in(frame, children), numbers_in(frame, places), strict=True))
    not_negative((number for pair in held for number in pair), what="A bar of children or places")
    if len(frame) > MOST_ROWS:
        raise ValueError(
            f"{len(frame)} rows are to be drawn. More than {MOST_ROWS} cannot be read in one "
            "picture. Give the largest, or draw two pictures."
        )
    axes = row_axes(ax, len(frame))
    told = noted(note, frame, basis)
    if not held:
        return nothing(axes, title=title, note=told)
    made = [one == "made" for one in frame[basis]] if basis is not None else [False] * len(held)
    rows = [
        Balance(with_made(flat(name), is_made), *pair)
        for name, is_made, pair in zip(frame[y], made, held, strict=True)
    ]
    _draw(axes, rows)
    axes.set_xlabel(axis_label)
    settle_rows(axes, len(rows))
    return finish(
        axes, title=title, note=told, alt=_alt(title, rows, told), fit=partial(_fit, rows=rows)
    )


def _fit(axes: Axes, rows: Sequence[Balance]) -> list[Artist]:
    """Write the legend, the names and the balances in the room that there is."""
    legend = _legend(axes)
    name_rows(axes, [row.name for row in rows])
    weights = ["bold" if row.is_over else "normal" for row in rows]
    beside = write_beside(axes, [row.words for row in rows], weights=weights, foot=BESIDE)
    number_rows(axes, whole=True)
    return [legend, *beside]


def _draw(axes: Axes, rows: Sequence[Balance]) -> None:
    """Draw what is taken, empty and too much, and a stroke at the places."""
    lines = range(len(rows))
    taken = [row.taken for row in rows]
    axes.barh(lines, taken, height=THICK, color=COLOURS[0], edgecolor=COLOURS[0], label=TAKEN)
    axes.barh(
        lines,
        [row.over for row in rows],
        left=taken,
        height=THICK,
        color="white",
        hatch=HATCHES[1],
        edgecolor=INK,
        linewidth=1.2,
        label=OVER,
    )
    axes.barh(
        lines,
        [row.empty for row in rows],
        left=taken,
        height=THICK,
        color="white",
        edgecolor=DARK,
        linewidth=0.9,
        linestyle=(0, (3, 2)),
        label=EMPTY,
    )
    known = [(place, row.places) for place, row in enumerate(rows) if row.places == row.places]
    axes.vlines(
        [across for _, across in known],
        [place - 0.46 for place, _ in known],
        [place + 0.46 for place, _ in known],
        color=INK,
        linewidth=2.4,
        label="_places",
        zorder=3,
    )
    _settle_scale(axes, rows)


def _legend(axes: Axes) -> Legend:
    """Name the parts of a bar, and the stroke at its places."""
    from matplotlib.lines import Line2D

    handles, names = axes.get_legend_handles_labels()
    stroke = Line2D([], [], linestyle="none", marker="|", markersize=12, markeredgewidth=2.4)
    stroke.set_color(INK)
    return legend_above(axes, [*handles, stroke], [*names, LIMIT], share=NAMES_SHARE + 0.02)


def _settle_scale(axes: Axes, rows: Sequence[Balance]) -> None:
    """Start at nought."""
    most = max((row.taken + row.over + row.empty for row in rows), default=0.0)
    axes.set_xlim(0.0, most * 1.03 if most > 0 else 1.0)
    axes.grid(axis="x", color=QUIET, linewidth=0.5)
    number_axis(axes.xaxis)


def _alt(title: str, rows: Sequence[Balance], note: str) -> str:
    """Say which are over-full, how all stand together, and each balance."""
    told = "; ".join(f"{row.name}: {row.words}" for row in rows)
    return f"{title}. {_together(rows)} {told}. {note}"


def _together(rows: Sequence[Balance]) -> str:
    """Say which rows are over-full and how all stand together; rows not known are not counted."""
    known = [row for row in rows if row.is_known]
    unknown = len(rows) - len(known)
    if not known:
        return "Children and places are both known of no row."
    over = [row for row in known if row.is_over]
    held = "row has" if len(known) == 1 else "rows have"
    named = f": {listed([f'{row.name} by {number(row.over)}' for row in over])}" if over else ""
    more = "1 more row is" if unknown == 1 else f"{unknown} more rows are"
    left_out = f" {more} not counted, for want of known children or places." if unknown else ""
    return (
        f"{len(over) or 'None'} of {len(known)} {held} more children than places{named}. Together "
        f"{number(sum(row.children for row in known))} children in "
        f"{number(sum(row.places for row in known))} places.{left_out}"
    )
