"""What a scenario file says in other words than tables do: keys that it lacks, years, names."""

import pytest
from small_areas import tables_of

import sufficiency as sf
from sufficiency.errors import NotPossibleError, ScenarioError
from sufficiency.planned import check_plan
from sufficiency.scenario import load_scenario

CLOSURE = {"setting": "ap", "year": 2028, "to": {"special": 1.0}, "why": "reform"}
RULE = {"rule": "r", "kind": "forbid", "site": "S1", "locality": "L1", "reason": "x", "owner": "y"}


def test_a_key_that_no_row_has_is_asked_for_as_a_key():
    with pytest.raises(ScenarioError, match="No row has why") as raised:
        load_scenario({"closures": [{key: CLOSURE[key] for key in ("setting", "year", "to")}]})
    (found,) = raised.value.findings
    assert (found.rule, found.column) == ("key_missing", "why")
    assert found.seen == "No row has why."
    assert found.why.startswith("It holds: ")
    assert found.remedy.startswith('Write it in each row: why = "')
    assert "column" not in f"{found.seen} {found.remedy}"


def test_a_key_that_one_row_lacks_is_asked_for_there():
    short = {key: value for key, value in RULE.items() if key != "reason"} | {"rule": "s"}
    with pytest.raises(ScenarioError, match="The row has no reason") as raised:
        load_scenario({"rules": [RULE, short]})
    (found,) = raised.value.findings
    assert (found.rule, found.row, found.column) == ("key_blank", 2, "reason")
    assert found.seen == "The row has no reason, or a blank one."
    assert found.remedy.startswith('Write reason = "')
    assert found.remedy.endswith('", or delete the row.')


def test_a_year_of_a_row_may_be_written_as_a_school_year():
    told = load_scenario({"closures": [CLOSURE | {"year": "2028/29"}]})
    plain = load_scenario({"closures": [CLOSURE]})
    assert told.content.rows == plain.content.rows
    with pytest.raises(ScenarioError, match="2028/30 is not a year"):
        load_scenario({"closures": [CLOSURE | {"year": "2028/30"}]})


def test_a_locality_called_by_its_name_is_told_its_code():
    tables = tables_of()
    is_second = tables["localities"]["locality"] == "L2"
    names = tables["localities"]["name"].mask(is_second, "Corby Kingswood")
    area = sf.area_from_frames(tables | {"localities": tables["localities"].assign(name=names)})
    scenario = load_scenario({"demand": {"new_homes": {"by": {"Corby Kingswood": {"2026": 50}}}}})
    (found,) = check_plan(area, scenario).findings
    assert found.rule == "not_in_area"
    assert found.remedy == "It is the name of L2: write L2."
    with pytest.raises(NotPossibleError, match="localities: L2 for Corby Kingswood"):
        sf.project(area, scenario, draws=1, workers=1)
