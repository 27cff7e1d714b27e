"""What schemes whose years are given take of the budgets, and what is left of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from sufficiency.capital.offer import Offer
from sufficiency.capital.spending import IN_TOTAL, budgets_of
from sufficiency.errors import Finding, finding
from sufficiency.scenario import Scenario

COLUMNS = ("budget", "limit", "spent", "left")
"""As of the budgets of a choice."""
PENNY = 0.01
"""A budget is kept to the penny [pounds]."""


@dataclass(frozen=True, slots=True)
class BudgetTaken:
    """A budget of capital and what schemes take of it, in the prices of the price year.

    Parameters
    ----------
    name : str
        The academic year in which schemes open, "2027/28"; or "in total".
    limit, spent : float
        [pounds]
    is_passed : bool
        Whether more is taken than it holds, by more than a penny.
    """

    name: str
    limit: float
    spent: float
    is_passed: bool

    @property
    def left(self) -> float:
        """What is left, below nought where the budget is passed [pounds]."""
        return self.limit - self.spent


def taken_by(
    openings: Mapping[str, int],
    offers: Sequence[Offer],
    scenario: Scenario,
    years: Sequence[int],
) -> tuple[BudgetTaken, ...]:
    """Give each budget with what schemes take of it.

    A scheme takes its whole capital from the budget of the year in which it opens.

    Parameters
    ----------
    openings : mapping of str to int
        Academic year in which each scheme opens, by short name.
    offers : sequence of Offer
        All that are offered.
    scenario : Scenario
        With the budgets.
    years : sequence of int
        Academic years whose budgets are told, besides those in which schemes open.

    Returns
    -------
    tuple of BudgetTaken
        None for a year without a limit.
    """
    opened = [offer for offer in offers if offer.scheme in openings]
    told = sorted({*years, *openings.values()})
    at = [told.index(openings[offer.scheme]) for offer in opened]
    made = []
    for budget in budgets_of(opened, scenario, told):
        spent = float(budget.pounds[range(len(opened)), at].sum())
        made.append(BudgetTaken(budget.name, budget.limit, spent, spent > budget.limit + PENNY))
    return tuple(made)


def taken_frame(budgets: Sequence[BudgetTaken]) -> pd.DataFrame:
    """Lay budgets out as those of a choice are: budget, limit, spent, left [pounds]."""
    rows = [(one.name, one.limit, one.spent, one.left) for one in budgets]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def notes_of_budgets(budgets: Sequence[BudgetTaken], scenario: Scenario) -> Iterator[Finding]:
    """Note each budget that is passed."""
    for one in budgets:
        if one.is_passed:
            is_total = one.name == IN_TOTAL
            yield finding(
                "appraise_over_budget",
                file=f"scenario {scenario.name}",
                column="capital_budget_total_pounds" if is_total else "capital_budget_pounds",
                value=one.name,
                spent=f"{one.spent:,.0f}",
                limit=f"{one.limit:,.0f}",
                over=f"{-one.left:,.0f}",
                which="in total" if is_total else f"of {one.name}",
            )
