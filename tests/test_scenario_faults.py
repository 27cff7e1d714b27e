"""Faults of a scenario's keys and assumptions: where, what, why, and what to type."""

from pathlib import Path

import pytest
from scenario_faults import Fault, fault_name, hold_to

from sufficiency.errors import NotPossibleError, ScenarioError, UnknownNameError
from sufficiency.messages import scenarios
from sufficiency.scenario import Schedule, as_things_stand, load_scenario

FAULTS = [
    Fault("scenario_key_unknown", 'nmae = "a"\n', "nmae", "nmae", "Did you mean name?"),
    Fault(
        "scenario_key_unknown",
        "headroom_percent = 5\n",
        "headroom_percent",
        "headroom_percent",
        "Did you mean [allocation] headroom_percent?",
    ),
    Fault(
        "scenario_key_unknown",
        "[demand]\nrequest_growth_percent = { vlaue = 5 }\n",
        "demand.request_growth_percent.vlaue",
        "vlaue",
        "Did you mean value?",
    ),
    Fault(
        "scenario_value_kind", "name = 3\n", "name", "3", 'Write for example: name = "two-bases"'
    ),
    Fault("scenario_value_kind", 'marked = "guess"\n', "marked", "guess", "'refuse' or 'fit'"),
    Fault("scenario_value_kind", 'title = "a\\nb"\n', "title", "a b", "a text on one line"),
    Fault(
        "scenario_value_kind",
        "[money]\ndiscount_rate_percent = [3, 4]\n",
        "money.discount_rate_percent",
        "a list",
        "a single value",
    ),
    Fault(
        "assumption_unknown",
        "[allocation]\nhedroom_percent = 5\n",
        "allocation.hedroom_percent",
        "hedroom_percent",
        "Did you mean headroom_percent?",
    ),
    Fault(
        "assumption_elsewhere",
        "[demand]\nheadroom_percent = 5\n",
        "demand.headroom_percent",
        "",
        "Move it to [allocation]",
    ),
    Fault(
        "assumption_twice",
        "[assumptions]\nheadroom_percent = 5\n[allocation]\nheadroom_percent = 4\n",
        "allocation.headroom_percent",
        "",
        "stands under [assumptions] and under [allocation]",
    ),
    Fault(
        "assumption_empty",
        '[allocation]\nheadroom_percent = { why = "x" }\n',
        "allocation.headroom_percent",
        "",
        "Write headroom_percent = 0",
    ),
    Fault(
        "assumption_kind",
        '[allocation]\nheadroom_percent = "five"\n',
        "allocation.headroom_percent",
        "five",
        "five is not a number. Headroom: percent.",
    ),
    Fault(
        "assumption_as_text",
        '[allocation]\nheadroom_percent = { 2027 = "6%" }\n',
        "allocation.headroom_percent",
        "6%",
        "Write 6, without quotation marks, sign or unit.",
    ),
    Fault(
        "assumption_as_text",
        '[allocation]\nreleased_share = "25 %"\n',
        "allocation.released_share",
        "25 %",
        "Write 0.25, without",
    ),
    Fault(
        "assumption_not_whole",
        "[allocation]\nindependent_limit_children = { SEMH = 12.5 }\n",
        "allocation.independent_limit_children",
        "12.5",
        "12.5 is not a whole number",
    ),
    Fault(
        "assumption_kind",
        '[allocation]\nindependent_limit_children = { SEMH = "few" }\n',
        "allocation.independent_limit_children",
        "few",
        'Write for example: independent_limit_children = "none"',
    ),
    Fault(
        "assumption_kind",
        "[money]\nprice_year = 2026.5\n",
        "money.price_year",
        "2026.5",
        "2026.5 is not a year",
    ),
    Fault(
        "assumption_kind",
        "[allocation]\nindependent_open_ended = 1\n",
        "allocation.independent_open_ended",
        "1",
        "1 is not true or false",
    ),
    Fault(
        "assumption_kind",
        "[money]\ndiscount_rate_percent = nan\n",
        "money.discount_rate_percent",
        "nan",
        "nan is not a number",
    ),
    Fault(
        "assumption_bounds",
        "[allocation]\nreleased_share = 25\n",
        "allocation.released_share",
        "25",
        "25 is above 1. Released at transfer: from 0 to 1 share of children",
    ),
    Fault(
        "assumption_bounds",
        "[allocation]\ndetour_factor = 0.5\n",
        "allocation.detour_factor",
        "0.5",
        "0.5 is below 1",
    ),
    Fault(
        "assumption_code",
        '[allocation]\naims = ["without", "poonds"]\n',
        "allocation.aims",
        "poonds",
        "Did you mean pounds?",
    ),
    Fault(
        "assumption_unit",
        '[allocation]\nheadroom_percent = { value = 0.05, unit = "share" }\n',
        "allocation.headroom_percent",
        "share",
        'write unit = "percent"',
    ),
    Fault(
        "assumption_not_dated",
        "[allocation]\ndetour_factor = { 2026 = 1.3, 2028 = 1.2 }\n",
        "allocation.detour_factor",
        "",
        "Write detour_factor = 1.3",
    ),
    Fault(
        "assumption_year",
        "[allocation]\nheadroom_percent = { 1926 = 5 }\n",
        "allocation.headroom_percent",
        "1926",
        "from 2000 to 2100, for example { 2026 = 0 }",
    ),
    Fault(
        "assumption_year_twice",
        '[allocation]\nheadroom_percent = { 2026 = 5, "2026/27" = 6 }\n',
        "allocation.headroom_percent",
        "2026/27",
        "names 2026/27 twice",
    ),
    Fault(
        "assumption_not_by",
        "[allocation]\nheadroom_percent = { primary = 5 }\n",
        "allocation.headroom_percent",
        "primary",
        "It has one value for all",
    ),
    Fault(
        "assumption_by",
        "[allocation]\njourney_limit_minutes = { primry = 40 }\n",
        "allocation.journey_limit_minutes",
        "primry",
        "Did you mean primary?",
    ),
    Fault(
        "assumption_by",
        "[allocation]\nreleased_share = { 25 = 0.5 }\n",
        "allocation.released_share",
        "25",
        "NC years go from -4 to 20: the age on 31 August, less 4.",
    ),
    Fault(
        "assumption_tie",
        "[demand]\njoining_rate_change_percent = { SEMH = 5, primary = -5 }\n",
        "demand.joining_rate_change_percent",
        "SEMH",
        'by = { "SEMH/primary" = ... }',
    ),
]


