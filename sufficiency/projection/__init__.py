"""The projection of demand: `project` and the `Projection` that it gives."""

from sufficiency.projection.axes import PLACED_LEVELS
from sufficiency.projection.frames import HIGHEST, LOWEST, Labels, range_of
from sufficiency.projection.projection import Projection
from sufficiency.projection.verb import project
from sufficiency.projection.whole_numbers import WholeNumbers

__all__ = [
    "HIGHEST",
    "LOWEST",
    "PLACED_LEVELS",
    "Labels",
    "Projection",
    "WholeNumbers",
    "project",
    "range_of",
]
