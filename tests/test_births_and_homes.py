"""Births that cannot be, and homes that nobody hears of: what is said of them, what refused."""

import json
import os
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from downloads import CODE, NAME, write_downloads
from hypothesis import given
from hypothesis import strategies as st
from intake_cases import write

import sufficiency as sf
from sufficiency.errors import FindingsError, NotPossibleError
from sufficiency.intake.manifest import read_manifest
from sufficiency.sources.counts import DATE
from sufficiency.sources.populations.births_held import (
    APART,
    GROSS,
    LOCALITY_APART,
    hold_births,
    is_apart,
)
from sufficiency.sources.populations.told import years_in_words

BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"
OPEN_DATA = Path(os.environ.get("SUFFICIENCY_OPEN_DATA", BESIDE))
SMALL = OPEN_DATA / "england" / "msoa_england_pop2020_centroids.csv"
YEARS = range(2023, 2029)
YOUNG = [str(age) for age in range(7)]
TINY = {"E09000001", "E06000053"}
"""The City of London and the Isles of Scilly."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_downloads(tmp_path_factory.mktemp("downloads") / "files")


def births_file(tmp_path, *, years=YEARS, times=1.0):
    rows = [
        f"E0200000{number},{year},{each * times:.0f}\n"
        for year in years
        for number, each in ((1, 60), (2, 40))
    ]
    return write(tmp_path, "births.csv", "locality,year,births\n" + "".join(rows))


def homes_files(tmp_path, schemes="E02000001,2025,100\nE02000002,2026,50\n"):
    return {
        "housing": write(tmp_path, "schemes.csv", "locality,year,homes\n" + schemes),
        "yields": write(tmp_path, "yields.csv", "ncy_from,ncy_to,yield\n0,6,0.2\n7,11,0.1\n"),
    }


def built(folder, **options):
    return sf.build_area(folder, authority=NAME, until=2028, **options)


def seen(built, rule):
    (note,) = [one for one in built.findings if one.rule == rule]
    return note.seen


# --- births that cannot be


def test_births_ten_times_too_high_are_refused_with_year_and_ratio(folder, tmp_path):
    with pytest.raises(FindingsError, match=r"1,000 births of 2023 are 9\.9 times the 101") as told:
        built(folder, births=births_file(tmp_path, times=10))
    (fault,) = told.value.findings
    assert fault.rule == "births_far_from_children"
    assert fault.file == "births.csv"
    assert "2028: 9.4 times" in fault.seen


@pytest.mark.slow
def test_births_that_are_right_say_what_they_are_used_for(folder, tmp_path):
    area = built(folder, births=births_file(tmp_path))
    rules = {note.rule for note in area.findings if note.rule.startswith("births")}
    assert rules == {"births_used"}
    assert seen(area, "births_used").startswith("600 births, of 2023 to 2028, say where")


@pytest.mark.slow
def test_of_births_of_a_few_years_the_others_are_told(folder, tmp_path):
    area = built(folder, births=births_file(tmp_path, years=(2021, 2024, 2025)))
    assert "200 births, of 2024, 2025," in seen(area, "births_used")
    assert "No births are given for 2023, 2026 to 2028:" in seen(area, "births_years_missing")
    assert seen(area, "births_years_not_used") == "The births of 2021 were not used."


@pytest.mark.slow
def test_births_that_are_all_too_early_are_told_to_be_of_no_use(folder, tmp_path):
    area = built(folder, births=births_file(tmp_path, years=(2020, 2021)))
    assert "births_used" not in {note.rule for note in area.findings}
    assert seen(area, "births_years_not_used") == "The births of 2020, 2021 were not used."


@given(st.floats(0.5, 5000), st.floats(0.5, 5000), st.floats(1.1, 3))
def test_far_apart_is_the_same_from_both_sides_and_never_of_a_few(one, other, times):
    assert is_apart(one, other, times=times) == is_apart(other, one, times=times)
    if abs(one - other) < 20:
        assert not is_apart(one, other, times=times)
    if is_apart(one, other, times=times):
        assert not 1 / times < one / other < times


def test_births_are_held_against_the_cohort_as_young_as_it_is_known():
    """Births of 2020 are the children of age 2 in 2022, where no earlier year is known."""
    children = {2022: np.array([100.0, 100, 400, 100, 100, 100])}
    counted = np.full((1, 6), 100.0)
    born = {2020: np.array([395.0])}
    words = {"localities": ["A"], "base": 2022, "file": "births.csv"}
    assert hold_births(born, children, counted, **words) == []
    with pytest.raises(FindingsError, match="are 4 times the 100 children of age 1 in 2022"):
        hold_births({2021: np.array([395.0])}, children, counted, **words)
    assert hold_births({2010: np.array([9e9])}, children, counted, **words) == [], "nobody knows"
    nobody = {2022: np.zeros(6)}
    with pytest.raises(FindingsError, match="are many times the 0 children"):
        hold_births({2022: np.array([130.0])}, nobody, counted, **words)
    with pytest.raises(FindingsError, match="are 1,000 times the 100 children"):
        hold_births({2022: np.array([1e5])}, children, counted, **words)


@pytest.mark.parametrize(("births", "rules"), [(60, ["births_apart_from_children"]), (110, [])])
def test_a_tiny_authority_into_which_families_move_is_noted_and_not_refused(births, rules):
    """The City of London: 116 children of age 3 were born there or moved there since."""
    children = {2020: np.array([68.0, 94, 100, 116, 96, 133])}
    words = {"localities": ["A"], "base": 2020, "file": "births.csv"}
    found = hold_births({2017: np.array([births])}, children, np.full((1, 6), 100.0), **words)
    assert [one.rule for one in found] == rules


def test_the_limits_are_beyond_nearly_all_of_england():
    """Ages 0 to 4 of one summer, each held to the district in the middle: what births may be."""
    if not SMALL.is_file():
        pytest.skip("no file of the middle layer super output areas of mid-2020")
    small = pd.read_csv(SMALL, usecols=["ltla22_code", *YOUNG])
    whole = small.groupby("ltla22_code")[YOUNG].sum()
    whole = whole[~whole.index.isin(TINY)]
    assert len(whole) == 307
    ratios = pd.DataFrame({age: whole["0"] / whole[age] for age in YOUNG[1:5]})
    ratios = ratios / ratios.median()
    beyond = (ratios > APART) | (ratios < 1 / APART)
    assert beyond.any(axis=1).sum() == 1, "Rutland"
    assert ratios.max(axis=None) < GROSS
    assert ratios.min(axis=None) > 1 / GROSS
    beside = pd.concat([whole[one] / whole[other] for one, other in pairwise(YOUNG)])
    assert ((beside > APART) | (beside < 1 / APART)).sum() == 1
    under_five = small[YOUNG[:5]].sum(axis=1)
    of_district = under_five / under_five.groupby(small["ltla22_code"]).transform("sum")
    expected = of_district * small.groupby("ltla22_code")["0"].transform("sum")
    shares = small["0"] / expected
    assert shares.between(1 / LOCALITY_APART, LOCALITY_APART).all()


# --- what homes and births were used for


@pytest.mark.slow
def test_homes_are_told_in_the_summary_and_in_the_manifest(run, folder, tmp_path):
    files = homes_files(tmp_path)
    words = ["new", tmp_path / "a.xlsx", "--from", folder, "--authority", NAME, "--until", 2028]
    said = [
        *("--housing", files["housing"], "--yields", files["yields"], "--housing-as", "on_top"),
        *("--births", births_file(tmp_path, years=(2023,))),
    ]
    code, shown, wrong = run(*words, *said)
    assert code == 0, wrong
    summary = " ".join(shown.partition("What births and homes were used for:")[2].split())
    assert (
        "schemes.csv: 150 homes are finished from 2025/26 to 2026/27, with 0.3 children a home: 45"
        " children in 2028/29, on top of the projection." in summary
    )
    assert "births.csv: 100 births, of 2023, say where" in summary
    assert "No births are given for 2024 to 2028" in summary
    assert shown.count("150 homes are finished") == 1, "told once, and not among the notes too"
    held = read_manifest(tmp_path / "a.manifest.toml")
    assert [one.partition(" ")[0] for one in held.used] == [
        "births.csv:",
        "births.csv:",
        "schemes.csv:",
    ]
    again = sf.build_area(again=tmp_path / "a.manifest.toml")
    assert again.manifest.used == held.used
    code, shown, wrong = run(*words, *said, "--json", "--replace")
    assert code == 0, wrong
    assert "homes_on_top" in {one["rule"] for one in json.loads(shown)["findings"]}


@pytest.mark.slow
def test_the_children_that_are_told_are_those_that_the_area_has_more(folder, tmp_path):
    plain = built(folder)
    more = built(folder, **homes_files(tmp_path), housing_as="on_top")
    sums = [one.area.population.query("year == 2028")["persons"].sum() for one in (more, plain)]
    assert sums[0] - sums[1] == pytest.approx(45)
    within = built(folder, **homes_files(tmp_path))
    assert "45 children in 2028/29, within the projection" in seen(within, "homes_within")
    sums = within.area.population.query("year == 2028")["persons"].sum()
    assert sums == pytest.approx(plain.area.population.query("year == 2028")["persons"].sum())


def test_homes_of_several_kinds_are_told_with_their_own_yields(tmp_path):
    schemes = "locality,year,kind,homes\nE02000001,2025,flat,100\nE02000001,2025,house,10\n"
    yields = "kind,ncy_from,ncy_to,yield\nflat,0,6,0.1\nhouse,0,6,0.5\nhouse,7,11,0.2\n"
    files = [write(tmp_path, "s.csv", schemes), write(tmp_path, "y.csv", yields)]
    made = sf.population_by_locality(
        *(ages_of(areas, persons) for areas, persons in ((("E02000001",), 20), (("X",), 20))),
        housing=sf.read_housing(files[0], yields=files[1]),
    )
    assert (
        "110 homes are finished in 2025/26, with flat 0.1; house 0.7 children a home: 17"
        in seen(made, "homes_within")
    )


def ages_of(areas, persons):
    """Small areas of 2022, or an authority until 2026."""
    years = (2022,) if areas != ("X",) else range(2022, 2027)
    rows = [(area, year, age, persons) for area in areas for year in years for age in range(25)]
    return pd.DataFrame(rows, columns=["area", "year", "age", "persons"])


def test_years_are_written_as_spans():
    assert years_in_words(()) == ""
    assert years_in_words((2025, 2023)) == "2023, 2025"


# --- what would go unheard


def test_how_homes_count_is_refused_without_homes(run, folder, tmp_path):
    for options in ({"housing_as": "on_top"}, {"housing_as": "on_top", "births": "births.csv"}):
        with pytest.raises(NotPossibleError, match="no housing schemes are named") as told:
            built(folder, **options)
        assert "--housing-as" in told.value.on_command_line
    with pytest.raises(NotPossibleError, match="ontop is not a way to deal with homes"):
        built(folder, housing_as="ontop")
    words = ["new", tmp_path / "a.xlsx", "--from", folder, "--authority", NAME]
    for way in ("on_top", "within"):
        code, _, wrong = run(*words, "--housing-as", way)
        assert code, "intake_housing_as_alone"
        assert f"homes count as {way}, and no housing schemes are named" in " ".join(wrong.split())
    assert not (tmp_path / "a.xlsx").exists()


@pytest.mark.slow
def test_options_beside_a_manifest_are_refused_even_where_they_say_what_is_usual(
    run, folder, tmp_path
):
    built(folder, **homes_files(tmp_path), housing_as="on_top").save(tmp_path / "a.xlsx")
    words = ["new", tmp_path / "b.xlsx", "--again", tmp_path / "a.manifest.toml"]
    code, _, wrong = run(*words, "--housing-as", "within", "--until", 2036)
    assert code
    assert "Besides a manifest these were given: --housing-as, --until" in " ".join(wrong.split())


@pytest.mark.slow
def test_homes_beside_a_population_of_ones_own_are_refused(folder, tmp_path):
    own = tmp_path / "own"
    own.mkdir()
    built(folder).area.population.to_csv(own / "population.csv", index=False)
    with pytest.raises(FindingsError, match="population is that of The table population") as told:
        built([folder, own], births=births_file(tmp_path))
    assert {one.rule for one in told.value.findings} == {"intake_homes_not_heard"}


@pytest.mark.slow
def test_a_reading_of_which_nothing_comes_is_noted(folder, tmp_path):
    files = homes_files(tmp_path)
    housing = sf.read_housing(files["housing"], yields=files["yields"])
    area = built(folder, readings=[housing])
    assert "it has homes, yields, extra_persons" in seen(area, "intake_reading_not_used")


# --- a date is a date


@pytest.mark.parametrize(
    "text", ["12 FTE", "4 pupils", "FTE-12", "12-Places", "7 March road", "10 homes", "Decile 12"]
)
def test_words_are_no_month(text):
    assert DATE.fullmatch(text) is None


@pytest.mark.parametrize(
    "text", ["8 Nov", "08-Nov", "Jul-08", "July 2026", "31 March 2026", "1-Sept-26", "2026-09-01"]
)
def test_days_and_months_are(text):
    assert DATE.fullmatch(text)


# --- facts


LIST = "School,URN,Age range,Needs,Type,{year}\n"


def with_list(folder, tmp_path, *, schools, year="2025/26"):
    rows = [f'S{urn},{urn},5-16,"ASD",Special,80\n' for urn in schools]
    path = write(tmp_path, "list.csv", LIST.format(year=year) + "".join(rows))
    return built([folder, path])


@pytest.mark.slow
def test_a_register_of_which_nothing_is_left_is_no_source(folder, tmp_path):
    area = with_list(folder, tmp_path, schools=(100001, 100002, 100003)).area
    assert "register" not in area.fact("source_places")
    assert "register" not in area.fact("source_sites")


@pytest.mark.slow
def test_it_is_told_what_of_the_register_is_left(folder, tmp_path):
    area = with_list(folder, tmp_path, schools=(100001,)).area
    assert "; other schools: The register" in area.fact("source_places")
    both = "; other schools, what holds before the list begins: The register of schools"
    later = with_list(folder, tmp_path, schools=(100001,), year="2026/27").area
    assert both in later.fact("source_places")
    assert "; other schools: The register" in later.fact("source_sites")


def test_a_table_that_was_left_out_has_no_source(folder, tmp_path):
    rows = [
        (2024, locality, "ASD", ncy, "special", 15, "supplied")
        for locality in ("E02000001", "E02000002")
        for ncy in range(-4, 21)
    ]
    columns = ["year", "locality", "need", "ncy", "setting", "plans", "basis"]
    plans = pd.DataFrame(rows, columns=columns)
    own = tmp_path / "own"
    own.mkdir()
    plans.to_csv(own / "plans.csv", index=False)
    made = built([folder, own])
    assert "intake_margins_left_out" in {note.rule for note in made.findings}
    assert made.area.fact("source_margins") == ""
    assert made.area.fact("source_plans") == "The table plans"


@pytest.mark.slow
def test_facts_of_ones_own_are_kept_and_old_sources_are_not(folder, tmp_path):
    """A table about of an older area said from what that area's places were."""
    own = tmp_path / "own"
    own.mkdir()
    text = "item,value\nname,North team\nofficer,Sam\nsource_places,Register of 2019\n"
    (own / "about.csv").write_text(text + "source_about,x\n", encoding="utf-8")
    made = built([folder, own])
    assert made.area.name == "North team"
    assert made.area.fact("officer") == "Sam"
    assert made.area.fact("authority_code") == CODE
    assert made.area.fact("source_places") == "The register of schools, for Ashby"
    assert made.area.fact("source_about") == ""
    assert "says source_about, source_places, and" in seen(made, "intake_facts_left_out")
    assert built([folder, own], name="Mine").area.name == "Mine"
