"""Population by single year of age, and how it is laid over localities."""

from sufficiency.sources.populations.births import read_births
from sufficiency.sources.populations.by_locality import population_by_locality
from sufficiency.sources.populations.homes import read_housing
from sufficiency.sources.populations.reading import read_population

__all__ = ["population_by_locality", "read_births", "read_housing", "read_population"]
