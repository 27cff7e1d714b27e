"""The figures of an allocation: the gap, supply, journeys, independent placements, a map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sufficiency import figures, terms
from sufficiency.allocation.answer import best_places, pool_name, year_or_strain
from sufficiency.places import LEVELS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sufficiency.allocation.allocation import Allocation

FATES = {
    "placed_within_limit": "Placed within the journey limit",
    "placed_further": "Placed further",
    "independent": "Independent, for want of a place",
    "without": "Without a place",
}
"""What becomes of children who need a place, from the bottom of a stack up."""

LEAST_FLOW = 5
"""No map shows a flow of fewer children: small flows could point at a child."""

MOST_POOLS = 25
"""Pools in a figure of supply."""

MAP_EDGE_METRES = 12 * 1609.344
"""Sites further from every locality than this are not on the map."""


class AllocationPlots:
    """The figures of an allocation; each takes `ax` and gives Axes back.

    Parameters
    ----------
    allocation : Allocation
    """

    def __init__(self, allocation: Allocation) -> None:
        self._allocation = allocation

    def gap(self, *, ax: Axes | None = None) -> Axes:
        """Draw what becomes of the children who need a base or special place, year by year."""
        frame = self._allocation.to_frame("gap", by=["year"])
        whole = frame.set_index("year")
        long = frame.melt("year", list(FATES), var_name="fate", value_name="children")
        years = [terms.year_label(int(year)) for year in long["year"]]
        shown = long.assign(
            label=years,
            low=long["year"].map(whole["demand_low"]),
            high=long["year"].map(whole["demand_high"]),
        )
        return figures.stacked_bars(
            shown,
            x="label",
            y="children",
            by="fate",
            order=tuple(FATES),
            labels=FATES,
            low="low",
            high="high",
            title=f"{self._name}: children who need a base or special place",
            axis_label="Children",
            note=f"Means of {self._allocation.draws} draws; whisker: 80 % of the draws of the "
            f"total. {self._basis_note()}",
            ax=ax,
        )

    def gap_by_need(self, *, year: int | None = None, ax: Axes | None = None) -> Axes:
        """Draw where children lack a local place in a year, by need and group of localities.

        Parameters
        ----------
        year : int, optional
            Academic year; that of greatest strain where left out.
        ax : matplotlib.axes.Axes, optional
            Where to draw; a new figure if left out.
        """
        chosen = self._year(year)
        frame = self._allocation.to_frame("gap", by=["year", "group", "need"])
        here = frame[frame["year"] == chosen]
        lacking = here.assign(children=here["without"] + here["independent"])
        whole = lacking.groupby("need")["children"].sum()
        order = whole[whole >= 0.5].sort_values(ascending=False).index.tolist()
        kept = lacking[lacking["need"].isin(order)]
        names = {code: terms.needs().label(code) for code in order}
        return figures.heat_table(
            kept.assign(need_name=kept["need"].map(names)),
            rows="need_name",
            columns="group",
            value="children",
            row_order=[names[code] for code in order],
            title=f"{self._name}: children without a local place, {terms.year_label(chosen)}",
            note="Without a place, or in an independent school for want of one. Children, means "
            f"of {self._allocation.draws} draws. {self._basis_note()}",
            ax=ax,
        )

    def supply(
        self, *, year: int | None = None, level: str = "special", ax: Axes | None = None
    ) -> Axes:
        """Draw children against places at the authority's own schools in a year.

        Parameters
        ----------
        year : int, optional
            Academic year; that of greatest strain where left out.
        level : {"special", "base"}
            Which pools; of more than 25, the largest.
        ax : matplotlib.axes.Axes, optional
            Where to draw; a new figure if left out.
        """
        chosen = self._year(year)
        own = self.own_supply(chosen)
        of_level = own[own["level"] == level]
        largest = of_level.sort_values("places", ascending=False, kind="stable").head(MOST_POOLS)
        kept = of_level[of_level.index.isin(largest.index)]
        names = [pool_name(row) for row in kept.to_dict("records")]
        rest = len(of_level) - len(kept)
        left_out = f" The {len(kept)} largest; {rest} more are in the table." if rest else ""
        words = terms.short_list("pool_level").label(level).lower()
        return figures.balance_bars(
            kept.assign(pool_name=names),
            y="pool_name",
            places="places",
            children="children",
            title=f"{self._name}: {words} places, {terms.year_label(chosen)}",
            axis_label="Children and places",
            note=f"Schools of the authority; means of {self._allocation.draws} draws. Places "
            f"that are free are kept for headroom, or for children of other needs or ages."
            f"{left_out} {self._basis_note()}",
            ax=ax,
        )

    def own_supply(self, year: int) -> pd.DataFrame:
        """Give the places of the authority's own schools in a year, with everybody in them."""
        supply = self._allocation.to_frame("supply")
        authority = self._allocation.projection.area.fact("authority")
        here = supply[(supply["year"] == year) & (supply["authority"] == authority)]
        if here.empty:  # an area that does not say whose it is: every school is shown
            here = supply[supply["year"] == year]
        taken = here["taken"].where(here["taken"].notna(), 0.0) + here["kept_by_beyond"]
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
            f"of {self._allocation.draws} draws. {self._basis_note()}",
            ax=ax,
        )

    def independent(self, *, ax: Axes | None = None) -> Axes:
        """Draw independent placements by year: for want of a place, and beyond local places."""
        frame = self._allocation.to_frame("independent")
        columns = ["avoidable", "beyond"]
        by_year = frame.groupby("year", as_index=False)[columns].sum()
        long = by_year.melt("year", columns, var_name="kind", value_name="children")
        return figures.stacked_bars(
            long.assign(label=[terms.year_label(int(year)) for year in long["year"]]),
            x="label",
            y="children",
            by="kind",
            order=("beyond", "avoidable"),
            labels={
                "beyond": "Need what no local place could give",
                "avoidable": "For want of a local place",
            },
            title=f"{self._name}: independent placements, and needs beyond local places",
            axis_label="Children",
            note=f"Means of {self._allocation.draws} draws. {self._basis_note()}",
            ax=ax,
        )

    def worth(self, *, year: int | None = None, ax: Axes | None = None) -> Axes:
        """Draw where one more place would mean most fewer children without a local place.

        Parameters
        ----------
        year : int, optional
            Academic year; that of greatest strain where left out.
        ax : matplotlib.axes.Axes, optional
            Where to draw; a new figure if left out.
        """
        chosen = self._year(year)
        best = best_places(self._allocation, year=chosen).head(12)
        names = [pool_name(row) for row in best.to_dict("records")]
        fewer = -(best["more_without"] + best["more_independent"])
        return figures.dot_ranges(
            best.assign(label=names, fewer=fewer, low=fewer, high=fewer),
            y="label",
            value="fewer",
            low="low",
            high="high",
            title=f"{self._name}: what one more place is worth, {terms.year_label(chosen)}",
            axis_label="Fewer children without a local place, for one more place",
            digits=2,
            note=f"Means of {len(self._allocation.drawn.more)} draws. {self._basis_note()}",
            ax=ax,
        )

    def map(self, *, year: int | None = None, ax: Axes | None = None) -> Axes:
        """Draw where children live and where they are placed; flows of five or more only.

        Parameters
        ----------
        year : int, optional
            Academic year; that of greatest strain where left out.
        ax : matplotlib.axes.Axes, optional
            Where to draw; a new figure if left out.
        """
        chosen = self._year(year)
        allocation = self._allocation
        demand = allocation.to_frame("gap", by=["year", "locality"])
        here = demand[demand["year"] == chosen].set_index("locality")["demand"]
        localities = allocation.projection.area.table("localities")
        homes = localities.assign(size=localities["locality"].map(here))
        sites, flows = self._sites_and_flows(chosen, homes)
        kinds = {
            code: terms.short_list("pool_setting").label(code)
            for code in ("special", "base", "independent")
            if (sites["kind"] == code).any()
        }
        return figures.flows_map(
            homes,
            sites,
            flows,
            kinds=kinds,
            title=f"{self._name}: from home to school, {terms.year_label(chosen)}",
            note="Lines: five or more children (expected numbers); smaller flows are not shown. "
            f"Sites within 12 miles of a locality. {self._basis_note()}",
            ax=ax,
        )

    def _sites_and_flows(self, year: int, homes: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Give the sites near by with what they are, and the flows between that may be shown."""
        allocation = self._allocation
        placed = allocation.to_frame("placed")
        here = placed[placed["year"] == year]
        by_site = here.groupby(["locality", "site"], as_index=False)["children"].sum()
        labels = allocation.plan.labels
        known = allocation.plan_sites().set_index("site")
        made = known["basis"] == "made"
        kinds = labels[["site", "setting", "name", "easting", "northing"]].drop_duplicates()
        sites = kinds.rename(columns={"setting": "kind"}).assign(
            is_made=kinds["site"].map(made).to_numpy(),
            size=kinds["site"].map(by_site.groupby("site")["children"].sum()).to_numpy(),
        )
        sites["size"] = sites["size"].where(sites["size"].notna(), 0.0)
        points = homes[["easting", "northing"]].to_numpy(dtype=float)
        away = np.sqrt(
            ((sites[["easting", "northing"]].to_numpy(dtype=float)[:, None] - points) ** 2).sum(2)
        ).min(axis=1)
        near = sites[(away <= MAP_EDGE_METRES)].reset_index(drop=True)
        large = by_site[(by_site["children"] >= LEAST_FLOW) & by_site["site"].isin(near["site"])]
        ends = near.drop_duplicates("site").set_index("site")
        start = homes.set_index("locality")
        flows = large.assign(
            from_easting=large["locality"].map(start["easting"]),
            from_northing=large["locality"].map(start["northing"]),
            to_easting=large["site"].map(ends["easting"]),
            to_northing=large["site"].map(ends["northing"]),
        )
        return near, flows.reset_index(drop=True)

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
