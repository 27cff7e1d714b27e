"""The proof: sites settled one after another, with a bound by prices at each step.

Branch and bound on the number of open sites first, and then on single sites, with the bounds of
`fixed_prices`: the way of Goertz and Klose (2012), A simple but usually fast branch-and-bound
algorithm for the capacitated facility location problem, INFORMS Journal on Computing 24.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field, replace

import numpy as np

from sufficiency.places.choosing.fixed_moves import by_saving, completed, improved
from sufficiency.places.choosing.fixed_prices import (
    CLOSED,
    FREE,
    OPEN,
    Bounded,
    Pace,
    Settled,
    bounded,
)
from sufficiency.places.choosing.fixed_problem import FloatArray, IntArray, Located
from sufficiency.places.choosing.fixed_transport import Filled, Found

FIRST_PACE = Pace(rounds=1000, step=2.0, patience=20, least=150, looked_back=100)
LATER_PACE = Pace(rounds=60, step=0.5, patience=6, least=20, looked_back=10)
VALUED_EVERY = 25
"""Of the first bound's rounds, every so many's open sites are filled."""
CLEARLY_BETWEEN = 0.1
"""A number of open sites that is so far from a whole one is branched upon."""
HALF = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Proof:
    """What the search ended with.

    Parameters
    ----------
    best : Filled
    bound : float
        No set of sites costs less [pounds].
    steps : int
        Branches that were bounded, the first of all among them.
    """

    best: Filled
    bound: float
    steps: int


@dataclass(frozen=True, slots=True, eq=False)
class _Branch:
    """Sites as settled, and the bound of that."""

    settled: Settled
    known: Bounded


@dataclass(slots=True, eq=False)
class _Search:
    """What is known so far.

    Parameters
    ----------
    located : Located
    found : Found
    gap : float
        A set is not looked for that is cheaper than the best by no more than this share.
    left_out : float
        The lowest bound of what was left out [pounds].
    steps : int
    """

    located: Located
    found: Found
    gap: float
    left_out: float = np.inf
    steps: int = 0
    waiting: list[tuple[float, int, _Branch]] = field(default_factory=list)

    def goal(self) -> tuple[float, float]:
        """Give the best cost, and the bound that is enough: any, once the time is over."""
        return self.found.cost, -np.inf if self.found.is_over else self.enough

    @property
    def enough(self) -> float:
        """A branch with this bound has nothing worth looking for [pounds]."""
        return self.found.cost * (1 - self.gap)

    def is_left_out(self, bound: float) -> bool:
        """Leave out what cannot hold a set that is cheaper by more than the gap."""
        if bound < self.enough:
            return False
        self.left_out = min(self.left_out, bound)
        return True

    def put(self, branch: _Branch) -> None:
        """Let a branch wait; the lowest bound is taken first, the earliest among equals."""
        heapq.heappush(self.waiting, (branch.known.bound, self.steps, branch))


def proven_by_prices(located: Located, *, gap: float, until: float) -> Proof:
    """Find the best set of open sites, and prove it to a gap.

    Parameters
    ----------
    located : Located
        With places for everybody.
    gap : float
        As a share of the best cost.
    until : float
        When to stop, on the clock of `time.monotonic` [seconds].

    Returns
    -------
    Proof
    """
    found = Found(located, until)
    search = _Search(located, found, gap)
    start = by_saving(located)
    found.value(start)
    improved(found, start)
    _begin(search)
    while search.waiting and not found.is_over:
        _branched(search, heapq.heappop(search.waiting)[-1])
    best = found.best
    assert best is not None, "the first set of sites has places for everybody"
    waiting = min((low for low, _, _ in search.waiting), default=np.inf)
    lowest = min(search.left_out, waiting, best.cost)
    return Proof(best, lowest, search.steps)


def _begin(search: _Search) -> None:
    """Bound the whole, and look for good sets of sites on the way."""
    located, found = search.located, search.found

    def valued(number: int, chosen: IntArray, share: FloatArray) -> None:
        if number % VALUED_EVERY == VALUED_EVERY - 1:
            found.value(completed(located, chosen, share))
            found.value(completed(located, np.flatnonzero(share >= HALF), share))

    state = np.full(located.sites, FREE, dtype=np.int64)
    state[located.always_open] = OPEN
    state[located.places == 0] = CLOSED
    settled = Settled(state, located.fewest_of(state != CLOSED), int((state != CLOSED).sum()))
    # Two sites compete for a child at the price of the second cheapest.
    second = min(1, located.sites - 1)
    price = np.partition(located.cost, second, axis=0)[second]
    known = bounded(located, settled, price, pace=FIRST_PACE, goal=search.goal, seen=valued)
    search.steps += 1
    search.put(_Branch(settled, known))
    improved(found, found.best.sites if found.best is not None else known.chosen)
    improved(found, completed(located, np.flatnonzero(known.share >= HALF), known.share))


def _branched(search: _Search, branch: _Branch) -> None:
    """Split what is settled in two, bound both, and let them wait unless nothing is in them."""
    if search.is_left_out(branch.known.bound):
        return
    settled = _forced(search, branch)
    if not len(settled.free):
        search.left_out = min(search.left_out, search.found.value(settled.open))
        return
    for half in _halves(settled, branch.known.share):
        made = _bounded_later(search, _Branch(half, branch.known))
        if made is not None:
            search.put(made)


def _bounded_later(search: _Search, branch: _Branch) -> _Branch | None:
    """Bound a branch from the prices of the one that it came from; None where nothing is in it."""
    located, found, before = search.located, search.found, branch.known
    fewest = max(branch.settled.fewest, located.fewest_of(branch.settled.state != CLOSED))
    settled = replace(branch.settled, fewest=fewest)
    if settled.is_empty():
        return None
    search.steps += 1
    known = bounded(located, settled, before.price, pace=LATER_PACE, goal=search.goal)
    known = replace(known, bound=max(known.bound, before.bound))
    found.value(known.chosen)
    count = max(round(float(known.share.sum())), fewest)
    found.value(completed(located, np.argsort(-known.share, kind="stable")[:count], known.share))
    return None if search.is_left_out(known.bound) else _Branch(settled, known)


def _forced(search: _Search, branch: _Branch) -> Settled:
    """Settle the sites for which the bound leaves one state only."""
    state = branch.settled.state.copy()
    for site in branch.settled.free:
        if search.is_left_out(float(branch.known.if_open[site])):
            state[site] = CLOSED
        elif search.is_left_out(float(branch.known.if_closed[site])):
            state[site] = OPEN
    return replace(branch.settled, state=state)


def _halves(settled: Settled, share: FloatArray) -> tuple[Settled, Settled]:
    """Split by the number of open sites where that is between two, or else by a site."""
    count = float(share.sum())
    whole = int(np.floor(count))
    is_between = CLEARLY_BETWEEN < count - whole < 1 - CLEARLY_BETWEEN
    if is_between and settled.fewest <= whole < settled.most:
        return replace(settled, most=whole), replace(settled, fewest=whole + 1)
    free = settled.free
    site = free[np.abs(share[free] - HALF).argmin()]
    closed, opened = settled.state.copy(), settled.state.copy()
    closed[site], opened[site] = CLOSED, OPEN
    return replace(settled, state=closed), replace(settled, state=opened)
