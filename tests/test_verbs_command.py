"""The verbs on the command line: what they print, what they write, and what they leave behind."""

import json
import os
import signal
import subprocess
import sys
import time
from html import unescape
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from small_areas import Small, area, area_like, tables_of

import sufficiency as sf
from sufficiency.cli.main import ExitCode
from sufficiency.reports.parts import Chart

ROOT = Path(__file__).resolve().parents[1]
FEW = ("--draws", "2", "--until", "2026", "--workers", "1")
FEWER = (*FEW, "--project-draws", "2")


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """The small area as a folder of files."""
    return area().save(tmp_path_factory.mktemp("areas") / "testshire")


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    """A scenario in which the base is larger."""
    more = sf.as_things_stand().with_places("B", "all", {2026: 40}, name="larger base")
    path = tmp_path_factory.mktemp("plans") / "larger.toml"
    path.write_text(more.to_toml(), encoding="utf-8")
    return path


@pytest.fixture
def small_example(monkeypatch):
    """The small area in the place of the example, so that the demonstration is short."""
    small = area_like(Small(until=2026))
    monkeypatch.setattr("sufficiency.datasets.load_example", lambda: small)


def left():
    """Names of everything that stands in the folder of the command."""
    return sorted(file.name for file in Path.cwd().iterdir())


def noted(err):
    """The last line, which says where all notes are; every other one is a note of the tables."""
    *notes, last = err.splitlines()
    assert notes
    assert all(line.startswith("Note. table ") for line in notes)
    return last


def words_of(text):
    return " ".join(text.split())


def test_project_prints_the_card_and_writes_the_tables(run, place):
    code, out, err = run("project", place, *FEW, "--to", "tables")
    assert (code, err) == (ExitCode.DONE, "")
    projection = sf.project(sf.load_area(place), draws=2, until=2026, workers=1)
    assert words_of(projection.card().title) in words_of(out)
    assert "The tables: tables" in out
    assert left() == ["tables"]
    assert {"demand.csv", "README.txt"} <= {file.name for file in Path("tables").iterdir()}


def test_project_writes_whole_numbers_that_add_up(run, place):
    code, out, _ = run(
        *("project", place, *FEW, "--whole", "need", "--whole", "level", "--to", "tables")
    )
    assert code == 0
    assert "by year, need, level" in words_of(out)
    cells, totals = (pd.read_csv(f"tables/{name}.csv") for name in ("cells", "totals"))
    every = totals.query("need == 'all' and level == 'all'").set_index("year")["children"]
    assert cells.groupby("year")["children"].sum().to_dict() == every.to_dict()


@pytest.mark.parametrize("written", ["2026/27", "2026-27", "2026/2027", "202627"])
def test_a_year_may_be_written_as_people_write_it(run, place, written):
    few = [word for word in FEW if word not in ("--until", "2026")]
    told = [run("project", place, *few, "--until", year)[:2] for year in ("2026", written)]
    assert told[0] == told[1]
    assert told[0][0] == ExitCode.DONE


@pytest.mark.parametrize("written", ["2028/30", "2028/28", "28/29", "next", "2028.5"])
@pytest.mark.parametrize("command", ["project", "allocate", "compare", "report"])
def test_what_is_no_year_is_told_by_its_option(run, place, command, written):
    code, out, err = run(command, place, "--until", written, *["baseline"] * (command == "compare"))
    assert (code, out) == (ExitCode.USAGE, "")
    told = words_of(err)
    assert f"'--until': {written} is not an academic year." in told
    assert "for example 2026 for 2026/27." in told


def test_project_tells_a_program(run, place):
    code, out, _ = run("project", place, *FEW, "--json")
    told = json.loads(out)
    assert code == ExitCode.DONE
    assert "Testshire" in told["title"]
    assert [figure["basis"] for figure in told["figures"]] == ["made"] * 3
    assert left() == []


@pytest.mark.slow
def test_allocate_prints_the_answer_and_writes_a_workbook(run, place):
    code, out, err = run("allocate", place, *FEWER, "--to", "tables.xlsx")
    assert code == ExitCode.DONE
    # What is noted of the tables goes beside the answer, where no program reads it by mistake.
    assert noted(err) == "The table notes of --to tables.xlsx has all 4."
    assert "MLD (level special)" in err
    assert "the year of greatest strain" in words_of(out)
    assert "yearly answers are proven to be the best" in words_of(out)
    assert "The tables: tables.xlsx" in out
    assert "gap" in openpyxl.load_workbook("tables.xlsx").sheetnames
    assert left() == ["tables.xlsx"]


