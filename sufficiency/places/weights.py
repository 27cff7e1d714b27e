"""Several ordered aims as one whole number that keeps their order, and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]
Costs = NDArray[Any]
"""Whole numbers: int64 where they fit, Python's own (unbounded) where they do not."""

LARGEST_SUM = 2**60
"""Sums of costs along a path stay below this, or are counted in Python's own integers."""


@dataclass(frozen=True, slots=True, eq=False)
class Stack:
    """Ordered aims added up with weights so large that no later aim outweighs an earlier one.

    Parameters
    ----------
    weights : tuple of int
        Axis (aim): the weight of the aim; the last is 1.
    costs : Costs
        Axis (arc): weighted cost of one child on the arc.
    """

    weights: tuple[int, ...]
    costs: Costs

    def largest(self) -> int:
        """Return the greatest cost of any arc."""
        return int(self.costs.max(initial=0)) if len(self.costs) else 0

    def fits(self, nodes: int) -> bool:
        """Say whether sums over a path through so many nodes stay within 64 bits."""
        return self.largest() * (nodes + 2) < LARGEST_SUM

    def unbounded(self, nodes: int) -> Costs:
        """Return the costs, in Python's own integers where sums would not fit into 64 bits."""
        return self.costs if self.fits(nodes) else self.costs.astype(object)


def stacked(costs: IntArray, *, pools: int, room_to_decode: bool = False) -> Stack:
    """Weigh ordered aims so that the order is exact.

    A flow that is not best in an aim can be bettered along a cycle which visits each pool at
    most once, and so changes the later aims by at most (pools) x (their largest arc cost):

        w_K = 1,   w_k = 1 + (pools + 1) max_arc(sum over later l of w_l c_l)

    Parameters
    ----------
    costs : IntArray
        Axes (aim, arc): nought or more, the most important aim first.
    pools : int
        Number of pools, `independent` and `without` among them.
    room_to_decode : bool
        Double the weights, so that `parts` can read negative later parts back.

    Returns
    -------
    Stack

    Examples
    --------
    >>> stacked(np.array([[1, 0], [0, 10]]), pools=2).weights
    (31, 1)
    """
    factor = (pools + 1) * (2 if room_to_decode else 1)
    total: Costs = costs[-1]
    weights = [1]
    for aim in costs[-2::-1]:
        largest, most = int(total.max(initial=0)), int(aim.max(initial=0))
        weight = 1 + factor * largest
        if most:
            if weight * most + largest >= LARGEST_SUM:
                total, aim = total.astype(object), aim.astype(object)
            weighed = aim * weight
            weighed += total
            total = weighed
        weights.append(weight)
    return Stack(tuple(reversed(weights)), total)


def surely_fit(largest: Sequence[int], *, pools: int, nodes: int) -> bool:
    """Say, before anything is added up, whether ordered aims fit into one cost of 64 bits.

    Parameters
    ----------
    largest : sequence of int
        Axis (aim): the largest cost of any arc.
    pools, nodes : int
        As of `stacked`, and of `Stack.fits`.

    Returns
    -------
    bool
        False as well where they might fit, because no arc is dear in all aims at once.

    Examples
    --------
    >>> surely_fit([1, 1, 60_000], pools=60, nodes=62)
    True
    >>> surely_fit([1, 1, 1, 1_000_000], pools=2_500, nodes=2_502)
    False
    """
    total = 0
    for place, most in enumerate(reversed(largest)):
        total += most * (1 + (pools + 1) * total if place else 1)
    return total * (nodes + 2) < LARGEST_SUM


def parts(change: int, weights: Sequence[int]) -> list[int]:
    """Read a weighted change back as the changes of the single aims.

    Parameters
    ----------
    change : int
        Sum of weight x change over the aims.
    weights : sequence of int
        From `stacked(..., room_to_decode=True)`.

    Returns
    -------
    list of int
        Axis (aim).

    Examples
    --------
    >>> parts(-61 + 13, (61, 1))
    [-1, 13]
    """
    read = []
    for weight in weights:
        part = (change + weight // 2) // weight
        read.append(part)
        change -= part * weight
    return read
