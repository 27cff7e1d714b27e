"""Limits of a scenario: imposed totals, caps on growth, ceilings of prevalence, new homes."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_areas import BASE_YEAR, UNTIL, Small, area, area_like, said, tables_of

import sufficiency as sf
from sufficiency.demand.accounts import Item, account_gap
from sufficiency.demand.cohorts import expected_projection
from sufficiency.demand.estimation import estimate
from sufficiency.demand.limits import limits_of
from sufficiency.demand.model import expected_rates, expected_start
from sufficiency.errors import NotPossibleError
from sufficiency.projection.limits import is_of_school_age
from sufficiency.projection.stocks import start_of

STAND = sf.as_things_stand()
DRAWS = 12


def run(held=None, *, draws=DRAWS, **lever):
    scenario = STAND.but(name="held", **lever) if lever else STAND
    return sf.project(held or area(), scenario, draws=draws, workers=1)


def totals(projection):
    """All plans: expected (January), and in every draw (draw, January)."""
    return (
        projection.expected.children.sum(axis=(1, 2, 3, 4)),
        projection.drawn.roll_up().sum(axis=(2, 3, 4, 5)),
    )


def noted(projection, rule):
    return [note for note in projection.notes if note.rule == rule]


def counted():
    plans = area().table("plans")
    return int(plans.loc[plans["year"].eq(BASE_YEAR), "plans"].sum())


# --- an imposed total


@pytest.mark.parametrize("change", [-60, 0, 75])
def test_an_imposed_total_is_met_to_the_child_in_every_draw(change):
    """Below those who stay too: some of them leave then, and the account still closes."""
    wanted = {2025: counted() + change, 2026: counted() + 2 * change, 2027: "none"}
    held = run(total_plans=wanted)
    expected, drawn = totals(held)
    assert expected[1:3] == pytest.approx([wanted[2025], wanted[2026]], abs=1e-9)
    assert (drawn[:, 1] == wanted[2025]).all()
    assert (drawn[:, 2] == wanted[2026]).all()
    assert len(np.unique(drawn[:, 3])) > 1
    assert not account_gap(held.drawn.accounts).any()
    assert np.abs(account_gap(held.expected.accounts)).max() < 1e-9


def test_a_total_below_those_who_stay_lets_nobody_join():
    low = run(total_plans={2025: counted() // 2, 2026: "none"})
    joiners = low.drawn.accounts[:, 0, ..., Item.JOINERS].sum()
    assert joiners == 0
    before, after = low.drawn.fates(0, 1)
    assert (after >= 0).sum() == counted() // 2
    assert len(before) == counted()


def test_the_parts_of_an_imposed_total_are_in_the_proportions_of_the_model():
    """Joiners are scaled as one: shares of joiners by need and NC year are the model's own."""
    free, held = run(), run(total_plans={2025: counted() + 75, 2026: "none"})
    own, forced = (
        one.expected.accounts[0, ..., Item.JOINERS]
        / one.expected.accounts[0, ..., Item.JOINERS].sum()
        for one in (free, held)
    )
    assert forced == pytest.approx(own, abs=1e-12)


def test_an_imposed_total_is_told_beside_the_models_own():
    held = run(draws=1, total_plans={2026: 700, 2027: "none"})
    (note,) = noted(held, "projection_total_imposed")
    own = totals(run(draws=1))[0]
    assert f"January 2027: 700 (by the model {own[2]:,.0f})" in note.seen
    assert "without total_plans" in note.remedy
    assert noted(run(draws=1), "projection_total_imposed") == []


def test_a_total_that_holds_for_all_years_is_held_in_all():
    _, drawn = totals(run(total_plans=610))
    assert (drawn[:, 1:] == 610).all()


def test_a_total_that_nobody_joins_to_reach_is_refused():
    with pytest.raises(NotPossibleError, match=said("demand_total_out_of_reach")):
        run(draws=1, joining_rate_change_percent=-100, total_plans={2025: 5000, 2026: "none"})


# --- a cap on growth


@pytest.mark.parametrize("percent", [0, 2, 50])
def test_no_draw_grows_above_the_cap(percent):
    held = run(growth_cap_percent=percent)
    expected, drawn = totals(held)
    assert (expected[1:] <= expected[:-1] * (1 + percent / 100) + 1e-9).all()
    # A part of a child that there is room for is one child, by chance.
    assert (drawn[:, 1:] < drawn[:, :-1] * (1 + percent / 100) + 1).all()
    assert not account_gap(held.drawn.accounts).any()


def test_a_cap_that_nothing_reaches_changes_no_number():
    free, held = run(), run(growth_cap_percent=50)
    assert (free.drawn.codes == held.drawn.codes).all()
    assert (free.expected.children == held.expected.children).all()
    (note,) = noted(held, "projection_limited")
    assert "no expected number reaches it" in note.seen


