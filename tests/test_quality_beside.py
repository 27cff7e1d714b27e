"""An area beside files that were read: a SEN2 return with planted persons, and published totals."""

import json
import os
from pathlib import Path

import pandas as pd
import pytest
import sen2_files as files
import sen2_returns as made
from small_areas import area

import sufficiency as sf
from sufficiency.cli.mending import checks_as_text
from sufficiency.sources.reading import Reading, account_of

BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"
OPEN_DATA = Path(os.environ.get("SUFFICIENCY_OPEN_DATA", str(BESIDE)))
PERSONAL = ("upn", "surname", "forename", "postcode", "personbirthdate")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return files.write_returns(made.made_world(600, seed=5), tmp_path_factory.mktemp("sen2") / "r")


@pytest.fixture(scope="module")
def reading(folder):
    return sf.read_sen2(
        folder,
        locality_of=pd.DataFrame(made.POSTCODES.items(), columns=["postcode", "locality"]),
        establishments=pd.DataFrame(
            made.establishments(), columns=["urn", "setting", "ukprn", "base_kind"]
        ),
    )


def planted(folder):
    """Everything in the return that tells who somebody is."""
    told = set()
    for path in folder.rglob("*person*.csv"):
        rows = pd.read_csv(path, dtype=str, encoding="utf-8-sig").fillna("")
        rows.columns = [name.strip().casefold() for name in rows.columns]
        for column in set(PERSONAL) & set(rows.columns):
            told |= {text for text in rows[column] if len(text) >= 6}
    assert len(told) > 500
    return told


@pytest.mark.slow
def test_a_return_is_laid_beside_an_area(reading):
    found = sf.quality(area(), readings=[reading])
    checks = found.checks().set_index("check")
    plans = reading.held["plans"]
    years = set(plans["year"]) & set(area().plans["year"])
    both = {
        year: (
            plans.loc[plans["year"] == year, "plans"].sum(),
            area().plans.loc[area().plans["year"] == year, "plans"].sum(),
        )
        for year in years
    }
    row = checks.loc["reading_total_apart"]
    assert row["count"] == sum(abs(one - other) for one, other in both.values())
    assert row["whole"] == sum(one for one, _ in both.values())
    last = plans[plans["year"] == plans["year"].max()]
    strange = ~last["locality"].isin([*area().localities_in_order, "unknown"])
    assert checks.loc["locality_not_in_area", "count"] == last.loc[strange, "plans"].sum()
    notes = found.checks().query("source != 'area'")
    assert notes["check"].tolist() == [note.rule for note in reading.findings]


def test_nothing_that_tells_who_somebody_is_comes_through(folder, reading, tmp_path):
    found = sf.quality(area(), readings=[reading])
    written = [found.save_issues(tmp_path / "issues.csv")]
    written += list(found.save(tmp_path / "quality").iterdir())
    text = "\n".join([repr(found), *(path.read_text(encoding="utf-8-sig") for path in written)])
    assert [one for one in planted(folder) if one in text] == []


@pytest.mark.slow
def test_the_published_totals_are_those_of_the_example():
    path = OPEN_DATA / "explore_education_statistics_2025_sample"
    if not path.exists():
        pytest.skip("open data not here: looked for beside the repository")
    published = sf.read_ehc_plans(path, authority="North Northamptonshire")
    found = sf.quality(sf.load_example(), readings=[published]).checks().set_index("check")
    row = found.loc["total_apart"]
    assert (row["state"], row["count"]) == ("nothing found", 0)
    # Each January of 2022 to 2025 by three sources: the area's history, and two of the release.
    assert row["whole"] == 3 * (2842 + 3529 + 3819 + 4551)


@pytest.mark.slow
def test_the_command_lays_files_beside_an_area(run, folder, reading, tmp_path):
    """The same answers as the verb gives for the same return."""
    held = area()
    path = held.save(tmp_path / "testshire")
    homes = tmp_path / "postcodes.csv"
    pd.DataFrame(made.POSTCODES.items(), columns=["postcode", "locality"]).to_csv(
        homes, index=False
    )
    code, out, err = run("quality", path, "--readings", folder, "--postcodes", homes, "--json")
    assert code == 0
    told = pd.DataFrame(json.loads(out)).set_index("check")
    known = sf.quality(held, readings=[reading]).checks().set_index("check")
    for check in ("reading_total_apart", "locality_not_in_area"):
        assert told.loc[check, "count"] == known.loc[check, "count"]
        assert told.loc[check, "state"] == known.loc[check, "state"] != "not made"
    assert "Held against: " in err
    assert not planted(folder) & set(out.split())
    code, out, _ = run("quality", path, "--readings", folder, "--postcodes", homes)
    assert code == 0
    assert "establishments=frame" not in out
    assert "edubasealldata, with the other files" in " ".join(out.split())


def beside(plans, title="a return"):
    steps = account_of([("f.csv", "rows", 1, "read", "")])
    return Reading("sen2", title, {"plans": plans}, steps, ())


def parts_of(made):
    checks = made.checks().set_index("check")
    issues = made.issues().query("check == 'reading_parts_apart'")
    return checks.loc["reading_parts_apart"], issues


def test_a_difference_is_counted_in_whole_children_and_by_how_many_ways():
    """One child under another need: one too few in one part, one too many in another."""
    held = area().plans.query("year == 2024")
    row = held.query("plans == 1").index[0]
    need = "ASD" if held.loc[row, "need"] != "ASD" else "SEMH"
    found, issues = parts_of(
        sf.quality(
            area(), readings=[beside(held.assign(need=held["need"].mask(held.index == row, need)))]
        )
    )
    assert issues["count"].tolist() == [1, 1]
    children = held["plans"].sum()
    assert (found["count"], found["whole"]) == (2, 4 * children)
    assert found["seen"].startswith(
        f"The parts of {children:,.10g} children of the last January in both, counted in 4 ways"
        " (setting, need, NC year, locality), differ by 2 from"
    )


def test_settings_that_a_return_cannot_know_are_left_out_and_said_to_be():
    """Without a register every child at a mainstream or special school is of setting unknown."""
    held = area().plans.query("year == 2024")
    of_school = held["setting"].isin(["mainstream", "special"])
    made = sf.quality(
        area(), readings=[beside(held.assign(setting=held["setting"].mask(of_school, "unknown")))]
    )
    found, issues = parts_of(made)
    assert issues.empty
    unknown, children = held.loc[of_school, "plans"].sum(), held["plans"].sum()
    said = (
        "Not held against each other by setting: a return does not know"
        f" {unknown:,.0f} of {children:,.0f} children."
    )
    assert (found["state"], found["seen"]) == ("nothing found", said)
    assert found["whole"] == 3 * children
    assert said in " ".join(checks_as_text(made).split())


def test_the_command_says_what_it_could_not_read(run, tmp_path):
    path = area().save(tmp_path / "testshire")
    (tmp_path / "notes.docx").write_bytes(b"nothing")
    code, _, err = run("quality", path, "--readings", tmp_path / "notes.docx")
    assert code == 4
    assert "could be read by its headings" in " ".join(err.split()), "intake_nothing_read"
    code, _, err = run("quality", path, "--postcodes", "x.csv")
    assert code == 2
    assert "go with --readings" in err
