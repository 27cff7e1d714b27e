"""Places of programmes as arrays: to the place those that an allocation of the same has."""

import numpy as np
import pytest
from capital_cases import BROOK, HILL, HILL_LARGE, SMALL, children, scenario_with
from small_areas import tables_of

import sufficiency as sf
from sufficiency.capital import offers_of, programme_scenario
from sufficiency.capital.building import problem_of, rooms_of
from sufficiency.capital.candidates import opening_of
from sufficiency.capital.leading import leading_aims, leading_problem
from sufficiency.capital.outcomes import outcomes_of
from sufficiency.capital.released import values_released
from sufficiency.capital.shared import places_added, shared_of
from sufficiency.places.choosing import NOT_OPENED

HEADROOM = {"assumptions": {"headroom_percent": 7}}
BOTH = {"brook": 2026, "hill-large": 2027}


def rooms_with(scenario, projection=None, aim="order"):
    projection = children() if projection is None else projection
    offers = offers_of(projection.area, scenario)
    return rooms_of(shared_of(projection, scenario, offers), aim)


def allocated(projection, scenario, openings, **options):
    made = programme_scenario(projection.area, scenario, openings)
    return sf.allocate(projection, made, draws=3, workers=1, **options)


@pytest.fixture(scope="module")
def tight():
    """Headroom of 7 %, so that rounding shows."""
    return scenario_with(HILL, HILL_LARGE, BROOK, **HEADROOM)


@pytest.mark.slow
@pytest.mark.parametrize("openings", [{}, {"hill": 2027}, {"brook": 2027}, BOTH])
def test_a_programme_has_the_places_that_its_scenario_plans(tight, openings):
    shared = rooms_with(tight).shared
    made = allocated(children(), tight, openings, stayers="release").plan
    ours = shared.plan_with(openings)
    theirs = {name: place for place, name in enumerate(made.pools.names)}
    at = [theirs[name] for name in ours.pools.names]
    assert sorted(at) == list(range(len(at)))
    np.testing.assert_array_equal(ours.places, made.places[:, at])
    np.testing.assert_array_equal(ours.pools.is_open, made.pools.is_open[:, at])
    np.testing.assert_array_equal(ours.pools.free, made.pools.free[:, at])
    np.testing.assert_array_equal(ours.may_be_over, made.may_be_over[:, at])


@pytest.mark.parametrize("openings", [{}, {"hill": 2026}, BOTH])
def test_released_a_programme_comes_to_what_its_allocation_does_in_every_aim(tight, openings):
    rooms = rooms_with(tight)
    problem = problem_of(rooms, draws=3, aim="order", budget=None)
    ours = values_released(problem, [opening_of(openings, rooms.shared)])[0]
    made = allocated(children(), tight, openings, stayers="release")
    assert made.is_proven
    theirs = made.drawn.counts.totals.sum(axis=1).mean(axis=0)
    np.testing.assert_allclose(ours, theirs, rtol=1e-12)


@pytest.mark.slow
@pytest.mark.parametrize("openings", [{}, BOTH])
def test_with_stayers_every_number_of_an_outcome_is_that_of_an_allocation(tight, openings):
    shared = rooms_with(tight).shared
    made = allocated(children(), tight, openings, stayers="keep")
    setting = shared.setting_with(openings, stayers="keep")
    (ours,) = outcomes_of([setting], draws=3, workers=1)
    np.testing.assert_array_equal(ours.totals, made.drawn.counts.totals)
    np.testing.assert_array_equal(ours.children, made.drawn.counts.children.sum(axis=3))
    np.testing.assert_array_equal(ours.placed, made.drawn.counts.placed)
    assert ours.is_proven


def with_totals():
    """An area in which the base's site has a total, so that a pool may grow and its site not."""
    tables = tables_of(SMALL)
    places = tables["places"]
    total = places[places["site"] == "B"].assign(pool="", places=18.0)
    tables["places"] = type(places)(
        {name: [*places[name], *total[name]] for name in places.columns}
    )
    area = sf.area_from_frames(tables)
    return sf.project(area, until=2027, draws=3, workers=1)


@pytest.mark.slow
def test_a_total_of_a_site_grows_only_where_the_scheme_says_so():
    projection = with_totals()
    rows = [
        {"scheme": "brook", "pool": "all", "places": {0: 8}, "basis": "made"},
        {"scheme": "brook", "pool": "", "places": {0: 5}, "basis": "made"},
    ]
    brook = {
        name: value for name, value in BROOK.items() if name not in ("pool", "places", "fill_years")
    }
    scenario = scenario_with(brook, scheme_places=rows, **HEADROOM)
    rooms = rooms_with(scenario, projection)
    problem = problem_of(rooms, draws=3, aim="order", budget=None)
    added = problem.schemes.added[0, rooms.shared.years.index(2026)]
    assert added.max() == 8 - 1  # 28 less 7 %, and 20 less 7 %
    assert set(np.unique(added)) == {0, 4, 7}  # of the total: 23 less 7 %, and 18 less 7 %
    for openings in ({}, {"brook": 2026}):
        ours = values_released(problem, [opening_of(openings, rooms.shared)])[0]
        made = allocated(projection, scenario, openings, stayers="release")
        theirs = made.drawn.counts.totals.sum(axis=1).mean(axis=0)
        np.testing.assert_allclose(ours, theirs, rtol=1e-12)


