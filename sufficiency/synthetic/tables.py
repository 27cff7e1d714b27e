"""The tables that a synthetic area knows: its history, and nothing of what came after it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sufficiency.synthetic.chance import Purpose, chance_of
from sufficiency.synthetic.counting import flow_frame, locality_codes, stock_frame
from sufficiency.synthetic.course import Course
from sufficiency.synthetic.land import Land
from sufficiency.synthetic.life import YearOfLife
from sufficiency.synthetic.options import Options
from sufficiency.synthetic.patterns import NEEDS
from sufficiency.synthetic.pupils import Pupils
from sufficiency.synthetic.recording import Break
from sufficiency.synthetic.schools import AUTHORITY, MADE, school_tables
from sufficiency.synthetic.truth import population_frame

NATION = "England"
"""The nation's name in the table history: what a projection of growth looks for."""


def tables_of(
    options: Options,
    land: Land,
    course: Course,
    breaks: tuple[Break, ...],
    lives: tuple[YearOfLife, ...],
) -> dict[str, pd.DataFrame]:
    """Make the tables of an area with a history; every row has the basis made.

    Returns
    -------
    dict of str to pandas.DataFrame
        about, localities, population (history and projection), plans, history, sites, pools,
        places, placements; transitions, where asked for.
    """
    known = lives[: options.history_years - 1]
    januaries = [known[0].opening, *(life.closing for life in known)]
    localities = locality_codes(options.localities)
    counted = [
        stock_frame(year, _as_recorded(pupils, year, options), localities)
        for year, pupils in zip(options.history, januaries, strict=True)
    ]
    tables = {
        "about": _about(options),
        "localities": _localities(land, localities),
        "population": population_frame(options, land.told).assign(basis=MADE),
        "plans": pd.concat(counted, ignore_index=True).assign(basis=MADE),
        "history": _history(options, land, course, breaks, [len(one) for one in januaries]),
        **school_tables(options, land, januaries[-1]),
    }
    if options.transitions:
        flows = [flow_frame(life, localities) for life in known]
        tables["transitions"] = pd.concat(flows, ignore_index=True).assign(basis=MADE)
    return tables


def _as_recorded(pupils: Pupils, year: int, options: Options) -> Pupils:
    """Leave the locality of some children, and the need of some, unrecorded."""
    if options.unknown_share == 0:
        return pupils
    chance = chance_of(options.seed, Purpose.UNKNOWN, year)
    homeless = chance.uniform(len(pupils)) < options.unknown_share
    nameless = chance.uniform(len(pupils)) < options.unknown_share
    return Pupils(
        np.where(homeless, options.localities, pupils.locality),
        np.where(nameless, len(NEEDS), pupils.need),
        pupils.ncy,
        pupils.setting,
    )


def _about(options: Options) -> pd.DataFrame:
    """Say that nothing here is real."""
    facts = {
        "name": f"{AUTHORITY} (synthetic, seed {options.seed})",
        "authority": AUTHORITY,
        "note": "Made by sufficiency.synthetic_area. No row describes a real child or school.",
        "note_assumptions": f"The assumptions of demand models are {options.assumptions} in it.",
    }
    return pd.DataFrame({"item": list(facts), "value": list(facts.values())})


def _localities(land: Land, codes: tuple[str, ...]) -> pd.DataFrame:
    parts = [int((land.towns[:place] == town).sum()) + 1 for place, town in enumerate(land.towns)]
    return pd.DataFrame(
        {
            "locality": list(codes),
            "name": [
                f"Town {town + 1}, part {part}"
                for town, part in zip(land.towns, parts, strict=True)
            ],
            "group": [f"Town {town + 1}" for town in land.towns],
            "easting": land.points[:, 0],
            "northing": land.points[:, 1],
            "imd_decile": land.deprivation,
            "basis": MADE,
        }
    )


def _history(
    options: Options, land: Land, course: Course, breaks: tuple[Break, ...], totals: list[int]
) -> pd.DataFrame:
    """Give the long series of the area and of the nation, up to the last January known."""
    broken = {one.year for one in breaks}
    own = pd.DataFrame(
        {
            "year": list(options.history),
            "area": AUTHORITY,
            "plans": [float(total) for total in totals],
            "children": land.told[: options.history_years].sum(axis=(1, 2)),
            "break": ["yes" if year in broken else "no" for year in options.history],
        }
    )
    nation = pd.DataFrame(
        {
            "year": list(course.nation_years),
            "area": NATION,
            "plans": course.nation_plans,
            "children": course.nation_children,
            "break": "no",
        }
    )
    nation = nation[nation["year"] <= options.last_year]
    return pd.concat([own, nation], ignore_index=True).assign(basis=MADE)