@pytest.mark.parametrize("fault", FAULTS, ids=fault_name)
def test_a_fault_gives_one_clear_finding(fault, tmp_path):
    hold_to(fault, tmp_path)


def test_every_fault_is_found_at_once(tmp_path):
    text = (
        'nmae = "x"\nmarked = "guess"\n[demand]\nheadroom_percent = 5\n[allocation]\n'
        'detour_factor = "x"\njourney_limit_minutes = { primary = 400, secndary = 30 }\n'
        '[[places]]\nsite = "S1"\nyear = 2028\nplaces = -1\nbasis = "maid"\n'
    )
    (tmp_path / "many.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError, match="8 faults") as raised:
        load_scenario(tmp_path / "many.toml")
    frame = raised.value.to_frame()
    assert sorted(frame["rule"]) == [
        "assumption_bounds",
        "assumption_by",
        "assumption_elsewhere",
        "assumption_kind",
        "scenario_key_unknown",
        "scenario_value_kind",
        "too_low",
        "unknown_code",
    ]


def test_a_change_in_python_is_held_to_the_same_rules():
    with pytest.raises(ScenarioError, match="Did you mean detour_factor") as raised:
        as_things_stand().but(name="x", detour_facter=1.2)
    assert raised.value.findings[0].file == "edited in Python"
    deep: dict = {}
    held = deep
    for _ in range(30):
        held["a"] = {}
        held = held["a"]
    with pytest.raises(ScenarioError, match="more than 20 deep"):
        as_things_stand().but(name="x", detour_factor=deep)
    with pytest.raises(ScenarioError, match="more than 20 deep"):
        load_scenario(deep)


@pytest.mark.parametrize(
    ("name", "text", "number"),
    [
        ("headroom_percent", "5", "5"),
        ("headroom_percent", "5 percent", "5"),
        ("void_cost_pounds", "\u00a312,500", "12500"),
        ("journey_limit_minutes", "45 minutes one way", "45"),
        ("released_share", "0.5", "0.5"),
        ("released_share", "50 percent", "0.5"),
        ("price_year", "2025", "2025"),
    ],
)
def test_a_number_in_quotation_marks_is_given_back_as_a_number(name, text, number):
    with pytest.raises(ScenarioError, match=rf"is not a number\..* Write {number}, without"):
        load_scenario({"assumptions": {name: text}})


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("headroom_percent", "five"),
        ("headroom_percent", "5 or 6"),
        ("headroom_percent", "1,5"),
        ("released_share", "25"),
        ("price_year", "2025.5"),
    ],
)
def test_a_text_that_is_no_sound_number_is_not_guessed_at(name, text):
    with pytest.raises(ScenarioError, match="Write for example: "):
        load_scenario({"assumptions": {name: text}})


