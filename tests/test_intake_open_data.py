"""The open files, read as they are: totals re-add, and an area's tables are made in seconds."""

import csv
import os
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

import sufficiency as sf
from sufficiency.area.reading import raw_of_frame
from sufficiency.sources import lookups, populations, witan
from sufficiency.sources.text_tables import first_rows
from sufficiency.tables import check_table

BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"
OPEN_DATA = Path(os.environ.get("SUFFICIENCY_OPEN_DATA", str(BESIDE)))
NORTH = "north_northamptonshire"


def path_of(*parts):
    path = OPEN_DATA.joinpath(*parts)
    if not path.exists():
        pytest.skip("open data not here: looked for beside the repository")
    return path


def rows_of(*parts):
    with path_of(*parts).open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize(
    ("name", "areas", "options"),
    [
        (f"{NORTH}/nn_lsoa21_pop2020_by_age.csv", 205, {}),
        (f"{NORTH}/msoa_centroids_nn.csv", 40, {"year": 2020}),
        ("england/msoa_england_pop2020_centroids.csv", 40, {"authority": "E06000061"}),
    ],
)
def test_small_areas_add_up_to_the_last_child(name, areas, options):
    made = sf.read_population(path_of(*name.split("/")), **options)
    mine = [
        row for row in rows_of(*name.split("/")) if row.get("utla_code", "E06000061") == "E06000061"
    ]
    persons = made.held["ages"].groupby("age")["persons"].sum()
    for age in range(26):
        assert persons[age] == sum(float(row[str(age)]) for row in mine)
    assert len(made.held["small_areas"]) == areas
    assert made.account()["rows"].sum() == len(rows_of(*name.split("/")))


def test_three_years_of_small_areas_and_the_projection_re_add():
    name = (NORTH, "nn_lsoa11_population_by_age.csv")
    made = sf.read_population(path_of(*name))
    by_year = made.held["ages"].groupby("year")["persons"].sum().to_dict()
    known = Counter()
    for row in rows_of(*name):
        known[int(row["year"])] += sum(float(row[str(age)]) for age in range(26))
    assert by_year == dict(known)
    projection = sf.read_population(path_of(NORTH, "nn_population_by_age.csv"))
    total = projection.held["ages"]["persons"].sum()
    rows = rows_of(NORTH, "nn_population_by_age.csv")
    assert total == pytest.approx(sum(float(row["population"]) for row in rows))


def test_population_by_locality_meets_every_published_total():
    small = sf.read_population(
        path_of("england", "msoa_england_pop2020_centroids.csv"), authority="E06000061"
    )
    projection = sf.read_population(path_of(NORTH, "nn_population_by_age.csv"))
    made = sf.population_by_locality(small, projection, gaps="fill")
    table = made.held["population"]
    sums = table.groupby(["year", "ncy"])["persons"].sum()
    published = projection.held["ages"]
    for row in published[published["age"] <= 24].itertuples():
        assert sums[row.year, row.age - 4] == pytest.approx(row.persons, abs=1e-6)
    assert table["year"].nunique() == 2047 - 2020 + 1
    assert not check_table(raw_of_frame("population", table)).findings


def test_localities_are_those_of_the_example_area():
    """The example's points are the published centroids; its deciles were worked out apart."""
    small = sf.read_population(
        path_of("england", "msoa_england_pop2020_centroids.csv"), authority="North Northamptonshire"
    )
    made = sf.localities_from(small, deprivation=path_of(NORTH, "nn_lsoa21_imd2025.csv"))
    table, example = made.held["localities"], sf.load_example().localities
    both = table.merge(example, on="locality", suffixes=("", "_example"))
    assert len(both) == 40
    assert both["imd_decile"].tolist() == both["imd_decile_example"].tolist()
    assert (both["easting"] - both["easting_example"]).abs().max() < 1
    assert check_table(raw_of_frame("localities", table)).is_sound


def test_wards_are_looked_up_and_hold_all_children():
    table = sf.read_lookup(path_of(NORTH, "nn_lsoa21_ward24_lookup.csv"), code="lsoa", to="ward")
    small = sf.read_population(path_of(NORTH, "nn_lsoa21_pop2020_by_age.csv"))
    projection = sf.read_population(path_of(NORTH, "nn_population_by_age.csv"))
    made = sf.population_by_locality(small, projection, lookup=table)
    wards = {row["ward24_code"] for row in rows_of(NORTH, "nn_lsoa21_ward24_lookup.csv")}
    assert set(made.held["population"]["locality"]) == wards
    places = sf.localities_from(small, lookup=table, group="planning_area")
    assert set(places.held["localities"]["group"]) == {
        *("Corby", "East Northamptonshire", "Kettering", "Wellingborough")
    }
    assert table.account()["rows"].sum() == 205


