"""Chances over the draws: a locality short of places, a pool nearly full, many independent."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency.allocation.answer import pool_names
from sufficiency.allocation.counts import CHILDREN
from sufficiency.allocation.frames import with_range
from sufficiency.allocation.site_frames import OF_A_POOL, labels_of_sites, limited_sites
from sufficiency.allocation.summary import headlines_by_draw
from sufficiency.errors import NotPossibleError

if TYPE_CHECKING:
    from sufficiency.allocation.allocation import Allocation

FloatArray = NDArray[np.float64]

SHORT_BY = 5.0
"""Children without a local place from which on a locality counts as short."""
FULL_PERCENT = 95.0
"""Share of its places above which a pool counts as nearly full [percent]."""

SHORT, FULL, INDEPENDENT = "locality_short", "pool_full", "independent_above"
COLUMNS = (
    "year",
    "what",
    "site",
    "code",
    "label",
    "authority",
    "threshold",
    "unit",
    "chance",
    "value",
    "low",
    "high",
    "basis",
)


def chances_frame(
    allocation: Allocation,
    *,
    short_by: float = SHORT_BY,
    full_percent: float = FULL_PERCENT,
    independent_above: float | None = None,
) -> pd.DataFrame:
    """Count in how many of the draws something comes about that a plan is to keep from.

    chance = draws in which value >= short_by (a locality), or value > threshold, / all draws

    Parameters
    ----------
    allocation : Allocation
    short_by : float
        Children of a locality without a local place (without, or in an independent school for
        want of one) from which on it counts as short.
    full_percent : float
        Share of the places of a pool above which it counts as nearly full, with others' children
        and those who keep a place in it [percent]; headroom is not taken off.
    independent_above : float, optional
        Independent placements and needs beyond local places together; those in independent schools
        in the last January where left out.

    Returns
    -------
    pandas.DataFrame
        Columns year; what ("locality_short", "pool_full", "independent_above"); site (of a pool;
        blank elsewhere), code (of the locality or pool; blank for the total of a site, and for
        all), label, authority (of a pool's site); threshold with its unit; chance; value (mean
        over the draws, in the same unit) with low and high; basis. Independent schools are no
        pools here, nor are pools without places in the year.

    Raises
    ------
    NotPossibleError
        If a threshold is no number that makes sense.
    """
    _check("short_by", short_by)
    _check("full_percent", full_percent)
    check_most(independent_above)
    most = independent_today(allocation) if independent_above is None else independent_above
    parts = [
        _localities(allocation, short_by),
        _pools(allocation, full_percent),
        _independent(allocation, most),
    ]
    return pd.concat(parts, ignore_index=True).assign(basis=allocation.basis)[list(COLUMNS)]


def independent_today(allocation: Allocation) -> float:
    """Count the children in independent schools in the last January."""
    return float(allocation.setting.today.independent.sum())


def check_most(independent_above: float | None) -> None:
    """Refuse a number of independent placements that is none; nothing stands for today's.

    Raises
    ------
    NotPossibleError
        Saying what it may be.
    """
    if independent_above is not None and not 0 <= _number(independent_above) < math.inf:
        _refuse("independent_above", independent_above, "from nought up")


def _check(name: str, value: float) -> None:
    """Refuse a threshold that every draw is beyond, or none."""
    if not 0 < _number(value) < math.inf:
        _refuse(name, value, "above nought")


def _number(value: object) -> float:
    """Give a number as it is, and what is none as nan, which no comparison holds for."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number else math.nan  # type: ignore[arg-type]


def _refuse(name: str, value: object, least: str) -> None:
    raise NotPossibleError.of(
        "allocation_chance_threshold", name=name, value=repr(value), least=least
    )


def _localities(allocation: Allocation, short_by: float) -> pd.DataFrame:
    """Lay out the chance of each locality that so many have no local place."""
    labels = allocation.labels
    lacking = [CHILDREN.index(name) for name in ("without", "independent")]
    members = np.arange(len(labels.localities))
    short = allocation.drawn.counts.cells.roll_up("children", {"locality": members}, counts=lacking)
    known = allocation.projection.area.table("localities").set_index("locality")["name"]
    draws = short.sum(axis=1).reshape(len(short), -1)
    years, localities = len(allocation.years), len(labels.localities)
    return pd.DataFrame(
        {
            "year": np.repeat(allocation.years, localities),
            "what": SHORT,
            "site": "",
            "code": np.tile(labels.localities, years),
            "label": np.tile(known.reindex(labels.localities), years),
            "authority": "",
            "threshold": float(short_by),
            "unit": "children",
            "chance": (draws >= short_by).mean(axis=0),
            **_value(draws),
        }
    )


def _pools(allocation: Allocation, full_percent: float) -> pd.DataFrame:
    """Lay out the chance of each pool, or site with places together, to be nearly full."""
    plan = allocation.plan
    kept = allocation.beyond + allocation.unrecorded
    ours = allocation.drawn.counts.placed + kept
    taken = np.where(np.isnan(plan.taken), 0.0, plan.taken)
    in_pools = np.where(plan.pools.is_open & ~np.isnan(plan.places), plan.places, 0.0)
    in_pools = np.where(plan.pools.independent, 0.0, in_pools)
    chosen = limited_sites(plan)
    of_site = np.equal.outer(plan.pools.site, chosen) & ~plan.pools.independent[:, None]
    site_taken = np.nan_to_num(plan.site_taken[:, chosen])
    site_places = np.nan_to_num(plan.site_places[:, chosen])
    site_places = np.where(of_site.any(axis=0), site_places, 0.0)
    places = np.hstack([in_pools, site_places])
    children = np.concatenate([ours + taken, ours @ of_site.astype(float) + site_taken], axis=2)
    labels = pd.concat([plan.labels[list(OF_A_POOL)], labels_of_sites(plan)], ignore_index=True)
    names = pool_names(labels)
    has_places = places.reshape(-1) > 0
    # Compared as numbers of children, so that 19 of 20 places are not above 95 % by rounding.
    is_full = 100 * children > full_percent * places + SLACK
    shares = 100 * children.reshape(len(children), -1)[:, has_places]
    draws = shares / places.reshape(-1)[has_places]
    years = len(allocation.years)
    rows = pd.DataFrame(
        {
            "year": np.repeat(allocation.years, len(labels)),
            "what": FULL,
            "site": np.tile(labels["site"], years),
            "code": np.tile(labels["pool"], years),
            "label": np.tile(names, years),
            "authority": np.tile(labels["authority"], years),
            "threshold": float(full_percent),
            "unit": "percent of places",
            "chance": is_full.mean(axis=0).reshape(-1),
        }
    )[has_places]
    return rows.reset_index(drop=True).assign(**_value(draws))


SLACK = 1e-6
"""Less than this is rounding [percent of a place]."""


def _independent(allocation: Allocation, most: float) -> pd.DataFrame:
    """Lay out the chance that more than so many are in independent schools, or need one."""
    held = headlines_by_draw(allocation)
    draws = held["independent"] + held["beyond"]
    return pd.DataFrame(
        {
            "year": allocation.years,
            "what": INDEPENDENT,
            "site": "",
            "code": "",
            "label": "Independent placements and needs beyond local places",
            "authority": "",
            "threshold": float(most),
            "unit": "children",
            "chance": (draws > most).mean(axis=0),
            **_value(draws),
        }
    )


def _value(draws: FloatArray) -> dict[str, FloatArray]:
    """Give the mean and range over the draws, as the columns value, low and high."""
    held = with_range("value", draws)
    return {"value": held["value"], "low": held["value_low"], "high": held["value_high"]}
