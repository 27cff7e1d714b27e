"""The engine for caps across pools: linear programmes by SciPy's HiGHS, whole where need be.

One programme for each aim, with a row that holds each earlier aim at its best. Where an answer
splits children, the aim is solved again in whole numbers, and what that costs beyond the bound of
the programme is the gap. The prices of each programme are kept: `capped_certificate` makes the
proof of them, and trusts nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, sparse

from sufficiency.errors import NotPossibleError
from sufficiency.places.faces import Face, usable
from sufficiency.places.naming import tie_costs
from sufficiency.places.network import NO_LIMIT, SINK, Network
from sufficiency.places.weights import stacked

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

SOLVER = "SciPy with HiGHS"
NEARLY_WHOLE = 1e-5
"""A child may be split by no more than this by the solver's rounding [children]."""
MOST_NODES = 2000
"""For the whole numbers of one aim; what is not proven by then is told as a gap. Nodes and not
seconds: a busy machine must not give another answer."""
NEAREST = 4
"""Arcs of each cell that are looked at first, besides those to pools that are never full."""
WORTH_USING = 1e-7
"""What an arc must gain to join [children, metres or pounds a child]."""
DEAR = 2.0**60
"""Price of a row without any room: it bounds nothing, and no child goes there."""


@dataclass(frozen=True, slots=True, eq=False)
class Prices:
    """What the rows of one aim's programme cost: all nought or more.

    Parameters
    ----------
    holders : FloatArray
        Axis (holder).
    caps : FloatArray
        Axis (cap).
    aims : FloatArray
        Axis (earlier aim): of the row that holds it.
    """

    holders: FloatArray
    caps: FloatArray
    aims: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """The rows of a network with caps, over its open arcs.

    Parameters
    ----------
    face : Face
    demand : sparse array
        Axes (cell with children, open arc).
    room : sparse array
        Axes (row, open arc): holders with a limit, then caps.
    most : FloatArray
        Axis (row): children at most.
    holders : IntArray
        Axis (holder's row): position of the holder.
    wanted : FloatArray
        Axis (cell with children) [children].
    first : BoolArray
        Axis (open arc): those that are looked at first.
    """

    face: Face
    demand: Any
    room: Any
    most: FloatArray
    holders: IntArray
    wanted: FloatArray
    first: BoolArray


