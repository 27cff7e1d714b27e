"""Name what margins contradict in a table, in each other, or in themselves.

These checks compare totals only, so they are quick and their words are plain. What they cannot
see (three margins that agree two by two and still have no table) is found in `reach`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from sufficiency.demand.margins import BoolArray, FloatArray, IntArray, Margin, group_sums
from sufficiency.errors import Finding, finding
from sufficiency.messages.listing import counted

SHOWN_GROUPS = 3


def faults_of_start(start: FloatArray) -> Iterator[Finding]:
    """Every cell of the starting table must be nought or a finite positive number."""
    impossible = ~np.isfinite(start) | (start < 0)
    if impossible.any():
        first = tuple(int(place) for place in np.argwhere(impossible)[0])
        yield finding(
            "fitting_start_impossible",
            file="the starting table",
            value=start[first],
            count=int(impossible.sum()),
            first=first,
        )


def faults_of_margin(margin: Margin, shape: tuple[int, ...]) -> Iterator[Finding]:
    """Every margin must cover the table's cells, and its totals be numbers of children."""
    seen, cells = margin.cells.size, int(np.prod(shape))
    if seen != cells:
        yield finding("margin_size", file=margin.place, seen_cells=seen, cells=cells, shape=shape)
    lengths = (len(margin.low), len(margin.high), len(margin.labels))
    groups = max(int(margin.cells.max(initial=-1)) + 1, *lengths)
    if set(lengths) != {groups}:
        wanted = (groups,) * 3
        yield finding("margin_shape", file=margin.place, shape=lengths, lengths=wanted)
        return
    for low, high, label in zip(margin.low, margin.high, margin.labels, strict=True):
        if not np.isfinite(low) or np.isnan(high) or low < 0 or high < 0:
            value = float(high) if np.isfinite(low) and low >= 0 else float(low)
            shown = f"{value:.10g}"
            yield finding("margin_total_impossible", file=margin.place, group=label, value=shown)
        elif low > high:
            least, most = float(low), float(high)
            rule = "margin_bounds_crossed"
            yield finding(rule, file=margin.place, group=label, low=least, high=most)


def live_cells(start: FloatArray, margins: Sequence[Margin]) -> BoolArray:
    """Mark the cells that may hold children.

    Parameters
    ----------
    start : FloatArray
        Any axes; nought where no child can be.
    margins : sequence of Margin

    Returns
    -------
    BoolArray
        Axis (cell, flattened): false where the start or a total is nought.
    """
    live = np.asarray(start > 0, dtype=np.bool_).reshape(-1)
    for margin in margins:
        live = live & ~_in_group(margin, margin.high == 0)
    return live


def faults_of_empty_groups(
    start: FloatArray, margins: Sequence[Margin], live: BoolArray
) -> Iterator[Finding]:
    """Every group that must hold children needs a cell that may hold some."""
    for margin in margins:
        covered = live & (margin.cells >= 0)
        filled = np.bincount(margin.cells[covered], minlength=len(margin.low)) > 0
        for group in np.flatnonzero((margin.low > 0) & ~filled):
            yield finding(
                "margin_without_cells",
                file=margin.place,
                group=margin.labels[group],
                figure=figure(margin.low[group], margin.high[group]),
                reason=_why_empty(margin, int(group), start, margins),
            )


def faults_between(
    margins: Sequence[Margin], live: BoolArray, tolerance: float
) -> Iterator[Finding]:
    """Where two margins count the same cells, or one a part of the other, totals must agree."""
    for first, second in combinations(margins, 2):
        yield from _faults_of_pair(first, second, live, tolerance)


