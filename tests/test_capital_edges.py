"""Choosing schemes at the edges: budgets to the penny, ways that wait, slips, and small gaps."""

import numpy as np
import pytest
from capital_cases import BROOK, HILL, HILL_LARGE, scenario_with
from small_areas import said
from test_allocation_aims import costed
from test_capital_choice import chosen

from sufficiency.capital.gaps import say_gap
from sufficiency.errors import NotPossibleError, UnknownNameError
from sufficiency.places import choosing

CAPITAL = 3_000_000 * 1.24
"""What HILL takes of a budget."""


@pytest.mark.parametrize(
    ("pounds", "left", "opens"),
    [(3_000_000, 0.0, True), (3_000_000, -0.01, False), (3_000_000, -3.0, False),
     (3_000_000.333, 0.0, True), (3_000_000.333, -0.01, False)],
)  # fmt: skip
def test_a_budget_is_kept_to_the_penny(pounds, left, opens):
    made = chosen(scenario_with({**HILL, "pounds": pounds}, budget=pounds * 1.24 + left))
    assert bool(made.openings) is opens
    assert bool(made.obstacles({"hill": 2026})) is not opens
    assert (made.budgets()["left"] > -0.001).all()


def test_a_budget_passed_by_pence_says_pence():
    made = chosen(scenario_with(HILL, budget=CAPITAL - 0.4))
    assert made.obstacles({"hill": 2026}) == ("40 p above the budget in total",)


def test_a_programme_outside_the_years_or_the_schemes_is_told():
    made = chosen(scenario_with(HILL))
    assert made.obstacles({"hill": 2040}) == ("hill cannot open in 2040/41",)
    with pytest.raises(UnknownNameError, match="valley"):
        made.obstacles({"valley": 2026})


def test_bases_that_require_special_places_wait_for_them():
    after = {**BROOK, "requires": ["hill"]}
    frame = chosen(scenario_with(HILL, after)).bases_first().set_index("order")
    assert frame.loc["bases only", "programme"] == "nothing built"
    assert frame.loc["bases first", "programme"] == "hill 2026/27"
    assert frame.loc["special places first", "programme"] == "brook 2026/27; hill 2026/27"


def test_costs_that_grow_already_may_grow_faster():
    """Known by hand: the growth at which 4 million are passed, 5 % of which is stated."""
    scenario = scenario_with(
        {**HILL, "price_year": 2022},
        budget=5_000_000,
        assumptions={"inflation_percent": 0, "building_cost_growth_percent": 5},
    )
    made = chosen(scenario)
    years = made.openings["hill"] - 1 - 2022
    row = made.robustness().iloc[-1]
    by_hand = 100 * ((5_000_000 / CAPITAL) ** (1 / years) - 1) - 5
    assert row["growth_percent"] == pytest.approx(by_hand, abs=1e-4)


@pytest.mark.slow
def test_in_a_scenario_that_slips_programmes_open_as_much_later():
    made = chosen(scenario_with(HILL, BROOK))
    late = made.scenario.but(name="late", opening_slip_years=1)
    frame = made.regret([late]).query("scenario == 'late'")
    own = {"brook": 2027, "hill": 2027}
    (outcome,) = made.outcomes_with_stayers([own])
    rows = frame[frame["programme"] == "brook 2026/27; hill 2026/27"]
    np.testing.assert_array_equal(rows["without"], outcome.totals[:, :, 0].sum(axis=1))


@pytest.mark.slow
def test_pounds_alone_say_nothing_of_places_above_the_places():
    over = scenario_with(HILL, assumptions={"over_places_percent": 5})
    assert chosen(over).measures
    with pytest.raises(NotPossibleError, match=said("choice_pounds_alone")):
        chosen(over, costed(), aim="pounds")


@pytest.mark.parametrize(
    ("gap", "words"),
    [(0.000123, "0.013%"), (0.0000400001, "0.0041%"), (0.00004, "0.004%"), (0.125, "13%"),
     (0.0999, "10%"), (0.995, "100%"), (2.5, "250%"), (0.0, "0%"), (1e-8, "0.000001%"),
     (float("inf"), "an unknown share")],
)  # fmt: skip
def test_a_gap_has_two_digits_and_is_never_told_too_small(gap, words):
    assert say_gap(gap) == words


def test_a_small_gap_is_not_told_as_none(monkeypatch):
    whole = choosing.choose

    def stopped(problem, **options):
        found = whole(problem, **options)
        return choosing.Chosen(
            found.programme, found.runners_up, found.bounds, 0.00031, choosing.Status.FEASIBLE,
            "stopped", 1.0, 1, 3,
        )  # fmt: skip

    monkeypatch.setattr(choosing, "choose", stopped)
    made = chosen(scenario_with(HILL, HILL_LARGE, BROOK))
    assert "at most 0.031% from the best: not proven" in str(made)
    note = next(note for note in made.notes if note.rule == "choice_not_proven")
    assert "0.031%" in note.seen


@pytest.mark.parametrize(
    ("gap", "words"), [(1e-6, " by more than 0.0001%: proven"), (0, ": proven")]
)
def test_a_proof_says_to_what_gap(gap, words):
    assert f"the one that was chosen first{words}" in str(chosen(scenario_with(HILL), gap=gap))


def test_a_slip_into_a_year_without_money_is_told():
    made = chosen(
        scenario_with(BROOK, assumptions={"capital_budget_pounds": {2026: 992_000, 2027: 0}})
    )
    row = made.robustness().iloc[0]
    assert (row["scheme"], row["slips_to"]) == ("brook", 2027)
    assert row["allowed"] == "992,000 pounds above the budget 2027/28"


def test_numbers_of_the_card_say_that_years_are_added_up():
    made = chosen(scenario_with(BROOK))
    assert "(each year counted, 2025/26 to 2027/28)" in str(made)
