"""Another way to the reasons why children are not placed locally: from one year's network.

The package finds them before any draw, from the plan alone (`places.reasons`); this finds them
after a solve, from the arcs of the network and the pairs that would be arcs in other years.
"""

from dataclasses import dataclass

import numpy as np

from sufficiency.places import BEYOND_LIMIT, NO_LIMIT, Kind


@dataclass(frozen=True)
class WhyNotLocal:
    """Children of each cell by the first reason; at each holder, those whom it keeps out."""

    not_served: np.ndarray
    too_far: np.ndarray
    not_open: np.ndarray
    full: np.ndarray
    waiting: np.ndarray


def why_not_local(network, flow, *, ever_cell, ever_beyond, beyond_limit=None):
    """Give each child who is not placed locally one of four reasons.

    `ever_cell` and `ever_beyond` name the pairs of a cell and a pool that serves it in any year,
    and whether that journey is beyond the limit; `beyond_limit` is that of each arc, as the aim
    says where left out.
    """
    cells, beyond = np.asarray(ever_cell, dtype=np.int64), np.asarray(ever_beyond, dtype=bool)
    local = network.kind[network.arc_pool] == Kind.LOCAL
    left = network.demand.copy()
    np.add.at(left, network.arc_cell[local], -flow[local])
    if beyond_limit is None:
        beyond_limit = network.costs[network.aims.index(BEYOND_LIMIT)] != 0
    near = ~np.asarray(beyond_limit)
    open_near = among(network, network.arc_cell[local & near])
    ever_near = open_near | among(network, cells[~beyond])
    served = ever_near | among(network, network.arc_cell[local]) | among(network, cells)
    full = np.where(open_near, left, 0)
    return WhyNotLocal(
        not_served=np.where(served, 0, left),
        too_far=np.where(served & ~ever_near, left, 0),
        not_open=np.where(ever_near & ~open_near, left, 0),
        full=full,
        waiting=waiting_of(network, flow, full, local & near),
    )


def among(network, cells):
    """Whether each cell is among these."""
    found = np.zeros(len(network.demand), dtype=bool)
    found[cells] = True
    return found


def waiting_of(network, flow, full, near):
    """The children whom each full pool or total within their limit keeps out, each once there."""
    taken = (network.loads(flow) >= network.room) & (network.room < NO_LIMIT)
    waiting = np.zeros(network.holders, dtype=np.int64)
    pairs = set(zip(network.arc_cell[near].tolist(), network.arc_pool[near].tolist(), strict=True))
    while pairs:
        for cell, holder in pairs:
            waiting[holder] += full[cell] if taken[holder] else 0
        pairs = {(cell, int(network.within[holder])) for cell, holder in pairs}
        pairs = {(cell, holder) for cell, holder in pairs if holder >= 0}
    return waiting
