"""Maps of points: localities as circles, sites as marks; what is made up is hollow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sufficiency.figures.keys import KEY_SIZE, columns_of, legend_beside
from sufficiency.figures.laying import finish
from sufficiency.figures.palette import looks_for
from sufficiency.figures.placing import Box, Wanted, place_labels
from sufficiency.figures.reading import needs_columns, numbers_in
from sufficiency.figures.style import (
    COLOURS,
    DARK,
    MARKERS,
    NOTE_SIZE,
    QUIET,
    at_most_six,
    axes_for,
    in_style,
    panel_inches,
    settle,
    size_inches,
    whole_figure,
)
from sufficiency.figures.words import flat, number

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.legend import Legend

METRES_IN_A_MILE = 1609.344
SCALES_MILES = (50, 20, 10, 5, 2, 1)
LARGEST_CIRCLE = 900.0
"""Area of the largest circle on a map seven inches wide [square points]."""

FULL_INCHES = 7.0
MARK = 70.0
"""Area of the mark of a site [square points]."""

POINT_COLUMNS = ("easting", "northing")


@in_style
def points_map(
    areas: pd.DataFrame,
    sites: pd.DataFrame,
    *,
    kinds: Mapping[str, str],
    title: str,
    note: str,
    looks: Mapping[str, int] | None = None,
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
    looks : mapping of str to int, optional
        Place of each kind among the six colours; in their order if left out.
    ax : Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If there are more than six kinds, or a site is of another kind.
    """
    check_map(areas, sites, kinds)
    styles = looks_for(list(kinds), looks)
    axes = axes_for(ax, width=8.0, height=8.5)
    draw_areas(axes, areas)
    draw_sites(axes, sites, kinds, styles)
    settle_map(axes)

    def fit(axes: Axes) -> list[Artist]:
        legend = map_legend(axes, *axes.get_legend_handles_labels())
        fit_circles(axes, areas)
        return [legend, *place_labels(axes, group_labels(areas), marks=mark_boxes(axes, sites))]

    alt = f"{title}. Map of {len(areas)} localities and of sites: {counted(sites, kinds)}. {note}"
    return finish(axes, title=title, note=note, alt=alt, fit=fit)


def check_map(areas: pd.DataFrame, sites: pd.DataFrame, kinds: Mapping[str, str]) -> None:
    """Refuse sites of which the legend would say nothing.

    Raises
    ------
    ValueError
    """
    needs_columns(areas, *POINT_COLUMNS, "group", "size")
    needs_columns(sites, *POINT_COLUMNS, "kind", "is_made")
    at_most_six(list(kinds), what="kinds of sites")
    other = sorted({str(kind) for kind in sites["kind"]} - set(kinds))
    if other:
        raise ValueError(
            f"Sites of the kind {', '.join(other)} have no words in kinds, so that the map would "
            "leave them out unseen. Add words for them, or take them out of sites."
        )


def draw_areas(axes: Axes, areas: pd.DataFrame) -> None:
    """Draw localities as circles, by their size; a small ring where it is not known."""
    sizes = numbers_in(areas, "size")
    known = [size == size for size in sizes]
    largest = max([size for size in sizes if size == size], default=0.0)
    shown = areas[known]
    axes.scatter(
        shown["easting"],
        shown["northing"],
        s=_circles(areas, largest_circle=LARGEST_CIRCLE),
        color=QUIET,
        edgecolor=DARK,
        linewidth=0.6,
        label=f"Locality, by children (largest {number(largest)})",
        gid=CIRCLES,
    )
    if not all(known):
        rest = areas[[not held for held in known]]
        axes.scatter(
            rest["easting"],
            rest["northing"],
            s=25,
            facecolor="none",
            edgecolor=DARK,
            linewidth=0.6,
            label="Locality, children not known",
        )


CIRCLES = "localities"
"""Name under which the circles are found again."""


def _circles(areas: pd.DataFrame, *, largest_circle: float) -> list[float]:
    """Give the areas of the circles of localities whose size is known [square points]."""
    sizes = [size for size in numbers_in(areas, "size") if size == size]
    largest = max([1.0, *sizes])
    return [size / largest * largest_circle for size in sizes]