def test_a_cap_lets_a_handful_of_children_grow_as_it_says():
    """Cut off each year, parts of children would add up: 46 children never grew by 2 %."""
    few = area_like(Small(localities=1, needs=("ASD",), until=2034))
    held = run(few, draws=200, growth_cap_percent=2)
    expected, drawn = totals(held)
    whole = expected[0] * 1.02 ** np.arange(len(expected))
    assert expected == pytest.approx(whole)
    assert np.quantile(drawn[:, -1], 0.9) > whole[-1] - 3
    assert (drawn[:, -1] > expected[0]).any()


def test_a_total_carries_no_note_of_a_cap_that_does_not_bite():
    held = run(draws=1, growth_cap_percent=50, total_plans={2025: 700, 2026: "none"})
    (note,) = noted(held, "projection_limited")
    assert "January 2027" not in note.seen


def test_a_total_is_met_where_a_draw_would_let_nobody_join():
    """Draws whose path has no room leave nobody to join: the total says how many all the same."""
    steady = area_like(Small(until=2034))
    free = totals(sf.project(steady, draws=1, workers=1))[0]
    wanted = {year: int(free[year - BASE_YEAR]) for year in range(2025, 2035)}
    held = run(steady, draws=300, total_plans=wanted)
    assert (totals(held)[1][:, 1:] == list(wanted.values())).all()


def test_a_cap_holds_only_in_its_years():
    expected, _ = totals(run(draws=1, growth_cap_percent={2026: 0, 2027: "none"}))
    own, _ = totals(run(draws=1))
    assert expected[1] == own[1]
    assert expected[2] <= expected[1] + 1e-9 < own[2]
    assert expected[3] > expected[2] + 1


def test_a_cap_that_bites_is_told_with_the_models_own_figures():
    held = run(draws=1, growth_cap_percent=1)
    (note,) = noted(held, "projection_limited")
    expected, own = totals(held)[0], totals(run(draws=1))[0]
    assert f"January 2026: {expected[1]:,.0f} (by the model {own[1]:,.0f})" in note.seen
    assert note.column == "growth_cap_percent"


# --- a ceiling of prevalence


def prevalence(projection):
    """Axes (draw, January): plans in NC years 0 to 11 a resident of these."""
    school = is_of_school_age()
    plans = projection.drawn.roll_up(ncy=school.astype(int))[..., 0, 0, 1, 0]
    persons = projection.model.population[:, :, school].sum(axis=(1, 2))
    return plans / persons


@pytest.mark.parametrize("percent", [3, 5, 6])
def test_joining_never_takes_prevalence_above_its_ceiling(percent):
    """Where today is above it nobody of school age joins, and nobody loses a plan."""
    held = run(prevalence_ceiling_percent=percent)
    found = prevalence(held)
    above = np.maximum(found[:, :-1], percent / 100)
    residents = held.model.population[1:, :, is_of_school_age()].sum(axis=(1, 2))
    assert (found[:, 1:] < above + 1 / residents).all()
    joiners = held.expected.accounts[..., Item.JOINERS].sum(axis=(1, 2))
    free = run(draws=1).expected.accounts[..., Item.JOINERS].sum(axis=(1, 2))
    assert (joiners <= free + 1e-9).all()
    assert not account_gap(held.drawn.accounts).any()


def test_a_ceiling_below_those_who_stay_is_said_not_to_be_kept():
    """Nobody loses a plan by it, so that plans are above it for years."""
    held = run(draws=1, prevalence_ceiling_percent=1)
    (note,) = noted(held, "projection_limit_below_stayers")
    school = is_of_school_age()
    there = held.expected.children[1, :, :, school].sum()
    allowed = 0.01 * held.model.population[1][:, school].sum()
    assert there > allowed
    assert f"January {BASE_YEAR + 2}: {there:,.0f}, and it allows {allowed:,.0f}" in note.seen
    assert "Reception to Year 11" in note.seen
    assert note.column == "prevalence_ceiling_percent"
    assert (
        noted(run(draws=1, prevalence_ceiling_percent=30), "projection_limit_below_stayers") == []
    )


def test_a_total_says_itself_that_it_is_below_those_who_stay():
    held = run(draws=1, prevalence_ceiling_percent=1, total_plans={2025: 700, 2026: 700, 2027: 700})
    assert noted(held, "projection_limit_below_stayers") == []


def test_a_ceiling_leaves_other_ages_alone():
    free, held = run(draws=1), run(draws=1, prevalence_ceiling_percent=1)
    old = ~is_of_school_age()
    first = [one.expected.children[1][:, :, old].sum() for one in (free, held)]
    assert first[0] == pytest.approx(first[1])
    (note,) = noted(held, "projection_limited")
    assert note.column == "prevalence_ceiling_percent"


# --- new homes


