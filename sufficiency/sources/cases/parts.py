"""Parts of the children who are not in an export at all: it may have been filtered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from sufficiency import england, terms
from sufficiency.errors import Finding, finding
from sufficiency.sources.cases.columns import CaseColumns
from sufficiency.sources.cases.joining import FEWEST_CHILDREN
from sufficiency.sources.cases.snapshot import Snapshot
from sufficiency.sources.changed import InFile, changed_beyond, runs_in_order

if TYPE_CHECKING:
    import pandas as pd

LARGE_SHARE = 0.05
"""A setting, need or phase with this share of all children is a large part of them."""

FEWEST_EXPECTED = 10
"""Where fewer would be expected, that nobody is there may be chance, or a small authority."""

HARDLY_ANY = 0.05
"""A part is as good as gone where no more than this share of those of the other January is left."""

MOST_LOST = 0.5
"""Where more of them are in no row, the file was filtered; else their word means something else."""

AWAITING = "awaiting"
KINDS = ("setting", "need", "phase")
FOLLOWED = ("need", "setting", "site", "locality")
"""Columns of the children by which they are followed from one January to the next."""

NO_PART = ("", "unknown")
"""What is not recorded is no part of the children: it may well be recorded a year later."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the children, by one word.

    Parameters
    ----------
    kind : {"setting", "need", "phase"}
    code : str
    share : float
        Of all plans of England.
    """

    kind: str
    code: str
    share: float


def parts_missing(snapshots: Sequence[Snapshot]) -> Iterator[Finding]:
    """Note settings, needs and phases that are common in England, and in which nobody is.

    Parameters
    ----------
    snapshots : sequence of Snapshot
    """
    for one in snapshots:
        whole = len(one.frame)
        there = {kind: set(_of_kind(one.frame, kind)) for kind in KINDS}
        missing = [
            part
            for part in large_parts()
            if part.code not in there[part.kind] and part.share * whole >= FEWEST_EXPECTED
        ]
        if missing:
            told = ", ".join(
                f"{part.kind} {part.code} ({part.share:.0%}, which would be"
                f" {round(part.share * whole):,})"
                for part in missing
            )
            yield finding("cases_nobody_there", file=one.file, count=whole, told=told)


def parts_gone(snapshots: Sequence[Snapshot]) -> Iterator[Finding]:
    """Name parts with many children in one January of whom hardly any are in the next or last.

    Parameters
    ----------
    snapshots : sequence of Snapshot
        In the order of their years.

    Yields
    ------
    Finding
        A fault where most of the children are in no row; a note where they are, under another
        word.
    """
    for before, after in pairwise(snapshots):
        if min(len(before.frame), len(after.frame)) >= FEWEST_CHILDREN:
            for there, here in ((before, after), (after, before)):
                for kind in KINDS:
                    yield from _gone(there, here, kind)


def columns_of_others(before: Snapshot, after: Snapshot, columns: CaseColumns) -> Iterator[Finding]:
    """Name columns by which far more children than in any year have another need or place.

    Parameters
    ----------
    before, after : Snapshot
        Of Januaries that follow each other.
    columns : CaseColumns

    Yields
    ------
    Finding
        A fault for each column.
    """
    told = {kind: columns.heading(kind) for kind in FOLLOWED}
    told["locality"] = columns.heading("postcode") or told["locality"]
    kinds = tuple(kind for kind, heading in told.items() if heading)
    sides = [one.frame.set_index("child")[[*FOLLOWED, "ncy"]] for one in (before, after)]
    first, last = (
        InFile(
            f"January {terms.january_of_year(one.year)}",
            dict.fromkeys(kinds, one.file),
            told,
            frozenset(kind for kind in kinds if runs_in_order(one.frame[kind])),
        )
        for one in (before, after)
    )
    yield from changed_beyond(*sides, (first, last), kinds=kinds)


def awaiting_noted(snapshots: Sequence[Snapshot]) -> Iterator[Finding]:
    """Note children who await a placement: returns and published tables have no word for them.

    Parameters
    ----------
    snapshots : sequence of Snapshot
    """
    for one in snapshots:
        count = int((one.frame["setting"] == AWAITING).sum())
        if count:
            yield finding("cases_awaiting", file=one.file, count=count)


@cache
def large_parts() -> tuple[Part, ...]:
    """Give the settings, needs and phases that hold a large share of the plans of England.

    Examples
    --------
    >>> [part.code for part in large_parts() if part.kind == "setting"]
    ['mainstream', 'special', 'independent', 'fe']
    """
    last = max(england.plans())
    settings = {code: england.plans(setting=code).get(last, 0) for code in terms.settings()}
    by_ncy = england.needs_by_ncy(terms.needs().codes)
    needs = dict(zip(terms.needs(), by_ncy.sum(axis=1).tolist(), strict=True))
    ncys = np.arange(terms.FIRST_NCY, terms.LAST_NCY + 1)
    phases = {
        code: float(by_ncy[:, (ncys >= phase.ncy_from) & (ncys <= phase.ncy_to)].sum())
        for code, phase in terms.phases().words.items()
    }
    found = []
    for kind, counts in (("setting", settings), ("need", needs), ("phase", phases)):
        whole = sum(counts.values())
        found += [
            Part(kind, code, count / whole)
            for code, count in counts.items()
            if count >= LARGE_SHARE * whole and code not in NO_PART
        ]
    return tuple(found)


def _of_kind(frame: pd.DataFrame, kind: str, *, years: int = 0) -> pd.Series[Any]:
    """Give the word of each child; a phase as it is so many years later."""
    if kind != "phase":
        return frame[kind]
    ncy = (frame["ncy"] + years).astype("int64")
    phase = {one: terms.phase_of_ncy(one) for one in range(terms.FIRST_NCY, terms.LAST_NCY + 1)}
    return ncy.map(phase).fillna("")


def _gone(there: Snapshot, here: Snapshot, kind: str) -> Iterator[Finding]:
    """Compare what was in one January with the other.

    Who is in the last year group of both files grows into a phase that neither has, and who is in
    the first grew out of one: files that both begin or end at an age were not filtered apart.
    """
    words = _of_kind(there.frame, kind, years=here.year - there.year)
    had, left = (_of_kind(one.frame, kind).value_counts() for one in (there, here))
    for code, count in words[~words.isin(NO_PART)].value_counts().items():
        is_large = count >= FEWEST_CHILDREN and count >= LARGE_SHARE * len(there.frame)
        if not is_large or left.get(code, 0) > HARDLY_ANY * count:
            continue
        if had.get(code, 0) <= HARDLY_ANY * count:
            continue
        theirs = there.frame.loc[words == code, "child"]
        lost = int((~theirs.isin(here.frame["child"])).sum())
        # Whoever waits has mostly a new plan, and is not in the January before anyway.
        is_new = code == AWAITING and there.year > here.year
        is_lost = lost > MOST_LOST * count and not is_new
        if kind == "phase" and not is_lost:
            continue
        counts: dict[str, Any] = {"count": int(count), "lost": lost}
        counts |= {"left": int(left.get(code, 0)), "whole": len(here.frame)}
        yield finding(
            "cases_part_gone" if is_lost else "cases_part_renamed",
            file=here.file,
            what=f"{kind} {code}",
            kind=kind,
            here=f"January {terms.january_of_year(here.year)}",
            there=f"January {terms.january_of_year(there.year)}",
            **counts,
        )
