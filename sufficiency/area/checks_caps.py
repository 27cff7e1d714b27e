"""Checks of caps across pools: whom each could ever let in, and who is there already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.errors import Finding, finding
from sufficiency.tables import CheckedTable

Tables = Mapping[str, CheckedTable]
BoolArray = NDArray[np.bool_]

RULES = ("cap_without_pool", "cap_without_child", "cap_below_today")
"""Notes of this file: what an allocation tells too, of the caps that it keeps."""


def caps_have_pools(tables: Tables) -> Iterator[Finding]:
    """Some pool of the site is for children whom the cap counts, while it holds."""
    caps, pools = tables["caps"], tables["pools"].frame
    for number, row in caps.each_row():
        here = pools[_is_held_with(pools, caps.frame, row) & (pools["site"] == row["site"])]
        if not any(_serves(pool, row) for pool in here.to_dict("records")):
            yield finding(
                "cap_without_pool",
                file=caps.file,
                row=number,
                column="cap",
                value=f"{row['site']} {row['cap']}",
                cap=row["cap"],
                site=row["site"],
                whom=_whom(row),
                year=terms.year_label(int(row["year"])),
            )


def caps_have_children(tables: Tables) -> Iterator[Finding]:
    """Some child with a plan in the last January is of the needs and ages of the cap.

    A child whose need is not known may be of any.
    """
    caps, plans = tables["caps"], tables["plans"].frame
    last = plans[plans["year"] == plans["year"].max()]
    for number, row in caps.each_row():
        counted = last[_is_counted(last, row, unknown=True)]
        # A count that is not shown may be anybody.
        if last.empty or (counted["plans"] > 0).any() or (counted["plans_mark"] != "").any():
            continue
        yield finding(
            "cap_without_child",
            file=caps.file,
            row=number,
            column="needs, ncy_from, ncy_to",
            value=f"{row['site']} {row['cap']}",
            cap=row["cap"],
            whom=_whom(row),
            january=terms.january_of_year(int(plans["year"].max())),
        )


def caps_are_above_today(tables: Tables) -> Iterator[Finding]:
    """A cap has room for the children whom it counts who are at the site today."""
    caps, placements = tables["caps"], tables["placements"].frame
    last = placements[placements["year"] == placements["year"].max()]
    for number, row in caps.each_row():
        here = last[_is_counted(last, row) & (last["site"] == row["site"])]
        children = float(here["plans"].sum())
        if children > row["places"]:
            yield finding(
                "cap_below_today",
                file=caps.file,
                row=number,
                column="places",
                value=f"{row['site']} {row['cap']}: {row['places']:g}",
                cap=row["cap"],
                site=row["site"],
                places=f"{row['places']:g}",
                children=f"{children:g}",
                whom=_whom(row),
                january=terms.january_of_year(int(last["year"].max())),
            )


def _is_held_with(pools: pd.DataFrame, caps: pd.DataFrame, row: Mapping[str, Any]) -> BoolArray:
    """Say of each row of pools whether it holds in some year in which a row of caps does."""
    own = caps[(caps["site"] == row["site"]) & (caps["cap"] == row["cap"])]
    ended = own["year"][own["year"] > row["year"]].min()
    next_of_pool = pools.sort_values("year").groupby(["site", "pool"])["year"].shift(-1)
    next_of_pool = next_of_pool.reindex(pools.index)
    begins_in_time = pd.isna(ended) | (pools["year"] < ended)
    goes_on = next_of_pool.isna() | (next_of_pool > row["year"])
    return np.asarray(begins_in_time & goes_on, dtype=np.bool_)


def _serves(pool: Mapping[Any, Any], row: Mapping[str, Any]) -> bool:
    """Say whether a pool is for some children whom a row of caps counts."""
    needs = not row["needs"] or set(pool["needs"].split(";")) & set(row["needs"].split(";"))
    if pd.isna(row["ncy_from"]):
        return bool(needs)
    return bool(needs and pool["ncy_from"] <= row["ncy_to"] and row["ncy_from"] <= pool["ncy_to"])


def _is_counted(
    children: pd.DataFrame, row: Mapping[str, Any], *, unknown: bool = False
) -> BoolArray:
    """Say of each row of children whether a row of caps counts them."""
    also = ["unknown"] if unknown else []
    named = children["need"].isin([*row["needs"].split(";"), *also]) | (not row["needs"])
    if not pd.isna(row["ncy_from"]):
        named &= children["ncy"].between(row["ncy_from"], row["ncy_to"])
    return np.asarray(named, dtype=np.bool_)


def _whom(row: Mapping[str, Any]) -> str:
    """Say whom a row counts: "SEMH, NC years 0 to 6"."""
    needs = row["needs"].replace(";", ", ") or "all needs"
    if pd.isna(row["ncy_from"]):
        return needs
    return f"{needs}, NC years {int(row['ncy_from'])} to {int(row['ncy_to'])}"
