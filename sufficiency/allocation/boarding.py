"""Rows of costs of children who board and of those who do not, and how many of them board."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency.money import (
    Children,
    Holding,
    Prices,
    Row,
    UnitCosts,
    Units,
    costs_by_payer,
    mixed,
    payers_mixed,
    rows_holding,
    rows_that_count,
    unit_costs,
)
from sufficiency.scenario import Scenario

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class CostRows:
    """The rows of a table of costs that count, by whether a child boards.

    Parameters
    ----------
    day, boarding : list of Row
        Of a child who does not board and of one who does; rows for both kinds are in both.
    scenario : Scenario
        For how many board (`boarders_percent`).
    """

    day: list[Row]
    boarding: list[Row]
    scenario: Scenario

    @property
    def every(self) -> list[Row]:
        """Rows that count for anybody: boarders' own too where the scenario says who boards."""
        return [*self.day, *(self._own if self._is_stated else ())]

    @property
    def _is_stated(self) -> bool:
        """Whether the scenario says of anybody that some board."""
        held = self.scenario.assumption("boarders_percent")
        return any(bool(entry.value) for entry in held.entries)

    @property
    def _own(self) -> list[Row]:
        return [row for row in self.boarding if row["residential"] == "yes"]

    def counted(self, setting: str, children: Children) -> list[Row]:
        """Give the rows that count in a setting: boarders' own too where anybody boards there."""
        return [*self.day, *(self._own if self.share(setting, children).any() else ())]

    def share(self, setting: str, children: Children) -> FloatArray:
        """Axes (year, need, 1): how many board; nobody where it is not known [share]."""
        if not self._is_stated:
            return np.zeros((len(children.years), len(children.needs), 1))
        held = self.scenario.assumption("boarders_percent")
        percents = [
            [held.at(year, pool_setting=setting, need=need) for need in children.needs]
            for year in children.years
        ]
        return np.array([[float(each or 0.0) / 100 for each in row] for row in percents]).reshape(
            len(children.years), len(children.needs), 1
        )

    def by_payer(
        self, item: str, *, site: str, setting: str, children: Children, prices: Prices
    ) -> dict[str, UnitCosts]:
        """Price one item at one place for each payer, as `costs_by_payer` does."""
        share = self.share(setting, children)
        day, boarding = (
            costs_by_payer(rows, item, site=site, setting=setting, children=children, prices=prices)
            if number
            else {}
            for rows, number in ((self.day, (share < 1).any()), (self.boarding, share.any()))
        )
        return payers_mixed(day, boarding, share) if share.any() else day

    def of_kinds(
        self, item: str, *, site: str, setting: str, children: Children, prices: Prices
    ) -> tuple[UnitCosts, UnitCosts]:
        """Price one item at one place for a child who does not board, and for one who does."""
        day, boarding = (
            unit_costs(rows, item, site=site, setting=setting, children=children, prices=prices)
            for rows in (self.day, self.boarding)
        )
        return day, boarding

    def together(
        self, item: str, *, site: str, setting: str, children: Children, prices: Prices
    ) -> UnitCosts:
        """Price one item at one place, as `unit_costs` does."""
        share = self.share(setting, children)
        if not share.any():
            return unit_costs(
                self.day, item, site=site, setting=setting, children=children, prices=prices
            )
        given = {"site": site, "setting": setting}
        return mixed(*self.of_kinds(item, **given, children=children, prices=prices), share)

    def boarders_own(self, item: str, *, site: str, setting: str, children: Children) -> BoolArray:
        """Axes (year, need, ncy): whether a row for boarders alone holds."""
        held = self.holding(item, site=site, setting=setting, children=children)[1]
        own = np.array([group[0]["residential"] == "yes" for group in held.groups] + [False])
        return np.asarray(own[held.number])

    def holding(
        self, item: str, *, site: str, setting: str, children: Children
    ) -> tuple[Holding, Holding]:
        """Say which rows hold for a child who does not board, and for one who does."""
        day, boarding = (
            rows_holding(rows, item, site=site, setting=setting, children=children)
            for rows in (self.day, self.boarding)
        )
        return day, boarding


def cost_rows_of(costs: pd.DataFrame, scenario: Scenario, *, units: Units) -> CostRows:
    """Take the rows that count from a table of costs.

    Parameters
    ----------
    costs : pandas.DataFrame
        The table costs.
    scenario : Scenario
    units : mapping of str to tuple of str
        Units of the items that count.

    Returns
    -------
    CostRows
    """
    day = rows_that_count(costs, units=units)
    return CostRows(day, rows_that_count(costs, units=units, boarding=True), scenario)
