"""What `check --area` says of rules and costs: the same that an allocation would refuse."""

import pytest
from capital_cases import HILL, SMALL, scenario_with
from money_areas import projected as priced
from small_areas import Small, projected, said, tables_of
from test_allocation_caps import costs
from test_allocation_rules import ABOUT, STAND, TOGETHER

import sufficiency as sf
from sufficiency.allocation import trial
from sufficiency.allocation.trial import findings_of_run, refuse_unknown_costs
from sufficiency.cli.main import main
from sufficiency.errors import FindingsError, TableError

AREA = sf.area_from_frames(tables_of())


def ruled(*rows):
    stated = [
        {"rule": f"r{number}", "kind": "forbid", "site": "S", **ABOUT, **row}
        for number, row in enumerate(rows, 1)
    ]
    return STAND.with_rows("rules", stated, name="ruled")


@pytest.mark.parametrize("rule", TOGETHER)
def test_contradictory_rules_are_found_as_an_allocation_finds_them(rule):
    scenario = ruled(*TOGETHER[rule][0])
    found = findings_of_run(AREA, scenario)
    with pytest.raises(FindingsError, match=said(rule)) as raised:
        sf.allocate(projected(Small()), scenario, draws=1, workers=1)
    assert [one.rule for one in found] == [one.rule for one in raised.value.findings] == [rule]
    assert [one.seen for one in found] == [one.seen for one in raised.value.findings]
    assert found[0].row == raised.value.findings[0].row


def test_rules_and_costs_are_told_at_once():
    scenario = ruled(*TOGETHER["rule_force_against"][0]).but(
        name="priced", aims=["without", "pounds"]
    )
    rules = {one.rule for one in findings_of_run(AREA, scenario)}
    assert rules == {"rule_force_against", "costs_none"}
    priced = sf.area_from_frames({**tables_of(), "costs": costs()})
    assert {one.rule for one in findings_of_run(priced, scenario)} == {"rule_force_against"}


def test_costs_that_a_bid_would_lack_are_noted_and_refused_before_schemes_are_chosen():
    """Schemes are chosen in the order of the aims without costs; pounds are told after it."""
    chosen = scenario_with(HILL)
    area = sf.area_from_frames({**tables_of(SMALL), "costs": costs().head(0)})
    found = findings_of_run(area, chosen)
    assert [(one.rule, one.severity) for one in found] == [("costs_none", "note")]
    with pytest.raises(TableError, match=said("costs_none")):
        refuse_unknown_costs(sf.project(area, chosen, draws=1, workers=1))
    assert findings_of_run(priced().area, chosen) == ()


def test_nothing_is_projected_where_nothing_of_the_kind_is_stated(monkeypatch):
    monkeypatch.setattr(trial, "project", None)
    assert findings_of_run(AREA, STAND) == ()


def test_an_area_that_cannot_be_projected_is_left_to_the_projection():
    plans = tables_of()["plans"]
    short = sf.area_from_frames({**tables_of(), "plans": plans[plans["year"] == 2024]})
    assert findings_of_run(short, ruled({})) == ()


RULES = """[[rules]]
rule = "r1"
kind = "force"
site = "S"
reason = "a test"
owner = "a tester"

[[rules]]
rule = "r2"
kind = "forbid"
site = "S"
locality = "L2"
need = "{need}"
reason = "a test"
owner = "a tester"
"""


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        (RULES.format(need="ASD"), 1, "row 1, column rule"),
        (RULES.format(need="ASD"), 1, "that r2 (forbid, "),
        (RULES.split("\n\n")[0], 0, "0 faults"),
        ('aims = ["without", "pounds"]\n', 1, "the area has no costs: the table is not there"),
    ],
)
def test_check_with_an_area_names_them(text, code, words, tmp_path, capsys):
    place = AREA.save(tmp_path / "area")
    path = tmp_path / "mine.toml"
    path.write_text(f"[allocation]\n{text}" if text[:4] == "aims" else text, encoding="utf-8")
    with pytest.raises(SystemExit, match=r"^\d*$") as left:
        main(["check", str(path), "--area", str(place)])
    printed = capsys.readouterr()
    told = " ".join((printed.out + printed.err).split())
    assert bool(left.value.code) == bool(code), told
    assert words in told
