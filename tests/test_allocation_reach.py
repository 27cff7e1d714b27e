"""Notes on localities that can reach no place, and on pools with places that nobody can use."""

import numpy as np
import pandas as pd
import pytest
from small_areas import HOMES, tables_of

import sufficiency as sf
from sufficiency.places import minutes_that_do, reach_of

STAND = sf.as_things_stand()
KINDS = ("locality_not_served", "locality_too_far", "pool_unwanted", "pool_barred", "pool_too_far")


def allocation_of(scenario=None, *, until=2026, draws=2, **tables):
    """Allocate the small area with some of its tables changed."""
    held = sf.area_from_frames(tables_of() | tables)
    projection = sf.project(held, draws=draws, until=until, workers=1)
    return sf.allocate(projection, scenario, draws=draws, workers=1)


def notes_of(allocation):
    """The notes about reach, by kind."""
    rules = {f"allocation_{kind}": kind for kind in KINDS}
    told = [note for note in allocation.notes if note.rule in rules]
    assert len({note.rule for note in told}) == len(told)
    assert all(note.severity == "note" for note in told)
    return {rules[note.rule]: note for note in told}


def rule(kind, site, **cells):
    row = {"rule": f"{kind} {site}", "kind": kind, "site": site, "owner": "panel", "reason": "law"}
    return row | cells


def moved(**points):
    """The localities, some of them elsewhere."""
    frame = tables_of()["localities"]
    for code, (east, north) in points.items():
        frame.loc[frame["locality"] == code, ["easting", "northing"]] = [float(east), float(north)]
    return frame


def more_pool(site, pool, places=20, **row):
    """Pools and places with one pool more."""
    tables = tables_of()
    new = tables["pools"].iloc[:1].assign(site=site, pool=pool, **row)
    room = tables["places"].iloc[:1].assign(site=site, pool=pool, places=places, taken=0.0)
    return {
        "pools": pd.concat([tables["pools"], new], ignore_index=True),
        "places": pd.concat([tables["places"], room], ignore_index=True),
    }


@pytest.mark.slow
def test_nothing_is_said_of_an_area_in_which_all_can_go_somewhere():
    assert notes_of(allocation_of()) == {}
    assert notes_of(sf.allocate(sf.project(sf.load_example(), draws=1), draws=1)) == {}


def test_a_locality_beyond_the_longest_journey_is_named_with_the_minutes_that_do():
    scenario = STAND.but(name="near", longest_journey_minutes=60)
    # Fifty miles north of all schools.
    far = allocation_of(scenario, localities=moved(L2=(492000, 363000)))
    note = notes_of(far)["locality_too_far"]
    assert "Northgate (L2), " in note.seen
    assert "(so in 2025/26 to 2026/27)" in note.seen
    assert "1 locality" in note.seen
    minutes = int(note.remedy.split("longest_journey_minutes=")[1].split(")")[0])
    assert note.on_command_line.remedy.endswith(f"longest_journey_minutes = {minutes}")
    enough = STAND.but(name="further", longest_journey_minutes=minutes)
    assert "locality_too_far" not in notes_of(
        allocation_of(enough, localities=moved(L2=(492000, 363000)))
    )
    less = STAND.but(name="not enough", longest_journey_minutes=minutes - 1)
    assert "locality_too_far" in notes_of(
        allocation_of(less, localities=moved(L2=(492000, 363000)))
    )


def test_minutes_that_no_limit_may_have_are_not_recommended():
    """As far away as Lanark, it takes longer than the 600 minutes that a scenario takes at most."""
    scenario = STAND.but(name="near", longest_journey_minutes=60)
    far = moved(L2=(300000, 640000))
    note = notes_of(allocation_of(scenario, localities=far))["locality_too_far"]
    assert "longest_journey_minutes=None), as a limit is 600 minutes at most" in note.remedy
    assert note.on_command_line.remedy.endswith('longest_journey_minutes = "none"')
    enough = STAND.but(name="further", longest_journey_minutes=None)
    assert "locality_too_far" not in notes_of(allocation_of(enough, localities=far))


def test_nobody_of_a_locality_that_is_too_far_is_newly_placed():
    scenario = STAND.but(name="near", longest_journey_minutes=60, stayers="release")
    far = allocation_of(scenario, localities=moved(L2=(492000, 363000)))
    gap = far.to_frame("gap", by=["year", "locality"]).set_index(["year", "locality"])
    placed = gap["placed_within_limit"] + gap["placed_further"]
    assert placed[2026, "L2"] == 0
    assert placed[2026, "L1"] > 0


def test_a_school_beyond_the_longest_journey_of_everybody_is_named():
    scenario = STAND.but(name="near", longest_journey_minutes=60)
    sites = tables_of()["sites"]
    new = sites.iloc[:1].assign(
        site="X", name="Faraway School", easting=487000.0, northing=400000.0
    )
    given = more_pool("X", "all") | {"sites": pd.concat([sites, new], ignore_index=True)}
    note = notes_of(allocation_of(scenario, **given))["pool_too_far"]
    assert "pool all of Faraway School (X), 20 places in 2025/26 to 2026/27" in note.seen
    assert "Check the point of X" in note.remedy
    assert notes_of(allocation_of(**given)) == {}


@pytest.mark.parametrize(
    "served", [{"needs": "MSI"}, {"ncy_from": 16, "ncy_to": 19}], ids=["need", "age"]
)
def test_a_pool_for_a_need_or_age_that_nobody_has_is_named(served):
    allocation = allocation_of(**more_pool("S", "extra", **served))
    note = notes_of(allocation)["pool_unwanted"]
    assert (
        "1 pool that has places: pool extra of Hill School (S), 20 places in 2025/26" in note.seen
    )
    assert "column taken" in note.remedy


