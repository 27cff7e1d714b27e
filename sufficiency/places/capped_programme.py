"""One aim's programme with caps across pools, by SciPy's HiGHS: its answer and its prices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sufficiency.places.capped_rows import Rows
from sufficiency.places.statuses import Status, no_answer

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

SOLVER = "SciPy with HiGHS"
NOTHING_KEEPS_ALL = 2
"""How SciPy numbers a programme whose rows contradict each other."""
NEARLY_WHOLE = 1e-5
"""A child may be split by no more than this by the solver's rounding [children]."""
WORTH_USING = 1e-7
"""What an arc must gain to join [children, metres or pounds a child]."""
ROUNDING = 1e-7
"""By such a part of itself a bound of the solver may be off."""
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
class Solved:
    """A linear programme solved.

    Parameters
    ----------
    values : FloatArray
        Axis (open arc) [children].
    prices : Prices
        Of its rows.
    of_cell : FloatArray
        Axis (cell with children): of the row that places its children.
    chosen : BoolArray
        Axis (open arc): those that the programme was solved over.
    """

    values: FloatArray
    prices: Prices
    of_cell: FloatArray
    chosen: BoolArray


def grown(rows: Rows, costs: FloatArray, best: list[int], chosen: BoolArray) -> Solved:
    """Solve a linear programme over a few arcs of each cell first.

    Of the others that the prices say are worth using the best of each cell join, until there are
    none: so nothing is lost, and most arcs never enter.
    """
    while True:
        found = restricted(rows, chosen, costs, best)
        beyond = np.where(chosen, 0.0, reduced(rows, costs, found.prices, found.of_cell))
        least = np.minimum.reduceat(beyond, rows.face.first)[rows.face.segment]
        best_of = np.flatnonzero((beyond < -WORTH_USING) & (beyond == least))
        if not len(best_of):
            return found
        _, first = np.unique(rows.face.segment[best_of], return_index=True)
        chosen = chosen.copy()
        chosen[best_of[first]] = True


def restricted(rows: Rows, chosen: BoolArray, costs: FloatArray, best: list[int]) -> Solved:
    """Solve a programme over some arcs."""
    from scipy import optimize

    network, count = rows.face.network, len(rows.holders)
    room, most, scale = _with_aims(rows, best)
    places = np.flatnonzero(chosen)
    solved: Any = optimize.linprog(
        costs[places],
        A_ub=room[:, places],
        b_ub=most,
        A_eq=rows.demand[:, places],
        b_eq=rows.wanted,
        method="highs",
    )
    if solved.status != 0:
        _refuse(solved)
    values = np.zeros(len(costs))
    values[places] = solved.x
    # A row that binds makes the total fall as it is eased: the solver's prices are nought or less.
    marginal = np.maximum(-np.asarray(solved.ineqlin.marginals, dtype=np.float64), 0.0)
    holders = np.zeros(network.holders)
    holders[rows.holders] = marginal[:count]
    holders[network.room == 0] = DEAR
    caps = marginal[count : count + len(network.caps)]
    prices = Prices(holders, caps, marginal[count + len(network.caps) :] / scale)
    of_cell = np.asarray(solved.eqlin.marginals, dtype=np.float64)
    return Solved(values, prices, of_cell, chosen)


def reduced(rows: Rows, costs: FloatArray, prices: Prices, of_cell: FloatArray) -> FloatArray:
    """Axis (open arc): what it costs beyond the prices; below nought where it is worth using."""
    of_rows = np.concatenate([prices.holders[rows.holders], prices.caps])
    earlier = rows.face.costs[: len(prices.aims)].astype(np.float64)
    return np.asarray(
        costs + rows.room.T @ of_rows + prices.aims @ earlier - of_cell[rows.face.segment]
    )


def _with_aims(rows: Rows, best: list[int]) -> tuple[Any, FloatArray, FloatArray]:
    """Put a row for each earlier aim behind those of holders and caps.

    A row of metres or pounds is divided by its largest: sums of thousands of millions have no
    room for the solver's tolerance, and what is there would be called infeasible.

    Returns
    -------
    rows : sparse array
    most : FloatArray
        Axis (row).
    scale : FloatArray
        Axis (earlier aim): by what its row was divided.
    """
    from scipy import sparse

    if not best:
        return rows.room, rows.most, np.ones(0)
    costs = rows.face.costs[: len(best)].astype(np.float64)
    scale = np.maximum(costs.max(axis=1, initial=0.0), 1.0)
    earlier = sparse.csr_array(costs / scale[:, None])
    most = np.append(rows.most, np.array(best, dtype=np.float64) / scale)
    return sparse.vstack([rows.room, earlier]).tocsr(), most, scale


def whole_numbers(
    rows: Rows, costs: FloatArray, best: list[int], found: Solved, *, nodes: int
) -> FloatArray | None:
    """Solve one aim in whole numbers over the arcs that the best such answer may use.

    First over those of the programme, which has that of the aim before among them: mostly its
    answer is less than one above the programme's bound, and there is no better.
    Else, where it costs d more than the bound, only an answer without any arc that costs more than
    d beyond the prices can be better: so the others are open then, and no better one is lost.

    Parameters
    ----------
    rows : Rows
    costs : FloatArray
        Axis (open arc): of the aim, whole numbers.
    best : list of int
        Axis (earlier aim): the totals.
    found : Solved
        The programme of the aim.
    nodes : int
        Most nodes of a search.

    Returns
    -------
    FloatArray or None
        Axis (open arc) [children].
    """
    values = _in_whole(rows, costs, best, found.chosen, nodes=nodes)
    if values is None:
        return _in_whole(rows, costs, best, np.ones_like(found.chosen), nodes=nodes)
    total, bound = float(costs @ values), float(costs @ found.values)
    above, nearly = total - bound, ROUNDING * max(1.0, abs(bound))
    beyond = reduced(rows, costs, found.prices, found.of_cell)
    likely = found.chosen | (beyond <= above + nearly)
    if above + nearly < 1 or not (likely & ~found.chosen).any():
        return values
    again = _in_whole(rows, costs, best, likely, nodes=nodes)
    return values if again is None or costs @ again > total else again


def _in_whole(
    rows: Rows, costs: FloatArray, best: list[int], chosen: BoolArray, *, nodes: int
) -> FloatArray | None:
    """Solve one aim in whole numbers over some arcs; the best answer that was found, or None."""
    from scipy import optimize

    room, most, _ = _with_aims(rows, best)
    places = np.flatnonzero(chosen)
    solved: Any = optimize.milp(
        costs[places],
        integrality=np.ones(len(places), dtype=np.int64),
        constraints=[
            optimize.LinearConstraint(room[:, places], -np.inf, most),
            optimize.LinearConstraint(rows.demand[:, places], rows.wanted, rows.wanted),
        ],
        bounds=optimize.Bounds(0, np.inf),
        # A relative gap that HiGHS allows itself where it is not told would lose metres.
        options={"node_limit": nodes, "mip_rel_gap": 0.0},
    )
    if solved.x is None:
        return None
    values = np.zeros(len(costs))
    values[places] = np.rint(solved.x)
    return values


def _refuse(solved: Any) -> None:
    raise no_answer(
        Status.INFEASIBLE if solved.status == NOTHING_KEEPS_ALL else Status.STOPPED,
        solver=SOLVER,
        word=f"{solved.message}",
        cure="Take caps out that cross each other, or report this: it is a fault of the program.",
    )
