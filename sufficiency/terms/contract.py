"""The contract of an area's tables, read from `tables.csv` and `columns.csv`.

Checks, templates, documentation and axis labels all read it; none repeats it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from sufficiency.errors import UnknownNameError
from sufficiency.terms.codes import CodeList, Word, needs, read_rows, settings, short_list
from sufficiency.terms.nearest import nearest_words

Kind = Literal["text", "code", "codes", "integer", "number", "year"]


@dataclass(frozen=True, slots=True)
class Column:
    """What one column of a table must hold.

    Parameters
    ----------
    table, name : str
        Where it stands.
    kind : {"text", "code", "codes", "integer", "number", "year"}
        What a cell is; "codes" is a list with semicolons between.
    required : bool
        Whether the column must be there and no cell of it may be blank.
    unit : str
        Unit of a number.
    low, high : float or None
        Bounds, both allowed.
    codes : str
        Name of the list that codes come from.
    marks : bool
        Whether a sign for a hidden number may stand in place of the number.
    blank : str
        What a blank cell means, where it is allowed.
    label, description, example : str
        Words for people.
    """

    table: str
    name: str
    kind: Kind
    required: bool
    unit: str
    low: float | None
    high: float | None
    codes: str
    marks: bool
    blank: str
    label: str
    description: str
    example: str

    @property
    def is_number(self) -> bool:
        """Whether cells are numbers of any sort."""
        return self.kind in ("integer", "number", "year")

    @property
    def mark_column(self) -> str:
        """Name of the column that keeps the marks of this one."""
        return f"{self.name}_mark"

    @property
    def axis_label(self) -> str:
        """The label with its unit, for axes and headings."""
        return f"{self.label} ({self.unit})" if self.unit else self.label


@dataclass(frozen=True, slots=True)
class Table:
    """What one table of an area must hold.

    Parameters
    ----------
    name : str
        File name without its ending, or name of the sheet.
    needed : str
        "yes", "no", or "plans or margins" where one of the two is.
    key : tuple of str
        Columns that together may occur once only.
    description : str
        What it is, in words.
    columns : tuple of Column
        In the order in which they are written.
    """

    name: str
    needed: str
    key: tuple[str, ...]
    description: str
    columns: tuple[Column, ...]

    def __getitem__(self, name: str) -> Column:
        """Give a column by its name."""
        for column in self.columns:
            if column.name == name:
                return column
        meant = nearest_words(name, self.column_names)
        raise UnknownNameError.of(
            "unknown_word",
            value=name,
            kind=f"column of {self.name}",
            meant=f"Did you mean {meant}?" if meant else f"It has {', '.join(self.column_names)}.",
        )

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def value_columns(self) -> tuple[str, ...]:
        """Names of the columns that are no part of the key."""
        return tuple(name for name in self.column_names if name not in self.key)


def _bound(text: str) -> float | None:
    return float(text) if text else None


def _column(row: dict[str, str]) -> Column:
    return Column(
        row.get("table", ""),
        row["column"],
        row["kind"],  # type: ignore[arg-type]
        row["required"] == "yes",
        row["unit"],
        _bound(row["low"]),
        _bound(row["high"]),
        row["codes"],
        row["marks"] == "yes",
        row["blank"],
        row["label"],
        row["description"],
        row["example"],
    )


@cache
def point_columns() -> tuple[Column, ...]:
    """Give the two columns that may stand in place of easting and northing: longitude, latitude.

    They are no part of any table: they are turned into easting and northing where a table is read.

    Examples
    --------
    >>> [column.name for column in point_columns()]
    ['longitude', 'latitude']
    """
    return tuple(_column(row) for row in read_rows("point_columns.csv"))


@cache
def _tables() -> dict[str, Table]:
    columns = [_column(row) for row in read_rows("columns.csv")]
    return {
        row["table"]: Table(
            row["table"],
            row["needed"],
            tuple(row["key"].split(";")),
            row["description"],
            tuple(column for column in columns if column.table == row["table"]),
        )
        for row in read_rows("tables.csv")
    }


def table_names() -> tuple[str, ...]:
    """Give the names of an area's tables, in the order in which they are shown."""
    return tuple(_tables())


def table(name: str) -> Table:
    """Give the contract of one table.

    Raises
    ------
    UnknownNameError
        If an area has no such table.

    Examples
    --------
    >>> table("plans")["plans"].unit
    'children'
    """
    if name not in _tables():
        meant = nearest_words(name, _tables())
        raise UnknownNameError.of(
            "unknown_word",
            value=name,
            kind="table of an area",
            meant=f"Did you mean {meant}?" if meant else f"Known are {', '.join(_tables())}.",
        )
    return _tables()[name]


REFERENCES = {"locality": "localities", "locality_or_unknown": "localities", "site": "sites"}
"""Lists of codes that the user's own tables define, with the table that defines them."""


@cache
def code_list(name: str) -> CodeList:
    """Give a closed list of codes by the name that `columns.csv` uses for it.

    Raises
    ------
    UnknownNameError
        If the list is one that the user's own tables define, such as localities.
    """
    if name == "need":
        return needs().without("unknown")
    if name == "need_or_unknown":
        return needs()
    if name == "setting":
        return settings()
    if name == "setting_or_outside":
        outside = Word("outside", "Outside", "The far side of a joiner or a leaver")
        return settings().plus(outside)
    found = short_list(name)
    if not len(found):
        raise UnknownNameError.of("unknown_word", value=name, kind="list of codes", meant="")
    return found


BASES = ("published", "supplied", "estimated", "assumed", "made")
"""Bases of a figure, the firmest first."""


def weakest(bases: list[str] | tuple[str, ...] | set[str]) -> str:
    """Give the weakest of several bases: a figure is as firm as the weakest it rests on.

    Examples
    --------
    >>> weakest(["published", "made", "estimated"])
    'made'
    """
    return max(bases, key=BASES.index)
