"""Why children are not placed locally: four classes that add up to all of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sufficiency.errors import FindingsError, UnknownNameError
from sufficiency.places.checking import of_shape, out_of_range, whole_numbers
from sufficiency.places.network import BEYOND_LIMIT, NO_LIMIT, Kind, Network

IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class WhyNotLocal:
    """The children of each cell who are not in the authority's places, by the first reason.

    Parameters
    ----------
    not_served : IntArray
        Axis (cell): no pool serves the need, the band and the level, in any year [children].
    too_far : IntArray
        Axis (cell): some pool does, but none within the journey limit [children].
    not_open : IntArray
        Axis (cell): one within the limit does, but none that is open this year [children].
    full : IntArray
        Axis (cell): one within the limit is open, and full [children].
    waiting : IntArray
        Axis (pool, then total): children of `full` who are kept out by it being full; a child
        whom several keep out is counted at each [children].
    """

    not_served: IntArray
    too_far: IntArray
    not_open: IntArray
    full: IntArray
    waiting: IntArray


def why_not_local(
    network: Network,
    flow: IntArray,
    *,
    ever_cell: ArrayLike,
    ever_beyond: ArrayLike,
    beyond_limit: ArrayLike | None = None,
) -> WhyNotLocal:
    """Give each child who is not placed locally one of four reasons.

    Parameters
    ----------
    network : Network
        From `network_of`, with the pools that are open this year.
    flow : IntArray
        Axis (arc): an answer that is proven best [children].
    ever_cell : array_like of int
        Axis (pair): the cell of each pair of a cell and a pool that serves it, whether or not
        the pool is open this year; those that are open need not be repeated.
    ever_beyond : array_like of bool
        Axis (pair): whether the journey is beyond the limit.
    beyond_limit : array_like of bool, optional
        Axis (arc): whether the journey is beyond the limit. Needed where that is no aim of the
        network; as the aim says where left out.

    Returns
    -------
    WhyNotLocal

    Raises
    ------
    FindingsError
        Where a pair names a cell that does not exist, or the two arrays differ in length.
    UnknownNameError
        Where it is not known which journeys are beyond the limit.

    Examples
    --------
    >>> from sufficiency.places.building import network_of
    >>> network = network_of([2, 1], [1], [0], [0], [2000])
    >>> reasons = why_not_local(network, np.array([1, 1, 0, 1, 0]), ever_cell=[], ever_beyond=[])
    >>> reasons.full.tolist(), reasons.not_served.tolist(), reasons.waiting.tolist()
    ([1, 0], [0, 1], [1, 0, 0])
    """
    cells, findings = whole_numbers(ever_cell, what="ever_cell")
    beyond = np.asarray(ever_beyond, dtype=np.bool_)
    findings += of_shape(beyond, cells.shape, what="ever_beyond")
    findings += out_of_range(
        cells,
        0,
        len(network.demand) - 1,
        what="ever_cell",
        reason="A pair joins a cell and a pool that exist.",
        cure="Correct it.",
    )
    if findings:
        raise FindingsError(findings, what="The reasons")
    local = network.kind[network.arc_pool] == Kind.LOCAL
    placed = np.zeros(len(network.demand), dtype=np.int64)
    np.add.at(placed, network.arc_cell[local], flow[local])
    left = network.demand - placed

    near = _near(network, beyond_limit)
    open_near = _any(network, network.arc_cell[local & near])
    ever_near = open_near | _any(network, cells[~beyond])
    served = ever_near | _any(network, network.arc_cell[local]) | _any(network, cells)

    full = np.where(open_near, left, 0)
    return WhyNotLocal(
        not_served=np.where(served, 0, left),
        too_far=np.where(served & ~ever_near, left, 0),
        not_open=np.where(ever_near & ~open_near, left, 0),
        full=full,
        waiting=_waiting(network, flow, full, local & near),
    )


def _near(network: Network, beyond_limit: ArrayLike | None) -> NDArray[np.bool_]:
    """Axis (arc): whether the journey is within the limit."""
    if beyond_limit is not None:
        return ~np.asarray(beyond_limit, dtype=np.bool_)
    if BEYOND_LIMIT not in network.aims:
        raise UnknownNameError.of("reasons_no_limit", aims=", ".join(network.aims))
    return np.asarray(network.costs[network.aims.index(BEYOND_LIMIT)] == 0)


def _any(network: Network, cells: IntArray) -> NDArray[np.bool_]:
    """Axis (cell): whether it is among these."""
    among = np.zeros(len(network.demand), dtype=np.bool_)
    among[cells] = True
    return among


def _waiting(network: Network, flow: IntArray, full: IntArray, near: NDArray[np.bool_]) -> IntArray:
    """Axis (holder): the children whom each full pool or total within their limit keeps out."""
    taken = (network.loads(flow) >= network.room) & (network.room < NO_LIMIT)
    waiting = np.zeros(network.holders, dtype=np.int64)
    cell, holder = network.arc_cell[near], network.arc_pool[near]
    while len(cell):
        # A cell that reaches a total by several pools waits there once.
        pairs = np.unique(np.stack([cell, holder]), axis=1)
        at = taken[pairs[1]]
        np.add.at(waiting, pairs[1][at], full[pairs[0][at]])
        above = network.within[pairs[1]]
        cell, holder = pairs[0][above >= 0], above[above >= 0]
    return waiting
