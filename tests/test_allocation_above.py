"""Admission above places as a scenario states it: tables, words and what it never does."""

import numpy as np
import pandas as pd
import pytest
from small_areas import Small, allocated, projected, tables_of

import sufficiency as sf
from sufficiency.allocation.answer import worth_words
from sufficiency.allocation.plan import above_places
from sufficiency.places import NO_LIMIT

STAND = sf.as_things_stand()
TIGHT = Small(special=60, base=10)


def above(percent=10, *, small=TIGHT, **options):
    scenario = STAND.but(name="above", over_places_percent=percent)
    return sf.allocate(projected(small, until=2026), scenario, draws=4, workers=1, **options)


def usual(**options):
    return allocated(TIGHT, draws=4, until=2026, **options)


def totals(allocation, measure):
    summary = allocation.summary()
    return summary[summary["measure"] == measure]["value"].to_numpy()


@pytest.mark.slow
def test_places_above_spare_children_a_placement_or_being_without():
    ours, theirs = above(stayers="release"), usual(stayers="release")
    lacking = [totals(made, "without") + totals(made, "independent") for made in (ours, theirs)]
    assert (lacking[0] < lacking[1]).all()
    assert ours.is_proven
    assert set(ours.stability()["aim"]) == {
        "without",
        "independent",
        "over_places",
        "beyond_limit",
        "miles",
    }


def test_the_supply_says_how_many_may_be_and_are_above():
    supply = above(stayers="release").supply()
    special = supply[supply["site"] == "S"]
    # Of sixty places others have three: 10 % of 57 are five whole children.
    assert special["may_be_above_free"].tolist() == [5.0, 5.0]
    assert (special["over"] <= 5).all()
    assert (special["over"] > 0).all()
    assert (special["over_low"] <= special["over"]).all()
    assert (special["over"] <= special["over_high"]).all()
    base = supply[supply["site"] == "B"]
    assert base["may_be_above_free"].tolist() == [1.0, 1.0]
    independent = supply[supply["site"] == "I"]
    assert independent["may_be_above_free"].tolist() == [0.0, 0.0]
    assert independent["over"].tolist() == [0.0, 0.0]


def test_what_is_above_is_the_aim_and_the_table():
    made = above(stayers="release")
    place = made.setting.supply.aims.index("over_places")
    by_year = made.drawn.counts.totals[:, :, place].mean(axis=0)
    supply = made.supply()
    ours = supply[supply["setting"] != "independent"]
    assert ours.groupby("year")["over"].sum().tolist() == by_year.tolist()
    np.testing.assert_array_equal(made.drawn.counts.over[:, :, :].sum(axis=2).mean(axis=0), by_year)


@pytest.mark.slow
@pytest.mark.parametrize("stayers", ["keep", "release"])
def test_each_column_of_children_above_counts_from_the_places_that_it_says(stayers):
    """The worked example of the documentation: headroom is filled before anybody is over.

    100 places, of which others have 20, leave 80 to us; 10 % of them kept free, 72 are free to us,
    and 10 % of the 80 may be above these.
    """
    scenario = STAND.but(name="above", over_places_percent=10, headroom_percent=10)
    area = sf.area_from_frames(tables_of(Small(special=100, taken=20, base=10)))
    projection = sf.project(area, scenario, until=2026, draws=4, workers=1)
    made = sf.allocate(projection, draws=4, workers=1, stayers=stayers)
    supply = made.supply()
    special = supply[supply["site"] == "S"]
    assert special["free_to_us"].tolist() == [72.0, 72.0]
    assert special["may_be_above_free"].tolist() == [8.0, 8.0]
    placed = made.drawn.counts.placed[:, :, int(np.flatnonzero(made.plan.labels["site"] == "S")[0])]
    for column, places in (("above_free", 72), ("over", 80)):
        expected = np.maximum(placed - places, 0).mean(axis=0)
        np.testing.assert_allclose(special[column], expected)
    assert (special["above_free"] > special["over"]).all()
    ours = supply[supply["setting"] != "independent"].groupby("year")
    aims = made.to_frame("aims").query("aim == 'over_places'").set_index("year")["value"]
    np.testing.assert_allclose(ours["above_free"].sum(), aims)
    steps = made.steps().set_index("year")["over"]
    np.testing.assert_allclose(supply.groupby("year")["over"].sum(), steps)
    if stayers == "release":
        assert (special["above_free"] <= special["may_be_above_free"]).all()


@pytest.mark.slow
def test_a_total_of_a_site_says_how_many_are_above_what_is_free_to_us():
    tables = tables_of(Small(special=60, base=10))
    alone = tables["places"]["site"] == "S"
    places = tables["places"].assign(pool=tables["places"]["pool"].where(~alone, ""))
    scenario = STAND.but(name="above", over_places_percent=10, headroom_percent=10)
    area = sf.area_from_frames(tables | {"places": places})
    projection = sf.project(area, scenario, until=2026, draws=2, workers=1)
    made = sf.allocate(projection, draws=2, workers=1)
    (total,) = made.to_frame("site_totals").query("site == 'S' and year == 2026").to_dict("records")
    above_free = (made.drawn.counts.placed[:, 1].T[made.plan.labels["site"] == "S"].sum(axis=0)) - (
        total["free_to_us"]
    )
    assert total["above_free"] == np.maximum(above_free, 0).mean() > total["over"]
    assert made.supply().query("site == 'S'")["above_free"].isna().all()