def test_pupils_of_new_homes_come_with_their_plans_and_stay():
    free, built = run(draws=1), run(draws=1, new_homes={"L2": {2025: 1000, 2026: 0}})
    joined = [one.expected.accounts[0, ..., Item.JOINERS].sum() for one in (free, built)]
    assert joined[1] - joined[0] == pytest.approx(1000 * 0.5 * 0.04)
    children = [one.expected.children.sum(axis=(2, 3, 4)) for one in (free, built)]
    difference = children[1] - children[0]
    assert difference[1] == pytest.approx([0, 20, 0], abs=1e-9)
    assert (difference[2:, 1] > 0).all()
    residents = built.model.population - free.model.population
    assert residents.sum(axis=2) == pytest.approx(
        np.array([[0, 0, 0], [0, 0, 0], [0, 500, 0], [0, 500, 0]]), abs=1e-9
    )
    assert not residents[:, :, ~is_of_school_age()].any()


def test_homes_for_all_are_spread_as_residents_are():
    tables = tables_of()
    crowd = np.where(tables["population"]["locality"].eq("L1"), 3.0, 1.0)
    persons = tables["population"]["persons"] * crowd
    tables["population"] = tables["population"].assign(persons=persons)
    held = sf.area_from_frames(tables)
    free, built = run(held, draws=1), run(held, draws=1, new_homes={2025: 100, 2026: 0})
    more = built.expected.children[1] - free.expected.children[1]
    assert more.sum(axis=(1, 2, 3)) == pytest.approx([1.2, 0.4, 0.4])


def test_draws_hold_those_who_arrive():
    free, built = run(draws=200), run(draws=200, new_homes={"L2": {2025: 20000, 2026: 0}})
    more = (totals(built)[1] - totals(free)[1])[:, 1].mean()
    assert more == pytest.approx(400, abs=10)
    assert not account_gap(built.drawn.accounts).any()


def test_no_homes_change_no_number():
    free, built = run(), run(new_homes={"L2": 0})
    assert (free.drawn.codes == built.drawn.codes).all()


# --- laws


@given(
    seed=st.integers(0, 1),
    change=st.sampled_from((-80, 3, 60)),
    cap=st.sampled_from((np.nan, 0.0, 0.03)),
    ceiling=st.sampled_from((np.nan, 0.02, 0.06)),
)
def test_accounts_close_and_nothing_is_negative_under_any_limits(seed, change, cap, ceiling):
    start = start_of(area_like(Small(seed=seed)), STAND)
    whole = start.stocks.last.sum()
    model = estimate(
        start.stocks,
        until=UNTIL,
        limits=limits_of(
            years=3,
            total=[np.nan, round(whole + change), np.nan],
            growth=cap,
            ceiling=ceiling,
            ceiling_ncys=is_of_school_age(),
        ),
    )
    made = expected_projection(expected_start(model), model.population[1:], expected_rates(model))
    assert np.abs(account_gap(made.accounts)).max() < 1e-9
    assert (made.children >= -1e-12).all()
    assert made.children[2].sum() == pytest.approx(round(whole + change))


def test_a_longer_horizon_changes_no_earlier_year():
    limits = {"growth_cap_percent": 3, "new_homes": {"L1": 40}}
    scenario = STAND.but(name="held", **limits)
    short, long = (
        sf.project(area(), scenario, until=until, draws=6, workers=1) for until in (2026, 2027)
    )
    assert (short.drawn.january(3, 2) == long.drawn.january(3, 2)).all()
    assert short.expected.children == pytest.approx(long.expected.children[:3], abs=1e-12)


def test_workers_change_no_number_under_limits():
    lever = {"growth_cap_percent": 1, "total_plans": {2026: 640, 2027: "none"}}
    one = run(draws=30, **lever)
    two = replace(one, workers=2)
    assert (one.drawn.codes == two.drawn.codes).all()


@pytest.mark.parametrize(
    "given", [{"total": -1.0}, {"total": 10.5}, {"growth": -0.1}, {"ceiling": np.inf}]
)
def test_limits_that_cannot_be_are_refused(given):
    with pytest.raises(NotPossibleError, match=said("demand_limit")):
        limits_of(years=2, **given)


@pytest.mark.parametrize(
    "lever", [{"growth_cap_percent": 0}, {"total_plans": {2025: 400, 2026: 420, 2027: "none"}}]
)
def test_those_under_limits_are_placed_like_all_others(lever):
    """Placed, independent and without add up to the children whom the limits leave."""
    held = run(draws=3, **lever)
    allocation = sf.allocate(held, draws=3, workers=1)
    gap = allocation.to_frame("gap")
    base_or_special = held.to_frame(by=["year", "level"]).query("level in ('base', 'special')")
    wanted = (
        base_or_special[base_or_special["year"].gt(held.base)].groupby("year")["children"].sum()
    )
    ours = gap[gap["level"].isin(["base", "special"])].groupby("year")["demand"].sum()
    assert ours.to_numpy() == pytest.approx(wanted.to_numpy())
    fates = ["placed_within_limit", "placed_further", "independent", "without"]
    assert set(fates) <= set(gap.columns)
    assert gap[fates].sum(axis=1).to_numpy() == pytest.approx(gap["demand"].to_numpy())
