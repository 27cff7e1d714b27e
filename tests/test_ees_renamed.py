"""Authorities and regions that were renamed or given another code between two releases."""

import pytest
from published_files import FEW, caseload, write
from test_ees_releases import margin, release, told

import sufficiency as sf

LATER = (2024, 2025)


def renamed_release(folder, changes):
    """A release of 2026 in which cells of places are others."""
    release(folder, number=2026, years=LATER)
    rows = [
        {name: changes.get((name, cell), cell) for name, cell in row.items()}
        for row in caseload(release=2026, years=LATER, seed=2)
    ]
    return write(folder / "caseload.csv", rows)


def both(tmp_path, changes, **options):
    old = write(tmp_path / "2025" / "caseload.csv", caseload())
    new = renamed_release(tmp_path / "2026", changes)
    return sf.read_ehc_plans([old, new], **options)


NEW_NAME = {("la_name", "Ashby"): "New name"}
NEW_CODE = {("new_la_code", "E06000001"): "E06000099"}


@pytest.mark.slow
@pytest.mark.parametrize("changes", [NEW_NAME, NEW_CODE, NEW_NAME | NEW_CODE])
@pytest.mark.parametrize("asked", ["latest name", "old name", "latest code", "old code", "801"])
def test_a_name_or_code_that_changed_is_the_same_authority(tmp_path, changes, asked):
    code = changes.get(("new_la_code", "E06000001"), "E06000001")
    name = changes.get(("la_name", "Ashby"), "Ashby")
    words = {"latest name": name, "old name": "Ashby", "latest code": code, "old code": "E06000001"}
    reading = both(tmp_path, changes, authority=words.get(asked, asked))
    usual = both(tmp_path / "usual", {}, authority="Ashby")
    assert reading.settings["authority"] == code
    assert reading.settings["la_code"] == "801"
    assert reading.held["margins"].equals(usual.held["margins"])
    history = reading.held["history"].replace({"area": {name: "Ashby"}})
    assert len(history) == len(usual.held["history"])
    assert set(history["area"]) == set(usual.held["history"]["area"])
    assert sum(margin(reading, "setting", 2024)["plans"]) > 0
    assert "ees_restated" in told(reading)
    assert not {"ees_margin_astray", "ees_authority_absent"} & told(reading)


def test_each_other_form_is_noted_by_file_and_row(tmp_path):
    reading = both(tmp_path, NEW_NAME | NEW_CODE, authority="801")
    notes = [one for one in reading.findings if one.rule == "ees_place_renamed"]
    assert [(one.file, one.row, one.value) for one in notes] == [
        ("2025/caseload.csv", 2, "Ashby"),
        ("2025/caseload.csv", 2, "E06000001"),
    ]
    assert "E06000001 stands here, which is called E06000099 since" in notes[1].seen
    assert "ees_place_renamed" not in told(both(tmp_path / "usual", {}, authority="801"))


def test_a_renamed_region_is_one_region(tmp_path):
    reading = both(tmp_path, {("region_name", "Region 1"): "North"}, authority="Ashby")
    rows = reading.held["benchmarks"]
    regions = rows[rows["level"] == "region"]
    assert set(regions["area"]) == {"North"}
    usual = both(tmp_path / "usual", {}, authority="Ashby").held["benchmarks"]
    assert len(rows) == len(usual)


def test_two_codes_of_one_authority_in_one_file_are_one(tmp_path):
    rows = [
        row | {"new_la_code": "E06000098"}
        if row["la_name"] == "Ashby" and row["time_period"] == "202324"
        else row
        for row in caseload()
    ]
    reading = sf.read_ehc_plans(write(tmp_path / "a.csv", rows), authority="Ashby")
    usual = sf.read_ehc_plans(write(tmp_path / "b.csv", caseload()), authority="Ashby")
    assert reading.settings["authority"] == "E06000001"
    assert reading.held["margins"].equals(usual.held["margins"])


def test_an_authority_alone_that_was_renamed_need_not_be_named(tmp_path):
    alone = FEW[:1]
    old = write(tmp_path / "old.csv", caseload(alone))
    later = [
        row | ({"la_name": "New name"} if row["la_name"] else {})
        for row in caseload(alone, release=2026, years=LATER)
    ]
    reading = sf.read_ehc_plans([old, write(tmp_path / "new.csv", later)])
    assert reading.title.endswith("New name")


def test_an_old_name_that_another_has_by_now_is_the_others(tmp_path):
    swapped = NEW_NAME | {("la_name", "Birchby"): "Ashby"}
    assert both(tmp_path, swapped, authority="Ashby").settings["la_code"] == "802"


def test_authorities_that_share_a_name_only_are_two(tmp_path):
    with pytest.raises(sf.FindingsError, match="is the name of several authorities"):
        both(tmp_path, {("la_name", "Birchby"): "Ashby"}, authority="Ashby")
