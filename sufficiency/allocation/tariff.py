"""What a child and a place cost, line by line and payer by payer, for an allocation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.allocation.boarding import CostRows, cost_rows_of
from sufficiency.allocation.cost_faults import (
    Key,
    faults_of_boarders,
    faults_of_place,
    no_costs,
    unit_fault,
)
from sufficiency.allocation.costing import (
    keys_of,
    miles_not_named,
    prices_of,
    who_may_be_where,
)
from sufficiency.allocation.plan import INDEPENDENT, Plan
from sufficiency.errors import Finding
from sufficiency.money import (
    ALL_UNITS_OF,
    BOUGHT,
    FUNDED,
    Children,
    Prices,
    UnitCosts,
    wrong_units,
)
from sufficiency.projection import Projection
from sufficiency.scenario import Scenario

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

BEYOND = "beyond"
WITHOUT = "without"
VOID = "void"

Cells = tuple[FloatArray, FloatArray, FloatArray, FloatArray]


class Line(NamedTuple):
    """A line of an account.

    Parameters
    ----------
    where : str
        As in the list `cost_where`.
    item, payer : str
        As in the table costs.
    basis : str
        The weakest of its rows.
    """

    where: str
    item: str
    payer: str
    basis: str


@dataclass(frozen=True, slots=True, eq=False)
class Tariff:
    """What children and places cost [pounds a year, real].

    Parameters
    ----------
    lines : tuple of Line
        Axis (line): what follows a child.
    a_child, a_mile : FloatArray
        Axes (line, year, need, ncy, key): for a child, and for each mile of her journey one way.
    key_of : IntArray
        Axis (pool, then not named): position of its key.
    a_beyond : FloatArray
        Axes (line, year, need, NC year of the projection): for a child whose need no local place
        could meet.
    a_left : FloatArray
        Axes (line, year, need, ncy): for a child without a place, all that an independent
        placement costs; the share of it that is supposed (`without_place_percent`) is taken later.
    places : tuple of Line
        Axis (place line): what is paid for a place.
    a_place, a_void : FloatArray
        Axes (place line, year, pool): for a place, and besides where nobody is in it.
    price_year : int
        Financial year.
    findings : tuple of Finding
        Why there is no tariff, where there is none: it then has no lines.
    """

    lines: tuple[Line, ...] = ()
    a_child: FloatArray = field(default_factory=lambda: np.zeros((0, 0, 0, 0, 0)))
    a_mile: FloatArray = field(default_factory=lambda: np.zeros((0, 0, 0, 0, 0)))
    key_of: IntArray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    a_beyond: FloatArray = field(default_factory=lambda: np.zeros((0, 0, 0, 0)))
    a_left: FloatArray = field(default_factory=lambda: np.zeros((0, 0, 0, 0)))
    places: tuple[Line, ...] = ()
    a_place: FloatArray = field(default_factory=lambda: np.zeros((0, 0, 0)))
    a_void: FloatArray = field(default_factory=lambda: np.zeros((0, 0, 0)))
    price_year: int = 0
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class _Source:
    """What all lines are made from."""

    rows: CostRows
    prices: Prices
    scenario: Scenario
    plan: Plan
    children: Children

    def priced(self, key: Key, items: tuple[str, ...], children: Children) -> _ByItem:
        """Price items at one place, by payer."""
        place = {"site": key.site, "setting": key.setting}
        return {
            item: self.rows.by_payer(item, **place, children=children, prices=self.prices)
            for item in items
        }

    def faults(
        self,
        key: Key,
        held: dict[str, UnitCosts],
        used: BoolArray,
        children: Children,
        *,
        needed: tuple[str, ...],
    ) -> Iterator[Finding]:
        """Find faults of the costs of one place."""
        return faults_of_place(
            self.rows, key, held, used, children, prices=self.prices, needed=needed
        )

    def basis(self, item: str, payer: str, setting: str) -> str:
        """Give the weakest basis of the rows of a line."""
        sites = set(self.plan.labels["site"][self.plan.labels["setting"] == setting])
        bases = [
            row["basis"]
            for row in self.rows.counted(setting, self.children)
            if (row["item"], row["payer"]) == (item, payer)
            and (row["setting"] == setting or row["site"] in sites)
        ]
        return terms.weakest(bases)


_ByItem = dict[str, dict[str, UnitCosts]]


def tariff_of(
    projection: Projection, scenario: Scenario, plan: Plan, *, is_not_named: bool
) -> Tariff:
    """Price what an allocation may come to, from the area's table of costs.

    Counted are place funding, top-up, fee, transport and what a void place costs besides; not
    capital, nor what is for boarders only, unless the scenario says how many board. Place funding
    is of the places that are ours, whoever is in them: a place that another authority's child has
    is hers to pay.

    Parameters
    ----------
    projection : Projection
        For the area, and the children whose need no local place could meet.
    scenario : Scenario
        For prices and their growth.
    plan : Plan
    is_not_named : bool
        Whether anybody may be in an independent place that is not named.

    Returns
    -------
    Tariff
        Without lines, and with findings, where a cost is not known.
    """
    costs = projection.area.table("costs")
    if costs.empty:
        return Tariff(findings=(no_costs(),))
    rows = cost_rows_of(costs, scenario, units=ALL_UNITS_OF)
    findings = [
        unit_fault(row, units_of=ALL_UNITS_OF)
        for row in wrong_units(rows.every, units=ALL_UNITS_OF)
    ]
    if findings:
        return Tariff(findings=tuple(findings))
    children = Children(plan.axes.years, plan.axes.needs, plan.axes.ncy)
    source = _Source(rows, prices_of(scenario), scenario, plan, children)
    keys = keys_of(costs, plan)
    order = list(dict.fromkeys(keys))
    key_of = np.array([order.index(key) for key in keys], dtype=np.int64)
    used = who_may_be_where(plan, is_not_named=is_not_named)
    everywhere = children._replace(ncys=projection.labels.ncys)
    priced = [source.priced(key, items_of(key.setting), children) for key in order]
    not_local = source.priced(Key("", INDEPENDENT), BOUGHT, everywhere)
    findings = [
        *_faults(source, order, priced, key_of, used),
        *_faults_of_beyond(source, not_local, everywhere, projection),
        *_faults_of_left(source, priced[order.index(Key("", INDEPENDENT))]),
    ]
    if findings:
        return Tariff(findings=tuple(dict.fromkeys(findings)))
    lines, a_child, a_mile, a_beyond, a_left = _lines(source, order, priced, not_local, everywhere)
    places, a_place, a_void = _place_lines(source, order, priced, key_of)
    return Tariff(
        lines,
        a_child,
        a_mile,
        key_of,
        a_beyond,
        a_left,
        places,
        a_place,
        a_void,
        source.prices.price_year,
    )


def items_of(setting: str) -> tuple[str, ...]:
    """Give what is paid in a setting, void places last."""
    return BOUGHT if setting == INDEPENDENT else (*FUNDED, VOID)


def _known(priced: _ByItem, items: tuple[str, ...], children: Children) -> dict[str, UnitCosts]:
    """Give for each item what says where a row holds: any payer's part, as all have the same."""
    nothing = np.full(tuple(len(axis) for axis in children), np.nan)
    unknown = UnitCosts(nothing, nothing, nothing, ())
    return {item: next(iter(priced[item].values()), unknown) for item in items}


