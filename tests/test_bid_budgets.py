"""Budgets in a bid: what each holds, what schemes take of it, and that none is passed unsaid."""

import pandas as pd
import pytest
from bid_contents import contents
from capital_cases import BROOK, HILL, SMALL, scenario_with
from money_areas import appraisal, projected

import sufficiency as sf
from sufficiency.capital import appraise_openings, offers_of
from sufficiency.reports.bid import bid_pack, budgets, choices
from sufficiency.reports.bid.stating import supposed

HILL_POUNDS, BROOK_POUNDS = 3_000_000 * 1.24, 800_000 * 1.24
"""With optimism bias; nothing else is added to schemes in prices of 2026 that open in it."""


def decided(*, yearly=None, total=None, openings=None, fixed="no"):
    """Schemes that are decided, in a scenario with budgets of some years and in total."""
    money = {} if yearly is None else {"capital_budget_pounds": yearly}
    scenario = scenario_with(HILL, {**BROOK, "fixed": fixed}, budget=total, assumptions=money)
    projection = projected(small=SMALL, draws=2)
    opened = {"hill": 2026, "brook": 2026} if openings is None else openings
    made = appraise_openings(projection, opened, scenario, draws=2, workers=1)
    return made, offers_of(projection.area, scenario)


@pytest.fixture(scope="module")
def over():
    """Both schemes of 2026/27 take 4.7 million of 4 that year, and of 5 in total."""
    made, offers = decided(yearly={2026: 4_000_000, 2027: 6_000_000}, total=5_000_000)
    return made, bid_pack(made, offers=offers).contents


@pytest.mark.slow
def test_a_year_counts_the_whole_capital_of_the_schemes_that_open_in_it(over):
    made, _ = over
    frame = made.to_frame("budgets").set_index("budget")
    together = HILL_POUNDS + BROOK_POUNDS
    assert frame.loc["2026/27"].tolist() == pytest.approx([4e6, together, 4e6 - together])
    assert frame.loc["2027/28"].tolist() == pytest.approx([6e6, 0.0, 6e6])
    assert frame.loc["in total"].tolist() == pytest.approx([5e6, together, 5e6 - together])
    spent = made.cash_flow().set_index("year")["spent"]
    assert spent[2025] == pytest.approx(together)  # paid for in the financial year before


def test_a_budget_that_is_passed_is_a_note_with_what_to_type(over):
    (note,) = [note for note in over[0].notes if note.rule == "appraise_over_budget"]
    assert note.value == "2026/27"
    assert (
        "take 4,712,000 pounds of the budget of 2026/27, which is 4,000,000: 712,000" in note.seen
    )
    assert "Raise capital_budget_pounds in the [money] section" in note.remedy
    assert "choose_schemes" in note.remedy
    assert "Without --schemes" in note.on_command_line.remedy


@pytest.mark.slow
def test_a_total_that_is_passed_is_told_as_the_total():
    made, _ = decided(total=4_000_000)
    (note,) = [note for note in made.notes if note.rule == "appraise_over_budget"]
    assert "of the budget in total, which is 4,000,000" in note.seen
    assert "Raise capital_budget_total_pounds" in note.remedy


def test_a_bid_tells_what_is_passed_in_its_summary_its_programme_and_its_risks(over):
    _, held = over
    told = "The schemes pass a budget of the scenario: that of 2026/27 by £712,000"
    assert any(one.startswith(told) for one in held.summary)
    section = choices.programme(held)
    assert any(one.startswith(told) for one in section.paragraphs)
    assert "opens in that academic year" in " ".join(section.paragraphs)
    assert held.risks["label"].iloc[0] == "More is asked for than the budgets hold"
    assert any("take 4,712,000 pounds" in note for note in held.notes)
    (table,) = [one for one in section.tables if one.caption.startswith("Budgets of capital")]
    assert table.rows[-1] == ("All schemes together", "5,000,000", "4,712,000", "288,000")
    assert held.counterfactual in table.beside


@pytest.mark.slow
def test_what_is_fixed_takes_of_the_budgets_and_stands_on_neither_side_of_the_account():
    made, _ = decided(total=4_000_000, openings={"hill": 2026}, fixed="yes")
    assert [one.scheme for one in made.schemes] == ["hill"]
    (total,) = made.budgets
    assert total.spent == pytest.approx(HILL_POUNDS + BROOK_POUNDS)
    assert total.is_passed


@pytest.mark.slow
def test_a_budget_is_kept_to_the_penny():
    made, _ = decided(total=HILL_POUNDS, openings={"hill": 2026})
    assert not made.budgets[0].is_passed
    assert not [note for note in made.notes if note.rule == "appraise_over_budget"]
    made, _ = decided(total=HILL_POUNDS - 0.02, openings={"hill": 2026})
    assert made.budgets[0].is_passed


def test_kept_budgets_and_none_at_all_say_so():
    frame = pd.DataFrame(
        {"budget": ["2027/28", "in total"], "limit": [4e6, 9e6], "spent": [1e6, 1e6]}
    ).assign(left=lambda made: made["limit"] - made["spent"])
    assert "Every budget is kept." in choices.programme(contents(budgets=frame)).paragraphs
    assert budgets.NO_BUDGET in choices.programme(contents()).paragraphs
    assert bid_pack(appraisal()).contents.budgets is None
    assert not list(budgets.risk_of_budgets(frame))


def test_budgets_stand_among_the_assumptions_with_their_owner():
    scenario = sf.load_scenario("capital-bid")
    told = {one.name: one for one in supposed(scenario)}
    assert told["capital_budget_total_pounds"].value == "18,000,000 pounds"
    yearly = told["capital_budget_pounds"]
    assert yearly.owner == "Capital programme"
    assert "4,000,000 pounds a year from 2026/27, 16,000,000 from 2029/30" in yearly.value


@pytest.mark.slow
def test_a_choice_tells_its_own_budgets():
    projection = projected(small=SMALL, draws=2)
    choice = sf.choose_schemes(
        projection, scenario_with(HILL, BROOK), draws=2, again=2, seconds=10, workers=1
    )
    held = bid_pack(choice, details=False).contents
    assert held.budgets.equals(choice.budgets())
    assert "Every budget is kept." in choices.programme(held).paragraphs
