"""The cells of a return as days, ranks, codes and flags."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sufficiency import terms
from sufficiency.sources.days import days_of
from sufficiency.sources.sen2.faults import Fault, faults_of
from sufficiency.sources.sen2.linking import Linked

if TYPE_CHECKING:
    import pandas as pd

    BoolArray = np.ndarray[Any, np.dtype[np.bool_]]

DATES = {
    "requests": ("receiveddate", "requestoutcomedate"),
    "assessment": ("assessmentoutcomedate",),
    "namedplan": ("startdate", "ceasedate"),
    "placementdetail": ("entrydate", "leavingdate"),
}
FLAGS = ("senunitindicator", "resourcedprovisionindicator")
TRUE, FALSE = {"true", "1", "y", "yes", "t"}, {"false", "0", "n", "no", "f"}
LAST_RANK = 99.0
"""Where no rank is written, the row comes after all that have one."""
REVERSED = {
    "namedplan": ("sen2_plan_reversed", "startdate", "ceasedate"),
    "placementdetail": ("sen2_placement_reversed", "entrydate", "leavingdate"),
}


@dataclass(frozen=True, eq=False, repr=False)
class Typed:
    """The modules of a return with cells that can be reckoned with.

    Parameters
    ----------
    requests, assessments, plans, actives, placements, needs : pandas.DataFrame
        Columns as in the module; dates as datetime64, `rank` as a number, `need` as a code,
        `in_base` as a flag; `person` and `request` as positions. The index is the row.
    people : pandas.DataFrame
        The persons as text: they leave at the door.
    faults : tuple of Fault
    """

    people: pd.DataFrame
    requests: pd.DataFrame
    assessments: pd.DataFrame
    plans: pd.DataFrame
    actives: pd.DataFrame
    placements: pd.DataFrame
    needs: pd.DataFrame
    faults: tuple[Fault, ...]


def typed(joined: Linked) -> Typed:
    """Read the cells of the modules that are joined."""
    faults: list[Fault] = []
    frames = dict(joined.frames)
    for module, columns in DATES.items():
        frames[module], wrong = _with_days(module, frames[module], columns)
        faults += wrong
    frames["placementdetail"], wrong = _with_flags(frames["placementdetail"])
    faults += wrong
    for module, column in (("placementdetail", "placementrank"), ("senneed", "sentyperank")):
        frames[module], wrong = _with_rank(module, frames[module], column)
        faults += wrong
    frames["senneed"], wrong = _with_need(frames["senneed"])
    faults += wrong
    transferred = frames["activeplans"]["transferla"] != ""
    return Typed(
        people=frames["person"],
        requests=frames["requests"],
        assessments=frames["assessment"],
        plans=frames["namedplan"],
        actives=frames["activeplans"].assign(transferred=transferred),
        placements=frames["placementdetail"],
        needs=frames["senneed"],
        faults=tuple(faults),
    )


def _with_days(
    module: str, frame: pd.DataFrame, columns: tuple[str, ...]
) -> tuple[pd.DataFrame, list[Fault]]:
    """Read the days; what is no day is as good as missing, and named."""
    faults: list[Fault] = []
    read = {}
    for column in columns:
        read[column], wrong = days_of(frame[column])
        faults += faults_of("sen2_no_day", module, frame.index[wrong], column=column)
    if module in REVERSED:
        rule, first, last = REVERSED[module]
        faults += faults_of(rule, module, frame.index[read[first] > read[last]], column=last)
    return frame.assign(**read), faults


def _with_rank(module: str, frame: pd.DataFrame, column: str) -> tuple[pd.DataFrame, list[Fault]]:
    """Read ranks from 1; what is none comes last, and is named."""
    text = frame[column].str.removesuffix(".0")
    is_rank = text.str.fullmatch(r"[1-9][0-9]?").to_numpy(dtype=bool)
    rank = np.full(len(frame), LAST_RANK)
    rank[is_rank] = text[is_rank].astype("int64")
    faults = faults_of("sen2_no_rank", module, frame.index[~is_rank], column=column)
    return frame.assign(rank=rank), list(faults)


def _with_need(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[Fault]]:
    """Read codes of needs, in capitals or not, with words behind; others are unknown, and named.

    *ASD - Autistic spectrum disorder* begins with its code.
    """
    code = frame["sentype"].str.upper().str.split(" - ", n=1).str[0].str.strip()
    known = code.isin(terms.needs().without("unknown").codes)
    wrong = frame.index[~known & (code != "")]
    faults = faults_of("sen2_need_code", "senneed", wrong, column="sentype")
    return frame.assign(need=code.where(known, "unknown")), list(faults)


def _with_flags(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[Fault]]:
    """Read the two flags of a base; what is neither yes nor no counts as no, and is named."""
    faults: list[Fault] = []
    flags = []
    for column in FLAGS:
        text = frame[column].str.casefold()
        wrong = frame.index[~text.isin(TRUE | FALSE | {""})]
        faults += faults_of("sen2_no_flag", "placementdetail", wrong, column=column)
        flags.append(text.isin(TRUE))
    both = frame.index[flags[0] & flags[1]]
    faults += faults_of("sen2_both_flags", "placementdetail", both, column=FLAGS[0])
    return frame.assign(in_base=flags[0] | flags[1]), faults
