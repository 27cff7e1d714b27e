"""Names of cells, and an order of cells and pools that only names decide."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sufficiency.places.naming import Names, names_of
from sufficiency.places.plans import LEVELS, Axes

IntArray = NDArray[np.int64]


def cell_names(axes: Axes) -> Names:
    """Name each cell by its locality, need, NC year and level."""
    return names_of(
        [
            f"{locality}, {need}, NC year {ncy}, {level}"
            for locality in axes.localities
            for need in axes.needs
            for ncy in axes.ncy
            for level in LEVELS
        ]
    )


def rank_of(words: Sequence[str]) -> IntArray:
    """Axis as `words`: the place of each in the order of names."""
    rank = np.empty(len(words), dtype=np.int64)
    rank[sorted(range(len(words)), key=words.__getitem__)] = np.arange(len(words))
    return rank


def cell_rank(axes: Axes) -> IntArray:
    """Order cells by level, need, NC year and locality, so that like children stand together."""
    locality, need, ncy, level = np.unravel_index(np.arange(np.prod(axes.shape)), axes.shape)
    order = (rank_of(axes.localities)[locality], ncy, rank_of(axes.needs)[need], level)
    rank = np.empty(len(locality), dtype=np.int64)
    rank[np.lexsort(order)] = np.arange(len(locality))
    return rank
