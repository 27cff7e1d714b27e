"""Money: what a child in a place costs in a year, in the prices of one year."""

from sufficiency.money.prices import Prices
from sufficiency.money.unit_costs import (
    CHILD_ITEMS,
    SCHOOL_DAYS,
    UNITS_OF,
    Children,
    UnitCosts,
    rows_that_count,
    unit_costs,
    wrong_units,
)

__all__ = [
    "CHILD_ITEMS",
    "SCHOOL_DAYS",
    "UNITS_OF",
    "Children",
    "Prices",
    "UnitCosts",
    "rows_that_count",
    "unit_costs",
    "wrong_units",
]
