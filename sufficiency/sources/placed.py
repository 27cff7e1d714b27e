"""Which children of the placements hold a place of a pool, and are not in mainstream classes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sufficiency import terms
from sufficiency.errors import Finding, finding

if TYPE_CHECKING:
    import pandas as pd

CELLS = ("year", "locality", "need", "ncy", "site", "pool")


def in_pools(
    tables: Mapping[str, pd.DataFrame], in_mainstream: pd.DataFrame | None
) -> tuple[pd.DataFrame, list[Finding]]:
    """Take out of the placements who is at a mainstream school and not in its base.

    At schools with pools only for Januaries in which some child is counted in a base: where nobody
    is, bases are not told apart, and the children there may be in one.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        With placements; plans and pools where there are any.
    in_mainstream : pandas.DataFrame or None
        Of the placements those of children in mainstream classes; None where that is not known.

    Returns
    -------
    placements : pandas.DataFrame
    notes : list of Finding
    """
    placements = tables["placements"]
    if in_mainstream is None or in_mainstream.empty:
        return placements, []
    cells = list(CELLS)
    others = (
        in_mainstream.groupby(cells, dropna=False)["plans"].sum().rename("others").reset_index()
    )
    joined = placements.merge(others, on=cells, how="left")
    plans, pools = tables.get("plans"), tables.get("pools")
    told = set() if plans is None else set(plans.loc[plans["setting"] == "base", "year"])
    with_pools = set() if pools is None else set(pools["site"])
    taken = (
        joined["others"]
        .fillna(0)
        .where(joined["year"].isin(told) | ~joined["site"].isin(with_pools), 0)
    )
    last = int(placements["year"].max())
    count = float(taken[joined["year"] == last].sum())
    left = placements.assign(plans=(joined["plans"] - taken).to_numpy())
    left = left[left["plans"] > 0].reset_index(drop=True)
    if not count:
        return left, []
    january = terms.january_of_year(last)
    note = finding("intake_in_mainstream", file="placements", count=count, january=january)
    return left, [note]
