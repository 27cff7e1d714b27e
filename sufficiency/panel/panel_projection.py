"""PanelProjection: plans by draw, year, area, and what is counted."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.errors import Finding, UnknownNameError, findings_frame
from sufficiency.messages.listing import counted
from sufficiency.panel.drawing import Counted
from sufficiency.panel.plots import PanelPlots
from sufficiency.results import Card, Figure, Provenance, Result, versions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FloatArray = NDArray[np.float64]

COLUMNS = (
    "year",
    "area",
    "setting",
    "ncy_from",
    "ncy_to",
    "plans",
    "low",
    "high",
    "expected",
    "basis",
)
RANGE = (0.1, 0.9)


@dataclass(frozen=True, eq=False, repr=False)
class PanelProjection(Result):
    """How many plans one or many areas will have; `project_panel` makes one.

    Parameters
    ----------
    base : int
        Academic year of the last January that was counted.
    years : tuple of int
        The projected academic years.
    counted : tuple of Counted
        What was projected.
    history : pandas.DataFrame
        The rows that it was made of.
    draws, seed : int
        Possible futures, and their seed.
    basis : str
        The weakest basis that it rests on.
    notes : tuple of Finding
        What the user should know.
    """

    base: int
    years: tuple[int, ...]
    counted: tuple[Counted, ...]
    history: pd.DataFrame
    draws: int
    seed: int
    basis: str
    notes: tuple[Finding, ...] = ()

    @property
    def areas(self) -> tuple[str, ...]:
        """The areas, England among them where it has rows of its own."""
        return tuple(dict.fromkeys(one.area for one in self.counted))

    @cached_property
    def _frame(self) -> pd.DataFrame:
        rows = pd.DataFrame(self._rows(self.counted), columns=list(COLUMNS))
        return rows.astype({"ncy_from": "Int64", "ncy_to": "Int64"})

    def to_frame(self, table: str = "panel") -> pd.DataFrame:
        """Give all figures with their ranges, or one of the tables.

        Parameters
        ----------
        table : str
            "panel", or "notes".

        Returns
        -------
        pandas.DataFrame
            Columns year, area, setting, ncy_from, ncy_to (blank for all), plans (mean over the
            draws), low and high (80 % of the draws lie between), expected, and basis. The first
            year is the January that was counted.
        """
        return super().to_frame(table)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Give all tables by name: panel and notes."""
        return {"panel": self._frame.copy(), "notes": findings_frame(self.notes)}

    def draws_of(self, area: str, *, setting: str = "", ncy_from: int | None = None) -> FloatArray:
        """Give the draws of one count.

        Parameters
        ----------
        area : str
        setting : str
            "special", "base" or "independent"; all plans, where left out.
        ncy_from : int, optional
            The first NC year of an age band; all ages, where left out.

        Returns
        -------
        FloatArray
            Axes (draw, year) [children].

        Raises
        ------
        UnknownNameError
            If the panel does not hold it.
        """
        for one in self.counted:
            first = None if one.span is None else one.span[0]
            if (one.area, one.setting, first) == (area, setting, ncy_from):
                return one.draws.copy()
        if area not in self.areas:
            meant = f"Its areas are: {', '.join(self.areas)}."
            raise UnknownNameError.of("panel_not_in", what="area", value=area, meant=meant)
        held = [one for one in self.counted if one.area == area]
        meant = f"Of {area} it holds: {', '.join(_said(one) for one in held)}."
        asked = f"setting={setting!r}, ncy_from={ncy_from}"
        raise UnknownNameError.of("panel_not_in", what="count", value=asked, meant=meant)

    def card(self) -> Card:
        """Say what the first areas have now, and will have."""
        last, january = self.years[-1], terms.january_of_year(self.years[-1])
        totals = [one for one in self.counted if not one.setting and one.span is None]
        ends = [np.quantile(one.draws[:, -1], RANGE).tolist() for one in totals[:5]]
        figures = tuple(
            Figure(
                f"{one.area}: plans, January {january}",
                float(one.draws[:, -1].mean()),
                "children",
                self.basis,
                low,
                high,
            )
            for one, (low, high) in zip(totals, ends, strict=False)
        )
        first = totals[-1] if len(totals) <= 2 else totals[0]
        shown = figures[totals.index(first)].shown
        title = (
            f"Panel of {counted(len(totals), 'area')}, {terms.year_label(self.years[0])} to "
            f"{terms.year_label(last)}: {first.area}'s {first.last:,.0f} plans of January "
            f"{terms.january_of_year(self.base)} become {shown}."
        )
        words = terms.short_list("basis").label(self.basis).lower()
        lines = (
            f"{self.draws:,} draws, seed {self.seed}; 80 % of the draws lie in each range.",
            f"Weakest basis: {words}.",
        )
        return Card(
            title,
            lines,
            figures,
            next_python=f"{counted(len(self.notes), 'note')}: panel.to_frame('notes'). "
            f"Next: panel.to_frame(); panel.plot.plans({first.area!r}).",
            next_command="the command project tells needs and levels of one area, from all of its "
            "tables",
        )

    @property
    def plot(self) -> PanelPlots:
        """Figures: `panel.plot.plans(area)`."""
        return PanelPlots(self)

    def provenance(self) -> Provenance:
        """Tell with which versions and seed it was made."""
        settings = {
            "areas": str(len(self.areas)),
            "base": terms.year_label(self.base),
            "until": terms.year_label(self.years[-1]),
            "draws": str(self.draws),
            "seed": str(self.seed),
        }
        return Provenance((), versions(), settings)

    def _rows(self, counted: Iterable[Counted]) -> Iterator[tuple[object, ...]]:
        for one in counted:
            first, last = one.span or (None, None)
            key = (one.area, one.setting, first, last)
            yield (self.base, *key, one.last, one.last, one.last, one.last, self.basis)
            low, high = np.quantile(one.draws, RANGE, axis=0)
            mean = one.draws.mean(axis=0)
            for place, year in enumerate(self.years):
                numbers = (mean[place], low[place], high[place], one.expected[place])
                yield (year, *key, *(float(number) for number in numbers), self.basis)


def _said(one: Counted) -> str:
    """Name what is counted: "all plans", "special", "NC years 1 to 6"."""
    if one.span is not None:
        return f"ncy_from={one.span[0]}"
    return f"setting={one.setting!r}" if one.setting else "all plans"
