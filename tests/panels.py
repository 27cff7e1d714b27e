"""Made-up panels of areas for the tests: known growth, known breaks, known errors."""

import numpy as np
import pandas as pd

BANDS = ((-4, 0), (1, 6), (7, 11), (12, 15), (16, 20))


def history(areas=30, *, first=2010, last=2024, seed=3, spread=0.03, children=True, england=True):
    """All plans of made-up areas that grow by 6 % a year, each a little apart."""
    chance = np.random.default_rng(seed)
    years = range(first, last + 1)
    apart = chance.normal(0, spread, (areas, len(years))).cumsum(axis=1)
    start = chance.uniform(600, 6_000, areas)
    plans = np.round(start[:, None] * np.exp(0.06 * np.arange(len(years)) + apart))
    rows = [
        {
            "year": year,
            "area": f"Area {area:02d}",
            "plans": plans[area, place],
            "children": round(start[area] * 25) if children else np.nan,
            "basis": "made",
        }
        for area in range(areas)
        for place, year in enumerate(years)
    ]
    if england:
        rows += [
            {
                "year": year,
                "area": "England",
                "plans": plans[:, place].sum() * 3,
                "children": round(start.sum() * 75) if children else np.nan,
                "basis": "made",
            }
            for place, year in enumerate(years)
        ]
    return pd.DataFrame(rows)


def with_bands(frame, shares=(0.1, 0.3, 0.35, 0.2, 0.05)):
    """The same panel with five age bands that add up to each total."""
    parts = [frame]
    for (first, last), share in zip(BANDS, shares, strict=True):
        parts.append(frame.assign(ncy_from=first, ncy_to=last, plans=frame["plans"] * share))
    whole = pd.concat(parts, ignore_index=True)
    return whole.astype({"ncy_from": "Int64", "ncy_to": "Int64"})


def with_placements(frame, setting, share=0.3):
    """The same panel with placements in one setting."""
    placed = frame.assign(setting=setting, plans=(frame["plans"] * share).round())
    return pd.concat([frame.assign(setting=""), placed], ignore_index=True)
