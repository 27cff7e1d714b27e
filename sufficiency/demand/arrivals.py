"""Single children who join: where, with which need and NC year, and in which state."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sufficiency.demand.chances import Chances, Children, every_year, picked, quotient_and_rest
from sufficiency.demand.limits import check_reachable, total_of
from sufficiency.demand.margins import FloatArray, IntArray


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

    def fall(
        self, year: int, count: int, generator: np.random.Generator
    ) -> tuple[IntArray, FloatArray]:
        """Let so many children fall on the part of a year.

        Returns
        -------
        IntArray
            Axis (child): position of the cell, rising.
        FloatArray
            Axis (child): where on the line the child fell.
        """
        first = self.begin(year)
        edges = self.edges[first : self.begin(year + 1) + 1]
        point = generator.random(count)
        point.sort()
        point *= self.mean(year)
        point += edges[0]
        # Rounding may lead a point to the very end: the last cell in which anybody joins.
        last = np.searchsorted(edges, edges[-1], side="left")
        place = np.minimum(np.searchsorted(edges, point, side="right"), last)
        return place + (first - 1), point

    def part(self, place: IntArray, point: FloatArray) -> FloatArray:
        """Axis (child): how far into its cell each child fell, from 0 to 1."""
        begin, end = self.edges.take(place), self.edges.take(place + 1)
        return np.asarray(1.0 - (end - point) / (end - begin))


def line_of(chances: Chances) -> Line:
    """Lay the means of a draw out on a line.

    Parameters
    ----------
    chances : Chances
        Of the draw.

    Returns
    -------
    Line
    """
    rates, (needs, ages, _) = chances.rates, chances.shape
    years, localities, _ = chances.persons.shape
    joining = rates.joining.reshape(years, needs * ages)
    joins = joining.any(axis=0)
    if rates.arriving is not None:
        arriving = rates.arriving.reshape(years, localities, needs * ages)
        joins = joins | arriving.any(axis=(0, 1))
    cells = np.flatnonzero(joins)
    means = chances.persons.take(cells % ages, axis=2)
    means *= rates.locality.reshape(localities, needs * ages).take(cells, axis=1)
    means *= joining.take(cells, axis=1)[:, None]
    if rates.arriving is not None:
        means += arriving.take(cells, axis=2)
    edges = np.zeros(means.size + 1)
    np.cumsum(means, out=edges[1:])
    return Line(edges, years, cells, localities)


def joiners_ahead(line: Line, chances: Chances, generator: np.random.Generator) -> list[Children]:
    """Draw who joins, in all years in which nobody says how many; a longer horizon adds to it.

    Parameters
    ----------
    line : Line
    chances : Chances
        Of the draw.
    generator : numpy.random.Generator
        Of the joiners of the draw.

    Returns
    -------
    list of Children
        For each year, in the order of cells; nobody where a total is imposed.
    """
    fallen = []
    for year in range(line.years):
        free = total_of(chances.rates.limits, year) is None
        count = int(generator.poisson(line.mean(year))) if free else 0
        fallen.append(line.fall(year, count, generator))
    places, points = (np.concatenate(side) for side in zip(*fallen, strict=True))
    found = _children_at(line, places, points, chances)
    ends = np.cumsum([len(place) for place, _ in fallen])[:-1]
    kinds, localities = np.split(found.kind, ends), np.split(found.locality, ends)
    return [Children(kind, locality) for kind, locality in zip(kinds, localities, strict=True)]


def so_many_joiners(
    line: Line, count: int, chances: Chances, year: int, generator: np.random.Generator
) -> Children:
    """Draw who joins in a year, where a total says how many.

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
    check_reachable(line.mean(year), count, chances.rates.limits, year)
    return _children_at(line, *line.fall(year, count, generator), chances)


def _children_at(line: Line, place: IntArray, point: FloatArray, chances: Chances) -> Children:
    """Say who the children are that fell into cells; how far into it says the state."""
    needs, ages, states = chances.shape
    row, position = quotient_and_rest(place, len(line.cells))
    year, locality = quotient_and_rest(row, line.localities)
    cell = line.cells.take(position)
    states_by_row = every_year(chances.joiner_states, line.years)
    state = picked(states_by_row, year * (needs * ages) + cell, line.part(place, point))
    return Children(cell * states + state, locality)
