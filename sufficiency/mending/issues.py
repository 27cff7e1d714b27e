"""What a check gives: issues, each about a row or a cell of a table, and what they are part of."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sufficiency import terms
from sufficiency.area import Area
from sufficiency.sources.reading import Reading
from sufficiency.tables import text_of

if TYPE_CHECKING:
    import pandas as pd

ID_LETTERS = 12

A_CHILD = 0.5
"""Estimated plans are fractions: less than this is no child."""


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing to ask about.

    Parameters
    ----------
    check : str
        Code of the check.
    table : str
        Table of the area that it is about.
    key : str
        Which row, as `column=value` with commas between; or which rows, where it is about
        several.
    column : str
        The cell that may be corrected; blank where no single cell is at fault.
    value : str
        What stands there now.
    count : float
        Children, places or whatever the check counts.
    words : mapping of str to object
        What the sentence about it says.
    """

    check: str
    table: str
    key: str
    column: str
    value: str
    count: float
    words: Mapping[str, object] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The same for the same check of the same cell, whenever it is made."""
        return issue_id(self.check, self.table, self.key, self.column)

    @property
    def seen(self) -> str:
        """What was seen, in words."""
        shown = {
            name: f"{word:,.10g}" if isinstance(word, float) else word
            for name, word in self.words.items()
        }
        return terms.quality_checks()[self.check]["seen"].format(**shown)


def issue_id(check: str, table: str, key: str, column: str) -> str:
    """Make the id of an issue: a digest, so that a row that was changed by hand is noticed."""
    text = "\n".join((check, table, key, column))
    # A letter first: Excel takes some digests for numbers.
    return f"i{hashlib.sha256(text.encode('utf-8')).hexdigest()[:ID_LETTERS]}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a check found.

    Parameters
    ----------
    check : str
        Its code.
    issues : tuple of Issue
    whole : float
        Of how many the issues are some.
    once : float or None
        How many are concerned where several issues are about the same children; else the issues
        add up.
    words : mapping
        What the sentence about the check says, besides count and whole.
    left_out : str
        What was not held against each other, and why; "" where nothing was left out.
    """

    check: str
    issues: tuple[Issue, ...]
    whole: float
    once: float | None = None
    words: Mapping[str, Any] = field(default_factory=dict)
    left_out: str = ""

    @property
    def count(self) -> float:
        """How many children, places or whatever the check counts are concerned."""
        return sum(issue.count for issue in self.issues) if self.once is None else self.once


@dataclass(frozen=True)
class Known:
    """What checks look at: the tables of an area, and what was read beside it."""

    area: Area
    readings: tuple[Reading, ...] = ()

    @cached_property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """All tables of the area, empty ones included."""
        return {name: self.area.table(name) for name in terms.table_names()}

    @cached_property
    def shown_plans(self) -> pd.DataFrame:
        """Rows of plans, without the Januaries that have counts that are not shown."""
        plans = self.tables["plans"]
        hidden = set(plans.loc[plans["plans"].isna(), "year"])
        return plans[~plans["year"].isin(hidden)].reset_index(drop=True)

    @cached_property
    def last_january(self) -> int | None:
        """Academic year of the last January whose plans are all shown."""
        years = self.shown_plans["year"]
        return int(years.max()) if len(years) else None

    def held(self, table: str) -> list[tuple[str, pd.DataFrame]]:
        """Give a table of every reading that has it, with the title of the reading."""
        return [(one.title, one.held[table]) for one in self.readings if table in one.held]


def key_of(row: Mapping[str, Any], columns: Sequence[str]) -> str:
    """Say which row it is: its key columns in order, as they are typed.

    Examples
    --------
    >>> key_of({"site": "S01", "pool": "", "year": 2024.0}, ["site", "pool", "year"])
    'site=S01, pool=, year=2024'
    """
    # No semicolons: with many of them a CSV file would look as if they stood between its cells.
    return ", ".join(f"{name}={text_of_cell(row[name])}" for name in columns)


def text_of_cell(value: object) -> str:
    """Write a cell of an area's table as it is typed; what is missing as nothing."""
    import pandas as pd

    if value is None or value is pd.NA or value != value:
        return ""
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and not value.is_integer():
        return repr(value)
    return text_of(value)


def issues_of_rows(
    check: str, rows: pd.DataFrame, *, count: str, words: Sequence[str] = ()
) -> tuple[Issue, ...]:
    """Make an issue of each row of a table.

    Parameters
    ----------
    check : str
        Its table and column are those of the terms.
    rows : pandas.DataFrame
        Rows of the table, with any columns besides that `words` names.
    count : str
        Column with what the check counts.
    words : sequence of str
        Columns of the words of the sentence.
    """
    told = terms.quality_checks()[check]
    table, column = terms.table(told["table"]), told["column"]
    records: Any = rows.to_dict("records")
    return tuple(
        Issue(
            check,
            table.name,
            key_of(row, table.key),
            column,
            value_in(row, table, column),
            float(row[count]),
            {"children": float(row[count]), **{name: row[name] for name in words}},
        )
        for row in records
    )


def value_in(row: Mapping[str, Any], table: terms.Table, column: str) -> str:
    """Give what stands in a cell, a mark in the place of a number that is not shown."""
    if table[column].marks and row.get(table[column].mark_column):
        return str(row[table[column].mark_column])
    return text_of_cell(row[column])
