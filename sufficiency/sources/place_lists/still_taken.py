"""Places that others' children have, carried on where a list does not say how many they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

Key = tuple[str, str]
"""Site and pool."""

ASSUMED = "estimated"
"""A register takes all pupils of others' schools for others' children; a list goes before that."""


def with_still_taken(
    listed: pd.DataFrame,
    known: pd.DataFrame,
    *,
    levels: Mapping[Key, str],
    ended: Iterable[Key],
) -> tuple[pd.DataFrame, dict[str, float]]:
    """Carry on what was taken, in rows of a list that do not say it.

    A list without the column *taken* does not say that others' children left. Those of pools that
    end are at the list's pools of the same level, in their order, as far as there are places.

    Parameters
    ----------
    listed, known : pandas.DataFrame
        Columns of the table places: of the list, and of what was known before.
    levels : mapping of (str, str) to str
        Levels of the pools of both.
    ended : iterable of (str, str)
        Sites and pools that the list ends.

    Returns
    -------
    listed : pandas.DataFrame
    carried : dict of str to float
        By site: places that stay taken though the list does not say so, at most in one year
        [places].
    """
    import pandas as pd

    if not {"taken", "basis"} <= set(known.columns) or listed.empty:
        return listed, {}
    before = _known(known)
    rows = listed.assign(taken=listed["taken"] if "taken" in listed.columns else None)
    cells = [rows[name].tolist() for name in ("site", "pool", "year", "places", "taken")]
    taken: list[object] = list(cells[-1])
    totals = {site for site, pool in zip(*cells[:2], strict=True) if pool == ""}
    moved: dict[tuple[str, str, int], float] = {}
    by_year: dict[tuple[str, int], float] = {}
    for number, (site, pool, when, places, said) in enumerate(zip(*cells, strict=True)):
        if not is_blank(said):
            continue
        year = int(when)
        if pool == "":
            there = _of_site(before, site, year)
        else:
            level = levels.get((site, pool), "")
            others = [one for one in ended if one[0] == site and levels.get(one) == level]
            left = (site, level, year)
            moved.setdefault(left, sum(_in_force(before, one, year) for one in others))
            there = _in_force(before, (site, pool), year) + moved[left]
        held = min(there, float(places))
        if pool != "":
            moved[left] = min(moved[left], there - held)
        if held > 0:
            taken[number] = held
            counts = pool == "" or site not in totals
            by_year[site, year] = by_year.get((site, year), 0.0) + (held if counts else 0.0)
    carried: dict[str, float] = {}
    for (site, _), count in by_year.items():
        carried[site] = max(count, carried.get(site, 0.0))
    if not carried:
        return listed, {}
    return rows.assign(taken=pd.Series(taken, index=rows.index, dtype=object)), carried


def taken_of_total(
    listed: pd.DataFrame, known: pd.DataFrame, *, site: str, year: int
) -> tuple[float | None, bool]:
    """Give what others have of a whole site, by a list of its pools.

    Parameters
    ----------
    listed, known : pandas.DataFrame
        Columns of the table places: the list's rows of the site that are in force, and what was
        known before.
    site : str
    year : int
        Academic year.

    Returns
    -------
    taken : float or None
        Places; None where nothing is known.
    is_carried : bool
        Whether it is what was known before, since the list does not tell it of all pools.
    """
    cells = listed["taken"].tolist() if "taken" in listed.columns else [None] * len(listed)
    told = [float(str(cell)) for cell in cells if not is_blank(cell)]
    before = 0.0
    if len(told) < len(cells) and {"taken", "basis"} <= set(known.columns):
        before = min(_in_force(_known(known), (site, ""), year), float(listed["places"].sum()))
    if before > sum(told):
        return before, True
    return (sum(told) if told else None), False


def is_blank(cell: object) -> bool:
    """Say whether a cell tells nothing."""
    import pandas as pd

    return bool(pd.isna(cell)) or cell == ""  # type: ignore[call-overload]


def _known(places: pd.DataFrame) -> dict[Key, list[tuple[int, float]]]:
    """Give by site and pool the years and places that others have, oldest first."""
    found: dict[Key, list[tuple[int, float]]] = {}
    columns = ("site", "pool", "year", "taken", "basis")
    for site, pool, year, taken, basis in zip(*(places[name] for name in columns), strict=True):
        told = 0.0 if is_blank(taken) or basis == ASSUMED else float(taken)
        found.setdefault((site, pool), []).append((int(year), told))
    return {key: sorted(rows) for key, rows in found.items()}


def _in_force(before: Mapping[Key, list[tuple[int, float]]], key: Key, year: int) -> float:
    return next((told for since, told in reversed(before.get(key, [])) if since <= year), 0.0)


def _of_site(before: Mapping[Key, list[tuple[int, float]]], site: str, year: int) -> float:
    """Give what others have of a whole site: of its total, or else of its pools together."""
    if (site, "") in before:
        return _in_force(before, (site, ""), year)
    return sum(_in_force(before, key, year) for key in before if key[0] == site)
