"""Made-up authorities, a made-up region and England, for the benchmarks of one year.

The children are cells of locality, need and phase. They live in towns; schools stand in and around
them. Special schools serve several needs and more phases, bases one or two needs and one phase.
There are places for nine in ten; the others go to an independent school, which counts as 1,000 km.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sufficiency.places import (
    BEYOND_LIMIT,
    INDEPENDENT,
    METRES,
    WITHOUT,
    Network,
    network_of,
    straight_metres,
)

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

INDEPENDENT_METRES = 1_000_000
"""What an independent placement counts as, in the one aim of the benchmark [metres]."""

WITHOUT_A_PLACE = 2
"""A child without a place counts as so many independent placements: nobody then has none."""

MOST_INDEPENDENT = 0.05
"""In four aims, independent schools take so many of the children."""

NEAR = 0.8
"""In four aims, so many of the cells have a pool within the journey limit; others are beyond it."""

NEEDS = 13
SPECIAL_SCHOOLS = 0.4
"""Share of the pools that are special schools; the others are bases."""

PLACES_A_CHILD = 0.9


@dataclass(frozen=True)
class Size:
    """How large a made-up case is.

    Parameters
    ----------
    what : str
        What it stands for, in words.
    localities, phases, pools, towns : int
    side : int
        Side of the square in which the towns lie [metres].
    children_a_cell : float
        Mean number.
    nearest : int, optional
        Of each cell only so many of the nearest pools that serve it are known; all without it.
    """

    what: str
    localities: int
    phases: int
    pools: int
    towns: int
    side: int
    children_a_cell: float
    nearest: int | None = None


AUTHORITY = Size("a made-up authority", 30, 4, 60, 4, 30_000, 2.0)
LARGE_AUTHORITY = Size("a made-up large authority by MSOA", 150, 4, 150, 10, 40_000, 0.8)
REGION = Size("a made-up region, 20 nearest pools a cell", 680, 3, 250, 45, 160_000, 0.6, 20)
ENGLAND = Size("a made-up England, every pool that serves", 6800, 3, 2500, 450, 500_000, 0.6)


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
        """Give the case to the array door as it stands: independent schools take everyone."""
        return network_of(self.demand, self.free, self.cell, self.pool, self.metres)

    def in_four_aims(self) -> Network:
        """Give the case with four ordered aims, none of which is met by itself.

        Independent schools have places for few, so that children are left without; and some cells
        have no pool within the journey limit.
        """
        return network_of(
            self.demand,
            self.free,
            self.cell,
            self.pool,
            self.metres,
            beyond_limit=self.is_beyond,
            independent_limit=round(MOST_INDEPENDENT * int(self.demand.sum())),
        )

    @cached_property
    def is_beyond(self) -> BoolArray:
        """Axis (arc): whether the journey is beyond the limit, which some cells cannot keep."""
        nearest = np.full(len(self.demand), np.iinfo(np.int64).max)
        np.minimum.at(nearest, self.cell, self.metres)
        has_any = np.bincount(self.cell, minlength=len(nearest)) > 0
        return np.asarray(self.metres > np.quantile(nearest[has_any], NEAR))

    def in_two_aims(self) -> Network:
        """Give the case with two ordered aims: independent placements, then metres."""
        placements = {WITHOUT: WITHOUT_A_PLACE, INDEPENDENT: 1, BEYOND_LIMIT: 0}
        return self.network().in_aims({INDEPENDENT: placements, METRES: {METRES: 1}})

    def weighted(self) -> Network:
        """Give the case with the one aim of the benchmark: metres, and 1,000 km a placement."""
        weights = {
            "without": WITHOUT_A_PLACE * INDEPENDENT_METRES,
            "independent": INDEPENDENT_METRES,
            "beyond_limit": 0,
            "metres": 1,
        }
        return self.network().in_one_aim(weights)


def made_up(size: Size = AUTHORITY, *, seed: int = 1) -> Case:
    """Make up one year of a case of a size: an authority has 1,560 cells and 60 pools."""
    made = made_up_places(size, seed=seed)
    return Case(made.demand, made.free, *_arcs(size, made.metres, made.serves))


@dataclass(frozen=True, eq=False)
class Places:
    """What a case is made of before its arcs are laid out.

    Parameters
    ----------
    demand : IntArray
        Axis (cell): locality, need and phase, flattened [children].
    free : IntArray
        Axis (pool) [places].
    serves : BoolArray
        Axes (pool, need, phase).
    metres : IntArray
        Axes (locality, pool).
    """

    demand: IntArray
    free: IntArray
    serves: BoolArray
    metres: IntArray


def made_up_places(size: Size, *, seed: int = 1) -> Places:
    """Make up homes, schools, whom they serve, children and places."""
    chance = np.random.default_rng(seed)
    towns = chance.integers(0, size.side, size=(size.towns, 2))
    homes = _around(towns, size.localities, size.side // 12, chance)
    schools = _around(towns, size.pools, size.side // 8, chance)
    serves = _served(size, chance)
    demand = _children(size, chance)
    free = _places(size, int(demand.sum()), chance)
    far = straight_metres((homes[:, 0], homes[:, 1]), (schools[:, 0], schools[:, 1]), detour=1.3)
    return Places(demand, free, serves, far)


def _arcs(size: Size, far: IntArray, serves: BoolArray) -> tuple[IntArray, IntArray, IntArray]:
    """Axis (arc): cell, pool and metres, by cell, then pool."""
    cells, pools, metres = [], [], []
    for need, phase in np.ndindex(*serves.shape[1:]):
        known = np.flatnonzero(serves[:, need, phase])
        count = min(len(known), size.nearest or len(known))
        nearest = np.sort(np.argsort(far[:, known], axis=1, kind="stable")[:, :count], axis=1)
        cell = (np.arange(size.localities) * NEEDS + need) * size.phases + phase
        cells.append(np.repeat(cell, count))
        pools.append(known[nearest].reshape(-1))
        metres.append(np.take_along_axis(far[:, known], nearest, axis=1).reshape(-1))
    cell, pool = np.concatenate(cells), np.concatenate(pools)
    order = np.lexsort((pool, cell))
    return cell[order], pool[order], np.concatenate(metres)[order]


def _around(towns: IntArray, count: int, spread: int, chance: np.random.Generator) -> IntArray:
    """Axes (point, east or north): points around the towns, the first town the largest."""
    weights = 1 / np.arange(1, len(towns) + 1)
    chosen = chance.choice(len(towns), size=count, p=weights / weights.sum())
    return np.rint(towns[chosen] + chance.normal(0, spread, size=(count, 2))).astype(np.int64)


def _is_special(size: Size) -> BoolArray:
    """Axis (pool): whether it is a special school."""
    return np.arange(size.pools) < round(SPECIAL_SCHOOLS * size.pools)


def _served(size: Size, chance: np.random.Generator) -> BoolArray:
    """Axes (pool, need, phase): whom a pool serves."""
    serves = np.zeros((size.pools, NEEDS, size.phases), dtype=np.bool_)
    for pool, special in enumerate(_is_special(size).tolist()):
        needs = chance.choice(NEEDS, size=chance.integers(5, 9) if special else 2, replace=False)
        length = chance.integers(2, size.phases + 1) if special else 2
        first = chance.integers(0, size.phases - length + 1)
        serves[pool, needs, first : first + length] = True
    return serves


def _children(size: Size, chance: np.random.Generator) -> IntArray:
    """Axis (cell): children, few of most needs and many of some."""
    common = chance.dirichlet(np.full(NEEDS, 1.5))
    by_phase = chance.dirichlet(np.full(size.phases, 8.0))
    large = chance.gamma(4.0, 0.25, size=size.localities)
    whole = size.children_a_cell * NEEDS * size.phases
    expected = whole * large[:, None, None] * common[:, None] * by_phase
    return np.asarray(chance.poisson(expected).reshape(-1), dtype=np.int64)


def _places(size: Size, children: int, chance: np.random.Generator) -> IntArray:
    """Axis (pool): places, in all for nine children of ten."""
    large = np.where(
        _is_special(size),
        chance.integers(60, 161, size.pools),
        chance.integers(8, 31, size.pools),
    )
    whole = np.rint(large / large.sum() * PLACES_A_CHILD * children)
    return np.asarray(np.maximum(whole, 1), dtype=np.int64)
