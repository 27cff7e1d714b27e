"""What is known of England: its own rows, what ships with the package, or all areas together."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency import england, terms
from sufficiency.demand.panel import PanelSeries, england_total_path
from sufficiency.errors import Finding, NotPossibleError, finding
from sufficiency.tables import to_array

FloatArray = NDArray[np.float64]

NATION = "England"
TABLE = "table history"
LEAST_AREAS = 20
"""From so many areas on, all of them together tell how England went."""


def by_area(
    rows: pd.DataFrame, column: str, areas: tuple[str, ...], years: tuple[int, ...]
) -> FloatArray:
    """Axes (area, January): a column of the rows; `nan` where there is none."""
    held = rows[rows["area"].isin(areas) & rows["year"].isin(years)]
    axes: dict[str, tuple[str | int, ...]] = {"area": areas, "year": years}
    laid = to_array(held, axes=axes, value=column, absent=np.nan)
    return np.array(laid.values)


def england_series(
    rows: pd.DataFrame, column: str, years: tuple[int, ...], *, shipped: dict[int, int]
) -> FloatArray:
    """Axis (January): England's rows, and what ships with the package where it has none."""
    own = by_area(rows, column, (NATION,), years)[0]
    known = np.array([float(shipped.get(year, np.nan)) for year in years])
    return np.asarray(np.where(np.isfinite(own), own, known), dtype=np.float64)


def extended(whole: FloatArray, years: tuple[int, ...]) -> tuple[FloatArray, list[Finding]]:
    """Carry England on to the last January by its own growth, with a note."""
    held = np.flatnonzero(np.isfinite(whole))
    if len(held) < 2 or not np.isfinite(whole[held[-1] - 1]):
        last = terms.january_of_year(years[-1])
        raise NotPossibleError.of("panel_one_january", before=last - 1, january=last)
    missing = len(years) - 1 - int(held[-1])
    if not missing:
        return whole, []
    nobody = np.empty((0, held[-1] + 1))
    none = np.empty(0)
    known = PanelSeries(
        nobody, nobody, nobody, whole[: held[-1] + 1], none, none, np.empty(nobody.shape, np.bool_)
    )
    path = england_total_path(known, missing)
    note = finding(
        "panel_england_extended",
        file=TABLE,
        known=terms.january_of_year(years[held[-1]]),
        january=terms.january_of_year(years[-1]),
        how="as it was then",
    )
    return np.append(whole[: held[-1] + 1], whole[held[-1]] * np.exp(path)), [note]


def england_children(
    rows: pd.DataFrame,
    years: tuple[int, ...],
    *,
    plans: FloatArray,
    children: FloatArray,
    whole: FloatArray,
) -> FloatArray:
    """Axis (January): England's children; those of many areas stand for it, brought to its size."""
    own = nearest_known(by_area(rows, "children", (NATION,), years))[0]
    if np.isfinite(own).any():
        return np.asarray(own)
    known = np.isfinite(children[:, -1]) & np.isfinite(plans[:, -1])
    if int(known.sum()) >= LEAST_AREAS:
        both = np.isfinite(children) & np.isfinite(plans)
        held = np.where(both, plans, 0.0).sum(axis=0)
        share = np.where(both, children, 0.0).sum(axis=0) / np.where(held > 0, held, np.nan)
        return np.asarray(whole * share)
    shipped = england.children()
    return np.full(len(years), float(shipped[max(shipped)]))


def nearest_known(numbers: FloatArray) -> FloatArray:
    """Fill gaps along the Januaries with the nearest one known: children change slowly."""
    filled = pd.DataFrame(numbers.T).ffill().bfill()
    known: FloatArray = filled.to_numpy(dtype=np.float64).T
    return known


def england_bands(bands: FloatArray) -> FloatArray:
    """Axes (January, band): England's own rows, or all areas together where they are enough."""
    own, areas = bands[:, -1], bands[:, :-1]
    known = np.asarray(np.isfinite(areas).all(axis=2), dtype=np.bool_)
    enough = known.sum(axis=1) >= LEAST_AREAS
    # The same areas in each January: one that comes or goes would look like growth.
    always = known[enough].all(axis=0)
    together = np.full(own.shape, np.nan)
    if int(always.sum()) >= LEAST_AREAS:
        together[enough] = areas[enough][:, always].sum(axis=1)
    stands = np.asarray(np.isfinite(own).all(axis=1), dtype=np.bool_)
    return np.where(stands.reshape(-1, 1), own, together)
