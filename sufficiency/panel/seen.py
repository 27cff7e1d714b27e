"""What stands in the table history of one area and January, as its owner sees it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from sufficiency import terms
from sufficiency.panel.spans import Span
from sufficiency.tables import CheckedTable

MOST_NAMED = 5
"""Areas that a note names; the others are counted."""

Key = tuple[str, int, str, Span | None]


@dataclass(frozen=True, slots=True)
class Seen:
    """Rows of the table history by area, year and what is counted.

    Parameters
    ----------
    rows : mapping of (area, year, setting, span) to (int, str)
        The row as its owner sees it, and what stands in the column plans: a number or a mark.
    """

    rows: Mapping[Key, tuple[int, str]]

    def row(
        self, area: str, year: int, *, setting: str = "", span: Span | None = None
    ) -> int | None:
        """Give the number of a row; None where there is none."""
        held = self.rows.get((area, year, setting, span))
        return None if held is None else held[0]

    def words(self, area: str, year: int, *, setting: str = "", span: Span | None = None) -> str:
        """Say what is there: "no row", "0 in row 12", "the mark c in row 12"."""
        held = self.rows.get((area, year, setting, span))
        return "no row" if held is None else f"{held[1]} in row {held[0]}"


def seen_in(checked: CheckedTable) -> Seen:
    """Keep what stands in each row of a checked table history."""
    frame = checked.frame
    columns = ("area", "year", "setting", "ncy_from", "ncy_to", "plans", "plans_mark")
    rows: dict[Key, tuple[int, str]] = {}
    for number, area, year, setting, first, last, plans, mark in zip(
        checked.rows.tolist(), *(frame[name].tolist() for name in columns), strict=True
    ):
        span = None if pd.isna(first) or pd.isna(last) else (int(first), int(last))
        held = f"the mark {mark}" if mark else f"{plans:,.0f}"
        rows[(area, int(year), setting, span)] = (number, held)
    return Seen(rows)


def first_few(told: Sequence[str]) -> str:
    """Name the first of many, and count the others.

    Examples
    --------
    >>> first_few([f"Area {number}" for number in range(7)])
    'Area 0; Area 1; Area 2; Area 3; Area 4; and 2 more'
    """
    more = len(told) - MOST_NAMED
    return "; ".join([*told[:MOST_NAMED], *([f"and {more} more"] if more > 0 else [])])


def what_is_counted(setting: str) -> str:
    """Name a kind of count: "all plans", "state special school"."""
    return terms.settings().label(setting).lower() if setting else "all plans"
