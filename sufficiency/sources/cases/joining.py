"""Two Januaries joined child by child: who stayed, moved, joined and left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from sufficiency import terms
from sufficiency.errors import Finding, finding
from sufficiency.sources.cases.snapshot import Snapshot

if TYPE_CHECKING:
    import pandas as pd

OUTSIDE = "outside"
USUALLY_STAY = 0.5
"""Judgement: where fewer stay, the numbers of children are likely to be others."""

FEWEST_CHILDREN = 20
STATE = ("need", "ncy", "setting")


def years_apart(snapshots: Sequence[Snapshot]) -> Iterator[Finding]:
    """Note Januaries between the files of which there is none."""
    for before, after in pairwise(snapshots):
        for year in range(before.year + 1, after.year):
            january = f"January {terms.january_of_year(year)}"
            yield finding("cases_years_apart", file=after.file, value=january)


def out_of_step(
    before: Snapshot, after: Snapshot, *, way: str
) -> tuple[list[Finding], list[Finding]]:
    """Say which children do not move up by one NC year: a note or a fault."""
    both = _joined(before, after)
    stayed = both[both["_merge"] == "both"]
    wrong = stayed[stayed["ncy_to"] != stayed["ncy_from"] + 1]
    if wrong.empty:
        return [], []
    words: dict[str, Any] = {
        "count": len(wrong),
        "before": f"January {terms.january_of_year(before.year)}",
        "after": f"January {terms.january_of_year(after.year)}",
    }
    youngest = wrong[wrong["ncy_to"] == terms.FIRST_NCY]
    if way == "later" and len(youngest):
        words["count"], first = len(youngest), int(youngest["row"].min())
        return [], [finding("cases_out_of_step_youngest", file=after.file, row=first, **words)]
    if way == "later":
        return [finding("cases_out_of_step_taken", file=after.file, **words)], []
    first = int(wrong["row"].min())
    return [], [finding("cases_out_of_step", file=after.file, first=first, **words)]


def transitions_between(before: Snapshot, after: Snapshot) -> tuple[pd.DataFrame, list[Finding]]:
    """Count children by where they were and are, in the columns of the area's table.

    A child who moved home is counted where it lives in the later January; one who left, where it
    lived. Whoever is out of step is followed by the later year group.
    """
    both = _joined(before, after)
    findings = _about_staying(before, after, both)
    stays = both["_merge"] == "both"
    moved = int((stays & (both["locality_from"] != both["locality_to"])).sum())
    if moved:
        findings.append(finding("cases_moved_home", file=after.file, count=moved))
    joins, leaves = both["_merge"] == "right_only", both["_merge"] == "left_only"
    nobody = terms.LAST_NCY + 1
    states = both.assign(
        locality=both["locality_to"].where(~leaves, both["locality_from"]),
        ncy_from=(both["ncy_to"] - 1).where(stays, both["ncy_from"]).fillna(nobody),
        ncy_to=both["ncy_to"].fillna(nobody),
        need_from=both["need_from"].where(~joins, ""),
        need_to=both["need_to"].where(~leaves, ""),
        setting_from=both["setting_from"].where(~joins, OUTSIDE),
        setting_to=both["setting_to"].where(~leaves, OUTSIDE),
    )
    keys = ["locality", *(f"{part}_{end}" for end in ("from", "to") for part in STATE)]
    counted = states.groupby(keys, as_index=False, sort=True).size()
    for end in ("from", "to"):
        ncy = counted[f"ncy_{end}"].astype("Int64")
        counted[f"ncy_{end}"] = ncy.where(counted[f"setting_{end}"] != OUTSIDE)
    made = counted.rename(columns={"size": "plans"}).assign(year=after.year, basis="supplied")
    return made[list(terms.table("transitions").column_names)], findings


def _joined(before: Snapshot, after: Snapshot) -> pd.DataFrame:
    """Join two Januaries by child."""
    parts = ["child", "need", "ncy", "setting", "locality"]
    later = after.frame[parts].assign(row=after.frame.index.to_numpy())
    both = before.frame[parts].merge(
        later, on="child", how="outer", suffixes=("_from", "_to"), indicator=True
    )
    return both.assign(_merge=both["_merge"].astype(str))


def _about_staying(before: Snapshot, after: Snapshot, both: pd.DataFrame) -> list[Finding]:
    """Say where children do not seem to be the same in both files, or all too much the same."""
    count, stay = len(before.frame), int((both["_merge"] == "both").sum())
    if count < FEWEST_CHILDREN or len(after.frame) < FEWEST_CHILDREN:
        return []
    words: dict[str, Any] = {
        "count": count,
        "before": f"January {terms.january_of_year(before.year)}",
        "after": f"January {terms.january_of_year(after.year)}",
    }
    short = len(set(before.frame["short"]) & set(after.frame["short"]))
    if short > stay:
        return [finding("cases_lost_zeros", file=after.file, more=short, count=stay)]
    if stay == 0:
        return [finding("cases_nobody_stays", file=after.file, **words)]
    if stay == count == len(after.frame) and _nothing_moved(both):
        return [finding("cases_nothing_moved", file=after.file, **words)]
    if stay < USUALLY_STAY * count:
        return [finding("cases_few_stay", file=after.file, stay=stay, **words)]
    return []


def _nothing_moved(both: pd.DataFrame) -> bool:
    """Say whether every child has the need, setting and home that she had a year before."""
    return all(
        bool((both[f"{part}_from"] == both[f"{part}_to"]).all())
        for part in ("need", "setting", "locality")
    )
