"""A list of journeys that somebody measured: a row for each pair of locality and site."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sufficiency import terms
from sufficiency.errors import Finding, finding
from sufficiency.messages.listing import first_named
from sufficiency.sources.grids import read_grid
from sufficiency.sources.journey_rows import (
    MOST_NAMED,
    QUANTITY,
    Pair,
    area_given,
    basis_given,
    between,
    codes_of,
    in_table,
    journeys_frame,
    long_journeys,
    not_there,
    settle,
    unknown_codes,
)
from sufficiency.sources.numbers import Number, blanks, read_numbers

if TYPE_CHECKING:
    import pandas as pd

    from sufficiency.area import Area
    from sufficiency.tables import RawTable

HEADER_ROW = 1
WHAT = "list of journeys"
ENDS = ("locality", "site")


def journeys_from_list(
    path: str | Path, area: Area, *, basis: str = "supplied", sheet: str | None = None
) -> pd.DataFrame:
    """Read a list of journeys, one row for each pair, into the form of the table journeys.

    Parameters
    ----------
    path : str or Path
        A CSV file or an .xlsx workbook with columns locality and site, and one or two columns of
        numbers that are headed by their unit: minutes or seconds, and miles, kilometres or metres.
    area, basis, sheet
        As of `journeys_from_matrix`.

    Returns
    -------
    pandas.DataFrame
        As of `journeys_from_matrix`; a row for each pair.

    Raises
    ------
    TableError, FileError, UnknownNameError, NotPossibleError
        As of `journeys_from_matrix`.

    Warns
    -----
    SufficiencyWarning
        As of `journeys_from_matrix`, and of columns that are not read.

    See Also
    --------
    journeys_from_matrix : the same from a table with localities down and sites across.
    """
    known_area, basis = area_given(area), basis_given(basis)
    raw = read_grid(path, what=WHAT, sheet=sheet)
    what = f"The {WHAT} in {Path(path).name}"
    findings = [*raw.findings, *(_header(raw) if raw.header else ())]
    if any(one.severity == "error" for one in findings):
        settle(findings, what=what)
    pairs, faults = _pairs(raw, known_area)
    findings += faults
    known: dict[Pair, dict[str, float]] = {pair: {} for pair in pairs.values()}
    for unit in (name for name in QUANTITY if name in raw.header):
        read = read_numbers(raw, raw.header.index(unit), unit=unit, name=unit)
        cells: dict[Pair, Number] = {pair: read[number] for number, pair in pairs.items()}
        findings += [cell.fault for cell in cells.values() if cell.fault]
        findings += blanks(cells, file=f"{raw.file}, column {unit}")
        for pair, cell in cells.items():
            if cell.value is not None:
                known[pair][cell.quantity] = in_table(cell.value, unit)
    told: Mapping[Pair, Mapping[str, float]] = {pair: row for pair, row in known.items() if row}
    if not told and not any(one.severity == "error" for one in findings):
        findings.append(finding("list_without_numbers", file=raw.file))
    findings += not_there(
        known_area,
        (one for one, _ in pairs.values()),
        (one for _, one in pairs.values()),
        file=raw.file,
    )
    findings += long_journeys(told, file=raw.file)
    settle(findings, what=what)
    return journeys_frame(told, basis=basis)


def _header(raw: RawTable) -> list[Finding]:
    """Name the columns that are missing, twice there, or not read."""
    found: list[Finding] = []
    where: dict[str, Any] = {"file": raw.file, "row": HEADER_ROW}
    contract = terms.table("journeys")
    for name in ENDS:
        if name not in raw.header:
            meaning = contract[name].description
            found.append(finding("column_missing", column=name, meaning=meaning, **where))
    read = [name for name in raw.header if name in (*ENDS, *QUANTITY)]
    found += [
        finding("column_twice", column=name, **where)
        for name in dict.fromkeys(read)
        if read.count(name) > 1
    ]
    units: dict[str, list[str]] = {}
    for name in dict.fromkeys(read):
        if name in QUANTITY:
            units.setdefault(QUANTITY[name][0], []).append(name)
    if not units:
        found.append(finding("list_without_units", **where))
    found += [
        finding(
            "list_unit_twice", value=" and ".join(names), quantity=quantity.capitalize(), **where
        )
        for quantity, names in units.items()
        if len(names) > 1
    ]
    others = [name for name in raw.header if name and name not in read]
    if others:
        named = first_named(others, most=MOST_NAMED)
        found.append(finding("list_columns_unread", value=named, **where))
    return found


def _pairs(raw: RawTable, area: Area) -> tuple[dict[int, Pair], list[Finding]]:
    """Give the pair of each row by its number, as the user sees it."""
    found: list[Finding] = []
    pairs: dict[int, Pair] = {}
    first: dict[Pair, int] = {}
    places = [raw.header.index(name) for name in ENDS]
    codes = codes_of(area)
    known = [set(of_area) for of_area in codes]
    strange: dict[str, dict[str, list[tuple[int, str]]]] = {name: {} for name in ENDS}
    for number, cells in zip(raw.numbers, raw.rows, strict=True):
        if number in raw.shifted or any((number, place) in raw.named for place in places):
            continue
        pair = (cells[places[0]], cells[places[1]])
        is_known = True
        for name, code, there in zip(ENDS, pair, known, strict=True):
            if code not in there:
                is_known = False
                strange[name].setdefault(code, []).append((number, name))
        if is_known and pair in first:
            words: dict[str, Any] = {"value": between(pair), "first": first[pair]}
            found.append(finding("matrix_row_twice", file=raw.file, row=number, **words))
        elif is_known:
            first[pair] = number
            pairs[number] = pair
    for name, of_area in zip(ENDS, codes, strict=True):
        found += unknown_codes(strange[name], of_area, kind=name, file=raw.file)
    return pairs, found
