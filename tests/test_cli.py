"""The command line: words instead of tracebacks, and exit codes that a script can rely on."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from building import SOUND, broken, put, write_csvs, write_sheets

import sufficiency
from sufficiency.area import load_area
from sufficiency.cli import main
from sufficiency.cli.main import ExitCode
from sufficiency.cli.past import council_at
from sufficiency.datasets import load_example
from sufficiency.errors import FileError

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def run(capsys):
    """Run a command; give its exit code, what it printed, and what it said of faults."""

    def command(*words):
        with pytest.raises(SystemExit, match=r"^\d*$") as leaving:
            main([str(word) for word in words])
        printed = capsys.readouterr()
        return int(leaving.value.code or 0), printed.out, printed.err

    return command


@pytest.fixture
def folder(tmp_path):
    return write_csvs(SOUND, tmp_path / "area")


def test_the_exit_codes_are_those_of_the_help(run):
    code, out, err = run("--help")
    assert (code, err) == (ExitCode.DONE, "")
    for number in map(int, ExitCode):
        assert f"{number} " in " ".join(out.split("Exit codes:")[1].split())
    assert [name for name in ("demo", "about", "new", "check") if name not in out] == []


@pytest.mark.parametrize(("separator", "said"), [(";", "semicolons"), ("\t", "tabs")])
def test_a_council_file_with_another_separator_is_named(separator, said, tmp_path):
    path = tmp_path / "council.csv"
    path.write_text(f"origin{separator}year{separator}plans\n2022{separator}2023{separator}9\n")
    with pytest.raises(FileError, match="are separated by") as raised:
        council_at(path)
    assert f"council.csv are separated by {said}, not by commas." in str(raised.value)
    assert "would be read as one cell." in str(raised.value)
    assert 'Save As, "CSV UTF-8 (Comma delimited)"' in str(raised.value)


def test_the_version(run):
    assert run("--version") == (0, f"sufficiency {sufficiency.__version__}\n", "")


@pytest.mark.parametrize("name", ["our area", "our area.xlsx"])
def test_a_new_area_is_written_and_checked(run, name, tmp_path):
    path = tmp_path / name
    code, out, err = run("new", path)
    assert (code, err) == (0, "")
    assert f'check "{path}"' in out
    code, out, _ = run("check", path)
    assert code == ExitCode.DONE
    assert f"{name}: 0 faults, 3 notes. It can be read, and not be projected yet: " in out
    assert "Plans are counted in one January only, 2025." in out
    code, out, err = run("new", path)
    assert (code, out) == (ExitCode.FILE, "")
    assert "is already there. Work in it would be lost." in err
    assert run("new", path, "--replace")[0] == ExitCode.DONE


@pytest.mark.slow
def test_the_example_is_written_whole(run, tmp_path):
    code, out, _ = run("new", tmp_path / "example", "--example")
    assert code == ExitCode.DONE
    assert "The example area is in" in out
    assert load_area(tmp_path / "example") == sufficiency.load_example()


@pytest.mark.slow
def test_the_folder_one_stands_in_is_called_by_its_name(run, folder, monkeypatch):
    monkeypatch.chdir(folder)
    assert run("check", ".")[1].rstrip().endswith("area: 0 faults, 0 notes. It can be used.")
    (folder / "plans.csv").write_text("year\n", encoding="utf-8")
    assert "The area in area cannot be used" in run("about", ".")[2]


def test_what_was_written_is_told_to_a_program(run, tmp_path):
    code, out, _ = run("new", tmp_path / "a", "--json")
    assert (code, json.loads(out)) == (0, {"written": str(tmp_path / "a")})


def test_a_name_with_another_ending_is_refused(run, tmp_path):
    code, _, err = run("new", tmp_path / "area.xls")
    assert code == ExitCode.FILE
    assert "area.xls ends in .xls." in err
    assert list(tmp_path.iterdir()) == []


def test_a_sound_area_shows_its_card(run, folder):
    code, out, err = run("check", folder)
    assert (code, err) == (0, "")
    assert "Area Testshire: 3 localities in 2 groups, 10 plans in January 2025." in out
    assert out.rstrip().endswith("area: 0 faults, 0 notes. It can be used.")


@pytest.mark.parametrize("write", [write_csvs, write_sheets], ids=["folder", "workbook"])
def test_faults_are_named_with_their_place_and_remedy(run, write, tmp_path):
    path = write(broken(put("plans", 3, need="autism")), tmp_path / "area.xlsx")
    code, out, err = run("check", path)
    assert (code, err) == (ExitCode.FAULTS, "")
    assert "row 3, column need\n    autism is not a known need." in out
    assert "Did you mean ASD?" in out
    assert "1 fault, 0 notes. Nothing was changed." in out


@pytest.mark.slow
def test_many_faults_are_counted_and_cut_short(run, tmp_path):
    tables = broken(put("population", 2, year="x"))
    tables["population"] += [[f"y{n}", "L01", "5", "1", "estimated"] for n in range(99)]
    code, out, _ = run("check", write_csvs(tables, tmp_path / "area"))
    assert code == ExitCode.FAULTS
    assert "Fault 50." in out
    assert "Fault 51." not in out
    assert "... and 50 more; all of them, for a program:" in out
    assert "--mark" not in out
    _, out, _ = run("check", write_sheets(tables, tmp_path / "area.xlsx"))
    assert "... and 50 more; all of them, marked in a copy for Excel, or for a program:" in out
    assert 'area.xlsx" --mark "area-marked.xlsx"' in out


def test_faults_are_told_to_a_program(run, tmp_path):
    path = write_csvs(broken(put("plans", 3, ncy="99")), tmp_path / "area")
    code, out, _ = run("check", path, "--json")
    told = json.loads(out)
    assert code == ExitCode.FAULTS
    assert (told["file"], told["sound"], told["faults"], told["notes"]) == ("area", False, 1, 0)
    assert told["findings"][0]["rule"] == "too_high"
    assert (told["findings"][0]["file"], told["findings"][0]["row"]) == ("plans.csv", 3)


@pytest.mark.slow
def test_what_an_area_is_about(run, folder):
    code, out, _ = run("about", folder)
    assert code == 0
    assert "name: Testshire" in out
    code, out, _ = run("about")
    assert (code, "North Northamptonshire" in out) == (0, True)


@pytest.mark.slow
def test_a_windows_file_is_a_note_in_plain_words(run, tmp_path):
    tables = broken(put("sites", 2, name="\u00c9cole"))
    folder = write_csvs(tables, tmp_path / "area", encoding="cp1252")
    code, _, err = run("about", folder)
    assert code == 0
    assert err.startswith("Note. sites.csv: The file is not UTF-8")
    assert ".py" not in err
    code, out, err = run("check", folder)
    assert (code, err) == (0, "")
    assert "Note 1. sites.csv" in out


@pytest.mark.slow
def test_the_demo_shows_the_example(run, tmp_path, monkeypatch):
    """With few draws and years; tests/test_verbs_command.py tries the rest with a small area."""
    example = sufficiency.load_example()
    people = example.table("population")
    short = example.with_table("population", people[people["year"] <= 2027])
    monkeypatch.setattr("sufficiency.datasets.load_example", lambda: short)
    few = ("--draws", "1", "--project-draws", "1", "--workers", "1")
    code, out, err = run("demo", *few, "--to", tmp_path / "demo.html")
    told = " ".join(out.split())
    assert (code, err) == (0, "")
    assert "the year of greatest strain" in told
    assert "two-bases against baseline" in told
    assert "made up" in told.lower()
    assert out.isascii()
    assert "4,551 children" in (tmp_path / "demo.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["chek"], "No such command"),
        (["check"], "Missing argument"),
        (["check", "a", "b"], "unexpected extra argument"),
        (["new", "a", "--exampel"], "No such option"),
        (["check", "a", "--area", "b"], "--area goes with a scenario"),
    ],
)
def test_a_command_that_is_not_understood(run, words, said):
    code, out, err = run(*words)
    assert (code, out) == (ExitCode.USAGE, "")
    assert said in err
    assert "Traceback" not in err


@pytest.mark.slow
def test_the_example_and_shipped_scenarios_go_by_their_names(run):
    code, out, _ = run("check", "capital-bid", "--area", "example")
    assert (code, out.splitlines()[0]) == (0, "capital-bid: 0 faults, 0 notes. It can be used.")
    assert (
        run("check", "example")[1].rstrip().endswith("example: 0 faults, 0 notes. It can be used.")
    )
    assert run("about", "example") == run("about")


@pytest.mark.parametrize("command", ["check", "about"])
@pytest.mark.parametrize("name", ["none", "none.xlsx", "broken.xlsx", "list.txt", "a\u00e9 b/none"])
def test_a_file_that_cannot_be_read(run, command, name, tmp_path):
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04")
    (tmp_path / "list.txt").write_bytes(b"")
    code, out, err = run(command, tmp_path / name)
    assert (code, out) == (ExitCode.FILE, "")
    assert "Traceback" not in err
    assert len(err.splitlines()) == 1


def test_a_locked_file_is_a_matter_of_files(run, folder, monkeypatch):
    def locked(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", locked)
    code, _, err = run("check", folder)
    assert code == ExitCode.FILE
    assert "cannot be opened (Permission denied). Close it in Excel" in err


def test_a_locked_folder_is_a_matter_of_files(run, folder, monkeypatch):
    def locked(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", locked)
    assert run("check", folder)[0] == ExitCode.FILE


def test_faults_stop_other_commands_too(run, tmp_path):
    path = write_csvs(broken(put("plans", 3, ncy="99")), tmp_path / "area")
    code, out, err = run("about", path)
    assert (code, out) == (ExitCode.FAULTS, "")
    assert "1. plans.csv, row 3, column ncy: 99 is above 20." in err
    assert "Traceback" not in err
    assert "Traceback" in run("about", path, "--debug")[2]


@pytest.mark.parametrize("debug", [False, True])
def test_a_fault_of_the_program_says_so(run, folder, monkeypatch, debug):
    def fail(*_, **__):
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr("sufficiency.area.read_area", fail)
    code, out, err = run("check", folder, *["--debug"] * debug)
    assert (code, out) == (ExitCode.BUG, "")
    assert "Something went wrong inside sufficiency (ZeroDivisionError)." in err
    assert ("Traceback" in err) == debug


def started(*words, **environment):
    """Run `python -m sufficiency` as a user does."""
    return subprocess.run(
        [sys.executable, "-m", "sufficiency", *map(str, words)],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        check=False,
    )


@pytest.mark.slow
def test_python_m_sufficiency_on_a_console_with_few_letters(tmp_path):
    """Code page 1252 has no Welsh circumflexed w: it is shown as a question mark."""
    tables = broken(put("about", 2, value="Maes yr \u0174yn"))
    folder = write_csvs(tables, tmp_path / "caf\u00e9 one")
    done = started("check", folder, PYTHONIOENCODING="cp1252", PYTHONUTF8="0")
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"Area Maes yr ?yn" in done.stdout
    assert b"caf\xe9 one: 0 faults" in done.stdout


@pytest.mark.slow
def test_what_is_refused_is_printed_for_a_program_with_all_its_findings(run, tmp_path):
    """On the error stream stands what a person reads; on the other what a program does."""
    folder = load_example().save(tmp_path / "area")
    plans = pd.read_csv(folder / "plans.csv", dtype=str).head(12)
    wrong = plans.assign(need=[f"wrong {number}" for number in range(12)])
    wrong.to_csv(folder / "plans.csv", index=False)
    code, out, err = run("project", folder, "--json")
    refused = json.loads(out)
    assert code == refused["code"] == ExitCode.FAULTS
    assert len(refused["findings"]) >= 12
    assert {one["severity"] for one in refused["findings"]} == {"error"}
    assert "add --json to see every one" in err
    assert refused["refused"] in err
    code, out, _ = run("about", tmp_path / "nowhere", "--json")
    assert (code, json.loads(out)["code"], json.loads(out)["findings"]) == (3, 3, [])


@pytest.mark.slow
def test_what_an_area_rests_on_is_printed_for_a_program(run):
    code, out, _ = run("about", "--json")
    assert (code, all(json.loads(out)["about"])) == (0, True)
