"""Capital: which schemes to open and when, and what they are worth."""

from sufficiency.capital.offer import Offer, PlacesStep, Spend

__all__ = ["Offer", "PlacesStep", "Spend"]
