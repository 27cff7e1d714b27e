"""Small numbers about children, protected before anything is published.

A number is rounded, and not shown at all where it is small. That is not enough where numbers add
up: what is not shown may follow from what is. So what a reader can know of each number that is not
shown is worked out, from all the others and from the sums that they keep.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

STEP = 5
"""Numbers of children are rounded to a multiple of this."""
LEAST = 10
"""A smaller number of children is not shown, and nor is nought: it would say that others are not.
"""
LEAST_SPAN = 5.0
"""What a reader may know of a number that is not shown is never narrower than this [children]."""
FEWER = f"fewer than {LEAST}"
NOT_SHOWN = "not shown"
SAME = 1e-6
STEPS = (1.0, 2.0, 5.0)
"""Pounds are rounded to one of these times a power of ten."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A number of children, and how it is shown.

    Parameters
    ----------
    value : float
        As it is, nought or more [children].
    is_hidden : bool
        Whether nothing at all is said of it, not even that it is small.
    """

    value: float
    is_hidden: bool = False

    @property
    def words(self) -> str:
        """How it is shown."""
        return NOT_SHOWN if self.is_hidden else children_words(self.value)

    @property
    def known(self) -> tuple[float, float]:
        """What its words alone say: between which numbers it lies [children]."""
        if self.is_hidden:
            return 0.0, np.inf
        if is_small(self.value):
            return 0.0, float(LEAST)
        shown = rounded(self.value)
        return max(float(LEAST), shown - STEP / 2), shown + STEP / 2


def is_small(number: float) -> bool:
    """Say whether a number of children is too small to be shown.

    Examples
    --------
    >>> is_small(9.6), is_small(10.0), is_small(0.0), is_small(-4.0), is_small(-12.0)
    (True, False, True, True, False)
    """
    return abs(number) < LEAST


def rounded(number: float, step: float = STEP) -> float:
    """Round to a multiple of a step, halves away from nought.

    Examples
    --------
    >>> rounded(12.5), rounded(-12.5), rounded(1_230_000.0, 500_000.0)
    (15.0, -15.0, 1000000.0)
    """
    return float(np.copysign(np.floor(abs(number) / step + 0.5) * step, number))


def children_words(number: float) -> str:
    """Show a number of children as it may be published.

    Examples
    --------
    >>> children_words(1234.2), children_words(9.9), children_words(0.0)
    ('1,235', 'fewer than 10', 'fewer than 10')
    """
    return FEWER if is_small(number) else f"{rounded(number):,.0f}"


def ranged_words(number: float, low: float | None, high: float | None) -> str:
    """Show a number of children with its range; alone where it is small or both ends are one.

    Examples
    --------
    >>> ranged_words(42.0, 37.0, 48.0), ranged_words(12.0, 3.0, 21.0), ranged_words(4.0, 1.0, 12.0)
    ('40 (35 to 50)', '10 (fewer than 10 to 20)', 'fewer than 10')
    """
    if is_small(number) or low is None or high is None:
        return children_words(number)
    ends = children_words(low), children_words(high)
    return f"{children_words(number)}" + ("" if ends[0] == ends[1] else f" ({' to '.join(ends)})")


def coarse(least: float) -> float:
    """Give the smallest step of pounds, 1, 2 or 5 times a power of ten, that is no less than this.

    Examples
    --------
    >>> coarse(100_000.0), coarse(100_001.0), coarse(2_700_000.0)
    (100000.0, 200000.0, 5000000.0)
    """
    power = 10.0 ** np.floor(np.log10(least))
    return float(next(one * power for one in (*STEPS, 10.0) if one * power >= least))


def protected(cells: Sequence[Cell], sums: Sequence[FloatArray]) -> tuple[Cell, ...]:
    """Hide cells until nothing small follows from the others.

    Of each cell that is small it is worked out between which numbers a reader can place it, who
    knows all words and all sums. Where that is too narrow, the largest cell that is still shown and
    stands in a sum with it is hidden, and all is worked out again.

    Parameters
    ----------
    cells : sequence of Cell
    sums : sequence of FloatArray
        Axis (cell): 1 and -1 for cells whose sums are equal, nought for others. One that does not
        hold of the cells is left out, as nobody could use it.

    Returns
    -------
    tuple of Cell
        In the same order; all hidden where nothing else protects them.
    """
    made = list(cells)
    values = np.array([cell.value for cell in made])
    held = [row for row in sums if abs(float(row @ values)) <= SAME * max(1.0, values.sum())]
    while True:
        narrow = _narrow(made, held)
        if not narrow:
            return tuple(made)
        beside = {
            int(place)
            for row in held
            if any(row[cell] for cell in narrow)
            for place in np.flatnonzero(row)
            if not made[int(place)].is_hidden
        }
        # What is small is hidden last: that others are hidden is what protects it.
        chosen = max(
            beside, key=lambda place: (not is_small(made[place].value), made[place].value, place)
        )
        made[chosen] = Cell(made[chosen].value, is_hidden=True)


def _narrow(cells: Sequence[Cell], sums: Sequence[FloatArray]) -> list[int]:
    """List small cells that a reader can place too well."""
    found = []
    for place, cell in enumerate(cells):
        if sums and is_small(cell.value):
            least, most = placed(cells, sums, place)
            if most - least < LEAST_SPAN - SAME:
                found.append(place)
    return found


def placed(cells: Sequence[Cell], sums: Sequence[FloatArray], place: int) -> tuple[float, float]:
    """Say between which numbers a reader can place a cell, who knows all words and all sums.

    Parameters
    ----------
    cells : sequence of Cell
    sums : sequence of FloatArray
        Axis (cell): that hold of the cells.
    place : int

    Returns
    -------
    tuple of float
        The least and the most [children].
    """
    from scipy import optimize

    known = [cell.known for cell in cells]
    wanted = np.zeros(len(cells))
    wanted[place] = 1.0
    ends = []
    for sign in (1.0, -1.0):
        rows = np.array(sums)
        found: Any = optimize.linprog(
            sign * wanted, A_eq=rows, b_eq=np.zeros(len(rows)), bounds=known
        )
        ends.append(sign * (float(found.fun) if found.status == 0 else -np.inf))
    return ends[0], ends[1]
