"""A dot for each of several areas, told apart by marker and by name, around one that is told of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sufficiency.figures.laying import finish, nothing
from sufficiency.figures.reading import Row, needs_columns, rows_of
from sufficiency.figures.rows import name_rows, number_rows, row_axes, settle_rows, write_beside
from sufficiency.figures.style import COLOURS, DARK, QUIET, in_style, number_axis
from sufficiency.figures.words import flat

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.text import Text

LOOKS = (("o", True, 110.0), ("o", False, 56.0), ("s", False, 64.0), ("^", False, 72.0))
"""Marker, whether it is filled, and its size, of each role but the last."""

LAST_LOOK = ("D", False, 60.0)
Band = tuple[float, float]


@in_style
def dots_beside(
    frame: pd.DataFrame,
    *,
    y: str,
    value: str,
    role: str,
    roles: Sequence[str],
    band: Band,
    line: float,
    title: str,
    axis_label: str,
    note: str,
    digits: int = 1,
    ax: Axes | None = None,
) -> Axes:
    """Draw a dot for each area from the highest down, with its role behind its name.

    Parameters
    ----------
    frame : pandas.DataFrame
        A row for each area, in the order wanted: columns `y` and `role` (text), `value` (number).
    y, value, role : str
        Names of the columns.
    roles : sequence of str
        All roles; areas of the first one are filled, and their names say no role.
    band : (float, float)
        Shaded across the figure: what chance allows; not a number for none.
    line : float
        Drawn across the figure: the figure that the band lies around; not a number for none.
    title, axis_label, note : str
        What it shows, its unit, on what it rests.
    digits : int
        Digits of the numbers after the point.
    ax : Axes, optional
        Where to draw; a new figure, as high as its rows need, if left out.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If a column is missing, or a role is none of `roles`.
    """
    needs_columns(frame, role)
    rows = rows_of(frame, name=y, value=value, low=None, high=None)
    held = [str(word) for word in frame[role]]
    unknown = sorted({*held} - {*roles})
    if unknown:
        raise ValueError(f"The frame has the roles {', '.join(unknown)}. Add them to roles.")
    axes = row_axes(ax, len(rows))
    if not rows:
        return nothing(axes, title=title, note=note)
    names = [_named(row.name, word, roles) for row, word in zip(rows, held, strict=True)]
    _draw(axes, rows, [roles.index(word) for word in held], count=len(roles))
    _shade(axes, rows, band, line)
    axes.set_xlabel(axis_label)
    settle_rows(axes, len(rows))
    texts = ["not shown" if row.value != row.value else f"{row.value:,.{digits}f}" for row in rows]
    weights = ["bold" if word == roles[0] else "normal" for word in held]

    def fit(axes: Axes) -> list[Text]:
        name_rows(axes, names)
        beside = write_beside(axes, texts, weights=weights)
        number_rows(axes, whole=False)
        return beside

    told = "; ".join(f"{name}: {text}" for name, text in zip(names, texts, strict=True))
    chance = f" Chance allows {band[0]:,.{digits}f} to {band[1]:,.{digits}f}." * (
        band[0] == band[0]
    )
    return finish(axes, title=title, note=note, alt=f"{title}. {told}.{chance} {note}", fit=fit)


def _named(name: str, role: str, roles: Sequence[str]) -> str:
    """Say the role behind a name, unless it is the first or the name says it."""
    plain = flat(name)
    if role == roles[0] or role.casefold() == plain.casefold():
        return plain
    return f"{plain} ({role})"


def _draw(axes: Axes, rows: Sequence[Row], places: Sequence[int], *, count: int) -> None:
    """Draw the dots, each role with a marker of its own."""
    for at in range(count):
        marker, filled, size = LOOKS[at] if at < len(LOOKS) else LAST_LOOK
        here = [
            (row.value, down)
            for down, (row, place) in enumerate(zip(rows, places, strict=True))
            if place == at and row.value == row.value
        ]
        if here:
            colour = COLOURS[0] if filled else DARK
            axes.scatter(
                [across for across, _ in here],
                [down for _, down in here],
                s=size,
                marker=marker,
                facecolor=colour if filled else "white",
                edgecolor=colour,
                linewidth=1.6,
                zorder=3,
                clip_on=False,
            )


def _shade(axes: Axes, rows: Sequence[Row], band: Band, line: float) -> None:
    """Shade what chance allows, draw the line, and start the scale at nought."""
    known = [end for end in (*(row.value for row in rows), *band, line) if end == end]
    least, most = min([0.0, *known]), max([0.0, *known])
    span = most - least if most > least else 1.0
    axes.set_xlim(least - (0.04 * span if least < 0 else 0.0), least + 1.04 * span)
    if band[0] == band[0]:
        axes.axvspan(*band, color=COLOURS[0], alpha=0.15, linewidth=0)
    if line == line:
        axes.axvline(line, color=DARK, linewidth=1.2, linestyle="--")
    axes.grid(axis="both", color=QUIET, linewidth=0.5)
    number_axis(axes.xaxis, whole=False)
