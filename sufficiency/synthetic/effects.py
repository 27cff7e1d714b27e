"""How years differ in a synthetic area: trends, walks, shocks, and a change of regime.

Every standard deviation is drawn for each area from a wide range, so that no one value can be
learned from many areas.

How large they are is set so that areas of 4,000 plans are as uncertain as published authorities.
With T an authority's plans, E England's, and P what the rule of the panel foresees of both, what
nobody foresaw in k years is

    u[k] = log(T[t + k] / T[t]) - log(E[t + k] / E[t]) - P[k],    times (T[t] / 4,000)^0.14,

where the power is the one of greatest likelihood. In 47 authorities whose code has an even last
digit, from the Januaries 2018 on to 2025 (Department for Education, Education, health and care
plans, reporting year 2025), half the width of the middle 80 % of u over 1.28 was 4.2, 8.6 and
10.9 % at 1, 3 and 5 years (standard errors over authorities 0.3, 0.7 and 1.4), and its kurtosis
7.4, 3.4 and 3.1, that of one year from faults in single files. England itself was off what its
last growth foresees by 0.9, 2.1 and 4.1 % (root mean square). `benchmarks/spread.py` measures both,
and the same of synthetic areas. Yearly effects of joining agree with new plans by authority, 2016
to 2024: the log less England's differs between years k apart with a variance of 0.065 + 0.02 k.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy import special

from sufficiency.synthetic.chance import Chance, FloatArray, Purpose, chance_of
from sufficiency.synthetic.options import Options
from sufficiency.synthetic.patterns import NCYS, NEEDS, place_of

RANGES: dict[str, tuple[float, float]] = {
    "joining_area": (0.08, 0.30),
    "joining_walk": (0.04, 0.12),
    "joining_need": (0.03, 0.22),
    "joining_ncy": (0.03, 0.25),
    "leaving_area": (0.15, 0.42),
    "leaving_walk": (0.00, 0.08),
    "leaving_need": (0.03, 0.20),
    "leaving_ncy": (0.05, 0.25),
}
"""Standard deviations of the log, lowest and highest: of one year, and for a walk of its steps."""

FREEDOM = 2.5
"""Degrees of freedom of the heavy-tailed shocks of a broken area."""
FURTHEST, QUANTILES = 6.0, 5_000
"""A heavy-tailed shock is at most so many standard deviations; and how finely its law is laid out
to find its mean."""
TOGETHER = 0.7
"""Share of the variance of needs that is common to all needs of a broken area."""
NATION_YEAR = 0.045
"""Standard deviation of the log of the nation's joining, each year anew."""
NATION_BEFORE = 3
"""So many Januaries before its own an area knows of the nation."""
FADING = {"nation_damping": (0.85, 1.0), "own_damping": (0.5, 0.95)}
"""Share of a slope that is left after each future year, lowest and highest."""
OWN_YEARS = 6
"""An area's own slope has lasted so many years at most: areas differ for a while, not for ever."""


@dataclass(frozen=True, slots=True, eq=False)
class Effects:
    """How each year differs from the true rates; the first axis is each year after the first.

    Parameters
    ----------
    spreads : dict of str to float
        Standard deviations drawn for this area, its slopes and its damping.
    nation : FloatArray
        Axis (year, from `NATION_BEFORE` before the first on): log level of the nation's joining.
    trend : FloatArray
        Axis (year): log level of the area's joining: the nation's trend and the area's own slope,
        both nought in the last year of the history, and its walk.
    joining, leaving : FloatArray
        Axes (year, need, ncy): multipliers besides the trend.
    parts : dict of str to FloatArray
        The log effects by name, such as "joining_need", with the axes (year, member).
    regime : dict of str to float or None
        In a broken area: the first academic year of the change, and what it multiplies.
    """

    spreads: dict[str, float]
    nation: FloatArray
    trend: FloatArray
    joining: FloatArray
    leaving: FloatArray
    parts: dict[str, FloatArray]
    regime: dict[str, float] | None

    def joining_of(self, step: int) -> FloatArray:
        """Axes (need, ncy): what multiplies joining in one year."""
        return np.asarray(self.joining[step] * np.exp(self.trend[step]))


def effects_of(options: Options) -> Effects:
    """Draw how the years of an area differ."""
    chance = chance_of(options.seed, Purpose.JOINING)
    spreads = {name: chance.between(*bounds) for name, bounds in RANGES.items()}
    spreads |= {name: chance.between(*bounds) for name, bounds in FADING.items()}
    spreads["nation_slope"] = 0.07 + 0.025 * float(chance.normal(1)[0])
    spreads["own_slope"] = 0.015 * float(chance.normal(1)[0])
    spreads["prevalence"] = float(chance.spread(0.22, 1)[0])
    convergence = chance.between(0.0, 0.05)
    spreads["own_slope"] -= convergence * float(np.log(spreads["prevalence"]))
    nation = _nation(options, spreads)
    parts = _parts(options, spreads)
    own = own_level(spreads, _run(options, spreads["own_damping"]))[1:]
    trend = nation[NATION_BEFORE + 1 :] + own + np.cumsum(parts["joining_walk"][:, 0])
    joining = _together(parts, "joining")
    walk = np.cumsum(parts["leaving_walk"][:, 0])
    leaving = _together(parts, "leaving") * np.exp(walk)[:, None, None]
    regime = None
    if options.is_broken:
        joining, leaving, regime = _changed(options, joining, leaving)
    return Effects(spreads, nation, trend, joining, leaving, parts, regime)


