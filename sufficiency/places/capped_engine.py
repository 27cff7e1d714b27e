"""The engine for caps across pools: linear programmes by SciPy's HiGHS, whole where need be.

One programme for each aim, with a row that holds each earlier aim at its best. Where an answer
splits children, the aim is solved again in whole numbers, and what that costs beyond the bound of
the programme is the gap. The prices of each programme are kept: `capped_certificate` makes the
proof of them, and trusts nothing else.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sufficiency.places.capped_programmes import (
    LIKELY,
    Prices,
    grown,
    in_whole,
    reduced,
    restricted,
    unpriced,
)
from sufficiency.places.capped_rows import Rows, least_of_each, rows_of
from sufficiency.places.faces import Face
from sufficiency.places.naming import tie_costs
from sufficiency.places.network import NO_LIMIT, SINK, Network
from sufficiency.places.weights import stacked

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

NEARLY_WHOLE = 1e-5
"""A child may be split by no more than this by the solver's rounding [children]."""
MOST_NODES = 2000
"""For the whole numbers of one aim; what is not proven by then is told as a gap. Nodes and not
seconds: a busy machine must not give another answer."""
HOPEFUL_POOLS = 1
"""All aims together are weighed as if a chain of moves passed through so few pools."""
CERTAINLY_DEARER = 1e-5
"""An arc that costs so much beyond the prices is used by no answer as good [as an aim's unit]."""


class _Aimed(NamedTuple):
    """What one aim comes to.

    Parameters
    ----------
    flow : IntArray
        Axis (arc of the network) [children].
    prices : Prices
    as_good : BoolArray or None
        Axis (open arc): whether an answer as good may use it; None where the aim asks nothing, or
        was solved in whole numbers.
    looked_at : BoolArray or None
        Axis (open arc): what was looked at in whole numbers; None where that was not needed.
    """

    flow: IntArray
    prices: Prices
    as_good: BoolArray | None
    looked_at: BoolArray | None = None


def capped_answer(
    network: Network, *, near: IntArray | None = None, nodes: int = MOST_NODES
) -> tuple[IntArray, tuple[Prices, ...]]:
    """Find the best allocation of a network with caps, in the exact order of its aims.

    Of answers that are equally good one is chosen by names, unless that would split children.

    Parameters
    ----------
    network : Network
    near : IntArray, optional
        Axis (arc): the best allocation without the caps, which says where to look first; the
        answer does not depend on it [children].
    nodes : int
        Most nodes of the search for the whole numbers of one aim. Where none is found by then,
        the answer of the aim before stands, and the gap says how far off it may be.

    Returns
    -------
    flow : IntArray
        Axis (arc) [children].
    prices : tuple of Prices
        Axis (aim).

    Raises
    ------
    NotPossibleError
        Where the solver ends without a solution of a linear programme.
    """
    rows = _with_likely(rows_of(network, near))
    everything = np.ones(len(rows.face.arcs), dtype=np.bool_)
    flow, as_good, near_whole = _nowhere(network), everything, everything
    best: list[int] = []
    prices = []
    for aim in range(len(network.aims)):
        found = _solved(rows, network.costs[aim, rows.face.arcs], best, flow, nodes=nodes)
        flow = found.flow
        prices.append(found.prices)
        if found.looked_at is not None:
            as_good, near_whole = everything, found.looked_at
        elif found.as_good is not None:
            as_good, near_whole = found.as_good, everything
        best.append(network.totals_of(flow)[aim])
    return _tied_by_names(rows, best, flow, as_good, near_whole), tuple(prices)


def _with_likely(rows: Rows) -> Rows:
    """Look first at the arcs that all aims together are likely to use.

    One programme with small weights prices the rows, and these prices say of each arc what it
    costs beyond them. Its answer is not used: no aim depends on the weights, or on whether some
    other arc would have been worth using in it.
    """
    face = rows.face
    if not len(face.arcs):
        return rows
    weighed = stacked(face.costs, pools=HOPEFUL_POOLS).costs.astype(np.float64)
    found = restricted(rows, rows.first, weighed, [])
    beyond = reduced(rows, weighed, found.prices, found.of_cell)
    return replace(rows, first=least_of_each(face, beyond, LIKELY) | (found.values > 0))


