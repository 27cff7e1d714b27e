"""Frames of a bid about places with nobody in them: what is paid for them, and the schemes' own."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency.allocation import Allocation
from sufficiency.allocation.answer import pool_names
from sufficiency.allocation.spending import places_of
from sufficiency.capital import CapitalProgramme
from sufficiency.places import LEVELS
from sufficiency.reports.bid.ranging import with_range
from sufficiency.reports.words import level_words

FloatArray = NDArray[np.float64]

TOGETHER = "Together"


def void_frame(without: Allocation, planned: Allocation) -> pd.DataFrame:
    """Lay out the places of bases and special schools that are paid for with nobody in them.

    Places that are kept as headroom are among them: they are paid for as others are.

    Parameters
    ----------
    without, planned : Allocation
        With a table of costs.

    Returns
    -------
    pandas.DataFrame
        Columns year, label (the level, or all together); places, empty and pounds, each as
        _without and _with: places that are ours, those of them with nobody in them, the empty ones
        with _low and _high, and what is paid for the empty ones in a year [pounds, real].
    """
    sides = {"without": _voids(without), "with": _voids(planned)}
    labels = [name for name in LEVELS if any(name in side for side in sides.values())]
    parts = []
    for label in (*labels, TOGETHER):
        columns: dict[str, object] = {}
        for side, held in sides.items():
            chosen = held.values() if label == TOGETHER else [held[label]] if label in held else []
            nought = np.zeros((without.draws, len(without.years)))
            places, empty, pounds = (
                sum((each[at] for each in chosen), start=nought) for at in range(3)
            )
            columns[f"places_{side}"] = places.mean(axis=0)
            columns |= with_range(f"empty_{side}", empty)
            columns[f"pounds_{side}"] = pounds.mean(axis=0)
        words = label if label == TOGETHER else level_words(label)
        parts.append(pd.DataFrame({"year": without.years, "label": words, **columns}))
    made = pd.concat(parts, ignore_index=True)
    return made.sort_values("year", kind="stable", ignore_index=True)


def _voids(allocation: Allocation) -> dict[str, tuple[FloatArray, FloatArray, FloatArray]]:
    """Count places, empty ones and what is paid for these, by level: axes (draw, year)."""
    plan, tariff = allocation.plan, allocation.setting.tariff
    kept = allocation.beyond + allocation.unrecorded
    paid, _, empty = places_of(plan, allocation.drawn.counts.placed, kept)
    each = tariff.a_place.sum(axis=0) + tariff.a_void.sum(axis=0)
    made = {}
    for level in LEVELS:
        ours = ~plan.pools.independent & (plan.labels["level"] == level).to_numpy()
        if not ours.any():
            continue
        pounds = (empty * each)[..., ours].sum(axis=2)
        made[level] = (paid[..., ours].sum(axis=2), empty[..., ours].sum(axis=2), pounds)
    return made


def scheme_frame(choice: CapitalProgramme) -> pd.DataFrame | None:
    """Lay out the places of the programme that stand empty, by year and place.

    Returns
    -------
    pandas.DataFrame or None
        Columns year, label, added (places that the schemes add), headroom (kept free of them),
        places (the others), empty of these with _low and _high. None where no place is added.
    """
    frame = choice.empty_places()
    if frame.empty:
        return None
    sites = choice.allocation.plan_sites().set_index("site")["name"].to_dict()
    pools = choice.allocation.plan.labels
    names = dict(
        zip(zip(pools["site"], pools["pool"], strict=True), pool_names(pools), strict=True)
    )
    labels = [
        names.get((site, pool), str(sites.get(site, site)))
        for site, pool in zip(frame["site"], frame["pool"], strict=True)
    ]
    ends = {name: frame[name].to_numpy() for name in ("empty", "empty_low", "empty_high")}
    places, headroom = (frame[name].to_numpy(dtype=np.float64) for name in ("places", "headroom"))
    return pd.DataFrame(
        {
            "year": frame["year"].to_numpy(),
            "label": labels,
            "added": places + headroom,
            "headroom": headroom,
            "places": places,
            **ends,
        }
    )
