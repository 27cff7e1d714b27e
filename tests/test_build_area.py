"""An area from files: each told, read, put in its place, and built again next year."""

import csv
import json
import os
import shutil
import tomllib
from pathlib import Path

import pandas as pd
import published_files
import pytest
from downloads import CODE, NAME, projection, small_areas, write_downloads, write_rows
from register_files import elsewhere, school
from register_files import write as register_rows
from sen2_files import write_returns
from sen2_returns import BASES, POSTCODES, establishments, made_world

import sufficiency as sf
from sufficiency.errors import FileError, FindingsError, NotPossibleError
from sufficiency.intake.by_hand import files_gone, only_by_hand
from sufficiency.intake.recognising import recognise
from sufficiency.messages.intake import MESSAGES
from sufficiency.sources.placed import in_pools
from sufficiency.sources.reading import account_of


@pytest.fixture(scope="module")
def downloads(tmp_path_factory):
    return write_downloads(tmp_path_factory.mktemp("downloads") / "files")


@pytest.fixture(scope="module")
def built(downloads):
    return sf.build_area(downloads, authority=NAME, until=2028)


BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"
OPEN_DATA = Path(os.environ.get("SUFFICIENCY_OPEN_DATA", BESIDE))


def rules(built):
    return {found.rule for found in built.findings}


def test_every_file_is_told_by_its_headings(downloads):
    told = {one.path.name: one.code for one in recognise([downloads])}
    assert told == {
        "caseload.csv": "ehc_plans",
        "needs.csv": "ehc_plans",
        "small_areas_mid2022.csv": "population",
        "projection.csv": "population",
        "edubasealldata20260101.csv": "gias",
        "notes.docx": "",
    }


def test_an_area_is_built_from_published_files_alone(built):
    area = built.area
    assert area.name == NAME
    assert area.fact("authority_code") == CODE
    assert set(area.localities["locality"]) == {"E02000001", "E02000002"}
    assert set(area.sites["site"]) == {"100001", "100002", "100003"}
    assert area.basis("plans") == "estimated"
    # The fitted plans of January 2025 are as many as were published.
    history = area.history.query("year == 2024 and setting == '' and area == @NAME")
    published = history[history["ncy_from"].isna()]["plans"].item()
    assert area.plans.query("year == 2024")["plans"].sum() == pytest.approx(published)
    persons = area.population.groupby("year")["persons"].sum()
    assert persons[2022] == 25 * 100
    assert persons[2028] == pytest.approx(25 * 106)
    assert "intake_unknown" in rules(built)


def test_the_area_can_be_projected_and_allocated(built):
    projection = sf.project(built.area, until=2026, draws=2, workers=1)
    allocation = sf.allocate(projection, draws=2, workers=1)
    assert allocation.is_proven


def test_every_row_of_every_file_is_accounted_for(built, downloads):
    account = built.account()
    for name in ("caseload.csv", "needs.csv", "small_areas_mid2022.csv", "projection.csv"):
        (path,) = downloads.rglob(name)
        rows = len(path.read_text(encoding="utf-8-sig").splitlines()) - 1
        assert account[account["file"] == name]["rows"].sum() == rows
    assert set(built.tables()) == {"files", "sources", "account", "findings"}
    assert set(built.to_frame("sources")["table"]) >= {"localities", "margins", "sites"}
    assert "built from 5 of 6 files" in repr(built)
    assert built.provenance().settings["until"] == "2028"


@pytest.mark.slow
def test_without_a_projection_children_only_grow_older(tmp_path):
    folder = write_downloads(tmp_path / "files", with_projection=False)
    built = sf.build_area(folder, authority=NAME, until=2026)
    assert "intake_no_projection" in rules(built)
    population = built.area.population
    first = population.query("locality == 'E02000001' and year == 2026")
    assert first["persons"].tolist() == [60.0] * 25
    assert set(population.query("year > 2022")["basis"]) == {"assumed"}


@pytest.mark.slow
def test_populations_of_other_authorities_are_left_out_with_a_note(tmp_path):
    """A folder that colleagues share has files of the county next door, some without a year."""
    folder = write_downloads(tmp_path / "files")
    alone = sf.build_area(folder, authority=NAME, until=2028)
    others = small_areas(authority=("E06000999", "Elsewhere"), district="Other Town")
    for place, row in enumerate(others):
        row |= {"ltla22_code": "E07000999", "msoa21_code": f"E0299900{place}"}
    write_rows(folder / "elsewhere.csv", others)
    rows = [row | {"la_code": "E06000999", "la_name": "Elsewhere"} for row in projection()]
    write_rows(folder / "elsewhere ahead.csv", rows)
    built = sf.build_area(folder, authority=NAME, until=2028)
    told = [one for one in built.findings if one.rule == "intake_of_others"]
    assert {one.file for one in told} == {"elsewhere.csv", "elsewhere ahead.csv"}
    assert f"holds neither {CODE} nor its districts" in told[0].seen
    assert built.area.population.equals(alone.area.population)
    # Where no file is of the authority, that is a fault as before.
    (folder / "small_areas_mid2022.csv").unlink()
    with pytest.raises(FindingsError, match=f"{CODE} is not an authority in elsewhere"):
        sf.build_area(folder, authority=NAME)


@pytest.mark.slow
def test_a_register_of_another_authority_alone_is_left_out_with_a_note(tmp_path):
    """It is later by name; the one that has the authority is read all the same."""
    folder = write_downloads(tmp_path / "files")
    register_rows(folder / "edubasealldata20260601.csv", [elsewhere(100901, easting=500_000)])
    built = sf.build_area(folder, authority=NAME, until=2028)
    (told,) = [one for one in built.findings if one.rule == "intake_of_others"]
    assert told.file == "edubasealldata20260601.csv"
    assert {"100001", "100002"} <= set(built.area.sites["site"])


