"""The cells of a return as days, ranks, codes and flags."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sufficiency import terms
from sufficiency.sources.code_maps import meant_exactly
from sufficiency.sources.days import DayColumn, days_in
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
        `in_base` as a flag, and `is_unsaid` (no flag of a base says yes, and one is blank) and
        `is_lost` (so that it cannot be a way to say no); `person` and `request` as positions. The
        index is the row.
    people : pandas.DataFrame
        The persons as text: they leave at the door.
    days : mapping of (str, str) to DayColumn
        By module and column: how its days could be read.
    faults : tuple of Fault
    """

    people: pd.DataFrame
    requests: pd.DataFrame
    assessments: pd.DataFrame
    plans: pd.DataFrame
    actives: pd.DataFrame
    placements: pd.DataFrame
    needs: pd.DataFrame
    days: Mapping[tuple[str, str], DayColumn]
    faults: tuple[Fault, ...]


def typed(joined: Linked) -> Typed:
    """Read the cells of the modules that are joined."""
    faults: list[Fault] = []
    frames = dict(joined.frames)
    days: dict[tuple[str, str], DayColumn] = {}
    for module, columns in DATES.items():
        read = {column: days_in(frames[module][column]) for column in columns}
        days |= {(module, column): told for column, told in read.items()}
        frames[module], wrong = _with_days(module, frames[module], read)
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
        days=days,
        faults=tuple(faults),
    )


def _with_days(
    module: str, frame: pd.DataFrame, read: Mapping[str, DayColumn]
) -> tuple[pd.DataFrame, list[Fault]]:
    """Put the days in; what is no day is as good as missing, and named."""
    faults: list[Fault] = []
    for column, told in read.items():
        faults += day_faults(module, frame.index, told, column=column)
    days = {column: told.days for column, told in read.items()}
    if module in REVERSED:
        rule, first, last = REVERSED[module]
        faults += faults_of(rule, module, frame.index[days[first] > days[last]], column=last)
    return frame.assign(**days), faults


def day_faults(module: str, rows: pd.Index, told: DayColumn, *, column: str) -> list[Fault]:
    """Name the rows of a column that hold no day, and those that hold a number of Excel."""
    return [
        *faults_of("sen2_no_day", module, rows[told.unreadable], column=column),
        *faults_of("sen2_serial_days", module, rows[told.serials], column=column),
    ]


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

    *ASD - Autistic spectrum disorder* begins with its code. Codes of the past and other names are
    read by the table of needs, as exports of cases and lists of places are: BESD as SEMH.
    """
    known = terms.needs().without("unknown")
    code = frame["sentype"].str.upper().str.split(" - ", n=1).str[0].str.strip()
    meant = {text: text if text in known else meant_exactly(text, known) for text in code.unique()}
    need = code.map(lambda text: meant[text] or "unknown").astype(object)
    otherwise = frame.index[(need != code) & (need != "unknown")]
    wrong = frame.index[(need == "unknown") & (code != "")]
    said = _read_as(code[otherwise], need[otherwise])
    faults = (
        *faults_of("sen2_need_otherwise", "senneed", otherwise, column="sentype", said=said),
        *faults_of("sen2_need_code", "senneed", wrong, column="sentype"),
    )
    return frame.assign(need=need), list(faults)


def _read_as(written: pd.Series, need: pd.Series) -> str:
    """Say which codes were read as which, and of how many rows: they are names of the table."""
    counts = (written + " as " + need).value_counts(sort=False).sort_index()
    return ", ".join(f"{words} ({count:,})" for words, count in counts.items())


def _with_flags(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[Fault]]:
    """Read the two flags of a base; what is neither yes nor no counts as no, and is named.

    A blank says no in a column that says no in no other way, as some systems write it. Where no is
    written too, a blank says nothing; it is lost where no is written more often, at schools, than
    left blank, and where both columns are blank throughout.
    """
    faults: list[Fault] = []
    flags, texts = [], [frame[column].str.casefold() for column in FLAGS]
    for column, text in zip(FLAGS, texts, strict=True):
        wrong = frame.index[~text.isin(TRUE | FALSE | {""})]
        faults += faults_of("sen2_no_flag", "placementdetail", wrong, column=column)
        flags.append(text.isin(TRUE))
    both = frame.index[flags[0] & flags[1]]
    faults += faults_of("sen2_both_flags", "placementdetail", both, column=FLAGS[0])
    in_base = flags[0] | flags[1]
    is_silent = not any(text.isin(TRUE | FALSE).any() for text in texts)
    at_school = frame["urn"] != ""
    unsaid, lost = in_base & False, in_base & False
    for text in texts:
        blank, says_no = (text == "") & ~in_base, text.isin(FALSE)
        is_rare = (says_no & at_school).sum() > (blank & at_school).sum()
        unsaid = unsaid | blank & (is_silent or bool(says_no.any()))
        lost = lost | blank & (is_silent or bool(says_no.any() and is_rare))
    return frame.assign(in_base=in_base, is_unsaid=unsaid, is_lost=lost), faults
