"""Transitions that follow a correction of plans: the same children, by how they came and went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sufficiency import terms
from sufficiency.errors import Finding, finding
from sufficiency.mending.issues import key_of
from sufficiency.mending.reading_back import Answer, Held, read_as

if TYPE_CHECKING:
    import pandas as pd

STOCKS, FLOWS, PLACED = "plans", "transitions", "placements"
ALONG = (FLOWS, PLACED)
"""Tables of the same children as plans, which follow its corrections."""

STATE = ("need", "ncy", "setting")
HOME = "locality"
OUTSIDE = "outside"
FOLLOWING = (HOME, "need", "setting")
"""Columns of plans that transitions have too, and that a file of issues may correct."""


@dataclass(frozen=True, slots=True)
class End:
    """An end of the way between two Januaries, as transitions have it.

    Parameters
    ----------
    name : str
        How its columns end.
    later : int
        How many years after the January of plans the way is told by.
    in_words : str
        What it is of the January that was corrected.
    """

    name: str
    later: int
    in_words: str

    def column(self, of_plans: str) -> str:
        """Name the column of transitions that is a column of plans at this end."""
        return of_plans if of_plans == HOME else f"{of_plans}_{self.name}"


ENDS = (End("to", 0, "into"), End("from", 1, "out of"))


@dataclass(frozen=True, slots=True)
class Change:
    """A cell of another table that follows a correction of plans."""

    table: str
    answer: Answer
    place: int
    column: str
    value: object


@dataclass(frozen=True, slots=True)
class Stays:
    """Rows of another table that stay as they are, since they may be of other children.

    Parameters
    ----------
    table : str
        Transitions or placements.
    answer : Answer
    key : str
        The cell, with the number of children that the table counts there.
    column : str
        The column that would have followed.
    note : Finding
    """

    table: str
    answer: Answer
    key: str
    column: str
    note: Finding


def flows_after(
    answers: Sequence[Answer], held: Held, *, file: str
) -> tuple[list[Change], list[Stays]]:
    """Say which cells of transitions follow corrections of plans, and which cannot.

    The children of a row of plans came to its January by the ways that end in its cell, and left
    it by those that begin there. Where these ways count as many children as the row, they are
    those children, and follow. Where they do not, it is open who was meant. The locality of a way
    is the later home, so that out of a January only the home of those who left is that of then.

    Parameters
    ----------
    answers : sequence of Answer
        Corrections that were made, each of its own cell.
    held : Held
        The tables as they were.
    file : str
        What to call the file of issues.
    """
    flows: Any = held.frame(FLOWS)
    changes: list[Change] = []
    stays: list[Stays] = []
    for answer in answers:
        column = answer["column"]
        place = held.place(STOCKS, answer["key"])
        if answer["table"] != STOCKS or column not in FOLLOWING or place is None or flows.empty:
            continue
        row: Any = held.frame(STOCKS).iloc[place].to_dict()
        for end in ENDS:
            here = _ways(flows, row, end, column)
            if here is None:
                continue
            counted = float(flows["plans"].iloc[here].sum())
            value = read_as(answer, held).value
            is_same = abs(counted - float(row["plans"])) < SAME
            if column == HOME and end.later:
                is_same = counted <= float(row["plans"]) + SAME  # some left, and others did not
            if is_same and not meets_marked(FLOWS, flows, here, end.column(column), value):
                changes += [Change(FLOWS, answer, at, end.column(column), value) for at in here]
            else:
                stays.append(_stays(answer, row, end, counted, file=file))
    return changes, stays


SAME = 1e-6
"""Counts that differ by less are the same."""


def _ways(
    flows: pd.DataFrame, row: Mapping[str, Any], end: End, corrected: str
) -> list[int] | None:
    """Find the ways that end, or begin, in the cell of a row; None where none of its year is."""
    of_year = flows["year"] == row["year"] + end.later
    if not of_year.any():
        return None
    here = of_year & (flows[HOME] == row[HOME])
    for column in STATE:
        here &= (flows[end.column(column)] == row[column]).fillna(False).astype(bool)
    if corrected == HOME and end.later:
        here &= flows["setting_to"] == OUTSIDE
    return [int(at) for at in here.to_numpy().nonzero()[0]]


def meets_marked(
    table: str, frame: pd.DataFrame, here: Sequence[int], column: str, value: object
) -> bool:
    """Say whether a count that is not shown is among the rows, or among those they would join."""
    ways: Any = frame.iloc[list(here)]
    marked: Any = frame[frame["plans"].isna()]
    names = terms.table(table).key
    hidden = {key_of(one, names) for one in marked.to_dict("records")}
    moved = [one | {column: value} for one in ways.to_dict("records")]
    there = [*ways.to_dict("records"), *moved]
    return any(key_of(one, names) in hidden for one in there)


def children_in_words(count: float) -> str:
    """Say how many children they are; a count that is not shown as one."""
    if count != count:
        return "a number that is not shown"
    return f"{count:,.10g} {'child' if count == 1 else 'children'}"


def _stays(answer: Answer, row: Mapping[str, Any], end: End, counted: float, *, file: str) -> Stays:
    """Tell of ways that stay as they are, and by how many children."""
    year = int(row["year"])
    cell: dict[str, Any] = {"year": year + end.later, HOME: row[HOME]}
    cell |= {end.column(name): row[name] for name in STATE}
    words: dict[str, Any] = {
        "way": end.in_words,
        "january": terms.january_of_year(year),
        "flows": counted,
        "count": children_in_words(float(row["plans"])),
        "cell": key_of(cell, list(cell)),
    }
    note = finding("correction_flows_stay", file=file, row=answer.row, column="correction", **words)
    key = key_of({**cell, "plans": counted}, [*cell, "plans"])
    return Stays(FLOWS, answer, key, end.column(answer["column"]), note)
