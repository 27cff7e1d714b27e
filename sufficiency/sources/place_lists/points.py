"""Points of the schools of a list: what is none where one should be, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sufficiency import terms
from sufficiency.errors import Finding, finding
from sufficiency.sources.counts import NUMBER, and_others
from sufficiency.sources.headings import column_of

if TYPE_CHECKING:
    import pandas as pd

GRID = ("easting", "northing")
ANGLES = ("longitude", "latitude")
FARTHEST_DEGREES = 90
"""No point of Britain is so few metres east or north; a number below it is an angle."""


def points_in(rows: pd.DataFrame, *, file: str) -> list[Finding]:
    """Name cells below Easting, Northing, Longitude and Latitude that are none."""
    grid = [column_of(rows.columns, kind) for kind in GRID]
    kinds = GRID if all(grid) else ANGLES
    known_columns = (*terms.point_columns(), *terms.table("sites").columns)
    bounds = {column.name: column for column in known_columns}
    faults: list[Finding] = []
    for kind in kinds:
        heading = column_of(rows.columns, kind)
        if heading is None:
            continue
        texts = rows[heading]
        known = bounds[kind]
        wrong = texts[[_is_wrong(text, known.low, known.high) for text in texts]]
        if wrong.empty:
            continue
        words: dict[str, Any] = {
            "value": wrong.iloc[0],
            "what": kind,
            "others": and_others(len(wrong)),
            "low": f"{known.low:g}",
            "high": f"{known.high:g}",
        }
        is_angle = kinds is GRID and _is_angle(wrong.iloc[0])
        rule = "list_point_is_angle" if is_angle else "list_point_wrong"
        faults.append(finding(rule, file=file, row=int(wrong.index[0]), column=heading, **words))
        if is_angle:
            break  # the other column of the two is alike
    return faults


def _number(text: str) -> float | None:
    spoken = text.replace(",", "")
    return float(spoken) if NUMBER.fullmatch(spoken) else None


def _is_wrong(text: str, low: float | None, high: float | None) -> bool:
    number = _number(text)
    if text == "" or number == 0:
        return False  # no point is told, and that is named where one is needed
    return number is None or not (low or 0) <= number <= (high or 0)


def _is_angle(text: str) -> bool:
    number = _number(text)
    return number is not None and abs(number) <= FARTHEST_DEGREES and number % 1 != 0


def points_missing(
    schools: pd.DataFrame, rows: pd.DataFrame, first_rows: Mapping[str, Any], *, file: str
) -> list[Finding]:
    """Name schools without a point, with the row and the columns in which it is blank."""
    lost = schools[schools["easting"].isna() | schools["northing"].isna()]
    if lost.empty:
        return []
    there = [column_of(rows.columns, kind) for kind in (*GRID, *ANGLES)]
    headed = " and ".join(str(name) for name in there if name)
    row = int(first_rows[lost["site"].iloc[0]])
    words: dict[str, Any] = {"count": len(lost), "value": lost["name"].iloc[0]}
    if not headed:
        return [finding("list_no_points", file=file, row=row, **words)]
    return [finding("list_points_blank", file=file, row=row, columns=headed, **words)]
