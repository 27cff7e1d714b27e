"""Made-up downloads for an authority that is not the example: `notebooks/samples`, and how made.

Nothing in them is real: neither authority, nor school, nor child. Run this file to write them
again; a test holds that what is kept is what it writes.
"""

import sys
from pathlib import Path
from unittest import mock

import numpy as np
import published_files
import register_files
from downloads import write_rows

SAMPLES = Path(__file__).resolve().parents[1] / "notebooks" / "samples"
AUTHORITIES = (
    ("E06000001", "801", "Ashby", 0),
    ("E06000002", "802", "Birchby", 0),
    ("E06000003", "803", "Colby", 0),
    ("E06000004", "804", "Derby Vale", 1),
)
GROWING = {"Ashby": 1.0, "Birchby": 1.25, "Colby": 0.9, "Derby Vale": 1.1}
AGES = ("under 3", *(f"age {age}" for age in range(3, 26)))
YEARS = (2022, 2023, 2024)
GROWTH = 1.07
TOWNS = (
    ("E02000001", "Ashby North", 487_000, 282_000, 375),
    ("E02000002", "Ashby East", 492_500, 278_000, 275),
    ("E02000003", "Ashby South", 488_000, 272_500, 325),
    ("E02000004", "Ashby Green", 481_000, 276_500, 150),
)
"""Small areas with their points and the children of each age in them."""

BY_NEED = dict(
    zip(published_files.NEEDS, (34, 1, 9, 0.3, 2, 3, 3, 20, 18, 6, 3, 1, 0.4), strict=True)
)
BY_PLACEMENT = {
    "mainstream_academy": 40,
    "mainstream_academy_senunit": 3,
    "mainstream_free_school_resourced_provision": 3,
    "special_la_maintained": 16,
    "special_academy_free": 14,
    "special_independent": 6,
    "ap_pru_la_maintained": 1,
    "general_fe_tertiary_colleges": 0,
    "other_placement_settings": 0,
    "nm_early_years": 0,
    "placement_unknown": 1,
}


def children(authorities, years, *, seed):
    """Children by authority and year: axes (age, placement, need), drawn by a plain profile."""
    by_age = np.array([0.3, *(1 + min(age, 11) * 0.35 for age in range(3, 17)), *[2.2] * 9])
    needs = np.array(list(BY_NEED.values()))
    held = {}
    for year in years:
        for one in authorities:
            rng = np.random.default_rng([seed, year, int(one[1])])
            mix = np.array(list(BY_PLACEMENT.values()), dtype=float)
            mix[3:6] *= {"Ashby": 1.2, "Birchby": 0.9}.get(one[2], 1.0)
            table = by_age[:, None, None] * mix[None, :, None] * needs[None, None, :]
            table[15:, 7] = by_age[15:, None] * 60 * needs[None, :]
            table[:3, 9] = by_age[:3, None] * 30 * needs[None, :]
            whole = 1_150 * GROWING[one[2]] * GROWTH ** (year - YEARS[-1])
            held[year, one] = rng.poisson(table * whole / table.sum())
    return held


def _small_areas():
    return [
        {
            "msoa21_code": code,
            "msoa21_name": name,
            "ltla22_code": "E06000001",
            "ltla22_name": "Ashby",
            "utla_code": "E06000001",
            "utla_name": "Ashby",
            "easting": easting,
            "northing": northing,
            **{str(age): each + (age * 7) % 5 for age in range(27)},
        }
        for code, name, easting, northing, each in TOWNS
    ]


def _projection():
    each = sum(town[-1] for town in TOWNS)
    return [
        {
            "la_code": "E06000001",
            "la_name": "Ashby",
            "year": year,
            "age": age,
            "population": each + 8 + 2 * (year - 2022),
        }
        for year in range(2022, 2033)
        for age in range(27)
    ]


def _persons():
    return [
        {"year": year, "area": code, "age": age, "persons": round(1133 * size)}
        for year in YEARS
        for code, size in (
            *(("E06000001", 1.0), ("E06000002", 1.2), ("E06000003", 0.95)),
            *(("E06000004", 1.1), ("E92000001", 4.25)),
        )
        for age in range(27)
    ]


def _schools():
    made = register_files.school
    return [
        made(100001, name="Oak Hill School", needs=("ASD", "SLCN"), capacity=150, pupils=146),
        made(
            100002,
            name="Elm Bank School",
            needs=("SEMH",),
            low=11,
            high=16,
            capacity=90,
            pupils=84,
            easting=489_000,
            northing=273_000,
        ),
        made(
            100003,
            name="Beech Lane School",
            needs=("SLD", "PMLD", "MLD", "ASD"),
            high=19,
            capacity=170,
            pupils=165,
            easting=491_500,
            northing=279_000,
        ),
        made(
            100004,
            type="34",
            name="Ashby Academy",
            needs=("ASD",),
            low=11,
            high=18,
            base="Resourced provision",
            rp=24,
            rproll=20,
            pupils=1100,
            capacity=1200,
            easting=488_000,
            northing=280_000,
        ),
        made(
            100005,
            type="10",
            name="Manor House School",
            needs=("SEMH", "ASD"),
            low=7,
            high=18,
            capacity=60,
            pupils=52,
            easting=497_000,
            northing=270_000,
        ),
    ]


def write_samples(folder):
    """Write all samples into a folder: releases, register, populations, neighbours."""
    releases = folder / "release"
    with (
        mock.patch.object(published_files, "AGES", AGES),
        mock.patch.object(published_files, "joint", children),
    ):
        of = {"authorities": AUTHORITIES}
        published_files.write(
            releases / "caseload.csv", published_files.caseload(**of, years=YEARS)
        )
        published_files.write(
            releases / "sen_needs_all_plans.csv",
            published_files.needs(**of, years=YEARS, all_years=YEARS),
        )
    write_rows(folder / "small_areas_mid2022.csv", _small_areas())
    write_rows(folder / "population_projection.csv", _projection())
    (folder / "beside").mkdir(exist_ok=True)
    write_rows(folder / "beside" / "population.csv", _persons())
    neighbours = [{"code": "E06000002", "weight": 2}, {"code": "E06000003", "weight": 1}]
    write_rows(folder / "beside" / "neighbours.csv", neighbours)
    schools = _schools()
    for row in schools:
        row.update(dict.fromkeys(register_files.PERSON, ""))
    register_files.write(folder / "edubasealldata20250702.csv", schools)
    return folder


if __name__ == "__main__":
    SAMPLES.mkdir(exist_ok=True)
    sys.stdout.write(f"{write_samples(SAMPLES)}\n")
