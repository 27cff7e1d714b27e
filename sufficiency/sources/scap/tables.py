"""The tables places, capacity and forecast, from rows of the files of school capacity."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from sufficiency import terms
from sufficiency.errors import Finding, finding
from sufficiency.sources.ees.cells import counts_of
from sufficiency.sources.scap.files import BASES, PHASES, CapacityFile

if TYPE_CHECKING:
    import pandas as pd

PLACES = ("site", "pool", "year", "places", "taken", "basis")
FORECAST = ("year", "level", "area", "phase", "ncy_from", "ncy_to", "pupils", "basis")
COUNTED = ("schools", "places", "roll", "primary_places", "primary_roll")
CAPACITY = ("year", "level", "area", "phase", *COUNTED, "secondary_places", "secondary_roll")
MOST_TOLD = 10


def table_of(file: CapacityFile, rows: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    """Make the table of a file's form from its rows."""
    faults = [
        finding(
            "scap_period_unreadable",
            file=file.table.file,
            row=int(row),
            column="time_period",
            value=rows["time_period"].loc[row] if "time_period" in rows else "",
        )
        for row in rows.index[rows["year"] < 0][:MOST_TOLD]
    ]
    counts: dict[str, Any] = {}
    for name, heading in file.named.items():
        if name in ("urn", "school", "phase"):
            continue
        read = counts_of(rows[heading])
        counts[name] = [
            mark or (None if fault or np.isnan(value) else int(value))
            for value, mark, fault in zip(read.children, read.marks, read.at_fault, strict=True)
        ]
        faults += [
            finding(
                "scap_count_unreadable",
                file=file.table.file,
                row=int(rows.index[at]),
                column=heading,
                value=rows[heading].iloc[at],
            )
            for at in np.flatnonzero(read.at_fault)[:MOST_TOLD]
        ]
    if faults:
        return rows.iloc[:0], faults
    if file.form == "schools":
        return _places(file, rows, counts)
    return (_forecast if file.form == "forecast" else _capacity)(file, rows, counts), []


def _phases(file: CapacityFile, rows: pd.DataFrame) -> list[str]:
    heading = file.named.get("phase")
    return ["total"] * len(rows) if heading is None else list(rows[heading].str.casefold())


def _forecast(file: CapacityFile, rows: pd.DataFrame, counts: dict[str, Any]) -> pd.DataFrame:
    """Lay forecasts out; a base year whose actual figures are not published keeps its mark."""
    import pandas as pd

    phases = _phases(file, rows)
    spans = [
        (terms.phases()[phase].ncy_from, terms.phases()[phase].ncy_to) if phase in PHASES else None
        for phase in phases
    ]
    made = rows[["year", "level", "area"]].assign(
        phase=phases,
        ncy_from=pd.array([None if span is None else span[0] for span in spans], dtype="Int64"),
        ncy_to=pd.array([None if span is None else span[1] for span in spans], dtype="Int64"),
        pupils=pd.Series(counts["forecast"], index=rows.index, dtype=object),
        basis="estimated",
    )
    return made[list(FORECAST)]


def _capacity(file: CapacityFile, rows: pd.DataFrame, counts: dict[str, Any]) -> pd.DataFrame:
    import pandas as pd

    made = rows[["year", "level", "area"]].assign(phase=_phases(file, rows))
    for name in CAPACITY[4:]:
        cells = counts.get(name, [None] * len(rows))
        made[name] = pd.Series(cells, index=rows.index, dtype=object)
    return made[list(CAPACITY)]


def _places(
    file: CapacityFile, rows: pd.DataFrame, counts: dict[str, Any]
) -> tuple[pd.DataFrame, list[Finding]]:
    """Lay places of schools out by URN and pool.

    Where the file tells bases, the places of the whole school are those of a mainstream school and
    are not read.
    """
    import pandas as pd

    findings: list[Finding] = []
    has_bases = any(name in counts for base in BASES for name in _parts_of(base))
    pools = BASES if has_bases else ("all",)
    made: list[tuple[Any, ...]] = []
    without, marked, differing, over = [], [], [], []
    for at, (row, urn) in enumerate(zip(rows.index, rows[file.named["urn"]], strict=True)):
        if rows["level"].iloc[at] != "school":
            continue
        if not terms.is_urn(urn):
            without.append(int(row))
            continue
        for pool in pools:
            number, is_apart = _number(counts, pool, at)
            if is_apart:
                differing.append(int(row))
            if isinstance(number, str):
                marked.append(int(row))
            elif number:
                made.append((urn, pool, int(rows["year"].iloc[at]), number, None, "published"))
        roll = counts.get("roll", [None] * len(rows))[at]
        number, _ = _number(counts, "all", at)
        if not has_bases and isinstance(roll, int) and isinstance(number, int) and roll > number:
            over.append(int(row))
    for rule, told in (
        ("scap_no_urn", without),
        ("scap_marked", marked),
        ("scap_parts_differ", differing),
        ("scap_over", over),
    ):
        if told:
            findings.append(
                finding(rule, file=file.table.file, row=told[0], value=len(told), count=len(told))
            )
    table = pd.DataFrame(made, columns=list(PLACES)).astype({"taken": "Int64"})
    return table, findings


def _parts_of(pool: str) -> tuple[str, ...]:
    return (pool, *(f"{phase}_{pool}" for phase in PHASES))


def _number(counts: dict[str, Any], pool: str, at: int) -> tuple[int | str | None, bool]:
    """Give the places of a pool, and whether its parts do not add up to its total.

    The total as published; else the sum of both phases; a mark where any part is marked.
    """
    if pool == "all":
        return counts.get("places", {at: None})[at], False
    whole = counts[pool][at] if pool in counts else None
    parts = [counts[name][at] for name in _parts_of(pool)[1:] if name in counts]
    shown = [part for part in parts if isinstance(part, int)]
    added = sum(shown) if len(shown) == len(parts) == len(PHASES) else None
    if isinstance(whole, int):
        return whole, added is not None and added != whole
    if added is not None:
        return added, False
    return next((part for part in (whole, *parts) if isinstance(part, str)), None), False


def told_twice(places: pd.DataFrame, *, file: str) -> list[Finding]:
    """Name a pool that has two numbers for one year, as a school on two sites has."""
    repeated = places[places.duplicated(["site", "pool", "year"])]
    return [
        finding(
            "scap_school_twice", file=file, value=f"{site}, {pool}", year=terms.year_label(year)
        )
        for site, pool, year in repeated[["site", "pool", "year"]]
        .head(MOST_TOLD)
        .to_numpy()
        .tolist()
    ]


def joined(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Put tables of several files below each other, in order."""
    import pandas as pd

    whole = [part for part in parts if len(part)] or list(parts[:1])
    made = pd.concat(whole, ignore_index=True)
    keys = [name for name in ("site", "pool", "level", "area", "phase", "year") if name in made]
    return made.sort_values(keys, kind="stable").reset_index(drop=True)
