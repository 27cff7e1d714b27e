"""The rates that a projection rests on, by NC year, with what each of them rests on."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sufficiency import terms
from sufficiency.demand.flow_model import FlowModel
from sufficiency.demand.model import DemandModel
from sufficiency.demand.pooling import ratio
from sufficiency.projection.axes import NCYS


def rates_frame(model: DemandModel, *, basis: str) -> pd.DataFrame:
    """Lay out who joins and who leaves at each NC year, before growth and levers.

    Parameters
    ----------
    model : DemandModel
        The area, under its scenario.
    basis : str
        The weakest basis that the projection rests on.

    Returns
    -------
    pandas.DataFrame
        Columns ncy, phase, joining_per_thousand (joiners of this NC year per thousand residents
        and year, net but for the turnover), joined (children seen to join, later years counting
        for more), leaving_percent (those of this NC year who leave before the next January, all
        needs together), exposed (children seen, later years counting for more), basis.

    Notes
    -----
    Where a rate rests on few children it is drawn towards that of its phase: `joined` is held
    against 3 of the phase, `exposed` against 10 (docs/explanation/demand.md).
    """
    progression = model.progression
    seen = progression.exposed.sum(axis=0)
    left = (progression.leaving * progression.exposed).sum(axis=0)
    by_mix = (model.needs * progression.leaving).sum(axis=0)
    return pd.DataFrame(
        {
            "ncy": NCYS,
            "phase": [terms.phase_of_ncy(ncy) for ncy in NCYS],
            "joining_per_thousand": 1000 * progression.joining,
            "joined": progression.joined,
            # Where nobody was seen, needs weigh as they would at that NC year.
            "leaving_percent": 100 * np.where(seen > 0, ratio(left, seen), by_mix),
            "exposed": seen,
            "basis": basis,
        }
    )


def gross_rates_frame(model: FlowModel, *, basis: str) -> pd.DataFrame:
    """Lay out who joins and who leaves at each NC year, from transitions, before growth and levers.

    Parameters
    ----------
    model : FlowModel
        The area, under its scenario.
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
    exposed = model.leaving.exposed.sum(axis=(0, 2))
    left = (model.leaving.share * model.leaving.exposed).sum(axis=(0, 2))
    leaving = np.where(exposed > 0, ratio(left, exposed), model.leaving.by_age)
    return pd.DataFrame(
        {
            "ncy": NCYS,
            "phase": [terms.phase_of_ncy(ncy) for ncy in NCYS],
            "joining_per_thousand": 1000 * model.joining.rate.sum(axis=0),
            "joined": model.joining.seen.sum(axis=0),
            "leaving_percent": 100 * leaving,
            "exposed": exposed,
            "basis": basis,
        }
    )
