"""Are made-up areas as uncertain as real ones? Growth that nobody foresaw, by years ahead.

    python benchmarks/spread.py FOLDER 200     # the published panel, and areas of seed 1000 to 1199

With T an authority's plans, E England's, P what the rule of the panel foresees of T and Q what it
foresees of E (logs over the last January, `demand.panel.total_path`, `england_total_path`),

    u[k] = log(T[t + k] / T[t]) - log(E[t + k] / E[t]) - (P[k] - Q[k]),
    v[k] = log(E[t + k] / E[t]) - Q[k].

u is what is apart from England, v what England itself does otherwise. An authority of 4,000 plans
is the yardstick: u is multiplied by (T / 4,000)^b, b of greatest likelihood for normal errors whose
spread is free in each horizon. Only authorities whose code has an even last digit are read, and
only Januaries from 2018 on: until then statements went over into plans.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from panel import authorities
from scipy.optimize import minimize_scalar

import sufficiency as sf
from sufficiency.demand.panel import PanelSeries, england_total_path, total_path

FloatArray = NDArray[np.float64]

HORIZONS = (1, 3, 5)
USUAL_SIZE = 4_000.0
FIRST_JANUARY = 2018
LEAST_JANUARIES = 4
"""The rule looks back over three years."""
MIDDLE = 0.8
"""Of this share of the errors the width is given, and as a standard deviation of a normal."""


def unforeseen(series: PanelSeries, years: Sequence[int], origins: Sequence[int]) -> pd.DataFrame:
    """Measure u and v from each origin.

    Parameters
    ----------
    series : PanelSeries
    years : sequence of int
        Labels of its Januaries.
    origins : sequence of int
        Positions of the Januaries from which is projected.

    Returns
    -------
    pandas.DataFrame
        Columns january, years (ahead), area (position), plans, apart (u), nation (v).
    """
    rows = []
    for origin in origins:
        known = series.until(origin)
        ahead = min(HORIZONS[-1], len(years) - 1 - origin)
        path, nation = total_path(known, ahead), england_total_path(known, ahead)
        for horizon in (one for one in HORIZONS if one <= ahead):
            end = origin + horizon
            grown = np.log(series.plans[:, end] / series.plans[:, origin])
            england = np.log(series.england_plans[end] / series.england_plans[origin])
            foreseen = path[:, horizon - 1] - nation[horizon - 1]
            rows.append(
                pd.DataFrame(
                    {
                        "january": years[origin],
                        "years": horizon,
                        "area": np.arange(len(grown)),
                        "plans": series.plans[:, origin],
                        "apart": grown - england - foreseen,
                        "nation": england - nation[horizon - 1],
                    }
                )
            )
    return pd.concat(rows, ignore_index=True).dropna(subset="apart")


def published(folder: Path) -> pd.DataFrame:
    """Measure the authorities of the open panel whose code has an even last digit."""
    known = authorities(folder)
    rows = known.history
    whole = rows[rows["setting"].eq("") & rows["ncy_from"].isna()].set_index(["area", "year"])
    wide = {name: whole[name].unstack("year") for name in ("plans", "children", "new_plans")}  # noqa: PD010
    here = [area for area in wide["plans"].index if area in known.even]
    years = [int(year) + 1 for year in wide["plans"].columns]
    series = PanelSeries(
        *(wide[name].loc[here].to_numpy(dtype=float) for name in wide),
        *(wide[name].loc["England"].to_numpy(dtype=float) for name in wide),
        broken=np.zeros((len(here), len(years)), dtype=bool),
    )
    first = years.index(FIRST_JANUARY)
    return unforeseen(series, years, range(first, len(years) - 1))


def made_up(seeds: Sequence[int], **options: object) -> pd.DataFrame:
    """Measure synthetic areas, each beside the nation of its own."""
    found = []
    for seed in seeds:
        synthetic = sf.synthetic_area(seed=seed, future_years=HORIZONS[-1], **options)
        nation = synthetic.truth.nation.set_index("year")
        plans = synthetic.truth.plans.groupby("year")["plans"].sum()
        persons = synthetic.area.population.groupby("year")["persons"].sum()
        years = list(nation.index)
        unknown = np.full(len(years), np.nan)
        series = PanelSeries(
            plans.reindex(years).to_numpy(dtype=float)[None],
            persons.reindex(years).to_numpy(dtype=float)[None],
            unknown[None],
            nation["plans"].to_numpy(dtype=float),
            nation["children"].to_numpy(dtype=float),
            unknown,
            broken=np.zeros((1, len(years)), dtype=bool),
        )
        last = years.index(synthetic.history[-1])
        found.append(unforeseen(series, years, [last]).assign(area=seed, january=seed))
    return pd.concat(found, ignore_index=True)


def power_of_size(found: pd.DataFrame) -> float:
    """Find b: errors of an area with T plans are (T / 4,000)^-b times the usual."""
    size = np.log(found["plans"] / USUAL_SIZE)

    def unlikely(power: float) -> float:
        scaled = found["apart"] * np.exp(power * size)
        spread = scaled.groupby(found["years"]).transform(lambda one: np.sqrt((one**2).mean()))
        return float((np.log(spread) - power * size).sum())

    return float(minimize_scalar(unlikely, bounds=(0.0, 0.6), method="bounded").x)


def spread_table(found: pd.DataFrame, power: float) -> str:
    """Lay out how wide the errors of an area of 4,000 plans are, in per cent."""
    lines = [
        "| Years | cases | apart: middle 80 % as a standard deviation | standard deviation "
        "| kurtosis | nation: root mean square |",
        "|--:|--:|--:|--:|--:|--:|",
    ]
    scaled = found.assign(apart=found["apart"] * (found["plans"] / USUAL_SIZE) ** power)
    for horizon in HORIZONS:
        held = scaled[scaled["years"] == horizon]
        nation = held.groupby("january")["nation"].first()
        cells = [f"{100 * width(held['apart']):.1f}", f"{100 * held['apart'].std():.1f}"]
        cells += [f"{held['apart'].kurt() + 3:.1f}", f"{100 * np.sqrt((nation**2).mean()):.1f}"]
        lines.append(f"| {horizon} | {len(held)} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def width(errors: pd.Series) -> float:
    """Give half the width of the middle 80 % over 1.28: a normal's standard deviation."""
    tail = (1 - MIDDLE) / 2
    low, high = errors.quantile([tail, 1 - tail])
    return float((high - low) / (2 * 1.2815515655446004))


if __name__ == "__main__":
    real = published(Path(sys.argv[1]))
    b = power_of_size(real)
    print(f"Published authorities, b = {b:.2f}\n\n{spread_table(real, b)}")
    areas = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    made = made_up(range(1000, 1000 + areas))
    print(f"\n{areas} synthetic areas of 4,000 plans\n\n{spread_table(made, 0.0)}")
