"""`allocate`: a projection and a scenario in, an allocation out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.allocation.allocation import Allocation
from sufficiency.allocation.children import codes_of, source_of
from sufficiency.allocation.counts import grain_of
from sufficiency.allocation.displaced_frames import notes_of_displaced
from sufficiency.allocation.independent_numbers import notes_of_numbers
from sufficiency.allocation.limits import groups_of
from sufficiency.allocation.notes import note_of_unrecorded, notes_of
from sufficiency.allocation.plan import Plan
from sufficiency.allocation.planning import plan_of
from sufficiency.allocation.reach_notes import notes_of_reach
from sufficiency.allocation.refusals import (
    decided_by,
    refuse_left_out,
    stayers_of,
)
from sufficiency.allocation.ruling import notes_of_rules
from sufficiency.allocation.run import Setting, check_draws, run_all
from sufficiency.allocation.supplying import supplied
from sufficiency.allocation.tariff import tariff_of
from sufficiency.allocation.today import Today, today_of
from sufficiency.area import Area
from sufficiency.places import Supply, metres_of_miles
from sufficiency.places.engines import EngineChoice
from sufficiency.places.years import Stayers
from sufficiency.planned import planned_area
from sufficiency.projection import Projection
from sufficiency.scenario import Scenario
from sufficiency.workers import processes

FloatArray = NDArray[np.float64]

MANY_DRAWS = 10
"""From here on other processes help."""


def allocate(
    projection: Projection,
    scenario: Scenario | None = None,
    *,
    draws: int = 100,
    stayers: Stayers | None = None,
    engine: EngineChoice = "auto",
    workers: int | None = None,
    progress: bool = False,
) -> Allocation:
    """Place the children of a projection into the planned places, year after year.

    In each year and draw, in this exact order unless the scenario states another (`aims`): as few
    children as possible without a place; as few as possible in independent schools; as few as
    possible beyond the journey limit; as few miles as possible. Children stay where they are until
    their place ends for them. Every yearly answer is proven optimal by a check that does not trust
    the solver.

    Parameters
    ----------
    projection : Projection
        From `project`.
    scenario : Scenario, optional
        Another plan of places, limits and rules; the projection's where left out. It must not
        differ in what drives demand: the draws are then common to both.
    draws : int
        How many draws of the projection to allocate, the first ones first; 20 give a first look,
        100 steady ranges.
    stayers : {"keep", "release"}, optional
        Children stay where they are; or all are placed anew each year, a yardstick. As
        the scenario says, where left out.
    engine : {"auto", "flow", "lp"}
        OR-tools' network flow, or PuLP with HiGHS: both give the same answer, the first sooner.
    workers : int, optional
        Processes that share the work, which changes no number; all cores where there is much.
    progress : bool
        Whether to show how far it is, where it takes longer than two seconds.

    Returns
    -------
    Allocation

    Raises
    ------
    NotPossibleError
        If the scenario drives another demand, states what cannot be done yet, or has no pool.
    ScenarioError
        If its local rules contradict each other, or cannot be kept, or a number of independent
        places cannot be shared out.
    TableError
        If the scenario does not fit the area, or pounds are an aim and a cost is not known.
    UnknownNameError
        If there is no such way with stayers, or no such engine.

    Notes
    -----
    Formulas: docs/explanation/allocation.md.

    Examples
    --------
    >>> import sufficiency as sf
    >>> projection = sf.project(sf.load_example(), until=2025, draws=5)
    >>> allocation = sf.allocate(projection, draws=2)
    >>> allocation.is_proven
    True
    """
    decided = decided_by(projection, scenario)
    check_draws(draws, projection.draws, workers)
    chosen = stayers_of(decided, stayers)
    area = _planned(projection.area, decided)
    plan = plan_of(area, decided, years=projection.years, needs=projection.labels.needs)
    today = today_of(projection, plan)
    given = supplied(projection, decided, plan, today, planned=area)
    setting = setting_of(
        projection, decided, plan, today, given.supply, stayers=chosen, engine=engine
    )
    drawn, expected = run_all(
        setting,
        draws=draws,
        workers=processes(workers, draws=draws, many=MANY_DRAWS),
        progress=progress,
    )
    return Allocation(
        projection=projection,
        scenario=decided,
        planned=area,
        plan=plan,
        drawn=drawn,
        expected=expected,
        setting=setting,
        beyond=given.beyond,
        unrecorded=given.unrecorded,
        limit=given.limits.independent,
        notes=(
            *projection.notes,
            *today.notes,
            *notes_of(projection, decided, plan, planned=area),
            *note_of_unrecorded(plan, given.unrecorded),
            *notes_of_numbers(decided, plan, groups_of(plan.axes.needs), given.limits.independent),
            *notes_of_reach(
                projection,
                plan,
                given.supply,
                setting.codes,
                drawn.counts.placed,
                scenario=decided,
                planned=area,
            ),
            *notes_of_displaced(given.supply, drawn.counts, plan=plan, scenario=decided),
            *notes_of_rules(given.supply, drawn.counts.rules, plan=plan, scenario=decided),
        ),
    )


def _planned(area: Area, scenario: Scenario) -> Area:
    """Give the area as the scenario plans it; refuse aims that leave out what it needs."""
    refuse_left_out(scenario)
    return planned_area(area, scenario) if scenario.is_of_an_area else area


def setting_of(
    projection: Projection,
    scenario: Scenario,
    plan: Plan,
    today: Today,
    supply: Supply,
    *,
    stayers: Stayers,
    engine: EngineChoice,
) -> Setting:
    """Gather what all draws of an allocation share.

    Parameters
    ----------
    projection : Projection
    scenario : Scenario
    plan : Plan
    today : Today
    supply : Supply
    stayers : {"keep", "release"}
    engine : {"auto", "flow", "lp"}

    Returns
    -------
    Setting
    """
    source = source_of(projection)
    is_not_named = bool(supply.limits.independent.any() or today.independent.any())
    return Setting(
        source=source,
        expected=projection.expected.children,
        supply=supply,
        codes=codes_of(source, plan.axes, plan.spans),
        today=today,
        grain=grain_of(supply, _independent_metres(scenario, plan)),
        released=_released(scenario, plan),
        stayers=stayers,
        engine=engine,
        seed=projection.seed,
        tariff=tariff_of(projection, scenario, plan, is_not_named=is_not_named),
    )


def _released(scenario: Scenario, plan: Plan) -> FloatArray:
    """Axes (year, ncy): share of placed children who are placed anew on entering an NC year."""
    held = scenario.assumption("released_share")
    return np.array(
        [
            [float(held.at(year, ncy=ncy)) for ncy in plan.axes.ncy]  # type: ignore[arg-type]
            for year in plan.axes.years
        ]
    )


def _independent_metres(scenario: Scenario, plan: Plan) -> FloatArray:
    """Axes (year, need, ncy): assumed journey to an independent school that is not named."""
    held = scenario.assumption("independent_journey_miles")
    miles = [
        [
            [
                float(held.at(year, need=need, phase=terms.phase_of_ncy(ncy)))  # type: ignore[arg-type]
                for ncy in plan.axes.ncy
            ]
            for need in plan.axes.needs
        ]
        for year in plan.axes.years
    ]
    return metres_of_miles(np.array(miles)).astype(np.float64)
