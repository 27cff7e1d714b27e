"""A table of numbers whose shading leads the eye to the largest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sufficiency.figures.fitting import fit_row_labels, fit_size, row_size
from sufficiency.figures.laying import finish, nothing
from sufficiency.figures.measuring import LINE, POINTS, fitted_names, wrapped
from sufficiency.figures.reading import names_in, ordered, sums
from sufficiency.figures.style import (
    INK,
    LEAST_SIZE,
    QUIET,
    SIZE,
    axes_for,
    in_style,
    panel_inches,
    settle,
    size_inches,
)
from sufficiency.figures.words import UNKNOWN, flat, noted, number

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.text import Text

SHADES = ("#ffffff", "#a9cdee")
"""From nought to the largest: so light that dark numbers on it stand out 10 to 1."""

FEWEST = 4
"""Cells are no wider and no higher than those of a table of so many columns and rows."""

NO_ROW = "–"
NO_ROW_WORDS = f"{NO_ROW}: no number."
NAMES_SHARE = 0.28
LEAST_CELL_SIZE = 5.0
MOST_TOLD = 80
"""With more cells than these, the text that stands for the picture tells the largest ten."""

Cells = list[list[float]]


@in_style
def heat_table(
    frame: pd.DataFrame,
    *,
    rows: str,
    columns: str,
    value: str,
    title: str,
    note: str,
    row_order: Sequence[str] | None = None,
    column_order: Sequence[str] | None = None,
    digits: int = 0,
    total: str | None = None,
    basis: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw a table of numbers with light shading, darkest at the largest.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns `rows`, `columns` (text) and `value` (number); the rows of one cell are added up.
    rows, columns, value : str
        Names of the columns.
    title, note : str
        What it shows, with its unit; on what it rests.
    row_order, column_order : sequence of str, optional
        Names from the top down and from the left; as they first stand in the frame if left out.
    digits : int
        Digits of the numbers after the point.
    total : str, optional
        Name of a further row and column with sums, where the numbers may be added up.
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
        If a name of the frame is not in the order that was given.
    """
    held = sums(frame, rows=rows, columns=columns, value=value)
    down = ordered(names_in(frame, rows), row_order, what="rows")
    across = ordered(names_in(frame, columns), column_order, what="columns")
    shown_rows = len(down) + (total is not None)
    axes = axes_for(ax, height=max(3.0, 1.9 + 0.32 * shown_rows))
    told = noted(note, frame, basis)
    if not down or not across:
        return nothing(axes, title=title, note=told)
    cells = [[held.get((row, column), float("nan")) for column in across] for row in down]
    if any(cell != cell for line in cells for cell in line):
        told = f"{told} {NO_ROW_WORDS}".strip()
    _shade(axes, cells, extra=total is not None)
    alt = _alt(title, down, across, cells, digits, told)
    if total is not None:
        cells = _with_sums(cells)
        down, across = [*down, total], [*across, total]
    texts = [[_cell_words(cell, digits) for cell in line] for line in cells]

    def fit(axes: Axes) -> list[Text]:
        _name(axes, down, across, bold_last=total is not None)
        return _write(axes, texts, bold_last=total is not None)

    return finish(axes, title=title, note=told, alt=alt, fit=fit)


def _cell_words(cell: float, digits: int) -> str:
    return NO_ROW if cell != cell else number(cell, digits)


def _with_sums(cells: Cells) -> Cells:
    """Add the sums of rows and columns; a cell without a number adds nothing."""
    wider = [[*line, _sum(line)] for line in cells]
    return [*wider, [_sum(column) for column in zip(*wider, strict=True)]]


def _sum(line: Sequence[float]) -> float:
    return sum(cell for cell in line if cell == cell)


def _shade(axes: Axes, cells: Cells, *, extra: bool) -> None:
    """Shade the cells from nought to the largest, with a fine grid; sums are not shaded."""
    from matplotlib.colors import LinearSegmentedColormap

    shades = LinearSegmentedColormap.from_list("light", SHADES)
    most = max((cell for line in cells for cell in line if cell == cell), default=0.0)
    shading = [[max(cell, 0.0) if cell == cell else 0.0 for cell in line] for line in cells]
    axes.pcolormesh(
        [place - 0.5 for place in range(len(cells[0]) + 1)],
        [place - 0.5 for place in range(len(cells) + 1)],
        shading,
        cmap=shades,
        vmin=0.0,
        vmax=most if most > 0 else 1.0,
        edgecolors=QUIET,
        linewidth=0.6,
    )
    # A table of one cell does not fill the picture.
    axes.set_xlim(-0.5, max(len(cells[0]) + extra, FEWEST) - 0.5)
    axes.set_ylim(max(len(cells) + extra, FEWEST) - 0.5, -0.5)
    axes.xaxis.tick_top()
    axes.tick_params(axis="both", length=0)
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_visible(False)


