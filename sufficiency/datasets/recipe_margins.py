"""The published totals of plans in the project's own words, and the long series."""

from __future__ import annotations

import pandas as pd

from sufficiency import england, terms
from sufficiency.datasets.recipe_population import authority_totals
from sufficiency.datasets.recipe_tables import LAST_CENSUS, read

AREA = "North Northamptonshire"
NATION = "England"
YOUNGEST_GROUP = 2
"""The Department's youngest group is "under 3"; it is written as age 2."""
CHANGES_OF_COUNT = {NATION: (2014, 2015, 2016, 2017, 2022), AREA: (2022,)}
"""Statements and plans were counted together up to January 2018; persons since January 2023."""


def margins() -> pd.DataFrame:
    """Give every published total of plans, by setting, age and need, with one row for each.

    Totals of nought are rows too: they say that there is no such child. The margin "setting"
    stands for every January, the others where they were published.
    """
    rows = [_by_setting(), _by_age_and_setting(), _by_need_and_age(), _by_need_and_setting()]
    return pd.concat(rows, ignore_index=True).assign(basis="published")


def _settings_of(frame: pd.DataFrame) -> pd.DataFrame:
    """Put settings in place of the Department's placements, and years in place of Januaries."""
    known = read("published", "placements").set_index("placement")["setting"]
    years = [terms.year_of_january(january) for january in frame["january"]]
    return frame.assign(setting=frame["placement"].map(known), year=years)


def _by_setting() -> pd.DataFrame:
    placed = _settings_of(read("published", "plans_by_placement"))
    totals = placed.groupby(["year", "setting"])["plans"].sum()
    every = pd.MultiIndex.from_product(
        [sorted(set(placed["year"])), terms.settings()], names=["year", "setting"]
    )
    return totals.reindex(every, fill_value=0).reset_index().assign(margin="setting")


def _by_age_and_setting() -> pd.DataFrame:
    placed = _settings_of(read("published", "plans_by_age_and_placement"))
    totals = placed.groupby(["year", "age", "setting"])["plans"].sum()
    every = pd.MultiIndex.from_product(
        [sorted(set(placed["year"])), range(YOUNGEST_GROUP, 25), _held(placed)],
        names=["year", "age", "setting"],
    )
    whole = totals.reindex(every, fill_value=0).reset_index()
    return _with_ncys(whole).assign(margin="setting by age")


def _by_need_and_age() -> pd.DataFrame:
    counted = read("published", "plans_by_need_and_age")
    counted["year"] = [terms.year_of_january(january) for january in counted["january"]]
    totals = counted.groupby(["year", "need", "age"])["plans"].sum()
    every = pd.MultiIndex.from_product(
        [sorted(set(counted["year"])), sorted(set(counted["need"])), range(YOUNGEST_GROUP, 25)],
        names=["year", "need", "age"],
    )
    whole = totals.reindex(every, fill_value=0).reset_index()
    return _with_ncys(whole).assign(margin="need by age")


def _by_need_and_setting() -> pd.DataFrame:
    placed = _settings_of(read("published", "plans_by_need_and_placement"))
    totals = placed.groupby(["year", "need", "setting"])["plans"].sum()
    every = pd.MultiIndex.from_product(
        [sorted(set(placed["year"])), sorted(set(placed["need"])), _held(placed)],
        names=["year", "need", "setting"],
    )
    return totals.reindex(every, fill_value=0).reset_index().assign(margin="need by setting")


def _held(placed: pd.DataFrame) -> list[str]:
    """Name the settings that hold children in a published table, in the project's order."""
    return [code for code in terms.settings() if code in set(placed["setting"])]


def _with_ncys(frame: pd.DataFrame) -> pd.DataFrame:
    """Write ages as NC years; the youngest group reaches down to birth."""
    last = [terms.ncy_of_age(age) for age in frame["age"]]
    youngest = terms.ncy_of_age(YOUNGEST_GROUP)
    first = [terms.FIRST_NCY if ncy == youngest else ncy for ncy in last]
    whole = {"ncy_from": "Int64", "ncy_to": "Int64"}
    return frame.assign(ncy_from=first, ncy_to=last).astype(whole)


def history() -> pd.DataFrame:
    """Give the long series of plans: this authority from January 2022, England from January 2015.

    Children are those of NC years -4 to 20 (age 0 to 24); new plans are those of the calendar
    year before the January, and stand on the row of all settings only.
    """
    own = margins().query("margin == 'setting' and plans > 0")[["year", "setting", "plans"]]
    own_totals = own.groupby("year", as_index=False)["plans"].sum()
    nation = pd.DataFrame(england.rows("plans")).drop(columns="break").replace("", None)
    nation["year"] = [terms.year_of_january(int(january)) for january in nation["january"]]
    nation["plans"] = nation["plans"].astype(int)
    frame = pd.concat(
        [own_totals.assign(area=AREA), own.assign(area=AREA), nation.assign(area=NATION)],
        ignore_index=True,
    )
    children = {year: round(sum(ages) / 1000) for year, ages in authority_totals().items()}
    flows = read("published", "flows").set_index(["area", "calendar_year"])["new_plans"].to_dict()
    total = frame["setting"].isna()
    known = [
        (children if area == AREA else england.children()).get(year)
        for area, year in zip(frame["area"], frame["year"], strict=True)
    ]
    new = [flows.get(key) for key in zip(frame["area"], frame["year"], strict=True)]
    changed = [
        "yes" if year in CHANGES_OF_COUNT[area] else "no"
        for area, year in zip(frame["area"], frame["year"], strict=True)
    ]
    series: pd.DataFrame = frame[["year", "area", "setting", "plans"]].assign(basis="published")
    series["children"] = pd.array(known, dtype="Int64")
    series["new_plans"] = pd.Series(pd.array(new, dtype="Int64")).where(total)
    series["break"] = changed
    return series


def years_with_plans() -> range:
    """Give the academic years whose Januaries were published."""
    return range(LAST_CENSUS - 3, LAST_CENSUS + 1)
