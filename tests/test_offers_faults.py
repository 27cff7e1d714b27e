"""Faults of schemes and of programmes: each finding with what it says, gathered and raised once."""

from dataclasses import dataclass, field

import pytest
from scheme_cases import NEW_POOL, NEW_SITE, bare, cost, place, plan, scheme, step, usual

from sufficiency.capital import check_offers, offers_of, programme_scenario
from sufficiency.errors import ScenarioError
from sufficiency.messages import MESSAGES, offers


@dataclass(frozen=True)
class Case:
    """Schemes with one fault, and what its finding must say."""

    says: str
    schemes: list = field(default_factory=list)
    steps: list = field(default_factory=list)
    costs: list = field(default_factory=list)
    more: dict = field(default_factory=dict)
    scheme: str = "a"


AT_S = {"site": "S", "pool": "all"}
TOTAL = {"places": [{"site": "N", "pool": "", "year": 2026, "places": 20, "basis": "made"}]}
OWN = {"site": "N", "pool": "base", "year": 2026, "places": 10, "basis": "made"}
BOTH = {"places": [*TOTAL["places"], OWN]}
FREE = [cost("a", -1, 1e5)]

CASES = {
    "scheme_says_nothing": Case(
        "The scheme a has neither places nor costs",
        [bare("a", site="S")],
        more={"sites": [], "pools": []},
    ),
    "scheme_costs_unsaid": Case(
        "pounds = 0 if that is", [scheme("a", pounds=None, price_year=None)]
    ),
    "scheme_price_year": Case("The scheme a costs 1200000 pounds", [scheme("a", price_year=None)]),
    "scheme_states_idly": Case(
        "states fill_years 3, and no places beside it",
        [bare("a", fill_years=3)],
        [step("a", 0, 8)],
        FREE,
    ),
    "scheme_closes_nothing": Case("a is a closure", [scheme("a", kind="closure")]),
    "scheme_before_approval": Case(
        "approved in 2026/27, and pays from 2025/26 if it opens in 2026/27",
        [scheme("a", approved=2026)],
    ),
    "scheme_never_ready": Case(
        "a opens in 2027/28 at the latest, and requires b, which opens in 2028/29 at the earliest",
        [
            scheme("a", latest=2027, requires=["b"]),
            scheme("b", requires=["c"]),
            scheme("c", opens=2028),
        ],
    ),
    "scheme_fixed_requires": Case(
        "a is fixed, and requires b, which is not",
        [scheme("a", fixed=True, requires=["b"]), scheme("b")],
    ),
    "schemes_fixed_clash": Case(
        "The schemes a and b are both fixed",
        [scheme(name, fixed=True, alternatives="x") for name in ("a", "b")],
    ),
    "not_in_area": Case("bsae is not a pool of N", [scheme("a", pool="bsae"), scheme("b")]),
    "scheme_within_total": Case("no places of its own", [scheme("a")], more=TOTAL),
    "scheme_no_total": Case(
        "all pools together of N", [bare("a")], [step("a", 0, 4, pool=""), step("a", 0, 4)], FREE
    ),
    "scheme_total_unsaid": Case("not the total of N", [scheme("a")], more=BOTH),
    "scheme_before_pool": Case(
        "from 2025/26, and that begins in 2026/27", [scheme("a", opens=2025)]
    ),
    "scheme_below_nought": Case(
        "takes 97 places from the pool all of S, which has 99 in 2026/27, 4 of them others'",
        [bare("a")],
        [step("a", 0, 8), step("a", 0, -97, **AT_S)],
        FREE,
    ),
    "schemes_below_nought": Case(
        "The schemes a, b may all open, and together take 100 places",
        [bare("a"), bare("b"), bare("c", excludes=["a", "b"])],
        [step(name, 0, 5) for name in "abc"]
        + [step(name, 1, -places, **AT_S) for name, places in (("a", 60), ("b", 40), ("c", 95))],
        [cost(name, -1, 1e5) for name in "abc"],
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("rule", CASES)
def test_a_scheme_with_a_fault_is_not_offered(rule):
    case = CASES[rule]
    scenario = plan(case.schemes, case.steps, case.costs, **case.more)
    with pytest.raises(ScenarioError, match="The schemes of the scenario bid") as raised:
        offers_of(place(), scenario)
    (found,) = raised.value.findings
    assert (found.rule, found.severity) == (rule, "error")
    assert case.says in str(found)
    number = 1 + [row["scheme"] for row in case.schemes].index(case.scheme)
    assert (found.file, found.row) == ("scenario in Python [[schemes]]", number)
    assert check_offers(place(), scenario) == raised.value.findings


def test_faults_are_gathered_and_a_plan_s_own_come_first():
    rows = [bare("a"), scheme("b", price_year=None), scheme("c", pool="bsae", approved=2030)]
    found = check_offers(place(), plan(rows))
    assert sorted(fault.rule for fault in found) == [
        "not_in_area",
        "scheme_before_approval",
        "scheme_price_year",
        "scheme_says_nothing",
    ]
    nowhere = check_offers(place(), plan([*rows, scheme("d", site="X")]))
    assert [(fault.rule, fault.value) for fault in nowhere] == [("not_in_area", "X")]
    elsewhere = plan([bare("a")], [step("a", 0, 8, site="Y")], FREE)
    assert [(fault.rule, fault.value) for fault in check_offers(place(), elsewhere)] == [
        ("not_in_area", "Y")
    ]


@pytest.mark.slow
def test_what_is_enough_is_no_fault():
    """Each fault of the places stops where it says that it begins."""
    there = [step("a", 0, 8), step("a", 0, -95, **AT_S)]  # 99 from 2026 on, 4 of them others'
    assert not check_offers(place(), plan([bare("a")], there, FREE))
    early = plan([bare("a", opens=2025)], [step("a", 1, 8), step("a", 1, -95, **AT_S)], FREE)
    assert not check_offers(place(), early)
    total = [step("a", 0, 8), step("a", 0, 0, pool="")]
    assert not check_offers(place(), plan([bare("a")], total, FREE, **BOTH))
    assert not check_offers(place(), plan([scheme("a", approved=2025)]))
    assert not check_offers(place(), plan([scheme("a", pounds=0)]))
    ready = [scheme("a", latest=2028, requires=["b"]), scheme("b", opens=2028)]
    assert not check_offers(place(), plan(ready))
    closing = plan([bare("a", kind="closure")], [step("a", 0, -95, **AT_S)], pools=[], sites=[])
    assert [fault.value for fault in check_offers(place(), closing)] == ["N"]
    closing = plan([bare("a", kind="closure", site="S")], [step("a", 0, -95, **AT_S)], pools=[])
    assert not [fault for fault in check_offers(place(), closing) if fault.severity == "error"]


def test_a_pool_without_places_is_a_fault_unless_a_scheme_gives_it_some():
    from sufficiency.planned import check_plan
    from sufficiency.scenario import load_scenario

    bare_pool = load_scenario({"name": "x", "sites": [NEW_SITE], "pools": [NEW_POOL]})
    assert [found.rule for found in check_plan(place(), bare_pool).findings] == [
        "pool_without_places"
    ]
    assert not check_plan(place(), plan([scheme("a")])).findings
    other = NEW_POOL | {"pool": "other"}
    beside = plan([scheme("a")], pools=[NEW_POOL, other])
    assert [found.value for found in check_plan(place(), beside).findings] == ["other"]


PROGRAMMES = {
    "programme_unknown_scheme": ({"neww": 2026}, "Did you mean new?"),
    "programme_outside_window": (
        {"wing": 2029},
        "open in 2029/30, and may from 2026/27 to 2028/29",
    ),
    "programme_requires": (
        {"shut": 2026, "new": 2027},
        "requires new, which does not open by then",
    ),
    "programme_excludes": (
        {"shut": 2027, "new": 2027, "shut-half": 2026},
        "The schemes shut and shut-half are both to open",
    ),
}


@pytest.mark.parametrize("rule", PROGRAMMES)
def test_a_programme_that_cannot_be_is_refused(rule):
    openings, says = PROGRAMMES[rule]
    with pytest.raises(ScenarioError, match="The programme of the scenario bid") as raised:
        programme_scenario(place(), usual(), openings)
    (found,) = raised.value.findings
    assert found.rule == rule
    assert says in str(found)


def test_faults_of_a_programme_are_gathered():
    with pytest.raises(ScenarioError, match="3 faults"):
        programme_scenario(place(), usual(), {"neww": 2026, "wing": 2031, "shut": 2028})


def test_every_message_about_schemes_is_tripped():
    assert set(offers.MESSAGES) == {*CASES, *PROGRAMMES} - {"not_in_area"}
    for rule in offers.MESSAGES:
        assert MESSAGES[rule].why
