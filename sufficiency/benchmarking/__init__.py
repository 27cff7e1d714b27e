"""Benchmarking: an authority beside its region, England and its statistical neighbours."""

from sufficiency.benchmarking.benchmarks import Benchmarks
from sufficiency.benchmarking.neighbours import neighbours_of
from sufficiency.benchmarking.populations import read_persons
from sufficiency.benchmarking.verb import benchmark

__all__ = ["Benchmarks", "benchmark", "neighbours_of", "read_persons"]