def test_allocate_places_a_scenario_as_it_says(run, place, plan):
    code, out, _ = run("allocate", place, "--scenario", plan, *FEWER, "--json")
    told = json.loads(out)
    projection = sf.project(
        sf.load_area(place), sf.load_scenario(plan), draws=2, until=2026, workers=1
    )
    figures = sf.allocate(projection, draws=2, workers=1).card().figures
    assert code == ExitCode.DONE
    assert [figure["value"] for figure in told["figures"]] == [f.value for f in figures]
    released = run("allocate", place, "--stayers", "release", *FEWER, "--json")
    assert json.loads(released[1])["figures"] != told["figures"]


def test_the_same_seed_gives_the_same_words(run, place):
    one, again = (run("allocate", place, *FEWER)[1] for _ in range(2))
    other = run("allocate", place, *FEWER, "--seed", "2")[1]
    assert one == again != other


def test_compare_names_the_reference_and_what_changes(run, place, plan):
    code, out, err = run("compare", place, "baseline", plan, *FEWER, "--to", "tables")
    assert code == ExitCode.DONE
    assert err.count("MLD (level special)") == 1
    assert noted(err) == "The table notes of --to tables has all 4."
    assert "the reference is baseline" in words_of(out)
    assert "larger base against baseline:" in words_of(out)
    assert (Path("tables") / "gap_changes.csv").exists()
    code, out, _ = run("compare", place, "baseline", "baseline", *FEWER)
    assert code == ExitCode.DONE
    assert "baseline (2) against baseline: no change" in words_of(out)


def test_backtest_prints_the_card_the_verdicts_and_the_notes(run, place):
    code, out, err = run("backtest", place, *FEW[:2], *FEW[4:], "--to", "tables")
    assert code == ExitCode.DONE
    tested = sf.backtest(sf.load_area(place), draws=2, workers=1)
    told = words_of(out)
    assert words_of(tested.card().title) in told
    assert out.isascii()
    assert "The tables: tables" in out
    for row in tested.to_frame("verdicts").to_dict("records"):
        shown = f"{row['level']} {row['years_ahead']} {row['folds']} "
        off = f"{row['weighted_error_percent']:.1f} {row['best_rule']}, "
        assert f"{shown}{off}{row['best_rule_error_percent']:.1f} " in told
    assert told.count("no verdict") == len(tested.to_frame("verdicts")) + 1
    assert [line.split(":")[0] for line in err.splitlines()] == [
        f"Note. {note.place}" for note in tested.notes
    ]
    assert left() == ["tables"]
    assert {"scores.csv", "verdicts.csv"} <= {file.name for file in Path("tables").iterdir()}
    code, out, _ = run("backtest", place, *FEW[:2], "--json")
    assert code == ExitCode.DONE
    assert json.loads(out)["title"].startswith("Backtest of Testshire")


@pytest.fixture
def no_pictures(monkeypatch):
    """Reports without drawing their charts, which takes most of the time."""
    import sufficiency.reports.verb  # noqa: F401 - so that all parts of a report are loaded

    def blank(draw, table, *, caption, beside=""):
        return Chart(caption, caption, "<svg></svg>", table, beside)

    for name, module in list(sys.modules.items()):
        if name.startswith("sufficiency.reports.") and hasattr(module, "chart"):
            monkeypatch.setattr(module, "chart", blank)


