"""Schemes in a scenario: what differs in words, what is taken out, and the command that checks."""

import json

import jsonschema
import pytest
from scheme_cases import NEW_POOL, NEW_SITE, bare, cost, place, plan, scheme, step

import sufficiency as sf
from sufficiency.capital import programme_scenario
from sufficiency.scenario.schema import schema

BID = plan(
    [scheme("a"), bare("b", kind="base", fixed=True)],
    [step("b", 0, 8, site=""), step("b", 1, 12, site=""), step("b", 0, -4, site="S", pool="all")],
    [cost("b", -1, 3e5), cost("b", 1, 5e4, item="running", payer="high_needs")],
)


def test_differences_of_places_and_costs_read_as_sentences():
    more = BID.with_rows("scheme_places", [step("b", 1, 16, site="")])
    assert BID.diff(more).sentences == [
        "Places of scheme b: +8 in base as it opens, +16 in base 1 year after, -4 in all of S as"
        " it opens, instead of +8 in base as it opens, +12 in base 1 year after, -4 in all of S as"
        " it opens."
    ]
    dearer = BID.with_rows("scheme_costs", [cost("b", -2, 1e5)])
    (said,) = BID.diff(dearer).sentences
    assert said.startswith(
        "Costs of scheme b: 100000 for capital 2 years before (paid by capital_grant, in prices of"
        " 2025/26), 300000 for capital 1 year before (paid by capital_grant, in prices of"
        " 2025/26), 50000 for running 1 year after (paid by high_needs, in prices of 2025/26),"
        " instead of 300000"
    )
    short = plan([scheme("a"), scheme("b", kind="base", fixed=True)])
    assert "Places of scheme b: none in a table of their own, instead of" in str(BID.diff(short))
    assert BID.diff(plan([scheme("a")])).sentences == ["Leaves out scheme b."]


def test_what_is_taken_out_takes_its_places_and_costs_along():
    gone = BID.without(site="N")
    assert all(row.table not in ("schemes", "scheme_places", "scheme_costs") for row in rows(gone))
    other = plan([scheme("a"), bare("c", site="S")], [step("c", 0, 4, site="S", pool="all")])
    kept = other.without(site="N")
    assert [(row.table, row["scheme"]) for row in rows(kept)] == [
        ("scheme_places", "c"),
        ("schemes", "c"),
    ]
    less = BID.without(site="N", pool="base")  # a is of that pool, and places of b
    assert [(row.table, row["scheme"]) for row in rows(less) if row.table != "sites"] == [
        ("scheme_costs", "b"),
        ("scheme_costs", "b"),
        ("scheme_places", "b"),
        ("schemes", "b"),
    ]


def rows(scenario):
    return scenario.content.rows


@pytest.mark.parametrize("fixed", [True, False, "yes", "no"])
def test_yes_and_no_may_be_written_as_toml_does(fixed):
    raw = {
        "schemes": [{"scheme": "a", "site": "S", "opens": 2028, "fixed": fixed, "basis": "made"}]
    }
    jsonschema.validate(raw, schema())
    held = sf.load_scenario(raw).to_frame("schemes")["fixed"].tolist()
    assert held == ["yes" if fixed in (True, "yes") else "no"]


def test_the_schema_knows_years_since_the_opening():
    row = {"scheme": "a", "item": "capital", "pounds": {"-1": 10, "0": 20}}
    assert jsonschema.Draft202012Validator(schema()).is_valid({"scheme_costs": [row]})
    row["pounds"] = {"soon": 10, "-1": "much"}
    assert not jsonschema.Draft202012Validator(schema()).is_valid({"scheme_costs": [row]})


def test_check_holds_schemes_against_the_area(run, tmp_path):
    area = place().save(tmp_path / "area")
    sound, faulty = (tmp_path / name for name in ("sound.toml", "faulty.toml"))
    sound.write_text(BID.to_toml(), encoding="utf-8")
    faulty.write_text(plan([scheme("a", pool="bsae"), scheme("b")]).to_toml(), encoding="utf-8")
    code, out, _ = run("check", sound, "--area", area)
    assert code == 0
    assert "New scheme a" in out
    code, out, _ = run("check", faulty, "--area", area, "--json")
    assert code != 0
    told = [found["rule"] for found in json.loads(out)["findings"]]
    assert told == ["not_in_area", "scenario_checks_follow"]


@pytest.mark.slow
def test_a_pool_that_stays_closed_is_not_told_to_come_too_late():
    late = NEW_POOL | {"pool": "late", "year": 2030}
    bid = plan(
        [scheme("a", fill_years=1), scheme("b", pool="late", opens=2030)], pools=[NEW_POOL, late]
    )
    projection = sf.project(place(), draws=1, until=2026, workers=1)
    told = []
    for openings in ({"a": 2026}, {"a": 2026, "b": 2030}):
        done = programme_scenario(place(), bid, openings)
        notes = sf.allocate(projection, done, draws=1, workers=1).notes
        told.append([note for note in notes if note.rule == "allocation_after_last_year"])
    assert not told[0]
    assert [note.value for note in told[1]] == ["late"]


def test_sites_that_only_schemes_use_are_in_the_plan():
    assert NEW_SITE["site"] in set(sf.planned_area(place(), BID).sites["site"])
