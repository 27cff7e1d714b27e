"""The proof that an allocation is the best there is, from the arrays and the answer alone.

No solver is asked. The answer is counted through, then each pool is priced from the answer itself;
any prices give a bound that no answer can beat:

    bound = sum_i demand_i y_i - sum_h room_h V_h,   y_i = min over ALL arcs of cell i of (c_ij + V)

An answer that meets its bound is best. Everything is added up in whole numbers, over all aims at
once, with weights that keep their order exactly (`weights.stacked`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sufficiency.messages import MESSAGES, filled
from sufficiency.places.capped_certificate import gaps_of
from sufficiency.places.capped_programme import Prices
from sufficiency.places.faces import whole
from sufficiency.places.holding import hold
from sufficiency.places.limits import VERY_MANY
from sufficiency.places.network import Network
from sufficiency.places.prices import best_margins, prices_of
from sufficiency.places.proof_by_stages import groups_of_aims, is_best_by_stages
from sufficiency.places.weights import stacked

IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Certificate:
    """Whether an answer is proven to be the best in the exact order of the aims.

    Parameters
    ----------
    proven : bool
    why_not : str
        What is wrong with the answer, in words; empty where it is proven.
    gap : int or None
        By how much the weighted aims exceed a bound that no answer can beat: 0 where proven;
        None where the answer is no allocation at all.
    weights : tuple of int
        Axis (aim): the weights of the gap; empty where aims were proven one after the other.
    arcs : int
        Number of arcs that were priced: all of them.
    by_aim : tuple of int
        Axis (aim): by how much each total may be above the best, the earlier ones given; empty
        where the weighted gap says it. Only with caps across pools can it be above nought in an
        answer that is handed on.
    """

    proven: bool
    why_not: str
    gap: int | None
    weights: tuple[int, ...]
    arcs: int
    by_aim: tuple[int, ...] = ()


def certify(
    network: Network,
    flow: object,
    totals: Sequence[int],
    *,
    prices: Sequence[Prices] = (),
) -> Certificate:
    """Check that an answer is an allocation, adds up to its totals, and is best.

    Parameters
    ----------
    network : Network
    flow : array
        Axis (arc): the children on each arc. Anything else is refused in `why_not`.
    totals : sequence of int
        Axis (aim): what the answer says it adds up to [children, metres or pounds].
    prices : sequence of Prices, optional
        Axis (aim): of the rows, where caps across pools bind. Whoever made them, they prove what
        they prove; without them the network is priced from the answer itself.

    Returns
    -------
    Certificate

    Examples
    --------
    >>> from sufficiency.places.building import network_of
    >>> network = network_of([2], [1], [0], [0], [2000])
    >>> certify(network, np.array([1, 1, 0]), (0, 1, 0, 2000)).proven
    True
    >>> certify(network, np.array([1, 0, 1]), (1, 0, 0, 2000)).why_not
    'a better answer exists: without can fall without harm to what comes before it.'
    """
    whole_flow, fault = counted_through(network, flow, totals)
    if fault:
        return _refused(network, fault)
    arcs = len(network.arc_cell)
    if prices:
        return _by_aim(network, totals, prices)
    if arcs >= VERY_MANY:
        ends = groups_of_aims(network)
        if len(ends) > 1 and is_best_by_stages(network, whole_flow, ends):
            return Certificate(proven=True, why_not="", gap=0, weights=(), arcs=arcs)
    gap, weights = _gap(network, whole_flow, len(network.aims))
    if gap == 0:
        return Certificate(proven=True, why_not="", gap=0, weights=weights, arcs=arcs)
    aims = range(1, len(network.aims) + 1)
    worst = next(last for last in aims if _gap(network, whole_flow, last)[0] != 0)
    why_not = _seen("certificate_better", aim=network.aims[worst - 1])
    return Certificate(proven=False, why_not=why_not, gap=gap, weights=weights, arcs=arcs)


def counted_through(
    network: Network, flow: object, totals: Sequence[int] | None = None
) -> tuple[IntArray, str]:
    """Count an answer through, without asking whether it is the best.

    Parameters
    ----------
    network : Network
    flow : array
        Axis (arc) [children].
    totals : sequence of int, optional
        Axis (aim): what it says it adds up to, where it says so.

    Returns
    -------
    flow : IntArray
        In whole numbers; without any where it is of another form.
    fault : str
        Why it is no allocation of the network, in words; empty where it is one.
    """
    arcs = len(network.arc_cell)
    whole_flow = _as_flow(flow, arcs)
    if whole_flow is None:
        return np.zeros(0, dtype=np.int64), _seen("certificate_form", arcs=arcs)
    return whole_flow, _fault(network, whole_flow, totals)


def _by_aim(network: Network, totals: Sequence[int], prices: Sequence[Prices]) -> Certificate:
    """Prove one aim after the other, by a bound of its own."""
    gaps = gaps_of(network, totals, prices)
    hold(min(gaps) >= 0, "no bound lies above the total of an answer that keeps all rows")
    why_not = ""
    for aim, total, gap in zip(network.aims, totals, gaps, strict=True):
        if gap and not why_not:
            why_not = _seen("certificate_gap", aim=aim, total=total, gap=gap)
    return Certificate(
        proven=not why_not,
        why_not=why_not,
        gap=None if why_not else 0,
        weights=(),
        arcs=len(network.arc_cell),
        by_aim=gaps,
    )


def _seen(rule: str, **words: int | str) -> str:
    return filled(MESSAGES[rule].seen, words)


def _refused(network: Network, why_not: str) -> Certificate:
    return Certificate(
        proven=False, why_not=why_not, gap=None, weights=(), arcs=len(network.arc_cell)
    )


def _as_flow(flow: object, arcs: int) -> IntArray | None:
    """Take a flow only if it is whole numbers, one for each arc."""
    if not isinstance(flow, np.ndarray) or flow.dtype.kind not in "iu" or flow.shape != (arcs,):
        return None
    if flow.dtype.kind == "u" and arcs and int(flow.max()) >= 2**63:
        return None
    return flow.astype(np.int64)


def _fault(network: Network, flow: IntArray, totals: Sequence[int] | None) -> str:
    """Say why an answer is no allocation of this network; empty where it is one."""
    used = np.flatnonzero(flow != 0)
    wrong = (flow[used] < 0) | (flow[used] > network.demand[network.arc_cell[used]])
    for arc in used[wrong][:1]:
        return _seen(
            "certificate_negative",
            value=int(flow[arc]),
            cell=network.cells[int(network.arc_cell[arc])],
            pool=network.pools[int(network.arc_pool[arc])],
        )
    counted = np.zeros(len(network.demand), dtype=np.int64)
    np.add.at(counted, network.arc_cell[used], flow[used])
    for cell in np.flatnonzero(counted != network.demand)[:1]:
        return _seen(
            "certificate_demand",
            cell=network.cells[int(cell)],
            demand=int(network.demand[cell]),
            counted=int(counted[cell]),
        )
    loads = network.loads(flow)
    for holder in np.flatnonzero(loads > network.room)[:1]:
        return _seen(
            "certificate_room",
            holder=network.holder(int(holder)),
            room=int(network.room[holder]),
            load=int(loads[holder]),
        )
    counted_by = network.caps.loads(flow)
    for cap in np.flatnonzero(counted_by > network.caps.room)[:1]:
        return _seen(
            "certificate_room",
            holder=network.caps.names[int(cap)],
            room=int(network.caps.room[cap]),
            load=int(counted_by[cap]),
        )
    if totals is None:
        return ""
    added = network.totals_of(flow)
    if tuple(totals) != added:
        said = ", ".join(str(total) for total in totals)
        return _seen("certificate_totals", said=said, counted=", ".join(map(str, added)))
    return ""


def _gap(network: Network, flow: IntArray, aims: int) -> tuple[int, tuple[int, ...]]:
    """Measure how far the first aims of an allocation lie above a bound, and with what weights.

    The difference of answer and bound is a sum of terms that are never negative: children on
    arcs dearer than the prices, empty places that have a price, and filled ones that cost.
    """
    face = whole(network)
    if not len(face.arcs):
        return 0, (1,) * aims
    weighed = stacked(face.costs[:aims], pools=len(network.pools))
    costs = weighed.unbounded(network.holders + 1)
    prices, loads = prices_of(face, flow, costs), network.loads(flow)
    # The greatest margin over all arcs of a cell, used or not, is what makes the bound one.
    best = best_margins(face, prices, costs)
    used = np.flatnonzero(flow[face.arcs] != 0)
    dearer = best[face.segment[used]] - (prices[face.pools[used]] - costs[used])
    dear = np.flatnonzero(dearer)
    holders = prices[:-1] - prices[network.parent]
    costly = np.flatnonzero((holders > 0) & (loads > 0))
    empty = np.flatnonzero((holders < 0) & (loads < network.room))
    gap = _dot(dearer[dear], flow[face.arcs[used[dear]]]) + _dot(holders[costly], loads[costly])
    return gap - _dot(holders[empty], (network.room - loads)[empty]), weighed.weights


def _dot(costs: NDArray[np.int64], children: IntArray) -> int:
    """Add up costs x children in whole numbers of any size."""
    return sum(int(c) * int(n) for c, n in zip(costs.tolist(), children.tolist(), strict=True))