@pytest.mark.slow
def test_any_authority_of_england_is_made():
    path = path_of("england", "msoa_england_pop2020_centroids.csv")
    rows = rows_of("england", "msoa_england_pop2020_centroids.csv")
    authorities = sorted({row["utla_code"] for row in rows})
    counts = Counter(row["utla_code"] for row in rows)
    for code in [*authorities[::25], max(counts, key=lambda one: counts[one])]:
        small = sf.read_population(path, authority=code)
        ages = small.held["ages"].groupby(["year", "age"], as_index=False)["persons"].sum()
        ahead = [ages.assign(area=code, year=year) for year in range(2021, 2036)]
        places = sf.localities_from(small)
        made = sf.population_by_locality(small, pd.concat(ahead, ignore_index=True))
        assert len(places.held["localities"]) == counts[code]
        assert made.held["population"]["year"].nunique() == 16
        assert check_table(raw_of_frame("localities", places.held["localities"])).is_sound


def test_the_demonstration_of_witan_send_is_read_and_re_adds():
    """Letters mean nothing: here each becomes some setting and need of ours."""
    folder = path_of("witan_demo")
    codes = sf.suggest_witan_codes(folder)
    ours = list(sf.load_example().plans["setting"].unique())
    settings = {code: ours[n % len(ours)] for n, code in enumerate(codes["settings"])}
    needs = dict(zip(codes["needs"], ("ASD", "SEMH", "SLCN", "MLD", "SLD", "PD"), strict=True))
    made = sf.read_witan(folder, needs=needs, settings=settings, price_year=2016)
    rows = rows_of("witan_demo", "transitions.csv")
    flows = made.held["transitions"]
    assert flows.groupby("year")["plans"].sum().to_dict() == Counter(
        int(row["calendar-year"]) for row in rows
    )
    for side, column in (("1", "setting_from"), ("2", "setting_to")):
        outside = sum(row[f"setting-{side}"] == "NONSEND" for row in rows)
        assert flows.loc[flows[column] == "outside", "plans"].sum() == outside
    plans = made.held["plans"].groupby("year")["plans"].sum().to_dict()
    for year in (2013, 2014, 2015):
        ends = [row for row in rows if row["calendar-year"] == str(year)]
        assert plans[year] == sum(row["setting-2"] != "NONSEND" for row in ends)
    people = made.held["population"]["persons"].sum()
    known = rows_of("witan_demo", "population.csv")
    assert people == sum(
        float(row["population"]) for row in known if -4 <= int(row["academic-year"]) <= 20
    )
    assert made.held["not_valid"].empty
    for name in ("transitions", "plans", "population", "costs"):
        assert not check_table(raw_of_frame(name, made.held[name])).findings, name


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        (
            populations.reading.KIND,
            (
                f"{NORTH}/nn_lsoa11_population_by_age.csv",
                f"{NORTH}/nn_population_by_age.csv",
                "england/msoa_england_pop2020_centroids.csv",
            ),
        ),
        (lookups.KIND, (f"{NORTH}/nn_lsoa21_ward24_lookup.csv",)),
        (witan.reading.KIND, ("witan_demo/transitions.csv",)),
    ],
)
def test_files_are_told_apart(kind, names):
    for name in names:
        assert kind.recognises(first_rows(path_of(*name.split("/"))))
    assert not kind.recognises(first_rows(path_of("ehcp_by_need_2025.csv")))
    assert not kind.recognises(first_rows(path_of("england", "gias_special_schools.csv")))


def test_the_memory_of_shares_is_better_than_what_is_usually_done():
    """Small areas of 2017 carried to 2020, ages 4 to 15, held to the authority's own 2020.

    In percent of the children, by MSOA: 11.6 where each locality keeps its share of an age, 8.3
    where its children are followed for ever, 9.6 where only the usual share counts, 7.3 as done.
    """
    made = sf.read_population(path_of(NORTH, "nn_lsoa11_population_by_age.csv"))
    msoa = made.held["small_areas"].set_index("area")["msoa_code"]
    ages = made.held["ages"].assign(area=made.held["ages"]["area"].map(msoa))
    ages = ages.groupby(["year", "area", "age"], as_index=False)["persons"].sum()
    known = ages[ages["year"] == 2020].set_index(["area", "age"])["persons"]
    whole = ages[ages["year"] == 2020].groupby("age", as_index=False)["persons"].sum()
    whole = whole.assign(area="whole", year=2020)

    def error(memory):
        small = ages[ages["year"] == 2017]
        table = sf.population_by_locality(small, whole, memory=memory).held["population"]
        table = table[(table["year"] == 2020) & table["ncy"].between(0, 11)]
        there = known.loc[list(zip(table["locality"], table["ncy"] + 4, strict=True))]
        apart = abs(table["persons"].to_numpy() - there.to_numpy())
        return 100 * apart.sum() / there.sum()

    before = ages[ages["year"] == 2017].set_index(["area", "age"])["persons"]
    share = before / before.groupby("age").transform("sum")
    by_age = whole.set_index("age")["persons"]
    kept = share * by_age.reindex(share.index.get_level_values("age")).to_numpy()
    school = [(area, age) for area, age in known.index if 4 <= age <= 15]
    still = 100 * (kept.loc[school] - known.loc[school]).abs().sum() / known.loc[school].sum()
    assert (round(still, 1), round(error(1), 1), round(error(0), 1)) == (11.6, 8.3, 9.6)
    assert round(error(0.9), 1) == 7.3
