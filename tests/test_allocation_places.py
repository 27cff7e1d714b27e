"""What becomes of children level by level, pool by pool, and when a limit or a place goes."""

from dataclasses import replace

import numpy as np
import pytest
from small_areas import (
    BASE_YEAR,
    Small,
    allocated,
    area,
    area_like,
    projected,
    tables_of,
    with_levels,
)
from test_allocation_laws import count, free_places

import sufficiency as sf
from sufficiency import terms
from sufficiency.allocation.counts import STEPS
from sufficiency.places import METRES_A_MILE
from sufficiency.scenario import as_things_stand

BASE, SPECIAL = 0, 1
STAND = as_things_stand()
KNOWN = {
    "mainstream": {"mainstream": 1.0},
    "special": {"special": 1.0},
    "base": {"base": 1.0},
    "independent": {"special": 1.0},
}
"""Levels with which every child needs what she has."""


def pool(allocation, site):
    """Position of the pool of a site."""
    return allocation.plan.labels["site"].tolist().index(site)


def placed_in(allocation, site):
    """Axes (draw, year): children in the pool of a site."""
    return allocation.drawn.counts.placed[:, :, pool(allocation, site)]


def at_level(counts, name, level):
    """Axes (draw, year): one of the counts, of the children of a level."""
    return count(counts, name)[..., level].sum(axis=(2, 3, 4))


def run(scenario=STAND, *, small=None, stayers="keep", draws=3, until=2026):
    projection = projected(small or Small(), until=until)
    return sf.allocate(projection, scenario, draws=draws, stayers=stayers, workers=1)


def run_on(tables, scenario=STAND, *, stayers="keep", draws=3, until=2026):
    held = sf.area_from_frames(tables)
    projection = sf.project(held, scenario, draws=draws, until=until, workers=1)
    return sf.allocate(projection, draws=draws, stayers=stayers, workers=1)


def without_sites(tables, *gone):
    """The tables without some schools, and without the children in them."""
    kept = {
        name: frame[~frame["site"].isin(gone)].reset_index(drop=True)
        for name, frame in tables.items()
        if "site" in frame
    }
    return tables | kept


def test_a_base_level_child_without_a_base_stays_without_her_place():
    allocation = run_on(without_sites(tables_of(), "B"), stayers="release")
    for counts in (allocation.drawn.counts, allocation.expected.counts):
        demand = at_level(counts, "demand", BASE)
        assert (demand > 0).all()
        assert np.array_equal(at_level(counts, "without", BASE), demand)
        assert not at_level(counts, "independent", BASE).any()
    frame = allocation.to_frame("without", by=["year", "level"])
    assert (frame[frame["level"] == "base"]["children"] > 0).all()


def test_a_special_level_child_without_a_place_goes_independent_up_to_the_limit_then_without():
    tables = without_sites(tables_of(), "S", "I")
    allocation = run_on(tables, stayers="release")
    counts = allocation.drawn.counts
    bought, left = (at_level(counts, name, SPECIAL) for name in ("independent", "without"))
    assert np.array_equal(bought + left, at_level(counts, "demand", SPECIAL))
    assert np.array_equal(bought, counts.not_named)
    # By need and phase no more than the limit, and nobody without while there is room.
    independent = count(counts, "independent")[..., SPECIAL].sum(axis=2)
    without = count(counts, "without")[..., SPECIAL].sum(axis=2)
    limit = allocation.limit.reshape(len(allocation.years), *independent.shape[2:])
    assert (independent <= limit).all()
    assert (independent == limit)[without > 0].all()
    assert (without > 0).any()
    assert (independent > 0).any()


def today_by_group(rows):
    """Children of each need and phase in the rows whose need a local place could meet: 90 %."""
    phases = rows["ncy"].map(terms.phase_of_ncy)
    return rows.assign(phase=phases).groupby(["need", "phase"])["plans"].sum() * 0.9


