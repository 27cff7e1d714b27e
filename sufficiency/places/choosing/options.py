"""Which openings are possible at all, before anything is weighed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sufficiency.places.choosing.problem import Budget, Problem, Schemes

BoolArray = NDArray[np.bool_]
FloatArray = NDArray[np.float64]

ROUNDING = 1e-13
"""Sums of pounds differ by this share of all amounts of a budget, which is no penny."""

PART_OF_PENNY = 1e-3
"""A budget is kept where it is passed by no more than this, which is the rounding of floats
[pounds]."""


def allowance(budget: Budget) -> float:
    """Give the limit of a budget with the rounding of floats, a part of a penny [pounds]."""
    amounts = float(np.abs(budget.pounds).sum() + abs(budget.limit))
    return budget.limit + PART_OF_PENNY + ROUNDING * amounts


def least_pounds(budget: Budget, possible: BoolArray, must_open: BoolArray) -> FloatArray:
    """Axis (scheme): the least that each takes of a budget, over what it may still do [pounds].

    Parameters
    ----------
    budget : Budget
    possible : BoolArray
        Axes (scheme, opening).
    must_open : BoolArray
        Axis (scheme).
    """
    taken = np.where(possible, budget.pounds, np.inf).min(axis=1, initial=np.inf)
    must = must_open & possible.any(axis=1)
    least: FloatArray = np.where(must, taken, np.minimum(taken, 0.0))
    return least


def must_open_all(schemes: Schemes) -> BoolArray:
    """Axis (scheme): must open, or is required by one that must."""
    must = schemes.must_open.copy()
    for _ in schemes.names:
        for first, second in schemes.requires:
            must[second] |= must[first]
    return must


def possible_openings(problem: Problem) -> BoolArray:
    """Find the openings that no budget, requirement or exclusion rules out by itself.

    An opening is ruled out where its pounds, with the least that all other schemes take, are more
    than a budget; where what the scheme requires cannot be open by then; and where the scheme
    excludes one that must open.

    Parameters
    ----------
    problem : Problem

    Returns
    -------
    BoolArray
        Axes (scheme, opening).
    """
    schemes = problem.schemes
    possible, must = schemes.may_open.copy(), must_open_all(schemes)
    while True:
        kept = possible.copy()
        for pair in schemes.excludes:
            for one, other in (pair, pair[::-1]):
                kept[one] &= not must[other]
        for first, second in schemes.requires:
            kept[first] &= np.logical_or.accumulate(kept[second])
        for budget in problem.budgets:
            least = least_pounds(budget, kept, must)
            others = least.sum() - least
            kept &= budget.pounds + others[:, None] <= allowance(budget)
        if (kept == possible).all():
            return possible
        possible = kept
