"""Children whose pool closes, as tables, notes and the report tell of them."""

import numpy as np
import pandas as pd
import pytest
from small_areas import BASE_YEAR, Small, allocated, projected, tables_of

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


@pytest.mark.slow
def test_the_report_the_worth_and_the_stability_name_them():
    allocation = closing("S", 2026)
    section = next(one for one in sf.report(allocation).sections if one.anchor == "displaced")
    assert "2026/27" in section.paragraphs[0]
    assert "before all others" in section.paragraphs[0]
    assert "more_displaced" in allocation.worth()
    stability = allocation.stability().set_index(["aim", "year"])
    assert stability.loc[("displaced", 2026), "kept"] > 0
    assert stability.loc[("displaced", 2026), "released"] == 0


@pytest.mark.slow
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


@pytest.mark.slow
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


def test_foresight_refuses_a_closure_and_what_it_says_to_type_works():
    made = closing("S", 2026)
    with pytest.raises(NotPossibleError, match="A pool closes in 2026") as raised:
        made.foresight(years=2)
    typed = (
        "allocation.foresight(years=1)",
        'scenario.but(name="closed, not first", aims=["without", "independent", "beyond_limit",'
        ' "miles"])',
    )
    assert all(call in str(raised.value) for call in typed)
    assert "scenario.but" not in raised.value.on_command_line
    assert len(eval(typed[0], {"allocation": made}).rows)
    other = eval(typed[1], {"scenario": made.scenario})
    again = sf.allocate(made.projection, other, draws=1, workers=1)
    assert len(again.foresight(years=2).rows)
    with pytest.raises(NotPossibleError, match="2025, the first year") as first:
        closing("S", 2025).foresight()
    assert "years=" not in str(first.value)


def test_places_that_fall_move_nobody():
    scenario = STAND.with_places("S", "all", {2026: 20}, taken=0, name="fewer")
    fewer = sf.allocate(projected(AREA, until=2026), scenario, draws=2, workers=1)
    assert fewer.to_frame("displaced").empty
    assert "displaced" not in fewer.setting.supply.aims


def phased(stayers="keep"):
    """A pool whose places fall year after year, and then to none."""
    scenario = STAND.with_places("S", "all", {2025: 40, 2026: 20, 2027: 0}, taken=0, name="phased")
    projection = projected(AREA, until=2027)
    return sf.allocate(projection, scenario, draws=4, workers=1, stayers=stayers)


def test_a_pool_that_closes_in_steps_displaces_only_in_the_year_of_none():
    made = phased()
    counts = made.drawn.counts
    pool = made.plan.labels["site"].tolist().index("S")
    assert made.to_frame("displaced")["year"].unique().tolist() == [2027]
    assert not counts.displaced_from[:, :2].any()
    assert not counts.displaced_to[:, :2].any()
    assert not counts.totals[:, :2, made.setting.supply.aims.index("displaced")].any()
    # While its places fall it keeps its children, above its places, and admits nobody.
    assert (counts.over[:, :2, pool] == counts.placed[:, :2, pool] - [40, 20]).all()
    steps = made.steps().set_index("year")
    assert steps.loc[[2025, 2026], "moved_site_closed"].tolist() == [0, 0]
    assert steps.loc[2027, "moved_site_closed"] > 0
    assert [note.value for note in displaced_notes(made)] == ["2027/28"]


def test_the_children_of_a_pool_that_closes_in_steps_count_once_and_the_account_closes():
    made = phased()
    counts = made.drawn.counts
    pool = made.plan.labels["site"].tolist().index("S")
    assert not counts.placed[:, 2, pool].any()
    assert (counts.displaced_from.sum(axis=2) == counts.displaced_to.sum(axis=2)).all()
    assert (counts.displaced_from[:, 2, pool] <= counts.placed[:, 1, pool]).all()
    held = counts.children.sum(axis=(3, 4, 5, 6))
    demand, stay, to_place = held[:, :, 0], held[:, :, 1], held[:, :, 2]
    assert (demand == stay + to_place).all()
    assert (demand == held[:, :, 3:].sum(axis=2)).all()
    assert made.is_proven
    assert phased("release").to_frame("displaced").empty


@pytest.mark.parametrize(
    ("change", "moves"), [({"ncy_to": 6}, True), ({"needs": "ASD"}, False)], ids=["ncy", "need"]
)
def test_a_pool_that_gives_up_nc_years_or_needs_closes_for_nobody(change, moves):
    """Children of NC years that it gives up move, as not served; those of needs stay."""
    tables = tables_of(AREA)
    row = tables["pools"][tables["pools"]["site"] == "S"].assign(year=BASE_YEAR + 2, **change)
    pools = pd.concat([tables["pools"], row], ignore_index=True)
    area = sf.area_from_frames(tables | {"pools": pools})
    projection = sf.project(area, until=BASE_YEAR + 2, draws=4, workers=1)
    made = sf.allocate(projection, draws=4, workers=1)
    usual = sf.allocate(projected(AREA, until=BASE_YEAR + 2), draws=4, workers=1)
    steps, others = (one.steps().set_index("year").loc[BASE_YEAR + 2] for one in (made, usual))
    assert steps["moved_site_closed"] == 0
    assert (steps["moved_not_served"] > others["moved_not_served"]) == moves
    assert made.to_frame("displaced").empty
    assert "displaced" not in made.setting.supply.aims
    reasons = [name for name in steps.index if name.startswith("moved_")]
    assert steps["moved"] == pytest.approx(steps[reasons].sum())
    assert made.is_proven
