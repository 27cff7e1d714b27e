"""Whether an authority's own unsteadiness lasts: would its past errors tell how wide its range is?

    python benchmarks/panel_unsteadiness.py FOLDER

looks at authorities whose code has an even last digit only. Errors of the rule of all plans are
those of `demand.panel_errors`: less their median over areas, brought to one year and one size.
An error of one year over the mean of all in the same January, without its sign, is e. An area's own
scale at an origin is s = (sum of its last n + a) / (n + a), or the root of the same of squares; n
and a are chosen by the interval score of 80 % ranges on the other authorities, and the gain is
counted on the one left out. Intervals are over authorities, drawn again. The folder is that of
`benchmarks/panel.py`.
"""

from __future__ import annotations

import sys
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from panel_fitting import HORIZONS, even_panel

from sufficiency import terms
from sufficiency.demand.panel import PanelSeries, total_path
from sufficiency.demand.panel_errors import ORIGINS, spread_of

FloatArray = NDArray[np.float64]
FIRST_JANUARY = 2019
TAIL = 0.1
LASTS, WEIGHTS, POWERS = (3, 5, 8, 15), (2.0, 4.0, 8.0, 16.0, 32.0, 64.0, np.inf), (1, 2)
RESAMPLES = 4_000


def errors_of(series: PanelSeries) -> FloatArray:
    """Axes (area, January of the origin, years ahead - 1): errors at one year and one size."""
    spread = spread_of("total")
    found = np.full((*series.plans.shape, HORIZONS), np.nan)
    for origin in range(1, series.januaries - 1):
        ahead = min(HORIZONS, series.januaries - 1 - origin)
        path = total_path(series.until(origin), ahead)
        for year in range(1, ahead + 1):
            off = np.log(series.plans[:, origin + year] / series.plans[:, origin])
            off = off - path[:, year - 1]
            scale = year**spread.horizon * spread.of_size(series.plans[:, origin])
            found[:, origin, year - 1] = (off - np.nanmedian(off)) / scale
    return found


def own_scale(errors: FloatArray, origin: int, last: int, weight: float, power: int) -> FloatArray:
    """Axis (area): how unsteady each area was, of errors known at the origin; 1 where none is."""
    past = np.abs(errors[:, max(origin - last, 1) : origin, 0]) ** power
    if np.isinf(weight) or not past.shape[1]:
        return np.ones(len(errors))
    relative = past / np.nanmean(past, axis=0)
    known = np.isfinite(relative).sum(axis=1)
    return np.asarray(
        ((np.nansum(relative, axis=1) + weight) / (known + weight)) ** (1 / power), np.float64
    )


def interval_scores(
    errors: FloatArray, first: int, years: int, how: tuple[int, float, int]
) -> FloatArray:
    """Axes (origin, area): interval score of 80 % ranges made of errors at earlier Januaries."""
    scored = []
    for origin in range(first, errors.shape[1] - years):
        pool = [
            errors[:, past, horizon - 1] / own_scale(errors, past, *how)
            for horizon in range(1, years + 1)
            for past in range(1, origin - horizon + 1)[-ORIGINS:]
        ]
        low, high = np.nanquantile(np.concatenate(pool), [TAIL, 1 - TAIL])
        scale = own_scale(errors, origin, *how)
        off, low, high = errors[:, origin, years - 1], low * scale, high * scale
        outside = np.maximum(low - off, 0) + np.maximum(off - high, 0)
        scored.append(high - low + outside / TAIL)
    return np.array(scored)


def lasting(errors: FloatArray, first: int) -> tuple[float, float, list[float]]:
    """Share of the variance of e between areas, its chance in shuffles, and its correlations."""
    seen = np.abs(errors[:, first:-1, 0])
    seen = seen / seen.mean(axis=0)
    seen = seen - seen.mean(axis=0)
    count = seen.shape[1]
    within = seen.var(axis=1, ddof=1).mean()
    between = seen.mean(axis=1).var(ddof=1)
    chance = np.random.default_rng(1)
    shuffled = [
        chance.permuted(seen, axis=0).mean(axis=1).var(ddof=1) for _ in range(RESAMPLES // 2)
    ]
    apart = [
        np.mean([np.corrcoef(seen[:, one], seen[:, one + lag])[0, 1] for one in range(count - lag)])
        for lag in (1, 2, 3)
    ]
    real = between - within / count
    return float(real / (real + within)), float(np.mean(shuffled >= between)), apart


def gains(errors: FloatArray, first: int) -> FloatArray:
    """Axes (years ahead, area): score gained on each area, all chosen on the others."""
    ways = list(product(LASTS, WEIGHTS, POWERS))
    by_way = []
    for how in ways:
        gained = []
        for years in range(1, HORIZONS + 1):
            plain = interval_scores(errors, first, years, (1, np.inf, 1))
            own = interval_scores(errors, first, years, how)
            gained.append(np.nanmean(plain - own, axis=0) / np.nanmean(plain))
        by_way.append(gained)
    worth = np.array(by_way)
    left_out = np.empty(worth.shape[1:])
    for area in range(worth.shape[2]):
        others = np.delete(worth, area, axis=2).mean(axis=(1, 2))
        left_out[:, area] = worth[int(np.argmax(others)), :, area]
    return left_out


def main(folder: Path) -> None:
    """Print what lasts, and what it would be worth."""
    panel = even_panel(folder)
    errors = errors_of(panel.totals)
    first = FIRST_JANUARY - terms.january_of_year(panel.years[0])
    for start in (1, first - 1):
        share, chance, apart = lasting(errors, start)
        told = ", ".join(f"{one:.2f}" for one in apart)
        print(
            f"Januaries from {terms.january_of_year(panel.years[start])}: {100 * share:.1f} % of "
            f"the variance between authorities (in {100 * chance:.1f} % of shuffles as much); "
            f"correlation with one, two, three Januaries before {told}"
        )
    found = gains(errors, first)
    drawn = np.random.default_rng(1).integers(0, found.shape[1], (RESAMPLES, found.shape[1]))
    for name, gained in [
        *((f"{years} ahead", one) for years, one in enumerate(found, 1)),
        ("all", found.mean(axis=0)),
    ]:
        low, high = np.quantile(gained[drawn].mean(axis=1), [0.025, 0.975])
        print(f"{name}: score {100 * gained.mean():+.1f} % ({100 * low:.1f} to {100 * high:.1f})")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
