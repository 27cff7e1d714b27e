"""Children whose pool closes, as tables, notes and the report tell of them."""

import numpy as np
import pytest
from small_areas import Small, allocated, projected

import sufficiency as sf
from sufficiency.errors import NotPossibleError

STAND = sf.as_things_stand()
AREA = Small(special=60, base=10)


def closing(site, year, **changes):
    scenario = STAND.with_places(site, "all", {year: 0}, taken=0, name="closed")
    scenario = scenario.but(name="closed", **changes) if changes else scenario
    return sf.allocate(projected(AREA, until=2026), scenario, draws=4, workers=1)


def displaced_notes(allocation):
    return [note for note in allocation.notes if note.rule.startswith("allocation_displaced")]


@pytest.mark.parametrize(("site", "year"), [("S", 2025), ("S", 2026), ("I", 2026), ("B", 2025)])
def test_the_table_says_who_loses_a_place_and_where_they_are_then(site, year):
    allocation = closing(site, year)
    frame = allocation.to_frame("displaced")
    assert set(frame["year"]) == {year}
    lost, found = (frame[frame["side"] == side] for side in ("from", "to"))
    assert lost["site"].tolist() == [site]
    assert lost["children"].sum() == pytest.approx(found["children"].sum())
    steps = allocation.steps().set_index("year")
    assert lost["children"].sum() == steps.loc[year, "moved_site_closed"] > 0
    assert (frame["children_low"] <= frame["children"]).all()
    assert (frame["children"] <= frame["children_high"]).all()
    bought = found["setting"].eq("independent") | found["name"].str.startswith("Independent")
    nowhere = found["name"] == "Without a place"
    added = found["children"][bought].sum() + 2 * found["children"][nowhere].sum()
    aims = allocation.to_frame("aims").set_index(["aim", "year"])["value"]
    assert aims["displaced", year] == pytest.approx(added)
    assert allocation.is_proven


def test_a_note_says_it_and_says_where_they_do_not_come_first():
    (first,) = displaced_notes(closing("S", 2026))
    assert first.rule == "allocation_displaced"
    assert "places close in 2026/27 (Hill School, all)" in str(first)
    assert "They are placed first" in str(first)
    aims = ["without", "independent", "beyond_limit", "miles"]
    (not_first,) = displaced_notes(closing("S", 2026, aims=aims))
    assert not_first.rule == "allocation_displaced_not_first"
    assert "The aims of the scenario leave displaced out" in str(not_first)


def test_more_of_them_have_a_place_than_where_they_do_not_come_first():
    aims = ["without", "independent", "beyond_limit", "miles"]
    ours, theirs = closing("S", 2026), closing("S", 2026, aims=aims)
    nowhere = [made.drawn.counts.displaced_to[:, 1, -1].sum() for made in (ours, theirs)]
    assert nowhere[0] < nowhere[1]
    # The year before the closure is the same, to the last child.
    assert np.array_equal(ours.drawn.counts.placed[:, 0], theirs.drawn.counts.placed[:, 0])


def test_the_report_the_worth_and_the_stability_name_them():
    allocation = closing("S", 2026)
    section = next(one for one in sf.report(allocation).sections if one.anchor == "displaced")
    assert "2026/27" in section.paragraphs[0]
    assert "before all others" in section.paragraphs[0]
    assert "more_displaced" in allocation.worth()
    stability = allocation.stability().set_index(["aim", "year"])
    assert stability.loc[("displaced", 2026), "kept"] > 0
    assert stability.loc[("displaced", 2026), "released"] == 0


def test_without_a_closure_nothing_of_it_is_there():
    usual = allocated(AREA, draws=4, until=2026)
    assert usual.to_frame("displaced").empty
    assert "displaced" not in set(usual.to_frame("aims")["aim"])
    assert not displaced_notes(usual)
    assert "displaced" not in [one.anchor for one in sf.report(usual).sections]
    aims = ["without", "independent", "beyond_limit", "miles"]
    scenario = STAND.but(name="plain", aims=aims)
    plain = sf.allocate(projected(AREA, until=2026), scenario, draws=4, workers=1)
    assert usual.to_frame("gap").equals(plain.to_frame("gap"))
    assert usual.placed().equals(plain.placed())


def test_workers_change_nothing_where_a_pool_closes():
    scenario = STAND.with_places("S", "all", {2026: 0}, taken=0, name="closed")
    one, two = (
        sf.allocate(projected(AREA, draws=12, until=2026), scenario, draws=12, workers=workers)
        for workers in (1, 2)
    )
    assert one.to_frame("displaced").equals(two.to_frame("displaced"))
    assert one.to_frame("gap").equals(two.to_frame("gap"))


def test_both_engines_agree_where_a_pool_closes():
    scenario = STAND.with_places("S", "all", {2026: 0}, taken=0, name="closed")
    one, two = (
        sf.allocate(projected(AREA, until=2026), scenario, draws=1, workers=1, engine=engine)
        for engine in ("flow", "lp")
    )
    assert one.to_frame("displaced").equals(two.to_frame("displaced"))


def test_foresight_refuses_a_closure():
    with pytest.raises(NotPossibleError, match="A pool closes in 2026"):
        closing("S", 2026).foresight(years=2)


def test_places_that_fall_move_nobody():
    scenario = STAND.with_places("S", "all", {2026: 20}, taken=0, name="fewer")
    fewer = sf.allocate(projected(AREA, until=2026), scenario, draws=2, workers=1)
    assert fewer.to_frame("displaced").empty
    assert "displaced" not in fewer.setting.supply.aims
