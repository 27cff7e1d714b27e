"""Rows of the table sites that somebody supplied, beside what a register tells of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sufficiency import terms
from sufficiency.errors import Finding, finding
from sufficiency.messages.listing import first_named

if TYPE_CHECKING:
    from sufficiency.rolling.given import Row, Rows

SITES, SUPPLIED = "sites", "supplied"
COUNTED_YEARLY = ("roll", "roll_year")
"""What a register counts each January: nobody agreed upon it, and last year's is no news."""

NOT_TOLD = (*COUNTED_YEARLY, "name", "basis")
"""Columns of which nothing is said: a list writes each name in its own way."""

MOST_NAMED = 5


def supplied_stand(new: Rows, before: Rows, *, file: str) -> tuple[Rows, list[Finding]]:
    """Keep what somebody supplied of a site; take the roll, and what was blank, from the register.

    Parameters
    ----------
    new : dict
        Rows of a register or a whole area by key.
    before : dict
        Rows of last year's area.
    file : str
        What to call the register.

    Returns
    -------
    rows : dict
        The new rows, those of supplied sites as supplied.
    notes : list of Finding
        Which of them the register tells otherwise.
    """
    rows, otherwise = dict(new), []
    for key, told in new.items():
        held = before.get(key)
        if held is None or _basis(held) != SUPPLIED or _basis(told) == SUPPLIED:
            continue
        rows[key] = _as_supplied(held, told)
        ways = _differing(held, told)
        if ways:
            otherwise.append(f"{_cell(held, 'name')} ({key[0]}: {ways})")
    if not otherwise:
        return rows, []
    words: dict[str, Any] = {"count": len(otherwise), "named": _named(otherwise)}
    return rows, [finding("rollover_supplied_site", file=file, **words)]


def _basis(row: Row) -> str:
    return str(_cell(row, "basis"))


def _cell(row: Row, column: str) -> object:
    return row[terms.table(SITES).column_names.index(column)]


def _as_supplied(held: Row, told: Row) -> Row:
    """Give a supplied row with the register's roll, and its cells where the row has none."""
    columns = terms.table(SITES).column_names
    has_roll = _cell(told, "roll") != ""
    cells = zip(columns, held, told, strict=True)
    return tuple(
        new if (has_roll if name in COUNTED_YEARLY else old == "") else old
        for name, old, new in cells
    )


def _differing(held: Row, told: Row) -> str:
    """Say what else the register tells, in the words of the columns."""
    columns = terms.table(SITES).columns
    return "; ".join(
        f"{column.label.lower()} {old} and not {new}"
        for column, old, new in zip(columns, held, told, strict=True)
        if column.name not in NOT_TOLD and "" not in (old, new) and old != new
    )


def _named(sites: list[str]) -> str:
    return first_named(sites, most=MOST_NAMED)
