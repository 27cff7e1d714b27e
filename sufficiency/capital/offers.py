"""Offers."""

from __future__ import annotations

from sufficiency.area import Area
from sufficiency.capital.offer import Offer
from sufficiency.scenario import Scenario


def offers_of(area: Area, scenario: Scenario) -> tuple[Offer, ...]:
    """STAND-IN."""
    return ()
