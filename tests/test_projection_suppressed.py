"""Children by the level they need beside children as they are placed; and those of 16 to 25."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_areas import BASE_YEAR, Small, allocated, area, homes, projected, said, with_levels

import sufficiency as sf
from sufficiency.demand.placed import (
    and_somewhere,
    drawn_by_setting,
    filled_mix,
    placed_mix,
    placed_projection,
)
from sufficiency.errors import NotPossibleError, UnknownNameError
from sufficiency.projection.axes import possible_settings
from sufficiency.projection.suppressed import groups_of_cells
from sufficiency.reports.suppressed import (
    suppressed_table,
    suppressed_words,
    young_people_table,
    young_people_words,
)

LEVELS = ("mainstream", "base", "special", "beyond")
AT_THEIR_OWN_LEVEL = {level: {level: 1.0} for level in LEVELS[:3]}
LAID_OUT = (["year"], ["year", "phase"], ["year", "group", "need"], ["year", "locality", "ncy"])


def counted_by_setting():
    plans = area().table("plans")
    return plans[plans["year"] == BASE_YEAR].groupby("setting")["plans"].sum()


def possible(model):
    return possible_settings(model.stocks.children > 0) & (model.last.sum(axis=(0, 1, 2)) > 0)


def run(levels, *, draws=3, **levers):
    scenario = with_levels(sf.as_things_stand(), levels)
    held = scenario.but(name="held", **levers) if levers else scenario
    return sf.project(area(), held, until=2026, draws=draws, workers=1)


# --- known answers


def test_children_in_independent_schools_enter_the_level_they_need():
    """All others need what they have: the difference is the independent ones, in every draw."""
    counts = counted_by_setting()
    frame = run(AT_THEIR_OWN_LEVEL | {"independent": {"special": 1.0}}).suppressed()
    base = frame[frame["year"] == BASE_YEAR].set_index("counted_as")
    assert base["placed"].to_dict() == pytest.approx(counts.to_dict() | {"beyond": 0.0})
    moved = {"mainstream": 0, "base": 0, "beyond": 0}
    moved |= {"special": counts["independent"], "independent": -counts["independent"]}
    for column in ("difference", "low", "high"):
        assert base[column].to_dict() == pytest.approx(moved, abs=1e-9)
    assert base.loc["independent", "needed"] == 0


def test_later_on_the_difference_is_about_what_it_was_of_all():
    """With levels as they are placed nothing differs but the pooling of the mix by age."""
    frame = run(AT_THEIR_OWN_LEVEL | {"independent": {"special": 1.0}}, draws=40).suppressed()
    last = frame[frame["year"] == 2026].set_index("counted_as")
    whole = last["placed"].sum()
    assert abs(last.loc["base", "difference"]) < 0.01 * whole
    assert last.loc["special", "difference"] == pytest.approx(
        last.loc["independent", "placed"], abs=0.01 * whole
    )


def test_settings_to_levels_are_counts_times_shares():
    shares = AT_THEIR_OWN_LEVEL | {
        "mainstream": {"mainstream": 0.75, "special": 0.25},
        "independent": {"special": 0.6, "beyond": 0.4},
    }
    counts = counted_by_setting()
    frame = run(shares).needed_by_setting()
    expected = frame.set_index(["setting", "level"])["expected"]
    for setting, count in counts.items():
        for level in LEVELS:
            share = shares[setting].get(level, 0.0)
            assert expected[setting, level] == pytest.approx(share * count)
    whole = frame.groupby("setting")["children"].sum()
    assert whole.to_dict() == pytest.approx(counts.to_dict())


def test_a_place_in_college_or_nursery_is_one_in_mainstream():
    words = sf.terms.settings()
    levels = {code: words[code].level for code in words}
    assert {code: level for code, level in levels.items() if level} == {
        "mainstream": "mainstream",
        "base": "base",
        "special": "special",
        "fe": "mainstream",
        "early_years": "mainstream",
    }


# --- laws


@settings(max_examples=8)
@given(small=homes(), by=st.sampled_from(LAID_OUT))
def test_the_placed_are_as_many_as_those_who_need(small, by):
    projection = projected(small)
    frame = projection.suppressed(by=by)
    sums = frame.groupby(by)[["placed", "needed", "difference"]].sum()
    children = projection.to_frame(by=by).set_index(by)["children"].sort_index()
    assert sums["placed"].to_numpy() == pytest.approx(children.to_numpy(), abs=1e-9)
    assert sums["needed"].to_numpy() == pytest.approx(children.to_numpy(), abs=1e-9)
    assert np.abs(sums["difference"]).max() < 1e-9
    assert (frame["low"] <= frame["difference"] + 1e-9).all()
    assert (frame["difference"] <= frame["high"] + 1e-9).all()


@pytest.mark.parametrize("by", LAID_OUT[1:])
def test_details_add_up_to_the_whole(by):
    columns = ["year", "counted_as"]
    whole = projected(Small()).suppressed().set_index(columns)
    parts = projected(Small()).suppressed(by=by).groupby(columns)[["placed", "needed"]].sum()
    pd.testing.assert_frame_equal(parts.sort_index(), whole[["placed", "needed"]].sort_index())


def test_those_who_need_a_level_are_those_of_the_projection():
    projection = projected(Small())
    frame = projection.suppressed(by=["year", "need"])
    by = ["year", "need", "level"]
    needed = frame.rename(columns={"counted_as": "level"}).set_index(by)["needed"]
    demand = projection.to_frame(by=by).set_index(by)["children"]
    assert needed[demand.index].to_numpy() == pytest.approx(demand.to_numpy())


@pytest.mark.parametrize(
    "levers", [{}, {"total_plans": {2025: 700, 2026: "none"}}, {"growth_cap_percent": 1}]
)
def test_a_cell_holds_as_many_children_by_setting_as_by_level(levers):
    projection = sf.project(
        area(),
        sf.as_things_stand().but(name="held", leaving_rate_change_percent=20, **levers),
        until=2026,
        draws=1,
        workers=1,
    )
    placed = placed_projection(projection.model, possible(projection.model))
    assert placed.sum(axis=-1) == pytest.approx(projection.expected.children.sum(axis=-1))


def test_the_first_january_is_placed_as_it_was_counted():
    model = projected(Small()).model
    assert placed_projection(model, possible(model))[0] == pytest.approx(model.last)


def test_draws_add_up_as_a_slow_twin_has_it():
    projection = projected(Small())
    drawn = projection.drawn
    mix = placed_mix(projection.model, possible(projection.model))[2]
    _, group = groups_of_cells(projection.labels, by=["year", "group", "phase"])
    cells = mix.reshape(-1, mix.shape[-1])
    placed, needed = drawn_by_setting(drawn, cells, group, january=2)
    assert placed.sum(axis=-1) == pytest.approx(needed.sum(axis=-1))
    slow, by_level = np.zeros_like(placed), np.zeros_like(needed)
    for draw in range(projection.draws):
        for code in drawn.january(draw, 2):
            cell, level = divmod(int(code), drawn.shape[-1])
            slow[draw, group[cell]] += cells[cell]
            by_level[draw, group[cell], level] += 1
    assert placed == pytest.approx(slow)
    assert (needed == by_level).all()


def test_where_nobody_is_the_mix_is_that_of_others():
    placed = np.zeros((1, 2, 2, 1, 2))
    placed[0, 0, 0, 0] = [3.0, 1.0]
    mix = filled_mix(placed)
    assert mix[0, 1, 0, 0] == pytest.approx([0.75, 0.25])
    assert mix[0, 1, 1, 0] == pytest.approx([0.75, 0.25])


# --- 16 to 25


def test_young_people_are_those_of_year_12_and_above():
    projection = projected(Small())
    frame = projection.young_people()
    ages = projection.to_frame(by=["year", "ncy"])
    old = ages[ages["ncy"] >= 12].groupby("year")[["children", "expected"]].sum()
    assert frame["children"].to_numpy() == pytest.approx(old["children"].to_numpy())
    assert frame["expected"].to_numpy() == pytest.approx(old["expected"].to_numpy())
    assert frame["children"].min() > 0
    phases = projection.to_frame("demand_by_phase")
    there = phases[phases["phase"].isin(["post16", "age_19_to_25"])]
    assert there.groupby("year")["children"].sum().to_numpy() == pytest.approx(frame["children"])


@pytest.mark.parametrize("by", [["year", "level"], ["year", "group", "need"]])
def test_young_people_by_other_axes_add_up(by):
    projection = projected(Small())
    added = projection.young_people(by=by).groupby("year")["children"].sum()
    assert added.to_numpy() == pytest.approx(projection.young_people()["children"].to_numpy())


# --- from transitions, and of settings


@pytest.fixture(scope="module")
def known():
    """An area whose transitions are known."""
    made = sf.synthetic_area(
        seed=11, transitions=True, localities=4, plans=500, history_years=4, future_years=3
    )
    return made.area


def test_from_transitions_the_placed_are_as_many_too(known):
    projection = sf.project(known, until=2026, draws=6, workers=1)
    assert projection.flows == "transitions"
    frame = projection.suppressed(by=["year", "phase"])
    by = ["year", "phase"]
    sums = frame.groupby(by)[["placed", "needed"]].sum()
    children = projection.to_frame(by=by).set_index(by)["children"].sort_index()
    for column in ("placed", "needed"):
        assert sums[column].to_numpy() == pytest.approx(children.to_numpy(), abs=1e-9)
    counted = projection.needed_by_setting().groupby("setting")["expected"].sum()
    last = projection.model.last.sum(axis=(0, 1, 2))
    assert counted.sum() == pytest.approx(last.sum())
    here = frame[frame["year"] == projection.base].groupby("counted_as")["placed"].sum()
    assert here["special"] == pytest.approx(counted["special"])


def test_a_projection_of_settings_has_young_people_and_no_levels(known):
    projection = sf.project(known, until=2025, states="setting", draws=2, workers=1)
    for call in (projection.suppressed, projection.needed_by_setting):
        with pytest.raises(NotPossibleError, match=said("projection_no_levels")):
            call()
    assert "suppressed" not in projection.tables()
    added = projection.young_people(by=["year", "setting"]).groupby("year")["children"].sum()
    assert added.to_numpy() == pytest.approx(projection.young_people()["children"].to_numpy())


def test_where_children_could_be_nowhere_they_can_be_anywhere():
    model = projected(Small()).model
    nowhere = np.zeros_like(possible(model))
    assert (and_somewhere(model, nowhere) == (model.last.sum(axis=(0, 1, 2)) > 0)).all()
    assert (and_somewhere(model, possible(model)) == possible(model)).all()


# --- messages, tables and the report


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda made: made.suppressed(by=["need"]), "by no year"),
        (lambda made: made.suppressed(by=["year", "level"]), "by level"),
        (lambda made: made.suppressed(by=["year", "ward"]), "by ward"),
        (lambda made: made.needed_by_setting(by=["year"]), "by year"),
        (lambda made: made.needed_by_setting(by=["level"]), "by level"),
        (lambda made: made.young_people(by=["year", "locality"]), "by locality"),
        (lambda made: made.young_people(by=["need"]), "by no year"),
    ],
)
def test_what_it_cannot_be_laid_out_by_is_said(call, told):
    with pytest.raises(UnknownNameError, match=said("projection_by_unknown")) as caught:
        call(projected(Small()))
    assert told in str(caught.value)


def test_they_are_saved_with_the_other_tables():
    projection = projected(Small())
    for name, held in {
        "suppressed": projection.suppressed(),
        "needed_by_setting": projection.needed_by_setting(),
        "young_people": projection.young_people(by=["year", "level"]),
    }.items():
        pd.testing.assert_frame_equal(projection.to_frame(name), held)


def test_the_report_says_what_placements_hide():
    projection = allocated(Small()).projection
    frame = projection.suppressed()
    words = suppressed_words(projection, frame)
    rows = frame.set_index(["year", "counted_as"])
    for level in ("base", "special"):
        row = rows.loc[(BASE_YEAR, level)]
        told = f"{row['placed']:,.0f} children were in one and {row['needed']:,.0f} are supposed"
        assert f"{told} to need one, {row['difference']:,.0f} more ({row['low']:,.0f} to" in words
    count = counted_by_setting()["independent"]
    assert f"independent or non-maintained special school {count:,.0f}." in words
    shown = suppressed_table(projection, frame).rows
    assert [row[0] for row in shown][-1] == "Independent or non-maintained special school"
    assert shown[-1][1:3] == (f"{count:,.0f}", "0")
    young = projection.young_people().set_index("year")["children"]
    assert f"{young[BASE_YEAR]:,.0f} are of young people" in young_people_words(projection)
    assert len(young_people_table(projection).rows) == len(projection.labels.years)
