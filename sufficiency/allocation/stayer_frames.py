"""Tables of those who had a place the year before: what becomes of them, and what staying costs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from sufficiency.allocation.aims import label_of, size_of
from sufficiency.allocation.children import SCALE
from sufficiency.allocation.counts import CHILDREN, STEPS
from sufficiency.places import Why

if TYPE_CHECKING:
    from sufficiency.allocation.allocation import Allocation


def steps_frame(allocation: Allocation, *, over: Sequence[float]) -> pd.DataFrame:
    """Lay out what becomes of stayers in each year, as means over the draws.

    Parameters
    ----------
    allocation : Allocation
    over : sequence of float
        Children above the places as planned of their pool, by year.

    Returns
    -------
    pandas.DataFrame
        See `Allocation.steps`.
    """
    counts = allocation.drawn.counts
    names = ("stayers", "to_place")
    kept = counts.cells.totals("children", [CHILDREN.index(name) for name in names]).mean(axis=0)
    made = {"year": list(allocation.years), **dict(zip(names, kept.T, strict=True))}
    for place, name in enumerate(STEPS):
        made[name] = counts.steps[:, :, place].mean(axis=0)
    for reason in Why:
        made[f"moved_{reason.name.lower()}"] = counts.moves[:, :, reason].mean(axis=0)
    made["over"] = over
    return pd.DataFrame(made).assign(basis=allocation.basis)


def stability_frame(allocation: Allocation) -> pd.DataFrame:
    """Lay out each aim with children kept where they are, and with everybody placed anew.

    Returns
    -------
    pandas.DataFrame
        See `Allocation.stability`.
    """
    rows = []
    kept = allocation.expected.counts.totals[0]
    released = allocation.released.counts.totals[0]
    for place, year in enumerate(allocation.years):
        for aim, name in enumerate(allocation.setting.supply.aims):
            unit = SCALE * size_of(name)
            sums = (kept[place, aim] / unit, released[place, aim] / unit)
            rows.append((year, label_of(name), *sums, allocation.basis))
    return pd.DataFrame(rows, columns=["year", "aim", "kept", "released", "basis"])
