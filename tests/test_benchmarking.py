"""`benchmark`: known shares, rates and limits by hand, and what it refuses."""

import csv
import os
from pathlib import Path

import pandas as pd
import pytest
from building import small_area
from hypothesis import given
from hypothesis import strategies as st
from published_files import FEW, caseload, needs
from scipy.stats import binom, poisson
from small_areas import said

import sufficiency as sf
from sufficiency import figures, terms
from sufficiency.benchmarking import neighbours_of, read_persons
from sufficiency.benchmarking.comparing import limits_of
from sufficiency.cli import main
from sufficiency.errors import FindingsError, NotPossibleError, UnknownNameError
from sufficiency.messages import benchmarks as messages

ASHBY, BIRCHBY = (one[2] for one in FEW)
BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"
OPEN_DATA = Path(os.environ.get("SUFFICIENCY_OPEN_DATA", BESIDE))
SAMPLE = OPEN_DATA / "explore_education_statistics_2025_sample"
THREE = (*FEW, ("E06000003", "803", "Colby", 1))
SETTINGS = {"special": ("special_la_maintained", "special_academy_free")}


def write(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    folder = tmp_path_factory.mktemp("release")
    write(folder / "caseload.csv", caseload(THREE))
    write(folder / "needs.csv", needs(THREE))
    write(folder / "newplans.csv", caseload(THREE, new=True, years=(2024,), seed=2))
    return folder


@pytest.fixture(scope="module")
def reading(release):
    return sf.read_ehc_plans(release, authority="801", beside=["802", "Colby"])


def persons(areas, *, ages=range(26), each=100.0, years=(2023, 2024)):
    rows = [(year, area, age, each) for year in years for area in areas for age in ages]
    return pd.DataFrame(rows, columns=["year", "area", "age", "persons"])


def value(benchmarks, indicator, item="", *, area=ASHBY):
    rows = benchmarks.of(indicator, item)
    return float(rows.loc[rows["area"] == area, "value"].iloc[0])


def rows_of(release, name, level, area=None):
    with (release / name).open(encoding="utf-8") as file:
        rows = [
            row
            for row in csv.DictReader(file)
            if row["geographic_level"] == level and row["breakdown"] == row["breakdown_topic"]
        ]
    return [row for row in rows if area is None or row["la_name"] == area]


def of_year(rows, year):
    return next(row for row in rows if row["time_period"].startswith(str(year)))


def notes(benchmarks):
    return {note.rule: note for note in benchmarks.notes}


def test_shares_are_those_of_the_published_file(release, reading):
    held = sf.benchmark(reading)
    for level, area in (("Local authority", ASHBY), ("National", "England")):
        only = area if level == "Local authority" else None
        row = of_year(rows_of(release, "caseload.csv", level, only), 2024)
        special = sum(int(row[name]) for name in SETTINGS["special"])
        wanted = 100 * special / int(row["ehcplans"])
        assert value(held, "setting_share", "special", area=area) == pytest.approx(wanted)
    shares = held.figures.query("indicator == 'setting_share' and year == 2024")
    assert shares.groupby("area")["value"].sum().round(6).eq(100).all()


def test_growth_and_new_plans_are_held_against_the_january_before(release, reading):
    held = sf.benchmark(reading)
    rows = rows_of(release, "caseload.csv", "Local authority", ASHBY)
    now, then = (int(of_year(rows, year)["ehcplans"]) for year in (2024, 2023))
    assert value(held, "growth") == pytest.approx(100 * (now / then - 1))
    new = sf.benchmark(reading).figures.query("indicator == 'new_plans_per_100'")
    made = rows_of(release, "newplans.csv", "Local authority", ASHBY)[0]
    mine = new[new["area"] == ASHBY].iloc[-1]
    assert mine["count"] == int(made["new_ehc_plans"])
    plans = {2023: then, 2024: now}
    assert mine["base"] == plans[mine["year"] - 1]


def test_rates_rest_on_the_population_that_is_given_and_on_nothing_else(release, reading):
    bare = sf.benchmark(reading)
    assert not bare.figures["indicator"].str.endswith("per_1000").any()
    assert "benchmark_no_population" in notes(bare)
    held = sf.benchmark(reading, population=persons([ASHBY, "E06000002", "E92000001"]))
    row = of_year(rows_of(release, "caseload.csv", "Local authority", ASHBY), 2024)
    assert value(held, "plans_per_1000") == pytest.approx(1000 * int(row["ehcplans"]) / 2500)
    told = notes(held)["benchmark_population_partly"].value
    assert "Colby" in told
    assert BIRCHBY not in told
    assert set(held.of("plans_per_1000")["level"]) == {
        "authority",
        "beside",
        "England",
        "neighbours",
    }
    together = held.of("plans_per_1000").set_index("level").loc["neighbours"]
    assert pd.isna(together["value"]), "one neighbour has no population"


def test_a_band_without_one_of_its_ages_has_no_rate(reading):
    areas = [ASHBY, BIRCHBY, "Colby", "England"]
    held = sf.benchmark(reading, population=persons(areas, ages=range(25)))
    bands = held.figures.query("indicator == 'plans_by_age_per_1000'")["item"]
    assert set(bands) == {"under_5", "age_5_to_10", "age_16_to_19"}
    whole = sf.benchmark(reading, population=persons(areas))
    bands = whole.figures.query("indicator == 'plans_by_age_per_1000'")["item"]
    assert "age_20_to_25" in set(bands)


def test_neighbours_together_are_their_counts_times_their_weights(reading):
    held = sf.benchmark(reading, neighbours={"802": 3, "Colby": 1})
    rows = held.of("setting_share", "special").set_index("area")
    counts = 3 * rows.loc[BIRCHBY, "count"] + rows.loc["Colby", "count"]
    bases = 3 * rows.loc[BIRCHBY, "base"] + rows.loc["Colby", "base"]
    assert rows.loc["Neighbours together", "value"] == pytest.approx(100 * counts / bases)
    assert held.provenance().settings[f"weight of {BIRCHBY}"] == "3"


def test_ranks_and_medians(reading):
    held = sf.benchmark(reading)
    ranks = held.to_frame("ranks").query("year == 2024 and indicator == 'setting_share'")
    row = ranks.set_index("item").loc["special"]
    figures_of = held.of("setting_share", "special").set_index("area")["value"]
    three = figures_of[[ASHBY, BIRCHBY, "Colby"]].sort_values(ascending=False)
    assert row["rank"] == 1 + list(three.index).index(ASHBY)
    assert row["areas"] == 3
    assert row["median"] == pytest.approx(figures_of[[BIRCHBY, "Colby"]].median())


@given(base=st.integers(1, 20_000), share=st.floats(0.001, 0.999))
def test_shares_by_chance_alone_lie_within_the_limits_95_times_of_100(base, share):
    low, high = limits_of(terms.indicators()["setting_share"], base, 100 * share)
    inside = binom.cdf(round(high * base / 100), base, share)
    inside -= binom.cdf(round(low * base / 100) - 1, base, share)
    assert inside >= 0.95 - 1e-9
    low, high = limits_of(terms.indicators()["plans_per_1000"], base, 1000 * share)
    inside = poisson.cdf(round(high * base / 1000), base * share)
    inside -= poisson.cdf(round(low * base / 1000) - 1, base * share)
    assert inside >= 0.95 - 1e-9


def test_a_known_funnel():
    # Binomial(100, 1/2): 40 to 60 are its 2.5th and 97.5th percentiles, as in any table of it.
    assert limits_of(terms.indicators()["need_share"], 100, 50.0) == (40.0, 60.0)
    low, high = limits_of(terms.indicators()["growth"], 100, 5.0)
    assert low != low
    assert high != high


def test_what_is_compared_says_beyond_only_beyond_the_limits(reading):
    compared = sf.benchmark(reading).to_frame("compared")
    known = compared[compared["beyond"] != ""]
    above = known["value"] > known["high"]
    below = known["value"] < known["low"]
    assert (known["beyond"] == "above").eq(above).all()
    assert (known["beyond"] == "below").eq(below).all()
    assert compared["difference"].sub(compared["value"] - compared["reference"]).abs().max() < 1e-9
    assert set(compared["against"]) == {"neighbours", "region", "England"}


def test_an_area_brings_its_own_population(release, reading):
    with pytest.raises(NotPossibleError, match=said("benchmark_other_authority")):
        sf.benchmark(small_area(), readings=[reading])
    tables = small_area().tables()
    tables["about"] = pd.DataFrame({"item": ["name", "authority"], "value": ["A", ASHBY]})
    people = [
        (year, locality, ncy, 10.0, "supplied")
        for year in (2023, 2024, 2025)
        for locality in ("L01", "L02", "L03")
        for ncy in range(-4, 21)
    ]
    tables["population"] = pd.DataFrame(
        people, columns=list(terms.table("population").column_names)
    )
    held = sf.benchmark(sf.area_from_frames(tables), readings=[reading])
    row = of_year(rows_of(release, "caseload.csv", "Local authority", ASHBY), 2024)
    assert value(held, "plans_per_1000") == pytest.approx(1000 * int(row["ehcplans"]) / 750)
    assert held.basis_of("plans_per_1000") == "supplied"
    assert held.basis_of("need_share") == "published"


def test_a_hidden_count_hides_what_rests_on_it(release, tmp_path):
    rows = caseload(THREE)
    for row in rows:
        if row["la_name"] == BIRCHBY and row["breakdown"].startswith("All"):
            row["special_academy_free"] = "c"
    write(tmp_path / "caseload.csv", rows)
    hidden = sf.read_ehc_plans(tmp_path, authority="801", beside=["802", "803"])
    held = sf.benchmark(hidden)
    rows = held.of("setting_share", "special").set_index("area")["value"]
    assert pd.isna(rows[BIRCHBY])
    assert pd.isna(rows["Neighbours together"])
    assert "benchmark_not_shown" in notes(held)


def test_without_neighbours_or_a_region_it_says_so(release, tmp_path):
    assert "benchmark_no_neighbours" in notes(
        sf.benchmark(sf.read_ehc_plans(release, authority="801"))
    )
    rows = [row for row in caseload(FEW) if row["geographic_level"] != "Regional"]
    write(tmp_path / "caseload.csv", rows)
    alone = sf.benchmark(sf.read_ehc_plans(tmp_path, authority="801", beside=["802"]))
    assert "benchmark_no_region" in notes(alone)
    assert "beside 1 neighbour and England" in repr(alone)


def test_neighbours_are_read_from_a_table(tmp_path):
    table = tmp_path / "neighbours.csv"
    table.write_text("Neighbours of Ashby\nCode,Weight\n802,2\n803,1.5\n", encoding="utf-8")
    assert neighbours_of(table) == {"802": 2.0, "803": 1.5}
    assert neighbours_of(["802"]) == {"802": 1.0}
    frame = pd.DataFrame({"authority": ["Birchby"]})
    assert neighbours_of(frame) == {"Birchby": 1.0}


def test_faults_of_neighbours_are_told_all_at_once(reading):
    frame = pd.DataFrame({"code": ["802", "802", "803"], "weight": [1, 2, "many"]})
    with pytest.raises(FindingsError, match="cannot be used") as raised:
        neighbours_of(frame)
    found = [(one.rule, one.row) for one in raised.value.findings]
    assert found == [("benchmark_neighbour_twice", 3), ("benchmark_weight", 4)]
    with pytest.raises(FindingsError, match=said("benchmark_neighbours_column")):
        neighbours_of(pd.DataFrame({"who": ["802"]}))
    with pytest.raises(FindingsError, match="cannot be used") as raised:
        sf.benchmark(reading, neighbours=[ASHBY, "999", "802"])
    rules = [one.rule for one in raised.value.findings]
    assert rules == ["benchmark_own_neighbour", "benchmark_neighbour_absent"]


def test_what_is_no_population_or_reading_is_refused(reading, tmp_path):
    with pytest.raises(NotPossibleError, match=said("benchmark_no_reading")):
        sf.benchmark(small_area())
    with pytest.raises(NotPossibleError, match=said("benchmark_population_kind")):
        sf.benchmark(reading, population=3)
    with pytest.raises(NotPossibleError, match=said("benchmark_population_columns")):
        sf.benchmark(reading, population=pd.DataFrame({"year": [2024]}))
    with pytest.raises(UnknownNameError, match="special"):
        sf.benchmark(reading).of("setting_share", "specail")
    table = tmp_path / "persons.csv"
    table.write_text("year,area,age,persons\n2024,801,4,many\n2024.5,801,4,3\n", encoding="utf-8")
    with pytest.raises(FindingsError, match="cannot be used") as raised:
        read_persons(table)
    assert [(one.rule, one.row) for one in raised.value.findings] == [
        ("benchmark_population_number", 3),
        ("benchmark_population_number", 2),
    ]


def test_the_figure_says_in_words_what_it_shows(reading):
    axes = sf.benchmark(reading).plot.dots("setting_share", "special")
    told = figures.alt_text(axes)
    for name in (ASHBY, f"{BIRCHBY} (neighbour)", "Region 1 (region)", "England"):
        assert name in told
    assert "Chance allows" in told
    assert "Basis: published" in told
    growth = sf.benchmark(reading).plot.dots("growth")
    assert "Chance allows" not in figures.alt_text(growth)


def test_the_command_writes_what_the_verb_gives(release, tmp_path, capsys):
    (tmp_path / "n.csv").write_text("code\n802\n803\n", encoding="utf-8")
    persons([ASHBY, "E06000002", "803", "E92000001"]).to_csv(tmp_path / "p.csv", index=False)
    words = ["benchmark", release, "--authority", "801", "--neighbours", tmp_path / "n.csv"]
    words += ["--population", tmp_path / "p.csv", "--to", tmp_path / "out"]
    with pytest.raises(SystemExit, match=r"^0?$"):
        main([str(word) for word in words])
    assert "Ashby beside 2 neighbours, Region 1 and England" in " ".join(
        capsys.readouterr().out.split()
    )
    written = pd.read_csv(tmp_path / "out" / "figures.csv")
    assert {"plans_per_1000", "setting_share"} <= set(written["indicator"])
    assert "INTERNAL" in (tmp_path / "out" / "README.txt").read_text(encoding="utf-8-sig")


@pytest.mark.slow
@pytest.mark.skipif(not SAMPLE.exists(), reason="the open data is not beside the repository")
def test_published_figures_of_a_real_authority_by_hand():
    """January 2025, caseload.csv: (289 + 1,091) of 4,551; England (85,920 + 73,932) of 638,745."""
    reading = sf.read_ehc_plans(SAMPLE, authority="940", beside=["941", "Kent"])
    held = sf.benchmark(reading)
    name = "North Northamptonshire"
    assert value(held, "setting_share", "special", area=name) == pytest.approx(100 * 1380 / 4551)
    assert value(held, "setting_share", "independent", area=name) == pytest.approx(
        100 * (212 + 3) / 4551
    )
    england = value(held, "setting_share", "special", area="England")
    assert england == pytest.approx(100 * (85_920 + 73_932) / 638_745)
    west = value(held, "setting_share", "special", area="West Northamptonshire")
    assert west == pytest.approx(100 * (160 + 1_072) / 4_153)


def test_every_message_of_benchmarks_is_tripped_here():
    source = Path(__file__).read_text(encoding="utf-8")
    assert [rule for rule in messages.MESSAGES if f'"{rule}"' not in source] == []
