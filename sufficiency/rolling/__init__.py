"""Rolling over: last year's area into this year's, with all that changed."""

from sufficiency.rolling.rolled import RolledOver
from sufficiency.rolling.verb import roll_over

__all__ = ["RolledOver", "roll_over"]
