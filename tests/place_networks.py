"""Small networks for the tests of `places`, and a slow twin that solves them another way."""

from dataclasses import dataclass, replace

import numpy as np
from hypothesis import strategies as st
from scipy import optimize

from sufficiency.places import NO_LIMIT, network_of


@dataclass(frozen=True)
class Case:
    """The arrays of one year as a caller has them, still without names."""

    demand: list
    free: list
    arcs: list  # (cell, pool, metres)
    may_go: list
    group: list
    limits: list
    total_room: list
    within: list
    near: int

    def network(self, *, factor=1, cells=None, pools=None, arcs=None):
        """The network of the case; `factor` multiplies children and places."""
        arcs = self.arcs if arcs is None else arcs
        return network_of(
            [factor * count for count in self.demand],
            [factor * count for count in self.free],
            [cell for cell, _, _ in arcs],
            [pool for _, pool, _ in arcs],
            [metres for _, _, metres in arcs],
            beyond_limit=[metres > self.near for _, _, metres in arcs],
            may_go_independent=self.may_go,
            independent_group=self.group,
            independent_limit=[min(factor * limit, NO_LIMIT) for limit in self.limits],
            total_room=[factor * count for count in self.total_room],
            within=self.within,
            cells=cells or [f"cell {number}" for number in range(len(self.demand))],
            pools=pools or [f"pool {number}" for number in range(len(self.free))],
        )


@st.composite
def cases(draw, most_cells=6, most_pools=5):
    """Cases with many ties, tight places, limits on independents, and nested totals."""
    count, pools = draw(st.integers(1, most_cells)), draw(st.integers(1, most_pools))

    def numbers(low, high, size):
        return draw(st.lists(st.integers(low, high), min_size=size, max_size=size))

    steps = numbers(0, 9, count * pools)
    arcs = [
        (place // pools, place % pools, 500 * step)
        for place, step in enumerate(steps)
        if step < 8  # two in ten pools do not serve the cell
    ]
    totals = draw(st.integers(0, 2))
    within = numbers(-1, totals - 1, pools) if totals else [-1] * pools
    # The second total may count towards the first.
    within += [-1, draw(st.sampled_from([-1, 0]))][:totals]
    return Case(
        demand=numbers(0, 4, count),
        free=numbers(0, 5, pools),
        arcs=arcs,
        may_go=[step > 0 for step in numbers(0, 3, count)],
        group=numbers(0, 1, count),
        limits=[draw(st.sampled_from([0, 1, 3, NO_LIMIT])) for _ in range(2)],
        total_room=numbers(0, 6, totals),
        within=within,
        near=draw(st.sampled_from([1000, 2000, 5000])),
    )


def rows_of(network):
    """The rows of a network for scipy: demand (equal) and room (at most), axis (row, arc)."""
    arcs = np.arange(len(network.arc_cell))
    demand = np.zeros((len(network.demand), len(arcs)))
    demand[network.arc_cell, arcs] = 1
    room = np.zeros((network.holders, len(arcs)))
    for arc in arcs:
        holder = network.arc_pool[arc]
        while holder != -1:
            room[holder, arc] = 1
            holder = network.within[holder]
    return demand, room


def by_scipy(network):
    """The ordered totals by one linear programme of scipy after another."""
    demand, room = rows_of(network)
    limits = network.room.astype(float)
    best = []
    for aim in network.costs:
        solved = optimize.linprog(
            aim, A_ub=room, b_ub=limits, A_eq=demand, b_eq=network.demand, method="highs"
        )
        assert solved.status == 0
        best.append(round(solved.fun))
        room, limits = np.vstack([room, aim]), np.append(limits, best[-1])
    return tuple(best)


def with_room(network, holder, change):
    """The same network with some places more or fewer at one pool or total."""
    room = network.room.copy()
    room[holder] += change
    return replace(network, room=room)


def moved_about(network, flow, data, *, least):
    """The flow with up to three children moved along another arc of their cell, by chance."""
    moved = flow.copy()
    for _ in range(data.draw(st.integers(least, 3))):
        source = data.draw(st.integers(0, len(moved) - 1))
        beside = np.flatnonzero(network.arc_cell == network.arc_cell[source])
        target = data.draw(st.sampled_from(beside.tolist()))
        if moved[source]:
            moved[source] -= 1
            moved[target] += 1
    return moved


def chain(length, far):
    """Places enough for all, but only if every child moves on by one (allocation notes, A2).

    Child k (from 1) may have pool k beside it or pool k + 1 far away; child 0 only pool 1, far
    away. All placed means that all travel.
    """
    arcs = [(0, 0, far)]
    for child in range(1, length):
        arcs += [(child, child - 1, 0), (child, child, far)]
    return network_of(
        np.ones(length, dtype=int),
        np.ones(length, dtype=int),
        [cell for cell, _, _ in arcs],
        [pool for _, pool, _ in arcs],
        [metres for _, _, metres in arcs],
    )
