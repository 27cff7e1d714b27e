"""Schools, their pools and places: the schools are real and public, what they serve is made up.

No source publishes which needs a special school is for, how many places it has, or where the
bases are. Names, points, ages on roll and rolls of special schools are public facts; needs,
places and who has them are invented near the roll, and every base is invented altogether.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from sufficiency import terms
from sufficiency.datasets.recipe_margins import AREA
from sufficiency.datasets.recipe_population import localities
from sufficiency.datasets.recipe_tables import (
    FIRST_CENSUS,
    Chance,
    FloatArray,
    IntArray,
    read,
    whole_shares,
)

ROLL_YEAR = 2022
"""The rolls are those of January 2023."""
FURTHEST_FROM_POINT = 600
"""A base is put so far at most from the middle of its locality, along either axis [metres]."""
STATE_PLACES_OUTSIDE = 120
INDEPENDENT_PLACES = 245
"""Places that the area may use in all, of state special schools outside and of independents."""
REACH_OF_STATE_SCHOOLS = 12.0
REACH_OF_INDEPENDENT_SCHOOLS = 20.0
"""Kilometres within which a school's use by the area falls to a third."""
LARGEST_SHARE_OF_ROLL = 0.5
NAMED_KINDS = {
    "Greenfields Specialist School for Communication": "communication",
    "Royal School for the Deaf Derby": "deaf",
}
"""Schools whose public names say what they are for."""
PLACES_FOR_DEAF_CHILDREN = 4
"""Three deaf children were in independent or non-maintained special schools in January 2025;
the nearest non-maintained school for them is further away than all others here."""
OLDEST_BOARDER_NCY = 15
"""One child of NC year 15 was in an independent school in January 2025; no school's ages on
roll in January 2023 reach so far, so a school that boards up to age 18 is given the year."""


def sites(luck: Chance) -> pd.DataFrame:
    """Give the special schools in and around the area, and the invented bases in it."""
    schools = read("published", "special_schools")
    real = schools.assign(site=schools["urn"].astype(str), roll_year=ROLL_YEAR, basis="published")
    return pd.concat([real, _bases(luck)], ignore_index=True).astype(
        {"urn": "Int64", "roll": "Int64", "roll_year": "Int64"}
    )


def _bases(luck: Chance) -> pd.DataFrame:
    """Put each invented base near the middle of its locality."""
    bases = read("made", "bases").drop_duplicates("site")
    middle = localities().set_index("locality").loc[bases["near"]]
    moved = np.rint((2 * luck.uniform.random((len(bases), 2)) - 1) * FURTHEST_FROM_POINT)
    return pd.DataFrame(
        {
            "site": bases["site"],
            "name": bases["name"],
            "authority": AREA,
            "easting": middle["easting"].to_numpy() + moved[:, 0].astype(int),
            "northing": middle["northing"].to_numpy() + moved[:, 1].astype(int),
            "low_age": bases["low_age"],
            "high_age": bases["high_age"],
            "basis": "made",
        }
    )


def pools_and_places() -> pd.DataFrame:
    """Give every pool with its places, a row from each year in which something changes.

    Returns
    -------
    pandas.DataFrame
        Columns of the tables pools and places (same site, pool and year), and `over`: how
        many more children than free places are in the pool in January 2025.
    """
    needs = read("made", "kinds").set_index("kind")["needs"]
    pools = pd.concat([_own_pools(), _pools_outside(), _base_pools()], ignore_index=True)
    return pools.assign(needs=pools["kind"].map(needs), basis="made")


def _own_pools() -> pd.DataFrame:
    """Give the pools of the authority's own special schools, as they stand in `made`."""
    own = read("made", "own_pools")
    return own.assign(site=own["urn"].astype(str), level="special", setting="special")


def _base_pools() -> pd.DataFrame:
    """Give one pool to each base; nobody from outside has a place in it."""
    bases = read("made", "bases")
    return bases.assign(pool="base", level="base", setting="base", taken=0, over=0)


