"""The faults of a row, gathered: one mistake gives one finding."""

from __future__ import annotations

from itertools import groupby

from sufficiency.errors import Finding, finding
from sufficiency.tables.raw import RawTable

TOTALS = frozenset({"total", "totals", "grandtotal", "subtotal", "sum", "alltotal"})
"""Words by which people name a row of totals, in plain letters."""

Placed = tuple[int, int, Finding]
"""Number of the row, place of the column in the contract, and the finding."""


def by_row(raw: RawTable, found: list[Placed]) -> list[Finding]:
    """Put the faults of cells in order, and leave out what one mistake says twice.

    Parameters
    ----------
    raw : RawTable
        The table as text.
    found : list of (int, int, Finding)
        Each with its row and the place of its column.

    Returns
    -------
    list of Finding
        A row whose cells stand in wrong columns was named while reading, and is not named
        again; a row of totals is named once, and so are several blank cells of one row.
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
            continue
        kept += _blanks_together(faults, file=raw.file, row=number)
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
