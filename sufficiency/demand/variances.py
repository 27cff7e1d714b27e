"""How much years differ in an area of one's own: moment estimates, weighed with priors.

The priors of the whole area are those of other authorities (new plans by authority, 2016 to 2021,
net of England and of the authority's mean; ceased plans by authority): `estimates.csv`, and
docs/explanation/demand.md. Those of needs and NC years are judgement.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sufficiency.demand.answering import AS_POISSON, Answer, answer_of_leavers
from sufficiency.demand.estimates import estimate
from sufficiency.demand.margins import FloatArray
from sufficiency.demand.pooling import ratio
from sufficiency.demand.shocks import YearEffects
from sufficiency.demand.trends import DAMPING, shrunk

GROUP_YEARS = 10.0
"""Judgement: degrees of freedom that the prior of a yearly effect of need or NC year weighs."""
ENOUGH = 3.0
"""Cells with fewer expected children than this say nothing of how years differ."""
ROUNDS = 20


def flow_effects() -> YearEffects:
    """Give the prior where joiners and leavers are seen apart.

    Joining and leaving of the whole area as in other authorities; the slope is drawn with the
    level of the trend, and what needs and NC years have of their own is judgement.
    """
    return YearEffects(joining=estimate("joining_year"), slope=0.0, damping=DAMPING)


def year_variance(seen: FloatArray, expected: FloatArray, answer: Answer = AS_POISSON) -> float:
    """Estimate how much the members of an axis differ from year to year.

    Expected numbers are scaled to the totals of each year and of each member. A large member then
    absorbs some of its own effect, and (O - E)^2 - E is too small, which the following undoes.
    With s the member's share of its year, f = 1 - 1 / years, and c and r as the counts answer,

        variance = sum[(O - E)^2 - c E f (1 - s)]
                   / sum[(r E)^2 f ((1 - s)^2 + sum of the other s^2)],

    over cells with E above 3.

    Parameters
    ----------
    seen, expected : FloatArray
        Axes (year, member): O, and E before it is scaled [children].
    answer : Answer
        c and r; those of Poisson numbers, where left out.

    Returns
    -------
    float
        Variance of the log, which may be negative; nought where nothing can be seen.
    """
    count = len(seen)
    scaled = np.array(expected, dtype=np.float64)
    for _ in range(ROUNDS):
        scaled = scaled * ratio(seen.sum(axis=0), scaled.sum(axis=0))
        scaled = scaled * ratio(seen.sum(axis=1), scaled.sum(axis=1))[:, None]
    share = ratio(scaled, scaled.sum(axis=1, keepdims=True))
    others = (share**2).sum(axis=1, keepdims=True) - share**2
    free = 1 - 1 / count
    enough = scaled > ENOUGH
    top = (seen - scaled) ** 2 - answer.chance * scaled * free * (1 - share)
    bottom = (answer.reach * scaled) ** 2 * free * ((1 - share) ** 2 + others)
    whole = float(bottom[enough].sum())
    return float(top[enough].sum()) / whole if whole > 0 else 0.0


def group_effect(
    effect: float, seen: FloatArray, expected: FloatArray, answer: Answer = AS_POISSON
) -> float:
    """Weigh the estimate with a prior, by degrees of freedom (years - 1) (members - 1).

    Parameters
    ----------
    effect : float
        Prior standard deviation of the log.
    seen, expected : FloatArray
        Axes (year, member) [children]; only members of whom more than a few are expected count.
    answer : Answer
        As for `year_variance`.

    Returns
    -------
    float
        Standard deviation of the log; the prior where there is one year only.
    """
    members = int((expected.mean(axis=0) > ENOUGH).sum())
    free = (len(seen) - 1) * max(members - 1, 0)
    return shrunk(
        effect, year_variance(seen, expected, answer), prior_years=GROUP_YEARS, years=free
    )


def effects_of_years(
    joiners: FloatArray,
    expected_joiners: FloatArray,
    leavers: FloatArray,
    expected_leavers: FloatArray,
    opening: FloatArray,
) -> YearEffects:
    """Estimate how much years differ by need and by NC year, for joining and for leaving.

    The walks, and the yearly effects of the whole area, stay those of the prior: the trend weighs
    the latter with what it leaves unexplained.

    Parameters
    ----------
    joiners, expected_joiners, leavers, expected_leavers : FloatArray
        Axes (year, need, ncy) [children]; leavers without the top NC year.
    opening : FloatArray
        Axes (year, need, ncy), without the top NC year: children who could leave [children].

    Returns
    -------
    YearEffects
    """
    prior = flow_effects()
    return replace(
        prior,
        joining_need=group_effect(
            prior.joining_need, joiners.sum(axis=2), expected_joiners.sum(axis=2)
        ),
        joining_ncy=group_effect(
            prior.joining_ncy, joiners.sum(axis=1), expected_joiners.sum(axis=1)
        ),
        leaving_need=group_effect(
            prior.leaving_need,
            leavers.sum(axis=2),
            expected_leavers.sum(axis=2),
            answer_of_leavers(expected_leavers, opening, over=2),
        ),
        leaving_ncy=group_effect(
            prior.leaving_ncy,
            leavers.sum(axis=1),
            expected_leavers.sum(axis=1),
            answer_of_leavers(expected_leavers, opening, over=1),
        ),
    )
