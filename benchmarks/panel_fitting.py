"""Estimate again what was estimated from the panel (`sufficiency/demand/estimates.csv`).

    python benchmarks/panel_fitting.py FOLDER

prints each shipped number beside the one found now, on the authorities of the folder whose code has
an even last digit, and how far the shipped errors (`sufficiency/england/panel_errors.csv`) are from
those found now. Nothing is written: shipped numbers are round, since differences of a few
hundredths are no evidence, and a change of them is a decision.

Weights are those with the smallest mean absolute error of the log, after what all authorities
missed together is taken out (the median over authorities, at each January and horizon); each
January from 2018 on counts alike. Exponents are those of greatest likelihood for errors of the
double exponential distribution with the scale exp(a) k^p (T / 3,000)^-b, so that tails do not rule.
How years differ is read from changes from year to year, in which an authority's own level drops
out: with d = log rate of a year less that of the year before,

    var(d) = trend^2 + walk^2 + 2 (year^2 + chance),
    cov(d, next d) = trend^2 - (year^2 + chance),    cov(d, a later d) = trend^2,

where chance is 1 / count.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from panel import authorities
from scipy.optimize import minimize, nnls

from sufficiency import england
from sufficiency.demand.estimates import estimates
from sufficiency.demand.panel import (
    PanelSeries,
    PlacementWeights,
    Weights,
    england_total_path,
    half_rise_path,
    rise_path,
    standing_path,
    total_path,
)
from sufficiency.demand.panel_bands import band_shares
from sufficiency.demand.panel_errors import USUAL_SIZE, past_errors, spread_of
from sufficiency.panel.reading import Panel, panel_of_frame

FloatArray = NDArray[np.float64]
Rule = Callable[[PanelSeries, int], FloatArray]

FIRST_JANUARY, HORIZONS = 2018, 5
"""Until January 2018 statements went over into plans."""
RULES: dict[str, Rule] = {
    "total": total_path,
    "special": rise_path,
    "independent": half_rise_path,
    "base": standing_path,
}
BY_HAND = ("net_joining_year", "net_joining_slope")
"""Set by comparing widths of ranges; nothing is minimised."""
NEW_PLANS_YEARS, CEASED_YEARS = range(2016, 2022), range(2022, 2025)


def even_panel(folder: Path) -> Panel:
    """Read the folder; keep authorities whose code has an even last digit, and England."""
    known = authorities(folder)
    rows = known.history
    return panel_of_frame(rows[rows["area"].isin([*known.even, "England"])])


def misses(
    series: PanelSeries, rule: Rule, first: int
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Axes (case): how far a rule was off apart from what all missed, years ahead, and plans."""
    off, ahead, size = [], [], []
    last = series.januaries - 1
    for origin in range(first, last):
        path = rule(series.until(origin), min(HORIZONS, last - origin))
        for year in range(path.shape[1]):
            start, end = series.plans[:, origin], series.plans[:, origin + year + 1]
            with np.errstate(divide="ignore", invalid="ignore"):
                found = np.log(end / start) - path[:, year]
            known = np.isfinite(found)
            off.append(found[known] - np.median(found[known]))
            ahead.append(np.full(int(known.sum()), year + 1.0))
            size.append(start[known])
    return np.concatenate(off), np.concatenate(ahead), np.concatenate(size)


def fitted(loss: Callable[[FloatArray], float], start: list[float]) -> FloatArray:
    """Give the parameters that lose the least: a search without slopes, as the loss has kinks."""
    options = {"xatol": 1e-4, "fatol": 1e-7, "maxiter": 2_000}
    return np.asarray(minimize(loss, start, method="Nelder-Mead", options=options).x)


def weights(series: PanelSeries, first: int) -> dict[str, float]:
    """Estimate the weights of all plans."""
    names = ("own_last_year", "own_three_years", "new_plans", "own_fading", "converging")

    def loss(given: FloatArray) -> float:
        if not (0 <= given[3] <= 0.99 and 0 <= given[4] <= 0.5):
            return np.inf
        worth = Weights(*given)
        return _weighed(misses(series, lambda one, k: total_path(one, k, weights=worth), first))

    best = fitted(loss, [estimates()[name].value for name in names])
    return dict(zip(names, best.tolist(), strict=True))


