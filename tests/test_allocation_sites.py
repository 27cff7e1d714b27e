"""Places by pool and by site: closing, taken, headroom, worth, and who is held where."""

import numpy as np
import pandas as pd
import pytest
from small_areas import Small, allocated, projected, tables_of

import sufficiency as sf


def allocated_with(pool):
    """Nobody at the independent school has a placement; its places stand at this pool."""
    tables = tables_of(independent=30)
    placements, places = tables["placements"], tables["places"]
    tables["placements"] = placements[placements["site"] != "I"].reset_index(drop=True)
    tables["places"] = places.assign(pool=places["pool"].where(places["site"] != "I", pool))
    projection = sf.project(sf.area_from_frames(tables), until=2026, draws=4, workers=1)
    return sf.allocate(projection, draws=4, workers=1)


def test_a_total_of_an_independent_school_keeps_its_children_as_a_pool_does():
    pool, total = allocated_with("all"), allocated_with("")
    assert pool.unrecorded.sum() > 0
    assert total.unrecorded.sum() == pool.unrecorded.sum()
    assert np.array_equal(total.drawn.counts.placed, pool.drawn.counts.placed)
    for name in ("independent", "without"):
        one, two = (held.to_frame("gap", by=["year"])[name].tolist() for held in (pool, total))
        assert one == two, name


@pytest.mark.parametrize("pool", ["all", ""])
def test_a_site_with_no_places_from_a_year_is_closed(pool):
    closed = sf.as_things_stand().with_places("S", pool, {2026: 0}, name="closed")
    made = sf.allocate(projected(Small()), closed, draws=4, workers=1)
    steps = made.steps().set_index("year")
    assert steps.loc[2026, "moved_site_closed"] > 0
    supply = made.to_frame("supply").query("site == 'S' and year >= 2026")
    assert supply["placed"].sum() == 0


@pytest.mark.slow
def test_a_total_of_a_site_is_told_as_it_is_allocated():
    tables = tables_of(special=85)
    places = tables["places"]
    tables["places"] = places.assign(pool=places["pool"].where(places["site"] != "S", ""))
    projection = sf.project(sf.area_from_frames(tables), until=2027, draws=6, workers=1)
    plan = projection.scenario.but(name="headroom", headroom_percent=15)
    made = sf.allocate(projection, plan, draws=6, workers=1)
    totals = made.to_frame("site_totals")
    site = made.plan.sites.index("S")
    assert totals["free_to_us"].tolist() == made.setting.supply.limits.site_free[:, site].tolist()
    assert totals.query("year == 2027")["chance_full"].tolist() == [1.0]
    enough = next(part for part in sf.report(made).sections if part.anchor == "enough")
    assert "Hill School (the whole site)" not in enough.paragraphs[1]  # "places left over"


def test_whether_a_pool_without_places_of_its_own_is_full_is_not_told():
    tables = tables_of(special=60)
    places = tables["places"]
    tables["places"] = places.assign(pool=places["pool"].where(places["site"] != "S", ""))
    projection = sf.project(sf.area_from_frames(tables), until=2026, draws=4, workers=1)
    made = sf.allocate(projection, draws=4, workers=1)
    worth = made.to_frame("worth").query("site == 'S' and year == 2026").set_index("pool")
    assert worth.loc["", "chance_full"] == 1.0
    assert worth.loc["all", "chance_full"] != 0.0


def test_a_total_that_says_what_the_pool_says_does_not_hide_what_a_place_is_worth():
    tables = tables_of()
    places = tables["places"]
    total = places[places["site"] == "S"].assign(pool="")
    tables["places"] = pd.concat([places, total], ignore_index=True)
    projection = sf.project(sf.area_from_frames(tables), until=2027, draws=4, workers=1)
    both, alone = sf.allocate(projection, draws=4, workers=1), allocated(Small())
    assert both.to_frame("gap").equals(alone.to_frame("gap"))
    worth = alone.to_frame("worth").query("site == 'S' and year == 2027")["more_without"]
    assert worth.tolist() == [-1.0]
    # Each of the two is full; a school that grows by a place grows by it in both.
    same = both.to_frame("worth").query("site == 'S' and year == 2027")["more_without"]
    assert same.min() == -1.0
    assert "Hill School" in both.answer()[1] or "almost any school" in both.answer()[1]


