"""What becomes of single children between one January and the next, in truth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sufficiency.synthetic.chance import BoolArray, FloatArray, IntArray, Purpose, chance_of
from sufficiency.synthetic.course import Course
from sufficiency.synthetic.effects import Effects
from sufficiency.synthetic.land import Land
from sufficiency.synthetic.options import Options
from sufficiency.synthetic.patterns import NCYS, NEEDS
from sufficiency.synthetic.pupils import Pupils, at_cells
from sufficiency.synthetic.recording import Break, recorded_joiners, restated


@dataclass(frozen=True, slots=True, eq=False)
class YearOfLife:
    """The whole account of one year, child by child.

    Parameters
    ----------
    year : int
        Academic year of the later January.
    opening : Pupils
        As the January before counted them.
    anew : Pupils
        The same children, in the same order, as they are recorded when the year begins.
    on_the_books : BoolArray
        Axis (child of `opening`): false for those whom a clean-up dropped.
    stayed : BoolArray
        Axis (child of `opening`): still there a year later.
    stayers : Pupils
        Those who stayed, in the same order, as the later January counts them.
    joiners : Pupils
        Those who joined.
    """

    year: int
    opening: Pupils
    anew: Pupils
    on_the_books: BoolArray
    stayed: BoolArray
    stayers: Pupils
    joiners: Pupils

    @property
    def closing(self) -> Pupils:
        """Everyone whom the later January counts."""
        return self.stayers.and_(self.joiners)


def lives_of(
    options: Options, land: Land, course: Course, effects: Effects, breaks: tuple[Break, ...]
) -> tuple[YearOfLife, ...]:
    """Follow every child from the first January to the last of the future."""
    pupils = _first_january(options, land, course)
    years = []
    for step, year in enumerate(options.years[1:]):
        life = _year(pupils, step, year, options, land, course, effects, breaks)
        years.append(life)
        pupils = life.closing
    return tuple(years)


def _first_january(options: Options, land: Land, course: Course) -> Pupils:
    """Pick the children of the first January, one by one."""
    chance = chance_of(options.seed, Purpose.START)
    weights = np.einsum("la,ln->lna", land.persons[0], course.nature.locality)
    weights = weights / np.maximum(weights.sum(axis=0), 1.0)
    cells = weights[..., None] * course.start
    return at_cells(chance.pick(cells, round(float(course.start.sum()))))


def _year(
    pupils: Pupils,
    step: int,
    year: int,
    options: Options,
    land: Land,
    course: Course,
    effects: Effects,
    breaks: tuple[Break, ...],
) -> YearOfLife:
    """Restate, let plans end, let everyone grow up by a year, and let others join."""
    nature = course.nature
    chance = chance_of(options.seed, Purpose.LIFE, year)
    anew, kept = restated(pupils, year, breaks, options)
    stayed = kept & (chance.uniform(len(anew)) >= _leaving(anew, course, effects.leaving[step]))
    still = anew.only(stayed)
    ncy = still.ncy + 1
    need = chance.pick_by_row(nature.changes[ncy, still.need])
    setting = chance.pick_by_row(nature.moves[need, ncy, still.setting])
    stayers = Pupils(still.locality, need, ncy, setting)
    expected = _joining(step, land, course, effects)
    cell = chance.pick(expected, chance.poisson(float(expected.sum())))
    rest, ncy = np.divmod(cell, len(NCYS))
    locality, need = np.divmod(rest, len(NEEDS))
    joiners = Pupils(locality, need, ncy, chance.pick_by_row(nature.first[need, ncy]))
    joiners = recorded_joiners(joiners, year, breaks, options)
    return YearOfLife(year, pupils, anew, kept, stayed, stayers, joiners)


def _leaving(pupils: Pupils, course: Course, effect: FloatArray) -> FloatArray:
    """Axis (child): chance that the plan ends; effects act on the force of leaving."""
    share = course.nature.leaving
    force = -np.log1p(-np.minimum(share, 1 - 1e-12)) * effect
    chance = np.where(share >= 1, 1.0, force)[pupils.need, pupils.ncy]
    ends = -np.expm1(-chance * course.nature.locality_leaves[pupils.locality])
    return np.asarray(np.where(pupils.ncy == len(NCYS) - 1, 1.0, ends))


def _joining(step: int, land: Land, course: Course, effects: Effects) -> FloatArray:
    """Axes (locality, need, ncy): children expected to join in one year."""
    nature = course.nature
    heads = np.einsum("la,ln->lna", land.persons[step + 1], nature.locality)
    usual = heads * (nature.joining * effects.joining_of(step))
    return np.asarray(usual + _moving_in(step, land, course))


def _moving_in(step: int, land: Land, course: Course) -> FloatArray:
    """Axes (locality, need, ncy): children with a plan in families new to an estate."""
    unexpected = land.persons - land.told
    arrived = np.maximum(unexpected[step + 1] - unexpected[step], 0.0)
    heads = np.maximum(land.told[step].sum(axis=0), 1.0)
    return np.asarray(arrived[:, None, :] * (course.last / heads))


def cells_of(years: tuple[YearOfLife, ...]) -> tuple[IntArray, ...]:
    """Give the cells of the children of every January, the first one first."""
    first = years[0].opening.cell
    return (first, *(life.closing.cell for life in years))
