"""What a map of an allocation shows: homes, the sites near by, and flows that may be shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.messages.listing import counted
from sufficiency.places import METRES_A_MILE

if TYPE_CHECKING:
    from sufficiency.allocation.allocation import Allocation

FloatArray = NDArray[np.float64]

LEAST_FLOW = 5
"""No map shows a flow of fewer children: small flows could point at a child."""

EDGE_MILES = 12.0
"""Sites further from every locality than this are not on the map: they would make all small."""

BESIDE_MILES = 3.0
"""Sites without a line are on the map only so near to a locality: others would make it small."""

POINT = ["easting", "northing"]


@dataclass(frozen=True, slots=True, eq=False)
class MapFrames:
    """What a map of one year shows.

    Parameters
    ----------
    homes : pandas.DataFrame
        The table localities, with size [children who need a base or special place].
    sites : pandas.DataFrame
        Columns site, name, kind, easting, northing [metres], is_made, size [children of the
        area]; a row for each kind that a site has.
    flows : pandas.DataFrame
        Columns locality, site, children (expected), from_easting, from_northing, to_easting,
        to_northing [metres]; no flow of fewer than five.
    far_sites, far_flows : pandas.DataFrame
        The same of what is off the map: flows of five or more to sites too far away, and those.
    """

    homes: pd.DataFrame
    sites: pd.DataFrame
    flows: pd.DataFrame
    far_sites: pd.DataFrame
    far_flows: pd.DataFrame

    @property
    def words_of_far(self) -> str:
        """Say what is off the map; nothing where all of it is there."""
        if self.far_flows.empty:
            return ""
        lines = counted(len(self.far_flows), "line")
        children = counted(float(self.far_flows["children"].sum()), "child", "children")
        return (
            f"Off the map: {lines} with {children} to schools "
            f"more than {EDGE_MILES:.0f} miles from the nearest locality."
        )


def map_frames(allocation: Allocation, year: int) -> MapFrames:
    """Gather what the map of a year shows: flows of five or more, sites with one or near by."""
    placed = allocation.to_frame("placed")
    here = placed[placed["year"] == year]
    every = here.groupby(["locality", "site"])["children"].sum().reset_index()
    large = every[every["children"] >= LEAST_FLOW]
    homes = _homes(allocation, year)
    sites = _sites(allocation, year, here)
    away = _miles_away(sites, homes)
    has_line = sites["site"].isin(large["site"])
    near = sites[(away <= BESIDE_MILES) | (has_line & (away <= EDGE_MILES))].reset_index(drop=True)
    far = sites[has_line & (away > EDGE_MILES)].reset_index(drop=True)
    return MapFrames(homes, near, _flows(large, homes, near), far, _flows(large, homes, far))


def _flows(large: pd.DataFrame, homes: pd.DataFrame, sites: pd.DataFrame) -> pd.DataFrame:
    """Give the flows to some sites, each with the points of its ends."""
    ends = sites.drop_duplicates("site").set_index("site")
    starts = homes.set_index("locality")
    kept = large[large["site"].isin(ends.index)]
    return kept.assign(
        from_easting=kept["locality"].map(starts["easting"]),
        from_northing=kept["locality"].map(starts["northing"]),
        to_easting=kept["site"].map(ends["easting"]),
        to_northing=kept["site"].map(ends["northing"]),
    ).reset_index(drop=True)


def map_rows(allocation: Allocation, year: int) -> pd.DataFrame:
    """Lay out in words what the map of a year shows: each line, and each locality without one.

    Flows that are off the map, since their school is far away, are among the lines.

    Returns
    -------
    pandas.DataFrame
        Columns group, locality (name), demand (children there who need a base or special place),
        site (name; a dash where the locality has no flow that may be shown), kind (what the site
        is), children (of the flow); the largest flows of each locality first.
    """
    shown = map_frames(allocation, year)
    words = terms.short_list("pool_setting")
    sites = pd.concat([shown.sites, shown.far_sites])
    flows = pd.concat([shown.flows, shown.far_flows])
    kinds = sites.groupby("site")["kind"].agg(lambda held: sorted(set(held)))
    names = sites.drop_duplicates("site").set_index("site")["name"]
    homes = shown.homes.rename(columns={"name": "locality_name", "size": "demand"})
    rows = homes.merge(flows[["locality", "site", "children"]], on="locality", how="left")
    has_flow = rows["site"].notna()
    return (
        rows.assign(
            site=rows["site"].map(names).where(has_flow, "–"),
            kind=[
                "; ".join(words.label(code) for code in kinds[site]) if is_flow else "–"
                for site, is_flow in zip(rows["site"], has_flow, strict=True)
            ],
        )
        .sort_values(["group", "locality_name", "children"], ascending=[True, True, False])[
            ["group", "locality_name", "demand", "site", "kind", "children"]
        ]
        .rename(columns={"locality_name": "locality"})
        .reset_index(drop=True)
    )


def _homes(allocation: Allocation, year: int) -> pd.DataFrame:
    """Give the localities, each with the children who need a base or special place."""
    demand = allocation.to_frame("gap", by=["year", "locality"])
    here = demand[demand["year"] == year].set_index("locality")["demand"]
    localities = allocation.projection.area.table("localities")
    return localities.assign(size=localities["locality"].map(here))


def _sites(allocation: Allocation, year: int, here: pd.DataFrame) -> pd.DataFrame:
    """Give each site open in the year with what it is, and how many children of the area it has.

    Nobody is in a pool that is not open: whoever was there is placed anew.
    """
    plan = allocation.plan
    labels = plan.labels[plan.pools.is_open[plan.axes.years.index(year)]]
    made = allocation.plan_sites().set_index("site")["basis"] == "made"
    kinds = labels[["site", "setting", "name", *POINT]].drop_duplicates()
    size = kinds["site"].map(here.groupby("site")["children"].sum())
    sites: pd.DataFrame = kinds.rename(columns={"setting": "kind"}).assign(
        is_made=kinds["site"].map(made).to_numpy(), size=size.where(size.notna(), 0.0).to_numpy()
    )
    return sites


def _miles_away(sites: pd.DataFrame, homes: pd.DataFrame) -> FloatArray:
    """Give how far each site is from the nearest locality [straight miles]."""
    points = homes[POINT].to_numpy(dtype=float)
    across = sites[POINT].to_numpy(dtype=float)[:, None] - points
    metres: FloatArray = np.sqrt((across**2).sum(axis=2)).min(axis=1)
    return metres / METRES_A_MILE
