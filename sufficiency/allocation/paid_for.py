"""Who is paid for, over all draws together: children and miles by what their cost hangs on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sufficiency.allocation.tariff import Tariff
from sufficiency.places import METRES_A_MILE, Supply, YearPlaced

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class PaidFor:
    """Children of some draws together, laid out as the tariff lays their costs out.

    Parameters
    ----------
    cell : IntArray
        Axis (row): position in the axes (year, need, ncy, key) of the tariff, flattened.
    children : IntArray
        Axis (row): who has a place there, in independent schools too [children].
    miles : FloatArray
        Axis (row): of their journeys together [miles one way].
    beyond : numpy.ndarray
        Axes (year, need, NC year of the projection): children whose need no local place could
        meet.
    left : IntArray
        Axes (year, need, ncy): children without a place.
    """

    cell: IntArray
    children: IntArray
    miles: FloatArray
    beyond: NDArray[Any]
    left: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Seats:
    """Who sits where in one year, as their costs are laid out.

    Parameters
    ----------
    need, ncy, key : IntArray
        Axis (row): positions in the axes of the tariff.
    miles : FloatArray
        Axis (row): journey of each child [miles one way].
    children : IntArray
        Axis (row).
    left : IntArray
        Axes (need, ncy): children without a place.
    """

    need: IntArray
    ncy: IntArray
    key: IntArray
    miles: FloatArray
    children: IntArray
    left: IntArray


def seats_of(
    supply: Supply,
    years: tuple[YearPlaced, ...],
    tariff: Tariff,
    *,
    independent_metres: FloatArray,
) -> tuple[Seats, ...]:
    """Lay out who sits where, year by year; nobody where nothing is known of costs.

    Parameters
    ----------
    supply : Supply
    years : tuple of YearPlaced
        Of one draw, or of expected numbers in thousandths.
    tariff : Tariff
    independent_metres : FloatArray
        Axes (year, need, ncy): assumed journey to an independent school that is not named.

    Returns
    -------
    tuple of Seats
        Axis (year).
    """
    made = []
    for place, year in enumerate(years if tariff.lines else ()):
        rows = year.rows
        named = rows.pool < supply.not_named
        locality, need, ncy, _ = supply.parts(rows.cell)
        metres = independent_metres[place, need, ncy]
        metres[named] = supply.metres[locality[named], rows.pool[named]]
        miles, left = metres / METRES_A_MILE, year.without.sum(axis=(0, 3))
        made.append(Seats(need, ncy, tariff.key_of[rows.pool], miles, rows.children, left))
    return tuple(made)


def paid_for_in_draw(seats: tuple[Seats, ...], tariff: Tariff, *, beyond: NDArray[Any]) -> PaidFor:
    """Count who is paid for in one draw.

    Parameters
    ----------
    seats : tuple of Seats
        Axis (year).
    tariff : Tariff
    beyond : numpy.ndarray
        Axes (year, need, NC year of the projection) [children].

    Returns
    -------
    PaidFor
        Cells may come twice until it is put together with others.
    """
    if not seats:
        nobody = np.zeros(0, dtype=np.int64)
        return PaidFor(nobody, nobody, np.zeros(0), beyond, np.zeros((0, 0, 0), dtype=np.int64))
    axes = tariff.a_child.shape[1:]
    cells = [
        np.ravel_multi_index((np.full_like(one.need, year), one.need, one.ncy, one.key), axes)
        for year, one in enumerate(seats)
    ]
    children = np.concatenate([one.children for one in seats])
    miles = np.concatenate([one.miles * one.children.astype(np.float64) for one in seats])
    left = np.array([one.left for one in seats])
    return PaidFor(np.concatenate(cells), children, miles, beyond, left)


def paid_for_together(parts: list[PaidFor]) -> PaidFor:
    """Add draws up, each cell once."""
    every = np.concatenate([part.cell for part in parts])
    children = np.bincount(every, np.concatenate([part.children for part in parts]))
    miles = np.bincount(every, np.concatenate([part.miles for part in parts])).astype(np.float64)
    cell = np.flatnonzero(children)
    return PaidFor(
        cell,
        np.rint(children[cell]).astype(np.int64),
        miles[cell],
        np.sum([part.beyond for part in parts], axis=0),
        np.sum([part.left for part in parts], axis=0),
    )


def laid_out(paid_for: PaidFor, tariff: Tariff) -> tuple[FloatArray, FloatArray]:
    """Lay children and their miles out on the axes of their costs.

    Parameters
    ----------
    paid_for : PaidFor
    tariff : Tariff

    Returns
    -------
    children, miles : FloatArray
        Axes (year, need, ncy, key) [children; miles one way].
    """
    axes = tariff.a_child.shape[1:]
    children, miles = np.zeros(int(np.prod(axes))), np.zeros(int(np.prod(axes)))
    children[paid_for.cell], miles[paid_for.cell] = paid_for.children, paid_for.miles
    return children.reshape(axes), miles.reshape(axes)
