"""Caps across pools and places at another level, for whole allocations."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_areas import Small, projected, said, tables_of

import sufficiency as sf
from sufficiency.allocation.above_best import rounded_up
from sufficiency.allocation.plan import serves_level_of
from sufficiency.allocation.run import expected_years
from sufficiency.errors import NotPossibleError
from sufficiency.places import certificate
from sufficiency.reports.parts import spread
from sufficiency.scenario import load_scenario

STAND = sf.as_things_stand()
CAP = {
    "site": "S",
    "cap": "ASD in primary",
    "needs": "ASD",
    "ncy_from": 0,
    "ncy_to": 6,
    "basis": "assumed",
}

SMALL = Small(special=75)


def placed(scenario, *, small=SMALL, draws=3, **options):
    return sf.allocate(projected(small), scenario, draws=draws, workers=1, **options)


def capped(places, *, since=2025, name="capped"):
    return STAND.with_rows("caps", [{**CAP, "year": since, "places": places}], name=name)


def children_of(allocation, *, site="S", need="ASD", last=6):
    """Children whom the cap counts in expected numbers, by year: from the rows of each year."""
    supply = allocation.setting.supply
    found = []
    for year in expected_years(allocation.setting, worth=False):
        _, needs, ncys, _ = supply.parts(year.rows.cell)
        named = year.rows.pool < supply.not_named
        labels = allocation.plan.labels["site"].to_numpy()
        inside = [
            bool(is_named)
            and labels[pool] == site
            and supply.axes.needs[n] == need
            and supply.axes.ncy[a] <= last
            for is_named, pool, n, a in zip(named, year.rows.pool, needs, ncys, strict=True)
        ]
        found.append(int(year.rows.children[inside].sum()) / 1000)
    return found


def test_a_cap_holds_for_all_but_those_who_stay():
    made = placed(capped(9))
    frame = made.to_frame("caps")
    assert frame["year"].tolist() == list(made.years)
    assert frame[["site", "name", "cap", "needs"]].iloc[0].tolist() == [
        "S",
        "Hill School",
        "ASD in primary",
        "ASD",
    ]
    # Who is there already stays: the first year may be above it, and nobody is admitted.
    free = placed(STAND)
    before, after = children_of(free), children_of(made)
    assert max(before) > 9
    assert all(later <= max(9, first) for first, later in pairwise(after))
    assert (frame["over"] >= 0).all()
    assert frame["chance_full"].between(0, 1).all()
    expected = made.expected.counts.caps[0, :, 0] / 1000
    assert expected.tolist() == pytest.approx(after)


@pytest.mark.slow
def test_a_cap_that_could_never_bind_changes_nothing():
    made, free = placed(capped(500)), placed(STAND)
    for table in ("gap", "supply", "aims", "why_not_local", "worth"):
        pd.testing.assert_frame_equal(made.to_frame(table), free.to_frame(table))
    assert made.is_proven
    assert made.worth_in_words() == free.worth_in_words() != ()
    assert "Caps across pools bind" not in str(sf.report(made).sections)


TWO_POOLS = STAND.with_rows(
    "pools",
    [
        {
            "site": "S",
            "pool": "post16",
            "level": "special",
            "needs": "ASD;SEMH;MLD",
            "ncy_from": 0,
            "ncy_to": 14,
            "year": 2025,
        }
    ],
    name="two pools",
).with_places("S", "post16", {2025: 4})
"""A second pool for the same children, so that a cap of the site crosses both."""


def crossing(places):
    rows = [{**CAP, "year": 2025, "places": places, "ncy_to": 14}]
    return TWO_POOLS.with_rows("caps", rows, name="crossing")


@pytest.mark.slow
def test_where_caps_cross_pools_the_worth_is_blank_and_the_report_says_what_to_type():
    made = placed(crossing(6))
    assert made.to_frame("worth")["more_without"].isna().all()
    assert made.worth_in_words() == ()
    told = str(sf.report(made).sections)
    assert "more_places, or the command worth with --more 6 --at B all." in told
    assert made.more_places(1, site="B", pool="all", workers=1).to_frame().shape[0] == 3
    assert made.is_proven


@pytest.mark.slow
def test_the_worth_of_a_place_under_a_cap_is_what_allocating_again_says():
    """Of one year placed anew, so that no later year has a part in it."""
    made = placed(capped(3), stayers="release", draws=4)
    worth = made.to_frame("worth").set_index(["year", "site", "pool"])
    first = made.years[0]
    again = made.more_places(1, site="S", pool="all", draws=4, workers=1).to_frame()
    row = again.set_index("year").loc[first]
    assert worth.loc[(first, "S", "all"), "more_without"] == pytest.approx(row["without"])
    assert worth.loc[(first, "S", "all"), "more_independent"] == pytest.approx(row["independent"])
    assert worth["more_without"].notna().all()


@pytest.mark.slow
def test_what_a_cap_costs_is_the_difference_to_the_plan_without_it():
    wide = Small(special=200)
    made, free = placed(capped(3), small=wide), placed(STAND, small=wide)
    frame = made.to_frame("caps")
    one, other = (
        held.to_frame("aims").pivot_table(index="year", columns="aim", values="expected")
        for held in (made, free)
    )
    assert (frame["year"] == one.index).all()
    for aim in one.columns:
        expected = (one[aim] - other[aim]).tolist()
        assert frame[f"cost_{aim}"].tolist() == pytest.approx(expected, abs=1e-6)
    last = frame["cost_without"].iloc[-1]
    assert last > 10
    assert made.caps_in_words(year=made.years[-1])[0].startswith(
        "ASD in primary at Hill School (no more than 3 with ASD, NC years 0 to 6): in 2027/28 it "
        f"means {last:,.0f} more children without a place, "
    )
    assert "1 cap across pools holds: ASD in primary at Hill School." in str(made.card().lines)


@pytest.mark.slow
def test_the_report_has_a_section_of_caps_where_there_are_any():
    wide = Small(special=200)
    made = placed(capped(3), small=wide)
    section = next(one for one in sf.report(made).sections if one.anchor == "caps")
    assert section.points == made.caps_in_words()
    (table,) = section.tables
    assert table.rows[0][:3] == (
        "ASD in primary, Hill School",
        "3 with ASD, NC years 0 to 6",
        spread_of(made, made.years[-1]),
    )
    assert len(section.folded[0].rows) == len(made.years)
    assert "caps" not in [one.anchor for one in sf.report(placed(STAND, small=wide)).sections]


def spread_of(allocation, year):
    row = allocation.to_frame("caps").set_index("year").loc[year]
    return spread(row["children"], row["children_low"], row["children_high"])


@pytest.mark.slow
def test_a_cap_that_begins_later_says_that_none_holds_in_the_year_of_strain():
    later = capped(3, since=2027).with_places("S", "all", {2027: 400}, name="later")
    made = placed(later)
    section = next(one for one in sf.report(made).sections if one.anchor == "caps")
    assert not section.tables
    assert section.paragraphs[-1] == "No cap holds in 2026/27, the year of greatest strain."
    assert len(section.folded[0].rows) == 1


def test_each_cap_is_priced_with_the_others_as_they_are():
    rows = [
        {**CAP, "year": 2025, "places": 3},
        {**CAP, "cap": "all", "needs": "", "year": 2026, "places": 500},
    ]
    made = placed(STAND.with_rows("caps", rows, name="two"))
    frame = made.to_frame("caps").set_index(["cap", "year"])
    assert (frame.loc["all", ["cost_without", "cost_miles"]] == 0).all(axis=None)
    assert "in 2026/27 the aims come to the same without it" in made.caps_in_words(year=2026)[1]
    assert placed(STAND).caps_in_words() == ()


@pytest.mark.slow
@settings(max_examples=6, deadline=None)
@given(st.integers(0, 12), st.sampled_from([2025, 2026]))
def test_the_accounts_close_and_the_proof_holds(places, since):
    made = placed(capped(places, since=since), draws=2)
    gap = made.to_frame("gap", by=["year", "need", "phase", "level"])
    parts = ["placed_within_limit", "placed_further", "independent", "without"]
    assert gap[parts].sum(axis=1).tolist() == pytest.approx(gap["demand"].tolist())
    assert made.is_proven
    assert (made.to_frame("aims")["gap"] == 0).all()
    assert made.to_frame("caps")["year"].min() == since
    assert made.to_frame("worth")["more_without"].notna().all()


@pytest.mark.slow
def test_pulp_gives_the_same_totals_under_caps():
    one, other = placed(crossing(6), draws=1), placed(crossing(6), draws=1, engine="lp")
    aims = ["year", "aim", "value"]
    pd.testing.assert_frame_equal(one.to_frame("aims")[aims], other.to_frame("aims")[aims])


def test_caps_of_the_area_hold_without_any_scenario():
    caps = pd.DataFrame([{**CAP, "year": 2022, "places": 0.0, "basis": "supplied"}])
    spans = {name: caps[name].astype("Int64") for name in ("ncy_from", "ncy_to")}
    area = sf.area_from_frames({**tables_of(special=75), "caps": caps.assign(**spans)})
    made = sf.allocate(sf.project(area, until=2026, draws=2, workers=1), draws=2, workers=1)
    frame = made.to_frame("caps")
    assert (frame["places"] == 0).all()
    assert frame["children"].is_monotonic_decreasing
    whole = made.to_frame("against_today")
    assert not whole.empty


@pytest.mark.slow
def test_a_need_that_a_cap_shuts_out_is_found_full_and_not_unserved():
    frame = placed(capped(0)).to_frame("why_not_local", by=["year", "need", "level"])
    here = frame[(frame["need"] == "ASD") & (frame["level"] == "special")]
    assert here["full"].sum() > 0
    assert here["not_open"].sum() == 0
    said = next(one for one in sf.report(placed(capped(0))).sections if one.anchor == "reasons")
    assert "Caps across pools bind" in " ".join(said.paragraphs)


def test_a_gap_is_told_in_the_proof_and_in_the_aims(monkeypatch):
    """An answer that is not proven says so with numbers; here the proof is made too weak."""
    monkeypatch.setattr(certificate, "gaps_of", lambda *_: (1, 0, 0, 0))
    made = placed(crossing(3), draws=1)
    assert not made.is_proven
    assert made.to_frame("aims")["gap"].max() == 1
    told = made.answer()[2]
    assert "yearly answers are proven to be the best" in told
    assert "allow, each year given the one before it, by an independent check, the others" in told
    row = made.to_frame("aims").query("aim == 'without'").sort_values("gap_percent").iloc[-1]
    percent = f"{rounded_up(row['gap_percent'])} % above the best or less"
    size = "(1.00 children without a place, where caps across pools cross)"
    assert 0 < row["gap_percent"] < 100
    assert f"the others stopped at {percent} {size}" in told
    said = made.provenance()
    assert f"no, stopped at {percent}" in str(said)
    assert "caps across pools bind, which no flow keeps" in str(said)


@pytest.mark.slow
@pytest.mark.parametrize(
    "aims", [["without", "pounds", "miles"], ["without", "independent", "miles", "pounds"]]
)
def test_pounds_and_miles_in_front_of_each_other_are_proven_in_thousandths(aims):
    """Prices of earlier aims are multiplied by metres and pounds of thousandths of children."""
    area = sf.area_from_frames({**tables_of(special=75), "costs": costs()})
    scenario = crossing(6).but(name="priced", aims=aims)
    projection = sf.project(area, until=2027, draws=2, workers=1)
    made = sf.allocate(projection, scenario, draws=2, workers=1)
    assert made.expected.counts.proven.all()
    assert made.is_proven


def costs():
    rows = [
        ("base", "top_up", 9000.0, "child_year"),
        ("special", "top_up", 15000.0, "child_year"),
        ("independent", "fee", 61000.0, "child_year"),
        *[(setting, "transport", 3.7, "mile") for setting in ("base", "special", "independent")],
    ]
    made = pd.DataFrame(rows, columns=["setting", "item", "pounds", "unit"])
    blank = {"site": "", "need": "", "residential": "", "source": "a test", "basis": "assumed"}
    spans = {name: pd.array([pd.NA] * len(made), dtype="Int64") for name in ("ncy_from", "ncy_to")}
    return made.assign(
        **blank, **spans, year=2024, year_kind="academic", price_year=2024, payer="high_needs"
    )


@pytest.mark.parametrize("places", [4, 4.5])
def test_a_part_of_a_place_lets_nobody_in(places):
    frame = placed(capped(places), draws=2).to_frame("caps")
    assert (frame["places"] == 4).all()


def test_without_caps_their_table_is_empty():
    assert placed(STAND, draws=1).to_frame("caps").empty


def with_other(level, **options):
    return placed(STAND.but(name=level, other_level=level), **options)


@pytest.mark.slow
def test_a_special_school_that_takes_children_who_need_a_base():
    small = Small(special=200, base=6)
    free, mixed = placed(STAND, small=small), with_other("base_in_special", small=small)
    one, two = (
        held.to_frame("gap", by=["year", "level"]).query("level == 'base'")
        for held in (free, mixed)
    )
    assert two["without"].sum() < one["without"].sum()
    aims = mixed.to_frame("aims").query("aim == 'other_level'")
    assert (aims["value"] > 0).all()
    assert "other_level" not in set(free.to_frame("aims")["aim"])
    assert "more_other_level" in mixed.to_frame("worth")
    assert mixed.is_proven


def by_year(made):
    """Axis (year): children in places of another level, and children without a base."""
    aims, gap = made.to_frame("aims"), made.to_frame("gap", by=["year", "level"])
    other = aims[aims["aim"] == "other_level"].sort_values("year")["value"].to_numpy()
    return other, gap[gap["level"] == "base"].sort_values("year")["without"].to_numpy()


def test_a_special_school_may_take_them_from_a_year_on_and_until_another():
    small = Small(special=200, base=6)
    options = {"small": small, "stayers": "release", "draws": 2}
    stated = {2026: "base_in_special", 2027: "own"}
    never, dated, always = (
        by_year(placed(STAND.but(name="n", other_level=level), **options))
        for level in ("own", stated, "base_in_special")
    )
    # Placed anew each year, only 2026 is as if it were always so, and the others as if never.
    assert dated[0][1] == always[0][1] > 0
    assert dated[0][[0, 2]].tolist() == [0, 0]
    assert dated[1][1] == always[1][1] < never[1][1]
    assert dated[1][[0, 2]].tolist() == never[1][[0, 2]].tolist()


def test_who_is_in_a_place_of_another_level_stays_when_it_ends():
    small = Small(special=200, base=6)
    scenario = STAND.but(name="n", released_share=0)
    ends = scenario.but(name="e", other_level={"value": "base_in_special", 2026: "own"})
    made, always = (
        by_year(placed(one, small=small, draws=2))
        for one in (ends, scenario.but(name="a", other_level="base_in_special"))
    )
    assert made[0][0] == always[0][0] > 0  # the first year is the same
    assert (made[0][1:] > 0).all()  # those who are there stay,
    assert (np.diff(made[0]) <= 0).all()  # and nobody joins them
    assert (made[0][1:] < always[0][1:]).all()


def test_who_is_there_from_before_is_told_from_who_is_newly_placed_at_another_level():
    """Once it has ended all of them stay; while it holds, some do and some are newly placed."""
    small = Small(special=200, base=6)
    scenario = STAND.but(name="e", other_level={"value": "base_in_special", 2026: "own"})
    made = placed(scenario, small=small, draws=2)
    aims = made.to_frame("aims")
    np.testing.assert_allclose(aims["of_stayers"] + aims["of_newly_placed"], aims["value"])
    assert (aims[["of_stayers", "of_newly_placed"]] >= 0).all(axis=None)
    other = aims[aims["aim"] == "other_level"].set_index("year")
    assert other["of_newly_placed"].loc[2025] > 0
    assert other["of_newly_placed"].loc[2026:].tolist() == [0, 0]
    assert other["of_stayers"].loc[2026:].tolist() == other["value"].loc[2026:].tolist()
    assert (other["value"].loc[2026:] > 0).all()
    # Nobody stays without a place, and of a plan that places all anew nobody stays at all.
    assert not aims[aims["aim"] == "without"]["of_stayers"].any()
    anew = placed(scenario, small=small, draws=2, stayers="release").to_frame("aims")
    assert not anew["of_stayers"].any()


def test_a_file_says_another_level_by_year(tmp_path):
    path = tmp_path / "mixed.toml"
    path.write_text(
        '[allocation]\nother_level = { 2027 = "base_in_special", 2029 = "own" }\n',
        encoding="utf-8",
    )
    held = load_scenario(path).assumption("other_level")
    said_of = [held.at(year) for year in (2026, 2027, 2028, 2029)]
    assert said_of == ["own", "base_in_special", "base_in_special", "own"]
    assert str(held) == "other_level: own, base_in_special from 2027/28, own from 2029/30"
    whole = {"other_level": {"values": {2027: "both"}, "why": "a trial", "owner": "Head of SEND"}}
    assert STAND.but(name="w", **whole).assumption("other_level").at(2030) == "both"


def test_serving_levels_by_hand():
    labels = pd.DataFrame(
        {
            "level": ["special", "base", "special"],
            "setting": ["special", "base", "independent"],
        }
    )
    found = serves_level_of(labels, ["own", "base_in_special", "special_in_base", "both"])
    own = [[False, True], [True, False], [False, True]]  # axes (pool, level): base, special
    assert found[0].tolist() == own
    assert found[1].tolist() == [[True, True], *own[1:]]
    assert found[2].tolist() == [own[0], [True, True], own[2]]
    assert found[3].tolist() == [[True, True], [True, True], own[2]]


def test_independent_schools_take_nobody_who_needs_a_base():
    small = Small(special=10, base=6, independent=100)
    made = with_other("both", small=small)
    base = made.to_frame("gap", by=["year", "level"]).query("level == 'base'")
    free = placed(STAND, small=small).to_frame("gap", by=["year", "level"]).query("level == 'base'")
    # Who is in an independent school and drawn as needing a base is there today already.
    assert (base["independent"].to_numpy() <= free["independent"].to_numpy() + 1e-9).all()


def test_the_model_of_today_keeps_levels_apart():
    small = Small(special=200, base=6)
    free, mixed = placed(STAND, small=small), with_other("both", small=small)
    pd.testing.assert_frame_equal(free.to_frame("agreement"), mixed.to_frame("agreement"))


def test_aims_that_leave_the_other_level_out_are_refused():
    for level in ("both", {2027: "both"}):
        scenario = STAND.but(name="n", other_level=level, aims=["without", "independent", "miles"])
        with pytest.raises(NotPossibleError, match=said("allocation_aim_left_out")):
            placed(scenario)


@pytest.mark.slow
@pytest.mark.parametrize(
    "aims",
    [
        ["without", "independent", "miles_squared"],
        ["without", "independent", "other_level", "beyond_limit", "miles_squared", "miles"],
    ],
)
def test_every_aim_is_told_in_report_worth_and_questions(aims):
    level = "base_in_special" if "other_level" in aims else "own"
    made = placed(STAND.but(name="n", aims=aims, other_level=level), draws=2)
    assert sf.report(made).sections
    asked = made.more_places(3, site="S", pool="all", workers=1)
    assert "miles_squared" in asked.to_frame()
    assert made.worth_in_words(year=made.years[-1])
    assert ("other_level" in asked.to_frame()) == ("other_level" in aims)


@pytest.mark.slow
def test_another_level_before_independent_may_leave_places_free():
    aims = ["without", "other_level", "independent", "miles"]
    scenario = STAND.but(name="n", aims=aims, other_level="special_in_base")
    made = placed(scenario, small=Small(special=40, base=90), stayers="release")
    said = next(one for one in sf.report(made).sections if one.anchor == "reasons")
    assert "though a place within the journey limit is free" in " ".join(said.paragraphs)
    assert "for want of one" not in made.answer()[0]
