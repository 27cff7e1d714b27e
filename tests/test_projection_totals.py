"""Totals that can hardly be meant, and limits that do nothing beside them: both are told."""

import pytest
from small_areas import BASE_YEAR, said
from test_projection_limits import counted, noted, run, totals

from sufficiency.demand.accounts import Item
from sufficiency.errors import NotPossibleError

NEXT = BASE_YEAR + 1


def test_a_total_below_those_who_stay_says_how_many_lose_their_plan():
    """A mistyped total is met to the child; the note has who would have stayed, by the account."""
    low = counted() // 4
    held = run(draws=1, total_plans={NEXT: low, NEXT + 1: "none"})
    (note,) = noted(held, "projection_total_far")
    free = run(draws=1)
    kept = counted() - free.expected.accounts[0, ..., Item.LEAVERS].sum()
    assert (
        f"January {NEXT + 1}: {low:,} is below the {kept:,.0f} who would keep their plan, so nobody"
        f" joins and {kept - low:,.0f} lose theirs by chance" in note.seen
    )
    assert f"the {counted():,} plans of January {BASE_YEAR + 1}" in note.remedy


def test_a_total_that_asks_for_many_joiners_is_told():
    held = run(draws=1, total_plans={NEXT: 10 * counted(), NEXT + 1: "none"})
    (note,) = noted(held, "projection_total_far")
    free = run(draws=1).expected.accounts[0, ..., Item.JOINERS].sum()
    assert f"joiners where the model has {free:,.0f}" in note.seen


def test_a_total_near_the_model_has_no_such_note():
    near = round(totals(run(draws=1))[0][1])
    assert (
        noted(run(draws=1, total_plans={NEXT: near, NEXT + 1: "none"}), "projection_total_far")
        == []
    )


def test_a_total_of_a_counted_january_is_refused_and_no_number_is_offered_for_it():
    with pytest.raises(NotPossibleError, match=said("projection_total_past")) as refused:
        run(
            draws=1, total_plans={2019: 30, NEXT: "none", NEXT + 1: 530, 2045: 100}, draws_=0
        ) if False else run(draws=1, total_plans={2019: 30})
    told = str(refused.value)
    assert "30 for total_plans in 2019/20, and January 2025 has been counted" in told
    assert f"Take the years before {NEXT} out of total_plans" in told


def test_the_remedy_of_a_total_that_is_carried_on_leaves_counted_januaries_out():
    with pytest.raises(NotPossibleError, match=said("projection_total_carried")) as refused:
        run(draws=1, total_plans={2019: 30, NEXT: "none", NEXT + 1: 530})
    told = str(refused.value)
    assert f'total_plans={{{NEXT}: "none", {NEXT + 1}: 530, {NEXT + 2}: "none"}}' in told
    assert "2019: 30" not in told


def test_totals_that_are_never_reached_are_noted():
    held = run(draws=1, total_plans={2019: 30, NEXT: "none", 2045: 100})
    (note,) = noted(held, "projection_total_outside")
    assert "30 in 2019/20, 100 in 2045/46" in note.seen
    assert "changes no figure" in note.why
    assert (totals(held)[0] == totals(run(draws=1))[0]).all()
    assert noted(run(draws=1, total_plans=610), "projection_total_outside") == []


def test_a_cap_in_years_whose_total_is_imposed_is_said_to_do_nothing():
    """Once "every draw that would go above is held" stood beside plans that rose by 10.2 %."""
    whole = round(1.1 * counted())
    held = run(draws=1, growth_cap_percent=6, total_plans={NEXT: whole, NEXT + 1: "none"})
    (note,) = noted(held, "projection_limit_idle")
    growth = 100 * (whole / counted() - 1)
    assert f"January {NEXT + 1}: {growth:+.1f} %" in note.seen
    assert "growth_cap_percent does nothing" in note.seen


def test_a_cap_whose_years_all_have_totals_does_not_claim_to_hold():
    wanted = {year: round(counted() * 1.1 ** (year - BASE_YEAR)) for year in (2025, 2026, 2027)}
    held = run(draws=1, growth_cap_percent=6, total_plans=wanted)
    assert noted(held, "projection_limited") == []
    (note,) = noted(held, "projection_limit_idle")
    assert note.seen.count("January") == 3
