"""Figures: a tidy frame in, matplotlib Axes out, all in one accessible style.

No figure tells anything by colour alone: series differ in marker or hatching too, and are named.
Each carries the basis of what it shows, in words below it, and a text that says the same as the
picture to those who cannot see it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec
from weakref import WeakKeyDictionary

from sufficiency import terms

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

Drawn = ParamSpec("Drawn")

# The Government Analysis Function's categorical palette: 3 to 1 against white, told apart by
# those who do not see all colours.
COLOURS = ("#12436d", "#28a197", "#801650", "#f46a25", "#3d3d3d", "#a285d1")
HATCHES = ("", "///", "...", "xxx", "\\\\\\", "ooo")
MARKERS = ("s", "^", "D", "v", "P", "X")
QUIET = "#bfbfbf"
STYLE: Mapping[str, Any] = {
    "font.family": "sans-serif",
    "font.sans-serif": ["Arial", "Liberation Sans", "DejaVu Sans"],
    "font.size": 11,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlelocation": "left",
    "axes.titleweight": "bold",
    "axes.titlesize": 13,
    "axes.axisbelow": True,
    "figure.dpi": 100,
    "savefig.dpi": 150,
    "legend.frameon": False,
    "hatch.linewidth": 0.6,
    "svg.hashsalt": "sufficiency",
}
NOTE_SIZE = 9


_ALT: WeakKeyDictionary[Axes, str] = WeakKeyDictionary()
"""The words that stand for each figure that is in use."""


def in_style(draw: Callable[Drawn, Axes]) -> Callable[Drawn, Axes]:
    """Draw in the package's style; nothing global is changed."""

    @wraps(draw)
    def drawn(*args: Drawn.args, **options: Drawn.kwargs) -> Axes:
        from matplotlib.style import context

        with context(dict(STYLE)):
            return draw(*args, **options)

    return drawn


def new_axes(*, width: float = 9.0, height: float = 5.5) -> Axes:
    """Open a figure of its own, which a notebook shows by itself.

    Parameters
    ----------
    width, height : float
        Inches.
    """
    from matplotlib import pyplot as plt

    _, axes = plt.subplots(figsize=(width, height), layout="constrained")
    return axes


def basis_words(bases: Iterable[str]) -> str:
    """Say on what the figures of a picture rest, the weakest first.

    Parameters
    ----------
    bases : iterable of str
        Bases that occur.

    Returns
    -------
    str
        One sentence. Where anything is made up, it says so before all else.

    Examples
    --------
    >>> basis_words(["published", "made"])
    'MADE UP in part. Basis: made up, published.'
    """
    held = sorted(set(bases), key=terms.BASES.index, reverse=True)
    words = ", ".join(terms.short_list("basis").label(basis).lower() for basis in held)
    if not held:
        return "Basis: not told."
    made = ""
    if "made" in held:
        made = "MADE UP. " if len(held) == 1 else "MADE UP in part. "
    return f"{made}Basis: {words}."


def finish(axes: Axes, *, title: str, note: str, alt: str) -> Axes:
    """Give a figure its title, the note below it, and its text for those who cannot see it.

    Parameters
    ----------
    axes : Axes
        The figure's axes.
    title, note, alt : str
        What it shows; on what it rests; the same as the picture, in words.
    """
    import textwrap

    axes.set_title(title)
    figure = axes.get_figure()
    if figure is not None:
        figure.supxlabel(textwrap.fill(note, 110), x=0.01, ha="left", fontsize=NOTE_SIZE)
    _ALT[axes] = alt
    return axes


def alt_text(axes: Axes) -> str:
    """Give the text that stands for a figure of this package."""
    return _ALT.get(axes, "")


