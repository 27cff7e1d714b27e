"""The land of a synthetic area: towns, localities with points, and who lives there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sufficiency.synthetic.chance import Chance, FloatArray, IntArray, Purpose, chance_of
from sufficiency.synthetic.options import Options
from sufficiency.synthetic.patterns import NCYS, place_of

SIDE = 36_000
"""Side of the square in which the towns lie [metres]."""
CORNERS = ((380_000, 500_000), (160_000, 420_000))
"""Where its south-west corner may be, all on land: eastings, northings [metres]."""
TOWN_RADIUS = 2_500.0
"""Standard deviation of a locality's distance from the middle of its town [metres]."""
MOVES_AWAY_FROM = 14
"""From this NC year on fewer live in the area: they study or work elsewhere."""
STAY = 0.85
ESTATE_GROWS = (1.5, 2.5)
"""How many times as many young residents the estate has when it is full."""
ESTATE_YEARS = 4
"""So many years it takes to fill."""
ESTATE_LAST_NCY = 11
"""Families move in with children up to this NC year."""


@dataclass(frozen=True, slots=True, eq=False)
class Land:
    """Where the children of a synthetic area live.

    Parameters
    ----------
    towns : IntArray
        Axis (locality): number of the town.
    points : FloatArray
        Axes (locality, 2): easting and northing [metres].
    deprivation : IntArray
        Axis (locality): decile, 1 the most deprived.
    persons : FloatArray
        Axes (year, locality, ncy): residents as they are [persons].
    told : FloatArray
        The same as the area's population table has them: without an estate that nobody expects.
    estate : tuple of int or None
        Position of the locality of the estate, and the first academic year of families there.
    """

    towns: IntArray
    points: FloatArray
    deprivation: IntArray
    persons: FloatArray
    told: FloatArray
    estate: tuple[int, int] | None


def land_of(options: Options) -> Land:
    """Lay out the land, and people it."""
    chance = chance_of(options.seed, Purpose.LAND)
    count = options.localities
    towns = np.arange(count) % max(2, round(count**0.5))
    corner = np.array([chance.between(*sides) for sides in CORNERS])
    middles = corner + SIDE * chance.uniform(count, 2)
    points = middles[towns] + TOWN_RADIUS * chance.normal(count, 2)
    deprivation = np.minimum(1 + (10 * chance.uniform(count)).astype(np.int64), 10)
    told = _persons(options, chance_of(options.seed, Purpose.PEOPLE))
    persons, estate = told, None
    if options.is_broken:
        persons, estate = _with_estate(told, options)
    return Land(towns, np.round(points), deprivation, persons, told, estate)


def _persons(options: Options, chance: Chance) -> FloatArray:
    """Axes (year, locality, ncy): births of each cohort, growing up where they were born.

    Births follow a trend and a wave that are the area's own, and differ a little by locality.
    """
    prevalence = chance.between(0.033, 0.055)
    trend = chance.between(-0.015, 0.015)
    height, length = chance.between(0.0, 0.06), chance.between(14.0, 24.0)
    start = chance.between(0.0, 1.0)
    size = chance.spread(0.25, options.localities)
    cohorts = np.arange(options.years[0] - NCYS[-1], options.years[-1] - NCYS[0] + 1)
    since = cohorts - options.first_year
    births = np.exp(trend * since + height * np.sin(2 * np.pi * (since / length + start)))
    # Cohorts first: those of a longer future are drawn after all others.
    own = np.exp(0.05 * chance.normal(len(cohorts), options.localities)).T
    born = size[:, None] * births * own
    each = np.array([born[:, [year - ncy - cohorts[0] for ncy in NCYS]] for year in options.years])
    each[:, :, place_of(MOVES_AWAY_FROM) :] *= STAY
    last = each[options.history_years - 1]
    return np.asarray(np.round(each * (options.plans / prevalence / last.sum())))


def _with_estate(told: FloatArray, options: Options) -> tuple[FloatArray, tuple[int, int]]:
    """Let an estate fill with families in one locality, from a future year on."""
    chance = chance_of(options.seed, Purpose.BROKEN, 1)
    locality = chance.whole(0, options.localities - 1)
    first = options.last_year + chance.whole(1, 2)
    full = chance.between(*ESTATE_GROWS)
    filled = np.clip((np.array(options.years) - first + 1) / ESTATE_YEARS, 0.0, 1.0)
    persons = told.copy()
    young = slice(0, place_of(ESTATE_LAST_NCY) + 1)
    persons[:, locality, young] *= 1 + (full - 1) * filled[:, None]
    return np.round(persons), (locality, first)
