"""When a January knows far less of its children than one that it is held against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

UNKNOWN = "unknown"

MOST_MORE = 0.05
"""So much more of the children may be unknown than in the January before [share]."""

FEWEST_MORE = 10
"""Fewer children than these are never a fault of a look-up: a handful is unknown each year."""

Counts = Mapping[tuple[int, str], float]
"""Children by January (academic year) and label."""


@dataclass(frozen=True, slots=True)
class LessKnown:
    """A January that knows far less than another.

    Parameters
    ----------
    year : int
        Academic year of the January.
    count, children : float
        Children of whom it is not known, and all children.
    before : int or None
        Academic year of the January that it is held against; None where there is none.
    share_before : float
        Of how many of the children it was not known then [share].
    """

    year: int
    count: float
    children: float
    before: int | None
    share_before: float

    @property
    def share(self) -> float:
        """Of how many of the children it is not known [share]."""
        return self.count / self.children


def counted_by(plans: pd.DataFrame, column: str) -> dict[tuple[int, str], float]:
    """Count children by January and label; a count that is not shown is nobody here.

    Parameters
    ----------
    plans : pandas.DataFrame
        The table plans, of which counts may be missing.
    column : str
        "setting" or "locality".
    """
    shown = plans.dropna(subset="plans")
    counts: dict[tuple[int, str], float] = {}
    for year, label, number in zip(shown["year"], shown[column], shown["plans"], strict=True):
        key = int(year), str(label)
        counts[key] = counts.get(key, 0.0) + float(number)
    return counts


def children_of(counts: Counts, year: int) -> float:
    """Count all children of a January; 1 where there is none, to divide by."""
    return sum(count for (when, _), count in counts.items() if when == year) or 1.0


def less_known(now: Counts, then: Counts, *, year: int, held: Sequence[int]) -> LessKnown | None:
    """Say whether a January knows far less than the same one, or the last before, of others.

    The limits, `MOST_MORE` and `FEWEST_MORE`, are a judgement and not measured: see decision 0039.

    Parameters
    ----------
    now, then : Counts
        Children by label: of what is new, and of what it is held against.
    year : int
        January of `now`.
    held : sequence of int
        Januaries of `then`; the first of them is taken where none is before.

    Returns
    -------
    LessKnown or None
        None where as much is known, but for a few children. Where nothing is held, whatever is
        unknown counts.
    """
    count, children = now.get((year, UNKNOWN), 0.0), children_of(now, year)
    before = max((when for when in held if when <= year), default=min(held, default=None))
    share = 0.0 if before is None else then.get((before, UNKNOWN), 0.0) / children_of(then, before)
    more = count - share * children
    if more < FEWEST_MORE or more <= MOST_MORE * children:
        return None
    return LessKnown(year, count, children, before, share)
