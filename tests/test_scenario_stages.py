"""All faults of a scenario that can be known at once are told at once."""

import json

import pytest

import sufficiency
from sufficiency.cli import main
from sufficiency.errors import ScenarioError

BAD = """nmae = "x"
[allocation]
headroom_percent = 5000
detour_factor = { 2199 = 1.4 }
other_level = "both"
aims = ["without", "independent", "miles"]
[[places]]
site = "NOSUCH"
pool = "base"
places = { 2028 = 8 }
basis = "made"
"""
FOLLOW = "Further checks, whether places, pools and caps of the area"


@pytest.fixture
def rules(capsys, tmp_path):
    """Check a scenario of some text for the example; give the rules and the sentences."""

    def command(text, *words):
        (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
        with pytest.raises(SystemExit, match=r"^1$"):
            main(["check", str(tmp_path / "mine.toml"), *words, "--json"])
        found = json.loads(capsys.readouterr().out)["findings"]
        return {one["rule"]: one["seen"] for one in found}

    return command


def test_faults_of_the_file_do_not_hide_those_with_the_area(rules):
    found = rules(BAD, "--area", "example")
    assert [*found] == [
        "scenario_key_unknown",
        "assumption_bounds",
        "assumption_not_dated",
        "scenario_not_run",
        "not_in_area",
        "scenario_checks_follow",
    ]
    assert found["scenario_checks_follow"].startswith(FOLLOW)
    assert "not_in_area" not in rules(BAD)


@pytest.mark.parametrize(
    "fault", ['[[sites]]\nsite = "NOSUCH"\n', "[[sitse]]\n", 'based_on = "gone"\n']
)
def test_what_a_fault_may_have_taken_away_is_not_told_as_missing(rules, fault):
    """The site may be there once its own row, or the base, is mended."""
    text = fault + BAD if fault.startswith("based") else BAD + fault
    found = rules(text, "--area", "example")
    assert "not_in_area" not in found
    assert found["scenario_checks_follow"].startswith(FOLLOW)


def test_aims_at_fault_are_not_held_against_the_rest(rules):
    found = rules(BAD.replace('"without"', '"wihtout"'), "--area", "example")
    assert "scenario_not_run" not in found
    assert "assumption_code" in found


def test_unknown_sites_say_that_more_follows(rules):
    text = BAD[BAD.index("[[places]]") :]
    assert [*rules(text, "--area", "example")] == ["not_in_area", "scenario_checks_follow"]


def test_a_closure_without_its_year_is_a_fault():
    """It had been a fault of the program."""
    with pytest.raises(ScenarioError, match="the scenario in Python") as stopped:
        sufficiency.load_scenario({"closures": [{"setting": "ap", "to": "special", "share": 1}]})
    assert {fault.column for fault in stopped.value.findings} >= {"year"}
