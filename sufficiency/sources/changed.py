"""Columns of one January that go with other children: shifted by a row, or sorted by themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sufficiency import terms
from sufficiency.errors import Finding, finding

if TYPE_CHECKING:
    import pandas as pd

MOST_CHANGED = {"need": 0.2, "locality": 0.2, "site": 1 / 3, "setting": 1 / 3}
"""Above these shares of the children who are in both Januaries, a column is another's, and no usual
year. Judgement: 1 to 3 % have another need a year later, up to 10 % another home and 5 to 10 %
another school or setting within a phase; of a column shifted by a row 70 to 95 % do. A fifth is
more than any recoding that goes on while plans are reviewed. Where there are infant, junior or
middle schools, about 15 % go from one to the next within a phase."""

FEWEST_CHILDREN = 20
"""Fewer children are no measure of a column."""

WHAT = {
    "need": "need|1 to 3 %",
    "locality": "home (locality)|about a tenth, at most",
    "site": "school, in the same phase|5 to 15 %",
    "setting": "setting, in the same phase|3 to 10 %",
}
"""What changed, in words, and how many have it changed in a usual year."""

GOES_WITH = {"need": "setting", "setting": "ncy", "site": "ncy", "locality": "site"}
"""What each column goes with, child by child, where it is not shifted."""

MUCH_LESS, SURE = 0.7, 4.0
"""Below this share of the other January's association (mean square contingency), and so many of its
standard deviations apart, a column goes with its children much less. Judgement: two Januaries of
one authority are within a fifth of each other, and a column that was shifted by a row, of rows that
stand by age, keeps about three fifths."""

NOT_KNOWN = ("", "unknown")

LIKELY = {
    "": "Nothing in the files tells which of the two.",
    "in order": "It is likely this one, of {here}: its rows run from one word to the next, as in a"
    " column that was sorted.",
    "goes with less": "It is likely this one, of {here}: it goes with the other columns much less"
    " than that of {there} does.",
}
"""Which of two columns is likely wrong, and what tells it."""


def runs_in_order(cells: pd.Series[Any]) -> bool:
    """Say whether the cells of a column, as its rows stand, run from one word to the next.

    Parameters
    ----------
    cells : pandas.Series
        Words or codes in the order of the rows; blanks are left aside.
    """
    held = cells[~cells.isin(NOT_KNOWN)].astype(str)
    distinct = held.nunique()
    if len(held) < FEWEST_CHILDREN or distinct < 2:
        return False
    changes = int((held.to_numpy()[1:] != held.to_numpy()[:-1]).sum())
    is_grouped = changes < distinct <= len(held) / 2
    return is_grouped or held.is_monotonic_increasing or held.is_monotonic_decreasing


@dataclass(frozen=True, slots=True)
class Changed:
    """How many of the children of two Januaries have another need, school, setting or home.

    Parameters
    ----------
    kind : str
    count, whole : int
        Of `whole` children in both, with the word known in both, those who have another.
    """

    kind: str
    count: int
    whole: int

    @property
    def is_beyond(self) -> bool:
        """Whether these are far more than in any usual year."""
        most = MOST_CHANGED[self.kind]
        return self.count >= FEWEST_CHILDREN and self.count > most * self.whole


@dataclass(frozen=True, slots=True)
class InFile:
    """What a January is called, and where its columns stand.

    Parameters
    ----------
    january : str
    files, columns : mapping of str to str
        By kind.
    in_order : frozenset of str
        Kinds whose column runs from one word to the next, see `runs_in_order`.
    """

    january: str
    files: Mapping[str, str]
    columns: Mapping[str, str]
    in_order: frozenset[str] = frozenset()


def changed_between(before: pd.DataFrame, after: pd.DataFrame, kind: str) -> Changed:
    """Count the children who have another need, school, setting or home a year later.

    Only moves between words that both Januaries have are counted: a school that became an academy,
    and whatever is coded anew, is another word for the same. Of schools and settings only children
    who stay in their phase count, as the others are meant to move.

    Parameters
    ----------
    before, after : pandas.DataFrame
        Children of two Januaries by the same index: need, ncy, setting, locality and site.
    kind : {"need", "site", "setting", "locality"}
    """
    both = before.add_suffix("_was").join(after.add_suffix("_now"), how="inner")
    was, now = both[f"{kind}_was"], both[f"{kind}_now"]
    known = ~was.isin(NOT_KNOWN) & ~now.isin(NOT_KNOWN)
    if kind in ("site", "setting"):
        known &= _phase(both["ncy_was"]) == _phase(both["ncy_now"])
    held = was.isin(set(after[kind])) & now.isin(set(before[kind]))
    return Changed(kind, int((known & held & (was != now)).sum()), int(known.sum()))


def changed_beyond(
    before: pd.DataFrame,
    after: pd.DataFrame,
    where: tuple[InFile, InFile],
    *,
    kinds: tuple[str, ...],
) -> Iterator[Finding]:
    """Name the columns of which one belongs to other children.

    Parameters
    ----------
    before, after : pandas.DataFrame
        See `changed_between`.
    where : tuple of InFile
        The earlier January and the later.
    kinds : tuple of str

    Yields
    ------
    Finding
        A fault of the file whose column it is likely; of the later where nothing tells it.
    """
    for kind in kinds:
        found = changed_between(before, after, kind)
        if found.is_beyond:
            yield _told(found, *where, likely=_likely(before, after, *where, kind=kind))


def _told(found: Changed, before: InFile, after: InFile, *, likely: tuple[str, str]) -> Finding:
    kind, (which, because) = found.kind, likely
    at_fault, other = (before, after) if which == "before" else (after, before)
    what, usually = WHAT[kind].split("|")
    words: dict[str, Any] = {"count": found.count, "whole": found.whole}
    words |= {"share": found.count / found.whole, "usually": usually, "what": what}
    return finding(
        "children_changed",
        file=at_fault.files[kind],
        column=at_fault.columns[kind],
        before=before.january,
        after=after.january,
        here=at_fault.january,
        there=other.january,
        there_file=other.files[kind],
        there_column=other.columns[kind],
        likely=LIKELY[because].format(here=at_fault.january, there=other.january),
        **words,
    )


def _likely(
    before: pd.DataFrame, after: pd.DataFrame, then: InFile, now: InFile, *, kind: str
) -> tuple[str, str]:
    """Say in which January the column is likely the wrong one, and why; "" where nothing tells.

    One that alone runs from one word to the next was sorted, whatever else it goes with: rows
    stand by age, and so does a sorted column.
    """
    if (kind in then.in_order) != (kind in now.in_order):
        return ("before" if kind in then.in_order else "after"), "in order"
    other = GOES_WITH[kind]
    (first, sure), (last, as_sure) = (
        _association(one[kind], one[other]) for one in (before, after)
    )
    is_chance = abs(first - last) <= SURE * max(sure, as_sure)
    if is_chance or min(first, last) >= MUCH_LESS * max(first, last):
        return "", ""
    return ("before" if first < last else "after"), "goes with less"


def _association(one: pd.Series[Any], other: pd.Series[Any]) -> tuple[float, float]:
    """Give the mean square contingency of two columns less that of chance, and its own deviation.

    Pearson's chi-square over the children; it has the degrees of freedom in mean, and a variance
    of twice these and four times what it is beyond them.
    """
    import pandas as pd

    known = ~one.isin(NOT_KNOWN) & ~other.isin(NOT_KNOWN)
    counts = pd.crosstab(one[known], other[known]).to_numpy(dtype=float)
    if min(counts.shape, default=0) < 2:
        return 0.0, 0.0
    whole = float(counts.sum())
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / whole
    freedom = (counts.shape[0] - 1) * (counts.shape[1] - 1)
    beyond = max(0.0, float(((counts - expected) ** 2 / expected).sum()) - freedom)
    return beyond / whole, float(np.sqrt(2 * freedom + 4 * beyond)) / whole


def _phase(ncy: pd.Series[Any]) -> pd.Series[Any]:
    span = range(terms.FIRST_NCY, terms.LAST_NCY + 1)
    return ncy.map({one: terms.phase_of_ncy(one) for one in span})
