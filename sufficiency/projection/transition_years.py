"""Which years of the table transitions a projection can use, and why not the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sufficiency import terms
from sufficiency.area import Area
from sufficiency.demand.stocks import Stocks
from sufficiency.errors import Finding, finding
from sufficiency.messages.listing import listed

ABROAD = "outside"
TABLE = "table transitions"


@dataclass(frozen=True, slots=True)
class TransitionYears:
    """The years of the table transitions that follow one another, and what is said of others.

    Parameters
    ----------
    runs : tuple of tuple of int
        Academic years of the later Januaries, in runs without a gap, the last run last.
    notes : tuple of Finding
        Which years are left out and why, and whether the last run ends before plans do.
    """

    runs: tuple[tuple[int, ...], ...]
    notes: tuple[Finding, ...]


def years_of_transitions(area: Area, stocks: Stocks) -> TransitionYears:
    """Find the years of transitions that can be used.

    A year can be used up to the last January of the table plans, if it has a child in its later
    January, no count that is not shown, and population per head of which children join.

    Parameters
    ----------
    area : Area
    stocks : Stocks
        January counts and population.
    """
    table = area.table("transitions")
    held = sorted({int(year) for year in table["year"]})
    known = [year for year in held if year <= stocks.base]
    hidden = {int(year) for year in table.loc[table["plans_mark"] != "", "year"]} & set(known)
    peopled = _with_children(table)
    every = range(known[0], known[-1] + 1) if known else range(0)
    empty = [year for year in every if year not in peopled | hidden]
    counted = [year for year in every if year not in hidden and year in peopled]
    bare = [year for year in counted if year not in stocks.population_years]
    runs = terms.runs_of_years([year for year in counted if year not in bare])
    kept = _kept(held, runs)
    last = runs[-1][-1] if runs else None
    notes = (
        *_marked(area, sorted(hidden), kept=kept),
        *_left_out("projection_transitions_gap", empty, kept=kept),
        *_left_out(
            "projection_transitions_bare",
            bare,
            kept=kept,
            table_years=", ".join(terms.year_label(year) for year in bare),
        ),
        *_left_out(
            "projection_transitions_later",
            [year for year in held if year > stocks.base],
            kept=kept,
            base=terms.january_of_year(stocks.base),
        ),
        *_old(last, stocks.base, kept=kept),
    )
    return TransitionYears(runs, notes)


def januaries(years: Sequence[int]) -> str:
    """Name the later Januaries of transitions: "January 2024 and 2025"."""
    return f"January {listed([str(terms.january_of_year(year)) for year in years])}"


def _with_children(table: pd.DataFrame) -> set[int]:
    """Give the years in whose later January there is a child."""
    there = (table["plans"] > 0) & (table["setting_to"] != ABROAD)
    return {int(year) for year in table.loc[there, "year"]}


def _kept(held: Sequence[int], runs: Sequence[Sequence[int]]) -> str:
    """Say which years there are, and which of them can be used."""
    kept = f"those to {januaries(runs[-1])}" if runs else "none"
    return f"of the transitions to {januaries(held)}, {kept} can be used"


def _marked(area: Area, years: Sequence[int], *, kept: str) -> tuple[Finding, ...]:
    """Note rows without a number, the first as the user sees it."""
    if not years:
        return ()
    rows = area.explain("transitions", year=list(years)).rows
    marked = rows[rows["plans_mark"] != ""]
    first = marked.sort_values("row").iloc[0]
    return (
        finding(
            "projection_transitions_marked",
            file=str(first["file"]),
            row=int(first["row"]),
            column="plans",
            value=first["plans_mark"],
            rows="1 row" if len(marked) == 1 else f"{len(marked):,} rows",
            have="has" if len(marked) == 1 else "have",
            years=januaries(years),
            kept=kept,
        ),
    )


def _left_out(rule: str, years: Sequence[int], *, kept: str, **words: Any) -> tuple[Finding, ...]:
    """Note years that cannot be used, where there are any."""
    if not years:
        return ()
    return (
        finding(
            rule,
            file=TABLE,
            column="year",
            value=", ".join(map(str, years)),
            years=januaries(years),
            kept=kept,
            **words,
        ),
    )


def _old(last: int | None, base: int, *, kept: str) -> tuple[Finding, ...]:
    """Note that the rates are older than the children."""
    if last is None or last == base:
        return ()
    return (
        finding(
            "projection_transitions_old",
            file=TABLE,
            column="year",
            value=last,
            last=terms.january_of_year(last),
            base=terms.january_of_year(base),
            kept=kept,
        ),
    )
