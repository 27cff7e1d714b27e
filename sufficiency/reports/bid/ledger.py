"""Pounds from input to answer: the arithmetic that a workbook repeats as formulas.

A ledger holds inputs only. What is worked out from it stands in `reckoning`, and the sheets write
the same steps as formulas, so that whoever changes an input in the workbook sees what follows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

INFLATION = "inflation"
DISCOUNT = "discount_rate"
BUILDING = "building_growth"
"""Names of the series that every ledger has."""

CASHABLE, AVOIDED = "cashable", "growth_avoided"
"""Parts of the saving on independent placements: spent today, and growth that does not come."""

PRESENT_VALUE, CAPITAL, NET, PAYBACK = "net_present_value", "capital", "net", "payback"
CASH, OF_PAYER = "capital_in_cash", "net_present_value_of"
CHECKED = (PRESENT_VALUE, OF_PAYER, CAPITAL, CASH, NET, PAYBACK)
"""What a run states of its own: net present value, of all and of each payer; capital of all years,
in the prices of the price year and in cash; net pounds of one year; and the years after which it is
paid back."""

OFF_BY = {PRESENT_VALUE: 0.5, OF_PAYER: 0.5, CAPITAL: 0.5, CASH: 0.5, NET: 0.5, PAYBACK: 0.005}
"""By how much a figure that is worked out again may differ [pounds; payback: years]."""


@dataclass(frozen=True, slots=True, eq=False)
class YearSeries:
    """A share that is stated for each year, such as inflation.

    Parameters
    ----------
    name : str
        Short name; `INFLATION`, `DISCOUNT` and `BUILDING` stand in every ledger.
    label : str
    shares : FloatArray
        Axis (year of the ledger): share a year, 0.02 for 2 percent.
    source : str
        On what it rests, and who says so.
    """

    name: str
    label: str
    shares: FloatArray
    source: str


@dataclass(frozen=True, slots=True, eq=False)
class UnitCost:
    """What one unit of a line costs in a year, from the amount that was given.

        pounds of year t = given x times x price(price year) / price(own price year)
                           x growth(t) / growth(since),

    and at most the cap of t. Where several payers share what is capped, each one's part is lowered
    in the same proportion: to part x cap / max(cap, all parts).

    Parameters
    ----------
    given : float
        The amount as it stands in the table of costs [pounds].
    unit : str
        What the amount is for, in words.
    times : float
        How often it is paid in a year for one unit of the line.
    price_year : int
        Financial year in whose prices it is.
    since : int
        Year from which it holds; it grows from then on.
    growth : str
        Name of a series; empty where it does not grow above inflation.
    caps : FloatArray or None
        Axis (counted year): most that it may be, infinite for none [pounds a year].
    beside : tuple of int
        Lines of the ledger, this one among them, that are capped together; empty for itself alone.
    is_supposed : bool
        Whether only the share of it is paid that is supposed of children without a place.
    """

    given: float
    unit: str
    times: float
    price_year: int
    since: int
    growth: str = ""
    caps: FloatArray | None = None
    beside: tuple[int, ...] = ()
    is_supposed: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """Something that is counted and paid for, with the schemes and without them.

    Parameters
    ----------
    label : str
        What is counted: "Independent special school, SEMH: fees".
    group : str
        The item under which pages show it: "Fees of independent schools".
    counted : str
        What one unit is: "children", "miles one way", "places".
    payer : str
        In words.
    without, with_schemes : FloatArray
        Axis (counted year): mean number over the draws, by academic year.
    is_bought : bool
        Whether it is paid for independent placements, whose saving is taken apart in `parts`.
    cost : UnitCost
    basis, source : str
    """

    label: str
    group: str
    counted: str
    payer: str
    without: FloatArray
    with_schemes: FloatArray
    is_bought: bool
    cost: UnitCost
    basis: str
    source: str

    @property
    def where(self) -> str:
        """Where those who are counted are: what stands before the item in the label."""
        return self.label.partition(": ")[0]

    def counts_as(self, other: Line) -> bool:
        """Say whether another line counts the same children or places, for another item.

        Lines of one item are of other children, even where there are as many of them.
        """
        return (
            (self.where, self.counted) == (other.where, other.counted)
            and self.group != other.group
            and bool(np.any(self.without) or np.any(self.with_schemes))
            and np.array_equal(self.without, other.without)
            and np.array_equal(self.with_schemes, other.with_schemes)
        )


@dataclass(frozen=True, slots=True, eq=False)
class Spending:
    """An amount that a scheme costs besides what its children cost.

    Parameters
    ----------
    scheme : str
        Its name.
    item : str
        In words.
    payer : str
        In words.
    is_capital : bool
        Whether the growth of building costs and optimism bias are added, the latter not to a
        receipt.
    opens : int
        Financial year in which the scheme opens: building costs grow no longer.
    contingency : float
        Added besides optimism bias, one after the other, but not to a receipt [share].
    given : Mapping of int to float
        By financial year, in the prices of `price_year`, before bias; below nought for a receipt
        [pounds].
    price_year : int
    basis, source : str
    """

    scheme: str
    item: str
    payer: str
    is_capital: bool
    opens: int
    contingency: float
    given: Mapping[int, float]
    price_year: int
    basis: str
    source: str


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A part of what is saved on independent placements, taken apart draw by draw.

    Parameters
    ----------
    name : str
        `CASHABLE`, `AVOIDED` or another.
    label : str
    shares : FloatArray
        Axis (counted year): its share of the saving, by the draws of the run.
    """

    name: str
    label: str
    shares: FloatArray


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure that the run itself worked out, to be held against the workbook's.

    Parameters
    ----------
    key : str
        One of `CHECKED`, with a colon and the year or payer behind it where it is of one.
    value : float
        [pounds; payback: years, discounted, nought where it is never paid back or at once]
    """

    key: str
    value: float

    @property
    def off_by(self) -> float:
        """By how much it may differ."""
        return OFF_BY[self.key.partition(":")[0]]


@dataclass(frozen=True, slots=True, eq=False)
class Ledger:
    """All inputs of a bid's money.

    Parameters
    ----------
    years : tuple of int
        Consecutive financial years: of all prices, and of the appraisal.
    counted : tuple of int
        Consecutive academic years for which children are counted; after the last of them its
        pounds are held.
    price_year : int
        Financial year in whose prices all pounds are shown, and to which they are discounted;
        among `years`.
    first_year : int
        First financial year of the appraisal; the last is the last of `years`.
    first_share : float
        Share of an academic year's cost that is paid in the financial year in which it begins.
    optimism_bias : float
        Added to capital [share].
    series : tuple of YearSeries
    lines : tuple of Line
    spending : tuple of Spending
    parts : tuple of Part
        What the saving on independent placements is made of; their shares add up to one.
    today : float
        Independent placements in the last January [children].
    stated : tuple of Stated
        What the run worked out, to be checked against.
    without_place_share : float or None
        Share of an independent placement that a child without a place costs; None where she costs
        nothing.
    """

    years: tuple[int, ...]
    counted: tuple[int, ...]
    price_year: int
    first_year: int
    first_share: float
    optimism_bias: float
    series: tuple[YearSeries, ...]
    lines: tuple[Line, ...]
    spending: tuple[Spending, ...]
    parts: tuple[Part, ...] = ()
    today: float = float("nan")
    stated: tuple[Stated, ...] = ()
    without_place_share: float | None = None

    def place_of(self, year: int) -> int:
        """Give the position of a financial year."""
        return year - self.years[0]

    def named(self, name: str) -> YearSeries:
        """Give a series by its name."""
        return next(one for one in self.series if one.name == name)

    @property
    def appraised(self) -> tuple[int, ...]:
        """The financial years over which the appraisal runs."""
        return tuple(year for year in self.years if year >= self.first_year)

    @property
    def payers(self) -> tuple[str, ...]:
        """Everybody who pays, in the order in which they first stand."""
        held = [*(one.payer for one in self.lines), *(one.payer for one in self.spending)]
        return tuple(dict.fromkeys(held))
