"""Whose budget pays what a child or a place costs: unit costs taken apart by payer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sufficiency.money.holding import Children, Row, is_here
from sufficiency.money.prices import Prices
from sufficiency.money.unit_costs import UnitCosts, unit_costs

FloatArray = NDArray[np.float64]


def costs_by_payer(
    rows: Iterable[Row], item: str, *, site: str, setting: str, children: Children, prices: Prices
) -> dict[str, UnitCosts]:
    """Price one item at one place for each payer; together they are what `unit_costs` gives.

    Which rows hold does not depend on who pays, so the rows of other payers stay and cost nothing.
    Where a cap lowers a fee, every payer's part is lowered in the same proportion.

    Parameters
    ----------
    rows, item, site, setting, children, prices
        As in `unit_costs`.

    Returns
    -------
    dict of str to UnitCosts
        By payer, in the order of their codes; those with a row of the item there only.
    """
    held = list(rows)
    payers = sorted(
        {row["payer"] for row in held if row["item"] == item and is_here(row, site, setting)}
    )
    if not payers:
        return {}
    whole = unit_costs(held, item, site=site, setting=setting, children=children, prices=prices)
    if len(payers) == 1:
        return {payers[0]: whole}
    uncapped = replace(prices, fee_cap=lambda *_: np.inf)
    parts = {
        payer: unit_costs(
            _of(held, payer), item, site=site, setting=setting, children=children, prices=uncapped
        )
        for payer in payers
    }
    child, mile, place = np.sum([_amounts(part) for part in parts.values()], axis=0)
    return {
        payer: UnitCosts(
            _lowered(part.a_child, child, whole.a_child),
            _lowered(part.a_mile, mile, whole.a_mile),
            _lowered(part.a_place, place, whole.a_place),
            whole.ties,
        )
        for payer, part in parts.items()
    }


def _of(rows: list[Row], payer: str) -> list[Row]:
    """Let the rows of other payers cost nothing."""
    return [row if row["payer"] == payer else {**row, "pounds": 0.0} for row in rows]


def _amounts(costs: UnitCosts) -> tuple[FloatArray, FloatArray, FloatArray]:
    return costs.a_child, costs.a_mile, costs.a_place


def _lowered(part: FloatArray, whole: FloatArray, capped: FloatArray) -> FloatArray:
    """Take from a part what the cap takes from the whole, in proportion."""
    share = np.ones_like(part)
    np.divide(capped, whole, out=share, where=(whole > 0) & (capped < whole))
    return np.asarray(part * share)
