"""What an allocation that is made again changes in one pool and all around it, as a sentence."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sufficiency import terms
from sufficiency.allocation.answer import ranged, worth_words
from sufficiency.allocation.paper_words import miles_words, pounds_words, whole
from sufficiency.messages.listing import counted, listed
from sufficiency.places import DISPLACED, MILES_SQUARED, OTHER_LEVEL, POUNDS

AS_TOTALS = (DISPLACED, OTHER_LEVEL, MILES_SQUARED, POUNDS)
"""Aims that another plan of a pool may change as well, where they are aims."""
MEASURES = ("placed_there", "without", "independent", "beyond_limit", "miles")
"""What it may change, by year: children, and miles one way of all who are placed."""
REVENUE = "revenue_pounds"
"""What it may change in the account of an allocation [pounds a year]."""
A_DAY = 2
"""Journeys of a school day: there and back."""


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
        the same for pounds a year where they are an aim; each of `seated.JOURNEYS` in expected
        numbers (children, and miles one way); revenue_pounds with low and high (what
        `Allocation.money` adds up, missing where a cost is not known), revenue_unit and
        revenue_basis; draws; basis.
    """

    where: str
    since: int
    told_year: int
    frame: pd.DataFrame

    @abstractmethod
    def asked(self) -> str:
        """Say what is asked, as the beginning of a sentence that "would" goes on."""

    def __repr__(self) -> str:
        return self.sentence()

    def to_frame(self) -> pd.DataFrame:
        """Give the changes of each year: see the parameters of the class."""
        return self.frame.copy()

    def sentence(self) -> str:
        """Say what it changes in one year, to be pasted into a paper."""
        row = self.frame[self.frame["year"] == self.told_year].to_dict("records")[0]
        told, since = (terms.year_label(year) for year in (self.told_year, self.since))
        parts = (
            f"{self.asked()} would, in {'that year' if told == since else told}, "
            f"{_done_words(row)}.",
            _there_words(row),
            _travel_words(row),
            _other_words(row),
            _revenue_words(row),
            f"Children and pounds: means over {counted(row['draws'], 'draw')}, each allocated "
            "again with all who stay; journeys: expected numbers, a day being there and back.",
        )
        return " ".join(part for part in parts if part)


Row = Mapping[Hashable, Any]


def _done_words(row: Row) -> str:
    """Say who comes back and who has a place, and whose journeys are shorter and longer."""
    parts = [
        _children_words(
            row,
            "independent",
            fewer="bring {many} {who} back from independent schools",
            more="send {many} more {who} to independent schools",
        ),
        _children_words(
            row,
            "without",
            fewer="leave {many} fewer {who} without a place",
            more="leave {many} more {who} without a place",
        ),
        _journeys_words(row, "shortened", "shorten"),
        _journeys_words(row, "lengthened", "lengthen"),
    ]
    told = [part for part in parts if part]
    return listed(told) if told else "bring nobody a place and change hardly any journey"


def _children_words(row: Row, name: str, *, fewer: str, more: str) -> str:
    """Say how many children it changes: "bring 5 (4 to 6) children back from ..."."""
    change = ranged(row, name)
    sign, words = (-1, fewer) if change.value < 0 else (1, more)
    ends = sorted((sign * change.low, sign * change.high))
    middle, low, high = (whole(size) for size in (sign * change.value, *ends))
    if middle == "0" and (high == "0" or low != "0"):
        # Nobody, or now this way and now that: no finding.
        return ""
    if low.startswith("-"):
        # An end of the other sign is no "fewer": the range is told behind, with what each end is.
        who = "child" if middle == "1" else "children"
        return f"{words.format(many=middle, who=who)} ({_range_words(sign, *ends)})"
    spread = "" if middle == low == high else f" ({low} to {high})"
    who = "child" if middle == "1" and not spread else "children"
    return words.format(many=f"{middle}{spread}", who=who)


def _range_words(sign: int, near: float, far: float) -> str:
    """Say a range with what it is of; an end of the other sign is said by what it then is.

    Examples
    --------
    >>> _range_words(1, 2.0, 5.0), _range_words(-1, -1.0, 5.0), _range_words(1, -1.0, 5.0)
    ('2 to 5', 'from 1 more to 5 fewer', 'from 1 fewer to 5 more')
    """
    if not whole(near).startswith("-"):
        return f"{whole(near)} to {whole(far)}"
    this, other = ("fewer", "more") if sign < 0 else ("more", "fewer")
    return f"from {whole(-near)} {other} to {whole(far)} {this}"


