"""The allocation of places: `allocate` and the `Allocation` that it gives."""

from sufficiency.allocation.allocation import Allocation
from sufficiency.allocation.verb import allocate

__all__ = ["Allocation", "allocate"]
