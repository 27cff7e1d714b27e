"""URNs of a list that a register gives to another school, or to none: the school stands twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from math import hypot
from typing import TYPE_CHECKING, Any

from sufficiency import terms
from sufficiency.errors import Finding, finding
from sufficiency.places import METRES_A_MILE
from sufficiency.sources.authorities import plain_name
from sufficiency.sources.counts import and_others
from sufficiency.sources.place_lists.matching import (
    Matched,
    named_in_register,
    open_in_register,
    plain_school,
)
from sufficiency.sources.points import points_of

if TYPE_CHECKING:
    import pandas as pd

    from sufficiency.sources.place_lists.rows import Columns

SAME_PLACE_METRES = 100
"""A point that a council has of a school lies on its grounds, as the register's does."""

FAR_MILES = 5
"""Farther from its point in the register no school lies in a list, wherever on its grounds the
point is: a school of several sites is seldom so spread."""

LEAST_LIKE = 0.6
"""Share of letters that two names of one school have in common, however it is spelt."""

WITH_PLACES = ("special", "independent")


def urn_doubts(
    rows: pd.DataFrame,
    columns: Columns,
    told: Matched,
    register: pd.DataFrame | None,
    *,
    homes: pd.Series[Any],
    file: str,
) -> tuple[list[Finding], list[Finding]]:
    """Hold each URN of a list against the register, by the school's name and by its point.

    A school is taken for another one of the register where the register has no open school under
    its URN, or one of another name; and where one open school has its name in its authority, or
    has places for these children within 100 metres of its point. A school of the register that
    stands in the list under its own URN is never the one that was meant.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows of the list, as text.
    columns : Columns
    told : Matched
        The URN of each row.
    register : pandas.DataFrame or None
        As `register_of` gives it.
    homes : pandas.Series of str
        The authority of each row, "" where nothing tells it.
    file : str

    Returns
    -------
    faults, notes : list of Finding
        Schools that would stand twice; and those of which the URN may be another school's.
    """
    if register is None or "name" not in register.columns or "urn" not in columns.by_role:
        return [], []
    names = columns.text(rows, "school")
    given = told.urns[told.urns.map(terms.is_urn).astype(bool) & ~told.by_name]
    entries, is_open = _by_urn(register, set(given)), open_in_register(register)
    by_row = {int(str(row)): str(urn) for row, urn in given.drop_duplicates().items()}
    doubtful = {
        row: urn
        for row, urn in by_row.items()
        if urn not in is_open or not _are_alike(names[row], entries[urn]["name"])
    }
    if not doubtful:
        return [], []
    known = named_in_register(register)
    east, north = points_of(rows)
    listed = frozenset(told.urns)
    faults: list[Finding] = []
    notes: list[Finding] = []
    for row, urn in doubtful.items():
        entry, point = entries.get(urn), (float(east[row]), float(north[row]))
        said: dict[str, Any] = {
            **{"file": file, "row": row, "column": columns.by_role["urn"]},
            **{"value": urn, "others": and_others(int((given == urn).sum()))},
        }
        meant = known.get((plain_school(names[row]), plain_name(homes[row])), [])
        how = "By its name and authority"
        if len(meant) != 1 and entry is None:
            meant = [one for one in _beside(register, point) if one in is_open]
            how = "By its point in the list"
        if len(meant) == 1 and meant[0] not in listed:
            name = _by_urn(register, set(meant))[meant[0]]["name"]
            held = {"meant": meant[0], "name": name, "how": how, "what": _what(entry)}
            faults.append(finding("list_urn_meant", **held, **said))
        elif entry is not None and not _are_alike(names[row], entry["name"]):
            where = _far(entry, point, authority=homes[row])
            if where:
                told_of = {"name": entry["name"], "where": where, "called": names[row]}
                notes.append(finding("list_urn_far", **told_of, **said))
    return faults, notes


def _by_urn(register: pd.DataFrame, urns: set[str]) -> dict[str, dict[Any, Any]]:
    """Give some entries of a register by URN, as text."""
    held = register[register["urn"].notna()]
    held = held[held["urn"].astype("int64").isin([int(urn) for urn in urns])]
    return {f"{int(entry['urn'])}": entry for entry in held.to_dict("records")}


def _are_alike(listed: str, registered: str) -> bool:
    """Say whether two names may be one school's; a list without a name says nothing against it."""
    one, other = plain_school(listed), plain_school(str(registered))
    if not one or one in other or other in one:
        return True
    return SequenceMatcher(None, one, other).ratio() >= LEAST_LIKE


def _what(entry: Mapping[Any, Any] | None) -> str:
    """Say what the register has under the URN."""
    if entry is None:
        return "is in no row of the register"
    held = ", ".join(str(entry[name]) for name in ("name", "status") if name in entry)
    return f"is another entry of the register ({held})"


def _beside(register: pd.DataFrame, point: tuple[float, float]) -> Iterator[str]:
    """Give the schools with places for these children that stand at a point."""
    held = register[register["urn"].notna()]
    if {"setting", "base_kind"} <= set(held.columns):
        held = held[held["setting"].isin(WITH_PLACES) | (held["base_kind"] != "")]
    apart = (held["easting"] - point[0]) ** 2 + (held["northing"] - point[1]) ** 2
    for urn in held.loc[apart <= SAME_PLACE_METRES**2, "urn"]:
        yield f"{int(urn)}"


def _far(entry: Mapping[Any, Any], point: tuple[float, float], *, authority: str) -> str:
    """Say how far a school is from where the list has it, or where it stands; "" if not far."""
    miles = hypot(entry["easting"] - point[0], entry["northing"] - point[1]) / METRES_A_MILE
    if miles == miles:
        return f"{miles:,.0f} miles from its point in the list" if miles > FAR_MILES else ""
    homes = [str(entry.get(name, "")) for name in ("authority", "la_gss", "la_code")]
    if not authority or plain_name(authority) in [plain_name(one) for one in homes]:
        return ""
    return f"in {homes[0]}"
