"""What an allocation of a scenario would refuse, found before any child is placed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from sufficiency.allocation.above import OVER, named_in_vain
from sufficiency.allocation.aims import aims_of
from sufficiency.allocation.independent_numbers import NUMBER, notes_of_numbers
from sufficiency.allocation.limits import groups_of
from sufficiency.allocation.plan import Plan
from sufficiency.allocation.planning import plan_of
from sufficiency.allocation.supplying import supplied
from sufficiency.allocation.tariff import tariff_of
from sufficiency.allocation.today import today_of
from sufficiency.area import Area
from sufficiency.errors import Finding, FindingsError, NotPossibleError, TableError
from sufficiency.places import POUNDS, Limits
from sufficiency.planned import planned_area
from sufficiency.projection import Projection, project
from sufficiency.scenario import Scenario

PLAIN = [
    *("displaced", "without", "independent", "other_level", "over_places"),
    *("not_preferred", "miles"),
]
"""Aims that need no costs, and leave nothing out that rules or places ask for."""


def findings_of_run(area: Area, scenario: Scenario) -> tuple[Finding, ...]:
    """Find local rules that cannot be kept, costs that are missing, and what is stated in vain.

    Missing costs are a fault where pounds are an aim, and a note where schemes are chosen in
    another order: they can be chosen then, and not be bid for. Of shares above places by site, and
    of numbers of independent places, what an allocation would note is noted. The same code is asked
    that makes an allocation ready, so that nothing is called sound which a run would refuse.

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
    tried = tuple(found for tried in _trials(area, scenario) for found in _refused(tried))
    found = tuple(dict.fromkeys((*tried, *_of_numbers(area, scenario))))
    if POUNDS in aims_of(scenario) or not any(
        row.table == "schemes" for row in scenario.content.rows
    ):
        return found
    unknown = _refused(lambda: refuse_unknown_costs(project(area, scenario, draws=1)))
    return (*found, *(replace(one, severity="note") for one in unknown))


def refuse_unknown_costs(projection: Projection) -> None:
    """Refuse what could be allocated and not be told in pounds, before it is.

    Costs of sites that only a scheme would open are asked for when it has been chosen.

    Parameters
    ----------
    projection : Projection
        With the scenario whose costs are asked for.

    Raises
    ------
    TableError
        With every cost that is not known.
    """
    scenario = projection.scenario
    planned = planned_area(projection.area, scenario) if scenario.is_of_an_area else projection.area
    plan = plan_of(planned, scenario, years=projection.years, needs=projection.labels.needs)
    unknown = tariff_of(projection, scenario, plan, is_not_named=True).findings
    if unknown:
        raise TableError(unknown, what=f"The table costs of {projection.area.name}")


def _trials(area: Area, scenario: Scenario) -> Iterator[Callable[[], object]]:
    """Give what is to be tried: rules without any costs, costs without any rules."""
    if any(row.table == "rules" for row in scenario.content.rows):
        plain = scenario.but(name=scenario.name, aims=PLAIN)
        yield lambda: _made_ready(area, plain, local_rules=True)
    if POUNDS in aims_of(scenario):
        yield lambda: _made_ready(area, scenario, local_rules=False)


def _of_numbers(area: Area, scenario: Scenario) -> tuple[Finding, ...]:
    """Find what is stated of places above and of independent places, and changes nothing."""
    stated = any(
        entry.parts or entry.name == NUMBER
        for name in (OVER, NUMBER)
        for entry in scenario.assumption(name).entries
        if entry.is_stated
    )
    if not stated:
        return ()
    plain = scenario.but(name=scenario.name, aims=PLAIN)
    notes: list[Finding] = []

    def noting() -> None:
        plan, limits = _made_ready(area, plain, local_rules=False)
        pairs = groups_of(plan.axes.needs)
        notes.extend(named_in_vain(scenario, plan))
        notes.extend(notes_of_numbers(scenario, plan, pairs, limits.independent))

    return (*_refused(noting), *notes)


def _refused(tried: Callable[[], object]) -> tuple[Finding, ...]:
    try:
        tried()
    except FindingsError as error:
        return error.findings
    except NotPossibleError:
        return ()
    return ()


def _made_ready(area: Area, scenario: Scenario, *, local_rules: bool) -> tuple[Plan, Limits]:
    """Do what an allocation does before its first draw; give its plan and limits."""
    projection = project(area, scenario, draws=1)
    planned = planned_area(projection.area, scenario) if scenario.is_of_an_area else projection.area
    plan = plan_of(planned, scenario, years=projection.years, needs=projection.labels.needs)
    today = today_of(projection, plan)
    made = supplied(projection, scenario, plan, today, planned=planned, local_rules=local_rules)
    return plan, made.limits
