"""Where the children of the example area live: 40 localities, 2020 to 2035, by NC year.

The authority's totals are published to the last digit; only their split over the localities
after 2020 is estimated.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from sufficiency import terms
from sufficiency.datasets.recipe_tables import NCYS, FloatArray, read

BASE_YEAR = 2020
UNPUBLISHED_YEAR = 2021
LAST_YEAR = 2035
LAST_SCHOOL_AGE = 16
"""Up to here a year group of 2021 is taken as the mean of itself a year earlier and later."""
MEMORY = 0.9
"""Of a locality's own year groups so much is kept a year; the rest follows its usual ages."""
LSOAS_IN_ENGLAND = 33_755


def localities() -> pd.DataFrame:
    """Give the 40 localities with their points and deprivation.

    The deprivation decile of a locality (MSOA) is that of the mean rank of its LSOAs in the
    English indices of deprivation 2025, weighted by their residents of 2020.
    """
    known = read("published", "localities")
    decile = np.ceil(known["mean_imd_rank"] * 10 / LSOAS_IN_ENGLAND).astype(int)
    return known.assign(imd_decile=decile, basis="published")


def population() -> pd.DataFrame:
    """Give children by locality and NC year from 2020 to 2035.

    In 2020 they are the published estimates for small areas. After that each published total
    of the authority is split by shares: the share of the same children in 2020, aged, which
    fades by a tenth a year towards the locality's usual share of that age (the mean of five
    ages in 2020). Shares are rounded to tenths; what is left over goes to the largest
    locality, so that every total is the published one to its last digit.
    """
    totals = authority_totals()
    small = read("published", "children_by_locality_2020")
    wide = small.pivot_table(index="locality", columns="age", values="persons", aggfunc="sum")
    children = wide.to_numpy(np.float64)
    frames = []
    for year in range(BASE_YEAR, LAST_YEAR + 1):
        for ncy in NCYS:
            age = terms.age_of_ncy(ncy)
            if year == BASE_YEAR:
                split = [1000 * int(persons) for persons in children[:, age]]
            else:
                split = _split(totals[year][age], _shares(children, ncy, year))
            frames.append(
                pd.DataFrame(
                    {
                        "year": year,
                        "locality": wide.index,
                        "ncy": ncy,
                        "persons": [_as_text(part) for part in split],
                        "basis": "published" if year == BASE_YEAR else "estimated",
                    }
                )
            )
    return pd.concat(frames, ignore_index=True)


def authority_totals() -> dict[int, list[int]]:
    """Give the authority's children in thousandths of a person: for each year, age by age.

    2020 is the mid-year estimate, 2022 to 2035 the 2022-based projection. No figure for 2021
    is among the inputs: up to age 16 it is the mean of the same children a year earlier and a
    year later, otherwise the mean of the same age.
    """
    known = read("published", "children_by_age")
    totals: dict[int, list[int]] = {}
    for year, persons in zip(known["mid_year"], known["persons"], strict=True):
        totals.setdefault(int(year), []).append(round(float(persons) * 1000))
    before, after = totals[UNPUBLISHED_YEAR - 1], totals[UNPUBLISHED_YEAR + 1]
    totals[UNPUBLISHED_YEAR] = [
        (before[age - 1] + after[age + 1]) // 2
        if 1 <= age <= LAST_SCHOOL_AGE
        else (before[age] + after[age]) // 2
        for age in range(len(before))
    ]
    return totals


def _shares(children: FloatArray, ncy: int, year: int) -> FloatArray:
    """Give each locality's share of a year group: its own children aged, and its usual share.

    Parameters
    ----------
    children : FloatArray
        Axes (locality, age): residents in 2020.
    """
    age, aged = terms.age_of_ncy(ncy), year - BASE_YEAR
    oldest = children.shape[1] - 1
    near = children[:, max(age - 2, 0) : min(age + 2, oldest) + 1].sum(axis=1)
    usual = near / near.sum()
    if age >= aged:
        cohort = children[:, age - aged]
    else:
        cohort = children[:, :5].sum(axis=1)
    kept = MEMORY**aged
    return np.asarray(kept * cohort / cohort.sum() + (1 - kept) * usual, dtype=np.float64)


def _split(total: int, shares: FloatArray) -> list[int]:
    """Split a total in thousandths by shares: tenths of a person, the rest to the largest."""
    parts = [int(part) * 100 for part in np.rint(total * shares / 100)]
    parts[int(np.argmax(shares))] += total - sum(parts)
    return parts


def _as_text(thousandths: int) -> str:
    """Write thousandths of a person without noughts at the end."""
    return f"{thousandths / 1000:.3f}".rstrip("0").rstrip(".")
