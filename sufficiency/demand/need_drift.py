"""How the needs of an area depart from its profile by age, as its own Januaries show.

Cohorts are carried so that they keep to the profile of need by age. Where cases are recorded anew
between two Januaries, or needs change in another way than England's do, some needs gain or lose
besides, year after year, and single children change places. From stocks nobody can tell who was
recoded; how far a need is out each year, and by how much more than chance, one can.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from sufficiency.demand.margins import BoolArray, FloatArray, IntArray
from sufficiency.demand.pooling import by_phase, pooled_factor, ratio
from sufficiency.demand.profiles import moves_between, surviving_mix
from sufficiency.demand.progression import Progression
from sufficiency.demand.recording import recorded_otherwise
from sufficiency.demand.shocks import Generators, Purpose, YearEffects
from sufficiency.demand.stocks import Stocks
from sufficiency.demand.trends import DAMPING, shrunk

USUAL_DRIFT = 0.02
"""Judgement: prior standard deviation of a need's yearly drift in a phase; a tenth in 5 years."""
DRIFT_CELLS = 10.0
"""Judgement: needs of a phase that this prior weighs."""
USUAL_RECODED = 0.02
"""Judgement: prior standard deviation of the share of children recoded in a year, around none."""
ENOUGH = 3.0
"""Needs of a phase with fewer expected children than this say nothing of chance."""
MOST_RECODED = 0.15
"""Judgement: share recoded in a year, at most: more than this is a break, and no habit."""
UNLIKE = 2.0
"""A year is left out where the mean square of all years is more than so many times that of the
others."""
LEAST_SQUARE = 1.0
"""Added to mean squares before they are held against each other: chance alone makes one."""
LEAST_CHANCE = 1e-6
"""Variance over the children of a need is at least this, so that nothing is divided by nought."""


@dataclass(frozen=True, slots=True, eq=False)
class NeedDrift:
    """What needs gain, lose and exchange besides what the profile by age says.

    Parameters
    ----------
    log : FloatArray
        Axes (need, ncy reached): of the factor by which a need's children are multiplied a year.
    spread : FloatArray
        The same axes: standard deviation of what is not known of it.
    recoded : float
        Share of children who take a need by chance each year, as the others of their NC year.
    mix : FloatArray
        Axes (need, ncy reached): mix of needs of those who reach an NC year.
    """

    log: FloatArray
    spread: FloatArray
    recoded: float
    mix: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """What was counted, and what the January before leads one to expect.

    Parameters
    ----------
    counted, expected, variance : FloatArray
        Axes (year, need, phase): O, E, and the variance of O that the model itself has [children].
    """

    counted: FloatArray
    expected: FloatArray
    variance: FloatArray


def measured_need_drift(
    stocks: Stocks, mix: FloatArray, progression: Progression, *, broken: Collection[int] = ()
) -> NeedDrift | None:
    """Estimate what needs gain, lose and exchange, by phase.

    E are the children of a need and phase whom the January before leads one to expect, with as
    many in each NC year as there were: survivors who keep to the profile, and joiners. O are those
    who were counted, V is the variance of O that leaving, changing, joining and its yearly effect
    by need explain. With f = sum of O over sum of E over the years, T years, and n the needs of a
    phase with more than a few children, for each phase

        phi = sum[(O - f E)^2 / E] / ((T - 1) n),    phi0 = sum[V / E] / (T n),
        2 rho = mean over phases of (phi - phi0) / (1 - s), weighed by (T - 1) n / phi0^2,

    where s is the share of a need. rho, drawn towards none, is the share recoded, 0.15 at most.
    Where a year alone makes the sum of squares more than twice what the others make of it, it is
    left out: needs were then counted in another way, whether or not anybody said so. Then

        tau^2 = sum[(sum O - sum E)^2 / sum E - phi1] / sum E,   phi1 = phi0 + 2 rho,

    over needs, weighed with its prior; the factor of a year is (sum O + k) / (sum E + k) with
    k = phi1 / tau^2, and the variance of its log is phi1 / (sum E + k).

    Parameters
    ----------
    stocks : Stocks
        Two Januaries say nothing of who is recoded; three or more do.
    mix : FloatArray
        Axes (need, ncy): the mix of needs at each NC year.
    progression : Progression
        Net joining and leaving.
    broken : collection of int
        Academic years from which needs are counted in another way than the year before: what
        changed then is no drift, and is left out. So are years of which a January does not record
        the needs that the last one does.

    Returns
    -------
    NeedDrift or None
        None where every year is left out.
    """
    left_out = {*broken, *_recorded_otherwise(stocks)}
    if all(year in left_out for year in stocks.years[1:]):
        return None
    seen = _without_break(_seen(stocks, mix, progression, left_out))
    counted, expected = seen.counted.sum(axis=0), seen.expected.sum(axis=0)
    enough = expected > ENOUGH * len(seen.expected)
    needs = enough.sum(axis=0)
    own = ratio(_mean_by_phase(seen.variance, seen.expected, enough), needs, otherwise=1.0)
    own = np.maximum(own / len(seen.expected), LEAST_CHANCE)
    recoded = _recoded(seen, enough, own)
    chance = own + 2 * recoded
    gap = ratio((counted - expected) ** 2, expected) - chance
    variance = ratio((gap * enough).sum(axis=0), (expected * enough).sum(axis=0))
    drift = np.array(
        [
            shrunk(USUAL_DRIFT, float(one), prior_years=DRIFT_CELLS, years=max(count - 1.0, 0.0))
            for one, count in zip(variance, needs, strict=True)
        ]
    )
    strength = chance / drift**2
    pooled = pooled_factor(counted, expected, strength=strength)
    spread = np.sqrt(chance / (expected + strength))
    return NeedDrift(
        np.log(pooled)[:, stocks.phase],
        spread[:, stocks.phase],
        recoded,
        surviving_mix(mix, progression.leaving),
    )


