"""The demand model of an area whose transitions are known, and the central rates from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from sufficiency.demand.estimation import allowed_states, projected_years, with_unknown
from sufficiency.demand.flows import Flows, check_flows
from sufficiency.demand.joining import Joining, estimated_joining
from sufficiency.demand.leaving import Leaving, estimated_leaving
from sufficiency.demand.limits import Limits
from sufficiency.demand.margins import BoolArray, FloatArray, IntArray
from sufficiency.demand.model import LOCALITY_NEED_STRENGTH, LOCALITY_STRENGTH
from sufficiency.demand.moving import Moving, estimated_moving, moves_where_allowed
from sufficiency.demand.pooling import pooled_factor, ratio, recency
from sufficiency.demand.profiles import state_profile
from sufficiency.demand.rates import Levers, Rates, and_ceasing, levers_of, locality_factors
from sufficiency.demand.restating import Restatement, measured_restatement
from sufficiency.demand.shocks import YearEffects
from sufficiency.demand.stocks import (
    NC_YEARS,
    check_counts,
    check_shape,
    population_between,
    refuse_gaps,
)
from sufficiency.demand.trends import Trend, fitted_trend, trend_path
from sufficiency.demand.variances import FLOW_EFFECTS, effects_of_years

LEAVING_PART = 0.5
"""Half a trend of leaving is carried forward: as good at one year as a whole one, safer later."""


@dataclass(frozen=True, slots=True, eq=False)
class FlowModel:
    """What is known of an area from its transitions, before any draw; `estimate_flows` makes it.

    Parameters
    ----------
    flows : Flows
        What it was estimated from.
    years : tuple of int
        Projected academic years.
    population : FloatArray
        Axes (year, locality, ncy): the base year, then each projected year [persons].
    joining : Joining
        Joiners a head and their states.
    leaving : Leaving
        Share that leaves.
    needs, states : Moving
        Changes of need, and of state.
    joining_trend, leaving_trend : Trend
        Of the whole area.
    effects : YearEffects
        How much years differ.
    restatement : Restatement or None
        How much is recoded between two files; None where they chain, and with one year of
        transitions, which cannot show it.
    held : IntArray
        Positions of the cells of the last January that hold children, flattened.
    locality_seen, locality_expected : FloatArray
        Axes (locality, need): joiners, and what the area's rates lead one to expect [children].
    allowed : BoolArray
        Axes (need, ncy, state): states that a child may be in.
    usual : FloatArray
        Axes (need, ncy, state): in which state the children of the last January are.
    phase : IntArray
        Axis (ncy): position of the phase.
    levers : Levers
        What the scenario does to joining and leaving.
    """

    flows: Flows
    years: tuple[int, ...]
    population: FloatArray
    joining: Joining
    leaving: Leaving
    needs: Moving
    states: Moving
    joining_trend: Trend
    leaving_trend: Trend
    effects: YearEffects
    restatement: Restatement | None
    held: IntArray
    locality_seen: FloatArray
    locality_expected: FloatArray
    allowed: BoolArray
    usual: FloatArray
    phase: IntArray
    levers: Levers

    @property
    def last(self) -> FloatArray:
        """Axes (locality, need, ncy, state): the January from which is projected [children]."""
        return self.flows.last


def estimate_flows(
    flows: Flows,
    population_years: Sequence[int],
    population: ArrayLike,
    *,
    phase: ArrayLike,
    until: int,
    allowed: ArrayLike | None = None,
    trend: float = 0.0,
    joining: ArrayLike = 1.0,
    leaving: ArrayLike = 1.0,
    ceasing: ArrayLike = 0.0,
    limits: Limits | None = None,
    arriving: ArrayLike | None = None,
) -> FlowModel:
    """Estimate from transitions how an area's children join, leave and move.

    Parameters
    ----------
    flows : Flows
        One year or more; ranges below the level of need cannot be vouched for with one, as it
        does not show what is recoded between two files.
    population_years : sequence of int
        Academic years of the population, rising by one: those of the flows, and on to the last
        projected one.
    population : array_like
        Axes (year, locality, ncy) [persons].
    phase : array_like
        Axis (ncy): position of the phase of each NC year.
    until : int
        Last projected academic year.
    allowed : array_like, optional
        Axes (need, ncy, state) or what broadcasts to it: false where no child can be.
    trend : float
        Growth of the joining rate elsewhere, in the log a year, towards which its own is drawn.
    joining, leaving, ceasing, limits, arriving
        Levers, as for `estimation.estimate`.

    Returns
    -------
    FlowModel

    Raises
    ------
    NotPossibleError
        If the horizon, a shape or a number cannot be used.
    """
    check_flows(flows)
    years = projected_years(flows.base, until)
    localities, needs, _, states = flows.last.shape
    possible = allowed_states(allowed, (needs, NC_YEARS, states))
    phases = np.asarray(phase, dtype=np.int64)
    check_shape("the phases", phases, (NC_YEARS,), axes="ncy")
    refuse_gaps(population_years)
    heads = np.asarray(population, dtype=np.float64)
    wanted = (len(population_years), localities, NC_YEARS)
    check_shape("the population", heads, wanted, axes="year, locality, ncy")
    check_counts("the population", heads, axes="year, locality, ncy")
    between = population_between(population_years, heads, flows.years[0], until, base=flows.base)
    persons = with_unknown(between, flows.last.sum(axis=(1, 2, 3)))
    past = persons[: len(flows.years)]
    rates = _estimated(flows, past, phases, possible)
    joined, left = _by_year(flows, past, rates)
    effects = effects_of_years(*joined, *left)
    trends = _trends(joined, left, trend)
    seen, expected = _by_locality(flows, past, rates.joining)
    return FlowModel(
        flows=flows,
        years=years,
        population=persons[len(flows.years) - 1 :],
        joining=rates.joining,
        leaving=rates.leaving,
        needs=rates.needs,
        states=rates.states,
        joining_trend=trends[0],
        leaving_trend=trends[1],
        effects=replace(effects, joining=trends[0].effect, leaving=trends[1].effect),
        restatement=measured_restatement(
            flows.closing[:-1].sum(axis=1), flows.opening[1:].sum(axis=1), phases
        ),
        held=np.flatnonzero(flows.last),
        locality_seen=seen,
        locality_expected=expected,
        allowed=possible,
        usual=state_profile(flows.last.sum(axis=0), phases, possible),
        phase=phases,
        levers=levers_of(
            years=len(years),
            needs=needs,
            joining=joining,
            leaving=leaving,
            ceasing=ceasing,
            limits=limits,
            arriving=arriving,
        ),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Estimated:
    """Rates, before trends."""

    joining: Joining
    leaving: Leaving
    needs: Moving
    states: Moving


def _estimated(
    flows: Flows, persons: FloatArray, phase: IntArray, allowed: BoolArray
) -> _Estimated:
    """Estimate every rate, later years counting for more."""
    weights = recency(len(flows.years))

    def summed(numbers: FloatArray) -> FloatArray:
        return np.asarray(np.tensordot(weights, numbers, axes=1))

    opening, leavers = (summed(flow.sum(axis=1)) for flow in (flows.opening, flows.leavers))
    reached = np.zeros(opening.shape[:2])
    reached[:, 1:] = (opening - leavers).sum(axis=2)[:, :-1]
    # Who is where nobody can be must move, which says nothing of those who may stay.
    may_stay = summed(flows.survivors) * allowed
    moves = summed(flows.state_moves) * allowed[..., None]
    return _Estimated(
        estimated_joining(
            summed(flows.joiners.sum(axis=1)), weights @ persons.sum(axis=1), phase, allowed
        ),
        estimated_leaving(leavers, opening, phase),
        estimated_moving(summed(flows.need_moves), reached, phase),
        estimated_moving(np.swapaxes(moves.sum(axis=0), 0, 1), may_stay.sum(axis=0).T, phase),
    )


def _by_year(
    flows: Flows, persons: FloatArray, rates: _Estimated
) -> tuple[tuple[FloatArray, FloatArray], tuple[FloatArray, FloatArray]]:
    """Axes (year, need, ncy), for joiners and leavers: seen, and expected by the rates."""
    joiners = flows.joiners.sum(axis=(1, 4))
    expected = persons.sum(axis=1)[:, None, :] * rates.joining.rate
    leavers, opening = flows.leavers.sum(axis=(1, 4)), flows.opening.sum(axis=1)
    gone = (opening * rates.leaving.share).sum(axis=3)
    return (joiners, expected), (leavers[..., :-1], gone[..., :-1])


def _trends(
    joined: tuple[FloatArray, FloatArray], left: tuple[FloatArray, FloatArray], slope: float
) -> tuple[Trend, Trend]:
    """Fit the trends of joining and of leaving for the whole area."""
    joiners, leavers = ([side.sum(axis=(1, 2)) for side in sides] for sides in (joined, left))
    prior = FLOW_EFFECTS
    return (
        fitted_trend(*joiners, effect=prior.joining, walk=prior.joining_walk, slope=slope),
        fitted_trend(*leavers, effect=prior.leaving, walk=prior.leaving_walk, part=LEAVING_PART),
    )


def _by_locality(
    flows: Flows, persons: FloatArray, joining: Joining
) -> tuple[FloatArray, FloatArray]:
    """Axes (locality, need): joiners seen, and expected by the rates; equal in all."""
    weights = recency(len(flows.years))
    seen = np.einsum("y,ylnav->ln", weights, flows.joiners)
    expected = np.einsum("y,yla,na->ln", weights, persons, joining.rate)
    return seen, expected * ratio(seen.sum(axis=0), expected.sum(axis=0), otherwise=1.0)


def expected_flow_rates(model: FlowModel) -> Rates:
    """Give the central rates of each projected year, trends and levers included.

    Returns
    -------
    Rates
        Without restatement, which is nought on average.
    """
    years = len(model.years)
    total = pooled_factor(
        model.locality_seen.sum(axis=1, keepdims=True),
        model.locality_expected.sum(axis=1, keepdims=True),
        strength=LOCALITY_STRENGTH,
    )
    cell = pooled_factor(
        model.locality_seen, model.locality_expected * total, strength=LOCALITY_NEED_STRENGTH
    )
    joining = trend_path(model.joining_trend, years)[:, None, None] * model.joining.rate
    state_leaves, state_goes = moves_where_allowed(
        model.states.leaves, model.states.goes, model.usual, model.allowed
    )
    leaving = leaving_of_years(model, model.leaving.share, trend_path(model.leaving_trend, years))
    return Rates(
        joining * model.levers.joining,
        locality_factors(total * cell, model.population[0]),
        and_ceasing(leaving, model.levers),
        _each_year(model.needs.leaves, years),
        _each_year(model.needs.goes, years),
        _each_year(state_leaves, years),
        _each_year(state_goes, years),
        _each_year(model.joining.states, years),
        limits=model.levers.limits,
        arriving=model.levers.arriving_by_need(model.joining.mix),
    )


def leaving_of_years(model: FlowModel, share: FloatArray, path: FloatArray) -> FloatArray:
    """Let trend and lever act on the share that leaves, to everyone at most.

    Parameters
    ----------
    model : FlowModel
        The area.
    share : FloatArray
        Axes (need, ncy, state): share that leaves.
    path : FloatArray
        Axis (year): factor of the trend.

    Returns
    -------
    FloatArray
        Axes (year, need, ncy, state).
    """
    factor = path[:, None, None] * model.levers.leaving
    return np.asarray(np.minimum(share * factor[..., None], 1.0))


def _each_year(numbers: FloatArray, years: int) -> FloatArray:
    """Lay rates that stay as they are out on the axis year."""
    return np.broadcast_to(numbers, (years, *numbers.shape))
