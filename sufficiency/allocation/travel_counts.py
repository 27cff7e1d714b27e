"""How many children travel from each locality to each pool, over all draws together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sufficiency.allocation.counts import Grain
from sufficiency.places import Supply, YearPlaced

IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Travelled:
    """Children of all draws together who have a planned place, by home and pool.

    Parameters
    ----------
    key : IntArray
        Axis (row), ascending: position in the axes (year, locality, need, phase, level, pool),
        flattened.
    children : IntArray
        Axis (row): of all draws together [children].
    """

    key: IntArray
    children: IntArray


class Parts(NamedTuple):
    """The positions of some rows on each axis.

    Parameters
    ----------
    year, locality, need, phase, level, pool : IntArray
        Axis (row).
    """

    year: IntArray
    locality: IntArray
    need: IntArray
    phase: IntArray
    level: IntArray
    pool: IntArray


def travelled_of(supply: Supply, years: tuple[YearPlaced, ...], grain: Grain) -> Travelled:
    """Count who travels where in one draw; independent schools are left out.

    Parameters
    ----------
    supply : Supply
    years : tuple of YearPlaced
    grain : Grain

    Returns
    -------
    Travelled
        Keys may come twice until it is put together with others.
    """
    keys, counts = [], []
    cells = int(np.prod(grain.shape))
    is_local = np.append(~supply.pools.independent, False)
    for place, year in enumerate(years):
        kept = is_local[year.rows.pool]
        cell = place * cells + grain.cell[year.rows.cell[kept]]
        keys.append(cell * supply.not_named + year.rows.pool[kept])
        counts.append(year.rows.children[kept])
    return Travelled(np.concatenate(keys), np.concatenate(counts))


def travelled_together(parts: list[Travelled]) -> Travelled:
    """Add draws up, each key once."""
    every = np.concatenate([part.key for part in parts])
    key, place = np.unique(every, return_inverse=True)
    children = np.zeros(len(key), dtype=np.int64)
    np.add.at(children, place.reshape(-1), np.concatenate([part.children for part in parts]))
    return Travelled(key, children)


def parts_of(travelled: Travelled, supply: Supply, grain: Grain) -> Parts:
    """Take keys apart into positions on each axis."""
    shape = (len(supply.axes.years), *grain.shape, supply.not_named)
    return Parts(*np.unravel_index(travelled.key, shape))
