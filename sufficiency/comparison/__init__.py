"""The comparison of allocations: `compare` and the `Comparison` that it gives."""

from sufficiency.comparison.comparison import Comparison
from sufficiency.comparison.verb import compare

__all__ = ["Comparison", "compare"]
