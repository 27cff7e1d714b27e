"""Allocation: who is placed where, year after year, in every draw."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import NoReturn

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.allocation import answer
from sufficiency.allocation.against import against_agreement, against_sites
from sufficiency.allocation.aim_frames import aims_frame
from sufficiency.allocation.asking import Asked
from sufficiency.allocation.best_worth import worth_sentences
from sufficiency.allocation.cap_frames import caps_frame
from sufficiency.allocation.cards import card_of, provenance_of
from sufficiency.allocation.children import SCALE
from sufficiency.allocation.displaced_frames import displaced_frame
from sufficiency.allocation.explaining import explain_gap
from sufficiency.allocation.fairness import fairness_frame
from sufficiency.allocation.frames import (
    gap_frame,
    journeys_frame,
    one_count_frame,
)
from sufficiency.allocation.intake import intake_places_frame
from sufficiency.allocation.neighbours import neighbours_frame
from sufficiency.allocation.plan import Plan
from sufficiency.allocation.planning import headroom_of
from sufficiency.allocation.plots import AllocationPlots
from sufficiency.allocation.reason_frames import bottlenecks_frame, why_not_local_frame
from sufficiency.allocation.revenue import worth_with_pounds
from sufficiency.allocation.rule_frames import rules_frame
from sufficiency.allocation.run import Drawn, Expected, Setting, run_expected
from sufficiency.allocation.site_frames import (
    children_over,
    flows_frame,
    site_totals_frame,
    supply_frame,
)
from sufficiency.allocation.stayer_frames import stability_frame, steps_frame
from sufficiency.allocation.summary import independent_frame, outside_frame, summary_frame
from sufficiency.allocation.today_model import TodayModel, today_model
from sufficiency.area import Area
from sufficiency.errors import Finding, UnknownNameError, findings_frame
from sufficiency.places import LEVELS
from sufficiency.projection import Labels, Projection
from sufficiency.results import Card, Explanation, Provenance, Result
from sufficiency.scenario import Scenario

BY_RESIDENCE = {
    "gap": ("year", "group", "locality", "need", "phase", "level"),
    "without": ("year", "group", "need", "phase", "level"),
    "journeys": ("year", "group", "phase"),
    "why_not_local": ("year", "need", "phase", "level"),
}
"""Tables by residence, and what each is laid out by where nothing else is asked for."""


@dataclass(frozen=True, eq=False, repr=False)
class Allocation(Asked, Result):
    """Who is placed where, and who is not, year after year, over the draws of a projection.

    `allocate` makes one.

    Parameters
    ----------
    projection : Projection
        Whose children are placed.
    scenario : Scenario
        What is planned.
    planned : Area
        The area as the scenario plans it.
    plan : Plan
        Planned places as arrays.
    drawn : Drawn
        What came of the draws.
    expected : Expected
        The same for expected numbers, in thousandths of a child.
    setting : Setting
        What all draws shared.
    beyond : numpy.ndarray
        Axis (pool): children whose need no local place could meet, who keep a place.
    unrecorded : numpy.ndarray
        Axis (pool): places of independent schools that children hold of whom no placement is
        recorded.
    limit : numpy.ndarray
        Axes (year, need x phase): most placements in independent schools that are not named.
    notes : tuple of Finding
        What the user should know.
    """

    projection: Projection
    scenario: Scenario
    planned: Area
    plan: Plan
    drawn: Drawn
    expected: Expected
    setting: Setting
    beyond: NDArray[np.int64]
    unrecorded: NDArray[np.int64]
    limit: NDArray[np.int64]
    notes: tuple[Finding, ...] = ()

    @property
    def years(self) -> tuple[int, ...]:
        """The allocated academic years."""
        return self.plan.axes.years

    @property
    def draws(self) -> int:
        """Number of draws that were allocated."""
        return len(self.drawn.counts.proven)

    @property
    def is_proven(self) -> bool:
        """Whether every yearly answer, of each draw and of expected numbers, is proven optimal."""
        return bool(self.drawn.counts.proven.all() and self.expected.counts.proven.all())

    @cached_property
    def basis(self) -> str:
        """The weakest basis that the allocation rests on."""
        return terms.weakest([self.projection.basis, self.plan.basis])

    @cached_property
    def labels(self) -> Labels:
        """Labels of the axes: the projection's, of the years and levels that are allocated."""
        axes = self.plan.axes
        return Labels(
            years=axes.years,
            localities=axes.localities,
            needs=axes.needs,
            ncys=axes.ncy,
            states=LEVELS,
            group_of=self.projection.labels.group_of,
        )

    def to_frame(self, table: str = "gap", *, by: Sequence[str] | None = None) -> pd.DataFrame:
        """Give one of the tables; those by residence at any detail.

        Parameters
        ----------
        table : str
            "summary", "aims", "gap", "supply", "site_totals", "without", "independent",
            "journeys", "why_not_local", "worth", "bottlenecks", "placed", "outside", "stability",
            "steps", "rules", "caps", "against_today", "agreement", "intake", "intake_places",
            "nearest_suitable", "fairness", "neighbours", "displaced", "money" or "chances"; see
            `tables`.
        by : sequence of str, optional
            For gap, without, journeys and why_not_local: "year", with any of "group", "locality",
            "need", "phase", "level"; for intake and money as of `intake` and `money`.

        Returns
        -------
        pandas.DataFrame
            Numbers are means over the draws, with low and high (80 % of the draws lie between).

        Raises
        ------
        UnknownNameError
            If there is no such table, or it cannot be laid out so.
        """
        cells = self.drawn.counts.cells
        if table in BY_RESIDENCE:
            chosen = BY_RESIDENCE[table] if by is None else by
            if table == "gap":
                return gap_frame(cells, self.labels, by=chosen, basis=self.basis)
            if table == "why_not_local":
                return why_not_local_frame(self, by=chosen)
            if table == "without":
                return one_count_frame(cells, self.labels, "without", by=chosen, basis=self.basis)
            return journeys_frame(cells, self.labels, by=chosen, basis=self.basis)
        if by is not None:
            asked = {"intake": self.intake, "money": self.money}.get(table)
            return self._refused_by(table, by) if asked is None else asked(by=by)
        made = self._makers.get(table)
        return super().to_frame(table) if made is None else made()

    def _refused_by(self, table: str, by: Sequence[str]) -> NoReturn:
        """Refuse a layout of a table that has one only; a table that is not there, first."""
        if table not in self._makers:
            super().to_frame(table)
        raise UnknownNameError.of(
            "allocation_one_layout",
            table=table,
            value=[by] if isinstance(by, str) else list(by),
            known=", ".join((*BY_RESIDENCE, "intake", "money")),
        )

    def summary(self) -> pd.DataFrame:
        """Give the headline figures of each year.

        Returns
        -------
        pandas.DataFrame
            Columns year, measure, label, unit, value (mean over the draws), low, high, expected
            (the allocation of expected numbers), basis.
        """
        return summary_frame(self)

    def supply(self) -> pd.DataFrame:
        """Give places and who is in them, by site, pool and year; totals of sites stand apart."""
        return supply_frame(
            self.plan,
            self.drawn.counts.placed,
            beyond=self.beyond,
            unrecorded=self.unrecorded,
            basis=self.basis,
        )

    def placed(self) -> pd.DataFrame:
        """Give from where to where children go each year, with expected numbers."""
        return flows_frame(self.plan, self.expected.flows, scale=SCALE, basis=self.basis)

    def worth(self) -> pd.DataFrame:
        """Give what one more, and one fewer, place would change, by pool and year."""
        return worth_with_pounds(self)

    @cached_property
    def unruled(self) -> dict[str, Expected]:
        """What would come of expected numbers without each local rule, by its name.

        Worked out when it is first asked for.
        """
        supply = self.setting.supply
        rules = () if supply.rules is None else supply.rules.rules
        return {
            rule.name: run_expected(replace(self.setting, supply=supply.without_rule(rule.name)))
            for rule in rules
        }

    def rules(self) -> pd.DataFrame:
        """Give what each local rule does by year: whom it touches, and what it costs.

        Returns
        -------
        pandas.DataFrame
            See `rule_frames.rules_frame`; without rows where there are no rules.
        """
        return rules_frame(self)

    def steps(self) -> pd.DataFrame:
        """Give what becomes of those who had a place the year before.

        Returns
        -------
        pandas.DataFrame
            Columns year, stayers, to_place, moved (of those: they lose their place) and why
            (site closed, not served, released, level changed), ended, scaled_down (more than the
            demand of their cell), over (above the places as planned of their pool, stayers or
            not: `over` of the table supply, added up); means over the draws.
        """
        return steps_frame(self, over=children_over(self.supply(), self._site_totals(), self.years))

    @cached_property
    def released(self) -> Expected:
        """What would come of expected numbers if all were placed anew each year."""
        if self.setting.stayers == "release":
            return self.expected
        return run_expected(replace(self.setting, stayers="release"))

    def stability(self) -> pd.DataFrame:
        """Give what it costs that children are not dealt anew: the aims kept, and released.

        Returns
        -------
        pandas.DataFrame
            Columns year, aim, kept, released, basis, for expected numbers. Worked out when it is
            first asked for.
        """
        return stability_frame(self)

    @cached_property
    def today_model(self) -> TodayModel | None:
        """The last January dealt anew by the model, beside where its children are."""
        return today_model(self.projection, self.scenario, engine=self.setting.engine)

    def _site_totals(self) -> pd.DataFrame:
        return site_totals_frame(
            self.plan,
            self.drawn.counts.placed,
            beyond=self.beyond,
            unrecorded=self.unrecorded,
            headroom=headroom_of(self.scenario, self.years),
            basis=self.basis,
        )

    @property
    def _makers(self) -> dict[str, Callable[[], pd.DataFrame]]:
        """What makes each table, by name."""
        return {
            "summary": self.summary,
            "aims": partial(aims_frame, self),
            **{name: partial(self.to_frame, name) for name in BY_RESIDENCE},
            "supply": self.supply,
            "site_totals": self._site_totals,
            "independent": partial(independent_frame, self),
            "worth": self.worth,
            "bottlenecks": partial(bottlenecks_frame, self),
            "placed": self.placed,
            "outside": partial(outside_frame, self),
            "steps": self.steps,
            "stability": self.stability,
            "intake": self.intake,
            "intake_places": partial(intake_places_frame, self),
            "nearest_suitable": self.nearest_suitable,
            "chances": self.chances,
            "fairness": partial(fairness_frame, self),
            "neighbours": partial(neighbours_frame, self),
            "against_today": partial(against_sites, self),
            "agreement": partial(against_agreement, self),
            "rules": self.rules,
            "caps": partial(caps_frame, self),
            "displaced": partial(displaced_frame, self),
            "money": self.money,
            "scenario": lambda: self.scenario.resolved,
            "notes": partial(findings_frame, self.notes),
        }

    def tables(self) -> dict[str, pd.DataFrame]:
        """Give all tables by name; that of money only where every cost is known."""
        left_out = {"money"} if self.setting.tariff.findings else set()
        return {name: make() for name, make in self._makers.items() if name not in left_out}

    def plan_sites(self) -> pd.DataFrame:
        """Give the sites as the scenario plans them: the area's, and new ones."""
        return self.planned.table("sites")

    def answer(self) -> tuple[str, str, str]:
        """Give the answer in three plain sentences."""
        return (
            answer.strain_sentence(self),
            answer.gap_sentence(self),
            answer.proof_sentence(self),
        )

    def worth_in_words(self, *, year: int | None = None, most: int = 3) -> tuple[str, ...]:
        """Say what one more place would change, where it is worth most, with pounds if known.

        Parameters
        ----------
        year : int, optional
            Academic year; that of greatest strain where left out.
        most : int
            Number of sentences for each level at most: special schools first, then bases.
        """
        chosen = answer.year_or_strain(self, year)
        return tuple(worth_sentences(self, year=chosen, most=most))

    def card(self) -> Card:
        """Say how many need a place, how many have none, and where one is worth most."""
        return card_of(self)

    def explain(self, **values: object) -> Explanation:
        """Go down from a figure to what it is made of.

        Parameters
        ----------
        **values
            Axes and the label wanted of each: `year=2029, need="SEMH", phase="secondary"`.

        Returns
        -------
        Explanation

        Raises
        ------
        UnknownNameError
            If there is no such axis or label.
        """
        return explain_gap(self, values)

    @property
    def plot(self) -> AllocationPlots:
        """Figures: `allocation.plot.gap()`, `.supply()`, `.map()` and more."""
        return AllocationPlots(self)

    def provenance(self) -> Provenance:
        """Tell which files, versions, scenario, seed and solver it was made with, and the proof."""
        return provenance_of(self)
