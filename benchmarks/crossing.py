"""Caps that cross pools: how long an answer takes that no flow can give, and whether it is proven.

    python benchmarks/crossing.py

At every pool that serves several needs and several phases, each need and each phase is held to a
share of its places: a cap on a need and one on a phase have children in common, so that rows cross.
The yardstick is one linear programme over all arcs, which may split children, breaks no ties, and
proves no order of aims.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from cases import NEEDS, Case, made_up
from numpy.typing import NDArray
from published import published_case, published_folder
from scipy import optimize, sparse
from timing import Bar, Measured, bars_table, rounds

from sufficiency.places import Network, allocate_arrays
from sufficiency.places.caps import CapRows
from sufficiency.places.network import NO_LIMIT

IntArray = NDArray[np.int64]

PHASES = 4
SHARES = ((0.5, 0.6), (0.35, 0.45), (0.25, 0.35))
"""Of the places of a pool: of any one need, and of any one phase, at most."""
MOST_SECONDS = 1.5
PROGRAMME = "one linear programme over all arcs"


@dataclass(frozen=True)
class Crossed:
    """One case with caps.

    Parameters
    ----------
    what : str
    caps, broken : int
        How many there are, and how many of them the best allocation without caps breaks.
    gap : int
        By how much the answer may be above the best [metres]; nought where it is proven.
    measured : list of Measured
        The linear programme, and the array door with one aim, two and four.
    """

    what: str
    caps: int
    broken: int
    gap: int
    measured: list[Measured]


def capped(network: Network, of_need: float, of_phase: float) -> Network:
    """Cap each need and each phase at every pool that serves several of both."""
    kinds = {
        "need": (network.arc_cell // PHASES % NEEDS, of_need),
        "phase": (network.arc_cell % PHASES, of_phase),
    }
    names, room, counted = list[str](), list[int](), list[IntArray]()
    for pool in np.flatnonzero(network.room[: len(network.pools)] < NO_LIMIT).tolist():
        arcs = np.flatnonzero(network.arc_pool == pool)
        if min(len(np.unique(of_arc[arcs])) for of_arc, _ in kinds.values()) < 2:
            continue
        for what, (of_arc, share) in kinds.items():
            for kind in np.unique(of_arc[arcs]).tolist():
                own, most = arcs[of_arc[arcs] == kind], round(share * int(network.room[pool]))
                # A cap that fewer children come under than it lets in is no row.
                if network.demand[network.arc_cell[own]].sum() > most:
                    names.append(f"{what} {kind} at {network.pools[pool]}")
                    room.append(most)
                    counted.append(own)
    return replace(network, caps=CapRows(tuple(names), np.array(room), tuple(counted)))


def programme(network: Network) -> float:
    """Solve one linear programme over all arcs, and give its least cost."""
    arcs, limited = len(network.arc_cell), np.flatnonzero(network.room < NO_LIMIT)
    row_of = np.full(network.holders, -1)
    row_of[limited] = np.arange(len(limited))
    inside = np.flatnonzero(row_of[network.arc_pool] >= 0)
    rows, columns = [row_of[network.arc_pool[inside]]], [inside]
    for number, counted in enumerate(network.caps.arcs, start=len(limited)):
        rows.append(np.full(len(counted), number))
        columns.append(counted)
    at = (np.concatenate(rows), np.concatenate(columns))
    shape = (len(limited) + len(network.caps), arcs)
    of_cell = (network.arc_cell, np.arange(arcs))
    solved: Any = optimize.linprog(
        network.costs[0].astype(float),
        A_ub=sparse.csr_array((np.ones(len(at[0])), at), shape=shape),
        b_ub=np.concatenate([network.room[limited], network.caps.room]),
        A_eq=sparse.csr_array((np.ones(arcs), of_cell), shape=(len(network.demand), arcs)),
        b_eq=network.demand,
        method="highs",
    )
    if solved.status != 0:
        raise SystemExit(f"The linear programme was not solved: {solved.message}")
    return float(solved.fun)


def crossed(case: Case, of_need: float, of_phase: float) -> Crossed:
    """Measure one case, and hold that no answer is below the programme's bound."""
    asked = {
        "one weighted aim": capped(case.weighted(), of_need, of_phase),
        "two aims": capped(case.in_two_aims(), of_need, of_phase),
        "four aims": capped(case.in_four_aims(), of_need, of_phase),
    }
    weighted = asked["one weighted aim"]
    answer, bound = allocate_arrays(weighted), programme(weighted)
    if answer.totals[0] < bound - 1:
        raise SystemExit(f"{answer.totals[0]} is below the bound {bound}: one of the two is wrong.")
    without = allocate_arrays(weighted.without_caps)
    broken = int((weighted.caps.loads(without.flow) > weighted.caps.room).sum())
    actions: dict[str, Callable[[], object]] = {PROGRAMME: lambda: programme(weighted)}
    for what, network in asked.items():
        actions[f"the array door, {what}, with proof and ties"] = lambda own=network: (
            allocate_arrays(own)
        )
    share = f"at most {of_need:.0%} of the places for a need, {of_phase:.0%} for a phase"
    gap = max(answer.certificate.by_aim, default=0)
    return Crossed(share, len(weighted.caps), broken, gap, rounds(actions))


def crossing_page() -> str:
    """Measure caps that cross, of the published case a where it is at hand."""
    folder = published_folder()
    case = made_up() if folder is None else published_case(folder)
    found = [crossed(case, *shares) for shares in SHARES]
    about = (
        f"{'A made-up authority' if folder is None else 'The published case a'} with caps on each"
        " need and each phase at every pool that serves several of both (`benchmarks/crossing.py`)."
        " No flow keeps them, so linear programmes solve it, aim by aim, in whole numbers."
    )
    lines = [
        "| Caps | How many | Broken without | What | Median, s | Times the programme | Gap, m |",
        "|---|--:|--:|---|--:|--:|--:|",
    ]
    for one in found:
        first = one.measured[0].median
        for each in one.measured:
            gap = "" if each.what == PROGRAMME else f"{one.gap:,}"
            lines.append(
                f"| {one.what} | {one.caps} | {one.broken} | {each.what} | {each.median:.2f} |"
                f" {each.median / first:.1f} | {gap} |"
            )
    bars = [
        Bar(f"{each.what}; {one.what}, s", each.median, most=MOST_SECONDS)
        for one in found
        for each in one.measured[1:]
    ]
    return f"{about}\n\n" + "\n".join(lines) + f"\n\n{bars_table(bars)}"


if __name__ == "__main__":
    print(crossing_page())