@pytest.mark.slow
def test_small_areas_that_tell_their_authority_go_before_newer_ones_that_do_not(built, tmp_path):
    folder = write_downloads(tmp_path / "files")
    told_of_none = [
        {
            "msoa21_code": f"E0299900{row['msoa21_code'][-1]}",
            "easting": 400_000,
            "northing": 300_000,
        }
        | {str(age): 10 for age in range(27)}
        for row in small_areas()
    ]
    write_rows(folder / "msoa_mid2024.csv", told_of_none)
    other = sf.build_area(folder, authority=NAME, until=2028)
    assert set(other.area.localities["locality"]) == set(built.area.localities["locality"])
    (left,) = [one for one in other.findings if one.rule == "intake_left_out"]
    assert "msoa_mid2024.csv" in left.seen
    assert "says of which authority" in left.seen


@pytest.mark.slow
def test_files_that_are_not_known_are_named_in_one_note(tmp_path):
    folder = write_downloads(tmp_path / "files")
    for number in range(5):
        (folder / f"picture {number}.geojson").write_text(f"{{{number}}}", encoding="utf-8")
    built = sf.build_area(folder, authority=NAME, until=2026)
    (told,) = [one for one in built.findings if one.rule == "intake_unknown"]
    assert "notes.docx" in told.seen
    assert "and 3 more" in told.seen


def test_what_is_missing_is_told_with_the_files_that_are_not_known(tmp_path):
    """A file saved as Unicode without its mark, or with another heading, cannot be told."""
    folder = write_downloads(tmp_path / "files")
    (caseload,) = folder.rglob("caseload.csv")
    published_files.write(caseload.with_name("needs.csv"), published_files.needs()[:1])
    caseload.write_text(caseload.read_text(encoding="utf-8-sig"), encoding="utf-16-le")
    with pytest.raises(FindingsError, match="It tells no") as raised:
        sf.build_area(folder, authority=NAME)
    thin = [one for one in raised.value.findings if one.rule == "intake_margins_thin"]
    assert thin
    assert all("Not known by its headings: notes.docx, caseload.csv." in one.remedy for one in thin)


@pytest.mark.slow
def test_it_is_saved_with_its_manifest_and_built_again_the_same(built, tmp_path):
    path = built.save(tmp_path / "ashby.xlsx")
    manifest = tmp_path / "ashby.manifest.toml"
    assert tomllib.loads(manifest.read_text(encoding="utf-8"))["authority"] == NAME
    again = sf.build_area(again=manifest)
    assert again.area == built.area
    assert sf.load_area(path).plans.equals(built.area.plans)


@pytest.mark.slow
def test_a_file_that_has_changed_is_named_when_it_is_built_again(tmp_path):
    folder = write_downloads(tmp_path / "files")
    sf.build_area(folder, authority=NAME, until=2028).save(tmp_path / "ashby")
    rows = small_areas()
    rows[0]["5"] = 61
    write_rows(folder / "small_areas_mid2022.csv", rows)
    again = sf.build_area(again=tmp_path / "ashby.manifest.toml")
    named = [found.file for found in again.findings if found.rule == "intake_file_changed"]
    assert named == ["small_areas_mid2022.csv"]


@pytest.mark.parametrize(
    "text",
    [
        "nothing = [",
        "authority = 1\n",
        'authority = "x"\nwithin_miles = 1\nuntil = 2\npostcodes = ""\ngroup = ""\nyears = 3\n'
        "from = []\nfiles = []\n",
        'authority = "x"\nwithin_miles = "far"\nuntil = 2\npostcodes = ""\nfrom = [1]\n',
    ],
)
def test_a_broken_manifest_is_refused(tmp_path, text):
    path = tmp_path / "broken.manifest.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(NotPossibleError, match="is no manifest of an area"):
        sf.build_area(again=path)


def test_what_is_not_there_is_refused(tmp_path):
    with pytest.raises(FileError, match="There is no file"):
        sf.build_area(tmp_path / "absent")
    with pytest.raises(FileError, match="cannot be opened"):
        sf.build_area(again=tmp_path / "absent.toml")
    with pytest.raises(NotPossibleError, match="There is no file in what was given"):
        sf.build_area()
    (tmp_path / "empty").mkdir()
    with pytest.raises(NotPossibleError, match="There is no file in empty"):
        sf.build_area(tmp_path / "empty")


def test_several_authorities_need_one_to_be_named(downloads):
    with pytest.raises(FindingsError, match="authorit"):
        sf.build_area(downloads)


@pytest.mark.slow
def test_localities_are_grouped_by_the_column_that_is_named(downloads):
    built = sf.build_area(downloads, authority=NAME, group="former_district", until=2028)
    assert built.area.localities["group"].tolist() == ["Old 1", "Old 2"]


@pytest.mark.slow
def test_planning_areas_are_the_localities_where_they_are_given(downloads, tmp_path):
    rows = [
        {"msoa21cd": "E02000001", "planning_area_code": "PA1", "planning_area_name": "Ashby Town"},
        {"msoa21cd": "E02000002", "planning_area_code": "PA1", "planning_area_name": "Ashby Town"},
    ]
    lookup = write_rows(tmp_path / "planning.csv", rows)
    built = sf.build_area(downloads, authority=NAME, planning_areas=lookup, until=2028)
    assert built.area.localities["locality"].tolist() == ["PA1"]
    persons = built.area.population.groupby("year")["persons"].sum()
    assert persons[2028] == pytest.approx(25 * 106)
    built.save(tmp_path / "ashby")
    assert sf.build_area(again=tmp_path / "ashby.manifest.toml").area == built.area


@pytest.mark.slow
def test_planning_areas_without_a_projection_grow_older_too(tmp_path):
    folder = write_downloads(tmp_path / "files", with_projection=False)
    rows = [{"msoa21cd": f"E0200000{n}", "planning_area_code": "PA1"} for n in (1, 2)]
    lookup = write_rows(tmp_path / "planning.csv", rows)
    built = sf.build_area(folder, authority=NAME, planning_areas=lookup, until=2024)
    assert built.area.population.query("year == 2024")["persons"].tolist() == [100.0] * 25