def own_level(spreads: dict[str, float], run: FloatArray) -> FloatArray:
    """Axis (year): the area's own log level of joining, nought in the last January known.

    Parameters
    ----------
    spreads : dict of str to float
    run : FloatArray
        Axis (year): years since the last January known, the future ones faded.
    """
    return np.asarray(spreads["own_slope"] * np.maximum(run, -OWN_YEARS))


def _run(options: Options, damping: float, before: int = 0) -> FloatArray:
    """Axis (year): years since the last January, the future ones fading."""
    years = np.arange(options.first_year - before, options.years[-1] + 1) - options.last_year
    ahead = np.maximum(years, 0)
    faded = np.concatenate([[0.0], np.cumsum(damping ** np.arange(1, ahead.max() + 1))])
    return np.asarray(np.where(years > 0, faded[ahead], years))


def _nation(options: Options, spreads: dict[str, float]) -> FloatArray:
    """Axis (year): the nation's trend, with a little chance of its own each year."""
    run = _run(options, spreads["nation_damping"], before=NATION_BEFORE)
    first = options.first_year - NATION_BEFORE
    noise = [
        float(chance_of(options.seed, Purpose.NATION, first + step).normal(1)[0])
        for step in range(len(run))
    ]
    return np.asarray(spreads["nation_slope"] * run + NATION_YEAR * np.array(noise))


def _parts(options: Options, spreads: dict[str, float]) -> dict[str, FloatArray]:
    """Log effects by name; each year has streams of its own, for joining and for leaving."""
    sizes = {"area": 1, "walk": 1, "need": len(NEEDS), "ncy": len(NCYS)}
    found: dict[str, list[FloatArray]] = {name: [] for name in RANGES}
    for year in options.years[1:]:
        for flow in ("joining", "leaving"):
            chance = chance_of(options.seed, Purpose[flow.upper()], year)
            for over, size in sizes.items():
                spread = spreads[f"{flow}_{over}"]
                found[f"{flow}_{over}"].append(_shocks(chance, options, over, size, spread))
    return {name: np.array(rows) for name, rows in found.items()}


def _shocks(chance: Chance, options: Options, over: str, size: int, spread: float) -> FloatArray:
    """Axis (member): log effects whose multipliers have a mean of 1.

    They are normal; in a broken area they have heavy tails, and needs go together.
    """
    if not options.is_broken:
        return np.asarray(spread * chance.normal(size) - spread**2 / 2)
    drawn = _heavy(chance.heavy(size, freedom=FREEDOM))
    if over != "need":
        return np.asarray(spread * drawn - _log_mean(spread))
    common, own = spread * np.sqrt(TOGETHER), spread * np.sqrt(1 - TOGETHER)
    together = common * chance.normal(1) - common**2 / 2
    return np.asarray(together + own * drawn - _log_mean(own))


def _heavy(drawn: FloatArray) -> FloatArray:
    """Scale Student's t so that the middle half is about as wide as a normal's; no end is open."""
    return np.clip(0.8 * drawn, -FURTHEST, FURTHEST)


def _log_mean(spread: float) -> float:
    """Give the log of the mean multiplier of heavy-tailed shocks, which no formula has."""
    return float(np.log(np.exp(spread * _heavy_quantiles()).mean()))


@cache
def _heavy_quantiles() -> FloatArray:
    """Axis (quantile): the law of heavy-tailed shocks, laid out evenly."""
    middles = (np.arange(QUANTILES) + 0.5) / QUANTILES
    return _heavy(np.asarray(special.stdtrit(FREEDOM, middles), dtype=np.float64))


def _together(parts: dict[str, FloatArray], flow: str) -> FloatArray:
    """Axes (year, need, ncy): the product of the effects of area, need and NC year."""
    log = parts[f"{flow}_area"][:, :, None] + parts[f"{flow}_need"][:, :, None]
    return np.asarray(np.exp(log + parts[f"{flow}_ncy"][:, None, :]))


def _changed(
    options: Options, joining: FloatArray, leaving: FloatArray
) -> tuple[FloatArray, FloatArray, dict[str, float]]:
    """Change the regime from a future year on: who gets a plan, and how long it lasts."""
    chance = chance_of(options.seed, Purpose.BROKEN, 3)
    year = options.last_year + chance.whole(1, 3)
    sides = np.where(chance.uniform(2) < 0.5, -1.0, 1.0)
    factor = 1 + float(sides[0]) * chance.between(0.2, 0.4)
    later = 1 + float(sides[1]) * chance.between(0.2, 0.4)
    from_then = np.array(options.years[1:]) >= year
    joining = np.where(from_then[:, None, None], joining * factor, joining)
    older = np.arange(len(NCYS)) >= place_of(11)
    leaving = np.where(from_then[:, None, None] & older, leaving * later, leaving)
    return joining, leaving, {"year": year, "joining": factor, "leaving_from_year_11": later}