def placement_weights(series: PanelSeries, first: int) -> dict[str, float]:
    """Estimate the weights of state special placements."""
    names = ("own_placements", "own_placements_fading")

    def loss(given: FloatArray) -> float:
        if not 0 <= given[1] <= 0.99:
            return np.inf
        worth = PlacementWeights(*given)
        return _weighed(misses(series, lambda one, k: rise_path(one, k, weights=worth), first))

    best = fitted(loss, [estimates()[name].value for name in names])
    return dict(zip(names, best.tolist(), strict=True))


def _weighed(found: tuple[FloatArray, FloatArray, FloatArray]) -> float:
    """Mean absolute error, each horizon over its usual size: long ones do not rule."""
    off, ahead, _ = found
    return float(np.mean(np.abs(off) / ahead ** spread_of("total").horizon))


def exponents(name: str, found: tuple[FloatArray, FloatArray, FloatArray]) -> dict[str, float]:
    """Estimate how errors grow with years ahead, and fall with size."""
    off, ahead, size = (np.asarray(part) for part in found)

    def unlikely(given: FloatArray) -> float:
        scale = given[0] + given[1] * np.log(ahead) - given[2] * np.log(size / USUAL_SIZE)
        return float(np.mean(np.abs(off) / np.exp(scale) + scale))

    best = fitted(unlikely, [-3.0, 0.6, 0.2])
    return {f"{name}_horizon": float(best[1]), f"{name}_size": float(best[2])}