@pytest.mark.slow
def test_a_county_is_projected_by_its_districts(tmp_path):
    folder = write_downloads(tmp_path / "files", with_projection=False)
    rows = [
        row | {"la_code": code, "la_name": name}
        for row in projection()
        for code, name in (("E07000001", "Ashby Town"), ("E07000009", "Elsewhere"))
    ]
    write_rows(folder / "projection.csv", rows)
    built = sf.build_area(folder, authority=NAME, until=2028)
    persons = built.area.population.groupby("year")["persons"].sum()
    assert persons[2028] == pytest.approx(25 * 106)


def test_a_projection_of_others_only_is_refused(tmp_path):
    folder = write_downloads(tmp_path / "files", with_projection=False)
    (folder / "small_areas_mid2022.csv").unlink()
    rows = [row | {"la_code": "E07000009", "la_name": "Elsewhere"} for row in projection()]
    write_rows(folder / "projection.csv", rows + [row | {"la_name": "B"} for row in rows])
    with pytest.raises(FindingsError, match="is not an authority"):
        sf.build_area(folder, authority=NAME)


@pytest.mark.slow
def test_the_year_of_small_areas_can_be_said(tmp_path):
    folder = write_downloads(tmp_path / "files")
    (folder / "small_areas_mid2022.csv").rename(folder / "areas.csv")
    with pytest.raises(FindingsError, match="of which year"):
        sf.build_area(folder, authority=NAME)
    built = sf.build_area(folder, authority=NAME, years={"areas.csv": 2022}, until=2028)
    assert min(built.area.years("population")) == 2022


@pytest.mark.slow
def test_an_own_table_counts_before_what_was_read(built, tmp_path):
    folder = write_downloads(tmp_path / "files")
    places = built.area.places.assign(places=7)
    places.to_csv(folder / "places.csv", index=False)
    other = sf.build_area(folder, authority=NAME, until=2028)
    assert set(other.area.places["places"]) == {7}
    assert "intake_table_twice" in rules(other)


@pytest.fixture(scope="module")
def counted(tmp_path_factory):
    """The downloads with returns of four Januaries, and where each postcode lies."""
    folder = write_downloads(tmp_path_factory.mktemp("counted") / "files")
    write_returns(made_world(500, seed=5), folder / "returns", lea="801")
    types = {"mainstream": "01", "special": "07", "independent": "10", "ap": "14"}
    bases = {place.urn for place in BASES}
    rows = [
        school(urn, type=types[setting], base="SEN unit" if urn in bases else "Not applicable")
        for urn, setting, *_ in establishments()
        if setting in types
    ]
    register_rows(folder / "edubasealldata20260101.csv", rows)
    postcodes = [
        {"postcode": postcode, "locality": f"E0200000{1 + int(locality[1:]) % 2}"}
        for postcode, locality in POSTCODES.items()
    ]
    return folder, write_rows(folder.parent / "postcodes.csv", postcodes)


@pytest.mark.slow
def test_children_who_are_counted_go_before_published_totals(counted):
    folder, postcodes = counted
    built = sf.build_area(folder, authority=NAME, postcodes=postcodes, until=2028)
    area = built.area
    assert rules(built) >= {"intake_margins_left_out"}
    assert area.basis("plans") == "supplied"
    assert area.years("plans") == (2022, 2023, 2024)  # the population begins in 2022
    assert "intake_before_population" in rules(built)
    assert len(area.transitions)
    assert set(area.placements["site"]) <= set(area.sites["site"])
    # Every child in a special school, base or independent school is at one of its sites, or noted.
    placed = area.plans.query("year == 2024 and setting == 'special'")["plans"].sum()
    specials = area.placements["site"].str.startswith("12")
    assert area.placements[specials].query("year == 2024")["plans"].sum() == placed
    saved = built.manifest.text(folder)
    assert "../postcodes.csv" in saved


@pytest.mark.slow
def test_children_in_mainstream_classes_hold_no_place_of_the_base_beside_them(counted):
    """Every authority has its own mainstream schools: nobody is sent to look farther away."""
    folder, postcodes = counted
    built = sf.build_area(folder, authority=NAME, postcodes=postcodes, until=2028)
    plans = built.area.plans.query("year == 2024").groupby("setting")["plans"].sum()
    (note,) = [one for one in built.findings if one.rule == "intake_in_mainstream"]
    assert note.seen.startswith(f"{plans['mainstream']:.0f} children are in mainstream classes")
    assert "Nothing needs doing" in note.remedy
    (reading,) = [one for one in built.readings if one.kind == "sen2"]
    held = {name: reading.held[name] for name in ("plans", "placements")}
    bases = {place.urn for place in BASES}
    held["pools"] = built.area.pools.head(0).assign(site=[]).astype(object)
    held["pools"] = held["pools"].reindex(range(len(bases))).assign(site=sorted(bases))
    left, _ = in_pools(held, reading.held["in_mainstream"])
    there = left[left["site"].isin(bases)].query("year == 2024")["plans"].sum()
    assert plans["base"] - 2 <= there <= plans["base"]  # one or two are at a provider without URN
    # Where a return tells no base apart, its children at these schools may be in one.
    held["plans"] = held["plans"].replace({"setting": {"base": "mainstream"}})
    left, _ = in_pools(held, reading.held["in_mainstream"])
    there = left[left["site"].isin(bases)].query("year == 2024")["plans"].sum()
    assert there > plans["base"]


@pytest.mark.slow
def test_placements_where_there_is_no_site_are_counted_and_noted(counted):
    """Special schools far away, of another authority, are no sites; their setting is known."""
    folder, postcodes = counted
    types = {"mainstream": "01", "special": "07", "independent": "10", "ap": "14"}
    far = [
        elsewhere(urn, easting=600_000, type=types[setting])
        for urn, setting, *_ in establishments()
        if setting in types
    ]
    register_rows(folder / "edubasealldata20260101.csv", [school(100001), *far])
    built = sf.build_area(folder, authority=NAME, postcodes=postcodes, until=2028)
    (note,) = [one for one in built.findings if one.rule == "intake_placed_elsewhere"]
    assert "sites that the area does not have" in note.seen


