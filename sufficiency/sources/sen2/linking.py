"""Rows joined by the numbers that the return gives them: every row knows its person and request.

From here on a person is a position in the module of persons. Rows that cannot be joined are left
out, counted, and named.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sufficiency.sources.counts import says_total
from sufficiency.sources.sen2.contents import SenReturn
from sufficiency.sources.sen2.faults import Fault, faults_of
from sufficiency.terms.sen2 import ReturnModule, return_modules

if TYPE_CHECKING:
    import pandas as pd

ROOT = "person"
REQUESTS = "requests"
WHY_LEFT_OUT = {
    "sen2_id_missing": "it has no number of its own",
    "sen2_id_twice": "its number stands twice, and another row is taken",
    "sen2_orphan": "the row above it is not there",
    "sen2_total_row": "a total",
}


@dataclass(frozen=True, eq=False, repr=False)
class Linked:
    """The modules below the return itself, joined.

    Parameters
    ----------
    frames : mapping of str to pandas.DataFrame
        Columns of the module without its numbers, and `person` and, below the requests,
        `request`: positions. The index is the row as the user sees it.
    faults : tuple of Fault
    left_out : mapping of str to tuple of (int, str)
        By module how many rows were left out and why.
    """

    frames: Mapping[str, pd.DataFrame]
    faults: tuple[Fault, ...]
    left_out: Mapping[str, tuple[tuple[int, str], ...]]


def linked(given: SenReturn) -> Linked:
    """Join the rows of a return.

    Parameters
    ----------
    given : SenReturn
    """
    frames: dict[str, pd.DataFrame] = {}
    faults: list[Fault] = []
    left_out: dict[str, tuple[tuple[int, str], ...]] = {}
    owners: dict[str, pd.DataFrame] = {}
    for module in return_modules().values():
        if module.name == "sen2" or module.name not in given.frames:
            continue
        frame, wrong = _with_own_number(module, given.frames[module.name].rename_axis(None))
        if module.parent_key:
            frame, orphans = _below(module, frame, owners[module.parent])
            wrong = (*wrong, *orphans)
        else:
            frame = frame.assign(person=range(len(frame)))
        if module.name == REQUESTS:
            frame = frame.assign(request=range(len(frame)))
        held = [name for name in ("person", "request") if name in frame]
        owners[module.name] = frame.set_index(module.key)[held]
        frames[module.name] = frame.drop(columns=[module.key, *_parent_key(module)])
        faults += wrong
        left_out[module.name] = tuple((len(one.rows), WHY_LEFT_OUT[one.rule]) for one in wrong)
    return Linked(frames, tuple(faults), left_out)


def _parent_key(module: ReturnModule) -> list[str]:
    return [module.parent_key] if module.parent_key else []


def _with_own_number(
    module: ReturnModule, frame: pd.DataFrame
) -> tuple[pd.DataFrame, tuple[Fault, ...]]:
    """Keep the rows that have a number, and of several with one number the fullest; no totals.

    Which one depends on what they say, and not on where they stand: an export may turn its rows.
    """
    is_total = frame[module.key].map(says_total).astype(bool)
    totals = faults_of("sen2_total_row", module.name, frame.index[is_total], column=module.key)
    frame = frame[~is_total]
    blank = frame[module.key] == ""
    twice = frame[frame[module.key].duplicated(keep=False) & ~blank]
    blanks = (twice == "").sum(axis=1)
    others = twice.assign(blanks=blanks, row=twice.index).sort_values(
        ["blanks", *twice.columns, "row"]
    )
    again = frame.index.isin(others.index[others[module.key].duplicated()])
    faults = (
        *totals,
        *faults_of("sen2_id_missing", module.name, frame.index[blank], column=module.key),
        *faults_of("sen2_id_twice", module.name, frame.index[again], column=module.key),
    )
    return frame[~blank & ~again], faults


def _below(
    module: ReturnModule, frame: pd.DataFrame, owners: pd.DataFrame
) -> tuple[pd.DataFrame, tuple[Fault, ...]]:
    """Keep the rows whose parent is there, and tell them whose they are."""
    import pandas as pd

    found = owners.index.get_indexer(pd.Index(frame[module.parent_key]))
    orphan = found < 0
    faults = faults_of("sen2_orphan", module.name, frame.index[orphan], column=module.parent_key)
    kept = frame[~orphan]
    below = owners.iloc[found[~orphan]]
    return kept.assign(**{name: below[name].to_numpy() for name in owners.columns}), faults
