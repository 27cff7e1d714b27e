"""How years differ from one another, and where the chances of a draw come from.

Each draw has its own generators, made from the seed and its number: the numbers are the same for
any number of workers, and draw 7 is the same whether 10 or 1,000 are drawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import partial
from typing import Any

import numpy as np

from sufficiency.demand.estimates import estimate
from sufficiency.demand.margins import FloatArray

WholeChances = np.ndarray[Any, np.dtype[np.uint32]]

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
    CLOSING = 9


@dataclass(frozen=True, slots=True)
class YearEffects:
    """How much one year differs from another: standard deviations of the log.

    The defaults for the whole area come from the panel of other authorities (`estimates.csv`).
    Net joining varies more than new plans do, as it holds leavers, moves and late recording; its
    yearly effect and slope are set so that the 80 % range of a total is about as wide as the errors
    of the growth rule in the panel (docs/explanation/demand.md). The damping, and what needs and NC
    years have of their own, are judgement: nobody publishes joiners by need and authority for
    several years.

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

    joining: float = field(default_factory=partial(estimate, "net_joining_year"))
    joining_walk: float = field(default_factory=partial(estimate, "joining_walk"))
    slope: float = field(default_factory=partial(estimate, "net_joining_slope"))
    damping: float = 0.9
    joining_need: float = 0.10
    joining_ncy: float = 0.15
    leaving: float = field(default_factory=partial(estimate, "leaving_year"))
    leaving_walk: float = field(default_factory=partial(estimate, "leaving_walk"))
    leaving_need: float = 0.15
    leaving_ncy: float = 0.20


def generator_of(seed: int, draw: int, purpose: Purpose) -> np.random.Generator:
    """Make the generator of one draw for one purpose."""
    sequence = np.random.SeedSequence(seed, spawn_key=(draw, int(purpose)))
    return np.random.Generator(np.random.SFC64(sequence))


