"""Levers do what they say, and nothing else: joining, leaving, requests, plans that cease."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_areas import (
    BASE_YEAR,
    NEEDS,
    YEARS,
    Small,
    area,
    area_of,
    projected,
    tables_of,
    with_levels,
)

import sufficiency as sf
from sufficiency import england, terms
from sufficiency.demand.accounts import Item
from sufficiency.projection.axes import NCYS, needs

DRAWS = 40


def ahead(draws=1, **levers):
    """A projection of the small area in which levers are pulled."""
    scenario = sf.as_things_stand().but(name="lever", **levers)
    return sf.project(area(), scenario, draws=draws, workers=1)


def yearly(projection, item):
    """Axes (year, need): a line of the expected account."""
    return projection.expected.accounts[..., item].sum(axis=2)


def total(projection):
    """Axis (January): expected children."""
    return projection.expected.children.sum(axis=(1, 2, 3, 4))


def mean_joiners(projection):
    return projection.drawn.accounts[..., Item.JOINERS].sum(axis=(2, 3)).mean(axis=0)


@pytest.fixture(scope="module")
def usual():
    return projected(Small(), draws=DRAWS)


@settings(max_examples=10)
@given(st.sampled_from([-100, -30, 10, 50, 200]))
def test_joining_is_multiplied_in_every_year(percent):
    usual, changed = projected(Small()), ahead(joining_rate_change_percent=percent)
    assert np.allclose(
        yearly(changed, Item.JOINERS), yearly(usual, Item.JOINERS) * (1 + percent / 100)
    )
    differs = total(changed)[1:] - total(usual)[1:]
    assert (differs > 0).all() == (percent > 0)
    assert np.allclose(
        yearly(changed, Item.LEAVERS)[0], yearly(usual, Item.LEAVERS)[0]
    )  # those of the first year were there before


def test_joining_and_issuing_together_multiply():
    changed = ahead(joining_rate_change_percent=10, issue_rate_change_percent=-10)
    joiners = yearly(projected(Small()), Item.JOINERS)
    assert np.allclose(yearly(changed, Item.JOINERS), joiners * 1.1 * 0.9)


def test_requests_compound_year_upon_year():
    ratio = yearly(ahead(request_growth_percent=5), Item.JOINERS).sum(axis=1) / yearly(
        projected(Small()), Item.JOINERS
    ).sum(axis=1)
    assert ratio == pytest.approx([1.05, 1.05**2, 1.05**3])
    # Only in the year that is named, and kept from then on.
    once = ahead(request_growth_percent={2025: 0, 2026: 8, 2027: 0})
    ratio = yearly(once, Item.JOINERS).sum(axis=1) / yearly(projected(Small()), Item.JOINERS).sum(
        axis=1
    )
    assert ratio == pytest.approx([1, 1.08, 1.08])


def test_a_dated_lever_holds_from_its_year():
    changed = ahead(joining_rate_change_percent={2025: 0, 2027: 20})
    ratio = yearly(changed, Item.JOINERS) / yearly(projected(Small()), Item.JOINERS)
    assert ratio[:, 0] == pytest.approx([1, 1, 1.2])


def test_a_lever_of_one_need_leaves_the_others_alone():
    changed = ahead(joining_rate_change_percent={"all": 0, "ASD": 50})
    ratio = yearly(changed, Item.JOINERS) / yearly(projected(Small()), Item.JOINERS)
    place = needs().index("ASD")
    assert ratio[:, place] == pytest.approx(np.full(3, 1.5))
    assert np.delete(ratio, place, axis=1) == pytest.approx(np.ones((3, len(needs()) - 1)))


def test_a_lever_of_one_phase_leaves_the_others_alone():
    changed, usual = (
        projection.expected.children[1].sum(axis=(0, 1, 3))
        for projection in (ahead(joining_rate_change_percent={"primary": 100}), projected(Small()))
    )
    grown = np.array([terms.phase_of_ncy(ncy) == "primary" for ncy in NCYS])
    held = usual > 0
    assert (changed[grown & held] > usual[grown & held]).any()
    assert np.allclose(changed[~grown], usual[~grown])


def test_leaving_more_and_less():
    leavers = yearly(projected(Small()), Item.LEAVERS)[0].sum()
    more, fewer = ahead(leaving_rate_change_percent=40), ahead(leaving_rate_change_percent=-100)
    assert leavers < yearly(more, Item.LEAVERS)[0].sum() <= leavers * 1.4 + 1e-9
    assert (total(more)[1:] < total(projected(Small()))[1:]).all()
    # Nobody leaves before the top NC year, whom nothing keeps.
    assert yearly(fewer, Item.LEAVERS)[0].sum() == pytest.approx(0, abs=1e-9)
    assert (total(fewer)[1:] > total(projected(Small()))[1:]).all()


def test_plans_that_become_support_plans_leave_besides():
    usual, changed = projected(Small()), ahead(support_plan_percent=10)
    opening = usual.expected.accounts[0, ..., Item.OPENING].sum()
    leavers = yearly(usual, Item.LEAVERS)[0].sum()
    ceased = yearly(changed, Item.LEAVERS)[0].sum() - leavers
    assert ceased == pytest.approx(0.1 * (opening - leavers))
    assert (total(changed)[1:] < total(usual)[1:]).all()
    everybody = ahead(support_plan_percent=100)
    assert yearly(everybody, Item.LEAVERS)[0].sum() == pytest.approx(opening)


def test_levers_act_on_the_draws_as_on_expected_numbers(usual):
    more = ahead(DRAWS, joining_rate_change_percent=100)
    none = ahead(DRAWS, issue_rate_change_percent=-100)
    ceased = ahead(DRAWS, support_plan_percent=30)
    ratio = mean_joiners(more) / mean_joiners(usual)
    assert ratio == pytest.approx(np.full(3, 2.0), rel=0.12)
    assert not none.drawn.accounts[..., Item.JOINERS].any()
    by_draw = [one.drawn.roll_up()[:, -1].reshape(-1) for one in (more, usual, ceased)]
    assert (by_draw[0] > by_draw[1]).all()
    assert (by_draw[1] > by_draw[2]).all()
    # All futures start from the same January.
    for one in (more, none, ceased):
        assert np.array_equal(one.drawn.roll_up()[:, 0], usual.drawn.roll_up()[:, 0])


def rows_of_england(factor=1.0, *, last=BASE_YEAR):
    """England's shipped series as rows of the table history, made steeper by a factor."""
    years = [year for year in england.plans() if year <= last]
    start = england.plans()[years[0]]
    counts = [start + (england.plans()[year] - start) * factor for year in years]
    frame = pd.DataFrame(
        {
            **{"year": years, "area": "England", "setting": ""},
            **{"plans": np.round(counts), "basis": "published"},
        }
    )
    return frame.assign(
        ncy_from=pd.array([pd.NA] * len(frame), dtype="Int64"),
        ncy_to=pd.array([pd.NA] * len(frame), dtype="Int64"),
    )


