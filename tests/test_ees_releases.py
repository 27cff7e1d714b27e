"""Published plans in the shapes of 2022 to 2026: the same children, whatever the headings."""

import zipfile

import numpy as np
import pytest
from published_files import (
    AGES,
    FEW,
    PLACEMENTS,
    caseload,
    joint,
    long_file,
    many,
    needs,
    write,
)

import sufficiency as sf
from sufficiency import terms
from sufficiency.area.reading import raw_of_frame
from sufficiency.sources.ees.cells import ages_of, counts_of, year_of
from sufficiency.tables import check_table
from sufficiency.terms.codes import read_rows

YEARS = (2023, 2024)


def release(folder, *, number=2025, years=YEARS, encoding="utf-8-sig", authorities=FEW):
    """A folder with plans, new plans and needs."""
    made = {
        "caseload.csv": caseload(authorities, release=number, years=years),
        "newplans.csv": caseload(authorities, release=number, years=years, new=True, seed=5),
        "sen_needs_all_plans.csv": needs(
            authorities, release=number, years=years[-2:], all_years=years
        ),
    }
    for name, rows in made.items():
        write(folder / name, rows, encoding=encoding)
    return folder


def margin(reading, name, year):
    rows = reading.held["margins"]
    return rows[(rows["margin"] == name) & (rows["year"] == year)]


def told(reading):
    return {one.rule for one in reading.findings}


@pytest.mark.parametrize("number", [2025, 2026])
def test_margins_are_those_of_the_children_that_were_made(tmp_path, number):
    years = (2024, 2025) if number == 2026 else YEARS
    reading = sf.read_ehc_plans(release(tmp_path, number=number, years=years), authority="Ashby")
    table = joint(FEW, years, seed=1)[years[-1], FEW[0]]
    settings = np.array(
        [terms.setting_of(name, file="caseload_column", release=2025) for name in PLACEMENTS]
    )
    by_setting = margin(reading, "setting", years[-1]).set_index("setting")["plans"]
    for setting in set(settings):
        assert by_setting[setting] == table[:, settings == setting].sum()
    by_need = margin(reading, "need by setting", years[-1])
    asd = by_need[by_need["need"] == "ASD"].set_index("setting")["plans"]
    assert asd["special"] == table[:, settings == "special", 0].sum()
    by_age = margin(reading, "need by age", years[-1])
    ten = by_age[(by_age["need"] == "ASD") & (by_age["ncy_from"] == 6)]["plans"]
    assert ten.tolist() == [table[AGES.index("age 10"), :, 0].sum()]
    assert told(reading) == {"ees_oldest_age"}


def test_down_syndrome_has_margins_since_it_is_counted(tmp_path):
    reading = sf.read_ehc_plans(
        release(tmp_path, number=2026, years=(2024, 2025)), authority="Ashby"
    )
    for name in ("need by age", "need by setting"):
        assert "DS" not in set(margin(reading, name, 2024)["need"])
        assert "DS" in set(margin(reading, name, 2025)["need"])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_encoding_does_not_matter(tmp_path, encoding):
    reading = sf.read_ehc_plans(release(tmp_path / "a", encoding=encoding), authority="Ashby")
    usual = sf.read_ehc_plans(release(tmp_path / "b"), authority="Ashby")
    assert reading.held["margins"].equals(usual.held["margins"])


def test_a_folder_a_zip_file_and_single_files_are_the_same(tmp_path):
    folder = release(tmp_path / "data")
    with zipfile.ZipFile(tmp_path / "release.zip", "w") as packed:
        for file in folder.iterdir():
            packed.write(file, f"data/{file.name}")
        packed.writestr("data-guidance/data-guidance.txt", "words")
    readings = [
        sf.read_ehc_plans(paths, authority="801")
        for paths in (folder, tmp_path / "release.zip", sorted(folder.iterdir()))
    ]
    for name in readings[0].held:
        assert all(one.held[name].equals(readings[0].held[name]) for one in readings), name
    assert [one.file for one in readings[1].inputs] == ["release.zip"]
    assert set(readings[1].account()["file"]) == {
        f"release.zip, {file.name}" for file in folder.iterdir()
    }


def test_capitals_of_headings_do_not_matter(tmp_path):
    rows = [
        {name.upper() if "total" in name else name: cell for name, cell in row.items()}
        for row in caseload()
    ]
    reading = sf.read_ehc_plans(write(tmp_path / "a.csv", rows), authority="Ashby")
    usual = sf.read_ehc_plans(write(tmp_path / "b.csv", caseload()), authority="Ashby")
    assert reading.held["margins"].equals(usual.held["margins"])


