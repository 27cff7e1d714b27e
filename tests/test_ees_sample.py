"""The Department's own files of the release of 2025, as they are, where they lie beside the code.

Department for Education, Education, health and care plans, reporting year 2025 (Open Government
Licence v3.0): England and four authorities.
"""

import os
import warnings
from pathlib import Path

import pandas as pd
import pytest

import sufficiency as sf
from sufficiency import terms
from sufficiency.area.reading import raw_of_frame
from sufficiency.sources import ees
from sufficiency.sources.text_tables import first_rows
from sufficiency.tables import check_table

BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"
OPEN_DATA = Path(os.environ.get("SUFFICIENCY_OPEN_DATA", BESIDE))
SAMPLE = OPEN_DATA / "explore_education_statistics_2025_sample"
pytestmark = pytest.mark.skipif(
    not SAMPLE.is_dir(), reason="the published rows are not beside the repository"
)
AUTHORITIES = ("North Northamptonshire", "West Northamptonshire", "Kent", "Surrey")
CELL = ["margin", "year", "need", "ncy_from", "ncy_to", "setting"]
SHARED = ("localities", "population", "sites", "pools", "places")


@pytest.fixture(scope="module")
def reading():
    return sf.read_ehc_plans(SAMPLE, authority="North Northamptonshire")


def published(name):
    return pd.read_csv(SAMPLE / name, dtype=str, encoding="utf-8-sig", keep_default_na=False)


def row_of(name, *, area, period, breakdown):
    rows = published(name)
    place = rows["la_name"] if area != "England" else rows["country_name"]
    is_level = rows["geographic_level"] == ("National" if area == "England" else "Local authority")
    found = rows[
        (place == area)
        & is_level
        & (rows["time_period"] == period)
        & (rows["breakdown"] == breakdown)
    ]
    return found.iloc[0]


def test_every_file_is_read_as_it_is(reading):
    read = reading.account()
    files = sorted(file.name for file in SAMPLE.glob("*.csv"))
    assert sorted(set(read["file"])) == files
    rows = read.groupby("file")["rows"].sum()
    assert rows.to_dict() == {name: len(published(name)) for name in files}
    assert {one.file for one in reading.inputs} == set(files)
    assert reading.version == "release 2025"


@pytest.mark.parametrize("file", sorted(SAMPLE.glob("*.csv")), ids=lambda file: file.name)
def test_every_file_is_recognised(file):
    assert ees.KIND.recognises(first_rows(file))


def test_the_margins_are_those_of_the_example_area(reading):
    """The example's margins were typed up from the same release by another way."""
    own = reading.held["margins"]
    known = sf.load_example().table("margins")
    both = known[known["plans"] > 0].merge(
        own[own["plans"] > 0], on=CELL, how="outer", indicator=True, suffixes=("", "_read")
    )
    assert set(both["_merge"]) == {"both"}
    assert (both["plans"] == both["plans_read"]).all()
    assert len(both) > 600


def test_the_history_is_that_of_the_example_area(reading):
    keys = ["year", "area", "setting"]
    known = sf.load_example().table("history")
    known = known[known["ncy_from"].isna() & (known["year"] >= 2018)]
    own = reading.held["history"]
    own = own[own["ncy_from"].isna()]
    both = known.merge(own, on=keys, suffixes=("", "_read"))
    assert len(both) == len(known)
    assert (both["plans"] == both["plans_read"]).all()
    of_all = both[both["setting"] == ""]
    assert (of_all["break"] == of_all["break_read"]).all()
    told = both[both["new_plans"].notna()]
    assert (told["new_plans"] == told["new_plans_read"]).all()
    assert len(told) >= 4


@pytest.mark.parametrize("authority", AUTHORITIES)
def test_margins_re_add_to_the_published_totals(authority):
    margins = sf.read_ehc_plans(SAMPLE, authority=authority).held["margins"]
    for (margin, year), rows in margins.groupby(["margin", "year"]):
        period = f"{year}{(year + 1) % 100:02d}"
        row = row_of("caseload.csv", area=authority, period=period, breakdown="All EHC plans")
        assert rows["plans"].sum() == int(row["ehcplans"]), (margin, year)
    assert set(margins["year"]) >= {2021, 2022, 2023, 2024}


@pytest.mark.parametrize("authority", AUTHORITIES)
def test_tables_of_an_area_pass_its_check(authority):
    held = sf.read_ehc_plans(SAMPLE, authority=authority).held
    for name in ("margins", "history"):
        checked = check_table(raw_of_frame(name, held[name]))
        assert checked.is_sound, [str(one) for one in checked.findings]
        assert set(held[name].columns) <= set(terms.table(name).column_names)