def _faults(
    source: _Source,
    order: list[Key],
    priced: list[_ByItem],
    key_of: IntArray,
    used: BoolArray,
) -> Iterator[Finding]:
    """Find costs that are not known of children who may be there."""
    used_at: dict[Key, BoolArray] = {}
    for at, key in enumerate(order):
        here = used_at[key] = np.asarray(used[..., key_of == at].any(axis=-1))
        items = tuple(item for item in items_of(key.setting) if item != VOID)
        held = _known(priced[at], items_of(key.setting), source.children)
        yield from source.faults(key, held, here, source.children, needed=items)
    yield from faults_of_boarders(source.rows, used_at, source.children)


def _faults_of_beyond(
    source: _Source, priced: _ByItem, children: Children, projection: Projection
) -> Iterator[Finding]:
    """Find costs that are not known of children whose need no local place could meet."""
    level = projection.labels.states.index(BEYOND)
    there = projection.expected.children[1:, ..., level].sum(axis=1) > 0
    key, held = Key("", INDEPENDENT), _known(priced, BOUGHT, children)
    yield from _but_ties(source.faults(key, held, there, children, needed=BOUGHT))


def _but_ties(findings: Iterator[Finding]) -> Iterator[Finding]:
    """Leave out what is told twice, which the other places have said already."""
    return (found for found in findings if found.rule != "cost_tie")


def share_without_place(scenario: Scenario) -> float:
    """Give the share of an independent placement that a child without a place costs.

    Parameters
    ----------
    scenario : Scenario

    Returns
    -------
    float
        `without_place_percent`, as a share.
    """
    held = scenario.assumption("without_place_percent").at(0)
    assert isinstance(held, int | float)
    return held / 100


def _faults_of_left(source: _Source, bought: _ByItem) -> Iterator[Finding]:
    """Find costs that are not known of children without a place, where they are to cost any."""
    if not share_without_place(source.scenario):
        return
    everybody = np.ones(tuple(len(axis) for axis in source.children), dtype=np.bool_)
    key, held = Key("", INDEPENDENT), _known(bought, BOUGHT, source.children)
    yield from _but_ties(source.faults(key, held, everybody, source.children, needed=BOUGHT))


