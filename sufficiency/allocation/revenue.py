"""What another plan changes in pounds a year, and about what one place does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.allocation.changes import REVENUE
from sufficiency.allocation.frames import with_range
from sufficiency.allocation.money_frames import account_of
from sufficiency.allocation.site_frames import worth_frame
from sufficiency.allocation.tariff import share_without_place
from sufficiency.places import METRES_A_MILE, OVER_PLACES

if TYPE_CHECKING:
    from sufficiency.allocation.allocation import Allocation

FloatArray = NDArray[np.float64]

NEEDED = ("without", "independent", "miles")
"""Changes without which pounds cannot be told of a place."""


def worth_with_pounds(allocation: Allocation) -> pd.DataFrame:
    """Lay out the worth of places, and about what one more and one fewer changes in pounds a year.

    With n children more in the authority's places, of those without and in independent schools,

        pounds = paid x a place + (paid - n) x a void place + n x a child
                 + miles x a mile + independent x a child there + without x the share of it

    What a child, a mile and a place cost is the mean over the needs and NC years that the pool
    admits, as nobody knows of which of them the child is. Paid for are the places and whoever is
    above them: one more place is paid for unless children are above the number, and one fewer is
    paid for no longer where the pool was not full, or where a child leaves it, be it for another
    pool. So it is an estimate; `Allocation.more_places` adds up the account of single children.

    Parameters
    ----------
    allocation : Allocation

    Returns
    -------
    pandas.DataFrame
        Columns as of `site_frames.worth_frame`, and before the basis revenue_estimate_more and
        revenue_estimate_fewer [pounds a year, real, without capital], and revenue_unit. Missing
        for independent schools and for totals of sites, and everywhere if a cost is not known, or
        children without a place or in independent schools, or miles, are no aim.
    """
    drawn, supply = allocation.drawn, allocation.setting.supply
    frame = worth_frame(
        allocation.plan,
        drawn.more,
        drawn.fewer,
        drawn.full,
        drawn.valued,
        supply=supply,
        basis=allocation.basis,
    )
    is_known = not allocation.setting.tariff.findings
    is_known &= all(f"more_{aim}" in frame for aim in NEEDED)
    year = allocation.setting.tariff.price_year
    told = {
        "revenue_estimate_more": _estimated(allocation, frame, "more") if is_known else np.nan,
        "revenue_estimate_fewer": _estimated(allocation, frame, "fewer") if is_known else np.nan,
        "revenue_unit": f"pounds a year, in prices of {terms.year_label(year)}" if is_known else "",
    }
    return frame.drop(columns="basis").assign(**told, basis=frame["basis"])


def _estimated(allocation: Allocation, frame: pd.DataFrame, side: str) -> FloatArray:
    """Axis (row): about what one more place, or one fewer, changes in pounds a year."""
    plan, tariff = allocation.plan, allocation.setting.tariff
    years, pools = plan.places.shape
    without, independent, miles = (
        frame[f"{side}_{aim}"].to_numpy(np.float64).reshape(years, -1)[:, :pools] for aim in NEEDED
    )
    a_child, a_mile = tariff.a_child.sum(axis=0), tariff.a_mile.sum(axis=0)
    not_named = tariff.key_of[-1]
    bought = a_child[..., not_named]
    bought = bought + a_mile[..., not_named] * (
        allocation.setting.grain.independent_metres / METRES_A_MILE
    )
    left = share_without_place(allocation.scenario) * tariff.a_left.sum(axis=0)
    admits = _admitted(allocation)

    def mean(costs: FloatArray) -> FloatArray:
        """Axes (year, pool): over what a pool admits of axes (year, need, ncy[, pool])."""
        each = costs if costs.ndim == 4 else costs[..., None]
        sums = (admits * each).sum(axis=(1, 2))
        return np.asarray(sums / np.maximum(admits.sum(axis=(1, 2)), 1))

    more = -(without + independent)
    full = frame["chance_full"].to_numpy(np.float64).reshape(years, -1)[:, :pools]
    above = (allocation.drawn.counts.over[: len(allocation.drawn.more)] > 0).mean(axis=0)
    paid = 1 - above if side == "more" else -_leaving(allocation, pools) - (1 - full)
    pounds = paid * tariff.a_place.sum(axis=0) + (paid - more) * tariff.a_void.sum(axis=0)
    pounds += more * mean(a_child[..., tariff.key_of[:-1]])
    pounds += miles * mean(a_mile[..., tariff.key_of[:-1]])
    pounds += independent * mean(bought) + without * mean(left)
    is_ours = plan.pools.is_open & ~plan.pools.independent & ~np.isnan(plan.places)
    made = np.full((years, len(frame) // years), np.nan)
    made[:, :pools] = np.where(is_ours, pounds, np.nan)
    return made.reshape(-1)


def _leaving(allocation: Allocation, pools: int) -> FloatArray:
    """Axes (year, pool): in what part of the draws a child leaves the pool for one place fewer.

    Then something changes in some aim; but whoever is only told to be above the number stays.
    """
    supply = allocation.setting.supply
    changes = allocation.drawn.fewer[:, :, supply.holders_shown[:pools]]
    elsewhere = [at for at, aim in enumerate(supply.aims) if aim != OVER_PLACES]
    return np.asarray((changes[..., elsewhere] != 0).any(axis=3).mean(axis=0), dtype=np.float64)


def _admitted(allocation: Allocation) -> FloatArray:
    """Axes (year, need, ncy, pool): 1 where a pool admits a child."""
    pools, ncy = allocation.plan.pools, np.array(allocation.plan.axes.ncy)
    ages = (pools.ncy_from[..., None] <= ncy) & (ncy <= pools.ncy_to[..., None])
    admits = pools.needs[:, :, :, None] & ages[:, :, None, :]
    return admits.transpose(0, 2, 3, 1).astype(np.float64)


def revenue_change(
    before: Allocation, after: Allocation, *, draws: int
) -> dict[str, FloatArray | str]:
    """Give how two accounts of the same children differ, draw by draw: not capital.

    Parameters
    ----------
    before, after : Allocation
    draws : int
        So many of the first draws.

    Returns
    -------
    dict
        Columns revenue_pounds with low and high, axis (year) [pounds a year, real], missing where
        a cost is not known; revenue_unit and revenue_basis, the weakest of both accounts.
    """
    if before.setting.tariff.findings or after.setting.tariff.findings:
        unknown = np.full((draws, len(before.years)), np.nan)
        return {**with_range(REVENUE, unknown), "revenue_unit": "", "revenue_basis": ""}
    one, other = account_of(before), account_of(after)
    whole = [held.pounds[:draws].sum(axis=2) for held in (one, other)]
    bases = [line.basis for account in (one, other) for line in account.lines]
    return {
        **with_range(REVENUE, whole[1] - whole[0]),
        "revenue_unit": f"pounds a year, in prices of {terms.year_label(one.price_year)}",
        "revenue_basis": terms.weakest([before.basis, after.basis, *bases]),
    }