@pytest.mark.slow
def test_pools_that_may_be_above_their_places_may_be_so_with_a_scheme():
    changes = {"over_places_percent": 10}
    scenario = scenario_with(HILL, BROOK, assumptions=changes)
    rooms = rooms_with(scenario)
    problem = problem_of(rooms, draws=3, aim="order", budget=None)
    assert "over_places" in problem.periods[0].network.aims
    for openings in ({}, {"brook": 2026, "hill": 2026}):
        ours = values_released(problem, [opening_of(openings, rooms.shared)])[0]
        made = allocated(children(), scenario, openings, stayers="release")
        theirs = made.drawn.counts.totals.sum(axis=1).mean(axis=0)
        np.testing.assert_allclose(ours, theirs, rtol=1e-12)


def test_steps_hold_from_their_year_until_the_next(tight):
    shared = rooms_with(tight).shared
    pools, sites = places_added(shared.plan, shared.offer("hill-large"), 2026)
    at = list(shared.plan.labels["site"]).index("S")
    assert pools[:, at].tolist() == [0, 10, 20]
    assert not np.delete(pools, at, axis=1).any()
    assert not sites.any()


def test_schemes_open_in_their_years_alone_and_conditions_are_pairs(tight):
    rooms = rooms_with(tight)
    schemes = problem_of(rooms, draws=1, aim="order", budget=None).schemes
    assert schemes.names == ("brook", "hill", "hill-large")
    assert schemes.may_open.tolist() == [[False, True, True]] * 3
    assert schemes.excludes == ((1, 2),)
    assert not schemes.added[:, 0].any()
    for opening in range(3):
        assert not schemes.added[:, opening, :opening].any()


def test_what_requires_a_scheme_that_comes_too_late_comes_too_late_as_well():
    late = {**HILL_LARGE, "scheme": "late", "opens": 2027, "latest": 2029, "excludes": []}
    beyond = {**HILL, "scheme": "beyond", "opens": 2030, "latest": 2032, "fixed": "yes"}
    early = {**BROOK, "scheme": "early", "opens": 2026, "latest": 2031, "requires": ["beyond"]}
    after = {**HILL, "scheme": "after", "opens": 2026, "latest": 2027, "requires": ["late"]}
    rooms = rooms_with(scenario_with(late, beyond, early, after))
    schemes = problem_of(rooms, draws=1, aim="order", budget=None).schemes
    may_open = dict(zip(schemes.names, schemes.may_open.tolist(), strict=True))
    assert may_open["late"] == may_open["after"] == [False, False, True]
    assert not any(may_open["early"] + may_open["beyond"])
    assert not schemes.must_open.any()


def test_the_first_aims_of_far_fewer_cells_are_those_of_all(tight, monkeypatch):
    rooms = rooms_with(tight)
    problem = problem_of(rooms, draws=3, aim="order", budget=None)
    assert leading_aims(problem) == 0
    monkeypatch.setattr("sufficiency.capital.leading.MANY_ARCS", 0)
    assert leading_aims(problem) == 2
    led = leading_problem(problem, 2)
    assert all(
        len(a.network.demand) <= len(b.network.demand)
        for a, b in zip(led.periods, problem.periods, strict=True)
    )
    assert sum(p.network.children for p in led.periods) == sum(
        p.network.children for p in problem.periods
    )
    none = np.full(3, NOT_OPENED)
    programmes = [none, np.array([1, NOT_OPENED, 2]), np.array([2, 1, NOT_OPENED])]
    few, whole = (values_released(one, programmes) for one in (led, problem))
    np.testing.assert_allclose(few, whole[:, :2], rtol=1e-12)


def test_two_schemes_of_a_pool_are_rounded_together_in_an_allocation_and_that_is_told():
    """20 places and 3 more twice, of which 7 % are kept: 21 + 21 - 19 is not 24."""
    one = {**BROOK, "scheme": "one", "places": 3, "pounds": 1}
    two = {**one, "scheme": "two"}
    rooms = rooms_with(scenario_with(one, two, **HEADROOM))
    apart = problem_of(rooms, draws=1, aim="order", budget=None).schemes.added[:, 1].sum(axis=0)
    together = rooms.with_programme({"one": 2026, "two": 2026}) - rooms.with_programme({})
    assert apart.max() == 4  # round(23 x 0.93) = 21, twice 2 more than round(20 x 0.93) = 19
    assert together.max() == 5  # round(26 x 0.93) = 24
    scenario = rooms.shared.scenario
    made = allocated(children(), scenario, {"one": 2026, "two": 2026})
    at = list(made.plan.labels["site"]).index("B")
    assert made.plan.pools.free[1, at] == 24
