"""What is known and what is decided meet: a scenario laid over an area."""

import math

import pandas as pd
import pytest

import sufficiency as sf
from sufficiency.area import Checked, area_of, check_tables
from sufficiency.area.reading import raw_of_frame
from sufficiency.planned import check_plan, not_open_yet, plan_differences, planned_area
from sufficiency.scenario import shipped

OWN_POOL = ("109742", "all")
"""A pool of the example: 95 places, of which 93 are others'."""


@pytest.fixture(scope="module")
def area() -> sf.Area:
    return sf.load_example()


def places_of(planned: sf.Area, site: str) -> dict[int, tuple[float, float]]:
    rows = planned.places[planned.places["site"] == site]
    return {
        year: (places, taken)
        for year, places, taken in zip(rows["year"], rows["places"], rows["taken"], strict=True)
    }


def test_as_things_stand_changes_nothing(area: sf.Area) -> None:
    assert planned_area(area, sf.as_things_stand()) == area


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(shipped()))
def test_each_shipped_scenario_fits_the_example(area: sf.Area, name: str) -> None:
    scenario = sf.load_scenario(name)
    planned = planned_area(area, scenario)
    for table in ("sites", "pools", "places"):
        added = len(planned.table(table)) - len(area.table(table))
        waiting = len(not_open_yet(area, scenario)) if table == "places" else 0
        assert added == len(scenario.to_frame(table)) + waiting
        assert bool(waiting) is (table == "places" and name == "capital-bid")
    assert check_plan(area, scenario).findings == ()


def test_places_taken_by_others_stay_taken_unless_said(area: sf.Area) -> None:
    site, pool = OWN_POOL
    more = sf.as_things_stand().with_places(site, pool, {2026: 100})
    assert places_of(planned_area(area, more), site) == {2021: (95, 93), 2026: (100, 93)}

    freed = sf.as_things_stand().with_places(site, pool, {2026: 100}, taken=0)
    assert places_of(planned_area(area, freed), site)[2026] == (100, 0)


def test_a_row_with_the_same_key_replaces_the_areas(area: sf.Area) -> None:
    site, pool = OWN_POOL
    fewer = sf.as_things_stand().with_places(site, pool, {2021: 94})
    assert places_of(planned_area(area, fewer), site) == {2021: (94, 93)}
    assert places_of(area, site) == {2021: (95, 93)}, "the area itself is as it was"


def test_a_new_pool_has_nobody_from_elsewhere(area: sf.Area) -> None:
    planned = planned_area(area, sf.load_scenario("two-bases"))
    assert all(math.isnan(taken) for _, taken in places_of(planned, "NEW-CORBY").values())


def test_a_slip_moves_pools_and_places_together(area: sf.Area) -> None:
    planned = planned_area(area, sf.load_scenario("slip-of-a-year"))
    assert sorted(places_of(planned, "NEW-CORBY")) == [2028, 2029, 2030]
    pools = planned.pools[planned.pools["site"] == "NEW-CORBY"]
    assert pools["year"].tolist() == [2028]


def test_a_plan_that_is_not_sound_is_named_not_used(area: sf.Area) -> None:
    early = sf.load_scenario(
        {
            "name": "early",
            "pools": [
                {
                    "site": OWN_POOL[0],
                    "pool": "base",
                    "level": "base",
                    "needs": ["ASD"],
                    "ncy_from": 0,
                    "ncy_to": 6,
                    "year": 2028,
                }
            ],
            "places": [{"site": OWN_POOL[0], "pool": "base", "places": {2026: 8}, "basis": "made"}],
        }
    )
    found = check_plan(area, early).findings
    assert [one.rule for one in found] == ["places_before_opening"]
    assert found[0].file == "scenario in Python [[places]]"
    assert found[0].row is None
    with pytest.raises(sf.TableError, match="with the scenario early cannot be used: 1 fault"):
        planned_area(area, early)


MAPLEFIELDS = "138634"
"""A special school of the example: 90 places in its secondary pool, and 100 from 2024/25."""


def with_base_in_place_of_special(**pool: object) -> sf.Scenario:
    row = {"level": "base", "needs": ["SEMH"], "ncy_from": 7, "ncy_to": 13, "year": 2028, **pool}
    changed = sf.as_things_stand().with_pool(MAPLEFIELDS, "secondary", **row)
    return changed.with_places(MAPLEFIELDS, "secondary", {2028: 8, 2029: 16}, name="changed")


def test_a_plan_that_closes_a_pool_says_so(area: sf.Area) -> None:
    scenario = sf.as_things_stand().with_places("148583", "all", {2028: 0}, name="closing")
    told = next(one for one in check_plan(area, scenario).findings if one.rule[:5] == "plan_")
    assert (told.rule, told.severity) == ("plan_closes_pool", "note")
    assert told.seen.startswith("Closes pool all of Chelveston Road School (148583): places ")
    assert told.seen.endswith(" become 0 from 2028/29.")
    assert "are placed anew, before others" in told.why
    assert "write 1 place" in told.remedy


