"""Where children with an EHC plan will need which place, and what each place is worth.

The face of the package: verbs, nouns and errors. Everything is loaded when it is first used,
so that importing the package costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from sufficiency.errors import (
    FileEncodingWarning,
    FileError,
    FindingsError,
    FittingError,
    NotPossibleError,
    ScenarioError,
    SufficiencyError,
    SufficiencyWarning,
    TableError,
    UnknownNameError,
)

if TYPE_CHECKING:
    from sufficiency.allocation import Allocation, allocate
    from sufficiency.area import Area, area_from_frames, check_area, load_area, mark_problems
    from sufficiency.backtesting import Backtest, Tracking, backtest, track
    from sufficiency.benchmarking import Benchmarks, benchmark
    from sufficiency.capital import (
        Appraisal,
        CapitalProgramme,
        SchemeSpend,
        appraise,
        appraise_openings,
        choose_schemes,
        offers_of,
        programme_scenario,
    )
    from sufficiency.comparison import Comparison, compare
    from sufficiency.datasets import load_example
    from sufficiency.intake import BuiltArea, build_area
    from sufficiency.mending import Corrected, Quality, apply_corrections, quality
    from sufficiency.panel import PanelProjection, project_panel
    from sufficiency.planned import check_plan, planned_area
    from sufficiency.projection import Projection, WholeNumbers, project
    from sufficiency.reports import Report, report
    from sufficiency.reports.bid import BidPack, bid_pack
    from sufficiency.rolling import RolledOver, roll_over
    from sufficiency.scenario import Scenario, as_things_stand, load_scenario
    from sufficiency.sources import (
        CaseColumns,
        Lookup,
        OsrmRequest,
        add_journeys,
        fetch_journeys,
        journeys_from_list,
        journeys_from_matrix,
        journeys_from_osrm,
        localities_from,
        osrm_requests,
        population_by_locality,
        read_births,
        read_ehc_plans,
        read_gias,
        read_housing,
        read_lookup,
        read_places,
        read_population,
        read_scap,
        read_sen2,
        read_snapshots,
        read_witan,
        suggest_columns,
        suggest_witan_codes,
    )
    from sufficiency.synthetic import SyntheticArea, synthetic_area

__version__ = "0.1.0"

_HOMES = {
    "Allocation": "allocation",
    "Appraisal": "capital",
    "Area": "area",
    "Backtest": "backtesting",
    "Benchmarks": "benchmarking",
    "BidPack": "reports.bid",
    "BuiltArea": "intake",
    "CapitalProgramme": "capital",
    "CaseColumns": "sources",
    "Comparison": "comparison",
    "Corrected": "mending",
    "Lookup": "sources",
    "OsrmRequest": "sources",
    "PanelProjection": "panel",
    "Projection": "projection",
    "Quality": "mending",
    "Report": "reports",
    "RolledOver": "rolling",
    "Scenario": "scenario",
    "SchemeSpend": "capital",
    "SyntheticArea": "synthetic",
    "Tracking": "backtesting",
    "WholeNumbers": "projection",
    "add_journeys": "sources",
    "allocate": "allocation",
    "apply_corrections": "mending",
    "appraise": "capital",
    "appraise_openings": "capital",
    "area_from_frames": "area",
    "as_things_stand": "scenario",
    "backtest": "backtesting",
    "benchmark": "benchmarking",
    "bid_pack": "reports.bid",
    "build_area": "intake",
    "check_area": "area",
    "check_plan": "planned",
    "choose_schemes": "capital",
    "compare": "comparison",
    "fetch_journeys": "sources",
    "journeys_from_list": "sources",
    "journeys_from_matrix": "sources",
    "journeys_from_osrm": "sources",
    "load_area": "area",
    "load_example": "datasets",
    "load_scenario": "scenario",
    "localities_from": "sources",
    "mark_problems": "area",
    "offers_of": "capital",
    "osrm_requests": "sources",
    "planned_area": "planned",
    "population_by_locality": "sources",
    "programme_scenario": "capital",
    "project": "projection",
    "project_panel": "panel",
    "quality": "mending",
    "read_ehc_plans": "sources",
    "read_gias": "sources",
    "read_scap": "sources",
    "read_sen2": "sources",
    "read_births": "sources",
    "read_housing": "sources",
    "read_lookup": "sources",
    "read_places": "sources",
    "read_population": "sources",
    "read_snapshots": "sources",
    "read_witan": "sources",
    "report": "reports",
    "roll_over": "rolling",
    "suggest_columns": "sources",
    "suggest_witan_codes": "sources",
    "synthetic_area": "synthetic",
    "track": "backtesting",
}
"""Where each verb and noun of the face is at home."""

__all__ = [
    "Allocation",
    "Appraisal",
    "Area",
    "Backtest",
    "Benchmarks",
    "BidPack",
    "BuiltArea",
    "CapitalProgramme",
    "CaseColumns",
    "Comparison",
    "Corrected",
    "FileEncodingWarning",
    "FileError",
    "FindingsError",
    "FittingError",
    "Lookup",
    "NotPossibleError",
    "OsrmRequest",
    "PanelProjection",
    "Projection",
    "Quality",
    "Report",
    "RolledOver",
    "Scenario",
    "ScenarioError",
    "SchemeSpend",
    "SufficiencyError",
    "SufficiencyWarning",
    "SyntheticArea",
    "TableError",
    "Tracking",
    "UnknownNameError",
    "WholeNumbers",
    "add_journeys",
    "allocate",
    "apply_corrections",
    "appraise",
    "appraise_openings",
    "area_from_frames",
    "as_things_stand",
    "backtest",
    "benchmark",
    "bid_pack",
    "build_area",
    "check_area",
    "check_plan",
    "choose_schemes",
    "compare",
    "fetch_journeys",
    "journeys_from_list",
    "journeys_from_matrix",
    "journeys_from_osrm",
    "load_area",
    "load_example",
    "load_scenario",
    "localities_from",
    "mark_problems",
    "offers_of",
    "osrm_requests",
    "planned_area",
    "population_by_locality",
    "programme_scenario",
    "project",
    "project_panel",
    "quality",
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
    "report",
    "roll_over",
    "suggest_columns",
    "suggest_witan_codes",
    "synthetic_area",
    "track",
]


def __getattr__(name: str) -> Any:
    """Load a verb or noun when it is first asked for."""
    if name in _HOMES:
        return getattr(import_module(f"sufficiency.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'sufficiency' has no attribute {name!r}")


def __dir__() -> list[str]:
    """List the face, for completion."""
    return sorted([*__all__, "__version__"])
