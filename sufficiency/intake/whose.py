"""Localities and authorities that files name, and that the area does not have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from sufficiency.errors import Finding, finding
from sufficiency.messages.listing import first_named
from sufficiency.sources.reading import Reading

if TYPE_CHECKING:
    import pandas as pd

BY_HOME = ("plans", "transitions", "placements")
"""Tables of children, each by where the child lives."""

MOST_NAMED = 5
LEAST_LIKE, ABOUT_AS_NEAR = 0.6, 0.06
"""Share of letters that two names must have in common to be taken for each other, and by how much
less another may have and be about as near: one letter in the names of most localities."""

MOST_MEANT = 3
UNKNOWN = "unknown"


def localities_unknown(
    tables: Mapping[str, pd.DataFrame], sources: Mapping[str, str], *, postcodes: str
) -> list[Finding]:
    """Name localities of children that the area does not have, once, with the file that told them.

    Parameters
    ----------
    tables, sources : mapping of str
        Tables of the area, and from what each is.
    postcodes : str
        Name of the look-up from postcodes; "" where there is none.
    """
    if "localities" not in tables:
        return []
    known = sorted(set(tables["localities"]["locality"].astype(str)))
    told: dict[str, str] = {}
    for name in (one for one in BY_HOME if one in tables):
        for place in dict.fromkeys(tables[name]["locality"].astype(str)):
            if place not in known and place != UNKNOWN:
                told.setdefault(place, name)
    if not told:
        return []
    files = [postcodes] if postcodes else [sources.get(name, name) for name in told.values()]
    lost = list(told)
    near = _near(lost[0], known)
    meant = f"Did you mean {' or '.join(near)}?" if near else "None of the area's is like it."
    return [
        finding(
            "intake_locality_unknown",
            file=files[0],
            column="locality",
            value=lost[0],
            count=len(lost),
            named=first_named([one or "(blank)" for one in lost], most=MOST_NAMED),
            meant=meant,
            known=", ".join(known[:MOST_NAMED]) + (", ..." if len(known) > MOST_NAMED else ""),
        )
    ]


def _near(word: str, known: Sequence[str]) -> list[str]:
    """Give the locality that was most likely meant, and others that are about as near.

    Where more are as near than can be told apart, as codes in a row, none is given: a guess would
    move children.
    """
    spoken = word.casefold()
    same_letters = [one for one in known if one.casefold() == spoken]
    if same_letters:
        return same_letters
    likeness = {one: SequenceMatcher(None, spoken, one.casefold()).ratio() for one in known}
    best = max(likeness.values(), default=0.0)
    near = [one for one in known if likeness[one] >= max(best - ABOUT_AS_NEAR, LEAST_LIKE)]
    return sorted(near, key=lambda one: -likeness[one]) if len(near) <= MOST_MEANT else []


def no_authority(tables: Mapping[str, pd.DataFrame], readings: Sequence[Reading]) -> list[Finding]:
    """Say once that nothing tells in which authority the schools of a list stand."""
    sites = tables["sites"]
    blank = sites["authority"].fillna("").astype(str).str.strip() == ""
    lists = [one for one in readings if one.kind == "places"]
    if not blank.any() or not lists:
        return []
    files = ", ".join(file.file for file in lists[0].inputs)
    return [finding("intake_no_authority", file=files, count=int(blank.sum()))]
