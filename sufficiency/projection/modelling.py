"""From an area and a scenario to a model of its demand: from stocks, or from transitions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

from sufficiency import england, terms
from sufficiency.demand.central import AnyModel
from sufficiency.demand.estimation import estimate, projected_years
from sufficiency.demand.flow_estimation import InLevels, estimate_flows
from sufficiency.demand.level_flows import rows_in_levels
from sufficiency.demand.levels import LevelShares, central_cells
from sufficiency.demand.margins import BoolArray
from sufficiency.demand.stocks import Stocks
from sufficiency.errors import Finding, NotPossibleError, finding
from sufficiency.projection.axes import needs, possible_settings
from sufficiency.projection.drivers import (
    level_shares_of_scenario,
    levers_of_scenario,
    turnover_of,
)
from sufficiency.projection.growth import AreaGrowth
from sufficiency.projection.homes import with_new_homes
from sufficiency.projection.limits import limits_of_scenario
from sufficiency.projection.mix import setting_drift
from sufficiency.projection.projection import Flowing, States
from sufficiency.projection.stocks import Start
from sufficiency.projection.transition_years import TABLE, januaries
from sufficiency.projection.transitions import Transitions
from sufficiency.scenario import Scenario

FEWEST_YEARS = 2
"""Years of transitions from which on they say more than stocks: two files show what is recoded."""


def flows_used(start: Start, wanted: Flowing | None) -> Flowing:
    """Say from what joining, leaving and moving are estimated.

    Parameters
    ----------
    start : Start
    wanted : {"stocks", "transitions"}, optional
        What the user asks for; where left out, transitions if there are two years of them.
    """
    if wanted is not None:
        return wanted
    held = start.transitions
    return "transitions" if held is not None and len(held.years) >= FEWEST_YEARS else "stocks"


def refuse_without_transitions(start: Start, flows: Flowing) -> None:
    """Refuse to project from transitions that are not there, or that cannot be used.

    Raises
    ------
    NotPossibleError
        Saying whether there are none, or why those that are there cannot be used.
    """
    if flows == "stocks" or start.transitions is not None:
        return
    reason = "".join(f": {note.seen.removesuffix('.')}" for note in start.left_out[:1])
    raise NotPossibleError.of("projection_no_transitions", area=start.area.name, reason=reason)


def notes_of_transitions(
    start: Start, *, states: States, flows: Flowing, wanted: Flowing | None
) -> tuple[Finding, ...]:
    """Say which transitions a projection rests on, what they lack, and why where there are none.

    Parameters
    ----------
    start : Start
    states : {"level", "setting"}
        What the states are.
    flows : {"stocks", "transitions"}
        What is used.
    wanted : {"stocks", "transitions"}, optional
        What the user asked for: who asks for stocks is told nothing of transitions.
    """
    held = start.transitions
    years = () if held is None else held.years
    if wanted == "stocks" or not (years or start.left_out):
        return ()
    few = _few(years, flows)
    if held is None or flows == "stocks":
        return (*start.left_out, *few)
    no_drift = finding("projection_settings_no_drift", file=TABLE)
    return (*start.left_out, *held.notes, *few, *((no_drift,) if states == "setting" else ()))


def _few(years: Sequence[int], flows: Flowing) -> tuple[Finding, ...]:
    """Note that there are fewer years of transitions than show what is recoded."""
    if len(years) >= FEWEST_YEARS:
        return ()
    rule = f"projection_transitions_few_{flows}"
    which = f"of one year only, to {januaries(years)}" if years else "of no year"
    return (finding(rule, file=TABLE, column="year", which=which),)


def check_states_word(states: object) -> None:
    """Refuse states that are none.

    Raises
    ------
    NotPossibleError
        Naming those that there are.
    """
    _refuse_other("states", states, get_args(States), "what children are told by")


def check_flows_word(flows: object) -> None:
    """Refuse flows that are none; nothing said leaves the choice to the program.

    Raises
    ------
    NotPossibleError
        Naming those that there are.
    """
    if flows is not None:
        _refuse_other("flows", flows, get_args(Flowing), "from what joining comes")


def _refuse_other(name: str, value: object, known: Sequence[str], what: str) -> None:
    """Refuse a word that is none of those known."""
    if value not in known:
        raise NotPossibleError.of(
            "projection_choice",
            name=name,
            value=repr(value),
            known=" or ".join(f'"{one}"' for one in known),
            example=f'"{known[0]}"',
            what=what,
        )


def model_of(
    start: Start,
    scenario: Scenario,
    *,
    until: int,
    growth: AreaGrowth,
    states: States,
    flows: Flowing,
    need_changes: bool = True,
) -> AnyModel:
    """Estimate how children flow from one January to the next, under a scenario.

    Parameters
    ----------
    start : Start
        With transitions, where `flows` says so.
    scenario : Scenario
        Levels, levers and limits.
    until : int
        Last projected academic year.
    growth : AreaGrowth
        The path of all plans.
    states : {"level", "setting"}
        What the states are.
    flows : {"stocks", "transitions"}
        From what joining, leaving and moving are estimated.
    need_changes : bool
        Whether children change their primary need as they grow up.

    Returns
    -------
    DemandModel or FlowModel
    """
    years = projected_years(start.stocks.base, until)
    # Before anything is laid out by year: whether there is population for them all.
    start.stocks.population_of(start.stocks.base, until)
    levers = levers_of_scenario(scenario, years=years)
    stocks, arriving = with_new_homes(start, scenario, years=years)
    shares = level_shares_of_scenario(scenario) if states == "level" else None
    known = start.transitions if flows == "transitions" else None
    stated: dict[str, Any] = {
        "until": until,
        "growth": growth.path,
        "doubt": growth.doubt,
        "need_changes": need_changes,
        "allowed": allowed_settings(start) if states == "setting" else None,
        "joining": levers.joining,
        "leaving": levers.leaving,
        "ceasing": levers.ceasing,
        "limits": limits_of_scenario(scenario, years=years),
        "arriving": arriving,
    }
    if known is not None:
        levels = None if shares is None else _in_levels(known, stocks, shares)
        return estimate_flows(known.flows, stocks, levels=levels, **stated)
    return estimate(
        stocks,
        england_needs=england.needs_by_ncy(needs()),
        turnover=turnover_of(scenario),
        shares=shares,
        broken=growth.broken,
        drift=setting_drift(terms.settings().codes, base=start.stocks.base, years=len(years))
        if states == "setting"
        else None,
        **stated,
    )


def allowed_settings(start: Start) -> BoolArray:
    """Say in which settings children of an NC year can be, as plans and transitions show it.

    Parameters
    ----------
    start : Start

    Returns
    -------
    BoolArray
        Axes (need, ncy, setting): see `axes.possible_settings`.
    """
    seen = start.stocks.children.sum(axis=(0, 1, 2)) > 0
    if start.transitions is not None:
        flows = start.transitions.flows
        seen = seen | ((flows.opening + flows.closing).sum(axis=(0, 1, 2)) > 0)
    return possible_settings(seen)


def _in_levels(transitions: Transitions, stocks: Stocks, shares: LevelShares) -> InLevels:
    """Tell transitions between settings as transitions between levels, at the central shares."""
    localities, needs_held, _, _ = transitions.flows.last.shape
    rows = rows_in_levels(transitions.rows, central_cells(shares, stocks.phase))
    shape = (localities, needs_held, shares.central.shape[-1])
    return InLevels(shares, rows.added_up(transitions.years, shape))