def test_children_who_stay_above_use_up_what_may_be():
    """Fifty places, and the children of today stay: only what is left of 10 % is given."""
    made = above(small=Small(special=85))
    supply = made.supply()
    special = supply[supply["site"] == "S"].set_index("year")
    assert (special["over_high"] <= 8).all()


def test_a_share_by_year_begins_in_its_year():
    made = above({2026: 20}, stayers="release")
    special = made.supply().query("site == 'S'").set_index("year")
    assert special["may_be_above_free"].to_dict() == {2025: 0.0, 2026: 11.0}
    assert special["over"][2025] == 0 < special["over"][2026]


def test_nothing_is_above_where_nothing_is_stated():
    assert "more_over_places" not in usual().worth().columns
    zero = above(0)
    pd.testing.assert_frame_equal(zero.to_frame("gap"), usual().to_frame("gap"))
    assert zero.setting.supply.aims == usual().setting.supply.aims


@pytest.mark.slow
def test_the_worth_of_a_place_counts_children_above():
    worth = above(stayers="release").worth()
    row = worth[(worth["site"] == "S") & (worth["year"] == 2026)].iloc[0]
    # A place more and still five above it: one child more has a place.
    assert row["more_without"] + row["more_independent"] == pytest.approx(-1)
    assert row["more_over_places"] == 0
    plenty = above(30, small=Small(special=115), stayers="release").worth()
    row = plenty[(plenty["site"] == "S") & (plenty["year"] == 2025)].iloc[0]
    # With room above, a place more is worth one child fewer above the number.
    assert (row["more_without"], row["more_over_places"], row["more_miles"]) == (0, -1, 0)
    assert (row["fewer_without"], row["fewer_over_places"]) == (0, 1)
    assert worth_words(row) == "1 child fewer above the places free to us"


@pytest.mark.slow
def test_a_site_with_a_total_alone_may_go_above_it():
    tables = tables_of(TIGHT)
    places = tables["places"]
    whole = places.assign(pool=places["pool"].where(places["site"] != "S", ""))
    projection = sf.project(
        sf.area_from_frames(tables | {"places": whole}), until=2026, draws=4, workers=1
    )
    scenario = STAND.but(name="above", over_places_percent=10)
    made = sf.allocate(projection, scenario, draws=4, stayers="release", workers=1)
    site = made.to_frame("site_totals").query("site == 'S'")
    assert site["may_be_above_free"].tolist() == [5.0, 5.0]
    assert (site["over_high"] <= 5).all()
    assert (site["over"] > 0).all()
    assert made.supply().query("site == 'S'")["may_be_above_free"].isna().all()
    own = above(stayers="release")
    np.testing.assert_array_equal(totals(made, "without"), totals(own, "without"))


def test_of_totals_that_bind_nobody_no_place_is_worth_anything():
    """Two sites with totals that say no more than their pools: their rows are noughts."""
    tables = tables_of(TIGHT)
    places = tables["places"]
    both = pd.concat([places, places[places["site"] != "I"].assign(pool="")], ignore_index=True)
    projection = sf.project(
        sf.area_from_frames(tables | {"places": both}), until=2026, draws=4, workers=1
    )
    worth = sf.allocate(projection, draws=4, workers=1).worth()
    rows = worth[worth["pool"] == ""]
    assert sorted(set(rows["site"])) == ["B", "S"]
    changes = [name for name in worth.columns if name.startswith(("more_", "fewer_"))]
    assert not rows[changes].to_numpy().any()


@pytest.mark.slow
def test_two_workers_tell_the_same_above_places():
    one = above()
    scenario = STAND.but(name="above", over_places_percent=10)
    other = sf.allocate(projected(TIGHT, until=2026), scenario, draws=4, workers=2)
    pd.testing.assert_frame_equal(one.supply(), other.supply())
    pd.testing.assert_frame_equal(one.worth(), other.worth())


@pytest.mark.slow
def test_the_report_shows_children_above_places():
    page = sf.report(above(stayers="release")).as_html()
    assert "Above places" in page
    assert "Above places" not in sf.report(usual(stayers="release")).as_html()


def test_places_above_by_hand():
    places = np.array([[100.0, 8.0, np.nan, 24.0, 5.0]])
    taken = np.array([[10.0, np.nan, np.nan, 0.0, 9.0]])
    found = above_places(places, taken, np.array([[0.1]]))
    assert found.tolist() == [[9, 0, NO_LIMIT, 2, 0]]
    assert not above_places(places, taken, np.array([[0.0]])).any()
    # 12 % of 25 are three, though 25 x 0.12 is a little less to a computer.
    assert above_places(np.array([[25.0]]), np.array([[0.0]]), np.array([[0.12]])).tolist() == [[3]]
