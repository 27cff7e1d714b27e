"""Capital: which schemes to open and when, and what they are worth."""

from sufficiency.capital.offer import Offer, PlacesStep, Spend
from sufficiency.capital.offers import check_offers, offers_of
from sufficiency.capital.programme import CapitalProgramme
from sufficiency.capital.programmes import programme_scenario
from sufficiency.capital.verb import choose_schemes

__all__ = [
    "CapitalProgramme",
    "Offer",
    "PlacesStep",
    "Spend",
    "check_offers",
    "choose_schemes",
    "offers_of",
    "programme_scenario",
]
