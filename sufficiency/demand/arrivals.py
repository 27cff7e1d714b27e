"""Single children who join: where, with which need and NC year, and in which state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np

from sufficiency.demand.chances import (
    Chances,
    Children,
    children_of,
    picked,
    quotient_and_rest,
    row_of_year,
)
from sufficiency.demand.limits import check_reachable, total_of
from sufficiency.demand.margins import FloatArray, IntArray
from sufficiency.demand.shocks import Generators


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """Mean numbers of joiners of all cells, one behind the other; `line_of` makes it.

    Children fall on the line evenly: a Poisson number of them on the part of a year, or as many
    as an imposed total asks for. The numbers in the cells are then independent Poisson numbers,
    or a multinomial by the means. How far into its cell a child falls is evenly spread as well,
    and says its state.

    Parameters
    ----------
    edges : FloatArray
        Axis (cell and one more): where the part of each (year, locality, position in `cells`),
        flattened, begins and ends: nought and the running sum of the means [children].
    years : int
        How many years there are.
    cells : IntArray
        Positions in (need, ncy), flattened, at which anybody joins in any year.
    localities : int
        How many localities there are.
    """

    edges: FloatArray
    years: int
    cells: IntArray
    localities: int

    def begin(self, year: int) -> int:
        """Give the position of the first cell of a year."""
        return year * self.localities * len(self.cells)

    def mean(self, year: int) -> float:
        """Give the mean number of joiners of a year [children]."""
        return float(self.edges[self.begin(year + 1)]) - float(self.edges[self.begin(year)])

    def points(self, year: int, count: int, generator: np.random.Generator) -> FloatArray:
        """Let so many children fall on the part of a year: axis (child), rising."""
        point = generator.random(count)
        point.sort()
        point *= self.mean(year)
        point += self.edges[self.begin(year)]
        return point

    def cells_at(self, point: FloatArray, years: Sequence[int], counts: Sequence[int]) -> IntArray:
        """Find into which cells children fell.

        Parameters
        ----------
        point : FloatArray
            Axis (child): where, one year behind the other.
        years, counts : sequence of int
            Positions of the years, and how many children each has.

        Returns
        -------
        IntArray
            Axis (child): positions of cells.
        """
        ends = self.edges[[self.begin(year + 1) for year in years]]
        # Rounding may lead a point to the very end: the last cell in which anybody joins.
        last = np.searchsorted(self.edges, ends, side="left") - 1
        place = np.searchsorted(self.edges, point, side="right") - 1
        return np.minimum(place, np.repeat(last, counts), out=place)

    def part(self, place: IntArray, point: FloatArray) -> FloatArray:
        """Axis (child): how far into its cell each child fell, from 0 to 1."""
        begin, end = self.edges.take(place), self.edges.take(place + 1)
        return np.asarray(1.0 - (end - point) / (end - begin))


def line_of(chances: Chances, draw: int) -> Line:
    """Lay the means of a draw out on a line.

    Parameters
    ----------
    chances : Chances
        Of some draws.
    draw : int
        Position of the draw among them.

    Returns
    -------
    Line
    """
    rates, persons, ages = chances.rates[draw], chances.persons[draw], chances.shape[1]
    years, localities, _ = persons.shape
    joining = rates.joining.reshape(years, -1)
    joins = joining.any(axis=0)
    if rates.arriving is not None:
        arriving = rates.arriving.reshape(years, localities, -1)
        joins = joins | arriving.any(axis=(0, 1))
    cells = np.flatnonzero(joins)
    means = persons.take(cells % ages, axis=2)
    means *= rates.locality.reshape(localities, -1).take(cells, axis=1)
    means *= joining.take(cells, axis=1)[:, None]
    if rates.arriving is not None:
        means += arriving.take(cells, axis=2)
    edges = np.zeros(means.size + 1)
    np.cumsum(means, out=edges[1:])
    return Line(edges, years, cells, localities)


def joiners_ahead(chances: Chances, generators: Generators) -> list[list[Children]]:
    """Draw who joins, in all years in which nobody says how many; a longer horizon adds to it.

    Parameters
    ----------
    chances : Chances
        Of the draws.
    generators : Generators
        Of the joiners of the draws.

    Returns
    -------
    list of list of Children
        Axes (year, draw), in the order of cells; nobody where a total is imposed.
    """
    made = [
        _joiners_of_draw(chances, draw, generator)
        for draw, generator in enumerate(generators.of_draws)
    ]
    return [list(of_year) for of_year in zip(*made, strict=True)]


def _joiners_of_draw(chances: Chances, draw: int, generator: np.random.Generator) -> list[Children]:
    """Draw who joins in each year of one draw."""
    line = line_of(chances, draw)
    points, counts = list[FloatArray](), list[int]()
    for year in range(line.years):
        free = total_of(chances.limits, year) is None
        counts.append(int(generator.poisson(line.mean(year))) if free else 0)
        points.append(line.points(year, counts[-1], generator))
    found = _children_at(line, np.concatenate(points), range(line.years), counts, chances, draw)
    ends = list(accumulate(counts, initial=0))
    return [
        Children(found.kind[begin:end], found.locality[begin:end], np.array([end - begin]))
        for begin, end in pairwise(ends)
    ]


def so_many_joiners(
    line: Line, count: int, chances: Chances, year: int, generator: np.random.Generator
) -> Children:
    """Draw who joins in a year of a single draw, where a total says how many.

    Parameters
    ----------
    line : Line
    count : int
        How many.
    chances : Chances
        Of the draw.
    year : int
        Position of the year.
    generator : numpy.random.Generator
        Of the draw.

    Returns
    -------
    Children

    Raises
    ------
    NotPossibleError
        If anybody is to join, and nobody does.
    """
    check_reachable(line.mean(year), count, chances.limits, year)
    return _children_at(line, line.points(year, count, generator), [year], [count], chances, 0)


def _children_at(
    line: Line,
    point: FloatArray,
    years: Sequence[int],
    counts: Sequence[int],
    chances: Chances,
    draw: int,
) -> Children:
    """Say who the children on a line are; how far into its cell a child fell says the state."""
    needs, ages, states = chances.shape
    place = line.cells_at(point, years, counts)
    row, position = quotient_and_rest(place, len(line.cells))
    year, locality = quotient_and_rest(row, line.localities)
    cell = line.cells.take(position)
    cell += draw * needs * ages
    state = picked(*row_of_year(chances.joiner_states, year, cell), line.part(place, point))
    cell *= states
    cell += state
    return children_of(cell, locality, np.array([len(cell)]))
