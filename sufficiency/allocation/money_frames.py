"""What an allocation costs in a year: by item, by payer, and by where the children are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency import terms
from sufficiency.allocation.frames import with_range
from sufficiency.allocation.spending import places_of, spent_on_places, void_if_empty
from sufficiency.allocation.tariff import WITHOUT, Line, share_without_place
from sufficiency.errors import TableError, UnknownNameError

if TYPE_CHECKING:
    from sufficiency.allocation.allocation import Allocation

FloatArray = NDArray[np.float64]

BY = ("year", "payer", "item")
ORDER = ("year", "payer", "where", "item")
"""What a table of money can be laid out by, in the order of its columns."""


@dataclass(frozen=True, slots=True, eq=False)
class Account:
    """What an allocation costs, line by line.

    Parameters
    ----------
    lines : tuple of Line
        Axis (line): what follows the children, then what is paid for places.
    pounds : FloatArray
        Axes (draw, year, line) [pounds a year, real].
    if_empty : FloatArray
        The same axes: what would be paid besides if nobody were in the places that children have.
    children_lines : int
        So many of the first lines follow the children.
    places, empty : FloatArray
        Axes (draw, year): places that are ours in state-funded schools, and those that nobody is
        in [places].
    price_year : int
        Financial year.
    """

    lines: tuple[Line, ...]
    pounds: FloatArray
    if_empty: FloatArray
    children_lines: int
    places: FloatArray
    empty: FloatArray
    price_year: int


def account_of(allocation: Allocation, *, is_whole: bool = False) -> Account:
    """Add up what an allocation costs in every draw and year.

    Parameters
    ----------
    allocation : Allocation
    is_whole : bool
        Whether children without a place stand with all that an independent placement costs, and
        not with the share of it that the scenario supposes.

    Returns
    -------
    Account

    Raises
    ------
    TableError
        With every cost that is not known, or in a unit that does not fit.
    """
    tariff, plan = allocation.setting.tariff, allocation.plan
    if tariff.findings:
        raise TableError(
            tariff.findings,
            what=f"For pounds, the table costs of {allocation.projection.area.name}",
        )
    placed = allocation.drawn.counts.placed
    kept = allocation.beyond + allocation.unrecorded
    share = 1.0 if is_whole else share_without_place(allocation.scenario)
    weights = [share if line.where == WITHOUT else 1.0 for line in tariff.lines]
    counted = [at for at, weight in enumerate(weights) if weight]
    children = (allocation.drawn.pounds * np.array(weights))[..., counted]
    of_places = spent_on_places(plan, tariff, placed, kept)
    paid, _, empty = places_of(plan, placed, kept)
    ours = ~plan.pools.independent
    return Account(
        (*(tariff.lines[at] for at in counted), *tariff.places),
        np.concatenate([children, of_places], axis=2),
        np.concatenate([np.zeros_like(children), void_if_empty(tariff, placed)], axis=2),
        len(counted),
        paid[..., ours].sum(axis=2),
        empty[..., ours].sum(axis=2),
        tariff.price_year,
    )


def money_frame(allocation: Allocation, *, by: Sequence[str] = BY) -> pd.DataFrame:
    """Lay out what an allocation costs in a year; see `Allocation.money`."""
    wanted = _columns(by)
    account = account_of(allocation)
    return frame_of_lines(
        account.lines,
        account.pounds,
        by=wanted,
        years=allocation.years,
        price_year=account.price_year,
        basis=allocation.basis,
    )


def _columns(by: Sequence[str]) -> tuple[str, ...]:
    """Check what a table of money is to be laid out by, and put it in order."""
    asked = (by,) if isinstance(by, str) else tuple(by)
    wrong = [column for column in asked if column not in ORDER]
    if wrong or "year" not in asked:
        raise UnknownNameError.of(
            "allocation_by_unknown",
            table="money",
            value=", ".join(wrong) or "no year",
            known="year, with any of " + ", ".join(ORDER[1:]),
        )
    return tuple(column for column in ORDER if column in asked)


def frame_of_lines(
    lines: tuple[Line, ...],
    pounds: FloatArray,
    *,
    by: tuple[str, ...],
    years: tuple[int, ...],
    price_year: int,
    basis: str,
    year_kind: str = "academic",
) -> pd.DataFrame:
    """Lay pounds out by year and some of payer, where and item, with their ranges.

    Parameters
    ----------
    lines : tuple of Line
        Axis (line).
    pounds : FloatArray
        Axes (draw, year, line) [pounds a year, real].
    by : tuple of str
        "year", with any of "payer", "where", "item".
    years : tuple of int
        Axis (year).
    price_year : int
        Financial year.
    basis : str
        Of what the pounds are of; that of the lines is told where it is weaker.
    year_kind : {"academic", "financial"}

    Returns
    -------
    pandas.DataFrame
        Columns those of `by`, pounds with pounds_low and pounds_high, unit, price_year,
        year_kind, basis.
    """
    rest = by[1:]
    groups: dict[tuple[str, ...], list[int]] = {}
    for place, line in enumerate(lines):
        groups.setdefault(tuple(getattr(line, column) for column in rest), []).append(place)
    ordered = sorted(groups, key=lambda key: tuple(map(_rank, rest, key)))
    parts = []
    for key in ordered:
        held = pounds[..., groups[key]].sum(axis=2)
        own = [lines[place].basis for place in groups[key]]
        part = pd.DataFrame({"year": list(years)})
        parts.append(
            part.assign(
                **dict(zip(rest, key, strict=True)),
                **with_range("pounds", held),
                unit=f"pounds a year, in prices of {terms.year_label(price_year)}",
                price_year=price_year,
                year_kind=year_kind,
                basis=terms.weakest([basis, *own]),
            )
        )
    columns = [*by, "pounds", "pounds_low", "pounds_high", "unit", "price_year", "year_kind"]
    if not parts:
        return pd.DataFrame(columns=[*columns, "basis"])
    made = pd.concat(parts, ignore_index=True)
    return made.sort_values("year", kind="stable", ignore_index=True)


LISTS = {"payer": "payer", "where": "cost_where", "item": "cost_item"}


def _rank(column: str, code: str) -> int:
    """Put codes in the order of their list."""
    return tuple(terms.short_list(LISTS[column]).codes).index(code)
