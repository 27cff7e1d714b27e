"""Housing schemes and how many children live in a home: extra persons by locality and year."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.errors import Finding, FindingsError, UnknownNameError, finding
from sufficiency.sources.counts import and_others, odd_rows, read_counts
from sufficiency.sources.headings import column_of, locality_column
from sufficiency.sources.populations.births import unknown_localities
from sufficiency.sources.reading import Reading, account_of
from sufficiency.sources.text_tables import TextTable, read_text_table

if TYPE_CHECKING:
    import pandas as pd

FloatArray = NDArray[np.float64]

WHAT = "housing schemes"
YIELDS = "yields of homes"
EITHER = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
NCYS = tuple(range(terms.FIRST_NCY, terms.LAST_NCY + 1))
MOST_A_HOME = 10
ALL_HOMES = ""


@dataclass(frozen=True, eq=False)
class PersonsInHomes:
    """Extra persons by the year from which their homes are lived in.

    Parameters
    ----------
    finished : dict of int to FloatArray
        By academic year, axes (locality, age): persons in the homes finished in it.
    shape : tuple of int
        Localities and ages.
    """

    finished: dict[int, FloatArray]
    shape: tuple[int, int]

    def between(self, base: int, year: int) -> FloatArray:
        """Give axes (locality, age): persons in homes finished after a base year, by a year.

        Those in homes finished by the base year are among the children counted then.
        """
        made = np.zeros(self.shape)
        for when, persons in self.finished.items():
            if base < when <= year:
                made = made + persons
        return made


def read_housing(
    path: str | Path, *, yields: str | Path, basis: str = "assumed", until: int | None = None
) -> Reading:
    """Read housing schemes, and how many children live in each of their homes.

    A yield is the number of persons in a home, in all NC years of its row together; it is spread
    evenly over them. Homes are lived in from the academic year in which they are finished, and
    hold as many children of each age in every later year: those who grow up move out of the age,
    and others move in.

    Parameters
    ----------
    path : str or Path
        Columns locality, homes and year (academic); or years across, such as 2026/27. A column
        that names the scheme, and one that says the kind of home, may stand beside them.
    yields : str or Path
        Columns ncy_from, ncy_to and yield; and kind, where homes of several kinds differ.
    basis : str
        Basis of the extra persons.
    until : int, optional
        Last year of the table `extra_persons`; that of the last home if not given.

    Returns
    -------
    Reading
        Tables `homes` (year, locality, kind, homes), `yields` (kind, ncy_from, ncy_to, yield) and
        `extra_persons` (year, locality, ncy, persons, basis).

    Raises
    ------
    FileError
        If there is no such file.
    FindingsError
        With all faults of both files.
    """
    import pandas as pd

    table = read_text_table(path, what=WHAT, is_header=_is_schemes)
    other = read_text_table(yields, what=YIELDS, is_header=_is_yields)
    homes, faults, notes, steps = _homes(table)
    rates, about_rates = _yields(other)
    faults += about_rates
    if not faults and (homes.empty or rates.empty):
        empty = table.file if homes.empty else other.file
        faults.append(finding("no_row_left", file=empty))
    if not faults:
        known = set(rates["kind"])
        lost = sorted(set(homes["kind"]) - known) if ALL_HOMES not in known else []
        faults += [
            finding("homes_no_yield", file=other.file, value=kind or "(blank)") for kind in lost
        ]
    if faults:
        raise FindingsError(faults, what=f"The {WHAT} in {table.file}")
    localities = tuple(sorted(homes["locality"].unique()))
    persons = _persons(homes, rates, localities=localities)
    first, last = int(homes["year"].min()), int(max([*homes["year"], until or 0]))
    rows = [
        (year, locality, ncy, float(amount), basis)
        for year in range(first, last + 1)
        for locality, ages in zip(localities, persons.between(first - 1, year), strict=True)
        for ncy, amount in zip(NCYS, ages, strict=True)
        if amount
    ]
    columns = list(terms.table("population").column_names)
    held = {
        "homes": homes,
        "yields": rates,
        "extra_persons": pd.DataFrame(rows, columns=columns),
    }
    return Reading(
        kind="housing",
        title=f"Housing schemes: {homes['homes'].sum():,.0f} homes",
        held=held,
        steps=account_of([*steps, (other.file, "rows", len(rates), "read", "yields")]),
        findings=(*table.findings, *other.findings, *notes),
        inputs=(table.source, other.source),
        settings={"basis": basis},
    )


def persons_in_homes(housing: Reading | None, *, localities: tuple[str, ...]) -> PersonsInHomes:
    """Give the extra persons of schemes for the localities of an area.

    Raises
    ------
    FindingsError
        If a scheme stands in a locality that is not known.
    """
    if housing is None:
        return PersonsInHomes({}, (len(localities), len(NCYS)))
    homes, rates = housing.held["homes"], housing.held["yields"]
    file = housing.inputs[0].file if housing.inputs else WHAT
    faults = unknown_localities(homes["locality"].tolist(), localities, file=file)
    if faults:
        raise FindingsError(faults, what=f"The {WHAT}")
    return _persons(homes, rates, localities=localities)


def _persons(
    homes: pd.DataFrame, rates: pd.DataFrame, *, localities: tuple[str, ...]
) -> PersonsInHomes:
    """Multiply homes by their yield, spread over its NC years."""
    by_kind: dict[str, FloatArray] = {}
    for kind, first, last, each in rates.itertuples(index=False, name=None):
        line = by_kind.setdefault(str(kind), np.zeros(len(NCYS)))
        span = slice(int(first) - terms.FIRST_NCY, int(last) - terms.FIRST_NCY + 1)
        line[span] += float(each) / (int(last) - int(first) + 1)
    finished: dict[int, FloatArray] = {}
    for when, locality, kind, count in homes.itertuples(index=False, name=None):
        persons = finished.setdefault(int(when), np.zeros((len(localities), len(NCYS))))
        each_home = by_kind.get(str(kind), by_kind.get(ALL_HOMES))
        assert each_home is not None, "homes without a yield were named"
        persons[localities.index(str(locality))] += float(count) * each_home
    return PersonsInHomes(finished, (len(localities), len(NCYS)))


def _homes(
    table: TextTable,
) -> tuple[pd.DataFrame, list[Finding], list[Finding], list[tuple[str, str, int, str, str]]]:
    """Read schemes: a row for each figure, or years across."""
    import pandas as pd

    frame, file = table.frame, table.file
    code = str(locality_column(frame.columns))
    across = {name: year for name in frame.columns if (year := _year(name)) is not None}
    count, when = column_of(frame.columns, "homes"), column_of(frame.columns, "year")
    numbers = list(across) or [str(count)]
    kinds, faults, notes = odd_rows(frame, code=[code], numbers=numbers, file=file, what="locality")
    rows = frame[kinds == "row"]
    faults += _twice(rows, [code, str(count), str(when), *across], file=file)
    kind_column = column_of(rows.columns, "home_kind")
    kind = rows[kind_column] if kind_column else pd.Series("", index=rows.index, dtype=object)
    parts = []
    for name in numbers:
        counts = read_counts(
            rows[name],
            file=file,
            column=name,
            what="a number of homes",
            high=100_000,
            blank_is_fault=not across,
        )
        faults += [*counts.faults, *_either(rows[name], file=file)]
        faults += _in_part(rows[name], counts.numbers, file=file)
        notes += counts.notes
        finished: Any = across.get(name)
        if finished is None:
            finished, wrong = _years(rows[str(when)], file=file)
            faults += wrong
        part = pd.DataFrame(
            {"year": finished, "locality": rows[code], "kind": kind, "homes": counts.numbers}
        )
        parts.append(part[part["homes"].notna()])
    made = pd.concat(parts, ignore_index=True).astype({"year": "int64"})
    steps = [(file, "rows", len(rows), "read", "homes")]
    if len(frame) > len(rows):
        steps.append((file, "rows", len(frame) - len(rows), "left_out", "totals and words"))
    return made, faults, notes, steps


def _twice(rows: pd.DataFrame, told: Sequence[str], *, file: str) -> list[Finding]:
    """Name schemes that stand twice, word for word: homes of schemes alike are added up.

    Only where something besides says which scheme it is, such as its name.
    """
    besides = [name for name in rows.columns if name not in told]
    named = (rows[besides] != "").any(axis=1) if besides else None
    if named is None or not named.any():
        return []
    again = rows.duplicated(keep="first") & named
    faults = []
    for row in rows.index[again]:
        same = (rows == rows.loc[row]).all(axis=1)
        first = int(str(rows.index[same][0]))
        faults.append(finding("homes_twice", file=file, row=int(str(row)), first=first))
    return faults


def _either(texts: pd.Series[Any], *, file: str) -> list[Finding]:
    """Name numbers such as 1.200: a thousand homes and more, or one and a bit."""
    either = texts[texts.map(lambda text: EITHER.fullmatch(text) is not None).astype(bool)]
    if either.empty:
        return []
    words: dict[str, Any] = {"value": either.iloc[0], "others": and_others(len(either))}
    row = int(str(either.index[0]))
    return [finding("homes_either", file=file, row=row, column=str(texts.name), **words)]


def _in_part(texts: pd.Series[Any], numbers: pd.Series[float], *, file: str) -> list[Finding]:
    """Name numbers of homes that are not whole, but for those that may be thousands."""
    either = texts.map(lambda text: EITHER.fullmatch(text) is not None).astype(bool)
    part = texts[(numbers % 1 > 0).to_numpy(dtype=bool) & ~either.to_numpy(dtype=bool)]
    if part.empty:
        return []
    more = f" (and {len(part) - 1} more of the column)" if len(part) > 1 else ""
    words: dict[str, Any] = {"value": part.iloc[0], "others": more}
    row = int(str(part.index[0]))
    return [finding("homes_in_part", file=file, row=row, column=str(texts.name), **words)]


def _years(texts: pd.Series[Any], *, file: str) -> tuple[pd.Series[Any], list[Finding]]:
    told = {text: _year(text) for text in texts.unique()}
    faults = [
        finding(
            "homes_year",
            file=file,
            row=int(texts.index[(texts == text).to_numpy()][0]),
            column=str(texts.name),
            value=text or "(blank)",
        )
        for text, year in told.items()
        if year is None
    ]
    return texts.map({text: year or 0 for text, year in told.items()}), faults


def _year(text: str) -> int | None:
    try:
        year = terms.year_from_text(text)
    except UnknownNameError:
        return None
    return year if 2000 <= year <= 2100 else None


def _yields(table: TextTable) -> tuple[pd.DataFrame, list[Finding]]:
    """Read yields: persons in a home, by a span of NC years and perhaps by kind of home."""
    import pandas as pd

    frame, file = table.frame, table.file
    columns: dict[str, Any] = {}
    faults: list[Finding] = []
    bounds = {
        "ncy_from": ("an NC year", terms.FIRST_NCY, terms.LAST_NCY),
        "ncy_to": ("an NC year", terms.FIRST_NCY, terms.LAST_NCY),
        "yield": ("a number of persons a home", 0, MOST_A_HOME),
    }
    for role, (what, low, high) in bounds.items():
        name = str(column_of(frame.columns, role))
        counts = read_counts(frame[name], file=file, column=name, what=what, low=low, high=high)
        faults += counts.faults
        columns[role] = counts.numbers
    kind = column_of(frame.columns, "home_kind")
    columns["kind"] = frame[kind] if kind else ""
    made = pd.DataFrame(columns, index=frame.index)[["kind", "ncy_from", "ncy_to", "yield"]]
    if not faults:
        faults += _spans(made, file=file)
    if not faults:
        made = made.astype({"ncy_from": "int64", "ncy_to": "int64"})
    return made.reset_index(drop=True), faults


def _spans(made: pd.DataFrame, *, file: str) -> list[Finding]:
    """Name spans that are none, and NC years that stand in two rows of a kind."""
    faults: list[Finding] = []
    seen: set[tuple[str, int]] = set()
    for row, kind, first, last, _ in made.itertuples(name=None):
        if first > last or first % 1 or last % 1:
            value = f"{first:g} to {last:g}"
            faults.append(finding("yield_span", file=file, row=int(row), value=value))
            continue
        for ncy in range(int(first), int(last) + 1):
            if (kind, ncy) in seen:
                faults.append(finding("yield_overlaps", file=file, row=int(row), value=ncy))
                break
            seen.add((kind, ncy))
    return faults


def _is_schemes(row: Sequence[str]) -> bool:
    headings = [name for name in row if name]
    is_long = column_of(headings, "homes") and column_of(headings, "year")
    across = sum(_year(name) is not None for name in headings)
    return locality_column(headings) is not None and bool(is_long or across)


def _is_yields(row: Sequence[str]) -> bool:
    return all(column_of(row, role) for role in ("ncy_from", "ncy_to", "yield"))
