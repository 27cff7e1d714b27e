"""Steering the children of a whole area along a path of growth, whatever their rates are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sufficiency.demand.cohorts import carry
from sufficiency.demand.margins import FloatArray
from sufficiency.demand.pooling import ratio
from sufficiency.demand.rates import Rates

SMALLEST = 1e-9
"""Plans of an area that nobody is left in, so that its log is finite [children]."""


@dataclass(frozen=True, slots=True, eq=False)
class Steered:
    """A whole area on its path of growth, at today's population.

    Parameters
    ----------
    factor : FloatArray
        Axis (year): what the joining rates are to be multiplied by.
    growth : FloatArray
        Axis (year): growth of the log of all plans that comes of it.
    """

    factor: FloatArray
    growth: FloatArray


def steered(start: FloatArray, persons: FloatArray, rates: Rates, growth: FloatArray) -> Steered:
    """Find the growth of the joining rate that takes an area along its path.

    factor[y] = max(0, T[y] - survivors[y]) / sum(joining[y] P),  T[y] = T[y - 1] exp(growth[y]),

    at today's population P: joiners are what the path leaves room for. Survivors follow from the
    joiners of the years before. After the years of the path, the factor stays as it is in its last
    year.

    Parameters
    ----------
    start : FloatArray
        Axes (need, ncy, state): the last January of the whole area [children].
    persons : FloatArray
        Axis (ncy): today's population [persons].
    rates : Rates
        Of every projected year, without levers and limits.
    growth : FloatArray
        Axis (year): growth of the log of all plans.

    Returns
    -------
    Steered
    """
    stock, whole, factor = start[None], float(start.sum()), 1.0
    factors, totals = [], [whole]
    for year in range(len(rates.joining)):
        stay = carry(stock, rates, year).children
        usual = (rates.joining[year] * persons)[..., None] * rates.joiner_states[year]
        if year < len(growth):
            whole *= float(np.exp(growth[year]))
            room = np.array(max(whole - stay.sum(), 0.0))
            factor = float(ratio(room, np.array(usual.sum())))
        factors.append(factor)
        stock = stay + factor * usual[None]
        totals.append(float(stock.sum()))
    return Steered(np.array(factors), np.diff(np.log(np.maximum(totals, SMALLEST))))