def _of_those_left(source: _Source, bought: _ByItem) -> dict[Line, FloatArray]:
    """Axes (year, need, ncy): what each would cost in an independent place; none if not known."""
    miles, made = miles_not_named(source.scenario, source.children), {}
    for item in BOUGHT:
        for payer, costs in bought[item].items():
            basis = terms.weakest([source.basis(item, payer, INDEPENDENT), "assumed"])
            made[Line(WITHOUT, item, payer, basis)] = costs.a_child + costs.a_mile * miles
    is_known = all(bought[item] for item in BOUGHT)
    return made if is_known and not any(np.isnan(each).any() for each in made.values()) else {}


def _lines(
    source: _Source,
    order: list[Key],
    priced: list[_ByItem],
    not_local: _ByItem,
    everywhere: Children,
) -> tuple[tuple[Line, ...], FloatArray, FloatArray, FloatArray, FloatArray]:
    """Lay out what follows a child; last are those beyond local places and without a place."""
    shape = (*(len(axis) for axis in source.children), len(order))
    wide = tuple(len(axis) for axis in everywhere)
    held: dict[Line, Cells] = {}

    def of(line: Line) -> Cells:
        nothing = np.zeros(shape), np.zeros(shape), np.zeros(wide), np.zeros(shape[:-1])
        return held.setdefault(line, nothing)

    for at, key in enumerate(order):
        for item, parts in priced[at].items():
            for payer, costs in parts.items():
                basis = source.basis(item, payer, key.setting)
                child, mile, *_ = of(Line(key.setting, item, payer, basis))
                child[..., at] = np.nan_to_num(costs.a_child)
                mile[..., at] = np.nan_to_num(costs.a_mile)
    miles = miles_not_named(source.scenario, everywhere)
    for item, parts in not_local.items():
        for payer, costs in parts.items():
            basis = source.basis(item, payer, INDEPENDENT)
            wider = of(Line(BEYOND, item, payer, basis))[2]
            wider += np.nan_to_num(costs.a_child + costs.a_mile * miles)
    for line, pounds in _of_those_left(source, priced[order.index(Key("", INDEPENDENT))]).items():
        left = of(line)[3]
        left += pounds
    kept = [line for line, cells in held.items() if any(part.any() for part in cells)]
    child, mile, beyond, without = (
        np.array([held[line][part] for line in kept]).reshape(len(kept), *axes)
        for part, axes in enumerate((shape, shape, wide, shape[:-1]))
    )
    return tuple(kept), child, mile, beyond, without


def _place_lines(
    source: _Source, order: list[Key], priced: list[_ByItem], key_of: IntArray
) -> tuple[tuple[Line, ...], FloatArray, FloatArray]:
    """Lay out what is paid for a place, and besides for a void one."""
    shape = (len(source.children.years), len(key_of) - 1)
    held: dict[tuple[Line, bool], FloatArray] = {}
    for at, key in enumerate(order):
        pools = np.flatnonzero(key_of[:-1] == at)
        if not len(pools):
            continue
        for item, parts in priced[at].items():
            for payer, costs in parts.items():
                line = Line(key.setting, item, payer, source.basis(item, payer, key.setting))
                cells = held.setdefault((line, item == VOID), np.zeros(shape))
                cells[:, pools] = _of_pools(source.plan, costs.a_place, pools)
        if key.setting != INDEPENDENT:
            line = Line(key.setting, VOID, "high_needs", "assumed")
            cells = held.setdefault((line, True), np.zeros(shape))
            of_void = _known(priced[at], (VOID,), source.children)[VOID].a_place
            not_told = _of_pools(source.plan, np.isnan(of_void).astype(np.float64), pools)
            cells[:, pools] += not_told * _assumed_void(source, pools)
    kept = [whose for whose, cells in held.items() if cells.any()]
    prices, nothing = np.zeros((len(kept), *shape)), np.zeros((len(kept), *shape))
    for place, (line, is_void) in enumerate(kept):
        (nothing if is_void else prices)[place] = held[line, is_void]
    return tuple(line for line, _ in kept), prices, nothing


def _of_pools(plan: Plan, costs: FloatArray, pools: IntArray) -> FloatArray:
    """Axes (year, pool): the mean over needs and NC years that a pool admits."""
    ncy = np.array(plan.axes.ncy)
    first, last = plan.pools.ncy_from[:, pools], plan.pools.ncy_to[:, pools]
    ages = (first[..., None] <= ncy) & (ncy <= last[..., None])
    admits = plan.pools.needs[:, pools, :, None] & ages[:, :, None, :]
    known = np.nan_to_num(costs)[:, None]
    counts = admits.sum(axis=(2, 3))
    return np.asarray((admits * known).sum(axis=(2, 3)) / np.maximum(counts, 1))


def _assumed_void(source: _Source, pools: IntArray) -> FloatArray:
    """Axes (year, pool): what the scenario supposes a void place to cost besides."""
    held = source.scenario.assumption("void_cost_pounds")
    levels = source.plan.labels["level"].iloc[pools].tolist()
    return np.array(
        [
            [float(held.at(year, level=level)) for level in levels]  # type: ignore[arg-type]
            for year in source.children.years
        ]
    )
