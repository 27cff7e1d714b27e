"""Money: what a child in a place costs in a year, and what pounds of later years are worth."""

from sufficiency.money.capital_costs import building_growth, with_allowances
from sufficiency.money.discounting import (
    cost_of_one,
    discount_factors,
    discount_rates,
    payback_years,
    present_value,
)
from sufficiency.money.financial_years import carried_on, financial_years
from sufficiency.money.payers import costs_by_payer
from sufficiency.money.prices import Prices
from sufficiency.money.unit_costs import (
    ALL_UNITS_OF,
    BOUGHT,
    CHILD_ITEMS,
    FUNDED,
    SCHOOL_DAYS,
    UNITS_OF,
    Children,
    UnitCosts,
    Units,
    rows_that_count,
    unit_costs,
    wrong_units,
)

__all__ = [
    "ALL_UNITS_OF",
    "BOUGHT",
    "CHILD_ITEMS",
    "FUNDED",
    "SCHOOL_DAYS",
    "UNITS_OF",
    "Children",
    "Prices",
    "UnitCosts",
    "Units",
    "building_growth",
    "carried_on",
    "cost_of_one",
    "costs_by_payer",
    "discount_factors",
    "discount_rates",
    "financial_years",
    "payback_years",
    "present_value",
    "rows_that_count",
    "unit_costs",
    "with_allowances",
    "wrong_units",
]
