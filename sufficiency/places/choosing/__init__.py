"""Which schemes to open and when: the mathematics, on arrays."""

from sufficiency.places.choosing.problem import (
    Budget,
    Chosen,
    Period,
    Problem,
    Programme,
    Schemes,
    Status,
)

__all__ = ["Budget", "Chosen", "Period", "Problem", "Programme", "Schemes", "Status"]
