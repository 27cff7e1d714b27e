"""Schools of a synthetic area: sites, pools, places, and who is where in the last January."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sufficiency import terms
from sufficiency.synthetic.chance import Chance, FloatArray, IntArray, Purpose, chance_of
from sufficiency.synthetic.land import Land
from sufficiency.synthetic.options import Options
from sufficiency.synthetic.patterns import NCYS, NEEDS, SETTINGS
from sufficiency.synthetic.pupils import Pupils

AUTHORITY = "Madeshire"
ELSEWHERE = "Another authority"
MADE = "made"

SPECIAL_CHILDREN = 140
"""A special school for each so many children, and one for each of `SPECIAL_NEEDS` at least."""
BASE_CHILDREN = 18
SPECIAL_NEEDS = (
    ("SPLD", "MLD", "SLD", "PMLD", "SLCN", "HI", "VI", "MSI", "PD", "ASD", "DS", "OTH"),
    ("SEMH", "ASD"),
)
BASE_NEEDS = (
    ("SPLD", "MLD", "SLCN", "DS", "OTH"),
    ("SEMH", "ASD"),
    ("SLD", "PMLD", "HI", "VI", "MSI", "PD"),
)
BASE_NCYS = ((0, 6), (7, 11))
SCHOOL_NCYS = (0, 14)
FAR = 28_000.0
"""How far from the middle of the area the independent school lies [metres]."""
CHOICE = 0.35
"""Spread (log) of what a metre counts for: children are not always at the nearest school."""
SPARE = 0.08
"""Places are at most so much more than children placed."""


@dataclass(frozen=True, slots=True)
class School:
    """One site with one pool."""

    name: str
    authority: str
    level: str
    setting: str
    needs: tuple[str, ...]
    ncys: tuple[int, int]
    easting: float
    northing: float


def school_tables(options: Options, land: Land, pupils: Pupils) -> dict[str, pd.DataFrame]:
    """Make the tables sites, pools, places and placements.

    Parameters
    ----------
    options : Options
    land : Land
    pupils : Pupils
        Children of the last January of the history.
    """
    chance = chance_of(options.seed, Purpose.SCHOOLS)
    schools = _schools(chance, land, pupils)
    placed = _placed(chance, schools, land, pupils)
    taken_up = np.bincount(placed[placed >= 0], minlength=len(schools))
    spare = 1 + SPARE * chance.uniform(len(schools))
    codes = [f"S{number:02d}" for number in range(1, len(schools) + 1)]
    pools = pd.DataFrame(
        {
            "site": codes,
            "pool": "all",
            "level": [school.level for school in schools],
            "setting": [school.setting for school in schools],
            "needs": [";".join(school.needs) for school in schools],
            "ncy_from": [school.ncys[0] for school in schools],
            "ncy_to": [school.ncys[1] for school in schools],
            "year": options.first_year,
            "basis": MADE,
        }
    )
    sites = pd.DataFrame(
        {
            "site": codes,
            "name": [school.name for school in schools],
            "authority": [school.authority for school in schools],
            "easting": [school.easting for school in schools],
            "northing": [school.northing for school in schools],
            "basis": MADE,
        }
    )
    places = pools[["site", "pool", "year"]].assign(
        places=np.ceil(np.maximum(taken_up, 4) * spare), taken=0.0, basis=MADE
    )
    return {
        "sites": sites,
        "pools": pools,
        "places": places,
        "placements": _placements(options, codes, placed, pupils),
    }


def _schools(chance: Chance, land: Land, pupils: Pupils) -> list[School]:
    """Found special schools, bases, and one independent school."""
    counts = np.bincount(pupils.setting, minlength=len(SETTINGS))
    special = max(round(counts[SETTINGS.index("special")] / SPECIAL_CHILDREN), len(SPECIAL_NEEDS))
    kinds = len(BASE_NEEDS) * len(BASE_NCYS)
    bases = max(round(counts[SETTINGS.index("base")] / BASE_CHILDREN), kinds)
    schools = []
    needs: tuple[str, ...]
    for number in range(special):
        needs = SPECIAL_NEEDS[number % len(SPECIAL_NEEDS)]
        name, point = f"Made-up special school {number + 1}", _near_a_home(chance, land)
        schools.append(School(name, AUTHORITY, "special", "special", needs, SCHOOL_NCYS, *point))
    for number in range(bases):
        needs = BASE_NEEDS[number % len(BASE_NEEDS)]
        ncys = BASE_NCYS[number // len(BASE_NEEDS) % len(BASE_NCYS)]
        name, point = f"Made-up base {number + 1}", _near_a_home(chance, land)
        schools.append(School(name, AUTHORITY, "base", "base", needs, ncys, *point))
    east, north = land.points.mean(axis=0)
    name, point = "Made-up independent school", (round(float(east) + FAR), round(float(north)))
    far = School(name, ELSEWHERE, "special", "independent", NEEDS, SCHOOL_NCYS, *point)
    return [*schools, far]


def _near_a_home(chance: Chance, land: Land) -> tuple[float, float]:
    """Choose a point within a mile or so of some locality."""
    home = land.points[chance.whole(0, len(land.points) - 1)]
    east, north = np.round(home + 800.0 * chance.normal(2))
    return float(east), float(north)


def _placed(chance: Chance, schools: list[School], land: Land, pupils: Pupils) -> IntArray:
    """Axis (child): position of the school; -1 for a child who is in none of them."""
    points = np.array([(school.easting, school.northing) for school in schools])
    apart = np.hypot(*np.moveaxis(land.points[:, None] - points, 2, 0))
    cost = (1_000 + apart)[pupils.locality] * chance.spread(CHOICE, len(pupils), len(schools))
    cost = np.where(_serves(schools)[pupils.setting, pupils.need, pupils.ncy], cost, np.inf)
    return np.where(np.isfinite(cost).any(axis=1), cost.argmin(axis=1), -1)


def _serves(schools: list[School]) -> FloatArray:
    """Axes (setting, need, ncy, school): 1 where the school is one for such a child."""
    serves = np.zeros((len(SETTINGS), len(NEEDS), len(NCYS), len(schools)))
    ncys = np.array(NCYS)
    for number, school in enumerate(schools):
        ages = (school.ncys[0] <= ncys) & (ncys <= school.ncys[1])
        needs = np.array([need in school.needs for need in NEEDS])
        serves[SETTINGS.index(school.setting), :, :, number] = needs[:, None] & ages
    return serves


def _placements(
    options: Options, codes: list[str], placed: IntArray, pupils: Pupils
) -> pd.DataFrame:
    """Count the placed children by home, need, NC year and site."""
    at_school = placed >= 0
    rows = pd.DataFrame(
        {
            "locality": pupils.locality[at_school],
            "need": pupils.need[at_school],
            "ncy": pupils.ncy[at_school] + terms.FIRST_NCY,
            "site": placed[at_school],
        }
    )
    counted = rows.value_counts(sort=False).rename("plans").reset_index()
    return counted.assign(
        year=options.last_year,
        locality=[f"L{place + 1:02d}" for place in counted["locality"]],
        need=[NEEDS[place] for place in counted["need"]],
        site=[codes[place] for place in counted["site"]],
        pool="all",
        basis=MADE,
    )