def share_misses(panel: Panel, first: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Axes (case): the same for shares of bands, each band brought to one size and one error."""
    widths = np.array([last - start + 1.0 for start, last in panel.spans])
    totals = panel.bands.sum(axis=2)
    off, ahead, size = [], [], []
    for origin in range(first, len(panel.bands) - 1):
        years = min(HORIZONS, len(panel.bands) - 1 - origin)
        nation = panel.england_bands[origin - 1 : origin + 1]
        shares = band_shares(panel.bands[origin], nation, widths, years=years)
        for year in range(years):
            came = panel.bands[origin + year + 1]
            with np.errstate(divide="ignore", invalid="ignore"):
                found = np.log(came / (shares[:, year] * totals[origin + year + 1][:, None]))
            known = np.isfinite(found).all(axis=1)
            off.append(found[known] - np.median(found[known], axis=0))
            ahead.append(np.full(found[known].shape, year + 1.0))
            size.append(panel.bands[origin][known])
    errors, children = np.concatenate(off), np.concatenate(size)
    errors = errors / np.abs(errors).mean(axis=0)
    children = children / np.exp(np.log(children).mean(axis=0)) * USUAL_SIZE
    return errors.ravel(), np.concatenate(ahead).ravel(), children.ravel()


def of_england(series: PanelSeries, first: int) -> dict[str, float]:
    """Estimate how far England's growth is off: mean squares by horizon, in two parts.

    After k years the mean square is year^2 k + walk^2 k (k + 1) (2 k + 1) / 6.
    """
    squares: list[list[float]] = [[] for _ in range(HORIZONS)]
    nobody = np.empty((0, series.januaries))
    nation = PanelSeries(
        *(nobody,) * 3,
        series.england_plans,
        series.england_children,
        series.england_new_plans,
        np.empty(nobody.shape, np.bool_),
    )
    last = series.januaries - 1
    for origin in range(first, last):
        ahead = min(HORIZONS, last - origin)
        path = england_total_path(nation.until(origin), ahead)
        for year in range(ahead):
            grown = np.log(series.england_plans[origin + year + 1] / series.england_plans[origin])
            squares[year].append((grown - path[year]) ** 2)
    ahead = np.arange(1.0, HORIZONS + 1.0)
    design = np.stack([ahead, ahead * (ahead + 1) * (2 * ahead + 1) / 6], axis=1)
    mean = np.array([np.mean(one) for one in squares])
    parts, _ = nnls(design / mean[:, None], np.ones(HORIZONS))
    return {
        "england_year": float(np.sqrt(parts[0])),
        "england_walk": float(np.sqrt(parts[1])),
    }


def how_years_differ(folder: Path) -> dict[str, float]:
    """Estimate how joining and leaving of an area differ from year to year."""
    flows = pd.read_csv(folder / "ehcp_flows_by_la.csv")
    flows = flows[flows["level"].eq("Local authority")]
    flows = flows[flows["la_code"].str[-1].isin(list("02468"))]
    placed = pd.read_csv(folder / "ehcp_panel_by_placement_2010_2025.csv")
    stock = placed[placed["placement"].eq("total")].set_index("series_code")
    joining = _year_parts(flows, stock, "new_plans", NEW_PLANS_YEARS)
    leaving = _year_parts(flows, stock, "ceased_plans", CEASED_YEARS)
    return {
        "joining_year": joining[0],
        "joining_walk": joining[1],
        "joining_trend": joining[2],
        "leaving_year": leaving[0],
        "leaving_walk": leaving[1],
    }


def _year_parts(
    flows: pd.DataFrame, stock: pd.DataFrame, column: str, years: range
) -> tuple[float, float, float]:
    """Standard deviations of the log: each year anew, adding up, and of the trend."""
    wide = flows.pivot_table(index="la_code", columns="year", values=column)
    counts = wide.reindex(columns=list(years))
    # The January in which the calendar year begins; that of 2018 is not usable as published.
    opening = stock.reindex(counts.index)[[str(year) for year in years]].to_numpy(dtype=float)
    seen = counts.to_numpy(dtype=float)
    rate = np.log(np.where((seen > 0) & (opening > 0), seen, np.nan) / opening)
    rate = rate - np.nanmedian(rate, axis=0)
    change = np.diff(rate, axis=1)
    chance = float(np.nanmean(1 / np.where(seen > 0, seen, np.nan)))
    held = change[np.isfinite(change).all(axis=1)]
    # The furthest changes are cases recorded late or twice, and say nothing of usual years.
    held = held[(np.abs(held) < np.log(4)).all(axis=1)]
    variance = float((held**2).mean())
    shared = float((held[:, :-1] * held[:, 1:]).mean())
    later = [(held[:, :-lag] * held[:, lag:]).mean() for lag in range(2, held.shape[1])]
    trend = max(float(np.mean(later)), 0.0) if later else 0.0
    own, walk = trend - shared - chance, variance + 2 * shared - 3 * trend
    year, walked, slope = np.sqrt(np.maximum([own, walk, trend], 0.0)).tolist()
    return year, walked, slope


def shipped_apart(panel: Panel) -> dict[str, float]:
    """Say by how much shipped errors differ from those found now, at most, by rule."""
    series = {"total": panel.totals, **panel.placements}
    apart = {}
    for name, rule in RULES.items():
        found = past_errors(series[name], rule, horizon=HORIZONS, spread=spread_of(name))
        rows = [row for row in england.rows("panel_errors") if row["rule"] == name]
        shares = [float(row["quantile"]) for row in rows]
        now = np.quantile(found.at(HORIZONS), shares)
        apart[name] = float(np.abs(now - england.panel_errors(name)).max())
    return apart


def found_now(folder: Path) -> dict[str, float]:
    """Estimate everything that can be, by name."""
    panel = even_panel(folder)
    first = panel.years.index(FIRST_JANUARY - 1)
    found = {**weights(panel.totals, first)}
    found |= placement_weights(panel.placements["special"], first)
    for name, rule in RULES.items():
        series = panel.totals if name == "total" else panel.placements[name]
        found |= exponents(name, misses(series, rule, first))
    found |= exponents("share", share_misses(panel, first))
    return {**found, **of_england(panel.totals, first), **how_years_differ(folder)}


def main(folder: Path) -> None:
    """Print shipped numbers beside those found now."""
    found = found_now(folder)
    print("| estimate | shipped | found now |\n|---|--:|--:|")
    for name, one in estimates().items():
        now = f"{found[name]:.3f}" if name in found else "set by hand"
        print(f"| {name} | {one.value:g} | {now} |")
    print("\n| shipped errors of | furthest from those found now |\n|---|--:|")
    for name, apart in shipped_apart(even_panel(folder)).items():
        print(f"| {name} | {apart:.4f} |")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
