"""What still stands of pools and places beside a list that speaks for some of the sites."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from sufficiency.errors import Finding, finding
from sufficiency.messages.listing import first_named
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
        Sites of the list of which rows of the other source were left out.
    left_out : mapping of str to int
        By table: rows of the other source that were left out.
    listed : pandas.DataFrame
        The list's own table places, with what is still taken where it does not say that.
    still_taken : mapping of str to float
        By site: places that stay taken though the list does not say so [places].
    """

    pools: pd.DataFrame
    places: pd.DataFrame
    until: Mapping[str, int]
    taken_over: tuple[str, ...]
    left_out: Mapping[str, int]
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

    own = {name: _text(listed[name]) for name in ("pools", "places")}
    pools, places = (_text(others[name]) for name in ("pools", "places"))
    of_list = _keys(own["pools"])
    called = _called_alike(own["pools"], pools, sites=set(own["pools"]["site"]), named=named)
    pools, places = (_renamed(frame, called) for frame in (pools, places))
    begins = _begins(own, _levels(pools))
    first = begins.sites
    said, still_taken = with_still_taken(
        own["places"],
        places,
        levels=_levels(pools) | _levels(own["pools"]),
        ended=[key for key in _keys(places) - of_list if key[0] in first and key[1]],
    )
    kept_pools, kept_places = _kept(pools, places, begins)
    lost = named - of_list - _keys(kept_pools)
    empty = pools[_flags(key in lost and key[0] in first for key in _pairs(pools))]
    gone = pools.drop(index=[*kept_pools.index, *empty.index]), places.drop(index=kept_places.index)
    stood = sorted({site for site, _ in _keys(kept_places)} & {*first})
    kept = Standing(
        pools=kept_pools,
        places=kept_places,
        until={site: first[site] for site in stood},
        taken_over=tuple(sorted({site for frame in gone for site, _ in _keys(frame)})),
        left_out={"pools": len(gone[0]), "places": len(gone[1])},
        listed=said,
        still_taken=still_taken,
    )
    totals, of_totals = _totals(kept, begins)
    closing = [*_closed(kept, begins, _first_of(own["pools"])), *_without_places(empty), *totals]
    return replace(
        kept,
        pools=_together(kept_pools, empty),
        places=_together(kept_places, pd.DataFrame(closing, columns=list(places.columns))),
        listed=said if still_taken else listed["places"],
        still_taken=still_taken
        | {site: max(count, still_taken.get(site, 0.0)) for site, count in of_totals.items()},
    )