@pytest.mark.parametrize("percent", [5, 50])
@pytest.mark.parametrize("is_named", [True, False])
def test_the_limit_is_today_s_grown_less_those_in_named_schools(is_named, percent):
    """By hand: 0.9 (today (1 + growth)^years - named), as 10 % need what no place could give."""
    tables = tables_of() if is_named else without_sites(tables_of(), "I")
    scenario = STAND.but(name="grown", independent_growth_percent=percent)
    allocation = run_on(tables, scenario, draws=1)
    plans, placements = tables["plans"], tables["placements"]
    here = (plans["year"] == BASE_YEAR) & (plans["setting"] == "independent")
    today = today_by_group(plans[here])
    named = today_by_group(placements[placements["site"] == "I"]).reindex(today.index).fillna(0)
    assert (named > 0).any() == is_named
    frame = allocation.to_frame("independent").set_index(["year", "need", "phase"])["limit"]
    for years, year in enumerate(allocation.years, 1):
        wanted = (today * (1 + percent / 100) ** years - named).clip(lower=0)
        limit = frame.loc[year]
        # Whole places: each within one of what it should be, and their total as near as can be.
        assert (np.abs(limit.reindex(wanted.index) - wanted) < 1).all()
        assert limit.sum() == np.rint(wanted.sum())
    closed = run_on(tables, STAND.but(name="shut", independent_open_ended=False), draws=1)
    assert not closed.to_frame("independent")["limit"].any()


def test_a_child_whose_need_no_local_place_could_meet_is_never_placed_nor_avoidable():
    levels = KNOWN | {"independent": {"beyond": 1.0}}
    scenario = with_levels(STAND, levels)
    projection = sf.project(area(), scenario, draws=3, until=2026, workers=1)
    allocation = sf.allocate(projection, draws=3, workers=1)
    counts = allocation.drawn.counts
    beyond = projection.drawn.roll_up(state=np.arange(4))[:, 1:, 0, 0, 0, 3]
    assert np.array_equal(counts.beyond.sum(axis=(2, 3)), beyond)
    assert (beyond > 0).all()
    levels_of = projection.drawn.roll_up(state=np.arange(4), ncy=np.arange(25))[:, 1:, 0, 0]
    special = levels_of[:, :, 4:19, 2].sum(axis=2)  # NC years 0 to 14
    assert np.array_equal(at_level(counts, "demand", SPECIAL), special)
    # They keep the places that they have, which are not given to others.
    supply = allocation.to_frame("supply")
    here = supply[supply["site"] == "I"]
    held = area().table("placements").query("site == 'I'")["plans"].sum()
    assert (here["kept_by_beyond"] == held).all()
    assert (here["free_to_us"] == max(14 - held, 0)).all()
    assert not (here["placed"] > max(14 - held, 0)).any()
    told = allocation.to_frame("independent").groupby("year")[["avoidable", "beyond"]].sum()
    assert np.allclose(told["beyond"], beyond.mean(axis=0))
    assert np.allclose(
        told["avoidable"], count(counts, "independent").sum(axis=(2, 3, 4, 5)).mean(axis=0)
    )


def test_a_pool_above_its_places_keeps_its_children_admits_none_and_is_reported():
    small = Small(special=30, taken=0)
    allocation = allocated(small)
    school = placed_in(allocation, "S")
    assert (school[:, 0] > 30).all()
    over = allocation.drawn.counts.over[:, :, pool(allocation, "S")]
    assert np.array_equal(over, np.maximum(school - 30, 0))
    # Those who are there only get fewer while it is over: nobody is admitted.
    falling = np.diff(school, axis=1)
    assert (falling <= 0)[over[:, 1:] > 0].all()
    supply = allocation.to_frame("supply").query("site == 'S'")
    assert np.allclose(supply["over"], over.mean(axis=0))
    assert (supply["free_to_us"] == 30).all()
    assert (supply["chance_full"] == 1).all()
    steps = allocation.steps()
    added = allocation.to_frame("supply").groupby("year")["over"].sum()
    assert np.allclose(steps["over"], added)
    # All placed anew, none is above.
    assert not run(small=small, stayers="release").drawn.counts.over.any()


