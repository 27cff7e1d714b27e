"""Published totals over some cells of a table: what a margin is, and how to make one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sufficiency.errors import FittingError, finding

if TYPE_CHECKING:
    from scipy import sparse

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
Positions = NDArray[np.signedinteger[Any]]
"""Whole numbers of any size."""

NOT_COVERED = -1
"""Group number of a cell that a margin says nothing about."""


@dataclass(frozen=True, slots=True, eq=False)
class Margin:
    """Published totals of groups of cells of a table; `margin_over` and `margin_of` make them.

    A group is any set of cells: one need at one age, an age band, all of mainstream. The groups
    of one margin never share a cell, and may leave cells of the table out. A total that was
    published has equal bounds; a marked (suppressed) one has what its mark allows.

    Parameters
    ----------
    name : str
        What the margin is called in messages ("need by age").
    cells : IntArray
        Axis (cell of the table, flattened): the group that the cell belongs to, or -1.
    low, high : FloatArray
        Axis (group): least and greatest total [children]; `high` may be infinite.
    labels : tuple of str
        Axis (group): the group in words, for messages.
    """

    name: str
    cells: IntArray
    low: FloatArray
    high: FloatArray
    labels: tuple[str, ...]

    @property
    def exact(self) -> BoolArray:
        """Axis (group): whether the total was published, rather than marked."""
        return np.asarray(self.low == self.high, dtype=np.bool_)

    def sums(self, table: FloatArray) -> FloatArray:
        """Add up a table over the groups.

        Parameters
        ----------
        table : FloatArray
            Any axes; as many cells as the margin was made for [children].

        Returns
        -------
        FloatArray
            Axis (group) [children].
        """
        covered = self.cells >= 0
        children = np.asarray(table, dtype=np.float64).reshape(-1)[covered]
        return group_sums(self.cells[covered], children, count=len(self.low))

    @property
    def place(self) -> str:
        """The margin as the place of a finding."""
        return f"margin '{self.name}'"


def group_sums(groups: IntArray, children: FloatArray, *, count: int) -> FloatArray:
    """Add up children by group.

    Parameters
    ----------
    groups : IntArray
        Axis (cell): the group of the cell, never -1.
    children : FloatArray
        Axis (cell) [children].
    count : int
        Number of groups.

    Returns
    -------
    FloatArray
        Axis (group) [children].
    """
    return np.asarray(np.bincount(groups, weights=children, minlength=count), dtype=np.float64)


def margin_over(
    shape: Sequence[int],
    axes: Sequence[int],
    totals: ArrayLike,
    *,
    name: str,
    low: ArrayLike | None = None,
    high: ArrayLike | None = None,
    labels: Sequence[Sequence[str]] | None = None,
) -> Margin:
    """Make a margin over whole axes of a table: every need by every age, say.

    Parameters
    ----------
    shape : sequence of int
        Shape of the table.
    axes : sequence of int
        The axes that the totals keep, in the order of the axes of `totals`.
    totals : array_like
        Axes as in `axes`: published totals [children]; nan where marked.
    name : str
        What the margin is called in messages.
    low, high : array_like, optional
        Bounds, in the shape of `totals`, read only where the total is nan.
    labels : sequence of sequences of str, optional
        The words of each of `axes`; without them, messages show positions.

    Returns
    -------
    Margin

    Raises
    ------
    FittingError
        Where the totals do not have the lengths of the axes.

    Examples
    --------
    >>> margin = margin_over((2, 3), (0,), [4, 6], name="need", labels=[["ASD", "SEMH"]])
    >>> margin.labels
    ('ASD', 'SEMH')
    >>> margin.cells.tolist()
    [0, 0, 0, 1, 1, 1]
    """
    lengths = tuple(shape[axis] for axis in axes)
    published = np.asarray(totals, dtype=np.float64)
    worded = lengths if labels is None else tuple(len(words) for words in labels)
    if published.shape != lengths or worded != lengths:
        _refuse_shape(name, seen=published.shape if worded == lengths else worded, lengths=lengths)
    words = [list(map(str, range(length))) for length in lengths] if labels is None else labels
    places = np.indices(tuple(shape)).reshape(len(shape), -1)
    cells = np.zeros(places.shape[1], dtype=np.int64)
    for axis, length in zip(axes, lengths, strict=True):
        cells = cells * length + places[axis]
    lower, upper = _bounds(published, low, high, name=name)
    return Margin(name, cells, lower, upper, tuple(", ".join(row) for row in product(*words)))


def margin_of(
    shape: Sequence[int],
    parts: Sequence[ArrayLike],
    totals: ArrayLike,
    *,
    name: str,
    labels: Sequence[str],
    low: ArrayLike | None = None,
    high: ArrayLike | None = None,
) -> Margin:
    """Make a margin of any sets of cells: an age band, all of mainstream, one marked cell.

    Parameters
    ----------
    shape : sequence of int
        Shape of the table.
    parts : sequence of array_like
        One per group: true for its cells; in the shape of the table, or one that numpy
        stretches to it.
    totals : array_like
        Axis (group): published totals [children]; nan where marked.
    name : str
        What the margin is called in messages.
    labels : sequence of str
        Axis (group): the group in words.
    low, high : array_like, optional
        Axis (group): bounds, read only where the total is nan.

    Returns
    -------
    Margin

    Raises
    ------
    FittingError
        Where two groups share a cell, or there are not as many totals and labels as groups.

    Examples
    --------
    >>> young = np.array([True, True, False])
    >>> margin = margin_of((3,), [young], [7], name="age bands", labels=["under 11"])
    >>> margin.cells.tolist()
    [0, 0, -1]
    """
    published = np.asarray(totals, dtype=np.float64)
    if published.shape != (len(parts),) or len(labels) != len(parts):
        seen = published.shape if published.shape != (len(parts),) else (len(labels),)
        _refuse_shape(name, seen=seen, lengths=(len(parts),))
    cells = np.full(int(np.prod(shape)), NOT_COVERED, dtype=np.int64)
    findings = []
    for group, part in enumerate(parts):
        inside = np.broadcast_to(np.asarray(part, dtype=np.bool_), tuple(shape)).reshape(-1)
        for other in np.unique(cells[inside & (cells >= 0)]):
            overlap = finding(
                "margin_groups_overlap",
                file=f"margin '{name}'",
                group=labels[group],
                other_group=labels[int(other)],
                shared=int((inside & (cells == other)).sum()),
            )
            findings.append(overlap)
        cells[inside] = group
    if findings:
        raise FittingError(findings, what=f"The margin {name!r}")
    lower, upper = _bounds(published, low, high, name=name)
    return Margin(name, cells, lower, upper, tuple(labels))


def _bounds(
    totals: FloatArray, low: ArrayLike | None, high: ArrayLike | None, *, name: str
) -> tuple[FloatArray, FloatArray]:
    """Take the total as both bounds where there is one, and the given bounds where not."""
    bounds = []
    for given in (low, high):
        limits = totals if given is None else np.asarray(given, dtype=np.float64)
        if limits.shape != totals.shape:
            _refuse_shape(name, seen=limits.shape, lengths=totals.shape)
        bound = np.where(np.isnan(totals), limits, totals).reshape(-1)
        bound.setflags(write=False)
        bounds.append(bound)
    return bounds[0], bounds[1]


def _refuse_shape(name: str, *, seen: tuple[int, ...], lengths: tuple[int, ...]) -> None:
    """Say that totals, bounds or labels are not as many as the groups."""
    place = f"margin '{name}'"
    found = finding("margin_shape", file=place, value=seen, shape=seen, lengths=lengths)
    raise FittingError([found], what=f"The margin {name!r}")


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """All groups of all margins as the rows of one sparse matrix over chosen cells.

    Parameters
    ----------
    matrix : scipy.sparse.csr_array
        Axes (row, cell): 1 where the cell belongs to the group of the row.
    low, high : FloatArray
        Axis (row): bounds of the group's total [children].
    margins : tuple of Margin
        Axis (row): the margin of the row.
    groups : IntArray
        Axis (row): the group within its margin.
    """

    matrix: sparse.csr_array
    low: FloatArray
    high: FloatArray
    margins: tuple[Margin, ...]
    groups: IntArray


def rows_over(margins: Sequence[Margin], chosen: BoolArray) -> Rows:
    """Write margins as rows of a sparse matrix over the chosen cells.

    Parameters
    ----------
    margins : sequence of Margin
    chosen : BoolArray
        Axis (cell): the cells that become columns, in order.

    Returns
    -------
    Rows
        Groups without a chosen cell have an empty row.
    """
    from scipy import sparse

    blocks = []
    for margin in margins:
        groups = margin.cells[chosen]
        column = np.flatnonzero(groups >= 0)
        block = (np.ones(len(column)), (groups[column], column))
        blocks.append(sparse.coo_array(block, shape=(len(margin.low), len(groups))))
    counts = [len(margin.low) for margin in margins]
    return Rows(
        matrix=sparse.csr_array(sparse.vstack(blocks)),
        low=np.concatenate([margin.low for margin in margins]),
        high=np.concatenate([margin.high for margin in margins]),
        margins=tuple(m for m, count in zip(margins, counts, strict=True) for _ in range(count)),
        groups=np.concatenate([np.arange(count, dtype=np.int64) for count in counts]),
    )
