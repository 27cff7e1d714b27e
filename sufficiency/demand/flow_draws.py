"""Draws of a model from transitions: what is not known, drawn once for each possible future."""

from __future__ import annotations

import numpy as np

from sufficiency.demand.draws import drawn_localities
from sufficiency.demand.flow_model import FlowModel, leaving_of_years
from sufficiency.demand.joining import drawn_joining
from sufficiency.demand.leaving import drawn_leaving
from sufficiency.demand.moving import drawn_moving, moves_where_allowed
from sufficiency.demand.rates import Rates, and_ceasing, locality_factors
from sufficiency.demand.shocks import (
    Purpose,
    YearEffects,
    generator_of,
    shocked_leaving,
    year_shocks,
)
from sufficiency.demand.trends import drawn_path


def flow_rates_of_draw(model: FlowModel, effects: YearEffects, *, seed: int, draw: int) -> Rates:
    """Draw the rates of one possible future.

    Level and trend of the area, joining, leaving, moves and localities are drawn once and hold
    for the whole run; then each year has its shocks, centred; and each year's stock is recoded as
    much as files were in the past.

    Parameters
    ----------
    model : FlowModel
        The area.
    effects : YearEffects
        How much years differ.
    seed, draw : int
        Which draw.

    Returns
    -------
    Rates
    """
    generator = generator_of(seed, draw, Purpose.RATES)
    years = len(model.years)
    last = model.last.sum(axis=0)
    rate, states = drawn_joining(model.joining, model.population[0].sum(axis=0), generator)
    joining = drawn_path(model.joining_trend, years, generator)[:, None, None] * rate
    share = drawn_leaving(model.leaving, last, generator)
    path = drawn_path(model.leaving_trend, years, generator)
    need_leaves, need_goes = drawn_moving(model.needs, generator)
    state_leaves, state_goes = moves_where_allowed(
        *drawn_moving(model.states, generator), model.usual, model.allowed
    )
    shocks = year_shocks(effects, years=years, shape=rate.shape, seed=seed, draw=draw)
    leaving = shocked_leaving(leaving_of_years(model, share, path), shocks)
    return Rates(
        joining * model.levers.joining * shocks.joining,
        locality_factors(drawn_localities(model, generator), model.population[0]),
        and_ceasing(leaving, model.levers),
        np.broadcast_to(need_leaves, (years, *need_leaves.shape)),
        np.broadcast_to(need_goes, (years, *need_goes.shape)),
        np.broadcast_to(state_leaves, (years, *state_leaves.shape)),
        np.broadcast_to(state_goes, (years, *state_goes.shape)),
        np.broadcast_to(states, (years, *states.shape)),
        model.restatement,
        limits=model.levers.limits,
        arriving=model.levers.arriving_by_need(model.joining.mix),
    )