def test_headroom_is_kept_on_what_is_ours_to_give():
    scenario = STAND.but(name="room", headroom_percent=25)
    supply = run(scenario, stayers="release").to_frame("supply")
    plain = run(stayers="release").to_frame("supply")
    assert (supply["placed"] <= supply["free_to_us"] + 1e-9).all()
    for site, kept, all_of_ours in (("S", 69, 92), ("B", 15, 20)):
        for frame, wanted in ((supply, kept), (plain, all_of_ours)):
            here = frame[frame["site"] == site]
            assert here["free_to_us"].tolist() == [wanted, wanted]
            assert here["placed"].tolist() == [wanted, wanted]
            assert here["kept_by_beyond"].tolist() == [0, 0]
    # Headroom is no overcrowding: nobody is above the places as planned.
    assert not supply["over"].any()


def test_the_journey_limit_parts_the_near_from_the_far():
    wide, narrow = (
        run(STAND.but(name=f"{minutes}", journey_limit_minutes=minutes), stayers="release")
        for minutes in (240, 20)
    )
    assert not count(wide.drawn.counts, "placed_further").any()
    further = count(narrow.drawn.counts, "placed_further").sum(axis=(2, 3, 4, 5))
    assert (further > 0).any(axis=0).all()
    # It is the third aim: nobody goes without or independent for it.
    assert np.array_equal(wide.drawn.counts.totals[..., :2], narrow.drawn.counts.totals[..., :2])
    assert np.array_equal(narrow.drawn.counts.totals[..., 2], further)
    flows = narrow.to_frame("placed")
    local = flows[(flows["setting"] != "independent") & (flows["minutes"] > 20)]
    by_year = local.groupby("year")["children"].sum()
    expected = narrow.summary().query("measure == 'placed_further'")["expected"]
    assert by_year.tolist() == pytest.approx(expected.tolist(), abs=0.01)


def test_no_child_is_placed_beyond_the_longest_journey():
    scenario = STAND.but(name="near", longest_journey_minutes=20)
    allocation = run(scenario, stayers="release")
    assert (allocation.to_frame("placed")["minutes"] <= 20).all()
    assert (run(stayers="release").to_frame("placed")["minutes"] > 20).any()
    # The children of Southtown are too far from the special school.
    school, home = pool(allocation, "S"), 2
    assert allocation.setting.supply.minutes[home, school] > 20
    gap = allocation.to_frame("gap", by=["year", "locality", "level"])
    south = gap[(gap["locality"] == "L3") & (gap["level"] == "special")]
    assert not south[["placed_within_limit", "placed_further"]].to_numpy().any()


def test_journeys_of_the_table_come_before_straight_lines():
    tables = tables_of()
    tables["journeys"] = (
        tables["localities"][["locality"]]
        .merge(tables["sites"][["site"]], how="cross")
        .assign(minutes=33.0, miles=7.0, basis="supplied")
    )
    allocation = run_on(tables)
    flows = allocation.to_frame("placed")
    assert set(flows["minutes"]) == {33.0}
    assert flows["miles"].tolist() == pytest.approx([7.0] * len(flows), rel=1e-3)
    assert not allocation.plan.journeys.assumed.any()
    straight = run().setting.supply.metres[0, pool(run(), "S")]
    assert straight / METRES_A_MILE == pytest.approx(
        np.hypot(500, 500) * 1.3 / METRES_A_MILE, rel=0.01
    )


@pytest.mark.parametrize(("share", "stay"), [(1.0, False), (0.0, True)])
def test_the_released_are_placed_anew(share, stay):
    allocation = run(STAND.but(name="release", released_share=share))
    steps = allocation.steps()
    assert (steps["stayers"] > 0).all() == stay
    assert (steps["moved_released"] > 0).all() == (not stay)
    if stay:
        assert not steps["moved_released"].any()