def moved_site(**facts: object) -> sf.Scenario:
    """Give a scenario that has a row for a site of the area, as if it were a new one."""
    row = {
        "site": MAPLEFIELDS,
        "name": "New base",
        "authority": "North Northamptonshire",
        "easting": 487000,
        "northing": 278000,
        "basis": "made",
        **facts,
    }
    return sf.load_scenario({"name": "moved", "sites": [row]})


def test_a_row_for_a_site_that_the_area_has_is_noted_and_not_called_new(area: sf.Area) -> None:
    (told,) = check_plan(area, moved_site()).findings
    assert (told.rule, told.severity) == ("plan_changes_site", "note")
    assert told.seen == (
        "Changes site Maplefields Academy (138634): name Maplefields Academy becomes New base, "
        "urn 138634 becomes blank, easting 486249 becomes 487000, northing 288016 becomes 278000, "
        "low_age 6 becomes blank, high_age 17 becomes blank, roll 115 becomes blank, "
        "roll_year 2022 becomes blank. It moves 6.2 miles; journeys that the table journeys does "
        "not have are measured anew."
    )
    assert told.why == "The scenario's row takes the place of the area's in every year."
    assert "give it a code of its own" in told.remedy
    assert planned_area(area, moved_site()).sites["easting"].tolist().count(487000) == 1
    said = str(plan_differences(area, moved_site()))
    assert "A row for a site that the area has: New base (138634)." in said
    assert "New site" not in said


def test_a_site_that_only_gets_another_roll_does_not_move(area: sf.Area) -> None:
    facts = area.sites[area.sites["site"] == MAPLEFIELDS].to_dict("records")[0]
    (told,) = check_plan(area, moved_site(**{**facts, "roll": 150})).findings
    assert told.seen == "Changes site Maplefields Academy (138634): roll 115 becomes 150."
    assert check_plan(area, moved_site(**facts)).findings == ()
    near = {**facts, "easting": facts["easting"] + 30}
    (told,) = check_plan(area, moved_site(**near)).findings
    assert " It moves 30 metres; " in told.seen


def test_a_cap_that_counts_others_is_noted(area: sf.Area) -> None:
    cap = {"site": MAPLEFIELDS, "cap": "hall", "needs": "SEMH", "places": 20, "basis": "made"}
    rows = pd.DataFrame([{**cap, "year": 2025, "ncy_from": 7, "ncy_to": 11}])
    capped = area_of(area.replacing({"caps": raw_of_frame("caps", rows)}, what="capped"))
    row = {**cap, "needs": ["ASD"], "year": 2027, "ncy_from": 7, "ncy_to": 11}
    scenario = sf.load_scenario({"name": "capped", "caps": [row]})
    (told,) = check_plan(capped, scenario).findings
    assert (told.rule, told.severity) == ("plan_changes_cap", "note")
    assert told.seen == "Changes cap hall of Maplefields Academy (138634): needs SEMH becomes ASD."
    assert told.why.endswith("takes the place of the area's from 2027/28: others are counted.")
    assert "give the new one another short name" in told.remedy
    assert check_plan(area, scenario).findings == ()
    every = sf.load_scenario({"name": "all", "caps": [{**row, "needs": []}]})
    (told,) = check_plan(capped, every).findings
    assert "needs SEMH becomes all" in told.seen, "a cap without needs counts all of them"
    more = sf.load_scenario({"name": "more", "caps": [{**row, "needs": ["SEMH"], "places": 25}]})
    assert [one for one in check_plan(capped, more).findings if one.rule[:5] == "plan_"] == []
    both = {**row, "needs": ["MLD", "ASD"], "year": 2028}
    first = sf.load_scenario({"name": "first", "caps": [{**both, "year": 2026}]})
    again = sf.load_scenario({"name": "again", "caps": [{**both, "needs": ["ASD", "MLD"]}]})
    two = area_of(check_plan(capped, first))
    told = [one.rule for one in check_plan(two, again).findings]
    assert "plan_changes_cap" not in told, "the same needs in another order"


def test_another_level_and_fewer_places_of_a_pool_of_the_area_are_noted(area: sf.Area) -> None:
    scenario = with_base_in_place_of_special(setting="base")
    pool, places = check_plan(area, scenario).findings
    assert (pool.rule, pool.severity) == ("plan_changes_pool", "note")
    assert pool.seen == (
        "Changes pool secondary of Maplefields Academy (138634): level special becomes base, "
        "setting special becomes base, needs SEMH ASD SLCN MLD SPLD becomes SEMH."
    )
    assert pool.why == "The scenario's row takes the place of the area's from 2028/29."
    assert "give the new one another short name" in pool.remedy
    assert (pool.file, pool.row) == ("edited in Python [[pools]]", None)
    assert (places.rule, places.severity) == ("plan_fewer_places", "note")
    assert places.seen == (
        "Changes pool secondary of Maplefields Academy (138634): "
        "places 100 become 8 from 2028/29, 100 become 16 from 2029/30."
    )
    assert "write the sum" in places.remedy
    assert planned_area(area, scenario).pools["level"].tolist().count("base") > 0


