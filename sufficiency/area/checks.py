"""The checks between tables: one function and one name for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from sufficiency import terms
from sufficiency.area import (
    checks_caps,
    checks_cohorts,
    checks_costs,
    checks_journeys,
    checks_known,
    checks_margins,
    checks_marks,
    checks_occupied,
    checks_people,
    checks_placements,
    checks_places,
    checks_points,
    checks_transitions,
)
from sufficiency.errors import Finding
from sufficiency.tables import CheckedTable

Tables = Mapping[str, CheckedTable]
Check = Callable[[Tables], Iterator[Finding]]

CHECKS: tuple[tuple[Check, tuple[str, ...]], ...] = (
    (checks_people.spans_run_forwards, ("margins",)),
    (checks_people.spans_run_forwards_in_history, ("history",)),
    (checks_people.every_locality_has_population, ("localities", "population")),
    (checks_people.population_is_complete, ("population",)),
    (checks_people.population_years_join_up, ("population",)),
    (checks_cohorts.cohorts_grow_older, ("population",)),
    (checks_people.plans_have_population, ("plans", "population")),
    (checks_people.plans_years_join_up, ("plans",)),
    (checks_people.plans_are_of_two_januaries, ("plans",)),
    (checks_known.last_january_is_known, ("plans",)),
    (checks_people.margins_have_plans, ("margins", "plans")),
    (checks_people.plans_within_population, ("plans", "population")),
    (checks_transitions.transitions_have_two_sides, ("transitions",)),
    (checks_transitions.transitions_have_stocks, ("transitions", "plans")),
    (checks_transitions.transitions_have_both_ends, ("transitions",)),
    (checks_transitions.transitions_meet_plans, ("transitions", "plans")),
    (checks_placements.placements_within_plans, ("placements", "plans")),
    (checks_placements.placements_are_of_the_last_january, ("placements", "plans")),
    (checks_placements.placements_are_complete, ("placements", "plans", "pools")),
    (checks_margins.margin_names_agree, ("margins",)),
    (checks_margins.margins_agree, ("margins",)),
    (checks_marks.marks_meet_margins, ("plans", "margins")),
    (checks_margins.plans_meet_margins, ("plans", "margins")),
    (checks_margins.needs_are_told, ("plans", "margins")),
    (checks_margins.ages_are_told, ("plans", "margins")),
    (checks_places.pool_spans_run_forwards, ("pools",)),
    (checks_places.cap_spans_run_forwards, ("caps",)),
    (checks_places.cost_spans_run_forwards, ("costs",)),
    (checks_caps.caps_have_pools, ("caps", "pools")),
    (checks_caps.caps_have_children, ("caps", "plans")),
    (checks_caps.caps_are_above_today, ("caps", "placements")),
    (checks_places.sites_have_pools, ("sites", "pools")),
    (checks_places.levels_have_pools, ("plans", "pools")),
    (checks_known.places_hold_todays_children, ("places", "pools", "plans")),
    (checks_known.special_places_are_about_the_roll, ("sites", "pools", "places", "plans")),
    (checks_places.pools_have_places, ("pools", "places")),
    (checks_places.pools_are_known, ("pools", "places", "placements")),
    (checks_places.places_start_with_pools, ("pools", "places")),
    (checks_places.taken_within_places, ("places",)),
    (checks_places.setting_fits_level, ("pools",)),
    (
        checks_occupied.sites_with_places_have_children,
        ("placements", "plans", "places", "pools", "sites"),
    ),
    (checks_places.placements_fit_pools, ("placements", "pools")),
    (checks_occupied.placements_are_in_pools_that_are_there, ("placements", "pools", "sites")),
    (checks_places.costs_are_of_one_thing, ("costs",)),
    (checks_costs.costs_are_of_places, ("costs", "pools")),
    (checks_costs.costs_are_of_children, ("costs",)),
    (checks_costs.costs_are_counted, ("costs", "pools")),
    (checks_costs.cost_spans_do_not_overlap, ("costs",)),
    (checks_points.localities_are_on_land, ("localities",)),
    (checks_points.sites_are_on_land, ("sites",)),
    (checks_points.localities_are_near, ("localities",)),
    (checks_points.sites_are_near, ("sites", "localities")),
    (checks_journeys.journeys_tell_something, ("journeys",)),
    (checks_journeys.journeys_are_complete, ("journeys", "localities", "sites")),
    (checks_journeys.journeys_have_both, ("journeys",)),
    (checks_journeys.journeys_are_at_a_speed, ("journeys",)),
    (checks_journeys.journeys_can_be_daily, ("journeys",)),
    (checks_journeys.journeys_are_no_short_cuts, ("journeys", "localities", "sites")),
)
"""Each check, with the tables that must be sound for it to speak."""


OWN_FAULTS = (
    checks_margins.margin_names_agree,
    checks_people.spans_run_forwards,
    checks_transitions.transitions_have_two_sides,
    checks_people.spans_run_forwards_in_history,
    checks_places.pool_spans_run_forwards,
    checks_places.cap_spans_run_forwards,
    checks_places.cost_spans_run_forwards,
)
"""Checks whose table is at fault itself where they speak: the others would only echo them."""


def cross_check(
    tables: Tables, *, given: frozenset[str], changed: frozenset[str] | None = None
) -> list[Finding]:
    """Run every check whose tables are sound.

    Parameters
    ----------
    tables : mapping of str to CheckedTable
        Every table of the contract.
    given : frozenset of str
        Tables that the user gave; checks of a table that is absent are left out.
    changed : frozenset of str, optional
        Checks that look at none of these tables are left out; all are made without it.

    Returns
    -------
    list of Finding
        A check that leans on a table with faults of its own is left out: what it would say
        might only be an echo of them.
    """
    found: list[Finding] = []
    unsound = {name for name, table in tables.items() if not table.is_sound}
    unsound |= {name for name in tables if name not in given and _is_needed(name)}
    for check, needed in CHECKS:
        if needed[0] not in given or unsound & set(needed):
            continue
        if changed is not None and not changed & set(needed):
            continue
        told = list(check(tables))
        found += told
        if told and check in OWN_FAULTS:
            unsound.add(needed[0])
    return found


def _is_needed(name: str) -> bool:
    """Whether a table that is not there was named as missing already."""
    return terms.table(name).needed == "yes"
