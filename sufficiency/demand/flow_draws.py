"""Draws of a model from transitions: what is not known, drawn once for each possible future."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sufficiency.demand.draws import drawn_cells, drawn_localities
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
from sufficiency.demand.margins import FloatArray
from sufficiency.demand.moving import drawn_moving, moves_where_allowed
from sufficiency.demand.paths import drawn_off
from sufficiency.demand.rates import Rates, locality_factors
from sufficiency.demand.shocks import (
    Generators,
    Purpose,
    YearEffects,
    shocked_leaving,
    year_shocks,
)
from sufficiency.demand.trends import drawn_path


def flow_rates_of_draws(
    model: FlowModel, effects: YearEffects, *, seed: int, draws: Sequence[int]
) -> list[tuple[Rates, FloatArray | None]]:
    """Draw the rates of some possible futures.

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
    seed : int
    draws : sequence of int
        Which draws; the rates of each are the same whichever others are drawn.

    Returns
    -------
    list of tuple
        For each draw, its rates, and axes (setting, need, ncy, level): its level shares; None
        where states are settings.
    """
    generators = Generators.of(seed, draws, Purpose.RATES)
    lasting = _lasting(model, generators)
    years = len(model.years)
    path = path_from_base(model, drawn_path(model.leaving_trend, ahead_of(model), generators))
    need_leaves, need_goes = drawn_moving(model.needs, generators)
    within = np.asarray(model.allowed.any(axis=0))
    state_leaves, state_goes = moves_where_allowed(
        *drawn_moving(model.states, generators, within=within), model.usual, model.allowed
    )
    localities = locality_factors(drawn_localities(model, generators), model.population[0])
    shape = lasting.joining.shape[1:]
    shocks = year_shocks(effects, years=years, shape=shape, seed=seed, draws=draws)
    joining = lasting.joining[:, None] * shocks.joining
    share = np.minimum(lasting.leaving[:, None] * path[..., None, None, None], 1.0)
    leaving = shocked_leaving(share, shocks)
    under_lever = leaving
    if (model.levers.leaving != 1).any():
        under_lever = shocked_leaving(levered_leaving(model, share), shocks)
    joiner_states = states_of_joiners(lasting.settings, lasting.cells)
    made = []
    for place in range(len(draws)):
        usual = Rates(
            joining[place],
            localities[place],
            leaving[place],
            each_year(need_leaves[place], years),
            each_year(need_goes[place], years),
            each_year(state_leaves[place], years),
            each_year(state_goes[place], years),
            each_year(joiner_states[place], years),
            model.restatement,
        )
        cells = None if lasting.cells is None else lasting.cells[place]
        trend = lasting.trend[place]
        factor = _drawn_factor(model, usual, cells, trend, seed=seed, draw=draws[place])
        made.append((under_scenario(model, usual, factor, under_lever[place]), cells))
    return made


@dataclass(frozen=True, slots=True, eq=False)
class _Lasting:
    """What holds for the whole run of each draw.

    Parameters
    ----------
    cells : FloatArray or None
        Axes (draw, setting, need, ncy, level): level shares.
    joining : FloatArray
        Axes (draw, need, ncy): joiners a head.
    settings : FloatArray
        Axes (draw, need, ncy, state): in which state joiners are.
    trend : FloatArray
        Axes (draw, year): growth of joining by its trend.
    leaving : FloatArray
        Axes (draw, need, ncy, state): share that leaves.
    """

    cells: FloatArray | None
    joining: FloatArray
    settings: FloatArray
    trend: FloatArray
    leaving: FloatArray


def _lasting(model: FlowModel, generators: Generators) -> _Lasting:
    """Draw what holds for the whole run of each draw, in the order of its chances."""
    cells = drawn_cells(model, generators)
    last = model.last.sum(axis=0)
    if cells is not None:
        last = np.asarray(np.einsum("nas,dsnav->dnav", last, cells))
    persons = model.population[0].sum(axis=0)
    joining, settings = drawn_joining(model.joining, persons, generators)
    trend = path_from_base(model, drawn_path(model.joining_trend, ahead_of(model), generators))
    leaving = drawn_leaving(model.leaving, last, generators)
    return _Lasting(cells, joining, settings, trend, leaving)


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
    made = _lasting(model, Generators.of(seed, range(draws), Purpose.RATES))
    return made.joining.sum(axis=1), made.leaving


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
            draws=[draw],
        )[0]
        growth = growth + np.diff(off, prepend=0.0)
    return on_path(model, usual, cells, growth).factor
