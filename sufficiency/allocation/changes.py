"""What an allocation that is made again changes in one pool and all around it, as a sentence."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sufficiency import terms
from sufficiency.allocation.answer import ranged, worth_words
from sufficiency.places import DISPLACED, MILES_SQUARED, OTHER_LEVEL, POUNDS

AS_TOTALS = (DISPLACED, OTHER_LEVEL, MILES_SQUARED, POUNDS)
"""Aims that another plan of a pool may change as well, where they are aims."""
MEASURES = ("placed_there", "without", "independent", "beyond_limit", "miles")
"""What it may change, by year: children, and miles one way of all who are placed."""


@dataclass(frozen=True, eq=False, repr=False)
class AskedAgain(ABC):
    """What the same draws come to with another plan of one pool, against the plan as it is.

    Parameters
    ----------
    where : str
        Name of the pool.
    since : int
        Academic year from which on.
    told_year : int
        Academic year of the sentence.
    frame : pandas.DataFrame
        Columns year; for children placed_there, without, independent, beyond_limit and for miles
        (one way, of all who are placed here) the mean change over the draws, with low and high;
        the same for pounds a year where they are an aim; draws; basis.
    """

    where: str
    since: int
    told_year: int
    frame: pd.DataFrame

    @abstractmethod
    def asked(self) -> str:
        """Say what is asked, as the beginning of a sentence that "would mean" goes on."""

    def __repr__(self) -> str:
        return self.sentence()

    def to_frame(self) -> pd.DataFrame:
        """Give the changes of each year: see the parameters of the class."""
        return self.frame.copy()

    def sentence(self) -> str:
        """Say what it changes in one year, as a paper would."""
        row = self.frame[self.frame["year"] == self.told_year].to_dict("records")[0]
        return (
            f"{self.asked()} would mean, in {terms.year_label(self.told_year)}: "
            f"{_changes_words(row)}. {_there_words(row)} Means over {int(row['draws'])} draws, "
            "each allocated again with all who stay."
        )


def _changes_words(row: Mapping[Hashable, Any]) -> str:
    """Say in words what changes in a year."""
    told = [name for name in (*MEASURES[1:], *AS_TOTALS) if name in row]
    return worth_words({f"more_{name}": row[name] for name in told})


def _there_words(row: Mapping[Hashable, Any]) -> str:
    """Say how many more or fewer children the pool itself would hold."""
    there = ranged(row, "placed_there")
    side = "more" if there.value >= 0 else "fewer"
    ends = sorted((abs(there.low), abs(there.high)))
    if there.low * there.high < 0:
        ends = [there.low, there.high]
    middle, near, far = (f"{size:,.0f}" for size in (abs(there.value), *ends))
    spread = "" if middle == near == far else f" ({near} to {far})"
    who = "child" if middle == "1" else "children"
    return f"It would hold {middle} {side} {who}{spread}."
