"""How far a programme holds: a slip of a year, and building costs that grow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sufficiency.capital.candidates import opening_of, say_programme, slipped
from sufficiency.capital.ranked import WITH_STAYERS
from sufficiency.capital.spending import IN_TOTAL, budgets_of
from sufficiency.capital.valuing import columns_of, values_by_draw
from sufficiency.places.choosing import NOT_OPENED
from sufficiency.places.choosing.options import allowance

if TYPE_CHECKING:
    from sufficiency.capital.programme import CapitalProgramme

SLIP, COSTS = "a slip of a year", "building costs grow faster"
"""What is asked of a programme."""

MOST_GROWTH = 30.0
"""More growth above what is stated is not looked at [percent a year]."""

HALVINGS = 30


def robustness_frame(made: CapitalProgramme) -> pd.DataFrame:
    """Lay out slips and growth of costs; see `CapitalProgramme.robustness`."""
    shared, ours = made.shared, made.openings
    rows: list[dict[str, object]] = []
    programmes = []
    for scheme, year in sorted(ours.items(), key=lambda pair: (pair[1], pair[0])):
        late = slipped(ours, scheme, shared)
        programmes.append(late)
        rows.append(
            {
                "question": SLIP,
                "scheme": scheme,
                "opens": year,
                "slips_to": late.get(scheme),
                "allowed": "; ".join(made.obstacles(late)),
            }
        )
    outcomes = made.outcomes_with_stayers(programmes)
    base = made.by_candidate[made.proposed]
    changes = [
        values_by_draw(outcome, made.rooms, made.aim, other) - base
        for outcome, other in zip(outcomes, programmes, strict=True)
    ]
    columns = columns_of("change", made.measures, changes) if changes else {}
    for place, row in enumerate(rows):
        row |= {name: float(own[place]) for name, own in columns.items()}
    growth, budget = growth_that_fits(made)
    rows.append(
        {"question": COSTS, "scheme": "", "allowed": "", "growth_percent": growth, "budget": budget}
    )
    whole = {"opens": "Int64", "slips_to": "Int64"}
    names = ["question", "scheme", *whole, "allowed", *columns, "growth_percent", "budget"]
    frame = pd.DataFrame(rows, columns=names).astype(whole)
    return frame.assign(
        budget=frame["budget"].fillna(""),
        evaluated=WITH_STAYERS,
        against=say_programme(ours),
        basis=made.basis,
    )


def growth_that_fits(made: CapitalProgramme) -> tuple[float, str]:
    """Find by how much building costs may grow a year before a budget is passed.

    Returns
    -------
    tuple of float and str
        Growth a year above what the scenario states [percent], nan where no growth up to 30 %
        passes a budget, and the first budget that is passed.
    """
    if not _passed(made, MOST_GROWTH):
        return float("nan"), ""
    low, high = 0.0, MOST_GROWTH
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if _passed(made, middle) else (middle, high)
    return high, _passed(made, high)


def _passed(made: CapitalProgramme, more: float) -> str:
    """Name the first budget that is passed if building costs grow by so much more a year."""
    shared = made.shared
    opening = opening_of(made.openings, shared)
    chosen = np.flatnonzero(opening != NOT_OPENED)
    total = next((b.limit for b in made.problem.budgets if b.name == IN_TOTAL), None)
    for budget in budgets_of(shared.offers, made.scenario, shared.years, total=total, faster=more):
        spent = float(budget.pounds[chosen, opening[chosen]].sum())
        if spent > allowance(budget):
            return budget.name
    return ""
