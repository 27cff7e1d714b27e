"""`project`: an area and a scenario in, a projection of demand out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.area import Area
from sufficiency.demand.central import central_projection
from sufficiency.demand.simulation import check_draws, check_seed
from sufficiency.errors import Finding, NotPossibleError, finding, with_kind
from sufficiency.projection.closures import with_closures
from sufficiency.projection.drivers import with_population_doubt
from sufficiency.projection.growth import growth_of
from sufficiency.projection.limits import notes_of_limits
from sufficiency.projection.mix import notes_of_wandering
from sufficiency.projection.modelling import (
    check_flows_word,
    check_states_word,
    flows_used,
    model_of,
    notes_of_transitions,
    refuse_without_transitions,
)
from sufficiency.projection.projection import Flowing, Projection, States
from sufficiency.projection.stocks import Start, start_of
from sufficiency.projection.totals import notes_of_totals_outside
from sufficiency.scenario import Scenario, as_things_stand

FloatArray = NDArray[np.float64]

YEARS_AHEAD = 10


def project(
    area: Area,
    scenario: Scenario | None = None,
    *,
    until: int | None = None,
    states: States = "level",
    flows: Flowing | None = None,
    need_changes: bool = True,
    draws: int = 500,
    seed: int = 1,
    workers: int | None = None,
    progress: bool = False,
) -> Projection:
    """Project how many children will need which level of place, where and when.

    Every child of the last January grows up by one NC year a year; some leave, some change their
    primary need, others join. Rates come from the table transitions where the area has two years
    of it; else they are net, from two Januaries or more. They are pooled where numbers are small;
    growth leans on England's. What is not known is drawn: each draw is a possible
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
    states : {"level", "setting"}
        Whether children are told by the level that they need, which `allocate` asks for, or by the
        setting that they are in.
    flows : {"stocks", "transitions"}, optional
        From what joining, leaving and moving are estimated. Where left out: from transitions if
        there are two years of them, else from stocks.
    need_changes : bool
        Whether children change their primary need as they grow up: as transitions show it, or from
        stocks so that cohorts keep to the profile of need by age. Without it, who is projected
        shows the difference.
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
    check_states_word(states)
    check_flows_word(flows)
    start = start_of(area, decided)
    used = flows_used(start, flows)
    refuse_without_transitions(start, used)
    last, shortened = _last_year(start) if until is None else (until, ())
    growth = growth_of(start)
    model = with_population_doubt(
        model_of(
            start,
            decided,
            until=last,
            growth=growth,
            states=states,
            flows=used,
            need_changes=need_changes,
        ),
        decided,
    )
    model, closed = with_closures(model, decided, states=states)
    expected = central_projection(model)
    told = notes_of_transitions(start, states=states, flows=used, wanted=flows)
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
        notes=(
            *shortened,
            *start.notes,
            *told,
            *_unused(decided, used),
            *growth.notes,
            *notes_of_totals_outside(decided, model.years),
            *notes_of_limits(model, expected),
            *notes_of_wandering(model, expected),
            *closed,
        ),
        states=states,
        flows=used,
        need_changes=need_changes,
    )


def _refuse_other_kinds(area: object, scenario: object) -> None:
    """Refuse what is no area or no scenario, by name."""
    if not isinstance(area, Area):
        raise NotPossibleError.of("projection_no_area", value=type(area).__name__)
    if not isinstance(scenario, Scenario):
        raise NotPossibleError.of("no_scenario", value=type(scenario).__name__)


def _unused(scenario: Scenario, flows: Flowing) -> tuple[Finding, ...]:
    """Note a turnover that is stated where nothing is left to assume."""
    if flows == "stocks" or scenario.assumption("turnover_percent").is_default:
        return ()
    return (
        finding(
            "projection_turnover_unused",
            file="the scenario",
            column="turnover_percent",
            scenario=scenario.name,
        ),
    )


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


def _check_numbers(seed: object, until: object) -> None:
    """Refuse a seed or a horizon that is no whole number."""
    check_seed(seed)
    if until is not None and not _is_whole(until):
        raise NotPossibleError.of("projection_until", value=with_kind(until))


def _is_whole(number: object) -> bool:
    return isinstance(number, int | np.integer) and not isinstance(number, bool)
