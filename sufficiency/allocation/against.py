"""The model against today, as an allocation gives it: tables, an explanation, rows to show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from sufficiency.allocation.map_frames import LEAST_FLOW
from sufficiency.allocation.today_frames import agreement_frame, sites_frame
from sufficiency.allocation.today_words import against_sentences
from sufficiency.allocation.whose import named_as_own
from sufficiency.results import Explanation

if TYPE_CHECKING:
    from sufficiency.allocation.allocation import Allocation

SMALL = "Schools where fewer than five are today"


def against_sites(allocation: Allocation) -> pd.DataFrame:
    """Lay out rolls and journeys by site, of today and of the model: see `sites_frame`."""
    return sites_frame(allocation.today_model, authority=_own(allocation), basis=allocation.basis)


def against_agreement(allocation: Allocation) -> pd.DataFrame:
    """Lay out how far the model agrees with today: see `agreement_frame`."""
    return agreement_frame(
        allocation.today_model,
        authority=_own(allocation),
        basis=allocation.basis,
        placements_basis=allocation.projection.area.basis("placements"),
    )


def explain_against(allocation: Allocation) -> Explanation:
    """Say how far the model agrees with today, with the sites under it."""
    return Explanation(" ".join(against_words(allocation)), against_sites(allocation))


def against_words(allocation: Allocation) -> tuple[str, ...]:
    """Say how far the model agrees with today, in sentences."""
    area = allocation.projection.area
    return tuple(
        against_sentences(
            allocation.today_model,
            against_agreement(allocation),
            base=allocation.projection.base,
            placements_basis=area.basis("placements"),
        )
    )


def shown_sites(allocation: Allocation) -> pd.DataFrame:
    """Give the sites that may be shown one by one, and the others of each setting as one row.

    A site where fewer than five children are today is never shown by itself: it could point at a
    child. Their mean journeys are left out.

    Returns
    -------
    pandas.DataFrame
        Columns as in `sites_frame`; the largest rolls of today first, those together last.
    """
    sites = against_sites(allocation)
    is_small = sites["today"] < LEAST_FLOW
    large = sites[~is_small].sort_values("today", ascending=False, kind="stable")
    if not is_small.any():
        return large.reset_index(drop=True)
    # One row of each setting is kept and told as all of them, so that columns keep their kinds.
    small = sites[is_small]
    first = small.drop_duplicates("setting").sort_values("setting", kind="stable")
    sums = small.groupby("setting")[["today", "model", "difference"]].sum()
    added = {name: first["setting"].map(sums[name]) for name in sums.columns}
    unknown = [name for name in sites.columns if name == "places" or "_mean_" in name]
    together = first.assign(
        site="",
        name=SMALL,
        authority="",
        is_own=pd.array([pd.NA] * len(first), dtype="boolean"),
        **added,
        **dict.fromkeys(unknown, float("nan")),
    )
    return pd.concat([large, together], ignore_index=True) if len(large) else together


def _own(allocation: Allocation) -> str:
    return named_as_own(allocation.projection.area, allocation.plan)
