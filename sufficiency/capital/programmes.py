"""A programme of schemes as a scenario: the places that it opens, year by year."""

from __future__ import annotations

from collections.abc import Mapping

from sufficiency.area import Area
from sufficiency.scenario import Scenario


def programme_scenario(area: Area, scenario: Scenario, openings: Mapping[str, int]) -> Scenario:
    """STAND-IN."""
    if openings:
        raise NotImplementedError
    return scenario
