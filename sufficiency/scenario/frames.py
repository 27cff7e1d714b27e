"""A scenario laid out as frames."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sufficiency import terms
from sufficiency.errors import UnknownNameError
from sufficiency.scenario.assumption import Assumption
from sufficiency.scenario.levels import is_stated, levels_frame, rows_that_hold
from sufficiency.scenario.register import OF_SCHEMES, TABLES, contract, register
from sufficiency.scenario.resolve import Content
from sufficiency.scenario.rows import Row, Rows, frame_of
from sufficiency.scenario.schedule import ALWAYS

if TYPE_CHECKING:
    import pandas as pd

KINDS = ("assumptions", "levels", *TABLES)
SLIPPING = {
    "pools": ("year",),
    "places": ("year",),
    "caps": ("year",),
    "schemes": ("opens", "latest"),
}
"""Columns that `opening_slip_years` moves."""


def frame(content: Content, kind: str) -> pd.DataFrame:
    """Give one of a scenario's tables as a frame."""
    if kind not in KINDS:
        meant = terms.nearest_words(kind, KINDS)
        remedy = f"Did you mean {meant}?" if meant else f"It has {', '.join(KINDS)}."
        raise UnknownNameError.of(
            "unknown_word", value=kind, kind="table of a scenario", meant=remedy
        )
    if kind == "assumptions":
        return _assumptions(content)
    if kind == "levels":
        made: pd.DataFrame = levels_frame(content.levels)
        return made
    made = frame_of(content.rows, table=kind)
    return made


def _assumptions(content: Content) -> pd.DataFrame:
    import pandas as pd

    records = [
        {
            "name": entry.name,
            "section": register()[entry.name].section,
            "key": entry.key,
            "year": pd.NA if entry.year == ALWAYS else entry.year,
            "value": "none" if entry.value is None else entry.value,
            "unit": register()[entry.name].unit,
            "basis": entry.basis,
            "source": entry.source,
            "why": entry.why,
            "owner": entry.owner,
            "file": entry.file,
        }
        for entry in content.entries
    ]
    made = pd.DataFrame(records, dtype="object")
    return made.astype({"year": "Int64"})


def planned(content: Content, table: str, *, slip: Assumption) -> pd.DataFrame:
    """Give a table with its years moved by the slip of each site's openings."""
    if table not in SLIPPING:
        return frame(content, table)
    rows = [row for row in moved_rows(content.rows, slip) if row.table == table]
    made: pd.DataFrame = frame_of(rows, table=table)
    return made


def moved_rows(rows: Rows, slip: Assumption) -> Rows:
    """Move the years of rows by the slip of each site's openings."""
    return tuple(_moved(row, slip) if row.table in SLIPPING else row for row in rows)


def _moved(row: Row, slip: Assumption) -> Row:
    years = slip.at(ALWAYS, site=row["site"])
    assert isinstance(years, int)
    moved = {column: str(int(row[column]) + years) for column in SLIPPING[row.table] if row[column]}
    cells = tuple((column, moved.get(column, text)) for column, text in row.cells)
    return replace(row, cells=cells)


def resolved(content: Content) -> pd.DataFrame:
    """Lay out everything that a scenario says, with the file of each value."""
    import pandas as pd

    columns = ["part", "name", "key", "year", "value", "unit", "basis", "why", "owner", "file"]
    records: list[list[Any]] = [
        ["marked", "marked", "", pd.NA, content.marked, "", "", "", "", content.marked_file]
    ]
    for entry in content.entries:
        term = register()[entry.name]
        records.append(
            [
                term.section,
                entry.name,
                entry.key,
                pd.NA if entry.year == ALWAYS else entry.year,
                "none" if entry.value is None else entry.value,
                term.unit,
                entry.basis,
                entry.why,
                entry.owner,
                entry.file,
            ]
        )
    for row in (*rows_that_hold(content.levels), *content.rows):
        cells = dict(row.cells)
        key = ", ".join(part or "all" for part in row.key)
        names = [c for c in contract(row.table).value_columns if cells[c] and c not in _BESIDE]
        year = cells.get("year") or cells.get("opens")
        records.append(
            [
                row.table,
                row.key[0] or "all",
                key,
                int(year) if year else pd.NA,
                "; ".join(f"{name} {cells[name]}" for name in names),
                "share" if row.table == "levels" else "",
                cells.get("basis") or "assumed",
                cells.get("why") or cells.get("reason", ""),
                cells.get("owner", ""),
                row.file,
            ]
        )
    made = pd.DataFrame(records, columns=columns, dtype="object")
    return made.astype({"year": "Int64"})


_BESIDE = ("basis", "why", "reason", "owner")
"""Columns that have one of their own in `resolved`."""


def say_rows(content: Content) -> str:
    """Count what each table is about: "1 row of levels, 2 sites, 1 pool, places at 1 pool"."""
    stated = sum(map(is_stated, content.levels))
    said = [f"{stated} {'row' if stated == 1 else 'rows'} of levels"] if stated else []
    for table in (name for name in TABLES if name not in OF_SCHEMES):  # of schemes that count
        # A pool may have several rows, and its places one for each year.
        keys = {
            tuple(row[column] for column in contract(table).key if column != "year")
            for row in content.rows
            if row.table == table
        }
        counted = "pool" if table == "places" else table.removesuffix("s")
        if keys:
            where = "places at " if table == "places" else ""
            said.append(f"{where}{len(keys)} {counted if len(keys) == 1 else counted + 's'}")
    return ", ".join(said) or "no rows of its own"
