"""The table of local rules: whom each touches in a year, and what it costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency.allocation.aims import label_of, size_of
from sufficiency.allocation.children import SCALE
from sufficiency.allocation.frames import with_range
from sufficiency.allocation.ruling import said_rules
from sufficiency.places import NOT_PREFERRED, RULED, RuleKind

if TYPE_CHECKING:
    from sufficiency.allocation.allocation import Allocation

FloatArray = NDArray[np.float64]

STATED = ("kind", "site", "pool", "locality", "need", "ncy_from", "ncy_to", "share", "stayers")
"""Columns of a rule that are shown as they were written."""


def rules_frame(allocation: Allocation) -> pd.DataFrame:
    """Lay out what each local rule does in each year.

    Costs are those of expected numbers: an aim with all rules, less the aim without this one,
    from the first year on. As children stay where they are, a rule costs something after it has
    ended too, and a later year may be better for it.

    Returns
    -------
    pandas.DataFrame
        Columns year, rule; kind, site, pool, locality, need, ncy_from, ncy_to, share, stayers as
        stated; reached (children whom it names and whom its pools admit), to_place (of them,
        without a place to stay in), there (whom it names, in its pools in the end), kept (who
        stay where it would not place them), released (who must move for it), each as the mean over
        the draws with low and high; cost_without, cost_independent and so on for each aim
        [children], cost_miles and cost_pounds; reason, owner, basis.
    """
    supply, years = allocation.setting.supply, allocation.years
    book = supply.rules
    stated = said_rules(allocation.scenario)
    parts = []
    for place, rule in enumerate(() if book is None else book.rules):
        counts = allocation.drawn.counts.rules[:, :, place].astype(np.float64)
        cells = stated[rule.name]
        made: dict[str, object] = {"year": years, "rule": rule.name}
        made |= {name: cells[name] for name in STATED}
        for number, name in enumerate(RULED):
            made |= with_range(name, counts[:, :, number])
        made |= _costs(allocation, rule.name, missed=_missed(allocation, place))
        made |= {"reason": cells["reason"], "owner": cells["owner"], "basis": allocation.basis}
        parts.append(pd.DataFrame(made))
    if not parts:
        return _empty(allocation)
    return pd.concat(parts, ignore_index=True).sort_values("year", kind="stable", ignore_index=True)


def _missed(allocation: Allocation, place: int) -> FloatArray:
    """Axis (year): expected children whom a preference reaches and does not serve, in parts."""
    book, counts = allocation.setting.supply.rules, allocation.expected.counts.rules[0]
    if book is None or book.rules[place].kind is not RuleKind.PREFER:
        return np.zeros(len(allocation.years))
    reached, there = (counts[:, place, RULED.index(name)] for name in ("reached", "there"))
    return np.asarray(reached - there, dtype=np.float64)


def _costs(allocation: Allocation, name: str, *, missed: FloatArray) -> dict[str, object]:
    """Each aim with all rules, less the aim without one; axis (year).

    What a preference itself asks for in vain is no cost of it, and is taken off.
    """
    kept = allocation.expected.counts.totals[0]
    freed = allocation.unruled[name].counts.totals[0]
    costs: dict[str, object] = {}
    for aim, label in enumerate(allocation.setting.supply.aims):
        more = kept[:, aim] - freed[:, aim] - (missed if label == NOT_PREFERRED else 0.0)
        costs[f"cost_{label_of(label)}"] = more / (SCALE * size_of(label))
    return costs


def _empty(allocation: Allocation) -> pd.DataFrame:
    """The columns without any row."""
    counted = [f"{name}{end}" for name in RULED for end in ("", "_low", "_high")]
    costs = [f"cost_{label_of(aim)}" for aim in allocation.setting.supply.aims]
    return pd.DataFrame(
        columns=["year", "rule", *STATED, *counted, *costs, "reason", "owner", "basis"]
    )
