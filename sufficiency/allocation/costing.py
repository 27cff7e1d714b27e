"""What each placement costs in a year, for pounds as an aim: from the area's table of costs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.allocation.plan import INDEPENDENT, Plan
from sufficiency.area import Area
from sufficiency.errors import Finding, TableError, finding
from sufficiency.money import (
    UNITS_OF,
    Children,
    Prices,
    UnitCosts,
    Units,
    rows_that_count,
    unit_costs,
    wrong_units,
)
from sufficiency.places import Pounds
from sufficiency.scenario import Scenario

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

NEEDED = {INDEPENDENT: ("fee", "transport")}
"""Items without which the cost of a child there is not known, by setting."""
NEEDED_ELSEWHERE = ("top_up", "transport")
ALSO = {INDEPENDENT: (), "": ("place",)}
"""Items that are added where a row has them: place funding that is paid for each child."""

FILE = "table costs"
MOST_NAMED = 4
"""No more needs, NC years or years are named one by one."""


class Key(NamedTuple):
    """A place by what its costs depend on: its site, where that has rows, and its setting."""

    site: str
    setting: str


def pounds_of(
    area: Area,
    scenario: Scenario,
    plan: Plan,
    *,
    is_not_named: bool,
    priced_years: tuple[int, ...],
) -> Pounds:
    """Give what a child costs in each place of a plan, in a year.

    Counted is what changes with who sits there: a top-up or a fee, and transport; place funding
    only where it is paid for a child and not for a place.

    Parameters
    ----------
    area : Area
        For its table costs.
    scenario : Scenario
        For prices and their growth, and the journey to schools that are not named.
    plan : Plan
    is_not_named : bool
        Whether anybody may be in an independent place that is not named.
    priced_years : tuple of int
        Axis (year): the academic year of whose costs each is.

    Returns
    -------
    Pounds

    Raises
    ------
    TableError
        With every cost that is missing, in a unit that does not fit, or told twice.
    """
    costs = area.table("costs")
    rows = rows_that_count(costs)
    children = Children(priced_years, plan.axes.needs, plan.axes.ncy)
    findings = [unit_fault(row) for row in wrong_units(rows)]
    if findings:
        raise TableError(findings, what=_what(area, scenario))
    prices, keys = prices_of(scenario), keys_of(costs, plan)
    used = who_may_be_where(plan, is_not_named=is_not_named)
    shape = (*(len(axis) for axis in children), len(keys))
    a_child, a_mile = np.full(shape, np.nan), np.full(shape, np.nan)
    for key in dict.fromkeys(keys):
        at = [place for place, own in enumerate(keys) if own == key]
        items = {
            item: unit_costs(
                rows, item, site=key.site, setting=key.setting, children=children, prices=prices
            )
            for item in (*_needed(key.setting), *_also(key.setting))
        }
        here = np.asarray(used[..., at].any(axis=-1))
        findings += faults_of_costs(key, items, here, children, needed=_needed(key.setting))
        optional = _also(key.setting)
        a_child[..., at] = _added(items, optional, lambda held: held.a_child)[..., None]
        a_mile[..., at] = _added(items, optional, lambda held: held.a_mile)[..., None]
    if findings:
        raise TableError(findings, what=_what(area, scenario))
    miles = miles_not_named(scenario, children)
    a_child[..., -1] += a_mile[..., -1] * miles
    return Pounds(a_child, a_mile)


def keys_of(costs: pd.DataFrame, plan: Plan) -> list[Key]:
    """Say by what the costs of each place are found.

    Parameters
    ----------
    costs : pandas.DataFrame
        The table costs.
    plan : Plan

    Returns
    -------
    list of Key
        Axis (pool, then not named).
    """
    known = set(costs["site"])
    keys = [
        Key(site if site in known else "", setting)
        for site, setting in zip(plan.labels["site"], plan.labels["setting"], strict=True)
    ]
    return [*keys, Key("", INDEPENDENT)]


def prices_of(scenario: Scenario) -> Prices:
    """Take from a scenario how amounts are brought to its price year.

    Parameters
    ----------
    scenario : Scenario

    Returns
    -------
    Prices
    """

    def share(name: str) -> Callable[..., float]:
        held = scenario.assumption(name)
        return cache(lambda year, **by: _number(held.at(year, **by)) / 100)

    fee_growth, cap = (
        share("independent_fee_growth_percent"),
        scenario.assumption("independent_price_cap_pounds"),
    )

    @cache
    def fee_cap(year: int, need: str) -> float:
        most = cap.at(year, need=need)
        return np.inf if most is None else _number(most)

    return Prices(
        price_year=int(_number(scenario.assumption("price_year").at(0))),
        inflation=share("inflation_percent"),
        fee_growth=lambda year, need: fee_growth(year, need=need),
        fee_cap=fee_cap,
        transport_growth=share("transport_cost_growth_percent"),
        children_a_vehicle=_number(scenario.assumption("children_a_vehicle").at(0)),
    )


def _number(value: object) -> float:
    assert isinstance(value, int | float)
    return float(value)


def _needed(setting: str) -> tuple[str, ...]:
    return NEEDED.get(setting, NEEDED_ELSEWHERE)


def _also(setting: str) -> tuple[str, ...]:
    return ALSO.get(setting, ALSO[""])


def _added(
    items: dict[str, UnitCosts], optional: tuple[str, ...], of: Callable[[UnitCosts], FloatArray]
) -> FloatArray:
    """Add items up; one that need not be there counts nothing where it is not."""
    parts = []
    for item, held in items.items():
        pounds = of(held)
        parts.append(np.nan_to_num(pounds) if item in optional else pounds)
    return np.asarray(np.sum(parts, axis=0))


def who_may_be_where(plan: Plan, *, is_not_named: bool) -> BoolArray:
    """Say where a child may be, of whatever need.

    A child keeps her place when her need changes, so the pool need not admit it. Pools as they
    are in the last January count in the first year, since the model is held against it.

    Parameters
    ----------
    plan : Plan
    is_not_named : bool
        Whether anybody may be in an independent place that is not named.

    Returns
    -------
    BoolArray
        Axes (year, need, ncy, pool then not named).
    """
    ncy = np.array(plan.axes.ncy)
    pools, now = plan.pools, plan.today
    serves = (pools.ncy_from[..., None] <= ncy) & (ncy <= pools.ncy_to[..., None])
    there = serves & pools.planned[..., None]
    today = (now.ncy_from[:, None] <= ncy) & (ncy <= now.ncy_to[:, None]) & now.is_open[:, None]
    there[0] |= today
    not_named = np.full((len(plan.axes.years), 1, len(ncy)), is_not_named)
    by_pool = np.concatenate([there, not_named], axis=1).transpose(0, 2, 1)
    shape = (len(plan.axes.years), len(plan.axes.needs), len(ncy), by_pool.shape[-1])
    return np.broadcast_to(by_pool[:, None], shape)


def miles_not_named(scenario: Scenario, children: Children) -> FloatArray:
    """Axes (year, need, ncy): assumed journey to an independent school that is not named."""
    held = scenario.assumption("independent_journey_miles")
    return np.array(
        [
            [
                [
                    _number(held.at(year, need=need, phase=terms.phase_of_ncy(ncy)))
                    for ncy in children.ncys
                ]
                for need in children.needs
            ]
            for year in children.years
        ]
    )


def _what(area: Area, scenario: Scenario) -> str:
    return f"The table costs of {area.name}, with pounds among the aims of {scenario.name},"


def unit_fault(row: object, *, units_of: Units = UNITS_OF) -> Finding:
    """Say that an item is not paid by its unit."""
    cells = dict(row)  # type: ignore[call-overload]
    units = terms.short_list("cost_unit")
    allowed = " or ".join(units.label(unit) for unit in units_of[cells["item"]])
    return finding(
        "cost_unit",
        file=FILE,
        column="unit",
        value=cells["unit"],
        item=_say(cells["item"]),
        whose=cells["site"] or cells["setting"],
        unit=units.label(cells["unit"]),
        allowed=allowed,
    )


def _say(item: str) -> str:
    return terms.short_list("cost_item").label(item).lower()


def faults_of_costs(
    key: Key,
    items: dict[str, UnitCosts],
    used: BoolArray,
    children: Children,
    *,
    needed: tuple[str, ...],
) -> Iterator[Finding]:
    """Find costs that are told twice, and those that are not told of children who may be there.

    Parameters
    ----------
    key : Key
        The place.
    items : dict of str to UnitCosts
        By item.
    used : BoolArray
        Axes (year, need, ncy): where a child may be.
    children : Children
    needed : tuple of str
        Items that must be known.

    Yields
    ------
    Finding
    """
    where = terms.short_list("pool_setting").label(key.setting).lower()
    named = f"site {key.site}" if key.site else f"setting {key.setting}"
    for item, held in items.items():
        for one, other in held.ties:
            yield finding(
                "cost_tie",
                file=FILE,
                column="ncy_from, ncy_to",
                value=item,
                item=_say(item),
                whose=named,
                one=_span(one),
                other=_span(other),
            )
        missing = used & np.isnan(held.a_child)
        if item in needed and missing.any():
            first = children.years[int(np.nonzero(missing)[0].min())]
            yield finding(
                "cost_missing",
                file=FILE,
                column="item",
                value=item,
                item=_say(item),
                where=f"{where} ({named})",
                whom=_whom(missing, used, children),
                setting=key.setting,
                code=item,
                year=first,
                unit="place_year" if item == "place" else "child_year",
            )


def _span(row: object) -> str:
    cells = dict(row)  # type: ignore[call-overload]
    return f"{cells['ncy_from']:g} to {cells['ncy_to']:g}"


def _whom(missing: BoolArray, used: BoolArray, children: Children) -> str:
    """Say of whom a cost is not told."""
    parts = []
    for axis, words in enumerate(
        (
            [terms.year_label(year) for year in children.years],
            [f"need {need}" for need in children.needs],
            [f"NC year {ncy}" for ncy in children.ncys],
        )
    ):
        others = tuple(other for other in range(3) if other != axis)
        is_missing, is_used = (np.asarray(held.any(axis=others)) for held in (missing, used))
        if (is_missing == is_used).all():
            continue
        named = [word for word, lacks in zip(words, is_missing, strict=True) if lacks]
        more = len(named) - MOST_NAMED
        parts.append(", ".join(named[:MOST_NAMED]) + (f" and {more} more" if more > 0 else ""))
    return "; ".join(parts) or "any child"
