"""The proof of a programme that looks ahead: bounds by prices of its rows, added up exactly.

No solver is asked, and none is trusted. Each column stands, with the coefficient 1, in one row that
shares a number d out: the children of a cell. With prices p of all other rows, nought or less for
those with a "<=", and of the rows that hold earlier aims l at their totals T_l, no answer is below

    sum_r b_r p_r + sum_l T_l p_l + sum_i d_i min over columns j of i of
        (c_j - sum_r a_rj p_r - sum_l c_lj p_l)

Prices from a solver are as good as any, and rounded ones too. Shares and costs are taken for what
they are in the computer, fractions of a power of two, so that all sums are exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from sufficiency.places.ahead_rows import Programme, Row, Sense
from sufficiency.places.holding import hold

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]

FINE = 2**60
"""Prices are rounded to so many parts of a child, metre or pound."""


def bounds_of(
    programme: Programme, totals: Sequence[float], prices: Sequence[FloatArray]
) -> FloatArray:
    """Say below what no answer is in each aim, if it is no worse in the aims before.

    Parameters
    ----------
    programme : Programme
        Without yes-or-no columns, and costs nought or more.
    totals : sequence of float
        Axis (aim): of the answer.
    prices : sequence of FloatArray
        Axis (aim): axis (row, then earlier aim), from whichever solver.

    Returns
    -------
    FloatArray
        Axis (aim): nought or more, and in no case above the best.
    """
    owner = _owners(programme)
    parts = _parts(programme)
    found = []
    for aim, priced in enumerate(prices):
        bound = _bound(programme, aim, totals, _whole(programme, priced, owner), owner, parts)
        # A number of the computer next below it, so that rounding does not lift it.
        found.append(max(0.0, float(np.nextafter(float(bound), -np.inf))))
    return np.array(found)


def _owners(programme: Programme) -> IntArray:
    """Axis (column): the first row that shares a number out among it and others."""
    owner = np.full(len(programme.names), -1)
    for place, row in enumerate(programme.rows):
        if row.sense is Sense.EQUAL and (row.coefficients == 1.0).all():
            mine = row.columns[owner[row.columns] < 0]
            if len(mine) == len(row.columns):
                owner[mine] = place
    hold((owner >= 0).all(), "each column needs a row that shares a number out")
    return owner


def _parts(programme: Programme) -> int:
    """Give a power of two, of which all coefficients and costs are whole parts."""
    numbers = np.concatenate(
        [np.unique(programme.costs), *(np.unique(row.coefficients) for row in programme.rows)]
    )
    whole = [int(float(number).as_integer_ratio()[1]) for number in np.unique(numbers)]
    return max(whole, default=1)


def _whole(programme: Programme, prices: FloatArray, owner: IntArray) -> list[int]:
    """Round prices to parts of `FINE`: nought for rows that share out, and none of a wrong sign."""
    shares = set(owner.tolist())
    rows = programme.rows
    whole = []
    for place, price in enumerate(prices.tolist()):
        rounded = round(price * FINE) if np.isfinite(price) else 0
        is_row = place < len(rows)
        if is_row and place in shares:
            rounded = 0
        elif not is_row or rows[place].sense is Sense.MOST:
            rounded = min(rounded, 0)
        whole.append(rounded)
    return whole


def _bound(
    programme: Programme,
    aim: int,
    totals: Sequence[float],
    prices: Sequence[int],
    owner: IntArray,
    parts: int,
) -> Fraction:
    """Add the bound of an aim up."""
    rows, count = programme.rows, len(programme.rows)
    left = [cost * FINE for cost in _in_parts(programme.costs[aim], parts)]
    fixed = Fraction(0)
    for row, price in zip(rows, prices, strict=False):
        if price:
            fixed += Fraction(row.right) * price
            for column, entry in _entries(row, parts):
                left[column] -= entry * price
    for earlier, price in enumerate(prices[count:]):
        if price:
            fixed += Fraction(totals[earlier]) * price
            for column, cost in enumerate(_in_parts(programme.costs[earlier], parts)):
                left[column] -= cost * price
    least: dict[int, int] = {}
    for row_of_column, beyond in zip(owner.tolist(), left, strict=True):
        least[row_of_column] = min(beyond, least.get(row_of_column, beyond))
    shared = sum(
        (Fraction(rows[place].right) * beyond for place, beyond in least.items()), Fraction()
    )
    return (fixed + shared / parts) / FINE


def _entries(row: Row, parts: int) -> Iterable[tuple[int, int]]:
    return zip(row.columns.tolist(), _in_parts(row.coefficients, parts), strict=True)


def _in_parts(numbers: FloatArray, parts: int) -> list[int]:
    """Give numbers as whole parts, exactly."""
    ratios = (number.as_integer_ratio() for number in numbers.tolist())
    return [over * (parts // under) for over, under in ratios]
