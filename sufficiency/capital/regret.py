"""Regret: how far each programme is from the best one, draw by draw and scenario by scenario."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency.capital.building import rooms_of
from sufficiency.capital.candidates import say_programme
from sufficiency.capital.offers import offers_of
from sufficiency.capital.outcomes import outcomes_of
from sufficiency.capital.ranked import WITH_STAYERS
from sufficiency.capital.shared import Openings, shared_of
from sufficiency.capital.valuing import SAME, values_by_draw
from sufficiency.errors import NotPossibleError
from sufficiency.projection import project
from sufficiency.scenario import Scenario
from sufficiency.scenario.schedule import ALWAYS

if TYPE_CHECKING:
    from sufficiency.capital.programme import CapitalProgramme

FloatArray = NDArray[np.float64]


def regret_frame(made: CapitalProgramme, scenarios: Sequence[Scenario] = ()) -> pd.DataFrame:
    """Lay out the regret of the candidates; see `CapitalProgramme.regret`.

        regret_pd = value_pd - min_q value_qd     of each measure, over programmes q of a draw d

    In a scenario in which what is planned slips by more years, schemes open as much later.

    Raises
    ------
    NotPossibleError
        If another scenario does not offer the same schemes.
    """
    held = [(made.scenario.name, np.array(made.by_candidate))]
    held += [(scenario.name, _values_in(made, scenario)) for scenario in scenarios]
    parts = []
    for name, values in held:  # axes (programme, draw, measure)
        least = values.min(axis=0)
        best = _best(values)
        for place, candidate in enumerate(made.candidates):
            columns: dict[str, FloatArray] = {}
            for at, measure in enumerate(made.measures):
                columns[measure] = values[place, :, at]
                columns[f"{measure}_regret"] = values[place, :, at] - least[:, at]
            parts.append(
                pd.DataFrame(
                    {
                        "scenario": name,
                        "programme": say_programme(candidate.openings),
                        "draw": np.arange(1, values.shape[1] + 1),
                        **columns,
                        "best": best == place,
                    }
                )
            )
    frame = pd.concat(parts, ignore_index=True)
    return frame.assign(evaluated=WITH_STAYERS, basis=made.basis)


def _best(values: FloatArray) -> NDArray[np.int64]:
    """Axis (draw): the programme that comes first in the order of the measures."""
    rounded = np.round(values / SAME)
    first = [
        min(range(len(values)), key=lambda k: tuple(rounded[k, draw]))
        for draw in range(values.shape[1])
    ]
    return np.array(first, dtype=np.int64)


def _values_in(made: CapitalProgramme, scenario: Scenario) -> FloatArray:
    """Axes (programme, draw, measure): what the candidates come to in another scenario."""
    base = made.shared.projection
    offers = offers_of(base.area, scenario)
    if tuple(offer.scheme for offer in offers) != made.shared.names:
        raise NotPossibleError.of(
            "choice_other_schemes", scenario=scenario.name, other=made.scenario.name
        )
    projection = base
    if base.scenario.demand_differences(scenario):
        projection = project(
            base.area,
            scenario,
            until=base.years[-1],
            draws=made.again_draws,
            seed=base.seed,
            workers=made.effort.workers,
        )
    shared = shared_of(projection, scenario, offers)
    rooms = rooms_of(shared, made.aim)
    if rooms.supply.aims != made.rooms.supply.aims:
        raise NotPossibleError.of(
            "choice_other_aims", scenario=scenario.name, other=made.scenario.name
        )
    programmes = [_moved(candidate.openings, made, scenario) for candidate in made.candidates]
    settings = [
        shared.setting_with(openings, stayers="keep", scenario=rooms.scenario)
        for openings in programmes
    ]
    outcomes = outcomes_of(settings, draws=made.again_draws, workers=made.effort.workers)
    return np.array(
        [
            values_by_draw(outcome, rooms, made.aim, openings)
            for outcome, openings in zip(outcomes, programmes, strict=True)
        ]
    )


def _moved(openings: Openings, made: CapitalProgramme, scenario: Scenario) -> dict[str, int]:
    """Let schemes open as much later as another scenario slips more; none after the last year."""
    moved = {}
    for name, year in openings.items():
        site = made.shared.offer(name).site
        ours, theirs = (
            held.assumption("opening_slip_years").at(ALWAYS, site=site)
            for held in (made.scenario, scenario)
        )
        assert isinstance(ours, int)
        assert isinstance(theirs, int)
        moved[name] = year + theirs - ours
    return {name: year for name, year in moved.items() if year <= made.years[-1]}