def _pools_outside() -> pd.DataFrame:
    """Give one pool to each school outside: its places are its roll, and most are taken.

    The area may use a fixed number of places in all, shared out by roll and nearness.
    """
    schools = read("published", "special_schools")
    schools = schools[schools["authority"] != AREA].reset_index(drop=True)
    state = (schools["sector"] == "state_special").to_numpy()
    kilometres = kilometres_from_children(schools)
    usable = np.zeros(len(schools), dtype=np.int64)
    for chosen, total, reach in (
        (state, STATE_PLACES_OUTSIDE, REACH_OF_STATE_SCHOOLS),
        (~state, INDEPENDENT_PLACES, REACH_OF_INDEPENDENT_SCHOOLS),
    ):
        roll = schools["roll"].to_numpy(dtype=np.float64)[chosen]
        pull = roll * np.exp(-kilometres[chosen] / reach)
        usable[chosen] = _shared_out(pull, LARGEST_SHARE_OF_ROLL * roll, total)
    usable[(schools["name"].map(NAMED_KINDS) == "deaf").to_numpy()] = PLACES_FOR_DEAF_CHILDREN
    last = schools["high_age"].map(terms.ncy_of_age)
    boards = (schools["boarders"] > 0) & (last == OLDEST_BOARDER_NCY - 1) & ~state
    # Rows of places start with the first census, so a school that opened before it, or of which
    # no opening date is published, has its first row there.
    opened = schools["opened"].fillna(FIRST_CENSUS).clip(lower=FIRST_CENSUS).astype(int)
    return pd.DataFrame(
        {
            "site": schools["urn"].astype(str),
            "pool": "all",
            "kind": [_kind(schools.loc[row]) for row in schools.index],
            "level": "special",
            "setting": np.where(state, "special", "independent"),
            "ncy_from": schools["low_age"].map(terms.ncy_of_age),
            "ncy_to": last.where(~boards, OLDEST_BOARDER_NCY),
            "year": opened,
            "places": schools["roll"],
            "taken": schools["roll"] - usable,
            "over": 0,
        }
    )


def _kind(school: pd.Series[Any]) -> str:
    """Say what a school outside is for: by its name, else made up from its ages and size."""
    if str(school["name"]) in NAMED_KINDS:
        return NAMED_KINDS[str(school["name"])]
    if school["sector"] == "independent_special":
        return "independent_wide" if school["boarders"] or school["low_age"] <= 5 else "independent"
    return "behaviour" if school["low_age"] >= 6 and school["roll"] <= 140 else "learning"


def _shared_out(pull: FloatArray, most: FloatArray, total: int) -> IntArray:
    """Share a number of places out by pull, none beyond its most."""
    amounts = np.zeros_like(pull)
    while total - amounts.sum() > 1e-6:
        open_ = amounts < np.floor(most)
        amounts = amounts + np.where(open_, pull, 0.0) * (total - amounts.sum()) / pull[open_].sum()
        amounts = np.minimum(amounts, np.floor(most))
    return whole_shares(amounts, total)


def kilometres_from_children(schools: pd.DataFrame) -> FloatArray:
    """Measure how far each school lies from its nearest three localities, on average.

    Returns
    -------
    FloatArray
        Axis (school) [kilometres, straight line].
    """
    apart = kilometres(localities(), schools)
    return np.asarray(np.sort(apart, axis=0)[:3].mean(axis=0), dtype=np.float64)


def kilometres(places: pd.DataFrame, schools: pd.DataFrame) -> FloatArray:
    """Measure straight lines between localities and schools.

    Returns
    -------
    FloatArray
        Axes (locality, school) [kilometres].
    """
    east = places["easting"].to_numpy(np.float64)[:, None] - schools["easting"].to_numpy(np.float64)
    north = places["northing"].to_numpy(np.float64)[:, None] - schools["northing"].to_numpy(
        np.float64
    )
    return np.asarray(np.sqrt(east**2 + north**2) / 1000, dtype=np.float64)