def with_history(history):
    held = sf.area_from_frames(tables_of() | {"history": history})
    return sf.project(held, draws=1, workers=1)


def test_england_s_shipped_series_is_used_where_the_history_has_none():
    usual = projected(Small())
    assert not [note for note in usual.notes if note.rule == "projection_england_old"]
    same = with_history(rows_of_england())
    assert np.array_equal(same.expected.children, usual.expected.children)
    # The rows of the user come first: a country that grows faster takes the area with it.
    faster = with_history(rows_of_england(3.0))
    assert (total(faster)[1:] > total(usual)[1:]).all()


def test_levels_that_are_known_are_the_same_in_every_draw():
    exact = {"special": {"special": 1.0}, "base": {"base": 1.0}, "independent": {"special": 1.0}}
    scenario = with_levels(sf.as_things_stand(), exact | {"mainstream": {"mainstream": 1.0}})
    projection = sf.project(area(), scenario, draws=6, workers=1)
    plans = area().table("plans")
    settings_now = plans[plans["year"] == BASE_YEAR].groupby("setting")["plans"].sum()
    frame = projection.to_frame(by=["year", "level"])
    here = frame[frame["year"] == BASE_YEAR].set_index("level")
    whole = settings_now["special"] + settings_now["independent"]
    for side in ("children", "low", "high", "expected"):
        assert here.loc["special", side] == whole
        assert here.loc["base", side] == settings_now["base"]
        assert here.loc["beyond", side] == 0


def test_levels_that_are_not_known_are_drawn_so_their_doubt_is_in_the_range(usual):
    frame = usual.to_frame(by=["year", "level"])
    here = frame[frame["year"] == BASE_YEAR].set_index("level")
    for level in ("base", "special"):
        low, high = here.loc[level, "low"], here.loc[level, "high"]
        assert low < here.loc[level, "expected"] < high
    whole = usual.to_frame(by=["year"]).iloc[0]
    assert whole["low"] == whole["high"] == whole["children"]


def test_more_people_mean_more_who_join():
    tables = tables_of()
    people = tables["population"]
    later = people["year"] > YEARS[-1]
    more = people.assign(persons=people["persons"].where(~later, people["persons"] * 1.5))
    grown = sf.project(sf.area_from_frames(tables | {"population": more}), draws=1, workers=1)
    joiners = [yearly(one, Item.JOINERS).sum(axis=1) for one in (grown, projected(Small()))]
    assert joiners[0] / joiners[1] == pytest.approx(np.full(3, 1.5))


def test_a_fast_area_grows_faster_but_less_than_it_did():
    """Growth leans on England's: a jump of the last year is not carried on."""
    slow, fast = (sf.project(area_of(growth=growth), draws=1, workers=1) for growth in (1.0, 1.3))
    growth = [total(one)[1] / total(one)[0] for one in (slow, fast)]
    assert 1 < growth[0] < growth[1] < 1.2
    assert set(NEEDS) <= set(needs())
