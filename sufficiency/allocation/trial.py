"""What an allocation of a scenario would refuse, found before any child is placed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sufficiency.allocation.aims import aims_of
from sufficiency.allocation.planning import plan_of
from sufficiency.allocation.supplying import supplied
from sufficiency.allocation.today import today_of
from sufficiency.area import Area
from sufficiency.errors import Finding, FindingsError, NotPossibleError
from sufficiency.places import POUNDS
from sufficiency.planned import planned_area
from sufficiency.projection import project
from sufficiency.scenario import Scenario

PLAIN = ["without", "independent", "other_level", "over_places", "not_preferred", "miles"]
"""Aims that need no costs, and leave nothing out that rules or places ask for."""


def findings_of_run(area: Area, scenario: Scenario) -> tuple[Finding, ...]:
    """Find local rules that contradict each other or cannot be kept, and costs that are missing.

    Costs are looked at where pounds are an aim. The same code is asked that makes an allocation
    ready, so that nothing is called sound which a run would refuse.

    Parameters
    ----------
    area : Area
    scenario : Scenario
        Sound by itself, and with the area (`check_plan`).

    Returns
    -------
    tuple of Finding
        None where nothing of the kind is stated, and where the area cannot be projected at all,
        which `project` says by itself.
    """
    return tuple(found for tried in _trials(area, scenario) for found in _refused(tried))


def _trials(area: Area, scenario: Scenario) -> Iterator[Callable[[], object]]:
    """Give what is to be tried: rules without any costs, costs without any rules."""
    if any(row.table == "rules" for row in scenario.content.rows):
        plain = scenario.but(name=scenario.name, aims=PLAIN)
        yield lambda: _made_ready(area, plain, local_rules=True)
    if POUNDS in aims_of(scenario):
        yield lambda: _made_ready(area, scenario, local_rules=False)


def _refused(tried: Callable[[], object]) -> tuple[Finding, ...]:
    try:
        tried()
    except FindingsError as error:
        return error.findings
    except NotPossibleError:
        return ()
    return ()


def _made_ready(area: Area, scenario: Scenario, *, local_rules: bool) -> None:
    """Do what an allocation does before its first draw."""
    projection = project(area, scenario, draws=1)
    planned = planned_area(projection.area, scenario) if scenario.has_rows else projection.area
    plan = plan_of(planned, scenario, years=projection.years, needs=projection.labels.needs)
    today = today_of(projection, plan)
    supplied(projection, scenario, plan, today, planned=planned, local_rules=local_rules)
