"""`--flows` on every command that projects: tables and pages say what was used."""

import re
from pathlib import Path

import pandas as pd
import pytest

import sufficiency as sf
from sufficiency.cli import main

ROOT = Path(__file__).resolve().parents[1]
SMALL = {"localities": 4, "plans": 400, "history_years": 4, "future_years": 3}
FEW = ("--until", "2025", "--draws", "2", "--workers", "1")
PROJECTING = ("project", "allocate", "compare", "report", "backtest")


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """An area with two years of transitions or more, as a folder of files."""
    made = sf.synthetic_area(seed=11, transitions=True, **SMALL).area
    return made.save(tmp_path_factory.mktemp("areas") / "madeshire")


@pytest.fixture
def run(capsys):
    """Run a command; give its exit code and all that it printed."""

    def command(*words):
        with pytest.raises(SystemExit, match=r"^\d*$") as leaving:
            main([str(word) for word in words])
        printed = capsys.readouterr()
        return int(leaving.value.code or 0), " ".join((printed.out + printed.err).split())

    return command


def used_by(workbook):
    """What the tables of a workbook say that was used."""
    frame = pd.read_excel(workbook, sheet_name="provenance")
    return [str(value) for value in frame[frame["name"].str.endswith("flows")]["value"]]


@pytest.mark.slow
@pytest.mark.parametrize("flows", ["stocks", None])
@pytest.mark.parametrize("command", ["project", "allocate"])
def test_a_projection_and_an_allocation_say_what_they_used(run, place, tmp_path, command, flows):
    asked = ("--flows", flows) if flows else ()
    code, said = run(command, place, *FEW, *asked, "--to", tmp_path / "tables.xlsx")
    assert code == 0, said
    assert used_by(tmp_path / "tables.xlsx") == [flows or "transitions"]


@pytest.mark.slow
def test_every_plan_of_a_comparison_is_projected_so(run, place, tmp_path):
    plans = []
    for name in ("one", "two"):  # another demand, so that each is projected by itself
        plan = sf.as_things_stand().but(name=name, joining_rate_change_percent=len(plans))
        plans.append(tmp_path / f"{name}.toml")
        plans[-1].write_text(plan.to_toml(), encoding="utf-8")
    options = (*FEW, "--flows", "stocks", "--to", tmp_path / "tables.xlsx")
    code, said = run("compare", place, *plans, *options)
    assert code == 0, said
    assert used_by(tmp_path / "tables.xlsx") == ["stocks", "stocks"]


@pytest.mark.slow
def test_a_backtest_is_from_what_is_asked(run, place, tmp_path):
    options = ("--draws", "2", "--workers", "1", "--to", tmp_path / "tables.xlsx")
    code, said = run("backtest", place, "--flows", "stocks", *options)
    assert code == 0, said
    assert used_by(tmp_path / "tables.xlsx") == ["2022/23 stocks, 2023/24 stocks"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("asked", "told"), [(("--flows", "stocks"), "January counts"), ((), "transitions")]
)
def test_a_report_and_its_backtest_are_from_the_same(run, place, tmp_path, asked, told):
    page = tmp_path / "report.html"
    options = (*FEW, "--backtest-draws", "2", *asked, "--to", page)
    code, said = run("report", place, *options)
    assert code == 0, said
    words = page.read_text(encoding="utf-8")
    assert f"is read from {told}" in words
    assert "another model" not in words


@pytest.mark.slow
@pytest.mark.parametrize("command", PROJECTING)
def test_another_word_is_refused_with_those_that_there_are(run, place, command):
    plans = ("baseline", "two-bases") if command == "compare" else ()
    code, said = run(command, place, *plans, "--flows", "net")
    assert code != 0
    assert "--flows" in said
    assert '"stocks" or "transitions"' in said


@pytest.mark.parametrize("command", PROJECTING)
def test_what_a_message_tells_to_type_is_an_option_of_the_command(run, command):
    code, said = run(command, "--help")
    assert code == 0
    assert "--flows" in said


@pytest.mark.slow
def test_the_page_on_transitions_runs_as_it_stands_and_names_each_option():
    page = (ROOT / "docs/how-to/project-from-transitions.md").read_text(encoding="utf-8")
    code = "\n".join(re.findall(r"```python\n(.*?)```", page, re.DOTALL))
    for option in ('flows="stocks"', 'states="setting"', "need_changes=False"):
        assert option in code
    made = {}
    exec(compile(code, "project-from-transitions.md", "exec"), made)
    assert made["projection"].flows == "transitions"
    assert made["net"].flows == "stocks"
    assert made["in_settings"].states == "setting"
    assert not made["still"].need_changes
    typed = re.findall(r"python -m sufficiency (\w+) .*?(--flows|--states)", page)
    assert {command for command, option in typed if option == "--flows"} == set(PROJECTING)


def needs_change_in(workbook):
    """What the tables of a workbook say of changes of need."""
    frame = pd.read_excel(workbook, sheet_name="provenance")
    return [str(value) for value in frame[frame["name"].str.endswith("need_changes")]["value"]]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("asked", "word"), [((), "yes"), (("--need-changes",), "yes"), (("--no-need-changes",), "no")]
)
@pytest.mark.parametrize("command", ["project", "allocate"])
def test_changes_of_need_are_left_out_where_that_is_asked(
    run, place, tmp_path, command, asked, word
):
    tables = tmp_path / "tables.xlsx"
    code, said = run(command, place, *FEW, *asked, "--to", tables)
    assert code == 0, said
    assert needs_change_in(tables) == [word]
    if command == "project":
        area = sf.load_area(place)
        made = sf.project(area, until=2025, draws=2, need_changes=word == "yes", workers=1)
        shown = pd.read_excel(tables, sheet_name="demand_by_need")
        wanted = made.to_frame("demand_by_need")
        assert shown["expected"].to_numpy() == pytest.approx(wanted["expected"].to_numpy())


@pytest.mark.slow
def test_no_plan_of_a_comparison_changes_needs_where_that_is_asked(run, place, tmp_path):
    plan = sf.as_things_stand().but(name="one", joining_rate_change_percent=3)
    (tmp_path / "one.toml").write_text(plan.to_toml(), encoding="utf-8")
    (tmp_path / "still.toml").write_text('name = "still"\n', encoding="utf-8")
    plans = (tmp_path / "still.toml", tmp_path / "one.toml")
    options = (*FEW, "--no-need-changes", "--to", tmp_path / "tables.xlsx")
    code, said = run("compare", place, *plans, *options)
    assert code == 0, said
    assert needs_change_in(tmp_path / "tables.xlsx") == ["no", "no"]


@pytest.mark.slow
def test_a_report_without_changes_of_need_says_so(run, place, tmp_path):
    page = tmp_path / "report.html"
    options = (*FEW, "--no-backtest", "--no-need-changes", "--to", page)
    code, said = run("report", place, *options)
    assert code == 0, said
    assert "keep their primary need" in page.read_text(encoding="utf-8")
