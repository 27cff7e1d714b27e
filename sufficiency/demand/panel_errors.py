"""How far the rules of the panel have been from the truth, and ranges made of that.

A range rests on the errors of the same rule at earlier Januaries, in all areas of the panel. They
are measured against England (what all areas missed together is taken out and drawn apart), brought
to one horizon and one size of area, and drawn as they are: their tails are heavier than a normal's.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sufficiency.demand.estimates import estimate
from sufficiency.demand.margins import FloatArray
from sufficiency.demand.panel import PanelSeries, Path
from sufficiency.demand.shocks import Purpose

USUAL_SIZE = 3_000.0
"""A yardstick: plans of an area whose errors are taken as they are."""
ORIGINS = 5
"""Judgement: earlier Januaries, for each horizon, whose errors count: the last so many."""
LEAST_ERRORS = 100
"""Judgement: a panel with fewer errors than this leans on those that ship with the package."""


@dataclass(frozen=True, slots=True)
class Spread:
    """How errors grow with the years ahead, and fall with the size of an area.

    Parameters
    ----------
    horizon : float
        Errors k years ahead are k^horizon times those of one year; between 0.5 (years that know
        nothing of each other) and 1 (each year misses the same way as the one before).
    size : float
        Errors of an area with T plans are (T / 3,000)^-size times the usual.
    """

    horizon: float
    size: float

    def of_size(self, plans: FloatArray) -> FloatArray:
        """Give how much larger errors are than in an area of the usual size."""
        return np.asarray((np.maximum(plans, 1.0) / USUAL_SIZE) ** -self.size)


def spread_of(rule: str) -> Spread:
    """Give how the errors of a rule of the panel grow, as estimated (`estimates.csv`).

    Parameters
    ----------
    rule : str
        "total", "special", "independent", "base", or "share" for the shares of age bands.

    Examples
    --------
    >>> spread_of("total")
    Spread(horizon=0.75, size=0.2)
    """
    return Spread(horizon=estimate(f"{rule}_horizon"), size=estimate(f"{rule}_size"))


@dataclass(frozen=True, slots=True, eq=False)
class PastErrors:
    """Errors of a rule at earlier Januaries, brought to one year ahead and the usual size.

    Parameters
    ----------
    spread : Spread
        How they were brought there.
    by_horizon : tuple of FloatArray
        For each horizon from 1 on: axis (error), of that horizon and all shorter ones, in rising
        order.
    """

    spread: Spread
    by_horizon: tuple[FloatArray, ...]

    def at(self, horizon: int) -> FloatArray:
        """Give the errors for a horizon; those of the longest measured, beyond it."""
        return self.by_horizon[min(horizon, len(self.by_horizon)) - 1]


def past_errors(
    series: PanelSeries, rule: Path, *, horizon: int, spread: Spread
) -> PastErrors | None:
    """Measure a rule at earlier Januaries of the same panel.

    e = (log T[o + h] - log T[o] - path[h] - median over areas) / (h^p size), for the last five
    origins o with o + h known; p and size as `spread` has them. What is known only later is never
    used at an origin.

    Parameters
    ----------
    series : PanelSeries
        To the January from which is projected.
    rule : Path
        What is measured.
    horizon : int
        Years ahead.
    spread : Spread
        How they are brought to one year and one size.

    Returns
    -------
    PastErrors or None
        None where there are fewer errors than a range can rest on.
    """
    last = series.januaries - 1
    found: list[list[FloatArray]] = [[] for _ in range(horizon)]
    for origin in range(1, last):
        known = series.until(origin)
        if not (known.england_plans[-2:] > 0).all():
            continue
        ahead = min(horizon, last - origin)
        path = rule(known, ahead)
        for year in range(1, ahead + 1):
            found[year - 1].append(_errors_at(series, path[:, year - 1], origin, year, spread))
    return pooled_errors(found, spread)


def shipped_errors(quantiles: FloatArray, spread: Spread) -> PastErrors:
    """Take errors that ship with the package for every horizon."""
    return PastErrors(spread, (np.sort(quantiles),))


def chances(*, seed: int, part: int, draws: int, years: int, columns: int) -> FloatArray:
    """Give normal chances: more draws or years never change the earlier ones.

    Parameters
    ----------
    seed : int
        Of all of them.
    part : int
        What they are for: each part has its own.
    draws, years, columns : int
        How many.

    Returns
    -------
    FloatArray
        Axes (draw, year, column).
    """
    drawn = np.empty((draws, years, columns))
    for draw in range(draws):
        sequence = np.random.SeedSequence(seed, spawn_key=(draw, int(Purpose.PANEL), part))
        generator = np.random.Generator(np.random.SFC64(sequence))
        drawn[draw] = generator.standard_normal((years, columns))
    return drawn


def drawn_nation(chance: FloatArray) -> FloatArray:
    """Draw what England's growth is off.

    Each year's growth is off by N(0, 0.010), and drifts by N(0, 0.004) from year to year.

    Parameters
    ----------
    chance : FloatArray
        Axes (draw, year, 2).

    Returns
    -------
    FloatArray
        Axes (draw, year): log of plans.
    """
    drift = np.cumsum(chance[:, :, 1] * estimate("england_walk"), axis=1)
    return np.asarray(np.cumsum(chance[:, :, 0] * estimate("england_year") + drift, axis=1))


def drawn_apart(chance: FloatArray, errors: PastErrors, *, plans: FloatArray) -> FloatArray:
    """Draw what each area is off, as the rule was at earlier Januaries.

    off[k] = size k^p Q_k(Phi(B[k] / k^p)), where Q_k is the quantile of past errors and B a
    fractional Brownian motion with the exponent p: an area that is high in one year is likely to
    be high in the next. cov(B[j], B[k]) = (j^2p + k^2p - |j - k|^2p) / 2.

    Parameters
    ----------
    chance : FloatArray
        Axes (draw, year, area).
    errors : PastErrors
        Of the rule.
    plans : FloatArray
        Axis (area): plans of the last January.

    Returns
    -------
    FloatArray
        Axes (draw, year, area): log of plans.
    """
    from scipy.special import ndtr

    years = chance.shape[1]
    motion = _motion(years, errors.spread.horizon)
    moved = np.zeros(chance.shape)
    # Year by year, so that the sum is the very same however many draws there are.
    for year in range(years):
        moved += motion[:, year, None] * chance[:, year, None]
    spread = (np.arange(1.0, years + 1.0) ** errors.spread.horizon)[:, None]
    known = [errors.at(year) for year in range(1, years + 1)]
    off = _quantiles(known, ndtr(moved / spread)) * spread
    return np.asarray(off * errors.spread.of_size(plans))


@lru_cache(maxsize=32)
def _motion(years: int, exponent: float) -> FloatArray:
    """Axes (year, chance): what makes independent chances a fractional Brownian motion."""
    ahead = np.arange(1.0, years + 1.0)
    power = 2 * exponent
    apart = np.abs(ahead[:, None] - ahead[None, :])
    covariance = (ahead[:, None] ** power + ahead[None, :] ** power - apart**power) / 2
    made = np.asarray(np.linalg.cholesky(covariance), dtype=np.float64)
    made.flags.writeable = False
    return made


def _quantiles(rising: list[FloatArray], share: FloatArray) -> FloatArray:
    """Axes (draw, year, area): quantiles of each year's numbers, which are in rising order.

    Straight lines between them, as `numpy.quantile` draws them.
    """
    most = np.array([len(one) - 1 for one in rising])
    first = np.cumsum(most + 1) - (most + 1)
    together = np.concatenate(rising)
    at = share * most[:, None]
    low = at.astype(np.int64)
    below = together.take(low + first[:, None])
    above = together.take(np.minimum(low + 1, most[:, None]) + first[:, None])
    return np.asarray(below + (at - low) * (above - below))


def pooled_errors(found: list[list[FloatArray]], spread: Spread) -> PastErrors | None:
    """Put the errors of each horizon, one array an origin, with those of the shorter ones."""
    pooled, so_far = [], list[FloatArray]()
    for errors in found:
        so_far = [*so_far, *errors[-ORIGINS:]]
        pooled.append(np.sort(np.concatenate(so_far)) if so_far else np.empty(0))
    return PastErrors(spread, tuple(pooled)) if len(pooled[0]) >= LEAST_ERRORS else None


def _errors_at(
    series: PanelSeries, path: FloatArray, origin: int, year: int, spread: Spread
) -> FloatArray:
    """Axis (error): of one January and one horizon, in the areas with both numbers."""
    start = series.plans[:, origin]
    broken = series.breaks_between(origin, origin + year)
    end = np.where(broken, np.nan, series.plans[:, origin + year])
    return centred_errors(start * np.exp(path), end, start=start, year=year, spread=spread)


def centred_errors(
    projected: FloatArray, truth: FloatArray, *, start: FloatArray, year: int, spread: Spread
) -> FloatArray:
    """Give the log of the truth over what was projected, less its median over the areas.

    Parameters
    ----------
    projected, truth, start : FloatArray
        Axis (area): what was projected, what came, and what there was at the origin [children].
    year : int
        Years ahead.
    spread : Spread
        Brings them to one year and the usual size.

    Returns
    -------
    FloatArray
        Axis (error): of the areas where all three are known and above nought.
    """
    known = (np.nan_to_num(projected) > 0) & (np.nan_to_num(truth) > 0) & (start > 0)
    off = np.log(truth[known] / projected[known])
    centre = np.median(off) if len(off) else 0.0
    return np.asarray((off - centre) / (year**spread.horizon * spread.of_size(start[known])))
