"""Capital: which schemes to open and when, and what they are worth."""

from sufficiency.capital.appraisal import Appraisal
from sufficiency.capital.appraising import appraise
from sufficiency.capital.offer import Offer, PlacesStep, Spend
from sufficiency.capital.offers import check_offers, offers_of
from sufficiency.capital.opened import appraise_openings
from sufficiency.capital.programme import CapitalProgramme
from sufficiency.capital.programmes import programme_scenario
from sufficiency.capital.scheme_spend import SchemeSpend
from sufficiency.capital.verb import choose_schemes

__all__ = [
    "Appraisal",
    "CapitalProgramme",
    "Offer",
    "PlacesStep",
    "SchemeSpend",
    "Spend",
    "appraise",
    "appraise_openings",
    "check_offers",
    "choose_schemes",
    "offers_of",
    "programme_scenario",
]
