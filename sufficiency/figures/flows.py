"""Maps of flows: from where children live to where they go, as lines as wide as they are many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sufficiency.figures.laying import finish
from sufficiency.figures.maps import (
    check_map,
    counted,
    draw_areas,
    draw_sites,
    fit_circles,
    group_labels,
    map_legend,
    mark_boxes,
    settle_map,
)
from sufficiency.figures.palette import looks_for
from sufficiency.figures.placing import Wanted, place_labels
from sufficiency.figures.reading import needs_columns, numbers_in
from sufficiency.figures.style import COLOURS, axes_for, in_style
from sufficiency.figures.words import flat, number
from sufficiency.messages.listing import listed

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

LEAST_FLOW = 5.0
"""No map shows a flow of fewer children: a small one could point at a child."""

THINNEST, WIDEST = 0.8, 6.0
"""Widths of the lines [points]."""

FLOW_COLUMNS = ("from_easting", "from_northing", "to_easting", "to_northing", "children")
LABELLED = 6

Point = tuple[float, float]


@in_style
def flows_map(
    areas: pd.DataFrame,
    sites: pd.DataFrame,
    flows: pd.DataFrame,
    *,
    kinds: Mapping[str, str],
    title: str,
    note: str,
    looks: Mapping[str, int] | None = None,
    labelled: int = LABELLED,
    ax: Axes | None = None,
) -> Axes:
    """Draw flows from localities to sites, as lines as wide as the children are many.

    Parameters
    ----------
    areas : pandas.DataFrame
        Columns easting, northing [metres], group, size [children].
    sites : pandas.DataFrame
        Columns easting, northing [metres], kind, is_made, name, and size [children] if known; a
        row for each kind that a site has.
    flows : pandas.DataFrame
        Columns from_easting, from_northing, to_easting, to_northing [metres] and children; only
        flows of five or more.
    kinds : mapping of str to str
        Words for each kind of site, at most six.
    title, note : str
        What it shows; on what it rests.
    looks : mapping of str to int, optional
        Place of each kind among the six colours; in their order if left out.
    labelled : int
        So many of the sites with most children are named; fewer where there is no room.
    ax : Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If a flow is of fewer than five children, there are more than six kinds, two look alike, or
        a site is of another kind.
    """
    check_map(areas, sites, kinds)
    needs_columns(sites, "name")
    needs_columns(flows, *FLOW_COLUMNS)
    children = numbers_in(flows, "children")
    _refuse_small(children)
    styles = looks_for(list(kinds), looks)
    axes = axes_for(ax, width=8.0, height=8.5)
    starts, ends = _points(flows, "from"), _points(flows, "to")
    draw_areas(axes, areas)
    draw_sites(axes, sites, kinds, styles)
    _draw_flows(axes, starts, ends, children)
    settle_map(axes)
    arrivals = _arrivals(ends, children)
    labels = [*group_labels(areas), *_largest(sites, arrivals, labelled)]

    def fit(axes: Axes) -> list[Artist]:
        legend = map_legend(axes, *_key(axes, children))
        fit_circles(axes, areas)
        return [legend, *place_labels(axes, labels, marks=mark_boxes(axes, sites))]

    alt = (
        f"{title}. Map of {len(areas)} localities, of sites: {counted(sites, kinds)}, and of "
        f"{_flow_words(children, arrivals, _names(sites))} {note}"
    )
    return finish(axes, title=title, note=note, alt=alt, fit=fit)


def _refuse_small(children: Sequence[float]) -> None:
    """Refuse flows that no map may show, without repeating their numbers."""
    small = sum(not held >= LEAST_FLOW for held in children)
    if small:
        raise ValueError(
            f"{small} of {len(children)} flows are of fewer than {LEAST_FLOW:.0f} children, or of "
            "an unknown number. No map shows such a flow, since it could point at a child. Leave "
            f"them out: flows[flows['children'] >= {LEAST_FLOW:.0f}]."
        )


def _points(flows: pd.DataFrame, side: str) -> list[Point]:
    """Give the points at which flows start or end [metres]."""
    across, up = (numbers_in(flows, f"{side}_{axis}") for axis in ("easting", "northing"))
    return list(zip(across, up, strict=True))


def width_of(children: float, *, most: float) -> float:
    """Give the width of a line: 0.8 + 5.2 · children / most [points]."""
    return THINNEST + (WIDEST - THINNEST) * (children / most if most > 0 else 0.0)


def _draw_flows(
    axes: Axes, starts: Sequence[Point], ends: Sequence[Point], children: Sequence[float]
) -> None:
    """Draw the lines below the marks, the widest ones lowest."""
    from matplotlib.collections import LineCollection

    if not children:
        return
    most = max(children)
    order = sorted(range(len(children)), key=lambda k: -children[k])
    lines = LineCollection(
        [(starts[k], ends[k]) for k in order],
        linewidths=[width_of(children[k], most=most) for k in order],
        colors=COLOURS[0],
        alpha=0.5,
        capstyle="round",
        zorder=2,
        label="_flows",
    )
    axes.add_collection(lines)


def _key(axes: Axes, children: Sequence[float]) -> tuple[list[object], list[str]]:
    """Add to the legend what the widths of lines mean."""
    from matplotlib.lines import Line2D

    handles, names = axes.get_legend_handles_labels()
    shown: list[object] = list(handles)
    if not children:
        return shown, names
    most = max(children)
    for held in dict.fromkeys((min(children), most)):
        width = width_of(held, most=most)
        shown.append(Line2D([], [], color=COLOURS[0], alpha=0.5, linewidth=width))
        names.append(f"Flow of {number(held)} children")
    return shown, names


def _arrivals(ends: Sequence[Point], children: Sequence[float]) -> dict[Point, tuple[float, int]]:
    """Add up the children, and count the flows, that end at each point."""
    added: dict[Point, tuple[float, int]] = {}
    for end, held in zip(ends, children, strict=True):
        before, count = added.get(end, (0.0, 0))
        added[end] = (before + held, count + 1)
    return added


def _names(sites: pd.DataFrame) -> dict[Point, str]:
    """Give the name of the site at each point."""
    return {
        (float(across), float(up)): flat(name)
        for across, up, name in zip(sites["easting"], sites["northing"], sites["name"], strict=True)
    }


def _largest(
    sites: pd.DataFrame, arrivals: Mapping[Point, tuple[float, int]], labelled: int
) -> list[Wanted]:
    """Choose the sites that are named: those with most children, the largest first."""
    if "size" in sites.columns:
        sizes = {
            (float(across), float(up)): size
            for across, up, size in zip(
                sites["easting"], sites["northing"], numbers_in(sites, "size"), strict=True
            )
            if size == size
        }
    else:
        sizes = {point: held for point, (held, _) in arrivals.items()}
    names = _names(sites)
    known = [point for point, size in sizes.items() if size > 0 and point in names]
    ranked = sorted(known, key=lambda point: (-sizes[point], names[point]))
    return [Wanted(names[point], point) for point in ranked[:labelled]]


def _flow_words(
    children: Sequence[float],
    arrivals: Mapping[Point, tuple[float, int]],
    names: Mapping[Point, str],
) -> str:
    """Say how many flows there are, the largest, and where most children go."""
    if not children:
        return "no flows: none is of five or more children."
    ranked = sorted(arrivals.items(), key=lambda pair: (-pair[1][0], pair[0]))[:LABELLED]
    told = [
        f"{names.get(point, 'a site that is not named')} {number(held)} from {count} "
        f"localit{'y' if count == 1 else 'ies'}"
        for point, (held, count) in ranked
    ]
    flows = "1 flow" if len(children) == 1 else f"{len(children)} flows"
    return (
        f"{flows} of {number(min(children))} to {number(max(children))} children, "
        f"{number(sum(children))} together. Most arrive at {listed(told)}."
    )