def with_new_school(places):
    """A school beside Hill School, for the same children, with so many places."""
    tables = tables_of(special=60)
    row = ("N", "New School", "Testshire", 488600, 279600, "made")
    sites, pools, held = tables["sites"], tables["pools"], tables["places"]
    new = {
        "sites": pd.DataFrame([row], columns=sites.columns),
        "pools": pools[pools["site"] == "S"].assign(site="N", year=2025),
        "places": held[held["site"] == "S"].assign(site="N", year=2025, places=places, taken=0.0),
    }
    for name, rows in new.items():
        tables[name] = pd.concat([tables[name], rows], ignore_index=True)
    projection = sf.project(sf.area_from_frames(tables), until=2025, draws=4, workers=1)
    return sf.allocate(projection, draws=4, workers=1)


def test_the_worth_of_the_first_place_of_a_pool_is_what_it_changes():
    none, one = with_new_school(0.0), with_new_school(1.0)
    aims = [
        made.to_frame("gap", by=["year"])[["without", "independent"]].iloc[0]
        for made in (none, one)
    ]
    change = aims[1] - aims[0]
    assert change["without"] < -0.5
    worth = none.to_frame("worth").query("site == 'N'").iloc[0]
    assert worth["more_without"] == change["without"]


def test_children_of_an_independent_school_are_not_told_to_be_too_many_in_local_ones():
    tables = tables_of()
    for name in ("pools", "places"):
        frame = tables[name]
        tables[name] = frame.assign(year=frame["year"].where(frame["site"] != "I", 2025))
    notes = [str(note) for note in sf.area_from_frames(tables).notes]
    assert [note for note in notes if "more in bases and special schools" in note] == []


def test_placements_at_pools_that_begin_later_are_not_told_to_be_missing():
    tables = tables_of()
    tables |= {name: tables[name].assign(year=2025) for name in ("pools", "places")}
    area = sf.area_from_frames(tables)
    assert len(area.table("placements")) > 0
    made = sf.allocate(sf.project(area, until=2025, draws=2, workers=1), draws=2, workers=1)
    said = [str(note) for note in made.notes if note.rule == "allocation_placements_short"]
    # Nothing in the table placements can be completed: the years of pools are what to look at.
    assert all("pools" in words for words in said), said


def test_a_total_leaves_out_as_many_places_as_the_area_has_taken():
    """`with_places`: taken left out, as many as the area has taken in that year."""
    plan = sf.as_things_stand().with_places("S", "", {2025: 70}, name="total")
    made = sf.allocate(projected(Small()), plan, draws=4, workers=1)
    supply = made.to_frame("supply").query("site == 'S' and year == 2027")
    assert supply["taken"].tolist() == [3.0]
    assert (made.drawn.counts.placed[:, 2, 2] + 3 <= 70).all()


def with_unrecorded(places):
    """Twenty places at the independent school today, and nobody placed there; more are planned."""
    tables = tables_of(independent=20)
    placements = tables["placements"]
    tables["placements"] = placements[placements["site"] != "I"].reset_index(drop=True)
    projection = sf.project(sf.area_from_frames(tables), until=2025, draws=4, workers=1)
    plan = sf.as_things_stand().with_places("I", "all", {2025: places}, name="more")
    return sf.allocate(projection, plan, draws=4, workers=1)


def test_places_planned_beside_today_s_are_free_though_nobody_is_recorded():
    """Children who are somewhere independent today hold today's places, and none that are new."""
    today, more = with_unrecorded(20), with_unrecorded(26)
    kept = today.to_frame("supply").query("site == 'I'")
    assert kept["kept_by_unrecorded"].tolist() == [20 - kept["kept_by_beyond"].iloc[0]]
    assert kept["free_to_us"].tolist() == [0]
    new = more.to_frame("supply").query("site == 'I'")
    assert new["kept_by_unrecorded"].tolist() == kept["kept_by_unrecorded"].tolist()
    assert new["free_to_us"].tolist() == [6]
    assert new["placed"].tolist() == [6.0]
    (note,) = [note for note in more.notes if note.rule == "allocation_unrecorded"]
    assert note.seen.startswith("At Manor School, 20 places are taken to be held by children")
