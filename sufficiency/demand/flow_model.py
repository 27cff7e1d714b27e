"""The demand model of an area whose transitions are known, and the central rates from it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sufficiency.demand.flows import Flows
from sufficiency.demand.joining import Joining
from sufficiency.demand.leaving import Leaving
from sufficiency.demand.levels import LevelShares, cell_shares
from sufficiency.demand.margins import BoolArray, FloatArray, IntArray
from sufficiency.demand.model import growth_under_totals, pooled_localities
from sufficiency.demand.moving import Moving, moves_where_allowed
from sufficiency.demand.paths import PathDoubt
from sufficiency.demand.rates import Levers, Rates, and_ceasing, locality_factors
from sufficiency.demand.restating import Restatement
from sufficiency.demand.shocks import YearEffects
from sufficiency.demand.steering import Steered, steered
from sufficiency.demand.stocks import Stocks
from sufficiency.demand.trends import Trend, trend_path


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
    stocks : Stocks
        January counts by setting; the projection starts from the last.
    shares : LevelShares or None
        From settings to levels; None where the states are the settings.
    growth : FloatArray or None
        Axis (year): growth of the log of all plans, at today's population and under no lever; None
        where the area's own trend of joining says it.
    doubt : PathDoubt or None
        How far that growth may be off; None where the doubt of the trend says so.
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
    stocks: Stocks
    shares: LevelShares | None
    growth: FloatArray | None
    doubt: PathDoubt | None
    levers: Levers

    @property
    def last(self) -> FloatArray:
        """Axes (locality, need, ncy, setting): the January from which is projected [children]."""
        return self.stocks.last


def expected_flow_rates(model: FlowModel) -> Rates:
    """Give the central rates of each projected year, trends and levers included.

    Returns
    -------
    Rates
        Without restatement, which is nought on average.
    """
    usual, cells = usual_rates(model)
    if model.growth is not None:
        factor = on_path(model, usual, cells, model.growth).factor
    else:
        factor = path_from_base(model, trend_path(model.joining_trend, ahead_of(model)))
    return under_scenario(model, usual, factor, levered_leaving(model, usual.leaving))


def usual_rates(model: FlowModel) -> tuple[Rates, FloatArray | None]:
    """Give the central rates before growth of joining, levers and limits.

    Returns
    -------
    Rates
    FloatArray or None
        Axes (setting, need, ncy, level): central level shares; None where states are settings.
    """
    years = len(model.years)
    total, cell = pooled_localities(model.locality_seen, model.locality_expected)
    state_leaves, state_goes = moves_where_allowed(
        model.states.leaves, model.states.goes, model.usual, model.allowed
    )
    cells = None
    if model.shares is not None:
        cells = cell_shares(model.shares.central, model.allowed, model.stocks.phase)
    leaving = path_from_base(model, trend_path(model.leaving_trend, ahead_of(model)))
    usual = Rates(
        each_year(model.joining.rate, years),
        locality_factors(total * cell, model.population[0]),
        np.minimum(model.leaving.share * leaving[:, None, None, None], 1.0),
        each_year(model.needs.leaves, years),
        each_year(model.needs.goes, years),
        each_year(state_leaves, years),
        each_year(state_goes, years),
        each_year(states_of_joiners(model.joining.states, cells), years),
    )
    return usual, cells


def ahead_of(model: FlowModel) -> int:
    """Count the years from the last transitions to the last projected January."""
    return len(model.years) + model.stocks.base - model.flows.base


def path_from_base(model: FlowModel, path: FloatArray) -> FloatArray:
    """Leave out the years of a path that were counted already; axes (..., year)."""
    return path[..., model.stocks.base - model.flows.base :]


def states_of_joiners(settings: FloatArray, cells: FloatArray | None) -> FloatArray:
    """Say what those who join need, by the settings that they join.

    Parameters
    ----------
    settings : FloatArray
        Axes (..., need, ncy, setting): adds up to 1.
    cells : FloatArray or None
        Axes (..., setting, need, ncy, level): level shares; None where the states are settings.

    Returns
    -------
    FloatArray
        Axes (..., need, ncy, state): adds up to 1.
    """
    if cells is None:
        return settings
    levels = np.einsum("...nas,...snav->...nav", settings, cells)
    return np.asarray(levels / levels.sum(axis=-1, keepdims=True))


def on_path(
    model: FlowModel, usual: Rates, cells: FloatArray | None, growth: FloatArray
) -> Steered:
    """Steer the whole area along a path of growth.

    Parameters
    ----------
    model : FlowModel
    usual : Rates
        Before growth, levers and limits.
    cells : FloatArray or None
        Axes (setting, need, ncy, level): level shares; None where the states are settings.
    growth : FloatArray
        Axis (year): growth of the log of all plans.

    Returns
    -------
    Steered
    """
    start = model.last.sum(axis=0)
    if cells is not None:
        start = np.asarray(np.einsum("nas,snav->nav", start, cells))
    return steered(start, model.population[0].sum(axis=0), usual, growth)


def levered_leaving(model: FlowModel, leaving: FloatArray) -> FloatArray:
    """Let the lever act on the share that leaves, to everyone at most: before a year's shock.

    Axes (year, need, ncy, state).
    """
    return np.asarray(np.minimum(leaving * model.levers.leaving[..., None], 1.0))


def under_scenario(
    model: FlowModel, usual: Rates, factor: FloatArray, leaving: FloatArray
) -> Rates:
    """Let growth, levers, limits and new homes act on rates.

    Parameters
    ----------
    model : FlowModel
    usual : Rates
        Before any of them.
    factor : FloatArray
        Axis (year): growth of the joining rate.
    leaving : FloatArray
        Axes (year, need, ncy, state): share that leaves under the lever.

    Returns
    -------
    Rates
    """
    levers = model.levers
    growth = growth_under_totals(factor, levers.limits)[:, None, None]
    return replace(
        usual,
        joining=usual.joining * growth * levers.joining,
        leaving=and_ceasing(leaving, levers),
        limits=levers.limits,
        arriving=levers.arriving_by_need(model.joining.mix),
        closures=levers.closures,
    )


def each_year(numbers: FloatArray, years: int) -> FloatArray:
    """Lay rates that stay as they are out on the axis year."""
    return np.broadcast_to(numbers, (years, *numbers.shape))


def without_growth(model: FlowModel) -> FlowModel:
    """Let the joining rate stay as it was over the years that were seen."""
    flat = replace(model.joining_trend, level=0.0, slope=0.0)
    return replace(model, joining_trend=flat, growth=None, doubt=None)
