"""What drove the change from one counted January to the next: parts that add up to it exactly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from sufficiency.demand.central import AnyModel, central_rates
from sufficiency.demand.cohorts import carry, expected_joiners, one_up
from sufficiency.demand.drivers import switched
from sufficiency.demand.estimation import with_unknown
from sufficiency.demand.flow_model import FlowModel
from sufficiency.demand.flows import Flows
from sufficiency.demand.levels import central_cells
from sufficiency.demand.margins import FloatArray
from sufficiency.demand.model import DemandModel
from sufficiency.demand.rates import Rates
from sufficiency.demand.tracking import Part, account_of_miss

PAST_PARTS = ("ageing", "population", "joining", "leaving", "mix")
"""What adds up to the change from one January to the next, in the order in which it is shown."""

RESTATED = "restated"
"""What two files tell otherwise of one January, which only transitions show; before the others."""


@dataclass(frozen=True, slots=True, eq=False)
class PastParts:
    """The children of every counted January but the first, and what made them as many.

    Parameters
    ----------
    before, counted : FloatArray
        Axes (year, locality, need, ncy): of the January before, and of that of the year
        [children].
    amounts : mapping of str to FloatArray
        By the names of `PAST_PARTS`, from transitions `RESTATED` too, the same axes: with `before`
        they add up to `counted`.
    population_known : bool
        Whether the population of the January before the first year is known. Where it is not,
        `population` is nought in that year, and what it changed is in `ageing`.
    """

    before: FloatArray
    counted: FloatArray
    amounts: Mapping[str, FloatArray]
    population_known: bool = True


def past_years(model: AnyModel) -> tuple[int, ...]:
    """Give the academic years of the later Januaries of `past_parts`.

    Parameters
    ----------
    model : DemandModel or FlowModel
    """
    return model.flows.years if isinstance(model, FlowModel) else model.stocks.years[1:]


def past_parts(model: AnyModel) -> PastParts:
    """Split the change between counted Januaries into what is usual and what was not.

    Usual rates are those that the model estimates from all Januaries or transitions given, without
    growth, without a trend of leaving and without levers. From stocks as `usual_change` has it,
    from transitions as `counted_change` has it.

    Parameters
    ----------
    model : DemandModel or FlowModel

    Returns
    -------
    PastParts
    """
    if isinstance(model, FlowModel):
        return _past_of_flows(model)
    return _past_of_stocks(model)


def _past_of_stocks(model: DemandModel) -> PastParts:
    """Split the change between the Januaries of stocks."""
    stocks = model.stocks
    children = stocks.children.sum(axis=-1)
    # A locality without population stands in, by its children of the last January, as it does
    # when rates are estimated.
    population = with_unknown(
        stocks.population_of(stocks.years[0], stocks.base), children[-1].sum(axis=(1, 2))
    )
    return usual_change(children, population, _usual_rates(model))


def _past_of_flows(model: FlowModel) -> PastParts:
    """Split the change between the Januaries of transitions."""
    flows, stocks = model.flows, model.stocks
    first = flows.years[0]
    known = first > stocks.population_years[0]
    # As when rates are estimated, see `flow_estimation.estimate_flows`.
    population = with_unknown(
        stocks.population_of(first - 1 if known else first, model.years[-1]),
        model.last.sum(axis=(1, 2, 3)),
    )
    if not known:
        population = np.concatenate([population[:1], population])
    opening = flows.opening
    if model.shares is not None:
        cells = central_cells(model.shares, stocks.phase)
        opening = np.asarray(np.einsum("ylnas,snav->ylnav", opening, cells))
    steady = replace(model, leaving_trend=replace(model.leaving_trend, level=0.0, slope=0.0))
    parts = counted_change(flows, opening, population[: len(flows.years) + 1], _usual_rates(steady))
    return replace(parts, population_known=known)


def _usual_rates(model: AnyModel) -> Rates:
    """Give the rates without growth, levers and limits."""
    free = replace(model, levers=replace(model.levers, limits=None))
    return central_rates(switched(free, frozenset()))


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


def counted_change(
    flows: Flows, opening: FloatArray, population: FloatArray, rates: Rates
) -> PastParts:
    """Split the change from one January to the next where each child was followed.

    With C(t) the closing and O(t) the opening stock of the file of year t, A one NC year up, j(t)
    its joiners, l(t) its leavers and m(t) its children who changed need (in less out, at the NC
    year reached); P(t) the population; and of the usual rates J(P) the joiners at a population,
    L(t) the leavers of O(t), M(t) those of the others who change need,

        C(t) = C(t-1) + restated(t) + ageing(t) + population(t) + joining(t) + leaving(t) + mix(t)
        restated(t)   = O(t) - C(t-1); in the first year nought, which begins with O(t)
        ageing(t)     = A (O(t) - L(t)) + M(t) + J(P(t-1)) - O(t)
        population(t) = J(P(t)) - J(P(t-1))
        joining(t)    = j(t) - J(P(t))
        leaving(t)    = A (L(t) - l(t)): plus where fewer left, at the NC year not reached
        mix(t)        = m(t) - M(t), nought over needs in every locality and NC year

    C(t) = A (O(t) - l(t)) + m(t) + j(t) is the account of the file (`flows.check_flows`), so that
    they add up to it in every cell. Nothing is net, and nothing is dealt out: joiners, leavers and
    changes of need are where they were counted. Whoever leaves from the top NC year is usual.

    Parameters
    ----------
    flows : Flows
        All states are added up; they may be others than those of the rates.
    opening : FloatArray
        Axes (year, locality, need, ncy, state): the opening stocks in the states of the rates
        [children].
    population : FloatArray
        Axes (January, locality, ncy): that before the first year, then those of the years
        [persons].
    rates : Rates
        Of which the first year is used for all.

    Returns
    -------
    PastParts
    """
    before = np.concatenate([flows.opening[:1], flows.closing[:-1]]).sum(axis=-1)
    opened, closed = flows.opening.sum(axis=-1), flows.closing.sum(axis=-1)
    carried = [carry(stock, rates, 0) for stock in opening]
    stayed = np.array([usual.children.sum(axis=-1) for usual in carried])
    left = np.array([usual.leavers.sum(axis=-1) for usual in carried])
    moved = np.array([(usual.moved_in - usual.moved_out).sum(axis=-1) for usual in carried])
    joined = np.array([expected_joiners(one, rates, 0).sum(axis=-1) for one in population])
    fewer_left = left - flows.leavers.sum(axis=-1)
    amounts = {
        RESTATED: opened - before,
        "ageing": stayed + joined[:-1] - opened,
        "population": joined[1:] - joined[:-1],
        "joining": flows.joiners.sum(axis=-1) - joined[1:],
        "leaving": one_up(fewer_left[..., None])[..., 0],
        "mix": (flows.moved_in - flows.moved_out).sum(axis=-1) - moved,
    }
    return PastParts(before, closed, amounts)


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
