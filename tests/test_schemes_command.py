"""The command schemes: what it prints and writes, and what it refuses."""

import json

import pandas as pd
import pytest
from capital_cases import BROOK, HILL, SMALL, scenario_with
from small_areas import area_like, said

import sufficiency as sf
from sufficiency.cli.main import ExitCode

FEW = ("--draws", "2", "--project-draws", "2", "--until", "2027", "--workers", "1", "--again", "3")


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A small area and a scenario with schemes, as files."""
    folder = tmp_path_factory.mktemp("bid")
    area_like(SMALL).save(folder / "testshire")
    (folder / "bid.toml").write_text(scenario_with(HILL, BROOK).to_toml(), encoding="utf-8")
    return folder


@pytest.mark.slow
def test_it_tells_the_programme_and_writes_its_tables(run, place):
    words = (place / "testshire", place / "bid.toml", *FEW, "--budget", "1000000")
    code, out, _ = run("schemes", *words, "--output", "tables")
    assert code == ExitCode.DONE
    assert "Proposed of 1 of 2 schemes: brook 2026/27." in " ".join(out.split())
    assert "The tables: tables" in out
    assert "--full writes" in " ".join(out.split())
    projection = sf.project(
        sf.load_area(place / "testshire"),
        sf.load_scenario(place / "bid.toml"),
        until=2027,
        draws=2,
        workers=1,
    )
    made = sf.choose_schemes(projection, draws=2, budget=1_000_000, again=3, workers=1)
    held = pd.read_csv("tables/ranking.csv")
    assert held["programme"].tolist() == made.ranking()["programme"].tolist()
    assert held["without_with_stayers"].to_numpy() == pytest.approx(
        made.ranking()["without_with_stayers"].to_numpy()
    )


@pytest.mark.slow
def test_the_full_tables_are_not_advised_once_they_are_written(run, place):
    words = (place / "testshire", place / "bid.toml", *FEW)
    code, out, _ = run("schemes", *words, "--full", "--to", "all")
    assert code == ExitCode.DONE
    assert "Proposed of 2 of 2 schemes" in out
    assert "The tables: all" in out
    assert "--full" not in out
    assert {"gap", "proven"} <= set(pd.read_csv("all/frontier.csv"))


def test_the_gap_that_is_asked_for_is_told_and_for_a_program(run, place):
    words = (place / "testshire", place / "bid.toml", *FEW)
    code, out, _ = run("schemes", *words, "--gap", "0.02", "--json")
    assert code == ExitCode.DONE
    told = json.loads(out)
    assert told["title"].startswith("Proposed of 2 of 2 schemes")
    assert "by more than 2%: proven" in " ".join(told["lines"])


def test_what_cannot_be_done_is_told_for_the_command_line(run, place):
    for option, value, rule in (
        ("--aim", "miles", "choice_aim"),
        ("--budget", "-1", "choice_budget"),
    ):
        code, _, err = run("schemes", place / "testshire", place / "bid.toml", *FEW, option, value)
        assert code == ExitCode.NOT_POSSIBLE
        assert f"{option} " in err.replace("\n", " ")
        assert said(rule)
    code, _, err = run("schemes", place / "testshire", "baseline", *FEW)
    assert code != ExitCode.DONE
    assert err
