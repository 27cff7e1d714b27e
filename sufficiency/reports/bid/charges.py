"""How many children, miles and places are paid for by each row of the table of costs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sufficiency.allocation import Allocation
from sufficiency.allocation.boarding import CostRows, cost_rows_of
from sufficiency.allocation.cost_faults import Key
from sufficiency.allocation.costing import keys_of, miles_not_named, prices_of
from sufficiency.allocation.paid_for import laid_out
from sufficiency.allocation.plan import INDEPENDENT, Plan
from sufficiency.allocation.spending import places_of
from sufficiency.allocation.tariff import BEYOND, VOID, WITHOUT, items_of
from sufficiency.money import (
    A_MILE,
    A_PLACE,
    ALL_UNITS_OF,
    BOUGHT,
    Children,
    Holding,
    Prices,
    Row,
    latest_rows,
)
from sufficiency.scenario import Scenario

FloatArray = NDArray[np.float64]
Counts = Mapping[str, FloatArray]
"""By what is counted, axes (year, need, ncy): children, miles one way, places or void places."""

CHILDREN, MILES, PLACES, VOIDS = "children", "miles one way", "places", "void places"
SUPPOSED = -1
"""In place of a row: what the scenario supposes a void place to cost."""


class Charge(NamedTuple):
    """What is counted under one row of the table of costs, in one place of the account.

    Parameters
    ----------
    where, item, payer : str
        As in the account of an allocation.
    counted : str
        `CHILDREN`, `MILES`, `PLACES` or `VOIDS`.
    row : int
        Position among the rows that count; `SUPPOSED` where there is none.
    needs : tuple of str
        Whose fee has the same growth and cap; empty where all have the same, and for other items.
    beside : tuple of int
        Rows of all payers, its own among them, whose fee a cap lowers together; else empty.
    pounds : float
        What is supposed, where there is no row [pounds a place a year].
    """

    where: str
    item: str
    payer: str
    counted: str
    row: int
    needs: tuple[str, ...] = ()
    beside: tuple[int, ...] = ()
    pounds: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """The rows of costs that count, and for whom their fees have the same growth and cap.

    Parameters
    ----------
    rows : tuple of Row
        As the table has them, each with its position as `at`.
    kinds : CostRows
        The same, by whether a child boards.
    alike : tuple of tuple of str
        Needs whose fees have the same growth and cap.
    is_capped : bool
        Whether any fee has a cap.
    """

    rows: tuple[Row, ...]
    kinds: CostRows
    alike: tuple[tuple[str, ...], ...]
    is_capped: bool

    def classes(self, item: str) -> tuple[tuple[str, ...], ...]:
        """Give the needs that an item's pounds may tell apart; empty for all alike."""
        return self.alike if item == "fee" and len(self.alike) > 1 else ((),)


def rows_of(allocation: Allocation, *, until: int) -> Rows:
    """Give the rows of costs that count for an allocation.

    Parameters
    ----------
    allocation : Allocation
    until : int
        Last year for whose growth needs are told apart.

    Returns
    -------
    Rows
    """
    costs = allocation.projection.area.table("costs").assign(at=lambda held: range(len(held)))
    kinds = cost_rows_of(costs, allocation.scenario, units=ALL_UNITS_OF)
    held = list(costs.to_dict("records"))
    prices, years = prices_of(allocation.scenario), allocation.years
    first = min([years[0], *(int(row["year"]) for row in kinds.every)])
    alike: dict[tuple[float, ...], list[str]] = {}
    for need in allocation.plan.axes.needs:
        caps = tuple(prices.fee_cap(year, need) for year in years)
        alike.setdefault((*growth_of(prices, need, first, until), *caps), []).append(need)
    return Rows(
        tuple(held),
        kinds,
        tuple(tuple(needs) for needs in alike.values()),
        any(np.isfinite(prices.fee_cap(y, n)) for y in years for n in allocation.plan.axes.needs),
    )


def growth_of(prices: Prices, need: str, first: int, last: int) -> tuple[float, ...]:
    """Axis (year): by how much fees for a need rise above inflation."""
    return tuple(prices.fee_growth(year, need) for year in range(first, last + 1))


def charges_of(allocation: Allocation, rows: Rows) -> dict[Charge, FloatArray]:
    """Count what an allocation pays for, row by row of the table of costs.

    Number times what one unit costs by its row, added up, is what the allocation costs.

    Parameters
    ----------
    allocation : Allocation
        With a tariff.
    rows : Rows

    Returns
    -------
    dict of Charge to FloatArray
        Axis (academic year): means over the draws.
    """
    made: dict[Charge, FloatArray] = {}
    years = allocation.years
    for charge, year, number in _counted(allocation, rows):
        made.setdefault(charge, np.zeros(len(years)))[year] += number
    return made


def _counted(allocation: Allocation, rows: Rows) -> Iterator[tuple[Charge, int, float]]:
    """Yield what is counted under each row, by the position of its year."""
    plan, scenario = allocation.plan, allocation.scenario
    children = Children(plan.axes.years, plan.axes.needs, plan.axes.ncy)
    keys = keys_of(allocation.projection.area.table("costs"), plan)
    yield from _in_places(allocation, rows, keys, children)
    everywhere = children._replace(ncys=allocation.projection.labels.ncys)
    held, draws = allocation.drawn.paid_for, allocation.draws
    for where, axes, counts in (
        (BEYOND, everywhere, held.beyond / draws),
        (WITHOUT, children, held.left / draws),
    ):
        by_miles = {CHILDREN: counts, MILES: counts * miles_not_named(scenario, axes)}
        for item in BOUGHT:
            held_by = _held(rows, item, Key("", INDEPENDENT), axes)
            yield from _by_row(where, item, held_by, by_miles, rows, axes)


