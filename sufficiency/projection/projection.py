"""Projection: children by draw, year, locality, need, NC year and level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import pandas as pd

from sufficiency import terms
from sufficiency.area import Area
from sufficiency.demand.central import AnyModel
from sufficiency.demand.cohorts import Expected
from sufficiency.demand.drawn import DrawnChildren
from sufficiency.demand.drivers import Parts, driver_parts
from sufficiency.demand.flow_model import FlowModel
from sufficiency.demand.simulation import simulate
from sufficiency.errors import Finding, UnknownNameError
from sufficiency.projection.accounting import account_frame, restated_frame
from sufficiency.projection.axes import NCYS, needs
from sufficiency.projection.carding import card_of
from sufficiency.projection.decomposition import driver_frame
from sufficiency.projection.explaining import explain_demand
from sufficiency.projection.frames import Labels, demand_frame
from sufficiency.projection.past import past_driver_frame
from sufficiency.projection.plots import ProjectionPlots
from sufficiency.projection.pooling import pooling_frame
from sufficiency.projection.rates import gross_rates_frame, rates_frame
from sufficiency.projection.suppressed import needed_by_setting_frame, suppressed_frame
from sufficiency.projection.tabling import TABLES, tables_of
from sufficiency.projection.young_people import young_people_frame
from sufficiency.results import (
    Card,
    Explanation,
    Provenance,
    Result,
    versions,
)
from sufficiency.scenario import Scenario
from sufficiency.tables import Labelled
from sufficiency.workers import processes

if TYPE_CHECKING:
    from sufficiency.projection.whole_numbers import WholeNumbers

States = Literal["level", "setting"]
Flowing = Literal["stocks", "transitions"]

MANY_DRAWS = 1000
"""From here on other processes help: they take about as long to start as 300 draws."""


@dataclass(frozen=True, eq=False, repr=False)
class Projection(Result):
    """How many children will need which level of place, where and when.

    `project` makes one. It carries its area and scenario, so that `allocate` can place the
    children of every draw.

    Parameters
    ----------
    area : Area
    scenario : Scenario
    localities : tuple of str
        Labels of the axis locality, in order.
    model : DemandModel or FlowModel
        Everything that was estimated.
    expected : Expected
        The projection of expected numbers, and its accounts.
    draws : int
        Number of possible futures.
    seed : int
        Of the draws.
    workers : int, optional
        Processes that share the work of drawing; all cores where there is much to do.
    progress : bool
        Whether to show how far it is.
    notes : tuple of Finding
        What the user should know.
    states : {"level", "setting"}
        What the states of children are: the level that each needs, or the setting that each is in.
    flows : {"stocks", "transitions"}
        From which of them joining, leaving and moving were estimated.
    need_changes : bool
        Whether children change their primary need as they grow up.
    """

    area: Area
    scenario: Scenario
    localities: tuple[str, ...]
    model: AnyModel
    expected: Expected
    draws: int
    seed: int
    workers: int | None = None
    progress: bool = False
    notes: tuple[Finding, ...] = ()
    states: States = "level"
    flows: Flowing = "stocks"
    need_changes: bool = True

    @cached_property
    def drawn(self) -> DrawnChildren:
        """Single children of every January in every draw, drawn when they are first asked for."""
        return simulate(
            self.model,
            draws=self.draws,
            seed=self.seed,
            workers=processes(self.workers, draws=self.draws, many=MANY_DRAWS),
            progress=self.progress,
        )

    @property
    def base(self) -> int:
        """The academic year of the last January that was counted."""
        return self.model.stocks.base

    @property
    def years(self) -> tuple[int, ...]:
        """The projected academic years."""
        return self.model.years

    @cached_property
    def labels(self) -> Labels:
        """Labels of the axes year, locality, need, NC year and state."""
        known = self.area.table("localities")
        return Labels(
            years=(self.base, *self.years),
            localities=self.localities,
            needs=needs(),
            ncys=NCYS,
            states=terms.short_list("level").codes
            if self.states == "level"
            else terms.settings().codes,
            state=self.states,
            group_of=dict(zip(known["locality"], known["group"], strict=True)),
        )

    @cached_property
    def basis(self) -> str:
        """The weakest basis that the projection rests on."""
        tables = ["plans", "population", *(["transitions"] if self.flows == "transitions" else [])]
        bases = [self.area.basis(table) for table in tables]
        return terms.weakest([*(basis for basis in bases if basis), "assumed"])

    def to_array(self) -> Labelled:
        """Give the expected projection as an array.

        Returns
        -------
        Labelled
            Axes year (the last counted January first), locality, need, ncy, and level or setting;
            children.
        """
        labels = self.labels
        axes: dict[str, tuple[str | int, ...]] = {
            "year": labels.years,
            "locality": labels.localities,
            "need": labels.needs,
            "ncy": labels.ncys,
            labels.state: labels.states,
        }
        return Labelled(self.expected.children, axes)

    def to_frame(self, table: str = "demand", *, by: Sequence[str] | None = None) -> pd.DataFrame:
        """Give children by any of the axes, with their ranges; or one of the tables.

        Parameters
        ----------
        table : str
            Name of a table, see `tables`. Those of children differ only in what they are laid out
            by, so that `by` may stand beside any of them and beside no other.
        by : sequence of str, optional
            "year", with any of "group", "locality", "need", "phase", "ncy", and "level", or
            "setting" where the projection is of settings.

        Returns
        -------
        pandas.DataFrame
            Columns of `by`, then children (mean over the draws), low and high (80 % of the draws
            lie between), expected, and basis. The first year is the January that was counted.

        Raises
        ------
        UnknownNameError
            If there is no such table, no such axis, or the table cannot be laid out by axes.

        Notes
        -----
        Means add up to the means of totals; lows and highs do not, since not everything is low
        at once.
        """
        if table not in TABLES:
            held = super().to_frame(table)
            if by is None:
                return held
            raise UnknownNameError.of(
                "allocation_by_unknown",
                table=table,
                value=", ".join(by),
                known=f"the tables {', '.join(TABLES)}",
            )
        laid_out_by = (*TABLES[table], self.states) if by is None else by
        return demand_frame(
            self.drawn, self.expected.children, self.labels, by=laid_out_by, basis=self.basis
        )

    def whole_numbers(self, *, by: Sequence[str]) -> WholeNumbers:
        """Give children as whole numbers that add up in every direction (controlled rounding).

        Parameters
        ----------
        by : sequence of str
            As in `to_frame`. Each column but "year" is a direction; "locality" with "group", and
            "ncy" with "phase", are one.

        Returns
        -------
        WholeNumbers
            Cells, and for each year their totals over any of the directions. Each total is the
            sum of its cells, and that of a year the nearest whole number.

        Raises
        ------
        UnknownNameError
            If there is no such axis, or no year.
        NotPossibleError
            If there would be too many cells.

        Notes
        -----
        In two directions every number is within one of its unrounded value; in three or more a
        note says how far the furthest is off. Small numbers are marked and not protected.
        Formulas: `sufficiency.demand.whole_numbers.whole_cells`.
        """
        from sufficiency.projection.whole_numbers import whole_numbers_of

        return whole_numbers_of(self, by=by)

    def young_people(self, *, by: Sequence[str] = ("year",)) -> pd.DataFrame:
        """Give young people of 16 to 25 (Year 12 and above) in a line of their own.

        By "year", with any of "group", "need" and the states; columns as in `to_frame`.
        `UnknownNameError` if there is no such axis, or no year.
        """
        return young_people_frame(
            self.drawn, self.expected.children, self.labels, by=by, basis=self.basis
        )

    def suppressed(self, *, by: Sequence[str] = ("year",)) -> pd.DataFrame:
        """Lay children by the level they need beside children as they are placed now.

        By "year", with any of "group", "locality", "need", "phase", "ncy". Columns and errors:
        `suppressed.suppressed_frame`.
        """
        return suppressed_frame(self, by=by)

    def needed_by_setting(self, *, by: Sequence[str] = ()) -> pd.DataFrame:
        """Say how many children of each setting need which level, in the last counted January.

        By any of "group", "locality", "need", "phase", "ncy"; all together where left out. Columns
        and errors: `suppressed.needed_by_setting_frame`.
        """
        return needed_by_setting_frame(self, by=by)

    def account(self, *, by: Sequence[str] | None = None) -> pd.DataFrame:
        """Give the yearly account: it closes in every row. By year and state where left out.

        By "year", with any of "need" and the states. Columns and errors:
        `accounting.account_frame`. Joiners and leavers are net where they come from stocks.
        """
        return account_frame(self, by=("year", self.states) if by is None else by)

    def restated(self, *, by: Sequence[str] = ("year", "need")) -> pd.DataFrame:
        """Say how far two files differ that tell of one January. Columns: `restated_frame`."""
        return restated_frame(self, by=by)

    @cached_property
    def parts(self) -> Parts:
        """The expected children of every projected January, in parts that add up to them."""
        return driver_parts(self.model)

    def drivers(self, *, by: Sequence[str] = ("year",)) -> pd.DataFrame:
        """Say what drives the change from the last counted January: parts that add up exactly.

        Parameters
        ----------
        by : sequence of str
            "year", with any of "group", "locality", "need", "phase", "ncy", and "level", or
            "setting" where the projection is of settings.

        Returns
        -------
        pandas.DataFrame
            Columns of `by`, a row for each projected year, then in children:

            - counted: those of the last January;
            - ageing: what today's population and rates make of them, as children grow up, leave
              and join as in the past;
            - population: the population projection;
            - joining: growth of the joining rate, and the scenario's levers of joining;
            - leaving: the scenario's levers of leaving and ceasing;
            - mix, only by need, level or setting: children for whom it has changed since they
              were counted or joined;
            - expected: what these add up to, as in `to_frame`; and basis.

        Raises
        ------
        UnknownNameError
            If there is no such axis, or no year.

        Notes
        -----
        Formulas: docs/explanation/demand.md, What drives the change. Parts are of expected numbers,
        from central rates, and have no range. `to_frame` has the mean of the draws beside them.
        """
        return driver_frame(self.parts, self.labels, by=by, basis=self.basis)

    def past_drivers(self, *, by: Sequence[str] = ("year",)) -> pd.DataFrame:
        """Say what drove the change from each counted January to the next, in parts that add up.

        By "year" (of the later January), with any of "group", "locality", "need", "phase", "ncy".
        Columns and errors: `past.past_driver_frame`.
        """
        return past_driver_frame(self, by=by)

    def rates(self) -> pd.DataFrame:
        """Give who joins and who leaves at each NC year, and how many children each rate rests on.

        Returns
        -------
        pandas.DataFrame
            Columns ncy, phase, joining_per_thousand and leaving_percent with their ranges, joined,
            exposed, basis: see `rates.rates_frame`. Before growth and levers.
        """
        if isinstance(self.model, FlowModel):
            return gross_rates_frame(self.model, draws=self.draws, seed=self.seed, basis=self.basis)
        return rates_frame(self.model, draws=self.draws, seed=self.seed, basis=self.basis)

    def pooling(self, of: str | None = None) -> pd.DataFrame:
        """Give what each pooled rate rests on: its own cell, its parent, and their weights.

        A row for each cell of one of the rates ("joining", "leaving", ...), or of all of them.
        Columns and errors: `pooling.pooling_frame`.
        """
        return pooling_frame(self.model, self.labels, of=of, basis=self.basis)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Give all tables by name: demand at several details, and what is behind it."""
        return tables_of(self)

    def card(self) -> Card:
        """Say how many children have a plan, and how many need a base or special place."""
        return card_of(self)

    def explain(self, **values: object) -> Explanation:
        """Go down from a figure to what it is made of: the account, levers and rows behind it.

        Parameters
        ----------
        **values
            Axes and the label wanted of each: `year=2029, need="SEMH", level="special"`.

        Returns
        -------
        Explanation

        Raises
        ------
        UnknownNameError
            If there is no such axis or label.
        """
        return explain_demand(self, values)

    @property
    def plot(self) -> ProjectionPlots:
        """Figures: `projection.plot.plans()`, `.needs()`, `.levels()`, `.cohorts()`, ..."""
        return ProjectionPlots(self)

    def provenance(self) -> Provenance:
        """Tell which files, versions, scenario and seed the projection was made with."""
        settings = {
            "area": self.area.name,
            "base": terms.year_label(self.base),
            "until": terms.year_label(self.years[-1]),
            "draws": str(self.draws),
            "seed": str(self.seed),
            "states": self.states,
            "flows": self.flows,
            "need_changes": "yes" if self.need_changes else "no",
        }
        return Provenance(self.area.inputs, versions(), settings | self.scenario.settings())