def test_a_return_of_another_authority_is_refused(tmp_path):
    """Its three-digit code, by which returns know it, is told by published files."""
    folder = write_downloads(tmp_path / "files")
    write_returns(made_world(60, seed=5), folder / "returns", lea="802")
    with pytest.raises(FindingsError, match="of authority 802, not of 801"):
        sf.build_area(folder, authority=NAME, until=2028)


@pytest.mark.slow
def test_files_that_need_more_said_are_named(tmp_path):
    folder = write_downloads(tmp_path / "files")
    lookup = [{"lsoa21cd": "E01000001", "msoa21cd": "E02000001"}]
    write_rows(folder / "lookup.csv", lookup)
    (folder / "cases.csv").write_text("Case ref,Primary need desc,Where placed,Yr grp\n1,x,y,5\n")
    rows = small_areas()
    rows[0]["5"] = 61
    write_rows(folder / "small_areas_mid2021.csv", rows)
    built = sf.build_area(folder, authority=NAME, until=2028)
    assert rules(built) >= {"intake_cases_not_read", "intake_lookup_not_used", "intake_left_out"}


@pytest.mark.slow
def test_of_two_registers_the_newer_one_counts_and_the_other_is_named(tmp_path):
    folder = write_downloads(tmp_path / "files")
    older = folder / "edubasealldata20240109.csv"
    register_rows(older, [school(100009)])
    built = sf.build_area(folder, authority=NAME, until=2028)
    assert "100009" not in set(built.area.sites["site"])
    named = [one.file for one in built.findings if one.rule == "intake_left_out"]
    assert named == [older.name]


@pytest.mark.slow
def test_small_areas_from_before_the_projection_are_carried_to_it(tmp_path):
    """The projection begins in 2022, two years after the small areas; their year is in the name."""
    folder = write_downloads(tmp_path / "files")
    (folder / "small_areas_mid2022.csv").rename(folder / "areas_by_age_2020.csv")
    built = sf.build_area(folder, authority=NAME, until=2028)
    assert built.area.years("population") == tuple(range(2020, 2029))
    noted = {note.rule for note in built.findings}
    assert {"locality_population_filled", "population_year_taken"} <= noted


@pytest.mark.slow
def test_what_somebody_made_of_the_population_goes_before_what_the_files_say(tmp_path):
    """Homes on top, with a yield of their own, are said to nobody but `population_by_locality`."""
    folder = write_downloads(tmp_path / "files")
    small = sf.read_population(folder / "small_areas_mid2022.csv", authority=NAME)
    ahead = sf.read_population(folder / "projection.csv", authority=NAME)
    homes = "locality,year,homes\nE02000001,2025,100\n"
    (tmp_path / "schemes.csv").write_text(homes, encoding="utf-8")
    (tmp_path / "yields.csv").write_text("ncy_from,ncy_to,yield\n0,6,0.7\n", encoding="utf-8")
    housing = sf.read_housing(tmp_path / "schemes.csv", yields=tmp_path / "yields.csv")
    made = sf.population_by_locality(small, ahead, housing=housing, homes="on_top", until=2028)
    built = sf.build_area(folder, authority=NAME, until=2028, readings=[made])
    plain = sf.build_area(folder, authority=NAME, until=2028)
    more = built.area.population["persons"].sum() - plain.area.population["persons"].sum()
    assert more == pytest.approx(100 * 0.7 * 4)
    options = {"housing": tmp_path / "schemes.csv", "yields": tmp_path / "yields.csv"}
    by_name = sf.build_area(folder, authority=NAME, until=2028, housing_as="on_top", **options)
    pd.testing.assert_frame_equal(by_name.area.population, built.area.population)
    left = [note for note in built.findings if note.rule == "intake_table_twice"]
    assert any("population" in note.seen for note in left), "the files' own is left out, and said"


