"""Laying this year's rows over last year's: nothing that was counted is overwritten unasked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sufficiency import terms
from sufficiency.errors import Finding, finding
from sufficiency.rolling.given import Cell, Row, Rows

COUNTED = ("plans", "margins", "transitions", "placements", "history")
"""Tables of what was counted in a January: another figure for it must be asked for."""

WHOLE_JANUARY = {
    "plans": ("year",),
    "margins": ("year", "margin"),
    "transitions": ("year",),
    "placements": ("year",),
}
"""What stands together: an absent row is nought, so that rows of two counts must not be mixed."""

LISTED = ("localities", "sites")
"""Tables that list all there is, so that what is not in this year's is gone."""


@dataclass(frozen=True)
class Laid:
    """A table with this year's rows in it.

    Parameters
    ----------
    rows : dict
        Of both years.
    kept, added, replaced, dropped : int
        Rows as they were, rows that are new, rows that hold other figures now, and rows of a
        restated January that it no longer has.
    gone : tuple
        Keys of a list that this year's does not have; their rows are kept.
    findings : tuple of Finding
        Januaries that are there already with other figures.
    """

    rows: Rows
    kept: int
    added: int
    replaced: int
    dropped: int = 0
    gone: tuple[Row, ...] = ()
    findings: tuple[Finding, ...] = ()


def laid_over(
    name: str,
    before: Rows,
    new: Rows,
    *,
    restate: frozenset[int],
    keep: frozenset[int],
    partial: bool,
) -> Laid:
    """Lay the new rows of one table over those of last year.

    Parameters
    ----------
    name : str
        Of the table.
    before, new : dict
        Rows by key.
    restate : frozenset of int
        Academic years whose January may be replaced.
    keep : frozenset of int
        Academic years whose January stays as it was, whatever the new rows say.
    partial : bool
        Whether a list holds only what is new, so that nothing is gone.
    """
    if name not in COUNTED:
        rows = {**before, **new}
        changed = sum(1 for key, row in new.items() if key in before and before[key] != row)
        gone = tuple(key for key in before if key not in new) if name in LISTED else ()
        added = len(rows) - len(before)
        return Laid(rows, len(before) - changed, added, changed, gone=() if partial else gone)
    return _counted_over(name, before, new, restate, keep)


def laid_anew(before: Rows, now: Rows) -> Laid:
    """Count what became of the rows of one table: kept, replaced, dropped, added.

    Rows that were there keep their order, so that nothing looks changed that is not.
    """
    rows = {key: now[key] for key in before if key in now}
    rows |= {key: row for key, row in now.items() if key not in before}
    replaced = sum(1 for key, row in rows.items() if key in before and before[key] != row)
    dropped = sum(1 for key in before if key not in now)
    kept = len(before) - replaced - dropped
    return Laid(rows, kept, len(rows) - kept - replaced, replaced, dropped)


def _counted_over(
    name: str, before: Rows, new: Rows, restate: frozenset[int], keep: frozenset[int]
) -> Laid:
    """Append Januaries; one that is there already must be the same, or be asked for."""
    groups, held = _in_groups(name, new), _in_groups(name, before)
    rows, faults = dict(before), []
    replaced = added = dropped = 0
    for group, its_rows in groups.items():
        there = held.get(group, {})
        if name not in WHOLE_JANUARY:
            there = {key: row for key, row in there.items() if key in its_rows}
            is_same = all(its_rows[key] == row for key, row in there.items())
        else:
            is_same = not there or there == its_rows
        year = _year_of(name, next(iter(its_rows.values())))
        if not is_same and year not in restate:
            rule = "rollover_january_kept" if year in keep else "rollover_january_again"
            both = its_rows if name in WHOLE_JANUARY else {key: its_rows[key] for key in there}
            faults.append(_again(rule, name, year, there, both))
            if name in WHOLE_JANUARY or year not in keep:
                continue
            its_rows = {key: row for key, row in its_rows.items() if key not in there}
            is_same = True
        if not is_same:
            replaced += sum(1 for key, row in there.items() if its_rows.get(key, row) != row)
            dropped += sum(1 for key in there if key not in its_rows)
            for key in there:
                del rows[key]
        added += sum(1 for key in its_rows if key not in there)
        rows |= its_rows
    kept = len(before) - replaced - dropped
    return Laid(rows, kept, added, replaced, dropped, findings=tuple(faults))


def _in_groups(name: str, rows: Rows) -> dict[Row, Rows]:
    """Put rows together that must come from one count: a January, or one margin of it."""
    names = terms.table(name).column_names
    at = [names.index(column) for column in WHOLE_JANUARY.get(name, ("year", "area"))]
    groups: dict[Row, Rows] = {}
    for key, row in rows.items():
        groups.setdefault(tuple(row[place] for place in at), {})[key] = row
    return groups


def _year_of(name: str, row: Row) -> int:
    return int(row[terms.table(name).column_names.index("year")])


def _again(rule: str, name: str, year: int, there: Rows, given: Rows) -> Finding:
    """Say that a January is there already, and by how much the two differ."""
    differing = sum(1 for key in {*there, *given} if there.get(key) != given.get(key))
    return finding(
        rule,
        file=name,
        value=str(year),
        year=year,
        january=terms.january_of_year(year),
        count=differing,
        before=f"{total_of(name, there.values()):,.0f}",
        after=f"{total_of(name, given.values()):,.0f}",
    )


def total_of(name: str, rows: Iterable[Row]) -> float:
    """Add up the children of rows; counts that are not shown are left out [children]."""
    place = terms.table(name).column_names.index("plans")
    return float(sum(number for row in rows if isinstance(number := row[place], int | float)))


def cell(name: str, row: Row, column: str) -> Cell:
    """Give one cell of a row by its column."""
    return row[terms.table(name).column_names.index(column)]
