"""What a scenario holds all plans to: from its assumptions to arrays, and what that changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.demand.central import AnyModel, central_projection
from sufficiency.demand.cohorts import Expected
from sufficiency.demand.limits import Limits, limits_of
from sufficiency.errors import Finding, finding
from sufficiency.projection.axes import NCYS
from sufficiency.projection.totals import notes_of_far_totals, refuse_totals_carried_on
from sufficiency.scenario import Scenario

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
        If a total would be carried on into a year that it was not stated for, or is of a January
        that has been counted.
    """
    refuse_totals_carried_on(scenario, years)
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
        notes += notes_of_far_totals(model)
    names = _names(limits)
    capped = np.isfinite(limits.growth) | np.isfinite(limits.ceiling)
    if (capped & ~imposed).any():
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
        notes += _notes_of_stayers_above(model, expected, ~imposed)
    if (capped & imposed).any():
        before = np.concatenate([[expected.children[0].sum()], held[:-1]])
        notes.append(
            finding(
                "projection_limit_idle",
                file="the scenario",
                column=" and ".join(names),
                names=" and ".join(names),
                figures=_growth_words(model.years, before, held, capped & imposed),
            )
        )
    return tuple(notes)


def _notes_of_stayers_above(
    model: AnyModel, expected: Expected, free: NDArray[np.bool_]
) -> Iterator[Finding]:
    """Note years in which those who stay are above the ceiling by themselves.

    Nobody loses a plan by it. A cap on growth is never below nought, so those who stay keep it.

    Parameters
    ----------
    model : DemandModel or FlowModel
    expected : Expected
        As the limits hold it.
    free : numpy.ndarray
        Axis (year): whether no total is imposed.
    """
    limits = model.levers.limits
    assert limits is not None
    school = limits.ceiling_ncys
    there = expected.children[1:, :, :, school].sum(axis=(1, 2, 3, 4))
    allowed = limits.ceiling * model.population[1:, :, school].sum(axis=(1, 2))
    above = free & (there - allowed > NOTICED)  # nowhere, where no ceiling is stated
    if above.any():
        first, last = (terms.ncy_label(ncy) for ncy in SCHOOL_NCYS)
        yield finding(
            "projection_limit_below_stayers",
            file="the scenario",
            column="prevalence_ceiling_percent",
            whom=f"{first} to {last}",
            figures="; ".join(
                f"January {terms.january_of_year(year)}: {held:,.0f}, and it allows {most:,.0f}"
                for year, held, most, is_told in zip(
                    model.years, there, allowed, above, strict=True
                )
                if is_told
            ),
        )


def _growth_words(
    years: Sequence[int], before: FloatArray, held: FloatArray, shown: NDArray[np.bool_]
) -> str:
    """Say how all plans change in some years: "January 2027: +10.2 %"."""
    return "; ".join(
        f"January {terms.january_of_year(year)}: {100 * (one / earlier - 1):+.1f} %"
        if earlier > 0
        else f"January {terms.january_of_year(year)}: {one:,.0f} plans after none"
        for year, earlier, one, is_shown in zip(years, before, held, shown, strict=True)
        if is_shown
    )


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
