"""A matrix of journeys that somebody measured: localities down, sites across."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sufficiency.errors import Finding, finding
from sufficiency.sources.grids import read_grid
from sufficiency.sources.journey_rows import (
    Pair,
    area_given,
    basis_given,
    codes_of,
    in_table,
    journeys_frame,
    long_journeys,
    not_there,
    settle,
    unit_given,
    unknown_codes,
)
from sufficiency.sources.numbers import Number, blanks, read_numbers
from sufficiency.tables import column_letter

if TYPE_CHECKING:
    import pandas as pd

    from sufficiency.area import Area
    from sufficiency.tables import RawTable

HEADER_ROW = 1
WHAT = "matrix of journeys"


def journeys_from_matrix(
    path: str | Path,
    area: Area,
    *,
    unit: str,
    basis: str = "supplied",
    sheet: str | None = None,
) -> pd.DataFrame:
    """Read a matrix of minutes or of miles into the form of the table journeys.

    The first column holds codes of localities, row 1 codes of sites, and the number where they meet
    is the journey between them, one way. What stands in the corner does not matter.

    Parameters
    ----------
    path : str or Path
        A CSV file or an .xlsx workbook.
    area : Area
        Whose localities and sites they are.
    unit : {"minutes", "seconds", "miles", "kilometres", "metres"}
        What the numbers are. Only one of minutes and miles is filled in; `add_journeys` brings two
        matrices together.
    basis : {"published", "supplied", "estimated", "assumed", "made"}
        How far they can be relied on.
    sheet : str, optional
        Name of the sheet; needed where the workbook has several.

    Returns
    -------
    pandas.DataFrame
        Columns locality, site, minutes, miles, basis; a row for each cell that is filled in.

    Raises
    ------
    TableError
        With all faults at once: codes that the area does not have, rows and columns that stand
        twice, cells that are no number or no journey.
    FileError
        If the file cannot be read.
    UnknownNameError, NotPossibleError
        If the unit, the basis or the sheet is not known, or no area is given.

    Warns
    -----
    SufficiencyWarning
        Of blank cells and of localities and sites that are not there, whose journeys rest on the
        straight line, and of journeys of more than four hours.

    Examples
    --------
    >>> import sufficiency as sf
    >>> area = sf.load_area("area.xlsx")  # doctest: +SKIP
    >>> minutes = sf.journeys_from_matrix("minutes.csv", area, unit="minutes")  # doctest: +SKIP
    >>> area = sf.add_journeys(area, minutes)  # doctest: +SKIP
    """
    known_area, unit, basis = area_given(area), unit_given(unit), basis_given(basis)
    raw = read_grid(path, what=WHAT, sheet=sheet)
    what = f"The {WHAT} in {Path(path).name}"
    localities, sites = codes_of(known_area)
    findings = list(raw.findings)
    if not raw.header:
        settle(findings, what=what)
    turned = _turned(raw, localities, sites)
    if turned:
        settle([*findings, *turned], what=what)
    rows, row_faults = _rows(raw, localities)
    columns, column_faults = _columns(raw, sites)
    findings += [*column_faults, *row_faults]
    cells = _cells(raw, rows, columns, unit=unit)
    findings += [cell.fault for cell in cells.values() if cell.fault]
    known = {
        pair: {cell.quantity: in_table(cell.value, unit)}
        for pair, cell in cells.items()
        if cell.value is not None
    }
    if not known and not any(one.severity == "error" for one in findings):
        findings.append(finding("matrix_without_numbers", file=raw.file))
    findings += blanks(cells, file=raw.file)
    findings += not_there(known_area, rows.values(), columns.values(), file=raw.file)
    findings += long_journeys(known, file=raw.file)
    settle(findings, what=what)
    return journeys_frame(known, basis=basis)


def _turned(raw: RawTable, localities: Sequence[str], sites: Sequence[str]) -> list[Finding]:
    """Say so where rows are sites and columns are localities."""
    down, across = {row[0] for row in raw.rows}, set(raw.header[1:])
    is_right = down.intersection(localities) or across.intersection(sites)
    if is_right or not (down.intersection(sites) and across.intersection(localities)):
        return []
    return [finding("matrix_turned", file=raw.file, row=HEADER_ROW)]


def _rows(raw: RawTable, localities: Sequence[str]) -> tuple[dict[int, str], list[Finding]]:
    """Give the locality of each row by its number, as the user sees it."""
    found: list[Finding] = []
    rows: dict[int, str] = {}
    first: dict[str, int] = {}
    strange: dict[str, list[tuple[int, str]]] = {}
    known = set(localities)
    name = raw.header[0]
    for number, cells in zip(raw.numbers, raw.rows, strict=True):
        code = cells[0]
        if number in raw.shifted or (number, 0) in raw.named:
            continue
        if code not in known:
            strange.setdefault(code, []).append((number, name))
        elif code in first:
            where: dict[str, Any] = {"file": raw.file, "row": number, "column": name}
            found.append(finding("matrix_row_twice", value=code, first=first[code], **where))
        else:
            first[code] = number
            rows[number] = code
    return rows, [*unknown_codes(strange, localities, kind="locality", file=raw.file), *found]


def _columns(raw: RawTable, sites: Sequence[str]) -> tuple[dict[int, str], list[Finding]]:
    """Give the site of each column by its position."""
    found: list[Finding] = []
    columns: dict[int, str] = {}
    strange: dict[str, list[tuple[int, str]]] = {}
    known = set(sites)
    for position, code in enumerate(raw.header[1:], 1):
        if code == "":
            if any(row[position] for row in raw.rows):
                value = column_letter(position)
                found.append(finding("column_unnamed", file=raw.file, row=HEADER_ROW, value=value))
        elif code not in known:
            strange.setdefault(code, []).append((HEADER_ROW, code))
        elif code in columns.values():
            found.append(finding("column_twice", file=raw.file, row=HEADER_ROW, column=code))
        else:
            columns[position] = code
    once = {code: places[:1] for code, places in strange.items()}
    return columns, [*unknown_codes(once, sites, kind="site", file=raw.file), *found]


def _cells(
    raw: RawTable, rows: dict[int, str], columns: dict[int, str], *, unit: str
) -> dict[Pair, Number]:
    """Read every cell whose row and column are known."""
    read = {
        position: read_numbers(raw, position, unit=unit, name=site)
        for position, site in columns.items()
    }
    return {
        (locality, site): read[position][number]
        for number, locality in rows.items()
        for position, site in columns.items()
    }
