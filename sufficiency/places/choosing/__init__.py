"""Which schemes to open and when: the mathematics, on arrays."""

from sufficiency.places.choosing.choose import ChoiceEngine, choose, gap_of
from sufficiency.places.choosing.fixed_sites import SitesChosen, Way, choose_sites
from sufficiency.places.choosing.problem import (
    NOT_OPENED,
    Budget,
    Chosen,
    Period,
    Problem,
    Programme,
    Schemes,
)
from sufficiency.places.statuses import Status

__all__ = [
    "NOT_OPENED",
    "Budget",
    "ChoiceEngine",
    "Chosen",
    "Period",
    "Problem",
    "Programme",
    "Schemes",
    "SitesChosen",
    "Status",
    "Way",
    "choose",
    "choose_sites",
    "gap_of",
]
