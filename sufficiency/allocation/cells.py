"""Counts by cell of many draws: of most cells nobody is ever in, so only the others are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

AXES = ("locality", "need", "phase", "level")
"""Axes of a cell, in their order."""

What = Literal["children", "distances", "reasons"]
"""Kinds of counts that are kept by cell."""


@dataclass(frozen=True, slots=True, eq=False)
class CellsOfDraw:
    """What is kept of the cells of one draw.

    An entry is a cell of a year in which somebody is. Entries of a year are ascending by cell, and
    those of the next year follow.

    Parameters
    ----------
    ends : IntArray
        Axis (year): where the entries of each year end.
    cell : numpy.ndarray
        Axis (entry): position in the axes (locality, need, phase, level), flattened.
    children : numpy.ndarray
        Axes (count, entry), in as few bytes as hold them [children].
    distances : numpy.ndarray
        Axes (sum, entry) [metres, minutes].
    reasons : numpy.ndarray
        Axes (reason, entry), in as few bytes as hold them [children].
    """

    ends: IntArray
    cell: NDArray[np.integer[Any]]
    children: NDArray[np.integer[Any]]
    distances: NDArray[np.float32]
    reasons: NDArray[np.integer[Any]]

    def span(self, years: range) -> slice:
        """Say where the entries of some years are, which follow each other."""
        begin = int(self.ends[years[0] - 1]) if years[0] else 0
        return slice(begin, int(self.ends[years[-1]]))


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Counts by cell of some draws, and their sums at any detail that is asked for.

    An array of all draws and all cells is made only by `whole`, for tests and small areas:
    `roll_up` adds up to the detail that is wanted, straight from the entries.

    Parameters
    ----------
    draws : tuple of CellsOfDraw
    shape : tuple of int
        Of the axes (locality, need, phase, level).
    """

    draws: tuple[CellsOfDraw, ...]
    shape: tuple[int, int, int, int]

    @property
    def years(self) -> int:
        """How many years each draw has."""
        return len(self.draws[0].ends)

    def of_year(self, place: int) -> Cells:
        """Give one of the years alone, by its position."""
        return replace(self, draws=tuple(_of_year(draw, place) for draw in self.draws))

    def whole(self, what: What) -> NDArray[Any]:
        """Lay out every cell of every draw, those in which nobody is as nought.

        Parameters
        ----------
        what : {"children", "distances", "reasons"}

        Returns
        -------
        numpy.ndarray
            Axes (draw, year, count, locality, need, phase, level): 32 bits a number.
        """
        held = [getattr(draw, what) for draw in self.draws]
        kind = np.float32 if what == "distances" else np.int32
        shape = (len(self.draws), self.years, len(held[0]), int(np.prod(self.shape)))
        made = np.zeros(shape, dtype=kind)
        for place, (draw, numbers) in enumerate(zip(self.draws, held, strict=True)):
            for year in range(self.years):
                span = draw.span(range(year, year + 1))
                made[place, year][:, draw.cell[span]] = numbers[:, span]
        return made.reshape(*shape[:3], *self.shape)

    def roll_up(
        self,
        what: What,
        groups: Mapping[str, IntArray] | None = None,
        *,
        counts: Sequence[int] | None = None,
        years: range | None = None,
        draws: int | None = None,
    ) -> FloatArray:
        """Add counts up to a detail, in every draw and year.

        Parameters
        ----------
        what : {"children", "distances", "reasons"}
        groups : mapping of str to IntArray, optional
            By axis ("locality", "need", "phase", "level"), for each of its members, the group
            that it is added to, from nought on. An axis that is left out is added up whole.
        counts : sequence of int, optional
            Positions of those that are wanted; all where left out.
        years : range, optional
            Positions of years that follow each other; all where left out.
        draws : int, optional
            Only so many of the first draws.

        Returns
        -------
        FloatArray
            Axes (draw, count, year, locality, need, phase, level) in groups [children, metres or
            minutes].
        """
        target, shape = self._targets(groups or {})
        size, span = int(np.prod(shape)), range(self.years) if years is None else years
        wanted = range(len(getattr(self.draws[0], what))) if counts is None else counts
        chosen = self.draws[:draws]
        made = np.empty((len(chosen), len(wanted), len(span) * size))
        for place, draw in enumerate(chosen):
            entries = draw.span(span)
            lengths = np.diff(draw.ends, prepend=0)[span[0] : span[-1] + 1]
            row = target[draw.cell[entries]] + np.repeat(np.arange(len(span)) * size, lengths)
            numbers = getattr(draw, what)
            for number, count in enumerate(wanted):
                made[place, number] = np.bincount(
                    row, weights=numbers[count, entries], minlength=len(span) * size
                )
        return made.reshape(len(chosen), len(wanted), len(span), *shape)

    def totals(
        self, what: What, counts: Sequence[int] | None = None, *, draws: int | None = None
    ) -> FloatArray:
        """Add all cells up: axes (draw, year, count), as of `roll_up`."""
        made = self.roll_up(what, counts=counts, draws=draws)
        return made.reshape(made.shape[:3]).transpose(0, 2, 1)

    def _targets(self, groups: Mapping[str, IntArray]) -> tuple[IntArray, tuple[int, ...]]:
        """Say for every cell into which flattened group it goes, and the shape of the groups."""
        target, shape = np.zeros(1, dtype=np.int64), []
        for axis, members in zip(AXES, self.shape, strict=True):
            group = groups.get(axis, np.zeros(members, dtype=np.int64))
            count = int(group.max()) + 1
            target = (target[:, None] * count + group).reshape(-1)
            shape.append(count)
        return target, tuple(shape)


