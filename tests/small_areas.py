"""Small areas for the tests of the verbs: a few localities, needs and schools, all invented.

Everything is counted by a rule that is written here, so that a test can change one thing and say
what must follow. An area has a special school, a school with a base, and an independent school.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from string import Formatter

import numpy as np
import pandas as pd
from hypothesis import strategies as st

import sufficiency as sf
from sufficiency.messages import MESSAGES

BASE_YEAR = 2024
YEARS = (2022, 2023, 2024)
UNTIL = 2027
NEEDS = ("ASD", "SEMH", "SLCN")
NCYS = tuple(range(13))
SETTING_OF = {"S": "special", "B": "base", "I": "independent"}
"""Where children of each school are counted: special school, base, independent school."""

HOMES = {
    "L1": ("Northtown", "North", 488000, 279000),
    "L2": ("Northgate", "North", 492000, 283000),
    "L3": ("Southtown", "South", 487000, 266000),
}
SCHOOLS = {
    "S": ("Hill School", "Testshire", 488500, 279500),
    "B": ("Brook School", "Testshire", 487500, 268000),
    "I": ("Manor School", "Elsewhere", 501000, 275000),
}


@dataclass(frozen=True)
class Small:
    """What a small area is made of; `replace` changes one thing.

    Plans are drawn once from `seed`, so that areas that differ in places only have the same
    children. `children` is the mean of each count by setting.
    """

    seed: int = 1
    localities: int = 3
    needs: tuple[str, ...] = NEEDS
    ncys: tuple[int, ...] = NCYS
    children: tuple[tuple[str, float], ...] = (
        ("mainstream", 2.5),
        ("special", 0.9),
        ("base", 0.3),
        ("independent", 0.15),
    )
    special: float = 95
    base: float = 20
    independent: float = 14
    taken: float = 3
    special_needs: tuple[str, ...] = NEEDS
    base_needs: tuple[str, ...] = ("ASD", "SLCN")
    special_ncys: tuple[int, int] = (0, 12)
    base_ncys: tuple[int, int] = (0, 8)
    independent_ncys: tuple[int, int] = (0, 12)
    growth: float = 1.08
    persons: int = 300
    until: int = UNTIL
    placements: bool = True
    changing: bool = False
    times: int = 1


def sites_of():
    rows = [
        (site, name, authority, east, north, "made")
        for site, (name, authority, east, north) in SCHOOLS.items()
    ]
    columns = ["site", "name", "authority", "easting", "northing", "basis"]
    return pd.DataFrame(rows, columns=columns)


def pools_of(small):
    served = {
        "S": ("special", "special", small.special_needs, small.special_ncys),
        "B": ("base", "base", small.base_needs, small.base_ncys),
        "I": ("special", "independent", small.needs, small.independent_ncys),
    }
    rows = [
        (site, "all", level, setting, ";".join(needs), first, last, 2022, "made")
        for site, (level, setting, needs, (first, last)) in served.items()
    ]
    if small.changing:
        rows += [(*row[:6], row[6] - 1, 2026, "made") for row in rows]
    columns = ["site", "pool", "level", "setting", "needs", "ncy_from", "ncy_to", "year", "basis"]
    return pd.DataFrame(rows, columns=columns)


def places_of(small):
    rows = [
        ("S", "all", 2022, small.special * small.times, small.taken * small.times, "made"),
        ("B", "all", 2022, small.base * small.times, 0.0, "made"),
        ("I", "all", 2022, small.independent * small.times, 0.0, "made"),
    ]
    if small.changing:
        rows += [(*row[:2], 2026, row[3] + 4, row[4] + 1, "made") for row in rows]
    return pd.DataFrame(rows, columns=["site", "pool", "year", "places", "taken", "basis"])


def plans_of(small):
    """Counts of every January, drawn by the seed; later Januaries hold more children."""
    chance = np.random.default_rng(small.seed)
    rows = []
    for step, year in enumerate(YEARS):
        for locality in list(HOMES)[: small.localities]:
            for need in small.needs:
                for ncy in small.ncys:
                    for setting, mean in small.children:
                        count = chance.poisson(mean * small.growth**step)
                        rows.append((year, locality, need, ncy, setting, float(count), "made"))
    columns = ["year", "locality", "need", "ncy", "setting", "plans", "basis"]
    frame = pd.DataFrame(rows, columns=columns)
    kept = frame[frame["plans"] > 0].reset_index(drop=True)
    return kept.assign(plans=kept["plans"] * small.times)


def placements_of(small, plans):
    """Everyone in a special school, base or independent school is in the one of that kind."""
    school = {setting: site for site, setting in SETTING_OF.items()}
    rows = plans[(plans["year"] == BASE_YEAR) & plans["setting"].isin(school)]
    placed = rows.assign(site=rows["setting"].map(school), pool="all")
    columns = ["year", "locality", "need", "ncy", "site", "pool", "plans", "basis"]
    return placed[columns].reset_index(drop=True)


def population_of(small):
    rows = [
        (year, locality, ncy, float(small.persons * small.times), "made")
        for year in range(YEARS[0], small.until + 1)
        for locality in list(HOMES)[: small.localities]
        for ncy in range(-4, 21)
    ]
    return pd.DataFrame(rows, columns=["year", "locality", "ncy", "persons", "basis"])


def tables_of(small=None, **changes):
    """The tables of a small area as frames, to be changed before an area is made of them."""
    small = replace(small or Small(), **changes)
    homes = [(code, *HOMES[code], "made") for code in list(HOMES)[: small.localities]]
    columns = ["locality", "name", "group", "easting", "northing", "basis"]
    plans = plans_of(small)
    made = {
        "about": pd.DataFrame({"item": ["name", "authority"], "value": ["Testshire", "Testshire"]}),
        "localities": pd.DataFrame(homes, columns=columns),
        "population": population_of(small),
        "plans": plans,
        "sites": sites_of(),
        "pools": pools_of(small),
        "places": places_of(small),
    }
    if small.placements:
        made["placements"] = placements_of(small, plans)
    return made


def area_of(small=None, **changes):
    """A small area."""
    return sf.area_from_frames(tables_of(small, **changes))


@lru_cache(maxsize=128)
def area_like(small):
    """The area of a `Small`, made once: nothing in it can be changed."""
    return area_of(small)


def area():
    """The small area of most tests."""
    return area_like(Small())


@lru_cache(maxsize=128)
def projected(small, *, draws=4, until=UNTIL):
    """The projection of a small area as things stand, made once."""
    return sf.project(area_like(small), until=until, draws=draws, workers=1)


@lru_cache(maxsize=128)
def allocated(small, *, draws=4, until=UNTIL, stayers="keep"):
    """Its allocation as things stand, made once."""
    projection = projected(small, draws=draws, until=until)
    return sf.allocate(projection, draws=draws, stayers=stayers, workers=1)


def homes():
    """Small areas that differ in their children only: growing and shrinking ones."""
    return st.builds(
        Small,
        seed=st.integers(0, 1),
        localities=st.sampled_from((3, 2)),
        growth=st.sampled_from((1.08, 0.9)),
    )


def smalls():
    """Small areas of all sorts: with few and many places, with placements and without."""
    return st.builds(
        Small,
        special=st.sampled_from((95, 40, 200)),
        base=st.sampled_from((20, 6)),
        independent=st.sampled_from((14, 2)),
        placements=st.booleans(),
    )


def shuffled(tables, seed):
    """The same tables with their rows in another order."""
    return {
        name: frame.sample(frac=1, random_state=seed + place).reset_index(drop=True)
        for place, (name, frame) in enumerate(sorted(tables.items()))
    }


def with_levels(scenario, rows, *, name="other levels"):
    """A scenario whose levels are exactly known: by setting, the share of each level."""
    stated = []
    for setting, shares in rows.items():
        row = {"setting": setting, "why": "a test"}
        for level in ("mainstream", "base", "special", "beyond"):
            share = shares.get(level, 0.0)
            row |= {f"{level}_low": share, level: share, f"{level}_high": share}
        stated.append(row)
    return scenario.but(name=name, levels=stated)


def said(rule):
    """A pattern of all that is fixed in a message; what is filled in may be anything."""
    message = MESSAGES[rule]
    template = " ".join(part for part in (message.seen, message.why, message.remedy) if part)
    fixed = []
    for text, field, _, _ in Formatter().parse(template):
        fixed.append(re.escape(text) + ("(?s:.*)" if field is not None else ""))
    return "".join(fixed)
