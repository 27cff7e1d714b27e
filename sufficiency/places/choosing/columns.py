"""The yes-or-no columns of a choice of schemes, and the rows that hold them together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from sufficiency.places.choosing.options import allowance, possible_openings
from sufficiency.places.choosing.problem import NOT_OPENED, Budget, Problem, Schemes

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

_Number = TypeVar("_Number", np.int64, np.float64)

SMALLEST_POUNDS = 1e-4
"""Less than this is the rounding of floats [pounds]."""

LARGEST_ENTRY = 1000.0
"""Rows of money are scaled to it, so that the solver's rounding is worth no pound."""

ROW_ROUNDING = 1e-12
"""A row is kept where it is passed by no more than this share of what its entries may come to: the
rounding of floats, and none of the solver's."""


class Row(NamedTuple):
    """Sum of entry x column, at most `most`.

    Parameters
    ----------
    columns : IntArray
        Axis (entry): positions.
    entries : FloatArray
    most : float
    """

    columns: IntArray
    entries: FloatArray
    most: float

    @property
    def rounding(self) -> float:
        """By how much a row that is kept may be passed."""
        return ROW_ROUNDING * (1.0 + abs(self.most) + float(np.abs(self.entries).sum()))


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Whether a scheme is open by an opening: Y_ki = sum of z_ks over its openings s up to i.

    The columns of a scheme stand together, in the order of time, and only those of openings that
    are possible. Y_ki <= Y_k(i+1), and what opening adds (places, pounds) is written as

        sum_s a_ks z_ks = sum_i (a_ki - a_k(i+1)) Y_ki,     a = 0 behind the last.

    Parameters
    ----------
    scheme, opening : IntArray
        Axis (column).
    last : IntArray
        Axis (scheme): position of its last column; -1 where it cannot open.
    holders : IntArray
        Axis (changed holder): positions of the pools and totals whose places some scheme changes.
    added : IntArray
        Axes (column, year, changed holder) [places].
    cost : FloatArray
        Axis (column): in the unit of the first aim.
    fixed : BoolArray
        Axis (column): is 1, since the scheme must open.
    rows : tuple of Row
        Order, budgets, requirements, exclusions, and places that cannot fall below nought.
    """

    scheme: IntArray
    opening: IntArray
    last: IntArray
    holders: IntArray
    added: IntArray
    cost: FloatArray
    fixed: BoolArray
    rows: tuple[Row, ...]

    def __len__(self) -> int:
        return len(self.scheme)

    def of_openings(self, opening: IntArray) -> BoolArray:
        """Say, axis (column), which schemes are open by when.

        Parameters
        ----------
        opening : IntArray
            Axis (scheme): as of a programme.
        """
        opens = opening[self.scheme]
        open_by: BoolArray = (opens != NOT_OPENED) & (opens <= self.opening)
        return open_by

    def openings(self, open_by: BoolArray) -> IntArray:
        """Axis (scheme): the position of the first opening by which each is open."""
        opening = np.full(len(self.last), NOT_OPENED, dtype=np.int64)
        found = np.flatnonzero(open_by)[::-1]
        opening[self.scheme[found]] = self.opening[found]
        return opening

    def places(self, open_by: NDArray[np.float64] | BoolArray) -> FloatArray:
        """Axes (year, changed holder): places added; parts of them where columns are fractions."""
        added = self.added.astype(np.float64)
        changed: FloatArray = np.tensordot(open_by.astype(np.float64), added, axes=1)
        return changed

    def keeps_rows(self, open_by: BoolArray) -> bool:
        """Say whether columns of nought and one keep all rows, but for the rounding of floats."""
        return all(
            float(row.entries @ open_by[row.columns]) <= row.most + row.rounding
            for row in self.rows
        )


def columns_of(problem: Problem) -> Columns:
    """Lay out the columns and rows of a problem without faults.

    Parameters
    ----------
    problem : Problem

    Returns
    -------
    Columns
    """
    schemes = problem.schemes
    possible = possible_openings(problem)
    scheme, opening = np.nonzero(possible)
    behind = np.append(scheme[1:] == scheme[:-1], False) if len(scheme) else np.zeros(0, np.bool_)
    last = np.full(len(schemes.names), -1, dtype=np.int64)
    last[scheme] = np.arange(len(scheme))
    holders = np.flatnonzero(schemes.added.any(axis=(0, 1, 2)))
    added = _steps(schemes.added[scheme, opening][:, :, holders], behind)
    fixed = np.zeros(len(scheme), dtype=np.bool_)
    must = last[schemes.must_open]
    fixed[must[must >= 0]] = True
    made = Columns(
        scheme=scheme,
        opening=opening,
        last=last,
        holders=holders,
        added=added,
        cost=_steps(schemes.cost[scheme, opening], behind),
        fixed=fixed,
        rows=(),
    )
    rows = [
        *_order_rows(behind),
        *(_budget_row(budget, made, behind) for budget in problem.budgets),
        *_condition_rows(schemes, made),
        *_floor_rows(problem, made),
    ]
    return Columns(scheme, opening, last, holders, added, made.cost, fixed, tuple(rows))


def _steps(values: NDArray[_Number], behind: BoolArray) -> NDArray[_Number]:
    """Turn what opening at a time brings into what being open by then brings more than later."""
    steps: NDArray[_Number] = values.copy()
    steps[behind] = values[behind] - values[1:][behind[:-1]]
    return steps


def _order_rows(behind: BoolArray) -> Iterator[Row]:
    """What is open by an opening is open by the next."""
    for column in np.flatnonzero(behind).tolist():
        yield Row(np.array([column, column + 1]), np.array([1.0, -1.0]), 0.0)


def _budget_row(budget: Budget, columns: Columns, behind: BoolArray) -> Row:
    """Write a budget in the largest unit of which all amounts are whole multiples, if there is one.

    What is left over of the limit then buys nothing, so the limit is rounded down to that unit.
    """
    pounds = _steps(budget.pounds[columns.scheme, columns.opening].astype(np.float64), behind)
    used = np.flatnonzero(np.abs(pounds) > SMALLEST_POUNDS)
    amounts = pounds[used]
    most = allowance(budget)
    whole = np.rint(amounts)
    if len(used) and (np.abs(amounts - whole) <= SMALLEST_POUNDS).all():
        unit = float(np.gcd.reduce(whole.astype(np.int64)))
        return Row(used, whole / unit, float(np.floor(most / unit)))
    largest = float(np.abs(amounts).max(initial=0.0))
    scale = LARGEST_ENTRY / largest if largest else 1.0
    return Row(used, amounts * scale, most * scale)


def _condition_rows(schemes: Schemes, columns: Columns) -> Iterator[Row]:
    """Requirements, opening by opening; exclusions."""
    for first, second in schemes.requires:
        before = np.flatnonzero(columns.scheme == second)
        for column in np.flatnonzero(columns.scheme == first).tolist():
            met = before[columns.opening[before] <= columns.opening[column]]
            # An opening before which the other cannot open is none of the possible ones.
            yield Row(np.array([column, met[-1]]), np.array([1.0, -1.0]), 0.0)
    for first, second in schemes.excludes:
        pair = columns.last[[first, second]]
        if (pair >= 0).all():
            yield Row(pair, np.ones(2), 1.0)


def _floor_rows(problem: Problem, columns: Columns) -> Iterator[Row]:
    """Closures cannot take more places than a pool has in any draw of a year."""
    lost = np.minimum(columns.added, 0).sum(axis=0)
    for year in range(problem.years):
        rooms = [period.network.room for period in problem.periods if period.year == year]
        if not rooms:
            continue
        least = np.min(rooms, axis=0)[columns.holders]
        for holder in np.flatnonzero(least + lost[year] < 0).tolist():
            taken = -columns.added[:, year, holder].astype(np.float64)
            used = np.flatnonzero(taken)
            yield Row(used, taken[used], float(least[holder]))