def fit_circles(axes: Axes, areas: pd.DataFrame) -> None:
    """Lay the map out, and make circles smaller on a small one, to leave room for the sites."""
    settle(axes)
    from matplotlib.collections import PathCollection

    side = min(size_inches(axes))
    shrink = min(1.0, (side / FULL_INCHES) ** 2)
    for points in axes.collections:
        if isinstance(points, PathCollection) and points.get_gid() == CIRCLES:
            points.set_sizes(_circles(areas, largest_circle=LARGEST_CIRCLE * shrink))


def draw_sites(
    axes: Axes, sites: pd.DataFrame, kinds: Mapping[str, str], styles: Mapping[str, int]
) -> None:
    """Draw sites by kind; those that are made up are hollow, and named so."""
    for kind, words in kinds.items():
        for is_made in (False, True):
            here = sites[(sites["kind"] == kind) & (sites["is_made"] == is_made)]
            if here.empty:
                continue
            axes.scatter(
                here["easting"],
                here["northing"],
                s=MARK,
                marker=MARKERS[styles[kind]],
                facecolor="white" if is_made else COLOURS[styles[kind]],
                edgecolor=COLOURS[styles[kind]],
                linewidth=1.8,
                label=f"{words} (made up)" if is_made else words,
                zorder=3,
            )


def counted(sites: pd.DataFrame, kinds: Mapping[str, str]) -> str:
    """Count the sites of each kind, in words."""
    told = []
    for kind, words in kinds.items():
        of_kind = sites["kind"] == kind
        made = int((of_kind & sites["is_made"]).sum())
        told.append(
            f"{int(of_kind.sum())} {flat(words).lower()}" + (f" ({made} made up)" if made else "")
        )
    return ", ".join(told) or "none"


def settle_map(axes: Axes) -> None:
    """Give both directions one scale, take away the axes, and draw the scale."""
    axes.set_aspect("equal")
    axes.set_xticks([])
    axes.set_yticks([])
    axes.margins(0.07)
    for spine in axes.spines.values():
        spine.set_visible(False)
    _scale_bar(axes)


def _scale_bar(axes: Axes) -> None:
    """Draw a round number of miles below the lower left corner of all points."""
    left, right = axes.get_xlim()
    bottom, top = axes.get_ylim()
    width = right - left
    miles = next(
        (miles for miles in SCALES_MILES if miles * METRES_IN_A_MILE <= 0.35 * width),
        SCALES_MILES[-1],
    )
    length = miles * METRES_IN_A_MILE
    start, height = left + 0.03 * width, bottom - 0.02 * (top - bottom)
    axes.plot([start, start + length], [height, height], color=DARK, linewidth=2, label="_scale")
    axes.annotate(
        f"{miles} mile{'s' if miles > 1 else ''}",
        (start + length / 2, height),
        xytext=(0, 4),
        textcoords="offset points",
        ha="center",
        fontsize=NOTE_SIZE,
    )
    axes.set_xlim(left, max(right, start + length))
    axes.set_ylim(bottom - 0.05 * (top - bottom), top)


def map_legend(axes: Axes, handles: Sequence[Any], names: Sequence[str]) -> Legend:
    """Put the legend outside the points: beside a wide map, below a narrow one."""
    width, height = panel_inches(axes)
    if width > 1.15 * height:
        legend = legend_beside(axes, handles, names)
    else:
        legend = axes.legend(
            list(handles),
            list(names),
            loc="upper left",
            bbox_to_anchor=(0.0, 0.0),
            ncols=min(2, columns_of(names, room=0.9 * width)),
            fontsize=KEY_SIZE,
        )
    for handle in legend.legend_handles:
        if handle is not None and hasattr(handle, "set_sizes"):
            handle.set_sizes([60.0])
    return legend


def group_labels(areas: pd.DataFrame) -> list[Wanted]:
    """Give the name of each group of localities, to stand near their middle."""
    return [
        Wanted(
            str(group),
            (float(rows["easting"].mean()), float(rows["northing"].mean())),
            is_group=True,
        )
        for group, rows in areas.groupby("group", observed=True)
    ]


def mark_boxes(axes: Axes, sites: pd.DataFrame) -> list[Box]:
    """Give what the marks of sites cover [dots], as far as the map reaches."""
    dots = whole_figure(axes).dpi / 72
    half = MARK**0.5 / 2 * dots + dots
    if sites.empty:
        return []
    points = sites[list(POINT_COLUMNS)].to_numpy(dtype=float)
    return [
        Box(float(across) - half, float(up) - half, float(across) + half, float(up) + half)
        for across, up in axes.transData.transform(points)
    ]
