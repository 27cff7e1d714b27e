"""Where everything stands in the workbook of a bid, so that formulas find it."""

from __future__ import annotations

from dataclasses import dataclass

from sufficiency.reports.bid.ledger import Ledger
from sufficiency.reports.bid.sheets.book import address, on_sheet

READ_ME, SUMMARY, ASSUMPTIONS, SCHEMES = "Read me", "Summary", "Assumptions", "Schemes"
CHILDREN, UNIT_COSTS, SAVINGS = "Children", "Unit costs", "Savings"
CAPITAL, CASH_FLOW, TABLES, RATES = "Capital", "Cash flow", "Tables", "Rates by year"
SHEETS = {
    READ_ME: "How to follow a pound from input to answer, and what each sheet holds",
    SUMMARY: "What it comes to, and whether the workbook agrees with the run",
    ASSUMPTIONS: "What is supposed, with basis, source and owner; numbers that formulas name",
    RATES: "Inflation, growth and discounting by financial year, and the indices that follow",
    SCHEMES: "The schemes and their places by year",
    CHILDREN: "Children, miles and places, with the schemes and without, by academic year",
    UNIT_COSTS: "What one child, mile or place costs in a year, from the amount that was given",
    SAVINGS: "Numbers times unit costs: what is paid less or more, by academic year",
    CAPITAL: "What the schemes cost, by financial year",
    CASH_FLOW: "All pounds by financial year and payer, discounted and added up",
    TABLES: "The tables of the page and of the document",
}
"""Sheets in their order, and what each holds."""

FIRST_ROW = 5
"""Row of the first header of a sheet, counted from 0: above it stand title, banner and words."""
NAMED_CELLS = ("first_share", "optimism_bias")
"""Cells that formulas call by name, in their order on the sheet of assumptions."""
FIXED_CELLS = ("price_year", "first_year")
"""Numbers that stand below them and that no formula calls: sheets are laid out by them."""
WITHOUT_PLACE = "without_place_share"
"""Another of them, where children without a place cost anything."""
SERIES_LEFT, CHILDREN_LEFT, UNIT_LEFT, SAVINGS_LEFT = 2, 3, 9, 3
CAPITAL_LEFT, CASH_LEFT = 8, 5
"""Columns in which the years of a sheet begin."""
FEWER_BLOCK = 2
"""Block of the sheet of children in which it stands how many fewer there are."""
CASH_BLOCK = 2
"""Block of the sheet of capital in which it stands in the cash of each year."""
GAP = 3
"""Rows from the end of a block to the header of the next."""


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """Addresses of what formulas refer to.

    Parameters
    ----------
    ledger : Ledger
    """

    ledger: Ledger

    @property
    def named_cells(self) -> tuple[str, ...]:
        """Cells that formulas call by name."""
        is_used = self.ledger.without_place_share is not None
        return (*NAMED_CELLS, WITHOUT_PLACE) if is_used else NAMED_CELLS

    def named_row(self, name: str) -> int:
        """Row of a named or fixed cell."""
        return FIRST_ROW + 1 + (*self.named_cells, *FIXED_CELLS).index(name)

    @property
    def series_header(self) -> int:
        """Row of the header of the yearly assumptions."""
        return FIRST_ROW

    @property
    def index_header(self) -> int:
        """Row of the header of what follows from the yearly assumptions."""
        return self.series_header + len(self.ledger.series) + GAP

    def series_row(self, place: int) -> int:
        """Row of a yearly assumption."""
        return self.series_header + 1 + place

    def index_row(self, name: str) -> int:
        """Row of the index that follows from a yearly assumption."""
        names = [one.name for one in self.ledger.series]
        return self.index_header + 1 + names.index(name)

    def series_column(self, year: int) -> int:
        """Column of a financial year on the sheet of rates."""
        return SERIES_LEFT + self.ledger.place_of(year)

    def index(self, name: str, year: int) -> str:
        """Name the cell of an index in a financial year."""
        cell = address(self.index_row(name), self.series_column(year), fixed="both")
        return on_sheet(RATES, cell)

    def price_factor(self, own: str, year: int) -> str:
        """Write the factor that brings prices of a year to those that are shown."""
        return f"{self.index(own, self.ledger.price_year)}/{self.index(own, year)}"

    @property
    def lines(self) -> int:
        """Number of lines."""
        return len(self.ledger.lines)

    def block(self, number: int, *, rows: int) -> int:
        """Row of the header of a block of `rows` rows and a total, counted from 0."""
        return FIRST_ROW + number * (rows + 1 + GAP)

    def line_cell(self, sheet: str, block: int, line: int, column: int, *, fixed: str = "") -> str:
        """Name the cell of a line in a block of a sheet."""
        row = self.block(block, rows=self.lines) + 1 + line
        return on_sheet(sheet, address(row, column, fixed=fixed))

    def year_column(self, left: int, year: int) -> int:
        """Column of a financial year on the sheets of capital and cash flow."""
        return left + year - self.ledger.first_year

    def spent_cell(self, place: int, year: int) -> str:
        """Name the cell of what is spent on one thing in a financial year."""
        row = self.block(1, rows=len(self.ledger.spending)) + 1 + place
        return on_sheet(CAPITAL, address(row, self.year_column(CAPITAL_LEFT, year)))