def test_a_pool_that_is_of_use_in_some_year_is_not_named():
    tables = more_pool("S", "extra", ncy_from=16, ncy_to=19)
    later = tables["pools"].iloc[-1:].assign(ncy_from=0, ncy_to=12, year=2026)
    pools = pd.concat([tables["pools"], later], ignore_index=True)
    assert notes_of(allocation_of(pools=pools, places=tables["places"])) == {}
    assert "pool_unwanted" in notes_of(
        allocation_of(until=2025, pools=pools, places=tables["places"])
    )


def test_a_pool_that_is_full_of_others_children_is_not_named():
    tables = more_pool("S", "extra", needs="MSI")
    places = tables["places"].copy()
    places.loc[places["pool"] == "extra", "taken"] = 20.0
    assert notes_of(allocation_of(pools=tables["pools"], places=places)) == {}


def test_a_pool_from_which_rules_bar_everybody_is_named():
    forbid = STAND.with_rows("rules", [rule("forbid", "S", pool="new")], name="shut")
    note = notes_of(allocation_of(forbid, **more_pool("S", "new")))["pool_barred"]
    assert "pool new of Hill School (S), 20 places" in note.seen
    assert "0 places" in note.remedy
    some = STAND.with_rows("rules", [rule("forbid", "S", pool="new", need="ASD")], name="some")
    assert notes_of(allocation_of(some, **more_pool("S", "new"))) == {}


def test_a_locality_from_which_rules_bar_everything_is_named():
    rows = [rule("forbid", site, locality="L3") for site in "SB"]
    note = notes_of(allocation_of(STAND.with_rows("rules", rows, name="shut")))[
        "locality_not_served"
    ]
    assert "1 locality: Southtown (L3), " in note.seen
    assert "why_not_local" in note.on_command_line.remedy
    assert "allocation." not in note.on_command_line.remedy


def test_where_nothing_is_open_each_locality_is_counted_and_some_are_named():
    homes, people = tables_of()["localities"], tables_of()["population"]
    fourth = homes.iloc[2:].assign(locality="L4", name="Westtown")
    places = tables_of()["places"]
    shut = pd.concat([places, places[places["site"] != "I"].assign(year=2026, places=0.0, taken=0)])
    plans = tables_of()["plans"]
    given = {
        "localities": pd.concat([homes, fourth], ignore_index=True),
        "population": pd.concat(
            [people, people[people["locality"] == "L3"].assign(locality="L4")], ignore_index=True
        ),
        "plans": pd.concat(
            [plans, plans[plans["locality"] == "L3"].assign(locality="L4")], ignore_index=True
        ),
    }
    note = notes_of(allocation_of(places=shut.reset_index(drop=True), **given))[
        "locality_not_served"
    ]
    assert "4 localities" in note.seen
    assert note.seen.count("(so in 2026/27)") == 3
    assert " and 1 more" in note.seen


def test_counts_of_reach_agree_with_going_through_every_child_and_pool():
    rows = [
        rule("forbid", "S", need="ASD", locality="L1"),
        rule("force", "B", need="SLCN", locality="L3", year_from=2026),
    ]
    scenario = STAND.with_rows("rules", rows, name="rules").but(
        name="near", longest_journey_minutes=22
    )
    for decided in (scenario, STAND, STAND.but(name="n", longest_journey_minutes=22)):
        supply = allocation_of(decided).setting.supply
        children = np.random.default_rng(3).random((len(supply.axes.years), *supply.axes.shape))
        reach, told = reach_of(supply, children), by_hand(supply, children)
        for name, expected in told.items():
            assert getattr(reach, name) == pytest.approx(expected), name


def by_hand(supply, children):
    """The same by one loop over everything."""
    axes, pools, limits = supply.axes, supply.pools, supply.limits
    years, homes = len(axes.years), len(axes.localities)
    made = {name: np.zeros((years, homes)) for name in ("children", "served", "reached")}
    made |= {name: np.zeros((years, len(pools.names))) for name in ("wanted", "allowed", "near")}
    for index, count in np.ndenumerate(children):
        year, home, need, ncy, level = index
        cell = np.ravel_multi_index(index[1:], axes.shape)
        served = reached = False
        for pool in range(len(pools.names)):
            age = axes.ncy[ncy]
            takes = (
                pools.is_open[year, pool]
                and pools.needs[year, pool, need]
                and pools.ncy_from[year, pool] <= age <= pools.ncy_to[year, pool]
                and pools.admits_level[year, pool, level]
            )
            if not takes:
                continue
            made["wanted"][year, pool] += count
            if supply.rules and supply.rules.bars(year, np.array([cell]), np.array([pool]))[0]:
                continue
            made["allowed"][year, pool] += count
            near = supply.minutes[home, pool] <= limits.longest_minutes[year, ncy]
            made["near"][year, pool] += count * near
            served |= not pools.independent[pool]
            reached |= bool(near) and not pools.independent[pool]
        made["children"][year, home] += count
        made["served"][year, home] += count * served
        made["reached"][year, home] += count * reached
    return made


def test_the_minutes_that_do_are_those_to_the_nearest_pool_of_the_last_kind():
    supply = allocation_of().setting.supply
    names = [name.split(",")[0] for name in supply.pools.names]
    home = supply.axes.localities.index(next(iter(HOMES)))
    children = np.zeros(supply.axes.shape[1:])
    assert minutes_that_do(supply, 0, home, children) == 0
    children[supply.axes.needs.index("ASD"), supply.axes.ncy.index(3)] = 1.0
    both = [supply.minutes[home, names.index(site)] for site in "SB"]
    assert minutes_that_do(supply, 0, home, children) == max(both)
