"""Caps across the pools of a site: from the table caps to arrays, and what comes of them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency.allocation.frames import with_range
from sufficiency.allocation.plan import Plan
from sufficiency.area import Area
from sufficiency.places import NO_LIMIT, Axes, Caps

if TYPE_CHECKING:
    from sufficiency.allocation.allocation import Allocation

BoolArray = NDArray[np.bool_]
Row = Mapping[Hashable, Any]

SHOWN = ("needs", "ncy_from", "ncy_to", "places")


def caps_of(area: Area, plan: Plan) -> Caps | None:
    """Lay the caps of an area out as arrays.

    A cap counts children of ours of its needs and NC years in all pools of its site, whether they
    stay or are newly placed. It holds from its first year on; a later row replaces it.

    Parameters
    ----------
    area : Area
        As the scenario plans it.
    plan : Plan

    Returns
    -------
    Caps or None
        None where there are none.
    """
    rows = area.table("caps")
    if rows.empty:
        return None
    axes, found = plan.axes, _rows_by_cap(rows)
    held = {key: _in_force(of_cap, axes.years) for key, of_cap in found.items()}
    own = plan.labels["site"].to_numpy()
    years, count = len(axes.years), len(held)
    kinds = np.zeros((years, count, len(axes.needs), len(axes.ncy)), dtype=np.bool_)
    places = np.full((years, count), NO_LIMIT, dtype=np.int64)
    for cap, in_force in enumerate(held.values()):
        for year, row in enumerate(in_force):
            if row is not None:
                kinds[year, cap] = _kinds(row, axes)
                places[year, cap] = int(row["places"])
    return Caps(
        names=tuple(f"{site}, {cap}" for site, cap in held),
        pools=np.array([own == site for site, _ in held], dtype=np.bool_).reshape(count, len(own)),
        kinds=kinds,
        places=places,
    )


def _rows_by_cap(rows: pd.DataFrame) -> dict[tuple[str, str], list[Row]]:
    """Give the rows of each cap by its site and name, in the order of their years."""
    found: dict[tuple[str, str], list[Row]] = {}
    for row in rows.sort_values(["site", "cap", "year"]).to_dict("records"):
        found.setdefault((str(row["site"]), str(row["cap"])), []).append(row)
    return found


def _in_force(rows: list[Row], years: tuple[int, ...]) -> list[Row | None]:
    """Axis (year): the row that holds; None before the first."""
    return [
        next((row for row in reversed(rows) if int(row["year"]) <= year), None) for year in years
    ]


def _kinds(row: Row, axes: Axes) -> BoolArray:
    """Axes (need, ncy): whom a row counts; a blank names all."""
    needs, ncy = str(row["needs"]), np.array(axes.ncy)
    named = np.array([not needs or code in needs.split(";") for code in axes.needs])
    inside = np.ones(len(ncy), dtype=np.bool_)
    if not pd.isna(row["ncy_from"]):
        inside = (ncy >= int(row["ncy_from"])) & (ncy <= int(row["ncy_to"]))
    return np.asarray(named[:, None] & inside, dtype=np.bool_)


def caps_frame(allocation: Allocation) -> pd.DataFrame:
    """Lay out who is counted by each cap across the pools of a site, by year.

    Parameters
    ----------
    allocation : Allocation

    Returns
    -------
    pandas.DataFrame
        Columns year, site, name, cap, needs, ncy_from, ncy_to (blank for all), places (at most so
        many children: a part of one lets nobody in, so 4.5 stands as 4);
        children with low and high; over (children above it, who keep their places; mean),
        chance_full (share of the draws in which nobody more is let in), basis.
        Without rows where there are no caps, and in years in which a cap does not hold yet.
    """
    caps, counted = allocation.setting.supply.caps, allocation.drawn.counts.caps
    columns = ["year", "site", "name", "cap", *SHOWN, "children", "children_low", "children_high"]
    if caps is None:
        return pd.DataFrame(columns=[*columns, "over", "chance_full", "basis"])
    names = dict(zip(allocation.plan.labels["site"], allocation.plan.labels["name"], strict=True))
    rows = []
    for cap, ((site, name), of_cap) in enumerate(
        _rows_by_cap(allocation.planned.table("caps")).items()
    ):
        for year, row in enumerate(_in_force(of_cap, allocation.years)):
            if row is None:
                continue
            children = counted[:, year, cap].astype(np.float64)
            over = np.maximum(children - int(row["places"]), 0.0)
            ranged = with_range("children", children[:, None])
            rows.append(
                {
                    "year": allocation.years[year],
                    "site": site,
                    "name": names.get(site, ""),
                    "cap": name,
                    **{column: row[column] for column in SHOWN},
                    "places": int(row["places"]),
                    **{column: float(values[0]) for column, values in ranged.items()},
                    "over": float(over.mean()),
                    "chance_full": float((children >= int(row["places"])).mean()),
                    "basis": allocation.basis,
                }
            )
    frame = pd.DataFrame(rows, columns=[*columns, "over", "chance_full", "basis"])
    return frame.sort_values(["year", "site", "cap"], ignore_index=True)
