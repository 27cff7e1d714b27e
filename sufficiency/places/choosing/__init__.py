"""Which schemes to open and when: the mathematics, on arrays."""

from sufficiency.places.choosing.fixed_sites import SitesChosen, Way, choose_sites
from sufficiency.places.choosing.problem import (
    Budget,
    Chosen,
    Period,
    Problem,
    Programme,
    Schemes,
    Status,
)

__all__ = [
    "Budget",
    "Chosen",
    "Period",
    "Problem",
    "Programme",
    "Schemes",
    "SitesChosen",
    "Status",
    "Way",
    "choose_sites",
]
