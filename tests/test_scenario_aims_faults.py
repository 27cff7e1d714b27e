"""The order of the aims in a scenario: read, told, written back; every order that is refused."""

import tomllib

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scenario_faults import Fault, fault_name, hold_to

from sufficiency.errors import ScenarioError
from sufficiency.scenario import as_things_stand, load_scenario
from sufficiency.scenario.register import register
from sufficiency.scenario.schema import schema

STAND = as_things_stand()
AIMS = register()["aims"].codes
USUAL = (
    "displaced, without, independent, other_level, over_places, beyond_limit, not_preferred, miles"
)
EXAMPLE = 'aims = ["' + USUAL.replace(", ", '", "') + '"]'


def stated(*aims):
    """A scenario file that states these aims."""
    return f"[allocation]\naims = {list(aims)}\n".replace("'", '"')


FAULTS = [
    Fault("assumption_code", stated("without", "indepedent"), "", "indep", "mean independent?"),
    Fault("assumption_code", stated("without", "zzzzzz"), "", "zzzzzz", f"are {USUAL}, miles_s"),
    Fault("assumption_code", "[allocation]\naims = [5]\n", "", "5", "5 is not one of its words"),
    Fault("assumption_not_a_list", '[allocation]\naims = "order"\n', "", "order", EXAMPLE),
    Fault("assumption_not_a_list", '[allocation]\naims = "pounds"\n', "", "pounds", EXAMPLE),
    Fault("assumption_not_a_list", "[allocation]\naims = []\n", "", "an empty list", EXAMPLE),
    Fault("assumption_not_a_list", "[allocation]\naims = true\n", "", "true", EXAMPLE),
    Fault(
        "aims_twice",
        stated("without", "independent", "miles", "independent"),
        "",
        "independent",
        "independent is named twice among the aims without, independent, miles, independent.",
    ),
    Fault(
        "aims_first",
        stated("independent", "without", "miles"),
        "",
        "independent",
        "It would be met by leaving children without a place. Put without first, or next after"
        " displaced.",
    ),
    Fault(
        "aims_no_last_resort",
        stated("without", "beyond_limit", "miles", "independent"),
        "",
        "miles",
        "neither independent nor pounds comes before miles",
    ),
    Fault(
        "aims_no_last_resort",
        stated("without", "beyond_limit"),
        "",
        "beyond_limit",
        "Name independent or pounds, before miles and miles_squared where they are aims.",
    ),
    Fault(
        "assumption_not_dated",
        '[allocation]\naims = { 2026 = ["without", "pounds"] }\n',
        "",
        "",
        "aims is given by year",
    ),
]


@pytest.mark.parametrize("fault", FAULTS, ids=fault_name)
def test_a_list_that_is_no_order_gives_one_clear_finding(fault, tmp_path):
    hold_to(Fault(fault.rule, fault.text, "allocation.aims", fault.value, fault.says), tmp_path)


def test_all_faults_of_an_order_are_told_at_once():
    with pytest.raises(ScenarioError, match="3 faults") as raised:
        STAND.but(name="x", aims=["miles", "without", "miles"])
    told = {found.rule for found in raised.value.findings}
    assert told == {"aims_twice", "aims_first", "aims_no_last_resort"}


def orders():
    """Every order of some aims, sound or not."""
    return st.lists(st.sampled_from(AIMS), min_size=1, max_size=len(AIMS) + 1)


def is_sound(aims):
    """The rules in other words: by counting and by place."""
    first = [aims.index(aim) for aim in ("miles", "miles_squared") if aim in aims]
    before = aims[: min(first, default=len(aims))]
    return (
        len(set(aims)) == len(aims)
        and aims[0] == "without"
        and ("independent" in before or "pounds" in before)
    )


@given(orders())
def test_an_order_is_taken_exactly_if_it_is_sound(aims):
    if not is_sound(aims):
        with pytest.raises(ScenarioError, match="cannot be used"):
            STAND.but(name="x", aims=aims)
        return
    scenario = STAND.but(name="x", aims=aims)
    assert scenario.assumption("aims").at(2026) == ";".join(aims)
    assert load_scenario(tomllib.loads(scenario.to_toml())) == scenario
    assert STAND.but(name="x", aims=tuple(aims)) == scenario
    raw = tomllib.loads(scenario.to_toml())
    assert jsonschema.Draft202012Validator(schema()).is_valid(raw)
    if tuple(aims) != tuple(USUAL.split(", ")):
        (said,) = STAND.diff(scenario)
        assert said == f"aims: {', '.join(aims)} instead of {USUAL}."


@pytest.mark.parametrize(
    "aims",
    ["order", ["independent", "without"], ["without", "pence"], [], ["without", "without"]],
)
def test_editors_see_what_a_schema_can_tell(aims):
    raw = {"allocation": {"aims": aims}}
    assert not jsonschema.Draft202012Validator(schema()).is_valid(raw)


def test_a_reason_stands_behind_an_order_and_is_written_back():
    whole = {"value": ["without", "pounds"], "why": "Asked by the board", "owner": "Finance"}
    scenario = STAND.but(name="x", aims=whole)
    assert '{ value = ["without", "pounds"]' in scenario.to_toml()
    assert load_scenario(tomllib.loads(scenario.to_toml())) == scenario
    frame = scenario.to_frame("assumptions").set_index("name")
    assert frame.loc["aims", ["value", "why"]].tolist() == ["without;pounds", "Asked by the board"]


def test_the_order_of_the_design_holds_where_nothing_is_said():
    assert STAND.assumption("aims").at(2026) == USUAL.replace(", ", ";")
    assert STAND.but(name="x", aims=USUAL.split(", ")).diff(STAND).sentences == []
