"""The figures of a backtest: what was said each year, against what came."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from sufficiency import figures, terms

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sufficiency.backtesting.result import Backtest

MOST_PROJECTIONS = 5
"""Projections that are drawn, the latest ones: with what came that makes six lines."""
CAME = "came"


class BacktestPlots:
    """The figures of a backtest; each takes `ax` and gives Axes back.

    Parameters
    ----------
    backtest : Backtest
    """

    def __init__(self, backtest: Backtest) -> None:
        self._backtest = backtest

    def said_and_came(self) -> pd.DataFrame:
        """Give every point of the hedgehog: all plans as they came, and as they were projected.

        Returns
        -------
        pandas.DataFrame
            Columns year, line ("came", or the academic year that was projected from), words
            (of the line), plans, low and high (of 80 % of the draws) [children], counted.
        """
        tested = self._backtest
        stocks = tested.start.stocks
        totals = stocks.children.sum(axis=(1, 2, 3, 4))
        came = pd.DataFrame({"year": stocks.years, "plans": totals, "line": CAME})
        came = came.assign(low=totals, high=totals, counted=True, words="What came")
        said = tested.to_frame("totals").rename(columns={"projected": "plans"})
        said = said[said["origin"].isin(tested.origins[-MOST_PROJECTIONS:])]
        said = said.assign(
            line=said["origin"].map(str),
            counted=said["year"].eq(said["origin"]),
            words=[f"Said in January {terms.january_of_year(int(y))}" for y in said["origin"]],
        )
        columns = ["year", "line", "words", "plans", "low", "high", "counted"]
        return figures.concat([came[columns], said[columns]])

    def hedgehog(self, *, ax: Axes | None = None) -> Axes:
        """Draw all plans as they came, and each projection from the January it was made at.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
            Where to draw; a new figure if left out.
        """
        tested = self._backtest
        whole = self.said_and_came()
        by_january = whole.assign(january=[f"{terms.january_of_year(y)}" for y in whole["year"]])
        labels = dict(zip(whole["line"], whole["words"], strict=True))
        return figures.range_lines(
            by_january.sort_values(["year"], kind="stable"),
            x="january",
            y="plans",
            low="low",
            high="high",
            by="line",
            labels=labels,
            past="counted",
            title=f"{tested.area.name}: what was said, and what came",
            axis_label="Children with a plan, January",
            note=f"Shaded: 80 % of {tested.draws:,} draws. {figures.basis_words([tested.basis])}",
            ax=ax,
        )
