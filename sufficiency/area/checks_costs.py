"""Checks of the table costs against the area: places that are there, spans, and units."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

import pandas as pd

from sufficiency import terms
from sufficiency.errors import Finding, finding
from sufficiency.money import ALL_UNITS_OF, BOUGHT, CHILD_ITEMS, FUNDED
from sufficiency.tables import CheckedTable

Tables = Mapping[str, CheckedTable]

OF_A_KIND = ("site", "setting", "need", "residential", "item")
"""Rows that are alike in these are about the same places and children, but for their NC years."""

OPEN_ENDED = "independent"
"""The setting of independent schools that no area need name."""


def costs_are_of_places(tables: Tables) -> Iterator[Finding]:
    """Each cost is of a site with a pool, or of a setting that some pool has.

    Independent schools that are not named have no pool, and cost something all the same; so may
    settings in which no places are planned.
    """
    costs, pools = tables["costs"], tables["pools"].frame
    own = pools["setting"].where(pools["setting"] != "", pools["level"])
    sites, settings = set(pools["site"]), {*own, OPEN_ENDED}
    planned = set(terms.short_list("pool_setting").codes)
    for number, row in costs.each_row():
        for column, known in (("site", sites), ("setting", settings)):
            named = row[column]
            if not named or named in known or (column == "setting" and named not in planned):
                continue
            yield finding(
                "cost_of_no_place",
                file=costs.file,
                row=number,
                column=column,
                value=named,
                whose=f"{column} {named}",
            )


def costs_are_of_children(tables: Tables) -> Iterator[Finding]:
    """What follows a child is not paid for a place and year, full or empty."""
    costs = tables["costs"]
    items, units = terms.short_list("cost_item"), terms.short_list("cost_unit")
    for number, row in costs.each_row():
        if row["item"] in CHILD_ITEMS and row["unit"] == "place_year":
            yield finding(
                "cost_for_a_place",
                file=costs.file,
                row=number,
                column="unit",
                value=row["unit"],
                item=items.label(row["item"]),
                whose=row["site"] or row["setting"],
                unit=units.label(row["unit"]),
            )


def costs_are_counted(tables: Tables) -> Iterator[Finding]:
    """Each cost of a child or a place is one that her setting has, and not for boarders alone.

    Who boards is in no table. Settings in which no places are planned have no part in pounds, and
    what is paid there is not looked at.
    """
    costs, pools = tables["costs"], tables["pools"].frame
    own = pools["setting"].where(pools["setting"] != "", pools["level"])
    of_site = own.groupby(pools["site"]).unique()
    planned = set(terms.short_list("pool_setting").codes)
    items = terms.short_list("cost_item")
    for number, row in costs.each_row():
        if row["item"] not in ALL_UNITS_OF:
            continue
        there = set(of_site.get(row["site"], ()) if row["site"] else (row["setting"],)) & planned
        words = {"item": items.label(row["item"]), "whose": row["site"] or row["setting"]}
        if there and row["residential"] == "yes":
            yield finding(
                "cost_of_boarders",
                file=costs.file,
                row=number,
                column="residential",
                value="yes",
                **words,
            )
        elif there and not any(row["item"] in _items(setting) for setting in there):
            counted = list(dict.fromkeys(item for each in there for item in _items(each)))
            yield finding(
                "cost_not_counted",
                file=costs.file,
                row=number,
                column="item",
                value=row["item"],
                counted=", ".join(counted),
                **words,
            )


def _items(setting: str) -> tuple[str, ...]:
    """Give what is counted in a setting."""
    return BOUGHT if setting == OPEN_ENDED else (*FUNDED, "void")


def cost_spans_do_not_overlap(tables: Tables) -> Iterator[Finding]:
    """Spans of NC years for the same places and children meet, or one is within the other."""
    costs = tables["costs"]
    groups: dict[tuple[Any, ...], dict[tuple[int, int], int]] = {}
    for number, row in costs.each_row():
        key = tuple(row[column] for column in OF_A_KIND)
        groups.setdefault(key, {}).setdefault(_span(row), number)
    for key, spans in groups.items():
        for one, other in combinations(sorted(spans), 2):
            if _is_apart(one, other) or _is_within(one, other) or _is_within(other, one):
                continue
            cells = dict(zip(OF_A_KIND, key, strict=True))
            yield finding(
                "cost_spans_overlap",
                file=costs.file,
                row=max(spans[one], spans[other]),
                column="ncy_from, ncy_to",
                value=f"{other[0]} to {other[1]}",
                item=terms.short_list("cost_item").label(cells["item"]),
                whose=cells["site"] or cells["setting"],
                one=f"{one[0]} to {one[1]}",
                other=f"{other[0]} to {other[1]}",
            )


def _span(row: Mapping[str, Any]) -> tuple[int, int]:
    """First and last NC year of a row; blank for all."""
    if pd.isna(row["ncy_from"]):
        return terms.FIRST_NCY, terms.LAST_NCY
    return int(row["ncy_from"]), int(row["ncy_to"])


def _is_apart(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[1] < other[0] or other[1] < one[0]


def _is_within(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return other[0] <= one[0] and one[1] <= other[1]
