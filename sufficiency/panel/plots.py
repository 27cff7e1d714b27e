"""The figures of a panel: what was counted, and what is projected with its range."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sufficiency import figures, terms
from sufficiency.errors import UnknownNameError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sufficiency.panel.panel_projection import PanelProjection


class PanelPlots:
    """The figures of a panel; each takes `ax` and gives Axes back.

    Parameters
    ----------
    panel : PanelProjection
    """

    def __init__(self, panel: PanelProjection) -> None:
        self._panel = panel

    def plans(self, area: str, *, ax: Axes | None = None) -> Axes:
        """Draw all plans of an area: those counted, and those projected with their range.

        Parameters
        ----------
        area : str
        ax : matplotlib.axes.Axes, optional
            Where to draw; a new figure if left out.

        Raises
        ------
        UnknownNameError
            If the panel does not hold the area.
        """
        panel = self._panel
        if area not in panel.areas:
            meant = f"Its areas are: {', '.join(panel.areas)}."
            raise UnknownNameError.of("panel_not_in", what="area", value=area, meant=meant)
        ahead = panel.to_frame()
        whole = ahead["area"].eq(area) & ahead["setting"].eq("") & ahead["ncy_from"].isna()
        ahead = ahead[whole][["year", "plans", "low", "high", "basis"]]
        past = panel.history
        given = past["area"].eq(area)
        for column in ("setting", "ncy_from"):
            if column in past:
                given &= past[column].isna() | past[column].eq("")
        counted = past[given & (past["year"] < panel.base)][["year", "plans", "basis"]]
        counted = counted.dropna().astype({"plans": float}).sort_values("year")
        counted = counted.assign(low=counted["plans"], high=counted["plans"])
        shown = figures.concat([counted[list(ahead.columns)], ahead])
        shown = shown.assign(
            january=[f"{terms.january_of_year(int(year))}" for year in shown["year"]], kind="plans"
        )
        return figures.range_lines(
            shown,
            x="january",
            y="plans",
            low="low",
            high="high",
            by="kind",
            labels={"plans": "All plans"},
            projected_from=str(terms.january_of_year(panel.base)),
            title=f"{area}: children with a plan",
            axis_label="Children, January",
            note=f"Shaded: 80 % of {panel.draws:,} draws. "
            f"{figures.basis_words([panel.basis, 'published'])}",
            ax=ax,
        )
