"""The commands track and panel: what they print and write, and what they refuse."""

import json

import pandas as pd
import pytest
from panels import history
from small_areas import Small, area, tables_of
from test_verbs_command import left

import sufficiency as sf
from sufficiency.cli.main import ExitCode

FEW = ("--draws", "3")


@pytest.fixture(scope="module")
def now(tmp_path_factory):
    """The small area as it is now."""
    return area().save(tmp_path_factory.mktemp("now") / "testshire")


@pytest.fixture(scope="module")
def then(tmp_path_factory):
    """The same area a January ago."""
    tables = tables_of(Small(), placements=False)
    earlier = tables | {"plans": tables["plans"].query("year < 2024").reset_index(drop=True)}
    return sf.area_from_frames(earlier).save(tmp_path_factory.mktemp("then") / "testshire")


@pytest.fixture
def rows(tmp_path):
    """A history of three areas and England as a CSV file."""
    path = tmp_path / "history.csv"
    history(3).to_csv(path, index=False)
    return path


def test_track_projects_again_and_explains_the_miss(run, then, now):
    code, out, err = run("track", then, now, *FEW, "--workers", "1", "--to", "tables")
    projection = sf.project(sf.load_area(then), draws=3, workers=1)
    tracking = sf.track(projection, sf.load_area(now))
    assert code == ExitCode.DONE
    assert " ".join(tracking.card().title.split()) in " ".join(out.split())
    assert "The tables: tables" in out
    assert "the command backtest" in out
    assert "1 January has come since the projection was made" in err
    held = pd.read_csv("tables/miss.csv")
    assert held["miss"].sum() == pytest.approx(tracking.to_frame()["miss"].sum())


def test_track_for_a_program(run, then, now):
    code, out, _ = run("track", then, now, *FEW, "--workers", "1", "--json")
    assert code == ExitCode.DONE
    assert json.loads(out)["title"].startswith("Tracking of ")


def test_panel_of_a_file(run, rows):
    code, out, err = run("panel", rows, *FEW, "--until", "2026/27", "--to", "tables")
    panel = sf.project_panel(history(3), until=2026, draws=3)
    assert code == ExitCode.DONE
    assert " ".join(panel.card().title.split()) in " ".join(out.split())
    assert "the command project" in out
    assert "how far off all plans may be" in err
    held = pd.read_csv("tables/panel.csv")
    assert held["plans"].tolist() == pytest.approx(panel.to_frame()["plans"].tolist())


def test_panel_of_the_example(run):
    code, out, _ = run("panel", "example", *FEW, "--json")
    assert code == ExitCode.DONE
    assert "North Northamptonshire" in json.loads(out)["title"]


def test_panel_names_the_row_of_the_owner_s_file(run, rows, tmp_path):
    """Of a file and of an area alike, in whichever order its rows are."""
    frame = history(3).sample(frac=1, random_state=4)
    gap = frame["area"].eq("Area 01") & frame["year"].eq(2023)
    row = frame.index.get_loc(frame.index[gap][0]) + 2
    frame = frame.assign(plans=frame["plans"].astype(object).mask(gap, "x"))
    frame.to_csv(rows, index=False)
    assert f"(the mark x in row {row})" in run("panel", rows, *FEW)[2]
    notes = json.loads(run("panel", rows, *FEW, "--json")[1])["notes"]
    assert any(f"(the mark x in row {row})" in note["seen"] for note in notes)
    place = area().save(tmp_path / "with history")
    frame.to_csv(place / "history.csv", index=False)
    assert f"(the mark x in row {row})" in run("panel", place, *FEW)[2]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["track", "none", "NOW"], ExitCode.FILE, "There is no file or folder none"),
        (["track", "THEN", "none"], ExitCode.FILE, "There is no file or folder none"),
        (["track", "THEN"], ExitCode.USAGE, "Missing argument"),
        (["track", "NOW", "NOW", *FEW], ExitCode.NOT_POSSIBLE, "holds no January that was"),
        (["track", "THEN", "NOW", "--draws", "0"], ExitCode.NOT_POSSIBLE, "0 draws were"),
        (["track", "THEN", "NOW", "--to", "out.csv"], ExitCode.FILE, "out.csv"),
        (["panel", "none"], ExitCode.FILE, "There is no file or folder none"),
        (["panel", "none.csv"], ExitCode.FILE, "There is no file or folder none.csv"),
        (["panel", "ROWS", "--draws", "0"], ExitCode.NOT_POSSIBLE, "0 draws were"),
        (["panel", "ROWS", "--seed", "-1"], ExitCode.NOT_POSSIBLE, "the seed is -1"),
        (["panel", "ROWS", "--until", "2024"], ExitCode.NOT_POSSIBLE, "--until 2025"),
        (["panel", "ROWS", "--to", "out.csv"], ExitCode.FILE, "out.csv"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_left(run, then, now, rows, words, code, said):
    places = {"THEN": then, "NOW": now, "ROWS": rows}
    told = run(*(places.get(word, word) for word in words))
    assert (told[0], told[1]) == (code, "")
    assert said in told[2]
    assert "Traceback" not in told[2]
    assert left() == []


def test_faults_of_a_history_are_told_with_their_rows(run, rows):
    text = rows.read_text(encoding="utf-8")
    rows.write_text(text.replace("2011,Area 00,", "2011,Area 00,ten"), encoding="utf-8")
    code, out, err = run("panel", rows, *FEW)
    assert (code, out) == (ExitCode.FAULTS, "")
    assert "row 3, column plans" in err
    rows.write_bytes(b'year,area\n"2024,open\n')
    code, _, err = run("panel", rows, *FEW)
    assert code == ExitCode.FAULTS
    assert "The table in history.csv cannot be used" in err
