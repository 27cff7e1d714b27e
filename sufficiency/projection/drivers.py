"""What a scenario says of demand: levels and levers, from words to arrays."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.demand.central import AnyModel
from sufficiency.demand.levels import LevelShares, level_shares
from sufficiency.projection.axes import NCYS, needs
from sufficiency.scenario import Scenario

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Levers:
    """What a scenario does to joining and leaving, for each projected year.

    Parameters
    ----------
    joining, leaving : FloatArray
        Axes (year, need, ncy): multipliers.
    ceasing : FloatArray
        Axes (year, need, ncy): share whose plan ends besides the usual leaving.
    """

    joining: FloatArray
    leaving: FloatArray
    ceasing: FloatArray


def levers_of_scenario(scenario: Scenario, *, years: tuple[int, ...]) -> Levers:
    """Lay the levers of a scenario out by year, need and NC year.

    Joining is multiplied by (1 + joining rate change) (1 + issue rate change) and by the growth of
    requests from the first projected year on, one year upon the other.

    Parameters
    ----------
    scenario : Scenario
    years : tuple of int
        Projected academic years.

    Returns
    -------
    Levers
    """
    requests = scenario.assumption("request_growth_percent")
    growth = np.cumprod([1 + _number(requests.at(year)) / 100 for year in years])
    joining = 1 + _by_need_and_ncy(scenario, "joining_rate_change_percent", years) / 100
    issued = 1 + _by_need_and_ncy(scenario, "issue_rate_change_percent", years) / 100
    leaving = 1 + _by_need_and_ncy(scenario, "leaving_rate_change_percent", years) / 100
    ceasing = _by_need_and_ncy(scenario, "support_plan_percent", years) / 100
    return Levers(joining * issued * growth[:, None, None], leaving, ceasing)


def turnover_of(scenario: Scenario) -> float:
    """Give the share of children who leave in a year and are made up for, unseen in stocks."""
    return _number(scenario.assumption("turnover_percent").at(0)) / 100


def with_population_doubt(model: AnyModel, scenario: Scenario) -> AnyModel:
    """Let the draws of a model doubt the population projection as far as a scenario does.

    Parameters
    ----------
    model : DemandModel or FlowModel
    scenario : Scenario
        States population_doubt_percent.

    Returns
    -------
    DemandModel or FlowModel
    """
    doubt = _number(scenario.assumption("population_doubt_percent").at(0)) / 100
    return replace(model, levers=replace(model.levers, population_doubt=doubt))


def _number(value: object) -> float:
    assert isinstance(value, int | float)
    return float(value)


def _by_need_and_ncy(scenario: Scenario, name: str, years: tuple[int, ...]) -> FloatArray:
    """Axes (year, need, ncy): an assumption that may differ by need and phase."""
    held = scenario.assumption(name)
    if held.keys == ("all",):
        flat = np.array([_number(held.at(year)) for year in years])
        return np.broadcast_to(flat[:, None, None], (len(years), len(needs()), len(NCYS)))
    phases = terms.phases().codes
    by_phase = np.array(
        [
            [
                [_number(held.at(year, need=need, phase=phase)) for phase in phases]
                for need in needs()
            ]
            for year in years
        ]
    )
    place = [phases.index(terms.phase_of_ncy(ncy)) for ncy in NCYS]
    return by_phase[:, :, place]


def level_shares_of_scenario(scenario: Scenario) -> LevelShares:
    """Lay the levels of a scenario out by setting, need, phase and level.

    Returns
    -------
    LevelShares
        Low, central and high shares with the axes (setting, need, phase, level).
    """
    levels = terms.short_list("level").codes
    sides: dict[str, list[float]] = {"low": [], "central": [], "high": []}
    for setting in terms.settings().codes:
        for need in needs():
            for phase in terms.phases().codes:
                held = scenario.levels_for(setting, need, phase)
                for side, shares in sides.items():
                    shares.extend(getattr(held, side)[level] for level in levels)
    shape = (len(terms.settings()), len(needs()), len(terms.phases()), len(levels))
    arrays = {side: np.array(shares).reshape(shape) for side, shares in sides.items()}
    return level_shares(arrays["low"], arrays["central"], arrays["high"])
