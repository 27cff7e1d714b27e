"""Readers of files that people have, each into the form of one of an area's tables."""

from sufficiency.sources.answers import journeys_from_osrm
from sufficiency.sources.cases import CaseColumns, read_snapshots, suggest_columns
from sufficiency.sources.ees import read_ehc_plans
from sufficiency.sources.gias import read_gias
from sufficiency.sources.laying import add_journeys
from sufficiency.sources.lists import journeys_from_list
from sufficiency.sources.localities import localities_from
from sufficiency.sources.lookups import Lookup, read_lookup
from sufficiency.sources.matrices import journeys_from_matrix
from sufficiency.sources.place_lists import read_places
from sufficiency.sources.populations import (
    population_by_locality,
    read_births,
    read_housing,
    read_population,
)
from sufficiency.sources.requests import OsrmRequest, osrm_requests
from sufficiency.sources.scap import read_scap
from sufficiency.sources.sen2 import read_sen2
from sufficiency.sources.servers import fetch_journeys
from sufficiency.sources.witan import read_witan, suggest_witan_codes

__all__ = [
    "CaseColumns",
    "Lookup",
    "OsrmRequest",
    "add_journeys",
    "fetch_journeys",
    "journeys_from_list",
    "journeys_from_matrix",
    "journeys_from_osrm",
    "localities_from",
    "osrm_requests",
    "population_by_locality",
    "read_births",
    "read_ehc_plans",
    "read_gias",
    "read_housing",
    "read_lookup",
    "read_places",
    "read_population",
    "read_scap",
    "read_sen2",
    "read_snapshots",
    "read_witan",
    "suggest_columns",
    "suggest_witan_codes",
]
