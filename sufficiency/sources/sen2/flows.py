"""What became of every child between two Januaries, and what the later return tells otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sufficiency import terms
from sufficiency.sources.sen2.faults import Fault, faults_of

if TYPE_CHECKING:
    import pandas as pd

OUTSIDE = "outside"
UNKNOWN = "unknown"
CELL = ["need", "ncy", "setting"]
RESTATED = ("year", "what", *CELL, "plans")
STEM = ["locality", *(f"{name}_from" for name in CELL), *(f"{name}_to" for name in CELL)]


@dataclass(frozen=True, eq=False, repr=False)
class Side:
    """A return as the flows see it; all frames by the number of the child.

    Parameters
    ----------
    year : int
        Academic year.
    stock : pandas.DataFrame
        Children with a plan: locality, need, ncy, setting.
    people : pandas.DataFrame
        All children of the return: row.
    earlier : pandas.DataFrame
        What the return says of the January before, see `earlier.the_january_before`.
    """

    year: int
    stock: pd.DataFrame
    people: pd.DataFrame
    earlier: pd.DataFrame


@dataclass(frozen=True, eq=False, repr=False)
class Flows:
    """The way between two Januaries.

    Parameters
    ----------
    transitions : pandas.DataFrame
        As in the table of an area.
    restated : pandas.DataFrame
        Columns year, what, need, ncy, setting, plans: what is added to the earlier stock, and
        taken from it, before it is the stock with which the transitions open.
    faults_before, faults_after : tuple of Fault
        By rows of the earlier and of the later return.
    """

    transitions: pd.DataFrame
    restated: pd.DataFrame
    faults_before: tuple[Fault, ...]
    faults_after: tuple[Fault, ...]


def flows_between(before: Side, after: Side) -> Flows:
    """Follow the children from one January to the next.

    The way opens with the earlier January as the later return tells it where its dates do, else
    as the earlier return counted it. Who is in both has a plan in both. Who is in the earlier
    only has left, unless the later return says that the plan had ended before. Who is in the
    later only has joined, unless the later return says that the plan ran already.

    Parameters
    ----------
    before, after : Side
        Of two years that follow each other.
    """
    both = _side_by_side(before, after)
    opening = _opening(both)
    transitions = _transitions(both, opening, year=after.year)
    restated = _restated(both, opening, year=after.year)
    gone = both["was"] & ~both["is_now"] & ~both["in_return"]
    ended = both["was"] & ~both["is_now"] & both["had_ended"]
    late = ~both["was"] & opening["there"]
    corrected = both["was"] & opening["there"] & (both["ncy_was"] != opening["ncy"])
    moved = both["was"] & opening["there"] & ~corrected
    moved &= both["setting_was"] != opening["setting"]
    row_was, row_now = before.people["row"], after.people["row"]
    told_before = faults_of("sen2_not_traced", "person", row_was.reindex(both.index[gone]))
    told_after = tuple(
        fault
        for rule, who in (
            ("sen2_ended_before", ended),
            ("sen2_recorded_late", late),
            ("sen2_age_restated", corrected),
            ("sen2_setting_restated", moved),
        )
        for fault in faults_of(rule, "person", row_now.reindex(both.index[who]))
    )
    return Flows(transitions, restated, told_before, told_after)


def _side_by_side(before: Side, after: Side) -> pd.DataFrame:
    """Lay both Januaries side by side, by child."""
    was = before.stock.add_suffix("_was").assign(was=True)
    now = after.stock.add_suffix("_now").assign(is_now=True)
    told = after.earlier.assign(in_return=True)
    late = told.index[told["had_plan"]]
    both = was.join(now, how="outer")
    both = both.reindex(both.index.union(late)).join(told, how="left")
    for flag in ("was", "is_now", "in_return", "had_plan", "had_ended"):
        both[flag] = both[flag].eq(True)
    return both


def _opening(both: pd.DataFrame) -> pd.DataFrame:
    """Give each child's need, NC year and setting in the earlier January as it is told later.

    The column there says whether the child is in it at all. A child with a plan in both returns
    was there as long as its age is in range; the NC year is always that of the later birth date.
    Of a plan that ran then, was not counted, and has ended since, no need is known.
    """
    ncy = both["ncy_then"].where(both["in_return"], both["ncy_was"])
    ncy = ncy.where(ncy.notna() | both["is_now"], both["ncy_was"])
    told = both["setting_then"].notna() & (both["setting_then"] != UNKNOWN)
    setting = both["setting_then"].where(told, both["setting_was"]).fillna(UNKNOWN)
    need = both["need_was"].where(both["was"], both["need_now"]).fillna(UNKNOWN)
    stays = both["was"] & both["is_now"]
    left = both["was"] & ~both["is_now"] & ~both["had_ended"]
    late = ~both["was"] & both["had_plan"]
    there = (stays | left | late) & ncy.notna()
    return both[[]].assign(there=there, need=need, ncy=ncy, setting=setting)


def _transitions(both: pd.DataFrame, opening: pd.DataFrame, *, year: int) -> pd.DataFrame:
    """Count the ways that children went."""
    import pandas as pd

    there, is_now = opening["there"], both["is_now"]
    lived = both["locality_was"].where(both["was"], both["locality_then"])
    way = pd.DataFrame(
        {
            "locality": both["locality_now"].where(is_now, lived),
            "need_from": opening["need"].where(there, ""),
            "ncy_from": opening["ncy"].where(there).astype("Int64"),
            "setting_from": opening["setting"].where(there, OUTSIDE),
            "need_to": both["need_now"].where(is_now, ""),
            "ncy_to": both["ncy_now"].where(is_now).astype("Int64"),
            "setting_to": both["setting_now"].where(is_now, OUTSIDE),
        }
    )
    way = way[there | is_now]
    return in_order(_counted(way, STEM).assign(year=year, basis="supplied"), "transitions")


def _counted(rows: pd.DataFrame, cells: list[str]) -> pd.DataFrame:
    return rows.groupby(cells, dropna=False, sort=True).size().rename("plans").reset_index()


def _restated(both: pd.DataFrame, opening: pd.DataFrame, *, year: int) -> pd.DataFrame:
    """Lay out what lies between the earlier stock and the opening, cell by cell."""
    import pandas as pd

    was, there = both["was"], opening["there"]
    aged = both["ncy_was"] != opening["ncy"]
    moved = both["setting_was"] != opening["setting"]
    what = np.select(
        [was & ~there & both["had_ended"], ~was & there, was & ~there, was & aged, was & moved],
        ["ended before", "recorded late", "birth date", "birth date", "setting"],
        default="",
    )
    told = (was | there) & (what != "")
    taken = both.loc[told & was, [f"{name}_was" for name in CELL]].set_axis(CELL, axis=1)
    added = opening.loc[told & there, CELL]
    reason = pd.Series(what, index=both.index, dtype=object)
    rows = pd.concat(
        [
            taken.assign(what=reason[taken.index], plans=-1),
            added.assign(what=reason[added.index], plans=1),
        ]
    )
    rows["ncy"] = rows["ncy"].astype("int64")
    cells: pd.DataFrame = rows.groupby(["what", *CELL])["plans"].sum().reset_index()
    return cells[cells["plans"] != 0].assign(year=year)[list(RESTATED)].reset_index(drop=True)


def in_order(frame: pd.DataFrame, table: str) -> pd.DataFrame:
    """Give a table its columns in the order of the contract, sorted by its key."""
    contract = terms.table(table)
    return frame[list(contract.column_names)].sort_values(list(contract.key)).reset_index(drop=True)
