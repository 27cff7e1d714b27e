"""`project`: an area and a scenario in, a projection of demand out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sufficiency import england, terms
from sufficiency.area import Area
from sufficiency.demand.cohorts import expected_projection
from sufficiency.demand.estimation import estimate, projected_years
from sufficiency.demand.model import DemandModel, expected_rates, expected_start
from sufficiency.demand.simulation import check_draws
from sufficiency.errors import Finding, NotPossibleError, finding
from sufficiency.projection.drivers import (
    level_shares_of_scenario,
    levers_of_scenario,
    turnover_of,
)
from sufficiency.projection.growth import AreaGrowth, growth_of
from sufficiency.projection.homes import with_new_homes
from sufficiency.projection.limits import limits_of_scenario, notes_of_limits
from sufficiency.projection.projection import Projection
from sufficiency.projection.stocks import Start, needs, start_of
from sufficiency.scenario import Scenario, as_things_stand

FloatArray = NDArray[np.float64]

YEARS_AHEAD = 10


def project(
    area: Area,
    scenario: Scenario | None = None,
    *,
    until: int | None = None,
    draws: int = 500,
    seed: int = 1,
    workers: int | None = None,
    progress: bool = False,
) -> Projection:
    """Project how many children will need which level of place, where and when.

    Every child of the last January grows up by one NC year a year; some leave, some change their
    primary need, others join. Rates are net, from two Januaries or more, pooled where numbers
    are small; growth leans on England's. What is not known is drawn: each draw is a possible
    future of single children, and every range is a range over draws. Draws are made when a figure
    first asks for them; `allocate` makes only those that it needs.

    Parameters
    ----------
    area : Area
        With plans of two Januaries or more, and population until the last projected year.
    scenario : Scenario, optional
        Levels and levers; as things stand, where left out.
    until : int, optional
        Last projected academic year; ten years ahead, or as far as the population reaches, which
        a note then says.
    draws : int
        Possible futures; 500 give steady ranges.
    seed : int
        Same seed, same numbers, for any number of workers.
    workers : int, optional
        Processes that share the work; all cores where there is much to do.
    progress : bool
        Whether to show how far it is, where it takes longer than two seconds.

    Returns
    -------
    Projection

    Raises
    ------
    NotPossibleError
        If the area lacks what a projection needs, or the scenario states what cannot be met.

    Notes
    -----
    Formulas and the source of each number: docs/explanation/demand.md.

    Examples
    --------
    >>> import sufficiency as sf
    >>> projection = sf.project(sf.load_example(), until=2026, draws=20)
    >>> projection.years
    (2025, 2026)
    >>> int(projection.to_frame(by=["year"]).query("year == 2024")["children"].iloc[0])
    4551
    """
    decided = as_things_stand() if scenario is None else scenario
    _refuse_other_kinds(area, decided)
    check_draws(draws, workers)
    _check_numbers(seed, until)
    start = start_of(area, decided)
    last, shortened = _last_year(start) if until is None else (until, ())
    growth = growth_of(start)
    model = _model(start, decided, until=last, growth=growth)
    expected = expected_projection(
        expected_start(model), model.population[1:], expected_rates(model)
    )
    return Projection(
        area=start.area,
        scenario=decided,
        localities=start.localities,
        model=model,
        expected=expected,
        draws=draws,
        seed=seed,
        workers=workers,
        progress=progress,
        notes=(*shortened, *start.notes, *growth.notes, *notes_of_limits(model, expected)),
    )


def _refuse_other_kinds(area: object, scenario: object) -> None:
    """Refuse what is no area or no scenario, by name."""
    if not isinstance(area, Area):
        raise NotPossibleError.of("projection_no_area", value=type(area).__name__)
    if not isinstance(scenario, Scenario):
        raise NotPossibleError.of("no_scenario", value=type(scenario).__name__)


def _last_year(start: Start) -> tuple[int, tuple[Finding, ...]]:
    """Go ten years ahead, or as far as the population reaches, and note where that is less."""
    wanted = start.stocks.base + YEARS_AHEAD
    # One year at the least: without population for it, `estimate` says what is missing.
    last = min(wanted, max(start.stocks.population_years[-1], start.stocks.base + 1))
    if last == wanted:
        return last, ()
    note = finding(
        "projection_ends_early",
        file="table population",
        column="year",
        value=last,
        label=terms.year_label(last),
        wanted=terms.year_label(wanted),
        first=last + 1,
        last=wanted,
        until=last,
    )
    return last, (note,)


def _model(start: Start, scenario: Scenario, *, until: int, growth: AreaGrowth) -> DemandModel:
    """Estimate how children flow from one January to the next, under a scenario."""
    years = projected_years(start.stocks.base, until)
    # Before anything is laid out by year: whether there is population for them all.
    start.stocks.population_of(start.stocks.base, until)
    levers = levers_of_scenario(scenario, years=years)
    stocks, arriving = with_new_homes(start, scenario, years=years)
    return estimate(
        stocks,
        until=until,
        england_needs=england.needs_by_ncy(needs()),
        growth=growth.path,
        doubt=growth.doubt,
        turnover=turnover_of(scenario),
        shares=level_shares_of_scenario(scenario),
        joining=levers.joining,
        leaving=levers.leaving,
        ceasing=levers.ceasing,
        limits=limits_of_scenario(scenario, years=years),
        arriving=arriving,
    )


def _check_numbers(seed: object, until: object) -> None:
    """Refuse a seed or a horizon that is no whole number."""
    if not _is_whole(seed) or int(seed) < 0:  # type: ignore[call-overload]
        raise NotPossibleError.of("projection_seed", value=str(seed))
    if until is not None and not _is_whole(until):
        raise NotPossibleError.of("projection_until", value=str(until))


def _is_whole(number: object) -> bool:
    return isinstance(number, int | np.integer) and not isinstance(number, bool)
