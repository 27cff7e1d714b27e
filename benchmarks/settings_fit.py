"""Find the sizes of the drift of settings (`sufficiency/england/setting_drift.csv`).

`python benchmarks/settings_fit.py FOLDER` prints them, from the authorities of the folder whose
code has an even last digit, beside how often a range of these sizes held the truth and what
England's trend is worth. A size is
sqrt(yearly^2 + child / children); both numbers of each setting are those with which the 10 and
90 % quantiles of the log of a setting lose the least (pinball loss; each setting counts alike),
over one to three years that do not cross January 2023.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from settings import (
    BREAK,
    CHANCE,
    FIRST,
    HORIZONS,
    JANUARIES,
    LAST,
    SETTINGS,
    Authority,
    authorities,
    drift,
)

from sufficiency.demand.drifting import drift_of, drifted_mix

FloatArray = NDArray[np.float64]

EDGE = 1.2816
"""A normal's 90 % quantile."""
SETTLED = np.log(3.0)
"""Log of the usual `child`; a setting in which it hardly shows stays near it."""
COUNTS = len(SETTINGS)
MOST_YEARLY, MOST_CHILD = 0.6, 10.0
"""A walk with larger steps would let one setting take over an area in a few years."""
WIDER = 1.1
"""The fit leaves out settings that nobody was in, and knows no whole children: on the authorities
that the sizes were found on, draws (`settings.mix_drawn`) of so much wider steps held 80 %."""


def spans() -> list[tuple[int, int]]:
    """List origins and years ahead that do not cross the break."""
    return [
        (origin, ahead)
        for origin in JANUARIES[1:-1]
        for ahead in HORIZONS
        if origin + ahead <= LAST and not origin < BREAK <= origin + ahead
    ]


def misses(areas: list[Authority]) -> dict[str, FloatArray]:
    """Hold a mix that follows England's trend against what came, ages and totals as they came.

    Returns
    -------
    dict of str to FloatArray
        Axis (case): "setting", "ahead", "children" (at the origin) and "off", the log of what
        came over what was said; axes (case, setting): "moves", by how much the log of the
        setting moves with the log weight of each, and "held", children at the origin.
    """
    rows = [
        case for area in areas for origin, ahead in spans() for case in _cases(area, origin, ahead)
    ]
    columns = list(zip(*rows, strict=True))
    names = ("setting", "ahead", "children", "off", "moves", "held")
    return {name: np.array(column) for name, column in zip(names, columns, strict=True)}


def said_of(
    area: Authority, origin: int, ahead: int, *, trend: bool = True
) -> tuple[FloatArray, FloatArray]:
    """Axes (ncy, setting), twice: children as England's trend has them, and their mix."""
    now, then = area.fitted[origin - FIRST], area.fitted[origin + ahead - FIRST]
    mix = np.maximum(now, 1e-12)
    mix = mix / mix.sum(axis=1, keepdims=True)
    mix = drifted_mix(mix[None], drift(origin, ahead).expected[-1:] * trend)[0, 0]
    return mix * then.sum(axis=1, keepdims=True), mix


def weighted_percent(areas: list[Authority], ahead: int, *, trend: bool) -> float:
    """Weighted error over settings, with ages and totals as they came."""
    off = whole = 0.0
    for area in areas:
        for origin in [origin for origin, years in spans() if years == ahead]:
            came = area.counted[origin + ahead - FIRST]
            said = said_of(area, origin, ahead, trend=trend)[0].sum(axis=0)
            off, whole = off + float(np.abs(said - came).sum()), whole + float(came.sum())
    return 100 * off / whole


def _cases(area: Authority, origin: int, ahead: int) -> list[tuple[object, ...]]:
    """One case for each setting that anybody was in."""
    cells, mix = said_of(area, origin, ahead)
    said, came = cells.sum(axis=0), area.counted[origin + ahead - FIRST]
    held = area.counted[origin - FIRST]
    moves = np.eye(COUNTS) - cells.T @ mix / np.maximum(said, 1e-9)[:, None]
    return [
        (place, ahead, held[place], np.log((came + 0.5) / (said + 0.5))[place], moves[place], held)
        for place in range(COUNTS)
        if held[place] >= 1 and said[place] >= 1
    ]


def spread_of(sizes: FloatArray, seen: dict[str, FloatArray]) -> FloatArray:
    """Axis (case): standard deviation of the log, with log sizes (yearly, then child) in."""
    yearly, child = np.exp(sizes[:COUNTS]), np.exp(sizes[COUNTS:])
    weights = drift_of(years=1, states=COUNTS, yearly=yearly, child=child).variance(seen["held"])
    one_year = (seen["moves"] ** 2 * weights).sum(axis=1) + CHANCE / seen["children"]
    return np.asarray(np.sqrt(one_year * seen["ahead"]))


def fitted(seen: dict[str, FloatArray]) -> FloatArray:
    """Axes (yearly or child, setting): the sizes that lose the least."""
    setting, off = seen["setting"], seen["off"]
    usual = np.array([np.median(np.abs(off[setting == place])) for place in range(COUNTS)])
    weight = 1 / (usual * np.bincount(setting, minlength=COUNTS))[setting]

    def loss(sizes: FloatArray) -> float:
        edge = EDGE * spread_of(sizes, seen)
        low, high = off + edge, off - edge
        pinball = np.maximum(0.1 * low, -0.9 * low) + np.maximum(0.9 * high, -0.1 * high)
        return float((pinball * weight).sum() + 1e-3 * ((sizes[COUNTS:] - SETTLED) ** 2).sum())

    start = np.concatenate([np.full(COUNTS, np.log(0.1)), np.full(COUNTS, np.log(2.0))])
    bounds = [(np.log(0.005), np.log(MOST_YEARLY))] * COUNTS + [
        (np.log(0.3), np.log(MOST_CHILD))
    ] * COUNTS
    # A loss with kinks: a search by slopes stops early, and one by lines goes on from there.
    near = minimize(loss, start, method="L-BFGS-B", bounds=bounds).x
    best = minimize(loss, near, method="Powell", bounds=bounds, options={"ftol": 1e-7})
    return np.exp(best.x).reshape(2, COUNTS)


def main(folder: Path) -> None:
    """Print the sizes, and how often ranges of these held the truth."""
    areas = authorities(folder)
    seen = misses([area for area in areas if area.even])
    sizes = fitted(seen)
    wider = sizes * [[WIDER], [WIDER**2]]
    for row in zip(SETTINGS, *wider.tolist(), strict=True):
        print(f"{row[0]},{row[1]:.2f},{row[2]:.1f}")
    print("what came over what was said, even: setting, median, mean over authorities")
    for place, setting in enumerate(SETTINGS):
        ratios = np.exp(seen["off"][seen["setting"] == place])
        print(f"{setting},{np.median(ratios):.2f},{ratios.mean():.2f}")
    for name, kept in (("even", True), ("odd", False)):
        chosen = [area for area in areas if area.even is kept]
        tried = misses(chosen)
        inside = np.abs(tried["off"]) < EDGE * spread_of(np.log(sizes).ravel(), tried)
        by_year = [100 * inside[tried["ahead"] == ahead].mean() for ahead in HORIZONS]
        print(f"{name}: held at 80 %, by years ahead:", *(f"{share:.1f}" for share in by_year))
        for trend in (False, True):
            errors = [weighted_percent(chosen, ahead, trend=trend) for ahead in HORIZONS]
            words = "with England's trend" if trend else "last mix by age"
            print(f"{name}: weighted error, {words}:", *(f"{error:.2f}" for error in errors))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
