"""A table as it was read: text in cells, and where each row stands in the user's file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time

from sufficiency.errors import Finding

HEADER_ROW = 1


@dataclass(frozen=True)
class RawTable:
    """One table as text.

    Parameters
    ----------
    table : str
        Name of the table in the contract.
    file : str
        File or sheet as the user knows it.
    header : tuple of str
        What stands in row 1.
    rows : tuple of tuple of str
        Cells by row; blank rows are left out.
    numbers : tuple of int
        Row numbers as Excel shows them, one for each of `rows`.
    findings : tuple of Finding
        What was found while reading.
    dates : frozenset of (int, int)
        Cells, as (row number, column position), that Excel holds as dates.
    named : frozenset of (int, int)
        Cells, as (row number, column position), that a finding names already.
    shifted : frozenset of int
        Numbers of rows that a finding names already and whose cells may stand in wrong columns.
    """

    table: str
    file: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    findings: tuple[Finding, ...] = ()
    dates: frozenset[tuple[int, int]] = field(default_factory=frozenset)
    named: frozenset[tuple[int, int]] = field(default_factory=frozenset)
    shifted: frozenset[int] = field(default_factory=frozenset)

    @property
    def is_whole(self) -> bool:
        """Whether nothing broke off the reading."""
        return not any(found.rule == "csv_broken" for found in self.findings)

    @classmethod
    def from_records(
        cls,
        table: str,
        records: Iterable[Mapping[str, object]],
        *,
        file: str,
        first_row: int = HEADER_ROW + 1,
    ) -> RawTable:
        """Make a table from rows that are mappings, such as those of a scenario.

        Parameters
        ----------
        table : str
            Name of the table in the contract.
        records : iterable of mapping
            Column name to value; a column that is absent is blank.
        file : str
            What to call it in messages.
        first_row : int
            Number of the first row in messages.
        """
        listed = [dict(record) for record in records]
        header = tuple(dict.fromkeys(str(name) for record in listed for name in record))
        rows = tuple(tuple(text_of(record.get(name)) for name in header) for record in listed)
        return cls(table, file, header, rows, tuple(range(first_row, first_row + len(rows))))


def text_as_shown(value: object) -> str:
    """Write a cell's value as text, with a yes or no as Excel shows it.

    Examples
    --------
    >>> text_as_shown(True), text_as_shown(3.0)
    ('TRUE', '3')
    """
    return str(value).upper() if isinstance(value, bool) else text_of(value)


def text_of(value: object) -> str:
    """Write a cell's value as text, as a person would type it.

    Examples
    --------
    >>> text_of(3.0), text_of(None), text_of(True), text_of(["ASD", "SEMH"])
    ('3', '', 'yes', 'ASD;SEMH')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time.min:
        return value.date().isoformat()
    if isinstance(value, list | tuple):
        return ";".join(text_of(part) for part in value)
    return str(value).strip()
