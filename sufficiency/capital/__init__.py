"""Capital: which schemes to open and when, and what they are worth."""

from sufficiency.capital.offer import Offer, PlacesStep, Spend
from sufficiency.capital.offers import check_offers, offers_of
from sufficiency.capital.programmes import programme_scenario

__all__ = ["Offer", "PlacesStep", "Spend", "check_offers", "offers_of", "programme_scenario"]
