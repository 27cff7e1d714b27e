"""Caps across the pools of a site: from the table caps to arrays."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency.allocation.plan import Plan
from sufficiency.area import Area
from sufficiency.places import NO_LIMIT, Axes, Caps

BoolArray = NDArray[np.bool_]
Row = Mapping[Hashable, Any]

Key = tuple[str, str]
"""A cap by its site and its own name."""


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
    if area.table("caps").empty:
        return None
    axes = plan.axes
    held = caps_by_year(area, axes.years)
    own = plan.labels["site"].to_numpy()
    years, count = len(axes.years), len(held)
    kinds = np.zeros((years, count, len(axes.needs), len(axes.ncy)), dtype=np.bool_)
    places = np.full((years, count), NO_LIMIT, dtype=np.int64)
    for cap, in_force in enumerate(held.values()):
        for year, row in enumerate(in_force):
            if row is not None:
                kinds[year, cap] = kinds_of(row, axes)
                places[year, cap] = int(row["places"])
    return Caps(
        names=tuple(name_of(key) for key in held),
        pools=np.array([own == site for site, _ in held], dtype=np.bool_).reshape(count, len(own)),
        kinds=kinds,
        places=places,
    )


def name_of(key: Key) -> str:
    """Name a cap as the optimisation does."""
    return ", ".join(key)


def caps_by_year(area: Area, years: tuple[int, ...]) -> dict[Key, list[Row | None]]:
    """Give each cap of an area by site and name, with the row of it that holds in each year.

    Parameters
    ----------
    area : Area
        As the scenario plans it.
    years : tuple of int

    Returns
    -------
    dict
        Of lists with axis (year); None before the first row of a cap.
    """
    found: dict[Key, list[Row]] = {}
    for row in area.table("caps").sort_values(["site", "cap", "year"]).to_dict("records"):
        found.setdefault((str(row["site"]), str(row["cap"])), []).append(row)
    return {key: _in_force(rows, years) for key, rows in found.items()}


def _in_force(rows: list[Row], years: tuple[int, ...]) -> list[Row | None]:
    """Axis (year): the row that holds; None before the first."""
    return [
        next((row for row in reversed(rows) if int(row["year"]) <= year), None) for year in years
    ]


def kinds_of(row: Row, axes: Axes) -> BoolArray:
    """Axes (need, ncy): whom a row of the table caps counts; a blank names all."""
    needs, ncy = str(row["needs"]), np.array(axes.ncy)
    named = np.array([not needs or code in needs.split(";") for code in axes.needs])
    inside = np.ones(len(ncy), dtype=np.bool_)
    if not pd.isna(row["ncy_from"]):
        inside = (ncy >= int(row["ncy_from"])) & (ncy <= int(row["ncy_to"]))
    return np.asarray(named[:, None] & inside, dtype=np.bool_)
