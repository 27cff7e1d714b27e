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

    def hedgehog(self, *, ax: Axes | None = None) -> Axes:
        """Draw all plans as they came, and each projection from the January it was made at.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
            Where to draw; a new figure if left out.
        """
        tested = self._backtest
        stocks = tested.start.stocks
        totals = stocks.children.sum(axis=(1, 2, 3, 4))
        came = pd.DataFrame({"year": stocks.years, "plans": totals, "line": CAME})
        came = came.assign(low=came["plans"], high=came["plans"], counted=True)
        said = tested.to_frame("totals").rename(columns={"projected": "plans"})
        shown = tested.origins[-MOST_PROJECTIONS:]
        said = said[said["origin"].isin(shown)]
        said = said.assign(line=said["origin"].map(str), counted=said["year"].eq(said["origin"]))
        columns = ["year", "plans", "low", "high", "line", "counted"]
        whole = figures.concat([came[columns], said[columns]]).sort_values(["year"], kind="stable")
        labels = {CAME: "What came"} | {
            str(origin): f"Said in January {terms.january_of_year(origin)}" for origin in shown
        }
        return figures.range_lines(
            whole.assign(january=[f"{terms.january_of_year(int(y))}" for y in whole["year"]]),
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
