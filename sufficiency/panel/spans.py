"""The age bands of a panel: in order of age, each starting where the one before ends."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency.errors import Finding, finding
from sufficiency.panel.nation import TABLE, by_area
from sufficiency.tables import CheckedTable

FloatArray = NDArray[np.float64]
Span = tuple[int, int]


def spans_of(checked: CheckedTable) -> tuple[tuple[Span, ...], list[Finding]]:
    """Give the bands in order of age, and those that do not follow each other."""
    rows = checked.frame
    banded = rows["setting"].eq("") & rows["ncy_from"].notna()
    held = rows[banded]
    spans = sorted({(int(a), int(b)) for a, b in held[["ncy_from", "ncy_to"]].to_numpy()})
    wrong = {later for earlier, later in pairwise(spans) if later[0] != earlier[1] + 1}
    said = ", ".join(f"{first} to {last}" for first, last in spans)
    faults = []
    for first, last in sorted(wrong):
        place = int(np.argmax((banded & rows["ncy_from"].eq(first)).to_numpy(dtype=bool)))
        faults.append(
            finding(
                "panel_bands_overlap",
                file=TABLE,
                row=int(checked.rows[place]),
                column="ncy_from",
                value=f"{first} to {last}",
                spans=said,
            )
        )
    return tuple(spans), faults


def bands_of(
    rows: pd.DataFrame, areas: tuple[str, ...], years: tuple[int, ...], spans: tuple[Span, ...]
) -> FloatArray:
    """Axes (January, area, band): plans by age band."""
    laid = np.full((len(years), len(areas), len(spans)), np.nan)
    for band, (first, last) in enumerate(spans):
        held = rows["setting"].eq("") & rows["ncy_from"].eq(first) & rows["ncy_to"].eq(last)
        laid[:, :, band] = by_area(rows[held.fillna(value=False)], "plans", areas, years).T
    return laid
