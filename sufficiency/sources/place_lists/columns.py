"""Which heading of a council's list holds what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sufficiency import terms
from sufficiency.errors import Finding, finding, looks_like_a_child
from sufficiency.sources.headings import column_of, plain, surest_first, words
from sufficiency.sources.place_lists.rows import SPANS, Columns
from sufficiency.sources.place_lists.spans import is_date, year_of_heading
from sufficiency.sources.text_tables import TextTable

ROLES = (
    "school",
    "urn",
    *SPANS,
    "low_age",
    "high_age",
    "needs",
    "level",
    "pool",
    "places",
    "taken",
)
"""What a column of a list can hold, besides places of a year and points."""

POINTS = ("easting", "northing", "latitude", "longitude")

ALL = (*ROLES, *POINTS, "authority_text")
"""Kinds of columns that are read, by their names among the headings of sources."""


def heads_places(row: Sequence[str]) -> bool:
    """Say whether a row heads schools and places."""
    headings = [name for name in row if name]
    has_places = any(year_of_heading(name) is not None for name in headings)
    has_places = has_places or column_of(headings, "places") is not None
    return has_places and (column_of(headings, "school") or column_of(headings, "urn")) is not None


def is_kept(heading: str) -> bool:
    """Say whether a column is read."""
    known = any(column_of([heading], kind) is not None for kind in ALL)
    return known or year_of_heading(heading) is not None or is_date(heading)


def columns_told(
    table: TextTable, *, year: int | None
) -> tuple[Columns, list[Finding], list[Finding]]:
    """Say which column holds what, and from which year each column of places is."""
    file, row = table.file, table.header_row
    headings = list(table.frame.columns)
    years, faults, notes = _years(headings, year=year, file=file, row=row)
    others = [name for name in headings if name not in years]
    roles: dict[str, str] = {}
    for role in (*ROLES, "authority_text"):
        found = surest_first(others, role)
        if not found:
            continue
        roles[role] = found[0]
        told: dict[str, Any] = {
            "kept": found[0],
            "what": role.replace("_", " "),
            "example": found[0],
        }
        notes += [
            finding("list_column_left", file=file, row=row, column=one, value=one, **told)
            for one in found[1:]
            if one not in roles.values()
        ]
    notes += _not_read(table.headings, file=file, row=row)
    if "taken" in roles and len(years) > 1:
        dated = " and ".join((min(years, key=years.__getitem__), max(years, key=years.__getitem__)))
        notes.append(
            finding("list_taken_holds", file=file, row=row, column=roles["taken"], years=dated)
        )
    return Columns(roles, years), faults, notes


def _years(
    headings: Sequence[str], *, year: int | None, file: str, row: int
) -> tuple[dict[str, int], list[Finding], list[Finding]]:
    """Say from which year each column of places is."""
    years: dict[str, int] = {}
    faults: list[Finding] = []
    notes: list[Finding] = []
    for heading in headings:
        told = year_of_heading(heading)
        if told is None and is_date(heading):
            faults.append(finding("list_heading_is_date", file=file, row=row, heading=heading))
        if told is None:
            continue
        same = next((one for one, known in years.items() if known == told), None)
        if same is not None:
            told_of: dict[str, Any] = {
                "value": same,
                "other": heading,
                "year": terms.year_label(told),
            }
            faults.append(finding("list_year_twice", file=file, row=row, **told_of))
        if is_date(heading):
            notes.append(
                finding("list_year_from_date", file=file, row=row, heading=heading, year=told)
            )
        years[heading] = told
    undated = column_of([name for name in headings if name not in years], "places")
    if undated is not None and not years:
        if year is None:
            faults.append(finding("list_no_year", file=file, row=row, value=undated))
        years[undated] = year or 0
    return years, faults, notes


def _not_read(headings: Iterable[str], *, file: str, row: int) -> list[Finding]:
    """Name the columns of a list that nothing is known of, but for those about persons."""
    unknown = [name for name in headings if not is_kept(name) and not _is_of_a_person(name)]
    if not unknown:
        return []
    return [finding("list_columns_unknown", file=file, row=row, value=", ".join(unknown))]


def _is_of_a_person(heading: str) -> bool:
    """Say whether a heading is that of a column about a person, such as a head teacher."""
    personal = set(words("person")) | {plain(name) for name in terms.person_columns()}
    spoken = plain(heading)
    is_person = spoken in personal or not personal.isdisjoint(spoken.split())
    return is_person or looks_like_a_child(heading)
