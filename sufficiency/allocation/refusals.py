"""What an allocation refuses before any work is done for it."""

from __future__ import annotations

from collections.abc import Iterator

from sufficiency.allocation.aims import MILES
from sufficiency.errors import NotPossibleError, UnknownNameError
from sufficiency.places import NOT_PREFERRED, OTHER_LEVEL, OVER_PLACES
from sufficiency.places.years import STAYERS, Stayers
from sufficiency.projection import Projection
from sufficiency.scenario import Scenario
from sufficiency.scenario.aims import LAST_RESORT


def decided_by(projection: Projection, scenario: Scenario | None) -> Scenario:
    """Choose the scenario of an allocation: the one given, or else the projection's.

    Parameters
    ----------
    projection : Projection
    scenario : Scenario, optional

    Returns
    -------
    Scenario

    Raises
    ------
    NotPossibleError
        If either is something else, or the scenario's demand is not that of the projection.
    """
    if not isinstance(projection, Projection):
        raise NotPossibleError.of("allocation_no_projection", value=type(projection).__name__)
    if projection.states != "level":
        raise NotPossibleError.of("allocation_of_settings")
    if scenario is None:
        return projection.scenario
    if not isinstance(scenario, Scenario):
        raise NotPossibleError.of("no_scenario", value=type(scenario).__name__)
    names = projection.scenario.demand_differences(scenario)
    if names:
        raise NotPossibleError.of(
            "allocation_other_demand", scenario=scenario.name, names=", ".join(names)
        )
    return scenario


def stayers_of(scenario: Scenario, stayers: str | None) -> Stayers:
    """Choose what becomes of those who are placed: as asked, or as the scenario says.

    Raises
    ------
    UnknownNameError
        If there is no such way.
    """
    said = scenario.assumption("stayers").at(0) if stayers is None else stayers
    for known in STAYERS:
        if said == known:
            return known  # type: ignore[return-value]
    raise UnknownNameError.of("years_stayers", name=said)


def refuse_left_out(scenario: Scenario) -> None:
    """Refuse aims without the one that something else in the scenario is about.

    Raises
    ------
    NotPossibleError
        Naming the aim that it leaves out and needs.
    """
    stated = str(scenario.assumption("aims").at(0)).split(";")
    for aim, what in needed_aims(scenario):
        if aim not in stated:
            example = _with(stated, aim)
            raise NotPossibleError.of(
                "allocation_aim_left_out",
                scenario=scenario.name,
                what=what,
                aim=aim,
                stated=", ".join(stated),
                example="[" + ", ".join(f'"{each}"' for each in example) + "]",
            )


def needed_aims(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """List the aims that something else in a scenario is about, each with what that is in words."""
    if _mixes_levels(scenario):
        yield OTHER_LEVEL, "lets pools serve another level"
    if _goes_over(scenario):
        yield OVER_PLACES, "lets pools admit above their places"
    if _prefers(scenario):
        yield NOT_PREFERRED, "has a local rule that prefers"


def _with(aims: list[str], aim: str) -> list[str]:
    """Put an aim where the design has it: places after the first cost, preferences before miles."""
    if aim == NOT_PREFERRED:
        at = aims.index(MILES) if MILES in aims else len(aims)
    else:
        at = min(aims.index(first) for first in LAST_RESORT if first in aims) + 1
    return [*aims[:at], aim, *aims[at:]]


def _mixes_levels(scenario: Scenario) -> bool:
    return any(entry.value != "own" for entry in scenario.assumption("other_level").entries)


def _goes_over(scenario: Scenario) -> bool:
    return any(bool(entry.value) for entry in scenario.assumption("over_places_percent").entries)


def _prefers(scenario: Scenario) -> bool:
    rules = (dict(row.cells) for row in scenario.content.rows if row.table == "rules")
    return any(cells["kind"] == "prefer" for cells in rules)
