"""The figures of benchmarks: a dot for each area."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sufficiency import figures, terms
from sufficiency.benchmarking.comparing import limits_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sufficiency.benchmarking.benchmarks import Benchmarks

ROLES = {
    "authority": "this authority",
    "beside": "neighbour",
    "neighbours": "Neighbours together",
    "region": "region",
    "England": "England",
}
"""What each level is called in a figure, in the order of its key."""


class BenchmarkPlots:
    """The figures of benchmarks; each takes `ax` and gives Axes back.

    Parameters
    ----------
    benchmarks : Benchmarks
    """

    def __init__(self, benchmarks: Benchmarks) -> None:
        self._benchmarks = benchmarks

    def dots(
        self, indicator: str, item: str = "", *, year: int | None = None, ax: Axes | None = None
    ) -> Axes:
        """Draw one figure of all areas, with what chance allows around England's.

        Parameters
        ----------
        indicator : str
            Such as "setting_share".
        item : str
            The need, setting or age band; blank where the indicator has none.
        year : int, optional
            The newest that has it, if left out.
        ax : matplotlib.axes.Axes, optional
            Where to draw; a new figure if left out.

        Raises
        ------
        UnknownNameError
            If there is no such indicator, item or year.
        """
        held = self._benchmarks
        rows = held.of(indicator, item, year=year)
        one = terms.indicators()[indicator]
        own = rows[rows["level"] == "authority"]
        england = rows[rows["level"] == "England"]
        low, high = float("nan"), float("nan")
        if len(own) and len(england):
            low, high = limits_of(one, float(own["base"].iloc[0]), float(england["value"].iloc[0]))
        january = terms.january_of_year(int(rows["year"].iloc[0]))
        what = f"{one.label}: {_item_words(one.by, item)}" if item else one.label
        chance = (
            f"Shaded: where {held.authority} would lie in 95 years of 100 by chance alone, if it "
            "were like England. "
            if low == low
            else ""
        )
        return figures.dots_beside(
            rows.assign(role=rows["level"].map(ROLES).astype(object)),
            y="area",
            value="value",
            role="role",
            roles=tuple(ROLES.values()),
            band=(low, high),
            line=float(england["value"].iloc[0]) if len(england) else float("nan"),
            title=f"{what}, January {january}",
            axis_label=f"{one.unit[0].upper()}{one.unit[1:]}",
            note=f"{chance}{figures.basis_words([held.basis_of(indicator)])}",
            digits=1,
            ax=ax,
        )


def _item_words(by: str, item: str) -> str:
    """Say a need, setting or age band in words."""
    lists = {"need": terms.needs, "setting": terms.settings, "age": terms.age_bands}
    return lists[by]().label(item) if by in lists and item != "unknown" else item
