"""The SEN2 person-level return: COLLECT modules or XML, one January or several."""

from sufficiency.sources.sen2.verb import KIND, read_sen2

__all__ = ["KIND", "read_sen2"]
