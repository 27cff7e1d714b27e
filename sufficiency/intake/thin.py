"""Places that the files do not know, or know from too long ago: shortages that are none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sufficiency import terms
from sufficiency.area.known_places import FEW, kinds_of
from sufficiency.area.rolls import special_above_roll
from sufficiency.errors import Finding, finding
from sufficiency.intake.readings import day_in
from sufficiency.intake.totals import apart_from_published, rate_unlike_england
from sufficiency.messages.listing import first_named
from sufficiency.sources.reading import Reading

if TYPE_CHECKING:
    import pandas as pd

MOST_NAMED = 5
"""So many pools are named in one note."""

LEVELS = {"base": "specialist bases", "special": "state special schools"}


def thin_places(tables: Mapping[str, pd.DataFrame], *, called: str) -> list[Finding]:
    """Say where the files know fewer places than there are children in them already.

    A shortage that is made of places nobody told the program of is no shortage; these notes stand
    before all others.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
    called : str
        Name of the authority, as the history has it.

    Returns
    -------
    list of Finding
    """
    notes = apart_from_published(tables, called=called)
    notes += rate_unlike_england(tables, called=called)
    children, last = _children_by_setting(tables), _last_year(tables)
    free = _free_by_level(tables)
    for level, words in LEVELS.items():
        there = children.get(level, 0.0)
        if there and free.get(level, 0.0) < FEW * there:
            notes.append(
                finding(
                    "intake_places_unknown",
                    file="places",
                    level=words,
                    places=free.get(level, 0.0),
                    label=_last_of_places(tables, otherwise=last),
                    children=there,
                    january=terms.january_of_year(last),
                )
            )
    notes += [*_over_full(tables), *_above_roll(tables, last=last)]
    if "margins" in tables and "plans" not in tables:
        margins = tables["margins"]
        last = int(margins["year"].max())
        if not (margins.loc[margins["year"] == last, "need"] != "").any():
            january = terms.january_of_year(last)
            notes.append(finding("intake_needs_unknown", file="margins", january=january))
    return notes


def _last_year(tables: Mapping[str, pd.DataFrame]) -> int:
    """Give the academic year of the last January; 0 where there are no plans."""
    known = [tables[name] for name in ("plans", "margins") if name in tables]
    return int(known[0]["year"].max()) if known else 0


def _last_of_places(tables: Mapping[str, pd.DataFrame], *, otherwise: int) -> str:
    """Name the year of which the last places are told: those of all others hold until then."""
    has_places = "places" in tables and len(tables["places"])
    return terms.year_label(int(tables["places"]["year"].max()) if has_places else otherwise)


def _over_full(tables: Mapping[str, pd.DataFrame]) -> list[Finding]:
    """Note pools with more places taken than there are: none of them is free, and not fewer."""
    if "places" not in tables or "taken" not in tables["places"]:
        return []
    places, known = _numbers(tables["places"], "places"), tables["places"]["places"].notna()
    over = tables["places"][known & (_numbers(tables["places"], "taken") > places)]
    if over.empty:
        return []
    over = over.sort_values("year").drop_duplicates(["site", "pool"], keep="last")
    names: dict[str, str] = {}
    if "sites" in tables:
        held = tables["sites"]
        names = dict(zip(held["site"].astype(str), held["name"].astype(str), strict=True))
    named = [
        f"{names.get(str(site), site)}: {taken:g} of {places:g} in {terms.year_label(int(year))}"
        for site, year, places, taken in over[["site", "year", "places", "taken"]].itertuples(
            index=False
        )
    ]
    told = first_named(named, most=MOST_NAMED)
    return [finding("intake_taken_above_places", file="places", count=len(over), named=told)]


def _above_roll(tables: Mapping[str, pd.DataFrame], *, last: int) -> list[Finding]:
    """Note special schools with so many places that half of them are empty by the roll."""
    if not {"sites", "pools", "places"} <= set(tables) or "roll" not in tables["sites"]:
        return []
    places = tables["places"].assign(pool=tables["places"]["pool"].fillna(""))
    found = special_above_roll(tables["sites"], tables["pools"], places, last=last or None)
    if not found:
        return []
    named = first_named(found, most=MOST_NAMED)
    return [finding("places_twice_the_roll", file="places", count=len(found), named=named)]


def _children_by_setting(tables: Mapping[str, pd.DataFrame]) -> dict[str, float]:
    """Count children by setting in the last January, from plans or from the widest margin."""
    if "plans" in tables:
        plans = tables["plans"]
        held = plans[plans["year"] == plans["year"].max()]
        return _sums(held.groupby("setting")["plans"].sum())
    if "margins" not in tables:
        return {}
    margins = tables["margins"]
    held = margins[(margins["year"] == margins["year"].max()) & (margins["setting"] != "")]
    sums = held.groupby(["setting", "margin"])["plans"].sum()
    return _sums(sums.groupby("setting").max())


def _sums(sums: pd.Series[Any]) -> dict[str, float]:
    return dict(zip(sums.index.astype(str), sums.to_numpy(dtype="float64").tolist(), strict=True))


def _free_by_level(tables: Mapping[str, pd.DataFrame]) -> dict[str, float]:
    """Count places free to the authority by level, as far as pools and places tell.

    The total of a site counts whole for each kind of pool that it has: rather too many places than
    a note of a shortage that is none.
    """
    if "pools" not in tables or "places" not in tables:
        return {}
    pools = tables["pools"].drop_duplicates(["site", "pool"], keep="last")
    places = tables["places"].sort_values("year").drop_duplicates(["site", "pool"], keep="last")
    pools = pools.assign(kind=kinds_of(pools))
    of_site = (places["pool"].fillna("") == "").to_numpy()
    by_pool = places[~of_site & ~places["site"].isin(set(places["site"][of_site]))]
    joined = [
        by_pool.merge(pools[["site", "pool", "kind"]], on=["site", "pool"]),
        places[of_site].merge(pools[["site", "kind"]].drop_duplicates(), on="site"),
    ]
    sums: dict[str, float] = {}
    for rows in joined:
        for one, count in _sums(_free(rows).groupby(rows["kind"]).sum()).items():
            sums[one] = sums.get(one, 0.0) + count
    return sums


def _free(places: pd.DataFrame) -> pd.Series[Any]:
    """Places less those that are taken, and none where more are; what is not told is nought."""
    if "taken" not in places:
        return _numbers(places, "places")
    # Where more are taken than there are, `_over_full` notes it.
    return (_numbers(places, "places") - _numbers(places, "taken")).clip(lower=0.0)


def _numbers(places: pd.DataFrame, column: str) -> pd.Series[Any]:
    """Give a column as numbers; what is not told counts as nought."""
    import pandas as pd

    return pd.to_numeric(places[column], errors="coerce").fillna(0.0).astype("float64")


def register_old(tables: Mapping[str, pd.DataFrame], read: Sequence[Reading]) -> list[Finding]:
    """Note a register of schools from more than a year before the day of the newest plans.

    By the day in the name of its file, against the day of the count in January; where it has none,
    by the year of which its places are.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
    read : sequence of Reading
    """
    last = _last_year(tables)
    if not last:
        return []
    counted = terms.census_date(last)
    a_year_before = counted.replace(year=counted.year - 1)
    notes = []
    for one in (one for one in read if one.kind == "gias"):
        name, places = one.inputs[0].file, one.held["places"]
        day = day_in(Path(name))
        since = int(places["year"].min()) if len(places) else last
        is_old = day < a_year_before if day else since < last - 1
        if is_old:
            of = f"{day:%d/%m/%Y}" if day else terms.year_label(since)
            notes.append(finding("intake_register_old", file=name, day=of, january=counted.year))
    return notes
