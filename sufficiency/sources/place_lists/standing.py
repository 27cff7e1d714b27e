"""What still stands of pools and places beside a list that speaks for some of the sites."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sufficiency.errors import Finding, finding
from sufficiency.sources.place_lists.still_taken import taken_of_total, with_still_taken

if TYPE_CHECKING:
    import pandas as pd

Key = tuple[str, str]
"""Site and pool."""

Row = dict[str, object]

MOST_NAMED = 5


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """Pools and places of another source, as far as a list leaves them.

    Parameters
    ----------
    pools, places : pandas.DataFrame
        Columns of the area's tables. Sites that the list does not name stand as they are; of those
        that it names, the rows before its first September, and rows of nought from then on for
        pools that it does not know. Where both have one pool of a level, it has the list's name.
    until : mapping of str to int
        By site of the list that stands until then: the academic year from which the list speaks.
    taken_over : tuple of str
        Sites of the list of which the other source had pools or places.
    listed : pandas.DataFrame
        The list's own table places, with what is still taken where it does not say that.
    still_taken : mapping of str to float
        By site: places that stay taken though the list does not say so [places].
    """

    pools: pd.DataFrame
    places: pd.DataFrame
    until: Mapping[str, int]
    taken_over: tuple[str, ...]
    listed: pd.DataFrame
    still_taken: Mapping[str, float]


def standing_beside(
    listed: Mapping[str, pd.DataFrame],
    others: Mapping[str, pd.DataFrame],
    *,
    named: frozenset[Key] = frozenset(),
) -> Standing:
    """Give what stands of another source's pools and places beside a list.

    A list speaks for all pools of the sites that it names, whatever it calls them, from the first
    September of which it gives places. Until then what was known before stands: nobody is sent
    home because next year's list came early.

    Parameters
    ----------
    listed : mapping of str to pandas.DataFrame
        Tables pools and places of the list.
    others : mapping of str to pandas.DataFrame
        The same of the other source, such as a register of schools or last year's area.
    named : frozenset of (str, str)
        Sites and pools that other tables name, so that they have to be there: they stand without
        places.

    Returns
    -------
    Standing
    """
    import pandas as pd

    first = _first_years(listed)
    pools, places = (_text(others[name]) for name in ("pools", "places"))
    called = _called_alike(_text(listed["pools"]), pools, first=first, named=named)
    pools, places = (_renamed(frame, called) for frame in (pools, places))
    kept_pools, kept_places = (frame[_stands(frame, first)] for frame in (pools, places))
    counted, known = _keys(kept_places), _keys(kept_pools)
    has_places = _flags(
        site not in first or bool({(site, pool), (site, "")} & counted)
        for site, pool in _pairs(kept_pools)
    )
    has_pool = _flags(
        site not in first or not pool or (site, pool) in known for site, pool in _pairs(kept_places)
    )
    kept_pools, kept_places = kept_pools[has_places], kept_places[has_pool]
    of_list = _keys(_text(listed["pools"]))
    lost = named - of_list - _keys(kept_pools)
    empty = pools[_flags(key in lost and key[0] in first for key in _pairs(pools))]
    ended = sorted((_keys(places) - of_list) - {(site, "") for site in first})
    said, still_taken = with_still_taken(
        _text(listed["places"]),
        places,
        levels=_levels(pools) | _levels(_text(listed["pools"])),
        ended=ended,
    )
    totals, of_totals = _totals(kept_places, said)
    still_taken |= {site: max(n, still_taken.get(site, 0.0)) for site, n in of_totals.items()}
    closing = [*_closed(kept_pools, first, said), *_without_places(empty), *totals]
    stood = sorted({site for site, _ in _keys(kept_places)} & {*first})
    there = {site for frame in (pools, places) for site, _ in _keys(frame)}
    return Standing(
        pools=_together(kept_pools, empty),
        places=_together(kept_places, pd.DataFrame(closing, columns=list(places.columns))),
        until={site: first[site] for site in stood},
        taken_over=tuple(sorted(there & {*first})),
        listed=said if still_taken else listed["places"],
        still_taken=still_taken,
    )


def still_taken_notes(stood: Standing, title: str) -> list[Finding]:
    """Say of which sites a list does not tell the places that others' children have.

    Parameters
    ----------
    stood : Standing
    title : str
        What the list is called.

    Returns
    -------
    list of Finding
        None where it tells them all.
    """
    if not stood.still_taken:
        return []
    sites = sorted(stood.still_taken)
    more = f" and {len(sites) - MOST_NAMED} more" if len(sites) > MOST_NAMED else ""
    return [
        finding(
            "list_taken_carried",
            file=title,
            column="taken",
            count=len(sites),
            named=", ".join(sites[:MOST_NAMED]) + more,
            places=f"{sum(stood.still_taken.values()):,.0f}",
        )
    ]


def _text(frame: pd.DataFrame) -> pd.DataFrame:
    """Give sites and pools as text; a blank pool is the whole site."""
    return frame.assign(
        site=frame["site"].astype(str), pool=frame["pool"].fillna("").astype(str)
    ).reset_index(drop=True)


def _pairs(frame: pd.DataFrame) -> Iterator[Key]:
    return zip(frame["site"].tolist(), frame["pool"].tolist(), strict=True)


def _keys(frame: pd.DataFrame) -> set[Key]:
    return set(_pairs(frame))


def _called_alike(
    listed: pd.DataFrame, pools: pd.DataFrame, *, first: Mapping[str, int], named: frozenset[Key]
) -> dict[Key, str]:
    """Give pools the name that the list has for them, where each has one pool of the level.

    A register calls a base `rp` that a council calls `all`. As two pools, every child in it would
    move on the day on which the list begins.
    """
    ours, theirs, taken = _by_level(listed), _by_level(pools), _keys(pools)
    return {
        (site, one): ours[site, level][0]
        for (site, level), held in theirs.items()
        if site in first and len(held) == 1 and len(ours.get((site, level), ())) == 1
        for one in held
        if (site, one) not in named and (site, ours[site, level][0]) not in taken
    }


def _by_level(pools: pd.DataFrame) -> dict[Key, list[str]]:
    """Give by site and level the names of its pools."""
    found: dict[Key, list[str]] = {}
    for site, pool, level in zip(pools["site"], pools["pool"], pools["level"], strict=True):
        held = found.setdefault((site, str(level)), [])
        if pool not in held:
            held.append(pool)
    return found


def _levels(pools: pd.DataFrame) -> dict[Key, str]:
    return dict(zip(_pairs(pools), (str(level) for level in pools["level"]), strict=True))


def _renamed(frame: pd.DataFrame, called: Mapping[Key, str]) -> pd.DataFrame:
    return frame.assign(pool=[called.get(key, key[1]) for key in _pairs(frame)])


def _first_years(listed: Mapping[str, pd.DataFrame]) -> dict[str, int]:
    """Give by site the first academic year of which the list gives places or a pool."""
    years: dict[str, int] = {}
    for name in ("pools", "places"):
        for site, year in zip(listed[name]["site"].astype(str), listed[name]["year"], strict=True):
            years[site] = min(int(year), years.get(site, int(year)))
    return years


def _stands(frame: pd.DataFrame, first: Mapping[str, int]) -> Any:
    """Axis (row): whether its site is not in the list, or it holds from before the list."""
    return _flags(
        site not in first or int(year) < first[site]
        for site, year in zip(frame["site"], frame["year"], strict=True)
    )


def _flags(each: Iterable[bool]) -> Any:
    """Axis (row): whether it counts; an empty list would be taken for names of columns."""
    return np.fromiter(each, dtype=np.bool_)


def _closed(pools: pd.DataFrame, first: Mapping[str, int], listed: pd.DataFrame) -> Iterator[Row]:
    """End the places of pools to which the list gives none in its first September."""
    opened = {
        key
        for key, year in zip(_pairs(listed), listed["year"], strict=True)
        if int(year) == first[key[0]]
    }
    for site, pool in sorted(_keys(pools)):
        if site in first and (site, pool) not in opened:
            yield _nought(site, pool, first[site])


def _without_places(pools: pd.DataFrame) -> Iterator[Row]:
    """Give pools that have to be there no places from their first September on."""
    opens: Any = pools.groupby(["site", "pool"])["year"].min() if len(pools) else {}
    for (site, pool), year in opens.items():
        yield _nought(site, pool, int(year))


def _nought(site: str, pool: str, year: int) -> Row:
    return {"site": site, "pool": pool, "year": year, "places": 0, "basis": "supplied"}


def _totals(places: pd.DataFrame, listed: pd.DataFrame) -> tuple[list[Row], dict[str, float]]:
    """Give totals of sites that stand the list's own sum, from each September of the list on.

    And by site what is still taken of them though the list does not say it.
    """
    rows: list[Row] = []
    still_taken: dict[str, float] = {}
    for site in sorted({site for site, pool in _keys(places) if not pool}):
        own = listed[listed["site"] == site].sort_values("year", kind="stable")
        if own.empty or (own["pool"] == "").any():
            continue
        for year in sorted({int(year) for year in own["year"]}):
            held = own[own["year"] <= year].drop_duplicates("pool", keep="last")
            taken, is_carried = taken_of_total(held, places, site=site, year=year)
            if is_carried and taken is not None:
                still_taken[site] = max(taken, still_taken.get(site, 0.0))
            row = {**_nought(site, "", year), "places": float(held["places"].sum())}
            rows.append(row if taken is None else row | {"taken": taken})
    return rows, still_taken


def _together(frame: pd.DataFrame, more: pd.DataFrame) -> pd.DataFrame:
    """Put rows below others; as objects, since a column that is blank in one has no say."""
    import pandas as pd

    both = [one.astype(object) for one in (frame, more) if len(one)]
    return pd.concat(both, ignore_index=True) if both else frame
