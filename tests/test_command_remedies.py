"""What a message says to type: Python to whoever writes Python, commands to whoever types those."""

import pickle
import re
from dataclasses import replace

import pytest
from building import SOUND, broken, write_csvs
from small_areas import Small, area, area_like, tables_of

import sufficiency as sf
from sufficiency.cli import main
from sufficiency.errors import NotPossibleError, ScenarioError, finding
from sufficiency.messages import MESSAGES
from sufficiency.results import gathered

PYTHON = re.compile(
    r"\b(?:sf|area|scenario|allocation|comparison|projection|backtest|panel|frame|sufficiency|numpy"
    r"|pandas)\.(?!xlsx|toml)\w+|\b[a-z_]+=[^ =]|\.at\(|\b[a-z_]+\((?!s\)|ies\))"
)
"""A call, an attribute or an argument of Python."""

OBJECTS = re.compile(r"\b(?:data ?)?frames?\b|\bread_\w+|\bdicts?\b", re.IGNORECASE)
"""What only whoever writes Python has in hand."""

ONLY_IN_PYTHON = {
    *("category_is_total", "frames_not_named", "not_a_frame", "cell_twice", "nothing_to_fit"),
    *("publish_not_yet", "audience_unknown", "engine_unknown", "engine_missing"),
    *("years_fates_chance", "scenario_source", "no_scenario", "nothing_to_remove"),
    *("without_needs_one", "but_needs_a_name", "assumption_asked_by", "assumption_asked_wrongly"),
    *("projection_until", "projection_no_area", "panel_no_frame", "panel_not_in"),
    *("tracking_no_projection", "tracking_no_area"),
    *("allocation_no_projection", "allocation_other_demand"),
    *("allocation_too_many_draws", "compare_no_allocation", "report_of_what"),
    "compare_other_model",
    *("report_no_backtest", "report_other_backtest", "synthetic_number", "synthetic_assumptions"),
    *("synthetic_switch", "synthetic_too_thin", "synthetic_breaks"),
    *("projection_no_levels", "allocation_of_settings"),
    *("allocation_block_number", "allocation_pool_left_out"),  # refused by their options
    "allocation_one_layout",
    "backtest_council_no_frame",
    *("bid_ending", "bid_of_what"),
    *("quality_no_readings", "intake_reading_given", "intake_reading_not_used"),
    *("backtest_no_widening", "backtest_widens_no_projection", "backtest_widens_another"),
    *(
        "rollover_no_area",
        "rollover_not_new",
        "rollover_snapshot_alone",
        "benchmark_population_kind",
    ),
    *("which_sheet", "answer_without_table", "answer_half"),
    *("no_network", "seconds_limit", "time_is_over", "worth_of_no_answer"),
    "lp_ending",
    "engine_fallback",  # says itself that its second half is for Python
}
"""Messages that no command can bring: they are about objects, or about verbs without a command."""

ENOUGH = ("--draws", "1", "--until", "2026", "--workers", "1")


@pytest.fixture
def told(capsys, tmp_path, monkeypatch):
    """Run a command in an empty folder, and give all that it prints, on one line."""
    monkeypatch.chdir(tmp_path)

    def command(*words):
        with pytest.raises(SystemExit, match=r"^\d*$"):
            main([str(word) for word in words])
        printed = capsys.readouterr()
        return " ".join(f"{printed.out} {printed.err}".split())

    return command


def scenario_file(tmp_path, text):
    path = tmp_path / "mine.toml"
    path.write_text(f'name = "mine"\n{text}', encoding="utf-8")
    return path


@pytest.mark.parametrize("rule", MESSAGES)
def test_a_remedy_in_python_has_another_for_the_command_line(rule):
    message = MESSAGES[rule]
    if PYTHON.search(message.remedy):
        assert bool(message.remedy_command) != (rule in ONLY_IN_PYTHON)
    else:
        assert rule not in ONLY_IN_PYTHON
    if rule != "projection_no_plans":  # there is no command yet that fits plans, and it says so
        assert not PYTHON.search(message.remedy_command)


