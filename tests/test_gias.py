"""The register of schools: a synthetic one in its exact headings, and the open list of schools."""

import os
from pathlib import Path

import pandas as pd
import pytest
from register_files import HEADER, elsewhere, link, school, whole_register, write

import sufficiency as sf
from sufficiency import terms
from sufficiency.area.reading import raw_of_frame
from sufficiency.sources import gias
from sufficiency.sources.gias.sites import span_of
from sufficiency.sources.sen2.lookups import establishments_of
from sufficiency.sources.text_tables import first_rows
from sufficiency.tables import check_table

BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"
OPEN_DATA = Path(os.environ.get("SUFFICIENCY_OPEN_DATA", BESIDE))
SCHOOLS = OPEN_DATA / "england" / "gias_special_schools.csv"
NAME = "edubasealldata20250702.csv"
NO = float("nan")

ROWS = [
    school(100001),
    school(100002, type="44", low=11, high=19, capacity=150, pupils=160, needs=("SEMH",)),
    school(100003, type="10", low=7, high=16, capacity=40, pupils=35),
    school(
        100004,
        type="34",
        base="Resourced provision and SEN unit",
        rp=12,
        rproll=10,
        unit=20,
        unitroll=21,
        low=11,
        high=18,
        capacity=1200,
        pupils=1100,
        needs=("ASD",),
    ),
    school(100005, type="01", capacity=210, pupils=200, needs=()),
    school(100006, type="14", capacity=30),
    school(100007, status="Closed", closedate="31-08-2020"),
    school(100008, status="Proposed to open", pupils=""),
    elsewhere(200001, easting=500_000, capacity=100, pupils=90),
    elsewhere(200002, easting=600_000),
]


@pytest.fixture
def register(tmp_path):
    return write(tmp_path / NAME, ROWS)


@pytest.fixture
def reading(register):
    return sf.read_gias(register, authority="Ashby")


def told(reading):
    return {one.rule: one for one in reading.findings}


def test_the_header_is_as_large_as_the_register_s():
    assert len(HEADER) == len(set(HEADER)) == 140


def test_special_schools_and_bases_of_the_authority_become_sites(reading):
    sites = reading.held["sites"].set_index("site")
    assert list(sites.index) == ["100001", "100002", "100003", "100004"]
    assert set(sites["authority"]) == {"Ashby"}
    assert sites.loc["100001", ["easting", "northing"]].tolist() == [487_000, 278_000]
    assert sites.loc["100002", ["low_age", "high_age"]].tolist() == [11, 18]
    assert set(sites["roll_year"]) == {2024}  # counted in January 2025


def test_pools_serve_the_needs_and_years_of_the_register(reading):
    pools = reading.held["pools"].set_index(["site", "pool"])
    assert set(pools.index) == {
        ("100001", "all"),
        ("100002", "all"),
        ("100003", "all"),
        ("100004", "rp"),
        ("100004", "unit"),
    }
    columns = ["level", "setting", "needs", "ncy_from", "ncy_to", "basis"]
    assert pools.loc[("100001", "all"), columns].tolist() == [
        *("special", "special", "SLCN;ASD", 0, 6, "published")
    ]
    assert pools.loc[("100003", "all"), columns].tolist() == [
        *("special", "independent", "SLCN;ASD", 3, 11, "published")
    ]
    assert pools.loc[("100004", "rp"), columns].tolist() == [
        *("base", "base", "ASD", 7, 13, "published")
    ]
    assert set(pools["year"]) == {2024}, "2 July 2025 is in 2024/25"


def test_places_are_capacities(reading):
    places = reading.held["places"].set_index(["site", "pool"])
    assert places["places"].to_dict() == {
        ("100001", "all"): 90,
        ("100002", "all"): 150,
        ("100003", "all"): 40,
        ("100004", "rp"): 12,
        ("100004", "unit"): 20,
    }
    assert places.loc[("100001", "all"), "basis"] == "published"
    taken = places["taken"].dropna().to_dict()
    assert taken == {("100003", "all"): 35}, "an independent school's pupils may all be others'"


