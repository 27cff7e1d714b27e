"""From the inputs of a bid's money to its answer, in the steps that the workbook shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sufficiency.reports.bid.ledger import (
    BUILDING,
    CAPITAL,
    CASH,
    DISCOUNT,
    INFLATION,
    NET,
    OF_PAYER,
    PAYBACK,
    PRESENT_VALUE,
    FloatArray,
    Ledger,
    Line,
    Spending,
    YearSeries,
)


@dataclass(frozen=True, slots=True, eq=False)
class Reckoning:
    """What follows from a ledger, all in the prices of its price year.

    Parameters
    ----------
    indices : mapping of str to FloatArray
        By series, axis (year of the ledger): 1 in the first year, and grown from there; the
        discount factor is 1 in the price year.
    unit_costs : FloatArray
        Axes (line, counted year): pounds of one unit [pounds].
    saved : FloatArray
        Axes (line, counted year): what is paid less with the schemes; below nought where more is
        paid [pounds].
    bought : FloatArray
        Axis (counted year): saved on independent placements [pounds].
    parts : FloatArray
        Axes (part, counted year): what that is made of [pounds].
    paid : FloatArray
        Axes (line, year of the appraisal): `saved` by financial year [pounds].
    spent : FloatArray
        Axes (spending, year of the appraisal): with growth, bias and contingency [pounds].
    net, present : FloatArray
        Axis (year of the appraisal): saved less spent, and its value in the price year
        [pounds].
    """

    indices: Mapping[str, FloatArray]
    unit_costs: FloatArray
    saved: FloatArray
    bought: FloatArray
    parts: FloatArray
    paid: FloatArray
    spent: FloatArray
    net: FloatArray
    present: FloatArray

    @property
    def cumulative(self) -> FloatArray:
        """Axis (year of the appraisal): present values of all years up to then [pounds]."""
        return np.asarray(np.cumsum(self.present))

    @property
    def net_present_value(self) -> float:
        """Sum of the present values [pounds]."""
        return float(self.present.sum())

    @property
    def before(self) -> int:
        """Years at the start in which nothing is spent or saved; all, where nothing ever is."""
        moved = np.flatnonzero(self.net)
        return int(moved[0]) if len(moved) else len(self.net)

    @property
    def payback_years(self) -> float | None:
        """Years from the first in which anything is spent or saved until it is paid back for good.

        Discounted; None where it is not. A year's pounds come evenly over it.
        """
        behind = np.flatnonzero(self.cumulative < 0)
        if not len(behind):
            return 0.0
        last = int(behind[-1])
        return None if last == len(self.net) - 1 else self.payback_at(last)

    def payback_at(self, place: int) -> float:
        """Give the years until it is paid back, if a year is the last one behind; else nought."""
        behind = self.cumulative < 0
        if not behind[place] or behind[place + 1 :].any() or place == len(behind) - 1:
            return 0.0
        return place + 1 - self.before - float(self.cumulative[place] / self.present[place + 1])

    def figure(self, ledger: Ledger, key: str) -> float:
        """Give a figure that a run may state, by its key in `CHECKED` [pounds; payback: years]."""
        name, _, whose = key.partition(":")
        if name == PRESENT_VALUE:
            return self.net_present_value
        if name == OF_PAYER:
            factors = self.indices[DISCOUNT][ledger.place_of(ledger.first_year) :]
            return float(payer_gains(ledger, self, whose) @ factors)
        if name == CAPITAL:
            return float(self.spent[[one.is_capital for one in ledger.spending]].sum())
        if name == CASH:
            cash = in_cash(ledger, self)
            return float(cash[[one.is_capital for one in ledger.spending]].sum())
        if name == NET:
            return float(self.net[int(whose) - ledger.first_year])
        if name == PAYBACK:
            return self.payback_years or 0.0
        raise KeyError(key)


def reckon(ledger: Ledger) -> Reckoning:
    """Work the money out.

        saved_lt = (without_lt - with_lt) x cost_lt
        paid_lf = share x saved_lf + (1 - share) x saved_l(f-1)
        net_f = sum_l paid_lf - sum_s spent_sf
        present_f = net_f x factor_f,    factor_f = factor_(f-1) / (1 + rate_f)

    with the pounds of the last counted year held after it.

    Parameters
    ----------
    ledger : Ledger

    Returns
    -------
    Reckoning
    """
    indices = {one.name: _index(ledger, one) for one in ledger.series}
    shape = (len(ledger.lines), len(ledger.counted))
    unit_costs = _unit_costs(ledger, indices).reshape(shape)
    without = np.array([one.without for one in ledger.lines]).reshape(shape)
    with_schemes = np.array([one.with_schemes for one in ledger.lines]).reshape(shape)
    saved = (without - with_schemes) * unit_costs
    is_bought = np.array([one.is_bought for one in ledger.lines], dtype=np.bool_)
    bought = saved[is_bought].sum(axis=0)
    shares = np.array([one.shares for one in ledger.parts]).reshape(-1, len(ledger.counted))
    paid = by_financial_year(saved, ledger)
    spent = np.array([_spent(ledger, one, indices) for one in ledger.spending]).reshape(
        len(ledger.spending), len(ledger.appraised)
    )
    net = paid.sum(axis=0) - spent.sum(axis=0)
    factors = indices[DISCOUNT][ledger.place_of(ledger.first_year) :]
    return Reckoning(
        indices,
        unit_costs,
        saved,
        bought,
        shares * bought,
        paid,
        spent,
        net,
        net * factors,
    )


def in_cash(ledger: Ledger, made: Reckoning) -> FloatArray:
    """Give what is spent in the pounds of the year in which it is paid (outturn), by inflation.

    Parameters
    ----------
    ledger : Ledger
    made : Reckoning
        Of the ledger.

    Returns
    -------
    FloatArray
        Axes (spending, year of the appraisal) [pounds of that year].
    """
    index = made.indices[INFLATION]
    factors = (
        index[ledger.place_of(ledger.first_year) :] / index[ledger.place_of(ledger.price_year)]
    )
    return np.asarray(made.spent * factors)


def payer_gains(ledger: Ledger, made: Reckoning, payer: str) -> FloatArray:
    """Axis (year of the appraisal): saved less spent of one payer [pounds]."""
    lines = [place for place, one in enumerate(ledger.lines) if one.payer == payer]
    spends = [place for place, one in enumerate(ledger.spending) if one.payer == payer]
    return np.asarray(made.paid[lines].sum(axis=0) - made.spent[spends].sum(axis=0))


def price_factor(ledger: Ledger, price_year: int, index: FloatArray) -> float:
    """Give the factor that brings an amount of a price year to the one that is shown."""
    return float(index[ledger.place_of(ledger.price_year)] / index[ledger.place_of(price_year)])


def _index(ledger: Ledger, series: YearSeries) -> FloatArray:
    """Axis (year of the ledger): growth from year to year; for discounting, a pound's worth."""
    if series.name == DISCOUNT:
        return _factors(ledger, series)
    index = np.ones(len(ledger.years))
    for place in range(1, len(ledger.years)):
        index[place] = index[place - 1] * (1 + float(series.shares[place]))
    return index


