"""Faults of a table of costs that stop pounds: what is not told, told twice, or in no unit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.allocation.boarding import CostRows
from sufficiency.errors import Finding, finding
from sufficiency.messages.listing import first_named
from sufficiency.money import BOUGHT, FUNDED, UNITS_OF, Children, Prices, UnitCosts, Units

BoolArray = NDArray[np.bool_]

FILE = "table costs"
OPEN_ENDED = "independent"
MOST_NAMED = 4
"""No more needs, NC years or years are named one by one."""


class Key(NamedTuple):
    """A place by what its costs depend on: its site, where that has rows, and its setting."""

    site: str
    setting: str


def no_costs() -> Finding:
    """Say that an area has no table of costs, once and not for each cost that is missing."""
    return finding("costs_none", file=FILE)


def unit_fault(row: object, *, units_of: Units = UNITS_OF) -> Finding:
    """Say that an item is not paid by its unit."""
    cells = dict(row)  # type: ignore[call-overload]
    units = terms.short_list("cost_unit")
    allowed = " or ".join(units.label(unit) for unit in units_of[cells["item"]])
    return finding(
        "cost_unit",
        file=FILE,
        column="unit",
        value=cells["unit"],
        item=_say(cells["item"]),
        whose=cells["site"] or cells["setting"],
        unit=units.label(cells["unit"]),
        allowed=allowed,
    )


def _say(item: str) -> str:
    return terms.short_list("cost_item").label(item).lower()


def faults_of_costs(
    key: Key,
    items: dict[str, UnitCosts],
    used: BoolArray,
    children: Children,
    *,
    needed: tuple[str, ...],
) -> Iterator[Finding]:
    """Find costs that are told twice, and those that are not told of children who may be there.

    Parameters
    ----------
    key : Key
        The place.
    items : dict of str to UnitCosts
        By item.
    used : BoolArray
        Axes (year, need, ncy): where a child may be.
    children : Children
    needed : tuple of str
        Items that must be known.

    Yields
    ------
    Finding
    """
    for item, held in items.items():
        for one, other in held.ties:
            yield finding(
                "cost_tie",
                file=FILE,
                column="ncy_from, ncy_to",
                value=item,
                item=_say(item),
                whose=_named(key),
                one=_span(one),
                other=_span(other),
            )
        missing = used & np.isnan(held.a_child)
        if item in needed and missing.any():
            first = children.years[int(np.nonzero(missing)[0].min())]
            yield finding(
                "cost_missing",
                file=FILE,
                column="item",
                value=item,
                item=_say(item),
                where=_where(key),
                whom=_whom(missing, used, children),
                setting=key.setting,
                code=item,
                year=first,
                unit="place_year" if item == "place" else "child_year",
            )


def faults_of_place(
    rows: CostRows,
    key: Key,
    items: dict[str, UnitCosts],
    used: BoolArray,
    children: Children,
    *,
    prices: Prices,
    needed: tuple[str, ...],
) -> Iterator[Finding]:
    """Find faults of the costs of one place, of those who board there too.

    Parameters
    ----------
    rows : CostRows
    key, items, used, children, needed
        As in `faults_of_costs`.
    prices : Prices

    Yields
    ------
    Finding
    """
    share = rows.share(key.setting, children)
    nobody = np.broadcast_to(share == 0, used.shape)
    yield from faults_of_costs(key, items, used & nobody, children, needed=needed)
    some = used & ~nobody
    if not some.any():
        return
    place = {"site": key.site, "setting": key.setting}
    for item in items:
        day, boarding = (
            np.isnan(each.a_child)
            for each in rows.of_kinds(item, **place, children=children, prices=prices)
        )
        for is_boarder, missing, other, board in (
            (False, day, boarding, share < 1),
            (True, boarding, day, share > 0),
        ):
            lacks = some & missing & board & (True if item in needed else ~other)
            if lacks.any():
                yield _fault_of_kind(key, item, lacks, some, children, is_boarder=is_boarder)


def faults_of_boarders(
    rows: CostRows, used: Mapping[Key, BoolArray], children: Children
) -> Iterator[Finding]:
    """Find settings and needs of which it is said that some board, and no row is for boarders.

    A row for both kinds of a site, or of some NC years, may well be nearer than that for boarders:
    it is the mean over both there. Where it is so everywhere, the share changes nothing.

    Parameters
    ----------
    rows : CostRows
    used : mapping of Key to BoolArray
        By place, axes (year, need, ncy): where a child may be.
    children : Children

    Yields
    ------
    Finding
    """
    for setting in dict.fromkeys(key.setting for key in used):
        board = rows.share(setting, children) > 0
        items = BOUGHT if setting == OPEN_ENDED else (*FUNDED, "void")
        some, told = (np.zeros(len(children.needs), dtype=np.bool_) for _ in range(2))
        for key, here in used.items():
            if key.setting == setting and (here & board).any():
                own = [
                    rows.boarders_own(item, site=key.site, setting=setting, children=children)
                    for item in items
                ]
                some |= (here & board).any(axis=(0, 2))
                told |= (here & board & np.any(own, axis=0)).any(axis=(0, 2))
        lacking = [need for need, lacks in zip(children.needs, some & ~told, strict=True) if lacks]
        if lacking:
            yield finding(
                "boarders_without_row",
                file=FILE,
                column="residential",
                value="yes",
                where=_where(Key("", setting)),
                whom="any child" if not told.any() else f"need {', '.join(lacking)}",
                setting=setting,
                code="fee" if setting == OPEN_ENDED else "top_up",
            )


def _fault_of_kind(
    key: Key,
    item: str,
    missing: BoolArray,
    used: BoolArray,
    children: Children,
    *,
    is_boarder: bool,
) -> Finding:
    """Say that a cost is told of those who board, or of those who do not, and not of the others."""
    return finding(
        "cost_of_boarding",
        file=FILE,
        column="residential",
        value=item,
        item=_say(item),
        where=_where(key),
        boards="boards" if is_boarder else "does not board",
        whom=_whom(missing, used, children),
        setting=key.setting,
        code=item,
        residential="yes" if is_boarder else "no",
        year=children.years[int(np.nonzero(missing)[0].min())],
    )


def _where(key: Key) -> str:
    """Say which place it is."""
    where = terms.short_list("pool_setting").label(key.setting).lower()
    return f"{where} ({_named(key)})"


def _named(key: Key) -> str:
    return f"site {key.site}" if key.site else f"setting {key.setting}"


def _span(row: object) -> str:
    cells = dict(row)  # type: ignore[call-overload]
    return f"{cells['ncy_from']:g} to {cells['ncy_to']:g}"


def _whom(missing: BoolArray, used: BoolArray, children: Children) -> str:
    """Say of whom a cost is not told."""
    parts = []
    for axis, words in enumerate(
        (
            [terms.year_label(year) for year in children.years],
            [f"need {need}" for need in children.needs],
            [f"NC year {ncy}" for ncy in children.ncys],
        )
    ):
        others = tuple(other for other in range(3) if other != axis)
        is_missing, is_used = (np.asarray(held.any(axis=others)) for held in (missing, used))
        if (is_missing == is_used).all():
            continue
        named = [word for word, lacks in zip(words, is_missing, strict=True) if lacks]
        parts.append(first_named(named, most=MOST_NAMED))
    return "; ".join(parts) or "any child"
