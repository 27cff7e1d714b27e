"""The level and the trend of joining and leaving, by generalised least squares."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sufficiency.demand.answering import AS_POISSON, Answer
from sufficiency.demand.estimates import estimate
from sufficiency.demand.margins import FloatArray
from sufficiency.demand.shocks import Generators

DAMPING = 0.9
"""Judgement: share of a trend that is left after a year."""
AREA_YEARS = 5.0
"""Judgement: years that the prior of a yearly effect of the whole area weighs."""
LEAST_REACH = 0.25
"""Judgement: r counts as this at least, that of nine in ten who leave: beyond it counts are of the
age that all leave at, and tell nothing of a year."""
CONTINUITY = 0.5
"""Added to counts before their log is taken, so that none at all has one."""


@dataclass(frozen=True, slots=True, eq=False)
class Trend:
    """How the area's rate stands in the last year against all years, and where it goes.

    Parameters
    ----------
    level, slope : float
        log of the factor of the last year, and its growth a year.
    covariance : FloatArray
        Axes (2, 2): of the two.
    effect : float
        Standard deviation of the log from year to year; for leaving, of its force.
    part : float
        Which part of the trend is carried forward.
    """

    level: float
    slope: float
    covariance: FloatArray
    effect: float
    part: float


def fitted_trend(
    seen: FloatArray,
    expected: FloatArray,
    *,
    effect: float,
    walk: float,
    slope: float = 0.0,
    part: float = 1.0,
    answer: Answer = AS_POISSON,
) -> Trend:
    """Fit level and trend to the yearly factors log((O + 0.5) / (E + 0.5)).

    With k years before the last, y = level - slope k + noise, of covariance
    r r' (effect^2 I + walk^2 min(k, k')) + c / (O + 0.5), and slope ~ N(given, 0.05^2), solved in
    closed form; c and r as the counts answer.
    The yearly effect itself is that of the prior, weighing five years, and of the residuals:

        effect^2 = max(0, y'My - tr(M (r r' walk^2 min(k, k') + c / (O + 0.5)))) / tr(M r^2),

    with M the residual maker of a straight line, so that walk and chance are not read twice.

    Parameters
    ----------
    seen, expected : FloatArray
        Axis (year): what came, and what the rates of all years lead one to expect [children].
    effect, walk : float
        Prior standard deviations of the log: each year anew, and adding up.
    slope : float
        Prior mean of the trend: the growth of the rate elsewhere.
    part : float
        Which part of the trend is carried forward.
    answer : Answer
        Axis (year): c and r; those of Poisson numbers, where left out.

    Returns
    -------
    Trend
    """
    factors = np.log(seen + CONTINUITY) - np.log(expected + CONTINUITY)
    back = np.arange(len(seen) - 1, -1, -1.0)
    reach = np.maximum(np.broadcast_to(answer.reach, back.shape), LEAST_REACH)
    known = walk**2 * np.minimum.outer(back, back) * np.outer(reach, reach)
    known = known + np.diag(answer.chance / (seen + CONTINUITY))
    design = np.stack([np.ones_like(back), -back], axis=1)
    spread = _yearly_effect(factors, design, known, reach, effect)
    precision = np.linalg.inv(known + spread**2 * np.diag(reach**2))
    prior = np.diag([0.0, 1.0 / estimate("joining_trend") ** 2])
    covariance = np.linalg.inv(design.T @ precision @ design + prior)
    level, growth = covariance @ (design.T @ precision @ factors + prior @ [0.0, slope])
    return Trend(float(level), float(growth), covariance, spread, part)


def _yearly_effect(
    factors: FloatArray, design: FloatArray, known: FloatArray, reach: FloatArray, effect: float
) -> float:
    """Standard deviation of the log from year to year: prior and residuals weighed."""
    free = len(factors) - 2
    if free < 1:
        return effect
    maker = np.eye(len(factors)) - design @ np.linalg.pinv(design)
    seen = factors @ maker @ factors - np.trace(maker @ known)
    variance = float(seen) / float(np.diag(maker) @ reach**2)
    return shrunk(effect, variance, prior_years=AREA_YEARS, years=free)


def shrunk(effect: float, variance: float, *, prior_years: float, years: float) -> float:
    """Weigh a variance that was seen with a prior one.

    sqrt((nu0 effect^2 + nu max(0, variance)) / (nu0 + nu))

    Parameters
    ----------
    effect : float
        Prior standard deviation.
    variance : float
        What was seen.
    prior_years, years : float
        Degrees of freedom: nu0 and nu.

    Returns
    -------
    float
        Standard deviation.
    """
    whole = prior_years * effect**2 + years * max(variance, 0.0)
    return float(np.sqrt(whole / (prior_years + years)))


def trend_path(trend: Trend, years: int) -> FloatArray:
    """Give the expected factor of each projected year.

    Parameters
    ----------
    trend : Trend
    years : int
        Projected years; a longer horizon does not change the earlier ones.

    Returns
    -------
    FloatArray
        Axis (year): exp(level + part slope (1 + 0.9 + 0.9^2 ...)).
    """
    return np.asarray(np.exp(trend.level + trend.part * trend.slope * _damped(years)))


def drawn_path(trend: Trend, years: int, generators: Generators) -> FloatArray:
    """Draw level and slope together, once for a whole run.

    Parameters
    ----------
    trend : Trend
    years : int
        Projected years.
    generators : Generators
        Of the draws.

    Returns
    -------
    FloatArray
        Axes (draw, year): centred, so that its mean over draws is that of `trend_path`.
    """
    chance = np.linalg.cholesky(trend.covariance) @ generators.normal((2,))[..., None]
    reach = np.stack([np.ones(years), trend.part * _damped(years)], axis=1)
    variance = np.einsum("yi,ij,yj->y", reach, trend.covariance, reach)
    drawn = np.exp((reach @ chance)[..., 0] - variance / 2)
    return np.asarray(trend_path(trend, years) * drawn)


def _damped(years: int) -> FloatArray:
    """Axis (year): how many years' worth of the trend have come by then."""
    return np.asarray(np.cumsum(DAMPING ** np.arange(years)), dtype=np.float64)
