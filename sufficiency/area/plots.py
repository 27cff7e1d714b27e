"""The figures of an area: `area.plot.plans()` and `area.plot.map()`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sufficiency import figures, terms
from sufficiency.errors import NotPossibleError
from sufficiency.tables import CheckedTable

if TYPE_CHECKING:
    from matplotlib.axes import Axes

METRES_IN_A_MILE = 1609.344
MAP_EDGE_MILES = 12.0
SHOWN_SETTINGS = ("mainstream", "base", "special", "independent")
REST = "rest"


class AreaPlots:
    """The figures of an area; each takes `ax` and gives Axes back.

    Parameters
    ----------
    tables : mapping of str to CheckedTable
        The area's tables.
    name : str
        The area's name, for titles.
    """

    def __init__(self, tables: Mapping[str, CheckedTable], *, name: str) -> None:
        self._tables = tables
        self._name = name

    def plans(self, *, ax: Axes | None = None) -> Axes:
        """Draw the plans of each January, by where the children are.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
            Where to draw; a new figure if left out.

        Raises
        ------
        NotPossibleError
            If the area holds no plans and no margins by setting.
        """
        rows, source = self._plans_by_setting()
        kind = rows["setting"].where(rows["setting"].isin(SHOWN_SETTINGS), REST)
        january = [f"January\n{terms.january_of_year(int(year))}" for year in rows["year"]]
        counted = rows.assign(kind=kind, january=january).sort_values("year")
        labels = {code: terms.settings().label(code) for code in SHOWN_SETTINGS}
        note = f"{source} {figures.basis_words(rows['basis'])}{_not_shown(rows)}"
        return figures.stacked_bars(
            counted,
            x="january",
            y="plans",
            by="kind",
            order=(*SHOWN_SETTINGS, REST),
            labels={**labels, REST: "All other settings"},
            looks=figures.SETTING_LOOKS,
            title=f"{self._name}: plans by setting",
            axis_label=terms.table("plans")["plans"].axis_label,
            note=note,
            ax=ax,
        )

    def _plans_by_setting(self) -> tuple[pd.DataFrame, str]:
        """Give plans by year and setting: of each January from a margin, or else from plans."""
        margins, plans = self._tables["margins"].frame, self._tables["plans"].frame
        alone = (margins["need"] == "") & (margins["locality"] == "") & margins["ncy_from"].isna()
        by_setting = margins[alone & (margins["setting"] != "")]
        # Two margins of one January count the same children: the first of them is enough.
        first = by_setting.groupby("year")["margin"].transform("min") == by_setting["margin"]
        published = by_setting[first]
        counted = plans[~plans["year"].isin(published["year"])]
        parts = {"published margins by setting": published, "the table plans": counted}
        held = {words: rows for words, rows in parts.items() if len(rows)}
        if not held:
            raise NotPossibleError.of("nothing_to_draw", what="plans by setting")
        return pd.concat(list(held.values())), f"From {' and '.join(held)}."

    def map(self, *, ax: Axes | None = None) -> Axes:
        """Draw localities by their plans, and the sites around; made-up sites are hollow.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
            Where to draw; a new figure if left out.
        """
        localities = self._tables["localities"].frame
        plans = self._tables["plans"].frame
        latest = plans[plans["year"] == plans["year"].max()] if len(plans) else plans
        counted = latest.groupby("locality")["plans"].sum()
        size = localities["locality"].map(counted)
        areas = localities.assign(size=size.where(size.notna(), 0.0))
        sites = self._sites()
        near = self._near(sites)
        kinds = {
            code: terms.short_list("pool_setting").label(code)
            for code in ("special", "base", "independent")
            if (near["kind"] == code).any()
        }
        bases = {*latest["basis"], *(basis or "supplied" for basis in localities["basis"])}
        bases |= set(near["basis"])
        left_out = sites["site"].nunique() - near["site"].nunique()
        further = (
            f" {left_out} sites more than {MAP_EDGE_MILES:.0f} miles from the nearest locality "
            "are not shown."
            if left_out
            else ""
        )
        return figures.points_map(
            areas,
            near,
            kinds=kinds,
            looks=figures.SETTING_LOOKS,
            title=f"{self._name}: localities and sites",
            note=f"{figures.basis_words(bases)}{further}{_not_shown(latest)}",
            ax=ax,
        )

    def _sites(self) -> pd.DataFrame:
        """Give each site with the kinds of places that it has: a row for each kind."""
        pools = self._tables["pools"].frame
        kind = pools["setting"].where(pools["setting"] != "", pools["level"])
        kinds = pools.assign(kind=kind)[["site", "kind"]].drop_duplicates()
        sites = self._tables["sites"].frame
        marked = sites.assign(is_made=sites["basis"] == "made")
        return marked.merge(kinds, on="site", how="left")

    def _near(self, sites: pd.DataFrame) -> pd.DataFrame:
        """Keep the sites that have a pool and are near a locality."""
        homes = self._tables["localities"].frame[["easting", "northing"]].to_numpy(dtype=float)
        points = sites[["easting", "northing"]].to_numpy(dtype=float)
        away = np.sqrt(((points[:, None, :] - homes[None, :, :]) ** 2).sum(axis=2)).min(axis=1)
        near = (away <= MAP_EDGE_MILES * METRES_IN_A_MILE) & sites["kind"].notna().to_numpy()
        kept: pd.DataFrame = sites[near]
        return kept


def _not_shown(plans: pd.DataFrame) -> str:
    """Say how many counts a figure leaves out because their source does not show them."""
    hidden = int((plans["plans_mark"] != "").sum())
    counted = "1 count that is" if hidden == 1 else f"{hidden} counts that are"
    return f" Without {counted} not shown." if hidden else ""
