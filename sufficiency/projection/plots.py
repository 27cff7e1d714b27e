"""The figures of a projection: plans, needs and levels with their ranges, and what drives them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from sufficiency import figures, terms
from sufficiency.errors import UnknownNameError
from sufficiency.projection.axes import NCYS
from sufficiency.projection.decomposition import driver_steps
from sufficiency.projection.past import past_note, past_steps
from sufficiency.results import refuse_unknown_labels

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sufficiency.projection.projection import Projection

MOST_SERIES = 6

RATES_DRAWN = {
    "joining": (
        "joining_per_thousand",
        "joiners",
        "Joiners per thousand residents and year",
        "Net: how much a cohort grew by this NC year, and those who take a leaver's place.",
    ),
    "leaving": (
        "leaving_percent",
        "leavers",
        "Children who leave before the next January, %",
        "Net: how much a cohort shrank after this NC year, and those whose place another takes.",
    ),
}
"""Column, who, axis, and what net means, of the rates that are drawn."""


class ProjectionPlots:
    """The figures of a projection; each takes `ax` and gives Axes back.

    Parameters
    ----------
    projection : Projection
    """

    def __init__(self, projection: Projection) -> None:
        self._projection = projection

    def plans(self, *, ax: Axes | None = None) -> Axes:
        """Draw all plans: those counted, and those projected with their range.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
            Where to draw; a new figure if left out.
        """
        whole = self.all_plans().assign(kind="plans")
        return self._lines(whole, "kind", {"plans": "All plans"}, "children with a plan", ax)

    def all_plans(self) -> pd.DataFrame:
        """Give all plans by year: every January that was counted, and those projected."""
        projection = self._projection
        ahead = projection.to_frame(by=["year"])
        stocks = projection.model.stocks
        totals = stocks.children[:-1].sum(axis=(1, 2, 3, 4))
        columns = dict.fromkeys(("children", "low", "high", "expected"), totals)
        known = {"year": list(stocks.years[:-1]), "basis": projection.basis}
        counted = pd.DataFrame({**known, **columns})[list(ahead.columns)]
        return figures.concat([counted, ahead])

    def levels(self, *, ax: Axes | None = None) -> Axes:
        """Draw the children who need a base or a special place, with their ranges."""
        frame = self._projection.to_frame(by=["year", "level"])
        words = terms.short_list("level")
        kept = frame[frame["level"].isin(["base", "special"])]
        labels = {code: words.label(code) for code in ("base", "special")}
        what = "children who need a base or special place"
        return self._lines(kept, "level", labels, what, ax, looks=figures.SETTING_LOOKS)

    def needs(self, *, ax: Axes | None = None) -> Axes:
        """Draw the plans of the largest needs, with their ranges."""
        frame = self._projection.to_frame(by=["year", "need"])
        labels = self.largest_needs()
        kept = frame[frame["need"].isin(labels)]
        return self._lines(kept, "need", labels, "plans by primary need", ax)

    def largest_needs(self) -> dict[str, str]:
        """Name the needs with most plans in the last year, at most six, the largest first."""
        frame = self._projection.to_frame(by=["year", "need"])
        last = frame[frame["year"] == frame["year"].max()].sort_values("children")
        largest = last["need"].tolist()[::-1][:MOST_SERIES]
        return {code: str(terms.needs().label(code)) for code in largest}

    def cohorts(self, *, ax: Axes | None = None) -> Axes:
        """Draw all plans by NC year and January, as a shaded table: cohorts run down its diagonals.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
            Where to draw; a new figure if left out.
        """
        projection = self._projection
        frame = self.by_ncy()
        return figures.heat_table(
            frame,
            rows="ncy",
            columns="january",
            value="children",
            title=f"{projection.area.name}: children with a plan by NC year, January",
            note=f"Counted to {terms.january_of_year(projection.base)}, then means of "
            f"{projection.draws:,} draws: follow a cohort down a diagonal. Scenario "
            f"{projection.scenario.name}.",
            basis="basis",
            ax=ax,
        )

    def by_ncy(self) -> pd.DataFrame:
        """Give all plans by NC year: every January that was counted, and those projected.

        Returns
        -------
        pandas.DataFrame
            Columns ncy (words), january (text), children, basis.
        """
        projection = self._projection
        stocks = projection.model.stocks
        counted = pd.DataFrame(
            [
                (year, ncy, float(children))
                for year, january in zip(stocks.years[:-1], stocks.children[:-1], strict=True)
                for ncy, children in zip(NCYS, january.sum(axis=(0, 1, 3)), strict=True)
            ],
            columns=["year", "ncy", "children"],
        )
        ahead = projection.to_frame(by=["year", "ncy"])[["year", "ncy", "children"]]
        whole = figures.concat([counted, ahead])
        return pd.DataFrame(
            {
                "ncy": [terms.ncy_label(int(ncy)) for ncy in whole["ncy"]],
                "january": [str(terms.january_of_year(int(year))) for year in whole["year"]],
                "children": whole["children"],
                "basis": projection.basis,
            }
        )

    def rates(self, what: str = "joining", *, ax: Axes | None = None) -> Axes:
        """Draw who joins or leaves at each NC year, with ranges, as `projection.rates()` has it.

        Parameters
        ----------
        what : str
            "joining" or "leaving".
        ax : matplotlib.axes.Axes, optional
            Where to draw; a new figure if left out.

        Raises
        ------
        UnknownNameError
            If it is neither.
        """
        projection = self._projection
        if what not in RATES_DRAWN:
            raise UnknownNameError.of(
                "unknown_word",
                value=what,
                kind="rate that is drawn",
                meant=f"Known are {', '.join(RATES_DRAWN)}.",
            )
        column, who, axis_label, why = RATES_DRAWN[what]
        is_net = projection.flows == "stocks"
        frame = projection.rates()
        return figures.dot_ranges(
            frame.assign(words=[terms.ncy_label(int(ncy)) for ncy in frame["ncy"]]),
            y="words",
            value=column,
            low=f"{what}_low",
            high=f"{what}_high",
            title=f"{projection.area.name}: {'net ' if is_net else ''}{who} by NC year",
            axis_label=f"{axis_label}{', net but for turnover' if is_net else ''}",
            note=f"{why if is_net else 'As counted in transitions.'} Before growth and levers. "
            "Ranges: 80 % of the rates that draws rest on, and to the rate itself where it is "
            "outside; without how years differ. Scenario "
            f"{projection.scenario.name}. {figures.basis_words([projection.basis])}",
            digits=1,
            ax=ax,
        )

    def drivers(
        self,
        *,
        until: int | None = None,
        need: str | None = None,
        level: str | None = None,
        ax: Axes | None = None,
    ) -> Axes:
        """Draw what leads from the last counted January to a projected one, as a waterfall.

        Parameters
        ----------
        until : int, optional
            A projected academic year; the last one if left out.
        need, level : str, optional
            Only the children with this need, or who need this level.
        ax : matplotlib.axes.Axes, optional
            Where to draw; a new figure if left out.

        Raises
        ------
        UnknownNameError
            If the year is not projected, or there is no such need or level.
        """
        projection = self._projection
        steps = self.driver_steps(until=until, need=need, level=level)
        who = "children with a plan"
        if need is not None:
            who = f"{who}, need {terms.needs().label(need)}"
        if level is not None:
            who = f"{who}, level {terms.short_list('level').label(level).lower()}"
        return figures.waterfall_bars(
            steps,
            x="part",
            y="children",
            total="total",
            title=f"{projection.area.name}: what drives {who}",
            axis_label="Children, January",
            note="Expected numbers, each rounded by itself; means over the draws differ. If rates "
            "stay as they are: children grow up, and others join and leave at today's rates, which "
            "is more than demography. Joining: growth of the joining rate, and levers. Leaving: "
            f"levers. Scenario {projection.scenario.name}.",
            basis="basis",
            ax=ax,
        )

    def past_drivers(
        self, *, year: int | None = None, need: str | None = None, ax: Axes | None = None
    ) -> Axes:
        """Draw what led from one counted January to the next, as a waterfall.

        Parameters
        ----------
        year : int, optional
            Academic year of the later January; the last one if left out.
        need : str, optional
            Only the children with this need.
        ax : matplotlib.axes.Axes, optional
            Where to draw; a new figure if left out.

        Raises
        ------
        UnknownNameError
            If the year is of no January that is told of, or there is no such need.
        """
        projection = self._projection
        who = "children with a plan"
        if need is not None:
            who = f"{who}, need {terms.needs().label(need)}"
        return figures.waterfall_bars(
            past_steps(projection, year=year, need=need),
            x="part",
            y="children",
            total="total",
            title=f"{projection.area.name}: what drove {who}",
            axis_label="Children, January",
            note=past_note(projection, year=year),
            basis="basis",
            ax=ax,
        )

    def driver_steps(
        self, *, until: int | None = None, need: str | None = None, level: str | None = None
    ) -> pd.DataFrame:
        """Give the bars of `drivers`: from the children counted, part by part, to those expected.

        Parameters
        ----------
        until, need, level
            As in `drivers`.

        Returns
        -------
        pandas.DataFrame
            Columns part (words), children, total (whether it is one), basis.
        """
        projection = self._projection
        asked = {
            "year": projection.years[-1] if until is None else until,
            **({} if need is None else {"need": need}),
            **({} if level is None else {"level": level}),
        }
        ahead = {"year": projection.years}
        refuse_unknown_labels(
            asked, labels_of=lambda axis: ahead.get(axis) or projection.labels.of(axis)
        )
        return driver_steps(projection.drivers(by=list(asked)), asked, base=projection.base)

    def _lines(
        self,
        frame: pd.DataFrame,
        by: str,
        labels: dict[str, str],
        what: str,
        ax: Axes | None,
        *,
        looks: Mapping[str, int] | None = None,
    ) -> Axes:
        projection = self._projection
        shown = frame.assign(january=[f"{terms.january_of_year(int(y))}" for y in frame["year"]])
        return figures.range_lines(
            shown,
            x="january",
            y="children",
            low="low",
            high="high",
            by=by,
            labels=labels,
            looks=looks,
            projected_from=str(terms.january_of_year(projection.base)),
            title=f"{projection.area.name}: {what}",
            axis_label="Children, January",
            note=f"Shaded: 80 % of {projection.draws:,} draws. Scenario "
            f"{projection.scenario.name}. {figures.basis_words([projection.basis, 'published'])}",
            ax=ax,
        )
