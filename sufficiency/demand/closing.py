"""States that close: from a January on nobody is told to be there, and shares say where instead.

A closure changes where children are, and never who has a plan. So children are carried on as if
all states stayed open, and where they are is told anew: whoever would be in a closed state is in
one of the states that its shares name. Whoever is redirected joins, leaves, changes need and moves
on by the chances of the state that closed, so that all counts by locality, need and NC year are
the very same as without the closure, in every draw.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from sufficiency.demand.margins import FloatArray
from sufficiency.demand.stocks import NC_YEARS, check_counts, check_shape
from sufficiency.errors import NotPossibleError

SHARES = "the shares of a closing state"
CLOSE = 1e-9
"""How far from 1 shares may add up: rounding only."""


@dataclass(frozen=True, slots=True, eq=False)
class Closure:
    """One state that closes; `closures_of` checks them together.

    Parameters
    ----------
    state : int
        Position of the state.
    first : int
        The first January without it: 1 for the first projected one.
    shares : FloatArray
        Axes (ncy, state): to which states its children go, and whoever would join or move there
        later; adds up to 1 at each NC year.
    """

    state: int
    first: int
    shares: FloatArray


Closures: TypeAlias = tuple[Closure, ...]
"""Rising by the first January, so that each one's children may go to a state that closes later."""


def closures_of(closures: Iterable[Closure], *, states: int) -> Closures:
    """Put closures in order, and check that all children end in a state that is open.

    Parameters
    ----------
    closures : iterable of Closure
    states : int
        How many states there are.

    Returns
    -------
    Closures

    Raises
    ------
    NotPossibleError
        If shares do not fit the axes, are negative or do not add up to 1; if a state is none,
        closes twice or before the first projected January, or its children go to a state that is
        closed by then.
    """
    held = tuple(sorted(closures, key=lambda one: (one.first, one.state)))
    for one in held:
        check_shape(SHARES, one.shares, (NC_YEARS, states), axes="ncy, state")
        check_counts(SHARES, one.shares, axes="ncy, state")
    closed: set[int] = set()
    for place, one in enumerate(held):
        closed |= {other.state for other in held[place:] if other.first == one.first}
        for reason, wrong in (
            ("is none", not 0 <= one.state < states),
            ("closes before the first projected January", one.first < 1),
            ("closes twice", [other.state for other in held].count(one.state) > 1),
            ("has shares that do not add up to 1", bool(_off(one.shares).any())),
            (
                "sends children to a closed state",
                bool(one.shares[:, _within(closed, states)].any()),
            ),
        ):
            if wrong:
                raise NotPossibleError.of("demand_closure", state=one.state, reason=reason)
    return held


def _off(shares: FloatArray) -> FloatArray:
    """Axis (ncy): by how much shares miss 1, beyond rounding."""
    return np.asarray(np.maximum(np.abs(shares.sum(axis=1) - 1.0) - CLOSE, 0.0))


def _within(positions: set[int], states: int) -> list[int]:
    return sorted(position for position in positions if 0 <= position < states)


def closed_by(closures: Closures, january: int) -> Closures:
    """Give those of the closures that hold in a January."""
    return tuple(one for one in closures if one.first <= january)


def told_shares(closures: Closures, january: int, *, states: int) -> FloatArray:
    """Say where the children of each state are told to be in a January.

    R = 1 for a state that is open; for one that has closed, its shares, and where these go to a
    state that closes later and has closed by now, the shares of that state in turn.

    Parameters
    ----------
    closures : Closures
    january : int
        0 for the last that was counted.
    states : int
        How many states there are.

    Returns
    -------
    FloatArray
        Axes (ncy, state, state told): adds up to 1.
    """
    told = np.repeat(np.eye(states)[None], NC_YEARS, axis=0)
    for one in closed_by(closures, january):
        moved = np.array(told[:, :, one.state])
        told[:, :, one.state] = 0.0
        told += moved[:, :, None] * one.shares[:, None, :]
    return told


def told_children(children: FloatArray, closures: Closures, *, first: int = 0) -> FloatArray:
    """Tell expected children by the states that are open.

    Parameters
    ----------
    children : FloatArray
        Axes (year, locality, need, ncy, state): one January after the other, as if no state closed
        [children].
    closures : Closures
    first : int
        Which January comes first: 0 for the last that was counted.

    Returns
    -------
    FloatArray
        The same axes.
    """
    if not closures:
        return children
    states = children.shape[-1]
    each = [told_shares(closures, first + place, states=states) for place in range(len(children))]
    return np.stack([told(stock, by) for stock, by in zip(children, each, strict=True)])


def told(stock: FloatArray, shares: FloatArray) -> FloatArray:
    """Tell children of one January by other states: sum over v of X[..., a, v] R[a, v, w].

    Parameters
    ----------
    stock : FloatArray
        Axes (..., ncy, state) [children].
    shares : FloatArray
        Axes (ncy, state, state told), as `told_shares` gives them.

    Returns
    -------
    FloatArray
        The axes of `stock`.
    """
    return np.asarray(np.einsum("...av,avw->...aw", stock, shares))


def alike_moves(moves: FloatArray, goes: FloatArray, shares: FloatArray) -> FloatArray:
    """Count moves between two states that are told as one: they are no moves any longer.

    With M[v] who moves from a state and g[v, w] where they go, in each state x

        sum over v and w, v unlike w, of M[v] g[v, w] R[v, x] R[w, x].

    Parameters
    ----------
    moves : FloatArray
        Axes (need, ncy, state): who changes state, by the state they come from [children].
    goes : FloatArray
        Axes (need, ncy, state or 1, state reached): where they go.
    shares : FloatArray
        Axes (ncy, state, state told).

    Returns
    -------
    FloatArray
        Axes (need, ncy, state told) [children].
    """
    states = moves.shape[-1]
    from_each = np.broadcast_to(goes, (*moves.shape, states)) * (1.0 - np.eye(states))
    reached = np.einsum("navw,awx->navx", from_each, shares)
    return np.asarray(np.einsum("nav,avx,navx->nax", moves, shares, reached))
