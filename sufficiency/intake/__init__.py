"""Building an area from the files that people have."""

from sufficiency.intake.beside import read_beside
from sufficiency.intake.built import BuiltArea
from sufficiency.intake.verb import build_area

__all__ = ["BuiltArea", "build_area", "read_beside"]
