"""The frontier: what each budget would buy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency.capital.candidates import key_from, say_programme
from sufficiency.capital.ranked import RELEASED
from sufficiency.capital.solving import Solved, solved
from sufficiency.capital.spending import IN_TOTAL, budgets_of, capital_by_opening
from sufficiency.capital.valuing import SAME, values_of
from sufficiency.errors import NotPossibleError, with_kind

if TYPE_CHECKING:
    from sufficiency.capital.programme import CapitalProgramme

FloatArray = NDArray[np.float64]

POINTS = 6
"""Budgets of a frontier where none are named."""


def frontier_frame(made: CapitalProgramme, budgets: Sequence[float] | None) -> pd.DataFrame:
    """Lay out what each budget buys; see `CapitalProgramme.frontier`.

    What a smaller budget buys, a larger one can buy too: where a search was stopped and its answer
    is worse than that of a smaller budget, the smaller budget's programme stands in its row.

    Raises
    ------
    NotPossibleError
        If a budget is no number of pounds.
    """
    for budget in budgets or ():
        check_budget(budget)
    wanted = sorted(set(budgets)) if budgets is not None else usual_budgets(made)
    shared = made.shared
    rows: list[dict[str, object]] = []
    best: Solved | None = None
    values: FloatArray | None = None
    baseline = made.candidates[made.baseline].released
    for budget in wanted:
        limits = budgets_of(shared.offers, made.scenario, made.years, total=budget)
        is_ours = budget == total_of(made)
        problem = replace(made.problem, budgets=limits)
        found = made.found if is_ours else solved(problem, made.effort)
        own = values_of(found.chosen.programme, made.rooms, made.aim)
        if best is None or values is None or _is_better(own, values):
            best, values = found, own
        openings = dict(key_from(best.chosen.programme.opening, shared))
        rows.append(
            {
                "budget": budget,
                "pounds": made.capital(openings),
                "programme": say_programme(openings),
                **{name: values[at] for at, name in enumerate(made.measures)},
                **{
                    f"{name}_change": values[at] - baseline[at]
                    for at, name in enumerate(made.measures)
                },
                "gap": found.chosen.gap,
                "proven": found.is_proven,
            }
        )
    frame = pd.DataFrame(rows)
    return frame.assign(evaluated=RELEASED, against=made.against, basis=made.basis)


def _is_better(ours: FloatArray, theirs: FloatArray) -> bool:
    return tuple(np.round(ours / SAME)) < tuple(np.round(theirs / SAME))


def usual_budgets(made: CapitalProgramme) -> list[float]:
    """Give budgets from nought to the one in total, or to what all schemes together cost."""
    total = total_of(made)
    if total is None:
        pounds = capital_by_opening(made.shared.offers, made.scenario, made.years)
        most = np.where(made.problem.schemes.may_open, pounds, -np.inf).max(axis=1, initial=0.0)
        total = float(most.sum())
    least = made.capital(made.candidates[made.baseline].openings)
    return [float(budget) for budget in np.linspace(max(least, 0.0), total, POINTS)]


def total_of(made: CapitalProgramme) -> float | None:
    """Give the budget in total within which was chosen [pounds]; None where there is none."""
    return next((held.limit for held in made.problem.budgets if held.name == IN_TOTAL), None)


def check_budget(budget: object) -> None:
    """Refuse a budget that is no number of pounds.

    Raises
    ------
    NotPossibleError
    """
    is_number = isinstance(budget, int | float | np.number) and not isinstance(budget, bool)
    if not is_number or not isfinite(float(budget)) or float(budget) < 0:  # type: ignore[arg-type]
        raise NotPossibleError.of("choice_budget", value=with_kind(budget))
