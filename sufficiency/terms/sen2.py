"""The SEN2 person-level return as data: its modules, the columns that are read, its codes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from sufficiency.terms.codes import read_rows


@dataclass(frozen=True, slots=True)
class ReturnColumn:
    """A column of a module that is read.

    Parameters
    ----------
    name : str
        As the technical specification writes it, in small letters.
    use : {"key", "parent", "door", "kept"}
        The row's own number, that of the row above it, what leaves at the door, and the rest.
    required : {"no", "heading", "always"}
        Whether the module cannot be read without the heading; "always" where no return can be
        without a cell of it, while XML leaves out the cells that are blank.
    also_written : tuple of str
        Other headings.
    """

    name: str
    use: Literal["key", "parent", "door", "kept"]
    required: Literal["no", "heading", "always"]
    also_written: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReturnModule:
    """A module of the return: a file of an export, an element of the XML.

    Parameters
    ----------
    name, parent : str
        As the exports call them; blank for the parent of the first.
    required : bool
        Whether a return cannot be read without it.
    also_written : tuple of str
        Other names.
    label : str
        As the Department's guide counts and calls it.
    columns : tuple of ReturnColumn
    """

    name: str
    parent: str
    required: bool
    also_written: tuple[str, ...]
    label: str
    columns: tuple[ReturnColumn, ...]

    @property
    def key(self) -> str:
        """The column with a row's own number."""
        return next(column.name for column in self.columns if column.use == "key")

    @property
    def parent_key(self) -> str:
        """The column with the number of the row above; blank where nothing is above."""
        found = [column.name for column in self.columns if column.use == "parent"]
        return found[0] if found else ""

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(column.name for column in self.columns)


def plain(name: str) -> str:
    """Give a name without case, spaces and signs.

    Examples
    --------
    >>> plain("Person Birth-Date")
    'personbirthdate'
    """
    return re.sub(r"[^a-z0-9]+", "", name.casefold())


@cache
def return_modules() -> dict[str, ReturnModule]:
    """Give the modules of the return, each after the one above it."""
    return {
        row["module"]: ReturnModule(
            row["module"],
            row["parent"],
            row["required"] == "yes",
            _others(row),
            row["label"],
            columns_of_module(row["module"]),
        )
        for row in read_rows("sen2_modules.csv")
    }


@cache
def columns_of_module(module: str) -> tuple[ReturnColumn, ...]:
    """Give the columns that are read of a module, or of a look-up that goes with the return."""
    return tuple(
        ReturnColumn(
            row["column"],
            row["use"],  # type: ignore[arg-type]
            row["required"],  # type: ignore[arg-type]
            _others(row),
        )
        for row in read_rows("sen2_columns.csv")
        if row["module"] == module
    )


@cache
def module_of(name: str) -> str:
    """Give the module that a name stands for; blank for none.

    Examples
    --------
    >>> module_of("SENneed"), module_of("Active Plans"), module_of("Header")
    ('senneed', 'activeplans', '')
    """
    spoken = plain(name)
    for module in return_modules().values():
        if spoken == module.name or spoken in module.also_written:
            return module.name
    return ""


@cache
def settings_of_return() -> dict[str, str]:
    """Give the setting of each code that stands for a placement without a URN."""
    return {row["sensetting"]: row["setting"] for row in read_rows("sen2_settings.csv")}


@cache
def _headings(module: str) -> dict[str, str]:
    return {
        plain(heading): column.name
        for column in columns_of_module(module)
        for heading in (column.name, *column.also_written)
    }


def heading_of(part: str, heading: str) -> str:
    """Give the column of a module or look-up that a heading stands for; blank for none."""
    return _headings(part).get(plain(heading), "")


def _others(row: dict[str, str]) -> tuple[str, ...]:
    return tuple(name for name in row["also_written"].split(";") if name)
