"""Amounts of several years, brought to the prices of one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import prod


@dataclass(frozen=True, slots=True, eq=False)
class Prices:
    """How amounts of other years are brought to one price year, and grow above inflation.

    Parameters
    ----------
    price_year : int
        Financial year in whose prices all amounts are shown.
    inflation : callable
        Share by which prices rise into a year.
    fee_growth : callable
        Share by which fees for a need rise into a year, above inflation: year, need.
    fee_cap : callable
        Most that a fee for a need may be [pounds a year], infinite for none: year, need.
    transport_growth : callable
        Share by which transport rises into a year, above inflation.
    children_a_vehicle : float
        Children who share what is given by the mile.
    """

    price_year: int
    inflation: Callable[[int], float]
    fee_growth: Callable[[int, str], float]
    fee_cap: Callable[[int, str], float]
    transport_growth: Callable[[int], float]
    children_a_vehicle: float = 1.0

    def brought(self, pounds: float, *, price_year: int) -> float:
        """Bring an amount to the price year.

            pounds x prod_{t = own year + 1}^{price year} (1 + inflation_t),

        and divided by the same where the price year comes first.

        Parameters
        ----------
        pounds : float
        price_year : int
            Financial year in whose prices the amount is.

        Returns
        -------
        float
            [pounds]
        """
        first, last = sorted((price_year, self.price_year))
        factor = prod(1 + self.inflation(year) for year in range(first + 1, last + 1))
        return pounds * factor if price_year <= self.price_year else pounds / factor

    def grown(self, item: str, *, since: int, year: int, need: str) -> float:
        """Give the factor by which an amount has grown above inflation since its own year.

            prod_{t = since + 1}^{year} (1 + growth_t)

        with the growth of fees, of transport, or none for other items.

        Parameters
        ----------
        item : str
            As in the table costs.
        since : int
            Year from which the amount holds.
        year : int
            Academic year.
        need : str

        Returns
        -------
        float
        """
        years = range(since + 1, year + 1)
        if item == "fee":
            return prod(1 + self.fee_growth(each, need) for each in years)
        if item == "transport":
            return prod(1 + self.transport_growth(each) for each in years)
        return 1.0
