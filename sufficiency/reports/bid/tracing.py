"""Unit costs of a bid, traced to the row of the table of costs that they come from if one does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from sufficiency import terms
from sufficiency.allocation.costing import prices_of
from sufficiency.allocation.tariff import WITHOUT
from sufficiency.allocation.tariff import Line as CostLine
from sufficiency.capital import Appraisal
from sufficiency.money.unit_costs import A_CHILD, A_PLACE
from sufficiency.reports.bid.ledger import FloatArray, UnitCost

BEYOND, INDEPENDENT, VOID = "beyond", "independent", "void"
EXACT = 1e-9
"""A unit cost is traced where numbers times it are the run's pounds to so small a share."""
GROWS = {"fee": "fee_growth", "transport": "transport_growth"}
"""Series with which an item grows above inflation."""

Pairs = tuple[FloatArray, FloatArray]
Row = Mapping[str, Any]


def unit_cost_of(
    appraisal: Appraisal, line: CostLine, *, is_childs: bool, counted: Pairs, pounds: Pairs
) -> tuple[UnitCost, str]:
    """Find what one unit of a line costs: a row of the table of costs, or the run's average.

    A row explains a line if every child, or place, of the line costs what it says; that is not
    supposed but held against the pounds of the run. Where no single row does, such as where fees
    differ by need, the average that the run paid stands in its place.

    Parameters
    ----------
    appraisal : Appraisal
    line : CostLine
        Where, item and payer.
    is_childs : bool
        Whether it follows children, and not places.
    counted, pounds : pair of FloatArray
        Without and with the programme, axis (academic year): means over the draws.

    Returns
    -------
    UnitCost
    str
        Where it comes from.
    """
    for cost, source in _candidates(appraisal, line, is_childs=is_childs):
        made = _pounds_of_one(appraisal, cost)
        if all(_explains(made, *pair) for pair in zip(counted, pounds, strict=True)):
            return cost, source
    first, second = (
        np.divide(spent, number, out=np.zeros_like(spent), where=number > 0)
        for number, spent in zip(counted, pounds, strict=True)
    )
    year = appraisal.kept.price_year
    average = UnitCost(float("nan"), "", 1.0, year, year, average=(first, second))
    if line.where == WITHOUT:
        share = appraisal.supposed.without_place
        return average, f"Supposed: {share:g} percent of what an independent placement costs"
    return average, "Average that the run paid, as by the mile or by several rows of costs"


def _explains(each: FloatArray, counted: FloatArray, pounds: FloatArray) -> bool:
    return bool(np.allclose(counted * each, pounds, rtol=EXACT, atol=0.01))


def _candidates(
    appraisal: Appraisal, line: CostLine, *, is_childs: bool
) -> list[tuple[UnitCost, str]]:
    """Give the rows of the table of costs, and the supposition, that may explain a line."""
    setting = INDEPENDENT if line.where == BEYOND else line.where
    costs = appraisal.without.projection.area.table("costs")
    here = costs[
        (costs["item"] == line.item)
        & (costs["payer"] == line.payer)
        & (costs["setting"] == setting)
        & (costs["site"] == "")
        & (costs["need"] == "")
        & costs["ncy_from"].isna()
        & (costs["residential"] != "yes")
        & (costs["year"] <= appraisal.kept.years[0])
    ]
    held = [
        _cost_of_row(appraisal, row, is_childs=is_childs)
        for row in here.sort_values("year", ascending=False).to_dict("records")
    ]
    if line.item == VOID and not held:
        held.append(_supposed_void(appraisal, line))
    return [one for one in held if one[0].times > 0]


def _cost_of_row(
    appraisal: Appraisal, row: Mapping[Any, Any], *, is_childs: bool
) -> tuple[UnitCost, str]:
    """Make the unit cost that a row of the table of costs states."""
    unit, item = str(row["unit"]), str(row["item"])
    kept = appraisal.kept
    caps = None
    if item == "fee":
        prices, need = prices_of(appraisal.with_programme.scenario), _need(appraisal)
        most = np.array([prices.fee_cap(year, need) for year in kept.years])
        caps = most if np.isfinite(most).all() else None
    cost = UnitCost(
        given=float(row["pounds"]),
        unit=str(terms.short_list("cost_unit").label(unit)).lower(),
        times=float((A_CHILD if is_childs else A_PLACE).get(unit, 0)),
        price_year=int(row["price_year"]),
        since=int(row["year"]),
        growth=GROWS.get(item, ""),
        caps=caps,
    )
    return cost, str(row["source"])


def _supposed_void(appraisal: Appraisal, line: CostLine) -> tuple[UnitCost, str]:
    """Make the unit cost of a void place that the scenario supposes."""
    held = appraisal.with_programme.scenario.assumption("void_cost_pounds")
    first = appraisal.kept.years[0]
    pounds = held.at(first, level=line.where) if line.where in ("base", "special") else 0.0
    year = appraisal.kept.price_year
    assert isinstance(pounds, int | float)
    cost = UnitCost(float(pounds), "a void place a year", 1.0, year, year)
    return cost, f"Assumption: {held.term.label.lower()}"


def _need(appraisal: Appraisal) -> str:
    return appraisal.without.plan.axes.needs[0]


def _pounds_of_one(appraisal: Appraisal, cost: UnitCost) -> FloatArray:
    """Axis (academic year): what one unit costs as a row states it [pounds a year]."""
    prices, need = prices_of(appraisal.with_programme.scenario), _need(appraisal)
    items = {series: item for item, series in GROWS.items()}
    own = prices.brought(cost.given, price_year=cost.price_year) * cost.times
    pounds = np.array(
        [
            own * prices.grown(items.get(cost.growth, ""), since=cost.since, year=year, need=need)
            for year in appraisal.kept.years
        ]
    )
    return pounds if cost.caps is None else np.minimum(pounds, cost.caps)
