"""Schemes that are decided, appraised: which open when is given, and not chosen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from sufficiency import terms
from sufficiency.allocation import Allocation, allocate
from sufficiency.allocation.refusals import decided_by
from sufficiency.capital.appraisal import Appraisal
from sufficiency.capital.appraising import appraise
from sufficiency.capital.candidates import key_of
from sufficiency.capital.offer import Offer
from sufficiency.capital.offers import offered
from sufficiency.capital.programmes import opened_scenario
from sufficiency.capital.scheme_spend import SchemeSpend
from sufficiency.capital.taken import notes_of_budgets, taken_by
from sufficiency.errors import Finding, finding
from sufficiency.projection import Projection
from sufficiency.scenario import Scenario


def appraise_openings(
    projection: Projection,
    openings: Mapping[str, int],
    scenario: Scenario | None = None,
    *,
    draws: int = 100,
    workers: int | None = None,
    progress: bool = False,
) -> Appraisal:
    """Appraise schemes that open in the years that are given.

    They are held against the same plan with nothing but the schemes that are fixed: these open in
    both, in the year that is given or else in their first, and their costs are in neither. No
    budget stops what is decided: one that is passed is told in a note, fixed schemes counted.

    Parameters
    ----------
    projection : Projection
    openings : mapping of str to int
        Academic year in which each scheme opens, by short name.
    scenario : Scenario, optional
        With the schemes; the projection's where left out.
    draws : int
        Draws that are allocated.
    workers : int, optional
        Processes that share the work; all cores where left out.
    progress : bool
        Whether to show how far it is.

    Returns
    -------
    Appraisal

    Raises
    ------
    ScenarioError
        If the schemes have faults; if one is not known, or cannot open in its year or beside the
        others.
    NotPossibleError
        If the scenario drives another demand, or the draws are out of range.
    TableError
        Where a cost is not known.
    """
    decided = decided_by(projection, scenario)
    area = projection.area
    checked = offered(area, decided)
    offers = {offer.scheme: offer for offer in checked[0]}
    fixed = {name: openings.get(name, offer.opens) for name, offer in offers.items() if offer.fixed}

    def allocated(opened: Mapping[str, int]) -> Allocation:
        plan = opened_scenario(area, decided, opened, checked)
        return allocate(projection, plan, draws=draws, workers=workers, progress=progress)

    wanted = {**fixed, **openings}
    planned = allocated(wanted)  # first, as it refuses what is not known
    spends = tuple(
        SchemeSpend(name, year, offers[name].spends)
        for name, year in sorted(wanted.items())
        if name not in fixed
    )
    made = appraise(planned, allocated(fixed), spends=spends)
    budgets = taken_by(wanted, tuple(offers.values()), decided, planned.years)
    notes = (
        *notes_of_budgets(budgets, decided),
        *_years_taken(offers, openings, decided),
        *made.notes,
    )
    return replace(made, decided=key_of(fixed), notes=notes, budgets=budgets)


def _years_taken(
    offers: Mapping[str, Offer], openings: Mapping[str, int], scenario: Scenario
) -> Iterator[Finding]:
    """Note the schemes that are fixed and may open in several years, of which none was given."""
    for name, offer in offers.items():
        if not offer.fixed or name in openings or offer.latest <= offer.opens:
            continue
        first, last = terms.year_label(offer.opens), terms.year_label(offer.latest)
        yield finding(
            "appraise_fixed_year",
            file=f"scenario {scenario.name}",
            value=name,
            scheme=offer.name,
            first=first,
            last=last,
            year=offer.latest,
        )
