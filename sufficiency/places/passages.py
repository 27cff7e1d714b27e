"""What becomes of last year's placed children: shares, or what one draw says of each child."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sufficiency.errors import Finding, finding
from sufficiency.places.checking import of_shape, out_of_range, whole_numbers
from sufficiency.places.limits import MOST_CHILDREN
from sufficiency.places.plan_checks import repeated_to
from sufficiency.places.supply import Supply

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]

NEARLY_ONE = 1 + 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Shares:
    """Shares of the children of a cell who reach each need and level a year later.

    Parameters
    ----------
    shares : array_like of float
        Axes (year, need, ncy, level, need reached, level reached), by the NC year before. They
        add up to 1 at most over the last two axes; the others have ended.
    """

    shares: ArrayLike


@dataclass(frozen=True, slots=True, eq=False)
class Surviving:
    """Shares of children who keep plan, need and level; the others have ended.

    Parameters
    ----------
    share : array_like of float
        Axes (year, need, ncy, level), by the NC year before, or fewer of the last ones.
    """

    share: ArrayLike


@dataclass(frozen=True, slots=True, eq=False)
class Fates:
    """What became of all children of each cell, placed or not, in one draw.

    Parameters
    ----------
    years : tuple of three array_like of int
        For each year, three times the axis (fate), in any order: the cell in which children were
        the year before, the cell that they reach (-1: ended), and how many [children]. Cells are
        positions in the axes (locality, need, ncy, level), flattened. Children of a cell who have
        a place share its fates by chance.
    """

    years: tuple[tuple[ArrayLike, ArrayLike, ArrayLike], ...]


Passage = Shares | Surviving | Fates

EVERYBODY = Surviving(1.0)
"""All keep plan, need and level, and only grow older."""


def checked_passage(supply: Supply, passage: Passage) -> tuple[Passage, list[Finding]]:
    """Find shares and fates that cannot be, and lay both out for each year.

    Parameters
    ----------
    supply : Supply
    passage : Passage

    Returns
    -------
    passage : Passage
        With arrays of all axes; of no use where something was found.
    findings : list of Finding
    """
    years, (_, needs, ages, levels) = len(supply.axes.years), supply.axes.shape
    if isinstance(passage, Fates):
        return _checked_fates(supply, passage)
    if isinstance(passage, Surviving):
        shape: tuple[int, ...] = (years, needs, ages, levels)
        share = repeated_to(np.asarray(passage.share, dtype=np.float64), shape)
        found = of_shape(share, shape, what="survival")
        return Surviving(share), found + _not_shares(share, "survival")
    shape = (years, needs, ages, levels, needs, levels)
    shares = np.asarray(passage.shares, dtype=np.float64)
    found = of_shape(shares, shape, what="shares") + _not_shares(shares, "shares")
    if not found:
        # Sums of shares in parts may lie above 1 by what the computer rounds.
        whole = shares.sum(axis=(-2, -1))
        found = _not_shares(np.where(whole <= NEARLY_ONE, 1.0, whole), "shares added up")
    return Shares(shares), found


def _not_shares(array: FloatArray, what: str) -> list[Finding]:
    """Find values that do not lie from 0 to 1; one that is no number is among them."""
    wrong = np.flatnonzero(~((array >= 0) & (array <= 1)).reshape(-1))
    if not len(wrong):
        return []
    first = int(wrong[0])
    value = float(array.reshape(-1)[first])
    return [finding("years_share", file=what, count=len(wrong), position=first, value=value)]


def _checked_fates(supply: Supply, fates: Fates) -> tuple[Fates, list[Finding]]:
    """Find fates of cells that do not exist, and years that are missing."""
    cells, years = int(np.prod(supply.axes.shape)), len(supply.axes.years)
    found = of_shape(np.zeros(len(fates.years)), (years,), what="years of fates")
    checked = []
    for before, after, children in fates.years:
        columns = (
            _whole(before, (0, cells - 1), "cells of fates", found),
            _whole(after, (-1, cells - 1), "cells reached", found),
            _whole(children, (0, MOST_CHILDREN), "children of fates", found),
        )
        for what, column in zip(("cells reached", "children of fates"), columns[1:], strict=True):
            found += of_shape(column, columns[0].shape, what=what)
        checked.append(columns)
    return Fates(tuple(checked)), found


def _whole(array: ArrayLike, span: tuple[int, int], what: str, found: list[Finding]) -> IntArray:
    """Read whole numbers of a range, and add to what was found what is wrong with them."""
    whole, faults = whole_numbers(array, what=what)
    found += faults or out_of_range(
        whole,
        *span,
        what=what,
        reason="A fate is that of the children of a cell.",
        cure="Give cells as positions of (locality, need, ncy, level), flattened; -1 for ended.",
    )
    return whole