def test_flows_are_the_published_ones(reading):
    flows = reading.held["flows"].set_index(["flow", "reason", "year"]).sort_index()
    whole = flows[(flows[["need", "setting"]] == "").all(axis=1) & flows["ncy_from"].isna()]

    def told(*key):
        return whole.loc[key, "children"]

    own = {"area": "North Northamptonshire"}
    requests = row_of(
        "requests.csv", **own, period="2024", breakdown="All requests for EHC needs assessments"
    )
    assert told("requests", "", 2024) == int(requests["requests_received_in_year"])
    assert told("requests", "refused", 2024) == int(requests["requests_decided_not_to_assess"])
    ceased = row_of("ceased_plans.csv", **own, period="2022", breakdown="All ceased EHC plans")
    assert told("ceased", "", 2022) == int(ceased["total_ceased"]) == 130
    assert told("ceased", "transfer", 2022) == int(ceased["transfer"]) == 81
    new = row_of("newplans.csv", **own, period="2024", breakdown="New EHC plans")
    assert told("new_plans", "", 2024) == int(new["new_ehc_plans"])
    assert told("requests", "agreed", 2021) == "x", "a mark stays a mark"


def test_benchmarks_hold_england_beside_the_authority(reading):
    rows = reading.held["benchmarks"]
    assert set(rows["level"]) == {"authority", "England"}
    total = rows.query("level == 'England' and flow == 'plans' and year == 2024 and need == ''")
    total = total[(total["setting"] == "") & total["ncy_from"].isna()]
    assert total["children"].tolist() == [638_745]
    keys = [name for name in rows.columns if name not in ("children", "basis")]
    assert not rows.duplicated(keys).any()


def test_others_stand_beside_it_where_they_are_named():
    reading = sf.read_ehc_plans(SAMPLE, authority="940", beside=["Kent", "E06000062"])
    rows = reading.held["benchmarks"]
    assert set(rows.loc[rows["level"] == "beside", "area"]) == {"Kent", "West Northamptonshire"}


def test_totals_that_do_not_add_up_as_published_are_named(reading):
    """England, January 2024: 3,645 plans are in no placement and no age; see test_categories."""
    told = {(one.rule, one.file): one for one in reading.findings}
    parts = told["ees_total_differs", "caseload.csv"]
    assert "576,474" in parts.seen
    assert "572,829" in parts.seen
    assert "England, January 2024" in parts.seen
    assert 576_474 - 572_829 == 3_645
    assert parts.row == 41
    ages = told["ees_breakdown_differs", "caseload.csv"]
    assert "by age add up to 572,829" in ages.seen


def test_what_was_not_collected_is_missing_and_not_nought(reading):
    history = reading.held["history"]
    own = history[history["area"] == "North Northamptonshire"]
    assert set(own.loc[own["setting"] == "awaiting", "year"]) == {2021}
    assert set(own.loc[own["setting"] == "unknown", "year"]) == {2022, 2023, 2024}
    told = [one.value for one in reading.findings if one.rule == "ees_not_collected"]
    assert told == ["awaiting", "unknown"]


def test_needs_that_are_not_shown_make_no_margin():
    """Surrey's needs of January 2025 are shown for all ages and placements together only."""
    reading = sf.read_ehc_plans(SAMPLE, authority="Surrey")
    assert set(reading.held["margins"]["margin"]) == {"setting", "setting by age", "need"}
    told = [one for one in reading.findings if one.rule == "ees_margin_not_shown"]
    assert {one.file for one in told} == {"sen_needs_all_plans.csv"}
    assert len(told) == 2
    rows = reading.held["benchmarks"].query("area == 'Surrey' and need == 'ASD'")
    rows = rows[rows["flow"] == "plans"]
    is_all = rows["ncy_from"].isna() & (rows["setting"] == "")
    assert rows.loc[is_all, "children"].tolist() == [5601]
    assert set(rows.loc[~is_all, "children"]) == {"x"}


def test_those_aged_25_are_counted_with_those_aged_24_and_told():
    reading = sf.read_ehc_plans(SAMPLE, authority="Kent")
    (told,) = [one for one in reading.findings if one.rule == "ees_oldest_age"]
    by_age = reading.held["margins"].query("margin == 'setting by age' and year == 2024")
    oldest = by_age[by_age["ncy_to"] == 20]["plans"].sum()
    rows = published("caseload.csv").query("la_name == 'Kent' and time_period == '202425'")
    rows = rows[rows["breakdown_topic"] == "Child or young persons age"]
    plans = rows.set_index("breakdown")["ehcplans"].astype(int)
    assert oldest == plans["age 24"] + plans["age 25"]
    assert told.seen == f"{plans['age 25']} are aged 25."


@pytest.mark.slow
def test_an_area_of_published_files_is_projected(reading):
    """Margins and history of the sample; localities, population and schools of the example."""
    example = sf.load_example()
    frames = {name: example.table(name) for name in SHARED}
    frames |= {name: reading.held[name] for name in ("margins", "history")}
    area = sf.area_from_frames(frames).with_fitted_plans()
    assert area.years("plans") == (2021, 2022, 2023, 2024)
    totals = area.plans.groupby("year")["plans"].sum()
    assert totals.to_dict() == pytest.approx({2021: 2842, 2022: 3529, 2023: 3819, 2024: 4551})
    assert "plans_not_as_margin" not in set(area.check()["rule"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", sf.SufficiencyWarning)
        projection = sf.project(area, until=2026, draws=2, seed=1, workers=1)
    assert "4,551 plans in January 2025" in projection.card().lines[0] + projection.card().title
