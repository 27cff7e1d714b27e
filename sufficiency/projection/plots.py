"""The figures of a projection: plans, needs and levels with their ranges."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from sufficiency import figures, terms

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sufficiency.projection.projection import Projection

MOST_SERIES = 6


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
