"""`choose_schemes`: a projection and a scenario with schemes in, a programme out."""

from __future__ import annotations

from dataclasses import replace
from math import inf

import numpy as np

from sufficiency.allocation.refusals import decided_by, needed_aims, refuse_left_out
from sufficiency.allocation.run import check_draws
from sufficiency.capital.building import AIMS, Aim, Rooms, problem_of, rooms_of
from sufficiency.capital.candidates import (
    Candidate,
    Key,
    baseline_of,
    key_from,
    key_of,
    opening_of,
)
from sufficiency.capital.choice_notes import notes_of_choice, offered_notes
from sufficiency.capital.frontier import check_budget
from sufficiency.capital.neighbouring import valued_neighbours
from sufficiency.capital.offers import offers_of
from sufficiency.capital.outcomes import outcomes_of
from sufficiency.capital.programme import CapitalProgramme
from sufficiency.capital.shared import shared_of
from sufficiency.capital.solving import Effort, Solved, padded, solved, valued_in_all
from sufficiency.capital.valuing import order_of, values_of
from sufficiency.demand.simulation import is_whole
from sufficiency.errors import NotPossibleError, SufficiencyError, with_kind
from sufficiency.places.choosing import Problem
from sufficiency.projection import Projection
from sufficiency.scenario import Scenario
from sufficiency.workers import processes

AGAIN_DRAWS = 12
"""Draws over which the best programmes are allocated again: they are common to all of them, so
their differences are steadier than their levels, and each programme takes as long as any other."""

MANY_DRAWS = 2
"""From here on other processes help."""


def choose_schemes(
    projection: Projection,
    scenario: Scenario | None = None,
    *,
    draws: int = 30,
    aim: Aim = "order",
    budget: float | None = None,
    seconds: float = 60.0,
    gap: float = 1e-4,
    again: int = 20,
    workers: int | None = None,
    progress: bool = False,
) -> CapitalProgramme:
    """Choose which schemes to open and when, within budgets, over several draws at once.

    Chosen is by the aims of the scenario in their exact order, summed over the years, as the mean
    over the draws; or by net present cost. Where everybody is placed anew each year the choice is
    proven, or its gap is stated. The best programmes are then allocated again with children who
    stay where they are, and ranked again: the best of these is proposed, with both figures.

    Parameters
    ----------
    projection : Projection
        From `project`.
    scenario : Scenario, optional
        With schemes; the projection's where left out. It must not differ in what drives demand.
    draws : int
        How many draws to choose over, the first ones first. The second ranking, with stayers, is
        over the first 12 of them.
    aim : {"order", "pounds"}
        The order of the aims; or the net present cost of children and schemes over the allocated
        years, in which a child without a place costs as much as the dearest placement.
    budget : float, optional
        Another budget in total than the scenario's [pounds of the price year].
    seconds : float
        Most time for the search [seconds].
    gap : float
        How much better than the one chosen another may be, as a share, for it to count as proven.
    again : int
        Most programmes that are allocated again with stayers.
    workers : int, optional
        Processes that share the allocations, which changes no number; all cores where left out.
    progress : bool
        Whether to show how far it is.

    Returns
    -------
    CapitalProgramme

    Raises
    ------
    NotPossibleError
        If there are no schemes, the scenario drives another demand, or an option is out of range.
    ScenarioError
        If the schemes have faults, or those that are fixed cannot open.
    TableError
        If the scenario does not fit the area, or pounds are the aim and a cost is not known.

    Notes
    -----
    Why there are two figures: docs/explanation/choosing-with-stayers.md.
    """
    decided = decided_by(projection, scenario)
    check_draws(draws, projection.draws, workers)
    _check(aim, budget, seconds, gap, again)
    refuse_left_out(decided)
    if aim == "pounds":
        for _, what in needed_aims(decided):
            raise NotPossibleError.of("choice_pounds_alone", scenario=decided.name, what=what)
    offers = offers_of(projection.area, decided)
    if not offers:
        raise NotPossibleError.of("choice_no_schemes", scenario=decided.name)
    shared = shared_of(projection, decided, offers)
    rooms = rooms_of(shared, aim)
    problem = problem_of(rooms, draws=draws, aim=aim, budget=budget)
    shared_work = processes(workers, draws=draws, many=MANY_DRAWS)
    effort = Effort(float(seconds), float(gap), shared_work)
    found = solved(problem, effort)
    candidates = _candidates(found, problem, rooms, aim, effort=effort, again=again)
    settings = [
        shared.setting_with(candidate.openings, stayers="keep", scenario=rooms.scenario)
        for candidate in candidates
    ]
    outcomes = outcomes_of(
        settings, draws=min(draws, AGAIN_DRAWS), workers=shared_work, progress=progress
    )
    made = CapitalProgramme(
        rooms=rooms,
        problem=problem,
        found=found,
        aim=aim,
        draws=draws,
        candidates=candidates,
        outcomes=outcomes,
        effort=effort,
    )
    return replace(made, notes=(*projection.notes, *offered_notes(made), *notes_of_choice(made)))


def _check(aim: object, budget: object, seconds: object, gap: object, again: object) -> None:
    """Refuse options out of their range.

    Raises
    ------
    NotPossibleError
    """
    if aim not in AIMS:
        raise NotPossibleError.of("choice_aim", value=with_kind(aim))
    if budget is not None:
        check_budget(budget)
    if not _between(seconds, 0.0, inf, with_low=False):
        meaning, example = "It is the most time for the search, above nought.", "60"
        raise _wrong("seconds", seconds, meaning=meaning, example=example)
    if not _between(gap, 0.0, 1.0, with_low=True):
        meaning = "It is the share by which another programme may be better, below 1."
        raise _wrong("gap", gap, meaning=meaning, example="0.0001")
    if not is_whole(again, least=1):
        meaning = "It counts the programmes that are allocated again, one at the least."
        raise _wrong("again", again, meaning=meaning, example="20")


def _between(value: object, low: float, high: float, *, with_low: bool) -> bool:
    """Say whether something is a number from low (or above it) to below high."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    return (low <= value if with_low else low < value) and value < high


def _wrong(name: str, value: object, *, meaning: str, example: str) -> SufficiencyError:
    words = {"name": name, "value": with_kind(value), "meaning": meaning, "example": example}
    return NotPossibleError.of("choice_number", **words)


def _candidates(
    found: Solved, problem: Problem, rooms: Rooms, aim: Aim, *, effort: Effort, again: int
) -> tuple[Candidate, ...]:
    """Take the best programmes that were valued, and behind them what is held against them."""
    shared, chosen = rooms.shared, found.chosen
    aims = len(problem.periods[0].network.aims)
    near = valued_neighbours(
        chosen.programme.opening, shared, problem, found.problem, workers=effort.workers
    )
    held: dict[Key, Candidate] = {}
    for programme in (chosen.programme, *chosen.runners_up, *near):
        key = key_from(programme.opening, shared)
        whole = replace(programme, totals=padded(programme.totals, aims))
        held.setdefault(key, Candidate(key, values_of(whole, rooms, aim)))
    baseline = baseline_of(chosen.programme.opening, problem, shared)
    key = key_of(baseline)
    last = held.pop(key, None)
    if last is None or np.isnan(last.released).any():
        valued = valued_in_all(problem, opening_of(baseline, shared), effort)
        last = Candidate(key, values_of(valued, rooms, aim))
    ranked = tuple(held.values())
    order = order_of(
        [candidate.released for candidate in ranked], [(place,) for place in range(len(ranked))]
    )
    return (*(ranked[place] for place in order[:again]), last)
