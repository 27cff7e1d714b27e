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
from sufficiency.demand.lines import members_passed, parts_passed
from sufficiency.demand.margins import FloatArray, IntArray
from sufficiency.demand.shocks import Generators


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """Mean numbers of joiners of all cells of a draw; `line_of` makes it.

    The cells of all years lie one behind the other on a line, each as long as its mean number of
    joiners in all localities. Children fall on the line evenly: a Poisson number of them on the
    part of a year, or as many as an imposed total asks for. Then each falls on a locality, as the
    mean numbers of its cell are. The numbers in the cells and localities are so independent
    Poisson numbers, or a multinomial by the means.

    Parameters
    ----------
    edges : FloatArray
        Axis (part and one more): where the part of each (year, position in `cells`), flattened,
        begins and ends: nought and the running sum of the means [children].
    running : FloatArray
        Axes (locality, year and position in `cells`, flattened): running sums over localities, in
        whatever unit: of the means of a part, or what they are proportional to.
    years : int
        How many years there are.
    cells : IntArray
        Positions in (need, ncy), flattened, at which anybody joins in any year.
    """

    edges: FloatArray
    running: FloatArray
    years: int
    cells: IntArray

    def begin(self, year: int) -> int:
        """Give the position of the first part of a year."""
        return year * len(self.cells)

    def mean(self, year: int) -> float:
        """Give the mean number of joiners of a year [children]."""
        return float(self.edges[self.begin(year + 1)]) - float(self.edges[self.begin(year)])

    def parts(self, chance: FloatArray, years: Sequence[int], counts: Sequence[int]) -> IntArray:
        """Let children fall on the parts of some years.

        Parameters
        ----------
        chance : FloatArray
            Axis (child): evenly spread from 0 to 1, one year behind the other.
        years, counts : sequence of int
            Positions of the years, and how many children each has.

        Returns
        -------
        IntArray
            Axis (child): positions of parts.
        """
        begins = self.edges[[self.begin(year) for year in years]]
        ends = self.edges[[self.begin(year + 1) for year in years]]
        point = chance * np.repeat(ends - begins, counts)
        point += np.repeat(begins, counts)
        # Rounding may lead a point to the very end: the last part in which anybody joins.
        last = np.searchsorted(self.edges, ends, side="left") - 1
        part = parts_passed(self.edges[1:], point)
        return np.minimum(part, np.repeat(last, counts), out=part)

    def localities(self, part: IntArray, chance: FloatArray) -> IntArray:
        """Let children fall on the localities of their parts: axis (child), as `chance` is."""
        whole = self.running[-1].take(part)
        # Rounding may lead here too to the very end: the last locality where anybody joins.
        target = np.minimum(chance * whole, np.nextafter(whole, 0.0))
        return members_passed(self.running, part, target)


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
    joining = joining.take(cells, axis=1)
    # Axes (locality, year, cell): localities in front, as whole rows are added up fastest.
    weights = np.swapaxes(persons, 0, 1).take(cells % ages, axis=2)
    weights *= rates.locality.reshape(localities, 1, -1).take(cells, axis=2)
    if rates.arriving is not None:
        weights *= joining
        weights += np.swapaxes(arriving, 0, 1).take(cells, axis=2)
    for locality in range(1, localities):
        weights[locality] += weights[locality - 1]
    means = weights[-1] if rates.arriving is not None else weights[-1] * joining
    edges = np.zeros(means.size + 1)
    np.cumsum(means, out=edges[1:])
    return Line(edges, weights.reshape(localities, -1), years, cells)


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
        Axes (year, draw), in no order; nobody where a total is imposed.
    """
    made = [
        _joiners_of_draw(chances, draw, generator)
        for draw, generator in enumerate(generators.of_draws)
    ]
    return [list(of_year) for of_year in zip(*made, strict=True)]


def _joiners_of_draw(chances: Chances, draw: int, generator: np.random.Generator) -> list[Children]:
    """Draw who joins in each year of one draw."""
    line = line_of(chances, draw)
    own, counts = list[FloatArray](), list[int]()
    for year in range(line.years):
        free = total_of(chances.limits, year) is None
        counts.append(int(generator.poisson(line.mean(year))) if free else 0)
        own.append(_chances_of(counts[-1], generator))
    chance = np.concatenate(own, axis=1)
    found = _children_at(line, chance, range(line.years), counts, chances, draw)
    ends = list(accumulate(counts, initial=0))
    return [
        Children(found.kind[begin:end], found.locality[begin:end], np.array([end - begin]))
        for begin, end in pairwise(ends)
    ]


def _chances_of(count: int, generator: np.random.Generator) -> FloatArray:
    """Axes (cell, locality and state, child): evenly spread from 0 to 1."""
    return generator.random((3, count))


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
    return _children_at(line, _chances_of(count, generator), [year], [count], chances, 0)


def _children_at(
    line: Line,
    chance: FloatArray,
    years: Sequence[int],
    counts: Sequence[int],
    chances: Chances,
    draw: int,
) -> Children:
    """Say who the children of some years are; `chance` has the axes of `_chances_of`."""
    needs, ages, states = chances.shape
    of_part, of_locality, of_state = chance
    part = line.parts(of_part, years, counts)
    locality = line.localities(part, of_locality)
    year, position = quotient_and_rest(part, len(line.cells))
    cell = line.cells.take(position)
    cell += draw * needs * ages
    state = picked(*row_of_year(chances.joiner_states, year, cell), of_state)
    cell *= states
    cell += state
    return children_of(cell, locality, np.array([len(cell)]))