def test_percentages_are_never_read(tmp_path):
    rows = [row | {"AP_PRU_total_pc": "no number", "fe_total_pc": "2.5"} for row in caseload()]
    reading = sf.read_ehc_plans(write(tmp_path / "a.csv", rows), authority="Ashby")
    assert told(reading) == {"ees_oldest_age"}


@pytest.mark.parametrize("number", [2022, 2023, 2024])
@pytest.mark.parametrize("kind", ["age", "placement"])
def test_the_long_form_gives_history_since_2010_and_margins_since_2019(tmp_path, number, kind):
    file = write(tmp_path / "long.csv", long_file(kind, release=number))
    reading = sf.read_ehc_plans(file, authority="Ashby")
    history = reading.held["history"].query("area == 'Ashby'")
    assert set(history["year"]) == {2008, 2017, 2022}
    assert set(reading.held["margins"]["year"]) == {2022}
    if kind == "age":
        own = history[(history["year"] == 2022) & history["ncy_from"].notna()]
        spans = list(zip(own["ncy_from"], own["ncy_to"], own["plans"], strict=True))
        assert spans == [(-4, 0, 10), (1, 6, 11), (7, 11, 12), (12, 15, 13), (16, 20, 14)]
    else:
        by_setting = margin(reading, "setting", 2022).set_index("setting")["plans"].to_dict()
        assert by_setting == {"mainstream": 10, "base": 11, "special": 12, "not_in_education": 13}


def test_a_nought_before_the_first_january_of_a_placement_is_missing(tmp_path):
    """Bases of academies are counted since January 2017, and NEET since January 2019."""
    file = write(tmp_path / "long.csv", long_file("placement"))
    reading = sf.read_ehc_plans(file, authority="Ashby")
    history = reading.held["history"].query("area == 'Ashby'").set_index(["setting", "year"])
    years = {setting: set(history.loc[setting].index) for setting in ("base", "not_in_education")}
    assert years == {"base": {2017, 2022}, "not_in_education": {2022}}
    notes = {one.value: one.seen for one in reading.findings if one.rule == "ees_not_collected"}
    assert "January of 2009" in notes["base"]
    assert "January of 2009, 2018" in notes["not_in_education"]
    assert history.loc[("base", 2022), "break"] == "yes"  # persons are counted since January 2023


def test_a_year_of_change_is_a_break(tmp_path):
    januaries = (2014, 2015, 2018, 2019, 2020, 2023, 2024)
    file = write(tmp_path / "long.csv", long_file("age", januaries=januaries))
    history = sf.read_ehc_plans(file, authority="Ashby").held["history"]
    own = history[(history["area"] == "Ashby") & history["ncy_from"].isna()]
    breaks = {terms.january_of_year(year) for year in own.loc[own["break"] == "yes", "year"]}
    assert breaks == {2015, 2018, 2023}


def test_new_plans_stand_on_the_january_after_their_year(tmp_path):
    release(tmp_path)
    history = sf.read_ehc_plans(tmp_path, authority="Ashby").held["history"]
    new = caseload(new=True, seed=5)
    (row,) = [
        row
        for row in new
        if row["la_name"] == "Ashby"
        and (row["time_period"], row["breakdown"]) == ("2024", "New EHC plans")
    ]
    own = history[(history["area"] == "Ashby") & (history["year"] == 2024)]
    total = own[(own["setting"] == "") & own["ncy_from"].isna()]
    assert total["new_plans"].tolist() == [row["new_ehc_plans"]]
    assert own["new_plans"].notna().sum() == 1


def test_the_latest_release_counts_and_restatements_are_told(tmp_path):
    old, new = release(tmp_path / "2025"), tmp_path / "2026"
    release(new, number=2026, years=(2023, 2024, 2025))
    rows = caseload(release=2026, years=(2023, 2024, 2025))
    for row in rows:
        is_all = row["breakdown"] == "All EHC plans" and row["la_name"] == "Ashby"
        if is_all and row["time_period"] == "202425":
            row["nm_early_years"] += 3
            row["ehcplans"] += 3
    write(new / "caseload.csv", rows)
    reading = sf.read_ehc_plans([old, new], authority="Ashby")
    assert reading.version == "releases 2025 and 2026"
    total = [row for row in rows if row["la_name"] == "Ashby" and row["time_period"] == "202425"]
    assert margin(reading, "setting", 2024)["plans"].sum() == total[0]["ehcplans"]
    notes = [one for one in reading.findings if one.rule == "ees_restated"]
    assert any("plans of January 2025" in one.seen for one in notes)
    assert {one.file for one in notes} == {"2025/caseload.csv"}


