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


def alike_moves(
    moves: FloatArray, goes: FloatArray, closures: Closures, january: int
) -> FloatArray:
    """Count moves between two states that are told as one: they are no moves any longer.

    With M[v] who moves from a state, g[v, w] where they go, and K[v, w, x] the chance that a child
    is told to be in x whether it is in v or in w, in each state x

        sum over v and w, v unlike w, of M[v] g[v, w] K[v, w, x].

    A child keeps its chance of each closure, so that K is not the product of two shares: of two
    states that both send to a third which has closed, each child is sent on in the same way.

    Parameters
    ----------
    moves : FloatArray
        Axes (need, ncy, state): who changes state, by the state they come from [children].
    goes : FloatArray
        Axes (need, ncy, state or 1, state reached): where they go.
    closures : Closures
    january : int
        The January that is reached.

    Returns
    -------
    FloatArray
        Axes (need, ncy, state told) [children].
    """
    states = moves.shape[-1]
    of_all = np.eye(states * states).reshape(-1, states, states)
    pairs = _told_pairs(of_all, closures, january, birthday=False)
    alike = np.diagonal(pairs, axis1=-2, axis2=-1).reshape(NC_YEARS, states, states, states)
    from_each = np.broadcast_to(goes, (*moves.shape, states)) * (1.0 - np.eye(states))
    return np.asarray(np.einsum("nys,nyst,ystw->nyw", moves, from_each, alike, optimize=True))


def sent_elsewhere(
    stay: FloatArray, closures: Closures, january: int
) -> tuple[FloatArray, FloatArray]:
    """Count who is told to be in another state than a year before, with nothing but a birthday.

    With J[v, x, y] the chance that a child of state v is told to be in x in the January before
    and in y in this one, sum over v of stay[v] J[v, x, y] are sent from x to y, y unlike x.

    Parameters
    ----------
    stay : FloatArray
        Axes (need, ncy reached, state): those who stay, as if no state closed [children].
    closures : Closures
    january : int
        The January that is reached.

    Returns
    -------
    out, into : FloatArray
        Axes (need, ncy reached, state told): who is sent from each state, and to each [children].
    """
    states = stay.shape[-1]
    same = np.eye(states)[:, :, None] * np.eye(states)[:, None, :]
    pairs = _told_pairs(same, closures, january, birthday=True) * (1.0 - np.eye(states))
    sent = np.einsum("nav,avxy->naxy", stay, pairs)
    return sent.sum(axis=-1), sent.sum(axis=-2)


def _told_pairs(
    pairs: FloatArray, closures: Closures, january: int, *, birthday: bool
) -> FloatArray:
    """Tell two states of the same child, whose chance of each closure is the same for both.

    Parameters
    ----------
    pairs : FloatArray
        Axes (pair, state, other state): chances, as if no state closed.
    closures : Closures
    january : int
        In which both are told.
    birthday : bool
        Whether the first state is told in the January before, at the NC year before.

    Returns
    -------
    FloatArray
        Axes (ncy, pair, state told, other state told).
    """
    told = np.repeat(pairs[None], NC_YEARS, axis=0)
    states = pairs.shape[-1]
    for one in closures:
        other = _sent_by(one, january, states=states)
        first = other
        if birthday:
            # Nobody reaches the first NC year from one before.
            first = np.roll(_sent_by(one, january - 1, states=states), 1, axis=0)
        of_first, of_other = told[..., one.state, :].copy(), told[..., one.state].copy()
        of_both = of_first[..., one.state].copy()
        of_first[..., one.state] = of_other[..., one.state] = 0.0
        told[..., one.state, :] = told[..., one.state] = 0.0
        told += first[:, None, :, None] * of_first[..., None, :]
        told += of_other[..., None] * other[:, None, None, :]
        told += of_both[..., None, None] * _by_one_chance(first, other)[:, None]
    return told


def _sent_by(closure: Closure, january: int, *, states: int) -> FloatArray:
    """Axes (ncy, state): where a closure sends its children; nowhere else before it holds."""
    if closure.first <= january:
        return closure.shares
    return np.repeat(np.eye(states)[closure.state][None], NC_YEARS, axis=0)


def _by_one_chance(first: FloatArray, other: FloatArray) -> FloatArray:
    """Axes (ncy, state, other state): how often one chance picks both, by running shares.

    A chance u picks the state x where F[x - 1] <= u < F[x], with F the running sum of shares.
    """
    ends = np.cumsum(first, axis=1)[:, :, None], np.cumsum(other, axis=1)[:, None, :]
    begins = ends[0] - first[:, :, None], ends[1] - other[:, None, :]
    return np.asarray(np.maximum(np.minimum(*ends) - np.maximum(*begins), 0.0))