def test_every_entry_is_an_establishment(reading):
    held = reading.held["establishments"].set_index("urn")
    assert len(held) == len(ROWS)
    assert held["setting"].to_dict() == {
        "100001": "special",
        "100002": "special",
        "100003": "independent",
        "100004": "mainstream",
        "100005": "mainstream",
        "100006": "ap",
        "100007": "special",
        "100008": "special",
        "200001": "special",
        "200002": "special",
    }
    assert held["base_kind"].to_dict()["100004"] == "rp;unit"
    assert (held["base_kind"] != "").sum() == 1
    assert held.loc["100007", "close_date"] == "2020-08-31"
    assert set(held["setting"]) <= set(terms.settings())


def test_schools_near_the_authority_become_sites_too(register):
    near = [(487_000, 278_000)]
    reading = sf.read_gias(register, authority="801", near=near, within_miles=10)
    sites = set(reading.held["sites"]["site"])
    assert "200001" in sites  # 13 km away
    assert "200002" not in sites
    places = reading.held["places"].set_index("site")
    assert places.loc["200001", ["places", "taken"]].tolist() == [100, 90]
    assert "200001" in told(reading)["gias_taken_by_others"].seen
    frame = pd.DataFrame({"easting": [487_000.0], "northing": [278_000.0]})
    again = sf.read_gias(register, authority="801", near=frame, within_miles=10)
    assert again.held["sites"].equals(reading.held["sites"])
    only_near = sf.read_gias(register, near=near, within_miles=10)
    assert set(only_near.held["sites"]["site"]) == sites


def test_without_an_authority_all_of_england_is_read(register):
    sites = sf.read_gias(register).held["sites"]
    assert len(sites) == 6


@pytest.mark.parametrize("wanted", ["Ashby", "ashby", "801", "E06000001"])
def test_an_authority_is_found_by_name_or_code(register, wanted):
    assert len(sf.read_gias(register, authority=wanted).held["sites"]) == 4


def test_a_reader_of_sen2_knows_settings_and_bases_from_it(reading):
    known = establishments_of(reading)
    assert known.setting["100003"] == "independent"
    assert known.with_base == {"100004"}
    assert known.by_ukprn["11000021"] == "special"


def test_links_tell_what_came_before_and_after(register, tmp_path):
    rows = [
        link("100001", "100007", "Predecessor"),
        link("100007", "100001", "Successor"),
        link("100007", "100002", "Successor - split school"),
        link("100004", "100005", "Sixth Form Centre Link"),
    ]
    links = write(tmp_path / "links_edubasealldata20250702.csv", rows, headings=list(rows[0]))
    reading = sf.read_gias(register, authority="801", links=links)
    held = reading.held["establishments"].set_index("urn")
    assert held.loc["100007", "successor"] == "100001;100002"
    assert held.loc["100001", "predecessor"] == "100007"
    assert held.loc["100004", "successor"] == ""
    account = reading.account()
    assert account.groupby("file")["rows"].sum().to_dict() == {
        NAME: len(ROWS),
        links.name: len(rows),
    }


def test_nobody_s_name_and_no_address_leaves_the_file(reading, tmp_path):
    shown = repr(reading) + "".join(str(one) for one in reading.findings)
    for table in reading.tables().values():
        shown += table.to_csv()
    reading.save(tmp_path / "saved")
    shown += "".join(file.read_text("utf-8") for file in (tmp_path / "saved").iterdir())
    for planted in ("Planted", "ZZ99", "01234567890"):
        assert planted not in shown


def test_tables_pass_the_check_of_an_area(reading):
    known = frozenset(reading.held["sites"]["site"])
    for name in ("sites", "pools", "places"):
        raw = raw_of_frame(name, reading.held[name])
        checked = check_table(raw, references={"site": known})
        assert checked.is_sound, [str(one) for one in checked.findings]


def test_the_account_adds_up(reading):
    account = reading.account()
    assert account["rows"].sum() == len(ROWS)
    assert set(account["done"]) == {"read", "left_out"}


def test_the_year_is_given_or_told_by_the_file(tmp_path):
    other = write(tmp_path / "schools.csv", ROWS)
    assert set(sf.read_gias(other).held["pools"]["year"]) == {2024}  # changed on 30 June 2025
    assert set(sf.read_gias(other, year=2026).held["pools"]["year"]) == {2026}
    for row in ROWS:
        assert row["LastChangedDate"] == "30-06-2025"


def test_it_is_recognised(register, tmp_path):
    assert gias.KIND.recognises(first_rows(register))
    other = tmp_path / "other.csv"
    other.write_text("urn,name\n1,2\n", encoding="utf-8")
    assert not gias.KIND.recognises(first_rows(other))


