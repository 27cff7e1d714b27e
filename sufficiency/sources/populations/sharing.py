"""Shares of an authority's children by locality: the arithmetic, on arrays only."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

MEMORY = 0.9
"""Of a locality's own year group so much of its share is kept a year (decision 0022)."""

BESIDE = 2
"""The usual share of an age is that of the ages up to so many years beside it."""

YOUNGEST = 5
"""Children not yet born when localities were counted are shared as those under this age."""

TENTHS = 10


def usual_shares(children: FloatArray) -> FloatArray:
    """Give each locality's usual share of every age: its share of the ages about it.

    Parameters
    ----------
    children : FloatArray
        Axes (locality, age) [persons].

    Returns
    -------
    FloatArray
        Axes (locality, age); each age adds up to 1.
    """
    ages = children.shape[1]
    near = np.stack(
        [
            children[:, max(age - BESIDE, 0) : min(age + BESIDE, ages - 1) + 1].sum(axis=1)
            for age in range(ages)
        ],
        axis=1,
    )
    return _shares(near, children.sum(axis=1))


def shares(
    children: FloatArray,
    *,
    ages: int,
    ahead: int,
    memory: float,
    births: Mapping[int, FloatArray],
) -> FloatArray:
    """Give each locality's share of every age, so many years after localities were counted.

    Of the children of age a, k years ahead, locality l has

        s[l, a] = m^n c[l, a] + (1 - m^n) u[l, a],

    where u is its usual share of the age, m the memory, and c its share of the same children
    when they were last seen, n years before: at age a - k in the base year (n = k), or at birth
    where births of that year are given (n = a). Children not born by the base year, without
    births, are shared as the base year's children under 5 (n = k).

    Parameters
    ----------
    children : FloatArray
        Axes (locality, age) in the base year [persons].
    ages : int
        So many ages from 0 are wanted.
    ahead : int
        k, years since the base year.
    memory : float
        m, from 0 to 1.
    births : mapping of int to FloatArray
        Axis (locality): births so many years after the base year.

    Returns
    -------
    FloatArray
        Axes (locality, age); each age adds up to 1.
    """
    usual = usual_shares(children)
    everybody = children.sum(axis=1)
    made = np.empty((children.shape[0], ages))
    for age in range(ages):
        seen = ahead
        if age >= ahead:
            cohort = children[:, age - ahead]
        elif ahead - age in births:
            cohort, seen = births[ahead - age], age
        else:
            cohort = children[:, :YOUNGEST].sum(axis=1)
        own = usual[:, age] if cohort.sum() <= 0 else _shares(cohort[:, None], everybody)[:, 0]
        kept = memory**seen
        made[:, age] = kept * own + (1 - kept) * usual[:, age]
    return made


def _shares(amounts: FloatArray, otherwise: FloatArray) -> FloatArray:
    """Divide by the sum over localities; where that is nought, by all children, or evenly."""
    totals = amounts.sum(axis=0)
    whole = otherwise.sum()
    spare = otherwise / whole if whole > 0 else np.full(len(otherwise), 1 / len(otherwise))
    made = np.where(totals > 0, amounts / np.where(totals > 0, totals, 1.0), spare[:, None])
    return np.asarray(made, dtype=np.float64)


def split(total: float, parts: FloatArray) -> FloatArray:
    """Split a total into tenths of a person, by parts, so that they add up to it.

    Tenths are given by largest remainder; what is left of the total beyond tenths goes to the
    largest part.

    Parameters
    ----------
    total : float
        Persons.
    parts : FloatArray
        Axis (locality): how much each should have, in any unit.

    Returns
    -------
    FloatArray
        Axis (locality) [persons].
    """
    whole = parts.sum()
    if whole <= 0 or total <= 0:
        return np.zeros_like(parts)
    tenths = int(np.floor(round(total * TENTHS, 6)))
    exact = parts / whole * tenths
    given = np.floor(exact)
    order = np.argsort(-(exact - given), kind="stable")
    given[order[: tenths - int(given.sum())]] += 1
    largest = int(np.argmax(parts))
    made = given / TENTHS
    made[largest] += total - tenths / TENTHS
    return np.asarray(np.round(made, 6), dtype=np.float64)