def _factors(ledger: Ledger, series: YearSeries) -> FloatArray:
    """Axis (year of the ledger): what a pound of each is worth in the price year."""
    factors, base = np.ones(len(ledger.years)), ledger.place_of(ledger.price_year)
    for place in range(base + 1, len(factors)):
        factors[place] = factors[place - 1] / (1 + float(series.shares[place]))
    for place in range(base - 1, -1, -1):
        factors[place] = factors[place + 1] * (1 + float(series.shares[place + 1]))
    return factors


def _unit_costs(ledger: Ledger, indices: Mapping[str, FloatArray]) -> FloatArray:
    """Axes (line, counted year): what one unit costs [pounds a year]."""
    shape = (len(ledger.lines), len(ledger.counted))
    grown = np.array([_grown(ledger, one, indices) for one in ledger.lines]).reshape(shape)
    made = grown.copy()
    for place, line in enumerate(ledger.lines):
        cost = line.cost
        if cost.caps is not None:
            whole = grown[list(cost.beside or (place,))].sum(axis=0)
            share = np.ones_like(whole)
            np.divide(cost.caps, whole, out=share, where=whole > cost.caps)
            made[place] *= share
        if cost.is_supposed:
            made[place] *= ledger.without_place_share or 0.0
    return made


def _grown(ledger: Ledger, line: Line, indices: Mapping[str, FloatArray]) -> FloatArray:
    """Axis (counted year): what one unit costs before any cap [pounds a year]."""
    cost = line.cost
    factor = price_factor(ledger, cost.price_year, indices[INFLATION])
    pounds = np.full(len(ledger.counted), cost.given * cost.times * factor)
    if cost.growth:
        index = indices[cost.growth]
        since = ledger.place_of(cost.since)
        places = [max(ledger.place_of(year), since) for year in ledger.counted]
        pounds = pounds * index[places] / index[since]
    return pounds


def by_financial_year(saved: FloatArray, ledger: Ledger) -> FloatArray:
    """Axes (line, year of the appraisal): pounds in the financial years in which they are paid."""
    paid = np.zeros((len(saved), len(ledger.appraised)))
    for place, year in enumerate(ledger.appraised):
        paid[:, place] = ledger.first_share * _held(saved, ledger, year) + (
            1 - ledger.first_share
        ) * _held(saved, ledger, year - 1)
    return paid


def _held(saved: FloatArray, ledger: Ledger, year: int) -> FloatArray:
    """Axis (line): pounds of an academic year: none before the counted, the last after them."""
    place = min(year, ledger.counted[-1]) - ledger.counted[0]
    return np.asarray(saved[:, place]) if place >= 0 else np.zeros(len(saved))


def _spent(ledger: Ledger, one: Spending, indices: Mapping[str, FloatArray]) -> FloatArray:
    """Axis (year of the appraisal): what a scheme costs besides its children [pounds]."""
    given = np.array([one.given.get(year, 0.0) for year in ledger.appraised])
    spent = given * price_factor(ledger, one.price_year, indices[INFLATION])
    if not one.is_capital:
        return np.asarray(np.where(spent < 0, spent, spent * (1 + one.contingency)))
    own = ledger.place_of(one.price_year)
    places = [max(ledger.place_of(min(year, one.opens)), own) for year in ledger.appraised]
    grown = spent * indices[BUILDING][places] / indices[BUILDING][own]
    allowed = (1 + ledger.optimism_bias) * (1 + one.contingency)
    return np.asarray(np.where(grown < 0, grown, grown * allowed))