def capped_answer(
    network: Network, *, nodes: int = MOST_NODES
) -> tuple[IntArray, tuple[Prices, ...]]:
    """Find the best allocation of a network with caps, in the exact order of its aims.

    Of answers that are equally good one is chosen by names, unless that would split children.

    Parameters
    ----------
    network : Network
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
    rows = _rows(network)
    flow = _nowhere(network)
    best: list[int] = []
    prices = []
    for aim in range(len(network.aims)):
        flow, found = _solved(rows, network.costs[aim, rows.face.arcs], best, flow, nodes=nodes)
        prices.append(found)
        best.append(network.totals_of(flow)[aim])
    return _tied_by_names(rows, best, flow), tuple(prices)


def _nowhere(network: Network) -> IntArray:
    """Axis (arc): everybody in a pool that is never full, so that every row is kept."""
    endless = (network.room >= NO_LIMIT) & (network.within == SINK)
    arcs = np.flatnonzero(endless[network.arc_pool])
    cell, first = np.unique(network.arc_cell[arcs], return_index=True)
    flow = np.zeros(len(network.arc_cell), dtype=np.int64)
    flow[arcs[first]] = network.demand[cell]
    return flow


def _tied_by_names(rows: _Rows, best: list[int], flow: IntArray) -> IntArray:
    """Choose one of the answers that are equally good; this one where that splits children."""
    values, _ = _programme(rows, names_of_arcs(rows.face), best, flow)
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
    rows, totals = _rows(network), network.totals_of(flow)
    return tuple(
        _programme(rows, costs, list(totals[:aim]), flow)[1]
        for aim, costs in enumerate(rows.face.costs)
    )


def names_of_arcs(face: Face) -> IntArray:
    """Axis (open arc): costs made of names alone, to choose among answers equally good."""
    network = face.network
    cells = network.cells.keys[network.arc_cell[face.arcs]]
    return tie_costs(cells, network.pools.keys[face.pools], turn=0)


def _rows(network: Network) -> _Rows:
    """Lay the rows out."""
    face = usable(network)
    arcs = len(face.arcs)
    place = np.full(len(network.arc_cell), -1)
    place[face.arcs] = np.arange(arcs)
    holders = np.flatnonzero(network.room < NO_LIMIT)
    row_of = np.full(network.holders, -1)
    row_of[holders] = np.arange(len(holders))
    row, column = [], []
    above = face.pools.copy()
    inside = np.arange(arcs)
    while len(inside):
        bound = row_of[above] >= 0
        row.append(row_of[above[bound]])
        column.append(inside[bound])
        above = network.within[above]
        inside, above = inside[above != SINK], above[above != SINK]
    for number, counted in enumerate(network.caps.arcs):
        open_arcs = place[counted][place[counted] >= 0]
        row.append(np.full(len(open_arcs), len(holders) + number))
        column.append(open_arcs)
    shape = (len(holders) + len(network.caps), arcs)
    at = (np.concatenate(row), np.concatenate(column))
    return _Rows(
        face,
        sparse.csr_array(
            (np.ones(arcs), (face.segment, np.arange(arcs))), shape=(len(face.first), arcs)
        ),
        sparse.csr_array((np.ones(len(at[0])), at), shape=shape),
        np.concatenate([network.room[holders], network.caps.room]).astype(np.float64),
        holders,
        network.demand[face.cells].astype(np.float64),
        _first(face),
    )


def _first(face: Face) -> BoolArray:
    """Choose for each cell, axis (open arc), pools that are never full and the cheapest others."""
    network = face.network
    chosen = (network.room >= NO_LIMIT)[face.pools]
    dear = stacked(face.costs, pools=len(network.pools)).costs.astype(np.float64)
    order = np.lexsort((dear, face.segment))
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order)) - face.first[face.segment[order]]
    return np.asarray(chosen | (place < NEAREST), dtype=np.bool_)


def _programme(
    rows: _Rows, costs: IntArray, best: list[int], flow: IntArray
) -> tuple[FloatArray, Prices]:
    """Solve one aim's linear programme; return axis (open arc) [children], and its prices.

    A few arcs of each cell are looked at first, and those that the answer so far uses. Of the
    others that the prices say are worth using the best of each cell join, until there are none:
    so nothing is lost, and most arcs never enter.
    """
    if not len(costs):
        return np.zeros(0), _free(rows.face.network, best)
    chosen = rows.first | (flow[rows.face.arcs] > 0)
    while True:
        values, prices, of_cell = _restricted(rows, chosen, costs, best)
        beyond = np.where(chosen, 0.0, _reduced(rows, costs, prices, of_cell))
        least = np.minimum.reduceat(beyond, rows.face.first)[rows.face.segment]
        best_of = np.flatnonzero((beyond < -WORTH_USING) & (beyond == least))
        if not len(best_of):
            return values, prices
        _, first = np.unique(rows.face.segment[best_of], return_index=True)
        chosen = chosen.copy()
        chosen[best_of[first]] = True


def _restricted(
    rows: _Rows, chosen: BoolArray, costs: IntArray, best: list[int]
) -> tuple[FloatArray, Prices, FloatArray]:
    """Solve a programme over some arcs; the prices of cells stand last."""
    network, count = rows.face.network, len(rows.holders)
    room, most = _with_aims(rows, best)
    places = np.flatnonzero(chosen)
    solved: Any = optimize.linprog(
        costs[places].astype(np.float64),
        A_ub=room[:, places],
        b_ub=most,
        A_eq=rows.demand[:, places],
        b_eq=rows.wanted,
        method="highs",
    )
    if solved.status != 0:
        _refuse(f"{solved.message}")
    values = np.zeros(len(costs))
    values[places] = solved.x
    # A row that binds makes the total fall as it is eased: the solver's prices are nought or less.
    marginal = np.maximum(-np.asarray(solved.ineqlin.marginals, dtype=np.float64), 0.0)
    holders = np.zeros(network.holders)
    holders[rows.holders] = marginal[:count]
    holders[network.room == 0] = DEAR
    caps = marginal[count : count + len(network.caps)]
    prices = Prices(holders, caps, marginal[count + len(network.caps) :])
    return values, prices, np.asarray(solved.eqlin.marginals, dtype=np.float64)


def _reduced(rows: _Rows, costs: IntArray, prices: Prices, of_cell: FloatArray) -> FloatArray:
    """Axis (open arc): what it costs beyond the prices; below nought where it is worth using."""
    of_rows = np.concatenate([prices.holders[rows.holders], prices.caps])
    earlier = rows.face.costs[: len(prices.aims)].astype(np.float64)
    return np.asarray(
        costs + rows.room.T @ of_rows + prices.aims @ earlier - of_cell[rows.face.segment]
    )


def _free(network: Network, best: list[int]) -> Prices:
    """Price no row: enough where nothing is asked of an answer."""
    return Prices(np.zeros(network.holders), np.zeros(len(network.caps)), np.zeros(len(best)))


def _with_aims(rows: _Rows, best: list[int]) -> tuple[Any, FloatArray]:
    """Put a row for each earlier aim behind those of holders and caps."""
    if not best:
        return rows.room, rows.most
    earlier = sparse.csr_array(rows.face.costs[: len(best)].astype(np.float64))
    return sparse.vstack([rows.room, earlier]).tocsr(), np.append(rows.most, best)


def _solved(
    rows: _Rows, costs: IntArray, best: list[int], before: IntArray, *, nodes: int
) -> tuple[IntArray, Prices]:
    """Solve one aim, in whole numbers where its programme splits children."""
    if not costs.any():
        return before, _free(rows.face.network, best)
    values, prices = _programme(rows, costs, best, before)
    if _is_whole(values):
        return _flow_of(rows, values), prices
    found = _in_whole(rows, costs, best, nodes=nodes)
    return (before if found is None else _flow_of(rows, found)), prices


def _is_whole(values: FloatArray) -> bool:
    return bool((np.abs(values - np.rint(values)) <= NEARLY_WHOLE).all())


def _flow_of(rows: _Rows, values: FloatArray) -> IntArray:
    """Axis (arc of the network): values of the open arcs, as whole children."""
    flow = np.zeros(len(rows.face.network.arc_cell), dtype=np.int64)
    flow[rows.face.arcs] = np.rint(values).astype(np.int64)
    return flow


def _in_whole(rows: _Rows, costs: IntArray, best: list[int], *, nodes: int) -> FloatArray | None:
    """Solve one aim in whole numbers; the best answer that was found, or None."""
    room, most = _with_aims(rows, best)
    solved: Any = optimize.milp(
        costs.astype(np.float64),
        integrality=np.ones(len(costs), dtype=np.int64),
        constraints=[
            optimize.LinearConstraint(room, -np.inf, most),
            optimize.LinearConstraint(rows.demand, rows.wanted, rows.wanted),
        ],
        bounds=optimize.Bounds(0, np.inf),
        # A relative gap that HiGHS allows itself where it is not told would lose metres.
        options={"node_limit": nodes, "mip_rel_gap": 0.0},
    )
    return None if solved.x is None else np.asarray(solved.x, dtype=np.float64)


def _refuse(status: str) -> None:
    raise NotPossibleError.of(
        "engine_no_answer",
        solver=SOLVER,
        status=status,
        cure="Take caps out that cross each other, or report this: it is a fault of the program.",
    )