def _in_places(
    allocation: Allocation, rows: Rows, keys: list[Key], children: Children
) -> Iterator[tuple[Charge, int, float]]:
    """Yield what is counted of children in places, and of the places."""
    plan, drawn = allocation.plan, allocation.drawn
    order = list(dict.fromkeys(keys))
    seated = [
        each / allocation.draws for each in laid_out(drawn.paid_for, allocation.setting.tariff)
    ]
    kept = allocation.beyond + allocation.unrecorded
    paid, _, empty = (each.mean(axis=0) for each in places_of(plan, drawn.counts.placed, kept))
    for at, key in enumerate(order):
        pools = np.array([p for p, own in enumerate(keys[:-1]) if own == key], dtype=np.int64)
        admits = _admits(plan, pools)
        counts = {
            CHILDREN: seated[0][..., at],
            MILES: seated[1][..., at],
            PLACES: np.einsum("yp,ypnc->ync", paid[:, pools], admits),
            VOIDS: np.einsum("yp,ypnc->ync", empty[:, pools], admits),
        }
        for item in items_of(key.setting):
            held_by = _held(rows, item, key, children)
            yield from _by_row(key.setting, item, held_by, counts, rows, children)
            if item == VOID:
                void = empty[:, pools, None, None] * admits * ~held_by.is_known[:, None]
                yield from _supposed(allocation.scenario, plan, key, pools, void.sum(axis=(2, 3)))


def _admits(plan: Plan, pools: NDArray[np.int64]) -> FloatArray:
    """Axes (year, pool, need, ncy): how a place is shared among those whom its pool admits."""
    ncy = np.array(plan.axes.ncy)
    first, last = plan.pools.ncy_from[:, pools, None], plan.pools.ncy_to[:, pools, None]
    ages = (first <= ncy) & (ncy <= last)
    admits = plan.pools.needs[:, pools, :, None] & ages[:, :, None, :]
    return np.asarray(admits / np.maximum(admits.sum(axis=(2, 3), keepdims=True), 1))


class _Held(NamedTuple):
    """Which rows of one item hold at one place, of those who do not board and of those who do.

    Parameters
    ----------
    holdings : tuple of (Holding, FloatArray)
        And axes (year, need, 1): for which share of the children.
    is_known : NDArray
        Axes (year, need, ncy): whether rows hold for all of them.
    """

    holdings: tuple[tuple[Holding, FloatArray], ...]
    is_known: NDArray[np.bool_]


def _held(rows: Rows, item: str, key: Key, children: Children) -> _Held:
    share = rows.kinds.share(key.setting, children)
    day, boarding = rows.kinds.holding(item, site=key.site, setting=key.setting, children=children)
    known = ((day.number >= 0) | (share == 1)) & ((boarding.number >= 0) | (share == 0))
    return _Held(((day, 1 - share), (boarding, share)), known)


def _by_row(
    where: str, item: str, held: _Held, counts: Counts, rows: Rows, children: Children
) -> Iterator[tuple[Charge, int, float]]:
    """Yield what is counted of one item at one place, by the rows that hold."""
    for holding, share in held.holdings:
        for place, group in enumerate(holding.groups):
            here = (holding.number == place) & held.is_known & (share > 0)
            for at, year in enumerate(children.years):
                if not here[at].any():
                    continue
                for needs in rows.classes(item):
                    is_one = np.array([not needs or need in needs for need in children.needs])
                    whom = here[at] & is_one[:, None]
                    now = latest_rows(group, year)
                    for charge in charges_of_rows(where, item, now, rows, needs):
                        number = (counts[charge.counted][at] * share[at])[whom].sum()
                        if number:
                            yield charge, at, float(number)


def charges_of_rows(
    where: str, item: str, held: list[Row], rows: Rows, needs: tuple[str, ...]
) -> list[Charge]:
    """Name what is counted under rows that hold together: one of each payer."""
    together = item == "fee" and rows.is_capped and len(held) > 1
    beside = tuple(sorted(int(row["at"]) for row in held)) if together else ()
    return [
        Charge(where, item, str(row["payer"]), _unit(row), int(row["at"]), needs, beside)
        for row in held
    ]


def _unit(row: Row) -> str:
    """Say what is counted of a row."""
    if row["unit"] in A_MILE:
        return MILES
    if row["unit"] in A_PLACE:
        return VOIDS if row["item"] == VOID else PLACES
    return CHILDREN


def _supposed(
    scenario: Scenario, plan: Plan, key: Key, pools: NDArray[np.int64], void: FloatArray
) -> Iterator[tuple[Charge, int, float]]:
    """Yield the void places whose cost no row tells, by what the scenario supposes of each."""
    held, levels = scenario.assumption("void_cost_pounds"), plan.labels["level"].to_numpy()
    for at, year in enumerate(plan.axes.years):
        for number, level in zip(void[at], levels[pools], strict=True):
            supposed: Any = held.at(year, level=str(level))
            if number and supposed:
                charge = Charge(key.setting, VOID, "high_needs", VOIDS, SUPPOSED)
                yield charge._replace(pounds=float(supposed)), at, float(number)
