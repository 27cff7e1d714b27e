"""Figures by sex become persons; totals are held against the ages under them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sufficiency.errors import Finding, finding
from sufficiency.sources.populations.shapes import ALL_AGES, OLDEST_READ, PERSONS

if TYPE_CHECKING:
    import pandas as pd

KEY = ["area", "year", "age"]
MOST_NAMED = 5
ROUNDING = 0.5
"""A total and its ages may be so far apart [persons]: projections are rounded age by age."""

Step = tuple[str, str, int, str, str]


def joined_sexes(
    parts: Sequence[tuple[str, pd.DataFrame]],
) -> tuple[pd.DataFrame, list[Finding], list[Finding], list[Step]]:
    """Add boys and girls up where persons are not given, and check what can be checked.

    Parameters
    ----------
    parts : sequence of (str, pandas.DataFrame)
        File, and its columns row, area, year, sex, age, persons.

    Returns
    -------
    figures : pandas.DataFrame
        Columns year, area, age, persons, sorted; up to the oldest age that is read.
    faults, notes : list of Finding
    steps : list of tuple
        The rows that were read, for the account.
    """
    import pandas as pd

    long = pd.concat([frame.assign(file=file) for file, frame in parts], ignore_index=True)
    if long.empty:
        return long, [], [], []
    faults = _twice(long)
    has_persons = long.assign(is_it=long["sex"] == PERSONS).groupby(KEY)["is_it"].transform("any")
    spare = has_persons.astype(bool) & (long["sex"] != PERSONS)
    used = long[~spare]
    if not faults:
        faults = _one_sex(used)
    summed = used.groupby(KEY, sort=True)["persons"].sum(min_count=1).reset_index()
    notes = _totals(summed, file=parts[0][0])
    kept = summed[(summed["age"] >= 0) & (summed["age"] <= OLDEST_READ)]
    figures = kept[["year", "area", "age", "persons"]].sort_values(["year", "area", "age"])
    return figures.reset_index(drop=True), faults, notes, _steps(long, spare)


def _twice(long: pd.DataFrame) -> list[Finding]:
    again = long.duplicated([*KEY, "sex"], keep="first")
    named = long[again].drop_duplicates("row").head(MOST_NAMED)
    keys = [*KEY, "sex"]
    faults = []
    for key, row, file in zip(
        named[keys].itertuples(index=False, name=None), named["row"], named["file"], strict=True
    ):
        alike = (long[keys] == list(key)).all(axis=1)
        first = int(long.loc[alike, "row"].iloc[0])
        faults.append(
            finding(
                "population_row_twice", file=str(file), row=int(row), value=str(key[0]), first=first
            )
        )
    return faults


def _one_sex(used: pd.DataFrame) -> list[Finding]:
    """Name ages and areas of which only boys or only girls are given."""
    by_sex = used[(used["sex"] != PERSONS) & used["age"].between(0, OLDEST_READ)]
    if by_sex.empty:
        return []
    sexes = by_sex.groupby(KEY)["sex"].nunique()
    alone = int((sexes < 2).sum())
    if not alone:
        return []
    return [finding("population_one_sex", file=str(by_sex["file"].iloc[0]), count=alone)]


def _totals(summed: pd.DataFrame, *, file: str) -> list[Finding]:
    """Hold totals of all ages against their sum, where all ages are there."""
    is_total = summed["age"] == ALL_AGES
    ages = (
        summed[~is_total]
        .groupby(["area", "year"])
        .agg(sum=("persons", "sum"), oldest=("age", "max"), count=("age", "size"))
    )
    # Of ages 0 to 90, or to 85 and over, none may be absent.
    whole = ages[(ages["oldest"] >= 85) & (ages["count"] == ages["oldest"] + 1)]
    totals = summed[is_total].set_index(["area", "year"])["persons"]
    both = whole.join(totals.rename("total"), how="inner")
    apart = both[(both["sum"] - both["total"]).abs() > ROUNDING].head(MOST_NAMED).reset_index()
    columns = ["area", "year", "sum", "total"]
    return [
        finding(
            "population_total_differs",
            file=file,
            value=str(area),
            year=int(year),
            sum=float(added),
            total=float(total),
        )
        for area, year, added, total in apart[columns].itertuples(index=False, name=None)
    ]


def _steps(long: pd.DataFrame, spare: pd.Series[Any]) -> list[Step]:
    """Count each row of a file once: as read, as added up, or as left out."""
    steps: list[Step] = []
    done = long.assign(spare=spare)[long["age"] <= OLDEST_READ]
    done = done[done["age"] != ALL_AGES]
    by_row = done.groupby(["file", "row"], sort=True).agg(
        spare=("spare", "all"), sexes=("sex", lambda sex: bool((sex != PERSONS).any()))
    )
    for file, rows in by_row.groupby(level="file", sort=False):
        kinds = (
            ("left_out", "boys or girls beside persons", rows["spare"]),
            ("added_up", "boys and girls into persons", ~rows["spare"] & rows["sexes"]),
            ("read", "persons by age", ~rows["spare"] & ~rows["sexes"]),
        )
        steps += [
            (str(file), "rows", int(which.sum()), what, why)
            for what, why, which in kinds
            if which.sum()
        ]
    return steps
