"""The figures of a tracking: the miss and its parts, step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from sufficiency import figures, terms
from sufficiency.backtesting.track_words import PART_WORDS, who_left
from sufficiency.results import say_labels

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sufficiency.backtesting.tracking import Tracking


class TrackingPlots:
    """The figures of a tracking; each takes `ax` and gives Axes back.

    Parameters
    ----------
    tracking : Tracking
    """

    def __init__(self, tracking: Tracking) -> None:
        self._tracking = tracking

    def miss(self, *, ax: Axes | None = None, **values: object) -> Axes:
        """Draw the parts of a miss step by step, from what was expected to what came.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
            Where to draw; a new figure if left out.
        **values
            Axes and the label wanted of each: `year=2025, need="SEMH"`; all plans of the last
            January that came, if left out.
        """
        tracking = self._tracking
        row = tracking.row(**values)
        january = terms.january_of_year(row["year"])
        held = [part for part in PART_WORDS if part in row]
        # A seventh bar, that of limits, leaves no room to say what a sign of leavers means.
        roomy = len(held) < len(PART_WORDS)
        names = [_in_two_lines(part, row[part] if roomy else 0.0) for part in held]
        steps = pd.DataFrame(
            {
                "part": [*names, "All together"],
                "children": [*(row[part] for part in held), row["miss"]],
                "total": [*(False for _ in held), True],
            }
        )
        who = say_labels(values)
        side = "within" if row["inside"] else "outside"
        return figures.waterfall_bars(
            steps,
            x="part",
            y="children",
            total="total",
            from_nought=True,
            digits=1,
            title=f"{tracking.area.name}: came less expected, January {january}"
            f"{f', {who}' if who else ''}",
            axis_label="Children, against what was expected",
            note=f"{row['expected']:,.1f} expected, {row['came']:,.1f} came: {side} the range of "
            f"the projection ({row['low']:,.0f} to {row['high']:,.0f} in 80 % of "
            f"{tracking.projection.draws:,} draws). "
            f"{figures.basis_words([tracking.basis])}",
            ax=ax,
        )


def _in_two_lines(part: str, children: float) -> str:
    """Name a bar, so that six of them have room beside each other."""
    words = PART_WORDS[part]
    name = f"{words[0].upper()}{words[1:]}"
    besides = who_left(part, children).strip()
    return f"{name}\n{besides}" if besides else name.replace(" ", "\n", 1)