def _nowhere(network: Network) -> IntArray:
    """Axis (arc): everybody in a pool that is never full, so that every row is kept."""
    endless = (network.room >= NO_LIMIT) & (network.within == SINK)
    arcs = np.flatnonzero(endless[network.arc_pool])
    cell, first = np.unique(network.arc_cell[arcs], return_index=True)
    flow = np.zeros(len(network.arc_cell), dtype=np.int64)
    flow[arcs[first]] = network.demand[cell]
    return flow


def _tied_by_names(
    rows: Rows, best: list[int], flow: IntArray, as_good: BoolArray, near: BoolArray
) -> IntArray:
    """Choose one of the answers that are equally good; this one where that splits children.

    Parameters
    ----------
    rows : Rows
    best : list of int
        Axis (aim): the totals.
    flow : IntArray
        Axis (arc of the network): one of the answers [children].
    as_good : BoolArray
        Axis (open arc): those that an equally good answer may use.
    near : BoolArray
        Axis (open arc): those to look at first, where all may be used.
    """
    if not len(as_good):
        return flow
    costs, used = names_of_arcs(rows.face).astype(np.float64), flow[rows.face.arcs] > 0
    if as_good.all():
        values = grown(rows, costs, best, near | used).values
    else:
        values = restricted(rows, as_good | used, costs, best).values
    return _flow_of(rows, values) if _is_whole(values) else flow


def capped_prices(network: Network, flow: IntArray) -> tuple[Prices, ...]:
    """Price the rows of each aim's programme, with the earlier aims held at an answer's totals.

    Parameters
    ----------
    network : Network
    flow : IntArray
        Axis (arc): the answer, from whichever engine [children].

    Returns
    -------
    tuple of Prices
        Axis (aim).
    """
    rows, totals = rows_of(network), network.totals_of(flow)
    if not len(rows.face.arcs):
        return tuple(unpriced(network, list(totals[:aim])) for aim in range(len(totals)))
    chosen = rows.first | (flow[rows.face.arcs] > 0)
    return tuple(
        grown(rows, costs.astype(np.float64), list(totals[:aim]), chosen).prices
        for aim, costs in enumerate(rows.face.costs)
    )


def names_of_arcs(face: Face) -> IntArray:
    """Axis (open arc): costs made of names alone, to choose among answers equally good."""
    network = face.network
    cells = network.cells.keys[network.arc_cell[face.arcs]]
    return tie_costs(cells, network.pools.keys[face.pools], turn=0)


def _solved(
    rows: Rows, costs: IntArray, best: list[int], before: IntArray, *, nodes: int
) -> _Aimed:
    """Solve one aim, in whole numbers where its programme splits children."""
    if not costs.any():
        return _Aimed(before, unpriced(rows.face.network, best), None)
    priced = costs.astype(np.float64)
    chosen = rows.first | (before[rows.face.arcs] > 0)
    found = grown(rows, priced, best, chosen)
    if _is_whole(found.values):
        # What costs more than the prices is used by no answer that is as good.
        as_good = reduced(rows, priced, found.prices, found.of_cell) <= CERTAINLY_DEARER
        return _Aimed(_flow_of(rows, found.values), found.prices, as_good)
    values, near = in_whole(rows, costs, best, found, before, nodes=nodes)
    flow = before if values is None else _flow_of(rows, values)
    return _Aimed(flow, found.prices, None, near)


def _is_whole(values: FloatArray) -> bool:
    return bool((np.abs(values - np.rint(values)) <= NEARLY_WHOLE).all())


def _flow_of(rows: Rows, values: FloatArray) -> IntArray:
    """Axis (arc of the network): values of the open arcs, as whole children."""
    flow = np.zeros(len(rows.face.network.arc_cell), dtype=np.int64)
    flow[rows.face.arcs] = np.rint(values).astype(np.int64)
    return flow
