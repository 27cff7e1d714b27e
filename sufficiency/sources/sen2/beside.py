"""Two returns of Januaries that follow each other, where they cannot both be right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sufficiency import terms
from sufficiency.errors import Finding, finding
from sufficiency.messages.listing import first_named
from sufficiency.sources.changed import InFile, changed_beyond, runs_in_order
from sufficiency.sources.sen2.contents import SenReturn
from sufficiency.sources.sen2.door import PERSON, Door
from sufficiency.sources.sen2.flows import Flows
from sufficiency.sources.sen2.january import January

if TYPE_CHECKING:
    import pandas as pd

FEWEST = 20
"""Fewer children are slips, whatever their share."""

MOST_RESTATED = 0.05
"""Above this share of the children in both, other NC years by birth date are no slips. Judgement:
corrections of birth dates are a few in a thousand. Of dates with day and month exchanged where both
could be a month, about a fifth of the children are in another NC year."""

MOST_UNTRACED = 0.05
"""Above this share, children who are nowhere in the other return were filtered out of it, or have
other numbers. Judgement: a return has whoever had a plan within its year, so that ordinary ones
lose less than 1 %, by changed numbers and names."""

ENDED_AT_LEAST = 0.01
"""A return in which fewer of the last January's plans ended lists no ended plans at all: then all
who left are untraced, and that is no filter. In England about 5 % of plans end in a year."""

MORE_THAN_LEAVE = 0.15
"""More than these leave no authority within a year, whether their plans are listed or not."""

MOST_LATE = 0.15
"""Above this share of the earlier January, children whose plan ran then and who are nowhere in its
return are no late records. Judgement: a first return of a kind may lack a tenth; the later one
tells them, and they are restated."""

NEARLY_ALL, FEWEST_OF_PART = 0.9, 5
"""Where so much of a part of so many children is nowhere, the part was filtered out. By chance, or
as their numbers changed, nobody loses five of five children while others lose 1 %."""

MOST_NAMED = 8
COLUMNS = {
    "need": ("senneed", "sentype"),
    "site": ("placementdetail", "urn"),
    "locality": (PERSON, "postcode"),
}
"""Of what is followed from one January to the next, the module and the column that tell it."""

PARTS = {
    "locality": "locality|localities",
    "setting": "setting|settings",
    "need": "need|needs",
    "phase": "phase|phases",
}
FILTERED, OR_NUMBERS = "filtered", "filtered, or to know the children by other numbers"
NO_PART = ("", "unknown")
MONTHS = 12
BORN = "personbirthdate"
EXCHANGED = (
    "Of {other:,} of them the birth date is another, and of {swapped:,} of these it is the same"
    " with day and month exchanged."
)


@dataclass(frozen=True, eq=False, repr=False)
class One:
    """A return of which children are followed.

    Parameters
    ----------
    year : int
        Academic year.
    contents : SenReturn
    door : Door
    january : January
    child : pandas.Series
        Number by position of the child's first row, the same in all returns.
    """

    year: int
    contents: SenReturn
    door: Door
    january: January
    child: pd.Series[Any]

    @property
    def name(self) -> str:
        """What its January is called."""
        return f"January {terms.january_of_year(self.year)}"

    @property
    def children(self) -> pd.DataFrame:
        """Children with a plan, by number, with their phase."""
        held = self.january.children
        phase = held["ncy"].map(terms.phase_of_ncy)
        numbers = self.child.loc[held.index].to_numpy()
        return held.assign(phase=phase).set_axis(numbers, axis=0)

    def numbers_at(self, rows: Any) -> set[int]:
        """Give the numbers of the children whose first rows these are."""
        return set(self.child[self.door.people["row"].isin(rows)])


def unsound_together(before: One, after: One, flows: Flows) -> Iterator[Finding]:
    """Find what makes two returns that follow each other unsound together.

    Parameters
    ----------
    before, after : One
    flows : Flows
        Between the two.

    Yields
    ------
    Finding
        Faults: of columns that belong to other children; of birth dates that are others; of
        children who are nowhere in one of the two.
    """
    then, now = before.children, after.children
    yield from changed_beyond(then, now, (_in_file(before), _in_file(after)), kinds=tuple(COLUMNS))
    yield from _births(before, after, flows)
    yield from _nowhere_after(before, after, flows)
    yield from _nowhere_before(before, after, flows)


def _in_file(one: One) -> InFile:
    """Say where the columns stand that children are followed by."""
    files = one.contents.files
    in_order = {
        kind
        for kind, (module, column) in COLUMNS.items()
        if column in (frame := one.contents.frames[module]) and runs_in_order(frame[column])
    }
    return InFile(
        one.name,
        {kind: files.get(module, one.contents.name) for kind, (module, _) in COLUMNS.items()},
        {kind: column for kind, (_, column) in COLUMNS.items()},
        frozenset(in_order),
    )


def _births(before: One, after: One, flows: Flows) -> Iterator[Finding]:
    """Say how many are in another NC year by the later birth date, and how the dates differ."""
    restated = after.numbers_at(_rows(flows, "sen2_age_restated"))
    stay = set(before.children.index) & set(after.children.index)
    if not _are_many(len(restated), len(stay), MOST_RESTATED):
        return
    was, now = (_born(one, restated) for one in (before, after))
    other = was != now
    swapped = other & (_exchanged(was) == now)
    told = EXCHANGED.format(other=int(other.sum()), swapped=int(swapped.sum()))
    yield finding(
        "sen2_birth_dates_changed",
        file=after.contents.files.get(PERSON, after.contents.name),
        column=BORN,
        count=len(restated),
        whole=len(stay),
        share=len(restated) / len(stay),
        before=before.name,
        after=after.name,
        exchanged=told,
    )


def _born(one: One, who: set[int]) -> np.ndarray[Any, np.dtype[np.datetime64]]:
    """Axis (child): birth dates, in the order of the numbers."""
    at = one.child[one.child.isin(who)].sort_values().index
    born: np.ndarray[Any, np.dtype[np.datetime64]]
    born = one.door.born.days[at.to_numpy()].astype("datetime64[D]")
    return born


def _exchanged(
    days: np.ndarray[Any, np.dtype[np.datetime64]],
) -> np.ndarray[Any, np.dtype[np.datetime64]]:
    """Axis (child): the days with day and month exchanged; missing where that is no day."""
    months = days.astype("datetime64[M]")
    years = days.astype("datetime64[Y]")
    day = (days - months.astype("datetime64[D]")).astype("int64")
    month = (months - years.astype("datetime64[M]")).astype("int64")
    # The day as a month, and the month as a day; both are counted from nought.
    turned = years.astype("datetime64[M]") + day.astype("timedelta64[M]")
    made = turned.astype("datetime64[D]") + month.astype("timedelta64[D]")
    return np.where((day < MONTHS) & ~np.isnat(days), made, np.datetime64("NaT", "D"))


def _nowhere_after(before: One, after: One, flows: Flows) -> Iterator[Finding]:
    """Say which children of the earlier January are nowhere in the later return."""
    then = before.children
    lost = before.numbers_at(_rows(flows, "sen2_not_traced")) & set(then.index)
    ended = (set(then.index) & set(after.child)) - set(after.children.index)
    lists_ended = len(ended) >= ENDED_AT_LEAST * len(then)
    most = MOST_UNTRACED if lists_ended else MORE_THAN_LEAVE
    yield from _nowhere("sen2_many_not_traced", before, after, then, lost, most=most)


def _nowhere_before(before: One, after: One, flows: Flows) -> Iterator[Finding]:
    """Say which children had a plan before, by the later return, and are not in the earlier."""
    now = after.children
    late = after.numbers_at(_rows(flows, "sen2_recorded_late")) & set(now.index)
    lost = late - set(before.child)
    ran = now[now.index.isin(late | set(before.children.index))]
    yield from _nowhere("sen2_many_not_before", before, after, ran, lost, most=MOST_LATE)


def _nowhere(
    rule: str, before: One, after: One, there: pd.DataFrame, lost: set[int], *, most: float
) -> Iterator[Finding]:
    """Say of which parts the children are who are nowhere in the other return."""
    whole = len(before.children)
    parts, filtered = _parts(there, lost)
    if not _are_many(len(lost), whole, most) and filtered < FEWEST:
        return
    at_fault = after if rule == "sen2_many_not_traced" else before
    yield finding(
        rule,
        file=at_fault.contents.files.get(PERSON, at_fault.contents.name),
        count=len(lost),
        whole=whole,
        share=len(lost) / whole,
        before=before.name,
        after=after.name,
        parts=parts,
        cause=FILTERED if 2 * filtered > len(lost) else OR_NUMBERS,
    )


def _parts(there: pd.DataFrame, lost: set[int]) -> tuple[str, int]:
    """Name the parts of which nearly all are lost; of no kind where they are not most of the lost.

    Returns
    -------
    str
        A sentence.
    int
        How many of the lost are of these parts.
    """
    best, most = "They are of all localities, settings and needs.", 0
    is_lost = there.index.isin(list(lost))
    for kind, words in PARTS.items():
        counts = there[kind].value_counts().to_dict()
        left = there.loc[is_lost, kind].value_counts().to_dict()
        gone = {
            str(code): (int(count), int(counts[code]))
            for code, count in left.items()
            if code not in NO_PART
            and counts[code] >= FEWEST_OF_PART
            and count >= NEARLY_ALL * counts[code]
        }
        total = sum(count for count, _ in gone.values())
        if total > most:
            named = [f"{code} ({count:,} of {whole:,})" for code, (count, whole) in gone.items()]
            what = words.split("|")[len(gone) > 1]
            told = first_named(named, most=MOST_NAMED)
            best, most = f"{total:,} of them are of the {what} {told}.", total
    return best, most


def _rows(flows: Flows, rule: str) -> list[int]:
    """Give the rows that break a rule between the two returns."""
    faults = [*flows.faults_before, *flows.faults_after]
    return [int(row) for one in faults if one.rule == rule for row in one.rows]


def _are_many(count: int, whole: int, most: float) -> bool:
    return count >= FEWEST and count > most * whole
