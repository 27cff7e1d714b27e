"""Estimating the demand model of an area whose transitions are known: once, before any draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from sufficiency.demand.answering import answer_of_leavers
from sufficiency.demand.estimation import allowed_states, projected_years, with_unknown
from sufficiency.demand.flow_model import FlowModel, on_path, usual_rates
from sufficiency.demand.flows import Flows, check_flows
from sufficiency.demand.joining import Joining, estimated_joining
from sufficiency.demand.leaving import Leaving, estimated_leaving
from sufficiency.demand.levels import LevelShares
from sufficiency.demand.limits import Limits
from sufficiency.demand.margins import BoolArray, FloatArray, IntArray
from sufficiency.demand.moving import Moving, estimated_moving
from sufficiency.demand.paths import PathDoubt
from sufficiency.demand.pooling import ratio, recency
from sufficiency.demand.profiles import state_profile
from sufficiency.demand.rates import levers_of
from sufficiency.demand.recording import Recorded, over_all_years, recorded_in
from sufficiency.demand.restating import Restatement, measured_restatement
from sufficiency.demand.stocks import (
    NC_YEARS,
    Stocks,
    check_counts,
    check_shape,
    population_between,
    refuse_gaps,
)
from sufficiency.demand.trends import Trend, fitted_trend
from sufficiency.demand.variances import effects_of_years, flow_effects

LEAVING_PART = 0.5
"""Half a trend of leaving is carried forward: as good at one year as a whole one, safer later."""


@dataclass(frozen=True, slots=True, eq=False)
class InLevels:
    """Transitions between levels, and the shares that made them from those between settings.

    Parameters
    ----------
    shares : LevelShares
        From settings to levels.
    flows : Flows
        Transitions with levels as states.
    """

    shares: LevelShares
    flows: Flows


def estimate_flows(
    flows: Flows,
    stocks: Stocks,
    *,
    until: int,
    levels: InLevels | None = None,
    growth: ArrayLike | None = None,
    doubt: PathDoubt | None = None,
    need_changes: bool = True,
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
        Between settings; one year or more. Ranges below the level of need cannot be vouched for
        with one, as it does not show what is recoded between two files.
    stocks : Stocks
        January counts by setting, from the last of which is projected, and the population of the
        years of the flows and on to the last projected one; `stocks_of_flows` makes them where
        nothing else was counted.
    until : int
        Last projected academic year.
    levels : InLevels, optional
        The same transitions between levels, which are the states then; without it the settings
        are.
    growth : array_like, optional
        Axis (year): growth of the log of all plans in the first years (`panel.total_path`);
        without it the area's own trend of joining is carried on.
    doubt : PathDoubt, optional
        How far that growth may be off; without it the doubt of the trend says so.
    need_changes : bool
        Whether children change their primary need as they did; without it nobody is recoded
        between two files either, which would change needs too.
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
    in_states = flows if levels is None else levels.flows
    for held in (flows, in_states):
        check_flows(held)
    years = projected_years(stocks.base, until)
    _, needs, _, _ = flows.last.shape
    check_shape(
        "the January counts", stocks.last, flows.last.shape, axes="locality, need, ncy, setting"
    )
    possible = allowed_states(allowed, (needs, NC_YEARS, in_states.last.shape[-1]))
    between = population_between(
        stocks.population_years, stocks.population, flows.years[0], until, base=stocks.base
    )
    persons = with_unknown(between, stocks.last.sum(axis=(1, 2, 3)))
    past = persons[: len(flows.years)]
    rates = _estimated(flows, in_states, past, stocks.phase, possible)
    joined, left = _by_year(flows, in_states, past, rates)
    opening = in_states.opening.sum(axis=(1, 4))[..., :-1]
    effects = effects_of_years(*joined, *left, opening)
    trends = _trends(joined, left, opening, trend)
    seen, expected = _by_locality(flows, past, rates.joining)
    model = FlowModel(
        flows=flows,
        years=years,
        population=persons[stocks.base - flows.years[0] :],
        joining=rates.joining,
        leaving=rates.leaving,
        needs=rates.needs if need_changes else _unchanged(rates.needs),
        states=rates.states,
        joining_trend=trends[0],
        leaving_trend=trends[1],
        effects=replace(
            effects,
            joining=trends[0].effect if doubt is None else 0.0,
            joining_walk=effects.joining_walk if doubt is None else 0.0,
            leaving=trends[1].effect,
        ),
        restatement=_restated(flows, in_states, stocks.phase) if need_changes else None,
        held=np.flatnonzero(stocks.last),
        locality_seen=seen,
        locality_expected=expected,
        allowed=possible,
        usual=state_profile(in_states.last.sum(axis=0), stocks.phase, possible),
        stocks=stocks,
        shares=None if levels is None else levels.shares,
        growth=None if growth is None else np.asarray(growth, dtype=np.float64),
        doubt=doubt,
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
    return _on_whole_path(model)


def _on_whole_path(model: FlowModel) -> FlowModel:
    """Carry the path of growth on to the last year, where the joining rate stays as it is."""
    if model.growth is None:
        return model
    usual, cells = usual_rates(model)
    return replace(model, growth=on_path(model, usual, cells, model.growth).growth)


def stocks_of_flows(
    flows: Flows, population_years: Sequence[int], population: ArrayLike, *, phase: ArrayLike
) -> Stocks:
    """Put the Januaries to which transitions lead together with the population.

    Parameters
    ----------
    flows : Flows
        One year or more.
    population_years : sequence of int
        Academic years of the population, rising by one.
    population : array_like
        Axes (year, locality, ncy) [persons].
    phase : array_like
        Axis (ncy): position of the phase of each NC year.

    Returns
    -------
    Stocks

    Raises
    ------
    NotPossibleError
        If a shape or a number cannot be used.
    """
    phases = np.asarray(phase, dtype=np.int64)
    check_shape("the phases", phases, (NC_YEARS,), axes="ncy")
    refuse_gaps(population_years)
    heads = np.asarray(population, dtype=np.float64)
    wanted = (len(population_years), flows.last.shape[0], NC_YEARS)
    check_shape("the population", heads, wanted, axes="year, locality, ncy")
    check_counts("the population", heads, axes="year, locality, ncy")
    return Stocks(flows.years, flows.closing, tuple(population_years), heads, phases)


def _restated(flows: Flows, in_states: Flows, phase: IntArray) -> Restatement | None:
    """Measure what is recoded between files that record the same needs.

    Where a need begins or ceases to be recorded, the files differ once, and not every year.
    """
    kept = recorded_in(flows).joins
    closing, opening = in_states.closing[:-1][kept], in_states.opening[1:][kept]
    return measured_restatement(closing.sum(axis=1), opening.sum(axis=1), phase)


def _unchanged(needs: Moving) -> Moving:
    """Let nobody change the primary need."""
    return replace(needs, parent=np.zeros_like(needs.parent), seen=np.zeros_like(needs.seen))


@dataclass(frozen=True, slots=True, eq=False)
class _Estimated:
    """Rates, before trends."""

    joining: Joining
    leaving: Leaving
    needs: Moving
    states: Moving


def _estimated(
    flows: Flows, in_states: Flows, persons: FloatArray, phase: IntArray, allowed: BoolArray
) -> _Estimated:
    """Estimate every rate, later years counting for more; joiners are counted by setting."""
    weights = recency(len(flows.years))

    def summed(numbers: FloatArray) -> FloatArray:
        return np.asarray(np.tensordot(weights, numbers, axes=1))

    recorded = recorded_in(flows)
    opening, leavers = (summed(flow.sum(axis=1)) for flow in (in_states.opening, in_states.leavers))
    stayed = (in_states.opening - in_states.leavers).sum(axis=(1, 4))
    reached = np.zeros(opening.shape[:2])
    reached[:, 1:] = summed(stayed * (recorded.before & recorded.after)[..., None])[:, :-1]
    changes = summed(flows.need_moves * recorded.moves[:, :, None])
    # Who is where nobody can be must move, which says nothing of those who may stay.
    may_stay = summed(in_states.survivors) * allowed
    moves = summed(in_states.state_moves) * allowed[..., None]
    joinable = allowed if in_states is flows else np.ones(flows.last.shape[1:], dtype=np.bool_)
    return _Estimated(
        estimated_joining(
            over_all_years(flows.joiners.sum(axis=1), weights, recorded.after),
            weights @ persons.sum(axis=1),
            phase,
            joinable,
        ),
        estimated_leaving(leavers, opening, phase),
        _seen_only(estimated_moving(changes, reached, phase), recorded),
        estimated_moving(np.swapaxes(moves.sum(axis=0), 0, 1), may_stay.sum(axis=0).T, phase),
    )


def _seen_only(needs: Moving, recorded: Recorded) -> Moving:
    """Let nobody leave a need of which no change was seen: none goes there from others either."""
    unseen = np.asarray(~(recorded.before & recorded.after).any(axis=0))
    return replace(needs, parent=np.where(unseen[:, None], 0.0, needs.parent))


def _by_year(
    flows: Flows, in_states: Flows, persons: FloatArray, rates: _Estimated
) -> tuple[tuple[FloatArray, FloatArray], tuple[FloatArray, FloatArray]]:
    """Axes (year, need, ncy), for joiners and leavers: seen, and expected by the rates."""
    joiners = flows.joiners.sum(axis=(1, 4))
    expected = persons.sum(axis=1)[:, None, :] * rates.joining.rate
    leavers, opening = flows.leavers.sum(axis=(1, 4)), in_states.opening.sum(axis=1)
    gone = (opening * rates.leaving.share).sum(axis=3)
    # A need that was not recorded in a year says nothing of how that year differed.
    recorded = recorded_in(flows)
    came, stood = recorded.after[..., None], recorded.before[..., None]
    return (
        (joiners * came, expected * came),
        ((leavers * stood)[..., :-1], (gone * stood)[..., :-1]),
    )


def _trends(
    joined: tuple[FloatArray, FloatArray],
    left: tuple[FloatArray, FloatArray],
    opening: FloatArray,
    slope: float,
) -> tuple[Trend, Trend]:
    """Fit the trends of joining and of leaving for the whole area."""
    joiners, leavers = ([side.sum(axis=(1, 2)) for side in sides] for sides in (joined, left))
    prior = flow_effects()
    return (
        fitted_trend(*joiners, effect=prior.joining, walk=prior.joining_walk, slope=slope),
        fitted_trend(
            *leavers,
            effect=prior.leaving,
            walk=prior.leaving_walk,
            part=LEAVING_PART,
            answer=answer_of_leavers(left[1], opening, over=(1, 2)),
        ),
    )


def _by_locality(
    flows: Flows, persons: FloatArray, joining: Joining
) -> tuple[FloatArray, FloatArray]:
    """Axes (locality, need): joiners seen, and expected by the rates; equal in all."""
    weights = recency(len(flows.years))
    seen = np.einsum("y,ylnav->ln", weights, flows.joiners)
    expected = np.einsum("y,yla,na->ln", weights, persons, joining.rate)
    return seen, expected * ratio(seen.sum(axis=0), expected.sum(axis=0), otherwise=1.0)