def _faults_of_pair(
    first: Margin, second: Margin, live: BoolArray, tolerance: float
) -> Iterator[Finding]:
    """Compare two margins wherever groups of one are joined to groups of the other.

    Groups that share a live cell are joined. In each joined part, if the first margin counts
    no cell that the second does not count, its least sum may not be above the second's greatest.
    """
    pieces = _joined(first, second, live)
    count = int(max(piece.max(initial=-1) for piece in pieces)) + 1
    pair = (first, second)
    both = list(zip(pair, pieces, strict=True))
    low = [group_sums(piece, margin.low, count=count) for margin, piece in both]
    high = [group_sums(piece, margin.high, count=count) for margin, piece in both]
    size = [np.bincount(piece, minlength=count) for piece in pieces]
    loose = [
        np.bincount(piece[margin.cells[_only(margin, other, live)]], minlength=count) > 0
        for margin, other, piece in ((first, second, pieces[0]), (second, first, pieces[1]))
    ]
    for piece in np.flatnonzero((size[0] > 0) & (size[1] > 0)):
        for one, two in ((0, 1), (1, 0)):
            slack = tolerance * max(1.0, low[one][piece])
            if loose[one][piece] or low[one][piece] <= high[two][piece] + slack:
                continue
            yield finding(
                "margin_parts_too_many" if loose[two][piece] else "margins_disagree",
                file=pair[one].place,
                groups=_group_words(pair[one], pieces[one] == piece),
                figure=figure(low[one][piece], high[one][piece]),
                other=pair[two].name,
                other_groups=_group_words(pair[two], pieces[two] == piece),
                other_figure=figure(low[two][piece], high[two][piece]),
            )


def _joined(first: Margin, second: Margin, live: BoolArray) -> tuple[IntArray, IntArray]:
    """Give each group of both margins the number of the part in which it hangs together."""
    from scipy import sparse
    from scipy.sparse.csgraph import connected_components

    both = live & (first.cells >= 0) & (second.cells >= 0)
    groups = len(first.low) + len(second.low)
    links = (first.cells[both], len(first.low) + second.cells[both])
    graph = sparse.coo_array((np.ones(len(links[0])), links), shape=(groups, groups))
    _, piece = connected_components(graph, directed=False)
    numbers = np.asarray(piece, dtype=np.int64)
    return numbers[: len(first.low)], numbers[len(first.low) :]


def _only(margin: Margin, other: Margin, live: BoolArray) -> BoolArray:
    """Mark the live cells that the margin counts and the other one does not."""
    return np.asarray(live & (margin.cells >= 0) & (other.cells < 0), dtype=np.bool_)


def _in_group(margin: Margin, wanted: BoolArray) -> BoolArray:
    """Mark the cells whose group is wanted; cells outside the margin are not."""
    padded = np.append(np.asarray(wanted, dtype=np.bool_), False)
    return np.asarray(padded[margin.cells], dtype=np.bool_)


def _why_empty(margin: Margin, group: int, start: FloatArray, margins: Sequence[Margin]) -> str:
    """Say in words what leaves a group without a cell."""
    cells = margin.cells == group
    if not cells.any():
        return "no cell of the table belongs to it"
    positive = cells & (start.reshape(-1) > 0)
    if not positive.any():
        return f"each of its {counted(int(cells.sum()), 'cell')} is nought in the starting table"
    causes = []
    for other in margins:
        emptied = _in_group(other, other.high == 0) & positive
        if emptied.any():
            noughts = np.isin(np.arange(len(other.low)), other.cells[emptied])
            causes.append(f"'{other.name}' ({_group_words(other, noughts)})")
    return f"each of its cells is nought by {' and '.join(causes)}, or in the starting table"


def _group_words(margin: Margin, chosen: BoolArray) -> str:
    """Name the chosen groups of a margin, the first few in full."""
    groups = np.flatnonzero(chosen)
    if len(groups) == len(margin.labels) > SHOWN_GROUPS:
        return f"all {len(groups)} groups"
    shown = ", ".join(f"'{margin.labels[group]}'" for group in groups[:SHOWN_GROUPS])
    if len(groups) > SHOWN_GROUPS:
        shown += f" and {len(groups) - SHOWN_GROUPS} more groups"
    return shown


def figure(low: float, high: float) -> str:
    """Write a total or its bounds in words: "12", "1 to 4" or "1 or more"."""
    if low == high:
        return f"{low:,.10g}"
    if np.isinf(high):
        return f"{low:,.10g} or more"
    return f"{low:,.10g} to {high:,.10g}"
