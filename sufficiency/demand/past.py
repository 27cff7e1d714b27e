"""What drove the change from one counted January to the next: parts that add up to it exactly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from sufficiency.demand.central import central_rates
from sufficiency.demand.drivers import switched
from sufficiency.demand.estimation import with_unknown
from sufficiency.demand.margins import FloatArray
from sufficiency.demand.model import DemandModel
from sufficiency.demand.rates import Rates
from sufficiency.demand.tracking import Part, account_of_miss

PAST_PARTS = ("ageing", "population", "joining", "leaving", "mix")
"""What adds up to the change from one January to the next, in the order in which it is shown."""


@dataclass(frozen=True, slots=True, eq=False)
class PastParts:
    """The children of every counted January but the first, and what made them as many.

    Parameters
    ----------
    before, counted : FloatArray
        Axes (year, locality, need, ncy): of the January before, and of that of the year
        [children].
    amounts : mapping of str to FloatArray
        By the names of `PAST_PARTS`, the same axes: with `before` they add up to `counted`.
    """

    before: FloatArray
    counted: FloatArray
    amounts: Mapping[str, FloatArray]


def past_parts(model: DemandModel) -> PastParts:
    """Split the change between counted Januaries as `usual_change` does, at the usual rates.

    Usual rates are those that the model estimates from all Januaries given, without growth and
    without levers.

    Parameters
    ----------
    model : DemandModel
        Made from January stocks.

    Returns
    -------
    PastParts
    """
    stocks = model.stocks
    children = stocks.children.sum(axis=-1)
    # A locality without population stands in, by its children of the last January, as it does
    # when rates are estimated.
    population = with_unknown(
        stocks.population_of(stocks.years[0], stocks.base), children[-1].sum(axis=(1, 2))
    )
    free = replace(model, levers=replace(model.levers, limits=None))
    rates = central_rates(switched(free, frozenset()))
    return usual_change(children, population, rates)


def usual_change(children: FloatArray, population: FloatArray, rates: Rates) -> PastParts:
    """Split the change from one January to the next into what is usual and what was not.

    With Y(t) the children and P(t) the population of January t, S the survival of the usual rates
    (leaving, one NC year up, changes of need) and J(P) their joiners at a population,

        Y(t) = Y(t-1) + ageing(t) + population(t) + joining(t) + leaving(t) + mix(t)
        ageing(t)     = S Y(t-1) + J(P(t-1)) - Y(t-1)
        population(t) = J(P(t)) - J(P(t-1))
        joining(t)    = net joiners seen less those at usual rates and P(t)
        leaving(t)    = net leavers at usual rates less those seen: plus where fewer left
        mix(t)        = what is left, nought over needs in every locality and NC year

    Net joiners and leavers are told apart as in `tracking.account_of_miss`: this is its account of
    a projection at usual rates from every January to the next.

    Parameters
    ----------
    children : FloatArray
        Axes (January, locality, need, ncy) [children].
    population : FloatArray
        Axes (January, locality, ncy) [persons].
    rates : Rates
        Of which the first year is used for all.

    Returns
    -------
    PastParts
    """
    years = len(children) - 1
    usual = _every_year(rates, years)
    together = children[..., None]
    new = account_of_miss(together, together[0], population[1:], population[:-1], usual).new
    before, counted = children[:-1], children[1:]
    amounts = {
        "ageing": counted - before - new.sum(axis=0),
        "population": new[Part.POPULATION],
        "joining": new[Part.JOINERS],
        "leaving": new[Part.LEAVERS],
        "mix": new[Part.MIX],
    }
    return PastParts(before, counted, amounts)


def _every_year(rates: Rates, years: int) -> Rates:
    """Give rates of the first year for as many years."""

    def held(rate: FloatArray) -> FloatArray:
        return np.repeat(rate[:1], years, axis=0)

    return replace(
        rates,
        joining=held(rates.joining),
        leaving=held(rates.leaving),
        need_leaves=held(rates.need_leaves),
        need_goes=held(rates.need_goes),
        state_leaves=held(rates.state_leaves),
        state_goes=held(rates.state_goes),
        joiner_states=held(rates.joiner_states),
    )
