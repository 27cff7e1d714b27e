"""What a child in a place costs in a year: the rows of a table of costs that hold for her."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency.money.holding import Children, Row, latest_rows, rows_holding
from sufficiency.money.prices import Prices

FloatArray = NDArray[np.float64]
Units = Mapping[str, tuple[str, ...]]

SCHOOL_DAYS = 190
"""School days a year, there and back on each (Education (School Day and School Year) (England)
Regulations 1999, regulation 3: 380 sessions)."""

WAYS_A_DAY = 2

UNITS_OF = {
    "place": ("place_year", "child_year", "day"),
    "top_up": ("child_year", "day", "place_year"),
    "fee": ("child_year", "day", "place_year"),
    "transport": ("child_year", "mile", "day"),
}
"""Items that are paid for a child in a place, and the units in which each may be given. What is
paid for a place and year is paid whether or not a child is in it, so it adds nothing for her."""

BOUGHT = ("fee", "transport")
"""What a child in an independent school costs."""

FUNDED = ("place", "top_up", "transport")
"""What a child, or a place, in a state-funded school costs."""

CHILD_ITEMS = ("top_up", "fee")
"""Of them, those that are paid for a child and not for a place, as a rule."""

A_CHILD = {"child_year": 1, "day": SCHOOL_DAYS, "place_year": 0, "mile": 0}
A_MILE = {"mile": SCHOOL_DAYS * WAYS_A_DAY}
A_PLACE = {"place_year": 1}
"""How often an amount is paid in a year: for a child, for each mile one way, and for a place."""

ALL_UNITS_OF = UNITS_OF | {"void": ("place_year",)}
"""The same, and what is paid for a place in which no child is."""


@dataclass(frozen=True, slots=True, eq=False)
class UnitCosts:
    """One item at one place, by year, need and NC year; nan where no row holds.

    Parameters
    ----------
    a_child, a_mile, a_place : FloatArray
        Axes (year, need, ncy): for a child, for each mile one way, and for a place whether or not
        a child is in it [pounds a year].
    ties : tuple of (Row, Row)
        Rows that hold for the same child and are equally near to her.
    """

    a_child: FloatArray
    a_mile: FloatArray
    a_place: FloatArray
    ties: tuple[tuple[Row, Row], ...]


def rows_that_count(
    costs: pd.DataFrame, *, units: Units = UNITS_OF, boarding: bool = False
) -> list[Row]:
    """Keep the rows that are about a child in a day place, or about one who boards.

    Parameters
    ----------
    costs : pandas.DataFrame
        The table costs.
    units : mapping of str to tuple of str
        Units of the items that count.
    boarding : bool
        Whether she boards. Rows for both kinds, whose column residential is blank, are of either.

    Returns
    -------
    list of Row
    """
    others = "no" if boarding else "yes"
    kept = costs[costs["item"].isin(list(units)) & (costs["residential"] != others)]
    return list(kept.to_dict("records"))


def wrong_units(rows: Iterable[Row], *, units: Units = UNITS_OF) -> Iterator[Row]:
    """Find rows whose item is not paid by their unit."""
    return (row for row in rows if row["unit"] not in units[row["item"]])


def unit_costs(
    rows: Iterable[Row], item: str, *, site: str, setting: str, children: Children, prices: Prices
) -> UnitCosts:
    """Price one item at one place, from the rows that are nearest to each child.

    Which rows are nearest says `rows_holding`. Of rows for the same children each payer's latest
    holds, and those of several payers are added up:

        pounds = amount x times a year x inflation to the price year x growth since its year

    and a fee is no more than its cap, what is paid of it for a child and for a place together.
    What is given by the mile is for a vehicle, and is shared by the children in it.

    Parameters
    ----------
    rows : iterable of Row
        From `rows_that_count`, in units that fit.
    item : str
        One of `ALL_UNITS_OF`.
    site, setting : str
        The place.
    children : Children
    prices : Prices

    Returns
    -------
    UnitCosts
    """
    holding = rows_holding(rows, item, site=site, setting=setting, children=children)
    held = np.full((3, *holding.number.shape), np.nan)
    for number, group in enumerate(holding.groups):
        priced = _priced(group, item, children, prices)
        held = np.where(holding.number == number, priced[..., None], held)
    return UnitCosts(held[0], held[1], held[2], holding.ties)


def _priced(group: tuple[Row, ...], item: str, children: Children, prices: Prices) -> FloatArray:
    """Axes (child, mile or place; year, need): what rows for the same children come to.

    It is nan before the first of them.
    """
    made = np.full((3, len(children.years), len(children.needs)), np.nan)
    for at, year in enumerate(children.years):
        held = latest_rows(group, year)
        if not held:
            continue
        made[:, at] = 0.0
        for place, need in enumerate(children.needs):
            for row in held:
                since = int(row["year"])
                own = prices.brought(float(row["pounds"]), price_year=int(row["price_year"]))
                pounds = own * prices.grown(item, since=since, year=year, need=need)
                unit = row["unit"]
                shared = A_MILE.get(unit, 0) / prices.children_a_vehicle
                times = (A_CHILD[unit], shared, A_PLACE.get(unit, 0))
                made[:, at, place] += pounds * np.array(times)
            if item == "fee":
                whole, cap = made[[0, 2], at, place].sum(), prices.fee_cap(year, need)
                made[[0, 2], at, place] *= cap / whole if whole > cap else 1.0
    return made
