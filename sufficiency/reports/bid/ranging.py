"""Ranges of a bid: of many draws the middle 80 %, of few the lowest and highest, and so told."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sufficiency.allocation import frames

FloatArray = NDArray[np.float64]

TO_MEAN = "reaching to the mean"
FEW = 10
"""Of fewer draws no tenth lies beyond either end: their range is from the lowest to the highest,
and they are too few for a bid."""


class Drawn(Protocol):
    """What says on how many draws it rests: the contents of a bid."""

    @property
    def draws(self) -> int:
        """Draws behind its ranges; nought where that is not known."""

    @property
    def draws_chosen(self) -> int:
        """Draws over which schemes were chosen; nought where none were."""


def with_range(name: str, draws: FloatArray) -> dict[str, FloatArray]:
    """Give the mean of some draws and their range, as columns.

    Parameters
    ----------
    name : str
        Of the column.
    draws : FloatArray
        Axes (draw, row).

    Returns
    -------
    dict of str to FloatArray
        The mean, low and high: as of `allocation.frames.with_range`, and of fewer than `FEW` draws
        the lowest and the highest.
    """
    if len(draws) >= FEW:
        return frames.with_range(name, draws)
    ends = {f"{name}_low": draws.min(axis=0), f"{name}_high": draws.max(axis=0)}
    return {name: draws.mean(axis=0), **ends}


def range_words(drawn: Drawn) -> str:
    """Say what a range is: "range of 80 % of 12 of the 30 draws, reaching to the mean".

    Where few draws differ much from all others, the mean lies outside the 80 %; the range then ends
    at it (`projection.frames.range_of`), and who reads it knows why.
    """
    if not drawn.draws:
        return f"range of 80 % of the draws, {TO_MEAN}"
    others = drawn.draws_chosen > drawn.draws
    count = f"{drawn.draws}{f' of the {drawn.draws_chosen}' if others else ''} draws"
    if drawn.draws < FEW:
        return f"lowest to highest of {count}"
    return f"range of 80 % of {count}, {TO_MEAN}"


def ranged(drawn: Drawn) -> str:
    """Give what stands in the caption of a table whose numbers have ranges."""
    return f"(mean, and {range_words(drawn)})"


def percentiles(drawn: Drawn) -> str:
    """Give the same of a table that another part of the run made, with its tenth percentiles."""
    if not 0 < drawn.draws < FEW:
        return ranged(drawn)
    return f"(mean, and 10th to 90th percentile of {drawn.draws} draws)"


def range_note(drawn: Drawn) -> str:
    """Give what stands below a picture with ranges."""
    return f"Dot: mean. Line: {range_words(drawn)}."


def few_words(drawn: Drawn) -> tuple[str, ...]:
    """Say that there are too few draws for a bid, where there are."""
    if not 0 < drawn.draws < FEW:
        return ()
    return (
        f"The figures rest on {drawn.draws} draws, which are too few for a bid: their ranges go "
        "from the lowest of them to the highest, and another seed gives others.",
    )