def test_several_authorities_in_one_file_are_told_apart(tmp_path):
    file = write(tmp_path / "caseload.csv", caseload(many(), years=(2024,)))
    first = sf.read_ehc_plans(file, authority="Authority 7")
    second = sf.read_ehc_plans(file, authority="E06000008")
    third = sf.read_ehc_plans(file, authority="808")
    assert second.held["margins"].equals(third.held["margins"])
    assert not first.held["margins"].equals(second.held["margins"])
    with pytest.raises(sf.FindingsError, match="The file holds 150 authorities"):
        sf.read_ehc_plans(file)
    assert told(first) == {"ees_oldest_age"}, "150 authorities add up to regions and to England"


def test_regions_and_england_are_benchmarks(tmp_path):
    file = write(tmp_path / "caseload.csv", caseload(many(), years=(2024,)))
    reading = sf.read_ehc_plans(file, authority="Authority 7", beside=["Authority 9"])
    rows = reading.held["benchmarks"]
    named = rows.groupby("level")["area"].unique().map(list).to_dict()
    assert named == {
        "England": ["England"],
        "authority": ["Authority 7"],
        "beside": ["Authority 9"],
        "region": ["Region 8"],
    }


def test_tables_pass_the_check_of_an_area(tmp_path):
    reading = sf.read_ehc_plans(release(tmp_path), authority="Ashby")
    for name in ("margins", "history"):
        checked = check_table(raw_of_frame(name, reading.held[name]))
        assert checked.is_sound, [str(one) for one in checked.findings]
        assert set(reading.held[name].columns) <= set(terms.table(name).column_names)


def test_the_account_adds_up_to_the_rows_of_each_file(tmp_path):
    release(tmp_path)
    account = sf.read_ehc_plans(tmp_path, authority="Ashby").account()
    for file, rows in account.groupby("file")["rows"].sum().items():
        lines = (tmp_path / file).read_text(encoding="utf-8-sig").splitlines()
        assert rows == len(lines) - 1


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("age 10", (6, 6)),
        ("Aged 10", (6, 6)),
        ("under 3", (-4, -2)),
        ("Under age 5", (-4, 0)),
        ("age 2 and under", (-4, -2)),
        ("Aged 20 and over", (16, 20)),
        ("Age 5 to 10", (1, 6)),
        ("age 25", (20, 20)),
        ("Age 20 to 25", (16, 20)),
        ("age 26", None),
        ("age 10 to 5", None),
        ("unknown", None),
        ("10", None),
    ],
)
def test_ages_become_nc_years(text, span):
    assert ages_of(text) == span


@pytest.mark.parametrize(
    ("period", "is_january", "year"),
    [
        ("202425", True, 2024),
        ("2025", True, 2024),
        ("2024", False, 2024),
        ("202426", True, None),
        ("24", False, None),
        ("0001", False, None),
    ],
)
def test_periods_become_academic_years(period, is_january, year):
    assert year_of(period, is_january=is_january) == year


def test_counts_and_marks():
    import pandas as pd

    texts = pd.Series(["12", "1,234", "x", ":", "c", "", "12.0", "-1", "1.5", "12,34", "k"])
    read = counts_of(texts)
    assert [None if np.isnan(n) else n for n in read.children] == [
        *(12, 1234, None, None, None, None, 12, None, None, None, None)
    ]
    assert read.marks.tolist() == ["", "", "x", "x", "c", "x", "", "", "", "", "low"]
    assert np.flatnonzero(read.at_fault).tolist() == [7, 8, 9]
    assert np.flatnonzero(read.with_thousands).tolist() == [1]


def test_the_tables_of_terms_are_sound():
    forms = {row.file for row in terms.categories()} | {"needs_column", ""}
    known = {(row.file, row.category) for row in terms.categories()} | {
        ("needs_column", "number_ds")
    }
    for change in terms.published_changes():
        assert change.form in forms
        assert change.why
        if change.category:
            assert (change.form, change.category) in known, change
    files = {one.file for one in terms.published_files()}
    assert {row["file"] for row in read_rows("ees_topics.csv")} <= files
    assert {one.file for one in terms.published_flows()} <= files
    headings = [(one.file, one.heading) for one in terms.published_flows()]
    assert len(set(headings)) == len(headings)
    assert all(heading == heading.casefold() for _, heading in headings)


@pytest.mark.slow
def test_a_release_as_large_as_that_of_england_is_read_whole(tmp_path):
    """153 authorities, eight Januaries: more rows than the Department's file of 2026 has."""
    years = tuple(range(2018, 2026))
    rows = caseload(many(153), years=years, release=2026)
    few = [row for row in rows if row["breakdown"] != "age 25"]
    write(tmp_path / "caseload.csv", few)
    reading = sf.read_ehc_plans(tmp_path, authority="Authority 7")
    mine = reading.held["history"].query("area == 'Authority 7'")
    assert set(mine["year"]) == set(years)
    assert reading.account()["rows"].sum() == len(few)
