"""Capital: which schemes to open and when, and what they are worth."""

from sufficiency.capital.appraisal import Appraisal
from sufficiency.capital.appraise import appraise
from sufficiency.capital.offer import Offer, PlacesStep, Spend
from sufficiency.capital.scheme_spend import SchemeSpend

__all__ = ["Appraisal", "Offer", "PlacesStep", "SchemeSpend", "Spend", "appraise"]
