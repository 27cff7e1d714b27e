"""Why children are not placed locally: by residence and reason, and the bottlenecks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.allocation.answer import pool_names
from sufficiency.allocation.children import SCALE
from sufficiency.allocation.counts import WHY_NOT_LOCAL
from sufficiency.allocation.frames import added_by, columns_by, index_of, ranges_of
from sufficiency.allocation.run import expected_years
from sufficiency.allocation.whose import named_as_own
from sufficiency.places import LEVELS, Bottleneck, Supply, YearPlaced, bottlenecks_of

if TYPE_CHECKING:
    from sufficiency.allocation.allocation import Allocation

IntArray = NDArray[np.int64]

REASON_LABELS = {
    "not_served": "Not served: no school takes the need and age at that level",
    "too_far": "Too far: the schools for them are beyond the journey limit, and full",
    "not_open": "Not open: the schools within the journey limit have no places yet",
    "full": "Full: the schools within the journey limit have no place left",
    "stays": "Stays: in an independent school already",
}
"""The reasons in words, in their order."""

LEAST_CHILDREN = 0.5
"""Bottlenecks that are short of less are left out: a part of a child in expected numbers."""


def why_not_local_frame(allocation: Allocation, *, by: Sequence[str]) -> pd.DataFrame:
    """Lay out why children are not placed locally.

    Parameters
    ----------
    allocation : Allocation
    by : sequence of str
        "year", with any of "group", "locality", "need", "phase", "level".

    Returns
    -------
    pandas.DataFrame
        Columns of `by`; not_local (independent for want of a place, and without), then
        not_served, too_far, not_open, full and stays, each as the mean over the draws with its low
        and high; basis. The five means add up to the first.
    """
    wanted = columns_by(by, table="why_not_local")
    cells, labels = allocation.drawn.counts.cells, allocation.labels
    made = ranges_of(
        {"not_local": sums.sum(axis=1)}
        | {name: sums[:, place] for place, name in enumerate(WHY_NOT_LOCAL)}
        for sums in added_by(cells, "reasons", labels, wanted)
    )
    return index_of(labels, wanted).assign(**made, basis=allocation.basis)


def bottlenecks_frame(allocation: Allocation) -> pd.DataFrame:
    """Lay out the bottlenecks of each year, for expected numbers.

    A bottleneck is a set of pools and the children who can go to no other local place: however
    places are given out, as many of them as `short` says are not placed locally. So the numbers
    of a year add up to all who are to be placed, are not placed locally, and whom some pool with
    places serves. Children whom only a cap across pools keeps out are in none.

    Parameters
    ----------
    allocation : Allocation

    Returns
    -------
    pandas.DataFrame
        Columns year, bottleneck (1 for the shortest of places), level of the children, sites
        (their codes and pools; the authority's own first), names, needs and phases of the
        children, localities (how many), to_place, places (that are free to them), short [children
        and places; expected numbers], basis. Those short of less than half a child are left out.
    """
    supply = allocation.setting.supply
    rows = []
    for year in expected_years(allocation.setting, worth=False, every_pool=True):
        told = _of_year(allocation, supply, year)
        rows += [{"year": year.year, **row, "basis": allocation.basis} for row in told]
        del year  # its network is large, and the next one follows
    return pd.DataFrame(rows, columns=["year", *COLUMNS, "basis"])


COLUMNS = (
    "bottleneck",
    "level",
    "sites",
    "names",
    "needs",
    "phases",
    "localities",
    "to_place",
    "places",
    "short",
)


def _of_year(allocation: Allocation, supply: Supply, year: YearPlaced) -> list[dict[str, object]]:
    """A row for each bottleneck of a year."""
    found = bottlenecks_of(year.answer.network, year.answer.flow)
    told = [one for one in found if one.short >= LEAST_CHILDREN * SCALE]
    return [
        {"bottleneck": number, **_told(allocation, supply, one, year.parts.cells[one.cells])}
        for number, one in enumerate(told, start=1)
    ]


def _told(
    allocation: Allocation, supply: Supply, found: Bottleneck, cells: IntArray
) -> dict[str, object]:
    """Say which pools and which children a bottleneck is about."""
    locality, need, ncy, level = supply.parts(cells)
    pools = np.unique(supply.base_of[found.holders[found.holders < supply.first_group]])
    labels = allocation.plan.labels.iloc[pools]
    own = named_as_own(allocation.projection.area, allocation.plan)
    # The authority's own schools first: they are those that it can do something about.
    labels = labels.iloc[np.argsort((labels["authority"] != own).to_numpy(), kind="stable")]
    phases = [terms.phase_of_ncy(supply.axes.ncy[place]) for place in np.unique(ncy)]
    return {
        "level": ";".join(LEVELS[place] for place in np.unique(level)),
        "sites": "; ".join(f"{row.site} {row.pool}".rstrip() for row in labels.itertuples()),
        "names": "; ".join(pool_names(labels)),
        "needs": ";".join(supply.axes.needs[place] for place in np.unique(need)),
        "phases": ";".join(dict.fromkeys(phases)),
        "localities": len(np.unique(locality)),
        "to_place": found.children / SCALE,
        "places": found.room / SCALE,
        "short": found.short / SCALE,
    }
