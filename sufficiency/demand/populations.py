"""How far the population projection may be off, drawn once for each possible future."""

from __future__ import annotations

import numpy as np

from sufficiency.demand.central import AnyModel
from sufficiency.demand.margins import FloatArray
from sufficiency.demand.shocks import Purpose, generator_of

WALKS = 4
"""Of all residents, of each cohort, of each locality, and of each cohort of a locality."""


def population_of_draw(model: AnyModel, seed: int, draw: int) -> FloatArray:
    """Give the population of one possible future: as given where the scenario doubts nothing.

    persons = given x exp(s (A[k] + C[k, c] + L[k, l] + D[k, l, c]) - 4 s^2 k / 2)

    in year k of a projection, for locality l and birth cohort c, with s the doubt of the scenario
    and four random walks, each with a variance of k. A cohort that is larger than projected stays
    so as it grows up: walks follow it from one NC year to the next. One that is not yet born
    enters with all the doubt of the years until then. The mean over draws is the given population.

    The area is so off by s sqrt(k), nearly (cohorts and localities average out), one NC year of
    the area or one locality by s sqrt(2 k), and one NC year of one locality by s sqrt(4 k).

    Draws come in pairs of opposite chances, as `shocks.opposite_normals` has them.

    Parameters
    ----------
    model : DemandModel or FlowModel
        The area, under its scenario.
    seed, draw : int
        Which draw.

    Returns
    -------
    FloatArray
        Axes (year, locality, ncy): of each projected year [persons].
    """
    given = model.population[1:]
    doubt = model.levers.population_doubt
    if doubt == 0:
        return given
    walks = population_walks(given.shape, seed=seed, draw=draw)
    ahead = np.arange(1.0, len(given) + 1.0)[:, None, None]
    return np.asarray(given * np.exp(doubt * walks - WALKS * doubt**2 * ahead / 2))


def population_walks(shape: tuple[int, ...], *, seed: int, draw: int) -> FloatArray:
    """Draw the sum of the four walks, each a step of variance 1 a year.

    Parameters
    ----------
    shape : tuple of int
        Years, localities and NC years; a longer horizon does not change the earlier years.
    seed, draw : int
        Which draw.

    Returns
    -------
    FloatArray
        Axes (year, locality, ncy).
    """
    years, localities, ages = shape
    pair, is_second = divmod(draw, 2)
    generator = generator_of(seed, pair, Purpose.POPULATION)
    chance = generator.standard_normal((years, 1 + localities, 1 + ages))
    if is_second:
        chance = -chance
    # Row 0 is the area, each other row a locality; column 0 is all cohorts, each other one.
    walked = np.zeros(chance.shape[1:])
    total = np.empty(shape)
    for year, step in enumerate(chance):
        grown = np.empty_like(walked)
        grown[:, 0] = walked[:, 0] + step[:, 0]
        grown[:, 2:] = walked[:, 1:-1] + step[:, 2:]
        grown[:, 1] = np.sqrt(year + 1.0) * step[:, 1]
        walked = grown
        whole = walked[:, :1] + walked[:, 1:]
        total[year] = whole[0] + whole[1:]
    return total
