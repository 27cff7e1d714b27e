"""A made-up authority for the benchmark of one year, and how an analyst would solve it.

The children are cells of locality, need and phase. They live in a few towns; schools stand in and
around them. Special schools serve several needs and more phases, bases one or two needs and one
phase. There are places for nine in ten; the others go to an independent school, which counts as
1,000 km.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sufficiency.places import Network, network_of, straight_metres

IntArray = NDArray[np.int64]

INDEPENDENT_METRES = 1_000_000
"""What an independent placement counts as, in the one aim of the benchmark [metres]."""

LOCALITIES, NEEDS, PHASES, POOLS = 30, 13, 4, 60
TOWNS = 4
WIDE = 30_000
"""Side of the square in which the towns lie [metres]."""

SPECIAL_SCHOOLS = 24
"""Pools that are special schools; the others are bases."""

CHILDREN_A_CELL = 2.0
PLACES_A_CHILD = 0.9


@dataclass(frozen=True, eq=False)
class Case:
    """One year of an authority, as plain arrays.

    Parameters
    ----------
    demand : IntArray
        Axis (cell) [children].
    free : IntArray
        Axis (pool) [places].
    cell, pool, metres : IntArray
        Axis (arc): from which cell to which pool, and how far.
    """

    demand: IntArray
    free: IntArray
    cell: IntArray
    pool: IntArray
    metres: IntArray

    def network(self) -> Network:
        """Give the case to the array door, with its four ordered aims."""
        return network_of(self.demand, self.free, self.cell, self.pool, self.metres)

    def weighted(self) -> Network:
        """Give the case with the one aim of the benchmark: metres, and 1,000 km a placement."""
        weights = {
            "without": 2 * INDEPENDENT_METRES,
            "independent": INDEPENDENT_METRES,
            "beyond_limit": 0,
            "metres": 1,
        }
        return self.network().in_one_aim(weights)


def one_authority(*, seed: int = 1) -> Case:
    """Make up one authority in one year: 1,560 cells and 60 pools."""
    chance = np.random.default_rng(seed)
    towns = chance.integers(0, WIDE, size=(TOWNS, 2))
    homes = _around(towns, LOCALITIES, WIDE // 12, chance)
    schools = _around(towns, POOLS, WIDE // 8, chance)
    serves = _served(chance)
    locality, pool, need, phase = np.nonzero(
        np.broadcast_to(serves[None], (LOCALITIES, POOLS, NEEDS, PHASES))
    )
    far = straight_metres((homes[:, 0], homes[:, 1]), (schools[:, 0], schools[:, 1]), detour=1.3)
    cell = (locality * NEEDS + need) * PHASES + phase
    order = np.lexsort((pool, cell))
    demand = _children(chance)
    return Case(
        demand,
        _places(int(demand.sum()), chance),
        cell[order],
        pool[order],
        far[locality, pool][order],
    )


def _around(towns: IntArray, count: int, spread: int, chance: np.random.Generator) -> IntArray:
    """Axes (point, east or north): points around the towns, the first town the largest."""
    weights = 1 / np.arange(1, len(towns) + 1)
    chosen = chance.choice(len(towns), size=count, p=weights / weights.sum())
    return np.rint(towns[chosen] + chance.normal(0, spread, size=(count, 2))).astype(np.int64)


def _served(chance: np.random.Generator) -> NDArray[np.bool_]:
    """Axes (pool, need, phase): whom a pool serves."""
    serves = np.zeros((POOLS, NEEDS, PHASES), dtype=np.bool_)
    for pool in range(POOLS):
        special = pool < SPECIAL_SCHOOLS
        needs = chance.choice(NEEDS, size=chance.integers(5, 9) if special else 2, replace=False)
        length = chance.integers(2, PHASES + 1) if special else 2
        first = chance.integers(0, PHASES - length + 1)
        serves[pool, needs, first : first + length] = True
    return serves


def _children(chance: np.random.Generator) -> IntArray:
    """Axis (cell): children, few of most needs and many of some."""
    common = chance.dirichlet(np.full(NEEDS, 1.5))
    by_phase = chance.dirichlet(np.full(PHASES, 8.0))
    size = chance.gamma(4.0, 0.25, size=LOCALITIES)
    whole = CHILDREN_A_CELL * NEEDS * PHASES
    expected = whole * size[:, None, None] * common[:, None] * by_phase
    return np.asarray(chance.poisson(expected).reshape(-1), dtype=np.int64)


def _places(children: int, chance: np.random.Generator) -> IntArray:
    """Axis (pool): places, in all for nine children of ten."""
    special = np.arange(POOLS) < SPECIAL_SCHOOLS
    size = np.where(special, chance.integers(60, 161, POOLS), chance.integers(8, 31, POOLS))
    whole = np.rint(size / size.sum() * PLACES_A_CHILD * children)
    return np.asarray(np.maximum(whole, 1), dtype=np.int64)


def by_plain_model(case: Case) -> int:
    """Solve a case as an analyst would write it: every arc a variable of PuLP, HiGHS below.

    Returns
    -------
    int
        The weighted optimum [metres].
    """
    import pulp

    model = pulp.LpProblem("one_year", pulp.LpMinimize)
    # In this form alone variables can be made with PuLP 3 and with PuLP 4.
    placed = [model.add_variable(f"placed_{arc}", lowBound=0) for arc in range(len(case.cell))]
    bought = [model.add_variable(f"bought_{cell}", lowBound=0) for cell in range(len(case.demand))]
    far = pulp.lpSum(
        metres / 1000 * variable
        for metres, variable in zip(case.metres.tolist(), placed, strict=True)
    )
    model += far + INDEPENDENT_METRES / 1000 * pulp.lpSum(bought)
    of_cell: list[list[object]] = [[variable] for variable in bought]
    of_pool: list[list[object]] = [[] for _ in case.free]
    for cell, pool, variable in zip(case.cell.tolist(), case.pool.tolist(), placed, strict=True):
        of_cell[cell].append(variable)
        of_pool[pool].append(variable)
    for children, variables in zip(case.demand.tolist(), of_cell, strict=True):
        model += pulp.lpSum(variables) == children
    for places, variables in zip(case.free.tolist(), of_pool, strict=True):
        model += pulp.lpSum(variables) <= places
    model.solve(pulp.HiGHS(msg=False, threads=1))
    return round(float(pulp.value(model.objective)) * 1000)
