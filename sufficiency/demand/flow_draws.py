"""Draws of a model from transitions: what is not known, drawn once for each possible future."""

from __future__ import annotations

import numpy as np

from sufficiency.demand.draws import drawn_localities
from sufficiency.demand.flow_model import (
    FlowModel,
    ahead_of,
    each_year,
    levered_leaving,
    on_path,
    path_from_base,
    states_of_joiners,
    under_scenario,
)
from sufficiency.demand.joining import drawn_joining
from sufficiency.demand.leaving import drawn_leaving
from sufficiency.demand.levels import cell_shares, drawn_shares
from sufficiency.demand.margins import FloatArray
from sufficiency.demand.moving import drawn_moving, moves_where_allowed
from sufficiency.demand.paths import drawn_off
from sufficiency.demand.rates import Rates, locality_factors
from sufficiency.demand.shocks import (
    Purpose,
    YearEffects,
    generator_of,
    shocked_leaving,
    year_shocks,
)
from sufficiency.demand.trends import drawn_path


def flow_rates_of_draw(
    model: FlowModel, effects: YearEffects, *, seed: int, draw: int
) -> tuple[Rates, FloatArray | None]:
    """Draw the rates of one possible future.

    Level shares, joining, leaving, moves and localities are drawn once and hold for the whole run;
    then each year has its shocks, centred; and each year's stock is recoded as much as files were
    in the past. All plans follow their path, which is off by a chance of its own; without a
    path, the trend of joining is drawn. Moves between levels and who leaves them are those of the
    central shares.

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
        Of the draw.
    FloatArray or None
        Axes (setting, need, ncy, level): level shares of the draw; None where states are settings.
    """
    generator = generator_of(seed, draw, Purpose.RATES)
    cells, (rate, settings), trend, share = _lasting(model, generator)
    years = len(model.years)
    path = path_from_base(model, drawn_path(model.leaving_trend, ahead_of(model), generator))
    need_leaves, need_goes = drawn_moving(model.needs, generator)
    state_leaves, state_goes = moves_where_allowed(
        *drawn_moving(model.states, generator), model.usual, model.allowed
    )
    shocks = year_shocks(effects, years=years, shape=rate.shape, seed=seed, draw=draw)
    usual_leaving = np.minimum(share * path[:, None, None, None], 1.0)
    usual = Rates(
        rate * shocks.joining,
        locality_factors(drawn_localities(model, generator), model.population[0]),
        shocked_leaving(usual_leaving, shocks),
        each_year(need_leaves, years),
        each_year(need_goes, years),
        each_year(state_leaves, years),
        each_year(state_goes, years),
        each_year(states_of_joiners(settings, cells), years),
        model.restatement,
    )
    factor = _drawn_factor(model, usual, cells, trend, seed=seed, draw=draw)
    leaving = shocked_leaving(levered_leaving(model, usual_leaving), shocks)
    return under_scenario(model, usual, factor, leaving), cells


def _lasting(
    model: FlowModel, generator: np.random.Generator
) -> tuple[FloatArray | None, tuple[FloatArray, FloatArray], FloatArray, FloatArray]:
    """Draw what holds for the whole run of a draw, in the order of its chances.

    Returns
    -------
    cells : FloatArray or None
        Axes (setting, need, ncy, level): level shares.
    joining : tuple of FloatArray
        Axes (need, ncy) and (need, ncy, state): joiners a head, and in which state they are.
    trend : FloatArray
        Axis (year): growth of joining by its trend.
    leaving : FloatArray
        Axes (need, ncy, state): share that leaves.
    """
    cells = _drawn_cells(model, generator)
    last = model.last.sum(axis=0)
    if cells is not None:
        last = np.asarray(np.einsum("nas,snav->nav", last, cells))
    joining = drawn_joining(model.joining, model.population[0].sum(axis=0), generator)
    trend = path_from_base(model, drawn_path(model.joining_trend, ahead_of(model), generator))
    return cells, joining, trend, drawn_leaving(model.leaving, last, generator)


def lasting_flow_rates(model: FlowModel, *, draws: int, seed: int) -> tuple[FloatArray, FloatArray]:
    """Give the joining and leaving of every draw, before growth, years that differ and levers.

    Parameters
    ----------
    model : FlowModel
        The area.
    draws, seed : int
        Those of the projection, or fewer: these are the rates that its children rest on.

    Returns
    -------
    joining : FloatArray
        Axes (draw, ncy, the one joined): joiners a head of population and year.
    leaving : FloatArray
        Axes (draw, need, ncy, the one left, state): share that leaves.
    """
    made = [_lasting(model, generator_of(seed, draw, Purpose.RATES)) for draw in range(draws)]
    return np.array([one[1][0].sum(axis=0) for one in made]), np.array([one[3] for one in made])


def _drawn_cells(model: FlowModel, generator: np.random.Generator) -> FloatArray | None:
    """Axes (setting, need, ncy, level): level shares of the draw; None where there are none."""
    if model.shares is None:
        return None
    return cell_shares(drawn_shares(model.shares, generator), model.allowed, model.stocks.phase)


def _drawn_factor(
    model: FlowModel,
    usual: Rates,
    cells: FloatArray | None,
    trend: FloatArray,
    *,
    seed: int,
    draw: int,
) -> FloatArray:
    """Axis (year): growth of the joining rate of a draw, on its path or by its trend."""
    if model.growth is None:
        return trend
    growth = model.growth
    if model.doubt is not None:
        off = drawn_off(
            model.doubt,
            plans=float(model.last.sum()),
            years=len(model.years),
            seed=seed,
            draw=draw,
        )
        growth = growth + np.diff(off, prepend=0.0)
    return on_path(model, usual, cells, growth).factor
