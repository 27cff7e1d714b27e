"""Notes of a command stand in its JSON as they stand on the error stream, and nowhere else."""

import json

import pytest
from small_areas import Small, area, area_like, tables_of

import sufficiency as sf
from sufficiency.errors import FileEncodingWarning, finding

FEW = ("--draws", "3", "--until", "2026", "--workers", "1")
RAISED = (*FEW, "--project-draws", "2")
KEYS = ["rule", "severity", "file", "row", "column", "value", "seen", "why", "remedy"]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """The small area as a folder of files, one of two Januaries, and one with needs unknown."""
    folder = tmp_path_factory.mktemp("areas")
    area().save(folder / "testshire")
    tables = tables_of(Small())
    plans = tables["plans"]
    short = sf.area_from_frames(tables | {"plans": plans[plans["year"].ge(2023)]})
    short.save(folder / "short")
    unknown = plans.assign(need=plans["need"].where(plans["need"].ne("SEMH"), "unknown"))
    sf.area_from_frames(tables | {"plans": unknown}).save(folder / "unknown")
    came = plans.query("year == 2024")["plans"].sum()
    forecast = f"origin,year,plans\n2023,2024,{came}\n2019,2020,7\n"
    (folder / "forecast.csv").write_text(forecast, encoding="utf-8")
    return folder


def agreed(out, err):
    """Hold the notes of the JSON against the error stream, and give them by their rule."""
    notes = json.loads(out)["notes"]
    told = " ".join(err.split())
    for note in notes:
        assert list(note) == KEYS
        assert note["severity"] == "note"
        for part in (note["seen"], note["remedy"]):
            assert " ".join(part.split()) in told
    assert "Note. " not in out
    assert err.count("Note. ") == len(notes)
    return {note["rule"]: note for note in notes}


@pytest.mark.slow
def test_a_program_is_told_what_was_written(run, place):
    for command, to in (("allocate", "tables.xlsx"), ("report", "page.html")):
        words = (command, place / "short", "--to", to, "--replace", *RAISED)
        more = ("--no-backtest",) if command == "report" else ()
        code, out, err = run(*words, *more, "--json")
        assert code == 0, err
        assert json.loads(out)["written"] == to
    code, out, _ = run("project", place / "short", *FEW, "--json")
    assert (code, json.loads(out)["written"]) == (0, None)


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        (("project", "unknown", *FEW), "projection_unknown_spread"),
        (("allocate", "testshire", *RAISED), "projected_draws_raised"),
        (("compare", "testshire", "baseline", "baseline", *RAISED), "projected_draws_raised"),
        (
            ("backtest", "testshire", *FEW[:2], "--workers", "1", "--council", "COUNCIL"),
            "backtest_council_aside",
        ),
        pytest.param(("report", "short", *RAISED), "backtest_too_short", marks=pytest.mark.slow),
    ],
    ids=lambda words: words[0] if isinstance(words, tuple) else "",
)
def test_notes_of_a_command_stand_in_its_json(run, place, monkeypatch, words, rule):
    monkeypatch.setattr("sufficiency.scenario.load_scenario", _as_they_stand)
    command, name, *rest = words
    rest = [str(place / "forecast.csv") if word == "COUNCIL" else word for word in rest]
    code, out, err = run(command, place / name, *rest, "--json")
    assert code == 0, err
    told = agreed(out, err)
    assert rule in told
    if rule == "projected_draws_raised":
        assert told[rule]["remedy"].startswith("Give as many or more: --project-draws 3")


def _as_they_stand(path):
    assert path == "baseline"
    return sf.as_things_stand()


@pytest.mark.slow
def test_notes_of_the_demonstration_stand_in_its_json(run, monkeypatch):
    monkeypatch.setattr("sufficiency.datasets.load_example", lambda: area_like(Small(until=2026)))
    words = ("demo", "--draws", "3", "--project-draws", "2", "--workers", "1", "--json")
    code, out, err = run(*words)
    assert code == 0
    assert "projected_draws_raised" in agreed(out, err)


def test_a_warning_of_a_file_stands_among_the_notes(run, place, tmp_path):
    held = area().save(tmp_path / "windows")
    sites = held / "sites.csv"
    words = sites.read_text(encoding="utf-8-sig").replace("\n", "\r\n", 1)
    first = words.splitlines()[1].split(",")[1]
    sites.write_bytes(words.replace(first, f"{first} \u2013 caf\u00e9", 1).encode("cp1252"))
    code, out, err = run("about", held, "--json")
    assert code == 0, err
    (note,) = json.loads(out)["notes"]
    assert note["rule"] == "read_as_windows"
    assert note["seen"] in err


def test_notes_of_one_command_are_not_told_by_the_next(run, place):
    first = run("allocate", place / "testshire", *RAISED, "--json")
    second = run("allocate", place / "testshire", *FEW, "--project-draws", "3", "--json")
    assert "projected_draws_raised" in first[1]
    assert "projected_draws_raised" not in second[1]


def test_a_warning_holds_what_was_found():
    found = finding("read_as_windows", file="plans.csv")
    warning = FileEncodingWarning.of(found)
    assert (warning.found, str(warning)) == (found, str(found))
    assert isinstance(warning, FileEncodingWarning)
