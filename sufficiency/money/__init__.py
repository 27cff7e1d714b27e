"""Money: what a child in a place costs in a year, and what pounds of later years are worth."""

from sufficiency.money.boarding import mixed, payers_mixed
from sufficiency.money.capital_costs import building_growth, with_allowances
from sufficiency.money.discounting import (
    cost_of_one,
    discount_factors,
    discount_rates,
    payback_years,
    present_value,
)
from sufficiency.money.financial_years import carried_on, financial_years
from sufficiency.money.holding import (
    Children,
    Holding,
    Row,
    is_here,
    latest_rows,
    rows_holding,
    span_of,
)
from sufficiency.money.payers import costs_by_payer
from sufficiency.money.prices import Prices
from sufficiency.money.unit_costs import (
    A_CHILD,
    A_MILE,
    A_PLACE,
    ALL_UNITS_OF,
    BOUGHT,
    CHILD_ITEMS,
    FUNDED,
    SCHOOL_DAYS,
    UNITS_OF,
    UnitCosts,
    Units,
    rows_that_count,
    unit_costs,
    wrong_units,
)

__all__ = [
    "ALL_UNITS_OF",
    "A_CHILD",
    "A_MILE",
    "A_PLACE",
    "BOUGHT",
    "CHILD_ITEMS",
    "FUNDED",
    "SCHOOL_DAYS",
    "UNITS_OF",
    "Children",
    "Holding",
    "Prices",
    "Row",
    "UnitCosts",
    "Units",
    "building_growth",
    "carried_on",
    "cost_of_one",
    "costs_by_payer",
    "discount_factors",
    "discount_rates",
    "financial_years",
    "is_here",
    "latest_rows",
    "mixed",
    "payback_years",
    "payers_mixed",
    "present_value",
    "rows_holding",
    "rows_that_count",
    "span_of",
    "unit_costs",
    "with_allowances",
    "wrong_units",
]
