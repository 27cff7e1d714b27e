"""How years differ from one another, and where the chances of a draw come from.

Each draw has its own generators, made from the seed and its number: the numbers are the same for
any number of workers, and draw 7 is the same whether 10 or 1,000 are drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from sufficiency.demand.margins import FloatArray

FURTHEST = 50.0
"""Where nearly all leave, the centring of a shock stops here: beyond it would overflow."""


class Purpose(IntEnum):
    """What a generator is for: each purpose has its own, so that none disturbs another."""

    RATES = 0
    SHOCKS = 1
    CHILDREN = 2
    PANEL = 3
    DRIFT = 4
    SETTLING = 5
    POPULATION = 6
    JOINERS = 7
    NEEDS = 8


@dataclass(frozen=True, slots=True)
class YearEffects:
    """How much one year differs from another: standard deviations of the log.

    The defaults come from the panel of other authorities. Net joining varies more than new plans
    do, as it holds leavers, moves and late recording; its yearly effect and slope are set so that
    the 80 % range of a total is about as wide as the errors of the growth rule in the panel
    (docs/explanation/demand.md).

    Parameters
    ----------
    joining, leaving : float
        Of the whole area, each year anew.
    joining_walk, leaving_walk : float
        Of the whole area, adding up from year to year.
    slope : float
        Of the yearly growth of the joining rate, once for a draw.
    damping : float
        Share of the slope that is left after a year.
    joining_need, leaving_need : float
        Of each need, each year anew.
    joining_ncy, leaving_ncy : float
        Of each NC year, each year anew.
    """

    joining: float = 0.28
    joining_walk: float = 0.12
    slope: float = 0.04
    damping: float = 0.9
    joining_need: float = 0.10
    joining_ncy: float = 0.15
    leaving: float = 0.20
    leaving_walk: float = 0.10
    leaving_need: float = 0.15
    leaving_ncy: float = 0.20


def generator_of(seed: int, draw: int, purpose: Purpose) -> np.random.Generator:
    """Make the generator of one draw for one purpose."""
    sequence = np.random.SeedSequence(seed, spawn_key=(draw, int(purpose)))
    return np.random.Generator(np.random.SFC64(sequence))


@dataclass(frozen=True, slots=True, eq=False)
class Shocks:
    """How the years of one draw differ.

    Parameters
    ----------
    joining, leaving : FloatArray
        Axes (year, need, ncy): multipliers with a mean of 1.
    leaving_variance : FloatArray
        Axis (year): variance of `leaving`.
    """

    joining: FloatArray
    leaving: FloatArray
    leaving_variance: FloatArray


def year_shocks(
    effects: YearEffects, *, years: int, shape: tuple[int, ...], seed: int, draw: int
) -> Shocks:
    """Draw how each year differs, for the area, each need and each NC year.

    log effect = s z[year] + walk + slope + s z[year, need] + s z[year, ncy] - variance / 2

    Parameters
    ----------
    effects : YearEffects
        Standard deviations.
    years : int
        Projected years; a longer horizon does not change the earlier ones.
    shape : tuple of int
        Needs and NC years.
    seed, draw : int
        Which draw.

    Returns
    -------
    Shocks
    """
    needs, ages = shape
    generator = generator_of(seed, draw, Purpose.SHOCKS)
    slope = generator.standard_normal()
    chance = generator.standard_normal((years, 4 + 2 * (needs + ages)))
    need, ncy, leaving_need, leaving_ncy = np.split(
        chance[:, 4:], [needs, needs + ages, 2 * needs + ages], axis=1
    )
    ahead = np.arange(1.0, years + 1.0)
    fading = np.asarray(effects.damping ** (ahead - 1.0), dtype=np.float64)
    drift = np.cumsum(fading) * effects.slope
    area = effects.joining * chance[:, 0] + effects.joining_walk * np.cumsum(chance[:, 1])
    spread = effects.joining**2 + effects.joining_walk**2 * ahead + drift**2
    spread = spread + effects.joining_need**2 + effects.joining_ncy**2
    joining = _multiplier(
        area + drift * slope, effects.joining_need * need, effects.joining_ncy * ncy, spread
    )
    area = effects.leaving * chance[:, 2] + effects.leaving_walk * np.cumsum(chance[:, 3])
    spread = effects.leaving**2 + effects.leaving_walk**2 * ahead
    spread = spread + effects.leaving_need**2 + effects.leaving_ncy**2
    leaving = _multiplier(
        area, effects.leaving_need * leaving_need, effects.leaving_ncy * leaving_ncy, spread
    )
    return Shocks(joining, leaving, np.expm1(spread))


def _multiplier(
    area: FloatArray, need: FloatArray, ncy: FloatArray, variance: FloatArray
) -> FloatArray:
    """Axes (year, need, ncy): lognormal with a mean of 1."""
    centred = (area - variance / 2)[:, None, None]
    return np.asarray(np.exp(centred + need[:, :, None] + ncy[:, None, :]))


def shocked_leaving(leaving: FloatArray, shocks: Shocks) -> FloatArray:
    """Let a shock act on the force of leaving, so that a share never passes 1.

    With the force H = -log(1 - share) and a shock m of variance v, the share is
    1 - exp(-c H m), where c = (exp(v H) - 1) / (v H) keeps the mean share as it was (exactly
    so for a Gamma of that variance, and nearly so for the lognormal).

    Parameters
    ----------
    leaving : FloatArray
        Axes (need, ncy, state or 1), or these after an axis (year): share that leaves.
    shocks : Shocks
        Of the draw.

    Returns
    -------
    FloatArray
        Axes (year, need, ncy, state or 1); none and all stay none and all.
    """
    all_of_them = leaving >= 1
    force = -np.log1p(-np.where(all_of_them, 0.0, leaving))
    centre = np.minimum(shocks.leaving_variance[:, None, None, None] * force, FURTHEST)
    grown = np.asarray(centre, dtype=np.float64)
    centred = np.where(grown > 0, np.expm1(grown) / np.where(grown > 0, grown, 1.0), 1.0)
    return np.where(all_of_them, 1.0, -np.expm1(-centred * force * shocks.leaving[..., None]))
