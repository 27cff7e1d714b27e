"""What each placement costs in a year, for pounds as an aim: from the area's table of costs."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.allocation.boarding import cost_rows_of
from sufficiency.allocation.cost_faults import (
    Key,
    faults_of_boarders,
    faults_of_place,
    no_costs,
    unit_fault,
)
from sufficiency.allocation.plan import INDEPENDENT, Plan
from sufficiency.area import Area
from sufficiency.errors import TableError
from sufficiency.money import (
    UNITS_OF,
    Children,
    Prices,
    UnitCosts,
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
    if costs.empty:
        raise TableError([no_costs()], what=_what(area, scenario))
    rows = cost_rows_of(costs, scenario, units=UNITS_OF)
    children = Children(priced_years, plan.axes.needs, plan.axes.ncy)
    findings = [unit_fault(row) for row in wrong_units(rows.every)]
    if findings:
        raise TableError(findings, what=_what(area, scenario))
    prices, keys = prices_of(scenario), keys_of(costs, plan)
    used = who_may_be_where(plan, is_not_named=is_not_named)
    shape = (*(len(axis) for axis in children), len(keys))
    a_child, a_mile = np.full(shape, np.nan), np.full(shape, np.nan)
    used_at: dict[Key, BoolArray] = {}
    for key in dict.fromkeys(keys):
        at = [place for place, own in enumerate(keys) if own == key]
        needed, optional = _needed(key.setting), _also(key.setting)
        place = {"site": key.site, "setting": key.setting}
        items = {
            item: rows.together(item, **place, children=children, prices=prices)
            for item in (*needed, *optional)
        }
        here = used_at[key] = np.asarray(used[..., at].any(axis=-1))
        findings += faults_of_place(rows, key, items, here, children, prices=prices, needed=needed)
        a_child[..., at] = _added(items, optional, lambda held: held.a_child)[..., None]
        a_mile[..., at] = _added(items, optional, lambda held: held.a_mile)[..., None]
    findings += faults_of_boarders(rows, used_at, children)
    if findings:
        raise TableError(tuple(dict.fromkeys(findings)), what=_what(area, scenario))
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
