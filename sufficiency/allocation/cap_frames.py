"""Caps across the pools of a site: who is counted, and what each costs, as a table and in words."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sufficiency import terms
from sufficiency.allocation.aims import label_of, size_of
from sufficiency.allocation.answer import worth_words
from sufficiency.allocation.capping import Row, caps_by_year, name_of
from sufficiency.allocation.children import SCALE
from sufficiency.allocation.frames import with_range
from sufficiency.messages.listing import counted
from sufficiency.places import NO_LIMIT

if TYPE_CHECKING:
    from sufficiency.allocation.allocation import Allocation

SHOWN = ("needs", "ncy_from", "ncy_to", "places")
"""Columns of a cap that are shown as they were written."""


def caps_frame(allocation: Allocation) -> pd.DataFrame:
    """Lay out who is counted by each cap across the pools of a site, and what it costs, by year.

    Costs are those of expected numbers: an aim with all caps, less the aim without this one, from
    the first year on. As children stay where they are, a later year may be better for a cap.

    Parameters
    ----------
    allocation : Allocation

    Returns
    -------
    pandas.DataFrame
        Columns year, site, name, cap, needs, ncy_from, ncy_to (blank for all), places (at most so
        many children: a part of one lets nobody in, so 4.5 stands as 4);
        children with low and high; over (children above it, who keep their places; mean),
        chance_full (share of the draws in which nobody more is let in); cost_without,
        cost_independent and so on for each aim [children], cost_miles and cost_pounds; basis.
        Without rows where there are no caps, and in years in which a cap does not hold yet.
    """
    names = dict(zip(allocation.plan.labels["site"], allocation.plan.labels["name"], strict=True))
    rows = []
    held = caps_by_year(allocation.planned, allocation.years)
    for cap, ((site, name), in_force) in enumerate(held.items()):
        for year, row in enumerate(in_force):
            if row is None:
                continue
            rows.append(
                {
                    "year": allocation.years[year],
                    "site": site,
                    "name": names.get(site, ""),
                    "cap": name,
                    **{column: row[column] for column in SHOWN},
                    "places": int(row["places"]),
                    **_counted(allocation, cap, year, most=int(row["places"])),
                    **_costs(allocation, name_of((site, name)), year),
                    "basis": allocation.basis,
                }
            )
    frame = pd.DataFrame(rows, columns=_columns(allocation))
    return frame.sort_values(["year", "site", "cap"], ignore_index=True)


def _columns(allocation: Allocation) -> list[str]:
    costs = [f"cost_{label_of(aim)}" for aim in allocation.setting.supply.aims]
    counted = ["children", "children_low", "children_high", "over", "chance_full"]
    return ["year", "site", "name", "cap", *SHOWN, *counted, *costs, "basis"]


def _counted(allocation: Allocation, cap: int, year: int, *, most: int) -> dict[str, float]:
    """Count the children under a cap in a year, over the draws."""
    children = allocation.drawn.counts.caps[:, year, cap].astype(np.float64)
    ranged = with_range("children", children[:, None])
    return {
        **{column: float(values[0]) for column, values in ranged.items()},
        "over": float(np.maximum(children - most, 0.0).mean()),
        "chance_full": float((children >= most).mean()),
    }


def _costs(allocation: Allocation, name: str, year: int) -> dict[str, float]:
    """Each aim with all caps, less the aim without one, in a year; expected numbers."""
    kept = allocation.expected.counts.totals[0, year]
    freed = allocation.uncapped[name].counts.totals[0, year]
    return {
        f"cost_{label_of(aim)}": float(kept[place] - freed[place]) / (SCALE * size_of(aim))
        for place, aim in enumerate(allocation.setting.supply.aims)
    }


def caps_in_words(allocation: Allocation, *, year: int) -> tuple[str, ...]:
    """Say what each cap that holds in a year costs in it, in expected numbers.

    Parameters
    ----------
    allocation : Allocation
    year : int
        Academic year.

    Returns
    -------
    tuple of str
        Without sentences where no cap holds then.
    """
    frame = caps_frame(allocation)
    here = frame[frame["year"] == year].to_dict("records")
    return tuple(_cost_sentence(row) for row in here)


def _cost_sentence(row: Mapping[Hashable, Any]) -> str:
    changes = worth_words(
        {f"more_{str(name)[5:]}": cost for name, cost in row.items() if str(name)[:5] == "cost_"}
    )
    year, what = terms.year_label(int(row["year"])), said_cap(row)
    if changes == "no change":
        return f"{what}: in {year} the aims come to the same without it."
    return f"{what}: in {year} it means {changes}, against the same years without it."


def said_cap(row: Row) -> str:
    """Say what a cap lets in: "SEMH at Hill School (no more than 4 with SEMH, NC years 0 to 6)".

    Parameters
    ----------
    row : mapping
        Of the table caps, with the name of its site.
    """
    return f"{row['cap']} at {row['name'] or row['site']} (no more than {whom_words(row)})"


def whom_words(row: Row) -> str:
    """Say how many of whom a row of the table caps lets in: "4 with SEMH, NC years 0 to 6"."""
    needs = str(row["needs"]).replace(";", ", ")
    said = f"{int(row['places'])} with {needs}" if needs else f"{int(row['places'])} of any need"
    if pd.isna(row["ncy_from"]):
        return said
    return f"{said}, NC years {int(row['ncy_from'])} to {int(row['ncy_to'])}"


def caps_sentence(allocation: Allocation) -> list[str]:
    """Say in one line which caps across pools hold; nothing where there are none."""
    names = dict(zip(allocation.plan.labels["site"], allocation.plan.labels["name"], strict=True))
    held = [
        f"{cap} at {names.get(site, site)}"
        for (site, cap), in_force in caps_by_year(allocation.planned, allocation.years).items()
        if any(row is not None for row in in_force)
    ]
    if not held:
        return []
    count = counted(len(held), "cap across pools holds", "caps across pools hold")
    return [f"{count}: {'; '.join(held)}. What each does and costs is in the table caps."]


def a_cap_is_full(allocation: Allocation, year: int) -> bool:
    """Say whether a cap lets nobody more in, in any draw of a year."""
    caps, place = allocation.setting.supply.caps, allocation.years.index(year)
    if caps is None:
        return False
    most, counted = caps.places[place], allocation.drawn.counts.caps[:, place]
    return bool(((counted >= most) & (most < NO_LIMIT)).any())