def _recorded_otherwise(stocks: Stocks) -> set[int]:
    """Give the academic years of which a January records other needs than the last one does."""
    other = np.asarray(recorded_otherwise(stocks.children.sum(axis=(1, 3, 4))).any(axis=1))
    return {
        year
        for year, is_other in zip(stocks.years[1:], other[1:] | other[:-1], strict=True)
        if is_other
    }


def _mean_by_phase(squares: FloatArray, expected: FloatArray, enough: BoolArray) -> FloatArray:
    """Axis (phase): squares over what is expected, added up over years and needs that count."""
    return np.asarray((ratio(squares, expected) * enough).sum(axis=(0, 1)))


def _without_break(seen: _Seen) -> _Seen:
    """Leave out the year that is unlike all others, where there is one and three years or more."""
    years = len(seen.expected)
    if years < 3:
        return seen
    rest = [_only(seen, [one for one in range(years) if one != left]) for left in range(years)]
    squares = [_mean_square(one) for one in rest]
    least = int(np.argmin(squares))
    return rest[least] if _mean_square(seen) > UNLIKE * squares[least] else seen


def _only(seen: _Seen, years: list[int]) -> _Seen:
    return _Seen(seen.counted[years], seen.expected[years], seen.variance[years])


def _mean_square(seen: _Seen) -> float:
    """Give the mean over needs and phases of (O - f E)^2 / V, and 1 besides, as by chance."""
    years = len(seen.expected)
    counted, expected = seen.counted.sum(axis=0), seen.expected.sum(axis=0)
    rest = seen.counted - ratio(counted, expected) * seen.expected
    enough = (expected > ENOUGH * years) & (seen.variance.min(axis=0) > 0)
    cells = (ratio(rest**2, seen.variance) * enough).sum() / max((years - 1) * enough.sum(), 1)
    return float(cells) + LEAST_SQUARE


def _recoded(seen: _Seen, enough: BoolArray, own: FloatArray) -> float:
    """Estimate the share of children recoded in a year."""
    years, needs = len(seen.expected), enough.sum(axis=0)
    if years < 2:
        return 0.0
    counted, expected = seen.counted.sum(axis=0), seen.expected.sum(axis=0)
    rest = seen.counted - ratio(counted, expected) * seen.expected
    free = (years - 1.0) * needs
    phi = ratio(_mean_by_phase(rest**2, seen.expected, enough), free)
    others = 1 - ratio(expected, expected.sum(axis=0))
    others = ratio((others * enough).sum(axis=0), needs, otherwise=1.0)
    # A variance of so many degrees of freedom is off by 2 phi^2 / free, and half of it is looked
    # for.
    precision = free * (2 * others) ** 2 / (2 * own**2)
    whole = float(precision.sum())
    if whole <= 0:
        return 0.0
    share = float((precision * (phi - own) / (2 * others)).sum()) / whole
    drawn = max(share, 0.0) * USUAL_RECODED**2 / (USUAL_RECODED**2 + 1 / whole)
    return min(drawn, MOST_RECODED)


