"""Headline figures of an allocation by year, and its children who are not allocated."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.allocation.aims import is_last_resort
from sufficiency.allocation.children import SCALE
from sufficiency.allocation.counts import CHILDREN, DISTANCES, Counts
from sufficiency.allocation.frames import mean_of, with_range
from sufficiency.places import LEVELS, METRES_A_MILE
from sufficiency.projection import PLACED_LEVELS

if TYPE_CHECKING:
    from sufficiency.allocation.allocation import Allocation

FloatArray = NDArray[np.float64]

MEASURES = {
    "demand": ("Need a base or special place", "children"),
    "placed": ("Placed in planned places, here or in other authorities", "children"),
    "placed_further": ("Of them, beyond the journey limit", "children"),
    "independent": ("In an independent school for want of a place", "children"),
    "beyond": ("Besides: need what no local place could give", "children"),
    "without": ("Without a place at the level they need", "children"),
    "mean_miles": ("Mean journey of the placed, one way", "miles"),
    "all_mean_miles": ("Mean journey of placed and independent, one way", "miles"),
}
"""Headline figures: their words and unit."""
BY_THE_AIMS = "In an independent school, by the order of the aims"
"""Words for them where not only those go there who have no local place."""


def label_of_measure(name: str, aims: tuple[str, ...]) -> str:
    """Say what a headline figure is, with the aims of an allocation in their order."""
    if name == "independent" and not is_last_resort(aims):
        return BY_THE_AIMS
    return MEASURES[name][0]


def _yearly(counts: Counts, *, scale: float) -> dict[str, FloatArray]:
    """Axes (draw, year): each headline figure."""
    children = counts.cells.totals("children") / scale
    far = counts.cells.totals("distances") / scale
    of = {name: children[:, :, place] for place, name in enumerate(CHILDREN)}
    placed = of["placed_within_limit"] + of["placed_further"]
    metres = far[:, :, DISTANCES.index("placed_metres")]
    all_metres = metres + far[:, :, DISTANCES.index("independent_metres")]
    return {
        "demand": of["demand"],
        "placed": placed,
        "placed_further": of["placed_further"],
        "independent": of["independent"],
        "beyond": counts.beyond.sum(axis=(2, 3), dtype=np.float64) / scale,
        "without": of["without"],
        "mean_miles": mean_of(metres, placed) / METRES_A_MILE,
        "all_mean_miles": mean_of(all_metres, placed + of["independent"]) / METRES_A_MILE,
    }


def headlines_by_draw(allocation: Allocation) -> dict[str, FloatArray]:
    """Give each headline figure in every draw and year.

    Returns
    -------
    dict of str to FloatArray
        Axes (draw, year), by the names in `MEASURES`.
    """
    return _yearly(allocation.drawn.counts, scale=1.0)


def summary_frame(allocation: Allocation) -> pd.DataFrame:
    """Lay out the headline figures of each year; see `Allocation.summary`."""
    draws = headlines_by_draw(allocation)
    expected = _yearly(allocation.expected.counts, scale=SCALE)
    parts = []
    for name, (_, unit) in MEASURES.items():
        label = label_of_measure(name, allocation.setting.supply.aims)
        held = with_range("value", draws[name])
        parts.append(
            pd.DataFrame(
                {
                    "year": allocation.years,
                    "measure": name,
                    "label": label,
                    "unit": unit,
                    "value": held["value"],
                    "low": held["value_low"],
                    "high": held["value_high"],
                    "expected": expected[name][0],
                    "basis": allocation.basis,
                }
            )
        )
    return pd.concat(parts, ignore_index=True).sort_values("year", kind="stable", ignore_index=True)


def independent_frame(allocation: Allocation) -> pd.DataFrame:
    """Lay out independent placements by need and phase: avoidable, and beyond local places.

    Returns
    -------
    pandas.DataFrame
        Columns year, need, phase; avoidable with low and high (a local place could meet the
        need: in named schools and in others together); beyond with low and high; not_named with
        low and high (of the avoidable, those in schools that the area does not name), limit (most
        of these who may be there) and above_limit (how many of them are above it: they stay from
        before, and nobody joins them); basis. In every draw not_named is no more than the limit
        and those above it. The limit says nothing of named schools: the rest of the avoidable
        are there, within their places.
    """
    labels = allocation.labels
    bought = allocation.drawn.counts.cells.roll_up(
        "children",
        {axis: np.arange(len(labels.of(axis))) for axis in ("need", "phase")},
        counts=[CHILDREN.index("independent")],
    )
    beyond = allocation.drawn.counts.beyond.astype(np.float64)
    not_named = allocation.drawn.counts.in_limits.reshape(len(bought), -1).astype(np.float64)
    limit = allocation.limit.reshape(-1)
    index = pd.MultiIndex.from_product(
        [labels.of(name) for name in ("year", "need", "phase")], names=["year", "need", "phase"]
    ).to_frame(index=False)
    return index.assign(
        **with_range("avoidable", bought.reshape(len(bought), -1)),
        **with_range("beyond", beyond.reshape(len(beyond), -1)),
        **with_range("not_named", not_named),
        limit=limit,
        above_limit=np.maximum(not_named - limit, 0.0).mean(axis=0),
        basis=allocation.basis,
    )


def independent_by_year(allocation: Allocation) -> pd.DataFrame:
    """Lay out by year who is independent for want of a place, and who has needs beyond local ones.

    Returns
    -------
    pandas.DataFrame
        Columns year; independent, beyond, and the two together, each as the mean over the draws
        with its low and high (80 % of the draws lie between).
    """
    draws = headlines_by_draw(allocation)
    parts = {name: draws[name] for name in ("independent", "beyond")}
    made: dict[str, FloatArray] = {}
    for name, held in {**parts, "together": parts["independent"] + parts["beyond"]}.items():
        made |= with_range(name, held)
    return pd.DataFrame({"year": allocation.years, **made})


def outside_frame(allocation: Allocation) -> pd.DataFrame:
    """Lay out young people of NC years that no pool serves: counted, never allocated.

    Returns
    -------
    pandas.DataFrame
        Columns year, need, phase, level, children (mean over the draws of the projection), basis.
    """
    projection = allocation.projection
    frame = projection.to_frame(by=["year", "need", "ncy", "level"])
    first, last = (
        frame["level"].map(dict(zip(LEVELS, side, strict=True)))
        for side in zip(*allocation.plan.spans, strict=True)
    )
    kept = frame[
        frame["level"].isin(PLACED_LEVELS)
        & ((frame["ncy"] < first) | (frame["ncy"] > last))
        & frame["year"].isin(allocation.years)
    ]
    phases = [terms.phase_of_ncy(int(ncy)) for ncy in kept["ncy"]]
    by = ["year", "need", "phase", "level"]
    by_ncy = kept.assign(phase=phases)[[*by, "children"]]
    added: pd.DataFrame = by_ncy.groupby(by, as_index=False, sort=False).sum()
    return added.assign(basis=allocation.basis)
