"""Who can go anywhere at all, and which pools anybody can use: before anyone is placed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sufficiency.places.rules import RuleBook, admits_of
from sufficiency.places.supply import Supply

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """Children by locality who can go to some local pool, and by pool who can use it.

    Local are pools that are open and not independent. Each count is part of the one before it.

    Parameters
    ----------
    children : FloatArray
        Axes (year, locality): all who are allocated [children].
    served : FloatArray
        Axes (year, locality): those whom some local pool serves and no local rule bars from it.
    reached : FloatArray
        Axes (year, locality): those of them for whom the journey is allowed as well.
    wanted : FloatArray
        Axes (year, pool): children of the needs, NC years and levels that it serves; none in a
        year in which it is closed [children].
    allowed : FloatArray
        Axes (year, pool): those whom no local rule bars from it.
    near : FloatArray
        Axes (year, pool): those of them for whom the journey is allowed as well.
    """

    children: FloatArray
    served: FloatArray
    reached: FloatArray
    wanted: FloatArray
    allowed: FloatArray
    near: FloatArray


def reach_of(supply: Supply, children: FloatArray) -> Reach:
    """Count who can go to some local pool, and who can use each pool, whatever room there is.

    Parameters
    ----------
    supply : Supply
    children : FloatArray
        Axes (year, locality, need, ncy, level): those who are allocated [children].

    Returns
    -------
    Reach
    """
    admits = admits_of(supply.axes, supply.pools, is_open=True)
    years = [_of_year(supply, year, admits[year], held) for year, held in enumerate(children)]
    by_locality, by_pool = (np.array(side) for side in zip(*years, strict=True))
    return Reach(children.sum(axis=(2, 3, 4)), *by_locality.swapaxes(0, 1), *by_pool.swapaxes(0, 1))


def minutes_that_do(supply: Supply, year: int, locality: int, children: FloatArray) -> float:
    """Say how long a journey must be allowed for all children of a locality whom a pool serves.

    Parameters
    ----------
    supply : Supply
    year, locality : int
        Their positions.
    children : FloatArray
        Axes (need, ncy, level): those of the locality [children].

    Returns
    -------
    float
        The longest of the journeys of each kind of child to the nearest local pool that serves
        it [minutes]; nought where none serves any.
    """
    admits = admits_of(supply.axes, supply.pools, is_open=True)[year]
    admits = admits & _local(supply)[:, None, None, None] & (children > 0)
    minutes = np.where(admits, supply.minutes[locality][:, None, None, None], np.inf)
    nearest = minutes.min(axis=0)
    return float(nearest[np.isfinite(nearest)].max(initial=0.0))


def _local(supply: Supply) -> BoolArray:
    return np.asarray(~supply.pools.independent, dtype=np.bool_)


def _of_year(
    supply: Supply, year: int, admits: BoolArray, children: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Count in one year, by NC year: what is allowed may differ between them.

    Parameters
    ----------
    supply : Supply
    year : int
        Its position.
    admits : BoolArray
        Axes (pool, need, ncy, level).
    children : FloatArray
        Axes (locality, need, ncy, level).

    Returns
    -------
    by_locality : FloatArray
        Axes (served or reached, locality).
    by_pool : FloatArray
        Axes (wanted, allowed or near; pool).
    """
    by_locality = np.zeros((2, len(children)))
    by_pool = np.zeros((3, len(admits)))
    longest = supply.limits.longest_minutes[year]
    rules = supply.rules if supply.rules and supply.rules.holds[:, year].any() else None
    for ncy in range(len(supply.axes.ncy)):
        # Axes (pool, kind) and (locality, kind), a kind being a need and level of this NC year.
        kinds = admits[:, :, ncy].reshape(len(admits), -1)
        held = children[:, :, ncy].reshape(len(children), -1)
        near = np.asarray(supply.minutes <= longest[ncy], dtype=np.bool_)
        by_pool[0] += kinds @ held.sum(axis=0)
        if rules is None:
            served, allowed = _without_rules(held, kinds, np.ones_like(near), _local(supply))
            far = not near.all()
            reached, close = (
                _without_rules(held, kinds, near, _local(supply)) if far else (served, allowed)
            )
        else:
            may = kinds.T[None] & ~_barred(supply, rules, year, ncy)
            served, allowed = _with_rules(held, may, _local(supply))
            reached, close = _with_rules(held, may & near[:, None], _local(supply))
        by_locality += (served, reached)
        by_pool[1:] += (allowed, close)
    return by_locality, by_pool


def _without_rules(
    children: FloatArray, kinds: BoolArray, near: BoolArray, local: BoolArray
) -> tuple[FloatArray, FloatArray]:
    """Axes (locality) and (pool): who can go to some local pool, and who can use each."""
    if near.all():
        return children @ kinds[local].any(axis=0), kinds @ children.sum(axis=0)
    served = near[:, local].astype(np.float32) @ kinds[local].astype(np.float32) > 0
    by_pool = (near * (children @ kinds.T.astype(np.float64))).sum(axis=0)
    return (children * served).sum(axis=1), by_pool


def _with_rules(
    children: FloatArray, may: BoolArray, local: BoolArray
) -> tuple[FloatArray, FloatArray]:
    """The same where it differs for each locality, kind and pool: axes of `may`."""
    served = may[..., local].any(axis=-1)
    return (children * served).sum(axis=1), np.einsum("lk,lkp->p", children, may)


def _barred(supply: Supply, rules: RuleBook, year: int, ncy: int) -> BoolArray:
    """Axes (locality, kind, pool): whether a local rule bars the children of one NC year."""
    cells = np.arange(int(np.prod(supply.axes.shape))).reshape(supply.axes.shape)[:, :, ncy]
    cells = cells.reshape(len(cells), -1)
    pools = np.arange(supply.not_named)
    cell, pool = np.broadcast_arrays(cells[..., None], pools)
    return rules.bars(year, cell.reshape(-1), pool.reshape(-1)).reshape(cell.shape)
