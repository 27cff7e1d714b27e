"""How many places an area knows that are free to its own children, by kind of school."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sufficiency import terms

if TYPE_CHECKING:
    import pandas as pd

KINDS = ("base", "special")
"""Settings that only places of a pool can serve."""

INDEPENDENT = "independent"

FEW = 0.95
"""Below this share of the children who are in such places already, places are not known of."""

FEWEST_CHILDREN = 0.5
"""Estimated plans are fractions: fewer than this are no child."""


def free_in_pools(places: pd.DataFrame, pools: pd.DataFrame, *, year: int) -> pd.DataFrame:
    """Give the places of each pool in a year, and those of them that are free to the area.

    A pool with more taken than it has places has none that are free; it takes none from others.

    Parameters
    ----------
    places, pools : pandas.DataFrame
        Tables of an area; totals of sites (a blank pool) are left out.
    year : int
        Academic year; of each pool the latest row until then holds.

    Returns
    -------
    pandas.DataFrame
        The columns of places, then kind (the level, or independent) and free.
    """
    now = places[(places["year"] <= year) & (places["pool"] != "")]
    latest = now.sort_values("year").groupby(["site", "pool"]).tail(1)
    kinds = pools[pools["year"] <= year].sort_values("year").groupby(["site", "pool"]).tail(1)
    joined = latest.merge(kinds[["site", "pool", "level", "setting"]], on=["site", "pool"])
    return joined.assign(
        kind=kinds_of(joined),
        free=_free(joined),
    )


def _free(places: pd.DataFrame) -> pd.Series[float]:
    taken = places["taken"].where(places["taken"].notna(), 0.0)
    return (places["places"] - taken).clip(lower=0.0)


def places_short(
    plans: pd.DataFrame, pools: pd.DataFrame, places: pd.DataFrame
) -> dict[str, tuple[float, float]]:
    """Say where more children of the last January are in a kind of place than places are known.

    A level of which no pool is known at all is left out, and so is one with a pool of which nothing
    tells the places: both are said otherwise. Pools that are told from the September after on count
    as they begin; the total of a site counts whole for each kind that it has: rather too many
    places than a shortage that is none.

    Parameters
    ----------
    plans, pools, places : pandas.DataFrame
        Tables of an area; plans may have counts that are not shown.

    Returns
    -------
    dict of str to (float, float)
        By kind: places that are free to the area, and children.
    """
    if plans.empty:
        return {}
    year = int(plans["year"].max())
    last = plans[plans["year"] == year]
    now = free_in_pools(places, pools, year=year)
    later = free_in_pools(places, pools, year=year + 1)
    pool = ["site", "pool"]
    later = later[~later.set_index(pool).index.isin(now.set_index(pool).index)]
    found = {}
    for kind in KINDS:
        of_kind = pools[kinds_of(pools) == kind]
        if kind not in set(pools["level"]) or not all(_are_told(of_kind, places)):
            continue
        children = float(last.loc[last["setting"] == kind, "plans"].sum())
        free = sum(float(one.loc[one["kind"] == kind, "free"].sum()) for one in (now, later))
        free += _of_sites(places, pools, kind=kind, year=year + 1)
        if children >= FEWEST_CHILDREN and free < FEW * children:
            found[kind] = free, children
    return found


def kinds_of(pools: pd.DataFrame) -> pd.Series[str]:
    """Give the kind of each pool: independent, or else its level, as where no setting is told."""
    if "setting" not in pools:
        return pools["level"]
    return pools["level"].where(pools["setting"] != INDEPENDENT, INDEPENDENT)


def _are_told(pools: pd.DataFrame, places: pd.DataFrame) -> list[bool]:
    """Say of each pool whether it or its site has places."""
    told = set(zip(places["site"], places["pool"], strict=True))
    of_pools = zip(pools["site"], pools["pool"], strict=True)
    return [bool({(site, pool), (site, "")} & told) for site, pool in of_pools]


def _of_sites(places: pd.DataFrame, pools: pd.DataFrame, *, kind: str, year: int) -> float:
    """Add up the totals of sites that have a pool of the kind."""
    sites = set(pools.loc[kinds_of(pools) == kind, "site"])
    totals = places[(places["pool"] == "") & places["site"].isin(sites) & (places["year"] <= year)]
    return float(_free(totals.sort_values("year").groupby("site").tail(1)).sum())


def short_words(kind: str) -> str:
    """Call a kind of place as the card does."""
    return str(terms.settings().label(kind)).lower()
