"""Which child is at which school in January 2025: made up, near home, and within the places.

Every child in a base, a state special or an independent special school is given a place in a
pool of that setting that serves her need and NC year, so that nobody is without one today.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from sufficiency import terms
from sufficiency.datasets.recipe_plans import Children
from sufficiency.datasets.recipe_population import localities
from sufficiency.datasets.recipe_sites import kilometres
from sufficiency.datasets.recipe_tables import (
    LAST_CENSUS,
    NCYS,
    NEEDS,
    SETTINGS,
    BoolArray,
    Chance,
)

SPREAD_OF_CHOICE = 0.4
"""Spread (log) of what a kilometre counts for, from child to child and pool to pool: families
and panels do not always choose the nearest school."""
NEVER = 1e6
PLACED_SETTINGS = ("base", "special", "independent")


def placements(
    children: Children,
    pools: pd.DataFrame,
    sites: pd.DataFrame,
    luck: Chance,
    *,
    settings: Sequence[str] = PLACED_SETTINGS,
) -> pd.DataFrame:
    """Place the children of the newest January.

    Of all ways to give each child a place, take the one with the least sum of kilometres, each
    weighted by chance.

    Parameters
    ----------
    children : Children
        All children with a plan in the newest January.
    pools, sites : pandas.DataFrame
        From `recipe_sites`.
    luck : Chance
        Decides what a kilometre counts for.
    settings : sequence of str
        The settings whose children are placed.

    Returns
    -------
    pandas.DataFrame
        The table of placements.

    Raises
    ------
    RuntimeError
        Where the made-up pools of a setting cannot hold its children.
    """
    open_ = pools[pools["year"] <= LAST_CENSUS].sort_values(["site", "pool", "year"], kind="stable")
    open_ = open_.drop_duplicates(["site", "pool"], keep="last").reset_index(drop=True)
    frames = [
        _placed(
            children.only(np.flatnonzero(children.setting == SETTINGS.index(setting))),
            open_[open_["setting"] == setting].reset_index(drop=True),
            sites,
            luck,
        )
        for setting in settings
    ]
    every = pd.concat(frames, ignore_index=True).assign(year=LAST_CENSUS)
    counted = every.groupby(list(terms.table("placements").key), as_index=False).size()
    return counted.rename(columns={"size": "plans"}).assign(basis="made")


def _placed(
    children: Children, pools: pd.DataFrame, sites: pd.DataFrame, luck: Chance
) -> pd.DataFrame:
    """Place the children of one setting, one by one."""
    points = sites.set_index("site").loc[pools["site"]]
    apart = kilometres(localities(), points)[children.locality]
    cost = (1 + apart) * np.exp(SPREAD_OF_CHOICE * luck.normal(apart.shape))
    cost = np.where(_served(children, pools), cost, NEVER)
    free = (pools["places"] - pools["taken"] + pools["over"]).to_numpy(dtype=np.int64)
    place = np.repeat(np.arange(len(pools)), free)
    child, chosen = linear_sum_assignment(cost[:, place])
    if len(child) < len(children) or cost[child, place[chosen]].max() >= NEVER:
        raise RuntimeError(
            f"The made-up pools of the setting {pools['setting'].iloc[0]!r} cannot hold all of its "
            f"{len(children)} children. Change places, kinds or NC years in datasets/made."
        )
    pool = place[chosen]
    return pd.DataFrame(
        {
            "locality": localities()["locality"].to_numpy(dtype=object)[children.locality],
            "need": np.array(NEEDS, dtype=object)[children.need],
            "ncy": np.array(NCYS)[children.ncy],
            "site": pools["site"].to_numpy(dtype=object)[pool],
            "pool": pools["pool"].to_numpy(dtype=object)[pool],
        }
    )


def _served(children: Children, pools: pd.DataFrame) -> BoolArray:
    """Mark which pool serves which child: axes (child, pool)."""
    needs = np.array([[need in needs.split(";") for needs in pools["needs"]] for need in NEEDS])
    ncy = np.array(NCYS)[children.ncy][:, None]
    in_span = (pools["ncy_from"].to_numpy() <= ncy) & (ncy <= pools["ncy_to"].to_numpy())
    return np.asarray(needs[children.need] & in_span, dtype=np.bool_)