@dataclass(frozen=True, slots=True)
class Generators:
    """The generators of some draws: each gives its own part of what has the axis (draw) in front.

    Random numbers are all that is taken draw by draw; what follows from them is computed for some
    draws at once. A draw's numbers are so the same whichever others are beside it.

    Parameters
    ----------
    of_draws : tuple of numpy.random.Generator
        Axis (draw).
    """

    of_draws: tuple[np.random.Generator, ...]

    @classmethod
    def of(cls, seed: int, draws: Sequence[int], purpose: Purpose) -> Generators:
        """Make those of some draws for one purpose."""
        return cls(tuple(generator_of(seed, draw, purpose) for draw in draws))

    def normal(self, shape: tuple[int, ...]) -> FloatArray:
        """Axes (draw, ...): standard normals."""
        made = np.empty((len(self.of_draws), *shape))
        for own, generator in zip(made, self.of_draws, strict=True):
            generator.standard_normal(out=own)
        return made

    def gamma(self, known: FloatArray) -> FloatArray:
        """Axes (draw, ...): standard Gammas, the same parameters for all draws."""
        made = np.empty((len(self.of_draws), *known.shape))
        for own, generator in zip(made, self.of_draws, strict=True):
            generator.standard_gamma(known, out=own)
        return made

    def beta(self, one: FloatArray, other: FloatArray) -> FloatArray:
        """Axes (draw, ...): Betas, the same parameters for all draws."""
        return np.array([generator.beta(one, other) for generator in self.of_draws])

    def random_of_each(self, counts: Iterable[int]) -> FloatArray:
        """Axis (child): evenly spread from 0 to 1, so many for each draw, one behind the other."""
        each = zip(self.of_draws, counts, strict=True)
        return np.concatenate([generator.random(count) for generator, count in each])

    def whole_of_each(self, counts: Iterable[int]) -> WholeChances:
        """Axis (child): whole numbers of 31 bits, so many for each draw, one behind the other."""
        pairs = [
            # One number of 64 bits makes two.
            generator.bit_generator.random_raw((count + 1) // 2).view(np.uint32)[:count]
            for generator, count in zip(self.of_draws, counts, strict=True)
        ]
        made: WholeChances = np.concatenate(pairs)
        made >>= np.uint32(1)
        return made

    def beta_of_each(self, one: FloatArray, other: FloatArray) -> FloatArray:
        """Axes (draw, ...), as the parameters have them: Betas."""
        each = zip(self.of_draws, one, other, strict=True)
        return np.array([generator.beta(first, second) for generator, first, second in each])


def opposite_normals(
    shape: tuple[int, ...], *, seed: int, draws: Sequence[int], purpose: Purpose
) -> FloatArray:
    """Draw normals of which draws 0 and 1, 2 and 3 ... have opposite ones.

    Each is as likely as any other, and the mean of a hundred draws is nearly that of thousands
    (antithetic variates: Hammersley and Morton, 1956, Mathematical Proceedings of the Cambridge
    Philosophical Society 52, 449-475).

    Parameters
    ----------
    shape : tuple of int
        Of one draw.
    seed : int
    draws : sequence of int
        Which draws.
    purpose : Purpose
        What they are for.

    Returns
    -------
    FloatArray
        Axes (draw, ...).
    """
    pairs = sorted({draw // 2 for draw in draws})
    chance = Generators.of(seed, pairs, purpose).normal(shape)
    made = chance[np.searchsorted(pairs, [draw // 2 for draw in draws])]
    is_second = np.array([draw % 2 == 1 for draw in draws])
    made[is_second] *= -1.0
    return made


@dataclass(frozen=True, slots=True, eq=False)
class Shocks:
    """How the years of some draws differ.

    Parameters
    ----------
    joining, leaving : FloatArray
        Axes (draw, year, need, ncy): multipliers with a mean of 1.
    leaving_variance : FloatArray
        Axis (year): variance of `leaving`.
    """

    joining: FloatArray
    leaving: FloatArray
    leaving_variance: FloatArray


def year_shocks(
    effects: YearEffects,
    *,
    years: int,
    shape: tuple[int, ...],
    seed: int,
    draws: Sequence[int],
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
    seed : int
    draws : sequence of int
        Which draws.

    Returns
    -------
    Shocks
    """
    needs, ages = shape
    generators = Generators.of(seed, draws, Purpose.SHOCKS)
    slope = generators.normal((1,))
    chance = generators.normal((years, 4 + 2 * (needs + ages)))
    need, ncy, leaving_need, leaving_ncy = np.split(
        chance[..., 4:], [needs, needs + ages, 2 * needs + ages], axis=-1
    )
    ahead = np.arange(1.0, years + 1.0)
    fading = np.asarray(effects.damping ** (ahead - 1.0), dtype=np.float64)
    drift = np.cumsum(fading) * effects.slope
    walked = np.cumsum(chance[..., (1, 3)], axis=1)
    area = effects.joining * chance[..., 0] + effects.joining_walk * walked[..., 0]
    spread = effects.joining**2 + effects.joining_walk**2 * ahead + drift**2
    spread = spread + effects.joining_need**2 + effects.joining_ncy**2
    joining = _multiplier(
        area + drift * slope, effects.joining_need * need, effects.joining_ncy * ncy, spread
    )
    area = effects.leaving * chance[..., 2] + effects.leaving_walk * walked[..., 1]
    spread = effects.leaving**2 + effects.leaving_walk**2 * ahead
    spread = spread + effects.leaving_need**2 + effects.leaving_ncy**2
    leaving = _multiplier(
        area, effects.leaving_need * leaving_need, effects.leaving_ncy * leaving_ncy, spread
    )
    return Shocks(joining, leaving, np.expm1(spread))


def _multiplier(
    area: FloatArray, need: FloatArray, ncy: FloatArray, variance: FloatArray
) -> FloatArray:
    """Axes (draw, year, need, ncy): lognormal with a mean of 1."""
    of_need = (area - variance / 2)[..., None] + need
    return np.asarray(np.exp(of_need[..., None] + ncy[..., None, :]))


def shocked_leaving(leaving: FloatArray, shocks: Shocks) -> FloatArray:
    """Let a shock act on the force of leaving, so that a share never passes 1.

    With the force H = -log(1 - share) and a shock m of variance v, the share is
    1 - exp(-c H m), where c = (exp(v H) - 1) / (v H) keeps the mean share as it was (exactly
    so for a Gamma of that variance, and nearly so for the lognormal).

    Parameters
    ----------
    leaving : FloatArray
        Axes (draw or 1, year or 1, need, ncy, state or 1): share that leaves.
    shocks : Shocks
        Of the draws.

    Returns
    -------
    FloatArray
        Axes (draw, year, need, ncy, state or 1); none and all stay none and all.
    """
    all_of_them = leaving >= 1
    force = -np.log1p(-np.where(all_of_them, 0.0, leaving))
    grown = np.minimum(shocks.leaving_variance[:, None, None, None] * force, FURTHEST)
    # Where nobody leaves, and where years do not differ, the mean is kept as it is.
    part = np.ones_like(grown)
    np.divide(np.expm1(grown), grown, out=part, where=grown > 0)
    part *= -force
    part = part * shocks.leaving[..., None]
    gone = np.negative(np.expm1(part, out=part), out=part)
    return np.where(all_of_them, 1.0, gone)
