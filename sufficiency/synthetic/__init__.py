"""Synthetic areas with known truth: what a projection can be scored against."""

from sufficiency.synthetic.options import ASSUMPTIONS
from sufficiency.synthetic.truth import Truth
from sufficiency.synthetic.verb import SyntheticArea, synthetic_area

__all__ = ["ASSUMPTIONS", "SyntheticArea", "Truth", "synthetic_area"]
