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
    running : FloatArray
        Axis (cell): running sum of the means by (year, locality, position in `cells`), flattened
        [children].
    ends : FloatArray
        Axis (year): where the part of each year ends.
    cells : IntArray
        Positions in (need, ncy), flattened, at which anybody joins in any year.
    localities : int
        How many localities there are.
    """

    running: FloatArray
    ends: FloatArray
    cells: IntArray
    localities: int

    def begin(self, year: int) -> float:
        """Give where the part of a year begins."""
        return float(self.ends[year - 1]) if year else 0.0

    def mean(self, year: int) -> float:
        """Give the mean number of joiners of a year [children]."""
        return float(self.ends[year]) - self.begin(year)

    def fall(
        self, year: int, count: int, generator: np.random.Generator
    ) -> tuple[IntArray, FloatArray]:
        """Let so many children fall on the part of a year.

        Returns
        -------
        IntArray
            Axis (child): position in `running`, rising.
        FloatArray
            Axis (child): how far into its cell the child fell, from 0 to 1.
        """
        first, end = (part * self.localities * len(self.cells) for part in (year, year + 1))
        running = self.running[first:end]
        point = generator.random(count)
        point.sort()
        point *= self.mean(year)
        point += self.begin(year)
        # Rounding may lead a point to the very end: the last cell in which anybody joins.
        last = np.searchsorted(running, self.ends[year], side="left")
        place = np.minimum(np.searchsorted(running, point, side="right"), last)
        upto = running.take(place)
        before = np.where(place > 0, running.take(place - 1), self.begin(year))
        return place + first, 1.0 - (upto - point) / (upto - before)


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
    if not len(cells):
        return Line(np.empty(0), np.zeros(years), cells, localities)
    running = np.cumsum(means)
    of_year = localities * len(cells)
    return Line(running, running[of_year - 1 :: of_year], cells, localities)


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
    for year in range(len(line.ends)):
        free = total_of(chances.rates.limits, year) is None
        count = int(generator.poisson(line.mean(year))) if free else 0
        fallen.append(line.fall(year, count, generator))
    places, parts = (np.concatenate(side) for side in zip(*fallen, strict=True))
    found = _children_at(line, places, parts, chances)
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


def _children_at(line: Line, place: IntArray, part: FloatArray, chances: Chances) -> Children:
    """Say who the children are that fell on a place; how far into its cell says the state."""
    needs, ages, states = chances.shape
    row, position = quotient_and_rest(place, len(line.cells))
    year, locality = quotient_and_rest(row, line.localities)
    cell = line.cells.take(position)
    state = picked(
        every_year(chances.joiner_states, len(line.ends)), year * (needs * ages) + cell, part
    )
    return Children(cell * states + state, locality)