@pytest.mark.slow
def test_report_writes_the_page(run, place, plan, no_pictures):
    code, out, err = run("report", place, "baseline", plan, *FEWER, "--to", "mine.html")
    assert code == ExitCode.DONE
    assert noted(err) == ("The table notes of allocate or compare with --to tables.xlsx has all 4.")
    assert "Next:" not in out
    assert "The report: mine.html" in out
    page = Path("mine.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert "larger base" in page
    assert "200 draws (seed 1). That gives 1 projection to hold against what came" in page
    assert left() == ["mine.html"]


def test_backtest_holds_a_council_s_own_forecast_beside(run, place, tmp_path):
    path = tmp_path / "forecast.csv"
    came = sf.load_area(place).table("plans").query("year == 2024")["plans"].sum()
    path.write_text(f"origin,year,plans\n2023,2024,{1.1 * came}\n2019,2020,7\n", encoding="utf-8")
    code, out, err = run("backtest", place, *FEW[:2], *FEW[4:], "--council", str(path))
    assert code == ExitCode.DONE
    said = "one year ahead, over one projection that both made, ours off by "
    assert said in " ".join(out.split())
    assert "the council's own by 10.0 %." in " ".join(out.split())
    assert "1 of 2 rows of the council's forecast" in " ".join((out + err).split())
    code, _, err = run("backtest", place, *FEW[:2], "--council", "nowhere.csv")
    assert code == ExitCode.FILE
    assert "There is no file nowhere.csv" in err
    path.write_bytes(b"")
    code, _, err = run("backtest", place, *FEW[:2], "--council", str(path))
    assert code == ExitCode.FILE
    assert "cannot be opened" in err


@pytest.mark.slow
def test_report_leaves_the_backtest_out_where_that_is_asked_for(run, place, no_pictures):
    more = ("--no-backtest", "--independent-above", "77")
    code, _, err = run("report", place, *FEWER, *more)
    assert code == ExitCode.DONE
    assert "held against" not in err
    page = Path("report.html").read_text("utf-8")
    assert "These figures were not held against the past" in page
    assert "The chance of more than 77 independent placements" in page


@pytest.mark.slow
def test_report_tells_a_council_s_own_forecast_beside(run, place, tmp_path, no_pictures):
    path = tmp_path / "forecast.csv"
    came = sf.load_area(place).table("plans").query("year == 2024")["plans"].sum()
    path.write_text(f"origin,year,plans\n2023,2024,{1.1 * came}\n", encoding="utf-8")
    code, _, _ = run("report", place, *FEWER, "--council", str(path))
    assert code == ExitCode.DONE
    assert "the council's own by 10.0 %." in unescape(Path("report.html").read_text("utf-8"))
    code, _, err = run("report", place, *FEWER, "--council", "nowhere.csv", "--replace")
    assert (code, "There is no file nowhere.csv" in err) == (ExitCode.FILE, True)


def test_a_council_s_forecast_is_refused_where_nothing_is_held_against_the_past(run, place):
    code, _, err = run("report", place, "--council", "forecast.csv", "--no-backtest")
    assert code == ExitCode.USAGE
    assert "leave out --no-backtest" in " ".join(err.split())
    assert left() == []


def test_report_of_two_januaries_notes_that_nothing_could_be_held_against(
    run, tmp_path, no_pictures
):
    tables = tables_of(Small())
    plans = tables["plans"]
    short = sf.area_from_frames(tables | {"plans": plans[plans["year"].ge(2023)]})
    code, _, err = run("report", short.save(tmp_path / "short"), *FEWER)
    assert code == ExitCode.DONE
    assert "Note. Nothing was held against the past: the table plans holds 2 Januaries" in err
    assert "cannot be held against the past" in Path("report.html").read_text("utf-8")


@pytest.mark.slow
def test_report_without_a_scenario_is_of_things_as_they_stand(run, place, no_pictures):
    code, out, _ = run("report", place, *FEWER, "--json")
    assert code == ExitCode.DONE
    assert "greatest strain" in json.loads(out)["title"]
    assert "as-things-stand" in Path("report.html").read_text(encoding="utf-8")
    assert left() == ["report.html"]


@pytest.mark.slow
def test_demo_gives_the_first_answer_and_its_report(run, small_example, no_pictures):
    code, out, err = run("demo", *FEW[:2], *FEW[4:], "--project-draws", "2")
    assert (code, err) == (ExitCode.DONE, "")
    assert out.isascii()
    told = words_of(out)
    assert "the year of greatest strain" in told
    assert "two-bases against baseline:" in told
    assert "sufficiency-demo.html" in told
    assert "made up" in told.lower()
    assert "All plans: no verdict, since all 3 Januaries in the table plans are made up." in told
    page = Path("sufficiency-demo.html").read_text("utf-8")
    assert "100 draws (seed 1). That gives 1 projection" in page
    assert left() == ["sufficiency-demo.html"]
    # Again, to the same file, as whoever tries things out does; for a program this time.
    code, out, _ = run("demo", *FEW[:2], *FEW[4:], "--project-draws", "2", "--json")
    card = json.loads(out)
    assert code == ExitCode.DONE
    assert 1 <= len(card["figures"]) <= 5
    assert all(figure["basis"] for figure in card["figures"])


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["project", "none"], ExitCode.FILE, "There is no file or folder none"),
        (["project", "AREA", "--draws", "0"], ExitCode.NOT_POSSIBLE, "draws"),
        (["project", "AREA", "--until", "2024"], ExitCode.NOT_POSSIBLE, "2024"),
        (["project", "AREA", "--until", "2090"], ExitCode.NOT_POSSIBLE, "2090"),
        (["project", "AREA", "--workers", "0"], ExitCode.NOT_POSSIBLE, "workers"),
        (["project", "AREA", "--scenario", "basline"], ExitCode.FILE, "basline"),
        (["project", "AREA", "--draws", "few"], ExitCode.USAGE, "--draws"),
        (["allocate", "AREA", "--stayers", "x"], ExitCode.NOT_POSSIBLE, "Give --stayers keep"),
        (["allocate", "AREA", "--draws", "0"], ExitCode.NOT_POSSIBLE, "draws"),
        (["allocate", "AREA", "--to", "out.csv"], ExitCode.FILE, "out.csv"),
        (["allocate", "AREA", "--project-draws", "0"], ExitCode.NOT_POSSIBLE, "0 draws were"),
        (["report", "AREA", "--project-draws", "0"], ExitCode.NOT_POSSIBLE, "0 draws were"),
        (["compare", "AREA"], ExitCode.USAGE, "Missing argument"),
        (["compare", "AREA", "baseline"], ExitCode.NOT_POSSIBLE, "two"),
        (["compare", "AREA", "baseline", "none.toml"], ExitCode.FILE, "none.toml"),
        (["report", "AREA", "--to", "report.pdf"], ExitCode.FILE, "report.pdf"),
        (["report", "AREA", "none.toml"], ExitCode.FILE, "none.toml"),
        (["report", "AREA", "--backtest-draws", "0"], ExitCode.NOT_POSSIBLE, "draws"),
        (["demo", "--backtest-draws", "0"], ExitCode.NOT_POSSIBLE, "draws"),
        (["backtest", "none"], ExitCode.FILE, "There is no file or folder none"),
        (["backtest", "AREA", "--draws", "0"], ExitCode.NOT_POSSIBLE, "draws"),
        (["backtest", "AREA", "--to", "out.csv"], ExitCode.FILE, "out.csv"),
        (["demo", "--to", "demo.pdf"], ExitCode.FILE, "demo.pdf"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_left(run, place, words, code, said):
    given = [place if word == "AREA" else word for word in words]
    few = [] if "--draws" in words or "demo" in words else ["--draws", "2"]
    has_own = words[0] in ("project", "backtest", "demo") or "--project-draws" in words
    more = [] if has_own else ["--project-draws", "2"]
    told = run(*given, *few, *more)
    assert (told[0], told[1]) == (code, "")
    assert said in told[2]
    assert "Traceback" not in told[2]
    assert left() == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "words", [["project"], ["backtest"], ["allocate"], ["compare", "baseline", "baseline"]]
)
def test_what_stands_there_is_kept_unless_it_may_go(run, place, words):
    command, *scenarios = words
    few = {"project": FEW, "backtest": FEW[:2]}.get(command, FEWER)
    again = (command, place, *scenarios, *few, "--to", "tables")
    assert run(*again)[0] == ExitCode.DONE
    code, out, err = run(*again)
    assert (code, out) == (ExitCode.FILE, "")
    assert "tables is already there" in err
    assert run(*again, "--replace")[0] == ExitCode.DONE
    # What is not its own is never replaced.
    (Path("tables") / "mine.txt").write_text("kept", encoding="utf-8")
    code, _, err = run(*again, "--replace")
    assert code == ExitCode.FILE
    assert "mine.txt" in err
    assert (Path("tables") / "mine.txt").read_text(encoding="utf-8") == "kept"