def test_fewer_is_counted_against_what_the_area_has_in_that_year(area: sf.Area) -> None:
    stand = sf.as_things_stand()
    noted = {
        year: [found.seen.split(": ")[1] for found in check_plan(area, plan).findings]
        for year in (2021, 2023, 2024, 2026)
        for plan in [stand.with_places(MAPLEFIELDS, "secondary", {year: 95})]
    }
    assert noted == {
        2021: [],
        2023: [],
        2024: ["places 100 become 95 from 2024/25."],
        2026: ["places 100 become 95 from 2026/27."],
    }


def test_what_leaves_a_pool_as_it_is_is_not_noted(area: sf.Area) -> None:
    held = area.pools[area.pools["site"] == MAPLEFIELDS].to_dict("records")[1]
    row = {name: held[name] for name in ("level", "needs", "ncy_from", "ncy_to")}
    plan = sf.as_things_stand().with_pool(MAPLEFIELDS, "secondary", year=2028, **row)
    more = plan.with_places(MAPLEFIELDS, "secondary", {2028: 120})
    assert check_plan(area, more).findings == ()


def test_a_name_that_nobody_has_is_found_once_and_first(area: sf.Area) -> None:
    plan = with_base_in_place_of_special().with_places("NEW-CORB", "base", {2028: 8, 2029: 16})
    found = check_plan(area, plan).findings
    assert [(one.rule, one.value) for one in found] == [("not_in_area", "NEW-CORB")]
    with pytest.raises(sf.TableError, match="or check whether this is the right area"):
        planned_area(area, plan)


def test_what_is_planned_is_told_with_the_names_and_pools_of_the_area(area: sf.Area) -> None:
    said = plan_differences(area, with_base_in_place_of_special()).sentences
    assert said == [
        "Places at Maplefields Academy (138634), secondary: "
        "8 from 2028/29, 16 from 2029/30 (a pool of the area).",
        "Later row of pool Maplefields Academy (138634), secondary from 2028/29: "
        "level base, needs SEMH, NC years 7 to 13.",
    ]
    rule = {"rule": "r", "kind": "forbid", "site": MAPLEFIELDS, "reason": "x", "owner": "y"}
    ruled = sf.as_things_stand().with_rows("rules", [rule])
    assert "site Maplefields Academy (138634)" in plan_differences(area, ruled).sentences[0]
    opens = plan_differences(area, sf.load_scenario("two-bases")).sentences
    assert sum(sentence.startswith("Opens: ") for sentence in opens) == 2


def checked_anew(area: sf.Area, scenario: sf.Scenario) -> Checked:
    """The slow twin: all tables are read again and every check is made again."""
    merged = check_plan(area, scenario).tables
    frames = {name: table.frame for name, table in merged.items() if len(table.frame)}
    return check_tables(
        {name: raw_of_frame(name, frame) for name, frame in frames.items()},
        what="all tables",
        inputs=area.inputs,
    )


CHANGED = {
    "more places": lambda plan: plan.with_places(*OWN_POOL, {2026: 120, 2028: 90}),
    "fewer places than others have": lambda plan: plan.with_places(*OWN_POOL, {2026: 4}, taken=9),
    "a total": lambda plan: plan.with_places("109742", "", {2026: 20}),
}


@pytest.mark.parametrize(
    "name", [*(pytest.param(name, marks=pytest.mark.slow) for name in sorted(shipped())), *CHANGED]
)
def test_only_what_the_plan_touches_is_checked_and_nothing_else_would_speak(
    area: sf.Area, name: str
) -> None:
    scenario = sf.load_scenario(name) if name in shipped() else CHANGED[name](sf.as_things_stand())
    quick, anew = check_plan(area, scenario), checked_anew(area, scenario)
    known = {(note.rule, note.column, note.value) for note in area.notes}
    told = [(one.rule, one.column, one.value) for one in quick.findings]
    anew_told = [(one.rule, one.column, one.value) for one in anew.findings]
    changes = {"plan_fewer_places", "plan_changes_pool", "plan_closes_pool"}
    assert [one for one in told if one[0] not in changes] == [
        one for one in anew_told if one not in known
    ]
    for table, checked in quick.tables.items():
        pd.testing.assert_frame_equal(checked.frame, anew.tables[table].frame)