def test_no_message_of_the_command_line_speaks_of_frames():
    by_hand = {"intake_by_hand", "intake_reading_missing"}  # they are read in Python alone
    for rule in set(MESSAGES) - ONLY_IN_PYTHON - by_hand:
        message = MESSAGES[rule]
        said = message.remedy_command or message.remedy
        assert not OBJECTS.search(f"{message.seen} {message.why} {said}"), rule


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        (
            "demand.total_plans = { 2025 = 500 }",
            'in the scenario: total_plans = { 2025 = 500, 2026 = "none" }',
        ),
        (
            "demand.new_homes = { all = 50, L1 = 20 }",
            'none for all: new_homes = { all = 0, "L1" = 100 }',
        ),
        (
            'allocation = { over_places_percent = 5, aims = ["without", "pounds"] }',
            'for example: aims = ["without", "pounds", "over_places"]',
        ),
        ("assumptions.zzzzz = 1", "All: the page docs/reference/scenarios.md."),
    ],
)
def test_a_scenario_is_put_right_in_its_file(told, tmp_path, stated, words):
    path = scenario_file(tmp_path, stated)
    place = area().save(tmp_path / "area")
    out = told("allocate", place, "--scenario", path, *ENOUGH, "--project-draws", "1")
    assert words in out
    assert not PYTHON.search(out)
    # What the file may say is read again as it was told.
    if "new_homes" in stated or "total_plans" in stated:
        key = stated.split(" ")[0]
        scenario_file(tmp_path, f"{key} = {words.split(' = ', 1)[1]}")
        assert "need a place in a" in told(
            *("allocate", place, "--scenario", path, *ENOUGH, "--project-draws", "1")
        )


def test_schemes_are_planned_in_the_file(told, tmp_path):
    path = scenario_file(
        tmp_path,
        '[[schemes]]\nscheme = "X"\nsite = "B"\npool = "all"\nopens = 2026\nplaces = 8\n'
        'pounds = 1000000\nprice_year = 2026\nbasis = "assumed"\n',
    )
    out = told("allocate", area().save(tmp_path / "area"), "--scenario", path, *ENOUGH)
    assert "write its rows under [[places]] in a scenario" in out
    assert not PYTHON.search(out)


def test_counts_that_are_not_shown_are_fitted_by_a_line_of_the_scenario(told, tmp_path):
    tables = tables_of(Small())
    hidden = tables["plans"].assign(plans=float("nan"), plans_mark="c")
    bare = {name: rows for name, rows in tables.items() if name != "placements"}
    place = sf.area_from_frames(bare | {"plans": hidden}).save(tmp_path / "area")
    out = told("project", place, *ENOUGH)
    assert 'Write marked = "fit" at the head of a scenario and give it with --scenario' in out


def test_an_area_of_margins_alone_is_fitted_in_python(told, tmp_path):
    """There is no command that fits, and the message says so."""
    margins = {name: rows for name, rows in SOUND.items() if name not in ("plans", "placements")}
    out = told("project", write_csvs(margins, tmp_path / "area"), *ENOUGH)
    assert "plans are fitted from them in Python and saved" in out


def test_missing_journeys_are_rows_to_add(told, tmp_path):
    few = broken(lambda tables: tables["journeys"].pop())
    out = told("check", write_csvs(few, tmp_path / "area"))
    assert "to the table journeys, a row for each pair of locality and site." in out
    assert not PYTHON.search(out)


def test_a_short_horizon_is_meant_by_an_option(told, tmp_path):
    short = area_like(Small(until=2026)).save(tmp_path / "area")
    out = told("project", short, "--draws", "1", "--workers", "1")
    assert "or say that 2026/27 is meant: --until 2026." in out
    assert not PYTHON.search(out)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("project", "AREA", "--seed", "-1"), "Give one: --seed 1."),
        (("allocate", "AREA", "--draws", "0"), "Give --draws 100, or any number from 1."),
        (("compare", "AREA", "baseline"), "compare area.xlsx baseline two-bases"),
        (("report", "AREA", "--independent-above", "-1"), "Give one: --independent-above 200."),
        (("report", "AREA", "--to", "mine.pdf"), "allocate area.xlsx --to tables.xlsx"),
        (("new", "AREA"), "say that it may go: --replace."),
    ],
)
def test_commands_name_options(told, tmp_path, words, said):
    place = area().save(tmp_path / "area")
    out = told(*[place if word == "AREA" else word for word in words])
    assert said in out
    assert not PYTHON.search(out)


