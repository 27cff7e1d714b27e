"""Appraisal: what a programme of schemes costs and saves, whose pounds those are, and from when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.allocation import Allocation
from sufficiency.capital.appraisal_frames import (
    avoided_frame,
    by_payer_frame,
    by_year_frame,
    cash_flow_frame,
    children_frame,
)
from sufficiency.capital.appraisal_plots import AppraisalPlots
from sufficiency.capital.appraisal_words import (
    card_of,
    counterfactual_of,
    explain_pounds,
    provenance_of,
)
from sufficiency.capital.headlines import Payback, payback_of, summary_frame
from sufficiency.capital.kept import BOUGHT, Kept, Supposed
from sufficiency.capital.payers import tornado_by_payer_frame
from sufficiency.capital.scheme_spend import SchemeSpend, spends_frame
from sufficiency.capital.taken import BudgetTaken, taken_frame
from sufficiency.capital.varying import switching_frame, tornado_frame
from sufficiency.errors import Finding, findings_frame
from sufficiency.results import Card, Explanation, Provenance, Result

FloatArray = NDArray[np.float64]
YearKind = Literal["financial", "academic"]


@dataclass(frozen=True, eq=False, repr=False)
class Appraisal(Result):
    """What a programme of schemes changes in pounds, against the same area without it.

    `appraise` makes one. Above nought is saved, below nought costs more.

    Parameters
    ----------
    with_programme, without : Allocation
        Of the same draws, with the schemes and without them.
    schemes : tuple of SchemeSpend
        What each scheme costs besides what its children cost.
    kept : Kept
        What is kept of both allocations.
    supposed : Supposed
        What the scenario supposes of capital, discounting and the years appraised.
    notes : tuple of Finding
        What the user should know.
    budgets : tuple of BudgetTaken
        What schemes that are decided take of the budgets of the scenario.
    decided : tuple of (str, int)
        Schemes that open on both sides, whatever else does, by their short names, with the
        academic year in which they open without the programme.
    """

    with_programme: Allocation
    without: Allocation
    schemes: tuple[SchemeSpend, ...]
    kept: Kept
    supposed: Supposed
    notes: tuple[Finding, ...] = ()
    budgets: tuple[BudgetTaken, ...] = ()
    decided: tuple[tuple[str, int], ...] = ()

    @property
    def financial_years(self) -> tuple[int, ...]:
        """The years that are appraised."""
        return tuple(range(self.kept.first, self.kept.first + self.kept.span(self.supposed)))

    @cached_property
    def basis(self) -> str:
        """The weakest basis that the appraisal rests on."""
        bases = [self.kept.lines[place].basis for place in self.kept.counted(self.supposed)]
        bases += [payment.spend.basis for payment in self.kept.payments]
        return terms.weakest([self.with_programme.basis, self.without.basis, *bases])

    @cached_property
    def counterfactual(self) -> str:
        """What would be without the schemes, in one sentence."""
        return counterfactual_of(self)

    @cached_property
    def saved(self) -> FloatArray:
        """Axes (draw, financial year, line): saved on children and places [pounds, real]."""
        return self.kept.over_years(self.kept.saved(self.supposed), self.supposed)

    @cached_property
    def net_present_value(self) -> FloatArray:
        """Axis (draw): what is saved less what is spent, as worth in the price year [pounds]."""
        return self.kept.net_present_value(self.supposed)

    @property
    def payers(self) -> tuple[str, ...]:
        """Whose pounds are among them, in the order of the list of payers."""
        held = {line.payer for line in self.kept.lines}
        held |= {payment.spend.payer for payment in self.kept.payments}
        return tuple(payer for payer in terms.short_list("payer").codes if payer in held)

    @property
    def mean_fee(self) -> float:
        """Mean fee of the placements avoided in the last allocated year [pounds a year, real].

        It is nan where none is avoided.
        """
        fees = [line.item == "fee" and line.where in BOUGHT for line in self.kept.lines]
        saved = self.kept.saved(self.supposed)[:, -1, fees].sum(axis=1).mean()
        fewer = (self.kept.independent_without - self.kept.independent_with)[:, -1].mean()
        return float(saved / fewer) if fewer > 0 else float("nan")

    def payback(self, *, discounted: bool = False) -> Payback:
        """Say after how many years what was spent has come back for good, if it does."""
        net = self.kept.net(self.supposed)
        if discounted:
            net = net * self.kept.factors(self.supposed)
        return payback_of(net, first=self.kept.first)

    def by_payer_worth(self) -> dict[str, FloatArray]:
        """Give the net present value of each payer by draw; they add up to the whole [pounds]."""
        factors = self.kept.factors(self.supposed)
        spent = self.kept.spent(self.supposed) @ factors
        worth = {}
        for payer in self.payers:
            lines = [line.payer == payer for line in self.kept.lines]
            own = sum(
                spent[place]
                for place, payment in enumerate(self.kept.payments)
                if payment.spend.payer == payer
            )
            worth[payer] = self.saved[..., lines].sum(axis=2) @ factors - own
        return worth

    def summary(self) -> pd.DataFrame:
        """Give the headline figures: net present value, payback, and what one of each costs.

        Returns
        -------
        pandas.DataFrame
            Columns measure, label, unit, value with low and high (80 % of the draws lie between;
            missing where a figure has no draws), price_year, year_kind, basis, counterfactual.
        """
        return summary_frame(self)

    def by_year(self, *, year_kind: YearKind = "financial") -> pd.DataFrame:
        """Give what every line costs without and with the programme.

        Parameters
        ----------
        year_kind : {"financial", "academic"}
            Financial years, over all that is appraised, with what schemes cost themselves; or the
            academic years that were allocated, without it.

        Returns
        -------
        pandas.DataFrame
            Columns year, payer, where, item; without, with, saved (means) with saved_low and
            saved_high; held (whether the effect of the last allocated year stands for it, or for
            some of its months); months (of the year that are counted: seven in the first financial
            year that was allocated, none before it; schemes' own costs are whole); unit,
            price_year, year_kind, basis, counterfactual.
        """
        return by_year_frame(self, year_kind=year_kind)

    def by_payer(self) -> pd.DataFrame:
        """Give what each payer saves and spends by financial year; payers add up to the whole.

        Returns
        -------
        pandas.DataFrame
            Columns year, payer; saved, spent (on schemes) and net, the first and last with low
            and high; unit, price_year, year_kind, basis, counterfactual.
        """
        return by_payer_frame(self)

    def cash_flow(self) -> pd.DataFrame:
        """Give what is saved less what is spent, by financial year: real, in cash, discounted.

        Returns
        -------
        pandas.DataFrame
            Columns year; saved, spent, net (real), nominal (net, in pounds of the year),
            discount_factor, discounted, cumulative and cumulative_discounted; all but spent and the
            factor with ranges over the draws; unit (of all but nominal), price_year, year_kind,
            basis, counterfactual.
        """
        return cash_flow_frame(self)

    def avoided(self) -> pd.DataFrame:
        """Give what is avoided of independent placements: cashable, and growth, apart.

        Cashable are those below the number of the last January: money that is spent today. Growth
        avoided are those above it: money that would have been. They add up to all that is avoided.

        Returns
        -------
        pandas.DataFrame
            Columns year (academic), part ("cashable", "growth_avoided", "mix": dearer or cheaper
            children among as many), today, placements_without, placements_with,
            placements_avoided and saved (fees and transport, before what local places cost) with
            low and high; unit, price_year, year_kind, basis, counterfactual.
        """
        return avoided_frame(self)

    def children(self) -> pd.DataFrame:
        """Give the children and places behind the pounds, void places among them.

        Returns
        -------
        pandas.DataFrame
            Columns year (academic), what ("independent", with needs beyond local places;
            "without_place", "places", "void_places"), unit; without, with, change with its low and
            high; basis, counterfactual.
        """
        return children_frame(self)

    def tornado(self) -> pd.DataFrame:
        """Vary each supposition by itself between its bounds, the widest swing first.

        Returns
        -------
        pandas.DataFrame
            Columns supposition, label, way (change by, add, or set), central, low, high,
            unit_varied; net_present_value, at_low, at_high, swing (means over the draws); unit,
            price_year, year_kind, basis, source (of the bounds), counterfactual.
        """
        return tornado_frame(self)

    def tornado_by_payer(self) -> pd.DataFrame:
        """Give each payer's part of the tornado; payers add up to it.

        Returns
        -------
        pandas.DataFrame
            Columns supposition, label, way, low, high, unit_varied, payer; net_present_value,
            at_low, at_high (means over the draws); unit, price_year, year_kind, basis,
            counterfactual.
        """
        return tornado_by_payer_frame(self)

    def switching_values(self) -> pd.DataFrame:
        """Find for each supposition the value at which the net present value is nought.

        Returns
        -------
        pandas.DataFrame
            Columns supposition, label, central, switches_at (missing where no value does),
            unit_varied, pounds (of fees: of a placement), words, unit, price_year, year_kind,
            basis, counterfactual.
        """
        return switching_frame(self)

    def spends(self) -> pd.DataFrame:
        """Give what schemes cost, from what was given to what is counted."""
        return spends_frame(
            self.kept.payments,
            optimism_bias=self.supposed.optimism_bias,
            price_year=self.kept.price_year,
        ).assign(counterfactual=self.counterfactual)

    def budgets_taken(self) -> pd.DataFrame:
        """Give each budget with what schemes that are decided take of it.

        Returns
        -------
        pandas.DataFrame
            Columns budget (the academic year in which schemes open, or "in total"), limit, spent,
            left [pounds of the price year]; no rows where no budget or no opening is stated.
        """
        return taken_frame(self.budgets)

    def to_frame(self, table: str = "summary") -> pd.DataFrame:
        """Give one of the tables; see `tables`.

        Raises
        ------
        UnknownNameError
            If there is no such table.
        """
        made = self._makers.get(table)
        return super().to_frame(table) if made is None else made()

    @property
    def _makers(self) -> dict[str, Callable[[], pd.DataFrame]]:
        """What makes each table, by name."""
        return {
            "summary": self.summary,
            "cash_flow": self.cash_flow,
            "by_payer": self.by_payer,
            "financial_years": self.by_year,
            "academic_years": partial(self.by_year, year_kind="academic"),
            "avoided": self.avoided,
            "children": self.children,
            "spends": self.spends,
            "tornado": self.tornado,
            "tornado_by_payer": self.tornado_by_payer,
            "switching_values": self.switching_values,
            "budgets": self.budgets_taken,
            "assumptions": self._assumptions,
            "notes": partial(findings_frame, self.notes),
        }

    def _assumptions(self) -> pd.DataFrame:
        """Give what the scenario with the programme supposes."""
        return self.with_programme.scenario.to_frame("assumptions")

    def tables(self) -> dict[str, pd.DataFrame]:
        """Give all tables by name."""
        return {name: make() for name, make in self._makers.items()}

    def card(self) -> Card:
        """Say what the programme is worth, against what, and whose pounds those are."""
        return card_of(self)

    def explain(self, **values: object) -> Explanation:
        """Go down from a figure to its lines.

        Parameters
        ----------
        **values
            Any of year (financial), payer, where and item: `year=2030, payer="high_needs"`.

        Returns
        -------
        Explanation

        Raises
        ------
        UnknownNameError
            If there is no such column or label.
        """
        return explain_pounds(self, values)

    @property
    def plot(self) -> AppraisalPlots:
        """Figures: `appraisal.plot.cash_flow()`, `.payer(code)`, `.payers()`, `.tornado()`."""
        return AppraisalPlots(self)

    def provenance(self) -> Provenance:
        """Tell with what it was made."""
        return provenance_of(self)