def cells_together(parts: Sequence[Cells]) -> Cells:
    """Put draws behind each other; nothing is copied."""
    return replace(parts[0], draws=tuple(draw for part in parts for draw in part.draws))


def cells_of_draw(
    years: Sequence[tuple[IntArray, IntArray, FloatArray, IntArray]],
    shape: tuple[int, int, int, int],
) -> Cells:
    """Keep the years of one draw.

    Parameters
    ----------
    years : sequence of tuple
        Of each year: the cells in which somebody is, ascending; then axes (count or sum or reason,
        cell) of children, distances and reasons.
    shape : tuple of int
        Of the axes (locality, need, phase, level).

    Returns
    -------
    Cells
        With one draw.
    """
    cells, children, distances, reasons = zip(*years, strict=True)
    small = np.min_scalar_type(max(int(np.prod(shape)) - 1, 0))
    draw = CellsOfDraw(
        np.cumsum([len(cell) for cell in cells]),
        np.concatenate(cells).astype(small),
        in_few_bytes(np.concatenate(children, axis=1)),
        np.concatenate(distances, axis=1).astype(np.float32),
        in_few_bytes(np.concatenate(reasons, axis=1)),
    )
    return Cells((draw,), shape)


def in_few_bytes(counts: IntArray) -> NDArray[np.integer[Any]]:
    """Keep counts in as few bytes as hold them, as there are many of small numbers.

    Examples
    --------
    >>> import numpy as np
    >>> [str(in_few_bytes(np.array(held)).dtype) for held in ([0, 255], [256], [-1, 255])]
    ['uint8', 'uint16', 'int16']
    """
    least, most = int(counts.min(initial=0)), int(counts.max(initial=0))
    return counts.astype(np.result_type(np.min_scalar_type(least), np.min_scalar_type(most)))


def _of_year(draw: CellsOfDraw, place: int) -> CellsOfDraw:
    span = draw.span(range(place, place + 1))
    return CellsOfDraw(
        np.array([span.stop - span.start]),
        draw.cell[span],
        draw.children[:, span],
        draw.distances[:, span],
        draw.reasons[:, span],
    )