@pytest.mark.parametrize("replaced", [[], ["--replace"]])
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["project", "AREA", "--to", "file/tables"], "file is a file, not a folder."),
        (["allocate", "AREA", "--to", "file/tables.xlsx"], "file is a file, not a folder."),
        (["report", "AREA", "--to", "file/a/b.html"], "file is a file, not a folder."),
        (["new", "file/area"], "file is a file, not a folder."),
        (["project", "AREA", "--to", "file"], "file is"),
        (["project", "AREA", "--to", "folder.xlsx"], "folder.xlsx is"),
        (["report", "AREA", "--to", "folder.html"], "folder.html is"),
        (["new", "folder.xlsx"], "folder.xlsx is"),
        (["new", "file"], "file is"),
    ],
)
def test_a_file_never_takes_the_place_of_a_folder(run, place, monkeypatch, words, said, replaced):
    """Told before any work, and nothing of the folder is lost."""
    monkeypatch.setattr("sufficiency.projection.project", None)
    Path("file").write_text("kept", encoding="utf-8")
    for name in ("folder.xlsx", "folder.html"):
        Path(name).mkdir()
        (Path(name) / "mine.txt").write_text("kept", encoding="utf-8")
    code, out, err = run(*[place if word == "AREA" else word for word in words], *replaced)
    assert (code, out) == (ExitCode.FILE, "")
    assert said in err
    if replaced and "file is a file" not in said:
        where = "a folder, and a file is to be written" if "folder" in said else "not a folder"
        assert where in err
    assert Path("file").read_text(encoding="utf-8") == "kept"
    assert (Path("folder.xlsx") / "mine.txt").exists()
    assert (Path("folder.html") / "mine.txt").exists()


