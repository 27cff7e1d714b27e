"""What a report is made of: sections with words, charts and tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from sufficiency import figures

if TYPE_CHECKING:
    from matplotlib.axes import Axes

RANGED = "(mean, and range of 80 % of the draws)"
"""Stands in the caption of a table whose numbers have ranges."""

LONG, LARGEST = 100, 40
"""A table of more rows than the first is cut to its largest rows, as many as the second."""

Cells = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table as people read it.

    Parameters
    ----------
    caption : str
        What it shows, with its unit.
    header : tuple of str
    rows : tuple of tuple of str
        Cells as they are shown.
    numeric : tuple of bool
        Axis (column): whether it holds numbers, which stand to the right.
    is_stacked : bool
        Whether ranges stand below their numbers, so that a wide table fits the page.
    beside : str
        A sentence above it on how far its numbers can be relied on; empty where there is none.
    """

    caption: str
    header: tuple[str, ...]
    rows: Cells
    numeric: tuple[bool, ...]
    is_stacked: bool = False
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture, the words that stand for it, and its numbers as a table.

    Parameters
    ----------
    caption : str
    alt : str
        The same as the picture, in words.
    svg : str
        The picture, to be set into a page; empty where it is wanted as PNG.
    table : Table
        The numbers of the picture.
    beside : str
        A sentence below it on how far it can be relied on; empty where there is none.
    png : bytes
        The picture, to be set into a document of words; empty where it is wanted as SVG.
    """

    caption: str
    alt: str
    svg: str
    table: Table
    beside: str = ""
    png: bytes = b""


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a report.

    Parameters
    ----------
    anchor, title : str
    question : str
        What it answers, as the authority asks it; empty where it answers none.
    paragraphs, points : tuple of str
        Sentences, and a list.
    charts : tuple of Chart
    tables : tuple of Table
    folded : tuple of Table
        Tables that few readers need; each opens when it is asked for, and in print.
    """

    anchor: str
    title: str
    question: str = ""
    paragraphs: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()
    folded: tuple[Table, ...] = ()


def chart(
    draw: Callable[[], Axes],
    table: Table,
    *,
    caption: str,
    beside: str = "",
    as_png: bool = False,
) -> Chart:
    """Draw a chart and keep its picture, its words and its numbers.

    Parameters
    ----------
    draw : callable
        Gives the axes of a figure of its own.
    table : Table
        The numbers that it shows.
    caption, beside : str
        What it is, and how far it can be relied on.
    as_png : bool
        Whether the picture is wanted as PNG, for a document of words, in place of SVG.
    """
    axes = draw()
    alt = figures.alt_text(axes)
    if as_png:
        return Chart(caption, alt, "", table, beside, figures.as_png(axes))
    return Chart(caption, alt, figures.as_svg(axes).decode("utf-8"), table, beside)


def shown(value: object, digits: int = 0) -> str:
    """Show a number as people read it; a dash where there is none."""
    if value is None or value != value:
        return "–"
    if isinstance(value, str):
        return value
    number = float(value)  # type: ignore[arg-type]
    text = f"{number:,.{digits}f}"
    return text.lstrip("-") if float(text.replace(",", "")) == 0 else text


def spread(value: object, low: object, high: object, digits: int = 0) -> str:
    """Show a number with its range: "215 (180 to 260)"; alone where it has no spread."""
    if shown(value, digits) == shown(low, digits) == shown(high, digits):
        return shown(value, digits)
    return f"{shown(value, digits)} ({shown(low, digits)} to {shown(high, digits)})"


def table_of(
    frame: pd.DataFrame,
    columns: Mapping[str, str],
    *,
    caption: str,
    digits: Mapping[str, int] | None = None,
    words: Mapping[str, Callable[[object], str]] | None = None,
    is_stacked: bool = False,
    beside: str = "",
) -> Table:
    """Lay a frame out as a table.

    Parameters
    ----------
    frame : pandas.DataFrame
    columns : mapping of str to str
        Columns in their order, with the words of the header. A column that has `_low` and `_high`
        beside it, or low and high where it is called children or value, is shown with its range.
    caption : str
    digits : mapping of str to int, optional
        Digits after the point; none where left out.
    words : mapping, optional
        How the labels of a column are shown.
    is_stacked : bool
        Whether ranges stand below their numbers.
    beside : str
        How far its numbers can be relied on.
    """
    after, said = dict(digits or {}), dict(words or {})
    cells: list[Sequence[str]] = []
    numeric = []
    for name in columns:
        held = frame[name].tolist()
        if name in said:
            cells.append([said[name](one) for one in held])
            numeric.append(False)
            continue
        is_number = pd.api.types.is_numeric_dtype(frame[name])
        numeric.append(is_number)
        sides = _sides(frame, name)
        if not is_number or sides is None:
            cells.append([shown(one, after.get(name, 0)) for one in held])
            continue
        lows, highs = (frame[side].tolist() for side in sides)
        cells.append(
            [
                spread(one, low, high, after.get(name, 0))
                for one, low, high in zip(held, lows, highs, strict=True)
            ]
        )
    rows = tuple(tuple(row) for row in zip(*cells, strict=True))
    return Table(caption, tuple(columns.values()), rows, tuple(numeric), is_stacked, beside)


def largest_of(
    frame: pd.DataFrame, by: str, *, sheet: str, unit: str = "children"
) -> tuple[pd.DataFrame, str]:
    """Cut a long table to its largest rows, in their order, and say what is not shown and where.

    Parameters
    ----------
    frame : pandas.DataFrame
    by : str
        Column by which rows are large; what is left out is added up in it.
    sheet : str
        Sheet of the workbook that has all rows.
    unit : str
        Of the column; empty where it is not to be added up.

    Returns
    -------
    frame : pandas.DataFrame
        All of it where it is not long.
    words : str
        Ends a caption; empty where all is shown.
    """
    if len(frame) <= LONG:
        return frame, ""
    order = frame[by].sort_values(ascending=False, kind="stable", na_position="last")
    is_kept = frame.index.isin(order.index[:LARGEST])
    rest = frame.loc[~is_kept, by]
    total = f", {shown(float(rest.sum()))} {unit} together," if unit else ""
    words = (
        f"; the {LARGEST} largest of {len(frame):,} rows: the other {len(rest):,}{total} are in "
        f"the workbook (sheet {sheet})"
    )
    return frame[is_kept], words


def _sides(frame: pd.DataFrame, name: str) -> tuple[str, str] | None:
    """Give the columns of a number's range, where it has one."""
    if f"{name}_low" in frame and f"{name}_high" in frame:
        return f"{name}_low", f"{name}_high"
    if name in ("children", "value") and "low" in frame and "high" in frame:
        return "low", "high"
    return None