def _journeys_words(row: Row, name: str, verb: str) -> str:
    """Say how many journeys it changes: "shorten 11 journeys by 38 miles a day in all"."""
    journeys, miles = float(row[name]), A_DAY * float(row[f"{name}_miles"])
    if whole(journeys) == "0":
        return ""
    told = counted(journeys, "journey")
    if miles_words(miles) == miles_words(0.0):
        return f"{verb} {told} by hardly any miles"
    return f"{verb} {told} by {miles_words(miles)} a day in all"


def _travel_words(row: Row) -> str:
    """Say how far those travel who are placed in one of the two plans alone."""
    came, gone = float(row["newly_placed"]), float(row["no_longer_placed"])
    to, back = (A_DAY * float(row[f"{name}_placed_miles"]) for name in ("newly", "no_longer"))
    some_come, some_go = whole(came) != "0", whole(gone) != "0"
    if some_come and some_go:
        # Others than those who come have gone, so that neither's journeys are the difference.
        return (
            f"The {_who_words(came)} newly placed {_travel(came)} {miles_words(to)} a day in all; "
            f"the {_who_words(gone)} no longer placed {_travel(gone)} {miles_words(back)} in the "
            "plan as it is."
        )
    if some_come:
        return (
            f"The {_who_words(came)} newly placed {_travel(came)} {miles_words(to)} a day in all."
        )
    if some_go:
        return (
            f"The {_who_words(gone)} no longer placed {_travel(gone)} {miles_words(back)} a day in "
            "all in the plan as it is."
        )
    return ""


def _who_words(children: float) -> str:
    return counted(children, "child", "children")


def _travel(children: float) -> str:
    return "travels" if whole(children) == "1" else "travel"


def _other_words(row: Row) -> str:
    """Say what it changes in aims that are neither children placed nor miles."""
    told = [name for name in ("beyond_limit", *AS_TOTALS) if name in row]
    said = worth_words({f"more_{name}": row[name] for name in told})
    return "" if said == "no change" else f"It would also mean {said}."


def _revenue_words(row: Row) -> str:
    """Say what it changes in pounds a year, or that this is not known."""
    if row[REVENUE] != row[REVENUE]:
        return (
            "Pounds are not told, as the table costs does not have all of them: the account of "
            "money says what is missing."
        )
    change = ranged(row, REVENUE)
    if pounds_words(change.low) == pounds_words(change.high) == "£0":
        return "Revenue for places and journeys would not change; building is not in it."
    sign, side = (-1, "lower") if change.value < 0 else (1, "higher")
    ends = sorted((sign * change.low, sign * change.high))
    middle, low, high = (pounds_words(size) for size in (sign * change.value, *ends))
    if pounds_words(ends[0]).startswith("-"):
        other = "higher" if side == "lower" else "lower"
        spread = f" (from {pounds_words(-ends[0])} {other} to {high} {side})"
    else:
        spread = "" if middle == low == high else f" ({low} to {high})"
    basis = terms.short_list("basis").label(str(row["revenue_basis"])).lower()
    told = f"be {middle}{spread} a year {side}"
    if middle == "£0":
        told = f"hardly change{spread}"
    return (
        f"Revenue for places and journeys would {told} "
        f"({str(row['revenue_unit']).removeprefix('pounds a year, ')}; basis: {basis}); building "
        "is not in it."
    )


def _there_words(row: Row) -> str:
    """Say how many more or fewer children the pool itself would hold."""
    there = ranged(row, "placed_there")
    if whole(there.low) == whole(there.high) == "0":
        return "The pool would hold as many children as now."
    sign, side = (-1, "fewer") if there.value < 0 else (1, "more")
    ends = sorted((sign * there.low, sign * there.high))
    middle, near, far = (whole(size) for size in (sign * there.value, *ends))
    spread = "" if middle == near == far else f" ({_range_words(sign, *ends)})"
    who = "child" if middle == "1" else "children"
    return f"The pool would hold {middle} {side} {who}{spread}."