@pytest.mark.slow
@pytest.mark.parametrize("command", ["project", "allocate", "backtest"])
def test_a_card_says_what_to_type_next(told, tmp_path, command):
    few = [word for word in ENOUGH if command != "backtest" or word not in ("--until", "2026")]
    out = told(command, area().save(tmp_path / "area"), *few)
    assert "Next: --to tables.xlsx writes every table; the command" in out
    assert not PYTHON.search(out)
    written = told(command, tmp_path / "area", *few, "--to", "tables")
    assert "The tables: tables Next: the command " in written


def test_what_is_tracked_and_no_panel_is_said_for_the_command_line(told, tmp_path):
    place = area().save(tmp_path / "area")
    out = told("track", place, place, "--draws", "1", "--workers", "1")
    assert "this year's January second: track last-year.xlsx this-year.xlsx." in out
    assert not PYTHON.search(out)
    until = told("panel", "example", "--until", "2024")
    assert "Give a later academic year: --until 2025." in until
    assert not PYTHON.search(until)


def test_an_error_has_both_remedies_and_keeps_them_on_a_journey():
    error = NotPossibleError.of("projection_seed", value="-1")
    for one in (error, pickle.loads(pickle.dumps(error))):
        assert str(one).endswith("Give one, without quotation marks: seed=1.")
        assert one.on_command_line.endswith("Give one: --seed 1.")
    plain = NotPossibleError.of("demand_no_workers", workers=0)
    assert plain.on_command_line == str(plain)


def test_faults_that_are_gathered_have_both_remedies():
    found = finding("levels_never_used", file="mine.toml", row=1)
    error = ScenarioError([found] * 21, what="the scenario")
    for one in (error, pickle.loads(pickle.dumps(error))):
        assert "scenario.levels() shows" in str(one)
        assert "18 more: every one is a row of error.to_frame()." in str(one)
        assert not PYTHON.search(one.on_command_line)
        assert "18 more: add --json to see every one" in one.on_command_line
    assert found.on_command_line == replace(found, remedy=found.remedy_command, remedy_command="")


def notes_of(*values, rule="allocation_need_not_served", file="table pools"):
    words = {"level": "base", "count": 1.0, "year": "2026/27"}
    return [finding(rule, file=file, value=value, need=value, **words) for value in values]


def test_notes_of_one_kind_are_told_as_one():
    needs = ("PMLD", "OTH", "VI", "HI", "MSI", "DS")
    other = finding("tracking_one_year", file="table plans", count=1)
    told = gathered([*notes_of(*needs[:2]), other, *notes_of(*needs[2:])])
    assert [note.rule for note in told] == ["allocation_need_not_served", other.rule]
    assert told[0].seen == (
        "no pool at the level base serves the need PMLD in any year; 1 child needs one in"
        " 2026/27. And 5 more notes of this kind: OTH, VI, HI, ..."
    )
    assert told[1] == other


def test_few_notes_and_those_of_several_files_stand_by_themselves():
    two = notes_of("PMLD", "OTH")
    assert gathered(two) == tuple(two)
    apart = [note for name in "abc" for note in notes_of("PMLD", file=name)]
    assert gathered(apart) == tuple(apart)
    rows = [finding("tracking_one_year", file="a.csv", row=row, count=1) for row in (2, 3, 4)]
    assert gathered(rows)[0].seen.endswith("And 2 more notes of this kind: row 3, row 4.")
    bare = [finding("tracking_one_year", file="a.csv", count=1) for _ in range(3)]
    assert gathered(bare)[0].seen.endswith("And 2 more notes of this kind.")
