"""New homes beyond those in the population projection: who lives in them, who has a plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sufficiency.demand.pooling import ratio
from sufficiency.demand.stocks import Stocks
from sufficiency.errors import NotPossibleError
from sufficiency.projection.limits import is_of_school_age
from sufficiency.projection.stocks import Start
from sufficiency.scenario import Scenario
from sufficiency.scenario.checking import code_called
from sufficiency.scenario.register import ALL

FloatArray = NDArray[np.float64]

MOST_SHOWN = 5
"""Codes of localities that a message shows, with their names."""


def with_new_homes(
    start: Start, scenario: Scenario, *, years: tuple[int, ...]
) -> tuple[Stocks, FloatArray | None]:
    """Add the pupils of new homes to the population, and say who of them comes with a plan.

    With H homes finished in year y and locality l, b pupils a home and s plans a pupil,

        pupils[y, l, a] = H b w[y, l, a],      arriving[y, l, a] = s pupils[y, l, a],
        residents[y, l, a] = sum over years t before y of H[t, l] b[t] w[y, l, a],

    where w is the share of NC year a among the locality's residents of NC years 0 to 11. Homes
    are lived in for as long as is projected, so each NC year is refilled. Those who arrive with a
    plan join in the year in which the home is finished; all pupils of the home count for the
    joining rates from the next year on. Homes for the area as a whole are spread over localities
    as its residents of school age are.

    Parameters
    ----------
    start : Start
        What is counted today.
    scenario : Scenario
        States new_homes, pupils_per_new_home and plans_per_pupil_in_new_homes.
    years : tuple of int
        Projected academic years.

    Returns
    -------
    Stocks
        With the pupils of new homes in the population.
    FloatArray or None
        Axes (year, locality, ncy): children who arrive with a plan; None where no home is new.

    Raises
    ------
    NotPossibleError
        If a locality is not one of the area's, or homes are stated both for all and by locality.
    """
    homes = _homes(start, scenario, years=years)
    if not homes.any():
        return start.stocks, None
    by_age = _shares_by_age(start.stocks, years)
    each_home = _numbers(scenario, "pupils_per_new_home", years)
    with_plan = _numbers(scenario, "plans_per_pupil_in_new_homes", years)
    pupils = homes * each_home[:, None]
    earlier = np.cumsum(pupils, axis=0) - pupils
    return (
        _with_residents(start.stocks, earlier[:, :, None] * by_age, years),
        (pupils * with_plan[:, None])[:, :, None] * by_age,
    )


def _homes(start: Start, scenario: Scenario, *, years: tuple[int, ...]) -> FloatArray:
    """Axes (year, locality): homes finished."""
    held = scenario.assumption("new_homes")
    named = [key for key in held.keys if key != ALL]
    strange = sorted(set(named) - set(start.localities))
    if strange:
        raise NotPossibleError.of(
            "projection_homes_locality",
            scenario=scenario.name,
            value=", ".join(strange),
            known=_codes_meant(strange, start),
        )
    if not named:
        whole = _numbers(scenario, "new_homes", years)
        residents = _of_school_age(start.stocks, years).sum(axis=2)
        return whole[:, None] * _shares(residents)
    _refuse_both(scenario, years, named)
    return np.array(
        [
            [_as_number(held.at(year, locality=locality)) for locality in start.localities]
            for year in years
        ]
    )


def _codes_meant(strange: Sequence[str], start: Start) -> str:
    """Say the codes of localities that were called by name, or the first codes with their names."""
    table = start.area.table("localities")
    names = dict(zip(table["locality"], table["name"], strict=True))
    called = {name: code_called(name, names) for name in strange}
    told = [f"{code} for {name}" for name, code in called.items() if code]
    if len(told) == len(strange):
        return ", ".join(told)
    shown = [f"{code} ({names[code]})" for code in start.localities[:MOST_SHOWN]]
    left = len(start.localities) - len(shown)
    return ", ".join([*told, *shown]) + (f" and {left} more" if left else "")


def _refuse_both(scenario: Scenario, years: tuple[int, ...], named: list[str]) -> None:
    """Refuse homes for all beside homes by locality: they could be the same homes or others."""
    held = scenario.assumption("new_homes")
    for year in years:
        for_all = held.entry_for(year, set()).value
        if for_all:
            raise NotPossibleError.of(
                "projection_homes_both",
                scenario=scenario.name,
                value=for_all,
                named=", ".join(named),
                first=named[0],
            )


def _of_school_age(stocks: Stocks, years: tuple[int, ...]) -> FloatArray:
    """Axes (year, locality, ncy): residents of school age; nobody at other NC years."""
    persons = stocks.population_of(years[0], years[-1])
    return np.where(is_of_school_age(), persons, 0.0)


def _shares_by_age(stocks: Stocks, years: tuple[int, ...]) -> FloatArray:
    """Axes (year, locality, ncy): shares of the NC years of school age; the area's where empty."""
    persons = _of_school_age(stocks, years)
    everyone = np.broadcast_to(persons.sum(axis=1, keepdims=True), persons.shape)
    here = persons.sum(axis=2, keepdims=True)
    held = np.where(here > 0, persons, everyone)
    # Where nobody of school age lives in the whole area, homes fill all of its NC years alike.
    alike = np.broadcast_to(is_of_school_age().astype(np.float64), held.shape)
    return _shares(np.where(held.sum(axis=2, keepdims=True) > 0, held, alike))


def _shares(residents: FloatArray) -> FloatArray:
    """Shares over the last axis; equal ones where there is nobody."""
    whole = residents.sum(axis=-1, keepdims=True)
    return ratio(residents, whole, otherwise=1 / residents.shape[-1])


def _with_residents(stocks: Stocks, residents: FloatArray, years: tuple[int, ...]) -> Stocks:
    """Give stocks with so many more residents in the projected years."""
    first = years[0] - stocks.population_years[0]
    added = np.zeros_like(stocks.population)
    added[first : first + len(years)] = residents
    return replace(stocks, population=stocks.population + added)


def _numbers(scenario: Scenario, name: str, years: tuple[int, ...]) -> FloatArray:
    """Axis (year): an assumption that holds for all."""
    held = scenario.assumption(name)
    return np.array([_as_number(held.at(year)) for year in years])


def _as_number(value: object) -> float:
    assert isinstance(value, int | float)
    return float(value)
