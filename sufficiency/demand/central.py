"""The central projection of an area, from stocks or from transitions."""

from __future__ import annotations

from typing import TypeAlias

from sufficiency.demand.cohorts import Expected, expected_projection
from sufficiency.demand.flow_model import FlowModel, expected_flow_rates
from sufficiency.demand.model import DemandModel, expected_rates, expected_start
from sufficiency.demand.rates import Rates

AnyModel: TypeAlias = DemandModel | FlowModel
"""From stocks, or from transitions."""


def central_rates(model: AnyModel) -> Rates:
    """Give the central rates of each projected year, the levers included.

    Parameters
    ----------
    model : DemandModel or FlowModel
        The area, under its scenario.

    Returns
    -------
    Rates
    """
    if isinstance(model, FlowModel):
        return expected_flow_rates(model)
    return expected_rates(model)


def central_projection(model: AnyModel) -> Expected:
    """Project expected numbers.

    Parameters
    ----------
    model : DemandModel or FlowModel
        The area, under its scenario.

    Returns
    -------
    Expected
    """
    return expected_projection(expected_start(model), model.population[1:], central_rates(model))
