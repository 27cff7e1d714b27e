"""The proof of an answer to a very large network: one group of aims after the other.

Where all ordered aims do not fit into one whole number of 64 bits, adding them up in Python's own
takes minutes for as many arcs as England has. Aims that fit are proven together. What is as good
as the answer in them is a face (`faces`), and on it the next aims are proven: so the order is exact
without any weight between the groups.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sufficiency.places.faces import whole
from sufficiency.places.network import Network
from sufficiency.places.prices import is_best, narrowed_to, prices_of, reduced_costs
from sufficiency.places.weights import stacked, surely_fit

IntArray = NDArray[np.int64]


def groups_of_aims(network: Network) -> list[int]:
    """Part the aims into groups, each as large as fits into 64 bits.

    Returns
    -------
    list of int
        Axis (group): the position behind its last aim; empty where a single aim does not fit.
    """
    largest = network.costs.max(axis=1, initial=0).tolist()
    pools, nodes = len(network.pools), network.holders + 1
    ends, first = list[int](), 0
    while first < len(largest):
        fitting = [
            last
            for last in range(first + 1, len(largest) + 1)
            if surely_fit(largest[first:last], pools=pools, nodes=nodes)
        ]
        if not fitting:
            return []
        first = max(fitting)
        ends.append(first)
    return ends


def is_best_by_stages(network: Network, flow: IntArray, ends: list[int]) -> bool:
    """Say whether an allocation is the best there is, in the exact order of the aims.

    Parameters
    ----------
    network : Network
    flow : IntArray
        Axis (arc): an allocation of it [children].
    ends : list of int
        From `groups_of_aims`.
    """
    face = whole(network)
    if not len(face.arcs):
        return True
    pools, first = len(network.pools), 0
    for last in ends:
        costs = stacked(face.costs[first:last], pools=pools).costs
        arcs, holders = reduced_costs(face, prices_of(face, flow, costs), costs)
        if not is_best(face, flow, arcs, holders):
            return False
        face, first = narrowed_to(face, arcs == 0, holders), last
    return True
