"""The figures of a chosen programme: when schemes open, the ranking, and the frontier."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from sufficiency import figures, terms
from sufficiency.capital.offer import Offer
from sufficiency.capital.valuing import words_of
from sufficiency.results import refuse_unknown_labels

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sufficiency.capital.programme import CapitalProgramme

MOST_PROGRAMMES = 20
"""Programmes in the figure of the ranking."""

MILLION = 1_000_000


class CapitalPlots:
    """The figures of a chosen programme; each gives Axes back, and takes `ax`, where to draw.

    Parameters
    ----------
    programme : CapitalProgramme
    """

    def __init__(self, programme: CapitalProgramme) -> None:
        self._made = programme

    def programme(self, *, ax: Axes | None = None) -> Axes:
        """Draw when each scheme of the proposed programme opens, and from when it is full."""
        made = self._made
        frame = made.programme()
        full = [
            opens + _years_to_fill(made.shared.offer(scheme))
            for scheme, opens in zip(frame["scheme"], frame["opens"], strict=True)
        ]
        drawn = frame.assign(
            begins=[terms.year_label(int(year)) for year in frame["opens"]],
            full=[terms.year_label(int(year)) for year in full],
            words=[
                f"{places} places, £{pounds / MILLION:,.1f}m"
                for places, pounds in zip(frame["places"], frame["pounds"], strict=True)
            ],
        )
        return figures.span_bars(
            drawn,
            y="name",
            begins="begins",
            full="full",
            words="words",
            labels=[terms.year_label(year) for year in made.years],
            title="Schemes of the proposed programme",
            note="Hatched: places open in steps. Pounds: capital with allowances, in the price "
            "year of the scenario.",
            basis="basis",
            ax=ax,
        )

    def ranking(self, *, measure: str | None = None, ax: Axes | None = None) -> Axes:
        """Draw what each programme changes with stayers, against nothing built.

        Parameters
        ----------
        measure : str, optional
            One of `measures`; the first that any programme changes where left out.
        ax : Axes, optional
        """
        made = self._made
        frame = made.ranking().head(MOST_PROGRAMMES)
        chosen = self._chosen(frame, measure)
        drawn = frame.assign(
            rank=[
                f"{rank}. {words}{' (proposed)' if proposed else ''}"
                for rank, words, proposed in zip(
                    frame["rank_with_stayers"], frame["programme"], frame["proposed"], strict=True
                )
            ]
        )
        return figures.dot_ranges(
            drawn,
            y="rank",
            value=f"{chosen}_change",
            low=f"{chosen}_change_low",
            high=f"{chosen}_change_high",
            title="Programmes, the best with stayers first",
            axis_label=f"Change of {words_of(chosen)}, all years together",
            note=f"Against nothing built, with stayers, over {made.again_draws} draws; 80 % of "
            "the draws lie within the range.",
            ax=ax,
        )

    def frontier(
        self,
        budgets: Sequence[float] | None = None,
        *,
        measure: str | None = None,
        ax: Axes | None = None,
    ) -> Axes:
        """Draw what each budget would buy, released; the schemes are chosen anew for each.

        Parameters
        ----------
        budgets : sequence of float, optional
            As of `CapitalProgramme.frontier`.
        measure : str, optional
            One of `measures`; the first that any budget changes where left out.
        ax : Axes, optional
        """
        frame = self._made.frontier(budgets)
        chosen = self._chosen(frame, measure)
        avoided = -frame[f"{chosen}_change"] + 0.0
        # What grows with the budget, as miles do, is drawn as it is.
        is_less = bool((avoided >= 0).all())
        words = f"Fewer {words_of(chosen)}" if is_less else words_of(chosen).capitalize()
        drawn = pd.DataFrame(
            {
                "budget": [f"£{budget / MILLION:,.1f}m" for budget in frame["budget"]],
                "value": avoided if is_less else frame[chosen],
                "none": float("nan"),
                "series": "value",
                "basis": frame["basis"],
            }
        )
        return figures.range_lines(
            drawn,
            x="budget",
            y="value",
            low="none",
            high="none",
            by="series",
            labels={"value": words},
            title="What each budget would buy",
            axis_label=f"{words}, all years together",
            note=f"Released: everybody placed anew each year, over {self._made.draws} draws.",
            projected_from=drawn["budget"].iloc[-1],
            basis="basis",
            ax=ax,
        )

    def _chosen(self, frame: pd.DataFrame, measure: str | None) -> str:
        """Give the measure to be drawn: as asked, or the first that differs at all."""
        measures = self._made.measures
        if measure is not None:
            refuse_unknown_labels({"measure": measure}, labels_of=lambda _: measures)
            return measure
        changed = [name for name in measures if frame[f"{name}_change"].abs().max() > 0]
        return changed[0] if changed else measures[0]


def _years_to_fill(offer: Offer) -> int:
    """Give the years after which a scheme changes no more."""
    return max((step.since for step in offer.steps), default=0)