def _kept(
    pools: pd.DataFrame, places: pd.DataFrame, begins: _Begins
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give the rows that hold from before the list, of pools that have places then."""
    first = begins.sites
    kept_pools, kept_places = (frame[_stands(frame, begins)] for frame in (pools, places))
    counted, known = _keys(kept_places), _keys(kept_pools)
    has_places = _flags(
        site not in first or bool({(site, pool), (site, "")} & counted)
        for site, pool in _pairs(kept_pools)
    )
    has_pool = _flags(
        site not in first or not pool or (site, pool) in known for site, pool in _pairs(kept_places)
    )
    return kept_pools[has_places], kept_places[has_pool]


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
    return [
        finding(
            "list_taken_carried",
            file=title,
            column="taken",
            count=len(sites),
            named=first_named(sites, most=MOST_NAMED),
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
    listed: pd.DataFrame, pools: pd.DataFrame, *, sites: set[str], named: frozenset[Key]
) -> dict[Key, str]:
    """Give pools the name that the list has for them, where each has one pool of the level.

    A register calls a base `rp` that a council calls `all`. As two pools, every child in it would
    move on the day on which the list begins.
    """
    ours, theirs, taken = _by_level(listed), _by_level(pools), _keys(pools)
    return {
        (site, one): ours[site, level][0]
        for (site, level), held in theirs.items()
        if site in sites and len(held) == 1 and len(ours.get((site, level), ())) == 1
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


@dataclass(frozen=True, slots=True)
class _Begins:
    """From which academic year a list speaks: of a site, of its levels, of its own pools."""

    sites: Mapping[str, int]
    levels: Mapping[Key, int]
    pools: Mapping[Key, int]
    level_of: Mapping[Key, str]

    def year(self, site: str, pool: str) -> int:
        """Give the year of a pool of another source; of a level that the list lacks, the site's."""
        year = self.levels.get((site, self.level_of.get((site, pool), "")), self.sites[site])
        return min(year, self.pools.get((site, pool), year))


def _begins(listed: Mapping[str, pd.DataFrame], level_of: Mapping[Key, str]) -> _Begins:
    """Tell from when the list gives places or a pool; its total of a site is of all levels."""
    sites: dict[str, int] = {}
    levels: dict[Key, int] = {}
    pools: dict[Key, int] = {}
    of_list = _levels(listed["pools"])
    for name in ("pools", "places"):
        for key, cell in zip(_pairs(listed[name]), listed[name]["year"], strict=True):
            site, year = key[0], int(cell)
            sites[site] = min(year, sites.get(site, year))
            pools[key] = min(year, pools.get(key, year))
            if key in of_list:
                level = site, of_list[key]
                levels[level] = min(year, levels.get(level, year))
    whole = {site: year for (site, pool), year in pools.items() if not pool}
    levels = {level: min(year, whole.get(level[0], year)) for level, year in levels.items()}
    return _Begins(sites, levels, pools, level_of)


def _stands(frame: pd.DataFrame, begins: _Begins) -> Any:
    """Axis (row): whether its site is not in the list, or it holds from before the list."""
    return _flags(
        key[0] not in begins.sites or int(year) < begins.year(*key)
        for key, year in zip(_pairs(frame), frame["year"], strict=True)
    )


def _flags(each: Iterable[bool]) -> Any:
    """Axis (row): whether it counts; an empty list would be taken for names of columns."""
    return np.fromiter(each, dtype=np.bool_)


def _closed(kept: Standing, begins: _Begins, pools: Mapping[Key, int]) -> Iterator[Row]:
    """End the places of pools to which the list gives none in its first September.

    A pool of the list that is only in its total of the site has as many as the total: its number
    of before would bind, and nought would shut it. `pools`: from when the list has them.
    """
    listed = kept.listed
    own = _first_of(listed)
    before = _keys(kept.places)
    for site, pool in sorted(_keys(kept.pools)):
        if site not in begins.sites:
            continue
        year = begins.year(site, pool)
        opens = own.get((site, pool))
        if opens == year:
            continue
        whole = listed[_flags(key == (site, "") for key in _pairs(listed))]
        if (site, pool) not in pools or whole.empty:
            yield _nought(site, pool, year)
            continue
        whole = whole.sort_values("year", kind="stable")
        there = max(year, pools[site, pool])
        totals = {max(int(row["year"]), there): row["places"] for _, row in whole.iterrows()}
        if min(totals) > year:
            yield _nought(site, pool, year)
        elif (site, pool) not in before:
            continue
        for since, places in totals.items():
            if opens is None or since < opens:
                yield {**_nought(site, pool, since), "places": places}


def _first_of(listed: pd.DataFrame) -> dict[Key, int]:
    years: dict[Key, int] = {}
    for key, year in zip(_pairs(listed), listed["year"], strict=True):
        years[key] = min(int(year), years.get(key, int(year)))
    return years


def _without_places(pools: pd.DataFrame) -> Iterator[Row]:
    """Give pools that have to be there no places from their first September on."""
    opens: Any = pools.groupby(["site", "pool"])["year"].min() if len(pools) else {}
    for (site, pool), year in opens.items():
        yield _nought(site, pool, int(year))


def _nought(site: str, pool: str, year: int) -> Row:
    return {"site": site, "pool": pool, "year": year, "places": 0, "basis": "supplied"}


def _totals(kept: Standing, begins: _Begins) -> tuple[list[Row], dict[str, float]]:
    """Give totals of sites that stand the list's own sum, from each September of the list on.

    With the pools of before of which the list does not speak yet; until a total of the list. And
    by site what is still taken though the list does not say it.
    """
    import pandas as pd

    rows: list[Row] = []
    still_taken: dict[str, float] = {}
    of_site = {site for site, pool in _keys(kept.places) if not pool} & {*begins.sites}
    for site in sorted(of_site):
        own, known = (one[one["site"] == site] for one in (kept.listed, kept.places))
        ends = {pool: begins.year(site, pool) for at, pool in _keys(kept.pools) if at == site}
        until = own.loc[own["pool"] == "", "year"].min() if (own["pool"] == "").any() else None
        for year in sorted({begins.sites[site], *own["year"].astype(int), *ends.values()}):
            if until is not None and year >= until:
                break
            there = _in_force(known, year)
            stay = {pool for pool, end in ends.items() if end > year}
            if stay - set(there["pool"]):
                held = there[there["pool"] == ""]  # of one of them the total alone is known
            else:
                both = [_in_force(own, year), there[there["pool"].isin(stay - {""})]]
                held = pd.concat([one.astype(object) for one in both])
            taken, is_carried = taken_of_total(held, known, site=site, year=year)
            if is_carried and taken is not None:
                still_taken[site] = max(taken, still_taken.get(site, 0.0))
            row = {**_nought(site, "", year), "places": float(held["places"].sum())}
            rows.append(row if taken is None else row | {"taken": taken})
    return rows, still_taken


def _in_force(places: pd.DataFrame, year: int) -> pd.DataFrame:
    """Give the last row of each pool until a year."""
    until = places[places["year"].astype(int) <= year].sort_values("year", kind="stable")
    return until.drop_duplicates("pool", keep="last")


def _together(frame: pd.DataFrame, more: pd.DataFrame) -> pd.DataFrame:
    """Put rows below others; as objects, since a column that is blank in one has no say."""
    import pandas as pd

    both = [one.astype(object) for one in (frame, more) if len(one)]
    return pd.concat(both, ignore_index=True) if both else frame
