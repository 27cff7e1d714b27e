"""The faults of a row, gathered: one mistake gives one finding."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import groupby

from sufficiency import terms
from sufficiency.errors import Finding, finding
from sufficiency.messages.tables import IN_ROWS
from sufficiency.tables.raw import RawTable

TOTALS = frozenset({"total", "totals", "grandtotal", "subtotal", "sum", "alltotal"})
"""Words by which people name a row of totals, in plain letters."""

ADDED_UP = frozenset({"children", "persons", "places", "pounds"})
"""Units of the numbers that a row of totals holds."""

LONGEST_CODE = 20
NOTES_BEGIN = ("source:", "sources:", "note:", "notes:")

MOST_ROWS_TOLD = 10
"""Rows of a column that are named one by one where the same wrong value stands in all."""

Placed = tuple[int, int, Finding]
"""Number of the row, place of the column in the contract, and the finding."""


def by_row(raw: RawTable, found: list[Placed], contract: terms.Table) -> list[Finding]:
    """Put the faults of cells in order, and leave out what one mistake says twice.

    Parameters
    ----------
    raw : RawTable
        The table as text.
    found : list of (int, int, Finding)
        Each with its row and the place of its column.
    contract : Table
        What the table must hold.

    Returns
    -------
    list of Finding
        A row whose cells stand in wrong columns was named while reading, and is not named
        again; a row of totals or of words is named once, and so are several blank cells of one
        row, a code that another table lacks, and what stands in many rows of one column.
    """
    kept: list[Finding] = []
    cells = dict(zip(raw.numbers, raw.rows, strict=True)) if found else {}
    for number, placed in groupby(sorted(found, key=lambda one: one[:2]), key=lambda one: one[0]):
        if number in raw.shifted:
            continue
        faults = [fault for _, _, fault in placed]
        total = _total(cells[number], faults)
        if total:
            kept.append(finding("total_row", file=raw.file, row=number, value=total))
        elif _is_note(cells[number]):
            first = cells[number][0]
            kept.append(finding("row_of_words", file=raw.file, row=number, value=first))
        elif _is_nameless_total(dict(zip(raw.header, cells[number], strict=True)), contract):
            kept.append(finding("nameless_total_row", file=raw.file, row=number))
        else:
            kept += _blanks_together(faults, file=raw.file, row=number)
    return _rows_together(kept)


def _is_note(row: tuple[str, ...]) -> bool:
    """Say whether a row is a line of words below the table: a source or a note."""
    is_long = len(row[0]) > LONGEST_CODE or row[0].casefold().startswith(NOTES_BEGIN)
    return is_long and not any(row[1:])


def _is_nameless_total(row: dict[str, str], contract: terms.Table) -> bool:
    """Say whether a row has a number that adds up, and nothing of what it is the number of."""
    needed = [column for column in contract.columns if column.required and not column.unit]
    names = [row.get(column.name, "") for column in needed]
    added = [column.name for column in contract.columns if column.unit in ADDED_UP]
    return len(names) > 1 and not any(names) and any(row.get(name) for name in added)


def _rows_together(faults: list[Finding]) -> list[Finding]:
    """Make one finding, at its first row, of what many rows of a column have in common."""
    counts = Counter((fault.rule, fault.column, fault.value) for fault in faults)
    kept: list[Finding] = []
    told: set[tuple[str, str, str]] = set()
    for fault in faults:
        key = (fault.rule, fault.column, fault.value)
        most = 1 if fault.rule == "unknown_reference" else MOST_ROWS_TOLD
        if counts[key] <= most:
            kept.append(fault)
        elif key not in told:
            told.add(key)
            seen = f"{fault.seen} {IN_ROWS.format(count=counts[key])}"
            kept.append(replace(fault, seen=seen))
    return kept


def _total(row: tuple[str, ...], faults: list[Finding]) -> str:
    """Give the word by which a row says that it is a total, or "".

    A margin may be called "total": the word must be a fault itself, or stand among blanks.
    """
    blanks = sum(fault.rule == "blank_cell" for fault in faults)
    shown = {fault.value for fault in faults}
    for text in row:
        plain = "".join(letter for letter in text.casefold() if letter.isalnum())
        if plain in TOTALS and (blanks > 1 or text in shown):
            return text
    return ""


def _blanks_together(faults: list[Finding], *, file: str, row: int) -> list[Finding]:
    """Make one finding of several blank cells of a row, at the place of the first."""
    blank = [fault for fault in faults if fault.rule == "blank_cell"]
    if len(blank) < 2:
        return faults
    columns = ", ".join(fault.column for fault in blank)
    together = finding("blank_cells", file=file, row=row, column=columns, count=len(blank))
    return [
        together if fault is blank[0] else fault
        for fault in faults
        if fault is blank[0] or fault.rule != "blank_cell"
    ]
