"""Readers of files that people have, each into the form of one of an area's tables."""

from sufficiency.sources.answers import journeys_from_osrm
from sufficiency.sources.laying import add_journeys
from sufficiency.sources.lists import journeys_from_list
from sufficiency.sources.matrices import journeys_from_matrix
from sufficiency.sources.requests import OsrmRequest, osrm_requests
from sufficiency.sources.sen2 import read_sen2
from sufficiency.sources.servers import fetch_journeys

__all__ = [
    "OsrmRequest",
    "add_journeys",
    "fetch_journeys",
    "journeys_from_list",
    "journeys_from_matrix",
    "journeys_from_osrm",
    "osrm_requests",
    "read_sen2",
]