def _name(axes: Axes, down: Sequence[str], across: Sequence[str], *, bold_last: bool) -> None:
    """Write the names of rows and columns."""
    fit_row_labels(axes, down, width=NAMES_SHARE * panel_inches(axes)[0])
    settle(axes)
    _name_columns(axes, [flat(name) for name in across])
    settle(axes)
    # The names of columns may have made the rows lower.
    fit_row_labels(axes, down, width=NAMES_SHARE * panel_inches(axes)[0])
    if bold_last:
        axes.get_yticklabels()[-1].set_fontweight("bold")
        axes.get_xticklabels()[-1].set_fontweight("bold")
    settle(axes)


def _name_columns(axes: Axes, names: Sequence[str]) -> None:
    """Write the names of columns on top: wrapped, or sloping where a word is too long."""
    slot = _cell_width(axes)
    room = 0.92 * slot
    pieces = [piece for name in names for piece in name.split()]
    size = fit_size(pieces, 0.95 * room, most=SIZE - 1, least=SIZE - 3)
    if size is not None:
        short = [wrapped(name, width=room, size=size, lines=3) for name in names]
        if len(set(short)) == len(set(names)):
            axes.set_xticks(
                range(len(names)),
                short,
                fontsize=size,
                rotation=0,
                ha="center",
                va="bottom",
                rotation_mode="default",
            )
            return
    size = min(SIZE - 2.0, max(LEAST_SIZE, slot * POINTS / LINE))
    short = fitted_names(names, width=1.9, size=size)
    axes.set_xticks(
        range(len(names)),
        short,
        fontsize=size,
        rotation=45,
        ha="left",
        va="bottom",
        rotation_mode="anchor",
    )


def _cell_width(axes: Axes) -> float:
    """Give the width of a cell [inches]."""
    left, right = axes.get_xlim()
    return size_inches(axes)[0] / (right - left)


def _cell_size(axes: Axes, texts: Sequence[str], *, wider: float = 1.0) -> float:
    """Give the size of letters at which all texts fit a cell [points]."""
    room = 0.9 * _cell_width(axes) / wider
    fits = fit_size(list(dict.fromkeys(texts)), room, most=SIZE, least=LEAST_CELL_SIZE)
    return min(row_size(axes), fits if fits is not None else LEAST_CELL_SIZE)


def _write(axes: Axes, texts: Sequence[Sequence[str]], *, bold_last: bool) -> list[Text]:
    """Print each number in its cell."""
    written = []
    body = [line[:-1] for line in texts[:-1]] if bold_last else texts
    sums_shown = [*texts[-1], *(line[-1] for line in texts)] if bold_last else []
    size = _cell_size(axes, [text for line in body for text in line])
    # Bold letters are a tenth wider than those that are measured here.
    sum_size = min(size, _cell_size(axes, sums_shown, wider=1.12))
    for row, line in enumerate(texts):
        for column, text in enumerate(line):
            is_sum = bold_last and (row == len(texts) - 1 or column == len(line) - 1)
            cell = axes.text(
                column,
                row,
                text,
                ha="center",
                va="center_baseline",
                fontsize=sum_size if is_sum else size,
                fontweight="bold" if is_sum else "normal",
                color=INK,
            )
            written.append(cell)
    return written


def _alt(
    title: str,
    down: Sequence[str],
    across: Sequence[str],
    cells: Cells,
    digits: int,
    note: str,
) -> str:
    """Say which cell is largest, and each number; of very large tables the largest ten."""
    found = [
        (cell, f"{flat(row)}, {flat(column)}")
        for row, line in zip(down, cells, strict=True)
        for column, cell in zip(across, line, strict=True)
        if cell == cell
    ]
    ranked = sorted(found, key=lambda pair: -pair[0])
    size = f"Table of {len(down)} rows and {len(across)} columns."
    if not ranked:
        return f"{title}. {size} All numbers are {UNKNOWN}. {note}"
    if number(ranked[0][0], digits) == number(ranked[-1][0], digits):
        message = f"All numbers are {number(ranked[0][0], digits)}."
    else:
        message = f"Largest: {ranked[0][1]}, {number(ranked[0][0], digits)}."
    if len(found) > MOST_TOLD:
        told = "; ".join(f"{name}: {number(cell, digits)}" for cell, name in ranked[:10])
        return f"{title}. {size} {message} The largest ten: {told}. {note}"
    told = ". ".join(
        f"{flat(row)}: "
        + ", ".join(
            f"{flat(column)} {number(cell, digits)}"
            for column, cell in zip(across, line, strict=True)
        )
        for row, line in zip(down, cells, strict=True)
    )
    return f"{title}. {size} {message} {told}. {note}"