@pytest.mark.slow
def test_homes_and_births_are_named_and_never_taken_unasked(run, tmp_path):
    folder = write_downloads(tmp_path / "files")
    files = {
        "schemes.csv": "locality,year,homes\nE02000001,2025,100\n",
        "yields.csv": "ncy_from,ncy_to,yield\n0,6,0.7\n",
        "births.csv": "locality,year,births\nE02000001,2023,90\nE02000002,2023,10\n",
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    built = sf.build_area(folder, authority=NAME, until=2028)
    noted = [note for note in built.findings if note.rule == "intake_homes_not_named"]
    assert {note.file for note in noted} == set(files)
    assert not any(note.rule == "intake_unknown" and ".csv" in note.seen for note in built.findings)
    words = ["new", tmp_path / "a.xlsx", "--from", folder, "--authority", NAME, "--until", 2028]
    homes = ["--housing", folder / "schemes.csv", "--yields", folder / "yields.csv"]
    said = [*homes, "--housing-as", "within", "--births", folder / "births.csv"]
    code, shown, wrong = run(*words, *said)
    assert code == 0, wrong
    assert "looks like a list" not in shown
    area = sf.load_area(tmp_path / "a.xlsx")
    sums = area.population.groupby("year")["persons"].sum()
    assert sums[2028] == built.area.population.groupby("year")["persons"].sum()[2028], "within"
    youngest = area.population.query("year == 2024 and ncy == -4").set_index("locality")["persons"]
    assert youngest["E02000001"] > 1.4 * youngest["E02000002"], "births are in the first"
    again = sf.build_area(again=tmp_path / "a.manifest.toml")
    pd.testing.assert_frame_equal(again.area.population, area.population)
    with pytest.raises(NotPossibleError, match="given without its pair"):  # intake_homes_and_yields
        sf.build_area(folder, authority=NAME, housing=folder / "schemes.csv")
    (folder / "projection.csv").unlink()
    with pytest.raises(FindingsError, match="no projection goes beyond") as caught:
        sf.build_area(folder, authority=NAME, births=folder / "births.csv")
    assert {one.rule for one in caught.value.findings} == {"intake_homes_need_projection"}


def test_years_that_no_file_has_may_be_left_and_are_asked_for_then(tmp_path):
    folder = write_downloads(tmp_path / "files")
    (folder / "small_areas_mid2022.csv").rename(folder / "mid2020.csv")
    with pytest.raises(FindingsError, match="years jump from 2020 to 2022"):
        sf.build_area(folder, authority=NAME, until=2028, gaps="leave")


def test_a_projection_alone_is_not_enough(tmp_path):
    folder = write_downloads(tmp_path / "files")
    (folder / "small_areas_mid2022.csv").unlink()
    with pytest.raises(FindingsError, match="none of its small areas"):
        sf.build_area(folder, authority=NAME)


@pytest.mark.slow
def test_the_command_builds_an_area(run, downloads, tmp_path):
    path = tmp_path / "ashby.xlsx"
    said = ("--from", downloads, "--authority", NAME, "--until", "2028")
    code, out, err = run("new", path, *said)
    assert (code, err) == (0, "")
    assert "caseload.csv: Published EHC plans" in out
    assert f'check "{path}"' in out
    code, out, _ = run("check", path)
    assert code == 0
    code, out, _ = run(
        "new", tmp_path / "again", "--again", tmp_path / "ashby.manifest.toml", "--json"
    )
    assert code == 0
    assert {one["kind"] for one in json.loads(out)["files"]} >= {"ehc_plans", "gias", "population"}
    assert sf.load_area(tmp_path / "again").plans.equals(sf.load_area(path).plans)
    assert run("new", path, *said)[0] == 3  # it is there already


@pytest.mark.parametrize(
    "options",
    [
        ("--authority", "Kent"),
        ("--example", "--from", "x"),
        ("--from", "x", "--year-of", "2020"),
    ],
)
def test_options_that_do_not_go_together_are_refused(run, tmp_path, options):
    code, out, err = run("new", tmp_path / "area", *options)
    assert code == 2
    assert out == ""
    assert "go with --from" in err or "without --from" in err or "FILE=YEAR" in err


def path_of(*parts):
    path = OPEN_DATA.joinpath(*parts)
    if not path.exists():
        pytest.skip("open data not here: looked for beside the repository")
    return path


@pytest.mark.slow
@pytest.mark.parametrize("authority", ["Kent", "Surrey", "E06000062"])
def test_an_authority_of_england_is_built_from_the_open_files(authority):
    files = [
        path_of("explore_education_statistics_2025_sample"),
        path_of("england", "msoa_england_pop2020_centroids.csv"),
        path_of("england", "gias_special_schools.csv"),
    ]
    built = sf.build_area(files, authority=authority)
    history = built.readings[0].held["history"]
    mine = history[(history["area"] == built.area.name) & (history["year"] == 2024)]
    published = mine[(mine["setting"] == "") & mine["ncy_from"].isna()]["plans"].item()
    assert built.area.plans.query("year == 2024")["plans"].sum() == pytest.approx(published, abs=1)
    assert len(built.area.sites)


def changed(folder, name, change):
    """Write a made-up published file anew with only some of its rows."""
    path = folder / "release" / name
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    write_rows(path, change(rows))


def is_last(row):
    return row["time_period"] == "202425" and row["geographic_level"] == "Local authority"


@pytest.mark.parametrize(
    ("kept", "what"),
    [
        (lambda row: not is_last(row), "settings"),
        (lambda row: not is_last(row) or row["breakdown_topic"] == "All EHC plans", "ages"),
    ],
)
def test_plans_are_never_dealt_out_evenly(tmp_path, kept, what):
    folder = write_downloads(tmp_path / "files")
    (folder / "release" / "needs.csv").unlink()
    published_files.write(
        folder / "release" / "needs.csv",
        [row for row in published_files.needs() if row["breakdown_topic"] == "All EHC plans"],
    )
    changed(folder, "caseload.csv", lambda rows: [row for row in rows if kept(row)])
    with pytest.raises(FindingsError, match=f"tells no {what} of the plans of January 2025"):
        sf.build_area(folder, authority=NAME, until=2028)


def test_an_area_without_a_register_says_what_to_download(tmp_path):
    folder = write_downloads(tmp_path / "files")
    (folder / "edubasealldata20260101.csv").unlink()
    with pytest.raises(FindingsError, match="Download edubasealldata") as caught:
        sf.build_area(folder, authority=NAME, until=2028)
    assert [found.rule for found in caught.value.findings] == ["intake_no_schools"]


def test_places_that_no_file_knows_are_told_first(built):
    rules = [one.rule for one in built.findings[:2]]
    assert rules == ["intake_population_unlike_plans", "intake_places_unknown"]
    assert "Do not quote it." in built.findings[1].why


@pytest.mark.slow
def test_counted_plans_are_held_against_the_published_total(counted, tmp_path):
    folder, postcodes = counted
    built = sf.build_area(folder, authority=NAME, postcodes=postcodes, until=2028)
    plans = built.area.plans.query("year == 2024")["plans"].sum()
    told = {found.rule: found for found in built.findings}
    assert f"{plans:,.0f} plans are counted" in told["intake_apart_from_published"].seen
    few = built.area.plans.query("year == 2024").head(12)
    copied = tmp_path / "files"
    shutil.copytree(folder, copied)
    shutil.rmtree(copied / "returns")
    few.drop(columns="plans_mark", errors="ignore").to_csv(copied / "plans.csv", index=False)
    with pytest.raises(FindingsError, match="cannot be the same children") as caught:
        sf.build_area(copied, authority=NAME, until=2028)
    assert caught.value.findings[0].rule == "intake_far_from_published"


def test_needs_that_no_file_tells_are_named(tmp_path):
    folder = write_downloads(tmp_path / "files")
    (folder / "release" / "needs.csv").unlink()
    assert "intake_needs_unknown" in rules(sf.build_area(folder, authority=NAME, until=2028))


@pytest.mark.slow
def test_a_file_that_is_gone_is_named_and_another_authority_refused(tmp_path):
    folder = write_downloads(tmp_path / "files")
    sf.build_area(folder, authority=NAME, until=2028).save(tmp_path / "ashby")
    manifest = tmp_path / "ashby.manifest.toml"
    (folder / "release" / "needs.csv").unlink()
    again = sf.build_area(again=manifest)
    (gone,) = [one for one in again.findings if one.rule == "intake_file_gone"]
    assert "1 file is not there any more: release/needs.csv." in gone.seen
    with pytest.raises(NotPossibleError, match="the manifest is of") as caught:
        sf.build_area(again=manifest, authority="Kent")
    assert "Kent" in str(caught.value), "intake_other_authority"


@pytest.mark.slow
def test_a_list_tells_of_its_schools_and_the_register_of_the_others(tmp_path):
    folder = write_downloads(tmp_path / "files")
    rows = [
        {
            "School": "Made-up School 100001",
            "URN": "100001",
            "Type": "Special",
            "Needs": "ASD; SEMH",
            "Ages": "4-16",
            "Places 2025/26": "77",
        }
    ]
    write_rows(folder / "our places.csv", rows)
    built = sf.build_area(folder, authority=NAME, until=2028)
    assert set(built.area.sites["site"]) == {"100001", "100002", "100003"}
    places = built.area.places.set_index("site")["places"]
    assert places["100001"] == 77
    assert places["100002"] == 90
    assert built.area.fact("authority") == NAME
    # The list tells no roll: the register's is kept, so that places far above it can be asked of.
    without = sf.build_area(write_downloads(tmp_path / "alone"), authority=NAME, until=2028).area
    rolls = ["site", "roll", "roll_year"]
    assert without.sites["roll"].notna().all()
    pd.testing.assert_frame_equal(built.area.sites[rolls], without.sites[rolls])
    told = sf.quality(built.area).checks().set_index("check")
    assert told.loc["places_above_roll", "state"] != "not made"


def test_files_that_are_gone_are_named_in_one_note_with_their_folders():
    (note,) = files_gone([Path(f"returns/{year}/person.csv") for year in range(2022, 2027)])
    named = "2022/person.csv, 2023/person.csv, 2024/person.csv and 2 more"
    assert f"5 files are not there any more: {named}" in note.seen
    assert files_gone([]) == []


def test_a_list_that_says_no_authority_is_one_fault_that_names_the_option(tmp_path):
    rows = "School,Type,Needs,Year groups,Places 2025/26,Easting,Northing\n"
    rows += "".join(f"Hall {n},Base,ASD,R-6,8,48{n}500,279500\n" for n in range(3))
    (tmp_path / "places.csv").write_text(rows, encoding="utf-8")
    write_rows(tmp_path / "small_areas_mid2022.csv", small_areas())
    with pytest.raises(FindingsError, match="in which authority") as caught:
        sf.build_area(tmp_path, until=2024)
    (fault,) = [one for one in caught.value.findings if one.rule == "intake_no_authority"]
    assert "in which authority 3 schools stand" in fault.seen
    assert "--authority" in fault.remedy_command
    assert not any(one.column == "authority" for one in caught.value.findings)


@pytest.mark.slow
def test_localities_that_the_area_does_not_have_are_named_once_with_the_postcodes(counted):
    folder, _ = counted
    wrong = [
        {"postcode": postcode, "locality": "e02000001" if int(place[1:]) % 2 else "Nowhere"}
        for postcode, place in POSTCODES.items()
    ]
    path = write_rows(folder.parent / "wrong.csv", wrong)
    with pytest.raises(FindingsError, match="does not have") as caught:
        sf.build_area(folder, authority=NAME, postcodes=path, until=2028)
    (fault,) = caught.value.findings
    assert (fault.rule, fault.file) == ("intake_locality_unknown", "wrong.csv")
    assert "2 localities of children that the area does not have" in fault.seen
    assert {"e02000001", "Nowhere"} <= set(fault.seen.replace(",", "").replace(".", "").split())
    assert "E02000001" in fault.remedy
    known = [
        {"postcode": postcode, "locality": f"E0200000{1 + int(place[1:]) % 2}"}
        for postcode, place in POSTCODES.items()
    ]
    blank = [one | {"locality": ""} for one in known[:3]]
    path = write_rows(folder.parent / "blank.csv", [*known[3:], *blank])
    built = sf.build_area(folder, authority=NAME, postcodes=path, until=2028)
    (note,) = [one for one in built.findings if one.rule == "sen2_lookup_blank"]
    assert f"{len(blank)} postcodes have no locality" in note.seen


def test_a_lookup_in_the_folder_is_told_only_where_nothing_says_what_it_is_for(tmp_path):
    look = tmp_path / "postcodes.csv"
    look.write_text("x")
    by_code, names = {"lookup": [look]}, {look: "postcodes.csv"}
    (note,) = only_by_hand(by_code, names)
    assert (note.rule, "--postcodes" in note.remedy_command) == ("intake_lookup_not_used", True)
    assert only_by_hand(by_code, names, used=("", str(look))) == []


def test_modules_in_utf_16_are_known_by_their_headings(tmp_path):
    write_returns(made_world(20, seed=5), tmp_path / "returns", lea="801")
    for path in tmp_path.rglob("*.csv"):
        path.write_text(path.read_text(encoding="utf-8-sig"), encoding="utf-16")
    told = {one.code for one in recognise([tmp_path])}
    assert told == {"sen2"}


def test_a_total_that_keeps_its_authority_is_no_small_area(built, tmp_path):
    folder = write_downloads(tmp_path / "files")
    rows = small_areas()
    ages = {name: sum(row[name] for row in rows) for name in rows[0] if name.isdigit()}
    write_rows(
        folder / "small_areas_mid2022.csv", [*rows, {**rows[0], "msoa21_code": "Total", **ages}]
    )
    other = sf.build_area(folder, authority=NAME, until=2028)
    assert other.area.population.equals(built.area.population)
    assert "row_is_total" in rules(other)


def test_choices_beside_a_manifest_are_refused_and_not_unheard(tmp_path):
    folder = write_downloads(tmp_path / "files")
    sf.build_area(folder, authority=NAME, until=2028).save(tmp_path / "ashby")
    manifest = tmp_path / "ashby.manifest.toml"
    with pytest.raises(NotPossibleError, match="these were given: until, group, name, fit") as told:
        sf.build_area(again=manifest, until=2030, group="x", name="y", fit=False)
    assert "Change them in the manifest" in str(told.value), "intake_again_options"


def test_faults_of_all_own_tables_are_told_at_once(tmp_path):
    folder = write_downloads(tmp_path / "files")
    (folder / "places.csv").write_text("site,pool,year,places,basis\nA,all,x,1,made\n")
    (folder / "pools.csv").write_text(
        "site,pool,level,needs,ncy_from,ncy_to,year,basis\nA,all,odd,ASD,0,6,2024,made\n"
    )
    with pytest.raises(FindingsError, match="tables among the files") as caught:
        sf.build_area(folder, authority=NAME, until=2028)
    assert {found.file for found in caught.value.findings} == {"places.csv", "pools.csv"}


def test_the_total_of_a_site_counts_as_its_places(built, tmp_path):
    folder = write_downloads(tmp_path / "files")
    places = built.area.places.drop(columns=[c for c in built.area.places if c.endswith("_mark")])
    places.assign(pool="", places=5_000, taken=0).to_csv(folder / "places.csv", index=False)
    other = sf.build_area(folder, authority=NAME, until=2028)
    told = [one.seen for one in other.findings if one.rule == "intake_places_unknown"]
    assert not any("state special schools" in seen for seen in told)


def test_every_message_is_brought_by_some_test():
    here = Path(__file__)
    beside = [
        here.with_name(f"test_{name}.py")
        for name in (
            *("quality_beside", "rolling_places", "rolling_files", "births_and_homes"),
            *("intake_holding", "exports_among_files"),
        )
    ]
    source = "".join(path.read_text(encoding="utf-8") for path in (here, *beside))
    words = {
        "intake_no_small_areas": "none of its small areas",
        "intake_no_files": "There is no file in",
        "intake_manifest_broken": "is no manifest of an area",
        "intake_margins_thin": "of the plans of January 2025",
    }
    for rule in MESSAGES:
        assert rule in source or words[rule] in source, rule


def test_no_headline_sounds_surer_than_what_it_rests_on(built):
    """Plans are fitted below a published total, no home is known, and no base."""
    card = built.area.card()
    (plans,) = [figure for figure in card.figures if figure.label.startswith("plans in")]
    assert plans.basis == "estimated"
    assert "in total as published" in plans.label
    rests = (
        "plans fitted to published totals of January 2025, and not counted one by one",
        "plans dealt out over the localities, as no home is known",
    )
    schools = "no known place in a specialist base"
    assert all(one in card.lines[-1] for one in (*rests, schools))
    projection = sf.project(built.area, until=2026, draws=2, workers=1)
    said = " ".join(projection.card().lines)
    assert all(one in said for one in rests)
    assert schools not in said  # demand does not rest on places
    allocation = sf.allocate(projection, draws=2, workers=1)
    told = allocation.card().lines[-1]
    assert all(one in told for one in (*rests, schools)), told


def test_a_copy_of_a_file_is_read_once_and_named_by_its_folder(built, tmp_path):
    folder = write_downloads(tmp_path / "files")
    (folder / "old").mkdir()
    shutil.copy(folder / "release" / "caseload.csv", folder / "old" / "caseload.csv")
    shutil.copy(folder / "small_areas_mid2022.csv", folder / "old" / "our small_areas_mid2022.csv")
    twice = sf.build_area(folder, authority=NAME, until=2028)
    assert twice.area.plans.equals(built.area.plans)
    told = {one.file: one.seen for one in twice.findings if one.rule == "intake_same_file"}
    assert set(told) == {"release/caseload.csv", "our small_areas_mid2022.csv"}
    assert "the same as old/caseload.csv, which is read once" in told["release/caseload.csv"]
    assert "built from 5 of 8 files" in repr(twice)


@pytest.mark.slow
def test_two_files_of_one_name_are_told_apart_by_their_folders(tmp_path):
    folder = write_downloads(tmp_path / "files")
    (folder / "older").mkdir()
    rows = small_areas()
    rows[0]["5"] = 61
    write_rows(folder / "older" / "small_areas_mid2022.csv", rows)
    built = sf.build_area(folder, authority=NAME, until=2028)
    left = [one.file for one in built.findings if one.rule == "intake_left_out"]
    assert len(left) == 1
    assert left[0] in {"files/small_areas_mid2022.csv", "older/small_areas_mid2022.csv"}
    assert "small_areas_mid2022.csv" not in set(built.account()["file"])
    rows[0]["5"] = "many"
    write_rows(folder / "older" / "small_areas_mid2022.csv", rows)
    with pytest.raises(FindingsError, match=r"older/small_areas_mid2022\.csv"):
        sf.build_area(folder, authority=NAME, until=2028)
    shutil.copy(folder / "release" / "needs.csv", folder / "older" / "needs.csv")
    with (folder / "older" / "needs.csv").open("a", encoding="utf-8") as file:
        file.write("\n")
    (folder / "older" / "small_areas_mid2022.csv").unlink()
    with pytest.raises(FindingsError, match=r"release/needs\.csv: .* as older/needs\.csv"):
        sf.build_area(folder, authority=NAME, until=2028)


def list_reading(folder):
    """A list of places, read by hand."""
    row = {"School": "Made-up School 100001", "URN": "100001", "Type": "Special", "Ages": "4-16"}
    row |= {"Needs": "ASD", "Places 2025/26": "77"}
    return sf.read_places(write_rows(folder / "ours.csv", [row]))


@pytest.mark.slow
def test_a_reading_that_was_given_has_to_be_given_again(downloads, tmp_path):
    given = list_reading(tmp_path)
    built = sf.build_area(downloads, authority=NAME, until=2028, readings=[given])
    (note,) = [one for one in built.findings if one.rule == "intake_reading_given"]
    assert "ours.csv" in note.seen
    assert "sf.read_places" in note.remedy
    built.save(tmp_path / "ashby")
    manifest = tmp_path / "ashby.manifest.toml"
    (noted,) = tomllib.loads(manifest.read_text(encoding="utf-8"))["readings"]
    assert noted["files"] == [["ours.csv", given.inputs[0].sha256]]
    assert dict(noted["settings"]) == dict(given.settings)
    with pytest.raises(
        NotPossibleError, match=r"built with Schools and places.*of ours\.csv"
    ) as at:
        sf.build_area(again=manifest)
    assert "sf.read_places" in str(at.value), "intake_reading_missing"
    again = sf.build_area(again=manifest, readings=[given])
    assert again.area == built.area
    assert "intake_file_changed" not in rules(again)
    text = (tmp_path / "ours.csv").read_text(encoding="utf-8").replace("77", "78")
    (tmp_path / "ours.csv").write_text(text, encoding="utf-8")
    changed = sf.build_area(again=manifest, readings=[sf.read_places(tmp_path / "ours.csv")])
    assert [one.file for one in changed.findings if one.rule == "intake_file_changed"] == [
        "ours.csv"
    ]


def test_the_name_and_the_choice_not_to_fit_stand_in_the_manifest(downloads, tmp_path):
    built = sf.build_area(downloads, authority=NAME, until=2028, name="Our Ashby", fit=False)
    assert not len(built.area.plans)
    built.save(tmp_path / "ashby")
    again = sf.build_area(again=tmp_path / "ashby.manifest.toml")
    assert again.area == built.area
    assert again.area.name == "Our Ashby"


def test_many_faults_of_one_kind_are_told_as_one(tmp_path):
    """Own places without most pools of the register: one kind of fault, however many."""
    folder = write_downloads(tmp_path / "files")
    schools = range(100_001, 100_041)
    register_rows(folder / "edubasealldata20260101.csv", [school(urn) for urn in schools])
    places = [{"site": "100001", "pool": "all", "year": 2025, "places": 7, "basis": "supplied"}]
    write_rows(folder / "places.csv", places)
    with pytest.raises(FindingsError, match="cannot be used: 39 faults") as caught:
        sf.build_area(folder, authority=NAME, until=2028)
    lines = str(caught.value).splitlines()
    assert len(lines) == 6
    assert lines[1].startswith("  1. pools (The register of schools, for Ashby), column")
    assert "of site 100002" in lines[1]
    assert lines[4] == "     And 36 more of this kind."
    assert lines[5] == "  ... and 36 more: every one is a row of error.to_frame()."
    assert (caught.value.to_frame()["severity"] == "error").sum() == 39


def test_the_population_ends_where_its_projection_ends_and_says_so(downloads):
    built = sf.build_area(downloads, authority=NAME)
    assert max(built.area.years("population")) == 2030
    (note,) = [one for one in built.findings if one.rule == "intake_projection_ends"]
    assert "ends in 2030/31, and the area was asked for until 2036/37" in note.seen
    assert set(built.area.population.query("year > 2022")["basis"]) == {"estimated"}


@pytest.mark.slow
def test_years_of_other_boundaries_are_left_out_and_named(built, tmp_path):
    folder = write_downloads(tmp_path / "files")
    old = [row | {"year": 2021} for row in small_areas()]
    old[1]["msoa21_code"] = "E02000009"
    rows = [*old, *({**row, "year": 2022} for row in small_areas())]
    write_rows(folder / "small_areas_mid2022.csv", rows)
    two = sf.build_area(folder, authority=NAME, until=2028)
    (note,) = [one for one in two.findings if one.rule == "intake_other_boundaries"]
    assert "In the years 2021 it has 1 small areas" in note.seen
    assert "E02000009" in note.seen
    assert two.area.population.equals(built.area.population)
    assert two.area.localities.equals(built.area.localities)
    sound = [
        row | {"msoa21_code": now["msoa21_code"]}
        for row, now in zip(old, small_areas(), strict=True)
    ]
    write_rows(folder / "small_areas_mid2022.csv", [*sound, *rows[2:]])
    both = sf.build_area(folder, authority=NAME, until=2028)
    assert min(both.area.years("population")) == 2021
    assert "intake_other_boundaries" not in rules(both)


def test_schools_of_a_list_that_nobody_knows_the_place_of_are_named_at_once(tmp_path):
    folder = write_downloads(tmp_path / "files")
    rows = [
        {"School": name, "Type": "Base", "Needs": "ASD", "Ages": "4-11", "Places 2025/26": "8"}
        for name in ("New Hall", "Old Mill", "Made-up School 100001")
    ]
    write_rows(folder / "our places.csv", rows)
    with pytest.raises(FindingsError, match="1 fault") as caught:
        sf.build_area(folder, authority=NAME, until=2028)
    (fault,) = caught.value.findings
    assert fault.rule == "intake_school_no_point"
    # The third is known by its name.
    assert "2 schools with places are: New Hall, Old Mill." in fault.seen
    assert (fault.file, fault.row) == ("our places.csv", 2)
    assert "Add the columns Easting and Northing" in fault.remedy
    with_blanks = [row | {"Easting": "", "Northing": ""} for row in rows]
    write_rows(folder / "our places.csv", with_blanks)
    with pytest.raises(FindingsError, match="Fill in the point: its cells are blank there"):
        sf.build_area(folder, authority=NAME, until=2028)


def test_a_fault_of_a_table_that_was_made_is_told_by_the_key_of_its_row(downloads, built):
    """Its row is the row of no file: whoever mends it looks for the school."""
    sites = built.area.table("sites")
    wrong = sites.assign(easting=sites["easting"].where(sites["site"] != "100002", 100))
    given = type(built.readings[0])("table", "Sites of ours", {"sites": wrong}, account_of([]))
    with pytest.raises(FindingsError, match="site 100002: 100 is below 80000") as caught:
        sf.build_area(downloads, authority=NAME, until=2028, readings=[given])
    assert caught.value.findings[0].place == "sites (Sites of ours), column easting"
