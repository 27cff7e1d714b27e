"""The figures of an allocation: the gap, supply, journeys, independent placements, a map."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from sufficiency import figures, terms
from sufficiency.allocation.against import shown_sites
from sufficiency.allocation.aims import for_want
from sufficiency.allocation.answer import (
    FEWEST,
    best_by_level,
    pool_names,
    year_or_strain,
)
from sufficiency.allocation.best_worth import aim_that_differs
from sufficiency.allocation.fates import FATES, INDEPENDENT_FATES, as_ordered
from sufficiency.allocation.map_frames import LEAST_FLOW, map_frames
from sufficiency.allocation.reason_frames import REASON_LABELS
from sufficiency.allocation.site_frames import KEPT
from sufficiency.allocation.summary import independent_by_year
from sufficiency.allocation.whose import own_rows, whose_words
from sufficiency.messages.listing import counted
from sufficiency.places import LEVELS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sufficiency.allocation.allocation import Allocation

MOST_POOLS = 25
"""Pools in a figure of supply."""
MOST_WORTH = 8
"""Pools of each level in a figure of what one more place is worth."""


class AllocationPlots:
    """The figures of an allocation.

    Each gives Axes back, and takes `ax`, where to draw: a new figure if left out. Those of a single
    year take `year`, an academic year: that of greatest strain if left out.

    Parameters
    ----------
    allocation : Allocation
    """

    def __init__(self, allocation: Allocation) -> None:
        self._allocation = allocation

    @property
    def _aims(self) -> tuple[str, ...]:
        """The aims of the allocation, in their order."""
        return self._allocation.setting.supply.aims

    def gap(self, *, ax: Axes | None = None) -> Axes:
        """Draw what becomes of the children who need a base or special place, year by year."""
        return self._fates(
            self._allocation.to_frame("gap", by=["year"]),
            as_ordered(FATES, self._aims),
            whole="demand",
            title="children who need a base or special place",
            ax=ax,
        )

    def gap_by_need(self, *, year: int | None = None, ax: Axes | None = None) -> Axes:
        """Draw where children lack a local place in a year, by need and group of localities."""
        chosen = self._year(year)
        frame = self._allocation.to_frame("gap", by=["year", "group", "need"])
        here = frame[frame["year"] == chosen]
        lacking = here.assign(children=here["without"] + here["independent"])
        whole = lacking.groupby("need")["children"].sum()
        order = whole[whole > FEWEST].sort_values(ascending=False).index.tolist()
        kept = lacking[lacking["need"].isin(order)]
        names = {code: terms.needs().label(code) for code in order}
        return figures.heat_table(
            kept.assign(need_name=kept["need"].map(names)),
            rows="need_name",
            columns="group",
            value="children",
            row_order=[names[code] for code in order],
            title=f"{self._name}: children without a local place, {terms.year_label(chosen)}",
            note=f"Without a place, or in an independent school{for_want(self._aims)}. Children, "
            f"means of {counted(self._allocation.draws, 'draw')}. {self._basis_note()}",
            ax=ax,
        )

    def reasons(self, *, ax: Axes | None = None) -> Axes:
        """Draw why children are not placed locally, year by year."""
        return self._fates(
            self._allocation.to_frame("why_not_local", by=["year"]),
            REASON_LABELS,
            whole="not_local",
            title="why children are not placed locally",
            ax=ax,
            looks=figures.REASON_LOOKS,
        )

    def supply(
        self, *, year: int | None = None, level: str = "special", ax: Axes | None = None
    ) -> Axes:
        """Draw children against places at the authority's own schools in a year.

        Parameters
        ----------
        level : {"special", "base"}
            Which pools; of more than 25, the largest.
        """
        chosen = self._year(year)
        own = self.own_supply(chosen)
        of_level = own[own["level"] == level]
        largest = of_level.sort_values("places", ascending=False, kind="stable").head(MOST_POOLS)
        kept = of_level[of_level.index.isin(largest.index)]
        rest = len(of_level) - len(kept)
        left_out = f" The {len(kept)} largest; {rest} more are in the table." if rest else ""
        words = terms.short_list("pool_level").label(level).lower()
        whose = whose_words(self._allocation)
        return figures.balance_bars(
            kept,
            y="pool_name",
            places="places",
            children="children",
            title=f"{self._name}: {words} places, {terms.year_label(chosen)}",
            axis_label="Children and places",
            note=f"{whose.capitalize()}; means of {counted(self._allocation.draws, 'draw')}. Empty "
            "places are headroom, or there is no child of their needs and ages near enough."
            f"{left_out} {self._basis_note()}",
            ax=ax,
        )

    def own_supply(self, year: int) -> pd.DataFrame:
        """Give the places of the authority's own schools in a year, with everybody in them.

        Where it is not known which schools are its own, all are given.
        """
        supply = self._allocation.to_frame("supply")
        of_year = supply[supply["year"] == year]
        here = own_rows(self._allocation, of_year.assign(pool_name=pool_names(of_year)))
        taken = here["taken"].where(here["taken"].notna(), 0.0) + here[list(KEPT)].sum(axis=1)
        whole = here.assign(children=here["placed"] + taken)
        order = whole["level"].map({name: place for place, name in enumerate(LEVELS[::-1])})
        ordered = whole.assign(order=order).sort_values(["order", "name", "pool"])
        return ordered.drop(columns="order").reset_index(drop=True)

    def journeys(self, *, ax: Axes | None = None) -> Axes:
        """Draw the mean journey of the placed by group and phase in the year of greatest strain."""
        chosen = self._year(None)
        frame = self._allocation.to_frame("journeys", by=["year", "group", "phase"])
        here = frame[(frame["year"] == chosen) & (frame["placed"] >= LEAST_FLOW)]
        labels = [
            f"{group}, {terms.phases().label(phase).lower()}"
            for group, phase in zip(here["group"], here["phase"], strict=True)
        ]
        return figures.dot_ranges(
            here.assign(label=labels),
            y="label",
            value="mean_miles",
            low="mean_miles_low",
            high="mean_miles_high",
            title=f"{self._name}: mean journey one way, {terms.year_label(chosen)}",
            axis_label="Miles, one way",
            digits=1,
            note="Children in the authority's planned places; groups of five or more. Bars: 80 % "
            f"of {counted(self._allocation.draws, 'draw')}. {self._basis_note()}",
            ax=ax,
        )

    def independent(self, *, ax: Axes | None = None) -> Axes:
        """Draw independent placements by year, and needs beyond local places."""
        return self._fates(
            independent_by_year(self._allocation),
            as_ordered(INDEPENDENT_FATES, self._aims),
            whole="together",
            title="independent placements, and needs beyond local places",
            ax=ax,
        )

    def worth(self, *, year: int | None = None, ax: Axes | None = None) -> Axes:
        """Draw bars of what one more place would change at the best pools of each level.

        Drawn is the first aim in which they differ: children without a local place or, where all
        would have as many fewer, journeys beyond the limit, miles, or what comes next.
        """
        chosen = self._year(year)
        best = best_by_level(self._allocation, year=chosen, most=MOST_WORTH)
        value, axis_label, digits, also = aim_that_differs(self._allocation, best)
        return figures.dot_ranges(
            best.assign(drawn=value, end=float("nan")),
            y="pool_name",
            value="drawn",
            low="end",
            high="end",
            title=f"{self._name}: what one more place is worth, {terms.year_label(chosen)}",
            axis_label=axis_label,
            digits=digits,
            as_bars=True,
            note=f"{also}Up to {MOST_WORTH} pools of each level, the best first. Means of "
            f"{counted(len(self._allocation.drawn.more), 'draw')}. {self._basis_note()}",
            ax=ax,
        )

    def against_today(self, *, ax: Axes | None = None) -> Axes:
        """Draw how many children more or fewer the model would put into each school than today."""
        sites = shown_sites(self._allocation)
        known = sites[sites["site"] != ""]
        largest = known["difference"].abs().sort_values(ascending=False, kind="stable")
        kept = known.loc[largest.index[:MOST_POOLS]].sort_values("difference", kind="stable")
        settings = terms.short_list("pool_setting")
        is_twice = kept["name"].duplicated(keep=False)
        names = [
            f"{name} ({settings.label(setting).lower()})" if twice else name
            for name, setting, twice in zip(kept["name"], kept["setting"], is_twice, strict=True)
        ]
        january = terms.january_of_year(self._allocation.projection.base)
        return figures.dot_ranges(
            kept.assign(label=names, end=float("nan")),
            y="label",
            value="difference",
            low="end",
            high="end",
            title=f"{self._name}: the model against today, January {january}",
            axis_label="Children more (or fewer) in the model than today",
            note="Expected numbers, all children placed anew. Schools with five or more children "
            f"today, at most {MOST_POOLS}, those that differ most. {self._basis_note()}",
            ax=ax,
        )

    def map(self, *, year: int | None = None, ax: Axes | None = None) -> Axes:
        """Draw where children live and where they are placed; flows of five or more only."""
        chosen = self._year(year)
        shown = map_frames(self._allocation, chosen)
        kinds = {
            code: terms.short_list("pool_setting").label(code)
            for code in ("special", "base", "independent")
            if (shown.sites["kind"] == code).any()
        }
        return figures.flows_map(
            shown.homes,
            shown.sites,
            shown.flows,
            kinds=kinds,
            looks=figures.SETTING_LOOKS,
            title=f"{self._name}: from home to school, {terms.year_label(chosen)}",
            note="Lines: five or more children (expected numbers); smaller flows are not shown. "
            "Sites: those with a line, or within 3 miles of a locality."
            f"{' ' * bool(shown.words_of_far)}{shown.words_of_far} {self._basis_note()}",
            ax=ax,
        )

    def _fates(
        self,
        frame: pd.DataFrame,
        fates: dict[str, str],
        *,
        whole: str,
        title: str,
        ax: Axes | None,
        looks: Mapping[str, int] = figures.FATE_LOOKS,
    ) -> Axes:
        """Draw fates on top of each other, year by year, with the range of them all together."""
        of_year = frame.set_index("year")
        long = frame.melt("year", list(fates), var_name="fate", value_name="children")
        return figures.stacked_bars(
            long.assign(
                label=[terms.year_label(int(year)) for year in long["year"]],
                low=long["year"].map(of_year[f"{whole}_low"]),
                high=long["year"].map(of_year[f"{whole}_high"]),
            ),
            x="label",
            y="children",
            by="fate",
            order=tuple(fates),
            labels=fates,
            looks=looks,
            low="low",
            high="high",
            title=f"{self._name}: {title}",
            axis_label="Children",
            note="Numbers on top: totals, means of "
            f"{counted(self._allocation.draws, 'draw')}. Whiskers: 80 % of the draws of each "
            f"total lie within. {self._basis_note()}",
            ax=ax,
        )

    @property
    def _name(self) -> str:
        return self._allocation.projection.area.name

    def _year(self, year: int | None) -> int:
        return year_or_strain(self._allocation, year)

    def _basis_note(self) -> str:
        return (
            f"Scenario {self._allocation.scenario.name}. "
            f"{figures.basis_words([self._allocation.basis])}"
        )
