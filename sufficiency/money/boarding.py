"""What a child costs where some board: the rows for day places and those for boarders, mixed."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sufficiency.money.unit_costs import UnitCosts

FloatArray = NDArray[np.float64]


def mixed(day: UnitCosts, boarding: UnitCosts, share: FloatArray) -> UnitCosts:
    """Mix what one item costs for those who do not board and for those who do.

        pounds = (1 - share) x day + share x boarding

    in each of the three ways in which it is paid. Where nobody boards only the first need be
    known, and where all do only the second.

    Parameters
    ----------
    day, boarding : UnitCosts
        Of the same place, item and children.
    share : FloatArray
        Axes (year, need, 1): how many board [share of children].

    Returns
    -------
    UnitCosts
    """
    return UnitCosts(
        _mixed(day.a_child, boarding.a_child, share),
        _mixed(day.a_mile, boarding.a_mile, share),
        _mixed(day.a_place, boarding.a_place, share),
        (*day.ties, *boarding.ties),
    )


def _mixed(day: FloatArray, boarding: FloatArray, share: FloatArray) -> FloatArray:
    both = (1 - share) * day + share * boarding
    return np.asarray(np.where(share == 0, day, np.where(share == 1, boarding, both)))


def payers_mixed(
    day: Mapping[str, UnitCosts], boarding: Mapping[str, UnitCosts], share: FloatArray
) -> dict[str, UnitCosts]:
    """Mix each payer's part; who pays for one kind of child alone pays nothing for the other.

    Parameters
    ----------
    day, boarding : mapping of str to UnitCosts
        By payer.
    share : FloatArray
        As in `mixed`.

    Returns
    -------
    dict of str to UnitCosts
        By payer, in the order of their codes.
    """
    return {
        payer: mixed(_part(day, payer, share), _part(boarding, payer, share), share)
        for payer in sorted({*day, *boarding})
    }


def _part(parts: Mapping[str, UnitCosts], payer: str, share: FloatArray) -> UnitCosts:
    """Give a payer's part: nothing where others pay, and not known where nobody does."""
    if payer in parts:
        return parts[payer]
    if not parts:
        unknown = np.full(share.shape, np.nan)
        return UnitCosts(unknown, unknown, unknown, ())
    others = next(iter(parts.values()))
    nothing = np.where(np.isnan(others.a_child), np.nan, 0.0)
    return UnitCosts(nothing, nothing, nothing, ())