def test_a_report_that_stands_there_is_told_before_any_work(run, place, monkeypatch):
    Path("report.html").write_text("mine", encoding="utf-8")
    monkeypatch.setattr("sufficiency.projection.project", None)
    code, _, err = run("report", place, *FEWER)
    assert code == ExitCode.FILE
    assert "report.html is already there" in err
    assert Path("report.html").read_text(encoding="utf-8") == "mine"


def fails(*_, **__):
    raise ZeroDivisionError("division by zero")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "inside"),
    [
        (["project", "--to", "tables"], "sufficiency.results.saving._rows"),
        (["allocate", "--to", "tables.xlsx"], "sufficiency.results.saving._write_sheet"),
        (["report", "--to", "mine.html"], "sufficiency.reports.page._write"),
        (["report", "--to", "mine.html"], "sufficiency.figures.as_svg"),
        (["allocate", "--to", "tables"], "sufficiency.allocation.verb.run_all"),
    ],
)
def test_a_fault_of_the_program_leaves_nothing_half_written(
    run, place, monkeypatch, words, inside, request
):
    if inside.endswith("_write"):
        request.getfixturevalue("no_pictures")
    monkeypatch.setattr(inside, fails)
    command, *rest = words
    few = FEW if command == "project" else FEWER
    code, out, err = run(command, place, *rest, *few)
    assert (code, out) == (ExitCode.BUG, "")
    assert "Something went wrong inside sufficiency (ZeroDivisionError)." in err
    assert "Traceback" not in err
    assert left() == []


@pytest.mark.slow
def test_a_failed_replacement_keeps_what_stood_there(run, place, monkeypatch, no_pictures):
    Path("mine.html").write_text("mine", encoding="utf-8")
    monkeypatch.setattr("sufficiency.reports.page._write", fails)
    code, _, _ = run("report", place, *FEWER, "--to", "mine.html", "--replace")
    assert code == ExitCode.BUG
    assert Path("mine.html").read_text(encoding="utf-8") == "mine"
    assert left() == ["mine.html"]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal for one process")
def test_ctrl_c_ends_the_demonstration_in_words(tmp_path):
    started = subprocess.Popen(
        [sys.executable, "-m", "sufficiency", "demo"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    time.sleep(3)
    started.send_signal(signal.SIGINT)
    out, err = started.communicate(timeout=60)
    assert started.returncode == ExitCode.STOPPED
    assert out == b""
    assert b"Stopped. Nothing half written was left." in err
    assert b"Traceback" not in err
    assert list(tmp_path.iterdir()) == []
