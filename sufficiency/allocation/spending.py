"""Pounds of each allocated year, from who sits where: by draw, year and line."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sufficiency.allocation.paid_for import Seats
from sufficiency.allocation.plan import Plan
from sufficiency.allocation.tariff import Tariff

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


def spent_on_children(
    seats: tuple[Seats, ...], tariff: Tariff, *, years: int, beyond: NDArray[Any]
) -> FloatArray:
    """Add up what follows the children of one draw.

        pounds_{year, line} = sum_rows children (a child + a mile x miles one way)

    over who sits where, over the children whose need no local place could meet, and over those
    without a place: the latter whole, before the share of it that is supposed.

    Parameters
    ----------
    seats : tuple of Seats
        Axis (year): of one draw, or of expected numbers in thousandths.
    tariff : Tariff
    years : int
        How many are allocated.
    beyond : numpy.ndarray
        Axes (year, need, NC year of the projection) [children].

    Returns
    -------
    FloatArray
        Axes (draw, year, line), with one draw [pounds a year, real].
    """
    made = np.zeros((1, years, len(tariff.lines)))
    for place, one in enumerate(seats):
        each = tariff.a_child[:, place, one.need, one.ncy, one.key]
        each += tariff.a_mile[:, place, one.need, one.ncy, one.key] * one.miles
        made[0, place] = each @ one.children
        made[0, place] += np.tensordot(tariff.a_beyond[:, place], beyond[place], axes=2)
        made[0, place] += np.tensordot(tariff.a_left[:, place], one.left, axes=2)
    return made


def places_of(
    plan: Plan, placed: NDArray[Any], kept: IntArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Count the places that are ours, who is in them, and those that stand empty.

    A pool without a number of its own has as many as are filled; what its site has besides, after
    all its pools, is put to the first of them. Where the total of a site leaves fewer places
    empty than its pools do, each pool's are lowered in proportion.

    Parameters
    ----------
    plan : Plan
    placed : numpy.ndarray
        Axes (draw, year, pool) [children].
    kept : IntArray
        Axis (pool): places that children of ours keep who are not allocated.

    Returns
    -------
    paid, filled, empty : FloatArray
        Axes (draw, year, pool): all that are paid for (those filled above the number among them),
        those of them in which a child of ours is, and the others [places].
    """
    is_open = plan.pools.is_open
    filled = np.where(is_open, placed + kept, placed).astype(np.float64)
    taken = np.where(np.isnan(plan.taken), 0.0, plan.taken)
    own = np.where(is_open, plan.places - taken, 0.0)
    empty = np.maximum(np.nan_to_num(own) - filled, 0.0)
    for site in np.flatnonzero((~np.isnan(plan.site_places)).any(axis=0)):
        pools = np.flatnonzero(plan.pools.site == site)
        if not len(pools):
            continue
        others = np.nan_to_num(plan.site_taken[:, site])
        whole = plan.site_places[:, site] - others
        left = np.maximum(whole - filled[..., pools].sum(axis=2), 0.0)
        in_pools = empty[..., pools].sum(axis=2)
        known = ~np.isnan(whole)
        share = np.ones_like(left)
        np.divide(left, in_pools, out=share, where=known & (in_pools > left))
        empty[..., pools] *= share[..., None]
        for year in np.flatnonzero(known & is_open[:, pools].any(axis=1)):
            first = pools[int(np.argmax(is_open[year, pools]))]
            empty[:, year, first] += np.maximum(left - in_pools, 0.0)[:, year]
    return filled + empty, filled, empty


def spent_on_places(plan: Plan, tariff: Tariff, placed: NDArray[Any], kept: IntArray) -> FloatArray:
    """Add up what is paid for places, and besides for void ones.

        pounds = sum_pools places x a place + void places x a void place

    Parameters
    ----------
    plan : Plan
    tariff : Tariff
    placed, kept
        As in `places_of`.

    Returns
    -------
    FloatArray
        Axes (draw, year, place line) [pounds a year, real].
    """
    paid, _, empty = places_of(plan, placed, kept)
    return np.asarray(
        np.einsum("dyp,lyp->dyl", paid, tariff.a_place)
        + np.einsum("dyp,lyp->dyl", empty, tariff.a_void)
    )


def void_if_empty(tariff: Tariff, placed: NDArray[Any]) -> FloatArray:
    """Give what would be paid besides if nobody were in the places that children have.

    Parameters
    ----------
    tariff : Tariff
    placed : numpy.ndarray
        Axes (draw, year, pool) [children].

    Returns
    -------
    FloatArray
        Axes (draw, year, place line) [pounds a year, real].
    """
    return np.asarray(np.einsum("dyp,lyp->dyl", placed.astype(np.float64), tariff.a_void))