def test_children_are_released_at_the_nc_years_that_are_named():
    scenario = STAND.but(name="sevens", released_share={"all": 0, "7": 1})
    allocation = run(scenario)
    moved = allocation.steps()["moved_released"]
    usual = run().steps()["moved_released"]
    assert (moved > 0).all()
    assert not np.allclose(moved, usual)


@pytest.mark.parametrize("site", ["S", "B", "I"])
def test_a_closed_site_lets_its_children_move(site):
    closing = STAND.with_places(site, "all", {2026: 0}, taken=0, name="closed")
    allocation, usual = run(closing), run()
    steps = allocation.steps().set_index("year")
    assert steps.loc[2025, "moved_site_closed"] == 0
    assert steps.loc[2026, "moved_site_closed"] > 0
    assert not usual.steps()["moved_site_closed"].any()
    school = placed_in(allocation, site)
    assert (school[:, 0] > 0).all()
    assert not school[:, 1].any()
    supply = allocation.to_frame("supply")
    assert not ((supply["site"] == site) & (supply["year"] == 2026)).any()
    # The year before is not touched.
    assert np.array_equal(school[:, 0], placed_in(usual, site)[:, 0])
    closed_before = allocation.drawn.counts.moves[:, 1, 0]
    assert (closed_before <= school[:, 0]).all()


def test_children_who_grow_out_of_a_pool_must_move():
    """The special school ends with NC year 6, the independent one goes on to NC year 12."""
    moved = run(small=Small(special_ncys=(0, 6))).steps()
    assert (moved["moved_not_served"] > 0).all()
    everywhere = run(small=Small(special_ncys=(0, 14), base_ncys=(0, 14), independent_ncys=(0, 14)))
    assert not everywhere.steps()["moved_not_served"].any()
    # Nobody above NC year 6 is in the special school any more.
    counts = run(small=Small(special_ncys=(0, 6)), stayers="release").drawn.counts
    primary = terms.phases().codes.index("primary")
    later = count(counts, "placed_within_limit") + count(counts, "placed_further")
    assert not later[:, :, :, :, primary + 1 :, SPECIAL].any()


def test_where_everybody_fits_and_stays_nobody_moves_but_by_choice():
    """Known levels, room for all: stayers are those whose plan goes on."""
    scenario = with_levels(STAND, KNOWN).but(name="calm", released_share=0)
    every_need = tuple(projected(Small()).labels.needs)
    served = Small(
        special_needs=every_need, base_needs=every_need, special_ncys=(0, 14), base_ncys=(0, 14)
    )
    roomy = area_like(replace(served, special=300, base=200, independent=60))
    projection = sf.project(roomy, scenario, draws=3, until=2025, workers=1)
    allocation = sf.allocate(projection, draws=3, workers=1)
    counts = allocation.drawn.counts
    assert not at_level(counts, "without", SPECIAL).any()
    start = roomy.table("placements")["plans"].sum()
    steps = dict(zip(STEPS, np.moveaxis(counts.steps[:, 0], 1, 0), strict=True))
    stayers = count(counts, "stayers").sum(axis=(2, 3, 4, 5))[:, 0]
    assert np.array_equal(stayers + sum(steps.values()), np.full(3, start))
    assert not steps["scaled_down"].any()


def test_supply_tells_who_is_in_every_place():
    allocation = allocated(Small())
    supply = allocation.to_frame("supply")
    # In planned places and named independent schools, children are those of the gap.
    counts = allocation.drawn.counts
    local = count(counts, "placed_within_limit") + count(counts, "placed_further")
    bought = count(counts, "independent").sum(axis=(2, 3, 4, 5)) - counts.not_named
    named = counts.placed.sum(axis=2)
    assert np.array_equal(named, local.sum(axis=(2, 3, 4, 5)) + bought)
    assert np.allclose(supply.groupby("year")["placed"].sum(), named.mean(axis=0))
    assert np.allclose(supply["free_to_us"], free_places(allocation).reshape(-1))
