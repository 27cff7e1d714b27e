"""A linear programme as named columns and rows, before any solver knows it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sufficiency.places.statuses import Status

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


class Sense(StrEnum):
    """How a row holds its sum against its right-hand side."""

    MOST = "<="
    EQUAL = "=="


class Row(NamedTuple):
    """One row: the sum of coefficient x column, held against a number.

    Parameters
    ----------
    name : str
    columns : IntArray
        Axis (entry): positions of the columns.
    coefficients : FloatArray
        Axis (entry).
    sense : Sense
    right : float
    """

    name: str
    columns: IntArray
    coefficients: FloatArray
    sense: Sense
    right: float


@dataclass(frozen=True, slots=True, eq=False)
class Programme:
    """Columns that are nought or more, rows, and ordered aims to be made small.

    Parameters
    ----------
    names : tuple of str
        Axis (column).
    costs : FloatArray
        Axes (aim, column).
    aims : tuple of str
        Axis (aim).
    rows : tuple of Row
    yes_or_no : int
        So many columns, the first ones, are nought or one.
    """

    names: tuple[str, ...]
    costs: FloatArray
    aims: tuple[str, ...]
    rows: tuple[Row, ...]
    yes_or_no: int = 0


class Answered(NamedTuple):
    """What a programme came to, aim after aim.

    Parameters
    ----------
    values : FloatArray
        Axis (column): nought or more, but for what a solver gets wrong.
    prices : tuple of FloatArray
        Axis (aim): axis (row, then earlier aim), what a solver says that a row is worth.
    """

    values: FloatArray
    prices: tuple[FloatArray, ...]


class Mixed(NamedTuple):
    """What a programme with yes-or-no columns came to.

    Parameters
    ----------
    values : FloatArray or None
        Axis (column): the best that was found; None where nothing was.
    bound : float
        Nothing that keeps all rows costs less.
    status : Status
        PROVEN or FEASIBLE with values; INFEASIBLE or STOPPED without.
    """

    values: FloatArray | None
    bound: float
    status: Status


def members(of: IntArray, count: int) -> list[IntArray]:
    """Give for each of so many groups the positions of its members, in their order.

    Parameters
    ----------
    of : IntArray
        Axis (member): its group; below nought, or `count` and above, for none.
    count : int

    Returns
    -------
    list of IntArray
        Axis (group).

    Examples
    --------
    >>> [found.tolist() for found in members(np.array([1, -1, 1]), 2)]
    [[], [0, 2]]
    """
    known = np.flatnonzero((of >= 0) & (of < count))
    order = known[np.argsort(of[known], kind="stable")]
    ends = np.cumsum(np.bincount(of[known], minlength=count))
    return (
        [
            order[begin:end]
            for begin, end in zip([0, *ends[:-1].tolist()], ends.tolist(), strict=True)
        ]
        if count
        else []
    )