def test_but_asks_for_a_name():
    with pytest.raises(NotPossibleError, match=r"not given a name.* called as-things-stand could"):
        as_things_stand().but(headroom_percent=5)
    with pytest.raises(NotPossibleError, match=r'but\(name="faster", headroom_percent=\.\.\.\)'):
        as_things_stand().but()
    assert as_things_stand().but(name="more").name == "more"


def test_taking_out_what_is_not_there():
    stand = as_things_stand()
    with pytest.raises(UnknownNameError, match="says nothing about S1"):
        stand.without(site="S1")
    with pytest.raises(UnknownNameError, match=r"says nothing about S1, base.*scenario\.resolved"):
        stand.without(site="S1", pool="base")
    with pytest.raises(UnknownNameError, match="says nothing about detour_factor"):
        stand.without("detour_factor")
    with pytest.raises(UnknownNameError, match="Did you mean detour_factor"):
        stand.without("detour_facter")
    with pytest.raises(NotPossibleError, match=r"scenario\.without\(\"headroom_percent\"\) or"):
        stand.without()


def test_asking_for_what_is_not_there():
    stand = as_things_stand()
    with pytest.raises(UnknownNameError, match=r"not a known assumption\. Did you mean aims"):
        stand.assumption("aim")
    with pytest.raises(
        UnknownNameError, match=r'differs by phase.*\.at\(2026, phase="early_years"'
    ):
        stand.assumption("journey_limit_minutes").at(2026)
    with pytest.raises(UnknownNameError, match="detour_factor does not differ by phase"):
        stand.assumption("detour_factor").at(2026, phase="primary")
    with pytest.raises(UnknownNameError, match=r"not a known phase\. Did you mean primary"):
        stand.assumption("journey_limit_minutes").at(2026, phase="primry")
    with pytest.raises(UnknownNameError, match=r"25 is not a known NC year\. NC years go from -4"):
        stand.assumption("released_share").at(2026, ncy=25)
    with pytest.raises(UnknownNameError, match=r"not a known table of a scenario\. Did you mean"):
        stand.to_frame("assumption")
    with pytest.raises(UnknownNameError, match=r"not a known need\. Did you mean SEMH"):
        stand.levels_for("special", "SEHM", "primary")


@pytest.mark.parametrize("other", ["baseline", {}, 5])
def test_what_is_no_scenario_is_not_compared(other):
    said = rf"to be compared with is of the type {type(other).__name__}\. .*scenario\.diff\(None\)"
    with pytest.raises(NotPossibleError, match=said):
        as_things_stand().diff(other)
    with pytest.raises(NotPossibleError, match=said):
        as_things_stand().demand_differences(other)


def test_a_schedule_says_where_it_begins():
    with pytest.raises(LookupError, match=r"for 2025/26\. The first one holds from 2026/27"):
        Schedule(((2026, 5),), "percent").at(2025)
    for steps in ((), ((2027, 1), (2026, 2)), ((2026, 1), (2026, 2))):
        with pytest.raises(NotPossibleError, match="years must rise"):
            Schedule(steps)


def test_every_message_about_scenarios_is_tested():
    here = Path(__file__).parent
    files = [*sorted(here.glob("test_scenario*_faults.py")), here / "test_planned.py"]
    tests = "".join(file.read_text(encoding="utf-8") for file in files)
    elsewhere = {
        "no_such_scenario": "Shipped scenarios:",
        "scenario_source": "of the type",
        "no_scenario": "to be compared with is of the type",
        "nothing_to_remove": "says nothing about",
        "without_needs_one": "headroom_percent",
        "but_needs_a_name": "was not given a name",
        "assumption_asked_by": "differs by phase",
        "assumption_asked_wrongly": "does not differ by",
        "no_value_before": "The first one holds from",
        "scenario_not_run": "Every run of this scenario is refused:",
        "scenario_checks_follow": "follow once the faults are mended",  # test_scenario_stages
        "scenario_total_goes_on": "that goes beyond its last total is refused:",
        "schedule_out_of_order": "years must rise",
    }
    untested = {
        rule
        for rule in scenarios.MESSAGES
        if f'"{rule}"' not in tests.replace(f'"{rule}": "', "") and rule not in elsewhere
    }
    assert not untested
    for rule, words in elsewhere.items():
        message = scenarios.MESSAGES[rule]
        assert words in message.seen + message.why + message.remedy or words in tests
