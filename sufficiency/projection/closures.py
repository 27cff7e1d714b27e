"""Settings that close under a scenario: from its rows to shares by NC year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.area import Area
from sufficiency.demand.central import AnyModel
from sufficiency.demand.closing import Closure, closures_of
from sufficiency.demand.stocks import Stocks
from sufficiency.errors import Finding, NotPossibleError, ScenarioError, finding
from sufficiency.projection.axes import NCYS
from sufficiency.projection.modelling import allowed_settings
from sufficiency.projection.projection import States
from sufficiency.projection.stocks import start_of
from sufficiency.scenario import Scenario
from sufficiency.scenario.closures import closing, ncys_of, say_ncys
from sufficiency.scenario.rows import Row

BoolArray = NDArray[np.bool_]


def with_closures(
    model: AnyModel, scenario: Scenario, *, states: States
) -> tuple[AnyModel, tuple[Finding, ...]]:
    """Let settings close as a scenario states it, and say what that does not change.

    Parameters
    ----------
    model : DemandModel or FlowModel
        The area, under the levers of the scenario.
    scenario : Scenario
    states : {"level", "setting"}
        What its states are.

    Returns
    -------
    DemandModel or FlowModel
    tuple of Finding
        Closures that change nothing: of levels, after the last projected year, or of a setting
        that nobody is in.

    Raises
    ------
    ScenarioError
        If a setting closes before the first projected January, or children of some NC years are
        sent where they cannot be, or nowhere. All findings at once.
    """
    held = closing(scenario.content.rows)
    if not held:
        return model, ()
    if states == "level":
        return model, closures_of_levels(scenario)
    settings = terms.settings().codes
    found = _found(held.values(), model.stocks, model.allowed)
    last = model.stocks.base + len(model.years)
    found += [one for rows in held.values() for one in _too_late(rows, last)]
    if any(one.severity == "error" for one in found):
        raise ScenarioError(found, what=f"the scenario {scenario.name}")
    made = [
        Closure(settings.index(setting), _year(rows) - model.stocks.base, _shares(rows))
        for setting, rows in held.items()
        if _year(rows) <= last
    ]
    levers = replace(model.levers, closures=closures_of(made, states=len(settings)))
    return replace(model, levers=levers), tuple(found)


def findings_of_closures(area: Area, scenario: Scenario) -> tuple[Finding, ...]:
    """Find what is wrong with the closures of a scenario in an area, without projecting it.

    Parameters
    ----------
    area : Area
    scenario : Scenario

    Returns
    -------
    tuple of Finding
        None where the area cannot be projected at all, which `project` says by itself.
    """
    held = closing(scenario.content.rows)
    if not held:
        return ()
    try:
        start = start_of(area, scenario)
    except NotPossibleError:
        return ()
    return tuple(_found(held.values(), start.stocks, allowed_settings(start)))


def _year(rows: Sequence[Row]) -> int:
    """Give the first academic year without the setting."""
    return int(rows[0]["year"])


def _found(closures: Iterable[Sequence[Row]], stocks: Stocks, allowed: BoolArray) -> list[Finding]:
    """Gather what is wrong with closures; `allowed` has the axes (need, ncy, setting)."""
    can_be = np.asarray(allowed.any(axis=0))
    return [one for rows in closures for one in _findings(rows, stocks, can_be)]


def _too_late(rows: Sequence[Row], last: int) -> Iterator[Finding]:
    """Note a closure after the last projected year."""
    if _year(rows) > last:
        setting, year = rows[0]["setting"], _year(rows)
        words = {"setting": setting, "last": terms.year_label(last), "until": year}
        yield _fault("closure_after", rows[0], "year", value=year, **words)


def _shares(rows: Sequence[Row]) -> NDArray[np.float64]:
    """Axes (ncy, setting): where children go; where no row speaks of an NC year, nobody is.

    There the setting of the first row stands in, so that shares add up to 1 at every NC year.
    """
    settings = terms.settings().codes
    shares = np.zeros((len(NCYS), len(settings)))
    for row in rows:
        for ncy in ncys_of(row):
            shares[NCYS.index(ncy), settings.index(row["to"])] += float(row["share"])
    shares[shares.sum(axis=1) == 0, settings.index(rows[0]["to"])] = 1.0
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))


def _findings(rows: Sequence[Row], stocks: Stocks, can_be: BoolArray) -> Iterator[Finding]:
    """Find what is wrong with one closure in an area; `can_be` has the axes (ncy, setting)."""
    row, settings = rows[0], terms.settings().codes
    setting = row["setting"]
    if _year(rows) <= stocks.base:
        yield _fault(
            "closure_before",
            row,
            "year",
            value=row["year"],
            setting=setting,
            base=terms.january_of_year(stocks.base),
            first=stocks.base + 1,
        )
    place = settings.index(setting)
    if not stocks.children[..., place].any():
        yield _fault("closure_nobody", row, "setting", value=setting, area_years=_years(stocks))
    there = {ncy for ncy, can in zip(NCYS, can_be[:, place], strict=True) if can}
    for one in rows:
        yield from _sent(one, there, can_be[:, settings.index(one["to"])])
    nowhere = there - {ncy for one in rows for ncy in ncys_of(one)}
    if nowhere:
        said = say_ncys(sorted(nowhere))
        yield _fault("closure_nowhere", row, "ncy_from, ncy_to", value=said, setting=setting)


def _sent(row: Row, there: set[int], can_be: BoolArray) -> Iterator[Finding]:
    """Find NC years at which a row sends children to a setting that does not take them."""
    takes = {ncy for ncy, can in zip(NCYS, can_be, strict=True) if can}
    lost = there.intersection(ncys_of(row)) - takes
    if float(row["share"]) == 0 or not lost:
        return
    yield _fault(
        "closure_cannot_take",
        row,
        "to",
        value=row["to"],
        setting=row["setting"],
        lost=say_ncys(sorted(lost)),
        takes=say_ncys(sorted(takes)),
    )


def _years(stocks: Stocks) -> str:
    """Say the Januaries that were counted."""
    first, last = stocks.years[0], stocks.years[-1]
    return f"January {terms.january_of_year(first)} to {terms.january_of_year(last)}"


def closures_of_levels(scenario: Scenario) -> tuple[Finding, ...]:
    """Note each closure of a scenario whose children are told by level: it changes nothing.

    Parameters
    ----------
    scenario : Scenario
    """
    return tuple(
        _fault("closure_of_levels", rows[0], "setting", value=setting)
        for setting, rows in closing(scenario.content.rows).items()
    )


def _fault(rule: str, row: Row, column: str, *, value: object, **words: Any) -> Finding:
    return finding(rule, file=row.file, row=row.number, column=column, value=value, **words)
