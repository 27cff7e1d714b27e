"""The optimisation: journeys, networks, engines, proofs and the worth of places; arrays only."""

from sufficiency.places.bottlenecks import Bottleneck, bottlenecks_of
from sufficiency.places.building import network_of
from sufficiency.places.caps import CapRows, Caps
from sufficiency.places.certificate import Certificate, certify
from sufficiency.places.displaced import WHITHER, displaced_from, whither
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
from sufficiency.places.looking_ahead import Ahead, place_looking_ahead
from sufficiency.places.naming import Names, names_of
from sufficiency.places.network import (
    AIMS,
    ALL_AIMS,
    BEYOND_LIMIT,
    DISPLACED,
    INDEPENDENT,
    METRES,
    MILES_SQUARED,
    NO_LIMIT,
    NOT_PREFERRED,
    OTHER_LEVEL,
    OVER_PLACES,
    POUNDS,
    WITHOUT,
    Kind,
    Network,
)
from sufficiency.places.passages import EVERYBODY, Fates, Passage, Shares, Surviving
from sufficiency.places.plans import BASE, LEVELS, SPECIAL, Axes, Before, Limits, Pools
from sufficiency.places.pounds import Pounds
from sufficiency.places.pulp_engine import write_lp
from sufficiency.places.reaching import Reach, minutes_that_do, reach_of
from sufficiency.places.reasons import REASONS, reasons_of
from sufficiency.places.rules import Rule, RuleBook, RuleKind
from sufficiency.places.scaling import scaled_to_whole
from sufficiency.places.starts import Start
from sufficiency.places.statuses import NoAnswerError, Status
from sufficiency.places.stayers import Rows, Step, Why
from sufficiency.places.supply import Supply, supply_of
from sufficiency.places.touching import RULED, touched
from sufficiency.places.widening import Widened, widened, widened_year
from sufficiency.places.worth import Worth, worth_of_places
from sufficiency.places.years import YearPlaced, each_year_placed, place_years

__all__ = [
    "AIMS",
    "ALL_AIMS",
    "BASE",
    "BEYOND_LIMIT",
    "DISPLACED",
    "EVERYBODY",
    "INDEPENDENT",
    "LEVELS",
    "METRES",
    "METRES_A_MILE",
    "MILES_SQUARED",
    "NOT_PREFERRED",
    "NO_LIMIT",
    "OTHER_LEVEL",
    "OVER_PLACES",
    "POUNDS",
    "REASONS",
    "RULED",
    "SPECIAL",
    "WHITHER",
    "WITHOUT",
    "Ahead",
    "Answer",
    "Axes",
    "Before",
    "Bottleneck",
    "CapRows",
    "Caps",
    "Certificate",
    "Engine",
    "Fates",
    "Journeys",
    "Kind",
    "Limits",
    "Names",
    "Network",
    "NoAnswerError",
    "Passage",
    "Pools",
    "Pounds",
    "Reach",
    "Rows",
    "Rule",
    "RuleBook",
    "RuleKind",
    "Shares",
    "Start",
    "Status",
    "Step",
    "Supply",
    "Surviving",
    "Why",
    "Widened",
    "Worth",
    "YearPlaced",
    "allocate_arrays",
    "bottlenecks_of",
    "certify",
    "displaced_from",
    "each_year_placed",
    "journeys_of",
    "metres_of_miles",
    "miles_of_metres",
    "minutes_at",
    "minutes_that_do",
    "names_of",
    "network_of",
    "place_looking_ahead",
    "place_years",
    "reach_of",
    "reasons_of",
    "scaled_to_whole",
    "straight_metres",
    "supply_of",
    "touched",
    "whither",
    "widened",
    "widened_year",
    "worth_of_places",
    "write_lp",
]
