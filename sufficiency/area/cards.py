"""The card of an area: what it holds, for which years, and on what basis."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from sufficiency import terms
from sufficiency.area.known_places import free_in_pools
from sufficiency.area.resting import rests_sentence
from sufficiency.results import Card, Figure
from sufficiency.tables import CheckedTable

CLOSE = 1e-6

NOT_COUNTED = ("estimated", "assumed", "made")


def area_card(name: str, tables: Mapping[str, CheckedTable], *, notes: int) -> Card:
    """Make the card of an area.

    Parameters
    ----------
    name : str
        The area's name.
    tables : mapping of str to CheckedTable
        All tables of the contract.
    notes : int
        How many notes `check()` gives.
    """
    localities = tables["localities"].frame
    groups = localities["group"].nunique()
    title = (
        f"Area {name}: {_count(len(localities), 'locality', 'localities')} in "
        f"{_count(groups, 'group', 'groups')}, {_plans_sentence(tables)}."
    )
    rests = rests_sentence({name: one.frame for name, one in tables.items() if len(one.frame)})
    return Card(
        title,
        (_holdings(tables), f"{_bases(tables)} {rests}".rstrip()),
        tuple(_figures(tables)),
        (("Table", "Rows", "Years", "Basis"), *_details(tables)),
        next_python=f"{_count(notes, 'note', 'notes')}: area.check()." if notes else "",
    )


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def _latest_plans(tables: Mapping[str, CheckedTable]) -> tuple[int, float, str] | None:
    """Give the last January that is counted, its plans, and their weakest basis."""
    plans, margins = tables["plans"].frame, tables["margins"].frame
    if len(plans):
        year = int(plans["year"].max())
        rows = plans[plans["year"] == year]
        return year, float(rows["plans"].sum()), _weakest(rows)
    if margins.empty:
        return None
    year = int(margins["year"].max())
    rows = margins[margins["year"] == year]
    fullest = rows.groupby("margin")["plans"].sum().max()
    return year, float(fullest), _weakest(rows)


def _is_published_total(margins: pd.DataFrame, year: int, total: float) -> bool:
    """Say whether a published margin of a January adds up to a total."""
    here = margins[margins["year"] == year]
    return any(
        (rows["plans_mark"] == "").all()
        and _weakest(rows) == "published"
        and abs(rows["plans"].sum() - total) < CLOSE
        for _, rows in here.groupby("margin")
    )


def _plans_sentence(tables: Mapping[str, CheckedTable]) -> str:
    latest = _latest_plans(tables)
    if latest is None:
        return "no plans"
    year, plans, _ = latest
    least = "at least " if _not_shown(tables, year) else ""
    return f"{least}{plans:,.0f} plans in January {terms.january_of_year(year)}"


def _not_shown(tables: Mapping[str, CheckedTable], year: int) -> int:
    """Count the marked cells of the January that the card tells of."""
    plans, margins = tables["plans"].frame, tables["margins"].frame
    counted = plans if len(plans) else margins
    return int(((counted["year"] == year) & (counted["plans_mark"] != "")).sum())


def _weakest(frame: pd.DataFrame) -> str:
    if "basis" not in frame or frame.empty:
        return ""
    return terms.weakest([basis or "supplied" for basis in frame["basis"].unique()])


def _years(frame: pd.DataFrame) -> str:
    if "year" not in frame or frame.empty:
        return ""
    first, last = int(frame["year"].min()), int(frame["year"].max())
    if first == last:
        return terms.year_label(first)
    return f"{terms.year_label(first)} to {terms.year_label(last)}"


def _holdings(tables: Mapping[str, CheckedTable]) -> str:
    """Say which tables the area holds, and for which years."""
    held = []
    for name, table in tables.items():
        if table.frame.empty or name in ("about", "localities"):
            continue
        years = _years(table.frame)
        one = {"sites": "site", "journeys": "journey"}.get(name, name)
        held.append(f"{name} {years}" if years else _count(len(table.frame), one, name))
    return f"Holds {', '.join(held)}."


def _bases(tables: Mapping[str, CheckedTable]) -> str:
    """Say which tables rest on what, the weakest basis first."""
    by_basis: dict[str, list[str]] = {}
    for name, table in tables.items():
        basis = _weakest(table.frame)
        if basis:
            by_basis.setdefault(basis, []).append(name)
    words = terms.short_list("basis")
    parts = [
        f"{words.label(basis).lower()}: {', '.join(by_basis[basis])}"
        for basis in reversed(terms.BASES)
        if basis in by_basis
    ]
    return f"Basis ({'; '.join(parts)})."


def _figures(tables: Mapping[str, CheckedTable]) -> list[Figure]:
    """Choose at most five numbers: plans, children, places at bases and special schools."""
    figures: list[Figure] = []
    latest = _latest_plans(tables)
    if latest is not None:
        year, plans, basis = latest
        january = terms.january_of_year(year)
        hidden = _not_shown(tables, year)
        without = f", without {_count(hidden, 'count', 'counts')} not shown" if hidden else ""
        # Homes or needs may be fitted or made up below a total that is published none the less.
        margins = tables["margins"].frame
        is_total = basis in NOT_COUNTED and _is_published_total(margins, year, plans)
        total = ", in total as published" if is_total else ""
        label = f"plans in January {january}{total}{without}"
        figures.append(Figure(label, plans, "children", basis))
        population = tables["population"].frame
        here = population[population["year"] == year]
        if len(here):
            figures.append(
                Figure(
                    f"residents aged {_ages(here)} in {terms.year_label(year)}",
                    float(here["persons"].sum()),
                    "persons",
                    _weakest(here),
                )
            )
        figures += _places(tables, year)
    return figures[:5]


def _ages(population: pd.DataFrame) -> str:
    ages = [terms.age_of_ncy(int(ncy)) for ncy in population["ncy"]]
    return f"{min(ages)}" if min(ages) == max(ages) else f"{min(ages)} to {max(ages)}"


def _places(tables: Mapping[str, CheckedTable], year: int) -> list[Figure]:
    """Count free places by kind: those of each pool less what others have, none below nought."""
    places, pools = tables["places"].frame, tables["pools"].frame
    joined = free_in_pools(places, pools, year=year)
    if joined.empty:
        return []
    figures = []
    for code in ("base", "special"):
        chosen = (joined["kind"] == code).to_numpy()
        if chosen.any():
            label = terms.settings().label(code).lower()
            basis = _weakest(joined[chosen])
            figures.append(
                Figure(
                    f"{label} places for this area in {terms.year_label(year)}",
                    float(joined.loc[chosen, "free"].sum()),
                    "places",
                    basis,
                )
            )
    return figures


def _details(tables: Mapping[str, CheckedTable]) -> list[tuple[str, ...]]:
    words = terms.short_list("basis")
    rows: list[tuple[str, ...]] = []
    for name, table in tables.items():
        if table.frame.empty:
            continue
        basis = _weakest(table.frame)
        label = words.label(basis) if basis else ""
        rows.append((name, f"{len(table.frame):,}", _years(table.frame), label))
    return rows
