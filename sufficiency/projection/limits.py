"""What a scenario holds all plans to: from its assumptions to arrays, and what that changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.demand.central import AnyModel, central_projection
from sufficiency.demand.cohorts import Expected
from sufficiency.demand.limits import Limits, limits_of
from sufficiency.errors import Finding, NotPossibleError, finding
from sufficiency.projection.axes import NCYS
from sufficiency.scenario import Scenario
from sufficiency.scenario.schedule import ALWAYS, say_value

FloatArray = NDArray[np.float64]

SCHOOL_NCYS = (0, 11)
"""First and last NC year of compulsory school age: those of ceilings and of new homes."""

NOTICED = 0.5
"""A limit that changes a year by less than this [children] is not worth a note."""


def is_of_school_age() -> NDArray[np.bool_]:
    """Axis (ncy): whether an NC year is one of compulsory school age."""
    first, last = SCHOOL_NCYS
    return np.array([first <= ncy <= last for ncy in NCYS])


def limits_of_scenario(scenario: Scenario, *, years: tuple[int, ...]) -> Limits:
    """Lay out the imposed totals, the cap on growth and the ceiling of prevalence of a scenario.

    Parameters
    ----------
    scenario : Scenario
    years : tuple of int
        Projected academic years.

    Returns
    -------
    Limits

    Raises
    ------
    NotPossibleError
        If a total would be carried on into a year that it was not stated for.
    """
    _refuse_totals_carried_on(scenario, years)
    return limits_of(
        years=len(years),
        total=_by_year(scenario, "total_plans", years),
        growth=_by_year(scenario, "growth_cap_percent", years) / 100,
        ceiling=_by_year(scenario, "prevalence_ceiling_percent", years) / 100,
        ceiling_ncys=is_of_school_age(),
    )


def _by_year(scenario: Scenario, name: str, years: tuple[int, ...]) -> FloatArray:
    """Axis (year): an assumption; `nan` where it says none."""
    held = scenario.assumption(name)
    values = [held.at(year) for year in years]
    return np.array([np.nan if value is None else float(value) for value in values])


def _refuse_totals_carried_on(scenario: Scenario, years: tuple[int, ...]) -> None:
    """Refuse a total that holds in a year only because no later one is named.

    An official figure is of one January. Held on unseen, it would stop all growth.
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
    stated = {one.year: say_value(one.value) for one in held.entries if one.year != ALWAYS}
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


def _with(model: AnyModel, limits: Limits | None) -> Expected:
    """Project expected numbers under other limits, or none."""
    free = replace(model, levers=replace(model.levers, limits=limits))
    return central_projection(free)


def notes_of_limits(model: AnyModel, expected: Expected) -> tuple[Finding, ...]:
    """Say what the limits change: the model's own figures beside those that are held.

    Parameters
    ----------
    model : DemandModel or FlowModel
        With its limits.
    expected : Expected
        As the limits hold it.

    Returns
    -------
    tuple of Finding
        None where there is no limit, or none that bites.
    """
    limits = model.levers.limits
    if limits is None:
        return ()
    own = _with(model, None).children[1:].sum(axis=(1, 2, 3, 4))
    held = expected.children[1:].sum(axis=(1, 2, 3, 4))
    imposed = np.isfinite(limits.total)
    notes = []
    if imposed.any():
        notes.append(
            finding(
                "projection_total_imposed",
                file="the scenario",
                column="total_plans",
                figures=_side_by_side(model.years, held, own, imposed),
            )
        )
    names = _names(limits)
    if names:
        nothing = np.full(len(model.years), np.nan)
        totals_only = replace(limits, growth=nothing, ceiling=nothing)
        uncapped = _with(model, totals_only).children[1:].sum(axis=(1, 2, 3, 4))
        bitten = ~imposed & (uncapped - held > NOTICED)
        notes.append(
            finding(
                "projection_limited",
                file="the scenario",
                column=" and ".join(names),
                figures=_side_by_side(model.years, held, uncapped, bitten)
                or "no expected number reaches it, and every draw that would go above is held",
            )
        )
    return tuple(notes)


def _names(limits: Limits) -> list[str]:
    """Name the assumptions that cap joining."""
    held = {
        "growth_cap_percent": limits.growth,
        "prevalence_ceiling_percent": limits.ceiling,
    }
    return [name for name, by_year in held.items() if np.isfinite(by_year).any()]


def _side_by_side(
    years: Sequence[int], held: FloatArray, own: FloatArray, shown: NDArray[np.bool_]
) -> str:
    """Say figures of some years: "January 2027: 600 (by the model 655)"."""
    return "; ".join(
        f"January {terms.january_of_year(year)}: {one:,.0f} (by the model {other:,.0f})"
        for year, one, other, is_shown in zip(years, held, own, shown, strict=True)
        if is_shown
    )
