"""What a January that is missing costs `project_panel`: bridged, and not.

    python benchmarks/panel_gaps.py FOLDER

takes Januaries before the last out of every authority whose code has an odd last digit, at each
origin from January 2019 on, and prints the mean error of the log of all plans, in per cent. The
folder is that of `benchmarks/panel.py`.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import numpy as np
from panel import HORIZONS, ORIGINS, authorities

from sufficiency import terms
from sufficiency.demand import panel as rules
from sufficiency.demand.panel import PanelSeries, total_path
from sufficiency.panel.reading import panel_of_frame

MISSING = {"none": (), "the one before the last": (1,), "the two before the last": (1, 2)}


def mean_error(totals: PanelSeries, origins: list[int], years: int, missing: list[int]) -> float:
    """Give the mean error in per cent, `years` ahead, with Januaries before each origin missing."""
    off = []
    for origin in (one for one in origins if one + years < totals.januaries):
        known = totals.until(origin)
        plans = known.plans.copy()
        plans[:, [origin - back for back in missing]] = np.nan
        path = total_path(replace(known, plans=plans), years)[:, -1]
        off.append(np.abs(np.log(totals.plans[:, origin + years] / plans[:, -1]) - path))
    return 100 * float(np.nanmean(np.concatenate(off)))


def main(folder: Path) -> None:
    """Print the errors by what is missing."""
    known = authorities(folder)
    rows = known.history
    panel = panel_of_frame(rows[~rows["area"].isin(known.even)])
    first = terms.january_of_year(panel.years[0])
    origins = [january - first for january in ORIGINS]

    def told(name: str, missing: tuple[int, ...]) -> None:
        errors = [mean_error(panel.totals, origins, years, [*missing]) for years in HORIZONS]
        print(f"{name}: " + ", ".join(f"{error:.2f}" for error in errors))

    for name, missing in MISSING.items():
        told(name, missing)
    with patch.object(rules, "bridged", lambda plans, *_: plans):
        for name, missing in MISSING.items():
            told(f"{name}, not bridged", missing)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
