"""Programmes as scenarios: places add up, nothing is counted twice, and order does not matter."""

import hypothesis.strategies as st
import pytest
from hypothesis import given
from scheme_cases import bare, cost, place, plan, scheme, step, usual

import sufficiency as sf
from sufficiency.capital import offers_of, programme_scenario
from sufficiency.capital.programmes import rows_of_places
from sufficiency.capital.standing import standing
from sufficiency.planned import check_plan, planned_area
from sufficiency.scenario import load_scenario

YEARS = range(2022, 2040)
OFFERS = {offer.scheme: offer for offer in offers_of(place(), usual())}
BASE = planned_area(place(), usual())


@st.composite
def programmes(draw):
    """Openings that are allowed, in any order."""
    names = draw(st.lists(st.sampled_from(sorted(OFFERS)), unique=True))
    openings = {
        name: draw(st.integers(OFFERS[name].opens, min(OFFERS[name].latest, 2034)))
        for name in names
    }
    if "shut" in openings:
        openings.pop("shut-half", None)
        openings["new"] = min(openings.get("new", 2026), openings["shut"])
    return openings


def places_by_year(rows):
    """Places of each pool in every year, read the slow way: the last row that has begun."""
    held = {}
    for row in sorted(rows, key=lambda row: row["year"]):
        for year in YEARS:
            if row["year"] <= year:
                held[row["site"], row["pool"], year] = (row["places"], row["taken"])
    return held


def added(openings):
    """What schemes add to each pool in each year, the slow way."""
    total = {}
    for name, opening in openings.items():
        for year in YEARS:
            last = {}
            for one in OFFERS[name].steps:  # in order of since
                if opening + one.since <= year:
                    last[one.site, one.pool] = one.places
            for (site, pool), places in last.items():
                total[site, pool, year] = total.get((site, pool, year), 0) + places
    return total


def hold_to_steps(with_it, openings):
    """Hold the places of a programme, by pool and year, against those without and the steps."""
    without, more = places_by_year(BASE.places.to_dict("records")), added(openings)
    assert with_it.keys() == without.keys()
    for key, (places, taken) in with_it.items():
        assert places == without[key][0] + more.get(key, 0)
        assert taken == without[key][1]


@given(openings=programmes())
def test_places_with_a_programme_less_those_without_are_its_steps(openings):
    opened = tuple((OFFERS[name], year) for name, year in openings.items())
    rows = rows_of_places(opened, standing(BASE))
    keys = {(row["site"], row["pool"], row["year"]) for row in rows}
    assert len(keys) == len(rows)
    before = [
        row
        for row in BASE.places.to_dict("records")
        if (row["site"], row["pool"], row["year"]) not in keys
    ]
    hold_to_steps(places_by_year([*before, *rows]), openings)


PROGRAMMES = [
    {"new": 2027},
    {"new": 2026, "more": 2026, "shut": 2028},
    {"wing": 2028, "move": 2026, "shut-half": 2030, "more": 2034},
    {"shut": 2031, "new": 2031, "wing": 2027, "move": 2033},
]


@pytest.mark.parametrize("openings", PROGRAMMES)
def test_an_area_planned_with_a_programme_has_its_steps(openings):
    planned = planned_area(place(), programme_scenario(place(), usual(), openings))
    hold_to_steps(places_by_year(planned.places.to_dict("records")), openings)
    for table in ("sites", "pools", "caps"):
        assert planned.table(table).equals(BASE.table(table))


@pytest.mark.parametrize("openings", PROGRAMMES[1:])
def test_the_order_of_openings_does_not_matter(openings):
    one, two = (
        programme_scenario(place(), usual(), dict(order))
        for order in (openings.items(), reversed(openings.items()))
    )
    assert one == two
    assert (one.name, one.title, one.description) == (two.name, two.title, two.description)


def test_no_opening_changes_nothing():
    none = programme_scenario(place(), usual(), {})
    assert planned_area(place(), none) == BASE
    assert none.name == "bid with no scheme"
    assert none.description == "No scheme opens."
    assert place().places.equals(
        planned_area(place(), none).places.query("site != 'N'").reset_index(drop=True)
    )


