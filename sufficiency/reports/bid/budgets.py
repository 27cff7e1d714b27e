"""Budgets of a bid: what each allows, what the schemes take of it, and which are passed."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from sufficiency.capital import Appraisal, CapitalProgramme
from sufficiency.capital.spending import IN_TOTAL
from sufficiency.capital.taken import PENNY
from sufficiency.reports.bid.contents import Contents
from sufficiency.reports.bid.wording import pounds_cell, pounds_words
from sufficiency.reports.parts import Table

NO_BUDGET = "The scenario states no budget of capital, so none is held against the schemes."
COUNTED = (
    "The budget of a year counts the whole capital of each scheme that opens in that academic "
    "year, fixed schemes among them, whoever pays it and net of receipts; the money leaves in the "
    "financial years of the table of capital. Budgets are in the same prices, and not in cash."
)


def budgets_of_bid(appraisal: Appraisal, choice: CapitalProgramme | None) -> pd.DataFrame | None:
    """Give the budgets with what the schemes take: those of the choice, or of the scenario.

    Parameters
    ----------
    appraisal : Appraisal
    choice : CapitalProgramme or None

    Returns
    -------
    pandas.DataFrame or None
        Columns budget, limit, spent, left [pounds]; None where there is no budget.
    """
    frame = appraisal.budgets_taken() if choice is None else choice.budgets()
    return frame if len(frame) else None


def passed(frame: pd.DataFrame | None) -> pd.DataFrame | None:
    """Give the budgets that are passed; None where all are kept, or there is none."""
    if frame is None:
        return None
    over = frame[frame["left"] < -PENNY]
    return over if len(over) else None


def passed_words(frame: pd.DataFrame | None) -> str:
    """Say which budgets are passed, and by how much; empty where none is."""
    over = passed(frame)
    if over is None:
        return ""
    told = [
        f"that {'in total' if name == IN_TOTAL else f'of {name}'} by {pounds_words(-left)} "
        f"({pounds_words(spent)} of {pounds_words(limit)})"
        for name, limit, spent, left in over[["budget", "limit", "spent", "left"]].itertuples(
            index=False
        )
    ]
    count = "a budget" if len(told) == 1 else f"{len(told)} budgets"
    return f"The schemes pass {count} of the scenario: {'; '.join(told)}."


def risk_of_budgets(frame: pd.DataFrame | None) -> Iterator[dict[str, object]]:
    """Say as a risk that budgets are passed, where they are."""
    words = passed_words(frame)
    if words:
        yield {
            "label": "More is asked for than the budgets hold",
            "effect": words,
            "pounds": float("nan"),
            "children": "the programme cannot be built as it stands unless a budget is raised, or "
            "schemes open in other years",
        }


def sentences(contents: Contents) -> Iterator[str]:
    """Say what budgets count, and whether they are kept."""
    frame = contents.budgets
    if frame is None:
        yield contents.absent.get("budgets", NO_BUDGET)
        return
    yield passed_words(frame) or "Every budget is kept."
    yield COUNTED


def tables(contents: Contents, prices: str) -> Iterator[Table]:
    """Lay the budgets out: what each allows, what is taken of it, and what is left.

    Parameters
    ----------
    contents : Contents
    prices : str
        Of which year they are, in words.
    """
    if contents.budgets is None:
        return
    rows = tuple(
        (
            "All schemes together" if row["budget"] == IN_TOTAL else f"Open in {row['budget']}",
            pounds_cell(row["limit"]),
            pounds_cell(row["spent"]),
            pounds_cell(row["left"]),
        )
        for row in contents.budgets.to_dict("records")
    )
    yield Table(
        f"Budgets of capital, £ in the prices of {prices}, by the academic year in which schemes "
        "open; left below nought: passed",
        ("Schemes", "Budget", "Taken", "Left"),
        rows,
        (False, True, True, True),
    )
