"""What is known and what is decided meet: a scenario laid over an area."""

import math

import pytest

import sufficiency as sf
from sufficiency.planned import check_plan, planned_area
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


@pytest.mark.parametrize("name", sorted(shipped()))
def test_each_shipped_scenario_fits_the_example(area: sf.Area, name: str) -> None:
    scenario = sf.load_scenario(name)
    planned = planned_area(area, scenario)
    for table in ("sites", "pools", "places"):
        added = len(planned.table(table)) - len(area.table(table))
        assert added == len(scenario.to_frame(table))
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
    assert found[0].file == "table places with scenario early"
    assert found[0].row is None
    with pytest.raises(sf.TableError, match="with the scenario early cannot be used: 1 fault"):
        planned_area(area, early)