@in_style
def stacked_bars(
    frame: pd.DataFrame,
    *,
    x: str,
    y: str,
    by: str,
    order: Sequence[str],
    labels: Mapping[str, str],
    title: str,
    axis_label: str,
    note: str,
    ax: Axes | None = None,
) -> Axes:
    """Draw bars stacked by kind: the total, and what it is made of.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns `x` (text, in the order wanted), `by` (kind) and `y` (number).
    x, y, by : str
        Names of the columns.
    order : sequence of str
        At most six kinds, from the bottom up.
    labels : mapping of str to str
        Words for each kind.
    title, axis_label, note : str
        What it shows, its unit, on what it rests.
    ax : Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    Axes
    """
    axes = ax if ax is not None else new_axes()
    table = frame.pivot_table(index=x, columns=by, values=y, aggfunc="sum", sort=False)
    table = table.reindex(columns=list(order)).astype(float)
    base = table.iloc[:, 0] * 0.0
    for place, kind in enumerate(order):
        heights = table[kind].where(table[kind].notna(), 0.0)
        axes.bar(
            list(table.index),
            heights.tolist(),
            bottom=base.tolist(),
            color=COLOURS[place],
            hatch=HATCHES[place],
            edgecolor="white",
            linewidth=0.6,
            label=labels[kind],
        )
        base = base + heights
    for label, total in base.items():
        axes.annotate(
            f"{total:,.0f}", (str(label), total), ha="center", va="bottom", fontweight="bold"
        )
    axes.set_ylabel(axis_label)
    axes.margins(y=0.1)
    axes.grid(axis="y", color=QUIET, linewidth=0.5)
    handles, names = axes.get_legend_handles_labels()
    axes.legend(handles[::-1], names[::-1], loc="center left", bbox_to_anchor=(1.0, 0.5))
    axes.yaxis.set_major_formatter("{x:,.0f}")
    told = [f"{label}: {total:,.0f}" for label, total in base.items()]
    words = "; ".join(told).replace("\n", " ")
    return finish(axes, title=title, note=note, alt=f"{title}. Stacked bars. {words}. {note}")


@in_style
def points_map(
    areas: pd.DataFrame,
    sites: pd.DataFrame,
    *,
    kinds: Mapping[str, str],
    title: str,
    note: str,
    ax: Axes | None = None,
) -> Axes:
    """Draw localities as circles and sites as marks; what is made up is hollow.

    Parameters
    ----------
    areas : pandas.DataFrame
        Columns easting, northing [metres], group, size [children].
    sites : pandas.DataFrame
        Columns easting, northing [metres], kind, is_made.
    kinds : mapping of str to str
        Words for each kind of site, at most six.
    title, note : str
        What it shows; on what it rests.
    ax : Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    Axes
    """
    from matplotlib.patheffects import withStroke

    axes = ax if ax is not None else new_axes(width=8.0, height=8.5)
    largest = max(float(areas["size"].max()), 1.0)
    axes.scatter(
        areas["easting"],
        areas["northing"],
        s=areas["size"] / largest * 900.0,
        color=QUIET,
        edgecolor="#3d3d3d",
        linewidth=0.6,
        label=f"Locality, by plans (largest {largest:,.0f})",
    )
    for place, (kind, words) in enumerate(kinds.items()):
        for is_made in (False, True):
            here = sites[(sites["kind"] == kind) & (sites["is_made"] == is_made)]
            if here.empty:
                continue
            axes.scatter(
                here["easting"],
                here["northing"],
                s=70,
                marker=MARKERS[place],
                facecolor="white" if is_made else COLOURS[place],
                edgecolor=COLOURS[place],
                linewidth=1.8,
                label=f"{words} (made up)" if is_made else words,
            )
    for group, rows in areas.groupby("group"):
        axes.annotate(
            str(group),
            (rows["easting"].mean(), rows["northing"].mean()),
            xytext=(0, 16),
            textcoords="offset points",
            ha="center",
            fontweight="bold",
            path_effects=[withStroke(linewidth=3, foreground="white")],
        )
    axes.set_aspect("equal")
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_visible(False)
    _scale_bar(axes)
    legend = axes.legend(loc="upper center", bbox_to_anchor=(0.5, 0.0), ncols=2)
    for handle in legend.legend_handles:
        if handle is not None and hasattr(handle, "set_sizes"):
            handle.set_sizes([60.0])
    counted = ", ".join(
        f"{int((sites['kind'] == kind).sum())} {words.lower()}" for kind, words in kinds.items()
    )
    alt = f"{title}. Map of {len(areas)} localities and of sites: {counted}. {note}"
    return finish(axes, title=title, note=note, alt=alt)


METRES_IN_A_MILE = 1609.344
SCALE_MILES = 5


def _scale_bar(axes: Axes) -> None:
    """Draw five miles in the lower left corner."""
    left, right = axes.get_xlim()
    bottom, top = axes.get_ylim()
    start, height = left + 0.03 * (right - left), bottom + 0.03 * (top - bottom)
    length = SCALE_MILES * METRES_IN_A_MILE
    axes.plot([start, start + length], [height, height], color="#3d3d3d", linewidth=2)
    axes.annotate(
        f"{SCALE_MILES} miles",
        (start + length / 2, height),
        xytext=(0, 4),
        textcoords="offset points",
        ha="center",
        fontsize=NOTE_SIZE,
    )
