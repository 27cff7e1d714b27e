"""Which rows of a table of costs hold for which child: the nearest to her, and the latest."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sufficiency import terms

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
Row = Mapping[Hashable, Any]


class Children(NamedTuple):
    """The axes of a unit cost: year, need, ncy.

    Parameters
    ----------
    years : tuple of int
        Academic years.
    needs : tuple of str
    ncys : tuple of int
    """

    years: tuple[int, ...]
    needs: tuple[str, ...]
    ncys: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Holding:
    """Which rows of one item hold at one place.

    Parameters
    ----------
    groups : tuple of tuple of Row
        Axis (group): rows for the same children, of all years and payers.
    number : IntArray
        Axes (year, need, ncy): the group that holds; -1 where none does.
    ties : tuple of (Row, Row)
        Rows that hold for the same child and are equally near to her.
    """

    groups: tuple[tuple[Row, ...], ...]
    number: IntArray
    ties: tuple[tuple[Row, Row], ...]


def rows_holding(
    rows: Iterable[Row], item: str, *, site: str, setting: str, children: Children
) -> Holding:
    """Find the rows of one item at one place that are nearest to each child.

    A row of the site comes before one of the setting, a need that is named before all, a shorter
    span of NC years before a longer one, and one for day places, or for boarders, before one for
    both kinds. A row holds from the academic year that begins in its year.

    Parameters
    ----------
    rows : iterable of Row
        From `rows_that_count`.
    item : str
    site, setting : str
        The place.
    children : Children

    Returns
    -------
    Holding
    """
    number = np.full(tuple(len(axis) for axis in children), -1, dtype=np.int64)
    own = [row for row in rows if row["item"] == item and is_here(row, site, setting)]
    groups = [tuple(alike) for _, alike in groupby(sorted(own, key=_order), key=_order)]
    ties = []
    for place, group in enumerate(groups):
        begun = np.array(
            [bool(latest_rows(group, year)) for year in children.years], dtype=np.bool_
        )
        holds = begun[:, None, None] & _for_whom(group[0], children)
        beneath = number[holds]
        ties += [
            (groups[other][0], group[0])
            for other in sorted(set(beneath[beneath >= 0].tolist()))
            if _nearness(groups[other][0]) == _nearness(group[0])
        ]
        number = np.where(holds, place, number)
    return Holding(tuple(groups), number, tuple(ties))


def latest_rows(group: Iterable[Row], year: int) -> list[Row]:
    """Give each payer's last row that holds in a year."""
    begun = sorted((row for row in group if int(row["year"]) <= year), key=lambda r: int(r["year"]))
    return list({row["payer"]: row for row in begun}.values())


def is_here(row: Row, site: str, setting: str) -> bool:
    """Say whether a row is of a site, or of its setting."""
    return bool(row["site"] == site if row["site"] else row["setting"] == setting)


def span_of(row: Row) -> tuple[int, int]:
    """First and last NC year of a row; blank for all."""
    if pd.isna(row["ncy_from"]):
        return terms.FIRST_NCY, terms.LAST_NCY
    return int(row["ncy_from"]), int(row["ncy_to"])


def _nearness(row: Row) -> tuple[bool, bool, int, bool]:
    """How near a row is to a child: the greater, the nearer."""
    first, last = span_of(row)
    return bool(row["site"]), bool(row["need"]), first - last, bool(row["residential"])


def _order(row: Row) -> tuple[Any, ...]:
    """Sort rows by nearness, those for the same children beside each other."""
    return (*_nearness(row), row["need"], span_of(row))


def _for_whom(row: Row, children: Children) -> BoolArray:
    """Axes (need, ncy): the children whom a row is about."""
    first, last = span_of(row)
    needs = np.array([row["need"] in ("", need) for need in children.needs], dtype=np.bool_)
    ncys = np.array([first <= ncy <= last for ncy in children.ncys], dtype=np.bool_)
    return np.asarray(needs[:, None] & ncys)
