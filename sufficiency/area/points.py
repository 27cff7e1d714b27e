"""Points given as longitude and latitude: turned into easting and northing where they are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sufficiency import terms
from sufficiency.errors import Finding, finding
from sufficiency.places.coasts import near_land
from sufficiency.places.grid import DEGREES, to_grid
from sufficiency.tables import Cell, RawTable, read_cell

GRID = ("easting", "northing")
HEADER_ROW = 1

AT_SEA = "in the sea or outside Great Britain"
BEYOND = "off the part of the National Grid that is dealt with, which ends north of England"
SWAP = "Swap the two if they are the wrong way round: it would lie in Great Britain then."
NOT_FOUND = "0, 0 often stands for a point that was not found: look it up."
LOOK_UP = "Look the point up, and correct it."


def on_the_grid(raw: RawTable) -> RawTable:
    """Turn columns longitude and latitude into easting and northing, row by row.

    Parameters
    ----------
    raw : RawTable
        The table localities or sites, as text.

    Returns
    -------
    RawTable
        As it is where it has neither column; else with easting and northing in their places, in
        whole metres, and a finding for each point that cannot be and a note that tells how many
        were turned.
    """
    angles = [column for column in terms.point_columns() if column.name in raw.header]
    if not angles:
        return raw
    twice = [name for name in GRID if name in raw.header]
    if twice:
        value = " and ".join([*twice, *(column.name for column in angles)])
        fault = finding("points_twice", file=raw.file, row=HEADER_ROW, value=value)
        return _without(raw, [column.name for column in angles], faults=[fault])
    return _turned(raw)


def why_outside(easting: float, northing: float) -> str:
    """Say where a point of the grid lies, if not near land and within bounds; "" where it does."""
    bounds = [terms.table("localities")[name] for name in GRID]
    if northing > (bounds[1].high or 0.0):
        return BEYOND
    is_within = all(
        (one.low or 0.0) <= metres <= (one.high or 0.0)
        for one, metres in zip(bounds, (easting, northing), strict=True)
    )
    return "" if is_within and bool(near_land(easting, northing)) else AT_SEA


def remedy_outside(easting: float, northing: float) -> str:
    """Say what to do with a point of the grid that lies outside."""
    return LOOK_UP if why_outside(northing, easting) else SWAP


@dataclass(frozen=True, slots=True)
class _Row:
    """What became of a row: its new cells, and what was found."""

    easting: str = ""
    northing: str = ""
    faults: tuple[Finding, ...] = ()


def _turned(raw: RawTable) -> RawTable:
    """Put easting and northing where longitude and latitude stand."""
    columns = terms.point_columns()
    header = [*raw.header, *(one.name for one in columns if one.name not in raw.header)]
    places = [header.index(column.name) for column in columns]
    missing = [
        finding(
            "column_missing",
            file=raw.file,
            row=HEADER_ROW,
            column=column.name,
            meaning=column.description,
        )
        for column in columns
        if column.name not in raw.header
    ]
    rows, made = [], []
    for number, cells in zip(raw.numbers, raw.rows, strict=True):
        padded = [*cells, *[""] * (len(header) - len(cells))]
        dates = {place for place in places if (number, place) in raw.dates}
        row = _Row() if missing else _row(raw, number, [padded[place] for place in places], dates)
        padded[places[0]], padded[places[1]] = row.easting, row.northing
        rows.append(tuple(padded))
        made.append(row)
    for place, name in zip(places, GRID, strict=True):
        header[place] = name
    told = [fault for row in made for fault in row.faults]
    count = sum(bool(row.easting) for row in made)
    if count:
        told.append(finding("points_converted", file=raw.file, value=count))
    blank = {
        (number, place)
        for number, row in zip(raw.numbers, made, strict=True)
        for place in places
        if not row.easting
    }
    return replace(
        raw,
        header=tuple(header),
        rows=tuple(rows),
        findings=(*raw.findings, *missing, *told),
        dates=frozenset(one for one in raw.dates if one[1] not in places),
        named=raw.named | blank,
    )


def _row(raw: RawTable, number: int, texts: Sequence[str], dates: set[int]) -> _Row:
    """Turn one point, or say why it cannot be."""
    if number in raw.shifted:
        return _Row()
    columns = terms.point_columns()
    names = ", ".join(column.name for column in columns)
    if not any(texts):
        fault = finding("blank_cells", file=raw.file, row=number, column=names, count=2)
        return _Row(faults=(fault,))
    cells = [
        Cell(rule="a_date", words={"example": column.example})
        if raw.header.index(column.name) in dates
        else read_cell(text, column, references={})
        for text, column in zip(texts, columns, strict=True)
    ]
    faults = tuple(
        cell.finding(file=raw.file, row=number, column=column.name, text=text)
        for cell, column, text in zip(cells, columns, texts, strict=True)
        if cell.rule
    )
    if faults:
        return _Row(faults=faults)
    longitude, latitude = (float(cell.value or 0) for cell in cells)
    easting, northing, where = _grid(longitude, latitude)
    if not where:
        return _Row(str(easting), str(northing))
    fault = finding(
        "point_outside",
        file=raw.file,
        row=number,
        column=names,
        value=f"{longitude:.8g}, {latitude:.8g}",
        where=where,
        meant=_meant(longitude, latitude),
    )
    return _Row(faults=(fault,))


def _grid(longitude: float, latitude: float) -> tuple[int, int, str]:
    """Give easting and northing in whole metres, and where the point lies if it cannot be used."""
    for degrees, (low, high) in zip((longitude, latitude), DEGREES.values(), strict=True):
        if not low <= degrees <= high:
            return 0, 0, AT_SEA
    easting, northing = (round(float(metres)) for metres in to_grid(longitude, latitude))
    return easting, northing, why_outside(easting, northing)


def _meant(longitude: float, latitude: float) -> str:
    """Say what to do with a longitude and latitude that lie outside."""
    if longitude == latitude == 0:
        return NOT_FOUND
    return LOOK_UP if _grid(latitude, longitude)[2] else SWAP


def _without(raw: RawTable, names: Sequence[str], *, faults: Sequence[Finding]) -> RawTable:
    """Leave columns out, so that they are not also told to be unknown."""
    kept = [place for place, name in enumerate(raw.header) if name not in names]
    new = {old: place for place, old in enumerate(kept)}
    return replace(
        raw,
        header=tuple(raw.header[place] for place in kept),
        rows=tuple(tuple(row[place] for place in kept) for row in raw.rows),
        findings=(*raw.findings, *faults),
        dates=frozenset((row, new[place]) for row, place in raw.dates if place in new),
        named=frozenset((row, new[place]) for row, place in raw.named if place in new),
    )
