"""The optimisation: journeys, networks, engines, proofs and the worth of places; arrays only."""

from sufficiency.places.building import network_of
from sufficiency.places.certificate import Certificate, certify
from sufficiency.places.engines import Answer, Engine, allocate_arrays
from sufficiency.places.journeys import (
    METRES_A_MILE,
    Journeys,
    journeys_of,
    metres_of_miles,
    miles_of_metres,
    minutes_at,
    straight_metres,
)
from sufficiency.places.naming import Names, names_of
from sufficiency.places.network import (
    AIMS,
    BEYOND_LIMIT,
    INDEPENDENT,
    METRES,
    NO_LIMIT,
    WITHOUT,
    Kind,
    Network,
)
from sufficiency.places.pulp_engine import write_lp
from sufficiency.places.why_not import WhyNotLocal, why_not_local
from sufficiency.places.worth import Worth, worth_of_places

__all__ = [
    "AIMS",
    "BEYOND_LIMIT",
    "INDEPENDENT",
    "METRES",
    "METRES_A_MILE",
    "NO_LIMIT",
    "WITHOUT",
    "Answer",
    "Certificate",
    "Engine",
    "Journeys",
    "Kind",
    "Names",
    "Network",
    "WhyNotLocal",
    "Worth",
    "allocate_arrays",
    "certify",
    "journeys_of",
    "metres_of_miles",
    "miles_of_metres",
    "minutes_at",
    "names_of",
    "network_of",
    "straight_metres",
    "why_not_local",
    "worth_of_places",
    "write_lp",
]
