"""Unit costs of a bid, each traced to the row of the table of costs that it comes from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sufficiency import terms
from sufficiency.allocation.costing import prices_of
from sufficiency.allocation.tariff import WITHOUT
from sufficiency.area import Area
from sufficiency.capital import Appraisal
from sufficiency.money import A_CHILD, A_MILE, A_PLACE, Prices, Row, span_of
from sufficiency.reports.bid.charges import MILES, SUPPOSED, Charge, Rows, growth_of
from sufficiency.reports.bid.ledger import UnitCost

FEE_GROWTH, TRANSPORT_GROWTH = "fee_growth", "transport_growth"
"""Series with which an item grows above inflation."""

MOST_NEEDS = 4
"""No more needs are named one by one where all others are fewer."""


@dataclass(frozen=True, slots=True, eq=False)
class Tracer:
    """What is needed to trace a charge.

    Parameters
    ----------
    rows : Rows
    prices : Prices
    area : Area
        For the names of its sites.
    needs : tuple of str
        All of them.
    counted : tuple of int
        Academic years in which children are counted.
    price_year : int
    without_place : float
        What a child without a place costs [percent of an independent placement].
    void : str
        Assumption that says what a void place costs where no row does, in words.
    growths : Mapping of str to str
        Name of the series with which a fee grows, by need.
    """

    rows: Rows
    prices: Prices
    area: Area
    needs: tuple[str, ...]
    counted: tuple[int, ...]
    price_year: int
    without_place: float
    void: str
    growths: Mapping[str, str]

    def row(self, charge: Charge) -> Row | None:
        """Give the row of a charge; None where the scenario supposes it."""
        return None if charge.row == SUPPOSED else self.rows.rows[charge.row]

    def cost_of(self, charge: Charge, beside: tuple[int, ...]) -> UnitCost:
        """Make the unit cost that a row of the table of costs states.

        Parameters
        ----------
        charge : Charge
        beside : tuple of int
            Positions among the lines of the fee's parts.

        Returns
        -------
        UnitCost
        """
        row = self.row(charge)
        if row is None:
            year = self.price_year
            return UnitCost(charge.pounds, "a void place a year", 1.0, year, year)
        unit, vehicle = str(row["unit"]), self.prices.children_a_vehicle
        words = str(terms.short_list("cost_unit").label(unit)).lower()
        if charge.counted == MILES and vehicle > 1:
            words = f"{words} of a vehicle that {vehicle:g} children share"
        shared = A_MILE.get(unit, 0) / vehicle
        need = (charge.needs or self.needs)[0]
        caps = np.array([self.prices.fee_cap(year, need) for year in self.counted])
        is_capped = charge.item == "fee" and bool(np.isfinite(caps).any())
        growth = {"fee": self.growths[need], "transport": TRANSPORT_GROWTH}
        return UnitCost(
            given=float(row["pounds"]),
            unit=words,
            times=float(A_CHILD[unit] or shared or A_PLACE[unit]),
            price_year=int(row["price_year"]),
            since=int(row["year"]),
            growth=growth.get(charge.item, ""),
            caps=caps if is_capped else None,
            beside=beside if is_capped else (),
            is_supposed=charge.where == WITHOUT,
        )

    def basis_of(self, charge: Charge) -> str:
        """Say how far a unit cost can be relied on."""
        row = self.row(charge)
        if row is None:
            return "assumed"
        basis = str(row["basis"])
        return terms.weakest([basis, "assumed"]) if charge.where == WITHOUT else basis

    def source_of(self, charge: Charge) -> str:
        """Say where a unit cost comes from."""
        row = self.row(charge)
        if row is None:
            return f"Assumption: {self.void.lower()}"
        if charge.where == WITHOUT:
            share = f"{self.without_place:g} percent of what an independent placement costs"
            return f"Supposed: {share}. {row['source']}"
        return str(row["source"])

    def labels_of(self, charges: Sequence[Charge]) -> list[str]:
        """Say what each charge is, and for whom; the year from which it holds where others do."""
        names = [self._label(charge) for charge in charges]
        often = Counter(zip(names, (charge.payer for charge in charges), strict=True))
        return [
            f"{name}, from {terms.year_label(self._since(charge))}"
            if often[name, charge.payer] > 1
            else name
            for name, charge in zip(names, charges, strict=True)
        ]

    def _since(self, charge: Charge) -> int:
        """Give the year in which a row, and those beside it, hold at once for the first time."""
        at = charge.beside or (charge.row,)
        held = [int(self.rows.rows[one]["year"]) for one in at if one != SUPPOSED]
        return max(held, default=self.counted[0])

    def _label(self, charge: Charge) -> str:
        where = str(terms.short_list("cost_where").label(charge.where))
        item = str(terms.short_list("cost_item").label(charge.item))
        row = self.row(charge)
        named = f"{where}: {item.lower()}"
        if row is None:
            return f"{named}, as supposed at £{charge.pounds:,.0f}"
        return ", ".join([named, *self._whose(charge, row)])

    def _whose(self, charge: Charge, row: Row) -> list[str]:
        """Say for which site, needs, NC years and kind of place a row is."""
        parts = []
        if row["site"]:
            sites = self.area.table("sites")
            parts.append(str(sites.loc[sites["site"] == row["site"], "name"].iloc[0]))
        if row["need"] or charge.needs:
            named = (str(row["need"]),) if row["need"] else charge.needs
            parts.append(needs_words(named, self.needs))
        first, last = span_of(row)
        if (first, last) != (terms.FIRST_NCY, terms.LAST_NCY):
            span = f"year {first}" if first == last else f"years {first} to {last}"
            parts.append(f"NC {span}")
        if row["residential"]:
            parts.append("boarders" if row["residential"] == "yes" else "day places")
        return parts


def needs_words(needs: tuple[str, ...], every: tuple[str, ...]) -> str:
    """Name some needs, or those that are left out where these are fewer."""
    others = [need for need in every if need not in needs]
    if len(needs) > MOST_NEEDS and len(others) < len(needs):
        return f"all needs but {' and '.join(others)}"
    return " and ".join(needs)


def tracer_of(appraisal: Appraisal, rows: Rows, *, until: int) -> Tracer:
    """Make what traces the charges of an appraisal.

    Parameters
    ----------
    appraisal : Appraisal
    rows : Rows
    until : int
        Last year of the appraisal.

    Returns
    -------
    Tracer
    """
    scenario = appraisal.with_programme.scenario
    prices, needs = prices_of(scenario), appraisal.without.plan.axes.needs
    return Tracer(
        rows=rows,
        prices=prices,
        area=appraisal.without.planned,
        needs=needs,
        counted=appraisal.kept.years,
        price_year=appraisal.kept.price_year,
        without_place=appraisal.supposed.without_place,
        void=scenario.assumption("void_cost_pounds").term.label,
        growths=_growths(prices, needs, rows, until),
    )


def _growths(prices: Prices, needs: tuple[str, ...], rows: Rows, until: int) -> dict[str, str]:
    """Name the series with which the fees for each need grow: one for all who grow alike."""
    first = min((int(row["year"]) for row in rows.rows), default=until)
    alike: dict[tuple[float, ...], list[str]] = {}
    for need in needs:
        alike.setdefault(growth_of(prices, need, first, until), []).append(need)
    if len(alike) == 1:
        return dict.fromkeys(needs, FEE_GROWTH)
    return {need: f"{FEE_GROWTH}:{';'.join(same)}" for same in alike.values() for need in same}
