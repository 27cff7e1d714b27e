"""Schools of a list without a URN, found in the register by name where nothing is in doubt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sufficiency import terms
from sufficiency.errors import Finding, NotPossibleError, finding
from sufficiency.messages.listing import first_named
from sufficiency.sources.authorities import plain_name
from sufficiency.sources.headings import plain
from sufficiency.sources.reading import Reading

if TYPE_CHECKING:
    import pandas as pd

MOST_NAMED = 5
APOSTROPHES = str.maketrans("", "", "'\u2019\u2018`")
IN_USE = ("open", "closing")
NEEDED = ("urn", "easting", "northing")


@dataclass(frozen=True, eq=False)
class Matched:
    """The URN of each row, and in which rows the register told it.

    Parameters
    ----------
    urns : pandas.Series
        By row; blank where nobody tells it.
    by_name : pandas.Series of bool
        By row: whether the register told it by the school's name.
    findings : tuple of Finding
        Which schools were matched, and which could be several.
    """

    urns: pd.Series[Any]
    by_name: pd.Series[Any]
    findings: tuple[Finding, ...] = ()


def plain_school(name: str) -> str:
    """Write a school's name without what people vary: case, signs, *and* written as a sign.

    Examples
    --------
    >>> plain_school("St. Mary's & St John's") == plain_school("ST MARYS AND ST JOHNS")
    True
    """
    return plain(name.translate(APOSTROPHES).replace("&", " and "))


def matched_urns(
    names: pd.Series[Any],
    urns: pd.Series[Any],
    homes: pd.Series[Any],
    register: pd.DataFrame | None,
    *,
    file: str,
) -> Matched:
    """Find the URN of schools that have none by their whole name, in their authority.

    A name counts that one open school of the register has there. Where several have it, none is
    taken, and they are named.

    Parameters
    ----------
    names, urns, homes : pandas.Series of str
        Name, URN (or blank) and authority (or blank) of each row.
    register : pandas.DataFrame or None
        Columns urn, name and authority, and status where it has closed schools too.
    file : str
        What to call the list.

    Returns
    -------
    Matched
    """
    import pandas as pd

    none = Matched(urns, pd.Series(False, index=urns.index))
    if register is None or not {"urn", "name", "authority"} <= set(register.columns):
        return none
    known = named_in_register(register)
    told: dict[Any, str] = {}
    doubtful: dict[str, list[str]] = {}
    bare = urns.index[((urns == "") & (names != "")).to_numpy()]
    for row in bare:
        found = known.get((plain_school(names[row]), plain_name(homes[row])), [])
        if len(found) == 1:
            told[row] = found[0]
        elif found:
            doubtful.setdefault(names[row], found)
    by_name = pd.Series(urns.index.isin(list(told)), index=urns.index)
    given = pd.Series([told.get(row, urn) for row, urn in urns.items()], index=urns.index)
    return Matched(
        given.astype(object), by_name, (*_told(names, told, file), *_both(doubtful, file))
    )


def open_in_register(register: pd.DataFrame) -> frozenset[str]:
    """Give the URNs of open schools; of all, where nothing tells which are open."""
    rows = register[register["urn"].notna()]
    if "status" in rows:
        states = terms.register_statuses()
        is_open = rows["status"].map(lambda text: states.get(str(text).casefold()) in IN_USE)
        rows = rows[is_open.astype(bool)]
    return frozenset(f"{int(urn)}" for urn in rows["urn"])


def named_in_register(register: pd.DataFrame) -> dict[tuple[str, str], list[str]]:
    """Give the URNs of open schools by name and authority, both as they are spoken plainly."""
    is_open = open_in_register(register)
    rows = register[register["urn"].notna()]
    known: dict[tuple[str, str], list[str]] = {}
    # An authority is spoken of by its name, or by either of its codes.
    for column in [name for name in ("authority", "la_gss", "la_code") if name in rows]:
        for urn, name, home in zip(rows["urn"], rows["name"], rows[column], strict=True):
            if f"{int(urn)}" in is_open:
                known.setdefault((plain_school(name), plain_name(home)), []).append(f"{int(urn)}")
    return {key: sorted(set(held)) for key, held in known.items()}


def _told(names: pd.Series[Any], told: dict[Any, str], file: str) -> list[Finding]:
    """Say which schools were matched."""
    if not told:
        return []
    schools = {urn: names[row] for row, urn in told.items()}
    named = [f"{name} ({urn})" for urn, name in schools.items()]
    words: dict[str, Any] = {"count": len(schools), "named": first_named(named, most=MOST_NAMED)}
    return [finding("list_matched_by_name", file=file, row=int(min(told)), **words)]


def _both(doubtful: dict[str, list[str]], file: str) -> list[Finding]:
    """Name schools that could be several."""
    return [
        finding("list_name_doubtful", file=file, value=name, urns=", ".join(urns))
        for name, urns in doubtful.items()
    ]


def register_of(given: Reading | pd.DataFrame | None) -> pd.DataFrame | None:
    """Give the schools of a register: all its entries, where it has them.

    Raises
    ------
    NotPossibleError
        If there are no points of schools in it.
    """
    import pandas as pd

    if given is None:
        return None
    is_read = isinstance(given, Reading)
    frame = given.held.get("establishments", given.held.get("sites")) if is_read else given
    if not isinstance(frame, pd.DataFrame) or not set(NEEDED) <= set(frame.columns):
        kind = f"a value of type {type(given).__name__}"
        raise NotPossibleError.of("list_points_wrong", value=kind)
    return frame


def points_by_urn(register: pd.DataFrame | None) -> dict[str, dict[str, float]]:
    """Give points of schools by URN, as text."""
    if register is None:
        return {side: {} for side in NEEDED[1:]}
    known = register[register["urn"].notna() & register["easting"].notna()]
    urns = [f"{int(urn)}" for urn in known["urn"]]
    return {
        side: dict(zip(urns, known[side].astype("float64"), strict=True)) for side in NEEDED[1:]
    }