def _seen(
    stocks: Stocks, mix: FloatArray, progression: Progression, broken: Collection[int]
) -> _Seen:
    """Carry each January to the next by what the profile says, NC years as large as they were."""
    counts = stocks.children.sum(axis=(1, 4))
    survived = surviving_mix(mix, progression.leaving)
    counted, expected, variance = [], [], []
    for year, (before, after) in zip(stocks.years[1:], pairwise(counts), strict=True):
        if year in broken:
            continue
        stay, left = np.zeros_like(before), np.zeros_like(before)
        leaving = progression.leaving
        stay[:, 1:] = (before * (1 - leaving))[:, :-1]
        left[:, 1:] = (before * leaving * (1 - leaving))[:, :-1]
        whole = after.sum(axis=0)
        # A cohort that shrank by more than usual has nobody who joined.
        stay = stay * np.minimum(ratio(whole, stay.sum(axis=0), otherwise=1.0), 1.0)
        joined = whole - stay.sum(axis=0)
        leaves, goes = moves_between(survived.T, mix.T, stay.sum(axis=0), joined)
        moved = stay * leaves.T
        arrived = goes.T * (moved.sum(axis=0) + joined)
        counted.append(by_phase(after, stocks.phase))
        expected.append(by_phase(stay - moved + arrived, stocks.phase))
        by_year = YearEffects().joining_need * by_phase(goes.T * joined, stocks.phase)
        free = by_phase(left + moved + arrived, stocks.phase) + by_year**2
        variance.append(_within_total(free, expected[-1]))
    return _Seen(np.array(counted), np.array(expected), np.array(variance))


def _within_total(variance: FloatArray, expected: FloatArray) -> FloatArray:
    """Take out what all needs of a phase have in common, since NC years are as they were.

    (1 - 2 s) V + s^2 sum V, with s the share of the need; axes (need, phase).
    """
    share = ratio(expected, expected.sum(axis=0))
    return np.asarray((1 - 2 * share) * variance + share**2 * variance.sum(axis=0))


def drifting_needs(
    leaves: FloatArray, goes: FloatArray, drift: NeedDrift, chance: FloatArray | float
) -> tuple[FloatArray, FloatArray]:
    """Let needs drift, and children be recoded, besides what the profile by age asks for.

    In year k the log of a need's children among those who reach an NC year rises by
    d 0.9^(k - 1), with d = log + spread z, and what is then more or less than there are is taken
    off all of them alike: needs that lose send as few children as possible to those that gain.
    Then a share of all takes a need by chance, as the mix of the NC year is; whoever takes the
    same again is counted out and in.

    Parameters
    ----------
    leaves, goes : FloatArray
        Axes (year, need, ncy): share whose need changes, and to which need they go.
    drift : NeedDrift
    chance : FloatArray or float
        Axes (..., need, ncy): z, one for a whole run; nought for expected numbers.

    Returns
    -------
    leaves, goes : FloatArray
        Axes (..., year, need, ncy).
    """
    fading = DAMPING ** np.arange(len(leaves), dtype=np.float64)
    lasting = np.asarray(drift.log + drift.spread * chance)
    grown = np.exp(fading[:, None, None] * lasting[..., None, :, :])
    against = ratio(grown, (drift.mix * grown).sum(axis=-2, keepdims=True), otherwise=1.0)
    lost = np.maximum(1 - against, 0.0)
    gained = drift.mix * np.maximum(against - 1, 0.0)
    towards = ratio(gained, gained.sum(axis=-2, keepdims=True))
    stay = drift.mix * (1 - leaves)
    pieces = (
        ((drift.mix * leaves).sum(axis=-2, keepdims=True), goes),
        ((stay * lost).sum(axis=-2, keepdims=True), towards),
        (drift.recoded * (stay * (1 - lost)).sum(axis=-2, keepdims=True), drift.mix),
    )
    whole = sum((piece for piece, _ in pieces), start=np.zeros(()))
    mixed = sum((piece * to for piece, to in pieces), start=np.zeros(()))
    arrived = np.where(whole > 0, ratio(mixed, whole), goes)
    return 1 - (1 - leaves) * (1 - lost) * (1 - drift.recoded), arrived


def drawn_need_drift(
    drift: NeedDrift, phase: IntArray, *, seed: int, draws: Sequence[int]
) -> FloatArray:
    """Draw how far the drift of each need and phase is off, once for a whole run.

    Parameters
    ----------
    drift : NeedDrift
    phase : IntArray
        Axis (ncy): position of the phase.
    seed : int
    draws : sequence of int
        Which draws.

    Returns
    -------
    FloatArray
        Axes (draw, need, ncy): standard normal, the same in all NC years of a phase.
    """
    generators = Generators.of(seed, draws, Purpose.NEEDS)
    return generators.normal((len(drift.log), int(phase.max()) + 1))[..., phase]