def test_a_workbook_is_the_same(register, reading, tmp_path):
    import openpyxl

    workbook = openpyxl.Workbook()
    for row in (
        pd.read_csv(register, dtype=str, encoding="cp1252", header=None).fillna("").to_numpy()
    ):
        workbook.active.append(list(row))
    workbook.save(tmp_path / "edubasealldata20250702.xlsx")
    again = sf.read_gias(tmp_path / "edubasealldata20250702.xlsx", authority="Ashby")
    for name in ("sites", "pools", "places"):
        assert again.held[name].equals(reading.held[name])


def test_children_are_placed_into_the_schools_of_the_register(reading):
    """Sites, pools and places stand in an area beside the example's other tables."""
    example = sf.load_example()
    frames = {name: example.table(name) for name in ("localities", "population", "plans")}
    frames |= {name: reading.held[name] for name in ("sites", "pools", "places")}
    area = sf.area_from_frames(frames)
    assert area.basis("places") == "estimated"
    projection = sf.project(area, until=2025, draws=2, seed=1, workers=1)
    allocation = sf.allocate(projection, draws=1, workers=1)
    supply = allocation.to_frame("supply")
    placed = supply[supply["year"] == 2025].groupby(["site", "pool"])["placed"].sum()
    assert placed["100001", "all"] > 0
    assert placed["100004", "unit"] > 0


@pytest.mark.parametrize(
    ("ages", "span"),
    [
        ((4, 11, NO, NO), (0, 6)),
        ((11, 16, NO, NO), (7, 11)),
        ((2, 19, NO, NO), (-2, 14)),
        ((0, 25, NO, NO), (-4, 20)),
        ((16, 25, 16, 18), (12, 20)),
        ((NO, NO, 2, 10), (-2, 6)),
        ((11, 11, 11, 15), (7, 11)),
        ((NO, 11, NO, NO), None),
        ((40, 50, NO, NO), None),
    ],
)
def test_ages_become_nc_years(ages, span):
    assert span_of(*ages) == span


def test_the_tables_of_terms_are_sound():
    for one in terms.register_types().values():
        assert one.setting in terms.settings(), one
        assert not one.is_special or one.setting in ("special", "independent")
    for label in ("ASD - Autistic Spectrum Disorder", "OTH - Other Difficulty/Disability"):
        needs, strange = terms.needs_designated([label])
        assert needs
        assert not strange
    assert terms.needs_designated(["OTH - Other"])[0] == ("DS", "OTH")
    headings = [heading for one in terms.register_columns() for heading in one.headings]
    assert len(set(headings)) == len(headings)
    personal = {"headfirstname", "headlastname", "postcode", "telephonenum", "street"}
    assert not personal & set(headings)


@pytest.mark.slow
def test_a_register_as_large_as_that_of_england_is_read_whole(tmp_path):
    path = write(tmp_path / NAME, whole_register(50_000))
    reading = sf.read_gias(path, authority="Authority 7")
    assert len(reading.held["establishments"]) == 50_000


needs_open_data = pytest.mark.skipif(
    not SCHOOLS.is_file(), reason="the open list of schools is not beside the repository"
)


@needs_open_data
def test_the_open_list_of_special_schools_is_read_as_it_is():
    rows = pd.read_csv(SCHOOLS, dtype=str, keep_default_na=False)
    reading = sf.read_gias(SCHOOLS, authority="North Northamptonshire")
    assert len(reading.held["establishments"]) == len(rows)
    own = rows[(rows["la_name"] == "North Northamptonshire") & (rows["status_2024_06"] == "Open")]
    own = own[own["headcount_2023"] != "0"]
    sites = reading.held["sites"]
    assert sorted(sites["site"]) == sorted(own["urn"])
    assert sites["roll"].sum() == own["headcount_2023"].astype(int).sum()
    assert set(sites["roll_year"]) == {2022}
    assert set(reading.held["places"]["basis"]) == {"estimated"}
    assert set(reading.held["pools"]["basis"]) == {"assumed"}
    assert {"gias_no_capacity", "gias_no_designation", "gias_column_absent"} <= set(told(reading))


@needs_open_data
def test_all_of_england_s_special_schools_have_a_setting():
    held = sf.read_gias(SCHOOLS).held["establishments"]
    assert held["setting"].value_counts().to_dict() == {"special": 1035, "independent": 712}
    assert (held["successor"] != "").sum() > 0