def test_a_pool_that_only_schemes_open_has_none_until_one_does():
    rows = BASE.places.query("site == 'N'")
    assert rows[["pool", "year", "places", "taken"]].to_numpy().tolist() == [["base", 2026, 0, 0]]
    late = programme_scenario(place(), usual(), {"more": 2028})
    rows = late.planned("places")
    assert rows[["year", "places"]].to_numpy().tolist() == [[2026, 0], [2028, 3], [2030, 7]]


def test_what_is_decided_is_offered_no_more_and_can_be_written_down():
    import tomllib

    done = programme_scenario(place(), usual(), {"new": 2027, "wing": 2026})
    assert offers_of(place(), done) == ()
    assert load_scenario(tomllib.loads(done.to_toml())) == done
    assert (done.name, done.title) == (
        "bid with wing 2026, new 2027",
        "bid: wing 2026/27, new 2027/28",
    )
    assert done.description == "wing (wing) opens in 2026/27; new (new) opens in 2027/28."
    assert not [found for found in check_plan(place(), done).findings if found.severity == "error"]


def test_rows_of_the_area_and_of_the_scenario_go_on_under_a_scheme():
    """The area has 95 places and 99 from 2026, the scenario 120 of them from 2029."""
    later = {"site": "S", "pool": "all", "year": 2029, "places": 120, "taken": 7, "basis": "made"}
    rows = [step("a", 0, 10, site="S", pool="all")]
    bid = plan([bare("a", opens=2024, site="S")], rows, [cost("a", -1, 1e5)], places=[later])
    bid = bid.with_rows("schemes", [scheme("b", opens=2026)])  # for the pool that only it opens
    planned = planned_area(place(), programme_scenario(place(), bid, {"a": 2025}))
    held = planned.places.query("site == 'S'")[["year", "places", "taken"]]
    expected = [[2022, 95, 3], [2025, 105, 3], [2026, 109, 4], [2029, 130, 7]]
    assert held.to_numpy().tolist() == expected


@pytest.mark.parametrize("slip", [0, 1, 3])
def test_a_slip_is_not_added_twice(slip):
    """Openings are the years in which schemes really open, whatever the slip."""
    late = plan([scheme("a", fill_years=1)], allocation={"opening_slip_years": {"N": slip}})
    opening = 2026 + slip
    done = programme_scenario(place(), late, {"a": opening + 1})
    rows = planned_area(place(), done).places.query("site == 'N'")
    assert rows[["year", "places"]].to_numpy().tolist() == [[opening, 0], [opening + 1, 12]]


def test_long_programmes_are_counted_in_their_name():
    names = [f"a-scheme-with-a-long-name-{number}" for number in range(9)]
    bid = plan([scheme(name) for name in names])
    done = programme_scenario(place(), bid, {name: 2026 + n % 2 for n, name in enumerate(names)})
    assert done.name == "bid with 9 schemes (5 in 2026, 4 in 2027)"
    assert done.title == "bid: 9 schemes open"
    assert all(f"({name})" in done.description for name in names)
    assert planned_area(place(), done).places.query("site == 'N'")["places"].max() == 9 * 12


def test_a_programme_is_allocated_like_any_scenario():
    projection = sf.project(place(), draws=1, until=2027, workers=1)
    bid = plan([scheme("a", fill_years=1, places=6)])
    done = programme_scenario(place(), bid, {"a": 2027})
    offered, opened = (sf.allocate(projection, s, draws=1, workers=1) for s in (bid, done))
    waits = [note for note in offered.notes if note.rule == "allocation_schemes_wait"]
    assert [note.seen for note in waits] == ["the scenario bid offers 1 scheme; none is opened."]
    assert not [note for note in opened.notes if note.rule == "allocation_schemes_wait"]
    without, with_it = (
        a.summary().query("measure == 'placed'").set_index("year")["expected"]
        for a in (offered, opened)
    )
    assert with_it[2026] == pytest.approx(without[2026])
    assert with_it[2027] == pytest.approx(without[2027] + 6)


def test_the_same_without_schemes_as_with_none_opened():
    projection = sf.project(place(), draws=1, until=2026, workers=1)
    bid = plan([scheme("a")])
    plain, offered = (sf.allocate(projection, s, draws=1, workers=1) for s in (None, bid))
    assert plain.summary().equals(offered.summary())
