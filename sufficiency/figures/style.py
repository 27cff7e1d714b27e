"""The one style of all figures: colours, hatches, markers, letters, and axes to draw into."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure, SubFigure

Asked = ParamSpec("Asked")
Given = TypeVar("Given")

# The Government Analysis Function's categorical palette: 3 to 1 against white, told apart by
# those who do not see all colours.
COLOURS = ("#12436d", "#28a197", "#801650", "#f46a25", "#3d3d3d", "#a285d1")
HATCHES = ("", "///", "..", "xxx", "\\\\\\", "oo")
MARKERS = ("s", "^", "D", "v", "P", "X")
MOST_SERIES = len(COLOURS)
QUIET = "#bfbfbf"
DARK = "#3d3d3d"
INK = "#1a1a1a"
LETTERS = ("Arial", "Liberation Sans", "DejaVu Sans")
"""Families of letters in the order of choice; the last one comes with matplotlib."""

SIZE = 11
SMALL_SIZE = 9
TITLE_SIZE = 13
LEAST_SIZE = 6.5
MOST_ROUNDS = 5
HAIR = 0.5
"""A layout that moves no edge by more than this is settled [dots]."""

STYLE: Mapping[str, Any] = {
    "font.size": SIZE,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlelocation": "left",
    "axes.titleweight": "bold",
    "axes.titlesize": TITLE_SIZE,
    "axes.axisbelow": True,
    "figure.titleweight": "bold",
    "figure.titlesize": TITLE_SIZE,
    "figure.dpi": 100,
    "figure.facecolor": "white",
    "axes.facecolor": "white",
    "savefig.dpi": 150,
    "savefig.bbox": None,
    "legend.frameon": False,
    "legend.fontsize": SIZE - 1,
    "legend.handlelength": 2.2,
    "legend.handleheight": 1.3,
    "hatch.linewidth": 0.8,
    "figure.constrained_layout.w_pad": 0.1,
    "figure.constrained_layout.h_pad": 0.06,
    "svg.hashsalt": "sufficiency",
    "svg.fonttype": "path",
    # A dollar in the name of a school is a dollar, not the start of a formula.
    "text.parse_math": False,
}
NOTE_SIZE = SMALL_SIZE


@lru_cache(maxsize=1)
def letters() -> str:
    """Name the family of letters to use: the first of `LETTERS` that this machine has.

    A single name, so that what is measured here is what is drawn later, outside the style.
    """
    from matplotlib.font_manager import fontManager

    held = {font.name for font in fontManager.ttflist}
    return next((name for name in LETTERS if name in held), LETTERS[-1])


def in_style(work: Callable[Asked, Given]) -> Callable[Asked, Given]:
    """Draw or save in the package's style; nothing global is changed."""

    @wraps(work)
    def styled(*args: Asked.args, **options: Asked.kwargs) -> Given:
        from matplotlib import pyplot as plt
        from matplotlib.style import context

        # A notebook's way of showing figures is switched on when pyplot first meets it. Met inside
        # the style it would be switched off again at the end, and show one figure and no other.
        plt.draw_if_interactive()  # type: ignore[no-untyped-call]
        with context({**STYLE, "font.family": [letters()]}):
            return work(*args, **options)

    return styled


@in_style
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


def axes_for(ax: Axes | None, *, width: float = 9.0, height: float = 5.5) -> Axes:
    """Give the axes to draw into: those of the caller, in the style of the package, or new ones.

    Parameters
    ----------
    ax : Axes or None
    width, height : float
        Of a figure of its own [inches].
    """
    if ax is None:
        return new_axes(width=width, height=height)
    ax.spines[["top", "right"]].set_visible(False)
    ax.set_axisbelow(True)
    ax.tick_params(labelsize=SIZE, labelfontfamily=letters())
    for label in (ax.xaxis.label, ax.yaxis.label):
        label.set_fontsize(SIZE)
        label.set_fontfamily(letters())
    return ax


def panel(axes: Axes) -> Figure | SubFigure:
    """Give the figure, or part of a figure, that holds the axes."""
    figure = axes.figure
    if figure is None:
        raise ValueError("These axes were removed from their figure. Give others, or leave out ax.")
    return figure


def whole_figure(axes: Axes) -> Figure:
    """Give the figure that is saved when these axes are."""
    whole: Figure = panel(axes).canvas.figure
    return whole


def is_alone(axes: Axes) -> bool:
    """Say whether the axes have their figure to themselves."""
    return panel(axes).axes == [axes]


def settle(axes: Axes) -> None:
    """Lay the figure out, so that what has been drawn can be measured.

    Axes of the caller's get the layout that makes room for labels, unless they have one.
    """
    whole = whole_figure(axes)
    if whole.get_layout_engine() is None:
        whole.set_layout_engine("constrained")
    engine = whole.get_layout_engine()
    for _ in range(MOST_ROUNDS):
        # What stands around axes hangs on their width, and their width on what stands around them.
        before = axes.bbox.get_points().copy()
        if engine is not None:
            engine.execute(whole)
        # The layout gives a map its room; its scale makes it smaller than that.
        axes.apply_aspect()
        if abs(axes.bbox.get_points() - before).max() < HAIR:
            return


def size_inches(axes: Axes) -> tuple[float, float]:
    """Give the width and height of the axes as they are laid out [inches]."""
    dots = whole_figure(axes).dpi
    return float(axes.bbox.width) / dots, float(axes.bbox.height) / dots


def panel_inches(axes: Axes) -> tuple[float, float]:
    """Give the width and height that the axes and all around them may take [inches].

    Half the figure, where two stand side by side.
    """
    figure = panel(axes)
    dots = whole_figure(axes).dpi
    width, height = float(figure.bbox.width) / dots, float(figure.bbox.height) / dots
    if is_alone(axes):
        return width, height
    spot = axes.get_subplotspec()
    if spot is None:
        share = axes.get_position()
        return width * float(share.width), height * float(share.height)
    grid = spot.get_gridspec()
    return (
        width * len(spot.colspan) / grid.ncols,
        height * len(spot.rowspan) / grid.nrows,
    )


def number_axis(axis: Axis, *, whole: bool = True, intervals: int = 6) -> None:
    """Show numbers with commas at the thousands, and only as many digits as they have.

    Parameters
    ----------
    axis : Axis
    whole : bool
        Whether only whole numbers are marked, as for children.
    intervals : int
        At most so many between the marks.
    """
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    steps = [1, 2, 5, 10]
    axis.set_major_locator(MaxNLocator(nbins=intervals, integer=whole, min_n_ticks=2, steps=steps))
    axis.set_major_formatter(FuncFormatter(tick_words))


def tick_words(value: float, _: int | None = None) -> str:
    """Show a number on an axis.

    Examples
    --------
    >>> tick_words(20000.0), tick_words(0.25), tick_words(-0.0)
    ('20,000', '0.25', '0')
    """
    words = f"{value:,.4f}".rstrip("0").rstrip(".")
    return "0" if words == "-0" else words


def at_most_six(names: Sequence[str], *, what: str) -> None:
    """Refuse more series than can be told apart.

    Raises
    ------
    ValueError
    """
    if len(names) > MOST_SERIES:
        raise ValueError(
            f"{len(names)} {what} are to be drawn: {', '.join(names)}. More than {MOST_SERIES} "
            "cannot be told apart without colour. Put the smallest together, and draw again."
        )
