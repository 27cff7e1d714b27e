"""The rates that a projection rests on, by NC year, with what each of them rests on."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sufficiency import terms
from sufficiency.demand.draws import lasting_rates
from sufficiency.demand.flow_draws import lasting_flow_rates
from sufficiency.demand.flow_model import FlowModel
from sufficiency.demand.margins import FloatArray
from sufficiency.demand.model import DemandModel
from sufficiency.demand.pooling import ratio
from sufficiency.projection.axes import NCYS
from sufficiency.projection.frames import HIGHEST, LOWEST, without_dust

MOST_DRAWS = 200
"""Ranges of rates are over so many of the first draws at most: they are steady by then."""


def rates_frame(model: DemandModel, *, draws: int, seed: int, basis: str) -> pd.DataFrame:
    """Lay out who joins and who leaves at each NC year, before growth and levers.

    Parameters
    ----------
    model : DemandModel
        The area, under its scenario.
    draws, seed : int
        Of the projection.
    basis : str
        The weakest basis that the projection rests on.

    Returns
    -------
    pandas.DataFrame
        Columns ncy, phase, joining_per_thousand (joiners of this NC year per thousand residents
        and year, net but for the turnover), joining_low and joining_high, joined (children seen
        to join, later years counting for more), leaving_percent (those of this NC year who leave
        before the next January, all needs together, net but for the turnover), leaving_low and
        leaving_high, exposed (children seen, later years counting for more), basis. Between low
        and high are at least 80 % of the rates that draws (the first 200 at most) take for their
        whole run: what so few children leave open, and not how one year differs from another. Low
        and high are their 10th and 90th percentile, or the rate itself where that lies outside:
        where nearly nobody leaves, most draws take hardly any, and a few take many.

    Notes
    -----
    Where a rate rests on few children it is drawn towards that of its phase: `joined` is held
    against 3 of the phase, `exposed` against 10 (docs/explanation/demand.md).
    """
    progression, seen = model.progression, model.progression.exposed
    joining, leaving = lasting_rates(model, draws=min(draws, MOST_DRAWS), seed=seed)
    # Where nobody was seen, needs weigh as they would at that NC year.
    weights = _weights(seen, model.needs)
    return _laid_out(
        joining=ranged(progression.joining, joining),
        leaving=ranged(
            (weights * progression.leaving).sum(axis=0), (weights * leaving).sum(axis=1)
        ),
        joined=progression.joined,
        exposed=seen.sum(axis=0),
        basis=basis,
    )


def gross_rates_frame(model: FlowModel, *, draws: int, seed: int, basis: str) -> pd.DataFrame:
    """Lay out who joins and who leaves at each NC year, from transitions, before growth and levers.

    Parameters
    ----------
    model : FlowModel
        The area, under its scenario.
    draws, seed : int
        Of the projection.
    basis : str
        The weakest basis that the projection rests on.

    Returns
    -------
    pandas.DataFrame
        Columns as those of `rates_frame`; joining and leaving are as they were counted.

    Notes
    -----
    How each rate is pooled: `demand.joining.estimated_joining`, `demand.leaving.estimated_leaving`.
    """
    needs, ages, states = model.leaving.exposed.shape
    seen = np.moveaxis(model.leaving.exposed, 1, 2).reshape(-1, ages)
    share = np.moveaxis(model.leaving.share, 1, 2).reshape(-1, ages)
    joining, drawn = lasting_flow_rates(model, draws=min(draws, MOST_DRAWS), seed=seed)
    leaving = np.moveaxis(drawn, 2, 3).reshape(len(drawn), needs * states, ages)
    weights = _weights(seen, np.full_like(seen, 1 / len(seen)))
    central = np.where(seen.sum(axis=0) > 0, (weights * share).sum(axis=0), model.leaving.by_age)
    return _laid_out(
        joining=ranged(model.joining.rate.sum(axis=0), joining),
        leaving=ranged(central, (weights * leaving).sum(axis=1)),
        joined=model.joining.seen.sum(axis=0),
        exposed=seen.sum(axis=0),
        basis=basis,
    )


def _weights(seen: FloatArray, otherwise: FloatArray) -> FloatArray:
    """Axes (cell, ncy): shares of the children seen at an NC year; where none, others."""
    whole = np.broadcast_to(seen.sum(axis=0), seen.shape)
    return np.where(whole > 0, ratio(seen, whole), otherwise)


def ranged(central: FloatArray, drawn: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Put ranges over draws beside the central rates.

    Parameters
    ----------
    central : FloatArray
        Axis (ncy).
    drawn : FloatArray
        Axes (draw, ncy).

    Returns
    -------
    central, low, high : FloatArray
        Axis (ncy): the 10th and 90th percentile of the draws, or the central rate where it lies
        outside, so that no rate stands beside its own range.
    """
    low, high = np.quantile(drawn, [LOWEST, HIGHEST], axis=0)
    ends = central, np.minimum(low, central), np.maximum(high, central)
    return without_dust(ends[0]), without_dust(ends[1]), without_dust(ends[2])


def _laid_out(
    *,
    joining: tuple[FloatArray, FloatArray, FloatArray],
    leaving: tuple[FloatArray, FloatArray, FloatArray],
    joined: FloatArray,
    exposed: FloatArray,
    basis: str,
) -> pd.DataFrame:
    """Lay rates, each with its low and high, out by NC year."""
    return pd.DataFrame(
        {
            "ncy": NCYS,
            "phase": [terms.phase_of_ncy(ncy) for ncy in NCYS],
            "joining_per_thousand": 1000 * joining[0],
            "joining_low": 1000 * joining[1],
            "joining_high": 1000 * joining[2],
            "joined": joined,
            "leaving_percent": 100 * leaving[0],
            "leaving_low": 100 * leaving[1],
            "leaving_high": 100 * leaving[2],
            "exposed": exposed,
            "basis": basis,
        }
    )
