"""Totals that a scenario imposes on all plans: what cannot be meant, and what they ask for."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sufficiency import terms
from sufficiency.demand.central import AnyModel, central_rates
from sufficiency.demand.cohorts import carry, expected_joiners, expected_step
from sufficiency.demand.model import expected_start
from sufficiency.errors import Finding, NotPossibleError, finding
from sufficiency.scenario import Scenario
from sufficiency.scenario.schedule import ALWAYS, say_value

MANY_TIMES = 2.0
"""Joiners as many times those of the model are told: a year of an authority hardly doubles them."""

NOTICED = 0.5
"""Fewer who lose their plan by a total than this are none [children]."""


def refuse_totals_carried_on(scenario: Scenario, years: tuple[int, ...]) -> None:
    """Refuse a total that holds in a year only because no later one is named.

    An official figure is of one January. Held on unseen, it would stop all growth.

    Parameters
    ----------
    scenario : Scenario
    years : tuple of int
        Projected academic years.

    Raises
    ------
    NotPossibleError
        If a total of a January that has been counted, or of a projected one, would be imposed on
        later ones.
    """
    held = scenario.assumption("total_plans")
    entries = {year: held.entry_for(year, set()) for year in years}
    carried = [
        year
        for year, entry in entries.items()
        if entry.value is not None and entry.year not in (ALWAYS, year)
    ]
    if not carried:
        return
    entry = entries[carried[0]]
    if entry.year < years[0]:
        raise NotPossibleError.of(
            "projection_total_past",
            scenario=scenario.name,
            value=entry.value,
            stated=terms.year_label(entry.year),
            base=terms.january_of_year(years[0] - 1),
            years=", ".join(terms.year_label(year) for year in carried),
            first=years[0],
        )
    stated = {
        one.year: say_value(one.value)
        for one in held.entries
        if one.year != ALWAYS and one.year >= years[0]
    }
    meant = {year: '"none"' if said == "none" else said for year, said in stated.items()}
    # None after each figure whose next year is not named.
    meant |= {year: '"none"' for year in carried if year - 1 not in carried}
    raise NotPossibleError.of(
        "projection_total_carried",
        scenario=scenario.name,
        value=entry.value,
        stated=terms.year_label(entry.year),
        years=", ".join(terms.year_label(year) for year in carried),
        totals=", ".join(f"{year}: {said}" for year, said in sorted(meant.items())),
        totals_command=", ".join(f"{year} = {said}" for year, said in sorted(meant.items())),
    )


def notes_of_totals_outside(scenario: Scenario, years: tuple[int, ...]) -> tuple[Finding, ...]:
    """Note totals of Januaries that are not projected: they change no figure.

    Parameters
    ----------
    scenario : Scenario
    years : tuple of int
        Projected academic years.
    """
    outside = [
        one
        for one in scenario.assumption("total_plans").entries
        if one.year != ALWAYS and one.value is not None and not years[0] <= one.year <= years[-1]
    ]
    if not outside:
        return ()
    return (
        finding(
            "projection_total_outside",
            file="the scenario",
            column="total_plans",
            totals=", ".join(
                f"{say_value(one.value)} in {terms.year_label(one.year)}" for one in outside
            ),
            first=terms.year_label(years[0]),
            last=terms.year_label(years[-1]),
        ),
    )


def notes_of_far_totals(model: AnyModel) -> list[Finding]:
    """Note imposed totals below those who would keep their plan, or that ask for many joiners.

    With T the total, S who stay and J who would join, T < S lets nobody join and S - T lose their
    plan; T - S > 2 J is more than twice the joiners of the model.

    Parameters
    ----------
    model : DemandModel or FlowModel
        With its limits.
    """
    figures = list(_far_totals(model))
    if not figures:
        return []
    return [
        finding(
            "projection_total_far",
            file="the scenario",
            column="total_plans",
            figures="; ".join(figures),
            base=f"{float(expected_start(model).sum()):,.0f}",
            january=terms.january_of_year(model.years[0] - 1),
        )
    ]


def _far_totals(model: AnyModel) -> Iterator[str]:
    """Say of each total that is far off what it makes of those who stay and join."""
    rates, stock = central_rates(model), expected_start(model)
    limits = model.levers.limits
    if limits is None:
        return
    for place, (year, persons) in enumerate(zip(model.years, model.population[1:], strict=True)):
        total = float(limits.total[place])
        staying = float(carry(stock, rates, place).children.sum())
        joiners = float(expected_joiners(persons, rates, place).sum())
        if np.isfinite(total):
            said = f"January {terms.january_of_year(year)}: {total:,.0f}"
            if staying - total > NOTICED:
                yield (
                    f"{said} is below the {staying:,.0f} who would keep their plan, so nobody joins"
                    f" and {staying - total:,.0f} lose theirs by chance"
                )
            elif total - staying > MANY_TIMES * joiners:
                yield (
                    f"{said} asks for {total - staying:,.0f} joiners where the model has"
                    f" {joiners:,.0f}"
                )
        stock, _ = expected_step(stock, persons, rates, place)
