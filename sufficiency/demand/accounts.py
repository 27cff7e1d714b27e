"""The yearly account between two Januaries: what came, what went, and that it closes."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

import numpy as np


class Item(IntEnum):
    """Lines of the account, in the order of its axis item."""

    OPENING = 0
    RESTATED = 1
    JOINERS = 2
    LEAVERS = 3
    MOVED_IN = 4
    MOVED_OUT = 5
    CLOSING = 6


ITEMS = len(Item)


def account_gap(accounts: np.ndarray[Any, np.dtype[Any]]) -> np.ndarray[Any, np.dtype[Any]]:
    """Say by how much accounts fail to close; nought everywhere is right.

    opening + restated + joiners - leavers + moved in - moved out - closing

    Parameters
    ----------
    accounts : numpy.ndarray
        Axes (..., item) [children].

    Returns
    -------
    numpy.ndarray
        Axes (...) [children].
    """
    came = accounts[..., Item.OPENING] + accounts[..., Item.RESTATED]
    came = came + accounts[..., Item.JOINERS] + accounts[..., Item.MOVED_IN]
    went = accounts[..., Item.LEAVERS] + accounts[..., Item.MOVED_OUT]
    return np.asarray(came - went - accounts[..., Item.CLOSING])


def with_stocks(
    flows: np.ndarray[Any, np.dtype[np.int64]], start: np.ndarray[Any, np.dtype[np.int64]]
) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Put the stocks into accounts that hold flows only: each January is the one before and them.

    closing[y] = opening[y] + restated + joiners - leavers + moved in - moved out,
    opening[y + 1] = closing[y].

    Parameters
    ----------
    flows : numpy.ndarray
        Axes (year, ..., item); nought in the items opening and closing [children].
    start : numpy.ndarray
        Axes (...): the first January [children].

    Returns
    -------
    numpy.ndarray
        Axes (year, ..., item) [children].
    """
    accounts = np.array(flows)
    accounts[..., Item.CLOSING] = start + np.cumsum(account_gap(flows), axis=0)
    accounts[0, ..., Item.OPENING] = start
    accounts[1:, ..., Item.OPENING] = accounts[:-1, ..., Item.CLOSING]
    return accounts
