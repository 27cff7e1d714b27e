"""From allocated draws to frames by site: supply, flows, and the worth of places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency.allocation.aims import label_of, size_of
from sufficiency.allocation.frames import with_range
from sufficiency.allocation.plan import Plan
from sufficiency.places import METRES_A_MILE, Supply

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

SAME = 1e-6
"""Means of the same children that differ by less are the same [children]."""
OF_A_POOL = ("site", "pool", "name", "authority", "level", "setting")


KEPT = ("kept_by_beyond", "kept_by_unrecorded")
"""Places that children of ours keep who are not allocated to them."""


def supply_frame(
    plan: Plan, placed: NDArray[Any], *, beyond: IntArray, unrecorded: IntArray, basis: str
) -> pd.DataFrame:
    """Lay out places and who is in them, by site and pool.

    Parameters
    ----------
    plan : Plan
    placed : numpy.ndarray
        Axes (draw, year, pool) [children].
    beyond : IntArray
        Axis (pool): places that children of ours keep whose need no local place could meet.
    unrecorded : numpy.ndarray
        Axis (pool): places of independent schools that children hold of whom no placement is
        recorded; they are allocated in places that are not named.
    basis : str

    Returns
    -------
    pandas.DataFrame
        Columns year, site, pool, name, authority, level, setting; places, taken (by others'
        children), kept_by_beyond, kept_by_unrecorded, free_to_us (after headroom, for all of ours
        who are allocated); placed with low and high; over with low and high (children above the
        places as planned: placed - (places - taken - kept_by_beyond - kept_by_unrecorded), so that
        headroom is filled first); above_free with low and high (children above those free to us:
        placed - free_to_us, so that who sits in headroom is among them); may_be_above_free (most
        children whom the scenario lets be above those free to us; missing where only its site has
        a number); chance_full (share of draws
        in which no place is free to us); basis.
        Every child is in one row, so rows may be added up. Where places are planned for the pools
        of a site together only, those of each pool are missing, and with them what follows from
        them: `site_totals_frame` has them.
    """
    years, pools = plan.places.shape
    rows = pd.concat([plan.labels[list(OF_A_POOL)]] * years, ignore_index=True)
    rows.insert(0, "year", np.repeat(plan.axes.years, pools))
    free = np.where(plan.pools.is_open, plan.pools.free, 0)
    limited = ~np.isnan(plan.places)
    kept = beyond + unrecorded
    others = np.where(np.isnan(plan.taken), 0.0, plan.taken) + kept
    above = np.maximum(placed - np.where(limited, plan.places - others, np.inf)[None], 0.0)
    above_free = np.maximum(
        placed - np.where(limited, np.maximum(free - kept, 0), np.inf)[None], 0.0
    )
    full = limited[None] & (placed >= (free - kept)[None]) & plan.pools.is_open[None]
    is_open = plan.pools.is_open.reshape(-1)
    own = limited | ~plan.pools.is_open
    made = rows.assign(
        places=np.where(plan.pools.is_open, plan.places, 0.0).reshape(-1),
        taken=np.where(plan.pools.is_open, plan.taken, 0.0).reshape(-1),
        kept_by_beyond=np.where(plan.pools.is_open, beyond, 0).reshape(-1),
        kept_by_unrecorded=np.where(plan.pools.is_open, unrecorded, 0).reshape(-1),
        free_to_us=np.where(limited, np.maximum(free - kept, 0), np.nan).reshape(-1),
        **with_range("placed", placed.reshape(len(placed), -1).astype(np.float64)),
        **_where(own, with_range("over", above.reshape(len(above), -1))),
        **_where(own, with_range("above_free", above_free.reshape(len(above), -1))),
        may_be_above_free=np.where(own, plan.may_be_over, np.nan).reshape(-1),
        chance_full=np.where(own, full.mean(axis=0), np.nan).reshape(-1),
        basis=basis,
    )
    used: pd.DataFrame = made[is_open | (made["placed"] > 0)]
    return used.reset_index(drop=True)


def _where(known: NDArray[np.bool_], columns: dict[str, FloatArray]) -> dict[str, FloatArray]:
    """Leave columns blank where there is no number; `known` has axes (year, pool)."""
    flat = known.reshape(-1)
    return {name: np.where(flat, column, np.nan) for name, column in columns.items()}


def children_over(supply: pd.DataFrame, totals: pd.DataFrame, years: Sequence[int]) -> list[float]:
    """Count the children above places by year, of a site by its pools or its total, not both.

    Parameters
    ----------
    supply, totals : pandas.DataFrame
        From `supply_frame` and `site_totals_frame`.
    years : sequence of int

    Returns
    -------
    list of float
        Axis (year): means over the draws [children].
    """
    by_site = [frame.groupby(["year", "site"])["over"].sum() for frame in (supply, totals)]
    most = pd.concat(by_site).groupby(level=["year", "site"]).max()
    added = most.groupby(level="year").sum()
    return [float(added.get(year, 0.0)) for year in years]


def with_places(supply: pd.DataFrame, totals: pd.DataFrame) -> pd.DataFrame:
    """Put together what has a number of places, none twice: pools, or else their sites.

    The total of a site stands for its pools where one of them has no number, and where it leaves
    fewer places free than they do: nothing is free in a pool whose site is full.

    Parameters
    ----------
    supply, totals : pandas.DataFrame
        From `supply_frame` and `site_totals_frame`.

    Returns
    -------
    pandas.DataFrame
        Columns as in `supply`: pools, and sites with a blank pool, level and setting.
    """
    own = supply["free_to_us"].notna()
    lacking = pd.MultiIndex.from_frame(supply.loc[~own, ["year", "site"]])
    of_site = pd.MultiIndex.from_frame(totals[["year", "site"]])
    left = (supply["free_to_us"] - supply["placed"]).clip(lower=0)
    in_pools = left.groupby([supply["year"], supply["site"]]).sum()
    in_site = (totals["free_to_us"] - totals["placed"]).clip(lower=0)
    is_tighter = in_site.to_numpy() < in_pools.reindex(of_site, fill_value=0.0).to_numpy() - SAME
    sites = totals[of_site.isin(lacking) | is_tighter]
    pools = supply[
        own & ~pd.MultiIndex.from_frame(supply[["year", "site"]]).isin(of_site[is_tighter])
    ]
    held = [pools, sites.assign(pool="", level="", setting="")[[*supply.columns]]]
    known = [frame for frame in held if len(frame)]
    return pd.concat(known, ignore_index=True) if known else pools


def limited_sites(plan: Plan) -> IntArray:
    """Give the positions of the sites whose pools have places together."""
    return np.flatnonzero((~np.isnan(plan.site_places)).any(axis=0))


def labels_of_sites(plan: Plan) -> pd.DataFrame:
    """Give a row for each limited site, with a blank pool, level and setting."""
    names = plan.labels.drop_duplicates("site").set_index("site")
    sites = [plan.sites[site] for site in limited_sites(plan)]
    return pd.DataFrame(
        {
            "site": sites,
            "pool": "",
            "name": [names["name"].get(site, site) for site in sites],
            "authority": [names["authority"].get(site, "") for site in sites],
            "level": "",
            "setting": "",
        }
    )


def site_totals_frame(
    plan: Plan,
    placed: NDArray[Any],
    *,
    beyond: IntArray,
    unrecorded: IntArray,
    headroom: FloatArray,
    basis: str,
) -> pd.DataFrame:
    """Lay out the sites whose pools have places together, and who is in them.

    Parameters
    ----------
    plan, placed, beyond, unrecorded, basis
        As in `supply_frame`.
    headroom : FloatArray
        Axis (year): share of places that is kept free.

    Returns
    -------
    pandas.DataFrame
        Columns year, site, name, authority; the others as in `supply_frame`. Its children are
        those of the pools once more, so it is not added to `supply_frame`.
    """
    chosen = limited_sites(plan)
    of_site = np.equal.outer(plan.pools.site, chosen).astype(np.float64)
    children = placed.astype(np.float64) @ of_site
    apart = (beyond + unrecorded) @ of_site
    places, taken = plan.site_places[:, chosen], plan.site_taken[:, chosen]
    others = np.where(np.isnan(taken), 0.0, taken) + apart
    known = ~np.isnan(places)
    free = np.where(known, np.maximum(plan.site_free(headroom)[:, chosen] - apart, 0.0), np.nan)
    labels = labels_of_sites(plan)[["site", "name", "authority"]]
    rows = pd.concat([labels] * len(plan.axes.years), ignore_index=True)
    rows.insert(0, "year", np.repeat(plan.axes.years, len(labels)))
    made = rows.assign(
        places=places.reshape(-1),
        taken=taken.reshape(-1),
        kept_by_beyond=np.broadcast_to(beyond @ of_site, places.shape).reshape(-1),
        kept_by_unrecorded=np.broadcast_to(unrecorded @ of_site, places.shape).reshape(-1),
        free_to_us=free.reshape(-1),
        **with_range("placed", children.reshape(len(children), -1)),
        **with_range(
            "over", np.maximum(children - (places - others), 0.0).reshape(len(children), -1)
        ),
        **with_range("above_free", np.maximum(children - free, 0.0).reshape(len(children), -1)),
        may_be_above_free=plan.site_may_be_over[:, chosen].reshape(-1),
        chance_full=(children >= free).mean(axis=0).reshape(-1),
        basis=basis,
    )
    limited: pd.DataFrame = made[known.reshape(-1)]
    return limited.reset_index(drop=True)


def flows_frame(
    plan: Plan, flows: Sequence[tuple[IntArray, IntArray, IntArray]], *, scale: int, basis: str
) -> pd.DataFrame:
    """Lay out from where to where children go, with expected numbers.

    Returns
    -------
    pandas.DataFrame
        Columns year, locality, site, pool, name, authority, level, setting, children, miles,
        minutes (of one child, one way), basis.
    """
    parts = []
    for year, (locality, pool, children) in zip(plan.axes.years, flows, strict=True):
        labels = plan.labels[list(OF_A_POOL)].iloc[pool].reset_index(drop=True)
        labels.insert(0, "locality", np.array(plan.axes.localities)[locality])
        labels.insert(0, "year", year)
        site = plan.pools.site[pool]
        parts.append(
            labels.assign(
                children=children / scale,
                miles=plan.journeys.metres[locality, site] / METRES_A_MILE,
                minutes=plan.journeys.minutes[locality, site],
                basis=basis,
            )
        )
    return pd.concat(parts, ignore_index=True)


def worth_frame(
    plan: Plan,
    more: IntArray,
    fewer: IntArray,
    full: NDArray[np.bool_],
    valued: NDArray[np.bool_],
    *,
    supply: Supply,
    basis: str,
) -> pd.DataFrame:
    """Lay out what one more, and one fewer, place changes, by pool and year.

    Parameters
    ----------
    plan : Plan
    more, fewer : IntArray
        Axes (draw, year, holder, aim) [children, metres or pounds].
    full : numpy.ndarray
        Axes (draw, year, holder).
    valued : numpy.ndarray
        Axes (draw, year): whether it was worked out.
    supply : Supply
        For the names of the aims, and what the holders are.
    basis : str

    Returns
    -------
    pandas.DataFrame
        Columns year, site, pool, name, authority, level, setting; is_open (of a total: whether any
        pool of the site is; what the first place of a closed pool would change stands here, and is
        told in no sentence); for one more place the mean
        change over the draws of each aim, in their order, named more_without and so on: children
        without, independent, (where pools may admit above their places) over_places, beyond_limit,
        (where a local rule prefers something) not_preferred, miles (one way), and pounds a year
        where they are an aim; the same for one fewer;
        chance_full (missing for a pool that is closed, or whose places stand in the total of its
        site); basis.
    """
    years, pools = plan.places.shape
    labels = pd.concat([plan.labels[list(OF_A_POOL)], labels_of_sites(plan)], ignore_index=True)
    totals, aims = len(labels) - pools, supply.aims
    holders, is_bound = _holders(plan, supply)
    rows = pd.concat([labels] * years, ignore_index=True)
    rows.insert(0, "year", np.repeat(plan.axes.years, len(labels)))
    made: dict[str, FloatArray] = {}
    for side, changes in (("more", more), ("fewer", fewer)):
        mean = (changes[:, :, holders].mean(axis=0) * is_bound[:, None]).reshape(-1, len(aims))
        # Where caps cross other rows it is not worked out, and no nought is put for it.
        known = np.where(np.repeat(valued.all(axis=0), len(labels)), 1.0, np.nan)
        for aim, name in enumerate(aims):
            made[f"{side}_{label_of(name)}"] = known * mean[:, aim] / size_of(name)
    chance = full[:, :, holders].mean(axis=0) * is_bound
    # Whether a pool is full whose places stand in the total of its site, only the total can say.
    is_open = plan.pools.is_open
    own = np.hstack([~np.isnan(plan.places) & is_open, np.ones((years, totals), bool)])
    at_site = [is_open[:, plan.pools.site == site].any(axis=1) for site in limited_sites(plan)]
    rows["is_open"] = np.column_stack([is_open, *at_site]).reshape(-1)
    return rows.assign(**made, chance_full=np.where(own, chance, np.nan).reshape(-1), basis=basis)


def _holders(plan: Plan, supply: Supply) -> tuple[IntArray, IntArray]:
    """Axis (pool, then site with a total): holder of a year's network; 0 where none is bound.

    A total that says no more than its pools do in any year is not in the network: nothing is
    worth a place more of it.
    """
    pools = len(plan.pools.names)
    place = {site: number for number, site in enumerate(supply.limited_sites.tolist())}
    found = [place.get(site, -1) for site in limited_sites(plan).tolist()]
    bound = np.array(found, dtype=np.int64) >= 0
    shown = supply.holders_shown
    sites = [int(shown[pools + number]) if number >= 0 else 0 for number in found]
    holders = np.concatenate([shown[:pools], np.array(sites, dtype=np.int64)])
    return holders, np.concatenate([np.ones(pools, dtype=np.int64), bound.astype(np.int64)])
