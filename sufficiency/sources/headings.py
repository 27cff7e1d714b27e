"""Headings and words of published files, recognised by patterns that stand in the terms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from sufficiency.terms.codes import read_rows

GEOGRAPHIES = ("oa", "lsoa", "msoa", "ward", "planning_area", "district", "authority")
"""Kinds of areas, the smallest first."""

SMALL = ("oa", "lsoa", "msoa", "ward", "planning_area")
"""Kinds of areas of which an authority has many."""

LOCALITY = ("planning_area", "area", "msoa", "ward", "lsoa")
"""Kinds of areas that localities are, in the order in which a column of them is looked for."""

SMALL_CODE = re.compile(r"[EW]0[0-5][0-9]{6}")
"""Codes of output areas (00), LSOAs (01), MSOAs (02) and wards (05)."""

_APART = re.compile(r"[^a-z0-9+]+")


def plain(text: str) -> str:
    """Write a heading or word in small letters, with one space for all that is no letter or digit.

    Examples
    --------
    >>> plain("AREA_CODE"), plain("LSOA code (2021)"), plain("90+")
    ('area code', 'lsoa code 2021', '90+')
    """
    return _APART.sub(" ", text.casefold()).strip()


@cache
def patterns() -> Mapping[str, re.Pattern[str]]:
    """Give the pattern of each kind of column, in the order in which they are tried."""
    return {row["kind"]: re.compile(row["pattern"]) for row in read_rows("source_headings.csv")}


@cache
def words(kind: str) -> Mapping[str, str]:
    """Give the words of one kind, such as sexes, each with its meaning."""
    return {
        row["word"]: row["meaning"] for row in read_rows("source_words.csv") if row["kind"] == kind
    }


@cache
def is_kind(heading: str, kind: str) -> bool:
    """Say whether a heading is of a kind.

    Examples
    --------
    >>> is_kind("ladcode21", "district_code"), is_kind("msoa21_code", "lsoa_code")
    (True, False)
    """
    return patterns()[kind].fullmatch(plain(heading)) is not None


def columns_of(headings: Iterable[str], kind: str) -> list[str]:
    """Give the headings of one kind, in their order."""
    return [heading for heading in headings if is_kind(heading, kind)]


def surest_first(headings: Iterable[str], kind: str) -> list[str]:
    """Give the headings of one kind in the order in which its pattern names them.

    Examples
    --------
    >>> surest_first(["Designation", "Needs"], "needs")
    ['Needs', 'Designation']
    """
    found = columns_of(headings, kind)
    if len(found) < 2:
        return found
    ways = [re.compile(one) for one in _ways(patterns()[kind].pattern)]

    def place(heading: str) -> int:
        return next(at for at, way in enumerate(ways) if way.fullmatch(plain(heading)))

    return sorted(found, key=place)


def _ways(pattern: str) -> list[str]:
    """Split a pattern where a bar stands outside brackets."""
    ways, depth = [""], 0
    for letter in pattern:
        depth += (letter == "(") - (letter == ")")
        if letter == "|" and depth == 0:
            ways.append("")
        else:
            ways[-1] += letter
    return ways


def column_of(headings: Iterable[str], kind: str) -> str | None:
    """Give the first heading of one kind, or None."""
    return next(iter(columns_of(headings, kind)), None)


def locality_column(headings: Iterable[str]) -> str | None:
    """Give the heading of the column of localities: the largest kind of area that is there.

    Examples
    --------
    >>> locality_column(["LSOA code", "MSOA code", "births"])
    'MSOA code'
    """
    known = list(headings)
    columns = (column_of(known, f"{kind}_code") for kind in LOCALITY)
    return next((name for name in columns if name is not None), None)
